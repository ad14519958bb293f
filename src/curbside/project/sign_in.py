"""Sign-in by somebody else's accounts: OpenID Connect, from one setting."""

from typing import Any

from curbside.config import Settings
from curbside.domain.errors import BadInput


def openid_connect(settings: Settings) -> dict[str, Any]:
    """What allauth wants to know of the provider; empty where none is set.

    Raises:
        BadInput: the setting does not have its four parts.
    """
    if not settings.oidc:
        return {}
    parts = [part.strip() for part in settings.oidc.split(";")]
    if len(parts) != 4 or not all(parts) or not parts[3].startswith("https://"):
        raise BadInput(
            "CURBSIDE_OIDC: give name; client id; secret; server address, the address beginning with https://. See "
            "docs/how-to/run-a-board.md"
        )
    name, client, secret, server = parts
    app = {
        "provider_id": "oidc",
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": server},
    }
    return {"openid_connect": {"APPS": [app]}}

"""The model that the settings name, if any: a chat server behind a breaker."""

import time
from urllib.parse import urlsplit

from curbside.config import Settings
from curbside.language.breaker import Breaker


def open_generator(settings: Settings) -> Breaker | None:
    """The generator of the settings; None where no model is set. Nothing is sent yet."""
    if not settings.model_url:
        return None
    # Only who has a model pays for loading a client: 70 ms of every command.
    from curbside.language.chat import ChatServer  # noqa: PLC0415  # an optional part, as said above

    server = ChatServer(
        url=settings.model_url,
        name=settings.model_name,
        key=settings.model_key.get_secret_value(),
        seconds=settings.model_seconds,
        tokens=settings.model_tokens,
    )
    place = settings.home / "model-state.json"
    return Breaker(server, place=place, about=f"{settings.model_url} {settings.model_name}", clock=time.time)


def model_place(settings: Settings) -> str:
    """Name and host of the model, for whoever looks at the installation."""
    return f"{settings.model_name} at {urlsplit(settings.model_url).netloc}"

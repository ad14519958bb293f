"""The board from the command line: accounts, the audit trail, and a demonstration that walks the whole review."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from curbside.config import Settings
from curbside.domain.errors import BadInput
from curbside.project.setup import prepare

# Questions of the starter library, with title and topics; one article for each state.
_DEMONSTRATION = (
    (
        "What type of MRI (contrast or non-contrast) is recommended for evaluating spinal metastasis?",
        "MRI with or without contrast in suspected spinal metastasis",
        ("imaging", "spine", "cancer"),
    ),
    ("Colchicine dose for an acute gout flare", "Colchicine for an acute gout flare", ("gout",)),
    ("Apixaban dose for a new deep vein thrombosis", "Apixaban for a new deep vein thrombosis", ("thrombosis",)),
    (
        "Is tranexamic acid recommended for aneurysmal subarachnoid haemorrhage?",
        "Tranexamic acid in aneurysmal subarachnoid haemorrhage",
        ("stroke",),
    ),
    ("Finerenone starting dose at eGFR 45", "Starting dose of finerenone by kidney function", ("kidney",)),
    (
        "Can I use diltiazem for rate control in atrial fibrillation if the EF is 30%?",
        "Diltiazem for rate control in heart failure",
        ("heart",),
    ),
    ("First-line vasopressor in septic shock", "First vasopressor in septic shock", ("sepsis",)),
)
_PEOPLE = (
    ("author", "Demonstration Author", ["author"], ""),
    ("editor", "Demonstration Editor", ["editor"], ""),
    ("reviewer.one", "Demonstration Reviewer One", ["board"], "invented member of the board"),
    ("reviewer.two", "Demonstration Reviewer Two", ["board"], "invented member of the board"),
    ("librarian", "Demonstration Librarian", ["librarian"], ""),
)


def add_person(
    settings: Settings, *, email: str, name: str, roles: Sequence[str], credentials: str, support: bool = False
) -> str:
    """Make an account; returns what its owner does next.

    Raises:
        BadInput: the address is taken, or a role is unknown.
    """
    prepare(settings)
    from django.core.exceptions import ValidationError  # noqa: PLC0415  # Django is ready only now
    from django.db import IntegrityError  # noqa: PLC0415  # the same

    from curbside.web.accounts.models import User  # noqa: PLC0415  # the same

    person = User(
        email=email.lower(), name=name, roles=list(roles), credentials=credentials,
        is_staff=support, is_superuser=support,
    )  # fmt: skip
    person.set_unusable_password()
    try:
        person.full_clean(exclude=["password"])
        person.save()
    except ValidationError as error:
        raise BadInput("; ".join(error.messages)) from None
    except IntegrityError:
        raise BadInput(f"{email} has an account already.") from None
    return f"{name} sets a password at {settings.site_url}/accounts/password/reset/"


def trail_faults(settings: Settings) -> tuple[int, list[str]]:
    """How many rows the audit trail has, and where it is not what was written."""
    prepare(settings)
    from curbside.web.publishing.audit import faults  # noqa: PLC0415  # Django is ready only now
    from curbside.web.publishing.models import ReviewEvent  # noqa: PLC0415  # the same

    return ReviewEvent.objects.count(), [f"row {f.row}: {f.what}" if f.row else f.what for f in faults()]


def look_after(settings: Settings) -> tuple[int, int]:
    """What falls due by time alone; how many articles were reopened, and about how many reviews mail went out.

    A second run on the same day does nothing more.
    """
    prepare(settings)
    from django.utils import timezone  # noqa: PLC0415  # Django is ready only now

    from curbside.web.engine_access import current_engine  # noqa: PLC0415  # the same
    from curbside.web.publishing import currency, services  # noqa: PLC0415  # the same

    now = timezone.now()
    return len(currency.keep_current(current_engine(), now=now)), services.remind(now)


def make_demonstration(settings: Settings, *, password: str) -> list[str]:
    """Invented people and an article in each state of the review, all marked as demonstration; lines that tell of it.

    Does nothing where it was made before.
    """
    prepare(settings)
    from django.utils import timezone  # noqa: PLC0415  # Django is ready only now

    from curbside.web.accounts.models import User  # noqa: PLC0415  # the same
    from curbside.web.publishing.models import Article  # noqa: PLC0415  # the same

    if Article.objects.filter(demonstration=True).exists():
        return ["The demonstration board is there already."]
    people = {}
    for stem, name, roles, credentials in _PEOPLE:
        people[stem] = User.objects.create_user(
            f"{stem}@demonstration.invalid",
            password,
            name=name,
            roles=roles,
            credentials=credentials,
            demonstration=True,
        )
        _verified(people[stem])
    lines = [f"{article.state}: {article.title}" for article in _articles(people, now=timezone.now())]
    sign_in = ", ".join(f"{stem}@demonstration.invalid" for stem in people)
    return [*lines, f"Sign in as {sign_in}", f"Password of all of them, made now: {password}"]


def _verified(person: Any) -> None:
    from allauth.account.models import EmailAddress  # noqa: PLC0415  # Django is ready only now

    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def _articles(people: dict[str, Any], *, now: datetime) -> list[Any]:
    from curbside.web.asking.snapshots import snapshot  # noqa: PLC0415  # Django is ready only now
    from curbside.web.engine_access import current_engine  # noqa: PLC0415  # the same
    from curbside.web.publishing import currency  # noqa: PLC0415  # the same
    from curbside.web.publishing import demonstration as walk  # noqa: PLC0415  # the same

    engine = current_engine()
    standing = currency.standing_in(engine)
    made = []
    for days, (question, title, topics) in zip((40, 30, 20, 12, 6, 3, 1), _DEMONSTRATION, strict=True):
        answer = engine.answer(question)
        made.append(
            walk.submitted(
                people,
                title=title,
                question=question,
                topics=topics,
                body=snapshot(answer),
                standing=standing,
                now=now - timedelta(days=days),
            )
        )
    return walk.walk(people, made, standing=standing, now=now)

"""What a librarian's forms on the pages of documents take, and what is said beside a field that cannot be taken."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator

from curbside.domain.attribution import KIND_NAMES
from curbside.domain.documents import YEARS, Display, Document, Kind
from curbside.domain.redaction import redact
from curbside.domain.text import clean, one_line
from curbside.engine import fault_of, is_open_licence


class _Line(forms.CharField):
    """Text on one line, without what nobody sees."""

    def to_python(self, value: Any) -> str:
        return one_line(clean(super().to_python(value) or ""))


class _Year(forms.IntegerField):
    """A year of publication."""

    def __init__(self, **said: Any) -> None:
        text = "Write a year such as 2023."
        super().__init__(
            min_value=YEARS[0],
            max_value=YEARS[-1],
            error_messages={"invalid": text, "min_value": text, "max_value": text},
            **said,
        )


class _Reason(_Line):
    """Why something is done, for the audit trail; nobody is named in it."""

    def to_python(self, value: Any) -> str:
        return redact(super().to_python(value))


def _why(label: str) -> _Reason:
    return _Reason(max_length=500, label=label, error_messages={"required": "Say why."})


class SupersedeForm(forms.Form):
    """Replaced by another document of the library."""

    successor = forms.ChoiceField(
        label="Replaced by",
        error_messages={
            "required": "Choose the document that replaces it.",
            "invalid_choice": "Choose one of the list.",
        },
    )
    reason = _why("Reason, for the audit trail")

    def __init__(self, *args: Any, successors: Sequence[Document], **said: Any) -> None:
        super().__init__(*args, **said)
        named = [
            (str(other.id), f"{other.title[:70]}{f' ({other.year})' if other.year else ''}") for other in successors
        ]
        self.fields["successor"].choices = [("", "Choose a document"), *named]  # type: ignore[attr-defined]  # a choice field


class SupersedeElsewhereForm(forms.Form):
    """Replaced by a document that the library does not hold."""

    title = _Line(max_length=300, error_messages={"required": "Write the title of the document that replaces it."})
    publisher = _Line(max_length=200, required=False, help_text="Leave it empty where the title says it.")
    year = _Year(required=False)
    reason = _why("Why, for the audit trail")


class WithdrawForm(forms.Form):
    """Not to be used any more."""

    reason = _why("Reason, shown beside the document")


class DescriptionForm(forms.Form):
    """What a document is. Only what is changed is written down; the rest goes on being what the file says."""

    title = _Line(max_length=300, required=False)
    publisher = _Line(max_length=200, required=False)
    year = _Year(required=False)
    kind = forms.ChoiceField(choices=[(kind.value, KIND_NAMES[kind]) for kind in Kind])
    edition = _Line(max_length=200, required=False)
    audience = forms.ChoiceField(
        label="For whom",
        required=False,
        choices=[("", "it does not say"), ("professional", "professionals"), ("patient", "patients")],
    )
    url = _Line(
        label="Address", max_length=500, required=False,
        validators=[URLValidator(schemes=["http", "https"], message="Write an address such as https://example.org/")],
    )  # fmt: skip
    doi = _Line(label="DOI", max_length=200, required=False, help_text="Such as 10.1000/182.")
    licence = _Line(max_length=300, required=False, help_text="As the document prints it, such as CC BY 4.0.")
    display = forms.ChoiceField(
        label="What may be shown of it",
        required=False,
        help_text="As the licence allows: all of it under an open one, else quoted passages. Choose all of it only "
        "where its owner allows that; else it breaks copyright.",
        choices=[
            ("", "as the licence allows"),
            (Display.FULL.value, "all of it"),
            (Display.QUOTES.value, "quoted passages"),
            (Display.STAFF.value, "nothing: for staff only"),
        ],
    )
    notices = forms.CharField(
        label="Notices to readers",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line; each stands at the head of the document's page. A new or changed notice sends approved "
        "articles that rest on it back to the board.",
    )
    reason = _Reason(
        max_length=500,
        required=False,
        help_text="For the audit trail. Needed where all of a document is shown without an open licence.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, document: Document, written: Mapping[str, object] | None) -> None:
        self._before = _values(document, written or {})
        self._state = hashlib.sha256(json.dumps(self._before, sort_keys=True).encode()).hexdigest()[:16]
        super().__init__(data, initial={**self._before, "seen": self._state})

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Key → value before and after; only what is another one now."""
        return {
            key: (before, self.cleaned_data[key])
            for key, before in self._before.items()
            if key in self.cleaned_data and self.cleaned_data[key] != before
        }

    @property
    def said(self) -> dict[str, object]:
        """The changes as they are written down; what was emptied is None."""
        found: dict[str, object] = {key: after or None for key, (_, after) in self.changes.items()}
        if found.get("notices"):
            found["notices"] = str(found["notices"]).split("\n")
        return found

    def clean_notices(self) -> str:
        """One notice a line, without empty ones."""
        lines = [one_line(line) for line in clean(self.cleaned_data["notices"]).split("\n")]
        return "\n".join(line for line in lines if line)

    def clean(self) -> dict[str, Any]:
        """What one field alone does not show."""
        data = super().clean() or self.cleaned_data
        for key, value in self.said.items():
            if value is not None and (fault := fault_of(key, value)):
                self.add_error(key, fault)
        opened = data.get("display") == Display.FULL and not is_open_licence(data.get("licence", ""))
        if opened and {"display", "licence"} & self.changes.keys() and not data.get("reason"):
            self.add_error(
                "reason",
                "Showing all of a document whose licence is not known to be open may break its copyright. Say why it "
                "is allowed, or show quoted passages only.",
            )
        if self.changes and data.get("seen") != self._state:
            self.add_error(
                None, "Somebody else changed this description meanwhile. Load the page again and change it then."
            )
        return data


def _values(document: Document, written: Mapping[str, object]) -> dict[str, Any]:
    """What a form shows: how the document is described now; display and notices only as somebody wrote them down."""
    notices = written.get("notices")
    return {
        "title": document.title,
        "publisher": _stated(document.publisher),
        "year": document.year,
        "kind": document.kind.value,
        "edition": "" if document.edition == _edition_of(document) else _stated(document.edition),
        "audience": document.audience,
        "url": document.url or "",
        "doi": document.doi or "",
        "licence": _stated(document.licence),
        "display": str(written.get("display") or ""),
        "notices": "\n".join(map(str, notices)) if isinstance(notices, list | tuple) else "",
    }


def _edition_of(document: Document) -> str:
    """What stands for an edition where nothing names one."""
    return f"updated {document.updated_on.isoformat()}" if document.updated_on else str(document.year)


def _stated(text: str) -> str:
    return "" if text == "not stated" else text

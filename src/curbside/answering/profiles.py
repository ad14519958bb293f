"""Who an answer is worded for: one file per reader, checked when it is loaded.

A profile changes the order of sections, their headings and what is added in our own words. It cannot leave out, add or
reword a claim: there is no field for that. The folder `profiles` is the list; docs/how-to/add-a-profile.md
"""

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from curbside.answering.sections import FURTHER, READING_ORDER
from curbside.domain.questions import CLINICIAN, Reader

_MOVABLE = frozenset((FURTHER, *READING_ORDER))
_Line = Annotated[str, Field(min_length=1, max_length=300)]


class Profile(BaseModel):
    """How an answer is worded for one kind of reader."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,31}$")]  # also the name of its file
    label: _Line  # in the picker: "Nurse or allied professional"
    audience: _Line  # who that is, for whoever edits the file
    place: int  # in the picker, from 1
    first: tuple[str, ...] = ()  # keys of sections that are moved to the front, behind recommendations and warnings
    headings: dict[str, _Line] = {}  # headings of sections, in this reader's words
    plain_words: bool = False  # one more line a claim, where its parts allow a safe one
    definitions: bool = False  # words explained
    strength_in_words: bool = False  # beside the printed grade, never instead of it
    opening: Annotated[str, Field(max_length=400)] = ""
    closing: tuple[_Line, ...] = ()

    @model_validator(mode="after")
    def _names_sections(self) -> Self:
        unknown = sorted({*self.first, *self.headings} - _MOVABLE)
        if unknown:
            raise ValueError(f"no movable section has the key {', '.join(unknown)}; there are {', '.join(_MOVABLE)}")
        if len(set(self.first)) < len(self.first):
            raise ValueError("a section stands twice in “first”")
        return self


def read_profile(text: str, *, name: str) -> Profile:
    """The profile that a file holds.

    Args:
        text: TOML.
        name: of the file, without its ending.

    Raises:
        ValueError: it is no valid profile; the message names file, field and fault.
    """
    try:
        # By way of JSON types: TOML has lists where the profile has tuples.
        profile = Profile.model_validate(tomllib.loads(text), strict=False)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"profiles/{name}.toml: not TOML ({error})") from None
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "profile"
        raise ValueError(f"profiles/{name}.toml: {where}: {fault['msg']}") from None
    if profile.key != name:
        raise ValueError(f"profiles/{name}.toml: its key is {profile.key!r}; name the file {profile.key}.toml")
    return profile


def load_profiles() -> Mapping[Reader, Profile]:
    """All profiles by key, in the order of the picker.

    Raises:
        ValueError: a file is no valid profile, two share a place, or the clinician's is missing.
    """
    folder = resources.files("curbside.answering") / "profiles"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda file: file.name)
    profiles = [read_profile(f.read_text(encoding="utf-8"), name=f.name.removesuffix(".toml")) for f in files]
    profiles.sort(key=lambda profile: profile.place)
    if len({profile.place for profile in profiles}) < len(profiles):
        raise ValueError("profiles: two share a place in the picker; give each its own number")
    if CLINICIAN not in [profile.key for profile in profiles]:
        raise ValueError(f"profiles/{CLINICIAN}.toml is missing: it is used where nobody says who is reading")
    return MappingProxyType({Reader(profile.key): profile for profile in profiles})


PROFILES = load_profiles()

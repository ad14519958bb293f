"""An article → a tagged PDF, for the ward's folder. Its words go to the typesetter as data, never as markup."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import typst

_NO_FONT = "Some letters of this text are missing in print, or are boxes: read the article on its page."


def article_pdf(page: Mapping[str, Any]) -> bytes:
    """The PDF of an article: PDF/UA-1, so headings, lists and tables are tagged for readers who listen.

    Args:
        page: `title`, `reviewers`, `banners`, `signed`, `facts`, `made` (lines of text), `foot`, `disclaimer`, the
            `body` of a version as it is stored, and `made_at`, the time of that version in Unix seconds.
    """
    try:
        return _compiled(page, standards=["ua-1"])
    except typst.TypstError:  # it holds letters that no font of ours has, which the standard forbids
        return _compiled({**page, "banners": [*page["banners"], _NO_FONT]}, standards=[])


def _compiled(page: Mapping[str, Any], *, standards: list[Any]) -> bytes:
    made = typst.compile(
        _layout(),
        sys_inputs={"page": json.dumps(page)},
        ignore_system_fonts=True,  # the same pages on every machine
        pdf_standards=standards,
        timestamp=page["made_at"],
    )
    assert isinstance(made, bytes)  # noqa: S101  # one file, as PDF is
    return made


@cache
def _layout() -> bytes:
    return files(__package__).joinpath("article.typ").read_bytes()

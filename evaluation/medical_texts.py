"""Texts of medicine that the tables of words are made from, out of `CURBSIDE_TEST_DATA`.

Abstracts and questions of BioASQ, PubMedQA and SciFact, questions and answers of MedQuAD, articles, drug labels. Not
read are those that answers are judged on: every question of our own banks, cpgQA, PDQ, USPSTF and VA/DoD.
"""

import hashlib
import html
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from curbside.cli.beir import entries, named_folder
from curbside.language.word_vectors import words_of
from real_documents import unpack

_QUESTIONS, _OF_MEDQUAD, _ABSTRACTS, _ANSWERS, _ARTICLES, _FILES = 6000, 9000, 14_000, 14_000, 9000, 500


def asked(data: Path) -> list[str]:
    """Questions of the benchmarks and of MedQuAD."""
    medquad = (_plain(one) for one in _questions(data))
    return [*_some(_of_benchmarks(data, "queries.jsonl"), _QUESTIONS), *_some(medquad, _OF_MEDQUAD)]


def sentences(data: Path) -> list[str]:
    """Sentences of abstracts, of answers for patients, of articles and of drug labels."""
    each = (
        (_of_benchmarks(data, "corpus.jsonl"), _ABSTRACTS),
        (_answers(data), _ANSWERS),
        (_articles(_some(_files(data, "pmc_oa_jats_ccby"), _FILES)), _ARTICLES),
        (_labels(data), _ARTICLES),
    )
    return [one for texts, most in each for one in _some(_cut(texts), most)]


def counted_words(data: Path) -> Counter[str]:
    """Each word of all these texts, with the number of texts that it occurs in."""
    texts = (
        *_of_benchmarks(data, "corpus.jsonl"),
        *_questions(data),
        *_answers(data),
        *_articles(_files(data, "pmc_oa_jats_ccby")),
        *_labels(data),
    )
    return Counter(word for text in dict.fromkeys(map(_plain, texts)) for word in words_of(text))


def _questions(data: Path) -> list[str]:
    return _found(r"<Question[^>]*>(.*?)</Question>", _files(data, "medquad_nih_xml"))


def _answers(data: Path) -> list[str]:
    return _found(r"<Answer>(.*?)</Answer>", _files(data, "medquad_nih_xml"))


def _articles(files: Iterable[str]) -> list[str]:
    return _found(r"<p>(.*?)</p>", files)


def _labels(data: Path) -> list[str]:
    return _found(r"<paragraph[^>]*>(.*?)</paragraph>", _files(data, "fda_spl_labels_xml"))


def _of_benchmarks(data: Path, file: str) -> list[str]:
    found = []
    for name in ("bioasq_snippets", "scifact", "pubmedqa_retrieval"):
        with named_folder(name, str(data)) as folder:
            found += [str(entry["text"]) for entry in entries(folder / file)]
    return found


def _files(data: Path, name: str) -> list[str]:
    with tempfile.TemporaryDirectory() as work:
        place = unpack(data, Path(work), archives=(name,)) / name
        return [file.read_bytes().decode("utf-8", "replace") for file in place.rglob("*") if file.is_file()]


def _found(pattern: str, texts: Iterable[str]) -> list[str]:
    return [one for text in texts for one in re.findall(pattern, text, re.S)]


def _plain(text: str) -> str:
    """Without marks, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def _cut(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        found = re.split(r"(?<=[.!?])\s+(?=[A-Z])", _plain(text))
        yield from (one for one in found if 4 <= len(one.split()) <= 45)


def _some(texts: Iterable[str], most: int) -> list[str]:
    """As many of the distinct texts, the same ones each time, without regard to where they come from."""
    return sorted(set(texts), key=lambda text: hashlib.sha256(text.encode()).digest())[:most]

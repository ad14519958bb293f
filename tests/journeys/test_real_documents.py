"""Real documents of every format, judged by what is known of them. Skipped where the folder of documents is not."""

import json
import random
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from curbside.config import Settings
from curbside.domain.currency import is_past_review, may_support
from curbside.domain.documents import Body, Direction, Document, Passage, PassageKind, Status
from curbside.domain.errors import UnreadableDocument
from curbside.domain.text import one_line
from curbside.engine import Engine, FileReport, ingest_files, open_engine
from curbside.ingestion.pipeline import Ingested, ingest
from curbside.library.sources import source_of

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "evaluation"))
from real_documents import unpack

EVALUATION = Path(__file__).resolve().parents[2] / "evaluation"
TWINS = 14
_SEED = 20261123


@pytest.fixture(scope="session")
def corpus(real_documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(real_documents, tmp_path_factory.mktemp("corpus"))


def read(path: Path) -> Ingested:
    return ingest(source_of("a-document", name=path.name, data=path.read_bytes(), manifest={}))


@pytest.fixture(scope="session")
def pages(corpus: Path) -> Mapping[str, Mapping[str, Ingested]]:
    """The pages that exist as HTML, PDF and DOCX, by name and suffix."""
    found: dict[str, dict[str, Ingested]] = {}
    for pdf in sorted((corpus / "derived_pdf_docx").glob("*.pdf")):
        sources = (corpus / "uspstf" / "html", corpus / "nci_pdq_html")
        htmls = [folder / f"{pdf.stem}.html" for folder in sources if (folder / f"{pdf.stem}.html").is_file()]
        if htmls:
            files = {"html": htmls[0], "pdf": pdf, "docx": pdf.with_suffix(".docx")}
            found[pdf.stem] = {suffix: read(file) for suffix, file in files.items()}
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def rows(body: Body) -> list[Passage]:
    """Rows of tables of recommendations."""
    return [p for p in body.passages if p.kind is PassageKind.ROW and p.columns[-1:] == ("Grade",) and p.recommendation]


# -- one page in three formats ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_the_sections_of_a_page_are_the_same_in_every_format(
    pages: Mapping[str, Mapping[str, Ingested]], suffix: str
) -> None:
    assert len(pages) == TWINS
    wanted, found = 0, 0
    for page in pages.values():
        headings = [squeezed(section.path[-1]) for section in page["html"].body.sections]
        others = [squeezed(section.path[-1]) for section in page[suffix].body.sections]
        wanted += len(headings)
        for heading in headings:
            if heading in others:
                others.remove(heading)
                found += 1

    assert found >= 0.95 * wanted, f"{found} of {wanted}"


@pytest.mark.parametrize("suffix", ["html", "pdf", "docx"])
def test_the_grade_rows_of_a_page_are_read_from_every_format(
    pages: Mapping[str, Mapping[str, Ingested]], suffix: str
) -> None:
    graded = [row for page in pages.values() for row in rows(page[suffix].body)]

    assert len(graded) == 17
    for page in pages.values():
        cells = [[squeezed(cell) for cell in row.cells] for row in rows(page[suffix].body)]
        assert cells == [[squeezed(cell) for cell in row.cells] for row in rows(page["html"].body)]


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_the_statements_of_recommendations_are_the_same_in_every_format(
    pages: Mapping[str, Mapping[str, Ingested]], suffix: str
) -> None:
    wanted = found = 0
    for page in pages.values():
        graded = [p.recommendation for p in page["html"].body.passages if p.kind is not PassageKind.LIST]
        statements = [g.statement for g in graded if g and g.strength and g.statement]
        text = squeezed(page[suffix].body.text)
        wanted += len(statements)
        found += sum(squeezed(statement) in text for statement in statements)

    assert wanted >= 17
    assert found >= 0.98 * wanted, f"{found} of {wanted}"


def test_the_words_of_a_page_are_the_same_as_pdf(pages: Mapping[str, Mapping[str, Ingested]]) -> None:
    # The DOCX files were made without raised signs, so that citation marks stand in their words.
    wanted = found = 0
    for page in pages.values():
        text = squeezed(page["pdf"].body.text)
        passages = [p for p in page["html"].body.passages if p.kind not in (PassageKind.LIST, PassageKind.BRANCH)]
        wanted += len(passages)
        found += sum(squeezed(passage.text) in text for passage in passages)

    assert found >= 0.98 * wanted, f"{found} of {wanted}"


def test_the_same_question_gets_the_same_quote_from_every_format(
    pages: Mapping[str, Mapping[str, Ingested]], corpus: Path, tmp_path: Path
) -> None:
    asked = {
        "abdominal-aortic-aneurysm-screening": "Should men aged 65 to 75 who have ever smoked be screened for AAA?",
        "colorectal-cancer-screening": "Should adults aged 45 to 49 years be screened for colorectal cancer?",
        "osteoporosis-screening": "Should women 65 years and older be screened for osteoporosis?",
        "prostate-cancer-screening": "PSA screening for prostate cancer in men 70 years and older",
    }
    quotes: dict[str, set[str]] = {name: set() for name in asked}
    for suffix, folder in (("html", "uspstf/html"), ("pdf", "derived_pdf_docx"), ("docx", "derived_pdf_docx")):
        settings = Settings(home=tmp_path / suffix, starter=False)
        ingest_files(settings, [corpus / folder / f"{name}.{suffix}" for name in asked])
        with open_engine(settings) as engine:
            for name, question in asked.items():
                answer = engine.answer(question)
                claims = [answer.headline] if answer.headline else list(answer.claims[:1])
                assert claims, (name, suffix)
                assert claims[0].citations[0].document_id.startswith(name)
                quotes[name].add(squeezed(claims[0].citations[0].quote))
    assert {name: len(found) for name, found in quotes.items()} == dict.fromkeys(asked, 1), quotes


# -- grades ----------------------------------------------------------------------------------------------------------

DIRECTIONS = {
    "A": Direction.FOR,
    "B": Direction.FOR,
    "C": Direction.EITHER,
    "D": Direction.AGAINST,
    "I": Direction.INSUFFICIENT,
}


def test_every_grade_of_the_task_force_is_read_from_its_pages(corpus: Path) -> None:
    count = 0
    for page in sorted((corpus / "uspstf" / "html").glob("*.html")):
        topic = json.loads((corpus / "uspstf" / "json" / f"{page.stem}.json").read_text())
        found = rows(read(page).body)
        assert len(found) == len(topic["recommendations"]), page.name
        for row, known in zip(found, topic["recommendations"], strict=True):
            graded = row.recommendation
            assert graded is not None
            count += 1
            assert (graded.scheme, graded.as_printed) == ("USPSTF", known["grade"]), page.name
            assert graded.direction is DIRECTIONS[known["grade"]], page.name
            printed = one_line(known["title"]).rpartition(" -- ")[2].strip()
            assert graded.population == printed, page.name
            assert squeezed(graded.statement or row.text) in squeezed(row.text)

    assert count == 143


def test_an_age_range_that_contradicts_the_printed_population_is_a_warning(corpus: Path) -> None:
    told = {
        path.stem: read(path).warnings
        for path in (corpus / "uspstf" / "json").glob("*.json")
        if path.stem in ("autism-spectrum-disorder-in-young-children-screening", "abdominal-aortic-aneurysm-screening")
    }

    assert any("ageRange" in w for w in told["autism-spectrum-disorder-in-young-children-screening"])
    assert not any("ageRange" in w for w in told["abdominal-aortic-aneurysm-screening"])


def test_every_strength_label_of_the_va_dod_guideline_is_exact(corpus: Path) -> None:
    path = corpus / "vadod_cpg_opioid_markdown" / "Recommendations.md"
    printed = re.findall(r"\(((?:Strong|Weak)[^)]*)\)", path.read_text())
    graded = [p for p in read(path).body.passages if p.recommendation and p.recommendation.strength]

    assert [one_line(p.recommendation.as_printed) for p in graded if p.recommendation] == [
        one_line(label) for label in printed
    ]
    assert len(printed) == 19
    for passage in graded:
        assert passage.recommendation is not None
        against = "against" in passage.recommendation.as_printed
        assert passage.recommendation.direction is (Direction.AGAINST if against else Direction.FOR)
        assert passage.text.count("(Strong") + passage.text.count("(Weak") == 1


def test_the_twelve_recommendations_of_the_cdc_summary_have_category_and_type(corpus: Path) -> None:
    ingested = read(corpus / "cdc_opioid_2022" / "CDC_Opioid_Prescribing_Guidelines_2022_Summary.pdf")
    graded = [p.recommendation for p in ingested.body.passages if p.recommendation and p.recommendation.strength]

    assert [(g.number, g.strength, g.certainty) for g in graded if g] == [
        ("1", "B", "3"), ("2", "A", "2"), ("3", "A", "4"), ("4", "A", "3"), ("5", "B", "4"), ("6", "A", "4"),
        ("7", "A", "4"), ("8", "A", "4"), ("9", "B", "4"), ("10", "B", "4"), ("11", "B", "3"), ("12", "A", "1"),
    ]  # fmt: skip
    assert ingested.document.kind == "summary"
    assert ingested.document.text_by == "the engineering team"


def test_the_cdc_summary_is_the_draft_s_by_its_description_for_the_file_itself_names_no_edition(corpus: Path) -> None:
    path = corpus / "cdc_opioid_2022" / "CDC_Opioid_Prescribing_Guidelines_2022_Summary.pdf"
    described = tomllib.loads((EVALUATION / "descriptions" / f"{path.name}.toml").read_text(encoding="utf-8"))
    ingested = ingest(source_of("a-document", name=path.name, data=path.read_bytes(), manifest=described))

    assert read(path).document.edition == "not stated"
    assert ingested.document.edition == "draft of February 2022"
    assert "draft of February 2022" in ingested.document.summarises


# -- every passage in its place --------------------------------------------------------------------------------------

SAMPLED = [
    ("html", "uspstf", "html/*.html"),
    ("pdf", "derived_pdf_docx", "*.pdf"),
    ("docx", "derived_pdf_docx", "*.docx"),
    ("json", "uspstf", "json/*.json"),
    ("jats", "pmc_oa_jats_ccby", "**/*.nxml"),
    ("spl", "fda_spl_labels_xml", "*.xml"),
    ("medquad", "medquad_nih_xml", "**/*.xml"),
    ("markdown", "nci_pdq_markdown", "pdq/*.md"),
]


@pytest.mark.parametrize(("archive", "pattern"), [case[1:] for case in SAMPLED], ids=[case[0] for case in SAMPLED])
def test_three_hundred_passages_of_a_format_are_their_stretch_of_the_text(
    corpus: Path, archive: str, pattern: str
) -> None:
    chance = random.Random(_SEED)  # noqa: S311  # a sample, no secret
    files = sorted((corpus / archive).glob(pattern))
    seen = 0
    for path in chance.sample(files, len(files)):
        try:
            body = read(path).body
        except UnreadableDocument:
            continue
        for passage in chance.sample(body.passages, min(max(40, 360 // len(files)), len(body.passages))):
            assert body.text[passage.start : passage.end] == passage.text
            seen += 1
        if seen >= 300:
            break

    assert seen >= 300


def test_the_boxes_of_a_pdf_s_passages_cover_their_words(corpus: Path) -> None:
    chance = random.Random(_SEED)  # noqa: S311  # a sample, no secret
    files = [*sorted((corpus / "derived_pdf_docx").glob("*.pdf")), *(corpus / "cdc_opioid_2022").glob("*.pdf")]
    missed: list[str] = []
    seen = 0
    for path in files:
        body = read(path).body
        with pypdfium2.PdfDocument(path) as document:
            pages = {number: page.get_textpage() for number, page in enumerate(document, start=1)}
            for passage in chance.sample(body.passages, min(22, len(body.passages))):
                for start, end in passage.parts or ((passage.start, passage.end),):
                    places = [p for p in body.places if start < p.end and p.start < end]
                    seen += 1
                    assert places, passage.text
                    boxed = "".join(pages[p.page].get_text_bounded(*_wide(p.box)) for p in places)
                    if not _stand_in(body.text[start:end], boxed):
                        missed.append(f"{path.name}: {body.text[start:end][:80]} | {boxed[:80]}")
            for textpage in pages.values():
                textpage.close()

    assert seen >= 300
    assert len(missed) <= 0.01 * seen, missed[:5]


def _wide(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return (left - 1, bottom - 1, right + 1, top + 1)


def _stand_in(text: str, boxed: str) -> bool:
    """Whether the letters and numbers of a text stand in the boxes, in order; signs may be drawn otherwise."""
    letters = iter(re.sub(r"[^a-z0-9]", "", boxed.lower()))
    return all(letter in letters for letter in re.sub(r"[^a-z0-9]", "", text.lower()))


# -- the whole library -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    engine: Engine
    reports: list[FileReport]

    def named(self, beginning: str) -> Document:
        return next(d for d in self.engine.documents() if d.id.startswith(beginning))


@pytest.fixture(scope="session")
def held(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    """A library of the PDQ pages that exist twice, the fragments, and the articles about retractions."""
    home = tmp_path_factory.mktemp("held")
    folder = tmp_path_factory.mktemp("taken")
    for page in (corpus / "nci_pdq_html").glob("*.html"):
        (folder / page.name).write_bytes(page.read_bytes())
        for twin in (corpus / "nci_pdq_markdown").glob(f"*/{page.stem}.md"):
            (folder / twin.name).write_bytes(twin.read_bytes())
    fragments = [p for p in (corpus / "cdc_opioid_2022").iterdir() if p.suffix in (".xml", ".html")]
    for path in [*fragments, *_retraction_pair(corpus)]:
        (folder / path.name).write_bytes(path.read_bytes())
    article = folder / "retracted.xml"
    article.write_text(_ARTICLE)
    settings = Settings(home=home, starter=False)
    reports = ingest_files(settings, [folder])
    with open_engine(settings) as engine:
        yield Held(engine, reports)


def _retraction_pair(corpus: Path) -> list[Path]:
    return list((corpus / "jats_parser_samples").glob("**/journal.ppat.1005207.xml"))


# The article that the notice of the corpus retracts is not in the corpus; this stands for it, with its DOI.
_ARTICLE = """<?xml version="1.0"?>
<article article-type="research-article" dtd-version="1.1"><front><article-meta>
<article-id pub-id-type="doi">10.1371/journal.ppat.1000000</article-id>
<title-group><article-title>Zebra fever treated with colchicine</article-title></title-group>
<pub-date pub-type="epub"><year>2014</year></pub-date></article-meta></front>
<body><sec><title>Results</title><p>In gout, colchicine 0.5 mg twice daily is recommended.</p></sec></body></article>
"""


def test_template_fragments_are_quarantined_with_their_reason(held: Held) -> None:
    fragments = [r for r in held.reports if re.match(r"(?:recommendation|process)", Path(r.path).name)]

    assert len(fragments) == 25
    assert {r.status for r in fragments} == {"quarantined"}
    assert all("template" in r.warnings[0] for r in fragments)


def test_the_pages_with_a_newer_twin_are_superseded_and_the_rest_are_past_their_review_date(held: Held) -> None:
    pages = [d for d in held.engine.documents() if held.engine.intake(d.id).format == "HTML page"]
    superseded = [d for d in pages if d.status is Status.SUPERSEDED]

    assert len(pages) == 28
    assert len(superseded) == 21
    assert not any(may_support(d) for d in superseded)
    assert all(d.superseded_by and d.superseded_by.held for d in superseded)
    assert all(is_past_review(d, date(2026, 11, 23)) for d in pages if d not in superseded)


def test_a_superseded_page_never_answers(held: Held) -> None:
    for question in (
        "What is the effect of low-dose CT screening on lung cancer mortality?",
        "How is Merkel cell carcinoma treated?",
        "What causes fatigue in cancer patients?",
        "Treatment of gastric cancer stage I",
    ):
        answer = held.engine.answer(question)
        documents = {reference.document.id: reference.document for reference in answer.references}
        for claim in answer.claims:
            for citation in claim.citations:
                assert documents[citation.document_id].status is Status.CURRENT


def test_a_retracted_article_never_supports_a_claim_and_is_flagged_wherever_it_is_listed(
    held: Held, corpus: Path, tmp_path: Path
) -> None:
    (notice,) = _retraction_pair(corpus)
    target = re.search(r'related-article-type="retracted-article"[^>]*?(10\.\d+/[\w.]+)', notice.read_text())
    assert target is not None
    folder = tmp_path / "pair"
    folder.mkdir()
    (folder / "article.xml").write_text(_ARTICLE.replace("10.1371/journal.ppat.1000000", target[1]))
    (folder / "notice.xml").write_bytes(notice.read_bytes())
    settings = Settings(home=tmp_path / "home", starter=False)
    ingest_files(settings, [folder / "article.xml"])
    with open_engine(settings) as before:
        assert before.answer("colchicine dose in gout").claims
    ingest_files(settings, [folder / "notice.xml"])
    with open_engine(settings) as engine:
        article = next(d for d in engine.documents() if d.id.startswith("article"))
        assert article.status is Status.RETRACTED
        assert "retracted by" in article.notices[0]
        assert not engine.answer("colchicine dose in gout").claims

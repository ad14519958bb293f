"""Candidates → draft: a direct answer by precision, sections in reading order, nothing twice."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from curbside.answering.compose import Draft, claim_from, compose, in_short
from curbside.answering.conflicts import Difference, Stand
from curbside.answering.ranking import Candidate, Ranker
from curbside.answering.sections import DO_NOT_MISS, READING_ORDER, RECOMMENDATION, SAYING, SUMMARY
from curbside.domain.answers import AnswerSection, Support
from curbside.domain.documents import Attribution, DocumentId, Erratum, Passage, PassageId, PassageKind, Status
from curbside.engine import Engine
from factories import a_claim, a_document, a_passage, candidates_for

QUESTION = "first-line drug for gout flare"


def gout(text: str, number: int, *, heading: str = "Gout flare", **changes: object) -> Passage:
    return a_passage(
        text, id=PassageId(f"a-guideline#{number}"), start=number * 1000, path=("Gout", heading), **changes
    )


def a_ranker(margin: float) -> Ranker:
    """One whose confidence is the share of probability alone."""
    return Ranker({}, confidence={"share": 1.0}, margin=margin)


def draft(
    passages: Sequence[Passage],
    engine: Engine,
    *,
    scores: Sequence[float],
    question: str = QUESTION,
    margin: float = 0.5,
) -> Draft:
    candidates, interpretation = candidates_for(question, passages, engine, title="Gout")
    scored = [replace(c, score=s) for c, s in zip(candidates, scores, strict=True)]
    return compose(scored, interpretation, ranker=a_ranker(margin), lexicon=engine.lexicon)


COLCHICINE = gout("Colchicine is recommended as first-line treatment.", 1)
NSAIDS = gout("NSAIDs are recommended as first-line treatment.", 2)
LIMITS = gout("Few trials compared the drugs.", 3, heading="Limitations")
DOSE = gout("Colchicine 1.2 mg, then 0.6 mg one hour later.", 4, heading="Dosing")


def texts(candidates: Sequence[Candidate]) -> list[str]:
    return [c.statement.text for c in candidates]


def test_the_best_candidate_is_the_direct_answer_where_it_leads_by_enough(engine: Engine) -> None:
    made = draft([COLCHICINE, NSAIDS], engine, scores=[9.0, 2.0])

    assert texts(made.headlines[:1]) == [COLCHICINE.text]


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        (QUESTION, [NSAIDS.text]),
        (
            "drug for gout flare when colchicine is contraindicated",
            ["For patients with contraindications for colchicine: NSAIDs."],
        ),
    ],
)
def test_what_is_for_those_who_may_not_have_the_usual_opens_where_that_is_asked(
    engine: Engine, question: str, opens: list[str]
) -> None:
    barred = gout("For patients with contraindications for colchicine: NSAIDs.", 7)
    made = draft([barred, NSAIDS], engine, scores=[9.0, 8.9], question=question, margin=0.4)

    assert texts(made.headlines[:1]) == opens


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        ("CRRT circuit keeps clotting, RCA or heparin first?", "Suggest using regional citrate"),
        ("heparin for CRRT when citrate is contraindicated?", "UFH or LMWH"),
        (
            "58F, mechanical mitral valve, new AF. Can we put her on a DOAC?",
            "Warfarin is recommended only when DOACs are contraindicated",
        ),
    ],
)
def test_a_choice_is_made_for_those_who_may_have_it(engine: Engine, question: str, opens: str) -> None:
    headline = engine.answer(question).headline

    assert headline is not None
    assert headline.text.startswith(opens)


def test_what_a_trial_found_may_open_an_answer(engine: Engine) -> None:
    found = gout("In a trial colchicine reduced flares by 40%.", 6)

    assert texts(draft([found, NSAIDS], engine, scores=[9.0, 2.0]).headlines[:1]) == [found.text]


def test_what_a_source_reports_of_another_one_never_opens_an_answer_and_says_whose_it_is(engine: Engine) -> None:
    told = replace(COLCHICINE, attributions=(Attribution(0, len(COLCHICINE.text), "The Other Society", ()),))
    made = draft([told, NSAIDS], engine, scores=[9.0, 8.9])
    candidates, _ = candidates_for(QUESTION, [told], engine, title="Gout")

    assert COLCHICINE.text not in texts(made.headlines[:1])
    assert "The Other Society" in str(claim_from(candidates[0], key="c1").note)


def test_a_superseded_source_does_not_open_an_answer_that_a_current_one_gives(engine: Engine) -> None:
    candidates, interpretation = candidates_for(QUESTION, [NSAIDS, COLCHICINE], engine, title="Gout")
    old = replace(candidates[0].evidence, document=a_document(id="old", status=Status.SUPERSEDED))
    scored = [replace(candidates[0], evidence=old, score=6.0), replace(candidates[1], score=5.0)]
    made = compose(scored, interpretation, ranker=a_ranker(0.0), lexicon=engine.lexicon)

    assert texts(made.headlines[:1]) == [COLCHICINE.text]


def test_a_superseded_source_that_is_much_nearer_opens_an_answer(engine: Engine) -> None:
    """A current one on something else is no better for being current."""
    other = gout("Colchicine is taken with water.", 7)
    candidates, interpretation = candidates_for(QUESTION, [COLCHICINE, other], engine, title="Gout")
    old = replace(candidates[0].evidence, document=a_document(id="old", title="Gout", status=Status.SUPERSEDED))
    scored = [replace(candidates[0], evidence=old, score=6.5), replace(candidates[1], score=5.0)]
    made = compose(scored, interpretation, ranker=a_ranker(0.0), lexicon=engine.lexicon)

    assert texts(made.headlines[:1]) == [COLCHICINE.text]


def test_a_current_source_with_the_same_figure_opens_before_a_superseded_one(engine: Engine) -> None:
    doses = [gout(f"Colchicine {words} 1.2 mg.", number) for number, words in ((1, "is given at once:"), (7, "dose:"))]
    candidates, interpretation = candidates_for(QUESTION, doses, engine, title="Gout")
    old = replace(candidates[0].evidence, document=a_document(id="old", title="Gout", status=Status.SUPERSEDED))
    scored = [replace(candidates[0], evidence=old, score=6.5), replace(candidates[1], score=5.0)]
    made = compose(scored, interpretation, ranker=a_ranker(0.0), lexicon=engine.lexicon)

    assert texts(made.headlines[:1]) == [doses[1].text]


@pytest.mark.parametrize(("text", "opens"), [(NSAIDS.text, True), ("In pregnant women NSAIDs are avoided.", False)])
def test_where_sources_differ_the_followed_one_opens_or_none(text: str, opens: bool, engine: Engine) -> None:
    """What is for others opens no answer, whatever precedence says, nor does the source that is not followed."""
    followed = gout(text, 2, heading="Pregnant women" if not opens else "Gout flare")
    candidates, interpretation = candidates_for(QUESTION, [COLCHICINE, followed], engine, title="Gout")
    scored = [replace(c, score=s) for c, s in zip(candidates, (9.0, 2.0), strict=True)]
    stands = tuple(Stand(candidate=c, states=True) for c in reversed(scored))
    difference = Difference(topic="gout", stands=stands, followed=stands[0], because="it is the newest")
    made = compose(scored, interpretation, ranker=a_ranker(0.0), lexicon=engine.lexicon, difference=difference)

    assert texts(made.headlines[:1]) == ([text] if opens else [])


def test_no_more_than_two_rows_of_one_table_open_an_answer(engine: Engine) -> None:
    rows = [gout(f"Drug {number} is recommended.", number) for number in range(11, 15)]
    made = draft([*rows, DOSE], engine, scores=[5.0, 4.9, 4.8, 4.7, 4.6], margin=1.1)

    assert texts(made.sections[0][2]) == [rows[0].text, rows[1].text, DOSE.text]


def test_below_the_margin_there_is_no_direct_answer(engine: Engine) -> None:
    made = draft([COLCHICINE, NSAIDS], engine, scores=[5.0, 5.0], margin=0.9)

    assert made.headlines == ()
    assert made.sections[0][:2] == (RECOMMENDATION, SAYING)


@pytest.mark.parametrize("passage", [LIMITS, gout("The following drugs are recommended:", 5)])
def test_limitations_and_bare_lead_ins_never_open_an_answer(engine: Engine, passage: Passage) -> None:
    assert draft([passage, NSAIDS], engine, scores=[9.0, 1.0]).headlines == ()


def test_the_direct_answer_is_not_repeated_below(engine: Engine) -> None:
    made = draft([COLCHICINE, NSAIDS, DOSE], engine, scores=[9.0, 6.0, 6.0])
    below = [text for _, _, candidates in made.sections for text in texts(candidates)]

    assert COLCHICINE.text not in below
    assert len(below) == len(set(below))


def test_the_same_words_of_two_documents_are_shown_once(engine: Engine) -> None:
    twin = replace(gout(NSAIDS.text, 9), document_id=DocumentId("another"))
    made = draft([COLCHICINE, NSAIDS, twin], engine, scores=[9.0, 6.0, 6.0])

    assert [text for _, _, cs in made.sections for text in texts(cs)].count(NSAIDS.text) == 1


def test_sections_come_in_reading_order(engine: Engine) -> None:
    others = [gout(f"Allopurinol step {n} is recommended.", 20 + n) for n in range(5)]
    made = draft([COLCHICINE, *others, LIMITS, DOSE], engine, scores=[9.0, 8, 8, 8, 8, 8, 7, 7])
    keys = [key for key, _, _ in made.sections if key in READING_ORDER]

    assert keys == sorted(keys, key=READING_ORDER.index)


def test_a_passage_for_other_values_is_left_out(engine: Engine) -> None:
    low = gout("Give half the dose of colchicine.", 6, lead_in=("eGFR < 30 mL/min",))
    made = draft([low, COLCHICINE], engine, scores=[9.0, 5.0], question="colchicine in gout with eGFR 80")

    assert low.text not in [text for _, _, cs in made.sections for text in texts(cs)] + texts(made.headlines)


def test_a_far_weaker_candidate_is_left_out(engine: Engine) -> None:
    made = draft([COLCHICINE, NSAIDS], engine, scores=[9.0, 1.0])

    assert made.sections == ()


def test_an_urgent_statement_is_not_missed(engine: Engine) -> None:
    others = [gout(f"Allopurinol step {n} is recommended in gout.", 20 + n) for n in range(5)]
    warning = gout("Do not give colchicine in gout with severe renal impairment.", 7)
    made = draft([COLCHICINE, *others, warning], engine, scores=[9.0, 8, 8, 8, 8, 8, 7])

    assert warning.text in [text for key, _, cs in made.sections if key == DO_NOT_MISS for text in texts(cs)]


def test_nothing_composed_gives_an_empty_draft(engine: Engine) -> None:
    _, interpretation = candidates_for(QUESTION, [COLCHICINE], engine)

    assert compose([], interpretation, ranker=a_ranker(0.5), lexicon=engine.lexicon) == Draft(headlines=(), sections=())


def test_a_claim_is_born_with_its_quote_and_unchecked(engine: Engine) -> None:
    (candidate,), _ = candidates_for(QUESTION, [COLCHICINE], engine)
    claim = claim_from(candidate, key="c1")

    assert claim.citations[0].quote == COLCHICINE.text
    assert (claim.citations[0].start, claim.citations[0].end) == (COLCHICINE.start, COLCHICINE.end)
    assert claim.verdict.support is Support.UNSUPPORTED


def test_a_known_fault_of_the_source_goes_beside_its_words(engine: Engine) -> None:
    (candidate,), _ = candidates_for(
        QUESTION,
        [COLCHICINE],
        engine,
        errata=(Erratum(where="first-line", note="The guideline says otherwise."),),
    )

    claim = claim_from(candidate, key="c1")
    assert claim.note == "Known fault of the source: The guideline says otherwise."
    assert "first-line" in claim.text


def test_a_long_answer_closes_with_its_direct_answer_once_more() -> None:
    headline = a_claim()
    sections = [AnswerSection(key=f"s{n}", heading="H", claims=(a_claim(key=f"x{n}"),)) for n in range(4)]

    closing = in_short(headline, sections)

    assert closing is not None
    assert closing.key == SUMMARY
    assert closing.claims[0].statement == headline.statement
    assert in_short(headline, sections[:3]) is None
    assert in_short(None, sections) is None


def test_what_names_the_other_side_does_not_open_an_answer_while_something_near_does_not(engine: Engine) -> None:
    after = gout("Colchicine after surgery is recommended.", 1)
    before = gout("Colchicine before surgery is not recommended.", 2)
    made = draft([after, before], engine, scores=[5.0, 4.0], question="colchicine before surgery in gout", margin=0.0)

    assert texts(made.headlines[:1]) == [before.text]


@pytest.mark.parametrize(("question", "opens"), [("colchicine at eGFR 20", True), ("colchicine at eGFR 60", False)])
def test_what_forbids_a_drug_at_the_value_opens_however_sure_the_ranker_is(
    question: str, opens: bool, engine: Engine
) -> None:
    forbids = gout("Colchicine is contraindicated at eGFR < 30.", 1)
    made = draft([forbids, DOSE], engine, scores=[5.0, 4.9], question=question, margin=1.0)

    assert texts(made.headlines[:1]) == ([forbids.text] if opens else [])


def test_beside_a_dose_stands_no_other_drug_that_shares_its_heading(engine: Engine) -> None:
    other = gout("Naproxen 500 mg twice daily.", 5, heading="Colchicine and NSAIDs")
    mine = gout("Colchicine 0.6 mg once daily for prophylaxis.", 6, heading="Colchicine and NSAIDs")
    made = draft([DOSE, other, mine], engine, scores=[9.0, 8.0, 7.0], question="colchicine dose for gout flare")

    shown = [c.statement.text for _, _, candidates in made.sections for c in candidates]
    assert mine.text in shown
    assert other.text not in shown


def test_where_one_of_a_class_is_asked_for_what_names_none_does_not_open(engine: Engine) -> None:
    about = gout("Joint fluid is examined before an NSAID is given.", 5)
    names = gout("Naproxen 500 mg twice daily.", 6, heading="NSAIDs")

    which = draft([about, names], engine, scores=[9.0, 6.0], question="which NSAID for gout flare")
    whether = draft([about, names], engine, scores=[9.0, 6.0], question="NSAID in gout flare, what first")

    assert which.headlines == ()
    assert [c.statement.text for _, _, candidates in which.sections for c in candidates] == [names.text, about.text]
    assert texts(whether.headlines[:1]) == [about.text]


def test_of_two_that_give_the_same_dose_the_plainer_opens_and_a_mere_limit_is_no_rival(engine: Engine) -> None:
    most = gout("Maximum 1.8 mg on the first day.", 8, heading="Colchicine")
    branch = gout("NO\n- Low-dose colchicine (1.2 mg then 0.6 mg)", 9, kind=PassageKind.BRANCH)
    plain = gout("Colchicine 1.2 mg orally, followed by 0.6 mg", 10)
    asked = "colchicine dose for a gout flare"

    made = draft([most, branch, plain], engine, scores=[10.0, 9.0, 8.5], question=asked, margin=0.9)

    assert texts(made.headlines[:1]) == [plain.text]


def test_how_one_drug_is_given_is_not_told_by_a_chapter_on_another(engine: Engine) -> None:
    own = gout("Alendronate: reassess after 5 years.", 1, heading="Bisphosphonate holiday")
    other = gout("Oral bisphosphonates: start when the next dose is due.", 2, heading="Stopping denosumab")

    made = draft([own, other], engine, scores=[9.0, 8.0], question="how long is alendronate taken", margin=0.0)

    assert [c.statement.text for _, _, told in made.sections for c in told] == []


def test_what_tells_of_the_evidence_comes_after_what_tells_what_to_do(engine: Engine) -> None:
    evidence = gout("Evidence for colchicine after a year is limited.", 1)

    made = draft([evidence, NSAIDS], engine, scores=[9.0, 8.5], margin=1.0)

    assert texts(made.sections[0][2]) == [NSAIDS.text, evidence.text]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("how long are two antiplatelets given after an NSTEMI with a stent", "after the event"),
        ("how long before an operation may two antiplatelets be stopped after a stent", "before surgery"),
    ],
)
def test_a_document_on_operations_speaks_where_one_is_spoken_of(engine: Engine, question: str, first: str) -> None:
    told = {
        "Care before noncardiac surgery": gout("Wait for 12 months after a stent before surgery.", 1),
        "Acute coronary syndromes": gout("Dual antiplatelet therapy for 12 months after the event.", 2),
    }
    made = [candidates_for(question, [passage], engine, title=title) for title, passage in told.items()]
    scored = [replace(found[0], score=9.0 - place) for place, (found, _) in enumerate(made)]
    drafted = compose(scored, made[0][1], ranker=a_ranker(1.0), lexicon=engine.lexicon)

    assert first in texts(drafted.sections[0][2])[0]


@pytest.mark.parametrize(
    ("question", "opens"),
    [("WFNS grade at a GCS of 14", []), ("WFNS grade at a GCS of 14, motor deficit present", ["III"])],
)
def test_a_row_opens_only_where_no_other_row_of_its_table_fits_as_well(
    engine: Engine, question: str, opens: list[str]
) -> None:
    columns = ("Grade", "GCS score", "Motor deficit")
    rows = [
        gout(" | ".join(cells), number, kind=PassageKind.ROW, columns=columns, cells=cells)
        for number, cells in enumerate((("II", "13–14", "Absent"), ("III", "13–14", "Present")), start=1)
    ]
    made = draft(rows, engine, scores=[8.0, 9.0], question=question, margin=0.0)

    assert [c.statement.passage.cells[0] for c in made.headlines[:1]] == opens


def test_what_is_for_other_patients_is_left_out_where_something_opens(engine: Engine) -> None:
    mild = gout("Mild flare: colchicine is recommended as first-line treatment.", 1)
    severe = gout("Severe flare: an IL-1 inhibitor may be used.", 2)

    made = draft(
        [severe, mild], engine, scores=[9.0, 8.9], question="first-line drug for a mild gout flare", margin=0.3
    )

    assert texts(made.headlines[:1]) == [mild.text]
    assert [c.statement.text for _, _, told in made.sections for c in told] == []

"""What must stand beside a recommendation: limits of its own section, never another drug's; the rest is named."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from curbside.answering.beside import FARTHER, NEIGHBOUR, NO_ROOM, complete
from curbside.answering.compose import Draft, compose
from curbside.answering.ranking import Ranker
from curbside.answering.sections import DO_NOT_MISS, FURTHER, RECOMMENDATION
from curbside.domain.documents import Direction, Passage, PassageId, PassageKind, Recommendation
from curbside.engine import Engine
from factories import a_passage, an_evidence, candidates_for

QUESTION = "dose of colchicine for gout flare"
TITLE = "Gout"


def gout(text: str, number: int, *below: str, **changes: object) -> Passage:
    return a_passage(text, id=PassageId(f"a-guideline#{number}"), start=number * 1000, path=("Gout", *below), **changes)


def completed(near: Sequence[Passage], engine: Engine, *, lead: Passage, question: str = QUESTION) -> Draft:
    """The draft that a leading statement makes, completed from what stands near it."""
    candidates, interpretation = candidates_for(question, [lead], engine, title=TITLE)
    ranker = Ranker({}, confidence={"share": 1.0}, margin=0.5)
    draft = compose([replace(c, score=9.0) for c in candidates], interpretation, ranker=ranker, lexicon=engine.lexicon)
    evidence = [an_evidence(passage, engine.lexicon, title=TITLE) for passage in (lead, *near)]
    return complete(draft, {lead.document_id: evidence}, interpretation, engine.lexicon)


def warned(draft: Draft) -> list[str]:
    return [c.statement.text for key, _, candidates in draft.sections if key == DO_NOT_MISS for c in candidates]


def first_told(draft: Draft) -> list[str]:
    return [c.statement.text for key, _, candidates in draft.sections if key == RECOMMENDATION for c in candidates]


def an_item_and_its_list(one: str, other: str) -> tuple[Passage, Passage]:
    """A contraindication of two, alone and in their list."""
    below, second = ("Colchicine", "Contraindications"), 2000 + len(one) + len("\n- ")
    whole = replace(
        gout(f"{one}\n- {other}", 2, *below, kind=PassageKind.LIST),
        id=PassageId("a-guideline#3"),
        parts=((2000, 2000 + len(one)), (second, second + len(other))),
    )
    return gout(one, 2, *below, kind=PassageKind.ITEM), whole


DOSE = gout("Colchicine 1.2 mg, then 0.6 mg one hour later.", 1, "Colchicine")


@pytest.mark.parametrize(
    "limit",
    [
        "Do not use in severe renal impairment.",
        "Maximum 1.8 mg on the first day.",
        "Hold if the patient has diarrhea.",
        "Requires a stop of clarithromycin first.",
        "Avoid in hepatic failure.",
    ],
)
def test_what_limits_a_recommendation_stands_beside_it_whatever_words_it_shares_with_the_question(
    limit: str, engine: Engine
) -> None:
    made = completed([gout(limit, 2, "Colchicine")], engine, lead=DOSE)

    assert warned(made) == [limit]


@pytest.mark.parametrize(
    "remark",
    [
        "Nausea is common.",
        "Useful in patients without contraindication.",
        "Slow titration helps to avoid nausea.",
        "Weight neutral; does not cause drowsiness.",
    ],
)
def test_a_remark_that_limits_nothing_is_not_added(remark: str, engine: Engine) -> None:
    assert warned(completed([gout(remark, 2, "Colchicine")], engine, lead=DOSE)) == []


def test_a_section_of_contraindications_below_the_drug_is_added_item_by_item(engine: Engine) -> None:
    item = gout("Severe hepatic disease", 2, "Colchicine", "Contraindications", kind=PassageKind.ITEM)

    assert warned(completed([item], engine, lead=DOSE)) == [item.text]


def test_how_a_contraindication_was_found_is_not_one(engine: Engine) -> None:
    told = gout("A trial found more deaths in hepatic disease", 2, "Colchicine", "Contraindications")

    assert warned(completed([told], engine, lead=DOSE)) == []


def test_a_list_of_contraindications_is_shown_whole_and_its_items_not_again(engine: Engine) -> None:
    item, whole = an_item_and_its_list("Renal failure", "Hepatic failure")

    made = completed([item, whole], engine, lead=DOSE)

    assert [c.statement.passage.kind for c in made.beside] == [PassageKind.LIST]


def test_what_a_whole_list_says_is_not_said_before_by_its_items(engine: Engine) -> None:
    item, whole = an_item_and_its_list("Colchicine in renal failure", "Colchicine in hepatic failure")
    candidates, interpretation = candidates_for(QUESTION, [DOSE, item], engine, title=TITLE)
    dose, warning = (replace(c, score=9.0) for c in candidates)
    evidence = [an_evidence(passage, engine.lexicon, title=TITLE) for passage in (DOSE, item, whole)]
    around = {DOSE.document_id: evidence}
    drafts = {
        DO_NOT_MISS: Draft(headlines=(dose,), sections=((RECOMMENDATION, "", (warning,)),)),
        RECOMMENDATION: Draft(headlines=(), sections=((RECOMMENDATION, "", (dose, warning)),)),
    }

    for place, draft in drafts.items():
        made = complete(draft, around, interpretation, engine.lexicon)
        told = [(key, c.statement.passage.kind) for key, _, shown in made.sections for c in shown if c is not dose]
        assert told == [(place, PassageKind.LIST)]


def test_what_is_weighed_is_warned_of_behind_what_is_not(engine: Engine) -> None:
    relative = gout("Do not use in mild renal failure.", 2, "Colchicine", "Relative contraindications")
    absolute = gout("Do not use in hepatic failure.", 3, "Colchicine", "Absolute contraindications")

    assert warned(completed([relative, absolute], engine, lead=DOSE)) == [absolute.text, relative.text]


def test_what_forbids_another_drug_is_not_added(engine: Engine) -> None:
    near = [
        gout("Do not use in severe renal impairment.", 2, "Allopurinol"),
        gout("Allopurinol must not be given with azathioprine.", 3, "Drugs"),
    ]

    assert warned(completed(near, engine, lead=DOSE)) == []


def test_a_drug_named_among_what_forbids_another_is_no_other_subject(engine: Engine) -> None:
    named = gout("Do not give with clarithromycin.", 2, "Colchicine", "Interactions")

    assert warned(completed([named], engine, lead=DOSE)) == [named.text]


def test_what_stands_for_another_population_is_not_added(engine: Engine) -> None:
    near = gout("Do not give to children under 2 years.", 2, "Colchicine", "Children")
    made = completed([near], engine, lead=DOSE, question="dose of colchicine for gout flare in adults")

    assert warned(made) == []


def test_what_is_shown_already_is_not_shown_again(engine: Engine) -> None:
    lead = gout("Colchicine 1.2 mg; do not exceed 1.8 mg on the first day.", 1, "Colchicine")

    assert completed([lead], engine, lead=lead).beside == ()


def test_what_there_is_no_room_for_is_named_with_the_reason(engine: Engine) -> None:
    near = [gout(f"Do not give within {hours} hours of a meal.", hours, "Colchicine") for hours in range(2, 14)]

    made = completed(near, engine, lead=DOSE)

    assert len(made.beside) == 8
    assert [(c.statement.text, reason) for c, reason in made.untold] == [(p.text, NO_ROOM) for p in near[8:]]


def test_a_recommendation_of_the_same_section_that_is_not_shown_is_named_with_the_reason(engine: Engine) -> None:
    graded = Recommendation(
        as_printed="Strong", scheme=None, strength="strong", certainty=None, direction=Direction.FOR
    )
    sibling = gout("Start colchicine within 12 hours (Strong).", 2, "Colchicine", recommendation=graded)

    made = completed([sibling], engine, lead=DOSE)

    assert made.beside == ()
    assert [(c.statement.text, reason) for c, reason in made.untold] == [(sibling.text, FARTHER)]


@pytest.mark.parametrize(
    "condition",
    [
        "In patients with a recent transplant wait for the level of ciclosporin.",
        "Check the blood count before the second course.",
        "Exception: twice daily in familial Mediterranean fever.",
    ],
)
def test_for_whom_and_when_it_holds_stands_beside_a_recommendation(condition: str, engine: Engine) -> None:
    assert first_told(completed([gout(condition, 2, "Colchicine")], engine, lead=DOSE)) == [condition]


@pytest.mark.parametrize(
    "remark", ["Naproxen 500 mg once daily; or", "(Strong recommendation, low quality of evidence)"]
)
def test_how_often_and_a_bare_grade_are_no_conditions(remark: str, engine: Engine) -> None:
    made = completed([gout(remark, 2, "Colchicine")], engine, lead=DOSE, question="gout flare")

    assert (made.beside, made.untold) == ((), ())


def test_what_is_given_with_it_stands_beside_it(engine: Engine) -> None:
    joined = gout("Ibuprofen 400 mg three times a day", 2, "Colchicine", kind=PassageKind.ITEM, lead_in=("PLUS",))

    made = completed([joined], engine, lead=DOSE, question="colchicine and NSAID in gout flare")

    assert first_told(made) == [joined.text]


def test_of_many_conditions_three_are_shown_and_the_others_named(engine: Engine) -> None:
    near = [gout(f"Give {dose} mg if the flare lasts.", dose, "Colchicine") for dose in range(2, 7)]

    made = completed(near, engine, lead=DOSE)

    assert [c.statement.text for c in made.beside] == [p.text for p in near[:3]]
    assert [(c.statement.text, reason) for c, reason in made.untold] == [(p.text, NO_ROOM) for p in near[3:]]


@pytest.mark.parametrize(
    "heading", ["Indications", "Safety Monitoring", "General Principles", "Who Should NOT Have It"]
)
def test_what_a_neighbouring_section_heads_as_a_limit_is_taken_in(heading: str, engine: Engine) -> None:
    lead = gout("Colchicine 1.2 mg, then 0.6 mg one hour later.", 1, "Acute flare", "Dosing")
    named = gout("Colchicine must not be repeated within 3 days", 2, "Acute flare", heading)
    unnamed = gout("Dialysis; must not be repeated", 3, "Acute flare", heading)

    made = completed([named, unnamed], engine, lead=lead)

    assert warned(made) == [named.text]
    assert [(c.statement.text, reason) for c, reason in made.untold] == [(unnamed.text, NEIGHBOUR)]


def test_what_is_recommended_below_the_same_parent_on_another_thing_is_named(engine: Engine) -> None:
    lead = gout("Colchicine 1.2 mg, then 0.6 mg one hour later.", 1, "Acute flare", "Colchicine")
    other = gout("Topical ice is recommended as an adjuvant.", 2, "Acute flare", "Ice")
    elsewhere = gout("Urate should be measured again.", 3, "Follow-up", "Laboratory")

    made = completed([other, elsewhere], engine, lead=lead)

    assert made.beside == ()
    assert [(c.statement.text, reason) for c, reason in made.untold] == [(other.text, NEIGHBOUR)]


def test_the_row_on_the_drug_itself_is_taken_in_wherever_its_table_stands(engine: Engine) -> None:
    cells = ("Colchicine", "contraindicated in dialysis")
    row = gout(" | ".join(cells), 2, "Agents", kind=PassageKind.ROW, cells=cells, columns=("Agent", "Limitations"))

    assert [c.statement.passage for c in completed([row], engine, lead=DOSE).beside] == [row]


def test_what_a_section_of_things_not_recommended_lists_is_not_added(engine: Engine) -> None:
    other = gout("Cherry extract", 2, "Colchicine", "Not recommended", kind=PassageKind.ITEM)

    assert warned(completed([other], engine, lead=DOSE)) == []


def test_the_passages_near_one_are_those_of_its_document_in_order_with_itself(engine: Engine) -> None:
    found = engine.search("colchicine", limit=1)[0].passage

    near = [tagged.passage for tagged in engine.store.around(found, reach=2)]

    assert found in near
    assert {p.document_id for p in near} == {found.document_id}
    assert [p.position for p in near] == sorted(p.position for p in near)
    assert len(near) <= 5


def test_between_the_first_and_the_third_line_stands_the_second(engine: Engine) -> None:
    lines = [
        gout("Colchicine is recommended for gout flares.", 1, "Treatment", "First-line: colchicine by mouth"),
        gout("NSAIDs are recommended for gout flares.", 2, "Treatment", "Second-line: add an NSAID"),
        gout("Prednisone is recommended for gout flares.", 3, "Treatment", "Third-line: add oral prednisone"),
    ]
    question = "first-line drug for gout flare"
    candidates, interpretation = candidates_for(question, [lines[0], lines[2]], engine, title=TITLE)
    scored = [replace(c, score=score) for c, score in zip(candidates, (9.0, 8.0), strict=True)]
    ranker = Ranker({}, confidence={"share": 1.0}, margin=0.5)
    draft = compose(scored, interpretation, ranker=ranker, lexicon=engine.lexicon)
    evidence = [an_evidence(passage, engine.lexicon, title=TITLE) for passage in lines]

    made = complete(draft, {lines[0].document_id: evidence}, interpretation, engine.lexicon)

    told = [c.statement.text for key, _, candidates in made.sections if key == FURTHER for c in candidates]
    assert told == [lines[1].text]
    assert not made.untold

"""What stands below the first statements belongs there by what it names or by where it stands."""

from dataclasses import replace

from curbside.answering.asides import without_asides
from curbside.domain.documents import Passage, PassageId
from curbside.engine import Engine
from factories import a_passage, candidates_for

QUESTION = "colchicine for a gout flare at night"


def said(text: str, number: int, *, heading: str) -> Passage:
    return a_passage(text, id=PassageId(f"a-guideline#{number}"), start=number * 1000, path=("Joints", heading))


def below(passages: list[Passage], engine: Engine, *, scores: list[float], title: str) -> list[str]:
    candidates, interpretation = candidates_for(QUESTION, passages, engine, title=title)
    first, *others = (replace(c, score=s) for c, s in zip(candidates, scores, strict=True))
    return [c.statement.text for c in without_asides(others, [first], interpretation, engine.lexicon)]


OPENS = said("Colchicine is recommended for a gout flare.", 1, heading="Flares")
SAME_SECTION = said("Rest the joint.", 2, heading="Flares")
NAMED = said("Colchicine may cause diarrhoea.", 3, heading="Harms")
HEADED = said("Start low.", 4, heading="Colchicine")
OF_ITS_KIND = said("Gout is common.", 5, heading="Numbers")
NOISE = said("Limit salt.", 6, heading="Lifestyle")


def test_what_names_something_of_the_question_or_stands_in_the_first_section_stays(engine: Engine) -> None:
    everything = [OPENS, SAME_SECTION, NAMED, HEADED, OF_ITS_KIND, NOISE]

    shown = below(everything, engine, scores=[9.0, 5.0, 5.0, 5.0, 5.0, 5.0], title="Joints")

    assert shown == [SAME_SECTION.text, NAMED.text, HEADED.text, OF_ITS_KIND.text]


def test_of_a_document_on_the_condition_the_nearest_stays(engine: Engine) -> None:
    near, far = NOISE, said("Sleep well.", 7, heading="Lifestyle")

    shown = [
        below([OPENS, near, far], engine, scores=[9.0, 7.5, 5.0], title=title) for title in ("Gout flare", "Joints")
    ]

    assert shown == [[near.text], []]


def test_limits_of_the_evidence_of_a_chapter_on_what_is_asked_stay(engine: Engine) -> None:
    limits = replace(said("Few trials were blinded.", 8, heading="Limitations"), path=("Colchicine", "Limitations"))
    elsewhere = replace(limits, path=("Colchicine", "Lifestyle"))

    assert below([OPENS, limits], engine, scores=[9.0, 5.0], title="Joints") == [limits.text]
    assert below([OPENS, elsewhere], engine, scores=[9.0, 5.0], title="Joints") == []

"""Related questions: from the headings beside what an answer cites, each answered by the library, none a repeat."""

import pytest

from curbside.domain.answers import Outcome
from curbside.domain.questions import Question
from curbside.engine import Engine
from curbside.rendering.markdown import to_markdown
from curbside.rendering.plain import to_plain

QUESTIONS = (
    "native valve MSSA endocarditis: drug and how long",
    "new RA, high disease activity, first drug",
    "Uloric: starting and next dose if urate still 7.2",
    "FEV1 25%: what GOLD stage",
    "enoxparin treatment dose for a clot",
    "McRoberts then what? shoulder dystocia drill",
    "when is bicarb allowed in dka",
)


@pytest.mark.parametrize("text", QUESTIONS)
def test_each_is_answered_by_the_library_and_is_no_repeat(engine: Engine, text: str) -> None:
    answer = engine.with_related(engine.answer(text))

    assert len(answer.related) <= 4
    assert len(set(answer.related)) == len(answer.related)
    assert text not in answer.related
    for question in answer.related:
        assert question.endswith("?")
        own = engine.answer(question)
        assert own.outcome in (Outcome.ANSWERED, Outcome.PARTLY), question
        shared = {r.document.id for r in own.references} & {r.document.id for r in answer.references}
        assert shared, question


def test_some_answers_have_some(engine: Engine) -> None:
    assert sum(bool(engine.with_related(engine.answer(text)).related) for text in QUESTIONS) >= 4


def test_they_are_shown_in_text_and_markdown(engine: Engine) -> None:
    answer = engine.with_related(engine.answer(QUESTIONS[0]))
    assert answer.related
    for text in (to_plain(answer), to_markdown(answer)):
        assert "related questions" in text.lower()
        assert all(question in " ".join(text.split()) for question in answer.related)


def test_what_is_not_answered_has_none(engine: Engine) -> None:
    answer = engine.answer("rivaroxaban in children")
    assert engine.with_related(answer) == answer


def test_the_answer_itself_stays_as_it_was(engine: Engine) -> None:
    answer = engine.answer(QUESTIONS[0])
    related = engine.with_related(answer)
    assert related.claims == answer.claims
    assert related.elapsed_ms == answer.elapsed_ms
    assert related.question == Question(text=QUESTIONS[0])

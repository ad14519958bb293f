"""What tells to act comes before the reasons of its section; the others keep their places."""

from curbside.answering.reasons import behind_orders
from curbside.domain.documents import PassageId
from curbside.engine import Engine
from factories import a_passage, candidates_for


def test_reasons_stand_behind_the_orders_of_their_section_in_their_order(engine: Engine) -> None:
    told = [
        ("Who", "The evidence is strongest for alendronate."),
        ("Who", "The effect is due to a long half-life."),
        ("When", "Evidence on the length of a holiday is limited."),
        ("Who", "Prescribe a holiday at low risk."),
        ("Who", "The risk falls by half."),
    ]
    passages = [
        a_passage(text, id=PassageId(f"a-guideline#{number}"), start=1000 * number, path=("Holiday", heading))
        for number, (heading, text) in enumerate(told)
    ]
    candidates, _ = candidates_for("alendronate holiday", passages, engine, title="Osteoporosis")

    assert [told.index((c.statement.passage.path[1], c.statement.text)) for c in behind_orders(candidates)] == [
        2, 3, 0, 1, 4,
    ]  # fmt: skip

"""Facts that a question asks for by name, and that a statement on the right drug need not hold."""

import pytest

from curbside.answering.aspects import states_aspects


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("voriconazole by vein or by mouth?", "Voriconazole is recommended as first-line therapy."),
        ("first gout attack, how many days off work?", "Start colchicine within 36 hours of the flare."),
        ("isoniazid for latent TB: NNT to prevent one case", "Isoniazid is given daily for 9 months."),
        ("scalded my hand, when can I go swimming again?", "Cool the burn with running water for 20 minutes."),
        ("in how many languages is there an M-CHAT?", "The M-CHAT has a sensitivity of 0.83."),
    ],
)
def test_what_is_asked_for_by_name_must_be_spoken_of(question: str, statement: str) -> None:
    assert not states_aspects(question, [statement])


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("voriconazole by vein or by mouth?", "Give voriconazole 6 mg/kg IV every 12 hours."),
        ("knee replaced, when back to work?", "Most patients return to work after 6 weeks."),
        ("NNT to prevent one case", "The number needed to treat is 67."),
        ("39F, keen swimmer, smokes, do we stop edoxaban?", "The panel suggests indefinite anticoagulation."),
        ("gene test before allopurinol?", "HLA-B*5801 testing is recommended."),
        ("voriconazole or amphotericin?", "Voriconazole is recommended as first-line therapy."),
    ],
)
def test_where_it_is_spoken_of_nothing_is_missing(question: str, statement: str) -> None:
    assert states_aspects(question, [statement])

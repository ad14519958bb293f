"""The line "In plain words": what it says, when there is none, and that nothing altered passes its check."""

import re
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.answering.plain_check import faults_of_line
from curbside.answering.plain_frames import FRAMES, PARTICIPLES, VERBS
from curbside.answering.plain_line import plain_line
from curbside.answering.plain_words import in_plain_words
from curbside.domain.answers import Claim
from curbside.domain.documents import Direction
from curbside.domain.grading import grade_of_text, read_grade
from curbside.engine import Engine
from factories import a_claim


def claim_of(text: str, *, lead: str = "") -> Claim:
    """A claim with the grade that its text or lead prints."""
    printed = grade_of_text(text) or grade_of_text(lead)
    grade = read_grade(printed, statement=text) if printed else None
    return a_claim(text, lead=lead, recommendation=grade)


LINES = {
    "Start apixaban 5 mg BID.": "The source advises care teams to start apixaban 5 mg twice a day.",
    "Do NOT use diuretics to prevent AKI (Grade 1B).":
        "The source advises care teams not to use diuretics to prevent sudden kidney damage.",
    "Aspirin should be given within 24 hours in adults with stroke (Class I).":
        "The source advises care teams to give aspirin within 24 hours. For whom: adults with stroke.",
    "Aspirin should be given within 24 hours in adults with stroke (Class IIb).":
        "The source suggests that care teams give aspirin within 24 hours. For whom: adults with stroke.",
    "The panel suggests against routine stockings after a clot (Conditional, Low certainty).":
        "The source suggests against routine stockings after a clot.",
    "Steroids are not recommended for gout.": "The source does not recommend steroids for gout.",
    "Home care is suggested over hospital care for mild gout.":
        "The source suggests home care rather than hospital care for mild gout.",
    "Steroids are contraindicated in severe burns.":
        "The source says that care teams must not use steroids in severe burns.",
    "Drug X is conditionally recommended over drug Y (Conditional, Low certainty)":
        "The source recommends, but not firmly, drug X rather than drug Y.",
    "Consider a scan if pain persists.": "The source says that care teams may consider a scan. This holds if pain "
        "persists.",
}  # fmt: skip


@pytest.mark.parametrize("text", LINES)
def test_a_claim_of_a_known_shape_gets_its_line(text: str) -> None:
    assert plain_line(claim_of(text)) == LINES[text]


def test_a_lead_in_stands_in_front_and_is_never_lost() -> None:
    line = plain_line(claim_of("Avoid aspirin.", lead="Women over 60 years"))

    assert line == "About: Women over 60 years. The source advises care teams to avoid aspirin."


@pytest.mark.parametrize(
    "text",
    [
        "Start X; then Y.",  # several items
        "Increase in FEV1 >12% from baseline",  # a noun, no order
        "Complete obliteration of the bulge is indicated.",
        "Iron has not helped and is not recommended.",  # two statements
        "It can be treated or prevented by salt.",
        "Lower blood pressure to < 185 mmHg.",  # an order or a description
        "YES: Start X",
        "There is no evidence for or against X.",
    ],
)
def test_what_has_no_safe_frame_gets_no_line(text: str) -> None:
    assert plain_line(claim_of(text)) is None


@pytest.mark.parametrize("lead", ["Contraindications", "Do not use in", "Avoid", "Without kidney disease", "No fever"])
def test_a_lead_in_that_forbids_or_limits_gets_no_line(lead: str) -> None:
    assert plain_line(claim_of("Start X 5 mg BID.", lead=lead)) is None


def test_a_claim_with_a_known_fault_of_its_source_gets_no_line() -> None:
    assert plain_line(a_claim("Start apixaban 5 mg BID.", note="The label says otherwise.")) is None


# -- nothing altered passes ------------------------------------------------------------------------------------------

ALTERED = [
    ("Start apixaban 5 mg BID.", "The source advises care teams to start apixaban 10 mg twice a day."),
    ("Start apixaban 5 mg BID.", "The source advises care teams to start apixaban 5 g twice a day."),
    ("Start apixaban 5 mg BID.", "The source advises care teams to start apixaban 5 mg three times a day."),
    ("Start apixaban 5 mg BID.", "The source advises care teams to start rivaroxaban 5 mg twice a day."),
    ("Start apixaban 5 mg BID.", "The source advises care teams to stop apixaban 5 mg twice a day."),
    ("Start apixaban 5 mg BID.", "The source advises care teams not to start apixaban 5 mg twice a day."),
    ("Start apixaban 5 mg BID.", "The source says that care teams may start apixaban 5 mg twice a day."),
    ("Start apixaban 5 mg BID.", "The source advises care teams to start apixaban twice a day."),
    ("Start apixaban 5 mg BID.", "Start apixaban 5 mg twice a day."),
    ("Start apixaban 5 mg BID.", "The source states: start apixaban 5 mg twice a day."),
    ("Start apixaban 5 mg BID.", "The source advises you to start apixaban 5 mg twice a day."),
    ("Start apixaban 5 mg BID.", "The source advises care teams to start apixaban 5 mg twice a day. Take it at once."),
    ("Steroids are not recommended for gout.", "The source recommends steroids for gout."),
    ("Steroids are recommended for gout.", "The source does not recommend steroids for gout."),
    ("Avoid X if SBP < 90 mmHg.", "The source advises care teams to avoid X. This holds if SBP more than 90 mmHg."),
    ("Do not use X to prevent Y.", "The source advises care teams not to use X. Why: to prevent Z."),
    ("Do not use X to prevent Y.", "The source advises care teams not to use X. Why: to prevent Y."),
    ("Avoid X to prevent Y.", "The source advises care teams to avoid X. Why: to prevent Y."),
    ("Stop X in men.", "The source advises care teams to stop X. For whom: men."),
    ("Give X, particularly in men.", "The source advises care teams to give X, particularly. For whom: men."),
    ("Give X only if Y.", "The source advises care teams to give X only. This holds if Y."),
    ("Give X to men without fever.", "The source advises care teams to give X to men with fever."),
    ("Give X in men.", "The source advises care teams to give X."),
    ("Give X in men.", "The source advises care teams to give X. For whom: women."),
    ("Give X in severe asthma.", "The source advises care teams to give X in asthma."),
    ("Give X in adults (max. 5 mg).", "The source advises care teams to give X in adults."),
    ("X may be given (Class I).", "The source advises care teams to give X."),
    ("X should be given (Class IIb).", "The source advises care teams to give X."),
    ("X should be given.", "The source advises care teams never to give X."),
    ("Give X.", ""),
]


@pytest.mark.parametrize(("text", "line"), ALTERED)
def test_a_line_that_says_something_else_is_caught(text: str, line: str) -> None:
    assert faults_of_line(line, claim_of(text))


def test_a_line_against_the_printed_direction_or_a_neutral_grade_is_caught() -> None:
    claim = claim_of("Start X (Class I).")
    assert claim.recommendation is not None
    line = "The source advises care teams to start X."
    assert faults_of_line(line, claim) == ()
    for direction in (Direction.AGAINST, Direction.EITHER, Direction.INSUFFICIENT):
        turned = read_grade("Class I", statement="X is not recommended.")
        if direction is not Direction.AGAINST:
            turned = read_grade("Strong", statement="There is insufficient evidence." if direction is
                                Direction.INSUFFICIENT else "We do not suggest either X over Y.")  # fmt: skip
        assert turned.direction is direction
        assert faults_of_line(line, a_claim("Start X.", recommendation=turned))


@pytest.fixture(scope="module")
def real_lines(engine: Engine) -> list[tuple[Claim, str]]:
    """Claims of the starter library with their lines."""
    questions = (
        "beta blockers around surgery", "steroids in TBI", "apixaban dose in atrial fibrillation",
        "colchicine for gout flare", "finerenone starting dose at eGFR 45", "methotrexate in rheumatoid arthritis",
        "antibiotics for community acquired pneumonia", "aspirin after TIA", "blood pressure target in CKD",
        "screening for depression in pregnancy", "tranexamic acid in subarachnoid haemorrhage", "lactulose dose",
        "ticagrelor before CABG", "primary PCI in STEMI timing", "allopurinol starting dose CKD",
        "compression stockings after DVT", "statin monitoring", "oxygen for newborn resuscitation",
    )  # fmt: skip
    claims = [claim for q in questions for claim in engine.answer(q).claims]
    return [(claim, line) for claim in claims if (line := plain_line(claim))]


def test_real_claims_get_lines_and_each_passes_its_check(real_lines: list[tuple[Claim, str]]) -> None:
    assert len(real_lines) >= 10
    assert [line for claim, line in real_lines if faults_of_line(line, claim)] == []


def test_no_line_has_a_sentence_that_orders_its_reader(real_lines: list[tuple[Claim, str]]) -> None:
    for _, line in real_lines:
        assert any(frame.opening in line.lower() for frame in FRAMES), line
        assert not re.search(r"\byou(?:r|rs)?\b", line, re.I)
        for sentence in re.split(r"(?<=[.])\s+(?=[A-Z])", line):
            assert sentence.split()[0].lower().strip(":") not in VERBS, line


def test_dropping_or_doubling_any_word_that_carries_meaning_is_caught(real_lines: list[tuple[Claim, str]]) -> None:
    free = re.compile(r"(?:the|a|an|is|are|be|this|it)\W*", re.I)
    for claim, line in real_lines:
        words = line.split()
        first = next(place for place, word in enumerate(words) if word.lower() == "source") + 1
        for place in range(first, len(words)):
            if free.fullmatch(words[place]) or ":" in words[place] or not re.search(r"\w", words[place]):
                continue
            if re.fullmatch(r"whom|why|holds|this", words[place].strip(":."), re.I):
                continue
            without = " ".join(words[:place] + words[place + 1 :])
            assert faults_of_line(without, claim), (line, words[place])


def test_changing_any_number_is_caught(real_lines: list[tuple[Claim, str]]) -> None:
    changed = 0
    for claim, line in real_lines:
        for match in re.finditer(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)", line):
            for other in (f"{match[0]}5", f"1{match[0]}", str(float(match[0]) + 1)):
                changed += 1
                assert faults_of_line(line[: match.start()] + other + line[match.end() :], claim), (line, match[0])
    assert changed > 30


def test_a_verb_stands_for_no_other_verb() -> None:
    # "obtain" in a claim is "get" before it is compared; the claims' checker holds "begin" and "start" for one word.
    verbs = [verb for verb in sorted(VERBS) if in_plain_words(verb) == verb]
    passed = {
        (one, other)
        for one in verbs
        for other in verbs
        if not faults_of_line(
            f"The source advises care teams to {other} drug X 5 mg in adults with Y.",
            claim_of(f"{one.capitalize()} drug X 5 mg in adults with Y."),
        )
    }

    assert passed == {(verb, verb) for verb in verbs} | {("begin", "start"), ("start", "begin")}


@given(st.text(max_size=200))
def test_any_text_gets_a_line_that_passes_or_none(text: str) -> None:
    if not text.strip():
        return
    claim = a_claim(text)
    line = plain_line(claim)

    assert line is None or faults_of_line(line, claim) == ()


# -- the list of words -----------------------------------------------------------------------------------------------


def swaps() -> list[dict[str, object]]:
    file = resources.files("curbside.answering") / "plain_words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["swap"]


def test_no_plain_word_holds_a_number_or_a_negation() -> None:
    for swap in swaps():
        assert not re.search(r"\d|\b(?:not|no|never|avoid)\b", str(swap["plain"])), swap


@pytest.mark.parametrize("text", [*LINES, *LINES.values(), "2 g IV BID", "SpO2 < 92% and BP > 140/90, q8h PO"])
def test_going_over_a_text_twice_changes_nothing_more(text: str) -> None:
    assert in_plain_words(in_plain_words(text)) == in_plain_words(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1 g IV every 6 hours", "1 g into a vein every 6 hours"),
        ("IV fluids", "IV fluids"),
        ("2 g IV bolus", "2 g IV bolus"),
        ("NYHA Class III-IV", "NYHA Class III-IV"),
        ("10 mg PO BID", "10 mg by mouth twice a day"),
        ("SpO2 < 92%", "SpO2 less than 92%"),
        ("age ≥ 65 years", "age at least 65 years"),
        ("non-CKD", "non-CKD"),
        ("q8h", "every 8 hours"),
    ],
)
def test_signs_and_ways_of_giving_get_words_only_where_they_mean_them(text: str, plain: str) -> None:
    assert in_plain_words(text) == plain


def test_every_participle_is_of_one_verb() -> None:
    assert len(set(PARTICIPLES.values())) == len(PARTICIPLES)

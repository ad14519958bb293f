"""A follow-up question, read with the question before it.

What the new question does not name is carried over from the earlier one: condition, drug, test, population. A fragment
("what about rivaroxaban?") takes its place in the earlier question; a question of its own keeps its words. Another
condition in a question of its own begins anew. What cannot be carried rightly is not carried at all (`_is_safe`): then
the question is read alone, and whoever shows it says so.
Pure; the question as it is read is shown, and the reader may change it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from curbside.domain.questions import ConceptType, Interpretation, Mention
from curbside.retrieval.concepts import Lexicon

_OPENS = re.compile(
    r"^(?:and|but|or|so|ok(?:ay)?|then|also|what about|how about|same (?:for|in|with)|what if|if)\b[\s,]*"
    r"(?:what about\b)?\s*",
    re.I,
)
_JOINED = re.compile(r"^(?:in|with|for|if|when|while|on|during|at)\b", re.I)
_BEFORE_A_NAME = re.compile(r"^(?:in|with|for|on|during|while|if)?\s*(?:an?\s+|the\s+)?", re.I)
_IS_A_NUMBER = re.compile(r"\s+(?:is|are|was)\s+(?=[<>≥≤~]?\s?\d)", re.I)
_A_GROUP = re.compile(r"\b(?:in|for) (?:adults?|men|women|children|infants|newborns|older adults|the elderly)\b", re.I)
_OWN = re.compile(
    r"\b(?:is|are|was|can|could|should|do|does|did|will|would|may|must|what|which|when|how|why|who|where|dose|dosing|"
    r"duration|contraindicat\w*|side effects?|interactions?|monitor\w*|target|threshold|alternatives?|starting|"
    r"treatment|treat|management|manage|maximum)\b",
    re.I,
)
# "it" alone is what is spoken of; "the dose" and "this drug" are the drug.
_IT = re.compile(
    r"\b(?:it|this|that|them|they|this (?:drug|medicine|one|test|scan)|that (?:drug|medicine|one)|the drug|"
    r"the medicine)\b"
    r"(?! (?:patient|man|woman|lady|gentleman|child|one's|case))",
    re.I,
)
_ASKS_FOR_ANOTHER = re.compile(r"^(?:and|or|what about|how about)\b", re.I)
# What describes the patient stands beside what was asked, it does not take its place: a value, an allergy.
_OF_THE_PATIENT = re.compile(r"\d|\ballerg|\bintoleran|\b(?:already )?(?:on|taking)\b", re.I)
_MEASURED = frozenset(("potassium", "sodium", "calcium", "magnesium", "phosphate", "glucose"))  # drugs too, and levels
_WORDS_OF_A_FRAGMENT = 7
_CARRIED_TYPES = (
    ConceptType.DRUG,
    ConceptType.CONDITION,
    ConceptType.PROCEDURE,
    ConceptType.TEST,
    ConceptType.POPULATION,
)
_JOINING = {
    ConceptType.DRUG: "with",
    ConceptType.CONDITION: "in",
    ConceptType.PROCEDURE: "for",
    ConceptType.TEST: "with",
    ConceptType.POPULATION: "in",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A question as it is to be read."""

    asked: str
    read_as: str
    carried: tuple[tuple[str, str], ...] = ()  # type of concept, words of the earlier question

    @property
    def is_rewritten(self) -> bool:
        """Whether anything was carried over."""
        return self.read_as != self.asked


def follow_up(text: str, earlier: str, *, interpret: Callable[[str], Interpretation], lexicon: Lexicon) -> FollowUp:
    """The new question with what it takes over from the earlier one, which was read as `earlier`.

    One without a word stays as it is: it is to be refused, not filled.

    Args:
        text: as it was typed.
        earlier: the question before it, as it was read.
        interpret: reads a question.
        lexicon: of the library.
    """
    if not re.search(r"\w", text):
        return FollowUp(asked=text, read_as=text)
    before, now = interpret(earlier), interpret(text)
    said = _joined(text, earlier, new=_named(now, lexicon), old=_named(before, lexicon), lexicon=lexicon)
    return said if _is_safe(before, now, interpret(said.read_as)) else FollowUp(asked=text, read_as=text)


def _is_safe(before: Interpretation, now: Interpretation, joined: Interpretation) -> bool:
    """Whether joining two questions mixed no two patients; else the new one is read alone.

    A patient's values, a drug already taken and "without" are lost or turned in joining, two populations would meet.
    """
    if before.values or before.negated or before.background:
        return False
    stayed = before.populations & joined.populations
    return not (now.populations and stayed - now.populations)


def _joined(text: str, earlier: str, *, new: Sequence["_Found"], old: Sequence["_Found"], lexicon: Lexicon) -> FollowUp:
    bare = _OPENS.sub("", text.strip()).strip(" ?.")
    opened = bare != text.strip().strip(" ?.")
    fragment = bool(new) and (opened or _JOINED.match(bare) is not None or not _OWN.search(bare))
    bare = _IS_A_NUMBER.sub(" ", bare) if opened else bare
    fragment = fragment and len(bare.split()) <= _WORDS_OF_A_FRAGMENT and not (_OWN.search(bare) and not opened)
    if fragment and not _has_own_question(bare):
        return _placed(text, bare, earlier, new=new, old=old)
    if _begins_anew(new, old, lexicon):
        # "Is it safe in cirrhosis?" is about another condition, and still about the drug.
        old = [f for f in old if f.mention.type is ConceptType.DRUG] if _IT.search(bare) else []
    return _completed(text, bare, new=new, old=old)


@dataclass(frozen=True, slots=True)
class _Found:
    mention: Mention
    words: str


def _named(interpretation: Interpretation, lexicon: Lexicon) -> list[_Found]:
    named = [m for m in interpretation.concepts if not lexicon[m.key].generic]
    return [
        _Found(
            replace(m, type=ConceptType.TEST) if m.key in _MEASURED else m,
            interpretation.text[m.start : m.end],
        )
        for m in named
    ]


def _has_own_question(bare: str) -> bool:
    return re.search(r"\b(?:what|which|when|how|why|who|where)\b", bare, re.I) is not None


def _begins_anew(new: Sequence[_Found], old: Sequence[_Found], lexicon: Lexicon) -> bool:
    """Whether the new question is about another condition, neither a kind of the earlier nor broader."""
    mine = {f.mention.key for f in new if f.mention.type is ConceptType.CONDITION}
    before = {f.mention.key for f in old if f.mention.type is ConceptType.CONDITION}
    if not mine:
        return False
    return not (lexicon.with_broader(mine) & before or lexicon.with_broader(before) & mine)


def _placed(text: str, bare: str, earlier: str, *, new: Sequence[_Found], old: Sequence[_Found]) -> FollowUp:
    """The earlier question with the fragment's concepts in the places of those of the same type."""
    read_as, replaced = earlier.strip().rstrip("?. "), False
    kept = list(old)
    said = _BEFORE_A_NAME.sub("", bare)
    for found in new:
        same = [f for f in kept if f.mention.type is found.mention.type]
        # "What about PE?" is about another condition; "and in cirrhosis?" about a patient who has this one too.
        other = _ASKS_FOR_ANOTHER.match(text.strip()) and not _JOINED.match(bare)
        beside = found.mention.type is ConceptType.CONDITION and not other
        beside = beside or _OF_THE_PATIENT.search(bare) is not None
        if len(same) == 1 and len(new) == 1 and not beside:
            read_as = re.sub(rf"\b{re.escape(same[0].words)}\b", said, read_as, count=1)
            kept.remove(same[0])
            replaced = True
    people = len(new) == 1 and new[0].mention.type is ConceptType.POPULATION
    if not replaced and people and _A_GROUP.search(read_as):
        read_as, replaced = _A_GROUP.sub(f"in {said}", read_as, count=1), True
    if not replaced:
        joining = "" if _JOINED.match(bare) else "in " if people else "with "
        read_as = f"{read_as} {joining}{bare}"
    return FollowUp(asked=text, read_as=f"{read_as}?", carried=_carried(kept))


def _completed(text: str, bare: str, *, new: Sequence[_Found], old: Sequence[_Found]) -> FollowUp:
    """The new question with the types that it does not name joined to it."""
    types = {f.mention.type for f in new}
    missing = [f for kind in _CARRIED_TYPES for f in old if f.mention.type is kind and kind not in types]
    read_as, taken = bare, []
    spoken_of = next(
        (f for f in missing if f.mention.type in (ConceptType.DRUG, ConceptType.PROCEDURE, ConceptType.TEST)), None
    )
    spoken_of = spoken_of or next((f for f in missing if f.mention.type is ConceptType.CONDITION), None)
    if spoken_of and _IT.search(read_as):
        read_as = _IT.sub(lambda _: spoken_of.words, read_as, count=1)
        taken.append(spoken_of)
    for found in missing:
        if found in taken or found.mention.key in {f.mention.key for f in new}:
            continue
        if found.mention.type is ConceptType.TEST and ConceptType.DRUG in {f.mention.type for f in taken}:
            continue  # the question was about the drug; the test only described the patient
        read_as = f"{read_as} {_JOINING[found.mention.type]} {found.words}"
        taken.append(found)
    if not taken:
        return FollowUp(asked=text, read_as=text)
    return FollowUp(asked=text, read_as=f"{read_as[0].upper()}{read_as[1:]}?", carried=_carried(taken))


def without_words(question: str, words: str) -> str:
    """A question without words that came from the one before, and without the preposition that joined them."""
    joined = rf"(?:\s+(?:with|in|for|on|of|during|a|an|the|new|acute))*\s*(?<!\w){re.escape(words)}(?!\w)"
    return " ".join(re.sub(joined, "", question, count=1, flags=re.I).split()) or question


def _carried(found: Sequence[_Found]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((f.mention.type.value, f.words) for f in found))

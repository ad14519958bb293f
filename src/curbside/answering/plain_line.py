"""A claim → one line in plain words, or none.

Built from the claim's own words: what opens it (an order, "should be", "is recommended", "the panel suggests", a dose)
gives the frame, everything else follows in its order with words and signs from the closed list. Whatever has no frame
makes no line, and a line that `plain_check` does not turn back into the claim is not shown.
"""

import re

from curbside.answering.plain_check import faults_of_line, parts_of
from curbside.answering.plain_frames import (
    ABOUT,
    ADVISES,
    ADVISES_NEVER,
    ADVISES_NOT,
    CAN,
    FORBIDS,
    MAY,
    MIGHT,
    PARTICIPLES,
    RECOMMENDS,
    RECOMMENDS_AGAINST,
    RECOMMENDS_NOT,
    RECOMMENDS_NOT_ROUTINELY,
    RECOMMENDS_SOFTLY,
    RECOMMENDS_STRONGLY,
    RESTRAINING,
    SPEAKER,
    STATES,
    SUGGESTS,
    SUGGESTS_AGAINST,
    SUGGESTS_NOT,
    SUGGESTS_TO,
    VERBS,
    WHEN,
    WHOM,
    WHY,
    Frame,
)
from curbside.answering.plain_words import in_plain_words
from curbside.answering.reading_ease import reading_grade
from curbside.answering.strengths import is_weak
from curbside.domain.answers import Claim
from curbside.domain.text import sentences

_HARDEST = 10.5  # school year; what is harder is no plain line
_MOST_WORDS = 48  # a longer line is no help
_MOST_SENTENCES = 3
_MOST_IN_A_SENTENCE = 34
# Branches of trees, tables, several items in one, reported words: no single thought to put into a frame.
_NO_FRAME = re.compile(
    r"[;?|→\[\]]|->|:\s*(?:YES|NO)\b|\b(?:YES|NO):|\b[A-Z][\w ]{2,24}: .*\b[A-Z][\w ]{2,24}: |[:,]$|\.\.\.|…|\. \d"
)
_VERB = "|".join(sorted(VERBS, key=len, reverse=True))
_DONE = "|".join(sorted(PARTICIPLES, key=len, reverse=True))
_ADVERB = r"(?:(?P<adverb>strongly|conditionally|weakly|routinely|generally) )?"
_CONDITION = re.compile(r"(?:In|For|If|When|After|Before|During|Among|With|Once)\b[^,;:.()]{3,120}?, (?=\S)")
_CONDITION_LEAD = re.compile(r"(?:If|When|In|For|After|Before|During|Unless|Once|With|Without)\b")
_ORDER = re.compile(rf"(?P<no>(?:do not|don't|never) )?(?P<verb>{_VERB}) (?P<rest>\S.*)", re.I | re.S)
_PASSIVE = re.compile(
    rf"(?P<subject>[^,;:]{{2,140}}?) (?P<modal>should|must|may|can|might) (?P<no>not |never )?be (?P<done>{_DONE})\b"
    r"(?P<rest>.*)",
    re.I | re.S,
)
_ADVISED = re.compile(
    rf"(?P<subject>[^,;:]{{2,140}}?) (?:is|are) (?P<no>not )?{_ADVERB}(?P<verb>recommended|suggested)\b(?P<rest>.*)",
    re.I | re.S,
)
_BARE_ADVISED = re.compile(
    rf"(?P<no>not )?{_ADVERB}(?P<verb>recommended|suggested) (?=(?:for|in|to|as|when|if)\b)(?P<rest>.*)", re.I | re.S
)
_SPEAKS = re.compile(rf"{_ADVERB}(?P<verb>recommend|suggest)s? (?P<against>against )?(?P<rest>\S.*)", re.I | re.S)
_FORBIDDEN = re.compile(
    r"(?P<subject>[^,;:]{2,90}?) (?:is|are) contraindicated (?P<rest>(?:in|with|for|if|when|during|after)\b.*)",
    re.I | re.S,
)
_DOSE = re.compile(
    r"(?:[A-Za-z-]+ )?(?:at (?:least|most) |up to |about )?\d[\d.,]*(?:\s?(?:-|–|to)\s?\d[\d.,]*)? ?"
    r"(?:mg|micrograms|g|units?|mL|ml|IU|mmol|mEq)\b",
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|may|can|will|cannot|stratif\w+|remains?|includes?|depends?|indicates?|shows?)\b",
    re.I,
)
_SUBORDINATE = re.compile(
    r"\b(?:who|that|which|whose|where|if|when|whenever|while|unless|until|after|because|whether|as|once|before|with)\b",
    re.I,
)
_PREPOSITION = re.compile(
    r"(?:in|of|for|to|on|at|with|within|before|after|if|when|unless|until|by|from|during|every|as|over|once|only|"
    r"immediately|\d)\b",
    re.I,
)
_WITHOUT_OBJECT = frozenset(
    {"refer", "screen", "switch", "transfer", "monitor", "test", "titrate", "check", "consider"}
)
_OF_THE_LEAD = frozenset({"avoid", "use", "start", "stop", "continue", "give", "repeat"})
# A second verb of advice in the rest would stand outside the frame.
_ADVICE = re.compile(
    r"\b(?:should|must|shall|recommend\w*|suggest(?:s|ed)?|contraindicated|advis\w+|consider(?:ed)?|do not|never|"
    r"avoid(?:ed)?)\b",
    re.I,
)


_PEOPLE = (
    r"(?:(?:all|most|critically ill|adult|older|pediatric|hospitalized|pregnant|selected|symptomatic|asymptomatic|"
    r"nonambulatory) )*(?:patients|adults|people|children|adolescents|infants|neonates|men|women|those)\b"
)
_WHOM = re.compile(rf",?(?<!not) (?:in|for|among) (?={_PEOPLE}(?!.*\b(?:via|rather than|as|by|using|instead)\b))", re.I)
_WHEN = re.compile(r",? (?=(?:if|when) )", re.I)
_WHY = re.compile(
    r",? (?=to (?:prevent|reduce|detect|improve|achieve|allow|limit|identify|guide|lower|preserve|monitor) )", re.I
)
# Words that hold on to what follows: no cut behind them.
_HOLDS_ON = re.compile(
    r"\b(?:particularly|especially|including|mainly|mostly|only|even|not|except|or|and|but|as|than|order|fail|failure|"
    r"sufficient|whether|how|attempt|unless)$",
    re.I,
)


# A lead-in that forbids, advises or states something is half of the statement: no topic to stand in front.
_NO_TOPIC = re.compile(
    rf"{_ADVICE.pattern}|{_FINITE.pattern}|^(?:{_VERB})\b|\b(?:following|not|no|against|without|caveats?|limitations?|"
    r"pitfalls?|contraindications?)\b",
    re.I,
)


def plain_line(claim: Claim) -> str | None:
    """What a claim says in plain words, or None where its parts allow no safe short line."""
    if claim.note or len(claim.lead) > 110 or _NO_TOPIC.search(claim.lead):
        return None
    parts = parts_of(claim)
    if not parts or len(parts) > _MOST_SENTENCES or any(_NO_FRAME.search(part) for part in parts):
        return None
    told = [_framed(part, weak=is_weak(claim.recommendation)) for part in parts]
    if not all(told):
        return None
    line = " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in told if sentence)
    lead, sign, rest = line.partition(": the source")
    if sign and not _CONDITION_LEAD.match(lead):
        line = f"{ABOUT}{lead}. The source{rest}"
    longest = max(len(line[start:end].split()) for start, end in sentences(line))
    if len(line.split()) > _MOST_WORDS or longest > _MOST_IN_A_SENTENCE or reading_grade(line) > _HARDEST:
        return None
    if faults_of_line(line, claim):
        return None
    return line


def _framed(part: str, *, weak: bool) -> str | None:
    """One sentence of a claim in plain words, in its frame and without its full stop."""
    plain = in_plain_words(part)
    changed = plain != part
    lead, statement = _led(plain.rstrip(". "))
    statement = SPEAKER.sub("", statement)
    before = ""
    if match := _CONDITION.match(statement):
        before, statement = _small(match[0]), statement[match.end() :]
        statement = SPEAKER.sub("", statement)
    framed = _frame_of(statement, weak=weak, changed=changed)
    if framed is None:
        return None
    frame, behind = framed
    if _ADVICE.search(behind.split(" ", 1)[-1]):
        return None
    whole = frame.forbids or frame is STATES or behind.split(" ", 1)[0] in RESTRAINING
    return f"{lead}{before}{frame.opening}{behind.strip() if whole else _parted(behind.strip())}"


def _parted(behind: str) -> str:
    """What is advised, cut where it says for whom, when and why; brackets are never cut."""
    if "(" in behind:
        before, bracket = behind.split("(", 1)
        return f"{_parted(before)}({bracket}"
    cuts = [(_WHEN, WHEN), (_WHY, WHY)]
    if not behind.startswith("treat "):  # "treat seizures in patients with X with Y": Y is not theirs
        cuts.insert(0, (_WHOM, WHOM))
    for place, label in cuts:
        found = place.search(behind)
        if found and not _HOLDS_ON.search(behind[: found.start()]):
            behind = f"{behind[: found.start()]}{label}{behind[found.end() :]}"
    return behind


def _led(part: str) -> tuple[str, str]:
    """What stands up to the last colon, and the statement behind it."""
    place = part.rfind(": ") + 2
    return (part[:place], part[place:]) if place > 1 else ("", part)


def _frame_of(statement: str, *, weak: bool, changed: bool) -> tuple[Frame, str] | None:
    """The frame of a statement and what stands behind it."""
    if (match := _ORDER.fullmatch(statement)) and (rest := _object(match["verb"].lower(), match["rest"])):
        return _order(match["verb"].lower(), rest, no=(match["no"] or "").lower().strip(), weak=weak)
    if (match := _PASSIVE.fullmatch(statement)) and _is_subject(match["subject"]):
        return _passive(match, weak=weak)
    if (match := _FORBIDDEN.fullmatch(statement)) and _is_subject(match["subject"]):
        return FORBIDS, f"{_small(match['subject'])} {match['rest']}"
    for pattern in (_ADVISED, _BARE_ADVISED, _SPEAKS):
        if (match := pattern.fullmatch(statement)) and _is_subject(match.groupdict().get("subject") or "it"):
            return _advised(match.groupdict(), weak=weak)
    if _DOSE.match(statement) or (changed and _may_be_stated(statement)):
        return STATES, _small(statement)
    return None


def _passive(match: re.Match[str], *, weak: bool) -> tuple[Frame, str] | None:
    """The frame of "X should be started Y": the verb moves in front of its subject, nothing else does."""
    if re.match(r",? (?:and|or)\b", match["rest"]):  # "can be treated or prevented": two verbs, one subject
        return None
    verb, behind = PARTICIPLES[match["done"].lower()], f"{_small(match['subject'])}{match['rest']}"
    no = (match["no"] or "").strip().lower()
    if modal := {"may": MAY, "can": CAN, "might": MIGHT}.get(match["modal"].lower()):
        return None if no else (modal, f"{verb} {behind}")
    return _order(verb, behind, no=no, weak=weak)


def _may_be_stated(statement: str) -> bool:
    """Whether a statement is whole and gives no advice, so that it can be told as it is."""
    whole = len(statement.split()) > 3 and not _PREPOSITION.match(statement)
    return whole and not _ADVICE.search(statement)


def _object(verb: str, rest: str) -> str | None:
    """What an order acts on; None where the first word is no order after all: "Increase in FEV1", "Complete
    obliteration is indicated"."""
    main = _SUBORDINATE.split(rest, maxsplit=1)[0]
    if _FINITE.search(main):
        return None
    if not _PREPOSITION.match(rest):
        return rest
    if verb in _WITHOUT_OBJECT:
        return rest
    return f"this {rest}" if verb in _OF_THE_LEAD else None


def _is_subject(words: str) -> bool:
    """Whether words only name a thing: no verb of their own, nothing that a second statement hangs on."""
    return not (_FINITE.search(_SUBORDINATE.split(words, maxsplit=1)[0]) or re.search(r"\b(?:and|but|or)$", words))


def _order(verb: str, rest: str, *, no: str, weak: bool) -> tuple[Frame, str] | None:
    if no == "never":
        return None if weak else (ADVISES_NEVER, f"{verb} {rest}")
    if no:
        return (SUGGESTS_NOT if weak else ADVISES_NOT), f"{verb} {rest}"
    if verb == "consider":
        return MAY, f"{verb} {rest}"
    return (SUGGESTS_TO if weak else ADVISES), f"{verb} {rest}"


def _advised(found: dict[str, str | None], *, weak: bool) -> tuple[Frame, str] | None:
    """The frame of "X is recommended Y", "Recommended for Y", "recommends X"."""
    adverb, subject, rest = found.get("adverb") or "", found.get("subject") or "", found.get("rest") or ""
    suggests = (found["verb"] or "").lower().startswith("suggest")
    behind = f"{_small(subject)}{rest}" if subject else rest
    if "subject" not in found and "against" not in found:
        behind = f"it {rest}"  # the lead-in names it
    if found.get("against"):
        return None if adverb else ((SUGGESTS_AGAINST if suggests else RECOMMENDS_AGAINST), behind)
    if suggests:
        return None if adverb or found.get("no") else (SUGGESTS, behind)
    if found.get("no"):
        frame = {"": RECOMMENDS_NOT, "routinely": RECOMMENDS_NOT_ROUTINELY}.get(adverb)
    elif weak or adverb in ("conditionally", "weakly"):
        frame = RECOMMENDS_SOFTLY if adverb in ("conditionally", "weakly", "") else None
    else:
        frame = {"": RECOMMENDS, "strongly": RECOMMENDS_STRONGLY}.get(adverb)
    return (frame, behind) if frame else None


def _small(words: str) -> str:
    """Words as they stand inside a sentence: abbreviations and names with inner capitals keep theirs."""
    first = words.split(" ", 1)[0]
    keeps = any(letter.isupper() or letter.isdigit() for letter in first[1:]) or (len(first) == 1 and first != "A")
    return words if keeps else words[0].lower() + words[1:]

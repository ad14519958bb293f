"""Edits that break the meaning: each makes a claim its passage does not bear out.

Every edit takes a unit and a source of chance and returns a claim, or None where it
cannot be made, or where the altered claim might still be true.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

from corpus import Unit
from vocabulary import (
    ANY_DRUG,
    CLASS_OF_ENDING,
    CLASS_OF_GROUP,
    CLASS_SIGNS,
    COMPARATORS,
    DIRECTIONS,
    GRADES,
    GROUP_OF,
    NEGATIONS,
    POPULATIONS,
    QUANTITY,
    RATE_SLIPS,
    SAME_CLASS_NAMES,
    SEVERITIES,
    UNIT_SIZES,
    UNIT_SLIPS,
    drugs_in,
)
from wording import Swap, applications, plural, splice, squeezed

Edit = Callable[[Unit, Random], str | None]

PLACED_BY = {name.casefold(): name for name in GROUP_OF}
AT_LEAST = re.compile(
    r"(?:[≥>]=?|at least|more than|greater than|over|above|exceed\w*|minimum(?: of)?|longer than"
    r"|beyond) ?~?$",
    re.IGNORECASE,
)
AT_MOST = re.compile(
    r"(?:[≤<]=?|up to|less than|under|below|at most|maximum(?: of)?|max|within(?: the first)?|fewer than"
    r"|shorter than) ?~?$",
    re.IGNORECASE,
)
EXAMPLE = re.compile(r"e\.g\.|such as|for example|includ|\blike\b|DOAC|other ", re.IGNORECASE)
LABELLED = re.compile(r"(?P<label>[^:;.]{3,60}): (?P<rest>.{25,})")
# Labels that could introduce nearly anything would leave the merged claim true.
GENERAL_LABEL = re.compile(
    r"note|goal|rationale|caveat|evidence|examples?|limitation|monitor|important|indication|mechanism|benefit|"
    r"key|caution|risk|other|general|advantage|method|assess|includ|definition|role|efficacy|effect|"
    r"consider|factor|rule|avoid|screen|review|document",
    re.IGNORECASE,
)
ANY_SCALE = re.compile(r"[≥≤<>]=? ?\d")
SEVERITY_WORD = re.compile(r"\b(?:mild|moderate|severe|low|high|intermediate|major|minor)\b", re.IGNORECASE)
DENIED = re.compile(r"\b(?:not|no|without|neither)(?: \w+){0,2} \w*$", re.IGNORECASE)
WITHOUT = re.compile(r"\bwithout\b", re.IGNORECASE)
CONDITION = re.compile(
    r"(?<!even)(?<!,) (?:if|when|unless) (?:[^,;().]|\.(?=\d)){10,90}(?=\.(?!\d)|;| \(|$)", re.IGNORECASE
)


def stated(claim: str, unit: Unit) -> bool:
    """Does the passage say the altered claim after all?"""
    return squeezed(claim).rstrip(".") in squeezed(unit.passage)


def echoed(claim: str, unit: Unit) -> bool:
    """Does another line of the passage say nearly the same, but for one word or number?"""
    mine = set(squeezed(claim).split())
    lines = [squeezed(line).removeprefix("- ") for line in unit.passage.splitlines()]
    return any(len(mine ^ set(line.split())) <= 2 for line in lines if line != squeezed(unit.text))


def one_of(claims: Iterable[str], unit: Unit, chance: Random) -> str | None:
    """One candidate that differs from the unit and that the passage does not hold."""
    options = sorted({claim for claim in claims if claim != unit.text and not stated(claim, unit)})
    return chance.choice(options) if options else None


def swapped_by(table: Sequence[Swap]) -> Edit:
    """The edit that makes one swap of a table."""

    def edit(unit: Unit, chance: Random) -> str | None:
        claims = (claim for swap in table for claim in applications(unit.text, swap) if settled(unit.text, claim))
        # An inserted command leaves a mark: what follows it loses its capital.
        finished = (lowered_after_mark(claim) for claim in claims)
        return one_of((claim for claim in finished if not echoed(claim, unit)), unit, chance)

    return edit


def settled(text: str, claim: str) -> bool:
    """Is the change outside a denial? "Did not improve" turned to "did not worsen" may well be true."""
    same = next((at for at, pair in enumerate(zip(text, claim, strict=False)) if len(set(pair)) > 1), len(text))
    return not DENIED.search(text[:same])


def population(unit: Unit, chance: Random) -> str | None:
    """Another group of people; "with" for "without" only now and then, it would crowd out the rest."""
    claims = [claim for swap in POPULATIONS for claim in applications(unit.text, swap)]
    claims = [claim for claim in claims if not echoed(claim, unit)]
    group = [claim for claim in claims if not WITHOUT.search(claim) or WITHOUT.search(unit.text)]
    return one_of(group or (claims if chance.random() < 0.2 else []), unit, chance)


def severity(unit: Unit, chance: Random) -> str | None:
    """Another degree; not where the passage speaks of "nonsevere" too, which may be the same."""
    nearby = re.search(r"non-?severe", unit.passage, re.IGNORECASE)
    return None if nearby else swapped_by(SEVERITIES)(unit, chance)


def lowered_after_mark(claim: str) -> str:
    """'Do not \\0Offer' as 'Do not offer'."""
    return re.sub("\x00(.)", lambda found: found[1].lower(), claim)


def value(amount: str) -> float:
    """'1,500' as 1500.0."""
    return float(amount.replace(",", ""))


def written(amount: float, model: str) -> str:
    """The amount as the model is written: with thousands separated or not."""
    text = f"{amount:,.3f}" if "," in model or amount >= 10_000 else f"{amount:.3f}"
    return text.rstrip("0").rstrip(".")


def other_amounts(amount: str, unit: str, text_before: str) -> list[float]:
    """×2, ×10, ÷2 and +5, without those that the first amount would imply or nature forbids."""
    original = value(amount)
    options = [original * 2, original * 10, original / 2, original + 5]
    if unit == "%":
        options = [option for option in options if option <= 100]
        # "In over 90 %" bears out "in over 45 %", but "if over 12 %" bears out "if over 24 %".
        bounded = AT_LEAST.search(text_before) or AT_MOST.search(text_before)
        options = [] if bounded else options
    options = [option for option in options if not implied(original, option, text_before)]
    whole = unit not in ("mg", "g", "mcg", "mL", "L", "%") and "." not in amount and "/" not in unit
    sensible = [option for option in options if not whole or option == int(option)]
    return [option for option in sensible if option != original and round(option, 3) > 0]


def implied(original: float, option: float, text_before: str) -> bool:
    """May a rule for one bound hold for the other all the more? "If over 90" covers "if over 180"."""
    if AT_LEAST.search(text_before):
        return option > original
    return bool(AT_MOST.search(text_before)) and option < original


def quantities_in(text: str) -> set[tuple[str, str]]:
    """Each (amount, unit) a text states, both ends of a range, plural off."""
    found = QUANTITY.finditer(text)
    return {
        (amount, match["unit"].removesuffix("s"))
        for match in found
        for amount in (match["low"], match["high"])
        if amount
    }


def number(unit: Unit, chance: Random) -> str | None:
    """Another amount of the same unit."""
    claims = (claim for found in QUANTITY.finditer(unit.text) for claim in with_other_amount(unit.text, found))
    return one_of(claims, unit, chance)


def with_other_amount(text: str, found: re.Match[str]) -> list[str]:
    """The text with one amount changed; in a range the upper one, so that it still ascends."""
    end = "high" if found["high"] else "low"
    claims: list[str] = []
    for option in other_amounts(found[end], found["unit"], text[: found.start()]):
        amount = written(option, found[end])
        kind = found["unit"].removesuffix("s")
        descends = bool(found["high"]) and option <= value(found["low"])
        if descends or (amount, kind) in quantities_in(text):
            continue
        gap = found["gap"]
        word = found["unit"] if gap == "-" else plural(found["unit"], option)
        rest = amount + gap + word + text[found.end() :]
        start = found.start("high") if found["high"] else found.start()
        claims.append(splice(text, start, len(text), rest))
    return claims


def unit_of_measure(unit: Unit, chance: Random) -> str | None:
    """The same amount in another unit or rate."""
    claims = [claim for swap in RATE_SLIPS for claim in applications(unit.text, swap)]
    for found in QUANTITY.finditer(unit.text):
        for slip in UNIT_SLIPS.get(found["unit"], ()):
            amount = found["high"] or found["low"]
            sizes = [UNIT_SIZES.get(word.removesuffix("s"), 0) for word in (found["unit"], slip)]
            if all(sizes) and implied(*sizes, unit.text[: found.start()]):
                continue
            if (amount, slip.removesuffix("s")) not in quantities_in(unit.text):
                claims.append(unit.text[: found.start("unit")] + slip + unit.text[found.end("unit") :])
    return one_of(claims, unit, chance)


def drug(unit: Unit, chance: Random) -> str | None:
    """Another drug, of the same group or another, that the passage does not name."""
    named = sorted({PLACED_BY[found[0].casefold()] for found in drugs_in(unit.text)})
    # Where a sentence only gives examples, a second member of the group may be as good a one.
    same_group_too = not EXAMPLE.search(unit.text)
    held = f"{unit.passage}\n{unit.heading}"
    claims: list[str] = []
    for old in named:
        options = substitutes(old, same_group=same_group_too)
        drawn = chance.sample(options, min(6, len(options)))
        fresh = [new for new in drawn if not mentions(held, new) and not covers(unit.text, new)]
        claims.extend(with_drug(unit.text, old, new) for new in fresh)
    return one_of(claims, unit, chance)


def mentions(text: str, name: str) -> bool:
    """Does the text name this drug or class, also by its abbreviation or in the other number?"""
    stem = name.removesuffix("s")
    sign = CLASS_SIGNS.get(stem, re.escape(stem))
    return bool(re.search(rf"(?<!\w)(?:{sign}|{re.escape(stem)})", text, re.IGNORECASE))


def covers(text: str, name: str) -> bool:
    """Does the text name a class that this drug belongs to?"""
    signs = [sign for ending, sign in CLASS_OF_ENDING.items() if name.endswith(ending)]
    signs.append(CLASS_OF_GROUP.get(GROUP_OF[name], r"(?!)"))
    return bool(re.search("|".join(signs), text, re.IGNORECASE))


def substitutes(old: str, *, same_group: bool) -> list[str]:
    """Drugs that may stand in the place of one, without its other names."""
    group = GROUP_OF[old]
    kin = [name for name, where in GROUP_OF.items() if where == group]
    class_like = group in ("class", "classes")
    others = [name for name, where in GROUP_OF.items() if where not in (group, "class", "classes")]
    pool = kin if class_like or same_group else others
    barred = {name for names in SAME_CLASS_NAMES if old in names for name in names}
    return [name for name in pool if name != old and name not in barred] or others


def with_drug(text: str, old: str, new: str) -> str:
    """The text with every mention of one drug replaced."""
    for found in reversed(list(drugs_in(text))):
        if found[0].casefold() == old.casefold():
            text = splice(text, found.start(), found.end(), new)
    return text


def list_merge(unit: Unit, chance: Random) -> str | None:
    """The dose, condition or body of a neighbouring bullet grafted onto this one."""
    claims = [
        claim
        for sibling in unit.siblings
        for graft in (grafted_body, grafted_dose, grafted_condition)
        for claim in graft(unit.text, sibling)
    ]
    return one_of(claims, unit, chance)


def grafted_body(text: str, sibling: str) -> list[str]:
    """This bullet's label before the other bullet's statement."""
    mine, other = LABELLED.match(text), LABELLED.match(sibling)
    if not mine or not other or not alike(mine["label"], other["label"]):
        return []
    specific = QUANTITY.search(other["rest"]) or ANY_SCALE.search(other["rest"]) or ANY_DRUG.search(other["rest"])
    if not specific or squeezed(other["rest"]) in squeezed(text):
        return []
    # "Apixaban: reduce the dose of rivaroxaban" would still be a statement on rivaroxaban.
    label_words = [word for word in re.findall(r"[\w-]{4,}", other["label"]) if word not in mine["label"]]
    if any(word.casefold() in other["rest"].casefold() for word in label_words):
        return []
    return [f"{mine['label']}: {other['rest']}"]


def alike(one: str, other: str) -> bool:
    """Do two labels name things of one sort, so that what holds for one does not hold for the other?"""
    if GENERAL_LABEL.search(one + other):
        return False
    drugs = ANY_DRUG.search(one) and ANY_DRUG.search(other)
    grades = re.search(r"\d", one) and re.search(r"\d", other)
    severities = SEVERITY_WORD.search(one) and SEVERITY_WORD.search(other)
    return bool(drugs or grades or severities) or one.rsplit(maxsplit=1)[-1] == other.rsplit(maxsplit=1)[-1]


def grafted_dose(text: str, sibling: str) -> list[str]:
    """One quantity of this bullet replaced by one of the other, of the same unit."""
    held = quantities_in(text)
    claims: list[str] = []
    for mine in QUANTITY.finditer(text):
        for other in QUANTITY.finditer(sibling):
            same_unit = mine["unit"].removesuffix("s") == other["unit"].removesuffix("s")
            same_form = (mine["gap"] == "-") == (other["gap"] == "-")
            new = {(amount, other["unit"].removesuffix("s")) for amount in (other["low"], other["high"]) if amount}
            before = text[: mine.start()]
            narrower = implied(value(mine["low"]), value(other["low"]), before)
            if same_unit and same_form and mine["unit"] != "%" and not narrower and not new & held:
                claims.append(splice(text, mine.start(), mine.end(), other[0]))
    return claims


def grafted_condition(text: str, sibling: str) -> list[str]:
    """The 'if …' of this bullet replaced by that of the other."""
    mine, other = CONDITION.search(text), CONDITION.search(sibling)
    if not mine or not other or squeezed(mine[0]) == squeezed(other[0]):
        return []
    # Without a number, two conditions may say the same in other words.
    if not re.search(r"\d", mine[0] + other[0]):
        return []
    return [text[: mine.start()] + other[0] + text[mine.end() :]]


ALTERED: Mapping[str, Edit] = {
    "number": number,
    "unit": unit_of_measure,
    "negation": swapped_by(NEGATIONS),
    "direction": swapped_by(DIRECTIONS),
    "drug": drug,
    "population": population,
    "severity": severity,
    "grade": swapped_by(GRADES),
    "comparator": swapped_by(COMPARATORS),
    "list_merge": list_merge,
}

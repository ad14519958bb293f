"""A stored answer for another reader: other headings and order of sections, words explained. Its claims stay the same.

What needs the engine's own claims (a line in plain words) is not made here: on an article the board has not seen it.
"""

import copy

from curbside.answering.glossary import explained_in
from curbside.answering.profiles import Profile
from curbside.answering.sections import DO_NOT_MISS, RECOMMENDATION, SUMMARY
from curbside.retrieval.concepts import Lexicon
from curbside.web.asking.snapshots import Plain, claims_of


def worded(body: Plain, profile: Profile, *, lexicon: Lexicon) -> Plain:
    """A copy of the body, worded for a reader."""
    changed = copy.deepcopy(body)
    places = {key: place for place, key in enumerate((RECOMMENDATION, DO_NOT_MISS, *profile.first))}
    places[SUMMARY] = len(places) + 1
    changed["sections"].sort(key=lambda section: places.get(section["key"], len(profile.first) + 2))
    for section in changed["sections"]:
        section["heading"] = profile.headings.get(section["key"], section["heading"])
    seen: set[str] = set()
    for claim in claims_of(changed):
        claim["strength_in_words"] = claim.get("graded", "") if profile.strength_in_words else ""
        statement = f"{claim['lead']}: {claim['text']}" if claim["lead"] else claim["text"]
        found = explained_in(statement, lexicon=lexicon) if profile.definitions else []
        claim["words"] = []
        for item in found:
            if item.key not in seen:
                seen.add(item.key)
                claim["words"].append({"term": statement[item.start : item.end], "definition": item.definition})
    changed["opening"], changed["closing"] = profile.opening, list(profile.closing)
    return changed

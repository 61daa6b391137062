"""Whether a name of a sentence is in its evidence: whole, shortened, in full, or by its parts."""

from __future__ import annotations

import re

from rag.text.fold import fold
from rag.text.places import REGIONS, SAME_NAME
from rag.text.surnames import SURNAMES
from rag.verifying.evidence import Evidence
from rag.verifying.rewording import same_as

_TWO_CAPITALS = re.compile(r"\b[A-Z][a-z]+[ -][A-Z][a-z]+")
"""Two capitalized words, as names are written: Dora Finch."""


def bears_name(evidence: Evidence, name: str) -> bool:
    """Whether the name stands there, whole, shortened, in full, or as a region's parts."""
    if evidence.holds(name):
        return True
    if any(other in evidence.letters for other in same_as(name)):
        return True
    han = "\u4e00" <= name[0] <= "\u9fff"
    if han and not evidence.speaks("zh"):
        return not _is_person(name) or _names_somebody(evidence)
    if not han:
        return _bears_latin(evidence, name)
    for group in SAME_NAME:
        if name in group and any(fold(other) in evidence.folded for other in group):
            return True
    for region, (others, inside) in REGIONS.items():
        if name == region and any(place in evidence.folded for place in (*others, *inside)):
            return True
        if name in inside and region in evidence.folded:
            return True
    bare = re.sub(r"(?:省|市|县|区|州|自治区)$", "", name)
    if len(bare) >= 2 and bare in evidence.folded:
        return True
    return _abbreviates(name, evidence.quotes) or _in_full(evidence, name)


def _is_person(name: str) -> bool:
    """Whether a Chinese name is surely a person's: a family name and two characters, no place."""
    places = {place for region, (_, inside) in REGIONS.items() for place in (region, *inside)}
    return len(name) == 3 and name[0] in SURNAMES and name not in places


def _names_somebody(evidence: Evidence) -> bool:
    """Whether English quotes name anybody at all; how the name is spelled in Chinese is unknown."""
    return any(_TWO_CAPITALS.search(citation.quote) for citation, _ in evidence.cited)


def _bears_latin(evidence: Evidence, name: str) -> bool:
    if not evidence.speaks("en") and " " in name:
        return True
    alike = {"ai": "人工智能", "gdp": "国内生产总值", "vr": "虚拟现实", "iot": "物联网"}
    if alike.get(name, "\0") in evidence.folded:
        return True
    if not re.search(r"[a-z]{2}", evidence.quotes):
        # Only translations are possible: English words about Chinese quotes.
        return not any(c.isdigit() for c in name) and len(name) > 5
    return all(word in evidence.folded for word in re.findall(r"[a-z0-9]+", name) if len(word) > 2)


def _in_full(evidence: Evidence, name: str) -> bool:
    """Whether the evidence shortens the name: 工信部 for 工业和信息化部."""
    if len(name) < 4:
        return False
    pattern = re.compile(rf"{re.escape(name[0])}[\u4e00-\u9fff]{{0,3}}?{re.escape(name[-1])}")
    return any(_subsequence(match.group(), name) for match in pattern.finditer(evidence.quotes))


def _abbreviates(name: str, text: str) -> bool:
    """Whether ``name`` shortens words of ``text``: its characters in order, close together."""
    if not 2 <= len(name) <= 5:
        return False
    gap = "[\u4e00-\u9fff]{0,5}?"
    return bool(re.search(gap.join(re.escape(character) for character in name), text))


def _subsequence(short: str, full: str) -> bool:
    letters = iter(full)
    return all(character in letters for character in short)

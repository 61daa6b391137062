"""Who and where: a person, house or place put where the evidence has another one.

    the quote: 平川市总产量最高，岭东市单产最高       a sentence: 岭东市总产量最高

A clause of a sentence is held against the clause of the evidence that it takes up. It is at fault
where it names somebody whom that clause does not name, and that clause somebody whom the sentence
does not, both of one kind; where the same words stand behind another word of the same kind
(口腔科增设…, 儿科增设…); where two names have changed places; where what is done by one
(由…研制) is done by another there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.verifying.clauses import Clause, Taken, likest
from rag.verifying.edges import another_complement, another_kind, another_lead, swapped_edge
from rag.verifying.known import Name, known_in, named
from rag.verifying.turned import by_another, turned_round

_TAKEN_UP = 0.3
_EVERYWHERE = re.compile(r"全([市省县区国镇村校])")
"""All of a place or school: 全市, 全校."""
_NUMERALS = frozenset("一二两三四五六七八九十百千万半0123456789")
_SHORT = 4
"""Letters of a clause that says one thing: 夺得冠军."""


def displaced(
    parts: Sequence[Taken], evidence: Sequence[Clause], around: Sequence[str], titles: str
) -> str:
    """The first name or subject in a sentence that stands where another should; empty if none.

    Args:
        parts: The clauses of the sentence.
        evidence: The clauses of the quotes.
        around: The quotes with what stands around them, for the names in them.
        titles: The titles of their articles, folded.
    """
    whole = "".join(part.clause.text for part in parts)
    known = known_in(whole, around, titles)
    for part in parts:
        places, share = likest(part, evidence)
        if by := by_another(part.clause.text, evidence):
            return by
        if share < _TAKEN_UP:
            continue
        for judged in (places, part.holding_last(places, evidence)):
            wrong = [_wrong(part, evidence, place, whole, known, titles) for place in judged]
            if all(wrong):
                return wrong[0]
        if borrowed := _borrowed(part, parts, evidence, places):
            return borrowed
    return ""


def _wrong(
    part: Taken,
    evidence: Sequence[Clause],
    place: int,
    whole: str,
    known: Sequence[Name],
    titles: str,
) -> str:
    """What of a clause stands in another's place, if it takes up this clause of the evidence."""
    here = evidence[place]
    said, told = named(part.clause.text, known), named(here.text, known)
    if not told:
        # What a title names may be meant where a sentence of the article names nobody.
        in_title = any(name.text in titles for name in said)
        lead = _lead(evidence, place, known) or _last_numbered(evidence, place, known)
        lead = lead or [name for name in named(titles, known) if name.kind == "number"]
        told = [name for name in lead if not in_title or name.text in titles]
    for name in said:
        if name.text in here.text or _before(name, evidence, place, told, known):
            continue
        if name.kind == "house" and not _region(name, whole, _everywhere(evidence, place)):
            return name.text
        for rival in told:
            if rival.kind == name.kind and not _same(name, rival, whole):
                return name.text
    if other := another_lead(part.clause.text, evidence, place, whole):
        return other
    if other := another_complement(part.clause.text, here.text, evidence):
        return other
    return (
        swapped_edge(part.clause.text, here.text, evidence)
        or another_kind(part, here, whole)
        or turned_round(part, here, evidence, known)
    )


def _everywhere(evidence: Sequence[Clause], place: int) -> str:
    """What a clause is said of as a whole: 市 of 全市, in it or before it in its sentence."""
    for clause in reversed(evidence[: place + 1]):
        if clause.sentence != evidence[place].sentence:
            return ""
        if found := _EVERYWHERE.findall(clause.text):
            return str(found[-1])
    return ""


def _region(name: Name, whole: str, everywhere: str) -> bool:
    """Whether a name may stand for 全市, or the sentence says 全市 itself."""
    ends = name.text.endswith(everywhere) if everywhere else True
    return ends or f"全{everywhere}" in whole


def _same(name: Name, other: Name, whole: str) -> bool:
    """Whether the other name is the same one's, or the sentence has it too."""
    return other.text in whole or name.text in other.text or other.text in name.text


def _lead(evidence: Sequence[Clause], place: int, known: Sequence[Name]) -> list[Name]:
    """The names that open the nearest clause of the same sentence before."""
    for clause in reversed(evidence[:place]):
        if clause.sentence != evidence[place].sentence:
            break
        names = named(clause.text, known)
        start = clause.text.strip(' "《')
        opening = [n for n in names if n.kind != "house" or start.startswith(n.text)]
        if opening:
            return opening
    return []


def _last_numbered(evidence: Sequence[Clause], place: int, known: Sequence[Name]) -> list[Name]:
    """The last 5号线 or 第三届 before a clause: what follows is said of it, sentences on."""
    for clause in reversed(evidence[:place]):
        if names := [name for name in named(clause.text, known) if name.kind == "number"]:
            return names
    return []


def _before(
    name: Name, evidence: Sequence[Clause], place: int, told: Sequence[Name], known: Sequence[Name]
) -> bool:
    """Whether the name stands before in the same sentence, and nobody of its kind in between."""
    start = evidence[place].text.strip(' "《')
    if any(o.kind == name.kind and start.startswith(o.text) for o in told):
        return False
    for clause in reversed(evidence[:place]):
        if clause.sentence != evidence[place].sentence:
            return False
        if name.text in clause.text:
            return True
        if any(other.kind == name.kind for other in named(clause.text, known)):
            return False
    return False


def _borrowed(
    part: Taken, parts: Sequence[Taken], evidence: Sequence[Clause], places: Sequence[int]
) -> str:
    """Words of a later clause of which the sentence takes up little else: 主要靠|连阴雨.

    What a clause says is said of what stands before it, not behind.
    """
    for place in places:
        for run, behind in part.outside(evidence[place]):
            holding = [n for n, clause in enumerate(evidence) if run[-2:] in clause.letters]
            if not behind or not holding or min(holding) <= place:
                continue
            if not part.clause.text.rstrip().endswith(run) or run[0] in _NUMERALS:
                continue
            if not any(
                each.covers(evidence[n]) or len(evidence[n].letters) <= _SHORT
                for n in holding
                for each in parts
            ):
                return run
    return ""

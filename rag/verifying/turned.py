"""Two that changed places around what one does to the other, or a deed given to another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.segment import tagged
from rag.verifying.clauses import Clause, Taken
from rag.verifying.known import Name, named
from rag.verifying.rewording import same_as

_PARTIES = re.compile("原告|被告|甲方|乙方|买方|卖方|主队|客队|供方|需方")
"""Sides called by their part in a matter: 原告, 客队."""
_BY = re.compile(r"由(?P<who>[^,，。;；]{2,16}?)(?P<deed>[\u4e00-\u9fff]{2})(?=[,，。;；]|$)")
"""By whom something is done: 由青禾大学研制."""


def turned_round(
    part: Taken, here: Clause, evidence: Sequence[Clause], known: Sequence[Name]
) -> str:
    """Two that changed places around what one does to the other: 原告赔偿被告."""
    text = " ".join(c.text for c in evidence if c.sentence == here.sentence)
    claim = part.clause.text
    if re.search("被(?!告)|[由受向]", claim):
        return ""
    sides = [name.text for name in named(claim, known)] + _PARTIES.findall(claim)
    for one in sides:
        for two in sides:
            between = re.search(rf"{re.escape(one)}(.+){re.escape(two)}", claim)
            if not between or one == two:
                continue
            for verb, tag in tagged(between[1]):
                if _does(verb, tag) and _crossed(text, one, verb, two):
                    return f"{one}{verb}{two}"
    return ""


def _does(word: str, tag: str) -> bool:
    """Whether a word is what one does to another: 战胜, which the segmenter takes for a noun."""
    return len(word) > 1 and (tag.startswith("v") or bool(same_as(word)))


def _crossed(text: str, one: str, verb: str, two: str) -> bool:
    return _order(text, two, verb, one) and not _order(text, one, verb, two)


def _order(text: str, first: str, verb: str, last: str) -> bool:
    """Whether the three stand in this order, the last right behind the verb's clause."""
    return bool(
        re.search(
            rf"{re.escape(first)}[^。]*?{re.escape(verb)}[^,，。]{{0,6}}{re.escape(last)}", text
        )
    )


def by_another(claim: str, evidence: Sequence[Clause]) -> str:
    """Who is said to have done what another did: 由商桥精工研制."""
    for match in _BY.finditer(claim):
        who, deed = match["who"], match["deed"]
        others = [
            m["who"] for clause in evidence for m in _BY.finditer(clause.text) if m["deed"] == deed
        ]
        if others and not any(
            who in other or other in who or who[-3:] in other for other in others
        ):
            return who
    return ""

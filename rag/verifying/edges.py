"""Words that are the same in two clauses, behind or before a word that is not.

口腔科增设夜间门诊, where the evidence has 儿科增设夜间门诊
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from rag.text.segment import tagged
from rag.text.tables import table
from rag.verifying.clauses import Clause, Taken
from rag.verifying.known import HAN
from rag.verifying.rewording import TELLING, same_as

_GENERIC = frozenset(table("rewording")["called_again"].split())
"""Nouns by which an article calls again what it named before."""
_COPULA = re.compile("是|为")
"""What says that one is the other: 冠军是, 主任为."""
_LEVELS = frozenset("村县市省区镇乡")
_COMMON = 4
"""Characters in a row that two clauses must share for what stands before them to be compared."""


def another_lead(claim: str, evidence: Sequence[Clause], place: int, whole: str) -> str:
    """The subject of a clause that in the evidence is that of another: 永泰化工 for 恒丰皮革."""
    subject = _subject(claim)
    if len(subject) < 3 or not any(
        _subject(c.text) == subject for c in evidence if c is not evidence[place]
    ):
        return ""
    for clause in reversed(evidence[: place + 1]):
        if clause.sentence != evidence[place].sentence:
            break
        lead = _subject(clause.text)
        if subject in clause.text:
            return ""
        if len(lead) >= 3 and lead not in whole:
            rival = lead[0] not in "全该本其" and not set(subject) & set(lead[-2:])
            return subject if rival or lead[-1] == subject[-1] else ""
    return ""


@lru_cache(maxsize=512)
def _subject(text: str) -> str:
    """What a clause begins with, up to its verb: 永泰化工 of 永泰化工被罚款."""
    found = ""
    for word, tag in tagged(text.strip(' "')):
        if not tag.startswith(("n", "j", "b", "s", "l", "z")) or not HAN.match(word):
            break
        found += word
    return found


def another_complement(claim: str, told: str, evidence: Sequence[Clause]) -> str:
    """Who or what is said to be one thing that another is: 女子冠军是基普图."""
    one, other = _COPULA.split(claim, 1), _COPULA.split(told, 1)
    if len(one) < 2 or len(other) < 2 or min(len(one[0]), len(one[1]), len(other[1])) < 2:
        return ""
    if any(c.isdigit() for c in one[1] + other[1]) or _shared(one[0], other[0]) < 0.75:
        return ""
    elsewhere = any(one[1][-3:] in c.text for c in evidence if c.text != told)
    return one[1] if elsewhere and _shared(one[1], other[1]) < 0.34 else ""


def _shared(one: str, other: str) -> float:
    """The share of the shorter text's pairs that the other has."""
    one, other = sorted((_bare(one), _bare(other)), key=len)
    pairs = [one[n : n + 2] for n in range(len(one) - 1)]
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0


def swapped_edge(claim: str, told: str, evidence: Sequence[Clause]) -> str:
    """A word before common words that is another in the evidence: 口腔科 for 儿科, 新 for 老."""
    claim, told = _bare(claim), _bare(told)
    match = SequenceMatcher(None, claim, told, autojunk=False).find_longest_match()
    if match.size < 3:
        return ""
    left, other = claim[: match.a], told[: match.b]
    if left and other and _apart(left[-1], other[-1]):
        return left[-1] + claim[match.a : match.a + match.size]
    right, beyond = claim[match.a + match.size :], told[match.b + match.size :]
    if right and beyond and _apart(right[0], beyond[0]):
        return claim[match.a : match.a + match.size] + right[0]
    # The last common character may belong to both words: 口腔科|增设, 儿科|增设.
    if match.size < _COMMON:
        return ""
    head = claim[match.a]
    word, rival = (left + head)[-4:], (other + head)[-4:]
    if 2 <= len(left) + 1 <= 8 and 1 <= len(other) <= 7 and word != rival:
        stands = any(left + head in _bare(c.text) for c in evidence)
        if (
            stands
            and not left.endswith(other)
            and not other.endswith(left)
            and left + head not in told
        ):
            return left + head
    return ""


def another_kind(part: Taken, here: Clause, whole: str) -> str:
    """A noun of the sentence where the clause has another of its kind: 诗歌奖 for 新人奖."""
    rivals = [
        word
        for word, tag in tagged(here.text)
        if len(word) >= 2 and tag.startswith("n") and word not in whole
        if word[0] not in "全该本" and word not in _GENERIC
    ]
    for run, _ in part.outside(here):
        for rival in rivals:
            alike = set(rival) <= set(run) or set(run) <= set(rival) or rival in same_as(run[-2:])
            if rival[-1] == run[-1] and rival[-2:] != run[-2:] and not alike:
                return run
    return ""


def _apart(one: str, other: str) -> bool:
    """Whether two characters tell different things: 新 and 老, 首 and 再; not 旧 and 老."""
    alike = {one, other} <= TELLING or {one, other} <= _LEVELS
    return one != other and alike and other not in same_as(one)


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())

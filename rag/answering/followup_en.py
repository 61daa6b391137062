"""Follow-ups in English, by rule; see ``rag.answering.followup`` for what makes one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer_types import Turn
from rag.answering.followup_zh import tagged
from rag.text.facts import names

_SWAP_EN = re.compile(
    r"^(?:and|but|so|then)?[, ]*(?:(?:what|how) about|and)?[ ,]*(.{1,40}?)(?: then)?\?*$", re.I
)
_SWAP_EN_CUE = re.compile(r"^(?:and|what about|how about|but what about|so what about)\b", re.I)
_YEAR_EN = re.compile(r"\b(?:in |during )?((?:19|20)\d\d)\b")
_WH_EN = re.compile(r"^(?:when|where|who|why|how|what|which)\b", re.I)
_PERSON_EN = re.compile(r"\b(?:he|she|him|his|her|they|them|their)\b", re.I)
_THING_EN = re.compile(r"\b(?:it|its|this|that|these|those)\b(?! (?:article|year))", re.I)
_PLACE_EN = re.compile(r"\bthere\b(?! (?:is|are|was|were|any))", re.I)
_ENGLISH_SUBJECT = re.compile(
    r"\b(?:the|this|a|an)\s+((?:[A-Za-z0-9'-]+\s+){0,5}?[A-Za-z0-9'-]+?)"
    r"(?=\s+(?:be|is|are|was|were|been|has|have|had|did|does|do|in|on|at|by|for|of|approved|held|tak\w+"
    r"|took|start\w*|beg[aiu]n\w*|open\w*|clos\w+|launch\w*|publish\w*|sign\w*|end\w*|happen\w*"
    r"|say|says|said|cover\w*|includ\w*|need|want)\b|[?,.]|$)",
    re.I,
)


def rewrite_english(asked: str, before: str, turns: Sequence[Turn]) -> str:
    """The follow-up ``asked`` made whole, or nothing when it needs no history."""
    if _SWAP_EN_CUE.match(asked) and not _WH_EN.match(_SWAP_EN_CUE.sub("", asked).strip(" ,")):
        found = _SWAP_EN.match(_SWAP_EN_CUE.sub("", asked).strip(" ,"))
        if found:
            return _swapped_english(found[1].strip(), before)
    if re.fullmatch(r"(?:and )?(?:when|where|why|who|how)\?*", asked, re.I):
        return f"{asked.rstrip('?')} – {before}"
    subject = _english_subject(turns)
    person = next((n for turn in reversed(turns) for n in _english_people(turn)), "")
    if person and _PERSON_EN.search(asked):
        return _PERSON_EN.sub(lambda m: person + ("'s" if _owns(m) else ""), asked, count=1)
    if subject and (_THING_EN.search(asked) or _PLACE_EN.search(asked)):
        pattern = _THING_EN if _THING_EN.search(asked) else _PLACE_EN
        return pattern.sub(lambda m: subject + ("'s" if _owns(m) else ""), asked, count=1)
    return ""


def _owns(match: re.Match[str]) -> bool:
    return match.group().lower() in {"his", "their", "its"}


def _swapped_english(new: str, before: str) -> str:
    bare = re.sub(r"^(?:in|for|during|at|on|the one in)\s+", "", new, flags=re.I)
    if re.fullmatch(r"(?:19|20)\d\d", bare):
        old = _YEAR_EN.search(before)
        if old:
            return before[: old.start(1)] + bare + before[old.end(1) :]
        return f"{before.rstrip('?').rstrip()} in {bare}?"
    place = re.search(r"\b(?:in|at|for)\s+((?:[A-Z][\w-]+\s?)+)", before)
    if new[:1].isupper() or re.match(r"(?:in|at|for)\s+[A-Z]", new):
        if place:
            return before.replace(place[1].strip(), bare, 1)
        return f"{before.rstrip('?').rstrip()} in {bare}?"
    subject = _ENGLISH_SUBJECT.search(before)
    return before.replace(subject.group(), new, 1) if subject else f"{new}: {before}"


def _english_subject(turns: Sequence[Turn]) -> str:
    for turn in reversed(turns):
        text = turn.question_used or turn.question
        found = _ENGLISH_SUBJECT.search(text)
        if found:
            return found.group().strip()
        named = re.findall(r"(?<!^)\b[A-Z][\w-]+(?: [A-Z][\w-]+)*", text)
        if named:
            return str(named[-1])
    return ""


def _english_people(turn: Turn) -> list[str]:
    found: list[str] = []
    for text in (turn.question_used or turn.question, turn.answer):
        found += re.findall(r"(?<![\w.])[A-Z][a-z]+ [A-Z][a-z]+(?: [A-Z][a-z]+)?", text)
        found += [w for w, tag in tagged(text) if tag == "nr" and w in names(f"{w}表示")]
    return found

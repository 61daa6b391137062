"""Make a follow-up question stand by itself, such as 那长三角呢？ after one about 京津冀.

``rewrite`` works by rule, from the last few turns. Three things make a follow-up:

- it swaps one thing (那2023年呢？ What about Shanghai?): the old question is asked with the new
  year, place, person or subject in the old one's stead, everything else carried over;
- it points back (他还说了什么？ Where was it held?): the pronoun becomes the name it stands for;
- it leaves its subject out (什么时候发布的？ 主题是什么？ Why?): the old subject goes in front.

A question that names its own subject is returned as it is. Where a chat model is set,
``rag.chat.rewriting`` asks it instead and falls back on these rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.answer_types import Turn
from rag.settings import MAX_QUESTION_CHARACTERS
from rag.text.facts import names
from rag.text.fold import simplify
from rag.text.places import REGION_NAMES
from rag.text.question_words import ASKING, ATTRIBUTES, ENGLISH_ASKING, HOW_MANY
from rag.text.segment import tagged

MOST_TURNS = 5
"""How many earlier turns are looked at; conversation memory ends there."""


def rewrite(question: str, history: Sequence[Turn]) -> str:
    """``question`` as one that needs no conversation; unchanged when it needs none.

    So too where what it points back to says nothing, or is too long to be asked with it.
    """
    turns = list(history)[-MOST_TURNS:]
    asked = question.strip()
    if not turns or not any(character.isalnum() for character in asked):
        return question
    chinese = bool(re.search(r"[\u3400-\u9fff]", asked)) or not re.search(r"[A-Za-z]{2}", asked)
    before = _asked_in(turns[-1])
    make = rewrite_chinese if chinese else rewrite_english
    whole = make(simplify(asked) if chinese else asked, before, turns)
    says_something = any(character.isalnum() for character in whole)
    return whole if says_something and len(whole) <= MAX_QUESTION_CHARACTERS else question


def _asked_in(turn: Turn) -> str:
    return turn.question_used or turn.question


# 那2023年呢？ 上海的情况如何？
_SWAP_ZH = re.compile(
    r"^(?:那么?|那|然后|还有|至于|换成|如果是)?[，, ]*(.{1,24}?)(?:的?情况)?"
    r"(?:呢|又如何|怎么样|如何)[？?]*$"
)
# 今天天气怎么样, 现在房价如何
_STANDS_ALONE = re.compile(
    r"^(?:今天|昨天|明天|现在|目前|最近)[\u4e00-\u9fff]{2,}(?:怎么样|如何)[？?]*$"
)
# 2023年, 去年
_YEAR_ZH = re.compile(r"(?:19|20)\d\d年?|今年|去年|前年|明年")
# 2022年7月29日, 8月
_DAY_ZH = re.compile(r"(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}[日号])?")
# 什么时候, 几家
_WH_ZH = re.compile(f"{ASKING}|{HOW_MANY}")
# 他, 这位馆长; not 其他, 吉他, 他国
_PERSON_ZH = re.compile(r"(?<![其吉])(?:他们|她们|他|她|此人|这个人|这位\w{0,3})(?!国|人的)")
# 馆长是谁
_WHO_ZH = re.compile(r"([\u4e00-\u9fff]{2,6})是(?:谁|哪位|什么人)")
# 那里, 当地
_PLACE_ZH = re.compile(r"那里|那儿|当地|该地|此地")
# 它, 这个, 该项目, 其主题; not 这个人, 其中, 其实
_THING_ZH = re.compile(
    r"它们|它|这个(?!人)|那个|该(?=[会项计方论示文])|其(?=[^他中实次余它])|上述|前者"
)
# the segmenter's n, vn, ns: what a subject is made of
_NOMINAL = re.compile(r"^(?:n|vn|j|eng|b|l|an|s|x)")
# n, nr, eng: what names a subject
_NOUN = re.compile(r"^(?:n|j|eng)")
_INNER = frozenset({"的", "和", "与", "、", "·", "“", "”", "《", "》"})


def rewrite_chinese(asked: str, before: str, turns: Sequence[Turn]) -> str:
    """The follow-up ``asked`` (simplified) made whole, or nothing when it needs no history."""
    if re.fullmatch(r"(?:那么?|还有|其他|别的)+[呢吗]?[？?]*", asked):
        return before
    bare = _WH_ZH.fullmatch(asked.strip("？?呢那，, "))
    old = _WH_ZH.search(before)
    if bare and old:
        return _put(bare.group(), old.group(), before)
    swap = _SWAP_ZH.match(asked)
    if swap and _STANDS_ALONE.match(asked):
        return ""
    if swap and not _WH_ZH.search(swap[1]) and not _points_back(swap[1]):
        return _swapped(swap[1].strip("，, "), simplify(before))
    pointed = _pronouns_replaced(asked, turns)
    if pointed != asked:
        return pointed
    if _names_its_subject(asked):
        return ""
    topic = _topic(simplify(before))
    if not topic or topic in asked:
        return ""
    body = re.sub(r"^(?:那么|那|然后|又|还|具体)?[，, ]*", "", asked)
    begins_with_noun = body.startswith(tuple(ATTRIBUTES))
    return f"{_carried_year(body, before)}{topic}{'的' if begins_with_noun else ''}{body}"


def _points_back(text: str) -> bool:
    return any(p.search(text) for p in (_PERSON_ZH, _PLACE_ZH, _THING_ZH))


def _carried_year(asked: str, before: str) -> str:
    """The year of the question before, when the follow-up names none of its own."""
    year = _YEAR_ZH.search(before)
    if year is None or _YEAR_ZH.search(asked) or year.group() in _topic(before):
        return ""
    return year.group()


def _swapped(new: str, before: str) -> str:
    """The question before with ``new`` in the place of what is of its kind."""
    for pattern in (_DAY_ZH, _YEAR_ZH):
        if pattern.fullmatch(new.removesuffix("的")):
            old = pattern.search(before) or _YEAR_ZH.search(before)
            return _put(new, old.group() if old else "", before)
    tags = {tag for _, tag in tagged(new)}
    if new in REGION_NAMES or tags == {"ns"}:
        return _put(new, next(iter(_places(before)), ""), before)
    people = [word for word, tag in tagged(before) if tag in {"nr", "nrt"}]
    if people and tags <= {"nr", "nrt"}:
        return _put(new, people[0], before)
    return _put(new, _topic(before), before)


def _put(new: str, old: str, text: str) -> str:
    """``text`` with ``new`` for ``old``; in front where there is nothing old."""
    return text.replace(old, new, 1) if old else new + text


def _places(text: str) -> list[str]:
    """The known places of a text, the longest first; where it has none, what looks like one."""
    known = sorted((name for name in REGION_NAMES if name in text), key=len, reverse=True)
    return known or [word for word, tag in tagged(text) if tag == "ns"]


def _pronouns_replaced(asked: str, turns: Sequence[Turn]) -> str:
    for pattern, find in (
        (_PERSON_ZH, _last_person),
        (_PLACE_ZH, _last_place),
        (_THING_ZH, _last_thing),
    ):
        if pattern.search(asked):
            name = find(turns, asked)
            if name and name not in asked:
                asked = pattern.sub(name, asked, count=1)
    return asked


def _last_person(turns: Sequence[Turn], _asked: str) -> str:
    for turn in reversed(turns):
        for text in (_asked_in(turn), turn.answer):
            people = [
                word for word, tag in tagged(text) if tag == "nr" and word in names(f"{word}表示")
            ]
            if people:
                return people[0]
            asked_for = _WHO_ZH.match(text)
            if asked_for:
                return asked_for[1]
    return ""


def _last_place(turns: Sequence[Turn], _asked: str) -> str:
    for turn in reversed(turns):
        for text in (turn.answer, _asked_in(turn)):
            if places := _places(text):
                return max(places, key=len)
    return ""


def _last_thing(turns: Sequence[Turn], asked: str) -> str:
    """What the turns were about last; not what ``asked`` names beside its pronoun."""
    topics = (_topic(_asked_in(turn), asked) for turn in reversed(turns))
    return next(filter(None, topics), "")


def _names_its_subject(asked: str) -> bool:
    """Whether a question has a noun of its own before it asks: more than 主题 or 时间."""
    if names(asked) or re.search(r"[《“]", asked):
        return True
    content = _WH_ZH.sub(" ", asked)
    return any(
        len(word) >= 2 and word not in ATTRIBUTES and _NOUN.match(tag)
        for word, tag in tagged(content)
    )


def _topic(question: str, beside: str = "") -> str:
    """What a Chinese question is about: its longest run of nouns, years left out.

    Runs that stand in ``beside`` are passed over.
    """
    plain = _WH_ZH.sub("，", _YEAR_ZH.sub("，", question))
    runs: list[str] = [""]
    for (word, tag), following in pairwise([*tagged(plain), ("。", "x")]):
        nominal = bool(_NOMINAL.match(tag)) and (tag != "x" or word.isalnum())
        # 3 of 3号线; of 3个月 it is no name
        counts = tag == "m" and following[1] in {"n", "nz"} and word.isdecimal()
        if nominal or counts or (word in _INNER and runs[-1] and _NOMINAL.match(following[1])):
            runs[-1] += word
        elif runs[-1]:
            runs.append("")
    runs = [run.strip("的和与、") for run in runs]
    best = max((run for run in runs if run not in beside), key=len, default="")
    whose, _, of_it = best.rpartition("的")
    if whose and of_it in ATTRIBUTES:
        best = whose  # 大会的主题: what is asked next is about the 大会
    return best if len(best) >= 2 and best in question and best not in ATTRIBUTES else ""


# and Shanghai then?
_SWAP_EN = re.compile(
    r"^(?:and|but|so|then)?[, ]*(?:(?:what|how) about|and)?[ ,]*(.{1,40}?)(?: then)?\?*$", re.I
)
# what about, and
_SWAP_EN_CUE = re.compile(r"^(?:and|what about|how about|but what about|so what about)\b", re.I)
# in 2023, 2023
_YEAR_EN = re.compile(r"\b(?:in |during )?((?:19|20)\d\d)\b")
# when was it held
_WH_EN = re.compile(rf"^(?:{ENGLISH_ASKING})\b", re.I)
# she, their
_PERSON_EN = re.compile(r"\b(?:he|she|him|his|her|they|them|their)\b", re.I)
# it, this; not this year
_THING_EN = re.compile(r"\b(?:it|its|this|that|these|those)\b(?! (?:article|year))", re.I)
# there; not there is
_PLACE_EN = re.compile(r"\bthere\b(?! (?:is|are|was|were|any))", re.I)
# the new zone of "When was the new zone approved?"
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
    for name, pattern in ((person, _PERSON_EN), (subject, _THING_EN), (subject, _PLACE_EN)):
        if name and (pronoun := pattern.search(asked)):
            whose = "'s" if pronoun.group().lower() in {"his", "their", "its"} else ""
            return asked[: pronoun.start()] + name + whose + asked[pronoun.end() :]
    return ""


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
        text = _asked_in(turn)
        found = _ENGLISH_SUBJECT.search(text)
        if found:
            return found.group().strip()
        named = re.findall(r"(?<!^)\b[A-Z][\w-]+(?: [A-Z][\w-]+)*", text)
        if named:
            return str(named[-1])
    return ""


def _english_people(turn: Turn) -> list[str]:
    found: list[str] = []
    for text in (_asked_in(turn), turn.answer):
        found += re.findall(r"(?<![\w.])[A-Z][a-z]+ [A-Z][a-z]+(?: [A-Z][a-z]+)?", text)
        found += [w for w, tag in tagged(text) if tag == "nr" and w in names(f"{w}表示")]
    return found

"""Follow-ups in Chinese, by rule; see ``rag.answering.followup`` for what makes one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.answer_types import Turn
from rag.answering.expansions import REGION_NAMES
from rag.text.facts import names
from rag.text.fold import simplify

_SWAP_ZH = re.compile(
    r"^(?:那么?|那|然后|还有|至于|换成|如果是)?[，, ]*(.{1,24}?)(?:的?情况)?"
    r"(?:呢|又如何|怎么样|如何)[？?]*$"
)
_YEAR_ZH = re.compile(r"(?:19|20)\d\d年?|今年|去年|前年|明年")
_DAY_ZH = re.compile(r"(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}[日号])?")
_WH_ZH = re.compile(
    r"何时|什么时候|什么时间|哪一?天|哪一?年|几月|什么地方|哪里|哪儿|哪些|哪个|哪家|哪位|什么|谁"
    r"|多少|几[家个人项届次位名所条天年]|如何|怎么样|怎么|怎样|为什么|为何|是否|有没有"
)
_PERSON_ZH = re.compile(r"(?<![其吉])(?:他们|她们|他|她|此人|这个人|这位\w{0,3})(?!国|人的)")
_WHO_ZH = re.compile(r"([\u4e00-\u9fff]{2,6})是(?:谁|哪位|什么人)")
_PLACE_ZH = re.compile(r"那里|那儿|当地|该地|此地")
_THING_ZH = re.compile(
    r"它们|它|这个(?!人)|那个|该(?=[会项计方论示文])|其(?=[^他中实次余它])|上述|前者"
)
ATTRIBUTES = frozenset(
    (
        "时间", "地点", "主题", "原因", "人数", "结果", "内容", "目标", "规模", "时候", "地方",
        "名称", "日期", "情况", "方面", "领域", "单位", "人", "家", "问题", "意义", "作用", "成果",
        "嘉宾", "金额", "数量", "总数", "面积", "标准", "依据", "背景", "影响", "细节", "年份",
        "票价", "价格", "费用", "造价", "投资", "总投资", "预算", "会期", "任期", "年龄", "职务",
        "奖金", "主办方", "承办方", "主办单位", "承办单位", "负责人", "产量", "销量", "速度",
    )
)  # fmt: skip
"""Nouns that are of something: they name no subject by themselves."""
_NOMINAL = re.compile(r"^(?:n|vn|j|nz|nt|ns|nr|nrt|eng|b|l|an|s|x)")
_NOUN = re.compile(r"^(?:n|j|eng)")
_INNER = frozenset({"的", "和", "与", "、", "·", "“", "”", "《", "》"})


def rewrite_chinese(asked: str, before: str, turns: Sequence[Turn]) -> str:
    """The follow-up ``asked`` (simplified) made whole, or nothing when it needs no history."""
    if re.fullmatch(r"(?:那么?|还有|其他|别的)+[呢吗]?[？?]*", asked):
        return before
    bare = _WH_ZH.fullmatch(asked.strip("？?呢那，, "))
    old = _WH_ZH.search(before)
    if bare and old:
        return before.replace(old.group(), bare.group(), 1)
    swap = _SWAP_ZH.match(asked)
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
    begins_with_noun = any(body.startswith(word) for word in ATTRIBUTES)
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
            return before.replace(old.group(), new, 1) if old else new + before
    place = _of_kind(new, before, places=True)
    if place is not None:
        return before.replace(place, new, 1) if place else new + before
    person = _of_kind(new, before, places=False)
    if person:
        return before.replace(person, new, 1)
    topic = _topic(before)
    return before.replace(topic, new, 1) if topic else new + before


def _of_kind(new: str, before: str, *, places: bool) -> str | None:
    """The place (or person) of the question before that ``new`` replaces.

    ``None`` when ``new`` is not of that kind; empty when the question before has none.
    """
    if places:
        if new not in REGION_NAMES and _tags(new) != {"ns"}:
            return None
        known = sorted((name for name in REGION_NAMES if name in before), key=len, reverse=True)
        marked = [word for word, tag in tagged(before) if tag == "ns"]
        return next(iter([*known, *marked]), "")
    if not _tags(new) <= {"nr", "nrt"}:
        return None
    return next((word for word, tag in tagged(before) if tag in {"nr", "nrt"}), None)


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
        for text in (turn.question_used or turn.question, turn.answer):
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
        for text in (turn.answer, turn.question_used or turn.question):
            known = [name for name in REGION_NAMES if name in text]
            places = known or [word for word, tag in tagged(text) if tag == "ns"]
            if places:
                return max(places, key=len)
    return ""


def _last_thing(turns: Sequence[Turn], asked: str) -> str:
    """What the turns were about last; not what ``asked`` names beside its pronoun."""
    return next(
        (
            topic
            for turn in reversed(turns)
            if (topic := _topic(turn.question_used or turn.question, asked))
        ),
        "",
    )


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
        if nominal or (word in _INNER and runs[-1] and _NOMINAL.match(following[1])):
            runs[-1] += word
        elif runs[-1]:
            runs.append("")
    runs = [run.strip("的和与、") for run in runs]
    best = max((run for run in runs if run not in beside), key=len, default="")
    whose, _, of_it = best.rpartition("的")
    if whose and of_it in ATTRIBUTES:
        best = whose  # 大会的主题: what is asked next is about the 大会
    return best if len(best) >= 2 and best in question and best not in ATTRIBUTES else ""


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of ``text`` with the segmenter's tags (nr: a person, ns: a place)."""
    import rjieba

    found: list[tuple[str, str]] = rjieba.tag(text)
    return found


def _tags(text: str) -> set[str]:
    return {tag for _, tag in tagged(text)}

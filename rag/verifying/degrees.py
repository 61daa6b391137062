"""Words that make a claim greater than its quote, or its opposite: the most, a day for a year.

    the quote: 是全省第二大淡水湖，年均水量3亿吨      a sentence: 是全省最大的淡水湖, 每月3亿吨

Each is looked for in the quotes themselves; nothing else bears it out.
"""

from __future__ import annotations

import re

from rag.text.fold import fold
from rag.text.tables import table

_MOST = re.compile(
    r"最(?!后|终|近|初|新|多|少|低|高|主|为)[\u4e00-\u9fff]|唯一|首个|首次|首家|第一次"
    r"|\b(?:largest|biggest|greatest|longest|oldest|fastest|highest|best|worst|only|first ever"
    r"|most (?!of\b)[a-z]+)\b"
)
"""最大, 最适合, 唯一, the largest; 最多 and 最高 are bounds, 最后 and 最新 times."""
_FIRST = re.compile(r"第一|首|唯一|之最|居首|冠|最|\b(?:first|only|record|[a-z]{3,}est|most)\b")
"""What bears out a superlative: 居首, 首座, the oldest."""
_SECOND = re.compile(r"第[二三四五六七八九十]大|second[- ]largest")
"""A superlative that is not the first: 第二大, second-largest."""
_ALL = re.compile(r"全部|所有|全体|完全|任何|\b(?:all|every|each|entire|entirely|fully|any)\b")
"""Said of all: 全部, 任何, every."""
_WHOLE = re.compile(
    r"全|所有|都|均|一律|各|任何|每|整|凡|\b(?:all|every|each|entire|full|fully|whole|any|both)\b"
)
"""What bears that out: 全区, 均, both."""
_PER = re.compile(
    r"(?:[每单]一?|一(?=个?[年月天周])|(?<=[\d元])/)个?(?P<unit>年|月|天|日|周|星期|小时|分钟|户|人|台|家|辆|斤)"
    r"|(?<![\d一二三四五六七八九十月本])(?P<bare>[日年月])(?=[均供产吞]|处理|发电|接待)"
    r"|\b(?:an?|per|each|every) (?P<english>year|month|week|day|hour|minute)\b"
    r"|\b(?P<ly>annual|year|month|week|dai|hour)ly\b"
)
"""每月, 单户, 一年, 日供水, a month, yearly."""
_SAME_SPAN = {"日": "天", "星期": "周", "annual": "year", "dai": "day"}
_OPPOSITES = tuple(tuple(pair.split("/")) for pair in table("rewording")["opposites"].split())
"""Words of which a quote that has one alone does not bear out the other."""
_SPANS = frozenset(
    ("年", "月", "天", "周", "小时", "分钟", "year", "month", "week", "day", "hour", "minute")
)


def overstated(claim: str, quotes: str, heads: str) -> str:
    """The first word of a claim that says more than its quotes; empty if there is none.

    Args:
        claim: The sentence less the quotes it repeats.
        quotes: The quotes, folded.
        heads: The titles of their articles, folded.
    """
    said, told = fold(claim), f"{quotes}\n{heads}"
    first = _SECOND.sub("", told)
    for match in _MOST.finditer(said):
        if match.group() not in first and (first != told or not _FIRST.search(first)):
            return match.group()
    for match in _ALL.finditer(said):
        if match.group() not in told and not _WHOLE.search(told):
            return match.group()
    for pair in _OPPOSITES:
        for one, other in (pair, pair[::-1]):
            if one in said and one not in told and other in told and other not in said:
                return str(one)
    return _per_other(said, told)


def _per_other(said: str, told: str) -> str:
    """每月 where the quotes have 每年, 每户 where they have 每台."""
    here = [(_unit(match), match.group()) for match in _PER.finditer(said)]
    there = {_unit(match) for match in _PER.finditer(told)}
    for unit, words in here:
        kind = _SPANS if unit in _SPANS else {other for other in there if other not in _SPANS}
        if unit not in there and there & kind:
            return words
    return ""


def _unit(match: re.Match[str]) -> str:
    unit = match["unit"] or match["bare"] or match["english"] or match["ly"]
    return str(_SAME_SPAN.get(unit, unit))

"""Words of a sentence that its evidence does not have, in no wording: 放弃, 张伟, 橙色.

A sentence's Chinese characters are laid out as pieces, the most that can be found first: what
stands in the evidence, another word for it, a word that says nothing of its own, a short form of
the evidence's words. What is left over was added. Words are not cut by a dictionary, which
does not know half the names: 陈敬之 stands in the quote or it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.text.segment import tagged
from rag.verifying.rewording import LONGEST, NEUTRAL, TELLING, same_as

_RUN = re.compile(r"[\u3400-\u9fffa-z]+")
"""A run of characters without marks and figures: 清源能源."""
_LONGEST_PIECE = 24
_ADDED = 1.0
"""What a character that nothing bears out costs."""
_LOOSE = 0.45
"""What a single character costs that stands somewhere in the evidence."""
_PIECE = 0.05
_SHORTENED = 0.3
"""What a short form costs: 工信 for 工业和信息化."""
_SHORTEST_ADDED = 2
_LONGEST_HARMLESS = 4
_VERBS = ("v", "d", "p", "c", "u")
_NAMES = ("nr", "ns", "nt", "nz", "x", "eng")
_TURNS = re.compile(
    r"[不没未无非否免禁拒废撤退停弃缺失败反逆错误假伪]|取消|驳回|推翻|打破|违[反背]|批评|落选|输给|终止"
    r"|中断|延[期迟后]|提前|推迟|超[过额]|关闭|拆除|出售|收购|起诉|逮捕|死|亡|必[须将]|完成|建成|结束"
)
"""Words that make another sentence of one: 放弃, 拒绝, 完成."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A piece of a sentence: where it is, how it is borne out, and by what words."""

    start: int
    end: int
    how: str
    words: tuple[str, ...] = ()


def laid_out(text: str, held: str, known: Sequence[tuple[int, int]]) -> list[Laid]:
    """The Chinese of a folded sentence as pieces.

    Args:
        text: The folded sentence.
        held: The letters of the evidence, folded, without spaces and punctuation.
        known: Spans that are checked elsewhere: figures and dates.
    """
    pieces: list[Laid] = []
    for start, end in _runs(text, known):
        pieces += _cheapest(text, start, end, held)
    return pieces


def _runs(text: str, known: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The runs of Chinese characters outside the known spans."""
    masked = list(text)
    for start, end in known:
        masked[start:end] = " " * (end - start)
    for match in _RUN.finditer("".join(masked)):
        yield match.span()


def _cheapest(text: str, start: int, end: int, held: str) -> list[Laid]:
    """The pieces of one run that cost the least together."""
    best: list[tuple[float, Laid | None]] = [(0.0, None)]
    for stop in range(start + 1, end + 1):
        found: tuple[float, Laid | None] = (float("inf"), None)
        for begin in range(max(start, stop - _LONGEST_PIECE), stop):
            before = best[begin - start][0]
            for cost, piece in _ways(text, begin, stop, held):
                if before + cost < found[0] - 1e-9:
                    found = (before + cost, piece)
        best.append(found)
    pieces: list[Laid] = []
    place = end
    while (laid := best[place - start][1]) is not None:
        pieces.append(laid)
        place = laid.start
    return pieces[::-1]


def _ways(text: str, begin: int, stop: int, held: str) -> Iterator[tuple[float, Laid]]:
    """The ways to bear out ``text[begin:stop]`` as one piece, with their costs."""
    word = text[begin:stop]
    if word.isascii() and word.isalpha():
        yield _PIECE, Laid(begin, stop, "latin")  # its own check looks for names of that kind
    if len(word) == 1:
        yield _ADDED, Laid(begin, stop, "added")
        if word in held and word not in TELLING:
            yield _LOOSE, Laid(begin, stop, "loose")
    elif word in held:
        yield _PIECE, Laid(begin, stop, "held", (word,))
    if len(word) > LONGEST:
        return
    if word in NEUTRAL:
        yield _PIECE + 0.01, Laid(begin, stop, "neutral")
    if others := [other for other in same_as(word) if other in held and _bears(other, word)]:
        yield _PIECE + 0.02, Laid(begin, stop, "same", tuple(others))
    short = 2 <= len(word) <= 5 and word not in held and not TELLING & set(word)
    if short and set(word) <= set(held) and _shortens(word, held):
        yield _SHORTENED, Laid(begin, stop, "short", (word,))


def _bears(other: str, word: str) -> bool:
    """Whether one word may stand for another: 早 for 早于, but not 增长 for an 升 somewhere."""
    if other in TELLING:
        return word in TELLING
    return word not in TELLING or word in other


def _shortens(word: str, held: str) -> bool:
    return bool(re.search("[\u3400-\u9fff]{0,3}?".join(map(re.escape, word)), held))


def added(text: str, held: str, known: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The runs of ``text`` that nothing in the evidence bears out.

    A single character counts where it tells something by itself (东 of 东门).
    """
    pieces = laid_out(text, held, known)
    start = end = -1
    for piece in [*pieces, Laid(len(text) + 9, len(text) + 9, "held")]:
        if piece.how in {"added", "loose"} and piece.start == end:
            end = piece.end
            continue
        if end - start >= _SHORTEST_ADDED or (end > start and _tells(text[start:end])):
            yield text[start:end]
        start, end = (piece.start, piece.end) if piece.how in {"added", "loose"} else (-1, -1)


def harmless(run: str, held: str) -> bool:
    """Whether words that nothing bears out may be others for what is there: 逝世, 卖出, 渠道.

    Short verbs of the dictionary and nouns that share a character with the evidence; no names, and
    no word that turns a sentence round.
    """
    if len(run) > _LONGEST_HARMLESS or _TURNS.search(run) or TELLING & set(run):
        return False
    return all(
        tag.startswith(_VERBS) or (not tag.startswith(_NAMES) and bool(set(word) & set(held)))
        for word, tag in tagged(run)
    )


_SAYS_LITTLE = frozenset("新旧老大小长短快慢高低早晚冷热")
"""Characters that only shade what stands behind them: 新方案 of a 方案 that is new there."""


def _tells(character: str) -> bool:
    return character in TELLING and character not in _SAYS_LITTLE

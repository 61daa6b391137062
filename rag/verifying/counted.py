"""What a figure counts and what a date dates: 42 are the members, 31 of them the companies.

    the quote: 首批成员42家，其中企业31家       a sentence: 有42家企业

Every value of the evidence has a cell: the words before it in its clause, from the value before,
and the word right behind it. A sentence is at fault where what it counts stands in the
cell of another value, which it does not give, and not in the cell of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rag.verifying.cells import Cell, cells_of, is_dated
from rag.verifying.rewording import LONGEST, same_as


def miscounted(
    claim: str, quotes: Sequence[tuple[str, date | None]], around: Sequence[tuple[str, date | None]]
) -> str:
    """The value in a sentence that is of something else in the evidence; empty if none is.

    Args:
        claim: The sentence.
        quotes: The quotes, each with its article's day.
        around: The same with what stands around them: a quote cut short hides no rival.
    """
    published = next((day for _, day in quotes if day), None)
    said = cells_of(claim, published)
    cells = [cell for quote, day in quotes for cell in cells_of(quote, day)]
    beside = [cell for text, day in around for cell in cells_of(text, day)]
    for cell in said:
        own = [each for each in cells if cell.value.same(each.value)]
        rivals = [
            each
            for each in (*cells, *beside)
            if is_dated(each) == is_dated(cell) and not cell.value.same(each.value)
        ]
        if own and any(_taken_from(head, own, rivals, said) for head in cell.heads):
            return cell.value.text
    return ""


def _taken_from(
    head: str, own: Sequence[Cell], rivals: Sequence[Cell], said: Sequence[Cell]
) -> bool:
    """Whether a rival is tied to what the head says and the value itself is not.

    A rival that the sentence gives the same words itself takes nothing: 企业31家、高校7家.
    """
    for rival in rivals:
        for other in rival.heads:
            common = _common(_bare(head), _bare(other), dated=is_dated(rival))
            if not common or any(
                _tells(cell, common) or _part_of(cell, rival, head, said) for cell in own
            ):
                continue
            if not any(one.value.same(rival.value) and _tells(one, common) for one in said):
                return True
    return False


def _bare(head: str) -> str:
    """A head without what only joins it to its clause: 罚款 of 被罚款."""
    return head.lstrip("被并将已共均各则也还又再") or head


def _part_of(cell: Cell, rival: Cell, head: str, said: Sequence[Cell]) -> bool:
    """Whether a value is told as part of the rival's: 教师1960人，其中教授420人."""
    if not cell.part or rival.value.same(cell.value):
        return False
    own = cell.before or cell.behind
    mine = [one for one in said if one.value.same(cell.value)]
    return bool(own) and any(own in one.before + one.behind for one in mine)


def _common(head: str, other: str, *, dated: bool) -> str:
    """What a head of a sentence and one of a rival share: all of the rival's, or its end."""
    for wording in (head, *_reworded(head)):
        if other in wording:
            return other
        ends = other[:3] == wording[:3] and other[-2:] == wording[-2:]
        if ends and len(other) > 4 and _within(other, wording):
            return other  # 国家级平台, 国家级工业互联网平台
        if dated and (end := _common_end(wording, other)):
            return end
        if other.endswith(wording) and (len(wording) > 2 or wording == other):
            return wording
    return ""


def _within(short: str, full: str) -> bool:
    """Whether the characters of one stand in the other, in order."""
    letters = iter(full)
    return all(character in letters for character in short)


def _common_end(one: str, other: str) -> str:
    """What two heads end with, of two characters at least: 创办 of 学校创办 and 岭东大学创办."""
    size = 0
    while size < min(len(one), len(other)) and one[-size - 1] == other[-size - 1]:
        size += 1
    return one[-size:] if size >= 2 else ""


def _reworded(head: str) -> Iterator[str]:
    """The head with other words for its last: 生产总值 for gdp."""
    for size in range(min(LONGEST, len(head)), 1, -1):
        yield from same_as(head[-size:])


def _tells(cell: Cell, words: str) -> bool:
    """Whether a value's cell says these words, or others for them right beside the value."""
    if words in cell.context:
        return True
    beside = cell.before + cell.behind
    left = words
    for size in range(min(LONGEST, len(words)), 1, -1):
        for start in range(len(words) - size + 1):
            word = words[start : start + size]
            if word in left and (word in beside or any(o in beside for o in same_as(word))):
                left = left.replace(word, "")
    return not left

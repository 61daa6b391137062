"""Answers out of tables: one cell, the largest and the smallest, how many rows, which ones.

    西岭区常住人口是多少？      西岭区：常住人口73.5万人
    哪个区人口最多？            东林区：常住人口88.2万人
    在建的线路有几条？          2条：3号线、4号线

The reader of passages takes a row for a sentence and points at a figure in it, often the wrong
one. Here the row and the column are found by the words the question shares with them
(``match``), and where that is not plain nothing is said. A heading answers nothing, nor
does an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.answer_types import Draft, DraftSentence, Reading
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.errors import YoujuError
from rag.tables.across import day_of, looked_across, most_across
from rag.tables.asked import WEEKDAYS, weekdays
from rag.tables.cell import looked_up
from rag.tables.columns import LIKELY, columns_meant
from rag.tables.forms import filled_in
from rag.tables.match import Wanted, label_fit, wanted_of
from rag.tables.quotes import DocumentOf, Found, Table
from rag.tables.rows import counted, extreme, listed, placed
from rag.tables.whether import whether
from rag.text.fold import fold, letters
from rag.text.numerals import YEAR
from rag.text.rows import Grid, Row, grids
from rag.wording import say

MOST_ARTICLES = 6
"""The tables of so many articles are looked at, the best found first."""

# 怎么收, 怎么卖, 如何收费: what is asked as how and is a price
_ASKS_A_PRICE = re.compile(r"(?:怎么|怎样|如何)(?:[收计]费?|卖|算钱)")
_LONGEST_TEXT = 2_000_000
_CONTEXT = 6_000
_OPENING = 300
_WAYS = (filled_in, placed, extreme, counted, listed, looked_up, looked_across, most_across, day_of)


def found_in_tables(
    question: Question, readings: Sequence[Reading], document_of: DocumentOf
) -> Found | None:
    """The answer that a table of the articles found gives plainly, if one does.

    Where the tables of two articles say different things, both are told.
    """
    told_by_text = question.form in {"why", "how", "yes_no"}
    if question.language != "zh":
        return None
    by_text = told_by_text and not _ASKS_A_PRICE.search(question.text)
    ways: Sequence[Callable[[Wanted, Table], Found | None]] = (whether,) if by_text else _WAYS
    wanted = wanted_of(question)
    found: dict[str, Found] = {}
    for table in _tables(readings, document_of):
        if table.document.id in found or not _of_the_years(question, table):
            continue
        said = next((said for way in ways if (said := way(wanted, table)) is not None), None)
        if said is not None:
            found[table.document.id] = said
    return _agreed(list(found.values())) if found else None


def _agreed(found: Sequence[Found]) -> Found:
    """The first, or the first two where another article's table says something else."""
    first = found[0]
    other = next((each for each in found[1:] if each.text and each.text != first.text), None)
    if other is None or not first.text:
        return first
    sentences = tuple(
        DraftSentence(f"《{each.document.title}》：{sentence.text}", sentence.citations)
        for each in (first, other)
        for sentence in each.draft.sentences
    )
    notice = say("各篇文章的表格所说不一。", "The tables of the articles differ.")
    return replace(first, draft=Draft(sentences, notices=(notice,)))


def _tables(readings: Sequence[Reading], document_of: DocumentOf) -> Iterator[Table]:
    seen = list(dict.fromkeys(reading.passage.document_id for reading in readings))
    for document_id in seen[:MOST_ARTICLES]:
        try:
            document = document_of(document_id)
        except (YoujuError, KeyError):  # it was removed while it was read
            continue
        if "|" not in document.text or len(document.text) > _LONGEST_TEXT:
            continue
        about = letters(f"{document.title}{document.source}{document.author}{document.path}")
        context = about + letters(document.text[:_CONTEXT])
        for grid in _written_as_tables(document.text):
            around = letters(grid.caption + " ".join(grid.heading))
            yield Table(grid, document, context + around)


def _written_as_tables(text: str) -> Iterator[Grid]:
    """The tables of a text; one sentence with a bar in it is none."""
    for grid in grids(text):
        lone = "".join(grid.lines[0].cells) if len(grid.lines) == 1 else ""
        if not re.search("[。！？!?]", lone):
            yield grid


def _of_the_years(question: Question, table: Table) -> bool:
    """Whether a table may tell of the years asked for.

    Those of its article's title, its heading or its cells; where title and heading name none,
    those of its caption, else those the article begins with or appeared in.
    """
    if not question.years:
        return True
    grid, document = table.grid, table.document
    cells = _years("\n".join(cell for row in grid.rows for cell in row.cells if len(cell) <= 8))
    told = _years(f"{document.title}\n{grid.heading}") or _years(grid.caption)
    told = told or _years("/".join(document.path.rsplit("/", 2)[-2:]))  # 2024/旅游统计.csv
    if not told:
        told = _years(document.text[:_OPENING])
        told |= {document.published.year} if document.published else set()
    return not told or told | cells >= set(question.years)


def _years(text: str) -> set[int]:
    return {int(year) for year in YEAR.findall(fold(text))}


def without_headings(
    question: Question,
    judgements: Sequence[Judgement],
    document_of: DocumentOf,
    found: Found | None,
) -> list[Judgement]:
    """The judgements but those of headings, of cells under another name, of an empty cell.

    ``found`` tells where the cell that is asked for is empty: that article has no answer.
    """
    wanted = wanted_of(question)
    empty = found.document.id if found is not None and not found.draft.sentences else None
    known: dict[str, list[Grid]] = {}
    kept = []
    for item in judgements:
        passage = item.reading.passage
        if passage.document_id == empty:
            continue
        if "|" in passage.text:
            if passage.document_id not in known:
                try:
                    text = document_of(passage.document_id).text
                except (YoujuError, KeyError):
                    text = ""
                known[passage.document_id] = list(_written_as_tables(text))
            if not _may_answer(wanted, item, known[passage.document_id]):
                continue
        kept.append(item)
    return kept


def _of_another_day(question: str, row: Row) -> bool:
    """Whether a row is that of other days of the week than a question asks for: 周一, not 周六."""
    days = weekdays(question)
    own = {day for cell in row.cells if WEEKDAYS.fullmatch(fold(cell)) for day in weekdays(cell)}
    return bool(days and own) and not days & own


def _may_answer(wanted: Wanted, item: Judgement, tables: Sequence[Grid]) -> bool:
    grid = next((each for each in tables if each.start <= item.start < each.end), None)
    if grid is None:
        return True
    row = next((each for each in grid.rows if each.start <= item.start < each.end), None)
    if row is None:
        return not grid.has_heading
    if _of_another_day(wanted.question.text, row):
        return False
    if wanted.question.form not in {"number", "when", "who", "where", "duration"}:
        return True
    if not grid.has_heading:
        return any(label_fit(wanted, cell) for cell in row.cells)
    place = min(item.text[: max(0, item.span.start - item.start)].count("|"), len(row.cells) - 1)
    meant = [
        column for column in columns_meant(wanted, grid, row.cells, ()) if column.fit >= LIKELY
    ]
    labelled = any(label_fit(wanted, cell) for cell in row.cells)
    return labelled and any(column.place == place for column in meant)

"""Whether the figures and dates of a sentence are in its evidence.

A figure by its value, however spelled, or rounded; a date as written or as it is meant there.
"""

from __future__ import annotations

import math
import re
from datetime import date

from rag.text.dates import ResolvedDate, resolve
from rag.text.facts import WrittenDate
from rag.text.fold import fold
from rag.text.numerals import Figure
from rag.text.rows import grids
from rag.text.units import COUNT_WORDS, MEASURES
from rag.verifying.evidence import Evidence

_REPORTING = re.compile(
    r"报道|刊发|发表|发布|消息|讯|文章|日期|刊|发文|published|report|dated|article|posted|news"
)
"""Words of publishing, whose date is the article's own: 本报讯, published."""
_OTHER_YEAR = re.compile(r"[去明前次后上翌]一?年$")
"""What names another year than the one spoken of: 去年, 前一年."""
_ORDINALS = 100
"""Above this a figure behind 第 is a number by which something is called."""
_FIGURE_BEGINS = frozenset("0123456789０１２３４５６７８９〇一二三四五六七八九十")


def bears_figure(evidence: Evidence, claim: Figure) -> bool:
    """Whether a figure of the same value is there, or one that rounds to it."""
    others = evidence.facts.figures
    percent = claim.unit == "%"
    if _counts_otherwise(evidence, claim):
        return False
    for other in others:
        if (
            claim.ordinal
            and not other.ordinal
            and claim.value < _ORDINALS
            and evidence.speaks("zh")
        ):
            continue  # 银奖两名 is no 第二届
        if math.isclose(other.value, claim.value, rel_tol=1e-9) and (
            (other.unit == "%") == percent or not claim.unit or claim.value in {0.0, 100.0}
        ):
            return True
        if claim.approximate and (other.unit == "%") == percent and _rounds(other, claim):
            return True
    if claim.value == int(claim.value) and any(
        int(claim.value) in (when.year, when.month, when.day) for when in evidence.facts.dates
    ):
        return claim.plain and claim.unit.isascii()  # 29 may be the 29th; 29家 is not
    if claim.ordinal and claim.value == 1:
        return "首" in evidence.folded
    if re.match(r"[a-z]+\b", claim.text) and f" {claim.text.split()[0]} " in evidence.folded:
        return True  # two, of which "first two" makes one figure
    return _counted(evidence, claim)


def _counts_otherwise(evidence: Evidence, claim: Figure) -> bool:
    """Whether the value stands there for something else: 16秒 beside 3分, claimed as 16分.

    Only where the evidence has the claim's own unit with another value, and one of the units
    is a measure: 32万册 beside 2.1万平方米 is not 32万平方米, but 40个 may be 40家.
    """
    figures = evidence.facts.figures
    units = {o.unit for o in figures if math.isclose(o.value, claim.value, rel_tol=1e-9)}
    if not claim.unit or not units or claim.unit in units or "" in units:
        return False
    if claim.unit == "人" and "元" in units:
        return False  # 人民币
    if claim.unit not in MEASURES and not units <= MEASURES:
        return False
    return any(other.unit == claim.unit for other in figures)


def _counted(evidence: Evidence, claim: Figure) -> bool:
    """三个城市 is borne out by three names in a row, unless another count of 个 is given."""
    if not 2 <= claim.value <= 10 or claim.unit[:1] not in COUNT_WORDS | {""}:
        return False
    if any(other.unit == claim.unit for other in evidence.facts.figures):
        return False
    runs = [run for run in re.split(r"[，,。；;：:\n]", evidence.quotes) if "、" in run]
    counts = {run.count("、") + 1 for run in runs}
    counts |= {run.count("、") + 2 for run in runs if re.search(r"[和与及]", run)}
    return int(claim.value) in counts


def counts_rows(evidence: Evidence, claim: Figure, sentence: str) -> bool:
    """Whether a figure begins a list of so many cells of a quoted table: 2个：柳巷驿站、石榴园站.

    What is counted is named, so that the count is borne out by what stands behind it.
    """
    said = fold(sentence)
    # 个：柳巷驿站、石榴园站
    behind = re.match(r"\s*[个家条所座名位种台项款支艘辆间]?[:：](.+)", said[claim.end :])
    if said[: claim.start].strip() or behind is None:
        return False
    names = [name.strip() for name in behind[1].split("、")]
    cells = {cell for grid in grids(evidence.quotes) for row in grid.rows for cell in row.cells}
    return len(set(names)) == len(names) == claim.value and cells.issuperset(names)


def _rounds(exact: Figure, claim: Figure) -> bool:
    """Whether ``exact`` rounded to the claim's significant digits is the claim."""
    if not exact.value:
        return False
    digits = claim.significant - 1 - math.floor(math.log10(abs(exact.value)))
    return math.isclose(round(exact.value, digits), claim.value, rel_tol=1e-9)


def bears_date(evidence: Evidence, claim: WrittenDate, sentence: str) -> bool:
    """Whether the quotes, or what they mean in their articles, say this date."""
    if any(claim.within(other) for other in evidence.facts.dates):
        return True
    if any(_says(when, claim) for when in evidence.resolved):
        return True
    if _in_the_article_s_year(evidence, claim):
        return True
    if any(figure.value == claim.year for figure in evidence.facts.figures):
        return _rest_borne(evidence, claim)
    return _published_bears(evidence, claim, sentence)


def _in_the_article_s_year(evidence: Evidence, claim: WrittenDate) -> bool:
    """Whether a day stands there without a year, and the year is the article's: 3月1日起施行."""
    years = {document.published.year for _, document in evidence.cited if document.published}
    if claim.month is None or claim.year not in years:
        return False
    return any(
        other.year is None
        and (other.month, other.day) == (claim.month, claim.day)
        and not _OTHER_YEAR.search(evidence.folded, max(0, other.start - 3), other.start)
        for other in evidence.facts.dates
    )


def _rest_borne(evidence: Evidence, claim: WrittenDate) -> bool:
    """Whether month and day stand somewhere too, the year being there as a bare figure."""
    if claim.month is None:
        return True
    return any(
        (other.month, other.day) == (claim.month, claim.day) for other in evidence.facts.dates
    )


def _published_bears(evidence: Evidence, claim: WrittenDate, sentence: str) -> bool:
    days = [document.published for _, document in evidence.cited if document.published]
    if not any(_is_day(claim, day) for day in days):
        return False
    if _year_alone(claim):
        return not evidence.resolved and not any(other.year for other in evidence.facts.dates)
    before = fold(sentence[max(0, claim.start - 14) : claim.start])
    around = before + fold(sentence[claim.start : claim.end + 10])
    bracketed = re.search(r"[(\[]\s*$", before)
    return bool(_REPORTING.search(around) or bracketed)


def foreign_relative_dates(evidence: Evidence, sentence: str) -> list[str]:
    """Relative dates of the sentence (去年) that the quotes neither use nor mean."""
    lacking: list[str] = []
    published = next((d.published for _, d in evidence.cited if d.published), None)
    for when in resolve(sentence, published):
        if not when.relative or when.approximate or when.text[0] in _FIGURE_BEGINS:
            continue
        if fold(when.text) in evidence.folded or _means_none(evidence, sentence, when):
            continue
        if not any(
            (other.start_date, other.end_date) == (when.start_date, when.end_date)
            for other in evidence.resolved
        ):
            lacking.append(when.text)
    return lacking


_AGE = re.compile(r"\d+岁|[一二三四五六七八九十]+岁")
"""How old somebody is: 23岁, 六十岁."""
_COMPARED = re.compile(r"同比|同期|上年|去年|上一年")
"""A time that is only compared with: 同比, 比去年同期."""


def _means_none(evidence: Evidence, sentence: str, when: ResolvedDate) -> bool:
    """Whether a relative date names no time of its own: 今年23岁, 五年内, 比去年同期."""
    folded = fold(sentence)
    behind = folded[when.end : when.end + 4]
    if when.start and folded[when.start - 1] in _FIGURE_BEGINS:
        return True
    if when.text in {"今年", "去年"} and _AGE.match(behind):
        return True
    compared = when.text in {"去年", "上年", "去年同期", "上年同期"}
    return compared and bool(_COMPARED.search(evidence.folded)) and "比" in folded[: when.start]


def _says(when: ResolvedDate, claim: WrittenDate) -> bool:
    """Whether a resolved time names each part of the claimed date, at its own precision."""
    if claim.day is not None and (when.approximate or when.granularity not in {"day", "range"}):
        return False
    if claim.month is not None and when.granularity in {"year", "half", "part_of_year"}:
        return False
    if year := _year_alone(claim):
        return when.start_date.year <= year <= when.end_date.year
    return any(_is_day(claim, day) for day in (when.start_date, when.end_date))


def _year_alone(claim: WrittenDate) -> int | None:
    """The year of a date that names nothing else."""
    return claim.year if claim.month is None and claim.day is None else None


def _is_day(claim: WrittenDate, day: date) -> bool:
    return (
        claim.year in (None, day.year)
        and claim.month in (None, day.month)
        and claim.day in (None, day.day)
    )

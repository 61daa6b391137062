"""Whether a figure of a sentence is in its evidence: by value, however spelled, or rounded."""

from __future__ import annotations

import math
import re

from rag.answering.support_evidence import Evidence
from rag.text.numerals import Figure

_MEASURES = frozenset("分秒时元米吨岁倍天年月日平公亩度级号")
"""Units that cannot stand for one another or for a count, as 个, 家 and 座 can; 平 is 平方米."""
_COUNT_WORDS = frozenset("个项类点种大家地条名位方")


def bears_figure(evidence: Evidence, claim: Figure) -> bool:
    """Whether a figure of the same value is there, or one that rounds to it."""
    others = evidence.facts.figures
    percent = claim.unit == "%"
    if _counts_otherwise(evidence, claim):
        return False
    for other in others:
        if math.isclose(other.value, claim.value, rel_tol=1e-9) and (
            (other.unit == "%") == percent or not claim.unit or claim.value in {0.0, 100.0}
        ):
            return True
        if claim.approximate and (other.unit == "%") == percent and _rounds(other, claim):
            return True
    if claim.value == int(claim.value) and any(
        int(claim.value) in (when.year, when.month, when.day) for when in evidence.facts.dates
    ):
        return claim.plain and (not claim.unit or not "\u4e00" <= claim.unit[0] <= "\u9fff")
    if claim.ordinal and claim.value == 1:
        return "首" in evidence.folded
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
    if claim.unit not in _MEASURES and not units <= _MEASURES:
        return False
    return any(other.unit == claim.unit for other in figures)


def _counted(evidence: Evidence, claim: Figure) -> bool:
    """三个城市 is borne out by three names in a row, unless another count of 个 is given."""
    if not 2 <= claim.value <= 10 or claim.unit[:1] not in _COUNT_WORDS | {""}:
        return False
    if any(other.unit == claim.unit for other in evidence.facts.figures):
        return False
    wanted = int(claim.value)
    runs = [run for run in re.split(r"[，,。；;：:\n]", evidence.quotes) if "、" in run]
    counts = {run.count("、") + 1 for run in runs}
    counts |= {run.count("、") + 2 for run in runs if re.search(r"[和与及]", run)}
    return wanted in counts or f"{'一二三四五六七八九十'[wanted - 1]}是" in evidence.quotes


def _rounds(exact: Figure, claim: Figure) -> bool:
    """Whether ``exact`` rounded to the claim's significant digits is the claim."""
    if not exact.value or exact.significant <= claim.significant:
        return False
    digits = claim.significant - 1 - math.floor(math.log10(abs(exact.value)))
    return math.isclose(round(exact.value, digits), claim.value, rel_tol=1e-9)

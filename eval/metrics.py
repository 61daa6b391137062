"""What is measured, each as a pure function with its formula and source.

Retrieval metrics take ``gains``, one number for each result in ranked order: how many gold
units (evidence spans, or articles where no span is given) the result is the first to cover;
and ``total``, how many gold units there are. Ranks count from 1. Nothing here normalises or
sorts its input unless it says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from math import log2

MARKER = re.compile(r"[\[［【]\d{1,3}[\]］】]")
"""A citation marker in an answer's text."""

_CMRC_PUNCTUATION = frozenset("-:_*^/\\~`+=，。：？！“”；’《》…·、「」（）－～『』")
# the comma of 1,280
_NUMBER_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# 12.5, km, 桥
_CMRC_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+|\S")


def hit_at(gains: Sequence[int], k: int) -> float:
    """1 when any of the first ``k`` results is gold, else 0 (success@k)."""
    return float(any(gain > 0 for gain in gains[:k]))


def reciprocal_rank_at(gains: Sequence[int], k: int) -> float:
    """1/rank of the first gold result within ``k``, else 0; its mean is MRR@k (Voorhees 1999)."""
    for rank, gain in enumerate(gains[:k], start=1):
        if gain > 0:
            return 1 / rank
    return 0.0


def ndcg_at(gains: Sequence[float], ideal: Sequence[float], k: int) -> float:
    """nDCG@k = DCG/IDCG, DCG = Σ gain/log2(rank+1) (Järvelin & Kekäläinen 2002; trec_eval).

    ``ideal`` are the gains that a perfect list could have, in any order; none gives 0.
    """

    def discounted(values: Sequence[float]) -> float:
        return sum(value / log2(rank + 1) for rank, value in enumerate(values[:k], start=1))

    best = discounted(sorted((gain for gain in ideal if gain > 0), reverse=True))
    return discounted(gains) / best if best else 0.0


def recall_at(gains: Sequence[int], total: int, k: int) -> float:
    """The share of gold units covered by the first ``k`` results."""
    return min(1.0, sum(gains[:k]) / total) if total > 0 else 0.0


def all_evidence_at(gains: Sequence[int], total: int, k: int) -> float:
    """1 when the first ``k`` results cover every gold unit, else 0 (for multi-article cases)."""
    return float(total > 0 and sum(gains[:k]) >= total)


def normalised(text: str) -> str:
    """Text for containment: NFKC, small letters, no white space, no thousands commas."""
    flat = unicodedata.normalize("NFKC", text).lower()
    flat = "".join(flat.split())
    return _NUMBER_COMMA.sub("", flat)


def contains_gold(text: str, groups: Sequence[Sequence[str]]) -> bool:
    """Whether one alternative of each group appears in ``text``, markers left out.

    A figure must stand alone: 13 is not found in 2013 or 13.5, and 1月 not in 11月.
    """
    flat = normalised(MARKER.sub("", text))
    return bool(groups) and all(
        any(_stands_in(normalised(alternative), flat) for alternative in group) for group in groups
    )


def _stands_in(alternative: str, flat: str) -> bool:
    if not alternative:
        return False
    before = r"(?<![\d.])" if alternative[0].isdigit() else ""
    after = r"(?!\.?\d)" if alternative[-1].isdigit() else ""
    return re.search(before + re.escape(alternative) + after, flat) is not None


def cmrc_segments(text: str) -> list[str]:
    """CMRC 2018's tokens: single Chinese characters, whole Latin words and numbers, no marks.

    The official script splits Latin with NLTK; a regular expression does the same for the
    words and figures that occur.
    """
    segments: list[str] = []
    run: list[str] = []
    for character in text.lower().strip():
        if character in _CMRC_PUNCTUATION or "\u4e00" <= character <= "\u9fa5":
            segments += _CMRC_WORD.findall("".join(run))
            run = []
            if character not in _CMRC_PUNCTUATION:
                segments.append(character)
        else:
            run.append(character)
    return segments + _CMRC_WORD.findall("".join(run))


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """1 when the prediction equals an answer without CMRC's punctuation, case and outer spaces."""

    def bare(text: str) -> str:
        return "".join(mark for mark in text.lower().strip() if mark not in _CMRC_PUNCTUATION)

    return float(any(bare(prediction) == bare(answer) for answer in answers))


def character_f1(prediction: str, answers: Sequence[str]) -> float:
    """CMRC 2018's F1: overlap = longest common run of segments, best over the answers.

    precision = overlap/|prediction|, recall = overlap/|answer|, F1 = 2PR/(P+R)
    (github.com/ymcui/cmrc2018, ``calc_f1_score``).
    """
    guessed = cmrc_segments(prediction)
    best = 0.0
    for answer in answers:
        gold = cmrc_segments(answer)
        overlap = _longest_common_run(guessed, gold)
        if overlap:
            precision, recall = overlap / len(guessed), overlap / len(gold)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


def _longest_common_run(a: Sequence[str], b: Sequence[str]) -> int:
    best = 0
    row = [0] * (len(b) + 1)
    for left in a:
        diagonal = 0
        for j, right in enumerate(b, start=1):
            diagonal, row[j] = row[j], diagonal + 1 if left == right else 0
            best = max(best, row[j])
    return best


def risk_coverage(
    confidences: Sequence[float], right: Sequence[bool]
) -> list[tuple[float, float, float]]:
    """The risk-coverage curve (El-Yaniv & Wiener 2010), most confident first.

    Each row is (coverage, risk, threshold): answering only what is at least as sure as the
    threshold answers this share of the questions and gets this share of those wrong.
    """
    order = sorted(range(len(confidences)), key=lambda i: -confidences[i])
    rows: list[tuple[float, float, float]] = []
    wrong = 0
    for taken, i in enumerate(order, start=1):
        wrong += not right[i]
        last_of_ties = taken == len(order) or confidences[order[taken]] != confidences[i]
        if last_of_ties:
            rows.append((taken / len(order), wrong / taken, confidences[i]))
    return rows


def area_under_risk(rows: Sequence[tuple[float, float, float]]) -> float:
    """The mean risk over coverage (AURC, trapezia, flat before the first row); lower is better."""
    if not rows:
        return 0.0
    area = rows[0][0] * rows[0][1]
    for (left, risk_left, _), (right, risk_right, _) in pairwise(rows):
        area += (right - left) * (risk_left + risk_right) / 2
    return area / rows[-1][0]


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of precision and recall; 0 when both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

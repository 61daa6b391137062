"""Which stage lost a wrong answer: the first one at which the right evidence was gone.

not_indexed ─▶ not_retrieved ─▶ not_reranked ─▶ wrongly_refused | failed_verification
                                             └▶ wrong_span | incomplete | wrong_citation
answered_unanswerable and error stand outside the chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from eval.metrics import contains_gold
from eval.scoring import Result

STAGES: dict[str, tuple[str, str]] = {
    "not_indexed": ("未入库", "The gold article or quote is not in the index"),
    "not_retrieved": ("未检索到", "No passage with the evidence among those searched"),
    "not_reranked": ("未排到前面", "Found, but below the passages an answer may rest on"),
    "wrongly_refused": ("误拒答", "The evidence was ranked high, yet the question was refused"),
    "failed_verification": ("未通过核对", "An answer was written, and verification removed it"),
    "wrong_span": ("答错内容", "The evidence was ranked high; the answer says something else"),
    "incomplete": ("不完整", "Some of the parts asked for are there, others are not"),
    "wrong_citation": ("引用有误", "The right words, without a verbatim quote from the article"),
    "answered_unanswerable": ("本应拒答", "The articles do not answer this; it was answered"),
    "error": ("出错", "The question raised an error"),
}
"""Each stage with its Chinese and English wording, in the order they are reported."""


def stage_of(result: Result, k: int) -> str:
    """The stage that lost a wrong result, ``""`` for a right one.

    ``k`` is how many passages an answer may rest on.
    """
    if result.right:
        return ""
    if result.error:
        return "error"
    if not result.answerable:
        return "answered_unanswerable"
    if result.contains:
        return "wrong_citation"
    if result.gold_indexed is False:
        return "not_indexed"
    lost = _lost_in_search(result, k)
    if lost:
        return lost
    if not result.answered:
        return "failed_verification" if _was_written(result) else "wrongly_refused"
    parts = [contains_gold(result.text, [group]) for group in result.answers]
    return "incomplete" if any(parts) else "wrong_span"


def count_stages(results: Iterable[Result]) -> dict[str, int]:
    """How many wrong answers each stage lost, in reporting order, without the zeros."""
    counts = Counter(result.stage for result in results if result.stage)
    return {stage: counts[stage] for stage in STAGES if counts[stage]}


def _lost_in_search(result: Result, k: int) -> str:
    if result.gains is None:
        return ""
    needed = sum(result.ideal)
    if sum(result.gains) < needed:
        return "not_retrieved"
    return "not_reranked" if sum(result.gains[:k]) < needed else ""


def _was_written(result: Result) -> bool:
    """Whether a refusal began as an answer: a reply came, and a notice says what was dropped."""
    return bool(result.raw.strip() and result.notices)

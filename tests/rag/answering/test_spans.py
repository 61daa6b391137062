"""From the model's numbers to spans, on rows made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rag.answer_types import Span
from rag.answering.spans import NO_SPAN, SPANS_KEPT, Judged, Row, reading_of, verdict
from tests.rag.answering.cases import passage


def row(tokens: int, *, header: int = 1) -> Row:
    """A question of one token, a header, and tokens of two characters each from 100 on."""
    kinds = [0, 0, 0, *[1] * (header + tokens + 1)]
    own = [(100 + 2 * n, 102 + 2 * n) for n in range(tokens)]
    return Row([0] * len(kinds), kinds, [*[None] * (3 + header), *own, None])


def judged(
    starts: list[float], ends: list[float], *, longest: int = 30, header: int = 1, zero: float = 0.0
) -> Judged:
    """The verdict where the tokens of the passage have these numbers, all others ``zero``."""
    one = row(len(starts), header=header)
    front = [zero] * (3 + header)
    start = np.array([*front, *starts, 99.0], np.float32)
    end = np.array([*front, *ends, 99.0], np.float32)
    return verdict(one, start, end, 2.0, longest)


def told(result: Judged) -> list[tuple[int, int, float]]:
    return [(span.start, span.end, round(span.score, 3)) for span in result.spans]


@pytest.mark.parametrize(
    ("starts", "ends", "best"),
    [
        pytest.param([0, 5, 0, 0], [0, 0, 4, 0], (102, 106, 9.0), id="from_start_to_end"),
        pytest.param([0, 5, 0, 0], [0, 4, 0, 0], (102, 104, 9.0), id="one_token"),
        pytest.param([5, 0, 0, 1], [0, 0, 0, 4], (100, 108, 9.0), id="the_whole"),
        pytest.param([0, 0, 5, 0], [0, 4, 0, 1], (104, 108, 6.0), id="never_backwards"),
    ],
)
def test_the_best_span(
    starts: list[float], ends: list[float], best: tuple[int, int, float]
) -> None:
    result = judged(starts, ends)
    assert told(result)[0] == best
    assert result.best == result.spans[0].score
    assert result.relevance == 2.0
    assert result.evidence == pytest.approx((2.0 + result.best) / 2)


def test_a_span_is_a_margin_over_saying_nothing() -> None:
    assert told(judged([5, 0], [4, 0], zero=1.5))[0] == (100, 102, 6.0)


@pytest.mark.parametrize(("longest", "best"), [(3, (100, 106, 9.0)), (2, (100, 104, 5.0))])
def test_a_span_has_at_most_so_many_tokens(longest: int, best: tuple[int, int, float]) -> None:
    assert told(judged([5, 0, 0], [0, 0, 4], longest=longest))[0][2] == best[2]
    assert (best in told(judged([5, 0, 0], [0, 0.5, 4], longest=3))) is (longest == 3)


def test_spans_never_overlap_and_the_best_come_first() -> None:
    result = judged([5, 0, 3, 0, 1], [0, 4, 0, 3, 1])
    assert told(result) == [(100, 104, 9.0), (104, 108, 6.0), (108, 110, 2.0)]


def test_no_more_than_so_many_are_kept() -> None:
    numbers = [float(n) for n in range(12, 0, -1)]
    result = judged(numbers, numbers, longest=1)
    assert told(result) == [(100 + 2 * n, 102 + 2 * n, 2.0 * (12 - n)) for n in range(SPANS_KEPT)]


@pytest.mark.parametrize("header", [0, 1, 3])
def test_a_header_is_no_place_for_an_answer(header: int) -> None:
    assert told(judged([5, 0], [4, 0], header=header))[0] == (100, 102, 9.0)


def test_a_row_of_headers_alone_has_no_span() -> None:
    result = judged([], [])
    assert (result.spans, result.best, result.evidence) == ((), NO_SPAN, (2.0 + NO_SPAN) / 2)


def one(relevance: float, *spans: Span) -> Judged:
    return Judged(relevance, spans, spans[0].score)


def test_a_passage_has_the_evidence_of_its_best_window() -> None:
    window = one(9.0, Span(2, 6, 4.0), Span(8, 9, 3.0), Span(20, 22, 0.5))
    other = one(1.0, Span(4, 8, 6.0), Span(0, 2, 2.0))
    found = reading_of(passage("一句。"), [window, other])
    assert (found.relevance, found.evidence) == (9.0, 6.5)
    # The spans of all its windows, the best first, none that overlaps a better one.
    assert found.spans == (Span(4, 8, 6.0), Span(8, 9, 3.0), Span(0, 2, 2.0), Span(20, 22, 0.5))


def test_no_more_spans_of_a_passage_than_of_a_window() -> None:
    many = one(1.0, *(Span(3 * n, 3 * n + 1, float(-n)) for n in range(9)))
    assert reading_of(passage("一句。"), [many]).spans == many.spans[:SPANS_KEPT]

"""Plots as inline SVG: no script, no network, readable in light and dark, printable.

Colours come from the page's style sheet through classes; every plot has a title for screen
readers and its figures as text beside the marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.stats import Interval

WIDTH = 860
"""Width of every plot in SVG units (pixels at natural size)."""

_LABEL = 220
_RIGHT = 190
_ROW = 26


def interval_bars(title: str, rows: Sequence[tuple[str, Interval]]) -> str:
    """Horizontal bars from 0 to 100 % with 95 % whiskers; a row is (label, share)."""
    span = WIDTH - _LABEL - _RIGHT
    marks: list[str] = []
    for number, (label, figure) in enumerate(rows):
        y = number * _ROW + 8
        x, low, high = (_LABEL + span * share for share in (figure.value, figure.low, figure.high))
        marks.append(
            _text(_LABEL - 8, y + 13, label, "end")
            + f'<rect class="track" x="{_LABEL}" y="{y}" width="{span}" height="18"/>'
            f'<rect class="bar" x="{_LABEL}" y="{y}" width="{x - _LABEL:.1f}" height="18"/>'
            f'<path class="whisker" d="M{low:.1f} {y + 9}H{high:.1f}M{low:.1f} {y + 4}v10'
            f'M{high:.1f} {y + 4}v10"/>'
            + _text(
                WIDTH - _RIGHT + 8,
                y + 13,
                f"{figure.value:.1%} [{figure.low:.0%}–{figure.high:.0%}] n={figure.count}",
            )
        )
    return _frame(title, len(rows) * _ROW + 16, marks)


def count_bars(title: str, rows: Sequence[tuple[str, int]]) -> str:
    """Horizontal bars of counts, the longest filling the width."""
    span = WIDTH - _LABEL - _RIGHT
    most = max((count for _, count in rows), default=1) or 1
    marks: list[str] = []
    for number, (label, count) in enumerate(rows):
        y = number * _ROW + 8
        width = span * count / most
        marks.append(
            _text(_LABEL - 8, y + 13, label, "end")
            + f'<rect class="bar" x="{_LABEL}" y="{y}" width="{width:.1f}" height="18"/>'
            + _text(_LABEL + width + 8, y + 13, str(count))
        )
    return _frame(title, len(rows) * _ROW + 16, marks)


def curve(
    title: str,
    points: Sequence[tuple[float, float]],
    labels: tuple[str, str],
) -> str:
    """A line through (x, y) shares, both axes from 0 to 100 %; ``labels`` name x and y."""
    height, left, bottom = 300, 60, 44
    width = WIDTH - left - 30
    tall = height - bottom - 16

    def place(x: float, y: float) -> str:
        return f"{left + width * x:.1f} {16 + tall * (1 - y):.1f}"

    marks = [
        f'<path class="grid" d="M{place(0, tick)}L{place(1, tick)}M{place(tick, 0)}'
        f'L{place(tick, 1)}"/>'
        + _text(left - 8, 20 + tall * (1 - tick), f"{tick:.0%}", "end")
        + _text(left + width * tick, height - 26, f"{tick:.0%}", "middle")
        for tick in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    if points:
        line = "L".join(place(x, y) for x, y in points)
        marks.append(f'<path class="line" d="M{line}"/>')
        marks += [
            f'<circle class="dot" cx="{place(x, y).split()[0]}" cy="{place(x, y).split()[1]}" '
            f'r="2.5"><title>{x:.1%}, {y:.1%}</title></circle>'
            for x, y in points
        ]
    marks.append(_text(left + width / 2, height - 6, labels[0], "middle"))
    marks.append(_text(left, 11, labels[1]))
    return _frame(title, height, marks)


def histogram(title: str, seconds: Sequence[float], bins: int = 24) -> str:
    """How often a question took how long; the axis ends at the slowest one."""
    height, left, bottom = 220, 50, 40
    width, tall = WIDTH - left - 30, height - bottom - 12
    top = max(seconds, default=0.0) or 1.0
    counts = [0] * bins
    for value in seconds:
        counts[min(bins - 1, int(value / top * bins))] += 1
    most = max(counts) or 1
    step = width / bins
    marks = [
        f'<rect class="bar" x="{left + number * step:.1f}" y="{12 + tall * (1 - count / most):.1f}"'
        f' width="{step - 1:.1f}" height="{tall * count / most:.1f}"><title>{count}</title></rect>'
        for number, count in enumerate(counts)
    ]
    marks += [
        _text(left + width * share, height - 22, f"{top * share:.2f} s", "middle")
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    marks.append(_text(left - 6, 20, str(most), "end"))
    return _frame(title, height, marks)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _frame(title: str, height: float, marks: Sequence[str]) -> str:
    return (
        f'<figure><figcaption>{escape(title)}</figcaption><svg role="img" '
        f'viewBox="0 0 {WIDTH} {height:.0f}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>{''.join(marks)}</svg></figure>"
    )

"""Bar charts as HTML: drawn at once, in the page's colours, and lists to who does not see them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ui.html.markup import escape
from ui.words import Language, word

MOST_ROWS = 10
"""Bars of a chart with names at the side; the smaller ones are counted together."""
MOST_MONTHS = 60
"""More months than these are drawn as years."""
_NAMES_ALONG = 12
"""Names under upright bars that have room; of more, every second or third is written."""


def tick_step(largest: int) -> int:
    """The distance of an axis's marks: 1, 2 or 5 times a power of ten, at most six marks.

    >>> [tick_step(largest) for largest in (1, 6, 12, 308, 999)]
    [1, 2, 5, 100, 200]
    """
    least = max(1.0, largest / 5)
    power = 10 ** math.floor(math.log10(least))
    return next(int(step * power) for step in (1, 2, 5, 10) if step * power >= least)


def by_time(months: Mapping[str, int]) -> dict[str, int]:
    """Counts by month (``2022-07``) as they are, or by year where there are many months."""
    if len(months) <= MOST_MONTHS:
        return dict(months)
    years: dict[str, int] = {}
    for month, count in months.items():
        years[month[:4]] = years.get(month[:4], 0) + count
    return years


def columns_html(title: str, counts: Mapping[str, int]) -> str:
    """Counts as upright bars in the order given; nothing where nothing is counted."""
    if not any(counts.values()):
        return ""
    largest = max(counts.values())
    step = tick_step(largest)
    top = math.ceil(largest / step) * step
    marks = "".join(
        f'<span style="bottom:{100 * mark / top:.2f}%">{mark:,}</span>'
        for mark in range(0, top + 1, step)
    )
    each = math.ceil(len(counts) / _NAMES_ALONG)
    bars = "".join(
        f'<li title="{escape(name)}：{count:,}">'
        f'<i style="height:{100 * count / top:.2f}%"></i>'
        f'<span class="{_shown(place, each, len(counts))}">{escape(name)}</span>'
        f'<span class="visually-hidden">：{count:,}</span></li>'
        for place, (name, count) in enumerate(counts.items())
    )
    return (
        f'<figure class="yj-chart"><figcaption>{escape(title)}</figcaption>'
        f'<div class="yj-columns"><div class="yj-marks" aria-hidden="true">{marks}</div>'
        f"<ol>{bars}</ol></div></figure>"
    )


def _shown(place: int, each: int, count: int) -> str:
    """Whether a name is written under its bar; of many, every second one where there is room."""
    if place % each:
        return "visually-hidden"
    if place == count - 1 and count > _NAMES_ALONG:
        return "yj-end"  # a name is wider than its bar then: it may not leave the chart
    return "yj-second" if count // each > _NAMES_ALONG // 3 and place // each % 2 else ""


def rows_html(
    title: str, counts: Mapping[str, int], language: Language, *, as_given: bool = False
) -> str:
    """Counts as bars that lie, the largest on top or ``as_given``.

    Names without letters are not named.
    """
    pairs = list(counts.items()) if as_given else sorted(counts.items(), key=lambda one: -one[1])
    if not any(counts.values()):
        return ""
    shown, rest = pairs[:MOST_ROWS], pairs[MOST_ROWS:]
    largest = max(1, *(count for _, count in shown))
    bars = "".join(
        f'<li style="--share:{100 * count / largest:.2f}%">'
        f'<span dir="auto" title="{escape(name)}">'
        f"{escape(name or word('no_source', language))}</span><i></i><b>{count:,}</b></li>"
        for name, count in shown
    )
    more = word("chart_rest", language, count=f"{len(rest):,}", sum=f"{sum(n for _, n in rest):,}")
    told = f'<p class="yj-meta">{escape(more)}</p>' if rest else ""
    return (
        f'<figure class="yj-chart"><figcaption>{escape(title)}</figcaption>'
        f'<ol class="yj-rows">{bars}</ol>{told}</figure>'
    )

"""Bar charts that Gradio draws in the browser with its own copy of plotly; no network."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_ACROSS = 10
"""Bars of a chart with names at the side; the smaller ones are left out."""
# Legible on paper and on the dark sheet alike, since a drawn chart does not change its theme.
_BAR, _TEXT, _LINE = "#b9493c", "#8d867b", "rgba(141,134,123,.22)"


def tick_step(largest: int) -> int:
    """The distance of an axis's marks: 1, 2 or 5 times a power of ten, three to six up to it.

    >>> [tick_step(largest) for largest in (1, 6, 12, 308, 999)]
    [1, 2, 5, 100, 200]
    """
    least = max(1.0, largest / 5)
    power = 10 ** math.floor(math.log10(least))
    return next(int(step * power) for step in (1, 2, 5, 10) if step * power >= least)


def bars(
    counts: Mapping[str, int], title: str, unit: str, *, across: bool = False, unnamed: str = "—"
) -> Figure | None:
    """Counts as bars: upright in the order given, or across with the largest on top.

    ``unnamed`` is what the count under the empty name is called.
    """
    if not counts:
        return None
    from plotly import graph_objects

    pairs = [(name or unnamed, int(count)) for name, count in counts.items()]
    if across:
        pairs = sorted(pairs, key=lambda pair: pair[1])[-MOST_ACROSS:]
    names, values = [name for name, _ in pairs], [value for _, value in pairs]
    bar = graph_objects.Bar(
        x=values if across else names,
        y=names if across else values,
        orientation="h" if across else "v",
        width=min(0.65, 0.16 * len(names)),
        marker={"color": _BAR, "line": {"width": 0}},
        hovertemplate="%{y}：%{x}" + unit + "<extra></extra>"
        if across
        else "%{x}：%{y}" + unit + "<extra></extra>",
    )
    step = tick_step(max(values))
    counted: dict[str, Any] = {"gridcolor": _LINE, "zerolinecolor": _LINE, "tickformat": ",d"}
    # To the tick above the longest bar, so that none ends on the edge of what is drawn.
    counted |= {"tick0": 0, "dtick": step, "range": [0, -(-max(values) // step) * step * 1.02]}
    named: dict[str, Any] = {"type": "category", "showgrid": False, "nticks": 24}
    named |= {"range": [-0.5, len(names) - 0.5], "tickangle": "auto"}
    figure = graph_objects.Figure(bar)
    figure.update_layout(
        title={"text": title, "x": 0, "xanchor": "left", "font": {"size": 14}},
        xaxis={**(counted if across else named), "fixedrange": True, "automargin": True},
        yaxis={**(named if across else counted), "fixedrange": True, "automargin": True},
        font={"color": _TEXT, "size": 12},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        height=260,
        margin={"l": 8, "r": 16, "t": 42, "b": 30},
        showlegend=False,
        dragmode=False,
    )
    return figure

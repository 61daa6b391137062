"""Bar charts that Gradio draws in the browser with its own copy of plotly; no network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_ACROSS = 10
"""Bars of a chart with names at the side; the smaller ones are left out."""
# Legible on paper and on the dark sheet alike, since a drawn chart does not change its theme.
_BAR, _TEXT, _LINE = "#b9493c", "#8d867b", "rgba(141,134,123,.22)"


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
    step = max(1, -(-max(values) // 4))
    counted: dict[str, Any] = {"gridcolor": _LINE, "zerolinecolor": _LINE, "tickformat": ",d"}
    counted |= {"tick0": 0, "dtick": step}
    named: dict[str, Any] = {"type": "category", "showgrid": False, "nticks": 24}
    figure = graph_objects.Figure(bar)
    figure.update_layout(
        title={"text": title, "x": 0, "xanchor": "left", "font": {"size": 14}},
        xaxis={**(counted if across else named), "fixedrange": True, "automargin": True},
        yaxis={**(named if across else counted), "fixedrange": True, "automargin": True},
        font={"color": _TEXT, "size": 12},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        height=260,
        margin={"l": 8, "r": 12, "t": 42, "b": 30},
        showlegend=False,
        dragmode=False,
    )
    return figure

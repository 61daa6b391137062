"""The Corpus tab: what is indexed, over time, by source, length and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag import YoujuError
from ui.html.tables import figures_html, message_html
from ui.page.conversation import QUIET, ConversationPanel, sheet
from ui.page.plots import bars
from ui.state.session import Session, Shared
from ui.words import Language, word

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_LANGUAGE_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}


@dataclass(frozen=True, slots=True)
class Charts:
    """The tab's components."""

    figures: Any
    plots: tuple[gr.Plot, gr.Plot, gr.Plot, gr.Plot]
    refresh: gr.Button


def build(now: Language) -> Charts:
    """Lay the tab out; it is filled when it is opened."""
    with gr.Column(elem_id="yj-corpus"):
        with gr.Row(elem_id="yj-corpus-head"):
            figures = sheet("", elem_id="yj-figures")
            refresh = gr.Button(word("refresh", now), size="sm", elem_classes="yj-small")
        months = _plot()
        with gr.Row(elem_classes="yj-charts"):
            sources, lengths, languages = _plot(), _plot(), _plot()
    return Charts(figures, (months, sources, lengths, languages), refresh)


def _plot() -> gr.Plot:
    return gr.Plot(None, show_label=False, container=False, elem_classes="yj-plot", visible=False)


def words(charts: Charts) -> list[tuple[Any, Any]]:
    """The tab's components with what says them anew in a language."""
    return [(charts.refresh, lambda language: gr.update(value=word("refresh", language)))]


def wire(shared: Shared, page: ConversationPanel, charts: Charts, tab: gr.Tab) -> None:
    """Fill the tab when it is opened or refreshed; the filters' choices come from here too."""

    def filled(session: Session, language: Language) -> tuple[Any, ...]:
        try:
            status, counts = shared.assistant.status(), shared.assistant.statistics()
        except YoujuError as fault:
            hidden = (gr.update(value=None, visible=False),) * 4
            return message_html(fault.message(language)), *hidden
        drawn = figures_of(counts, language)
        shown = (gr.update(value=figure, visible=figure is not None) for figure in drawn)
        return figures_html(status, language), *shown

    gr.on(
        [tab.select, charts.refresh.click, page.language.change],
        filled,
        [page.session, page.language],
        [charts.figures, *charts.plots],
        **QUIET,
    )


def figures_of(
    counts: Mapping[str, Mapping[str, int]], language: Language
) -> tuple[Figure | None, ...]:
    """The four plots: months, sources, lengths, languages; ``None`` where nothing is counted."""
    unit = word("articles", language)
    languages = {
        _LANGUAGE_NAMES.get(name, name): count
        for name, count in counts.get("languages", {}).items()
    }
    return (
        bars(counts.get("months", {}), word("articles_over_time", language), unit),
        bars(
            counts.get("sources", {}),
            word("by_source", language),
            unit,
            across=True,
            unnamed=word("no_source", language),
        ),
        bars(counts.get("lengths", {}), word("by_length", language), unit),
        bars(languages, word("by_language", language), unit, across=True),
    )

"""The Corpus tab: what is indexed, over time, by source, length and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag import YoujuError
from ui.conversation import QUIET, Conversation
from ui.render_tables import figures_html, message_html
from ui.session import Session, Shared
from ui.words import Language, word

if TYPE_CHECKING:
    import pandas

SOURCES_SHOWN = 12
_LANGUAGE_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}


@dataclass(frozen=True, slots=True)
class Charts:
    """The tab's components."""

    figures: Any
    months: gr.BarPlot
    sources: gr.BarPlot
    lengths: gr.BarPlot
    languages: gr.BarPlot
    refresh: gr.Button

    @property
    def outputs(self) -> list[Any]:
        """What a refresh fills."""
        return [self.figures, self.months, self.sources, self.lengths, self.languages]


def build(now: Language) -> Charts:
    """Lay the tab out; it is filled when it is opened."""
    with gr.Column(elem_id="yj-corpus"):
        with gr.Row(elem_id="yj-corpus-head"):
            figures = gr.HTML("", elem_id="yj-figures")
            refresh = gr.Button(word("refresh", now), size="sm", elem_classes="yj-small")
        months = _plot("articles_over_time", now, height=260)
        with gr.Row(elem_classes="yj-charts"):
            sources = _plot("by_source", now, height=280, sort="-y")
            lengths = _plot("by_length", now, height=280)
            languages = _plot("by_language", now, height=280, sort="-y")
    return Charts(figures, months, sources, lengths, languages, refresh)


def _plot(name: str, now: Language, *, height: int, sort: str | None = None) -> gr.BarPlot:
    return gr.BarPlot(
        None,
        x="name",
        y="count",
        title=word(name, now),
        x_title="",
        y_title=word("articles", now),
        height=height,
        sort=sort,  # type: ignore[arg-type]
        color_map=None,
        colors_in_legend=None,
        show_label=False,
        buttons=[],
        container=False,
    )


def words(charts: Charts) -> list[tuple[Any, Any]]:
    """The tab's components with what says them anew in a language."""

    def titled(name: str, language: Language) -> Any:
        return gr.update(title=word(name, language), y_title=word("articles", language))

    names = ("articles_over_time", "by_source", "by_length", "by_language")
    return [
        *(
            (plot, partial(titled, name))
            for plot, name in zip(charts.outputs[1:], names, strict=True)
        ),
        (charts.refresh, lambda language: gr.update(value=word("refresh", language))),
    ]


def wire(shared: Shared, page: Conversation, charts: Charts, tab: gr.Tab) -> None:
    """Fill the tab when it is opened or refreshed; the filters' choices come from here too."""

    def filled(session: Session, language: Language) -> tuple[Any, ...]:
        try:
            status, counts = shared.assistant.status(), shared.assistant.statistics()
        except YoujuError as fault:
            none = (gr.update(value=None),) * 4
            return message_html(fault.message(language)), *none
        return (
            figures_html(status, language),
            frame(counts.get("months")),
            frame(counts.get("sources"), most=SOURCES_SHOWN),
            frame(counts.get("lengths")),
            frame({_LANGUAGE_NAMES.get(k, k): v for k, v in counts.get("languages", {}).items()}),
        )

    gr.on(
        [tab.select, charts.refresh.click],
        filled,
        [page.session, page.language],
        charts.outputs,
        **QUIET,
    )

    def choices() -> tuple[Any, Any]:
        try:
            counts = shared.assistant.statistics()
        except YoujuError:
            return gr.skip(), gr.skip()
        return (
            gr.update(choices=[name for name in counts.get("sources", {}) if name][:500]),
            gr.update(choices=[name for name in counts.get("folders", {}) if name][:500]),
        )

    page.options.expand(choices, None, [page.limits[2], page.limits[3]], **QUIET)


def frame(counts: Mapping[str, int] | None, *, most: int | None = None) -> pandas.DataFrame | None:
    """Counts as the two columns the plots read, ``name`` and ``count``, in the order given."""
    import pandas

    if not counts:
        return None
    pairs = [(name or "—", int(count)) for name, count in counts.items()][:most]
    return pandas.DataFrame(pairs, columns=["name", "count"])

"""The Corpus tab: what is indexed, over time, by source, length and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag import YoujuError
from ui.html.charts import by_time, columns_html, rows_html
from ui.html.tables import figures_html, message_html
from ui.page.conversation import QUIET, ConversationPanel, sheet
from ui.page.follow import Follow
from ui.state.session import Shared
from ui.words import Language, word

_LANGUAGE_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}


@dataclass(frozen=True, slots=True)
class Charts:
    """The tab's components."""

    figures: Any
    charts: Any
    refresh: gr.Button


def build(now: Language) -> Charts:
    """Lay the tab out; it is filled when it is opened."""
    with gr.Column(elem_id="yj-corpus"):
        with gr.Row(elem_id="yj-corpus-head"):
            figures = sheet("", elem_id="yj-figures")
            refresh = gr.Button(word("refresh", now), size="sm", elem_classes="yj-small")
        charts = sheet("", elem_id="yj-charts")
    return Charts(figures, charts, refresh)


def words(charts: Charts) -> list[tuple[Any, Any]]:
    """The tab's components with what says them anew in a language."""
    return [(charts.refresh, lambda language: gr.update(value=word("refresh", language)))]


def wire(shared: Shared, page: ConversationPanel, charts: Charts, tab: gr.Tab) -> list[Follow]:
    """Fill the tab when it is opened or refreshed; the filters' choices come from here too.

    What a switch of the language calls.
    """

    def filled(language: Language) -> tuple[str, str]:
        try:
            status, counts = shared.assistant.status(), shared.assistant.statistics()
        except YoujuError as fault:
            return message_html(fault.message(language)), ""
        only = _languages(counts)
        alone = tuple(only) if len(only) == 1 else ()
        return figures_html(status, language, alone), charts_html(counts, language)

    gr.on(
        [tab.select, charts.refresh.click],
        filled,
        page.language,
        [charts.figures, charts.charts],
        **QUIET,
    )

    return [Follow(filled, (page.language,), (charts.figures, charts.charts))]


def _languages(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {
        _LANGUAGE_NAMES.get(name, name): count
        for name, count in counts.get("languages", {}).items()
    }


def charts_html(counts: Mapping[str, Mapping[str, int]], language: Language) -> str:
    """Months (or years), sources, lengths, languages; one language alone is no chart."""
    times = by_time(counts.get("months", {}))
    over = "articles_over_time" if times == counts.get("months", {}) else "articles_by_year"
    spoken = _languages(counts)
    lower = (
        rows_html(word("by_source", language), counts.get("sources", {}), language),
        rows_html(word("by_length", language), counts.get("lengths", {}), language, as_given=True),
        rows_html(word("by_language", language), spoken, language) if len(spoken) > 1 else "",
    )
    return (
        f'{columns_html(word(over, language), times)}<div class="yj-charts">{"".join(lower)}</div>'
    )

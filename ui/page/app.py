"""The page as Gradio Blocks: ``create_page(assistant)`` gives it without launching."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.html.article import empty_html
from ui.html.scope import chips_html
from ui.html.talks import talks_html
from ui.page import articles, conversation, corpus, evaluation, evidence, scope, settings
from ui.page.conversation import QUIET, ConversationPanel, sheet
from ui.page.evidence import Evidence
from ui.page.flow import thread_html
from ui.page.follow import Follow
from ui.page.header import header_html
from ui.page.keeping import keep, kept_talk
from ui.page.welcome import greeting
from ui.state.examples import Examples
from ui.state.file_references import Uploads, page_folder
from ui.state.gate import Gate
from ui.state.languages import wanted
from ui.state.limits import RateLimit
from ui.state.session import Session, Shared, user_of
from ui.words import Language, word

if TYPE_CHECKING:
    from rag import Assistant


@dataclass(frozen=True, slots=True)
class WholePage:
    """The page, and what its components say in a language: changed properties, by their ids."""

    blocks: gr.Blocks
    dressed: Callable[[Language], Mapping[int, Mapping[str, Any]]]


def create_page(
    assistant: Assistant,
    *,
    gate: Gate | None = None,
    rate: RateLimit | None = None,
    uploads: Uploads | None = None,
) -> WholePage:
    """The whole page over one assistant.

    Args:
        assistant: Answers, and owns the index.
        gate: Shared with other doors (the API), so that one bound holds for all.
        rate: Questions per minute and client.
        uploads: Files on their way to the index; shared with the doors that let them in.
    """
    shared = Shared(
        assistant=assistant,
        gate=gate or Gate(),
        rate=rate or RateLimit(),
        examples=Examples(assistant),
        uploads=uploads or Uploads(page_folder()),
        max_file_mb=assistant.settings.max_file_mb,
    )
    app: gr.Blocks
    with gr.Blocks(title="有据 Youju", analytics_enabled=False, fill_width=True) as app:
        session, language, kept = conversation.states()
        now: Language = language.value
        header = sheet(header_html(shared, now), elem_id="yj-header")
        with gr.Tabs(elem_id="yj-tabs"):
            with gr.Tab(word("tab_ask", now), id="ask") as ask_tab:  # noqa: SIM117
                with gr.Row(elem_id="yj-desk", equal_height=True):
                    with gr.Column(scale=0, elem_id="yj-rail"):
                        talks = conversation.build_talks(shared, now)
                    with gr.Column(scale=6, elem_id="yj-left"):
                        talk = conversation.build(shared, session, language, kept, talks)
                    with gr.Column(scale=5, elem_id="yj-right"):
                        proof = evidence.build(now)
            with gr.Tab(word("tab_articles", now), id="articles") as articles_tab:
                shelf = articles.build(shared, now)
            with gr.Tab(word("tab_corpus", now), id="corpus") as corpus_tab:
                charts = corpus.build(now)
            with gr.Tab(word("tab_evaluation", now), id="evaluation") as evaluation_tab:
                runs = evaluation.build(now)
            with gr.Tab(word("tab_settings", now), id="settings") as settings_tab:
                choices = settings.build()
        tabs = (ask_tab, articles_tab, corpus_tab, evaluation_tab, settings_tab)
        conversation.wire(shared, talk)
        scope.wire(shared, talk)
        evidence.wire(shared, talk, proof)
        following = [
            *articles.wire(shared, talk, shelf, header, articles_tab),
            *corpus.wire(shared, talk, charts, corpus_tab),
            *evaluation.wire(shared, talk, runs, evaluation_tab),
            *settings.wire(app, shared, talk, choices, settings_tab),
        ]
        frame = Frame(header, tabs, tuple(following))
        worded = [
            *((tab, partial(_label, f"tab_{tab.id}")) for tab in tabs),
            *conversation_words(talk),
            *articles.words(shared, shelf),
            *corpus.words(charts),
            *evaluation.words(runs),
        ]
        reader = (shelf.reader, partial(empty_html, panel="reader"))
        dress = Dress(shared, frame, talk, proof, tuple(worded), (reader,))
        _wire_frame(app, shared, frame, talk, dress)
    app.queue(max_size=None, default_concurrency_limit=8)
    # Gradio sums up every event with pandas for its monitoring page, which is closed here.
    vars(app._queue)["compute_analytics_summary"] = lambda *_: {"functions": {}}
    return WholePage(app, dress.first)


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the panels: the header, the tabs, what follows a switch of the language."""

    header: Any
    tabs: tuple[gr.Tab, ...]
    following: tuple[Follow, ...]


@dataclass(frozen=True, slots=True)
class Dress:
    """Every word on the page: ``worded`` are components with what says them in a language.

    ``unopened`` are those of tabs that say more once they are opened.
    """

    shared: Shared
    frame: Frame
    talk: ConversationPanel
    proof: Evidence
    worded: tuple[tuple[Any, Callable[[Language], Any]], ...]
    unopened: tuple[tuple[Any, Callable[[Language], Any]], ...]

    @property
    def outputs(self) -> list[Any]:
        """The components, in the order of ``shown``."""
        talk = self.talk
        own = [talk.language, self.frame.header, talk.thread, self.proof.panel, talk.stop]
        return [*own, talk.talks, talk.chips, *(part for part, _ in self.worded)]

    def shown(
        self, session: Session, language: Language, user: str, *, worded_already: bool = False
    ) -> list[Any]:
        """What a tab's components show; what it was written with is left where that is right."""
        shared = self.shared
        return [
            language,
            header_html(shared, language, user),
            thread_html(shared, session, language),
            evidence.shown(shared, session, language),
            gr.update(value=word("stop", language), visible=session.asking is not None),
            gr.skip() if worded_already else talks_html(language, accounts=shared.accounts),
            chips_html(session.scope, language),
            *(gr.skip() if worded_already else update(language) for _, update in self.worded),
        ]

    def first(self, language: Language) -> dict[int, dict[str, Any]]:
        """What a new tab's components show in a language before any function is called."""
        session = Session()
        session.opened = True
        said = [
            *zip(self.outputs, self.shown(session, language, ""), strict=True),
            *((part, tell(language)) for part, tell in self.unopened),
        ]
        return {
            part._id: {name: value for name, value in update.items() if name != "__type__"}
            for part, told in said
            if part is not self.talk.language
            for update in [told if isinstance(told, dict) else {"value": told}]
        }


def _wire_frame(
    app: gr.Blocks, shared: Shared, frame: Frame, talk: ConversationPanel, dress: Dress
) -> None:
    """Loading, and the language: both set every word on the page."""

    def loaded(session: Session, kept: Any, language: Language, request: gr.Request) -> list[Any]:
        session.opened, session.owner = True, user_of(request)
        if not session.turns:
            session.begin(kept_talk(shared, session.owner, kept))
            keep(shared, session, language)
        # The document was written in the same language (ui/server/document.py).
        asked = wanted(request.headers) or language
        return dress.shown(session, asked, session.owner, worded_already=True)

    def switched(session: Session, language: Language) -> list[Any]:
        other: Language = "en" if language == "zh" else "zh"
        return dress.shown(session, other, session.owner)

    greeted = ([talk.session, talk.language], talk.thread)
    at_once, in_time = partial(greeting, shared), partial(greeting, shared, patient=True)
    app.load(loaded, [talk.session, talk.kept, talk.language], dress.outputs, **QUIET).then(
        None, None, None, js="() => youju.loaded()", **QUIET
    ).then(in_time, *greeted, **QUIET)
    # Articles may have been added on another tab since.
    frame.tabs[0].select(at_once, *greeted, **QUIET).then(in_time, *greeted, **QUIET)
    switch = frame.header.act(switched, [talk.session, talk.language], dress.outputs, **QUIET)
    for each in frame.following:
        switch.then(each.call, list(each.inputs), list(each.outputs), **QUIET)


def _label(name: str, language: Language) -> Any:
    return gr.update(label=word(name, language))


def _value(name: str, language: Language) -> Any:
    return gr.update(value=word(name, language))


def conversation_words(talk: ConversationPanel) -> list[tuple[Any, Any]]:
    """The conversation's components with what says them anew in a language."""
    return [
        (talk.ask, partial(_value, "ask")),
        (talk.new, partial(_value, "new")),
        (talk.export[0], partial(_value, "export_markdown")),
        (talk.export[1], partial(_value, "export_json")),
        (talk.options, partial(_label, "options")),
        (talk.question, partial(_both, "question_label", "question_placeholder")),
        (talk.answerer, _answerer),
        (talk.passages, partial(_label, "passages")),
    ]


def _both(label: str, placeholder: str, language: Language) -> Any:
    return gr.update(label=word(label, language), placeholder=word(placeholder, language))


def _answerer(language: Language) -> Any:
    return gr.update(label=word("answerer", language), choices=conversation.answerers(language))

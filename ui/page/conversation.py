"""The left half of the page: the thread, the box, the limits, export and rating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.wording import current_language
from ui.page.buttons import exported, rate, stop
from ui.page.flow import Flow, kept, thread_html
from ui.page.toasts import told, warned
from ui.page.welcome import welcome_html
from ui.state.form import Form, Values
from ui.state.session import Session, Shared, user_of
from ui.words import Language, word

LISTEN = "youju.listen(element, (name, data) => trigger(name, data)); /* 'act' 'open' 'rate' */"
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
"""Every listener: not callable from outside the page, no spinner over what is being read.

What does not arrive in pieces goes round Gradio's queue, whose one stream to the page closes
after the last event: an event that joins at that moment is not heard of again.
"""
SLIDER_ENDS = 20
"""The slider's last number of passages, unless the setting is beyond it."""
STREAMED: dict[str, Any] = {**QUIET, "queue": True, "concurrency_limit": None}
"""What arrives in pieces: answers, and how far the reading of dropped files is."""
LONGEST_REASON = 2_000
"""Characters of what a reader says about an answer."""


def sheet(value: str, elem_id: str) -> Any:
    """A place for HTML of ours (ui/html/*.py), whose data-act buttons become events."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=LISTEN, apply_default_css=False)


@dataclass(frozen=True, slots=True)
class ConversationPanel:
    """The components other panels and the frame must know."""

    session: gr.State
    language: gr.State
    kept: gr.BrowserState
    thread: Any
    live: Any
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    new: gr.Button
    export: tuple[gr.Button, gr.Button]
    saved: gr.Textbox
    options: gr.Accordion
    limits: tuple[Any, ...]
    rating: gr.Row
    reason: gr.Textbox
    send: gr.Button

    @property
    def flow(self) -> list[Any]:
        """The outputs of everything that asks, in the order of ``Flow.shown``."""
        return [self.thread, self.live, self.question, self.ask, self.stop, self.kept]

    @property
    def form(self) -> set[Any]:
        """The inputs of everything that asks; as a set, for Gradio to hand over by component."""
        return {self.session, self.language, self.question, *self.limits}

    def read(self, values: Values) -> Form:
        """What a reader filled in."""
        return Form(
            session=values[self.session],
            language=values[self.language],
            question=values[self.question].strip(),
            limits=tuple(values[part] for part in self.limits),
        )


def states() -> tuple[gr.State, gr.State, gr.BrowserState]:
    """The session, the language, and the conversation as the reader's browser keeps it."""
    # The browser's copy is private to that browser; the key only has to stay the same over
    # restarts, since Gradio sends it to the page.
    return (
        gr.State(Session()),
        gr.State(current_language()),
        gr.BrowserState(None, storage_key="youju-conversation", secret="youju-conversation"),  # noqa: S106
    )


def build(
    shared: Shared, session: gr.State, language: gr.State, kept: gr.BrowserState
) -> ConversationPanel:
    """Lay the panel out; nothing is wired yet."""
    now: Language = language.value
    with gr.Column(elem_id="yj-thread"):
        thread = sheet(welcome_html(shared, now), elem_id="yj-history")
        live = sheet("", elem_id="yj-live")
    with gr.Row(elem_id="yj-rating", visible=False) as rating:
        reason = gr.Textbox(
            show_label=False, placeholder=word("why_bad", now), max_length=LONGEST_REASON, scale=5
        )
        send = gr.Button(word("send", now), size="sm", scale=1)
    with gr.Column(elem_id="yj-composer"):
        with gr.Row(elem_id="yj-ask-row"):
            question = gr.Textbox(
                show_label=False,
                label=word("question_label", now),
                placeholder=word("question_placeholder", now),
                lines=1,
                max_lines=5,
                max_length=1_000,
                elem_id="yj-question",
                autofocus=True,
                scale=8,
            )
            ask = gr.Button(word("ask", now), variant="primary", elem_id="yj-ask", scale=1)
            halt = gr.Button(
                word("stop", now), variant="stop", elem_id="yj-stop", visible=False, scale=1
            )
        with gr.Row(elem_id="yj-under"):
            with gr.Accordion(word("options", now), open=False, elem_id="yj-options") as options:
                limits = _limits(now, shared.assistant.settings.k)
            new = gr.Button(word("new", now), size="sm", elem_classes="yj-small")
            export = tuple(
                gr.Button(word(f"export_{name}", now), size="sm", elem_classes="yj-small")
                for name in ("markdown", "json")
            )
            saved = gr.Textbox(visible="hidden")
    return ConversationPanel(
        session, language, kept, thread, live, question, ask, halt, new,
        (export[0], export[1]), saved, options, limits, rating, reason, send,
    )  # fmt: skip


def _limits(now: Language, k: int) -> tuple[Any, ...]:
    with gr.Row():
        begin = gr.Textbox(
            label=word("from", now), placeholder=word("date_placeholder", now), max_length=20
        )
        finish = gr.Textbox(
            label=word("to", now), placeholder=word("date_placeholder", now), max_length=20
        )
    with gr.Row():
        sources = gr.Dropdown(
            [], label=word("sources", now), multiselect=True, allow_custom_value=True
        )
        folders = gr.Dropdown(
            [], label=word("folders", now), multiselect=True, allow_custom_value=True
        )
    with gr.Row():
        answerer = gr.Radio(
            answerers(now), value="auto", label=word("answerer", now), elem_id="yj-answerer"
        )
        passages = gr.Slider(1, max(SLIDER_ENDS, k), value=k, step=1, label=word("passages", now))
    return (begin, finish, sources, folders, answerer, passages)


def answerers(language: Language) -> list[tuple[str, str]]:
    """The choices of who answers, in the reader's language."""
    return [(word(f"answerer_{name}", language), name) for name in ("auto", "extractive", "chat")]


def wire(shared: Shared, page: ConversationPanel) -> None:
    """Connect the panel's events."""
    flow = Flow(shared, page.read)
    gr.on(
        [page.question.submit, page.ask.click],
        flow.typed,
        page.form,
        page.flow,
        trigger_mode="multiple",
        **STREAMED,
    )
    for source in (page.thread, page.live):
        source.act(flow.acted, page.form, page.flow, trigger_mode="multiple", **STREAMED)
        source.rate(
            _rated(shared),
            [page.session, page.language],
            [page.thread, page.rating, page.reason, page.kept],
            **QUIET,
        )
    page.stop.click(stop, page.session, [page.ask, page.stop], **QUIET)
    gr.on(
        [page.send.click, page.reason.submit],
        _reasoned(shared),
        [page.session, page.language, page.reason],
        [page.rating, page.reason],
        **QUIET,
    )
    page.new.click(_begun_anew(flow), [page.session, page.language], page.flow, **QUIET)
    for button, form in zip(page.export, ("md", "json"), strict=True):
        button.click(
            lambda session, language, form=form: exported(session, language, form),
            [page.session, page.language],
            page.saved,
            **QUIET,
        ).then(None, page.saved, None, js="(file) => youju.save(file)", **QUIET)


def _rated(shared: Shared) -> Any:
    def rated(
        session: Session, language: Language, request: gr.Request, event: gr.EventData
    ) -> tuple[Any, ...]:
        data = event._data or {}
        session.rated = (str(data.get("turn")), str(data.get("act")))
        try:
            noted = rate(shared, session, "", user_of(request))
        except OSError as fault:
            warned(fault.strerror or "", language)
            noted = False
        if not noted:
            session.rated = ("", "")
        hint = word("why_good" if session.rated[1] == "good" else "why_bad", language)
        return (
            thread_html(shared, session, language),
            gr.update(visible=noted),
            gr.update(value="", placeholder=hint),
            kept(session),
        )

    return rated


def _reasoned(shared: Shared) -> Any:
    def reasoned(
        session: Session, language: Language, reason: str, request: gr.Request
    ) -> tuple[Any, Any]:
        if reason.strip():
            try:
                rate(shared, session, reason.strip()[:LONGEST_REASON], user_of(request))
            except OSError as fault:
                warned(fault.strerror or "", language)
                return gr.skip(), gr.skip()
            told(word("rated", language), language)
        return gr.update(visible=False), gr.update(value="")

    return reasoned


def _begun_anew(flow: Flow) -> Any:
    def begun_anew(session: Session, language: Language) -> tuple[Any, ...]:
        if session.asking is not None:
            session.asking.stop()
        session.opened = True
        session.turns = ()
        session.place = None
        return flow.shown(session, language, None, "", asking=False)

    return begun_anew

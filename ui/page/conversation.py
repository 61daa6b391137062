"""The left half of the page: the thread, the box, what is asked, export and rating."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from rag.wording import current_language
from ui.html.cards import further_html
from ui.html.scope import chips_html
from ui.html.talks import talks_html
from ui.page.buttons import exported, rate, sharing, stop
from ui.page.flow import Flow, thread_html
from ui.page.keeping import browser_copy, keep, kept_talk
from ui.page.toasts import warned
from ui.page.welcome import welcome_html
from ui.state.form import Form, Values
from ui.state.scope import EVERYTHING
from ui.state.session import Session, Shared, user_of
from ui.state.talk import Talk
from ui.words import Language, word

LISTEN = (
    "youju.listen(element, (name, data) => trigger(name, data)); "
    "/* 'act' 'open' 'rate' 'link' 'back' */"
)
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
"""Every listener: not callable from outside the page, no spinner over what is being read.

What does not arrive in pieces goes round Gradio's queue, whose one stream to the page closes
after the last event: an event that joins at that moment is not heard of again.
"""
SLIDER_ENDS = 20
"""The slider's last number of passages, unless the setting is beyond it."""
STREAMED: dict[str, Any] = {**QUIET, "queue": True, "concurrency_limit": None}
"""What arrives in pieces: answers, and how far the reading of dropped files is."""
LONGEST_LOOK_S = 20
"""Seconds that a page waits for questions to ask next; after that it goes without."""
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
    collections: gr.BrowserState
    talks: Any
    thread: Any
    live: Any
    further: Any
    scope: Any
    mentions: Any
    chips: Any
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    new: gr.Button
    export: tuple[gr.Button, gr.Button]
    saved: gr.Textbox
    options: gr.Accordion
    answerer: gr.Radio
    passages: gr.Slider

    @property
    def flow(self) -> list[Any]:
        """The outputs of everything that asks, in the order of ``Flow.shown``."""
        buttons = [self.ask, self.stop]
        return [self.thread, self.live, self.question, *buttons, self.kept, self.further]

    @property
    def form(self) -> set[Any]:
        """The inputs of everything that asks; as a set, for Gradio to hand over by component."""
        return {self.session, self.language, self.question, self.answerer, self.passages}

    def read(self, values: Values) -> Form:
        """What a reader filled in."""
        return Form(
            session=values[self.session],
            language=values[self.language],
            question=values[self.question].strip(),
            answerer=values[self.answerer],
            passages=values[self.passages],
        )


def states() -> tuple[gr.State, gr.State, gr.BrowserState]:
    """The session, the language, and the conversation as the reader's browser keeps it."""
    return gr.State(Session()), gr.State(current_language()), remembered("youju-conversation")


def remembered(name: str) -> gr.BrowserState:
    """A place in the reader's browser.

    It is private to that browser; the key only has to stay the same over restarts, since Gradio
    sends it to the page.
    """
    return gr.BrowserState(None, storage_key=name, secret=name)


def build_talks(shared: Shared, language: Language) -> Any:
    """Lay out the list of conversations."""
    return sheet(talks_html(language, accounts=shared.accounts), elem_id="yj-talks")


def build(
    shared: Shared, session: gr.State, language: gr.State, kept: gr.BrowserState, talks: Any
) -> ConversationPanel:
    """Lay the panel out; nothing is wired yet."""
    now: Language = language.value
    with gr.Column(elem_id="yj-thread"):
        thread = sheet(welcome_html(shared, now), elem_id="yj-history")
        live = sheet("", elem_id="yj-live")
        further = sheet("", elem_id="yj-further")
    with gr.Column(elem_id="yj-composer"):
        scope = sheet("", elem_id="yj-scope")
        mentions = sheet("", elem_id="yj-mentions")
        chips = sheet(chips_html(EVERYTHING, now), elem_id="yj-chips")
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
                answerer, passages = _options(now, shared.assistant.settings.k)
            new = gr.Button(word("new", now), size="sm", elem_classes="yj-small", elem_id="yj-new")
            export = tuple(
                gr.Button(word(f"export_{name}", now), size="sm", elem_classes="yj-small")
                for name in ("markdown", "json")
            )
            saved = gr.Textbox(visible="hidden")
    return ConversationPanel(
        session, language, kept, remembered("youju-collections"), talks, thread, live, further,
        scope, mentions, chips, question, ask, halt, new, (export[0], export[1]), saved, options,
        answerer, passages,
    )  # fmt: skip


def _options(now: Language, k: int) -> tuple[gr.Radio, gr.Slider]:
    with gr.Row():
        answerer = gr.Radio(
            answerers(now), value="auto", label=word("answerer", now), elem_id="yj-answerer"
        )
        passages = gr.Slider(1, max(SLIDER_ENDS, k), value=k, step=1, label=word("passages", now))
    return answerer, passages


def answerers(language: Language) -> list[tuple[str, str]]:
    """The choices of who answers, in the reader's language."""
    return [(word(f"answerer_{name}", language), name) for name in ("auto", "extractive", "chat")]


def wire(shared: Shared, page: ConversationPanel) -> None:
    """Connect the panel's events."""
    flow = Flow(shared, page.read)
    typed = gr.on(
        [page.question.submit, page.ask.click],
        flow.typed,
        page.form,
        page.flow,
        trigger_mode="multiple",
        **STREAMED,
    )
    pressed = [
        source.act(flow.acted, page.form, page.flow, trigger_mode="multiple", **STREAMED)
        for source in (page.thread, page.live, page.further)
    ]
    for asked in (typed, *pressed):
        asked.then(
            partial(further_questions, shared), [page.session, page.language], page.further, **QUIET
        )
    for source in (page.thread, page.live):
        source.rate(
            _rated(shared),
            [page.session, page.language],
            [page.thread, page.kept],
            **QUIET,
        )
        source.link(sharing(shared), [page.session, page.language], page.saved, **QUIET).then(
            None, page.saved, None, js="(file) => youju.shared(file)", **QUIET
        )
    page.stop.click(stop, page.session, [page.ask, page.stop], **QUIET)
    page.new.click(_begun_anew(flow), [page.session, page.language], page.flow, **QUIET).then(
        None, None, None, js="() => youju.begun()", **QUIET
    )
    _wire_talks(shared, page, flow)
    for button, form in zip(page.export, ("md", "json"), strict=True):
        button.click(
            lambda session, language, form=form: exported(session, language, form),
            [page.session, page.language],
            page.saved,
            **QUIET,
        ).then(None, page.saved, None, js="(file) => youju.save(file)", **QUIET)


async def further_questions(shared: Shared, session: Session, language: Language) -> Any:
    """Questions to ask next after the last answer, once they are found; for so long it waits."""
    last = session.turns[-1] if session.turns else None
    if last is None or last.answer is None or session.asking is not None:
        return ""
    scope = session.scope.filters() if session.scope else None
    names = await asyncio.to_thread(shared.further.prepare, last.answer, scope)
    until = time.monotonic() + LONGEST_LOOK_S
    while shared.further.finding(names) and time.monotonic() < until:
        await asyncio.sleep(0.2)
        if session.asking is not None or session.turns[-1:] != (last,):
            return gr.skip()
    return further_html(shared.further.ready(names, last.answer, session.turns), language)


def _wire_talks(shared: Shared, page: ConversationPanel, flow: Flow) -> None:
    """The list: what is kept now goes into it, and what is chosen in it is opened."""

    def opened(session: Session, language: Language, kept: Any) -> tuple[Any, ...]:
        session.begin(kept_talk(shared, session.owner, kept))
        shown = flow.shown(session, language, None, None, asking=False)
        return (*shown, chips_html(session.scope, language))

    page.talks.act(
        None, None, page.kept, js="() => youju.talks.chosen()", trigger_mode="multiple", **QUIET
    ).then(
        opened,
        [page.session, page.language, page.kept],
        [*page.flow, page.chips],
        **QUIET,
    ).then(None, None, None, js="() => youju.begun()", **QUIET)
    page.kept.change(None, page.kept, None, js="(record) => { youju.talks.keep(record); }", **QUIET)


def _rated(shared: Shared) -> Any:
    """👍 and 👎, and what the reader says of it in the box that then stands under the answer."""

    def rated(
        session: Session, language: Language, request: gr.Request, event: gr.EventData
    ) -> tuple[Any, ...]:
        data = event._data or {}
        act, said = str(data.get("act")), ""
        if act == "reason":
            said = str(data.get("id") or "").strip()[:LONGEST_REASON]
        else:
            session.rated = (str(data.get("turn")), act)
        try:
            noted = (act == "reason" and not said) or rate(shared, session, said, user_of(request))
        except OSError as fault:
            warned(fault.strerror or "", language)
            noted = False
        if not noted or act == "reason":
            session.rated = ("", "")
        keep(shared, session, language)
        return thread_html(shared, session, language), browser_copy(shared, session)

    return rated


def _begun_anew(flow: Flow) -> Any:
    """Another conversation; the one before stays in the list, what is asked stays chosen."""

    def begun_anew(session: Session, language: Language) -> tuple[Any, ...]:
        session.opened = True
        session.begin(Talk(scope=session.scope))
        return flow.shown(session, language, None, "", asking=False)

    return begun_anew

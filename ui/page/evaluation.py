"""The Evaluation tab: run one, watch it, look at its scores and failures, compare two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from ui.html.comparison import comparison_html, standing_html
from ui.html.runs import run_html
from ui.html.tables import message_html
from ui.page.conversation import QUIET, STREAMED, ConversationPanel, sheet
from ui.page.flow import said
from ui.page.follow import Follow
from ui.state.evaluating import SETS, Busy, Evaluator, NothingToAsk, compared
from ui.state.rights import may_manage
from ui.state.runs import find_runs, read_run
from ui.state.session import Shared
from ui.words import Language, word

_LOOK_S = 0.5
Update = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Runs:
    """The tab's components."""

    questions: gr.Dropdown
    begin: gr.Button
    stop: gr.Button
    standing: Any
    choice: gr.Dropdown
    other: gr.Dropdown
    view: Any
    compared: Any


def build(now: Language) -> Runs:
    """Lay the tab out; it is filled when it is opened."""
    with gr.Column(elem_id="yj-evaluation"):
        with gr.Row(elem_id="yj-eval-row"):
            questions = gr.Dropdown(
                _sets(now), value=SETS[0], label=word("eval_set", now), filterable=False,
                elem_id="yj-eval-set", scale=4,
            )  # fmt: skip
            begin = gr.Button(
                word("eval_run", now), variant="primary", elem_id="yj-eval-run", scale=1
            )
            stop = gr.Button(
                word("eval_stop", now), variant="stop", elem_id="yj-eval-stop", visible=False,
                scale=1,
            )  # fmt: skip
        standing = sheet("", elem_id="yj-eval-standing")
        with gr.Row(elem_id="yj-run-row"):
            choice = gr.Dropdown(
                [], label=word("run", now), allow_custom_value=True, elem_id="yj-run",
                visible=False,
            )  # fmt: skip
            other = gr.Dropdown(
                [], label=word("compare_with", now), allow_custom_value=True,
                elem_id="yj-other", visible=False,
            )  # fmt: skip
        shown = sheet("", elem_id="yj-compared")
        view = sheet("", elem_id="yj-run-view")
    return Runs(questions, begin, stop, standing, choice, other, view, shown)


def _sets(language: Language) -> list[tuple[str, str]]:
    return [(word(f"set_{name}", language), name) for name in SETS]


def words(runs: Runs) -> list[tuple[Any, Any]]:
    """The tab's components with what says them anew in a language."""

    def value(name: str, language: Language) -> Any:
        return gr.update(value=word(name, language))

    def label(name: str, language: Language) -> Any:
        return gr.update(label=word(name, language))

    return [
        (
            runs.questions,
            lambda language: gr.update(label=word("eval_set", language), choices=_sets(language)),
        ),
        (runs.begin, partial(value, "eval_run")),
        (runs.stop, partial(value, "eval_stop")),
        (runs.choice, partial(label, "run")),
        (runs.other, partial(label, "compare_with")),
    ]


def wire(shared: Shared, page: ConversationPanel, runs: Runs, tab: gr.Tab) -> list[Follow]:
    """List the runs when the tab is opened; show, run and compare.

    What a switch of the language calls.
    """
    bench = Bench(shared)
    listing = [runs.choice, runs.other, runs.view, runs.compared]
    inputs = [page.language, runs.choice, runs.other]
    buttons = [runs.standing, runs.begin, runs.stop]
    tab.select(bench.looked_at, inputs, [*listing, *buttons], **QUIET)
    gr.on(
        [runs.choice.input, runs.other.input], bench.chosen, inputs,
        [runs.view, runs.compared], **QUIET,
    )  # fmt: skip
    runs.begin.click(
        bench.run,
        [page.language, runs.questions],
        [runs.standing, runs.begin, runs.stop, runs.choice],
        **STREAMED,
    ).then(bench.opened, inputs, listing, **QUIET)
    runs.stop.click(bench.stop, page.language, runs.standing, **QUIET)
    return [
        Follow(bench.opened, tuple(inputs), tuple(listing)),
        Follow(bench.still, (page.language,), tuple(buttons)),
    ]


class Bench:
    """What the tab's controls do."""

    def __init__(self, shared: Shared) -> None:
        """One evaluation at a time for everybody."""
        self._shared = shared
        self._evaluator = Evaluator(shared.assistant.settings)

    def looked_at(
        self, language: Language, chosen: str | None, other: str | None, request: gr.Request
    ) -> Update:
        """All of the tab at once: the lists with their run, and who may begin or stop one."""
        return (*self.opened(language, chosen, other, request), *self.still(language, request))

    def opened(
        self, language: Language, chosen: str | None, other: str | None, request: gr.Request
    ) -> Update:
        """Both lists, the run that is chosen (else the newest), and the comparison."""
        found = find_runs(self._shared.data_dir)
        names = list(found)
        name = chosen if chosen in found else (names[0] if names else None)
        against = other if other in found else ""
        choices = [(word("compare_none", language), ""), *((each, each) for each in names)]
        return (
            gr.update(choices=names, value=name, visible=bool(names)),
            gr.update(choices=choices, value=against, visible=len(names) > 1),
            *self.chosen(language, name, against, request),
        )

    def chosen(
        self, language: Language, chosen: str | None, other: str | None, request: gr.Request
    ) -> tuple[str, str]:
        """The run, and what changed from the other one to it; its questions for who manages."""
        allowed = may_manage(self._shared.assistant.settings, request)
        found = find_runs(self._shared.data_dir)
        folder, before = found.get(chosen or ""), found.get(other or "")
        run, failures = read_run(folder) if folder else ({}, [])
        shown = run_html(run, failures if allowed else None, language)
        if folder is None or before is None or folder == before:
            return shown, ""
        names = (before.name, folder.name)
        told = compared(before, folder)
        if not allowed:
            told = {name: value for name, value in told.items() if name not in {"gained", "lost"}}
        return shown, comparison_html(told, names, language)

    def still(self, language: Language, request: gr.Request) -> Update:
        """How far a run is that was begun before; who may begin or stop one sees how."""
        allowed = may_manage(self._shared.assistant.settings, request)
        standing = self._evaluator.standing()
        shown = (
            standing_html(standing, language)
            if standing.running
            else ""
            if allowed
            else message_html(word("eval_not_allowed", language))
        )
        return (
            shown,
            gr.update(visible=not standing.running, interactive=allowed),
            gr.update(visible=standing.running and allowed),
        )

    async def run(
        self, language: Language, questions: str | None, request: gr.Request
    ) -> AsyncIterator[Update]:
        """Begin a run and tell how far it is, to its end."""
        kept = (gr.skip(), gr.skip(), gr.skip())
        if not may_manage(self._shared.assistant.settings, request):
            yield message_html(word("eval_not_allowed", language), problem=True), *kept
            return
        wanted = next((each for each in SETS if each == questions), SETS[0])
        try:
            folder = await asyncio.to_thread(self._evaluator.start, wanted, language)
        except Busy:
            yield message_html(word("eval_busy", language), problem=True), *kept
            return
        except NothingToAsk:
            yield message_html(word("eval_nothing_liked", language), problem=True), *kept
            return
        except OSError as fault:
            yield message_html(said(fault, language), problem=True), *kept
            return
        yield self._progress(language)
        while (standing := await asyncio.to_thread(self._evaluator.standing)).running:
            yield standing_html(standing, language), *kept
            await asyncio.sleep(_LOOK_S)
        names = find_runs(self._shared.data_dir)
        name = next((each for each, where in names.items() if where == folder), None)
        yield (
            standing_html(standing, language),
            gr.update(visible=True),
            gr.update(visible=False),
            gr.update(choices=list(names), value=name),
        )

    def stop(self, language: Language, request: gr.Request) -> str:
        """Stop the run; what was answered is kept."""
        if not may_manage(self._shared.assistant.settings, request):
            return message_html(word("eval_not_allowed", language), problem=True)
        self._evaluator.stop()
        return standing_html(self._evaluator.standing(), language)

    def _progress(self, language: Language) -> Update:
        return (
            standing_html(self._evaluator.standing(), language),
            gr.update(visible=False),
            gr.update(visible=True),
            gr.skip(),
        )

"""Printing for the eval commands: plain lines, tables and a progress bar on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol
from unicodedata import east_asian_width

from eval.stats import Interval
from rag.screen import raw
from rag.wording import say

if TYPE_CHECKING:
    from eval.outcome import Run


class Advance(Protocol):
    """Told how many of how many are done."""

    def __call__(self, done: int, total: int) -> None:
        """Show it."""


def write(text: str = "") -> None:
    """One line, or several, on standard output."""
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    """A message on standard error."""
    sys.stderr.write(text + "\n")


@contextmanager
def progress(label: str) -> Iterator[Advance]:
    """A bar where standard error is a terminal; else a line at every tenth."""
    terminal = raw(sys.stderr)
    if not terminal.isatty():
        yield _by_tenths(label)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=terminal), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


def _by_tenths(label: str) -> Advance:
    shown = [-1]

    def advance(done: int, total: int) -> None:
        tenth = 10 * done // total if total else 10
        if tenth > shown[0]:
            shown[0] = tenth
            complain(f"{label} {done}/{total}")

    return advance


def show_run(run: Run) -> None:
    """The summary of a run in the terminal."""
    from eval.failures import STAGES
    from eval.report import figure_rows, gate_line

    for name, value, _ in figure_rows(run.summary):
        write(f"  {padded(name, 34)} {value}")
    for note in run.warnings:
        write(f"  ⚠ {say(note.zh, note.en)}")
    if run.stages:
        write(say("失分环节：", "Where wrong answers were lost:"))
        for stage, count in run.stages.items():
            write(f"  {count:>4}  {say(STAGES[stage][0], stage)}")
    for outcome in run.gates:
        write(f"  {'✓' if outcome.passed else '✗'} {gate_line(outcome)}")
    write(say(f"报告：{run.folder / 'report.html'}", f"Report: {run.folder / 'report.html'}"))


def padded(text: str, columns: int) -> str:
    """``text`` filled up with spaces to so many columns; a Chinese character takes two."""
    wide = sum(east_asian_width(sign) in "WF" for sign in text)
    return text + " " * max(0, columns - len(text) - wide)


def show_figures(figures: Mapping[str, Interval]) -> None:
    """Named figures with their intervals; those named in seconds are shown as seconds."""
    from eval.report import shown, shown_seconds

    for name, figure in figures.items():
        text = shown_seconds(figure) if name.endswith(("p50", "p95")) else shown(figure)
        write(f"  {name:<20} {text}")

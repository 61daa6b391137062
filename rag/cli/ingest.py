"""``youju ingest``: index folders of articles, and keep the index in step with them."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rag.arguments import path_given
from rag.articles.refused import READABLE, READABLE_ZH
from rag.errors import IndexBusy, IndexUnreachable
from rag.screen import json_text, raw
from rag.settings import Settings
from rag.types import FileReport, IngestReport, Skipped
from rag.wording import say

if TYPE_CHECKING:
    from rag.indexing.progress import Progress

Commands = argparse._SubParsersAction
SOME_SKIPPED = 3
"""The exit code when all went well but some files could not be used."""

_SHOWN_ROWS = 40
_WATCH_SECONDS = 2.0


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "ingest",
        help=say("索引文章文件夹", "index folders of articles"),
        description=say(
            f"读入文件夹或文件（{READABLE_ZH}）并建立索引。再次运行只处理"
            "变化的部分；不写路径则更新所有记住的文件夹。",
            f"Read folders or files ({READABLE}) and index them. "
            "Run again, only what changed is done; without a path, all remembered folders.",
        ),
        epilog=say("例：", "Example: ")
        + "youju ingest ~/articles --watch\n"
        + say(
            "退出码：0 完成；3 完成，但有文件被跳过，或有文件夹少了大半而被保留；1 失败；130 中断"
            "（已完成的部分可用）。",
            "Exit codes: 0 done; 3 done, but files were skipped, or a folder that lost most of its "
            "articles was kept; 1 failed; 130 interrupted (what was done can be used).",
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", metavar=say("路径", "PATH"))
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=say("只看会读到什么，不写索引", "show what would be read; write nothing"),
    )
    parser.add_argument(
        "--watch",
        action="store_true",
        help=say("持续与文件夹保持同步，Ctrl-C 结束", "stay in step with the folders until Ctrl-C"),
    )
    parser.add_argument(
        "--prune",
        action="store_true",
        help=say(
            "删除磁盘上已没有的文章，即使一个文件夹一下子少了大半（平时会保留并提示）",
            "remove articles that are gone from the disk even where a folder lost most of them at "
            "once (else they are kept and named)",
        ),
    )
    parser.add_argument(
        "--json", action="store_true", help=say("输出 JSON，供程序使用", "print JSON, for machines")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ingest once, or until Ctrl-C with ``--watch``; 3 when files were skipped or folders held.

    ``--prune`` is for what is gone now: a watch that follows does not prune.
    """
    from rag.assistant import Assistant
    from rag.indexing.ingest import ingest

    embedders = Assistant(settings).embedders
    paths = [path_given(path) for path in arguments.paths] or _first_paths(settings)
    bar = _Bar(raw(sys.stderr))
    try:
        report = ingest(
            paths, settings, embedders,
            dry_run=arguments.dry_run, prune=arguments.prune, progress=bar.show,
        )  # fmt: skip
    except KeyboardInterrupt:
        bar.end()
        sys.stderr.write(
            say(
                "已中断：完成的部分已可使用，再运行一次会接着做。\n",
                "Interrupted: what was done can be used; run again to go on.\n",
            )
        )
        raise
    finally:
        bar.end()
    _print(report, as_json=arguments.json)
    if arguments.watch and not arguments.dry_run:
        _watch(lambda: ingest((), settings, embedders), as_json=arguments.json)
    return SOME_SKIPPED if report.skipped else 0


def _first_paths(settings: Settings) -> list[Path]:
    """Without a path: the remembered folders, or those of YOUJU_ARTICLES for a first time."""
    from rag.errors import UsageError
    from rag.indexing.opening import store_of

    if store_of(settings).roots():
        return []
    if settings.articles:
        return list(settings.articles)
    raise UsageError(
        zh="还没有记住的文件夹。请写出路径，例如：youju ingest ~/articles",
        en="No folder is remembered yet. Name one, for example: youju ingest ~/articles",
    )


def _watch(again: Callable[[], IngestReport], *, as_json: bool) -> None:
    """Look for changes every two seconds; a busy index or a server that is away is tried again."""
    sys.stderr.write(
        say("正在监视文件夹，按 Ctrl-C 结束。\n", "Watching the folders; Ctrl-C ends.\n")
    )
    told: frozenset[str] = frozenset()
    away = ""
    try:
        while True:
            time.sleep(_WATCH_SECONDS)
            try:
                report = again()
            except IndexBusy:
                continue
            except IndexUnreachable as fault:  # a server that is restarted comes back
                if str(fault) != away:
                    sys.stderr.write(f"{fault}\n")
                away = str(fault)
                continue
            away = ""
            skipped = frozenset(skip.path for skip in report.skipped)
            if report.added or report.changed or report.removed or skipped - told:
                _print(report, as_json=as_json)
            told = skipped
    except KeyboardInterrupt:
        return


class _Bar:
    """A line of progress on a terminal, and elsewhere nothing but what there is to be said."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._shown = terminal.isatty()
        self._last = 0.0

    def show(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.notice:
            clear = "\r\033[K" if self._shown else ""
            self._terminal.write(f"{clear}※ {progress.notice}\n")
        if not self._shown or (now - self._last < 0.2 and progress.stage == "read"):
            return
        self._last = now
        self._terminal.write(f"\r\033[K{_line(progress)}")
        self._terminal.flush()

    def end(self) -> None:
        if self._shown:
            self._terminal.write("\r\033[K")
            self._shown = False


def _line(progress: Progress) -> str:
    stage = {
        "scan": say("查看文件", "looking at files"),
        "read": say("读入", "reading"),
        "rebuild": say("换模型重建", "rebuilding for another model"),
        "reprints": say("查找转载", "finding reprints"),
        "words": say("写词索引", "writing the word index"),
        "meaning": say("写向量索引", "writing the vector index"),
        "publish": say("发布", "publishing"),
    }[progress.stage]
    if progress.stage not in ("read", "rebuild"):
        return stage
    left = progress.seconds_left
    parts = [
        stage,
        say(f"{progress.articles:,} 篇", f"{progress.articles:,} articles"),
        say(f"{progress.rate:,.0f} 篇/秒", f"{progress.rate:,.0f}/s"),
    ]
    if progress.total:
        parts.append(f"{100 * progress.done // progress.total}%")
    if left is not None:
        parts.append(say(f"还需约 {left:.0f} 秒", f"about {left:.0f} s left"))
    return "  ".join(parts)


def _print(report: IngestReport, *, as_json: bool) -> None:
    if as_json:
        print(json_text(asdict(report)))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(file=raw(sys.stdout))
    if report.files:
        table = Table(box=None, pad_edge=False, expand=True)
        # Of a narrow terminal the title gets what is left; a line each, cut where it must be.
        table.add_column(say("标题", "Title"), no_wrap=True, overflow="ellipsis", ratio=3)
        table.add_column(say("文件", "File"), no_wrap=True, overflow="ellipsis", ratio=2)
        for heading in (say("日期", "Date"), say("编码", "Encoding")):
            table.add_column(heading, no_wrap=True)
        for heading in (say("字数", "Characters"), say("删去", "Cut")):
            table.add_column(heading, no_wrap=True, justify="right")
        for row in report.files[:_SHOWN_ROWS]:
            table.add_row(*map(_plain, _cells(row)))
        console.print(table)
        rest = len(report.files) - _SHOWN_ROWS
        if rest > 0:
            console.print(say(f"……另有 {rest} 篇", f"… and {rest} more"))
    for notice in _notices(report):
        console.print(_plain(f"※ {notice.path}{say('：', ': ')}{notice.reason}"), highlight=False)
    held = {each.path for each in report.held}
    for skip in report.skipped:
        line = say(f"跳过 {skip.path}：{skip.reason}", f"skipped {skip.path}: {skip.reason}")
        if skip.path in held:
            line = say(f"保留 {skip.path}：{skip.reason}", f"kept {skip.path}: {skip.reason}")
        console.print(_plain(line), style="yellow", highlight=False)
    console.print(_summary(report), markup=False, highlight=False)


def _cells(row: FileReport) -> tuple[str, ...]:
    day = row.published.isoformat() if row.published else "—"
    if row.published_basis == "inferred":
        day += say("（推断）", " (inferred)")
    return (
        row.title, row.path.rpartition("/")[2], day, row.encoding, f"{row.characters:,}",
        f"{row.removed:,}",
    )  # fmt: skip


def _notices(report: IngestReport) -> list[Skipped]:
    """What is to be said of the articles in the table, then of others that are used."""
    rows = report.files[:_SHOWN_ROWS]
    shown = {row.path for row in rows}
    told = [Skipped(row.path.rpartition("/")[2], each) for row in rows for each in row.notices]
    return told + [each for each in report.noticed if each.path not in shown]


def _plain(text: str) -> str:
    """``text`` as a terminal may show it: no control characters, no markup."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown.replace("[", "\\[")


def _summary(report: IngestReport) -> str:
    would = say("（试运行，未写入）", " (dry run, nothing written)") if report.dry_run else ""
    return say(
        f"新增 {report.added}，改动 {report.changed}，未变 {report.unchanged}，"
        f"删除 {report.removed}，跳过 {len(report.skipped)}；共 {report.documents:,} 篇 "
        f"{report.chunks:,} 段，用时 {report.seconds:.1f} 秒{would}",
        f"added {report.added}, changed {report.changed}, unchanged {report.unchanged}, removed "
        f"{report.removed}, skipped {len(report.skipped)}; {report.documents:,} articles in "
        f"{report.chunks:,} chunks, {report.seconds:.1f} s{would}",
    )

"""What an ingest tells when it is over: the report, or why there is nothing to report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.articles.paths import path_text
from rag.articles.refused import READABLE, READABLE_ZH
from rag.errors import LoadError
from rag.indexing.holding import held_first
from rag.indexing.ports_writing import Writer
from rag.indexing.scan import Changes
from rag.indexing.writer import Intake
from rag.types import Held, IngestReport
from rag.wording import say


def report_of(
    writer: Writer,
    changes: Changes,
    intake: Intake | None,
    *,
    held: Sequence[Held],
    notices: Sequence[str],
    seconds: float,
) -> IngestReport:
    """What the run changed and what the index holds now; no ``intake`` where nothing was read."""
    unused, noticed = writer.told_of(None)
    documents, chunks = writer.counts()
    unchanged = writer.articles_of(changes.same)
    told = list(notices)
    if intake and intake.left_to_others:
        told.append(_left_to_others(intake.left_to_others))
    return IngestReport(
        added=intake.added if intake else 0,
        changed=intake.changed if intake else 0,
        unchanged=unchanged + (intake.unchanged if intake else 0),
        removed=intake.removed if intake else 0,
        documents=documents,
        chunks=chunks,
        seconds=seconds,
        skipped=held_first([*changes.skipped, *unused], held),
        files=tuple(intake.rows) if intake else (),
        refused=tuple(intake.refused) if intake else (),
        held=tuple(held),
        noticed=tuple(noticed),
        notices=tuple(told),
    )


def nothing_usable(writer: Writer) -> LoadError:
    """The first ingest of all read not one article; its roots are forgotten."""
    listed = "；".join(f"{path}：{reason}" for path, reason in writer.some_skips())
    with writer.transaction():
        writer.forget_roots(list(writer.roots()))
    return LoadError(
        zh=f"没有一个文件可以作为文章读入。{listed}",
        en=f"Not one file can be read as an article. {listed}",
    )


def _left_to_others(files: int) -> str:
    return say(
        f"有 {files} 个文件正由另一个写入者读入，由它发布",
        f"{files} files are being read by another writer, which publishes them",
    )


def nothing_found(named: Sequence[Path], *, kept: bool) -> LoadError:
    """No file is at the paths named; ``kept``: articles from there are indexed, and stay."""
    listed = "、".join(path_text(path) for path in named)
    if kept:
        return LoadError(
            zh=f"{listed} 中没有任何文件。原来从那里读入的文章保留在索引里：磁盘没有挂载？"
            "确实不要了，请加上 --prune 再运行一次。",
            en=f"There is no file in {listed}. The articles that were read from there are kept in "
            "the index: a disk that is not mounted? If you mean it, run this again with --prune.",
        )
    return LoadError(
        zh=f"{listed} 中没有任何文件。请检查路径；可读：{READABLE_ZH}。",
        en=f"There is no file in {listed}. Check the path; readable: {READABLE}.",
    )

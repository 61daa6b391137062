"""How fast and how large the index is: ``python -m benchmarks.index``.

Builds from 1,000, 10,000 and all articles of the news corpus (or a seeded synthetic one when
``YOUJU_DEV_DATA`` does not name it) and from 1,000,000 synthetic chunks; prints, as Markdown,
the seconds of each stage, rates, peak memory (proportional set size of the process and its
workers, sampled), sizes on disk, query latency and the growth between the sizes. Each build
runs in a process of its own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpus import WHOLE, news_file, questions, write_jsonl
from embeddings import load_embedder
from rag.answering.question import understand
from rag.answering.retrieve import retrieve
from rag.indexing.index import Index
from rag.indexing.ingest import ingest
from rag.indexing.integrity import verify_index
from rag.indexing.progress import Progress
from rag.settings import Settings
from rag.types import Filters

QUERIES = 200
ASKS = 40
Row = dict[str, Any]


def main() -> None:
    """Measure what is asked for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, nargs="*", default=[1_000, 10_000, WHOLE])
    parser.add_argument("--chunks", type=int, default=1_000_000, help="synthetic chunks; 0: none")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        kind, _, count = arguments.one.partition(":")
        print(json.dumps(_MEASURES[kind](int(count))))
        return
    print(machine())
    rows = [_apart(f"articles:{count}") for count in arguments.articles]
    if arguments.chunks:
        rows.append(_apart(f"chunks:{arguments.chunks}"))
    _print_table(rows)


def _apart(what: str) -> Row:
    """One measurement in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.index", "--one", what],
        stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    found: Row = json.loads(done.stdout.strip().splitlines()[-1])
    sys.stderr.write(json.dumps(found, ensure_ascii=False) + "\n")
    return found


def measure_articles(count: int) -> Row:
    """Build from ``count`` articles; then ask, change one article, and open in a cold process."""
    with tempfile.TemporaryDirectory(prefix="youju-bench-") as scratch:
        folder = Path(scratch) / "articles"
        folder.mkdir()
        write_jsonl(folder / "news.jsonl", count)
        settings = Settings(data_dir=Path(scratch) / "data")
        embedder = load_embedder()
        stages: list[tuple[str, float]] = []
        begun = time.perf_counter()

        def note(progress: Progress) -> None:
            if not stages or stages[-1][0] != progress.stage:
                stages.append((progress.stage, time.perf_counter() - begun))

        with Peak() as peak:
            report = ingest([folder], settings, embedder, progress=note)
            seconds = time.perf_counter() - begun
        row: Row = {"articles": report.documents, "chunks": report.chunks, "seconds": seconds}
        row["CPU seconds"] = _processor_seconds()  # of all processes: tells a busy machine apart
        ends = [*(start for _, start in stages[1:]), seconds]
        for (name, start), end in zip(stages, ends, strict=True):
            row[f"stage {name}"] = row.get(f"stage {name}", 0.0) + end - start
        row["peak MB"] = peak.megabytes
        begun = time.perf_counter()
        problems = verify_index(settings.data_dir).problems
        row["verify"] = time.perf_counter() - begun
        row["intact"] = not problems
        row.update(_sizes(settings.data_dir))
        row.update(_latency(settings, count))
        row.update(asking(settings, count))
        row.update(_one_more(settings, folder))
        row["cold open and first answer"] = _cold(settings)
        return row


def measure_chunks(count: int) -> Row:
    """Build from ``count`` synthetic chunks, without reading and embedding."""
    from benchmarks.synthetic import build

    with tempfile.TemporaryDirectory(prefix="youju-bench-") as scratch:
        settings = Settings(data_dir=Path(scratch) / "data")
        begun = time.perf_counter()
        with Peak() as peak:
            build(settings.data_dir, count)
        row: Row = {"chunks": count, "seconds": time.perf_counter() - begun}
        row["peak MB"] = peak.megabytes
        row.update(_sizes(settings.data_dir))
        row.update(_latency(settings, WHOLE))
        row["recall@10"] = _recall(settings)
        return row


class Peak:
    """The highest proportional set size of this process and its children, in MB."""

    def __enter__(self) -> Peak:
        self.megabytes = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.25):
            children = Path(f"/proc/self/task/{os.getpid()}/children")
            pids = ["self", *(children.read_text().split() if children.exists() else [])]
            self.megabytes = max(self.megabytes, sum(map(_resident, pids)))


def _resident(pid: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _processor_seconds() -> float:
    """User and system time of this process and of its workers that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _sizes(data_dir: Path) -> Row:
    sizes = {"database": 0, "lexical": 0, "vectors": 0}
    for path in data_dir.rglob("*"):
        if path.is_file():
            kind = path.parent.name.split("-")[0]
            sizes[kind if kind in sizes else "database"] += path.stat().st_size
    named = {f"MB {kind}": size / 1e6 for kind, size in sizes.items()}
    return {**named, "MB on disk": sum(named.values())}


def _latency(settings: Settings, articles: int) -> Row:
    """p50, p95 and p99 in milliseconds of each kind of search, warm, one at a time."""
    embedder = load_embedder()
    row: Row = {}
    asked = [understand(text) for text in questions(QUERIES, articles)]
    dates = Filters(published_from=date(2023, 7, 20), published_to=date(2023, 8, 10))
    with Index.open(settings.data_dir, embedder) as index:
        row["vector form"] = index.status()["vector_form"]
        row["recall at build"] = index.status()["vector_recall"]
        searches: dict[str, Callable[[Any], Any]] = {
            "lexical": lambda q: index.lexical(q.text, 60),
            "vector": lambda q: index.nearest(embedder.encode_query(q.text), 60),
            "fused": lambda q: retrieve(q, index, embedder, 16),
            "fused, dates": lambda q: retrieve(q, index, embedder, 16, filters=dates),
        }
        for name, search in searches.items():
            row.update(_percentiles(name, search, asked))
    return row


def _percentiles(name: str, search: Callable[[Any], Any], asked: Sequence[Any]) -> Row:
    for question in asked[:5]:
        search(question)
    times = []
    for question in asked:
        begun = time.perf_counter()
        search(question)
        times.append(1000 * (time.perf_counter() - begun))
    return {
        f"{name} p{share}": float(value)
        for share, value in zip((50, 95, 99), np.percentile(times, [50, 95, 99]), strict=True)
    }


def asking(settings: Settings, articles: int, asks: int = ASKS) -> Row:
    """The whole way from question to answer, with the bundled reader."""
    from rag.assistant import Assistant

    assistant = Assistant(settings)
    row = _percentiles("ask", assistant.ask, questions(asks, articles))
    assistant.close()
    return row


def _one_more(settings: Settings, folder: Path) -> Row:
    """Seconds until one added article is found by a reader that was open before."""
    embedder = load_embedder()
    with Index.open(settings.data_dir, embedder) as index:
        time.sleep(2.5)  # so that the times of the large file are trusted
        ingest((), settings, embedder)
        (folder / "new.txt").write_text("独角鲸观测站在北岛落成启用。", encoding="utf-8")
        begun = time.perf_counter()
        ingest((), settings, embedder)
        index.refresh()
        hit = index.lexical("独角鲸观测站", 1)[0]
        seconds = time.perf_counter() - begun
        assert "独角鲸" in index.passages([hit.chunk_id])[0].text
        near = index.nearest(embedder.encode_query("独角鲸观测站在北岛落成启用。"), 1)
        assert near[0].chunk_id == hit.chunk_id
    return {"one more article": seconds}


def _cold(settings: Settings) -> float:
    """Seconds from starting a process to its first answer."""
    environment = {**os.environ, "YOUJU_DATA_DIR": str(settings.data_dir)}
    script = "from rag import ask; ask('独角鲸观测站何时启用？')"
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", script], env=environment, check=True)
        times.append(time.perf_counter() - begun)
    return min(times)


def _recall(settings: Settings) -> float:
    """The share of the exact ten nearest that a search finds, over the queries."""
    from rag.indexing import store, store_read

    embedder = load_embedder()
    vectors = np.stack([embedder.encode_query(text) for text in questions(QUERIES, WHOLE)])
    best = np.empty((len(vectors), 0), np.float32)
    ids = np.empty((len(vectors), 0), np.int64)
    connection = store.open_for_reading(settings.data_dir)
    for numbers, rows in store_read.vector_batches(connection, 1, embedder.dimension, 1):
        scores = np.concatenate([best, vectors @ rows.T], axis=1)
        all_ids = np.concatenate(
            [ids, np.broadcast_to(numbers, (len(vectors), len(numbers)))], axis=1
        )
        top = np.argpartition(-scores, 9, axis=1)[:, :10]
        best = np.take_along_axis(scores, top, axis=1)
        ids = np.take_along_axis(all_ids, top, axis=1)
    connection.close()
    with Index.open(settings.data_dir, embedder) as index:
        found = [{hit.chunk_id for hit in index.nearest(vector, 10)} for vector in vectors]
    hits = [len(f & set(exact)) for f, exact in zip(found, ids.tolist(), strict=True)]
    return sum(hits) / (10 * len(hits))


def machine() -> str:
    """Day, processor, memory, corpus and load: what a time printed beside it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0].partition(":")[2].strip() if names else model
    corpus = "the news corpus" if news_file() else "a synthetic corpus"
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return (
        f"{date.today()}, {cores} cores ({model}), {memory:.0f} GB, Python "
        f"{platform.python_version()}, {corpus}; load average at the start {load:.1f}"
    )


def _print_table(rows: Sequence[Row]) -> None:
    """All figures, one column a size, with the growth from one size to the next."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    sizes = [f"{row['chunks']:,} chunks" for row in rows]
    print(f"\n| | {' | '.join(sizes)} |\n|---|{'---|' * len(rows)}")
    for name in names:
        cells = [_cell(row.get(name)) for row in rows]
        print(f"| {name} | {' | '.join(cells)} |")
    for row in rows:
        if row.get("articles"):
            rate = f"{row['articles'] / row['seconds']:,.0f} articles/s, "
            print(
                f"\n{row['articles']:,} articles: {rate}"
                f"{row['chunks'] / row['seconds']:,.0f} chunks/s"
            )
    for small, large in itertools.pairwise(rows):
        grown = large["chunks"] / small["chunks"]
        factors = [
            f"{name} x{large[name] / small[name]:.1f}"
            for name in ("seconds", "peak MB", "MB on disk", "fused p50")
            if name in large and name in small
        ]
        print(f"\nchunks x{grown:.1f}: {', '.join(factors)}")


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 100 else f"{value:,.0f}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


_MEASURES = {"articles": measure_articles, "chunks": measure_chunks}

if __name__ == "__main__":
    main()

"""The same articles and questions over both stores, in one run: python -m benchmarks.stores.

    python -m benchmarks.stores --articles 2500

The embedded index and PostgreSQL (a server that is started for it, or ``--url``) each take the
same files by the product's own ingest; ``retrieve`` is asked the same questions over both. Hits are
of XQuAD's Chinese questions and RGB's among news (YOUJU_DEV_DATA; without it figures of speed
alone). ``fast`` embeds, so that the stores are measured and not the model.

An index of any size that is there already is measured in both stores after a copy:

    python -m benchmarks.stores --pool /tmp/pool           # writes the passages to be found
    youju ingest /tmp/pool && youju index copy FOLDER ADDRESS
    python -m benchmarks.stores --embedded FOLDER --url ADDRESS --questions 50
"""

from __future__ import annotations

import argparse
import contextlib
import json
import lzma
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
from pydantic import SecretStr

from benchmarks.corpus import questions, write_jsonl
from benchmarks.index import machine
from benchmarks.postgres_server import served
from embeddings import Embedder, load_embedder
from rag.answering.question import understand
from rag.answering.retrieve import SearchableIndex, retrieve
from rag.errors import IndexBusy
from rag.indexing.ingest import ingest
from rag.indexing.opening import open_reader, store_of
from rag.indexing.ports import Reader
from rag.settings import Settings
from rag.types import Filters

Asked = tuple[str, set[str]]
"""A question and the names of the articles that answer it."""

ASKERS = 4
_MOST_TIMED = 100
_FILTER = Filters(published_from=date(2023, 7, 10), published_to=date(2023, 7, 20))


def main() -> None:
    """Measure both and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2_500, help="of news, beside the pool")
    parser.add_argument("--url", default="", help="an empty database; else a server is started")
    parser.add_argument("--pool", type=Path, help="write the passages here and end")
    parser.add_argument("--embedded", type=Path, help="an index of the pool, copied to --url")
    parser.add_argument("--questions", type=int, default=100, help="of each set")
    arguments = parser.parse_args()
    if arguments.pool:
        pool(arguments.pool, arguments.questions)
        return
    embedder = load_embedder("fast")
    with tempfile.TemporaryDirectory(prefix="stores-") as name, _server(arguments.url) as url:
        folder = Path(name)
        asked = pool(folder / "pool", arguments.questions)
        (folder / "news").mkdir()
        write_jsonl(folder / "news" / "news.jsonl", arguments.articles)
        asked.setdefault("news", [(q, set()) for q in questions(60, arguments.articles)])
        columns = []
        for kind, index in (("embedded", ""), ("postgres", url)):
            there = arguments.embedded if kind == "embedded" else None
            settings = Settings(data_dir=there or folder / kind, index=SecretStr(index))
            built = {} if arguments.embedded else build(settings, folder, embedder)
            found = measured(settings, folder, asked, embedder, arguments.articles)
            columns.append({**found, **built})
    print(machine())
    print(f"{'':34}{'embedded':>16}{'PostgreSQL':>16}")
    for row in columns[0]:
        print(f"{row:34}{columns[0][row]:>16}{columns[1].get(row, ''):>16}")


@contextlib.contextmanager
def _server(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with served(shared_buffers="512MB") as server:
        yield server.url()


def pool(folder: Path, most: int) -> dict[str, list[Asked]]:
    """Write the passages of both sets as articles; ``most`` questions of each."""
    named = os.environ.get("YOUJU_DEV_DATA")
    folder.mkdir()
    if not named:
        return {}
    names: dict[str, str] = {}

    def name_of(text: str) -> str:
        return names.setdefault(text, f"p{len(names)}")

    def rows(file: str) -> list[dict[str, object]]:
        with lzma.open(Path(named or "") / "benchmarks" / file, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    asked: dict[str, list[Asked]] = {"XQuAD": [], "RGB": []}
    for row in rows("xquad_zh_en_dev.jsonl.xz"):
        gold = name_of(str(row["passage"]))
        several: list[dict[str, str]] = row["questions"]  # type: ignore[assignment]
        asked["XQuAD"] += [(one["zh"], {gold}) for one in several]
    for row in rows("rgb_zh_dev.jsonl.xz"):
        positive: list[str] = row["positive"]  # type: ignore[assignment]
        negative: list[str] = row["negative"]  # type: ignore[assignment]
        golds = {name_of(text) for text in positive if text.strip()}
        for text in negative[:5]:
            if text.strip():
                name_of(text)
        asked["RGB"].append((str(row["query"]), golds))
    with (folder / "pool.jsonl").open("w", encoding="utf-8") as file:
        for text, name in names.items():
            file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
    stride = {name: max(1, len(own) // most) for name, own in asked.items()}
    return {name: own[:: stride[name]][:most] for name, own in asked.items()}


def build(settings: Settings, folder: Path, embedder: Embedder) -> dict[str, str]:
    """Take in the pool and the news; how long that took."""
    started = time.perf_counter()
    ingest([folder / "pool", folder / "news"], settings, embedder)
    found = {"build, s": f"{time.perf_counter() - started:.1f}"}
    assert not store_of(settings).verify().problems
    return found


def measured(
    settings: Settings, folder: Path, asked: dict[str, list[Asked]], embedder: Embedder,
    articles: int,
) -> dict[str, str]:  # fmt: skip
    """One column of the table."""
    with open_reader(settings, embedder) as index:
        status = index.status()
        found = {"chunks": f"{status['chunks']:,}"}
        for part in ("database", "lexical", "vectors"):
            found[f"{part}, bytes a chunk"] = f"{status[f'bytes_{part}'] / status['chunks']:,.0f}"
        found["vectors: form, recall"] = f"{status['vector_form']} {status['vector_recall']:.3f}"
        for name, own in asked.items():
            if any(golds for _, golds in own):
                found[f"{name} hit@1 / hit@5"] = hits(index, embedder, own)
        texts = [question for own in asked.values() for question, _ in own][:_MOST_TIMED]
        found |= _speeds(index, embedder, texts)
    found["two writers, s (both done)"] = _two_writers(settings, folder, embedder, articles)
    return found


def hits(index: SearchableIndex, embedder: Embedder, asked: Sequence[Asked]) -> str:
    """How many questions find their passage first, and among five."""
    first = five = 0
    for question, golds in asked:
        passages = retrieve(understand(question), index, embedder, 5)
        names = [passage.path.rpartition("!/")[2] for passage in passages]
        first += bool(names and names[0] in golds)
        five += bool(golds & set(names))
    return f"{first / len(asked):.3f} / {five / len(asked):.3f}"


def _speeds(index: Reader, embedder: Embedder, texts: Sequence[str]) -> dict[str, str]:
    vectors = {text: embedder.encode_query(text) for text in texts}
    ways: dict[str, Callable[[str], object]] = {
        "words p50 / p95, ms": lambda text: index.lexical(text, 60),
        "meaning p50 / p95, ms": lambda text: index.nearest(vectors[text], 60),
        "fused p50 / p95, ms": lambda text: retrieve(understand(text), index, embedder, 16),
        "browse p50 / p95, ms": lambda text: index.browsed(text[:4], "newest", 0, 20),
        "ten days' filter p50 / p95, ms": lambda text: retrieve(
            understand(text), index, embedder, 16, filters=_FILTER
        ),
    }
    found: dict[str, str] = {}
    for name, ask in ways.items():
        ask(texts[0])
        spans = [_seconds(ask, text) for text in texts]
        found[name] = " / ".join(f"{1e3 * np.percentile(spans, at):.1f}" for at in (50, 95))
    ask = ways["fused p50 / p95, ms"]
    started = time.perf_counter()
    with ThreadPoolExecutor(ASKERS) as askers:
        list(askers.map(ask, texts))
    found[f"{ASKERS} askers, questions a second"] = (
        f"{len(texts) / (time.perf_counter() - started):.1f}"
    )
    return found


def _seconds(ask: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    ask(text)
    return time.perf_counter() - started


def _two_writers(settings: Settings, folder: Path, embedder: Embedder, articles: int) -> str:
    """Two folders of new articles, taken in by two writers at once; who is refused tries again."""
    halves = max(40, articles // 10)
    lines = (folder / "news" / "news.jsonl").read_text(encoding="utf-8").splitlines()
    for name in ("left", "right"):
        (folder / name).mkdir(exist_ok=True)
        with (folder / name / "more.jsonl").open("w", encoding="utf-8") as file:
            for line in lines[:halves]:
                row = json.loads(line)
                row["text"] = f"{name} {settings.data_dir.name} {row['text']}"
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def write(name: str) -> None:
        own = settings.with_(data_dir=settings.data_dir.with_name(f"{name}-of-writer")) if (
            settings.index.get_secret_value()
        ) else settings  # fmt: skip
        while True:
            try:
                ingest([folder / name], own, embedder)
            except IndexBusy:
                time.sleep(0.5)
            else:
                return

    started = time.perf_counter()
    writers = [threading.Thread(target=write, args=(name,)) for name in ("left", "right")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return f"{time.perf_counter() - started:.1f}"


if __name__ == "__main__":
    main()

"""Youju beside its peers on the same articles and embedder: ``python -m benchmarks.peers``.

LangChain (in-memory store), LlamaIndex and Haystack run in their default pipelines in an
environment of their own, made on first use, each in a fresh process; all use the bundled
embedder. 5,000 articles of the news corpus hold the paragraphs of XQuAD in Chinese when
``YOUJU_DEV_DATA`` names the development data, and its questions are asked; else each question
is a stretch of an article. Printed as Markdown: seconds to ingest, peak memory, milliseconds
of a query (with the embedding of the question) and hit@5 (the right article among five).
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

from benchmarks.corpus import records

ARTICLES = 5_000
QUESTIONS = 300
PACKAGES = [
    "langchain-core",
    "langchain-text-splitters",
    "llama-index-core",
    "haystack-ai",
    "model2vec",
]
PEERS = ["langchain", "llamaindex", "haystack"]
ENVIRONMENT = Path(tempfile.gettempdir()) / "youju-peers"
ROOT = Path(__file__).resolve().parent.parent
XQUAD = "benchmarks/xquad_zh_en_dev.jsonl.xz"


def main() -> None:
    """Run all and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=ARTICLES)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="youju-peers-") as scratch:
        folder = Path(scratch)
        write_task(folder, arguments.articles)
        rows = [_run(Path(sys.executable), name, folder) for name in ("youju", "youju-vectors")]
        python = peers_python()
        rows += [_run(python, name, folder) for name in PEERS] if python else []
    print("\n| | ingest s | peak MB | query ms p50 | p95 | hit@1 | hit@5 |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['name']} | {row['ingest']:.1f} | {row['peak']:.0f} | {row['p50']:.1f} | "
            f"{row['p95']:.1f} | {row['hit1']:.3f} | {row['hit5']:.3f} |"
        )


def write_task(folder: Path, count: int) -> None:
    """``articles.jsonl`` and ``questions.jsonl`` (question, id of the right article)."""
    articles: list[dict[str, Any]] = []
    asked: list[dict[str, str]] = []
    data = os.environ.get("YOUJU_DEV_DATA")
    path = Path(data) / XQUAD if data else None
    if path is not None and path.is_file():
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                articles.append({"id": f"x{number}", "text": row["passage"]})
                asked += [{"question": item["zh"], "id": f"x{number}"} for item in row["questions"]]
    articles += [{"id": r["id"], "text": r["text"]} for r in records(count - len(articles))]
    chance = random.Random(5)  # noqa: S311 - seeded order
    chance.shuffle(articles)
    chance.shuffle(asked)
    while len(asked) < QUESTIONS:
        article = chance.choice(articles)
        start = chance.randrange(max(1, len(article["text"]) - 30))
        asked.append({"question": article["text"][start : start + 16], "id": article["id"]})
    for name, rows in (("articles", articles), ("questions", asked[:QUESTIONS])):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def peers_python() -> Path | None:
    """The interpreter of the peers' environment; ``None`` where it cannot be made."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        sys.stderr.write(f"Installing the peers in {ENVIRONMENT} …\n")
        venv.create(ENVIRONMENT, with_pip=True)
    check = "import langchain_core, llama_index.core, haystack, model2vec"
    if subprocess.run([python, "-c", check], capture_output=True, check=False).returncode:
        install = [str(python), "-m", "pip", "install", "-q", *PACKAGES]
        if subprocess.run(install, check=False).returncode:
            print("The peers cannot be installed here; left out.")
            return None
    return python


def _run(python: Path, name: str, folder: Path) -> dict[str, Any]:
    environment = {**os.environ, "HAYSTACK_TELEMETRY_ENABLED": "False", "DO_NOT_TRACK": "1"}
    script = [str(python), str(ROOT / "benchmarks" / "peer_runs.py"), name, str(folder)]
    done = subprocess.run(
        script, stdout=subprocess.PIPE, check=True, text=True, env=environment, cwd=ROOT
    )
    row: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    sys.stderr.write(f"{row}\n")
    return row


if __name__ == "__main__":
    main()

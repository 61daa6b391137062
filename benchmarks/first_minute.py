"""What a user waits for: importing, the first question of a cold process, a warm question.

    python benchmarks/first_minute.py [--runs 7]

Prints medians of wall-clock seconds, with the least and the most. The samples are indexed
first, in a folder of their own; indexing is not in the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from eval.cases import SHIPPED_QUESTIONS
from rag import SAMPLE_ARTICLES, Assistant, Settings

QUESTION = "示范区何时获批？"
HEAVY = ("torch", "gradio", "langchain", "langchain_core")


def main() -> None:
    """Measure and print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        with Assistant(Settings(data_dir=Path(folder))) as assistant:
            assistant.ingest(SAMPLE_ARTICLES)
        environment = {**os.environ, "YOUJU_DATA_DIR": folder, "PYTHONUTF8": "1"}
        python = sys.executable
        loaded = f"import sys, rag; print([m for m in {HEAVY!r} if m in sys.modules])"
        show("python -c pass", [elapsed([python, "-c", "pass"], environment) for _ in range(runs)])
        show(
            "import rag", [elapsed([python, "-c", "import rag"], environment) for _ in range(runs)]
        )
        print(
            "  loads of",
            HEAVY,
            "→",
            subprocess.run(
                [python, "-c", loaded], capture_output=True, text=True, env=environment, check=True
            ).stdout.strip(),
        )
        ask = [python, "-m", "rag.cli", "ask", QUESTION]
        show("youju ask, cold process", [elapsed(ask, environment) for _ in range(runs)])
        show("ask(), warm", warm(folder))


def elapsed(command: list[str], environment: dict[str, str]) -> float:
    """Seconds one whole process takes."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def warm(folder: str) -> list[float]:
    """Seconds of each shipped question, models and index open."""
    lines = SHIPPED_QUESTIONS.read_text(encoding="utf-8").splitlines()
    seconds = []
    with Assistant(Settings(data_dir=Path(folder))) as assistant:
        assistant.ask(QUESTION)
        for row in map(json.loads, lines):
            start = time.perf_counter()
            assistant.ask(row["question"])
            seconds.append(time.perf_counter() - start)
    return seconds


def show(name: str, seconds: list[float]) -> None:
    """One line: median, least and most."""
    print(
        f"{name:26} median {statistics.median(seconds):6.3f} s   "
        f"min {min(seconds):6.3f}   max {max(seconds):6.3f}   n {len(seconds)}"
    )


if __name__ == "__main__":
    main()

"""A measurement of quality: where its data lie, and its figures beside what was aimed at."""

from __future__ import annotations

import lzma
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import read_text
from rag import Settings

ARTICLES = "articles"
ARTICLES_DEV = "benchmarks/articles_dev.jsonl"
RGB_DEV = "benchmarks/rgb_zh_dev.jsonl.xz"
XQUAD_DEV = "benchmarks/xquad_zh_en_dev.jsonl.xz"
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a measurement may write, how many lines of each file it takes, which index it asks.

    ``limit`` is 0 for whole files; ``index`` the data folder of an index that stands.
    """

    scratch: Path
    limit: int = 0
    index: Path | None = None

    @property
    def settings(self) -> Settings:
        """The settings of the environment, with an index of their own and no chat model."""
        return Settings(data_dir=self.scratch / "data", language="zh", answerer="extractive")

    def data(self, name: str) -> Path | None:
        """A file or folder of the development data, cut to ``limit`` lines; ``None`` without it.

        That it is not there is printed.
        """
        folder = os.environ.get("YOUJU_DEV_DATA", "")
        path = Path(folder) / name
        if not folder or not path.exists():
            print(f"\nLeft out: YOUJU_DEV_DATA does not name a folder with {name}.")
            return None
        return path if path.is_dir() or not self.limit else self._first_lines(path)

    def _first_lines(self, path: Path) -> Path:
        lines = [line for line in read_text(path).split("\n") if line.strip()][: self.limit]
        raw = "".join(f"{line}\n" for line in lines).encode()
        part = self.scratch / path.name
        part.write_bytes(lzma.compress(raw) if path.suffix == ".xz" else raw)
        return part


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure was to reach: at least ``value``, or at most."""

    value: float
    unit: str = ""
    at_most: bool = False

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.value:g}{self.unit}"

    def mark(self, figure: float) -> str:
        """A tick when ``figure`` (in the aim's unit) reaches it, else a cross."""
        short = figure - self.value if self.at_most else self.value - figure
        return "✓" if short <= ROUNDING else "✗"


def row(name: str, shown: str, figure: float | None = None, aim: Aim | None = None) -> list[str]:
    """One row of a table: the name, what was measured, what was aimed at, and whether it is met."""
    if aim is None:
        return [name, shown, "", ""]
    return [name, shown, str(aim), "–" if figure is None else aim.mark(figure)]


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table behind an empty line."""
    lines = [heads, ["---"] * len(heads), *rows]
    print("\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines), flush=True)


def tell(what: str) -> None:
    """Say on the error stream what is being done."""
    sys.stderr.write(f"… {what}\n")
    sys.stderr.flush()

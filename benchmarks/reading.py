"""How fast files of each kind are read, and with how much memory: ``python -m benchmarks.reading``.

    python -m benchmarks.reading [--seconds 3] [--files 10000] [--pages 1000]

Each kind is read over and over for some seconds in one process (files of ``benchmarks.documents``,
with PDFs where there is a Chromium); then so many small files, and one PDF of so many pages, each
in a process of its own that tells the largest memory it had.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path

from benchmarks.documents.texts import made
from benchmarks.documents.written import HALVES, written
from rag.articles.clean import clean
from rag.articles.limits import Limits
from rag.articles.load import load
from tests.rag.articles.pdf_files import PdfPage, pdf

_LINES_A_PAGE = 30


def _read(path: Path) -> int:
    return sum(len(clean(article).document.text) for article in load(path, Limits()))


def _peak_mb() -> float:
    """The most memory this process had; ru_maxrss would tell that of its parent, before exec."""
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None, "Linux only"
    return int(found[1]) / 1024


def by_kind(seconds: float) -> None:
    """Print files, bytes and characters a second of processor time for each kind."""
    with tempfile.TemporaryDirectory() as scratch:
        kinds: dict[str, list[Path]] = defaultdict(list)
        for file in (file for half in HALVES for file in written(half)):
            if file.kind != "pdf":
                path = Path(scratch) / file.name
                path.write_bytes(made(file))
                kinds[file.kind].append(path)
        kinds["pdf"].append(Path(scratch) / "a.pdf")
        kinds["pdf"][0].write_bytes(_long_pdf(5))
        print("| kind | files a second | KB a second | characters a second |\n|---|---|---|---|")
        for kind, paths in sorted(kinds.items()):
            _read(paths[0])  # imports what the kind takes
            began, count, size, characters = time.process_time(), 0, 0, 0
            while (spent := time.process_time() - began) < seconds:
                for path in paths:
                    characters += _read(path)
                    size += path.stat().st_size
                    count += 1
            each = (count, size / 1000, characters)
            print(f"| `.{kind}` | {' | '.join(f'{number / spent:,.0f}' for number in each)} |")


def _small_files(count: int) -> tuple[float, float, float]:
    """Seconds of processor time for so many files, the memory after a tenth and after all."""
    with tempfile.TemporaryDirectory() as scratch:
        began = time.process_time()
        tenth = 0.0
        for number in range(count):
            path = Path(scratch) / f"{number}.txt"
            path.write_text(
                f"第{number}号通告\n\n青禾市第{number}次会议通过了预算，总额{number}万元。\n" * 3
            )
            _read(path)
            path.unlink()
            if number == count // 10:
                tenth = _peak_mb()
        return time.process_time() - began, tenth, _peak_mb()


def _long_pdf(pages: int) -> bytes:
    text = "青禾市轨道交通公司本年度完成投资若干亿元，较上年有所增长。"
    return pdf(*(
        PdfPage([(50.0, 40.0 + 24 * line, 10.0, f"{page}-{line} {text}")
                 for line in range(_LINES_A_PAGE)])
        for page in range(1, pages + 1)
    ))  # fmt: skip


def _one_pdf(pages: int) -> tuple[float, float, float]:
    """Seconds of processor time for a PDF of so many pages, the memory before and at most."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "a.pdf"
        path.write_bytes(_long_pdf(pages))
        before, began = _peak_mb(), time.process_time()
        _read(path)
        return time.process_time() - began, before, _peak_mb()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=1_000)
    chosen = parser.parse_args(arguments)
    by_kind(chosen.seconds)
    alone = get_context("spawn")
    with alone.Pool(1, maxtasksperchild=1) as pool:
        spent, tenth, peak = pool.apply(_small_files, (chosen.files,))
        print(f"{chosen.files} small files: {spent:.1f} s of processor time, "
              f"{tenth:.0f} MB after a tenth, {peak:.0f} MB at most")  # fmt: skip
        for pages in (chosen.pages // 10, chosen.pages):
            spent, before, peak = pool.apply(_one_pdf, (pages,))
            print(f"a PDF of {pages} pages: {spent:.1f} s of processor time, {peak:.0f} MB at "
                  f"most ({before:.0f} MB before)")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())

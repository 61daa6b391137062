"""A folder of every hostile file with honest neighbours, and what is asked of a run over it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rag.articles.paths import path_text
from tests.rag.articles.hostile_files import Make
from tests.rag.folders import article

ROOT = Path(__file__).resolve().parents[2]
HONEST = range(6)
MOST_PARENT_MB = 1_000

COMMAND = (
    "import re, sys; from rag.cli import main; code = main(sys.argv[2:]); "
    "used = re.search(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read()).group(1); "
    "open(sys.argv[1], 'w').write(used); sys.exit(code)"
)
"""``youju``, which leaves behind the most memory that its own process held (in KiB).

Not ``ru_maxrss``: Linux carries that over from the process that started this one.
"""


def filled(folder: Path, makes: Iterable[Make]) -> list[Path]:
    """Write hostile files into ``folder`` and honest ones before and after them; the hostile."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in HONEST:
        name = f"{'a' if number % 2 else 'z'}_honest{number}.md"
        (folder / name).write_text(article(number), encoding="utf-8")
    return [make(folder) for make in makes]


def environment(data: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "YOUJU_DATA_DIR": str(data),
        "YOUJU_LANGUAGE": "en",
        "YOUJU_EMBEDDING_MODEL": "fast",  # megabytes of text, which nobody asks about
        "YOUJU_MAX_ARTICLE_SECONDS": "2",
        "YOUJU_MAX_ARTICLE_MEMORY_MB": "700",
    }


def youju(data: Path, *arguments: str) -> tuple[int, str, str, float]:
    """Run the command; exit code, output, errors, and its own memory in MB."""
    used = data.parent / "used"
    done = subprocess.run(
        [sys.executable, "-P", "-c", COMMAND, str(used), *arguments],
        env=environment(data), capture_output=True, text=True, check=False,
    )  # fmt: skip
    memory = int(used.read_text()) / 1_000 if used.exists() else 0.0
    return done.returncode, done.stdout, done.stderr, memory


def assert_all_told(report: dict[str, Any], hostile: Iterable[Path]) -> None:
    """Each hostile file is named as skipped once, or gave articles, or some of its members did."""
    skipped = [skip["path"] for skip in report["skipped"]]
    read = [row["path"] for row in report["files"]]
    for path in hostile:
        shown = path_text(path)
        assert skipped.count(shown) <= 1, shown
        told = [
            name for name in (*skipped, *read) if name == shown or name.startswith(shown + "!/")
        ]
        assert told, f"nothing is said of {shown}"
    assert all(skip["reason"] for skip in report["skipped"])


def honest_in(report: dict[str, Any]) -> int:
    return sum("honest" in row["path"] for row in report["files"])


def parsed(line: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(line)
    return report

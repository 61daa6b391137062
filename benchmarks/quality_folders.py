"""Questions over folders of documents that are not news, as a user's own folder may be.

Right: as ``eval`` counts it (every wanted fact told, from a listed document). Clean: right, and
the fact itself is in front, in the words before the first quote. The sources are HTML and
Markdown as people keep them, indexed a folder at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measured import Aim, Bench, print_table, row, tell
from eval.cases import read_text
from eval.metrics import MARKER, contains_gold
from eval.run import evaluate
from eval.scoring import Result

FOLDERS_DEV = "benchmarks/folders_dev.jsonl"
FOLDERS = "benchmarks/folders"
RIGHT_AIM, CLEAN_AIM, REFUSED_AIM = Aim(40), Aim(36), Aim(14)
HEADS = ("folders", "measured", "aim", "met")


def folders(bench: Bench) -> None:
    """Print right, clean and refused over the development folders, and each wrong answer."""
    questions, folder = bench.data(FOLDERS_DEV), bench.data(FOLDERS)
    if questions and folder:
        print_folders(bench, questions, folder)


def print_folders(bench: Bench, questions: Path, folder: Path) -> None:
    """The same over any file of questions and the folder that holds their folders."""
    results = list(_results(bench, questions, folder))
    answerable = [one for one in results if one.answerable]
    refusable = [one for one in results if not one.answerable]
    right = sum(one.right for one in answerable)
    clean = sum(one.right and contains_gold(in_front(one), one.answers) for one in answerable)
    refused = sum(not one.answered for one in refusable)
    rows = [
        row("right", f"{right} of {len(answerable)}", right, RIGHT_AIM),
        row("clean", f"{clean} of {len(answerable)}", clean, CLEAN_AIM),
        row("unanswerable, refused", f"{refused} of {len(refusable)}", refused, REFUSED_AIM),
    ]
    print_table(HEADS, rows)
    for one in results:
        if not one.right:
            said = MARKER.sub("", one.text).replace("\n", " / ")
            print(f"- {one.id} {one.question} → {said[:120]}")


def in_front(result: Result) -> str:
    """The words an answer opens with: its fact, or where it states none its first sentence."""
    text = MARKER.sub("", result.text).strip()
    quote = result.citations[0]["quote"] if result.citations else ""
    fact = text.split(quote)[0] if quote else ""
    return fact or text.split("\n")[0]


def as_case(row: dict[str, Any], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A line as ``eval`` reads it; the question it comes ``after``, of ``rows``, as its history.

    Its ``evidence`` is left out: it is worded as in the file, not as in the cleaned article.
    """
    case = {key: row[key] for key in row if key not in ("folder", "evidence", "after")}
    before = [one["question"] for one in rows if one["id"] == row.get("after")]
    return {**case, "history": before} if before else case


def _results(bench: Bench, questions: Path, folder: Path) -> Iterator[Result]:
    rows = [json.loads(line) for line in read_text(questions).splitlines() if line.strip()]
    for name in dict.fromkeys(one["folder"] for one in rows):
        tell(f"asking the folder {name}")
        asked = bench.scratch / f"{questions.stem}-{name}.jsonl"
        mine = [one for one in rows if one["folder"] == name]
        lines = [json.dumps(as_case(one, mine), ensure_ascii=False) for one in mine]
        asked.write_text("\n".join(lines) + "\n", encoding="utf-8")
        out = bench.scratch / "runs" / asked.stem
        settings = bench.settings.with_(data_dir=bench.scratch / f"data-{asked.stem}")
        run = evaluate(asked, folder / name, settings=settings, out=out, fresh=True)
        yield from run.results

"""Questions that ask for no single fact: right by ``eval``'s rules, and how soon.

    python -m benchmarks.overview [--half dev|held] [--phrasings]

``overview_dev.jsonl`` and ``overview_held.jsonl`` name for each question its folder and what a good
answer holds, in words and figures alone; they were written before the answers were looked at and
drawn apart by a seed. What was mended was mended on ``dev``. ``samples`` ships; the other folders
are of the development data and left out without it. ``intents_*.jsonl`` are phrasings with what
they ask for, half of them facts that look like overviews.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measured import ARTICLES, Aim, Bench, print_table, row, tell
from benchmarks.quality_folders import FOLDERS, as_case
from eval.cases import SHIPPED_ARTICLES
from eval.metrics import MARKER
from eval.run import evaluate
from eval.scoring import Result
from rag.overview.intents import intent_of

HERE = Path(__file__).parent
HEADS = ("overviews", "measured", "aim", "met")
RIGHT_AIM, POINTS_AIM, FALSE_AIM = Aim(90, " %"), Aim(70, " %"), Aim(1, " %", at_most=True)
QUICK_AIM = Aim(0.4, " s", at_most=True)
MOST_SENTENCES = 5


def main() -> None:
    """Print the figures of one half, and each question that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--half", choices=("dev", "held"), default="dev")
    parser.add_argument("--phrasings", action="store_true", help="the phrasings alone")
    parser.add_argument("--folder", default="", help="the questions on one folder alone")
    given = parser.parse_args()
    phrasings(HERE / f"intents_{given.half}.jsonl")
    if not given.phrasings:
        with tempfile.TemporaryDirectory() as scratch:
            bench = Bench(Path(scratch))
            overviews(bench, HERE / f"overview_{given.half}.jsonl", given.folder)


def phrasings(path: Path) -> None:
    """Print how many phrasings are told apart, facts taken for overviews among them."""
    rows = read(path)
    found = [intent_of(one["text"]) for one in rows]
    guessed = [one.intent if one else "fact" for one in found]
    wrong = [
        (one, guess) for one, guess in zip(rows, guessed, strict=True) if one["intent"] != guess
    ]
    facts = [guess for one, guess in zip(rows, guessed, strict=True) if one["intent"] == "fact"]
    false = sum(guess != "fact" for guess in facts)
    share = 100 * false / len(facts)
    right = len(rows) - len(wrong)
    print_table(
        HEADS,
        [
            row("phrasings told apart", f"{right} of {len(rows)}"),
            row("facts taken for overviews", f"{false} of {len(facts)}", share, FALSE_AIM),
        ],
    )
    for one, guess in wrong:
        print(f"- {one['text']} → {guess}, not {one['intent']}")


def overviews(bench: Bench, path: Path, only: str = "") -> None:
    """Print the figures over all folders there are, then each wrong answer."""
    rows = [one for one in read(path) if only in ("", one["folder"])]
    results = [result for name in _folders(rows) for result in _asked(bench, path, rows, name)]
    if not results:
        return
    right = sum(one.right for one in results)
    summed = [one for one in results if one.kind == "summary" and one.points is not None]
    points = [100 * one.points for one in summed if one.points is not None]
    short = sum(len(one.citations) <= MOST_SENTENCES for one in summed)
    altered = sum(one.citation_validity not in (None, 1.0) for one in results)
    covered = statistics.fmean(points) if points else 0.0
    seconds = [
        one.seconds
        for one in results
        if one.id in {r["id"] for r in rows if r["folder"] == ARTICLES}
    ]
    table = [
        row("right", f"{right} of {len(results)}", 100 * right / len(results), RIGHT_AIM),
        row(
            "answers with a quote that is not verbatim", str(altered), altered, Aim(0, at_most=True)
        ),
        row("marked points of summaries", f"{covered:.0f} %", covered, POINTS_AIM),
        row("summaries of at most five sentences", f"{short} of {len(summed)}"),
    ]
    if seconds:
        middle = statistics.median(seconds)
        table.append(row("the five articles, p50", f"{middle:.2f} s", middle, QUICK_AIM))
    print_table(HEADS, table)
    for kind in sorted({one.kind for one in results}):
        of = [one for one in results if one.kind == kind]
        print(f"{kind}: {sum(one.right for one in of)} of {len(of)}")
    for one in results:
        if not one.right:
            said = MARKER.sub("", one.text).replace("\n", " / ")
            print(f"- {one.id} {one.question} [{one.answer_kind}] {one.points} → {said[:300]}")


def _folders(rows: Sequence[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(one["folder"] for one in rows))


def _asked(bench: Bench, path: Path, rows: Sequence[dict[str, Any]], name: str) -> Iterator[Result]:
    """The results over one folder; none where it is not there."""
    place = {"samples": SHIPPED_ARTICLES, ARTICLES: None}.get(name) or bench.data(
        name if name == ARTICLES else f"{FOLDERS}/{name}"
    )
    if place is None:
        return
    tell(f"asking the folder {name}")
    mine = [one for one in rows if one["folder"] == name]
    asked = bench.scratch / f"{path.stem}-{name}.jsonl"
    lines = [json.dumps(as_case(one, mine), ensure_ascii=False) for one in mine]
    asked.write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = bench.settings.with_(data_dir=bench.scratch / f"data-{name}")
    out = bench.scratch / "runs" / asked.stem
    yield from evaluate(asked, place, settings=settings, out=out, fresh=True).results


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a file of questions."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()

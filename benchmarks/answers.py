"""Whole answers before and after a change that is to change none, and what differs.

    YOUJU_DEV_DATA=FOLDER python -m benchmarks.answers record OUT.json
    python -m benchmarks.answers compare BEFORE.json AFTER.json

``record`` asks the shipped questions on the samples and, where ``YOUJU_DEV_DATA`` names the
development data, their questions and ``FURTHER`` questions of the training's small folders
(taken at even steps), offline, with the ``deep`` model and the shipped settings. An answer is kept
whole but for its timings and for paths, of which the file name stays. ``compare`` prints every
field that differs, and ends with 1 where one does.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus import news_file
from benchmarks.measured import ARTICLES, ARTICLES_DEV, Bench, tell
from eval.cases import SHIPPED_ARTICLES, SHIPPED_QUESTIONS
from rag import Assistant, Settings
from training.folders import written_folders

FURTHER = 200
FOLDERS_DEV = "benchmarks/folders_dev.jsonl"
FOLDERS = "benchmarks/folders"
_LEFT_OUT = ("timings",)

Asked = tuple[str, Path, list[str]]
"""A name, the folder that is indexed, and the questions asked of it."""


def main() -> int:
    """Record or compare; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True)
    recording = commands.add_parser("record")
    recording.add_argument("out", type=Path)
    recording.set_defaults(run=lambda given: record(given.out))
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.set_defaults(run=lambda given: compare(given.before, given.after))
    given = parser.parse_args()
    return int(given.run(given))


def record(out: Path) -> int:
    """Ask everything and write the answers, by set and question."""
    answers: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="youju-answers-") as scratch:
        for number, (name, folder, questions) in enumerate(asked(Path(scratch))):
            tell(f"{name}: {len(questions)} questions")
            data = Path(scratch) / f"data-{number}"
            # Not auto: on a busy machine a build may choose the other model, and answers differ.
            settings = Settings(
                data_dir=data, language="zh", answerer="extractive", embedding_model="deep"
            )
            with Assistant(settings) as assistant:
                assistant.ingest(folder)
                answers[name] = {text: plain(assistant.ask(text).as_dict()) for text in questions}
    out.write_text(json.dumps(answers, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{sum(map(len, answers.values()))} answers to {len(answers)} sets in {out}")
    return 0


def asked(scratch: Path) -> Iterator[Asked]:
    """Every set of questions with its folder; those without their data are left out, said so."""
    bench = Bench(scratch)
    yield "shipped", SHIPPED_ARTICLES, questions_of(SHIPPED_QUESTIONS)
    questions, folder = bench.data(ARTICLES_DEV), bench.data(ARTICLES)
    if questions and folder:
        yield "articles_dev", folder, questions_of(questions)
    questions, folder = bench.data(FOLDERS_DEV), bench.data(FOLDERS)
    if questions and folder:
        for each in sorted(folder.iterdir()):
            yield f"folders_dev/{each.name}", each, questions_of(questions, folder=each.name)
    corpus = news_file()
    if corpus is None:
        return
    into = scratch / "folders"
    into.mkdir()
    small = list(written_folders("fitted", corpus, into))
    step = sum(len(folder.questions) for folder in small) / FURTHER
    place = 0
    for one in small:
        texts = [str(row["question"]) for row in one.questions]
        # Question n of all folders is taken where n // step is reached first.
        taken = [
            text
            for at, text in enumerate(texts, start=place)
            if int(at / step) != int((at - 1) / step)
        ]
        place += len(texts)
        if taken:
            yield f"further/{one.name}", one.path, taken


def questions_of(path: Path, folder: str = "") -> list[str]:
    """The questions of a file of JSON lines, or those about one ``folder``."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [row["question"] for row in rows if not folder or row["folder"] == folder]


def plain(record: dict[str, Any]) -> dict[str, Any]:
    """An answer without what changes from run to run."""
    kept = {key: value for key, value in record.items() if key not in _LEFT_OUT}
    for row in (*kept["citations"], *kept["nearest"]):
        row["path"] = Path(row["path"]).name
        row["also_in"] = [Path(path).name for path in row["also_in"]]
    return rounded(kept)  # type: ignore[no-any-return]


def rounded(value: Any) -> Any:
    """The same with every float to six places: the last bits depend on the order of sums."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, (list, tuple)) else value


def compare(before: Path, after: Path) -> int:
    """Print what differs, field by field; 1 where anything does."""
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (before, after))
    asked_of, differing, alike = 0, 0, shared_fields(old, new)
    for name in sorted({*old, *new}):
        for question in sorted({*old.get(name, {}), *new.get(name, {})}):
            asked_of += 1
            pair = (each.get(name, {}).get(question) for each in (old, new))
            lines = differences(*(alike(answer) for answer in pair))
            differing += bool(lines)
            if lines:
                print(f"\n{name}: {question}", *lines, sep="\n  ")
    print(f"\n{differing} of {asked_of} answers differ.")
    return int(differing > 0)


def shared_fields(*records: dict[str, Any]) -> Callable[[Any], Any]:
    """What leaves of an answer the fields that both records know; tells which are new or gone."""
    known = [
        {field for asked in record.values() for answer in asked.values() for field in answer}
        for record in records
    ]
    both = set.intersection(*known)
    for field in sorted(set.union(*known) - both):
        print(f"Only one of the two has {field}; it is not compared.")
    return lambda answer: answer and {k: v for k, v in answer.items() if k in both}


def differences(old: Any, new: Any, at: str = "") -> Sequence[str]:
    """One line for each leaf that differs, with the way to it."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted({*old, *new})
        return [
            line for key in keys for line in differences(old.get(key), new.get(key), f"{at}.{key}")
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [line for n, (a, b) in pairs for line in differences(a, b, f"{at}[{n}]")]
    return [] if old == new else [f"{at.lstrip('.')}: {old!r} → {new!r}"]


if __name__ == "__main__":
    sys.exit(main())

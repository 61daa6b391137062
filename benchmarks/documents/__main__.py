"""How many questions over files of all kinds are answered rightly.

    python -m benchmarks.documents [dev|unseen|second|fresh_dev|fresh_held] [--show] [--keep FOLDER]

The contents are in ``dev.txt`` and ``unseen.txt``, written with their questions before anything
was read or asked; all sixty files are one index, so that each half is among the other's. Rules
were made with ``dev`` in view, in the end with ``unseen`` too. ``second`` is
a further set to make rules with, an index of its own: forms, price lists, questions with answers,
numbered articles, forwarded mail. ``fresh_dev`` and ``fresh_held``, 30 files and 150 questions in
an index of their own, were written after those and before they were asked; of ``fresh_held`` only
the counts are looked at. Right is an answer
whose first line holds the words asked for (all of it, where several are) and whose quotes stand in
that file, or a refusal where the file does not say. PDFs are printed by Chromium and left out
where there is none, as is said then.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.documents.texts import made, printed
from benchmarks.documents.written import FRESH, HALVES, SECOND, Asked, Written, written
from rag import Answer, Assistant, Settings
from rag.text.fold import fold

VERDICTS = ("right", "refused", "wrong")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def write_files(files: Sequence[Written], folder: Path) -> list[Written]:
    """The files, written into a folder; those that could be."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = [file for file in files if file.kind == "pdf"]
    for file in files:
        if file.kind != "pdf":
            (folder / file.name).write_bytes(made(file))
    if CHROMIUM is None:
        print(f"{len(pages)} PDFs are left out: no chromium (Debian: apt install chromium)")
        return [file for file in files if file.kind != "pdf"]
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for file in pages:
            page = browser.new_page()
            page.set_content(printed(file))
            page.pdf(path=str(folder / file.name), format="A4")
        browser.close()
    return list(files)


def verdict(asked: Asked, answer: Answer, name: str) -> str:
    """Right, refused or wrong."""
    if not asked.groups:
        return "wrong" if answer.answered else "right"
    if not answer.answered:
        return "refused"
    text = answer.text if len(asked.groups) > 1 else answer.text.strip().partition("\n")[0]
    said = _bare(text)
    holds = all(any(_bare(words) in said for words in group) for group in asked.groups)
    here = any(name in citation.path for citation in answer.citations)
    return "right" if holds and here else "wrong"


def _bare(text: str) -> str:
    return fold(text).replace(" ", "").replace(",", "")


def main() -> int:
    """Write, read, ask and print."""
    parser = argparse.ArgumentParser(description="Questions over files of all kinds.")
    parser.add_argument(
        "halves",
        nargs="*",
        default=list(HALVES),
        help="dev, unseen, second, fresh_dev, fresh_held; usual: dev unseen",
    )
    parser.add_argument(
        "--show", action="store_true", help="print what is not right, but of fresh_held"
    )
    parser.add_argument("--keep", type=Path, help="keep the files in this folder")
    arguments = parser.parse_args()
    for together in (HALVES, (SECOND,), FRESH):
        asked = [half for half in arguments.halves if half in together]
        if not asked:
            continue
        with tempfile.TemporaryDirectory(prefix="youju-documents-") as scratch:
            folder = arguments.keep or Path(scratch) / "files"
            files = {half: write_files(written(half), folder) for half in together}
            settings = Settings(
                data_dir=Path(scratch) / "data", language="zh", answerer="extractive"
            )
            with Assistant(settings) as assistant:
                report = assistant.ingest(folder)
                for skip in report.skipped:
                    print(f"skipped {Path(skip.path).name}: {skip.reason}")
                for half in asked:
                    show = arguments.show and half != FRESH[1]
                    _measure(assistant, half, files[half], show=show)
    return 0


def _measure(assistant: Assistant, half: str, files: Sequence[Written], *, show: bool) -> None:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(VERDICTS, 0))
    for file in files:
        for asked in file.asked:
            answer = assistant.ask(asked.question)
            found = verdict(asked, answer, file.name)
            counts[file.kind][found] += 1
            if show and found != "right":
                wanted = " & ".join(" / ".join(group) for group in asked.groups)
                print(f"  {found}: {file.name}: {asked.question} => {wanted}\n    {answer.text!r}")
    print(f"\n| {half} | right | refused | wrong |\n|---|---|---|---|")
    for kind in sorted(counts):
        print(f"| `.{kind}` | {' | '.join(str(counts[kind][each]) for each in VERDICTS)} |")
    totals = [sum(each[name] for each in counts.values()) for name in VERDICTS]
    print(f"| all {sum(totals)} | {' | '.join(map(str, totals))} |")


if __name__ == "__main__":
    sys.exit(main())

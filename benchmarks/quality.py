"""How well questions are answered and refused, beside what was aimed at.

    YOUJU_DEV_DATA=FOLDER python -m benchmarks.quality [--only PART ...] [--index DIR] [--limit N]

Prints every figure of docs/quality.md as Markdown tables, with the bundled models, the shipped
settings and no chat model, from the development data that ``YOUJU_DEV_DATA`` names; a part
whose data are not there is left out, saying so. Parts: ``articles``, ``folders``
(benchmarks/quality_folders.py), ``reading`` (benchmarks/quality_reading.py), ``rgb``,
``retrieval`` (benchmarks/quality_retrieval.py), ``latency`` and ``ablation``
(benchmarks/ablation.py).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from benchmarks.ablation import ablation
from benchmarks.corpus import WHOLE, news_file, write_jsonl
from benchmarks.index import asking, machine
from benchmarks.measured import ARTICLES, ARTICLES_DEV, RGB_DEV, Aim, Bench, print_table, row, tell
from benchmarks.quality_folders import folders
from benchmarks.quality_reading import reading
from benchmarks.quality_retrieval import retrieval
from benchmarks.remembering import RememberingReader
from eval.benchmarks.rgb import NOISE, PUBLISHED, RgbRun, read_rgb, run_rgb
from eval.cases import SHIPPED_ARTICLES, SHIPPED_QUESTIONS
from eval.metrics import MARKER
from eval.outcome import Run
from eval.report import shown
from eval.run import evaluate
from eval.scoring import Result
from eval.stats import Interval
from rag import Assistant

RGB_AIMS = (96.0, 95.0, 94.0, 90.0, 76.0)
"""Percent right at each of RGB's noise ratios, answers of at most three sentences."""
ALL_NOISE_AIM = Aim(75, " %")
OVER_REFUSAL_AIM = Aim(6, " %", at_most=True)
ASKS = 200
P50_AIM, P95_AIM = Aim(350, " ms", at_most=True), Aim(700, " ms", at_most=True)
HEADS = ("", "measured", "aim", "met")


def main() -> None:
    """Measure what is asked for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    parser.add_argument("--index", type=Path, help=f"data folder with the {WHOLE:,} articles")
    parser.add_argument("--limit", type=int, default=0, help="only the first lines of each file")
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="youju-quality-") as scratch:
        bench = Bench(Path(scratch), arguments.limit, arguments.index)
        print(f"\nRefused below a probability of {bench.settings.refusal:g}.")
        for part in arguments.only:
            print(f"\n## {part}", flush=True)
            PARTS[part](bench)


def articles(bench: Bench) -> None:
    """The development questions on the five articles, and the shipped ones on the samples."""
    questions, folder = bench.data(ARTICLES_DEV), bench.data(ARTICLES)
    if questions and folder:
        run = evaluated(bench, questions, folder)
        print_table(HEADS, _article_rows(run.results))
        _print_wrong(run)
    run = evaluated(bench, SHIPPED_QUESTIONS, SHIPPED_ARTICLES)
    names = ("accuracy", "answer_accuracy", "refusal_recall", "over_refusal", "citation_validity")
    figures = [(name, run.summary[name]) for name in names if name in run.summary]
    print_table(("shipped questions", "measured"), [[n, shown(f)] for n, f in figures])
    _print_wrong(run)


def evaluated(bench: Bench, questions: Path, folder: Path) -> Run:
    """``youju eval`` over a question file and its articles, its reports thrown away."""
    tell(f"asking {questions.name}")
    out = bench.scratch / "runs" / questions.stem
    return evaluate(questions, folder, settings=bench.settings, out=out, fresh=True)


def _article_rows(results: Sequence[Result]) -> list[list[str]]:
    answerable = [one for one in results if one.answerable]
    refusable = [one for one in results if not one.answerable]
    right = sum(one.right for one in answerable)
    refused = sum(not one.answered for one in refusable)
    cited = [one for one in results if one.citations]
    quotes = sum(len(one.citations) for one in cited)
    exact = round(sum(len(one.citations) * (one.citation_validity or 0) for one in cited))
    named = [one for one in cited if one.answerable]
    sources = sum(len(one.citations) for one in named)
    listed = round(sum(len(one.citations) * (one.citation_precision or 0) for one in named))
    return [
        row("answerable, right", f"{right} of {len(answerable)}", right, Aim(24)),
        row("unanswerable, refused", f"{refused} of {len(refusable)}", refused, Aim(5)),
        row("quotes verbatim", f"{exact} of {quotes}", exact, Aim(quotes)),
        row("quotes from the right article", f"{listed} of {sources}", listed, Aim(sources)),
    ]


def _print_wrong(run: Run) -> None:
    """What still fails, with what was said."""
    wrong = [one for one in run.results if not one.right]
    if wrong:
        print("\nWrong:\n")
    for one in wrong:
        said = MARKER.sub("", one.text or one.error).replace("\n", " / ")
        print(f"- {one.id} ({one.kind}) {one.question} → {said[:120]}")


def rgb(bench: Bench) -> None:
    """Five given passages at each noise: answers of three sentences at most, and of one."""
    path = bench.data(RGB_DEV)
    if path is None:
        return
    items = read_rgb(path)
    with Assistant(bench.settings) as assistant:
        assistant.reader = RememberingReader()
        tell(f"RGB, {len(items)} questions")
        three = run_rgb(assistant, items)
        with single_sentences():
            one = run_rgb(assistant, items)
    paper, rejected = PUBLISHED["ChatGPT (paper)"]
    aims = [Aim(aim, " %") for aim in RGB_AIMS]
    rows = [
        _rgb_row(f"right, noise {noise:g}", aim, f"{theirs:g}", *_both(three, one, noise))
        for noise, aim, theirs in zip(NOISE, aims, paper, strict=True)
    ]
    theirs = f"{rejected:g}"
    rows.append(_rgb_row("refused, all noise", ALL_NOISE_AIM, theirs, *_both(three, one, 1.0)))
    over = three.refused(0.0), one.refused(0.0)
    rows.append(_rgb_row("refused, noise 0", OVER_REFUSAL_AIM, "", *over))
    length = (f"{_mean_length(three):.0f}", f"{_mean_length(one):.0f}")
    rows.append(["mean answer, characters", length[0], "", "", length[1], ""])
    heads = ("RGB, %", "three sentences", "aim", "met", "one sentence", "ChatGPT (paper)")
    print_table(heads, rows)


@contextmanager
def single_sentences() -> Iterator[None]:
    """Let an extractive answer be one sentence, also where articles disagree."""
    with (
        mock.patch("rag.answering.extract.MOST_SENTENCES", 1),
        mock.patch("rag.answering.extract.disagreeing", return_value=None),
    ):
        yield


def _both(three: RgbRun, one: RgbRun, noise: float) -> tuple[Interval | None, Interval | None]:
    return three.accuracy(noise), one.accuracy(noise)


def _rgb_row(
    name: str, aim: Aim, theirs: str, three: Interval | None, one: Interval | None
) -> list[str]:
    figure = 100 * three.value if three else None
    return [*row(name, _percent(three), figure, aim), _percent(one), theirs]


def _percent(figure: Interval | None) -> str:
    if figure is None:
        return "–"
    low, high = 100 * figure.low, 100 * figure.high
    return f"{100 * figure.value:.1f} [{low:.1f}, {high:.1f}]"


def _mean_length(run: RgbRun) -> float:
    """Characters of an answer where one is right to expect, without its markers."""
    given = [one.text for one in run.outcomes if one.answered and one.noise < 1]
    return sum(len(MARKER.sub("", text)) for text in given) / max(1, len(given))


def latency(bench: Bench) -> None:
    """Warm questions, one at a time, to the whole news corpus."""
    if news_file() is None:
        print("\nLeft out: YOUJU_DEV_DATA does not name a folder with the news corpus.")
        return
    standing = bench.index or _whole_index(bench)
    settings = bench.settings.with_(data_dir=standing)
    with Assistant(settings) as assistant:
        indexed = assistant.status()["documents"]
    tell(f"{ASKS} questions to {indexed:,} articles")
    found = asking(settings, WHOLE, ASKS)
    times = {name: found[name] for name in ("ask p50", "ask p95", "ask p99")}
    aims = (P50_AIM, P95_AIM, None)
    rows = [
        row(name, f"{time:.0f} ms", time, aim)
        for (name, time), aim in zip(times.items(), aims, strict=True)
    ]
    print_table((f"{indexed:,} articles, {ASKS} questions", *HEADS[1:]), rows)


def _whole_index(bench: Bench) -> Path:
    """The data folder of an index of all articles, built here."""
    tell(f"building an index of {WHOLE:,} articles")
    folder = bench.scratch / "news"
    folder.mkdir()
    write_jsonl(folder / "news.jsonl", WHOLE)
    settings = bench.settings.with_(data_dir=bench.scratch / "whole")
    with Assistant(settings) as assistant:
        assistant.ingest(folder)
    return settings.data_dir


PARTS: dict[str, Callable[[Bench], None]] = {
    "articles": articles,
    "folders": folders,
    "reading": reading,
    "rgb": rgb,
    "retrieval": retrieval,
    "latency": latency,
    "ablation": ablation,
}

if __name__ == "__main__":
    main()

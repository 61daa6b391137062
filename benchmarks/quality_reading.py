"""Reading comprehension: the right passage is given, and the reader points at the answer.

Passages of CMRC 2018's trial part and a tenth of DRCD that the reader was not trained on
(``training.real.held_back`` says which), each question scored as CMRC 2018 does (EM and
character F1 over the gold answers); unanswerable questions are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measured import Aim, Bench, print_table, row, tell
from eval.metrics import character_f1, exact_match
from eval.stats import mean_interval
from rag import Passage
from rag.answering.judge import span_text
from rag.answering.reader import OnnxReader
from training.real import REAL, held_back, real_rows

EM_AIM, F1_AIM = Aim(68, " %"), Aim(84, " %")


def reading(bench: Bench) -> None:
    """Print exact match and F1 of the bundled reader alone."""
    if path := bench.data(REAL):
        print_reading(OnnxReader(), path, bench.limit)


def print_reading(reader: OnnxReader, path: Path, limit: int = 0) -> None:
    """The same of any reader; ``limit`` takes the first questions only, 0 all."""
    asked = list(_asked(path))[: limit or None]
    tell(f"reading, {len(asked)} questions")
    exact, shared = [], []
    for question, passage, answers in asked:
        (found,) = reader.read(question, [passage])
        said = span_text(passage, found.spans[0]) if found.spans else ""
        exact.append(exact_match(said, answers))
        shared.append(character_f1(said, answers))
    rows = []
    for name, values, aim in (("exact match", exact, EM_AIM), ("F1", shared, F1_AIM)):
        figure = mean_interval(values)
        if figure is not None:
            low, high = 100 * figure.low, 100 * figure.high
            shown = f"{100 * figure.value:.1f} [{low:.1f}, {high:.1f}]"
            rows.append(row(name, shown, 100 * figure.value, aim))
    print_table((f"{len(asked)} questions", "measured, %", "aim", "met"), rows)


def _asked(path: Path) -> Iterator[tuple[str, Passage, list[str]]]:
    for number, one in enumerate(real_rows(path)):
        if one["source"] in ("cmrc2018-trial", "drcd") and held_back(one):
            text = one["passage"]
            passage = Passage(number, str(number), 0, len(text), text)
            for each in one["questions"]:
                if each["answers"]:
                    yield each["question"], passage, each["answers"]

"""Whether the passage that answers is found: RGB's passages pooled, XQuAD's among the news.

Each passage is an article of its own. A place is counted in passages, in the order the index
gives (fused) and in the order of ``Assistant.search`` (after reading). A copy of the wanted
passage that stands for it (``also_in``) is the wanted one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.corpus import news_file
from benchmarks.measured import RGB_DEV, XQUAD_DEV, Aim, Bench, print_table, tell
from eval.benchmarks.pool import ranked_articles, read_distractors, write_pool
from eval.benchmarks.rgb import Item, read_rgb
from eval.benchmarks.xquad import PassageQuestions, read_xquad
from eval.target import open_system
from rag import Assistant, Passage

NEWS = 5_200
"""The first so many articles of the corpus are about 15,000 chunks."""
DEPTH = 5
HEADS = ("", "fused", "after reading", "aim", "met")


@dataclass(frozen=True, slots=True)
class Sought:
    """A question with the ids of the articles that hold its answer."""

    question: str
    gold: frozenset[str]


def retrieval(bench: Bench) -> None:
    """Print both collections' tables."""
    if path := bench.data(RGB_DEV):
        _print_rgb(bench, read_rgb(path))
    path, news = bench.data(XQUAD_DEV), news_file()
    if news is None:
        print("\nLeft out: XQuAD, for want of the news corpus.")
    elif path:
        rows = read_xquad(path)
        _print_xquad(bench, rows, read_distractors(news, NEWS))


def _print_rgb(bench: Bench, items: Sequence[Item]) -> None:
    """A question's supporting passages among those of all questions, equal texts once."""
    texts = dict.fromkeys(text for item in items for text in (*item.positive, *item.negative))
    ids = {text: f"passage-{number}" for number, text in enumerate(texts)}
    sought = [Sought(item.query, frozenset(ids[text] for text in item.positive)) for item in items]
    records = [{"id": name, "text": text} for text, name in ids.items()]
    with _pool(bench, records) as assistant:
        places = _both_places(assistant, sought)
    rows = [
        _row("supporting passage first", places, 1, Aim(0.84)),
        _row("in the first five", places, DEPTH, Aim(0.985)),
    ]
    print_table((f"RGB, {len(ids):,} passages, {len(sought)} questions", *HEADS[1:]), rows)


def _print_xquad(
    bench: Bench, passages: Sequence[PassageQuestions], news: Iterable[dict[str, Any]]
) -> None:
    """Chinese and English questions over Chinese passages among news articles."""
    records = [{"id": one.id, "text": one.passage} for one in passages]
    aims = {("zh", 1): Aim(0.94), ("en", DEPTH): Aim(0.45)}
    names = {"zh": "Chinese question", "en": "English question"}
    rows = []
    with _pool(bench, [*records, *news]) as assistant:
        chunks = assistant.status()["chunks"]
        for language, name in names.items():
            sought = [
                Sought(question, frozenset((one.id,)))
                for one in passages
                for asked, question, _ in one.questions
                if asked == language
            ]
            places = _both_places(assistant, sought)
            for depth, where in ((1, "first"), (DEPTH, "in the first five")):
                label = f"{name} ({len(sought)}), {where}"
                rows.append(_row(label, places, depth, aims.get((language, depth))))
    print_table((f"XQuAD among {chunks:,} chunks", *HEADS[1:]), rows)


def _pool(bench: Bench, records: Iterable[dict[str, Any]]) -> Assistant:
    settings = bench.settings
    return open_system(settings, write_pool(settings, records))


def _both_places(assistant: Assistant, sought: Sequence[Sought]) -> list[list[int]]:
    """The place of each question's passage, from 1, beyond ``DEPTH`` 0: fused, after reading."""
    tell(f"searching for {len(sought)} questions")
    return [
        [place_of(one.gold, assistant.search(one.question, DEPTH, read=read)) for one in sought]
        for read in (False, True)
    ]


def place_of(gold: frozenset[str], passages: Sequence[Passage]) -> int:
    """Where the first passage of a wanted article, or a copy of one, stands; 0 for nowhere."""
    for place, passage in enumerate(passages[:DEPTH], start=1):
        copies = {path.rsplit("!/", 1)[-1] for path in passage.also_in}
        if gold & {*ranked_articles([passage]), *copies}:
            return place
    return 0


def _row(name: str, places: Sequence[Sequence[int]], depth: int, aim: Aim | None) -> list[str]:
    fused, read = (
        sum(1 <= place <= depth for place in found) / max(1, len(found)) for found in places
    )
    judged = [str(aim), aim.mark(read)] if aim else ["", ""]
    return [name, f"{fused:.3f}", f"{read:.3f}", *judged]

"""What each part adds: all that is measured again with one part off at a time.

Two tables. Parts that can be switched off as they are: the judge stays as it was fitted with
them. And groups of the judge's features (and their products), each left out of a judge fitted
anew: there all that a judge is fitted on (shipped questions, RGB, small folders of news) is
counted five-fold, grouped by question, folders whole, over the three most probable sentences, and
the articles' questions, which no judge is fitted on, are asked as they are. Passages are read
once, wherever they recur.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

import numpy as np

from benchmarks.corpus import news_file
from benchmarks.measured import ARTICLES, ARTICLES_DEV, RGB_DEV, Bench, print_table, tell
from benchmarks.remembering import RememberingReader
from eval.benchmarks.rgb import Item, read_rgb, run_rgb
from eval.cases import SHIPPED_ARTICLES, SHIPPED_QUESTIONS
from eval.outcome import Run
from eval.run import evaluate
from eval.target import open_system
from rag import Assistant, Settings
from rag.answering.calibration import FEATURES, TOGETHER, Model
from rag.answering.extract import MOST_SENTENCES
from training.judge import (
    Case,
    Matrix,
    fit,
    folder_cases,
    probabilities,
    rgb_cases,
    shipped_cases,
)

GROUPS: dict[str, tuple[str, ...]] = {
    "relevance": ("relevance",),
    "span and gap": ("span", "gap"),
    "words spoken of in the passage": ("coverage",),
    "words near the span": ("near_coverage", "own_coverage"),
    "words missing by the letter": ("missing",),
    "agreement of articles": ("agreement",),
    "lead over other articles": ("lead",),
    "likeness of meaning": ("similarity",),
}
"""The judge's features by what they look at; each is in one group."""
READER_FEATURES = ("relevance", "span", "gap", "lead")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can be switched off: dotted names, and what each is for the time."""

    name: str
    instead: Mapping[str, Any]

    @contextmanager
    def off(self) -> Iterator[None]:
        """Without this part while it lasts.

        Raises:
            AttributeError: A name is not there (any more).

        """
        with ExitStack() as stack:
            for target, other in self.instead.items():
                stack.enter_context(mock.patch(f"rag.{target}", other))
            yield


PARTS = (
    Part("other names", {"answering.question.alternatives": lambda _: ()}),
    Part("spelling", {"stages.respelled": lambda asked, *_: asked}),
    Part("kind of thing asked for", {"answering.coverage._kind_asked": lambda _: None}),
    Part("other names in the search", {"answering.retrieve.related_names": lambda _: ()}),
    Part("glosses of English questions", {"sources.glosses": lambda *_: []}),
    Part("fact in front", {"answering.extract.lead_fact": lambda *_: None}),
    Part("both sides of a disagreement", {"answering.extract.disagreeing": lambda *_: None}),
    Part("copies collapsed", {"answering.retrieve.collapse_copies": list}),
    Part("search by meaning", {"indexing.index.Index.nearest": lambda *_, **__: []}),
    Part("search by words", {"indexing.index.Index.lexical": lambda *_, **__: []}),
)
"""What is switched off without fitting the judge anew."""

Effects = tuple[float, ...]
"""Right and refused on the five articles (numbers); the rest in percent, as in ``HEADS``."""
COUNTS = 2
HEADS = (
    "five articles: right", "refused", "shipped: right", "RGB right, noise 0", "noise 0.8",
    "all noise: refused",
)  # fmt: skip
FITTED_HEADS = (*HEADS, "folders: right", "near misses: refused")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked again and again: two indexes and RGB's items."""

    bench: Bench
    articles: Assistant
    shipped: Assistant
    items: Sequence[Item]

    def five_articles(self) -> Effects:
        """How many are right and how many refused of the questions on the five articles."""
        results = self._evaluated("articles", self.articles).results
        right = sum(one.right for one in results if one.answerable)
        return float(right), float(sum(one.right for one in results if not one.answerable))

    def effects(self) -> Effects:
        """All figures as things stand."""
        shipped = self._evaluated("shipped", self.shipped).summary["accuracy"].value
        run = run_rgb(self.shipped, self.items, noise=(0.0, 0.8, 1.0))
        shares = [run.accuracy(noise) for noise in (0.0, 0.8, 1.0)]
        percent = [100 * share.value for share in shares if share]
        return (*self.five_articles(), 100 * shipped, *percent)

    def _evaluated(self, name: str, system: Assistant) -> Run:
        questions = self.bench.data(ARTICLES_DEV) if name == "articles" else SHIPPED_QUESTIONS
        assert questions is not None
        return evaluate(questions, system=system, out=self.bench.scratch / name, fresh=True)


def ablation(bench: Bench) -> None:
    """Print what each part and each group of features adds."""
    questions, folder, rgb = (bench.data(name) for name in (ARTICLES_DEV, ARTICLES, RGB_DEV))
    corpus = news_file()
    if not (questions and folder and rgb and corpus):
        return
    for part in PARTS:  # a name that is gone should be told now, not in ten minutes
        with part.off():
            pass
    reader = RememberingReader()
    with (
        open_system(bench.settings, folder) as articles,
        open_system(bench.settings, SHIPPED_ARTICLES) as shipped,
    ):
        articles.reader = shipped.reader = reader
        asked = Asked(bench, articles, shipped, read_rgb(rgb))
        _print_parts(asked)
        tell("collecting what the judge is fitted on")
        cases = [*shipped_cases(shipped), *rgb_cases(shipped, rgb)]
        cases += folder_cases("fitted", corpus)
        _print_groups(asked, cases)


def _print_parts(asked: Asked) -> None:
    tell("nothing off")
    rows = [("nothing", asked.effects())]
    for part in PARTS:
        tell(f"without: {part.name}")
        with part.off():
            rows.append((part.name, asked.effects()))
    _print_effects("off; judge as it is", HEADS, rows)
    print("\nThe judge is fitted on RGB's and the shipped questions too: compare rows.")


def _print_groups(asked: Asked, cases: Sequence[Case]) -> None:
    beyond = tuple(name for name in FEATURES if name not in READER_FEATURES)
    left_out = {"nothing": (), **GROUPS, "all but the reader's": beyond}
    rows = [(name, _fitted_without(asked, cases, name, left_out[name])) for name in left_out]
    rows.insert(1, ("products", _fitted_without(asked, cases, "products", (), together=())))
    _print_effects("off; judge fitted anew", FITTED_HEADS, rows)
    print("\nAll but the five articles: cross-validated, each part of a question by itself.")


def _fitted_without(
    asked: Asked,
    cases: Sequence[Case],
    name: str,
    features: Sequence[str],
    together: Sequence[str] = TOGETHER,
) -> Effects:
    tell(f"fitted without: {name}")
    kept = [place for place, feature in enumerate(FEATURES) if feature not in features]
    narrow = [replace(case, features=case.features[:, kept]) for case in cases]
    names = [FEATURES[place] for place in kept]

    def fitted(train: Sequence[Case]) -> Model:
        return fit(train, names, together)

    with mock.patch("rag.answering.judge.probability", fitted(narrow).probability):
        found = asked.five_articles()
    return (*found, *cross_validated(narrow, fitted, asked.bench.settings))


def cross_validated(
    cases: Sequence[Case], fitted: Callable[[Sequence[Case]], Model], settings: Settings
) -> Effects:
    """Percent right, five-fold: shipped questions, RGB at noise 0, 0.8 and 1, folders."""
    from sklearn.model_selection import GroupKFold

    groups = [f"{case.source}{case.group.split('/')[0]}" for case in cases]
    right: dict[tuple[str, float], list[bool]] = {}
    for train, test in GroupKFold(5).split(cases, groups=groups):
        model = fitted([cases[place] for place in train])
        for case in (cases[place] for place in test):
            kind = 0.0 if case.source == "shipped" else case.kind
            found = probabilities(model, case)
            outcome = is_right(case, found, settings.refusal)
            right.setdefault((case.source, kind), []).append(outcome)
    rgb = [("rgb", noise) for noise in (0.0, 0.8, 1.0)]
    wanted = (("shipped", 0.0), *rgb, ("folders", 1.0), ("folders", 0.0))
    return tuple(100 * float(np.mean(right[kind])) for kind in wanted)


def is_right(case: Case, probabilities: Matrix, threshold: float) -> bool:
    """Whether one of the sentences that would be given is right, or a refusal is."""
    answered = bool(len(probabilities)) and float(probabilities.max()) >= threshold
    refusable = case.kind == (1.0 if case.source == "rgb" else 0.0)
    if refusable:
        return not answered
    return answered and bool(case.right[np.argsort(-probabilities)[:MOST_SENTENCES]].any())


def _print_effects(head: str, heads: Sequence[str], rows: Sequence[tuple[str, Effects]]) -> None:
    """A table: the first row as it is, the others with what they change."""
    whole = rows[0][1]
    print_table(
        (head, *heads),
        [
            [name, *(_cell(place, one, whole[place]) for place, one in enumerate(found))]
            for name, found in rows
        ],
    )


def _cell(place: int, figure: float, whole: float) -> str:
    written, change = (
        (f"{figure:.0f}", f"{figure - whole:+.0f}")
        if place < COUNTS
        else (f"{figure:.1f}", f"{figure - whole:+.1f}")
    )
    return f"{written} ({change})" if abs(figure - whole) >= 0.05 else written

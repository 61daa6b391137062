"""Fit the judge: features of sentences in, the coefficients in rag/data/judge.json out.

    python -m training.judge --corpus news_61k.jsonl.xz [--rgb rgb_zh.jsonl.xz] [--write] \
        [--diagram FILE.svg]

``--news DIR`` adds the held-back questions about news, over an index of the corpus; the shipped
coefficients were fitted without them.

Three sources. The shipped questions over the sample articles (dated, titled articles, the way
people ask); questions over small folders of news (``folders.jsonl``), whose articles are read
from the corpus; those over passages of our own that the reader did not learn from
(``passages``), all in one index. A file in the format of RGB (query, answer, positive, negative;
five passages a question at noise 0 to 1) is never fitted on: it is judged by the whole model, as
text that nobody tuned on. A sentence counts as right when it holds a gold answer and, but in RGB,
stands in a listed article. The model is a logistic regression
on standardised features and, for dated evidence, their products (``rag.answering.calibration``);
what is printed is five-fold, grouped by question, folders and kinds of text whole, so that no
question judges itself: refusals and right answers by threshold, and how far the probability of
the sentence in front is from the share that is right.
Needs scikit-learn, which sentence-transformers brings along.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import pickle
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.cases import SHIPPED_QUESTIONS
from rag import SAMPLE_ARTICLES, Assistant, Passage, Settings
from rag.answer_types import Reading
from rag.answering.calibration import DATED, FEATURES, TOGETHER, Model, bounded
from rag.answering.extract import MOST_SENTENCES, spoken_text
from rag.answering.judge import IMPOSSIBLE, Judgement, judge
from rag.answering.question import Question, understand
from rag.answering.rank import log_odds
from rag.sources import Searched
from rag.stages import read
from rag.underway import outcome
from training.diagram import Bin, drawn
from training.examples import places_of, question_rows
from training.folders import written_folders
from training.passages import passage_rows

NOISES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
PASSAGES = 5
DRAWS = 4
WEIGHTS = {"shipped": 60.0, "folders": 20.0, "passages": 20.0, "news": 2.0, "bare": 0.1}
"""What a sentence of each source that is learned from counts; bare ones are in many draws."""
FRONT_WEIGHTS = {"shipped": 1.0, "folders": 1.0, "passages": 1.0, "news": 1.0, "bare": 0.1}
"""What a sentence in front counts when the model is scaled."""
HELD_BACK = 3.0
"""The columns of products are so many times narrower, so that they cost more in the fit.

Of 1 to 8: there is little between them on the folders, cross-validated.
"""
JUDGE = Path(__file__).resolve().parents[1] / "rag" / "data" / "judge.json"

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One question over one set of passages: a row of ``features`` for each judged sentence.

    ``dated`` has shape (rows,): 1 where the sentence's article has a date, else 0.
    """

    source: str
    group: str
    kind: float
    features: Matrix
    dated: Matrix
    right: npt.NDArray[np.bool_]
    forbidden: npt.NDArray[np.bool_]


def main() -> None:
    """Collect, fit, print, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rgb", type=Path, help="judged, never learned from")
    parser.add_argument("--corpus", type=Path, required=True, help="the news corpus")
    parser.add_argument("--news", type=Path, help="data folder of an index of the news corpus")
    parser.add_argument("--cases", type=Path, help="keep the features here, take them from here")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--diagram", type=Path, help="draw probability and share right there")
    arguments = parser.parse_args()
    if arguments.cases and arguments.cases.is_file():
        cases = pickle.loads(arguments.cases.read_bytes())  # noqa: S301 - written below
    else:
        cases = collected(arguments)
        if arguments.cases:
            arguments.cases.write_bytes(pickle.dumps(cases))
    report(cases, arguments.diagram)
    if arguments.write:
        stored = json.dumps(fit(learned(cases)).as_json(), indent=1)
        JUDGE.write_text(stored + "\n", encoding="utf-8")


def collected(arguments: argparse.Namespace) -> list[Case]:
    """The cases of every source."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), language="zh")
        with Assistant(settings) as assistant:
            cases = list(shipped_cases(assistant))
            if arguments.rgb:
                cases += rgb_cases(assistant, arguments.rgb)
    cases += folder_cases("fitted", arguments.corpus)
    cases += passage_cases()
    if arguments.news:
        cases += news_cases(arguments.news)
    return cases


def shipped_cases(assistant: Assistant) -> Iterator[Case]:
    """The shipped questions, searched and read as ``ask`` does."""
    assistant.ingest(SAMPLE_ARTICLES)
    lines = SHIPPED_QUESTIONS.read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines):
        question = understand(row["question"])
        for part in question.parts or (question,):
            judgements = _judged(assistant, part)
            names = {Path(article).name for article in row["articles"]}
            right = [
                bool(row["answerable"])
                and Path(item.reading.passage.path).name in names
                and any(
                    gold in spoken_text(part, item) for group in row["answers"] for gold in group
                )
                for item in judgements
            ]
            yield _case("shipped", row["id"], float(row["answerable"]), judgements, right)


def folder_cases(part: str, corpus: Path) -> Iterator[Case]:
    """The questions over small folders of news (``folders.jsonl``), as ``ask`` does."""
    with tempfile.TemporaryDirectory() as place:
        (into := Path(place) / "articles").mkdir()
        for folder in written_folders(part, corpus, into):
            settings = Settings(data_dir=Path(place) / "data" / folder.name, language="zh")
            with Assistant(settings) as assistant:
                assistant.ingest(folder.path)
                for number, row in enumerate(folder.questions):
                    question = understand(row["question"])
                    for asked in question.parts or (question,):
                        judgements = _judged(assistant, asked)
                        right = [
                            Path(item.reading.passage.path).stem in row["articles"]
                            and _tells(row["answers"], item.text)
                            for item in judgements
                        ]
                        name = f"{folder.name}/{number}"
                        yield _case("folders", name, float(bool(row["answers"])), judgements, right)


def passage_cases() -> Iterator[Case]:
    """The questions over passages of our own that are the judge's, each passage an article."""
    with tempfile.TemporaryDirectory() as place:
        (articles := Path(place) / "articles").mkdir()
        asked = list(_written_passages(articles))
        with Assistant(Settings(data_dir=Path(place) / "data", language="zh")) as assistant:
            assistant.ingest(articles)
            for name, text, answers in asked:
                question = understand(text)
                for part in question.parts or (question,):
                    judgements = _judged(assistant, part)
                    right = [
                        Path(item.reading.passage.path).stem == name and _tells(answers, item.text)
                        for item in judgements
                    ]
                    group = name.replace("-", "/")  # a kind of text is judged by the others
                    yield _case("passages", group, float(bool(answers)), judgements, right)


def _written_passages(into: Path) -> Iterator[tuple[str, str, list[list[str]]]]:
    """Write each passage a file; its name, each question and the answers as groups."""
    for kind, rows in passage_rows(judge=True).items():
        for number, row in enumerate(rows):
            name = f"{kind}-{number}"
            head = (row.get("title") or "", row.get("date") or "", row["paragraph"])
            (into / f"{name}.txt").write_text(
                "\n".join(filter(None, head)) + "\n", encoding="utf-8"
            )
            for question in row["questions"]:
                answers = [question["answers"]] if question["answers"] else []
                for asked in filter(None, (question.get("zh"), question.get("en"))):
                    yield name, asked, answers


def _judged(assistant: Assistant, question: Question) -> list[Judgement]:
    """What ``ask`` would make of the question, over the assistant's index."""
    source = Searched(assistant, assistant.settings.read)
    return judge(
        question,
        outcome(read(question, source.find(question), assistant)),
        assistant.words,
        article_text=lambda passage: assistant.document(passage.document_id).text,
    )


def rgb_cases(assistant: Assistant, path: Path) -> Iterator[Case]:
    """Five passages a question at each noise, drawn four times; each pair is read once."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        golds = [
            gold
            for entry in row["answer"]
            for gold in (entry if isinstance(entry, list) else [entry])
        ]
        asked = Drawing("rgb", row["id"], row["query"], row["positive"], row["negative"])
        yield from asked.cases(assistant, partial(_holds_any, golds))


def news_cases(index: Path) -> Iterator[Case]:
    """The questions about the news the reader did not learn from: as found, and bare as RGB's."""
    with Assistant(Settings(data_dir=index, language="zh")) as assistant:
        for number, row in enumerate(question_rows("held")):
            answers = row["answers"]
            tells = partial(_tells, answers)
            question = understand(row["question"])
            judgements = _judged(assistant, question)
            right = [tells(item.text) for item in judgements]
            yield _case("news", row["id"], float(bool(answers)), judgements, right)
            texts = [passage.text for passage in assistant.search(row["question"], 16, read=False)]
            holding = [text for text in texts if places_of(answers, text)]
            others = [text for text in texts if not tells(text)]
            asked = Drawing("bare", number, row["question"], holding, others)
            yield from asked.cases(assistant, tells)


def _holds_any(golds: list[str], text: str) -> bool:
    """Whether the text holds one of the answers, as RGB counts it."""
    return any(gold in text for gold in golds)


def _tells(answers: list[list[str]], text: str) -> bool:
    """Whether the text holds one of the answers."""
    return any(places_of([group], text) for group in answers)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A question with passages that answer it and passages that do not, undated, untitled."""

    source: str
    number: int
    question: str
    positive: list[str]
    negative: list[str]

    def cases(
        self,
        assistant: Assistant,
        tells: Callable[[str], bool],
    ) -> Iterator[Case]:
        """A case for each noise and draw there are passages for."""
        question = understand(self.question)
        texts = [*self.positive, *self.negative]
        passages = [Passage(i, str(i), 0, len(text), text) for i, text in enumerate(texts)]
        read = {r.passage.chunk_id: r for r in assistant.reader.read(question.text, passages)}
        for noise in NOISES if self.positive else NOISES[-1:]:
            for draw in range(DRAWS):
                chosen = self._drawn(noise, draw)
                readings: list[Reading] = [read[i] for i in chosen if i in read]
                judgements = judge(question, readings, assistant.words)
                right = [tells(item.text) for item in judgements]
                yield _case(self.source, str(self.number), noise, judgements, right)

    def _drawn(self, noise: float, draw: int) -> list[int]:
        """RGB's protocol: ⌈5·noise⌉ noise passages, the rest positive; draw 0 takes the first."""
        positive = list(range(len(self.positive)))
        negative = [len(positive) + i for i in range(len(self.negative))]
        if draw:
            shuffled = random.Random(draw * 1000 + self.number)  # noqa: S311 - a draw, no secret
            shuffled.shuffle(positive)
            shuffled.shuffle(negative)
        wanted = min(math.ceil(PASSAGES * noise), len(negative))
        return positive[: PASSAGES - wanted] + negative[:wanted]


def _case(
    source: str, group: str, kind: float, judgements: list[Judgement], right: list[bool]
) -> Case:
    rows = [[item.features[name] for name in FEATURES] for item in judgements]
    dated = [item.features[DATED] for item in judgements]
    forbidden = [bool(item.features["forbidden"]) for item in judgements]
    return Case(
        source,
        group,
        kind,
        np.array(rows, np.float64).reshape(-1, len(FEATURES)),
        np.array(dated, np.float64),
        np.array(right, bool),
        np.array(forbidden, bool),
    )


def learned(cases: Sequence[Case]) -> list[Case]:
    """The cases of the sources that the model is fitted on."""
    return [case for case in cases if case.source in WEIGHTS]


def fit(
    cases: Sequence[Case],
    names: Sequence[str] = FEATURES,
    together: Sequence[str] = TOGETHER,
) -> Model:
    """The model of ``fitted``, scaled so that it tells the share right of sentences in front.

    A sentence is in front because its probability is the highest, so that it is overrated as a
    sentence and underrated as an answer. Its log-odds are scaled by a and moved by b, a logistic
    regression of their own (Platt, 1999), on cases that the model was fitted without.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    odds, right, weight = [], [], []
    for train, test in GroupKFold(3).split(cases, groups=_groups(cases)):
        model = fitted([cases[i] for i in train], names, together)
        for case in (cases[i] for i in test):
            found = probabilities(model, case)
            if len(found):
                front = int(found.argmax())
                odds.append([log_odds(float(found[front]))])
                right.append(bool(case.right[front]))
                weight.append(FRONT_WEIGHTS[case.source])
    scale = LogisticRegression(C=1000.0).fit(odds, right, sample_weight=weight)
    a, b = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    model = fitted(cases, names, together)
    return replace(
        model,
        intercept=a * model.intercept + b,
        weights=a * model.weights,
        products=a * model.products,
    )


def _groups(cases: Sequence[Case]) -> list[str]:
    """What is judged together: a folder, a kind of text, a question."""
    return [f"{case.source}{case.group.split('/')[0]}" for case in cases]


def fitted(cases: Sequence[Case], names: Sequence[str], together: Sequence[str]) -> Model:
    """Logistic regression on standardised columns, C = 0.003.

    The columns are the cases' features, called ``names``, and of dated rows the products of
    every two of ``together`` that are among them, a third as wide as the rest.
    """
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([case.features for case in cases])
    dated = np.concatenate([case.dated for case in cases])
    right = np.concatenate([case.right for case in cases])
    weight = np.concatenate([np.full(len(c.right), WEIGHTS[c.source]) for c in cases])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    standard = (rows - mean) / spread
    graded = [place for place, name in enumerate(names) if name in together]
    pairs = [(i, j) for at, i in enumerate(graded) for j in graded[at:]]
    columns = [standard, *(dated[:, None] * _product(bounded(standard), pair) for pair in pairs)]
    design = np.concatenate(columns, axis=1)
    middle, width = design.mean(axis=0), design.std(axis=0) + 1e-9
    width[len(names) :] *= HELD_BACK
    regression = LogisticRegression(C=0.003, max_iter=3000)
    regression.fit((design - middle) / width, right, sample_weight=weight)
    weights = regression.coef_[0] / width
    products = np.zeros((len(names), len(names)))
    for pair, product in zip(pairs, weights[len(names) :], strict=True):
        products[pair] = product
    intercept = float(regression.intercept_[0] - (weights * middle).sum())
    return Model(tuple(names), intercept, mean, spread, weights[: len(names)], products)


def _product(standard: Matrix, pair: tuple[int, int]) -> Matrix:
    """Shape (rows, 1)."""
    i, j = pair
    return standard[:, i : i + 1] * standard[:, j : j + 1]


def probabilities(model: Model, case: Case) -> Matrix:
    """One probability a sentence, as the judge gives it."""
    plain = model.probabilities(case.features, case.dated)
    return np.where(case.forbidden, plain * IMPOSSIBLE, plain)


def report(cases: list[Case], diagram: Path | None = None) -> None:
    """Refused, right in three sentences and right in the first, by threshold; then reliability."""
    scored = cross_validated(cases)
    print("threshold source   kind  cases refused  in_three first")
    for threshold in (0.17, 0.21, 0.25, 0.29, 0.33, 0.37, 0.41, 0.45):
        for source, kind in sorted({(case.source, case.kind) for case in cases}):
            rows = [(c, p) for c, p in scored if (c.source, c.kind) == (source, kind)]
            answered = [bool(len(p)) and float(p.max()) >= threshold for _, p in rows]
            three = [
                a and bool(c.right[np.argsort(-p)[:MOST_SENTENCES]].any())
                for a, (c, p) in zip(answered, rows, strict=True)
            ]
            first = [
                a and bool(c.right[int(p.argmax())])
                for a, (c, p) in zip(answered, rows, strict=True)
            ]
            print(
                f"{threshold:9.2f} {source:8} {kind:4.1f} {len(rows):6} "
                f"{1 - np.mean(answered):7.3f} {np.mean(three):9.3f} {np.mean(first):5.3f}"
            )
    curves: dict[str, list[Bin]] = {}
    for sources in (("folders",), ("passages",), ("folders", "passages"), ("rgb",)):
        chosen = [(c, p) for c, p in scored if c.source in sources and len(p)]
        if chosen:
            name = " and ".join(sources)
            curves[name] = print_reliability(name, chosen)
    if diagram:
        curves.pop("folders and passages", None)
        diagram.write_text(drawn(curves), encoding="utf-8")


def cross_validated(cases: Sequence[Case]) -> list[tuple[Case, Matrix]]:
    """Each case with the probabilities of a model that was fitted without its group."""
    from sklearn.model_selection import GroupKFold

    scored: list[tuple[Case, Matrix]] = []
    own = learned(cases)
    for train, test in GroupKFold(5).split(own, groups=_groups(own)):
        model = fit([own[i] for i in train])
        scored += [(own[i], probabilities(model, own[i])) for i in test]
    model = fit(own)
    return scored + [(c, probabilities(model, c)) for c in cases if c.source not in WEIGHTS]


def print_reliability(name: str, scored: Sequence[tuple[Case, Matrix]]) -> list[Bin]:
    """The share that is right among sentences in front, by the probability they were given.

    Returned are the bins that have any.
    ECE = Σ nᵢ/n · |share rightᵢ − mean probabilityᵢ| over ten bins of equal width (Naeini et al.,
    AAAI 2015).
    """
    told = np.array([float(p.max()) for _, p in scored])
    right = np.array([bool(case.right[int(p.argmax())]) for case, p in scored])
    error, bins = 0.0, []
    print(f"\n{name}: probability  sentences  mean  right")
    for low in np.arange(0, 1, 0.1):
        among = (told >= low) & ((told < low + 0.1) | (low > 0.85))
        if among.any():
            mean, share = float(told[among].mean()), float(right[among].mean())
            error += among.mean() * abs(share - mean)
            bins.append((int(among.sum()), mean, share))
            print(f"{low:.1f} to {low + 0.1:.1f} {among.sum():6} {mean:6.3f} {share:6.3f}")
    print(f"expected calibration error {error:.3f}")
    return bins


if __name__ == "__main__":
    main()

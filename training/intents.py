"""Fit what tells overviews from facts: labelled questions in, ``rag/data/intents_weights.npz`` out.

    python -m training.intents [--write]

``intents.jsonl`` has questions by seven authors, about half of them facts that share words with
overviews (zh3 and en2 filled patterns with words); each line has its intent and the pieces of it
that name topic, speaker, sides, article or time. The vector model is a multinomial logistic
regression over the intents on standardised vectors, mean and spread folded into its weights; the
model of runs another (``rag.overview.learned`` adds their logits). The printed table is by
author: each author's questions are judged by models fitted on all others.
The threshold is the one above which no more than ``MOST_FALSE`` of the facts judged so are taken
for overviews: a fact taken for an overview is worse than an overview missed.
Needs scikit-learn, which sentence-transformers brings along.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, csr_matrix
from sklearn.linear_model import LogisticRegression

from embeddings.deep import bundled
from rag.overview.learned import FACT, RUNS, Weights, runs_of
from rag.overview.pieces import PIECES, SIGNS, Word, signs_of, words_of
from rag.overview.weights import WEIGHTS_FILE
from training.examples import question_rows

QUESTIONS = Path(__file__).with_name("intents.jsonl")
WEIGHTS = Path(__file__).resolve().parents[1] / "rag" / "data" / WEIGHTS_FILE
MOST_FALSE = 0.02
"""The share of facts that may be taken for overviews, by author."""
OF_VECTORS, OF_RUNS = 0.02, 10.0
"""How little the two models' weights are held back (scikit-learn's C)."""

PLAIN, PLAIN_FACTS = "plain", 500
"""So many of the reader's questions are facts that look like no overview; they judge nothing."""
OF_PIECES = 0.5
NO_PIECES = ("zh4", "en3")
"""Authors whose lines say what is asked for and name no pieces of it."""
MOST_PLAIN = 0.005
"""The share of overviews that may look like plain facts to the runs alone."""

Matrix = npt.NDArray[np.float32]


def main() -> None:
    """Cross-validate, print, choose the threshold, fit on all, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    rows += [
        {"text": row["question"], "intent": FACT, "author": PLAIN}
        for row in question_rows("train")[:PLAIN_FACTS]
    ]
    vectors = np.stack([bundled().encode_query(row["text"]) for row in rows])
    threshold = judged(rows, vectors)
    if arguments.write:
        model = replace(fitted(rows, vectors, threshold), plain=fitted_plain(rows))
        write(model, fitted_pieces(rows))


def fitted_plain(rows: Sequence[dict[str, Any]]) -> Matrix:
    """The weights of what knows plain facts, its threshold taken off: shape (RUNS + 1)."""
    overviews = np.array([row["intent"] != FACT for row in rows])
    matrix = csr_matrix(runs_matrix([row["text"] for row in rows]))
    scores = np.zeros(len(rows))
    for fold in folds(rows):
        others = np.setdiff1d(np.arange(len(rows)), fold)
        model = LogisticRegression(C=OF_RUNS, max_iter=200).fit(matrix[others], overviews[others])
        scores[fold] = model.decision_function(matrix[fold])
    least = float(np.quantile(scores[overviews], MOST_PLAIN))
    looks_alike = ~overviews & np.array([row["author"] != PLAIN for row in rows])
    print(
        f"plain: below {least:.2f}, {(scores[looks_alike] < least).mean():.3f} of look-alike facts"
    )
    model = LogisticRegression(C=OF_RUNS, max_iter=200).fit(matrix, overviews)
    return np.append(model.coef_[0], model.intercept_[0] - least).astype(np.float32)


def judged(rows: Sequence[dict[str, Any]], vectors: Matrix) -> float:
    """Print how each author's questions are judged by the others'; the threshold that follows."""
    asked = np.array([row["intent"] for row in rows])
    authors = np.array([row["author"] for row in rows])
    scores, guesses = np.zeros(len(rows)), np.array([""] * len(rows), object)
    for fold in folds(rows):
        others = np.setdiff1d(np.arange(len(rows)), fold)
        model = fitted([rows[n] for n in others], vectors[others], 0.0)
        for n in fold:
            scores[n], guesses[n] = model.scores(vectors[n], rows[n]["text"])
    facts = asked == FACT
    highest = np.sort(scores[facts & (authors != PLAIN)])[::-1]
    threshold = float(highest[int(MOST_FALSE * len(highest))])
    for author in sorted({*authors} - {PLAIN}):
        of = authors == author
        taken = scores > threshold
        right = (guesses == asked) & taken
        print(
            f"{author}: right {(right | (facts & ~taken))[of].mean():.3f}; "
            f"missed {(~taken & ~facts & of).sum()} of {(~facts & of).sum()} overviews; "
            f"false alarms {(taken & facts & of).sum()} of {(facts & of).sum()} facts; "
            f"of those taken {right[taken & ~facts & of].mean():.3f} of the right intent"
        )
    print(f"threshold {threshold:.3f}")
    return threshold


def folds(rows: Sequence[dict[str, Any]]) -> Iterator[npt.NDArray[np.intp]]:
    """The places of what is judged together: an author's."""
    authors = np.array([row["author"] for row in rows])
    yield from (np.flatnonzero(authors == author) for author in sorted({*authors} - {PLAIN}))


def fitted(rows: Sequence[dict[str, Any]], vectors: Matrix, threshold: float) -> Weights:
    """Both models, fitted on all rows."""
    asked = np.array([row["intent"] for row in rows])
    mean, spread = vectors.mean(0), vectors.std(0)
    kinds = LogisticRegression(C=OF_VECTORS, max_iter=300).fit((vectors - mean) / spread, asked)
    runs = LogisticRegression(C=OF_RUNS, max_iter=300).fit(
        runs_matrix([row["text"] for row in rows]), asked
    )
    weights = kinds.coef_ / spread
    bias = kinds.intercept_ - weights @ mean + runs.intercept_
    return Weights(
        tuple(map(str, kinds.classes_)),
        weights.astype(np.float32),
        bias.astype(np.float32),
        runs.coef_.astype(np.float32),
        threshold,
        np.zeros(RUNS + 1, np.float32),
    )


def runs_matrix(texts: Sequence[str]) -> csr_array:
    """A row for each text, of length 1, with its runs alike."""
    found = [runs_of(text) for text in texts]
    places = np.concatenate(found).astype(np.int32)
    values = np.concatenate([np.full(len(row), len(row) ** -0.5) for row in found])
    starts = np.cumsum([0, *map(len, found)], dtype=np.int32)
    return csr_array((values, places, starts), shape=(len(texts), RUNS))


def fitted_pieces(rows: Sequence[dict[str, Any]]) -> Matrix:
    """The weights of ``rag.overview.pieces``, of shape (pieces, SIGNS)."""
    told = [row for row in rows if row["author"] not in NO_PIECES]
    asked = [row for row in told if row["intent"] != FACT]
    words = [words_of(row["text"]) for row in asked]
    signs = [
        sign for row, cut in zip(asked, words, strict=True) for sign in signs_of(cut, row["intent"])
    ]
    named = [name for row, cut in zip(asked, words, strict=True) for name in named_words(row, cut)]
    starts = np.cumsum([0, *map(len, signs)], dtype=np.int32)
    places = np.concatenate([np.array(row, np.int32) for row in signs])
    matrix = csr_array((np.ones(len(places)), places, starts), shape=(len(signs), SIGNS))
    model = LogisticRegression(C=OF_PIECES, max_iter=200, fit_intercept=False).fit(matrix, named)
    order = [list(model.classes_).index(piece) for piece in PIECES]
    return np.asarray(model.coef_[order], np.float32)


def named_words(row: dict[str, Any], words: Sequence[Word]) -> list[str]:
    """For each word the piece that it belongs to, by the larger part of it."""
    named = [""] * len(words)
    for piece in PIECES[1:]:
        given = row.get(piece, "")
        for text in [given] if isinstance(given, str) else given:
            start = row["text"].find(text) if text else -1
            for number, word in enumerate(words):
                shared = min(word.end, start + len(text)) - max(word.start, start)
                if start >= 0 and 2 * shared > len(word.text) and not named[number]:
                    named[number] = piece
    return named


def write(weights: Weights, pieces: Matrix) -> None:
    """Store the weights in half precision."""
    np.savez_compressed(
        WEIGHTS,
        intents=np.array(weights.intents),
        kinds=weights.kinds.astype(np.float16),
        bias=weights.bias,
        runs=weights.runs.astype(np.float16),
        threshold=np.float64(weights.threshold),
        plain=weights.plain.astype(np.float16),
        pieces=pieces.astype(np.float16),
    )


if __name__ == "__main__":
    main()

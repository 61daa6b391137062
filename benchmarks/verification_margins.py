"""How far the reader tells a sentence's own fact from another: what its margins rest on.

    python -m benchmarks.verification_margins [--every 4]

To be run after the reader was trained anew, to choose ``LEAST_MARGIN`` and ``NO_ANSWER`` of
``rag/verifying/heard.py``. For each kind of fact it prints by how much a rival was ahead: the
greatest leads in sound sentences, which must stay below the margin, and of how many faults the lead
is above each. Of the sentences in ``benchmarks/verification_sentences`` but half ``b``.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import get_args

from benchmarks.measured import print_table
from benchmarks.verification import Claim, claims, documents, of_halves, reader
from rag.answering.extract import citation_of
from rag.chat.evidence import Piece
from rag.chat.quoting import quotes_for
from rag.types import Document, Passage
from rag.verifying.asked import Kind
from rag.verifying.heard import Heard, heard

MARGINS = (0.0, 1.0, 2.0, 3.0, 5.0, 8.0)
FLOORS = (0.0, -1.0, -2.0, -3.0, -4.0)


def answers(claim: Claim, article: Document) -> list[Heard]:
    """What the reader answers to a sentence, over the quote that is found for it."""
    text = article.text
    passage = Passage(0, article.id, 0, len(text), text, article.title, published=article.published)
    found = quotes_for(claim.claim, [Piece(1, passage, text)], lambda _: article, lenient=True)
    cited = [(c, article) for c in found or (citation_of(passage, 0, len(text)),)]
    return list(heard(claim.claim, cited, reader()))


def leads(every: int) -> Iterator[tuple[bool, list[Heard]]]:
    """Whether a sentence is sound, and its answers; every ``every``th sentence."""
    articles = documents("passages", "half_a", "half_b")
    sound, faults = of_halves()
    for right, some in ((True, [*claims("sound"), *sound]), (False, [*claims("planted"), *faults])):
        for claim in [one for one in some if one.half in {"dev", "a"}][::every]:
            yield right, answers(claim, articles[claim.passage])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--every", type=int, default=1, help="take every so many sentences")
    given = parser.parse_args(arguments)
    ahead: dict[tuple[bool, str], list[float]] = defaultdict(list)
    lowest: dict[bool, list[float]] = defaultdict(list)
    for right, told in leads(given.every):
        for one in told:
            ahead[right, one.asked.kind].append(one.rival - one.same)
        lowest[right].append(min((h.evidence for h in told if h.asked.kind != "house"), default=9))
    for kind in get_args(Kind):
        rows = [
            (
                f"lead > {margin:g}",
                *(f"{sum(x > margin for x in ahead[r, kind])} of {len(ahead[r, kind])}"
                  for r in (True, False)),
            )
            for margin in MARGINS
        ]  # fmt: skip
        print(f"\n{kind}")
        print_table(("", "facts of sound sentences", "of faulty ones"), rows)
    rows = [
        (
            f"evidence < {floor:g}",
            *(f"{sum(x < floor for x in lowest[r])} of {len(lowest[r])}" for r in (True, False)),
        )
        for floor in FLOORS
    ]
    print("\nno answer")
    print_table(("", "sound sentences", "faulty ones"), rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

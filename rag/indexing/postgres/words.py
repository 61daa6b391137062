"""Words at BM25's quality on stock PostgreSQL: candidates from GIN, then BM25 exactly over them.

A chunk's terms (rag.indexing.terms) are kept as a tsvector, each with as many positions as it
has occurrences. The rarest terms of a query give the candidates through the GIN index, so many as
``CANDIDATES`` allows; all terms are then scored over those with tantivy's BM25:

    Σ weight · idf · 2.2 f / (f + 1.2 (0.25 + 0.75 length / mean)),
    idf = ln(1 + (N − n + ½) / (n + ½))

Lengths go down to the next of ``LENGTHS``, as tantivy keeps them in a byte: so both stores give the
same scores, and the same order.

The frequency f is had from ``ts_rank``, which finds a term in a tsvector by halving: with all
weights one it gives Σ 1/j² for j up to f, by ζ(2); ``width_bucket`` turns that into f. What the
terms that gave no candidates could add at most says whether one of the ``SURE`` best can have been
missed: then more terms give candidates, up to ``MOST_CANDIDATES``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

from rag.indexing.postgres.connecting import Connection, run
from rag.indexing.postgres.view import View, seen
from rag.types import Hit

CANDIDATES = 4_000
MOST_CANDIDATES = 8_000
"""How many chunks the first search looks at, and the last one, by the terms' frequencies. Among
181,408 chunks the ten best are then those of tantivy, in its order, for 39 of 40 questions of
XQuAD; with a quarter of these for 27."""

SURE = 10
"""So many of the first places are looked at to tell whether a better chunk can be missing."""

_K1, _B = 1.2, 0.75
_MOST_OCCURRENCES = 255
"""What a tsvector keeps of one term's positions."""
_CROWD = 300_000
_CROWDED_SHARE = 0.2
"""As in the embedded index: in a larger index, terms in more than this share are not searched."""


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of a query: in how many chunks it stands, and what one occurrence may add at most."""

    text: str
    chunks: int
    weight: float

    @property
    def most(self) -> float:
        """The highest score that it can give."""
        return self.weight * (_K1 + 1)


def search(
    connection: Connection, view: View, wanted: Mapping[str, float], k: int, where: str = "",
    values: Mapping[str, object] | None = None,
) -> list[Hit]:  # fmt: skip
    """The ``k`` best chunks that hold any of the weighted terms, best first, then by chunk id.

    ``where`` are further conditions on the chunk ``c``, ``values`` what they take.
    """
    terms = _telling(_frequencies(connection, view, wanted), view.chunks)
    if not terms or k <= 0:
        return []
    taken = _enough(terms, CANDIDATES)
    while True:
        found = _scored(connection, view, terms, taken, k, where, values or {})
        rest = sum(term.most for term in terms[taken:])
        place = min(k, SURE)
        floor = found[place - 1].score if len(found) >= place else 0.0
        if rest <= floor or taken == len(terms):
            return found
        more = _enough(terms, MOST_CANDIDATES)
        if more <= taken:
            return found
        taken = more


def _frequencies(connection: Connection, view: View, wanted: Mapping[str, float]) -> list[_Term]:
    """The terms that any chunk holds, the rarest first."""
    rows = run(
        connection,
        "SELECT term, chunks FROM terms WHERE build = %(build)s AND term = ANY(%(terms)s)",
        {**view.values, "terms": [clean(term) for term in wanted]},
    ).fetchall()
    weights = {clean(term): weight for term, weight in wanted.items()}
    found = [
        _Term(term, chunks, weights[term] * _idf(view.chunks, chunks))
        for term, chunks in rows
        if chunks > 0
    ]
    return sorted(found, key=lambda term: (term.chunks, term.text))


def _idf(chunks: int, holding: int) -> float:
    return math.log(1 + max(0.0, chunks - holding + 0.5) / (holding + 0.5))


def _telling(terms: Sequence[_Term], chunks: int) -> list[_Term]:
    """The terms without what stands in so many chunks of a large index that it is slow."""
    rarer = [term for term in terms if term.chunks <= _CROWDED_SHARE * chunks]
    crowded = chunks > _CROWD and len(rarer) >= min(3, len(terms))
    return rarer if crowded else list(terms)


def _enough(terms: Sequence[_Term], most: int) -> int:
    """How many of the rarest terms give candidates: what ``most`` allows, and at least one."""
    sums = accumulate(term.chunks for term in terms)
    return max(1, sum(total <= most for total in sums))


def _scored(
    connection: Connection, view: View, terms: Sequence[_Term], taken: int, k: int, where: str,
    values: Mapping[str, object],
) -> list[Hit]:  # fmt: skip
    named: dict[str, object] = {
        **view.values, **values, "k": k, "steps": _steps(), "flat": [1.0] * 4,
        "lengths": LENGTHS, "mean": max(1.0, view.length / max(1, view.chunks)),
        "any": " | ".join(map(quoted, (term.text for term in terms[:taken]))),
    }  # fmt: skip
    sums: list[str] = []
    for place, term in enumerate(terms):
        named[f"t{place}"], named[f"w{place}"] = quoted(term.text), term.most
        sums.append(
            f"%(w{place})s::float8 * 1.0 / (1.0 + n.norm / nullif(width_bucket("
            f"ts_rank(%(flat)s::real[], c.words, %(t{place})s::tsquery), %(steps)s::real[]), 0))"
        )
    total = " + ".join(f"coalesce({each}, 0.0)" for each in sums)
    rows = run(
        connection,
        f"SELECT c.id, {total} AS score FROM chunks c, "
        f"LATERAL (SELECT {_K1} * ({1 - _B} + {_B} * (%(lengths)s::integer[])"
        "[width_bucket(c.length, %(lengths)s::integer[])] / %(mean)s::float8) AS norm) n "
        f"WHERE c.build = %(build)s AND c.words @@ %(any)s::tsquery AND {seen('c')} {where} "
        "ORDER BY score DESC, c.id LIMIT %(k)s",
        named,
    )
    return [Hit(chunk, float(score)) for chunk, score in rows]


def _lengths() -> list[int]:
    """What tantivy keeps of a length, after Lucene's SmallFloat: …, 40, 42, …, 56, 60, …, 88.

    Up to 40 each; then four bits of mantissa above 24, eight steps for each power of two.
    """
    return list(range(40)) + [
        24 + (8 + step << power) for power in range(1, 27) for step in range(8)
    ]


LENGTHS = _lengths()
"""The lengths that are told apart, rising."""


@cache
def _steps() -> list[float]:
    """From which ``ts_rank`` on a term occurs once, twice and so on: between two of its values."""
    sums = list(accumulate(1 / j**2 for j in range(1, _MOST_OCCURRENCES + 1)))
    ranks = [value / (math.pi**2 / 6) for value in (0.0, *sums)]
    return [(low + high) / 2 for low, high in pairwise(ranks)]


def clean(term: str) -> str:
    """A term as PostgreSQL can keep it."""
    return term.replace("\0", "")


def quoted(term: str) -> str:
    """A term as tsvector and tsquery read it: 'it''s'."""
    return "'" + clean(term).replace("\\", "\\\\").replace("'", "''") + "'"


def vector_of(terms: Sequence[str]) -> str:
    """Terms, with repetitions, as a tsvector: 'a':1,2 'b':1."""
    counts: dict[str, int] = {}
    for term in terms:
        counts[term] = counts.get(term, 0) + 1
    return " ".join(
        f"{quoted(term)}:{','.join(map(str, range(1, min(count, _MOST_OCCURRENCES) + 1)))}"
        for term, count in counts.items()
        if clean(term)
    )

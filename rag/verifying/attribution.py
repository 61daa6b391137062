"""Whose figure it is: two right figures given to each other's subjects are found here.

    the article: A区增长7%，B区增长5%        a sentence: A区增长5%，B区增长7%

All of its words and figures are in the quote, so nothing else notices. Two values of one kind
(percentages, 元, days) and two words (names, nouns, dates) are looked at together, by the order
they stand in (``rag.verifying.order``). A sentence is at fault where its order says the opposite
of the evidence's and nothing in the evidence says the same. Where it gives a single value
(A区增长5%) to a name whose own value stands in like words beside another name's, that is the same
fault. The sentences around a quote are looked at too: a quote cut short must not hide whose
figure it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rag.text.fold import fold
from rag.verifying.evidence import Evidence
from rag.verifying.marks import Mark, Marked, marked
from rag.verifying.order import Pair, ahead, order, parallel

_AROUND = 150
"""How many characters around a quote may tell whose figure it holds."""


_MOST_COMPARED = 40_000
"""How many times two values and two words are looked at together for one sentence: of 2,400
sentences of news, set against the passages they stand in, none takes more than 20,000."""


class Tangled(Exception):
    """So many words and values that whose they are cannot be told."""


@dataclass(slots=True)
class _Patience:
    """Counts what is looked at; ``Tangled`` when it is too much."""

    left: int = _MOST_COMPARED

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Tangled


def swapped(evidence: Evidence, claim: str) -> str:
    """The value that ``claim`` gives to what has another one in the evidence; empty if none.

    Raises:
        Tangled: It has too many words and values to be checked.
    """
    published = next((d.published for _, d in evidence.cited if d.published), None)
    said = marked(claim, published)
    texts = list(_texts(evidence))
    values = _distinct(said.values)
    if not any(one.kind == other.kind for t in texts for one, other in _pairs(t.values)):
        return ""
    words = [*said.words(), *(v for v in values if v.kind.startswith("date:"))]
    patience = _Patience()
    for two in _pairs(values):
        if two[0].kind == two[1].kind and _crossed(said, words, two, texts, patience):
            return two[0].text
    return next((v.text for v in values if _another_s(said, words, v, texts, patience)), "")


def _texts(evidence: Evidence) -> Iterator[Marked]:
    """The quotes, all of them in a row, and each with what stands around it."""
    row: list[Mark] = []
    text = ""
    for citation, document in evidence.cited:
        quote = marked(citation.quote, document.published)
        yield quote
        row += [mark.moved(len(text)) for mark in quote.values]
        text += citation.quote + "\n"
        start, end = max(0, citation.start - _AROUND), citation.end + _AROUND
        yield marked(document.text[start:end], document.published)
    if len(evidence.cited) > 1:
        yield Marked(text, fold(text), tuple(row))


def _crossed(
    said: Marked, words: Sequence[Mark], two: Pair, texts: Sequence[Marked], patience: _Patience
) -> bool:
    """Whether the sentence gives two values to two words and the evidence the other way round."""
    for pair in _pairs([word for word in words if word.kind != two[0].kind]):
        patience.spend()
        if pair[0].kind == pair[1].kind == "word" and pair[0].holds(pair[1]):
            continue
        said_order = order(said, pair, two)
        if said_order and _told(texts, pair, two) == -said_order:
            return True
    return False


def _another_s(
    said: Marked, words: Sequence[Mark], value: Mark, texts: Sequence[Marked], patience: _Patience
) -> bool:
    """Whether the evidence gives the one value of a clause, in like words, to another name."""
    # A word that no evidence has may be whom the value is really given to (北京在外地投资…).
    unknown = [w for w in said.words() if not any(text.places(w) for text in texts)]
    if any(ahead(said, word, value) for word in unknown):
        return False
    owners = [word for word in words if word.kind != value.kind and ahead(said, word, value)]
    return any(
        _told(texts, (owner, rival), (value, own)) == -1
        for owner in owners
        for text in texts
        for rival, own in _rivals(said, text, owner, value, patience)
    )


def _rivals(
    said: Marked, text: Marked, owner: Mark, value: Mark, patience: _Patience
) -> Iterator[Pair]:
    """Who else may own ``value`` in a text, with what would be the owner's own value then.

    Neither is spoken of in the sentence, and the text says of both in like words what they own.
    """
    rivals = [mark for mark in (*text.words(), *text.values) if owner.rivals(mark)]
    for own in _distinct(text.values):
        if own.kind != value.kind or said.places(own):
            continue
        for rival in rivals:
            patience.spend()
            if owner.holds(rival) or said.places(rival):
                continue
            if parallel(text, (owner, own), (rival, value)):
                yield rival, own


def _told(texts: Sequence[Marked], pair: Pair, two: Pair) -> int:
    """As ``order`` over several texts: 1 where any says so, else -1 where any says the other."""
    orders = {order(text, pair, two) for text in texts}
    return 1 if 1 in orders else min(orders)


def _pairs(marks: Sequence[Mark]) -> Iterator[Pair]:
    return combinations(marks, 2)


def _distinct(marks: Sequence[Mark]) -> list[Mark]:
    """Each value once."""
    kept: list[Mark] = []
    for mark in marks:
        if not any(mark.same(other) for other in kept):
            kept.append(mark)
    return kept

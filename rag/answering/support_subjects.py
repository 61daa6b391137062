"""Whose figure it is: two right figures given to each other's subjects are found here.

    the article: A区增长7%，B区增长5%        a sentence: A区增长5%，B区增长7%

All of its words and figures are in the quote, so nothing else notices. Two values of one kind
(percentages, 元, days) and two words (names, nouns, dates) are looked at together, by the order
they stand in:

- word, value, word, value: each value belongs to the word before it;
- value, word, value, word, in clauses that open with the value: to the word behind it;
- word, word, 分别, value, value: to the words in their order;
- anything else says nothing.

A sentence is at fault where its order says the opposite of the evidence's and nothing in the
evidence says the same. Where it gives a single value (A区增长5%) to a name whose own value stands
in like words beside another name's, that is the same fault. The sentences around a quote are
looked at too: a quote cut short must not hide whose figure it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rag.answering.support_evidence import Evidence
from rag.answering.support_marks import Mark, Marked, marked
from rag.text.fold import fold

_AROUND = 150
"""How many characters around a quote may tell whose figure it holds."""
_CLAUSE_END = re.compile(r",(?!\d)|[，；;。！？!?\n]|\.\s")
_SENTENCE_END = re.compile(r"[；;。！？!?\n]|\.\s")
_IN_ORDER = re.compile(r"分别|依次|respectively")
_ALIKE = 0.5
"""The share of characters common to the words before two values that say the same of two."""

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


Pair = tuple[Mark, Mark]
_Place = tuple[int, int, str]


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
    words = [
        mark
        for mark in (*said.words(), *(v for v in values if v.kind.startswith("date:")))
        if any(text.places(mark) for text in texts)
    ]
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
        order = _order(said, pair, two)
        if order and _told(texts, pair, two) == -order:
            return True
    return False


def _another_s(
    said: Marked, words: Sequence[Mark], value: Mark, texts: Sequence[Marked], patience: _Patience
) -> bool:
    """Whether the evidence gives the one value of a clause, in like words, to another name."""
    owners = [word for word in words if word.kind != value.kind and _ahead(said, word, value)]
    # A word that no evidence has may be whom the value is really given to (北京在外地投资…).
    unknown = [w for w in said.words() if not any(text.places(w) for text in texts)]
    if any(_ahead(said, word, value) for word in unknown):
        return False
    for owner in owners:
        for text in texts:
            others = [own for own in _distinct(text.values) if own.kind == value.kind]
            rivals = [mark for mark in (*text.words(), *text.values) if owner.rivals(mark)]
            for own in others:
                for rival in rivals:
                    patience.spend()
                    if own.same(value) or said.places(own) or said.places(rival):
                        continue
                    if owner.holds(rival) or not _parallel(text, (owner, own), (rival, value)):
                        continue
                    if _told(texts, (owner, rival), (value, own)) == -1:
                        return True
    return False


def _told(texts: Sequence[Marked], pair: Pair, two: Pair) -> int:
    """As ``_order`` over several texts: 1 where any says so, else -1 where any says the other."""
    orders = {_order(text, pair, two) for text in texts}
    return 1 if 1 in orders else min(orders)


def _order(text: Marked, pair: Pair, two: Pair) -> int:
    """1: the first value is the first word's, the second the second's; -1: crossed; 0: unclear."""
    places: list[_Place] = sorted(
        (start, end, f"{letter}{number}")
        for letter, marks in (("w", pair), ("v", two))
        for number, mark in enumerate(marks)
        for start, end in text.places(mark)
    )
    kept = [place for n, place in enumerate(places) if not n or places[n - 1][2] != place[2]]
    names = [name for _, _, name in kept]
    if len(names) != 4 or len(set(names)) != 4:
        return 0
    shape = "".join(name[0] for name in names)
    first, second, third, fourth = kept
    if shape == "wwvv":
        clear = bool(_IN_ORDER.search(text.folded, first[1], third[0]))
        return _sign(names[0], names[2]) if clear else 0
    tie = {"wvwv": _ties, "vwvw": _opens}.get(shape)
    if tie is None or not (tie(text, first, second) and tie(text, third, fourth)):
        return 0
    return _sign(names[0], names[1])


def _sign(one: str, other: str) -> int:
    """1 when the names of a word and a value have the same number, else -1."""
    return 1 if one[1] == other[1] else -1


def _ties(text: Marked, word: _Place, value: _Place) -> bool:
    """Whether a value belongs to the word before it: one clause, or no name comes between."""
    between = text.folded[word[1] : value[0]]
    if not _CLAUSE_END.search(between):
        return True
    return not _SENTENCE_END.search(between) and not any(
        mark.name and word[1] <= mark.start < value[0] for mark in text.words()
    )


def _opens(text: Marked, value: _Place, word: _Place) -> bool:
    """Whether a value opens its clause, the word it belongs to behind it in the same clause."""
    if _CLAUSE_END.search(text.folded, value[1], word[0]):
        return False
    begin = max((m.end() for m in _CLAUSE_END.finditer(text.folded, 0, value[0])), default=0)
    return not any(begin <= mark.start < value[0] for mark in text.words())


def _ahead(text: Marked, word: Mark, value: Mark) -> bool:
    """Whether the word stands before the value in its clause, no other value between."""
    for start, _ in text.places(value):
        for _, after in text.places(word):
            if after <= start and not _CLAUSE_END.search(text.folded, after, start):
                return not any(
                    other.kind == value.kind and after <= other.start < start
                    for other in text.values
                )
    return False


def _parallel(text: Marked, one: Pair, other: Pair) -> bool:
    """Whether the same is said of two: like words between each word and its value."""
    gaps = []
    for word, value in (one, other):
        starts = [start for start, _ in text.places(value)]
        ends = [end for _, end in text.places(word) if starts and end <= starts[0]]
        if not ends or _SENTENCE_END.search(text.folded, ends[-1], starts[0]):
            return False
        gaps.append({c for c in text.folded[ends[-1] : starts[0]] if c.isalnum()})
    if not gaps[0] or not gaps[1]:
        return gaps[0] == gaps[1]
    return len(gaps[0] & gaps[1]) >= _ALIKE * min(len(gaps[0]), len(gaps[1]))


def _pairs(marks: Sequence[Mark]) -> Iterator[Pair]:
    return combinations(marks, 2)


def _distinct(marks: Sequence[Mark]) -> list[Mark]:
    """Each value once."""
    kept: list[Mark] = []
    for mark in marks:
        if not any(mark.same(other) for other in kept):
            kept.append(mark)
    return kept

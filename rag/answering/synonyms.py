"""Other names and other words: what is searched as the same, in Chinese and between languages.

Institutions and regions by other names are ``rag.text.places``'. ``ENGLISH``: the words that
questions about news are made of, with their Chinese.

An English question is searched with Chinese words for its own: from the table, else by the bundled
vectors, which were trained on both languages, so that a word's nearest Chinese neighbours are its
translations (nodes: 节点 0.82). They do badly with words of many senses (held: 笏, zone: 时区);
those are in the table. The reader needs none of it: it reads both languages.
"""

from __future__ import annotations

import re

from embeddings.words import WordVectors
from rag.text.places import REGIONS, SAME_NAME
from rag.text.question_words import ENGLISH_ASKING, ENGLISH_FUNCTION
from rag.text.tables import groups, table

Alternatives = tuple[tuple[str, tuple[str, ...]], ...]
"""Phrases of a question, each with its other names."""

ENGLISH: dict[str, tuple[str, ...]] = {
    english: tuple(chinese) for english, chinese in table("english")["words"].items()
}
_IRREGULAR: dict[str, str] = table("english")["irregular"]
_ENDINGS = groups("english", "endings")


def alternatives(question: str) -> Alternatives:
    """What the question names and the tables know by other names: (phrase, other names)."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for group in SAME_NAME:
        present = max((name for name in group if name in question), key=len, default="")
        if present:
            rest = question.replace(present, " ")
            others = tuple(name for name in group if name != present and name not in rest)
            found.append((present, others))
    return tuple(found)


def related_names(question: str) -> Alternatives:
    """What the question names, with every other name from the tables; search terms."""
    regions = ((region, others) for region, (others, _) in REGIONS.items() if region in question)
    return (*alternatives(question), *regions)


# zone, high-speed
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_KNOWN = {word for entry in ENGLISH for word in entry.split()}
_LONGEST = 2
"""Words in the longest phrase of the table."""


def translated(question: str) -> Alternatives:
    """Phrases of an English question, as written, each with its Chinese words, in its order."""
    words = list(_WORD.finditer(question))
    found: list[tuple[str, tuple[str, ...]]] = []
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            run = words[place : place + length]
            chinese = ENGLISH.get(" ".join(_stem(word.group()) for word in run))
            if chinese:
                found.append((question[run[0].start() : run[-1].end()], chinese))
                place += length - 1
                break
        place += 1
    return tuple(found)


def _stem(word: str) -> str:
    """A word as the table has it: without plural, -ed and -ing."""
    plain = word.lower()
    if plain in ENGLISH:
        return plain
    if plain in _IRREGULAR:
        return _IRREGULAR[plain]
    for ending, instead in _ENDINGS:
        stem = plain.removesuffix(ending) + instead
        if plain.endswith(ending) and stem in _KNOWN:
            return stem
    return plain


PER_WORD = 2
AT_LEAST = 0.5
"""Below this cosine the neighbour is a coincidence more often than a translation."""


def glosses(question: str, words: WordVectors) -> list[str]:
    """Chinese words for the content words of an English question, in its order."""
    table = translated(question)
    found: list[str] = [chinese for _, names in table for chinese in names[:PER_WORD]]
    for word in words.words(_without_asking(_without(question, table))):
        found += [name for name, _ in words.gloss(word.row, most=PER_WORD, at_least=AT_LEAST)]
    return list(dict.fromkeys(found))


def _without(question: str, table: Alternatives) -> str:
    """``question`` with blanks where the table has words for it."""
    for phrase, _ in table:
        question = question.replace(phrase, " " * len(phrase), 1)
    return question


# when, was, the, ?
_FUNCTION = re.compile(rf"\b(?:{ENGLISH_ASKING}|{ENGLISH_FUNCTION})\b|[?？.,]", re.IGNORECASE)


def _without_asking(question: str) -> str:
    return _FUNCTION.sub(lambda match: " " * len(match.group()), question)

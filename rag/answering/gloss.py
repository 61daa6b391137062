"""Gloss an English question in Chinese, word by word: from a table, else the bundled vectors.

The static model was trained on Chinese and English together, so a word's nearest Chinese
neighbours are its translations (nodes: 节点 0.82); words of many senses are in the table. A gloss
is not grammar; it is enough to find a passage and to point in it.
"""

from __future__ import annotations

import re

from embeddings.words import WordVectors
from rag.answering.synonyms import Alternatives
from rag.answering.translations import translated

PER_WORD = 2
AT_LEAST = 0.5
"""Below this cosine the neighbour is a coincidence more often than a translation."""
_ASKED: tuple[tuple[str, str], ...] = (
    (r"how many|how much", "多少"),
    (r"\bwhen\b|what (?:date|day|year|time)", "何时"),
    (r"\bwhere\b", "哪里"),
    (r"\bwho(?:m|se)?\b", "谁"),
    (r"\bwhy\b", "为什么"),
    (r"\bhow\b", "如何"),
    (r"\bwhat\b|\bwhich\b", "什么"),
)


def glosses(question: str, words: WordVectors) -> list[str]:
    """Chinese words for the content words of an English question, in its order."""
    table = translated(question)
    found: list[str] = [chinese for _, names in table for chinese in names[:PER_WORD]]
    for word in words.words(_without_asking(_without(question, table))):
        found += [name for name, _ in words.gloss(word.row, most=PER_WORD, at_least=AT_LEAST)]
    return list(dict.fromkeys(found))


def glossed_question(question: str, words: WordVectors) -> str:
    """A Chinese stand-in for the question: the best gloss of each word, and what is asked.

    Words without a gloss (names, figures) stay as they are.
    """
    table = translated(question)
    parts: list[tuple[int, str]] = [(question.index(phrase), names[0]) for phrase, names in table]
    for word in words.words(_without_asking(_without(question, table))):
        best = words.gloss(word.row, most=1, at_least=AT_LEAST)
        parts.append((word.start, best[0][0] if best else question[word.start : word.end]))
    asked = next(
        (chinese for pattern, chinese in _ASKED if re.search(pattern, question, re.IGNORECASE)),
        "什么",
    )
    return "".join(part for _, part in sorted(parts)) + asked + "？"


def _without(question: str, table: Alternatives) -> str:
    """``question`` with blanks where the table has words for it."""
    for phrase, _ in table:
        question = question.replace(phrase, " " * len(phrase), 1)
    return question


_FUNCTION = re.compile(
    r"\b(?:how many|how much|what|when|where|who|whom|whose|which|why|how|is|are|was|were|did|does"
    r"|do|the|a|an|of|in|on|at|to|for|and|or|by|with|from|be|been|being|has|have|had|it|its|this"
    r"|that|these|those|there|will|would|can|could|many|much|as|into|about|his|her|their)\b|[?？.,]",
    re.IGNORECASE,
)


def _without_asking(question: str) -> str:
    return _FUNCTION.sub(lambda match: " " * len(match.group()), question)

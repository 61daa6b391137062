"""Settle what a question says by the articles found for it: its spelling, and names they define."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.definitions import defined_names
from rag.answering.question import Question, understand
from rag.answering.spelling import respelled
from rag.answering.synonyms import Alternatives
from rag.text.fold import simplify


def aligned(question: Question, passages: Sequence[str], articles: Sequence[str]) -> Question:
    """``question`` in the articles' spelling, with the names that they define in brackets.

    Args:
        question: What is asked, understood.
        passages: Texts of the passages found for it.
        articles: Texts of the articles they stand in.
    """
    text = respelled(question, [simplify(passage) for passage in passages])
    if text != question.text:
        question = replace(
            understand(text), original=question.original, traditional=question.traditional
        )
    names = defined_names(question.text, [simplify(article) for article in articles])
    return _with_names(question, names) if names else question


def _with_names(question: Question, names: Alternatives) -> Question:
    known = dict(question.alternatives)
    parts = tuple(_with_names(part, names) for part in question.parts)
    fitting = tuple(
        (phrase, others)
        for phrase, others in names
        if phrase in question.text and set(others) - set(known.get(phrase, ()))
    )
    if not fitting and parts == question.parts:
        return question  # the very same: what was found for it need not be searched again
    return replace(question, alternatives=(*question.alternatives, *fitting), parts=parts)

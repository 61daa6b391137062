"""Earlier exchanges that a program sends along: context only, so they are cut, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag import Turn

MOST_TURNS = 8
"""Exchanges remembered, the latest: what a follow-up refers to is hardly ever further back."""
QUESTION_CHARACTERS = 1_000
"""As much as a question of its own may have."""
ANSWER_CHARACTERS = 20_000
MOST_ID = 128
_ENDS = "。！？!?\n"
_WORTH_CUTTING_AT = 0.8
"""A sentence's end this far into what is kept is a better place to stop than mid-sentence."""


Exchange = tuple[str, str, str] | tuple[str, str, str, Sequence[str]]
"""Question, question as searched, answer, and the ids of the articles shown, if known."""


def earlier(exchanges: Iterable[Exchange]) -> tuple[Turn, ...]:
    """The latest of the exchanges, oldest first."""
    return tuple(
        Turn(
            shortened(question, QUESTION_CHARACTERS),
            shortened(used or question, QUESTION_CHARACTERS),
            shortened(answer, ANSWER_CHARACTERS),
            tuple(name[:MOST_ID] for row in shown for name in row),
        )
        for question, used, answer, *shown in list(exchanges)[-MOST_TURNS:]
    )


def shortened(text: str, characters: int) -> str:
    """The first ``characters`` of a text, up to a sentence's end where there is one near."""
    if len(text) <= characters:
        return text
    kept = text[:characters]
    end = max(kept.rfind(each) for each in _ENDS) + 1
    return kept[:end] if end >= characters * _WORTH_CUTTING_AT else kept

"""How much of a question a text speaks of, by the words of the bundled model.

A word is spoken of when the text has it, a word that means the same (a near vector), or
another name for it (``Question.alternatives``: GDP and 国内生产总值, or what an article
defines in brackets).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from embeddings.words import Word, WordVectors
from rag.answering.question import Question
from rag.text.fold import fold
from rag.text.question_words import (
    ASKING_ALONE,
    ENGLISH_ASKING,
    ENGLISH_FUNCTION,
    HOW_MUCH,
)
from rag.text.segment import tagged

QUESTION_WORDS = re.compile(
    rf"{ASKING_ALONE}|{HOW_MUCH}|哪|几|吗|呢|请问|时间|分别|有|是|的|了|在|于|被|和|与"
    rf"|\b(?:{ENGLISH_ASKING}|{ENGLISH_FUNCTION})\b",
    re.IGNORECASE,
)
"""What a question has beside the words that say what it is about."""
# 哪个文件, 什么奖, which city
_ASKED_KIND = re.compile(
    r"哪[一]?[个家些位份项种类座支所]|什么(?!时候|时间|样)"
    r"|\b(?:which|what) (?P<english>(?!(?:is|are|was|were|did|does|do|has|have)\b)[a-z]+)\b",
    re.IGNORECASE,
)
LEAST_KEPT = 2
"""The kind asked for is left out only where so many other words remain."""
LIGHTEST = 2.0
"""A word whose vector is shorter than this says nothing of its own (的 1, 发展 3, 示范区 12)."""
# gdp, c919
_LATIN = re.compile(r"[a-z0-9]")


def content_words(text: str, words: WordVectors) -> list[Word]:
    """The words of a question that say what it is about, each once.

    What kind of thing is asked for (文件 in 哪个国家级政策文件) is not among them, unless nothing
    else is: the answer is such a thing, its sentence need not call it so.
    """
    blank = QUESTION_WORDS.sub(lambda match: " " * len(match.group()), text)
    kind = _kind_asked(text)
    if kind:
        without = blank[: kind[0]] + " " * (kind[1] - kind[0]) + blank[kind[1] :]
        found = _weighty(without, words)
        if len(found) >= LEAST_KEPT:
            return found
    return _weighty(blank, words)


def _weighty(text: str, words: WordVectors) -> list[Word]:
    return list({word.row: word for word in words.words(text) if word.weight >= LIGHTEST}.values())


def _kind_asked(text: str) -> tuple[int, int] | None:
    """Where the nouns behind 哪个, 什么 or which stand; ``None`` where there are none."""
    match = _ASKED_KIND.search(text)
    if match is None:
        return None
    if match["english"]:
        return match.span("english")
    end = match.end()
    for word, tag in tagged(text[match.end() :]):
        if not tag.startswith(("n", "b", "j", "l")) or tag.startswith("nr"):
            break
        end += len(word)
    return (match.start(), end) if end > match.end() else None


@dataclass(frozen=True)
class Wanted:
    """What a text must speak of to answer a question.

    ``likeness`` is the cosine that counts as the same word: 1, or less between languages.
    """

    question: Question
    words: WordVectors
    likeness: float = 1.0

    @cached_property
    def content(self) -> list[Word]:
        """The content words, in no particular order."""
        return content_words(self.question.text, self.words)

    @cached_property
    def _named_otherwise(self) -> list[tuple[str, ...]]:
        """For each content word the other names of the phrase it is part of, folded."""
        plain = fold(self.question.text)
        spans = [
            (plain.find(fold(phrase)), len(phrase), tuple(fold(other) for other in others))
            for phrase, others in self.question.alternatives
        ]
        return [
            tuple(
                other
                for start, length, others in spans
                if start >= 0 and start <= word.start and word.end <= start + length
                for other in others
            )
            for word in self.content
        ]

    def cosines(self, found: Sequence[Word], text: str) -> npt.NDArray[np.float32]:
        """For each content word how nearly ``text`` (folded) speaks of it, in [0, 1]."""
        near = (self.words.coverage(self.content, found) / self.likeness).clip(0.0, 1.0)
        best: npt.NDArray[np.float32] = np.maximum(near, self.verbatim(text))
        return best

    def verbatim(self, text: str) -> npt.NDArray[np.float32]:
        """For each content word 1.0 where it, or another name for it, stands in ``text``.

        By its letters: 举行 in 在京举行 is there, however the text is cut into words.
        """
        plain = fold(self.question.text)
        return np.array(
            [
                float(
                    (word.end - word.start > 1 and _stands(plain[word.start : word.end], text))
                    or any(_stands(other, text) for other in others)
                )
                for word, others in zip(self.content, self._named_otherwise, strict=True)
            ],
            np.float32,
        )

    def cover(self, cosines: npt.NDArray[np.float32]) -> float:
        """How much of the question's weight is spoken of: Σ weight·cosine / Σ weight, in [0, 1]."""
        if not self.content:
            return 1.0
        weights = np.array([word.weight for word in self.content], np.float32)
        return float(weights @ cosines / weights.sum())

    def missing(self, text: str) -> float:
        """The weight / 10 of the heaviest content word that is not in ``text`` letter by letter.

        0 between languages. Near vectors take 散文奖 for 小说奖; letters do not.
        """
        if self.likeness < 1:
            return 0.0
        plain = fold(self.question.text)
        gone = [
            word.weight
            for word, others in zip(self.content, self._named_otherwise, strict=True)
            if plain[word.start : word.end] not in text
            and not any(_stands(other, text) for other in others)
        ]
        return max(gone, default=0.0) / 10


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in the text; a Latin one as a word of its own."""
    if not _LATIN.search(name):
        return name in text
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None

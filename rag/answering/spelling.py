"""Set a question right by the spelling of the articles found for it.

A word that sounds like one of the articles' is theirs: 产业规馍 is 产业规模. Chinese is typed by
sound, so a slip is another character of the same sound. Only words that none of the passages
found has are looked at, only one character of three in a row is exchanged, never in a word of the
dictionary (归宿 is no slip of 规), never for a character that makes no word with its neighbours
there (也可以 is no slip of 意可以) and never in the name of a person: somebody of the same sound is
somebody else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answering.coverage import QUESTION_WORDS
from rag.answering.question import Question, understand
from rag.text.fold import simplify
from rag.text.segment import words

WINDOW = 3
"""How many characters in a row must agree but for one."""
# 产业规馍: three Chinese characters or more
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿两半第")


def respelled(question: Question, passages: Sequence[str]) -> Question:
    """The question with slips of sound set right; the very same where there are none.

    Args:
        question: What is asked, understood.
        passages: Texts that were found for it.
    """
    text = question.text
    if question.language != "zh":
        return question
    whole = simplify("\n".join(passages))
    alone = _standing_alone(text)
    for start in _unknown_windows(question, whole):
        places = [place for place in range(WINDOW) if start + place in alone]
        for place, better in _same_sound(text[start : start + WINDOW], places, whole):
            mended = text[:start] + better + text[start + WINDOW :]
            if start + place not in _standing_alone(mended):
                text = mended
                break
    if text == question.text:
        return question
    return replace(understand(text), original=question.original, traditional=question.traditional)


def _standing_alone(text: str) -> set[int]:
    """Where characters stand that are part of no word of the segmenter's dictionary."""
    alone: set[int] = set()
    place = 0
    for word in words(text, guessed=False):
        if len(word) == 1:
            alone.add(place)
        place += len(word)
    return alone


def _unknown_windows(question: Question, whole: str) -> Iterator[int]:
    """Where windows of the question begin that stand in no passage."""
    blank = QUESTION_WORDS.sub(lambda match: " " * len(match.group()), question.text)
    for name in question.names:
        blank = blank.replace(name, " " * len(name))
    for run in _HAN_RUN.finditer(blank):
        for start in range(run.start(), run.end() - WINDOW + 1):
            if question.text[start : start + WINDOW] not in whole:
                yield start


def _same_sound(window: str, places: Sequence[int], whole: str) -> list[tuple[int, str]]:
    """Words of ``whole`` that differ from ``window`` in one character of its sound, and where.

    Only the characters at ``places`` may differ; the commonest words come first.
    """
    found: Counter[tuple[int, str]] = Counter()
    for place in places:
        wrong = window[place]
        if wrong in _NUMERALS:
            continue
        pattern = f"{re.escape(window[:place])}([\u4e00-\u9fff]){re.escape(window[place + 1 :])}"
        for match in re.finditer(pattern, whole):
            if match[1] not in _NUMERALS and _sounds(match[1]) & _sounds(wrong):
                found[place, match.group()] += 1
    return [key for key, _ in found.most_common()]


def _sounds(character: str) -> frozenset[str]:
    """Every reading of a character, without tones."""
    from pypinyin import Style, pinyin

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])

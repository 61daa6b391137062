"""Align a question with the articles found for it: their spelling, and the names they define.

Names are defined in brackets: 工业互联网研究院（以下简称“工联院”）. A question by the short name is
one about the long one, and the other way round, wherever one of the articles says so.

A word that sounds like one of the articles' is set right: 产业规馍 is 产业规模. Chinese is typed by
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
from rag.answering.synonyms import Alternatives
from rag.text.fold import simplify
from rag.text.segment import tagged, words


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


LONGEST_NAME = 24
_BRACKET = re.compile(
    r"(?P<before>[\u4e00-\u9fffA-Za-z0-9·“”]{2,40})[（(](?P<said>(?:以下|下称|下文)?(?:统称|简称|又称|也称|亦称|即)?(?:为|是)?)"
    r"[：:]?[“\"「]?(?P<inside>[\u4e00-\u9fff]{2,20}|[A-Za-z][A-Za-z0-9&.\-]{1,9})[”\"」]?[）)]"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&.\-]*")


def defined_names(question: str, texts: Sequence[str]) -> Alternatives:
    """Names in ``question`` that a text defines by another: (phrase, (other name,)).

    Args:
        question: The question, simplified.
        texts: Articles that were found for it.
    """
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        for short, long in definitions(text):
            if long in question:
                found.setdefault(long, {})[short] = None
            elif short in question:
                found.setdefault(short, {})[long] = None
    return tuple((phrase, _barest(tuple(others))) for phrase, others in found.items())


def _barest(names: tuple[str, ...]) -> tuple[str, ...]:
    """Without names that hold another: 联合国世界气象组织 beside 世界气象组织."""
    return tuple(
        name for name in names if not any(other in name for other in names if other != name)
    )


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Each (short name, long name) that ``text`` defines in brackets."""
    for match in _BRACKET.finditer(text):
        before, inside = match["before"].strip("“”"), match["inside"]
        if _LATIN.fullmatch(inside):
            long = _last_nouns(before)
            if long:
                yield inside, long
        elif _LATIN.fullmatch(before):
            if len(inside) >= 3:
                yield before, inside
        else:
            long = _shortened_to(inside, before)
            if long:
                yield inside, long


def _shortened_to(short: str, before: str) -> str:
    """The shortest end of ``before`` that ``short`` is made of, character by character.

    工联院 of 中国工业互联网研究院 is 工业互联网研究院; empty where it is no shortening.
    """
    place = len(before)
    for character in reversed(short):
        place = before.rfind(character, 0, place)
        if place < 0:
            return ""
    long = before[place:]
    return long if len(short) < len(long) <= LONGEST_NAME else ""


def _last_nouns(before: str) -> str:
    """The run of nouns that a text ends with: 亚太经合组织 before （APEC）."""
    name = ""
    for word, tag in reversed(tagged(before)):
        if not tag.startswith(("n", "j", "vn", "b", "l", "f", "eng")):
            break
        name = word + name
    return name if 3 <= len(name) <= LONGEST_NAME else ""


WINDOW = 3
"""How many characters in a row must agree but for one."""
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿两半第")


def respelled(question: Question, passages: Sequence[str]) -> str:
    """The question with slips of sound set right; as it is where there are none.

    Args:
        question: What is asked, understood.
        passages: Texts that were found for it, simplified or not.
    """
    text = question.text
    if question.language != "zh":
        return text
    whole = "\n".join(passages)
    alone = _standing_alone(text)
    for start in _unknown_windows(question, whole):
        places = [place for place in range(WINDOW) if start + place in alone]
        for place, better in _same_sound(text[start : start + WINDOW], places, whole):
            mended = text[:start] + better + text[start + WINDOW :]
            if start + place not in _standing_alone(mended):
                text = mended
                break
    return text


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

"""Other names and other words: what readers treat as the same, in Chinese and between languages.

``COLLOQUIAL``: spoken forms. ``SAME_EVENT``: verbs by which newspapers and readers name one event.
``SAME_THING``: what a reader asks by one word and a sentence tells by another. ``ENGLISH``: the
words that questions about news are made of, with their Chinese. Institutions and regions by
other names are ``rag.text.places``'; what the articles themselves define in brackets is added by
``align``.

An English question is glossed in Chinese word by word: from the table, else by the bundled
vectors, which were trained on both languages, so that a word's nearest Chinese neighbours are its
translations (nodes: 节点 0.82). They do badly with words of many senses (held: 笏, zone: 时区);
those are in the table. A gloss is not grammar; it is enough to find a passage and to point in it.
"""

from __future__ import annotations

import re

from embeddings.words import WordVectors
from rag.text.places import REGIONS, SAME_NAME
from rag.text.question_words import ENGLISH_ASKING, ENGLISH_FUNCTION
from rag.text.segment import borders
from rag.text.tables import Groups, groups, table

Alternatives = tuple[tuple[str, tuple[str, ...]], ...]
"""Phrases of a question, each with its other names."""

SAME_EVENT = groups("synonyms", "same_event")
SAME_THING = groups("synonyms", "same_thing")
COLLOQUIAL: dict[str, str] = table("synonyms")["colloquial"]
ENGLISH: dict[str, tuple[str, ...]] = {
    english: tuple(chinese) for english, chinese in table("english")["words"].items()
}
_IRREGULAR: dict[str, str] = table("english")["irregular"]
_ENDINGS = groups("english", "endings")

_HELD = re.compile(
    r"(哪里|什么地方|什么时候|何时|何地|哪[一]?[天年]|几[号月])(开|办)(?=的?[？?]?$)"
)
"""在哪里开的: of a meeting, 开 is 召开 and 办 is 举办."""


def written_form(question: str) -> str:
    """The question with spoken forms written out: 啥时候 is 什么时候."""
    for spoken, written in COLLOQUIAL.items():
        question = question.replace(spoken, written)
    return _HELD.sub(lambda match: match[1] + {"开": "召开", "办": "举办"}[match[2]], question)


_CONGRESS = re.compile(
    r"(二十|十[一二三四五六七八九]|(?<=党的)[一二三四五六七八九十]|(?<=中共)[一二三四五六七八九十]"
    r"|(?<![一-鿿])[一二三四五六七八九十](?=大(?:代表|召开|开幕|闭幕|会址|报告|精神)))大(?!会(?!址))"
)
"""Congresses of the party: 二十大, 党的七大, 一大会址; 三大部分 and 十大品牌 are none."""


def alternatives(question: str) -> Alternatives:
    """What the question names and the tables know by other names: (phrase, other names)."""
    within = borders(question)
    found = [*_named_in(question, SAME_EVENT, within), *_named_in(question, SAME_NAME)]
    found += [
        (match.group(), (f"第{match[1]}次全国代表大会",)) for match in _CONGRESS.finditer(question)
    ]
    return tuple(found) + _named_in(question, SAME_THING, within)


def _named_in(question: str, rows: Groups, borders: frozenset[int] | None = None) -> Alternatives:
    """The longest name of each group that the question has, with the group's others.

    With ``borders`` only names that begin and end there count: 任务 is no 任.
    """
    found = []
    for group in rows:
        named = sorted(group, key=len, reverse=True)
        present = next((name for name in named if _stands(name, question, borders)), None)
        if present:
            rest = question.replace(present, " ")
            others = tuple(name for name in group if name != present and name not in rest)
            found.append((present, others))
    return tuple(found)


def _stands(name: str, question: str, borders: frozenset[int] | None) -> bool:
    if borders is None:
        return name in question
    places = (match.start() for match in re.finditer(re.escape(name), question))
    return any({start, start + len(name)} <= borders for start in places)


def other_wordings(question: str, *, most: int = 3) -> tuple[str, ...]:
    """The question with one verb or name exchanged for another that means the same."""
    events = _named_in(question, SAME_EVENT, borders(question))
    named = (*events, *_named_in(question, SAME_NAME))
    found = [question.replace(present, other) for present, others in named for other in others]
    found = [wording for wording in found if wording != question]
    return tuple(dict.fromkeys(found))[:most]


def related_names(question: str) -> Alternatives:
    """What the question names, with every other name or verb from the tables; search terms."""
    regions = ((region, others) for region, (others, _) in REGIONS.items() if region in question)
    return (*alternatives(question), *regions)


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
_ASKED: dict[str, str] = table("english")["asking"]


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
    what = next(
        (
            chinese
            for asked, chinese in _ASKED.items()
            if re.search(rf"\b{asked}\b", question, re.I)
        ),
        "什么",
    )
    return "".join(part for _, part in sorted(parts)) + what + "？"


def _without(question: str, table: Alternatives) -> str:
    """``question`` with blanks where the table has words for it."""
    for phrase, _ in table:
        question = question.replace(phrase, " " * len(phrase), 1)
    return question


_FUNCTION = re.compile(rf"\b(?:{ENGLISH_ASKING}|{ENGLISH_FUNCTION})\b|[?？.,]", re.IGNORECASE)


def _without_asking(question: str) -> str:
    return _FUNCTION.sub(lambda match: " " * len(match.group()), question)

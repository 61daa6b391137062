"""Which sentences say what a text is about: its words covered, by those of the most worth.

A summary should hold the words that the text turns on, each once: sentences are taken one by one
for the weight of the words and figures they add (Filatova and Hatzivassiloglou, 2004; greedy, as
Lin and Bilmes, ACL 2011, show to be near the best). What is added counts the more, the more the
sentence is worth by itself: centrality, likeness to the title, place, and what it tells.

Centrality is LexRank's (Erkan and Radev, JAIR 22, 2004, equation 5, the continuous form): the
stationary distribution of a walk over the sentences that goes from one to another in proportion
to their likeness, with a damping of 0.15 to any sentence. Likeness is the cosine of the bundled
static model's vectors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.overview.sentences import Sentence, is_courtesy, mentions
from rag.text.fold import fold
from rag.types import Document

if TYPE_CHECKING:
    from embeddings.words import WordVectors

DAMPING = 0.15
_STEPS = 30
_LIKE_AT_LEAST = 0.1
"""Below this cosine two sentences have nothing to do with each other (LexRank's threshold)."""
WEIGHT_CENTRAL, WEIGHT_TITLE, WEIGHT_PLACE, WEIGHT_TOLD = 0.5, 0.2, 0.15, 0.25
FEWEST_IN_SECTION = 4
ON_TOPIC = 0.5
BEGINS_PARAGRAPH = 0.08
"""What it adds to begin a paragraph: the others often lean on it."""
WORTH = 6.0
"""How much a sentence's own worth multiplies what it adds."""
FIGURE = 4.0
"""A figure not told yet counts as much as three or four words."""
IN_TITLE = 2.0
"""A word of the title counts twice."""
RARER, OFTENER = 1.5, 0.75
"""Powers of a word's weight and of the number of sentences that have it."""
SHORTER = 0.5
"""The power of its length that a sentence costs."""
SPREAD, FAR = 0.6, 0.2
"""How much more a sentence adds a fifth of the text away from what is taken: points lie apart."""
SAYS_LITTLE = 0.15
"""A sentence of whose words so few are new repeats what was said."""
_FEW_CHARACTERS = 20
_LONG = 180
"""Characters beyond which a sentence costs a reader more than it tells."""

_WHEN = re.compile(
    r"\d{1,2}月|\d{4}年|\d{1,2}日|今年|去年|昨天|前天|今天|上午|周[一二三四五六日]|\b(?:19|20)\d\d\b|day\b"
)
"""7月, 2023年, 昨天, 周五, 1998: when it was."""
_FIGURE = re.compile(
    r"\d[\d,.]*\s*(?:[万亿千百%％‰]|元|家|个|人|公里|米|篇|项|座|吨|册|名|场|倍|度|million|billion|percent)"
)
"""32万册, 8.5%, 12 million: how many."""
_WHO = re.compile(r"[部局委厅院司长记席任授士裁理家]|公司|集团|大学|政府|[A-Z][a-z]+ [A-Z][a-z]+")
"""市长, 某某集团, Helen Qiu: who."""
_SPOKEN = re.compile(
    r"^(?:他|她|他们|其中|此外|同时|另外|而且|但是|不过|因此|所以|刚才|以上"
    r"|这|那|it |he |she |they |this )",
    re.I,
)
"""What leans on the sentence before: alone it would not be understood."""

_GROUNDS = re.compile(
    "根据|按照|以.{2,24}(?:思想|精神)?为(?:指导|指引)|为(?:了|深入|全面|切实|进一步)?(?:贯彻|落实|响应)|经.{2,8}(?:同意|批准)"
)
"""根据…精神, 为深入贯彻…: on what grounds a text was written, not what it says."""
_PRAISE = re.compile(
    r"重要意义|重要讲话精神|重要支撑|贺信精神|总书记|诚挚|精彩纷呈|圆满成功|高度重视|正确领导|意义重大|使命光荣|真诚希望|热切希望"
)
"""什么 a speech is full of and no reader asks for."""


def scores(
    sentences: Sequence[Sentence],
    words: WordVectors,
    topic: Sequence[Sequence[str]] = (),
    on_topic: float = ON_TOPIC,
) -> npt.NDArray[np.float64]:
    """How much each sentence is worth by itself, about 0 to 1.

    ``topic``: rows of names, one of each of which a sentence should mention.
    """
    vectors = words.vectors([sentence.text for sentence in sentences])
    like = np.clip(vectors @ vectors.T, 0.0, 1.0).astype(np.float64)
    central = _scaled(lexrank(like))
    titles = [sentence.document.title for sentence in sentences]
    named = words.vectors(titles)
    titled = np.clip((vectors * named).sum(axis=1), 0.0, 1.0)
    begins = {s.document.id: s.place for s in reversed(sentences)}
    placed = np.array([np.exp(-(s.place - begins[s.document.id]) / 6.0) for s in sentences])
    opens = np.array([_opens_paragraph(sentence) for sentence in sentences])
    told = np.array([len(facets(sentence.text)) / 3.0 for sentence in sentences])
    worth = (
        WEIGHT_CENTRAL * central
        + WEIGHT_TITLE * titled
        + WEIGHT_PLACE * placed
        + WEIGHT_TOLD * told
        + BEGINS_PARAGRAPH * opens
    )
    worth -= np.array([_cost(sentence) for sentence in sentences])
    if topic:
        share = np.array([mentions(s.text, topic) / len(topic) for s in sentences])
        worth += on_topic * share
    return np.asarray(worth, np.float64)


def lexrank(like: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The stationary distribution over the sentences whose likeness is ``like`` (n, n)."""
    count = len(like)
    links = np.where(like >= _LIKE_AT_LEAST, like, 0.0)
    walk = links / np.maximum(links.sum(axis=1, keepdims=True), 1e-9)
    rank = np.full(count, 1.0 / max(1, count))
    for _ in range(_STEPS):
        rank = DAMPING / count + (1 - DAMPING) * (walk.T @ rank)
    return rank


_TAIL = re.compile(r"[：:》|｜]\s*([^：:《》|｜]{4,60})$")
"""What stands behind the colon of 第 354 期：手机电池."""
_HEADING = re.compile(r"^(?!\W*\d+\W*$)[^\n。！!？?；;，,：:]{2,20}$", re.M)
"""科技动态; 1、 numbers what stands under one."""


def in_section(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Of an article of several matters the sentences under the heading that the title names.

    All of them where the title names none, or hardly any stand there.
    """
    kept = []
    for sentence in sentences:
        low, high = _section(sentence.document)
        if not high or low <= sentence.start < high:
            kept.append(sentence)
    return kept if len(kept) >= FEWEST_IN_SECTION else list(sentences)


def _section(document: Document) -> tuple[int, int]:
    """The offsets of the section that the title names (第354期：手机电池); (0, 0) for none."""
    tail = _TAIL.search(document.title)
    if tail is None:
        return 0, 0
    heading = re.search(rf"^{re.escape(tail[1].strip())}$", document.text, re.M)
    if heading is None:
        return 0, 0
    after = _HEADING.search(document.text, heading.end() + 1)
    return heading.end(), after.start() if after else len(document.text)


def _opens_paragraph(sentence: Sentence) -> bool:
    before = sentence.document.text[: sentence.start].rstrip(" 　")
    return not before or before.endswith("\n")


def _scaled(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.ones_like(values)


def facets(text: str) -> set[str]:
    """What a sentence tells of: when, how many, who."""
    plain = fold(text)
    found = {"when"} if _WHEN.search(plain) else set()
    found |= {"figure"} if _FIGURE.search(plain) else set()
    return found | ({"who"} if _WHO.search(text) else set())


def _cost(sentence: Sentence) -> float:
    text = sentence.text
    cost = 0.5 if is_courtesy(sentence) else 0.0
    cost += 0.15 if _SPOKEN.match(text) else 0.0
    cost += 0.12 if _PRAISE.search(text) else 0.0
    cost += 0.2 if _GROUNDS.match(text) else 0.0
    cost += 0.1 if text.endswith(("？", "?")) else 0.0
    cost += 0.1 if len(text) < 15 else 0.0
    return cost + 0.1 * max(0.0, (len(text) - _LONG) / _LONG)


_Concept = int | str
_AMOUNT = re.compile(r"\d[\d.,]*\s?[^\d\s，。、]{0,2}")
"""213毫米, 1.5亿: a figure and the two characters that say of what."""


def chosen(
    sentences: Sequence[Sentence],
    worth: npt.NDArray[np.float64],
    words: WordVectors,
    most: int,
) -> list[Sentence]:
    """The ``most`` sentences that together say most, in the order of the text."""
    held = [_concepts(sentence.text, words) for sentence in sentences]
    weights = _weights(held, sentences, words)
    factors = [
        max(0.05, 1.0 + WORTH * float(each)) / max(_FEW_CHARACTERS, len(sentence.text)) ** SHORTER
        for each, sentence in zip(worth, sentences, strict=True)
    ]
    taken: list[int] = []
    told: set[_Concept] = set()
    left = set(range(len(sentences)))

    def adds(n: int) -> float:
        return sum(weights[concept] for concept in held[n].keys() - told)

    def away(n: int) -> float:
        return min([1.0, *(abs(n - t) / (FAR * len(sentences)) for t in taken)])

    while left and len(taken) < most:
        best = max(left, key=lambda n: (adds(n) * factors[n] * (1.0 + SPREAD * away(n)), -n))
        left.discard(best)
        if taken and adds(best) < SAYS_LITTLE * sum(weights[each] for each in held[best]):
            continue
        taken.append(best)
        told |= held[best].keys()
    return [sentences[n] for n in sorted(taken)]


def _concepts(text: str, words: WordVectors) -> dict[_Concept, float]:
    """The words of a sentence by their rows, and its figures, with the weight of each alone."""
    found: dict[_Concept, float] = {word.row: word.weight for word in words.words(text)}
    return found | dict.fromkeys(_AMOUNT.findall(fold(text)), FIGURE)


def _weights(
    held: Sequence[dict[_Concept, float]], sentences: Sequence[Sentence], words: WordVectors
) -> dict[_Concept, float]:
    """What it adds to tell each concept: figures alike, words by weight, number and title."""
    often = Counter(concept for each in held for concept in each)
    titles = {sentence.document.title for sentence in sentences}
    named = {word.row for title in titles for word in words.words(title)}
    return {
        concept: weight
        if isinstance(concept, str)
        else (weight / 10.0) ** RARER
        * often[concept] ** OFTENER
        * (IN_TITLE if concept in named else 1.0)
        for each in held
        for concept, weight in each.items()
    }


def understood(found: Sequence[Sentence], every: Sequence[Sentence]) -> tuple[list[Sentence], int]:
    """The sentences found, one that leans on the one before quoted with it; how many in all.

    他表示，… says nothing alone.
    """
    held = {(one.document.id, one.place) for one in found}
    before = {(one.document.id, one.place + 1): one for one in every}
    told, count = [], len(found)
    for one in found:
        lead = before.get((one.document.id, one.place)) if _SPOKEN.match(one.text) else None
        if lead and lead.paragraph == one.paragraph and (lead.document.id, lead.place) not in held:
            one, count = replace(one, start=lead.start), count + 1
        told.append(one)
    return told, count

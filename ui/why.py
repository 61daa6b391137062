"""Say why a passage near the question does not answer it: what the question names and it lacks."""

from __future__ import annotations

import re

from rag import Passage
from ui.words import Language, word

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_FUNCTION = re.compile(
    r"什么时候|是什么|有哪些|为什么|怎么样|什么|哪些|哪个|哪里|哪年|哪天|哪一|何时|何地|谁|怎么|如何|多少|"
    r"几个|是否|有没有|请问|关于|目前|分别|其中|以及|进行|的|了|吗|呢|在|是|和|与|及|有|被|把|对|于|？|\?"
    r"|\b(?:who|what|when|where|which|why|how|is|are|was|were|the|a|an|of|in|on|to|did|do|does"
    r"|and|or|many|much|for|by)\b",
    re.IGNORECASE,
)
_TERM = re.compile(r"[\u3400-\u9fff]{2,}|[A-Za-z][A-Za-z0-9.-]{1,}|\d[\d.,]*%?")
_TERMS_SHOWN = 3


def why_not(question: str, passage: Passage, language: Language) -> str:
    """One short line: another year, or the question's words that the passage never mentions.

    A comparison of characters, not a judgement of meaning: when every word of the question
    occurs, it says only that the answer is not stated.
    """
    text = (passage.title + passage.text).lower()
    years = set(_YEAR.findall(question))
    mentioned = sorted(set(_YEAR.findall(passage.title + passage.text)))
    missing_years = sorted(year for year in years if year not in text)
    if passage.published is not None:
        missing_years = [year for year in missing_years if year != str(passage.published.year)]
    lacking = missing_years + [
        term for term in _terms(question) if not _occurs(term.lower(), text) and term not in years
    ]
    if not lacking:
        return word("not_stated", language)
    joint = "、" if language == "zh" else ", "
    line = word("not_mentioned", language) + joint.join(lacking[:_TERMS_SHOWN])
    if missing_years and mentioned:
        line += ("；" if language == "zh" else "; ") + word("another_year", language)
        line += joint.join(mentioned[:_TERMS_SHOWN])
    return line


def _terms(question: str) -> list[str]:
    """Stretches of content words: what is left of the question without its function words."""
    found = _TERM.findall(_FUNCTION.sub(" ", question))
    return [term.strip("年月日") for term in found if len(term.strip("年月日")) > 1]


def _occurs(term: str, text: str) -> bool:
    """Whether the term, or most of its character pairs, stands in the text."""
    if term in text:
        return True
    pairs = [term[place : place + 2] for place in range(len(term) - 1)]
    return len(term) > 3 and sum(pair in text for pair in pairs) >= 0.6 * len(pairs)

"""Say no well: what the articles lack for this question, in words that are true of them.

A refusal tells what was not found. Of an article it says only that it does not mention something,
and only after its whole text, its title and every other name of the thing have been looked at.
Where another part of the article mentions it, the same is said of the passage alone, if it is true.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.constraints import Constraint, compiled
from rag.answering.evidence import Source
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.types import Passage
from rag.wording import Language, say

NEAREST_SHOWN = 3
NEAREST_WEIGHED = 6
"""How many of the nearest sentences have a say in what is missing."""


def what_is_missing(
    question: Question, judgements: Sequence[Judgement], nearest: Sequence[Source]
) -> str:
    """One sentence naming what the nearest articles lack; general where nothing stands out.

    Args:
        question: What was asked, as it was read.
        judgements: Its evidence, the most probable first.
        nearest: The articles that are shown beside the refusal, whole.
    """
    language = question.language
    lacked = [each for each in compiled(question) if _lacked_by_most(each, judgements)]
    told_of = (("文章", "articles", nearest), ("段落", "passages", [s.alone() for s in nearest]))
    for constraint in lacked:
        for zh, en, sources in told_of:
            if sources and all(constraint.unmentioned(source) for source in sources):
                return _not_mentioned(constraint, sources, zh, en, language)
    return say(
        "读到的文章里，没有找到能回答这个问题的句子。",
        "No sentence that answers this question was found in the articles that were read.",
        language,
    )


def refusal_text(missing: str, question: Question) -> str:
    """The refusal as the user reads it."""
    return opening_of(question.language) + missing


def opening_of(language: Language) -> str:
    """How every refusal begins."""
    return say("没有找到答案。", "No answer was found. ", language)


def nearest_passages(judgements: Sequence[Judgement]) -> tuple[Passage, ...]:
    """The nearest passages, one an article, to show beside a refusal."""
    seen: dict[str, Passage] = {}
    for item in judgements:
        seen.setdefault(item.reading.passage.document_id, item.reading.passage)
    return tuple(seen.values())[:NEAREST_SHOWN]


def lack_of(question: Question, source: Source) -> str:
    """What one article does not mention of all that the question names, on one line."""
    gone = [each.named for each in compiled(question) if each.unmentioned(source)]
    if not gone:
        return say("没有直接说到", "not stated", question.language)
    zh, en = zip(*gone, strict=True)
    return say(f"没有提到{'、'.join(zh)}", f"no mention of {', '.join(en)}", question.language)


def _lacked_by_most(constraint: Constraint, judgements: Sequence[Judgement]) -> bool:
    """Whether most of the sentences in the passages nearest to the question lack it."""
    nearest = sorted(judgements, key=lambda item: -item.reading.score)[:NEAREST_WEIGHED]
    return 2 * sum(constraint in item.lacks for item in nearest) > len(nearest)


def _not_mentioned(
    constraint: Constraint, sources: Sequence[Source], zh: str, en: str, language: Language
) -> str:
    """That the sources, called ``zh`` or ``en``, do not mention it; the years they do mention."""
    zh_named, en_named = constraint.named
    years = sorted({str(year) for source in sources for year in source.years})
    if constraint.kind == "year" and years:
        return say(
            f"最接近的{zh}说到{'、'.join(years)}年，没有提到{zh_named}。",
            f"The nearest {en} speak of {', '.join(years)}; they do not mention {en_named}.",
            language,
        )
    return say(
        f"最接近的{zh}没有提到{zh_named}。",
        f"The nearest {en} do not mention {en_named}.",
        language,
    )

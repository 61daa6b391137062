"""Whether quotes bear a sentence out: its figures, dates, names, negations and words.

What counts as evidence, besides the quotes themselves:

- the cited articles' titles, sources and authors, for names, figures and dates;
- what the quotes' relative dates mean in their articles (今年1月 in an article of July 2022
  bears out 2022年1月), and a year that the publication date supplies to a date without one;
- the publication date itself only where the sentence words it as one (据2022年7月29日报道),
  and its year alone where the quotes speak of no other year.

A sentence in another language than its quotes is held to figures, dates and Latin names.
Normalisation is ``rag.text.fold``'s and ``rag.text.numerals``'. A paraphrase passes; a sentence
that shares hardly a word with its quotes, denies what they do not deny, or repeats what an
instruction hidden in the article demanded, does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from rag.answering.expansions import REGIONS, SAME_NAME
from rag.text.dates import ResolvedDate, resolve
from rag.text.facts import Facts, WrittenDate, facts
from rag.text.fold import fold
from rag.text.numerals import Figure
from rag.types import Citation, Document

FaultKind = Literal[
    "uncited",
    "quote",
    "number",
    "date",
    "name",
    "wording",
    "words",
    "denial",
    "instruction",
    "language",
]
"""What is wrong with a sentence; ``wording``: words in quotation marks that are not there."""

LEAST_SHARED = 0.2
"""The share of a sentence's character pairs (or English words) that its evidence must hold."""
SHORTEST_COMPARED = 6
"""Sentences with fewer pairs than this are held to their facts only."""
_CONTEXT = 80
"""How many characters before a quote an instruction may stand and still be taken to rule it."""
_DATE_CONTEXT = 600
"""How many characters before a quote may lend its dates their year."""

_REPORTING = re.compile(
    r"报道|刊发|发表|发布|消息|讯|文章|日期|刊|发文|published|report|dated|article|posted|news"
)
_DENIAL = re.compile(
    r"没有|并未|尚未|从未|未能|未曾|不是|并非|不再|不会|不能|无法|拒绝|否认|取消|停止"
    r"|\b(?:not|never|no longer|denied|cancel(?:l?ed)?|refused)\b|n't\b"
)
_ANY_DENIAL = re.compile(
    r"[不没未无非否拒莫勿停]|取消|\b(?:no|not|never|without|cancel\w*|den\w+|refus\w+)\b|n't"
)
_STRONG_DENIAL = re.compile(
    r"没有|并未|尚未|从未|未能|未曾|不是|并非|不再|不会|\b(?:not|never|no longer|denied)\b|n't\b"
)
_CLAUSE = re.compile(r"[，,。！？!?；;：:\n]|\.\s")
_TAKEN_UP = 0.75
"""The share of a clause's pairs that another clause must hold to be the one it takes up."""
_DENIAL_SHARE = 0.5
"""Below this a denying clause is taken to speak of the clause that follows it."""
_SHORT_CLAUSE = 8
"""Characters of a clause that only says how the next one is meant."""
_LEAST_PAIRS = 4
_INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘记|不要理会|抛开|disregard|ignore|forget)[^。.!?\n]{0,24}"
    r"(?:指令|指示|提示词?|要求|规则|设定|instructions?|prompts?|rules)"
    r"|(?:系统提示|system prompt|开发者模式|developer mode|越狱|jailbreak)"
    r"|(?:(?:ai|人工智能|智能|聊天|问答)(?:助手|模型|机器人)|大模型|语言模型|assistant|chatbot)[^。\n]{0,12}"
    r"(?:必须|务必|只能|只需|应当|请|must|should only|has to)"
)
_FIGURE = re.compile(r"(?:百分之)?[0-9零〇一二三四五六七八九十百千万亿两点.,%]{2,}|[0-9]")
_HAN_PAIR = re.compile(r"(?=([\u3400-\u9fff]{2}))")
_ENGLISH_WORD = re.compile(r"[a-z]{4,}")
_FIGURE_BEGINS = frozenset("0123456789０１２３４５６７８９〇一二三四五六七八九十")
_MEASURES = frozenset("分秒时元米吨岁倍天年月日")
"""Units that cannot stand for one another, as 个, 家 and 座 can."""
_COUNT_WORDS = frozenset("个项类点种大家地条名位方")


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing a sentence says that its evidence does not: its kind and its words."""

    kind: FaultKind
    detail: str


def lacking(sentence: str, cited: Sequence[tuple[Citation, Document]]) -> list[Lacking]:
    """What ``sentence`` says that its citations do not bear out; empty when it is sound.

    The citations must have been checked already: each quote stands in its document.
    """
    evidence = Evidence(cited)
    claim = _without_quotes(sentence, [citation.quote for citation, _ in cited])
    found: list[Lacking] = []
    if any(_obeys(sentence, citation, document) for citation, document in cited):
        found.append(Lacking("instruction", sentence))
    claimed = facts(claim)
    found += [Lacking("number", f.text) for f in claimed.figures if not evidence.bears_figure(f)]
    found += [
        Lacking("date", when.text) for when in claimed.dates if not evidence.bears_date(when, claim)
    ]
    found += [Lacking("date", text) for text in evidence.foreign_relative_dates(claim)]
    found += [Lacking("wording", words) for words in claimed.quoted if not evidence.holds(words)]
    found += [Lacking("name", name) for name in claimed.names if not evidence.bears_name(name)]
    if evidence.same_language(sentence):
        if evidence.contradicts(claim):
            found.append(Lacking("denial", claim))
        if evidence.shared(sentence) < LEAST_SHARED:
            found.append(Lacking("words", sentence))
    return found


def _without_quotes(sentence: str, quotes: Iterable[str]) -> str:
    """The sentence less the quotes it repeats: they need no evidence but themselves."""
    for quote in sorted(quotes, key=len, reverse=True):
        if len(quote) > 4:
            sentence = sentence.replace(quote, "，")
            # A lead before the quote that is cut out of it: “3.8：… 3.8 million …”.
            if sentence.endswith("，") and sentence.strip("，：: ") in quote:
                return "，"
    return sentence


def _obeys(sentence: str, citation: Citation, document: Document) -> bool:
    """Whether the cited words hold or follow an instruction to a model, and are not just quoted.

    Only what stands before is looked at: a fact is not spoilt by an instruction behind it.
    """
    if citation.quote in sentence or _INSTRUCTION.search(fold(sentence)):
        return False
    start = max(document.text.rfind("\n", 0, citation.start) + 1, citation.start - _CONTEXT)
    return bool(_INSTRUCTION.search(fold(document.text[start : citation.end])))


class Evidence:
    """The quotes of one sentence, with all that is looked for in them worked out once."""

    def __init__(self, cited: Sequence[tuple[Citation, Document]]) -> None:
        """Fold the quotes and headers; facts are worked out when asked for."""
        self._cited = cited
        quotes = "\n".join(citation.quote for citation, _ in cited)
        heads = "\n".join(
            f"{document.title}\n{document.source}\n{document.author}" for _, document in cited
        )
        self._quotes = fold(quotes)
        self.folded = fold(f"{quotes}\n{heads}")
        self._letters = "".join(c for c in self.folded if c.isalnum())

    @cached_property
    def _facts(self) -> Facts:
        return facts(self.folded, evidence=True)

    @cached_property
    def _resolved(self) -> list[ResolvedDate]:
        """The quotes' dates, as they read alone and as they read inside their articles."""
        found: list[ResolvedDate] = []
        for citation, document in self._cited:
            found += resolve(citation.quote, document.published)
            start = max(0, citation.start - _DATE_CONTEXT)
            found += [
                when
                for when in resolve(document.text[start : citation.end], document.published)
                if when.start + start >= citation.start
            ]
            found += resolve(document.title, document.published)
        return found

    # Figures

    def bears_figure(self, claim: Figure) -> bool:
        """Whether a figure of the same value is there, or one that rounds to it."""
        others = self._facts.figures
        percent = claim.unit == "%"
        if self._counts_otherwise(claim):
            return False
        for other in others:
            if math.isclose(other.value, claim.value, rel_tol=1e-9) and (
                (other.unit == "%") == percent or not claim.unit or claim.value in {0.0, 100.0}
            ):
                return True
            if claim.approximate and (other.unit == "%") == percent and _rounds(other, claim):
                return True
        if claim.value == int(claim.value) and any(
            int(claim.value) in (when.year, when.month, when.day) for when in self._facts.dates
        ):
            return claim.plain and (not claim.unit or not "\u4e00" <= claim.unit[0] <= "\u9fff")
        if claim.ordinal and claim.value == 1:
            return "首" in self.folded
        return self._counted(claim)

    def _counts_otherwise(self, claim: Figure) -> bool:
        """Whether the value stands there for something else: 16秒 beside 3分, claimed as 16分.

        Only where the evidence has the claim's own unit with another value.
        """
        if claim.unit not in _MEASURES:
            return False
        same = [o for o in self._facts.figures if math.isclose(o.value, claim.value, rel_tol=1e-9)]
        units = {other.unit for other in same}
        return (
            bool(same)
            and claim.unit not in units
            and units <= _MEASURES
            and any(other.unit == claim.unit for other in self._facts.figures)
        )

    def _counted(self, claim: Figure) -> bool:
        """三个城市 is borne out by three names in a row, unless another count of 个 is given."""
        if not 2 <= claim.value <= 10 or claim.unit[:1] not in _COUNT_WORDS | {""}:
            return False
        if any(other.unit == claim.unit for other in self._facts.figures):
            return False
        wanted = int(claim.value)
        runs = re.findall(r"[^，,。；;：:\n]*、[^，,。；;：:\n]*", self._quotes)
        counts = {run.count("、") + 1 for run in runs}
        counts |= {run.count("、") + 2 for run in runs if re.search(r"[和与及]", run)}
        return wanted in counts or f"{'一二三四五六七八九十'[wanted - 1]}是" in self._quotes

    # Dates

    def bears_date(self, claim: WrittenDate, sentence: str) -> bool:
        """Whether the quotes, or what they mean in their articles, say this date."""
        if any(claim.within(other) for other in self._facts.dates):
            return True
        if any(_says(when, claim) for when in self._resolved):
            return True
        if claim.year and any(f.value == claim.year for f in self._facts.figures):
            return self._rest_borne(claim)
        return self._published_bears(claim, sentence)

    def _rest_borne(self, claim: WrittenDate) -> bool:
        """Whether month and day stand somewhere too, the year being there as a bare figure."""
        if claim.month is None:
            return True
        return any(
            (other.month, other.day) == (claim.month, claim.day) for other in self._facts.dates
        )

    def _published_bears(self, claim: WrittenDate, sentence: str) -> bool:
        days = [document.published for _, document in self._cited if document.published]
        if not any(_is_day(claim, day) for day in days):
            return False
        if claim.month is None and claim.day is None:
            spoken = {when.start_date.year for when in self._resolved}
            spoken |= {other.year for other in self._facts.dates if other.year}
            return not spoken or claim.year in spoken
        folded = fold(sentence)
        around = folded[max(0, claim.start - 14) : claim.end + 10]
        bracketed = re.search(r"[(\[]\s*$", folded[: claim.start])
        return bool(_REPORTING.search(around) or bracketed)

    def foreign_relative_dates(self, sentence: str) -> list[str]:
        """Relative dates of the sentence (去年) that the quotes neither use nor mean."""
        lacking: list[str] = []
        published = next((d.published for _, d in self._cited if d.published), None)
        for when in resolve(sentence, published):
            if not when.relative or when.approximate or when.text[0] in _FIGURE_BEGINS:
                continue
            if fold(when.text) in self.folded:
                continue
            if not any(
                (other.start_date, other.end_date) == (when.start_date, when.end_date)
                for other in self._resolved
            ):
                lacking.append(when.text)
        return lacking

    # Names and words

    def holds(self, words: str) -> bool:
        """Whether these words stand in the evidence, punctuation and spaces aside."""
        return "".join(c for c in fold(words) if c.isalnum()) in self._letters

    def bears_name(self, name: str) -> bool:
        """Whether the name stands there, whole, shortened, in full, or as a region's parts."""
        if self.holds(name):
            return True
        han = "\u4e00" <= name[0] <= "\u9fff"
        if han and not self._speaks("zh"):
            return True
        if not han:
            return self._bears_latin(name)
        for group in SAME_NAME:
            if name in group and any(fold(other) in self.folded for other in group):
                return True
        for region, (others, inside) in REGIONS.items():
            if name == region and any(place in self.folded for place in (*others, *inside)):
                return True
            if name in inside and region in self.folded:
                return True
        bare = re.sub(r"(?:省|市|县|区|州|自治区)$", "", name)
        if len(bare) >= 2 and bare in self.folded:
            return True
        return _abbreviates(name, self._quotes) or self._in_full(name)

    def _bears_latin(self, name: str) -> bool:
        if not self._speaks("en") and " " in name:
            return True
        alike = {"ai": "人工智能", "gdp": "国内生产总值", "vr": "虚拟现实", "iot": "物联网"}
        if alike.get(name, "\0") in self.folded:
            return True
        if not re.search(r"[a-z]{2}", self._quotes):
            # Only translations are possible: English words about Chinese quotes.
            return not any(c.isdigit() for c in name) and len(name) > 5
        return all(word in self.folded for word in re.findall(r"[a-z0-9]+", name) if len(word) > 2)

    def _in_full(self, name: str) -> bool:
        """Whether the evidence shortens the name: 工信部 for 工业和信息化部."""
        if len(name) < 4:
            return False
        pattern = re.compile(rf"{re.escape(name[0])}[\u4e00-\u9fff]{{0,3}}?{re.escape(name[-1])}")
        return any(_subsequence(match.group(), name) for match in pattern.finditer(self._quotes))

    def contradicts(self, claim: str) -> bool:
        """Whether a clause is denied where the clause it takes up is not, or the other way round.

        A denial is looked for in the one clause of the evidence that is most like the claim's:
        somewhere in a long quote there is always a 不.
        """
        clauses = [clause for clause in _CLAUSE.split(self._quotes) if clause.strip()]
        parts = [part for part in _CLAUSE.split(fold(claim)) if part.strip()]
        if not clauses:
            return False
        for place, part in enumerate(parts):
            best, share = _most_alike(part, clauses)
            if _DENIAL.search(part):
                if share < _DENIAL_SHARE and place + 1 < len(parts):
                    # A denial in words of its own (目前并未证实，…): what follows must be denied.
                    best, _ = _most_alike(parts[place + 1], clauses)
                near = [clauses[best]]
                if best and len(clauses[best - 1].strip()) <= _SHORT_CLAUSE:
                    near.append(clauses[best - 1])  # 警方否认，…
                if not any(_ANY_DENIAL.search(clause) for clause in near):
                    return True
            elif (
                share >= _TAKEN_UP
                and len(_compared(part)) >= _LEAST_PAIRS
                and _STRONG_DENIAL.search(clauses[best])
                and not _ANY_DENIAL.search(part)
            ):
                return True
        return False

    def _speaks(self, language: Literal["zh", "en"]) -> bool:
        han = sum("\u3400" <= c <= "\u9fff" for c in self._quotes)
        latin = sum("a" <= c <= "z" for c in self._quotes)
        return han * 3 >= latin if language == "zh" else latin > han * 3

    def same_language(self, sentence: str) -> bool:
        """Whether sentence and quotes are both Chinese or both not."""
        han = sum("\u3400" <= c <= "\u9fff" for c in sentence)
        latin = sum(c.isascii() and c.isalpha() for c in sentence)
        return (han * 3 >= latin) == self._speaks("zh")

    def shared(self, sentence: str) -> float:
        """The share of the sentence's pairs of Chinese characters and English words found."""
        folded = _FIGURE.sub(" ", fold(sentence))
        pairs = set(_HAN_PAIR.findall(folded))
        words = set(_ENGLISH_WORD.findall(folded))
        total = len(pairs) + len(words)
        if total < SHORTEST_COMPARED:
            return 1.0
        kept = sum(pair in self.folded for pair in pairs)
        kept += sum(word[:5] in self.folded for word in words)
        return kept / total


def _compared(text: str) -> set[str]:
    """The pairs of Chinese characters and longer English words of a folded text."""
    return set(_HAN_PAIR.findall(text)) | set(_ENGLISH_WORD.findall(text))


def _most_alike(part: str, clauses: Sequence[str]) -> tuple[int, float]:
    """The place of the clause most like ``part``, and the share of its pairs that it holds."""
    pairs = _compared(part)
    shared = [sum(pair in clause for pair in pairs) for clause in clauses]
    best = max(range(len(clauses)), key=lambda place: shared[place])
    return best, shared[best] / len(pairs) if pairs else 0.0


def _rounds(exact: Figure, claim: Figure) -> bool:
    """Whether ``exact`` rounded to the claim's significant digits is the claim."""
    if not exact.value or exact.significant <= claim.significant:
        return False
    digits = claim.significant - 1 - math.floor(math.log10(abs(exact.value)))
    return math.isclose(round(exact.value, digits), claim.value, rel_tol=1e-9)


def _says(when: ResolvedDate, claim: WrittenDate) -> bool:
    """Whether a resolved time names each part of the claimed date, at its own precision."""
    if when.approximate and claim.day is not None:
        return False
    for day in {when.start_date, when.end_date}:
        if claim.day is not None and when.granularity not in {"day", "range"}:
            continue
        if claim.month is not None and when.granularity in {"year", "half", "part_of_year"}:
            continue
        if _is_day(claim, day):
            return True
    if claim.month is None and claim.day is None and claim.year:
        return when.start_date.year <= claim.year <= when.end_date.year
    return False


def _is_day(claim: WrittenDate, day: date) -> bool:
    return (
        claim.year in (None, day.year)
        and claim.month in (None, day.month)
        and claim.day in (None, day.day)
    )


def _abbreviates(name: str, text: str) -> bool:
    """Whether ``name`` shortens words of ``text``: its characters in order, close together."""
    if not 2 <= len(name) <= 5:
        return False
    gap = "[\u4e00-\u9fff]{0,5}?"
    return bool(re.search(gap.join(re.escape(character) for character in name), text))


def _subsequence(short: str, full: str) -> bool:
    letters = iter(full)
    return all(character in letters for character in short)

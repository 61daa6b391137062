"""What evidence lacks that a question wants: years, regions, names, days, numbers, posts.

Pure functions of a value that is wanted and a sentence (``Evidence``), or a whole article
(``Source``). Whether a *sentence* lacks something is asked by the judge, who must not refuse too
much: a passage that names no year contradicts none. Whether an *article* mentions it in any way is
asked before a refusal says that it does not, and is answered generously.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from rag.answering.evidence import Evidence, Source
from rag.answering.question import Question
from rag.articles.clean_injected import MARK
from rag.text.contrasts import YEARS, Contrast, contrasts
from rag.text.dates import resolve
from rag.text.fold import fold, letters
from rag.text.numbered import numbered, numbered_words
from rag.text.places import PROVINCES, REGIONS, region_named
from rag.text.posts import POST, POST_OTHERWISE

# Years: 2024年的大会 is not answered by evidence of other years.

_YEARS_FROM_TO = re.compile(r"((?:19|20)\d\d)\s*年?[-~至到]\s*((?:19|20)\d\d)")
"""2021-2023年, 2021年至2023年 (folded: every dash is a hyphen)."""


def another_year(year: int, evidence: Evidence) -> bool:
    """A passage that names no year cannot contradict one."""
    source = evidence.source
    return bool(source.years) and year not in source.years and not _between(year, source.text)


def _between(year: int, text: str) -> bool:
    """2021-2023年 covers what lies between."""
    return any(int(low) <= year <= int(high) for low, high in _YEARS_FROM_TO.findall(text))


def year_mentioned(year: int, source: Source) -> bool:
    """In digits, between two others, spelled out (二〇二四), or meant by a relative date."""
    text = source.article
    spelled = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    if str(year) in text or spelled in re.sub("[零○]", "〇", text) or _between(year, text):
        return True
    dates = resolve(text, source.passage.published)
    return any(when.start_date.year <= year <= when.end_date.year for when in dates)


_TOLD_OF = re.compile(r"(?<![0-9比较过于与同])((?:19|20)[0-9]{2})年")
"""2022年 as what a figure is of; not the year it is held against (比2022年, 超过2022年)."""
_BOUND = re.compile(r"[之以此]前")
"""在2023年之前: the year bounds what is asked, and is not what it is of."""


def wanted_years(question: Question) -> list[tuple[int, ...]]:
    """All years of the question together, where it asks for something of them."""
    return [question.years] if question.years and not _BOUND.search(question.text) else []


def of_another_year(years: tuple[int, ...], evidence: Evidence) -> bool:
    """In 2022年产值1286亿元，2023年1355亿元 each figure is of the year before it."""
    at = evidence.plain.find(fold(evidence.answer))
    told = _TOLD_OF.findall(evidence.plain, 0, at + len(evidence.answer))
    within = any(_between(year, evidence.plain) for year in years)
    return bool(told) and int(told[-1]) not in years and not within


# Regions: 长三角的示范区 is not answered by an article that never names 长三角.

_MARK = fold(MARK)


def another_region(region: str, evidence: Evidence) -> bool:
    """Whether the article never names the region.

    A city may be what spam was written over, where words of an article on its province are lost.
    """
    article = evidence.source.article
    lost = _MARK in article and PROVINCES.get(region, "\n") in article
    return not lost and not region_named(region, article)


def region_mentioned(region: str, source: Source) -> bool:
    """By any name, however it is spaced and punctuated (京、津、冀); or words are lost."""
    text = source.article
    return _MARK in text or region_named(region, text) or region_named(region, letters(text))


def region_is_hard(region: str, source: Source) -> bool:
    """A passage by itself may just not repeat its city; a region it would."""
    return source.whole or region in REGIONS


# Names: 王晓明, 《行动计划》, C919. An article without them is about another.


def wanted_names(question: Question) -> list[tuple[str, ...]]:
    """Each name of the question, folded, with the other names of it."""
    return [
        (
            name,
            *(
                fold(other)
                for phrase, others in question.alternatives
                if fold(phrase) == name
                for other in others
            ),
        )
        for name in question.names
    ]


def another_name(names: tuple[str, ...], evidence: Evidence) -> bool:
    """Whether the article has none of the names, nor much of the first."""
    return not _has_name(names, evidence.source.article)


def _has_name(names: tuple[str, ...], article: str) -> bool:
    """Whether one of ``names`` stands there, or the first by a third of its pairs of letters."""
    if any(name in article for name in names):
        return True
    name = names[0]
    if len(name) < 3 or name.isascii():
        return False
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    return sum(pair in article for pair in pairs) > len(pairs) / 3


def name_mentioned(names: tuple[str, ...], source: Source) -> bool:
    """By any name, however it is spaced and punctuated: 王·晓明 is 王晓明."""
    bare = letters(source.article)
    return _has_name(names, source.article) or any(letters(name) in bare for name in names)


# Days: 8月1日的座谈会 is not answered by an article of another time.

Days = tuple[tuple[int, int], ...]


def another_day(days: Days, evidence: Evidence) -> bool:
    """Whether a dated article neither names one of the days nor came out within ten days after."""
    published = evidence.source.passage.published
    return published is not None and not any(
        _day_written(month, day, evidence.source.article)
        or _follows(published, published.year, month, day)
        or _follows(published, published.year - 1, month, day)
        for month, day in days
    )


def _day_written(month: int, day: int, text: str) -> bool:
    """8月1日, 08-01, 8/1, 8.1; not 8月11日 and 18月1日."""
    return bool(re.search(rf"(?<![0-9])0?{month}\s*[月/.-]\s*0?{day}(?![0-9])", text))


def _follows(published: date, year: int, month: int, day: int) -> bool:
    try:
        told = date(year, month, day)
    except ValueError:
        return False
    return timedelta(0) <= published - told <= timedelta(10)


def day_mentioned(days: Days, source: Source) -> bool:
    """As written, or within what a date of the article means: 29日至8月2日, 本月1日, 今年."""
    meant = [
        (when.start_date, when.end_date)
        for when in resolve(source.article, source.passage.published)
    ]
    return any(
        _day_written(month, day, source.article)
        or any(
            first.year < last.year
            or (first.month, first.day) <= (month, day) <= (last.month, last.day)
            for first, last in meant
        )
        for month, day in days
    )


# Numbers: the 100th launch does not answer for the 200th, nor line 3 for line 4.

Numbered = tuple[tuple[str, str, str], ...]
_RECURRING = frozenset("届期批轮") | {"号线"}
"""Kinds of numbered things that an article is about one of."""
_GRADES = frozenset(("高", "初", "年级"))


def wanted_numbers(question: Question) -> list[Numbered]:
    """All numbered things of the question together: their words, kinds and numbers."""
    found = tuple(numbered_words(fold(question.text)))
    return [found] if found else []


def another_number(wanted: Numbered, evidence: Evidence) -> bool:
    """Whether a thing of the question stands in the sentence with another number.

    Not where what is around names it with the right one: what names it there, names it. What
    happens time and again (the ninth 届) is the article's own: one that numbers it otherwise
    everywhere is about another, whatever the sentence says. Of a model (hc-380) and a grade (高二)
    it is the last one named before that a sentence tells of.
    """
    around, told = numbered(evidence.near), numbered(evidence.plain)
    for kind in {kind for _, kind, _ in wanted}:
        numbers = {number for _, of, number in wanted if of == kind}
        named = told.get(kind, set()) | (_named_last(evidence, kind) if _lasts(kind) else set())
        if not numbers & around.get(kind, set()) and named - numbers:
            return True
        if kind in _RECURRING and _only_others(kind, frozenset(numbers), evidence.source.article):
            return True
    return False


def _lasts(kind: str) -> bool:
    """Whether a text speaks of the one it named until it names another: a model, a grade."""
    return kind.isascii() or kind in _GRADES


def _named_last(evidence: Evidence, kind: str) -> set[str]:
    """The number of what a sentence speaks of: the last one named before it, or the title's."""
    source = evidence.source
    before = source.text.partition(evidence.plain)[0]
    named = [number for _, of, number in numbered_words(before) if of == kind]
    return set(named[-1:])


@lru_cache(maxsize=16)  # the sentences of an article come one after another
def _only_others(kind: str, numbers: frozenset[str], article: str) -> bool:
    """Whether an article has things of the kind, and none with one of the numbers."""
    told = numbered(article).get(kind, set())
    return bool(told) and not numbers & told


def number_mentioned(wanted: Numbered, source: Source) -> bool:
    """By the words of the question, or a thing of the kind with that number, however written."""
    told = numbered(source.article)
    return any(
        words in source.article or number in told.get(kind, set()) for words, kind, number in wanted
    )


# Contrasts: what the new building has says nothing of the old one.

_HELD_AGAINST = "(?<![比较过于与同是从由离替代])"
"""What a rival is behind that is only compared with: 比老馆, 取代旧桥."""


def wanted_contrasts(question: Question) -> list[Contrast]:
    """The words of the question that exclude others."""
    return contrasts(fold(question.text))


def contrasted(contrast: Contrast, evidence: Evidence) -> bool:
    """Whether a sentence tells of a rival, and nothing around it of what is asked about.

    Also where both stand in it, and the rival is the last one named before the answer. What 去年
    is of an article with a date is known otherwise (``years``).
    """
    word, own, others = contrast
    if word in YEARS and evidence.source.passage.published is not None:
        return False
    at = evidence.plain.find(fold(evidence.answer))
    named = re.findall(f"{own}|{_HELD_AGAINST}(?:{others})", evidence.plain[: max(at, 0)])
    if named and evidence.answer:
        return re.fullmatch(own, named[-1]) is None
    return bool(re.search(others, evidence.plain)) and not re.search(own, evidence.near)


def contrast_mentioned(contrast: Contrast, source: Source) -> bool:
    """By the word, or what else it is called."""
    return bool(re.search(contrast[1], source.article))


# Posts: 工程院院长是谁 is not answered by its 副院长, nor by a sentence about no 院长.

# 院长, 副院长
_POST = re.compile(rf"副?(?:{POST})")
_DEPUTY = "副"
_POST_CALLED = re.compile(rf"(?:{POST})的?(?:名字)?叫")
"""董事长叫什么名字, 院长的名字叫什么."""


def wanted_post(question: Question) -> list[str]:
    """The post whose holder is asked for, with 副 before a deputy's."""
    called = question.form == "title" and _POST_CALLED.search(question.text)
    if question.form != "who" and not called:
        return []
    asked = _POST.search(question.text)
    if asked is None:
        return [_DEPUTY] if _DEPUTY in question.text else []
    post = asked.group().removeprefix(_DEPUTY)
    return [_DEPUTY + post if _DEPUTY in question.text else post]


def another_post(post: str, evidence: Evidence) -> bool:
    """Whether the post is not spoken of, or only its deputy's or assistant's holder is."""
    text = evidence.source.passage.text
    if post.startswith(_DEPUTY):
        return _DEPUTY not in text
    if not re.search(POST_OTHERWISE.get(post, post), text):
        return evidence.source.chinese  # how it is called in another language nobody knows
    # 院长, 副院长, 副总院长, 院长助理
    told = re.findall(rf"(副?)[\u4e00-\u9fff]{{0,1}}{post}(助理)?", evidence.sentence)
    return bool(told) and all(any(lower) for lower in told)


def post_mentioned(post: str, source: Source) -> bool:
    """By its own name, what texts say instead, or as any deputy; nobody knows elsewhere."""
    if not source.chinese or post == _DEPUTY:
        return True
    if post.startswith(_DEPUTY):
        return _DEPUTY in source.article
    return bool(re.search(f"{post}|{POST_OTHERWISE.get(post, post)}", source.article))

"""Two things beside each other, each in the articles' words; who is ahead only where it is certain.

Each side is asked for by itself, as a fact is. A conclusion is drawn where both sentences give
one figure of the same unit, both speak of the same year, and the question asks for more or less.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from rag.answer_types import Answer
from rag.answering.disagree import comparable
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.events import Event
from rag.overview.days import limits_of
from rag.overview.desk import Desk
from rag.overview.page import Entry, Page, answer_of
from rag.overview.pick import about_weight
from rag.overview.request import Request
from rag.overview.sentences import Sentence, mentions, sentences_of
from rag.overview.shelf import wordings
from rag.overview.summary import points
from rag.text.dates import resolve
from rag.text.question_words import ASKING
from rag.types import Document, Filters
from rag.wording import say

_MORE = frozenset("高大多长快晚贵重强")
_LESS = frozenset("低小少短慢早便轻")
_READ = 6


@dataclass(frozen=True, slots=True)
class Side:
    """What was found of one side: sentences of an article, and its figure if it has one."""

    name: str
    sentences: tuple[Sentence, ...]
    figure: tuple[str, float] | None = None
    year: int = 0


def comparison(request: Request, desk: Desk) -> Generator[Event, None, Answer | None]:
    """Both sides cited; ``None`` where one of them is not found."""
    if not request.sides:
        return (yield from _versions(request, desk))
    sides = []
    for name in request.sides:
        side = yield from _side(name, request, desk)
        if side is None:
            return None
        sides.append(side)
    entries = tuple(
        Entry(
            _home(side),
            tuple(s.said() for s in side.sentences),
            label=f"{side.name}：" if request.language == "zh" else f"{side.name}: ",
            note=_title(side),
        )
        for side in sides
    )
    page = Page("comparison", "", entries, _conclusion(request, sides), start=1)
    return answer_of(page, request, desk.shelf.document)


def _home(side: Side) -> Document:
    return side.sentences[0].document


def _title(side: Side) -> str:
    document = _home(side)
    day = f"，{document.published}" if document.published else ""
    return f"《{document.title}》{day}"


def _side(name: str, request: Request, desk: Desk) -> Generator[Event, None, Side | None]:
    """A side by the way of a fact where an aspect is named, else by what is said of it most."""
    aspect = re.sub(r"(?:更|比较)|[高低大小多少长短快慢早晚贵重强轻]$", "", request.aspect)
    measured = request.aspect[-1:] in _MORE | _LESS
    if request.aspect:
        ask = _asked(name, aspect or _MEASURE.get(request.aspect, ""), measured, request)
        question, judgements = yield from desk.judged(ask)
        judgements = sorted(judgements, key=lambda item: _told_otherwise(aspect, item.text))
        found = next(
            (
                j
                for j in judgements
                if _speaks_of(j, name, desk) and j.probability >= 0.7 * desk.settings.refusal
            ),
            None,
        )
        if found is not None:
            return _judged_side(name, question, found)
    topic = f"{name}{aspect}"
    within, rest = limits_of(name)
    tried = [
        *([(rest.strip("的 "), within)] if within else []),
        (topic, Filters()),
        (name, Filters()),
    ]
    for words, limits in tried:
        groups, rows = desk.shelf.about(words, desk.words, limits) if words else ((), [])
        if rows:
            documents = desk.shelf.documents(rows[:40])
            best = max(documents, key=lambda document: about_weight(document, groups))
            sentences = points([best], desk, 3, groups)
            if sentences:
                return Side(name, tuple(sentences))
    return None


_MEASURE = {
    "长": "长度",
    "高": "高度",
    "大": "面积",
    "多": "数量",
    "早": "时间",
    "晚": "时间",
    "快": "速度",
    "贵": "价格",
}


def _asked(name: str, aspect: str, measured: bool, request: Request) -> str:
    if request.language == "en":
        return (
            f"What is the {aspect} of {name}?"
            if not measured
            else f"How much is the {aspect} of {name}?"
        )
    if re.search(ASKING, aspect):
        return f"{name}{aspect}"  # 京津冀的论坛是谁主办的
    return f"{name}的{aspect}是多少？" if measured else f"{name}的{aspect}是什么？"


def _told_otherwise(aspect: str, text: str) -> int:
    """0 where the aspect is said to be something (主题是), 1 where it is named, else 2."""
    if not aspect or re.search(
        rf"{re.escape(aspect)}(?:是|为|定为|：|“)|[以定].{{2,40}}[为作]{re.escape(aspect)}", text
    ):
        return 0
    return 1 if aspect in text else 2


def _speaks_of(item: Judgement, name: str, desk: Desk) -> bool:
    """Whether the passage, under its title, names the side."""
    passage = item.reading.passage
    groups = wordings(name, desk.words)[-1]
    held = mentions(f"{passage.title}\n{passage.published}\n{passage.text}", groups)
    return held >= len(groups)


def _judged_side(name: str, question: Question, item: Judgement) -> Side:
    passage = item.reading.passage
    figure = comparable(question, item)
    value = _number(figure) if figure else None
    years = {
        d.start_date.year
        for d in resolve(item.text, passage.published)
        if d.start_date.year == d.end_date.year
    }
    named = re.findall(r"((?:19|20)\d\d)年", name)
    year = int(named[0]) if named else years.pop() if len(years) == 1 else 0
    return Side(name, (_sentence(item),), value, year)


def _sentence(item: Judgement) -> Sentence:
    passage = item.reading.passage
    document = Document(
        passage.document_id, passage.path, passage.title, " " * passage.start + passage.text,
        passage.published, passage.published_basis, source=passage.source,
        language=passage.language,
    )  # fmt: skip
    return Sentence(document, item.start, item.end, 0, 0)


def _number(figure: tuple[str, str]) -> tuple[str, float] | None:
    try:
        return figure[0], float(figure[1])
    except ValueError:
        return None


def _conclusion(request: Request, sides: Sequence[Side]) -> str:
    """Who is ahead, where it may be said; why it may not, where it was asked."""
    adjective = request.aspect[-1:]
    if adjective not in _MORE | _LESS:
        return ""
    one, other = sides[0], sides[1]
    if one.figure is None or other.figure is None:
        return ""
    alike = one.figure[0] == other.figure[0]
    same_time = one.year == other.year or all(
        re.search(r"(?:19|20)\d\d年", side.name) for side in sides
    )
    if not alike or not same_time:
        return say(
            "两句说的不是同一单位或同一时间的数字，不能直接比较。",
            "The figures are not of one unit and time; they are not compared.",
            request.language,
        )
    if one.figure[1] == other.figure[1]:
        return say("按这两句，两者相同。", "By these sentences both are equal.", request.language)
    first_is_more = one.figure[1] > other.figure[1]
    ahead = one if first_is_more == (adjective in _MORE) else other
    return say(
        f"按这两句，{ahead.name}更{adjective}。",
        f"By these sentences it is {ahead.name}.",
        request.language,
    )


def _versions(request: Request, desk: Desk) -> Generator[Event, None, Answer | None]:
    """两篇说的长度不一样: one thing as several articles have it, or its kinds in one."""
    _, judgements = yield from desk.judged(request.topic + request.aspect)
    groups = wordings(request.topic, desk.words)[-1]
    by_article: dict[str, Judgement] = {}
    for item in judgements:
        passage = item.reading.passage
        if mentions(f"{passage.title}\n{passage.text}", groups) >= len(groups):
            by_article.setdefault(passage.document_id, item)
    chosen = list(by_article.values())[:2]
    if request.aspect and len(chosen) == 2:
        entries = [Entry(_sentence(item).document, (_sentence(item).said(),)) for item in chosen]
        return answer_of(Page("comparison", "", tuple(entries)), request, desk.shelf.document)
    groups, rows = desk.shelf.about(request.topic, desk.words)
    documents = desk.shelf.documents(rows[:_READ])
    if not documents:
        return None
    best = max(documents, key=lambda document: about_weight(document, groups))
    found = list(_beside(best, groups))[:6]
    if not found:
        return None
    entry = Entry(best, tuple(s.said() for s in found))
    return answer_of(Page("comparison", "", (entry,), start=0), request, desk.shelf.document)


_APART = re.compile(r"前者|后者|不同|区别|相比|一本|另一|而|版|作者|国人|优点|缺点|更")
"""前者, 不同, 版, 更: words that set one thing apart from another."""
_WINDOW = 40


def _beside(document: Document, groups: Sequence[Sequence[str]]) -> list[Sentence]:
    """Of the sentences from the first that names the thing on, those that set things apart most."""
    every = sentences_of(document)
    first = next((n for n, s in enumerate(every) if mentions(s.text, groups) == len(groups)), None)
    if first is None:
        return []
    near = every[first : first + _WINDOW]
    weighed = sorted(near, key=lambda s: (-len(set(_APART.findall(s.text))), s.start))[:6]
    return sorted(weighed, key=lambda s: s.start)

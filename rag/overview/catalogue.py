"""Which articles there are: counts, lists, sources and days, from the store alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer_types import Answer
from rag.indexing.nouns import Listed
from rag.overview.desk import Desk
from rag.overview.order import in_order, numbered
from rag.overview.page import Entry, Page, answer_of, no_more, refused
from rag.overview.pick import Picked, picked
from rag.overview.request import Request
from rag.overview.sentences import first_sentence, showing
from rag.overview.shelf import Groups
from rag.types import Document, Filters
from rag.wording import Language, say

PER_PAGE = 10
"""Articles shown at once; the others are counted."""


def catalogue(request: Request, desk: Desk) -> Answer:
    """The answer to a question about the collection as such."""
    limits = request.limits
    if request.which.names:
        return _titles(request, desk)
    rows: list[Listed] | None = None
    for name in dict.fromkeys((request.aspect, request.topic)):
        if name and rows is None and (rows := desk.shelf.published_by(name, limits) or None):
            limits = replace(limits, sources=(name,))  # to be told
    if rows is None and request.topic:
        return _about(request, desk)
    rows = desk.shelf.rows(limits) if rows is None else rows
    if not rows:
        return _nothing(request, desk, limits)
    if request.intent in {"sources", "authors"}:
        return _sent(_grouped(request, desk, rows), request, desk)
    if request.intent == "days":
        return _sent(_days(request, desk, rows), request, desk)
    return _sent(_listing(request, desk, rows, limits), request, desk)


def _titles(request: Request, desk: Desk) -> Answer:
    """The articles named by title or number: 第350到352期的标题."""
    found = picked(request, desk, ())
    if not found.documents:
        missing = say(
            f"没有标题含“{found.missing}”的文章。",
            f"No article is titled “{found.missing}”.",
            request.language,
        )
        return refused(request, missing, desk.nearest(request.text))
    entries = tuple(
        _entry(document, length=False, language=request.language)
        for document in found.documents[:PER_PAGE]
    )
    return _sent(Page("catalogue", "", entries), request, desk)


def about_file(request: Request, desk: Desk, picked: Picked) -> Answer:
    """The author, source, day, length or title of an article, as stored."""
    if not picked.documents:
        missing = say("没有这样一篇文章。", "There is no such article.", request.language)
        return refused(request, missing, desk.shelf.documents(desk.shelf.rows()[:3]))
    entries = []
    for document in picked.documents[:PER_PAGE]:
        said = first_sentence(document)
        zh, en, value = _field(document, request.wanted)
        told = value or say("没有注明", "not stated", request.language)
        note = say(f"；{zh}：{told}", f"; {en}: {told}", request.language)
        entries.append(Entry(document, (said,) if said else (), silent=True, note=note))
    opening = ""
    if picked.choose:
        opening = say(
            "没有指明是哪一篇，各篇如下：", "No article was singled out; of each:", request.language
        )
    return _sent(
        Page("catalogue", opening, tuple(entries), start=1 if len(entries) > 1 else 0),
        request,
        desk,
    )


def _field(document: Document, wanted: str) -> tuple[str, str, str]:
    return {
        "author": ("作者", "author", document.author),
        "source": ("来源", "source", document.source),
        "published": ("日期", "date", str(document.published or "")),
        "length": ("篇幅", "length", f"{len(document.text):,}"),
        "title": ("标题", "title", document.title),
    }[wanted]


def _skipped(request: Request) -> int:
    """How many were shown already."""
    return request.page * PER_PAGE


def _sent(page: Page, request: Request, desk: Desk) -> Answer:
    answer = answer_of(page, request, desk.shelf.document)
    return answer or refused(
        request,
        say(
            "文章里没有可以引用的句子。", "The articles hold no sentence to cite.", request.language
        ),
    )


def _listing(request: Request, desk: Desk, rows: Sequence[Listed], limits: Filters) -> Page:
    ordered = in_order(rows, request.order)
    wanted = _as_many_as_asked(ordered, request)
    shown = wanted[_skipped(request) : _skipped(request) + PER_PAGE]
    opening = say(
        f"{_where(limits, 'zh')}共有 {len(rows):,} 篇文章{_span(rows, 'zh')}",
        f"There {'is' if len(rows) == 1 else 'are'} {len(rows):,} "
        f"article{'' if len(rows) == 1 else 's'}{_where(limits, 'en')}{_span(rows, 'en')}",
        request.language,
    )
    opening += _arranged(request, len(wanted), len(rows))
    if _skipped(request) >= len(wanted):
        return no_more("catalogue", request.language)
    entries = [
        _entry(document, length=request.order in {"longest", "shortest"}, language=request.language)
        for document in desk.shelf.documents(shown)
    ]
    return Page(
        "catalogue",
        opening,
        tuple(entries),
        more_of(len(wanted) - _skipped(request) - len(shown), request.language),
        start=_skipped(request) + 1,
        offers=_next(request, len(wanted) - _skipped(request) - len(shown)),
    )


def _as_many_as_asked(rows: Sequence[Listed], request: Request) -> Sequence[Listed]:
    """The first ``most``; where one is asked for, all of that day."""
    if request.most == 1 and request.order in {"newest", "oldest"} and not numbered(rows):
        return [row for row in rows if row.published == rows[0].published][:PER_PAGE]
    return rows[: request.most] if request.most else rows


def _arranged(request: Request, wanted: int, all_of_them: int) -> str:
    zh, en = {
        "newest": ("最新的", "the newest"),
        "oldest": ("最早的", "the oldest"),
        "longest": ("最长的", "the longest"),
        "shortest": ("最短的", "the shortest"),
    }[request.order]
    if wanted < all_of_them:
        return say(f"。{zh}是：", f"; {en}:", request.language)
    return say(f"，{zh}在前：", f", {en} first:", request.language)


def _entry(document: Document, *, length: bool, language: Language) -> Entry:
    said = first_sentence(document)
    note = ""
    if length:
        note = say(f"，{len(document.text):,} 字", f", {len(document.text):,} characters", language)
    return Entry(document, (said,) if said else (), silent=True, note=note)


def _about(request: Request, desk: Desk) -> Answer:
    """The articles that mention something, each with the sentence that shows it."""
    groups, rows = desk.shelf.about(request.topic, desk.words, request.limits)
    if not rows and request.aspect not in ("", request.topic):
        return _about(replace(request, topic=request.aspect, aspect=""), desk)
    if not rows:
        return refused(
            request, unmentioned(request.topic, request.language), desk.nearest(request.topic)
        )
    if _skipped(request) >= len(rows):
        return _sent(no_more("catalogue", request.language), request, desk)
    shown = in_order(rows, request.order)[_skipped(request) : _skipped(request) + PER_PAGE]
    left = len(rows) - _skipped(request) - len(shown)
    opening = say(
        f"提到“{request.topic}”的文章有 {len(rows):,} 篇{_arranged(request, len(rows), len(rows))}",
        f"{len(rows):,} article{'' if len(rows) == 1 else 's'} "
        f"mention{'s' if len(rows) == 1 else ''} "
        f"“{request.topic}”{_arranged(request, len(rows), len(rows))}",
        request.language,
    )
    page = Page(
        "catalogue",
        opening,
        tuple(_showing(document, groups) for document in desk.shelf.documents(shown)),
        more_of(left, request.language),
        start=_skipped(request) + 1,
        offers=(
            *_next(request, left),
            say(f"总结{request.topic}", f"Summarize {request.topic}", request.language),
        ),
    )
    return _sent(page, request, desk)


def _showing(document: Document, groups: Groups) -> Entry:
    sentence = showing(document, groups)
    if sentence is not None:
        return Entry(document, (sentence.said(),))
    said = first_sentence(document)
    return Entry(document, (said,) if said else (), silent=True)


def unmentioned(topic: str, language: Language) -> str:
    """That no article has the phrase, nor all of its words."""
    return say(f"没有文章提到“{topic}”。", f"No article mentions “{topic}”.", language)


def _nothing(request: Request, desk: Desk, limits: Filters) -> Answer:
    newest = desk.shelf.documents(desk.shelf.rows()[:3])
    return refused(
        request,
        say(
            f"{_where(limits, 'zh') or '这里'}没有文章。",
            f"There is no article{_where(limits, 'en')}.",
            request.language,
        ),
        newest,
    )


def _where(limits: Filters, language: Language) -> str:
    """What the list is limited to, in words."""
    first, last = limits.published_from, limits.published_to
    parts = []
    if first and last:
        span = (
            f"{first}"
            if first == last
            else say(f"{first} 至 {last}", f"{first} to {last}", language)
        )
        parts.append(say(f"{span} 发布的", f" published {span}", language))
    elif first:
        parts.append(say(f"{first} 起发布的", f" published since {first}", language))
    elif last:
        parts.append(say(f"{last} 以前发布的", f" published up to {last}", language))
    named = (limits.sources, tuple(path.rpartition("/")[2] for path in limits.folders))
    parts += [
        say(f"“{'、'.join(names)}”的", f" of {', '.join(names)}", language)
        for names in named
        if names
    ]
    return "".join(parts)


def _span(rows: Sequence[Listed], language: Language) -> str:
    days = sorted(row.published for row in rows if row.published)
    undated = len(rows) - len(days)
    parts = []
    if days:
        parts.append(
            say(
                f"{days[0]} 至 {days[-1]}" if days[0] != days[-1] else days[0],
                f"{days[0]} to {days[-1]}" if days[0] != days[-1] else days[0],
                language,
            )
        )
    if undated:
        parts.append(say(f"{undated:,} 篇没有日期", f"{undated:,} without a date", language))
    return say(f"（{'，'.join(parts)}）", f" ({', '.join(parts)})", language)


def more_of(left: int, language: Language) -> str:
    """How many are not shown, and how to go on."""
    if left <= 0:
        return ""
    return say(
        f"还有 {left:,} 篇，说“更多”接着看。", f"{left:,} more: say “more” to go on.", language
    )


def _next(request: Request, left: int) -> tuple[str, ...]:
    return (say("更多", "more", request.language),) if left > 0 else ()


def _grouped(request: Request, desk: Desk, rows: Sequence[Listed]) -> Page:
    """The sources or authors with their counts, the largest first, each with its newest article."""
    of: Callable[[Listed], str] = (
        (lambda row: row.source) if request.intent == "sources" else (lambda row: row.author)
    )
    counts = Counter(of(row) for row in rows)
    order = sorted(counts, key=lambda name: (not name, -counts[name], name))
    shown = order[_skipped(request) : _skipped(request) + PER_PAGE]
    newest = {name: next(row for row in rows if of(row) == name) for name in shown}
    documents = dict(zip(shown, desk.shelf.documents(list(newest.values())), strict=True))
    zh, en = ("来源", "source") if request.intent == "sources" else ("作者", "author")
    named = [name for name in order if name]
    opening = say(
        f"{len(rows):,} 篇文章注明了 {len(named):,} 个{zh}：",
        f"{len(rows):,} articles name {len(named):,} {en}{'' if len(named) == 1 else 's'}:",
        request.language,
    )
    entries = []
    for name in shown:
        said = first_sentence(documents[name])
        count = say(f"：{counts[name]:,} 篇", f": {counts[name]:,}", request.language)
        label = (name or say(f"没有注明{zh}", f"no {en} named", request.language)) + count
        entries.append(Entry(documents[name], (said,) if said else (), silent=True, label=label))
    left = len(order) - _skipped(request) - len(shown)
    closing = (
        say(
            f"还有 {left:,} 个，说“更多”接着看。",
            f"{left:,} more: say “more” to go on.",
            request.language,
        )
        if left > 0
        else ""
    )
    return _page(request, opening, entries, closing, left)


def _days(request: Request, desk: Desk, rows: Sequence[Listed]) -> Page:
    """From when to when, and how many by day, or by month where there are many days."""
    length = 10 if len({row.published for row in rows}) <= PER_PAGE else 7
    counts = Counter(row.published[:length] for row in rows if row.published)
    order = sorted(counts, reverse=True)
    shown = order[_skipped(request) : _skipped(request) + PER_PAGE]
    opening = say(
        f"共有 {len(rows):,} 篇文章{_span(rows, 'zh')}：",
        f"There are {len(rows):,} articles{_span(rows, 'en')}:",
        request.language,
    )
    entries = []
    for day in shown:
        (document,) = desk.shelf.documents(
            [next(row for row in rows if row.published.startswith(day))]
        )
        said = first_sentence(document)
        label = say(f"{day}：{counts[day]:,} 篇", f"{day}: {counts[day]:,}", request.language)
        entries.append(Entry(document, (said,) if said else (), silent=True, label=label))
    left = len(order) - _skipped(request) - len(shown)
    closing = say("说“更多”接着看。", "Say “more” to go on.", request.language) if left > 0 else ""
    return _page(request, opening, entries, closing, left)


def _page(
    request: Request, opening: str, entries: Sequence[Entry], closing: str, left: int
) -> Page:
    return Page(
        "catalogue", opening, tuple(entries), closing,
        start=_skipped(request) + 1, offers=_next(request, left),
    )  # fmt: skip

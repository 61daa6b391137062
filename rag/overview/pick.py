"""The articles that a request means, of those shown before, those named, or all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer_types import Turn
from rag.errors import YoujuError
from rag.overview.desk import Desk
from rag.overview.order import in_order
from rag.overview.request import Request, Which
from rag.overview.sentences import mentions, sentences_of
from rag.overview.shelf import Groups, wordings
from rag.text.fold import fold
from rag.types import Document

MOST_PICKED = 40
"""Articles that one overview reads at most."""


@dataclass(frozen=True, slots=True)
class Picked:
    """The articles, how many fit in all, and whether one of several must be chosen first.

    ``missing`` is the title, file or place that there is none of.
    """

    documents: tuple[Document, ...]
    of: int
    choose: bool = False
    missing: str = ""


def picked(request: Request, desk: Desk, turns: Sequence[Turn]) -> Picked:
    """The articles that ``request.which`` means; without it all within the limits."""
    which = request.which
    if which.names:
        return _named(which, desk)
    if which.described:
        described = _described(which.described, desk)
        if described.documents or not which.this:
            return described
    if which.this or which.these:
        return _at_hand(which, desk, turns)
    if which.places and which.oldest:
        rows = desk.shelf.rows(request.limits)
        dated = sorted((row for row in rows if row.published), key=lambda row: row.published)
        found = desk.shelf.documents(dated[which.oldest - 1 : which.oldest])
        return Picked(tuple(found), len(found), missing="" if found else str(which.oldest))
    if which.places:
        return _placed(which, desk, turns)
    rows = desk.shelf.rows(request.limits)
    if which.newest:
        rows = in_order(rows, "newest")[: which.newest]
    elif which.oldest:
        dated = sorted((row for row in rows if row.published), key=lambda row: row.published)
        rows = (dated or rows)[: which.oldest]
    elif which.event:
        return _event(which.event, desk, turns)
    return Picked(tuple(desk.shelf.documents(rows[:MOST_PICKED])), len(rows))


def shown_before(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The ids of the articles shown last; none where no turn showed any."""
    return next((turn.documents for turn in reversed(turns) if turn.documents), ())


_TITLED = re.compile(r"^(?:\d+\. )?(?:《(.+?)》|“(.+?)”)[，,]", re.M)
"""2. 《…》，2022-07-29: an article's line in an answer."""


def _titled(turns: Sequence[Turn], desk: Desk) -> tuple[Document, ...]:
    """The articles whose lines the last answer has, where only its text was kept."""
    if not turns or turns[-1].documents:
        return ()
    titles = [first or second for first, second in _TITLED.findall(turns[-1].answer)]
    found = [document for title in titles for document in _called(title, desk)[:1]]
    return tuple({document.id: document for document in found}.values())


def _at_hand(which: Which, desk: Desk, turns: Sequence[Turn]) -> Picked:
    opened = turns[-1].open if turns else ""
    ids = (opened,) if which.this and opened else shown_before(turns)
    documents = _stored(ids, desk) or _titled(turns, desk)
    documents = documents[:1] if which.this else documents
    if documents:
        return Picked(documents, len(documents))
    rows = desk.shelf.rows()
    every = tuple(desk.shelf.documents(rows[:MOST_PICKED]))
    return Picked(every, len(rows), choose=which.this and len(rows) > 1)


def _placed(which: Which, desk: Desk, turns: Sequence[Turn]) -> Picked:
    """第二篇: of the list shown last that is long enough, else of all, the newest first."""
    furthest = max(which.places)
    lists = [turn.documents for turn in reversed(turns) if len(turn.documents) >= max(2, furthest)]
    told = _titled(turns, desk)
    if lists:
        every = _stored(lists[0], desk)
    elif len(told) >= max(2, furthest):
        every = told
    else:
        rows = desk.shelf.rows()
        every = tuple(desk.shelf.documents(rows[: max(MOST_PICKED, furthest)]))
        if -1 in which.places and len(rows) > len(every):
            every = (*every, *desk.shelf.documents(rows[-1:]))
    found = tuple(
        every[place - 1 if place > 0 else -1]
        for place in which.places
        if place and place <= len(every)
    )
    missing = next((str(p) for p in which.places if not p or p > len(every)), "")
    return Picked(found, len(found), missing=missing if not found else "")


def _named(which: Which, desk: Desk) -> Picked:
    found: dict[str, Document] = {}
    missing = ""
    for name in which.names:
        fitting = _called(name, desk)
        missing = missing or ("" if fitting else name)
        found.update({document.id: document for document in fitting})
    documents = tuple(found.values())[:MOST_PICKED]
    several = len(which.names) == 1 and len({fold(d.title) for d in documents}) > 1
    return Picked(documents, len(found), choose=several, missing=missing)


def _called(name: str, desk: Desk) -> list[Document]:
    """The articles whose title or file name is this, else those whose title holds it."""
    wanted = fold(name)
    if issue := re.fullmatch(r"第(\d+)期", name):
        spaced = re.compile(rf"(?:第 ?|issue[ #-]*)0*{issue[1]}(?!\d)", re.I)
        candidates = [d for each in (issue[1],) for d in desk.shelf.called(each)]
        return [d for d in candidates if spaced.search(f"{d.title} {d.path.rpartition('/')[2]}")]
    candidates = desk.shelf.called(name)
    same = [d for d in candidates if wanted in (fold(d.title), fold(d.path.rpartition("/")[2]))]
    return same[:1] or [d for d in candidates if wanted in fold(d.title)]


def _described(words: str, desk: Desk) -> Picked:
    """临溪暴雨那篇: the article that is most about it, else what a search finds."""
    groups, rows = desk.shelf.about(words, desk.words, loosely=True)
    documents = desk.shelf.documents(rows[:400])
    if documents:
        best = max(documents, key=lambda document: about_weight(document, groups))
        return Picked((best,), 1)
    wanted = wordings(words, desk.words)[-1]
    for document in desk.nearest(words):
        if 2 * mentions(f"{document.title}\n{document.text}", wanted) >= len(wanted):
            return Picked((document,), 1)
    return Picked((), 0, missing=words)


def about_weight(document: Document, groups: Groups) -> float:
    """How much an article is about something: in its title, at its beginning, how often."""
    titled = mentions(document.title, groups)
    begins = mentions(document.text[:200], groups)
    together = max((mentions(one.text, groups) for one in sentences_of(document)), default=0)
    often = sum(bool(mentions(one.text, groups)) for one in sentences_of(document))
    return 3 * titled + 1.5 * begins + together + min(often, 10) / 5


def _event(event: str, desk: Desk, turns: Sequence[Turn]) -> Picked:
    """这次会议: of the articles shown last, else of those whose title or beginning tells of one."""
    before = tuple(d for d in _stored(shown_before(turns), desk) if _tells_of(d, event))
    if before:
        return Picked(before[:1], 1)
    rows = desk.shelf.rows()
    fitting = [d for d in desk.shelf.documents(rows[:400]) if _tells_of(d, event)]
    return Picked(tuple(fitting[:MOST_PICKED]), len(fitting), choose=len(fitting) > 1)


_KINDS = {
    "会议": ("会议", "座谈会", "论坛", "大会", "峰会", "研讨会", "发布会", "年会"),
    "会": ("会议", "座谈会", "论坛", "大会", "峰会", "研讨会", "发布会", "茶会"),
    "活动": ("活动", "论坛", "大会", "节", "茶会", "座谈会", "比赛", "展览", "博览会"),
    "事件": ("事件", "事故", "暴雨", "地震", "火灾", "洪", "台风"),
    "灾害": ("灾", "暴雨", "地震", "台风", "洪"),
    "meeting": ("会议", "座谈会", "论坛", "大会", "meeting"),
    "conference": ("大会", "会议", "论坛", "conference"),
    "forum": ("论坛", "forum"),
    "event": ("活动", "论坛", "大会", "节", "event"),
    "summit": ("峰会", "大会", "summit"),
    "press conference": ("发布会", "press conference"),
    "symposium": ("座谈会", "研讨会", "symposium"),
}
"""What a common noun may stand for; any other stands for itself."""
_BEGINNING = 160
"""An article of an event names it in so many characters."""


def _tells_of(document: Document, event: str) -> bool:
    names = _KINDS.get(event, (event,))
    title, beginning = fold(document.title), fold(document.text[:_BEGINNING])
    titled = any(name in title for name in names)
    return titled or any(name in beginning for name in names if len(name) > 1)


def _stored(ids: Sequence[str], desk: Desk) -> tuple[Document, ...]:
    """The articles with these ids; those that are gone are left out."""
    found = []
    for each in ids:
        try:
            found.append(desk.shelf.document(each))
        except YoujuError:
            continue
    return tuple(found)

"""The list of articles as escaped HTML: a page of it, what is selected, where the words stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag import Document
from ui.html.markup import button, escape, written_date
from ui.words import Language, word

AROUND = 36
"""Characters shown on each side of a word that was found in a text."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list: ``words`` are what was looked for, ``removing`` is asked about."""

    documents: Sequence[Document]
    total: int
    offset: int
    limit: int
    words: Sequence[str] = ()
    ticked: Collection[str] = ()
    removing: Collection[str] = ()

    @property
    def asks_about_one(self) -> str:
        """The article that is asked about in its own row; empty where it is the selection."""
        only = next(iter(self.removing), "")
        return only if len(self.removing) == 1 and only not in self.ticked else ""


def listing_html(page: Page, language: Language) -> str:
    """One page of the article list, with what can be done to its rows and to the selection."""
    if not page.documents:
        return f'<p class="yj-none">{escape(word("no_articles", language))}</p>'
    rows = "".join(_row(each, page, language) for each in page.documents)
    return (
        f'{_selection(page, language)}<ul class="yj-documents">{rows}</ul>{_pager(page, language)}'
    )


def _selection(page: Page, language: Language) -> str:
    """The line above the list: what is selected, and what may be done to it."""
    count, total = f"{len(page.ticked):,}", f"{page.total:,}"
    if page.removing and not page.asks_about_one:
        sure = escape(word("remove_ticked_sure", language, count=f"{len(page.removing):,}"))
        return (
            f'<div class="yj-selection yj-sure"><span role="alert">{sure}</span>'
            + button("removed", word("confirm_remove", language), css="yj-danger", id="ticked")
            + button("cancel", word("cancel", language), css="yj-quiet")
            + "</div>"
        )
    whole = all(each.id in page.ticked for each in page.documents)
    parts = [_tick("tick_page", word("tick_page", language), on=whole, label=True)]
    if page.ticked:
        said = escape(word("ticked", language, count=count))
        parts.append(f'<span class="yj-count" role="status">{said}</span>')
        if len(page.ticked) < page.total and page.total > page.limit:
            parts.append(
                button("tick_all", word("tick_all", language, total=total), css="yj-quiet")
            )
        parts.append(button("tick_none", word("tick_none", language), css="yj-quiet"))
        parts.append(button("remove_ticked", word("remove_ticked", language), css="yj-warn"))
    return f'<div class="yj-selection">{"".join(parts)}</div>'


def _tick(act: str, said: str, *, on: bool, document: str = "", label: bool = False) -> str:
    """A box to tick, with its words beside it or for screen readers alone."""
    checked = " checked" if on else ""
    name = "" if label else f' aria-label="{escape(said)}"'
    box = f'<input type="checkbox" data-act="{act}" data-id="{escape(document)}"{name}{checked}>'
    return f'<label class="yj-box">{box}{escape(said) if label else ""}</label>'


def _row(document: Document, page: Page, language: Language) -> str:
    title = document.title or word("untitled", language)
    facts = [
        document.source,
        written_date(document.published, document.published_basis, language),
        word("characters", language, count=f"{len(document.text):,}"),
        document.path.replace("\\", "/").rsplit("/", 1)[-1],
    ]
    meta = escape(" · ".join(fact for fact in facts if fact))
    identity = escape(document.id)
    if document.id == page.asks_about_one:
        sure = escape(word("remove_sure", language, title=title))
        tools = (
            f'<div class="yj-sure"><span role="alert">{sure}</span>'
            + button("removed", word("confirm_remove", language), css="yj-danger", id=document.id)
            + button("cancel", word("cancel", language), css="yj-quiet")
            + "</div>"
        )
    else:
        named = word("remove", language)
        tools = button("remove", named, css="yj-quiet", title=f"{named}：{title}", id=document.id)
    ticked = _tick(
        "tick",
        word("tick_one", language, title=title),
        on=document.id in page.ticked,
        document=document.id,
    )
    return (
        f'<li>{ticked}<button type="button" class="yj-source" data-act="read" data-id="{identity}">'
        f'<span class="yj-title" dir="auto">{escape(title)}</span>'
        f'<span class="yj-meta">{meta}</span>{_found(document, page.words)}</button>{tools}</li>'
    )


def _found(document: Document, words: Sequence[str]) -> str:
    """Where the first of the words stands in the text, with what is around it."""
    lowered = document.text.lower()
    if len(lowered) != len(document.text):  # İ is two characters in small
        lowered = document.text
    places = [(lowered.find(each.lower()), each) for each in words]
    found = [(place, each) for place, each in places if place >= 0]
    if not found:
        return ""
    place, named = min(found)
    start, end = max(0, place - AROUND), place + len(named)
    before = " ".join(document.text[start:place].split())
    after = " ".join(document.text[end : end + AROUND].split())
    dots = "…" if start else ""
    shown = escape(document.text[place:end])
    return (
        f'<span class="yj-found" dir="auto">{dots}{escape(before)}<mark>{shown}</mark>'
        f"{escape(after)}…</span>"
    )


def _pager(page: Page, language: Language) -> str:
    shown = word(
        "articles_shown",
        language,
        first=f"{page.offset + 1:,}",
        last=f"{page.offset + len(page.documents):,}",
        total=f"{page.total:,}",
    )
    last = (page.total - 1) // page.limit * page.limit
    steps = "".join(
        button(
            "page" if target != page.offset else "none",
            mark,
            css=f"yj-step {'' if target != page.offset else 'yj-off'}",
            title=word(name, language),
            n=target,
        )
        for name, mark, target in (
            ("first_page", "«", 0),
            ("previous", "‹", max(0, page.offset - page.limit)),
            ("next", "›", min(last, page.offset + page.limit)),
            ("last_page", "»", last),
        )
    )
    return f'<div class="yj-pager"><span>{escape(shown)}</span>{steps}</div>'

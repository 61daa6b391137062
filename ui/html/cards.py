"""The sources of an answer: a card for each article with all its quotes. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from rag import Citation
from ui.html.markup import by_words, escape, together, written_date
from ui.words import Language, word

CARDS_SHOWN = 4
"""Cards that stand open; a longer list is unfolded by the reader."""


def cards_html(turn_id: str, citations: Sequence[Citation], language: Language) -> str:
    """The cards in the order in which their articles are first cited; nothing without a quote."""
    of_article: dict[str, list[tuple[int, Citation]]] = {}
    for number, citation in enumerate(citations, start=1):
        of_article.setdefault(citation.document_id, []).append((number, citation))
    cards = [_card(turn_id, quotes, language) for quotes in of_article.values()]
    if not cards:
        return ""
    label = escape(word("sources_title", language))
    shown = f'<ol class="yj-sources" aria-label="{label}">{"".join(cards[:CARDS_SHOWN])}</ol>'
    rest = cards[CARDS_SHOWN:]
    if not rest:
        return shown
    more = escape(word("more_sources", language, count=len(rest)))
    return (
        f'{shown}<details class="yj-more"><summary>{more}</summary>'
        f'<ol class="yj-sources" aria-label="{label}">{"".join(rest)}</ol></details>'
    )


def _card(turn_id: str, quotes: Sequence[tuple[int, Citation]], language: Language) -> str:
    first = quotes[0][1]
    title = first.title or word("untitled", language)
    day = written_date(first.published, first.published_basis, language)
    meta = " · ".join(part for part in (first.source, day) if part)
    rows = "".join(_quote(turn_id, number, citation, language) for number, citation in quotes)
    return (
        f'<li class="yj-card"><div class="yj-card-head"><span class="yj-title" dir="auto">'
        f'{escape(title)}</span><span class="yj-meta">{escape(meta)}</span></div>{rows}</li>'
    )


def _quote(turn_id: str, number: int, citation: Citation, language: Language) -> str:
    place = citation.place.words(language) if citation.place else ""
    where = f'<small class="yj-at">{escape(place)}</small>' if place else ""
    return (
        f'<button type="button" class="yj-source yj-quoted" data-act="cite" '
        f'data-turn="{escape(turn_id)}" data-n="{number}"><span class="yj-number">{number}</span>'
        f'<q dir="auto">{together(escape(" ".join(citation.quote.split())))}</q>{where}</button>'
    )


def further_html(questions: Sequence[str], language: Language) -> str:
    """Questions to ask next, as buttons that ask them."""
    if not questions:
        return ""
    label = escape(word("offers", language))
    rows = "".join(
        f'<li><button type="button" class="yj-button yj-example" data-act="example" '
        f'data-id="{escape(each)}" dir="auto">{by_words(each)}</button></li>'
        for each in questions
    )
    return (
        f'<section class="yj-further" aria-label="{label}"><h4>{label}</h4>'
        f'<ul class="yj-examples">{rows}</ul></section>'
    )

"""A shared answer as a page of its own, without script: each quote in its place."""

from __future__ import annotations

from collections.abc import Callable

from rag import Answer, Citation, Document
from ui.assets import plain_css
from ui.html.markup import escape, written_date
from ui.html.turn import answer_html
from ui.state.shares import Share
from ui.words import Language, word

AROUND = 160
"""Characters of the article on each side of a quote."""


def shared_html(
    share: Share, document: Callable[[str], Document | None], language: Language
) -> str:
    """The page. ``document`` gives an article that is still indexed."""
    turn = share.turn
    answer = turn.answer
    body = _answer(answer, document, language) if answer else ""
    until = escape(word("shared_until", language, date=share.expires[:10]))
    end = (
        f'<form method="post" action="/answer/{escape(share.id)}/delete">'
        f"<button>{escape(word('unshare', language))}</button></form>"
        if share.own
        else ""
    )
    asked = f'<h1 dir="auto">{escape(turn.question)}</h1><p class="meta">{escape(turn.limits)}</p>'
    back = f'<a href="/">{escape(word("to_the_page", language))}</a>'
    foot = f'<footer><p class="meta">{until} · {back}</p>{end}</footer>'
    return _page(turn.question, f"{asked}{body}{foot}", language)


def gone_html(language: Language, *, ended: bool = False) -> str:
    """The page of a link that opens nothing, or that was just deleted."""
    said = word("unshared" if ended else "shared_gone", language)
    back = f'<p><a href="/">{escape(word("to_the_page", language))}</a></p>'
    return _page(word("shared_answer", language), f"<p>{escape(said)}</p>{back}", language)


def _page(title: str, body: str, language: Language) -> str:
    tongue = "zh-Hans" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{tongue}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)} · 有据</title><style>{plain_css()}</style>"
        f'<body class="shared"><main>{body}</main></body></html>'
    )


def _answer(answer: Answer, document: Callable[[str], Document | None], language: Language) -> str:
    if not answer.answered:
        head = escape(word("refused", language))
        return f'<p><strong>{head}</strong></p><p dir="auto">{escape(answer.missing)}</p>'
    said = answer_html(answer.text, "", len(answer.citations), anchors=True)
    quotes = "".join(
        _quote(number, cited, document(cited.document_id), language)
        for number, cited in enumerate(answer.citations, start=1)
    )
    heading = escape(word("sources_title", language))
    listed = f"<h2>{heading}</h2><ol class='quotes'>{quotes}</ol>" if quotes else ""
    return f'<div class="answer" dir="auto">{said}</div>{listed}'


def _quote(number: int, cited: Citation, document: Document | None, language: Language) -> str:
    day = written_date(cited.published, cited.published_basis, language)
    place = cited.place.words(language) if cited.place else ""
    facts = escape(" · ".join(part for part in (cited.source, day, place) if part))
    title = escape(cited.title or word("untitled", language))
    held = document is not None and document.text[cited.start : cited.end] == cited.quote
    if document is not None and held:
        before = document.text[max(0, cited.start - AROUND) : cited.start].rpartition("\n")[2]
        after = document.text[cited.end : cited.end + AROUND].partition("\n")[0]
        quote = f"{escape(before)}<mark>{escape(cited.quote)}</mark>{escape(after)}"
        link = f'<a href="/original/{escape(cited.document_id)}" rel="noopener">'
        link += f"{escape(word('open_original', language))}</a>"
    else:
        quote = f"<mark>{escape(cited.quote)}</mark>"
        link = escape(word("quote_changed", language))
    return (
        f'<li id="n{number}"><strong dir="auto">{title}</strong><p class="meta">{facts}</p>'
        f'<blockquote dir="auto">{quote}</blockquote><p class="meta">{link}</p></li>'
    )

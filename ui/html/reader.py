"""An article that is read by itself: its outline, a search in it, its points, its neighbours.

What a click on these does happens in the browser (assets/desk.js); offsets are characters of the
article's text.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag import Citation, Document
from ui.html.article import WHOLE_CHARACTERS, article_head, language_tag
from ui.html.markup import button, escape, written_date
from ui.html.outline import Heading, headings
from ui.words import Language, word


def reader_html(document: Document, language: Language) -> str:
    """The whole of an article under its head, with what helps to find one's way in it."""
    found = headings(document.text[:WHOLE_CHARACTERS])
    close = button("close", "×", css="yj-step yj-close", title=word("close", language))
    tag, title = language_tag(document.language), _title(document, language)
    cut = (
        f'<p class="yj-cut">{escape(word("cut_after", language))}</p>'
        if len(document.text) > WHOLE_CHARACTERS
        else ""
    )
    return (
        f'<div class="yj-bar"><span class="yj-grow"></span>{close}</div>'
        f'<header class="yj-article-head" lang="{tag}">{article_head(document, language)}</header>'
        f"{_tools(document, found, language)}"
        f'<article class="yj-article" tabindex="0" aria-label="{escape(title)}">'
        f'<div class="yj-here" data-here="points"></div>'
        f'<div class="yj-text" lang="{tag}" dir="auto">{text_html(document.text, found)}</div>{cut}'
        '<div class="yj-here" data-here="similar"></div></article>'
    )


def _title(document: Document, language: Language) -> str:
    return document.title or word("untitled", language)


def _tools(document: Document, found: Sequence[Heading], language: Language) -> str:
    """The line under the head: search, outline, asking."""
    label = escape(word("find_here", language))
    count, none = escape(word("find_count", language)), escape(word("find_none", language))
    search = (
        f'<span class="yj-find" data-count="{count}" data-none="{none}">'
        f'<input type="search" data-desk="find" placeholder="{label}" aria-label="{label}" '
        'maxlength="200"><span class="yj-hits" role="status"></span>'
        + _desk("find-previous", "‹", "yj-step", word("find_previous", language))
        + _desk("find-next", "›", "yj-step", word("find_next", language))
        + "</span>"
    )
    ask = _desk("ask", word("ask_about", language), "yj-quiet", title=_title(document, language))
    return f'<div class="yj-tools-row">{search}{_outline(found, language)}{ask}</div>'


def _outline(found: Sequence[Heading], language: Language) -> str:
    if not found:
        return ""
    rows = "".join(
        f'<li class="yj-level-{one.level}">'
        f'<button type="button" data-desk="jump" data-at="{one.start}" dir="auto">'
        f"{escape(one.text)}</button></li>"
        for one in found
    )
    label = escape(word("outline", language))
    return (
        f'<details class="yj-outline" data-desk="menu"><summary>{label}</summary>'
        f'<nav aria-label="{label}"><ol>{rows}</ol></nav></details>'
    )


def _desk(act: str, label: str, css: str, hint: str = "", title: str = "") -> str:
    """A button that the browser's script answers by itself."""
    named = f' title="{escape(hint)}" aria-label="{escape(hint)}"' if hint else ""
    about = f' data-title="{escape(title)}"' if title else ""
    return (
        f'<button type="button" class="yj-button {css}" data-desk="{act}"{about}{named}>'
        f"{escape(label)}</button>"
    )


def text_html(text: str, found: Sequence[Heading]) -> str:
    """An article's lines as paragraphs, each with its offset; headings are headings."""
    heads = {one.start: one.level for one in found}
    pieces: list[str] = []
    place = 0
    for line in text[:WHOLE_CHARACTERS].split("\n"):
        bare = line.strip()
        if bare:
            start = place + len(line) - len(line.lstrip())
            tag = f"h{2 + heads[start]}" if start in heads else "p"
            pieces.append(f'<{tag} data-at="{start}">{escape(bare)}</{tag}>')
        place += len(line) + 1
    return "".join(pieces)


def more_html(points: Sequence[Citation], near: Sequence[Document], language: Language) -> str:
    """An article's points and its neighbours; the script puts each where the reader has room."""
    return _points(points, language) + _similar(near, language)


def _points(points: Sequence[Citation], language: Language) -> str:
    if not points:
        return ""
    rows = "".join(
        f'<li><button type="button" data-desk="jump" data-at="{each.start}" '
        f'data-end="{each.end}" dir="auto">{escape(each.quote)}</button></li>'
        for each in points
    )
    return (
        f'<section data-more="points"><details class="yj-details yj-points"><summary>'
        f"{escape(word('points', language))}</summary>"
        f'<p class="yj-meta">{escape(word("points_hint", language))}</p><ul>{rows}</ul>'
        "</details></section>"
    )


def _similar(near: Sequence[Document], language: Language) -> str:
    if not near:
        return ""
    rows = "".join(_neighbour(each, language) for each in near)
    return (
        f'<section class="yj-similar" data-more="similar"><h3>{escape(word("similar", language))}'
        f'</h3><ul class="yj-documents">{rows}</ul></section>'
    )


def _neighbour(document: Document, language: Language) -> str:
    day = written_date(document.published, document.published_basis, language)
    meta = escape(" · ".join(fact for fact in (document.source, day) if fact))
    return (
        f'<li><button type="button" class="yj-source" data-act="read" '
        f'data-id="{escape(document.id)}"><span class="yj-title" dir="auto">'
        f'{escape(_title(document, language))}</span><span class="yj-meta">{meta}</span>'
        "</button></li>"
    )

"""The evidence panel: an article held at the words an answer rests on. Pure functions."""

from __future__ import annotations

from urllib.parse import urlsplit

from rag import Document
from rag import Place as OriginalPlace
from ui.html.markup import button, escape, written_date
from ui.state.place import Place
from ui.words import Language, word

AROUND_CHARACTERS = 1_500
"""Text shown on each side of a quote before the whole article is asked for."""
WHOLE_CHARACTERS = 300_000
"""More than this of one article is not put on a page."""


def empty_html(language: Language, panel: str = "evidence") -> str:
    """The ``evidence`` panel or the articles' ``reader`` before anything was opened."""
    mark = "[n]" if panel == "evidence" else "文"
    return (
        f'<div class="yj-evidence-empty"><div class="yj-mark" aria-hidden="true">{mark}</div>'
        f"<strong>{escape(word(f'{panel}_empty', language))}</strong>"
        f"<p>{escape(word(f'{panel}_empty_hint', language))}</p></div>"
    )


def evidence_html(
    place: Place, document: Document | None, language: Language, *, whole: bool = False
) -> str:
    """The panel for one place. ``document`` is ``None`` when the article is gone."""
    held = document is not None and _holds(place, document)
    bar = _bar(place, language, whole=whole, held=held)
    if document is None or not held:
        title = escape(place.title or word("untitled", language))
        return (
            f'{bar}<article class="yj-article" tabindex="0"><h2 dir="auto">{title}</h2>'
            f'<div class="yj-notice yj-paused">{escape(word("gone", language))}</div>'
            f'<blockquote dir="auto">{escape(place.quote)}</blockquote></article>'
        )
    whole = whole or place.kind == "read"
    body = _body(place, document.text, language, whole=whole)
    return (
        f'{bar}<header class="yj-article-head" lang="{language_tag(document.language)}">'
        f"{article_head(document, language, _original_place(place, document))}"
        f"{reprints_html(place.also_in, language)}</header>"
        f'<article class="yj-article" tabindex="0" lang="{language_tag(document.language)}">'
        f'<div class="yj-text" dir="auto">{body}</div>'
        "</article>"
    )


def _original_place(place: Place, document: Document) -> OriginalPlace | None:
    """Where in the original the quote stands; ``None`` for an article that is read as such."""
    return None if place.kind == "read" else document.places.of(place.start, place.end)


def _holds(place: Place, document: Document) -> bool:
    if place.kind == "read":
        return True
    return document.text[place.start : place.end] == place.quote and place.start < place.end


def language_tag(language: str) -> str:
    """An article's language as HTML names it."""
    return {"zh-Hans": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en"}.get(language, "zh")


def _bar(place: Place, language: Language, *, whole: bool, held: bool) -> str:
    parts: list[str] = []
    if place.kind in {"cite", "near"}:
        label = "evidence_of" if place.kind == "cite" else "near_of"
        where = word(label, language, n=place.number, total=place.total)
        parts.append(f'<span class="yj-where">{escape(where)}</span>')
        for name, number, mark in (
            ("previous", place.number - 1, "‹"),
            ("next", place.number + 1, "›"),
        ):
            off = "" if 1 <= number <= place.total else "yj-off"
            parts.append(
                button(
                    place.kind if not off else "none",
                    mark,
                    css=f"yj-step yj-{name} {off}",
                    title=word(name, language),
                    turn=place.turn_id,
                    n=number,
                )
            )
        if held:
            toggle = "excerpt" if whole else "whole"
            parts.append(button(toggle, word(toggle, language), css="yj-quiet yj-toggle"))
    close = button("close", "×", css="yj-step yj-close", title=word("close", language))
    return f'<div class="yj-bar">{"".join(parts)}<span class="yj-grow"></span>{close}</div>'


def article_head(document: Document, language: Language, place: OriginalPlace | None = None) -> str:
    """Title, source, author, date (stated or inferred, and from what), links to the original.

    Also what of the original could not be read; ``place`` is where a quote stands in it.
    """
    day = written_date(document.published, document.published_basis, language)
    if document.published_basis == "inferred" and document.published_evidence:
        said = document.published_evidence
        evidence = said if len(said) <= 60 else said[:59] + "…"
        day += " · " + word("inferred_from", language, evidence=evidence)
    count = word("characters", language, count=f"{len(document.text):,}")
    facts = [document.source, document.author, day, count]
    title = document.title or word("untitled", language)
    meta = "".join(f"<span>{escape(fact)}</span>" for fact in dict.fromkeys(facts) if fact)
    notices = "".join(
        f'<p class="yj-remark" dir="auto">{escape(notice)}</p>' for notice in document.notices
    )
    return (
        f'<h2 dir="auto">{escape(title)}</h2><div class="yj-meta">{meta}</div>'
        f'<div class="yj-links">{original_links(document, language, place)}</div>{notices}'
    )


def original_links(
    document: Document, language: Language, place: OriginalPlace | None = None
) -> str:
    """Links to the stored file and, when it is an http(s) address, to the page it came from.

    A PDF is opened at the page of ``place`` (RFC 8118, 3).
    """
    file_label = escape(word("open_original", language))
    page = f"#page={place.first}" if place and place.kind == "page" else ""
    where = f'<span class="yj-at">{escape(place.words(language))}</span>' if place else ""
    links = (
        f'<a href="/original/{escape(document.id)}{page}" target="_blank" rel="noopener">'
        f"{file_label}</a>"
        f'<span class="yj-path" title="{escape(document.path)}">{escape(_short(document.path))}'
        f"</span>{where}"
    )
    host = web_host(document.url)
    if host:
        label = escape(word("open_link", language, host=host))
        links += (
            f'<a href="{escape(document.url)}" target="_blank" rel="noopener noreferrer nofollow">'
            f"{label}</a>"
        )
    return links


def web_host(url: str) -> str:
    """The host of an http(s) address without user or password part; empty for anything else."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    sound = parts.scheme in {"http", "https"} and "@" not in parts.netloc
    return host if sound and not any(sign.isspace() for sign in url) else ""


def _short(path: str) -> str:
    parts = path.replace("\\", "/").split("/")
    return "/".join(parts[-2:])


def reprints_html(paths: tuple[str, ...], language: Language) -> str:
    """Where else the same article stands."""
    if not paths:
        return ""
    listed = "".join(f"<li>{escape(_short(path))}</li>" for path in paths[:20])
    label = escape(word("also_in", language))
    return f'<div class="yj-reprints"><span>{label}</span><ul>{listed}</ul></div>'


def _body(place: Place, text: str, language: Language, *, whole: bool) -> str:
    around = WHOLE_CHARACTERS if whole else AROUND_CHARACTERS
    begin = _line_start(text, place.start - around)
    finish = _line_end(text, place.end + around)
    before = _cut("cut_before", language) if begin > 0 else ""
    after = _cut("cut_after", language) if finish < len(text) else ""
    return before + paragraphs_html(text, begin, finish, place.start, place.end) + after


def _cut(name: str, language: Language) -> str:
    return f'<p class="yj-cut">{escape(word(name, language))}</p>'


def _line_start(text: str, wanted: int) -> int:
    if wanted <= 0:
        return 0
    line = text.rfind("\n", max(0, wanted - 500), wanted)
    return line + 1 if line >= 0 else wanted


def _line_end(text: str, wanted: int) -> int:
    if wanted >= len(text):
        return len(text)
    line = text.find("\n", wanted, wanted + 500)
    return line if line >= 0 else wanted


def paragraphs_html(text: str, begin: int, finish: int, start: int, end: int) -> str:
    """``text[begin:finish]`` as paragraphs, ``text[start:end]`` marked, across them if need be.

    The marked characters, joined over the paragraphs, are the quote without its line breaks.
    """
    pieces: list[str] = []
    place = begin
    first = True
    for line in text[begin:finish].split("\n"):
        stop = place + len(line)
        if line.strip():
            left, right = max(start, place), min(end, stop)
            if left < right:
                mark = f"<mark{' id=yj-quote' if first else ''}>{escape(text[left:right])}</mark>"
                inner = escape(text[place:left]) + mark + escape(text[right:stop])
                first = False
            else:
                inner = escape(line)
            pieces.append(f"<p>{inner}</p>")
        place = stop + 1
    return "".join(pieces)

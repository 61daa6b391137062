"""A reader's own links to answers as escaped HTML: each with what ends it."""

from __future__ import annotations

from collections.abc import Sequence

from ui.html.markup import button, escape
from ui.state.shares import Share
from ui.words import Language, word

MOST_LISTED = 200
"""Links that are listed, the latest; a line says how many more there are."""


def links_html(shares: Sequence[Share], language: Language, *, asks: bool = False) -> str:
    """The list; ``asks`` whether to end all of them is being asked."""
    title = f"<h2>{escape(word('links', language))}</h2>"
    if not shares:
        hint = escape(word("links_none", language))
        return f'<section class="yj-settings">{title}<p class="yj-meta">{hint}</p></section>'
    rows = "".join(_row(share, language) for share in shares[:MOST_LISTED])
    more = len(shares) - MOST_LISTED
    rest = escape(word("links_more", language, count=f"{more:,}")) if more > 0 else ""
    left = f'<p class="yj-meta">{rest}</p>' if rest else ""
    return (
        f'<section class="yj-settings">{title}<ul class="yj-shared-links">{rows}</ul>{left}'
        f"{_end_all(len(shares), language, asks=asks)}</section>"
    )


def _row(share: Share, language: Language) -> str:
    question = share.turn.question
    path = f"/answer/{share.id}"
    until = escape(word("shared_until", language, date=share.expires[:10]))
    copied = escape(word("copied", language))
    copy = (
        f'<button type="button" class="yj-button yj-quiet" data-act="copy-link" '
        f'data-copied="{escape(path)}" data-done="{copied}">'
        f"{escape(word('share_link', language))}</button>"
    )
    said = word("unlink", language)
    end = button("unlink", said, css="yj-quiet", title=f"{said}：{question}", id=share.id)
    return (
        f'<li><a href="{escape(path)}" target="_blank" rel="noopener" dir="auto">'
        f'{escape(question)}</a><span class="yj-meta">{until}</span>'
        f'<span class="yj-link-tools">{copy}{end}</span></li>'
    )


def _end_all(count: int, language: Language, *, asks: bool) -> str:
    if not asks:
        return button("unlink_all", word("unlink_all", language), css="yj-warn")
    sure = escape(word("unlink_sure", language, count=f"{count:,}"))
    return (
        f'<div class="yj-sure"><span role="alert">{sure}</span>'
        + button("unlink_every", word("unlink_all", language), css="yj-danger")
        + button("cancel", word("cancel", language), css="yj-quiet")
        + "</div>"
    )

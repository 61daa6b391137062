"""The line above the tabs: the name, what is indexed, and the switches."""

from __future__ import annotations

from ui.html.markup import button, escape
from ui.page.welcome import summary_html, summary_of
from ui.state.session import Shared
from ui.words import Language, word


def header_html(shared: Shared, language: Language, user: str = "") -> str:
    """Name, what is indexed, and the switches."""
    switches = button("language", word("switch_language", language), css="yj-quiet")
    switches += button("theme", "◐", css="yj-quiet", title=word("switch_theme", language))
    if user:
        label = escape(word("sign_out", language))
        switches += f'<span class="yj-user">{escape(user)}</span><a href="/logout">{label}</a>'
    summary = summary_html(summary_of(shared, language), language)
    return (
        f'<header class="yj-head"{_told(language)}>'
        '<div class="yj-name">有据<small>Youju</small></div>'
        f'<div class="yj-tagline">{escape(word("tagline", language))}</div>'
        f'<div class="yj-summary">{summary}</div><nav class="yj-switches">{switches}</nav></header>'
    )


def _told(language: Language) -> str:
    """What the script says in the place of Gradio's English (assets/desk.js), and in what."""
    tag = "zh-CN" if language == "zh" else "en"
    words = {
        "lost": "connection_lost",
        "failed": "connection_failed",
        "note": "toast_note",
        "problem": "toast_problem",
    }
    said = "".join(f' data-{key}="{escape(word(name, language))}"' for key, name in words.items())
    return f' data-lang="{tag}"{said}'

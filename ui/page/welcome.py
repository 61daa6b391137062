"""What a reader meets first: what is indexed, and questions it can answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag import YoujuError
from rag.errors import IndexMissing
from ui.html.markup import by_words, escape
from ui.state.session import Session, Shared
from ui.words import Language, word


@dataclass(frozen=True, slots=True)
class Summary:
    """How much is indexed: articles, and the first and last publication date in ISO form."""

    documents: int = 0
    start: str = ""
    end: str = ""
    generation: int = 0
    problem: str = ""


def summary_of(shared: Shared, language: Language) -> Summary:
    """The state of the index in three figures; a fault becomes its message."""
    try:
        status: dict[str, Any] = shared.assistant.status()
    except IndexMissing:
        return Summary()
    except YoujuError as fault:
        return Summary(problem=fault.message(language))
    return Summary(
        documents=int(status.get("documents") or 0),
        start=str(status.get("published_from") or ""),
        end=str(status.get("published_to") or ""),
        generation=int(status.get("generation") or 0),
    )


def summary_html(summary: Summary, language: Language) -> str:
    """One line for the head of the page."""
    if not summary.documents:
        return escape(word("nothing_indexed", language))
    named = "indexed_one" if summary.documents == 1 else "indexed"
    line = word(named, language, documents=f"{summary.documents:,}")
    if summary.start and summary.end:
        line += " · " + word("between", language, start=summary.start, end=summary.end)
    return escape(line)


def welcome_html(shared: Shared, language: Language) -> str:
    """The empty conversation: an invitation and example questions, or how to add articles."""
    summary = summary_of(shared, language)
    if not summary.documents:
        detail = summary.problem or word("nothing_indexed_hint", language)
        return (
            '<div class="yj-welcome"><div class="yj-mark" aria-hidden="true">有据</div>'
            f"<h2>{escape(word('nothing_indexed', language))}</h2><p>{escape(detail)}</p></div>"
        )
    shared.examples.prepare(summary.generation)
    found = shared.examples.ready()
    asked = (*found, word("what_is_here", language)) if found else ()
    buttons = "".join(
        f'<li><button type="button" class="yj-example" data-act="example" '
        f'data-id="{escape(question)}" dir="auto">{by_words(question)}</button></li>'
        for question in asked
    )
    examples = (
        f"<h4>{escape(word('examples', language))}</h4><ul class='yj-examples'>{buttons}</ul>"
        if buttons
        else f'<p class="yj-meta" role="status">{escape(word("finding_examples", language))}</p>'
        if shared.examples.finding()
        else ""
    )
    return (
        '<div class="yj-welcome"><div class="yj-mark" aria-hidden="true">有据</div>'
        f"<h2>{escape(word('welcome_title', language))}</h2>"
        f"<p>{escape(word('welcome_hint', language))}</p>{examples}</div>"
    )


async def greeting(
    shared: Shared, session: Session, language: Language, *, patient: bool = False
) -> Any:
    """The welcome as it is now, or with ``patient`` once its example questions are found.

    A talk that has begun is left as it is.
    """
    while patient and shared.examples.finding() and not session.turns:
        await asyncio.sleep(0.25)
    return welcome_html(shared, language) if session.opened and not session.turns else gr.skip()

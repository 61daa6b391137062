"""Turn answers into what a reader sees: escaped HTML, Markdown and JSON. Pure functions.

Everything that came from a question, an article, a file name or a model goes through
``escape``; the only tags in the result are those written here. Buttons carry ``data-act`` and
are listened to in one place (assets/page.js).
"""

from __future__ import annotations

import html
import json
import re
from datetime import date
from typing import Any

from rag import Answer, Citation, Passage
from ui.turns import Conversation, PageTurn
from ui.why import why_not
from ui.words import Language, word

_MARKER = re.compile(r"\[(\d{1,3})\]")
_STRONG = re.compile(r"\*\*([^*\n]{1,200})\*\*")
_STAGES = ("understand", "search", "read", "write")


def escape(text: object) -> str:
    """``text`` as HTML text or attribute value: nothing in it can take effect."""
    return html.escape(str(text), quote=True)


def button(act: str, label: str, *, css: str = "", title: str = "", **data: object) -> str:
    """A button that asks the page to do ``act``; ``data`` travels with it. ``label`` is plain."""
    extra = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    hint = f' title="{escape(title)}" aria-label="{escape(title)}"' if title else ""
    return (
        f'<button type="button" class="yj-button {css}" data-act="{act}"{extra}{hint}>'
        f"{escape(label)}</button>"
    )


def written_date(published: date | None, basis: str, language: Language) -> str:
    """The publication date in words, saying whether it was stated or inferred. Plain text."""
    if published is None:
        return word("no_date", language)
    if language == "zh":
        day = f"{published.year}年{published.month}月{published.day}日"
    else:
        day = f"{published.day} {published:%B} {published.year}"
    return word("inferred" if basis == "inferred" else "stated", language, date=day)


def answer_html(text: str, turn_id: str, citations: int) -> str:
    """An answer's text as paragraphs: ``[n]`` becomes a button where citation n exists."""

    def marker(match: re.Match[str]) -> str:
        number = int(match.group(1))
        if not 1 <= number <= citations:
            return match.group()
        return (
            f'<button type="button" class="yj-cite" data-act="cite" data-turn="{turn_id}" '
            f'data-n="{number}" aria-label="[{number}]">{number}</button>'
        )

    lines = [line for line in escape(text).split("\n") if line.strip()]
    marked = [_MARKER.sub(marker, _STRONG.sub(r"<strong>\1</strong>", line)) for line in lines]
    return "".join(f"<p>{line}</p>" for line in marked)


def conversation_html(conversation: Conversation, language: Language) -> str:
    """All turns, oldest first."""
    return "".join(turn_html(turn, language) for turn in conversation)


def turn_html(turn: PageTurn, language: Language) -> str:
    """One question with whatever became of it."""
    limits = (
        f'<div class="yj-limits">{escape(word("limited_to", language) + turn.limits)}</div>'
        if turn.limits
        else ""
    )
    tools = ""
    if turn.status != "asking":
        tools = (
            '<div class="yj-tools">'
            + button("edit", word("edit", language), css="yj-quiet", turn=turn.id)
            + button("retry", word("retry", language), css="yj-quiet", turn=turn.id)
            + "</div>"
        )
    return (
        f'<section class="yj-turn yj-{turn.status}" data-turn="{escape(turn.id)}">'
        f'<div class="yj-question"><h3 dir="auto">{escape(turn.question)}</h3>{limits}{tools}</div>'
        f"{_reply(turn, language)}</section>"
    )


def _reply(turn: PageTurn, language: Language) -> str:
    if turn.status == "asking":
        return _arriving(turn, language)
    if turn.status == "failed":
        return _notice("yj-problem", word("failed", language), turn.problem)
    if turn.status == "interrupted":
        return _notice("yj-paused", word("interrupted", language), "")
    if turn.answer is None:
        partial = answer_html(turn.text, turn.id, 0)
        return f'<div class="yj-answer">{partial}</div>' + _notice(
            "yj-paused", word("stopped", language), ""
        )
    if not turn.answer.answered:
        return _refusal(turn, turn.answer, language)
    return _answered(turn, turn.answer, language)


def _arriving(turn: PageTurn, language: Language) -> str:
    reached = _STAGES.index(turn.stage) if turn.stage in _STAGES else -1
    reached = len(_STAGES) if turn.stage == "verify" else reached
    steps = "".join(
        f'<li class="{"done" if place < reached else "now" if place == reached else ""}">'
        f"{escape(word(f'stage_{stage}', language))}</li>"
        for place, stage in enumerate(_STAGES)
    )
    waiting = "yj-waiting" if reached < 0 else ""
    text = answer_html(turn.text, turn.id, 0)
    return (
        f'<ol class="yj-stages {waiting}" role="status">{steps}</ol>'
        f'<div class="yj-answer yj-arriving" aria-live="polite">{text}</div>'
    )


def _notice(css: str, head: str, body: str) -> str:
    detail = f"<p>{escape(body)}</p>" if body else ""
    return (
        f'<div class="yj-notice {css}" role="status"><strong>{escape(head)}</strong>{detail}</div>'
    )


def _understood(answer: Answer, language: Language) -> str:
    used = answer.question_used
    if not used or used == answer.question:
        return ""
    label = escape(word("understood_as", language))
    return f'<div class="yj-understood">{label}<em dir="auto">{escape(used)}</em></div>'


def _notices(answer: Answer) -> str:
    return "".join(f'<p class="yj-remark">{escape(notice)}</p>' for notice in answer.notices)


def _answered(turn: PageTurn, answer: Answer, language: Language) -> str:
    rows = "".join(
        _source_row(turn.id, number, citation, language)
        for number, citation in enumerate(answer.citations, start=1)
    )
    sources = (
        f'<ol class="yj-sources" aria-label="{escape(word("sources_title", language))}">{rows}</ol>'
        if rows
        else ""
    )
    return (
        _understood(answer, language)
        + '<div class="yj-answer" dir="auto">'
        + answer_html(answer.text, turn.id, len(answer.citations))
        + f"</div>{_notices(answer)}{sources}{_actions(turn, answer, language)}"
    )


def _source_row(turn_id: str, number: int, citation: Citation, language: Language) -> str:
    meta = " · ".join(
        part
        for part in (
            citation.source,
            written_date(citation.published, citation.published_basis, language),
        )
        if part
    )
    title = citation.title or word("untitled", language)
    return (
        f'<li><button type="button" class="yj-source" data-act="cite" data-turn="{escape(turn_id)}"'
        f' data-n="{number}"><span class="yj-number">{number}</span>'
        f'<span class="yj-title" dir="auto">{escape(title)}</span>'
        f'<span class="yj-meta">{escape(meta)}</span></button></li>'
    )


def _actions(turn: PageTurn, answer: Answer, language: Language) -> str:
    total = answer.timings.get("total")
    facts = [_answerer_name(answer.answerer, language)]
    if total is not None:
        facts.append(word("seconds", language, seconds=f"{total:.2f}"))
    copied = {"markdown": answer_markdown(answer, language), "done": word("copied", language)}
    if turn.rating:
        rating = f'<span class="yj-rated">{escape(word("rated", language))}</span>'
    else:
        rating = _thumb("good", turn.id, language) + _thumb("bad", turn.id, language)
    return (
        '<div class="yj-actions">'
        + button("copy", word("copy", language), css="yj-quiet", turn=turn.id, **copied)
        + rating
        + f'<span class="yj-facts">{escape(" · ".join(facts))}</span></div>'
    )


def _thumb(act: str, turn_id: str, language: Language) -> str:
    """👍 or 👎 as a drawing: not every system has a font for the sign."""
    flip = ' transform="rotate(180 12 12)"' if act == "bad" else ""
    label = escape(word(act, language))
    return (
        f'<button type="button" class="yj-button yj-quiet yj-icon" data-act="{act}" '
        f'data-turn="{escape(turn_id)}" title="{label}" aria-label="{label}">'
        f'<svg viewBox="0 0 24 24" aria-hidden="true"><g{flip}><path d="M7 10v11H3V10z"/>'
        '<path d="M7 10l4.5-8c1.8 0 3 1.3 2.6 3.2L13.4 9H20a2 2 0 0 1 2 2.4l-1.6 8'
        'A2 2 0 0 1 18.4 21H7"/>'
        "</g></svg></button>"
    )


def _answerer_name(name: str, language: Language) -> str:
    return word("answerer_extractive", language) if name == "extractive" else name


def _refusal(turn: PageTurn, answer: Answer, language: Language) -> str:
    head = word("refused", language)
    said = answer.missing or answer.text
    nearest = "".join(
        _nearest_row(turn, number, passage, language)
        for number, passage in enumerate(answer.nearest[:5], start=1)
    )
    listing = (
        f'<h4>{escape(word("nearest", language))}</h4><ol class="yj-nearest">{nearest}</ol>'
        if nearest
        else ""
    )
    return (
        _understood(answer, language)
        + f'<div class="yj-notice yj-refusal" role="status"><strong>{escape(head)}</strong>'
        + f'<p dir="auto">{escape(said)}</p></div>{_notices(answer)}{listing}'
        + _actions(turn, answer, language)
    )


def _nearest_row(turn: PageTurn, number: int, passage: Passage, language: Language) -> str:
    answer = turn.answer
    question = (answer.question_used if answer else "") or turn.question
    meta = " · ".join(
        part
        for part in (
            passage.source,
            written_date(passage.published, passage.published_basis, language),
        )
        if part
    )
    return (
        f'<li><button type="button" class="yj-source" data-act="near" data-turn="{escape(turn.id)}"'
        f' data-n="{number}"><span class="yj-title" dir="auto">'
        f"{escape(passage.title or word('untitled', language))}</span>"
        f'<span class="yj-meta">{escape(meta)}</span>'
        f'<span class="yj-why">{escape(why_not(question, passage, language))}</span>'
        "</button></li>"
    )


def answer_markdown(answer: Answer, language: Language) -> str:
    """The answer with its sources as Markdown; text from articles cannot form markup there."""
    said = answer.text if answer.answered else answer.missing or answer.text
    lines = [plain_markdown(said)]
    if answer.citations:
        lines += ["", f"**{word('sources_title', language)}**", ""]
    for number, citation in enumerate(answer.citations, start=1):
        day = written_date(citation.published, citation.published_basis, language)
        facts = " · ".join(
            plain_markdown(fact)
            for fact in (citation.title or citation.path, citation.source, day, citation.path)
            if fact
        )
        quoted = plain_markdown(" ".join(citation.quote.split()))
        lines += [f"{number}. {facts}", f"   > {quoted}"]
    return "\n".join(lines)


def plain_markdown(text: str) -> str:
    """``text`` with what Markdown would take for a tag, link, image or heading made harmless."""
    kept = re.sub(r"([\\`<>])", r"\\\1", text)
    kept = re.sub(r"(!?)\[(?!\d{1,3}\])([^\]\n]*)\]\(", r"\\\1\\[\2\\](", kept)
    return re.sub(r"(?m)^(\s*)([#>|]|[-+]\s)", r"\1\\\2", kept)


def conversation_markdown(conversation: Conversation, language: Language) -> str:
    """The whole conversation as Markdown, a heading for each question."""
    parts: list[str] = []
    for turn in conversation:
        parts.append(f"## {plain_markdown(' '.join(turn.question.split()))}")
        if turn.answer is None:
            parts.append(plain_markdown(turn.text or turn.problem or word("stopped", language)))
            continue
        if turn.answer.question_used not in {"", turn.question}:
            used = plain_markdown(turn.answer.question_used)
            parts.append(f"*{word('understood_as', language)}{used}*")
        parts.append(answer_markdown(turn.answer, language))
    return "\n\n".join(parts) + "\n"


def conversation_json(conversation: Conversation) -> str:
    """The whole conversation as JSON: a list of turns with their answers."""
    turns: list[dict[str, Any]] = [
        {
            "question": turn.question,
            "asked": turn.asked,
            "status": turn.status,
            "limits": turn.limits,
            "rating": turn.rating,
            "answer": turn.answer.as_dict() if turn.answer else None,
        }
        for turn in conversation
    ]
    return json.dumps(turns, ensure_ascii=False, indent=2) + "\n"

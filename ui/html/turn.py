"""Turn answers into what a reader sees: the thread's escaped HTML. Pure functions.

Everything that came from a question, an article, a file name or a model goes through
``escape``. Buttons carry ``data-act`` and are listened to in one place (assets/page.js).
"""

from __future__ import annotations

import re

from rag import Answer
from ui.html.cards import cards_html
from ui.html.export import answer_footnotes, answer_markdown
from ui.html.markup import button, escape, together, written_date
from ui.state.turns import Conversation, PageTurn
from ui.words import Language, word

_MARKER = re.compile(r"\[(\d{1,3})\]")
"""The mark of a citation in an answer: [2]."""
_STRONG = re.compile(r"\*\*([^*\n]{1,200})\*\*")
"""What an answer says in bold: **青禾市**."""
_MOST_OFFERS = 8
_INDENT = "   "
"""What stands before a sentence under its article, in the text of an overview."""
_ENTRY = re.compile(r"\d{1,6}\. \S")
"""A line that begins an entry of a list: 3. 青禾市."""
_STAGES = ("understand", "search", "read", "write")


def answer_html(text: str, turn_id: str, citations: int, *, anchors: bool = False) -> str:
    """An answer's text as paragraphs: ``[n]`` becomes a button where citation n exists.

    With ``anchors`` it becomes a link within the page, to ``#n1``. An article of a list
    (``2. 《…》``) is set apart, the sentences under it are set in.
    """

    def marker(match: re.Match[str]) -> str:
        number = int(match.group(1))
        if not 1 <= number <= citations:
            return match.group()
        if anchors:
            return f'<a class="yj-cite" href="#n{number}">{number}</a>'
        return (
            f'<button type="button" class="yj-cite" data-act="cite" data-turn="{turn_id}" '
            f'data-n="{number}" aria-label="[{number}]">{number}</button>'
        )

    lines = [line for line in escape(text).split("\n") if line.strip()]
    ended = [together(_STRONG.sub(r"<strong>\1</strong>", line)) for line in lines]
    marked = [_MARKER.sub(marker, line) for line in ended]
    return "".join(
        f"<p{_line_class(line)}>{shown}</p>" for line, shown in zip(lines, marked, strict=True)
    )


def _line_class(line: str) -> str:
    if _ENTRY.match(line):
        return ' class="yj-entry"'
    return ' class="yj-point"' if line.startswith(_INDENT) else ""


def conversation_html(
    conversation: Conversation, language: Language, rated: tuple[str, str] = ("", "")
) -> str:
    """All turns, oldest first; ``rated`` are the turn and the 👍 or 👎 it was just given."""
    return "".join(turn_html(turn, language, rated) for turn in conversation)


def forgotten_html(language: Language, *, asked: bool = False) -> str:
    """What a tab gets that the server no longer knows: the page's script loads it anew.

    With ``asked`` the question in the box is asked again once it is there.
    """
    again = button("reload", word("reload", language), css="yj-quiet")
    notice = _notice("yj-paused", word("forgotten", language), "")
    mark = ' data-asked="1"' if asked else ""
    return f'<div class="yj-forgotten"{mark}>{notice}{again}</div>'


def turn_html(turn: PageTurn, language: Language, rated: tuple[str, str] = ("", "")) -> str:
    """One question with whatever became of it; ``rated`` as in ``conversation_html``."""
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
        f"{_reply(turn, language)}{_why_box(turn, rated, language)}</section>"
    )


def _why_box(turn: PageTurn, rated: tuple[str, str], language: Language) -> str:
    """Where a reader says why, under the answer that was just rated."""
    if rated[0] != turn.id or not turn.rating:
        return ""
    hint = escape(word("why_good" if rated[1] == "good" else "why_bad", language))
    field = f"yj-why-{escape(turn.id)}"
    return (
        f'<div class="yj-row yj-why-box"><input type="text" class="yj-field" id="{field}" '
        f'maxlength="2000" placeholder="{hint}" aria-label="{hint}">'
        f'<button type="button" class="yj-button yj-tool" data-act="reason" '
        f'data-turn="{escape(turn.id)}" data-field="{field}">{escape(word("send", language))}'
        "</button></div>"
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
    sources = cards_html(turn.id, answer.citations, language)
    taken_in = (
        f'<p class="yj-remark">{escape(word("imported_turn", language))}</p>'
        if turn.imported
        else ""
    )
    return (
        _understood(answer, language)
        + '<div class="yj-answer" dir="auto">'
        + answer_html(answer.text, turn.id, len(answer.citations))
        + f"</div>{taken_in}{_notices(answer)}{_offers(answer, language)}{sources}"
        + _actions(turn, answer, language)
    )


def _offers(answer: Answer, language: Language) -> str:
    """Questions that may be asked next, as buttons that ask them."""
    buttons = "".join(
        button("example", offer, css="yj-offer", id=offer) for offer in answer.offers[:_MOST_OFFERS]
    )
    label = escape(word("offers", language))
    return f'<div class="yj-offers" aria-label="{label}">{buttons}</div>' if buttons else ""


def _actions(turn: PageTurn, answer: Answer, language: Language) -> str:
    total = answer.timings.get("total")
    facts = [_answerer_name(answer.answerer, language)]
    if total is not None:
        facts.append(word("seconds", language, seconds=f"{total:.2f}"))
    done = word("copied", language)
    markdown = {"copied": answer_markdown(answer, language), "done": done}
    noted = {"copied": answer_footnotes(turn.question, answer, language), "done": done}
    if turn.rating:
        rating = f'<span class="yj-rated">{escape(word("rated", language))}</span>'
    else:
        rating = _thumb("good", turn.id, language) + _thumb("bad", turn.id, language)
    return (
        '<div class="yj-actions">'
        + button("copy", word("copy", language), css="yj-quiet", turn=turn.id, **markdown)
        + '<details class="yj-menu"><summary class="yj-quiet">'
        + f"{escape(word('share', language))}</summary><div>"
        + button("share", word("share_link", language), css="yj-quiet", turn=turn.id)
        + button("copy", word("copy_plain", language), css="yj-quiet", turn=turn.id, **noted)
        + button("print", word("print", language), css="yj-quiet", turn=turn.id)
        + "</div></details>"
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
        _nearest_row(turn, answer, number, language)
        for number, _ in enumerate(answer.nearest[:5], start=1)
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
        + _offers(answer, language)
        + _actions(turn, answer, language)
    )


def _nearest_row(turn: PageTurn, answer: Answer, number: int, language: Language) -> str:
    passage = answer.nearest[number - 1]
    lack = "".join(answer.nearest_lacks[number - 1 : number])
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
        f'<span class="yj-why">{escape(lack)}</span>'
        "</button></li>"
    )

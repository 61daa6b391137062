"""Answers and conversations as Markdown and JSON, to be copied or saved. Pure functions."""

from __future__ import annotations

import json
import re
from typing import Any

from rag import Answer
from ui.html.markup import written_date
from ui.html.plain_text import plain
from ui.state.turns import Conversation
from ui.words import Language, word


def answer_markdown(answer: Answer, language: Language) -> str:
    """The answer with its sources as Markdown; text from articles cannot form markup there."""
    said = answer.text if answer.answered else answer.missing or answer.text
    lines = [_ONE_END.sub(r"\n\n", plain_markdown(said))]
    if answer.citations:
        lines += ["", f"**{word('sources_title', language)}**", ""]
    for number, citation in enumerate(answer.citations, start=1):
        day = written_date(citation.published, citation.published_basis, language)
        place = citation.place.words(language) if citation.place else ""
        told = (citation.title or citation.path, citation.source, day, citation.path, place)
        facts = " · ".join(plain_markdown(fact) for fact in told if fact)
        quoted = plain_markdown(" ".join(citation.quote.split()))
        lines += [f"{number}. {facts}", f"   > {quoted}"]
    return "\n".join(lines)


def answer_footnotes(question: str, answer: Answer, language: Language) -> str:
    """Question and answer as plain text with numbered footnotes: article, day, place and quote."""
    said = answer.text if answer.answered else answer.missing or answer.text
    lines = [plain(question), "", plain(_STRONG.sub(r"\1", said))]
    notes = []
    for number, citation in enumerate(answer.citations, start=1):
        day = written_date(citation.published, citation.published_basis, language)
        place = citation.place.words(language) if citation.place else ""
        title = citation.title or citation.path
        named = f"《{title}》" if language == "zh" else f"“{title}”"
        facts = " · ".join(plain(fact) for fact in (named, citation.source, day, place) if fact)
        notes.append(f"[{number}] {facts}\n    “{' '.join(citation.quote.split())}”")
    return "\n".join([*lines, "", *notes]).strip() + "\n"


_ONE_END = re.compile(r"(?<!\n)\n(?![ \t]*(?:\\?[-+*|] ?|\d{1,3}[.)] )|\s)")
"""The end of a line that Markdown would join the next one to ("…获批。[1]" before "2022年…"); not
before an entry of a list ("1. 《…》", "- …") or a row of a table ("| …")."""
_STRONG = re.compile(r"\*\*([^*\n]{1,200})\*\*")  # "**2022年1月**"
_LINKED = re.compile(r"(!?)\[(?!\d{1,3}\])([^\]\n]*+)(\]\()?")
"""[words]( and ![words](, but not [1]; without the end it is passed over in one step."""


def plain_markdown(text: str) -> str:
    """``text`` with what Markdown would take for a tag, link, image or heading made harmless."""
    kept = re.sub(r"([\\`<>])", r"\\\1", text)
    kept = _LINKED.sub(_unlinked, kept)
    kept = re.sub(r"(?m)^([^\S\n]*)([#>|]|[-+]\s)", r"\1\\\2", kept)
    return plain(kept)  # what is left: [1](http://b), [a]: http://b, characters nobody sees


def _unlinked(match: re.Match[str]) -> str:
    return f"\\{match[1]}\\[{match[2]}\\](" if match[3] else match.group()


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

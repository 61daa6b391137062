"""An answer as text for a terminal or a log: what is said, then what it rests on."""

from __future__ import annotations

from rag.types import Answer, Citation, Language, Passage
from rag.wording import say

PREVIEW_CHARACTERS = 80


def answer_as_text(answer: Answer) -> str:
    """The answer, its notices and its sources, in the answer's language."""
    return "\n".join(part for part in (answer.text, after_text(answer)) if part)


def after_text(answer: Answer) -> str:
    """What follows the answer's text: notices and sources; for when the text was streamed."""
    lines = [f"※ {notice}" for notice in answer.notices]
    if answer.citations:
        lines += ["", say("依据：", "Evidence:", answer.language)]
        for number, citation in enumerate(answer.citations, start=1):
            lines += source_lines(number, citation, answer.language)
    elif answer.nearest:
        lines += ["", say("最接近的文章：", "Nearest articles:", answer.language)]
        lines += [nearest_line(passage, answer.language) for passage in answer.nearest]
    return "\n".join(lines)


def source_lines(number: int, citation: Citation, language: Language) -> list[str]:
    """A citation as two or three lines: article, quote, and where else it was printed."""
    lines = [
        f"[{number}] {article_line(citation, language)}",
        f"    “{_one_line(citation.quote)}”",
        f"    {citation.path} [{citation.start}:{citation.end}]",
    ]
    if citation.also_in:
        others = say("、", ", ", language).join(citation.also_in)
        lines.append(say(f"    另见：{others}", f"    Also in: {others}", language))
    return lines


def article_line(source: Citation | Passage, language: Language) -> str:
    """Title, date and publisher of an article on one line."""
    title = source.title or source.path or say("（无标题）", "(untitled)", language)
    parts = [say(f"《{title}》", f"“{title}”", language)]
    if source.published:
        inferred = source.published_basis == "inferred"
        mark = say("（推定）", " (inferred)", language) if inferred else ""
        parts.append(f"{source.published.isoformat()}{mark}")
    if source.source:
        parts.append(source.source)
    return say("，", ", ", language).join(parts)


def nearest_line(passage: Passage, language: Language) -> str:
    """A passage that was near but does not answer: its article and how it begins."""
    beginning = _one_line(passage.text)
    if len(beginning) > PREVIEW_CHARACTERS:
        beginning = beginning[:PREVIEW_CHARACTERS] + "…"
    return f"- {article_line(passage, language)}\n    {beginning}"


def _one_line(text: str) -> str:
    return " ".join(text.split())

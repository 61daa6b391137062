"""What is asked in a conversation: 更多, 短一点, 用英文, 第二篇呢 after what was asked before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer_types import Turn
from rag.overview.intents import Change, change_of, intent_of, language_of
from rag.overview.phrases import ALL, ARTICLES, HERE, bare_chinese, bare_english
from rag.overview.request import TALK, Request, Which
from rag.overview.which import which_of

_PAGE = re.compile(r"\s*[（(](?:第 ?(\d{1,4}) ?页|page (\d{1,4}))[)）]$")
"""有哪些文章（第 2 页）, Articles (page 2): which page is meant."""
_OF_EVERYTHING = re.compile(
    rf"{ALL}|{HERE}|{ARTICLES}|全部|\b(?:all|everything|articles|news)\b", re.I
)
"""全部, 这里, 文章, everything: what is meant is not the answer before."""
_GIST_INTENTS = frozenset(("summary", "timeline", "about_file"))


def asked(question: str, turns: Sequence[Turn]) -> Request | None:
    """The overview that a question asks for, with what the turns before it add; ``None`` for none.

    >>> before = Turn("有哪些文章？", "有哪些文章", "…")
    >>> asked("更多", [before]).page, asked("何时？", [before])
    (1, None)
    """
    plain, page = _without_page(question)
    change = change_of(plain)
    if change is not None:
        before = None
        if turns:
            before = asked(turns[-1].question, turns[:-1]) or asked(turns[-1].question_used, ())
        if before is not None and before.intent not in TALK:
            return _changed(replace(before, back=before.back + 1), change)
        if before is not None or not turns:
            return Request("nothing", plain, language_of(plain))
    found = intent_of(plain, nouns=not turns) or _pointed(plain, turns)
    if found is None:
        return None
    if turns and _of_what_was_shown(found, plain):
        return replace(found, which=Which(these=True))
    return replace(found, page=page) if page else found


def _without_page(question: str) -> tuple[str, int]:
    found = _PAGE.search(question)
    if not found:
        return question, 0
    return question[: found.start()], max(0, int(found[1] or found[2]) - 1)


def _changed(before: Request, change: Change) -> Request:
    if change == "further":
        return replace(before, page=before.page + 1)
    if change == "briefer":
        return replace(before, briefer=before.briefer + 1)
    if change == "fuller":
        return replace(before, briefer=before.briefer - 1)
    return replace(before, language="en" if change == "english" else "zh")


def used_text(request: Request) -> str:
    """The request as it may be asked again: 有哪些文章（第 2 页）."""
    if not request.page:
        return request.text
    zh = language_of(request.text) == "zh"
    number = request.page + 1
    return f"{request.text}（第 {number} 页）" if zh else f"{request.text} (page {number})"


def _pointed(question: str, turns: Sequence[Turn]) -> Request | None:
    """第二篇呢, 最新的那篇, the second one: what was asked before, of another article."""
    language = language_of(question)
    bare = bare_chinese(question) if language == "zh" else bare_english(question)
    bare = re.sub(r"^(?:那|那么|看看|打开|what about|how about)\s*", "", bare, flags=re.I)
    which = which_of(bare)
    if not which or which.event:
        return None
    before = asked(turns[-1].question, turns[:-1]) if turns else None
    if before is not None and before.intent in _GIST_INTENTS:
        return replace(before, which=which, topic="", page=0, text=bare, language=language, back=0)
    return Request("summary", bare, language, which=which)


def _of_what_was_shown(found: Request, question: str) -> bool:
    """Whether 总结一下, said after an answer, means what that answer showed."""
    if found.intent not in {"summary", "timeline"} or found.which or found.topic or found.limits:
        return False
    return not _OF_EVERYTHING.search(question)

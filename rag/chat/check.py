"""Try a chat endpoint with a few small calls, for ``youju doctor``: what it is and how fast.

The calls are those of a real question over a page of made-up text, so that what an answer will
take can be told from them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from rag.chat.calls import Usage
from rag.chat.evidence import model_tokens
from rag.chat.failures import where
from rag.chat.model import ChatModel
from rag.chat.prompts import Prompt, task_prompt
from rag.chat.replies import begins_as_rows, plain_reply, without_thoughts
from rag.errors import ChatRefused, ChatUnavailable
from rag.settings import Settings
from rag.wording import say

METHODS = ("json_schema", "function_calling", "json_mode")
ANSWER_TOKENS = (500, 60)
"""Tokens that an answer to a fact reads beside what stays the same, and writes: medians of
docs/chat-models.md, rounded up."""
LONG_WAIT_S = 60.0
_PAGE = "陶罐在窑里烧了{}个小时，釉色是青的，罐口宽{}厘米。"
_SENTENCES = 24


@dataclass(frozen=True, slots=True)
class Tried:
    """One call: seconds until its first word and in all, tokens read and written, the text."""

    first_s: float
    seconds: float
    read: int
    written: int
    text: str

    @property
    def reading(self) -> float:
        """Tokens read a second; what the server remembered counts as read."""
        return self.read / max(self.first_s, 1e-3)

    @property
    def writing(self) -> float:
        """Tokens written a second."""
        return max(1, self.written - 1) / max(self.seconds - self.first_s, 1e-3)


def check_endpoint(settings: Settings) -> str:
    """What answered, how fast, in which forms, and what an answer will take.

    Raises:
        ChatError, SettingsError: It does not work; the message says why.
    """
    plain = _tried(settings, "none", 0)
    place = where(settings)
    if not without_thoughts(plain.text):
        raise ChatUnavailable(
            zh=f"对话接口（{place}）答了空话。请检查 YOUJU_CHAT_MODEL。",
            en=f"The chat endpoint ({place}) answers with nothing. Check YOUJU_CHAT_MODEL.",
        )
    understood = [method for n, method in enumerate(METHODS, 1) if _takes(settings, method, n)]
    read, written = ANSWER_TOKENS
    takes = read / plain.reading + written / plain.writing
    return " ".join(_told(settings, plain, place, understood, takes))


def _told(
    settings: Settings, plain: Tried, place: str, understood: Sequence[str], takes: float
) -> list[str]:
    forms = ", ".join(understood)
    said = [
        say(
            f"{settings.chat_model}（{place}）有应答：“{plain.text.strip()[:20]}”；"
            f"每秒读 {plain.reading:,.0f}、写 {plain.writing:,.1f} 个 token。",
            f"{settings.chat_model} ({place}) answers: “{plain.text.strip()[:20]}”; it reads "
            f"{plain.reading:,.0f} tokens a second and writes {plain.writing:,.1f}.",
        ),
        say(
            f"结构化输出：{forms}。" if forms else "不懂结构化输出，用带 [n] 的纯文本。",
            f"Structured replies: {forms}."
            if forms
            else "It takes no structured replies: plain text with [n] is used.",
        ),
        say(f"回答一个问题约需 {takes:,.0f} 秒。", f"An answer will take about {takes:,.0f} s."),
    ]
    if takes > LONG_WAIT_S:
        said.append(
            say(
                "偏慢：换小一点的模型，或把 YOUJU_K 设小些。",
                "That is slow: a smaller model helps, or a smaller YOUJU_K.",
            )
        )
    if plain.first_s > settings.chat_first_token_s / 2:
        said.append(say("请调大 YOUJU_CHAT_FIRST_TOKEN_S。", "Raise YOUJU_CHAT_FIRST_TOKEN_S."))
    return said


def _tried(settings: Settings, method: str, number: int) -> Tried:
    """One question over a page of text; each ``number`` has figures of its own to read."""
    prompt = _question(number)
    model, usage = ChatModel(settings.with_(chat_structured=method)), Usage()
    text, first, began = "", 0.0, time.perf_counter()
    try:
        with closing(model.stream(prompt, usage)) as pieces:
            for piece in pieces:
                first = first or (time.perf_counter() - began if piece else 0.0)
                text += piece
    finally:
        model.close()
    seconds = time.perf_counter() - began
    read = usage.counts["input_tokens"] or model_tokens(
        "".join(words for _, words in prompt.messages()), settings.chat_model
    )
    written = usage.counts["output_tokens"] or model_tokens(text, settings.chat_model)
    return Tried(first or seconds, seconds, read, written, text)


def _question(number: int) -> Prompt:
    told = "".join(_PAGE.format(n + number, 2 * n + number) for n in range(10, 10 + _SENTENCES))
    evidence = f"<资料 1> 陶器。\n{told}\n</资料>"
    return task_prompt("zh", evidence, "釉色是什么颜色的？用一句话回答。", most=60)


def _takes(settings: Settings, method: str, number: int) -> bool:
    """Whether a reply comes in the form that was asked for, and holds a sentence.

    Where the form is refused it comes in plain text, or not at all.
    """
    try:
        tried = _tried(settings, method, number)
    except ChatRefused:
        return False
    return begins_as_rows(tried.text) and bool(plain_reply(tried.text, 1).claims)

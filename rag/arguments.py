"""What a caller asks for, checked: how many passages, who answers, over which texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypedDict

from rag.answer_types import Turn
from rag.errors import QuestionError, SettingsError, UsageError
from rag.settings import Settings
from rag.types import Filters, Passage

if TYPE_CHECKING:
    from rag.answering.extract import Answerer


class Options(TypedDict, total=False):
    """What a question may come with; ``Assistant.ask`` says what each is."""

    filters: Filters | None
    history: Sequence[Turn]
    k: int | None
    answerer: str | Answerer | None
    passages: Sequence[Passage] | None


def question_text(question: object) -> str:
    """The question, which must be a text.

    Raises:
        QuestionError: It is something else.
    """
    if not isinstance(question, str):
        raise QuestionError(
            zh=f"问题应为文字，而不是 {type(question).__name__}。",
            en=f"A question is a text, not {type(question).__name__}.",
        )
    return question


def passages_wanted(k: object, usual: int, most: int) -> int:
    """How many passages are wanted; ``usual`` where nobody says.

    Raises:
        UsageError: Not a whole number from 1 to ``most``.
    """
    if k is None:
        return usual
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= most:
        raise UsageError(
            zh=f"k 应为 1 到 {most:,} 的整数，而不是 {k!r}。",
            en=f"k must be a whole number from 1 to {most:,}, not {k!r}.",
        )
    return k


def texts_given(texts: object) -> Sequence[str]:
    """The texts to answer from.

    Raises:
        UsageError: They are not a list of strings; one string is none either.
    """
    if isinstance(texts, (list, tuple)) and all(isinstance(text, str) for text in texts):
        return texts
    raise UsageError(
        zh='texts 应为字符串的列表，例如 ["第一段", "第二段"]。',
        en='texts must be a list of strings, such as ["one text", "another"].',
    )


def chosen_answerer(
    choice: str | Answerer | None, settings: Settings
) -> Literal["extractive", "chat"] | Answerer:
    """Who answers: the caller's choice, else the setting's, else whoever is set up.

    Raises:
        UsageError: There is no such answerer.
        SettingsError: ``chat`` is asked for and no chat model is set.
    """
    if choice is not None and not isinstance(choice, str) and hasattr(choice, "answer"):
        return choice
    wanted = choice or settings.answerer
    if wanted not in ("auto", "extractive", "chat"):
        raise UsageError(
            zh=f"没有名为 {wanted!r} 的回答方式，可用：auto、extractive、chat。",
            en=f"There is no answerer {wanted!r}; there are auto, extractive and chat.",
        )
    if wanted == "chat" and not settings.chat_model:
        raise SettingsError(
            zh="没有设置对话模型。请设置 YOUJU_CHAT_MODEL，"
            "例如 openai:qwen-plus 或 ollama:qwen3:8b。",
            en="No chat model is set. Set YOUJU_CHAT_MODEL, for example to openai:qwen-plus or "
            "ollama:qwen3:8b.",
        )
    return "chat" if wanted != "extractive" and settings.chat_model else "extractive"

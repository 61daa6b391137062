"""What a caller asks for, checked: how many passages, who answers, over which texts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

from rag.answer_types import Turn
from rag.errors import QuestionError, SettingsError, UsageError
from rag.settings import Settings
from rag.text.halves import whole
from rag.types import Filters, Passage

if TYPE_CHECKING:
    from rag.answering.extract import Answerer
    from rag.indexing.browsing import Order


class Options(TypedDict, total=False):
    """What a question may come with; ``Assistant.ask`` says what each is."""

    filters: Filters | None
    history: Sequence[Turn]
    k: int | None
    answerer: str | Answerer | None
    passages: Sequence[Passage] | None


def question_text(question: object) -> str:
    """The question, which must be a text; half of a surrogate pair in it becomes U+FFFD.

    Raises:
        QuestionError: It is something else.
    """
    if not isinstance(question, str):
        raise QuestionError(
            zh=f"问题应为文字，而不是 {type(question).__name__}。",
            en=f"A question is a text, not {type(question).__name__}.",
        )
    return whole(question)


def settings_given(settings: object) -> Settings:
    """What to run with; read from the environment where nothing is given.

    Raises:
        UsageError: It is something else than ``Settings``.
    """
    if settings is None or isinstance(settings, Settings):
        return settings or Settings()
    raise UsageError(
        zh=f"settings 应为 rag.Settings，而不是 {settings!r}。",
        en=f"settings must be a rag.Settings, not {settings!r}.",
    )


def place_given(number: object, name: str, least: int) -> int:
    """A whole number of at least ``least``, called ``name``.

    Raises:
        UsageError: It is none.
    """
    if isinstance(number, int) and not isinstance(number, bool) and least <= number < 2**63:
        return number
    raise UsageError(
        zh=f"{name} 应为不小于 {least} 的整数，而不是 {number!r}。",
        en=f"{name} must be a whole number from {least} on, not {number!r}.",
    )


def path_given(path: object) -> Path:
    """A path to read from or to write to.

    Raises:
        UsageError: It is empty (which would be the working folder), or no file is called that.
    """
    try:
        if isinstance(path, (str, Path)) and os.fspath(path) and os.fsencode(path).find(0) < 0:
            return Path(path)
    except UnicodeEncodeError:
        pass
    raise UsageError(
        zh=f"{path!r} 不是路径。请写出文件或文件夹，例如 ~/articles；当前文件夹写作 .",
        en=f"{path!r} is no path. Name a file or a folder, such as ~/articles; the folder you "
        "are in is .",
    )


def name_given(name: object) -> str:
    """What an article is named by: an id, a title, a path.

    Raises:
        UsageError: It is empty, or no text.
    """
    if isinstance(name, str) and name.strip():
        return name
    raise UsageError(
        zh=f"{name!r} 不是文章的名字。可用路径、文件夹、编号或标题。",
        en=f"{name!r} names no article. Use a path, a folder, an id or a title.",
    )


def query_given(query: object) -> str:
    """What titles and paths are searched for; empty for all.

    Raises:
        UsageError: It is no text.
    """
    if isinstance(query, str):
        return query
    raise UsageError(
        zh=f"要找的应为文字，而不是 {query!r}。", en=f"What is looked for is a text, not {query!r}."
    )


def order_given(order: object) -> Order:
    """How a list of articles is ordered.

    Raises:
        UsageError: There is no such order.
    """
    from rag.indexing.browsing import ORDERS

    for each in ORDERS:
        if each == order:
            return each
    listed = ", ".join(ORDERS)
    raise UsageError(
        zh=f"没有 {order!r} 这种顺序。可用：{listed}。",
        en=f"There is no order {order!r}. There are {listed}.",
    )


def filters_given(filters: object) -> Filters | None:
    """What the search is limited to.

    Raises:
        UsageError: It is something else than ``Filters``.
    """
    if filters is None or isinstance(filters, Filters):
        return filters
    raise UsageError(
        zh=f"filters 应为 rag.Filters，而不是 {filters!r}。",
        en=f"filters must be a rag.Filters, not {filters!r}.",
    )


def history_given(history: object) -> tuple[Turn, ...]:
    """The turns of the conversation; halves of surrogate pairs in them become U+FFFD.

    Raises:
        UsageError: They are not a list of ``Turn`` with texts in them.
    """
    if isinstance(history, Sequence) and all(isinstance(turn, Turn) for turn in history):
        told = [(turn.question, turn.question_used, turn.answer, turn.open) for turn in history]
        shown = [turn.documents for turn in history if isinstance(turn.documents, tuple)]
        texts = [text for texts in (*told, *shown) for text in texts]
        if len(shown) == len(told) and all(isinstance(text, str) for text in texts):
            return tuple(_whole_turn(turn) for turn in history)
    raise UsageError(
        zh='history 应为 rag.Turn 的列表，例如 [Turn("问题", "问题", "回答")]。',
        en='history must be a list of rag.Turn, such as [Turn("asked", "asked", "answered")].',
    )


def _whole_turn(turn: Turn) -> Turn:
    return Turn(
        whole(turn.question),
        whole(turn.question_used),
        whole(turn.answer),
        tuple(whole(name) for name in turn.documents),
        whole(turn.open),
    )


def passages_given(passages: object) -> Sequence[Passage]:
    """Passages that somebody chose.

    Raises:
        UsageError: They are not a list of ``Passage``.
    """
    if isinstance(passages, Sequence) and all(isinstance(p, Passage) for p in passages):
        return passages
    raise UsageError(
        zh="passages 应为 rag.Passage 的列表，例如 assistant.search(…) 所得。",
        en="passages must be a list of rag.Passage, such as assistant.search(…) gives.",
    )


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
    """The texts to answer from; half of a surrogate pair becomes U+FFFD, offsets stay.

    Raises:
        UsageError: They are not a list of strings; one string is none either.
    """
    if isinstance(texts, (list, tuple)) and all(isinstance(text, str) for text in texts):
        return [whole(text) for text in texts]
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

"""Have a chat model make a follow-up question stand by itself, and check what it brought in."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.answer_types import Turn
from rag.answering.followup import MOST_TURNS, rewrite
from rag.chat import prompts
from rag.chat.calls import Usage
from rag.chat.evidence import model_tokens
from rag.chat.prompts import Prompt
from rag.errors import ChatError
from rag.settings import Settings
from rag.text.facts import facts
from rag.text.fold import fold

if TYPE_CHECKING:
    from rag.chat.answer import Model

LONGEST_ANSWER = 400
LONGEST_REWRITING = 300


def rewritten(
    model: Model,
    question: str,
    history: Sequence[Turn],
    settings: Settings,
    cancelled: threading.Event | None = None,
) -> tuple[str, dict[str, int]]:
    """A follow-up made whole by the model, by rule if it fails; and what the call cost."""
    usage = Usage()
    free = settings.chat_context_tokens - settings.chat_reply_tokens
    try:
        whole = rewrite_by_model(
            question,
            history,
            lambda prompt: "".join(model.stream(prompt, usage, cancelled=cancelled)),
            lambda text: model_tokens(text, settings.chat_model) <= free,
        )
    except ChatError:
        whole = rewrite(question, history)
    return whole, {key: count for key, count in usage.counts.items() if usage.counts["calls"]}


def rewrite_by_model(
    question: str,
    history: Sequence[Turn],
    ask: Callable[[Prompt], str],
    fits: Callable[[str], bool] = lambda _: True,
) -> str:
    """The rewriting of a chat model, or the rules' where it says what nobody said.

    Args:
        question: The follow-up.
        history: The turns before it; the last few are shown, their answers shortened.
        ask: Sends a prompt and gives the reply's text; its errors pass through.
        fits: Whether a text leaves room for the reply; the oldest turns go until one does.
    """
    ruled = rewrite(question, history)
    if ruled == question:
        return question
    turns = list(history)[-MOST_TURNS:]
    while turns and not fits((prompt := _prompt(question, turns)).system + prompt.text):
        turns = turns[1:]
    if not turns:
        return ruled
    prompt = _prompt(question, turns)
    lines = [line.strip() for line in ask(prompt).splitlines() if line.strip()]
    reworded = lines[-1].strip("“”\"' ") if lines else ""
    if not reworded or len(reworded) > LONGEST_REWRITING:
        return ruled
    return reworded if _said_before(reworded, prompt.text) else ruled


def _prompt(question: str, turns: Sequence[Turn]) -> Prompt:
    chinese = bool(re.search(r"[\u3400-\u9fff]", question))
    conversation = "\n".join(
        f"- {_shortened(turn.question_used or turn.question)}\n  {_shortened(turn.answer)}"
        for turn in turns
    )
    return Prompt(
        prompts.FOLLOW_UP_ZH if chinese else prompts.FOLLOW_UP_EN,
        prompts.CONVERSATION_ZH if chinese else prompts.CONVERSATION_EN,
        {"conversation": conversation, "question": question},
    )


def _said_before(reworded: str, conversation: str) -> bool:
    """Whether every name, figure and date of the rewriting occurs in the conversation."""
    known = "".join(fold(conversation).split())
    found = facts(reworded)
    return all(
        "".join(words.split()) in known
        for words in (
            *found.names,
            *(figure.text for figure in found.figures),
            *(when.text for when in found.dates),
        )
    )


def _shortened(answer: str) -> str:
    line = " ".join(answer.split())
    return line if len(line) <= LONGEST_ANSWER else line[:LONGEST_ANSWER] + "…"

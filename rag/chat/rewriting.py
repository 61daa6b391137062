"""Have a chat model make a follow-up question stand by itself, and check what it brought in."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.answering.followup import MOST_TURNS, rewrite
from rag.chat import prompts
from rag.chat.calls import Usage
from rag.chat.prompts import Prompt
from rag.errors import ChatError
from rag.text.facts import facts
from rag.text.fold import fold
from rag.types import Turn

if TYPE_CHECKING:
    from rag.chat.answer import Model

LONGEST_ANSWER = 400
LONGEST_REWRITING = 300


def rewritten(
    model: Model,
    question: str,
    history: Sequence[Turn],
    cancelled: threading.Event | None = None,
) -> tuple[str, dict[str, int]]:
    """A follow-up made whole by the model, by rule if it fails; and what the call cost."""
    usage = Usage()
    try:
        whole = rewrite_by_model(
            question,
            history,
            lambda prompt: "".join(model.stream(prompt, usage, cancelled=cancelled)),
        )
    except ChatError:
        whole = rewrite(question, history)
    return whole, {key: count for key, count in usage.counts.items() if usage.counts["calls"]}


def rewrite_by_model(question: str, history: Sequence[Turn], ask: Callable[[Prompt], str]) -> str:
    """The rewriting of a chat model, or the rules' where it says what nobody said.

    Args:
        question: The follow-up.
        history: The turns before it; the last few are shown, their answers shortened.
        ask: Sends a prompt and gives the reply's text; its errors pass through.
    """
    ruled = rewrite(question, history)
    if ruled == question:
        return question
    turns = list(history)[-MOST_TURNS:]
    chinese = bool(re.search(r"[\u3400-\u9fff]", question))
    conversation = "\n".join(
        f"- {turn.question_used or turn.question}\n  {_shortened(turn.answer)}" for turn in turns
    )
    prompt = Prompt(
        prompts.FOLLOW_UP_ZH if chinese else prompts.FOLLOW_UP_EN,
        prompts.CONVERSATION_ZH if chinese else prompts.CONVERSATION_EN,
        {"conversation": conversation, "question": question},
    )
    lines = [line.strip() for line in ask(prompt).splitlines() if line.strip()]
    reworded = lines[-1].strip("“”\"' ") if lines else ""
    if not reworded or len(reworded) > LONGEST_REWRITING:
        return ruled
    return reworded if _said_before(reworded, f"{conversation}\n{question}") else ruled


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

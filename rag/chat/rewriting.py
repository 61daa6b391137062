"""Have a chat model make a follow-up question stand by itself, and check what it brought in."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
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
from rag.text.fold import fold, letters
from rag.text.question_words import ATTRIBUTES, ENGLISH_ASKING, ENGLISH_FUNCTION
from rag.text.segment import tagged

if TYPE_CHECKING:
    from rag.chat.answer import Model

LONGEST_ANSWER = 400
LONGEST_REWRITING = 300
REWRITING_TOKENS = 120


def rewritten(
    model: Model, question: str, history: Sequence[Turn], settings: Settings
) -> Generator[None, None, tuple[str, dict[str, int]]]:
    """A follow-up made whole by the model, by rule if it fails; and what the call cost.

    ``None`` comes while the model is waited for.
    """
    ruled = rewrite(question, history)
    free = settings.chat_context_tokens - settings.chat_reply_tokens
    prompt = whole_prompt(
        question, history, lambda text: model_tokens(text, settings.chat_model) <= free
    )
    if ruled == question or prompt is None:
        return ruled, {}
    usage, reply = Usage(), ""
    try:
        with closing(model.stream(prompt, usage)) as pieces:
            for piece in pieces:
                yield None
                reply += piece
    except ChatError:
        reply = ""
    counts = dict(usage.counts) if usage.counts["calls"] else {}
    made = checked(reply, prompt)
    # By the rules it leaves something out; a small model gives it back as it came.
    return ruled if not made or letters(made) == letters(question) else made, counts


def whole_prompt(
    question: str, history: Sequence[Turn], fits: Callable[[str], bool]
) -> Prompt | None:
    """What asks a model to make a follow-up whole; ``None`` where not even one turn fits.

    Args:
        question: The follow-up.
        history: The turns before it; the last few are shown, their answers shortened.
        fits: Whether a text leaves room for the reply; the oldest turns go until one does.
    """
    turns = list(history)[-MOST_TURNS:]
    while turns:
        prompt = _prompt(question, turns)
        if fits(prompt.system + prompt.text):
            return prompt
        turns = turns[1:]
    return None


def checked(reply: str, prompt: Prompt) -> str:
    """The question in a model's reply; nothing where it is none, or says what nobody said."""
    lines = [line.strip() for line in reply.splitlines() if line.strip()]
    reworded = _LABEL.sub("", lines[-1]).strip("“”\"' ") if lines else ""
    if len(reworded) > LONGEST_REWRITING:
        return ""
    return reworded if _said_before(reworded, prompt.text) else ""


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
        most=REWRITING_TOKENS,
    )


def _said_before(reworded: str, conversation: str) -> bool:
    """Whether every name, thing, figure and date of the rewriting occurs in the conversation."""
    known = "".join(fold(conversation).split())
    found = facts(reworded)
    return all(
        "".join(words.split()) in known
        for words in (
            *found.names,
            *(figure.text for figure in found.figures),
            *(when.text for when in found.dates),
            *_things(fold(reworded)),
        )
    )


def _things(text: str) -> Iterator[str]:
    """The nouns and Latin words of a question: what it is about, and where, and whose.

    Words that only ask (什么, 地点) are none: 在哪里 may well become 什么地点.
    """
    for word, tag in tagged(text):
        if word in _ASKING or not any(character.isalnum() for character in word):
            continue
        noun = tag.startswith(_NOUNS) and len(word) > 1
        if noun or (tag == "eng" and not _ENGLISH_ASKING.fullmatch(word)):
            yield word


_LABEL = re.compile(
    r"^(?:改写后?(?:的问题)?|完整问题|问题|追问|rewritten|question)\s*[:：]\s*", re.IGNORECASE
)
"""改写后：…"""
_NOUNS = ("n", "j", "t")
"""jieba's tags of nouns and names, short forms and times."""
_ASKING = ATTRIBUTES | {"方式", "人员", "名字"}
# when, the, time: words of a question that name nothing
_ENGLISH_ASKING = re.compile(
    rf"{ENGLISH_ASKING}|{ENGLISH_FUNCTION}|long|time|date|place|people|number|s",
    re.IGNORECASE,
)


def _shortened(answer: str) -> str:
    line = " ".join(answer.split())
    return line if len(line) <= LONGEST_ANSWER else line[:LONGEST_ANSWER] + "…"

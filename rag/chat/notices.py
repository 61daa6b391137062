"""What a user is told when a chat model's reply was not used whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.errors import ChatError
from rag.verifying.verify import Fault
from rag.wording import Language, say


def unavailable(fault: ChatError, language: Language) -> str:
    """The endpoint failed before a sentence came."""
    return say(
        f"对话模型没有作答：{fault.zh}以下为原文摘句。",
        f"The chat model did not answer: {fault.en} These are the articles' own sentences.",
        language,
    )


def cut_off(language: Language) -> str:
    """The stream ended too soon."""
    return say(
        "回答在中途断开，只保留了核对过的句子。",
        "The reply broke off; only the sentences that were verified are kept.",
        language,
    )


def declined_over(language: Language) -> str:
    """The model found no answer where the reader is sure of one."""
    return say(
        "对话模型没有找到答案，但文章中有很可能的回答，以下为原文摘句。",
        "The chat model found no answer, but the articles very likely have one; these are their "
        "own sentences.",
        language,
    )


def beside_the_question(language: Language) -> str:
    """What the model wrote is borne out and answers nothing, where there is an answer."""
    return say(
        "对话模型写的没有答到所问，以下为原文摘句。",
        "What the chat model wrote does not answer the question; these are the articles' own "
        "sentences.",
        language,
    )


def unsound(faults: Sequence[Fault], raw: str, language: Language) -> str:
    """Why nothing of a reply could be used."""
    if faults:
        reasons = _reasons(faults, language)
        zh = f"对话模型的回答没有一句通过核对（{reasons}）"
        en = f"No sentence of the chat model's reply passed verification ({reasons})"
    elif raw.strip():
        zh, en = "对话模型的回答无法读取", "The chat model's reply could not be read"
    else:
        zh, en = "对话模型的回答是空的", "The chat model's reply was empty"
    return say(f"{zh}，以下为原文摘句。", f"{en}; these are the articles' own sentences.", language)


def dropped(faults: Sequence[Fault], language: Language) -> str:
    """How many sentences were left out, and why."""
    reasons = _reasons(faults, language)
    return say(
        f"删去了 {len(faults)} 句没有依据的话：{reasons}。",
        f"{len(faults)} unsupported sentence(s) were left out: {reasons}.",
        language,
    )


def _reasons(faults: Sequence[Fault], language: Language) -> str:
    """The kinds of faults, each once. Not their words: what was dropped must not leave."""
    wordings = dict.fromkeys(replace(fault, detail="…").message(language) for fault in faults)
    return say("、", "; ", language).join(wording.replace("（…）", "").replace(" (…)", "")
                                          for wording in wordings)  # fmt: skip

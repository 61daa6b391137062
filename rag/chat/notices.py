"""What a user is told when a chat model's reply was not used whole; and the other side of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.answering.verify import Fault
from rag.chat.quoting import citation_of
from rag.types import DraftSentence, Language
from rag.wording import say


def cut_off(language: Language) -> str:
    """The stream ended too soon."""
    return say(
        "回答在中途断开，只保留了核对过的句子。",
        "The reply broke off; only the sentences that were verified are kept.",
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


def other_side(
    question: Question,
    sentences: Sequence[DraftSentence],
    judgements: Sequence[Judgement],
    least: float,
) -> tuple[DraftSentence, str] | None:
    """The contradicting article's sentence and a notice, where a reply gives one side only.

    ``least`` is the probability below which evidence is not taken to answer.
    """
    from rag.answering.disagree import disagreeing

    cited = {citation.document_id for item in sentences for citation in item.citations}
    sides = [item for item in judgements if item.reading.passage.document_id in cited]
    other = disagreeing(question, sides[0], judgements, least) if sides else None
    if other is None or other.reading.passage.document_id in cited:
        return None
    passage = other.reading.passage
    citation = citation_of(passage, other.start - passage.start, other.end - passage.start)
    day = passage.published
    written = day.isoformat() if day else say("无日期", "undated", question.language)
    dated = say(f"（{written} 的文章）", f"(article of {written}) ", question.language)
    notice = say(
        f"各篇文章说法不一：另见 {written} 的文章。",
        f"The articles disagree: see also the article of {written}.",
        question.language,
    )
    return DraftSentence(dated + citation.quote, (citation,)), notice

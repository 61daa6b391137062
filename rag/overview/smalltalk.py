"""A short word for a greeting, thanks, who are you and help: never a search, nothing claimed."""

from __future__ import annotations

from rag.answer_types import Answer
from rag.overview.desk import Desk
from rag.overview.nothing import nothing_indexed
from rag.overview.request import Request
from rag.wording import Language, say

_EXAMPLES = 2


def talk(request: Request, desk: Desk) -> Answer:
    """The answer of the kind ``talk``, with questions that may be asked of these articles."""
    language = request.language
    opening = _WORDS[request.intent][language == "en"]
    lines = [opening]
    offers: tuple[str, ...] = ()
    if request.intent in {"greeting", "who", "help", "nothing"}:
        rows = desk.shelf.rows()
        lines.append(_stock(len(rows), language))
        offers = _offers(desk, language) if rows else ()
    return Answer(
        text="\n".join(line for line in lines if line),
        answered=True,
        kind="talk",
        offers=offers,
        language=language,
        question_used=request.text,
    )


_WORDS = {
    "greeting": ("你好！", "Hello!"),
    "thanks": ("不客气。", "You are welcome."),
    "farewell": ("再见。", "Goodbye."),
    "nothing": (
        "前面还没有可以接着说的回答，先问一个问题吧。",
        "There is no answer yet to go on from: ask a question first.",
    ),
    "pleased": ("好的，请接着问。", "All right: ask on."),
    "who": (
        "我是“有据”：只根据已索引的文章回答，每句话都附原文出处；文章里没有的就说没有。我不是人，默认也不联网。",
        "I am Youju: I answer from the indexed articles only, each sentence with the words it "
        "rests on, and say so where they have no answer. I am a program and work offline.",
    ),
    "help": (
        "可以问一件事（何时、多少、谁、哪里），可以看有哪些文章、最新的文章、关于某事的报道，可以要总结、"
        "时间线、谁说了什么，也可以把两样东西作比较。",
        "Ask for a fact (when, how many, who, where), which articles there are, the newest, those "
        "about something; for a summary, a timeline, what somebody said; or compare two things.",
    ),
}


def _stock(count: int, language: Language) -> str:
    if not count:
        return nothing_indexed(language)
    return say(
        f"这里有 {count:,} 篇文章，可以问它们。",
        f"There are {count:,} articles here to ask about.",
        language,
    )


def _offers(desk: Desk, language: Language) -> tuple[str, ...]:
    """What anybody may ask, and summaries of the newest articles by their titles."""
    general = (
        ("这里有哪些文章？", "最新的文章是什么？", "这些文章讲了什么？")
        if language == "zh"
        else ("What articles are there?", "What is the latest article?", "Summarize all articles")
    )
    titles = [document.title for document in desk.shelf.documents(desk.shelf.rows()[:_EXAMPLES])]
    named = [
        say(f"《{title}》讲了什么？", f"Summarize 《{title}》", language)
        for title in titles
        if title
    ]
    return (*general, *named)

"""The functions that take questions, passages and the replies of models, as calls with one text."""

from __future__ import annotations

import json
from collections.abc import Generator
from functools import cache
from importlib import import_module

from benchmarks.growth_measure import HONEST, Function
from benchmarks.growth_texts import DAY, document
from embeddings.words import WordVectors
from rag.answer_types import Answer, Citation, DraftSentence, Reading, Span, Turn
from rag.answering.constraints import compiled
from rag.answering.evidence import evidence_of, source_of
from rag.answering.extract import spoken_text
from rag.answering.fact import lead_fact
from rag.answering.followup import rewrite
from rag.answering.judge import Judgement, judge
from rag.answering.question import Question, understand
from rag.answering.refusal import lack_of
from rag.answering.spelling import respelled
from rag.chat.answer import ChatAnswerer
from rag.chat.calls import Usage
from rag.chat.evidence import Piece, render_evidence
from rag.chat.failures import Failure, worded
from rag.chat.markers import parse_reply
from rag.chat.model import LONGEST_TOKEN
from rag.chat.prompts import Prompt
from rag.chat.quoting import quotes_for
from rag.chat.replies import Reply, declined, plain_reply
from rag.chat.rewriting import checked, whole_prompt
from rag.errors import QuestionError
from rag.overview.intents import intent_of
from rag.overview.lists import lists_of
from rag.overview.quoted import under_heading
from rag.overview.sentences import sentences_of
from rag.settings import MAX_QUESTION_CHARACTERS, Settings
from rag.tables.answers import found_in_tables
from rag.text.fold import fold
from rag.text.split import MAX_CHARACTERS
from rag.types import Document, Passage
from rag.verifying.asked import asked as questions_for
from rag.verifying.verify import LONGEST_SENTENCE, check_sentence
from ui.state.questions import questions_of

_ASKED = (
    "示范区2022年7月28日什么时候获批？", "中国科协主席是谁？", "林知秋担任什么职务？",
    "论坛的主题是什么？", "座谈会在哪里召开？", "有多少所院校参加？", "主办方是谁？",
    "哪个文件推动“互联网+”？", "审议通过了哪些方案？", "第三届大会持续多久？",
    "Who is the port director of Lanwan?", "沈阳的增长率是多少？", "北京为什么关闭3号线？",
)  # fmt: skip
_LONGEST_REPLY = LONGEST_TOKEN * 800
QUESTION = "示范区2022年什么时候获批，总投资是多少？"


def replies() -> list[Function]:
    """Functions over what a model, a client or an article sends, however long it is."""
    return [
        Function("a reply", _replied, "rag.chat.replies"),
        Function("a reply in JSON", _replied_in_json, "rag.chat.markers"),
        Function(
            "a reply, unfinished", lambda t: parse_reply(t, 5, finished=False), "rag.chat.markers"
        ),
        Function("a rewriting", _rewriting, "rag.chat.rewriting"),
        Function("an answer before", _answered_before, "rag.answering.followup"),
        Function("an endpoint's fault", _failed, "rag.chat.failures"),
        Function("settle a question", _settled, "rag.answering.spelling"),
        Function("questions of it", _questions, "ui.state.questions"),
        Function("verify, a sentence", lambda t: _checked(t, document()), "rag.verifying.verify"),
        Function(
            "verify, an article", lambda t: _checked(HONEST, document(HONEST + t)),
            "rag.verifying.verify",
        ),
        Function(
            "verify, a title", lambda t: _checked(HONEST[:60], document(HONEST, t)),
            "rag.verifying.verify",
        ),
        Function("tables of an article", _tabled, "rag.tables.answers"),
        Function(
            "words under a heading",
            lambda t: under_heading(document(t), "顾"),
            "rag.overview.quoted",
        ),
        Function("lists of an article", lambda t: lists_of(document(t)), "rag.overview.lists"),
        Function("an overview", _overviewed, "rag.overview.overview"),
        Function("the page, an answer", _shown, "ui.html.turn"),
        Function("the page, an article", _opened, "ui.html.article"),
        Function("the page, copied", _copied, "ui.html.export"),
    ]  # fmt: skip


def questions() -> list[Function]:
    """Functions over a question, a passage or a sentence, which have their limits."""
    asked, passage = MAX_QUESTION_CHARACTERS, MAX_CHARACTERS
    return [
        Function("understand a question", _understood, "rag.answering.question", asked),
        Function("follow a question up", _followed, "rag.answering.followup", asked),
        Function("settle it", lambda t: _settled(HONEST * 10, t), "rag.answering.spelling", asked),
        Function("judge by it", lambda t: _judged(HONEST, t), "rag.answering.synonyms", asked),
        Function("judge a passage", _judged, "rag.answering.judge", passage),
        Function("state a fact", _stated, "rag.answering.fact", passage),
        Function("see what is lacking", _lacked, "rag.answering.lacks", passage),
        Function("render a passage", _rendered, "rag.chat.evidence", passage),
        Function("ask for facts", _facts_asked, "rag.verifying.asked", LONGEST_SENTENCE),
        Function("quote for a sentence", _quoted, "rag.verifying.words", LONGEST_SENTENCE),
        Function("parts of a question", _understood, "rag.answering.parts", asked),
        Function("say what an article lacks", _told, "rag.answering.evidence", passage),
        Function("check a streamed reply", _streamed, "rag.chat.writing", _LONGEST_REPLY, 8.0),
    ]


def _questions(text: str) -> object:
    return list(questions_of(document(text)))


def _tabled(text: str) -> object:
    article = document(f"区县 | 获批（个）| 投资（万元）\n示范区 | 3 | {text}\n\n{text}")
    reading = Reading(_passage(article.text[:20]), (), 0.0, 0.0)
    return found_in_tables(understand(QUESTION), [reading], lambda _: article)


def _overviewed(text: str) -> object:
    """What is asked of a collection, and the sentences of an article that may be shown."""
    return intent_of(text[:MAX_QUESTION_CHARACTERS]), sentences_of(document(text))


def _replied(text: str) -> object:
    reply = plain_reply(text, 5)
    return declined(reply), reply.claims


def _replied_in_json(text: str) -> object:
    sentences = [{"text": text, "sources": [1]}]
    return _replied(json.dumps({"sentences": sentences, "missing": text}, ensure_ascii=False))


class _Scripted:
    """A chat model that says one text, twenty characters at a time."""

    name = "growth"

    def __init__(self, text: str) -> None:
        self._text = text

    def reply(self, prompt: Prompt, evidence: int, usage: Usage) -> Generator[None, None, Reply]:
        yield None
        return plain_reply(self._text, evidence)

    def stream(self, prompt: Prompt, usage: Usage) -> Generator[str]:
        yield from (self._text[place : place + 20] for place in range(0, len(self._text), 20))


def _streamed(text: str) -> object:
    article = document()
    model = _Scripted(text)
    answerer = ChatAnswerer(model, lambda _: article, streamed=True)
    return list(answerer.answer(_question(), [_judgement(article)], Settings()))


def _judgement(article: Document) -> Judgement:
    reading = _reading(_passage(article.text[:MAX_CHARACTERS]))
    return Judgement(reading, 0, 40, reading.spans[0], 0.9, (), {"gap": 0.0})


def _reading(passage: Passage) -> Reading:
    spans = tuple(
        Span(place, min(place + 8, passage.end), 5.0 - place / 100)
        for place in range(0, max(1, passage.end - 8), 40)
    )
    return Reading(passage, spans, 1.0, 2.0, 0, 3.0)


def _passage(text: str, title: str = "示范区") -> Passage:
    return Passage(
        1, "d", 0, len(text), text, title, DAY, "stated", "news/a.txt", source=title
    )  # fmt: skip


@cache
def _question() -> Question:
    return understand(QUESTION)


@cache
def _words() -> WordVectors:
    from rag.assistant import Assistant

    return Assistant(Settings()).words


def _understood(text: str) -> Question:
    try:
        return understand(text, today=DAY)
    except QuestionError:
        return _question()


def _settled(text: str, question: str = QUESTION) -> object:
    return respelled(_understood(question), [text])


def _followed(text: str) -> object:
    turns = [Turn(text, text, HONEST), Turn(QUESTION, QUESTION, HONEST)]
    return rewrite("那2023年呢？", turns), rewrite(text, turns)


def _answered_before(text: str) -> object:
    chinese = Turn("谁是示范区主任？", "谁是示范区主任？", text)
    english = Turn("Who led the zone?", "Who led the zone?", text)
    return rewrite("他还说了什么？", [chinese]), rewrite("What did he say?", [english])


def _rewriting(text: str) -> object:
    turn = Turn("示范区何时获批？", "示范区何时获批？", "示范区于2022年1月获批。")
    prompt = whole_prompt("那长三角呢？", [turn], lambda _: True)
    return prompt and checked(text, prompt)


def _failed(text: str) -> object:
    return worded(Failure(400, again=False, pause_s=None, detail=text), Settings())


def _judged(text: str, question: str = QUESTION) -> object:
    asked = _understood(question)
    passage = _passage(text[:MAX_CHARACTERS])
    judgements = judge(asked, [_reading(passage)], _words(), article_text=lambda _: text)
    return [spoken_text(asked, item) for item in judgements]


@cache
def _asked() -> tuple[Question, ...]:
    """A question of each form, so that every rule has one that it looks at."""
    return tuple(map(understand, _ASKED))


def _stated(text: str) -> object:
    reading = _reading(_passage(text))
    return [
        lead_fact(question, Judgement(reading, 0, len(text), span, 0.9, (), {}))
        for question in _asked()
        for span in reading.spans
    ]


def _lacked(text: str) -> object:
    source = source_of(_passage(text), fold(text))
    evidence = evidence_of(source, [(0, len(text))], 0, Span(0, min(8, len(text)), 5.0))
    return [
        (each.lack(evidence), each.hard(source), each.unmentioned(source))
        for question in _asked()
        for each in compiled(question)
    ]


def _told(text: str) -> object:
    """What an article of this text is said to lack, beside a refusal."""
    return [lack_of(question, source_of(_passage(text), fold(text))) for question in _asked()]


def _rendered(text: str) -> object:
    return render_evidence([Piece(1, _passage(text), text)], "zh")


def _quoted(text: str) -> object:
    """A sentence set against the passages that hold its own words."""
    starts = range(0, len(text), MAX_CHARACTERS)
    pieces = [
        Piece(number, _passage(text[start : start + MAX_CHARACTERS]), text[start:][:MAX_CHARACTERS])
        for number, start in enumerate(starts, start=1)
    ]
    return quotes_for(text[::-1], pieces, lambda _: document(text))


def _facts_asked(sentence: str) -> object:
    return questions_for(sentence, sentence)


def _checked(sentence: str, article: Document) -> object:
    quote = article.text[:MAX_CHARACTERS]
    citation = Citation(article.id, 0, len(quote), quote, article.title, DAY, "stated")
    return check_sentence(DraftSentence(sentence, (citation,)), lambda _: article)


def _shown(text: str) -> object:
    """An answer as the page shows it."""
    return import_module("ui.html.turn").answer_html(text, "t", 3)


def _opened(text: str) -> object:
    """An article as the page shows it."""
    article = import_module("ui.html.article")
    place = article.Place("read", "d", 0, 0, "")
    return article.evidence_html(place, document(text), "zh", whole=True)


def _copied(text: str) -> object:
    """An answer as it is copied from the page."""
    return import_module("ui.html.export").answer_markdown(Answer(text, answered=True), "zh")

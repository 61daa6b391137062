"""A summary or a comparison written by a chat model, where the overview has its articles.

    overview (offline) ─▶ articles ─▶ each read whole, by itself ─▶ its sentences, verified
                                                └─ several ─▶ what they say together, verified

What articles there are, and what is said where the model fails, is the overview's: an article of
which no sentence of the model stands is told in its own words. Every sentence is checked as any
answer's is; a faulty one is dropped, there is no second call for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from rag.answer_types import Answer, Citation, DraftSentence
from rag.answering.question import Question, understand
from rag.chat import prompts
from rag.chat.answer import Model
from rag.chat.calls import Usage
from rag.chat.evidence import Piece, render_evidence, room_for, roomy
from rag.chat.notices import cut_off, dropped, unavailable
from rag.chat.replies import claims_so_far, plain_reply
from rag.chat.shares import beside, numbered, parts_of, shares
from rag.chat.writing import Writing
from rag.errors import ChatError
from rag.overview.page import INDENT, passage_of
from rag.overview.request import Request
from rag.settings import Settings
from rag.types import Document, Passage
from rag.verifying.heard import Reads
from rag.verifying.verify import Fault
from rag.wording import Language, say

RETOLD = frozenset(("summary", "topic", "comparison"))
"""The kinds of overviews that a chat model writes; lists, counts and quotations it does not."""
_OF_EACH_SIDE = 3
"""Passages of each side of a comparison."""

_MARKED = re.compile(r"\[(\d+)\](?:\[\d+\])*$")
"""The markers behind a line of an overview: … [1][2]"""

Told = Generator[str | None, None, Answer]
"""The answer's text as far as it is sure, each time longer; ``None`` while it is waited for."""


@dataclass
class _Text:
    """The answer as it grows: lines, the citations their markers point at, who wrote them."""

    lines: list[str] = field(default_factory=list)
    by_model: int = 0
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)

    def add(self, sentence: DraftSentence, indent: str) -> str:
        """One more sentence; the whole text with it."""
        markers = ""
        for each in sentence.citations:
            self.citations.setdefault((each.document_id, each.start, each.end), each)
            number = list(self.citations).index((each.document_id, each.start, each.end)) + 1
            markers += f"[{number}]"
        self.lines.append(f"{indent}{' '.join(sentence.text.split())} {markers}")
        return str(self)

    def __str__(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Retelling:
    """One overview written anew; ``told`` does it, once."""

    model: Model
    document_of: Callable[[str], Document]
    search: Callable[[str], Sequence[Passage]]
    settings: Settings
    reader: Reads | None = None
    usage: Usage = field(default_factory=Usage)
    faults: list[Fault] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def told(self, request: Request, seen: Answer) -> Told:
        """The overview ``seen`` in the model's words; ``seen`` itself where it says nothing."""
        text = _Text()
        question = replace(understand(request.text), language=request.language)
        if seen.kind == "comparison":
            yield from self._compared(question, request, seen, text)
        else:
            yield from self._summed_up(question, request, seen, text)
        notices = (*seen.notices, *self.broken)
        if self.faults:
            notices = (*notices, dropped(self.faults, request.language))
        raw = "\n\n".join(self.raw)
        answer = replace(seen, notices=notices, raw=raw, usage=self.usage.counts)
        if not text.lines:
            return answer
        name = self.model.name if text.by_model else seen.answerer
        citations = tuple(text.citations.values())
        return replace(answer, text=str(text), citations=citations, answerer=name)

    def _compared(
        self, question: Question, request: Request, seen: Answer, text: _Text
    ) -> Generator[str | None]:
        """Both sides in one call: what the overview quotes of them, and what a search finds."""
        quoted = [self._around(citation) for citation in seen.citations]
        found = [
            list(self.search(f"{side} {request.aspect}".strip()))[:_OF_EACH_SIDE]
            for side in request.sides
        ]
        free = room_for(question.language, question.text, self.settings)
        pieces = beside([quoted, *found], free, question.language, self.settings.chat_model)
        yield from self._written(question, pieces, _comparing(request), text, "")
        told = {name for name, _, _ in text.citations}
        if text.by_model:  # a side that it left out is told in its article's own words
            for citation in seen.citations:
                if citation.document_id not in told:
                    yield text.add(_own(citation), "")

    def _summed_up(
        self, question: Question, request: Request, seen: Answer, text: _Text
    ) -> Generator[str | None]:
        """Article by article; where there are several, what they say together at the end.

        The overview's own lines stay as they are: how many there are, headings, what is left.
        """
        of: dict[str, list[Citation]] = {}
        for citation in seen.citations:
            of.setdefault(citation.document_id, []).append(citation)
        said: list[DraftSentence] = []
        waiting: list[str] = []
        for line in seen.text.splitlines():
            marked = _MARKED.search(line)
            if marked is None:
                waiting.append(line)
                continue
            quotes = of.pop(seen.citations[int(marked[1]) - 1].document_id, [])
            if quotes:
                text.lines += waiting
                waiting = []
                indent = line[: len(line) - len(line.lstrip())]
                said += yield from self._told_of(question, request, quotes, text, indent)
        if len({citation.document_id for citation in seen.citations}) > 1 and text.by_model:
            yield from self._together(question, request, said, text)
        text.lines += waiting

    def _told_of(
        self,
        question: Question,
        request: Request,
        quotes: Sequence[Citation],
        text: _Text,
        indent: str,
    ) -> Generator[str | None, None, list[DraftSentence]]:
        """One article by the model, or in the words that the overview quotes of it."""
        document = self.document_of(quotes[0].document_id)
        task = _summing_up(request, len(quotes))
        sentences = yield from self._of_one(question, document, task, text, indent)
        if not sentences:
            sentences = [_own(quote) for quote in quotes]
            for sentence in sentences:
                yield text.add(sentence, indent)
        return sentences

    def _of_one(
        self, question: Question, document: Document, task: str, text: _Text, indent: str
    ) -> Generator[str | None, None, list[DraftSentence]]:
        """One article's points: read in one call, or in several whose points are summed up."""
        free = room_for(question.language, task, self.settings)
        parts = parts_of(document)
        groups = shares(parts, free, question.language, self.settings.chat_model)
        if len(groups) <= 1:
            pieces = groups[0] if groups else ()
            return (yield from self._written(question, pieces, task, text, indent))
        points: list[DraftSentence] = []
        for pieces in groups:
            aside = _Text()
            written = self._written(question, pieces, task, aside, "")
            with closing(written):
                points += yield from _unheard(written)
        pieces = self._quoted(points)
        return (yield from self._written(question, pieces, task, text, indent))

    def _together(
        self, question: Question, request: Request, said: Sequence[DraftSentence], text: _Text
    ) -> Generator[str | None]:
        """What the articles say in common, over what was quoted of each; nothing if nothing."""
        pieces = self._quoted(said)
        aside = _Text(citations=dict(text.citations))
        task = _putting_together(request)
        written = self._written(question, pieces, task, aside, INDENT)
        with closing(written):
            sentences = yield from _unheard(written)
        new = [one for one in sentences if one.text not in {each.text for each in said}]
        if new:
            text.lines.append(say("合起来看：", "Together:", question.language))
            for sentence in new:
                yield text.add(sentence, INDENT)

    def _written(
        self, question: Question, pieces: Sequence[Piece], task: str, text: _Text, indent: str
    ) -> Generator[str | None, None, list[DraftSentence]]:
        """One call over the pieces; each verified sentence is put to ``text`` as it comes."""
        if not pieces or self.broken:
            return []
        language = question.language
        prompt = prompts.task_prompt(language, render_evidence(pieces, language), task)
        prompt = prompt if roomy(self.settings) else prompt.bare()
        writing = Writing(question, pieces, self.document_of, self.reader)
        reply = ""
        try:
            with closing(self.model.stream(prompt, self.usage)) as coming:
                for piece in coming:
                    yield None
                    reply += piece
                    for sentence in writing.take(claims_so_far(reply, len(pieces))):
                        yield text.add(sentence, indent)
            last = writing.take(plain_reply(reply, len(pieces)).claims)
        except ChatError as fault:
            last = []
            broken = cut_off(language) if reply.strip() else unavailable(fault, language)
            self.broken.append(broken)
        for sentence in (*last, *writing.rest()):
            yield text.add(sentence, indent)
        text.by_model += len(writing.sentences)
        self.raw.append(reply)
        self.faults += writing.faults
        return writing.sentences

    def _around(self, citation: Citation) -> Passage:
        """The piece of its article that a quote stands in."""
        parts = parts_of(self.document_of(citation.document_id))
        return next(part for part in parts if part.start <= citation.start < part.end)

    def _quoted(self, sentences: Sequence[DraftSentence]) -> tuple[Piece, ...]:
        """What the sentences rest on, each quote once, as pieces to be summed up."""
        quotes = {
            (each.document_id, each.start, each.end): each
            for sentence in sentences
            for each in sentence.citations
        }
        passages = []
        for name, start, end in quotes:
            whole = passage_of(self.document_of(name))
            part = whole.text[start:end]
            passages.append(replace(whole, start=start, end=end, text=part))
        return numbered(passages)


def _own(citation: Citation) -> DraftSentence:
    """What a quote says, as a sentence in its article's own words."""
    return DraftSentence(citation.quote, (citation,))


def _unheard(
    written: Generator[str | None, None, list[DraftSentence]],
) -> Generator[None, None, list[DraftSentence]]:
    """What is written for a later call, and told nobody."""
    while True:
        try:
            next(written)
        except StopIteration as end:
            sentences: list[DraftSentence] = end.value
            return sentences
        yield None


def _summing_up(request: Request, sentences: int) -> str:
    language: Language = request.language
    if request.topic:
        return say(
            f"用{sentences}句话以内概括资料里关于“{request.topic}”说了什么，每句一个要点。",
            f"Sum up in at most {sentences} sentence(s) what the evidence says about "
            f"“{request.topic}”, a point in each.",
            language,
        )
    return say(
        f"用{sentences}句话以内概括资料的要点，每句一个要点。",
        f"Sum up the evidence in at most {sentences} sentence(s), a point in each.",
        language,
    )


def _putting_together(request: Request) -> str:
    return say(
        "这些资料合起来说明了什么？用两三句话概括，不要逐条重复。",
        "What does the evidence say as a whole? Two or three sentences; do not repeat it.",
        request.language,
    )


def _comparing(request: Request) -> str:
    return say(
        f"{request.text}（先各用一两句话说明每一方，再写资料里写明的不同之处。）",
        f"{request.text} (First a sentence or two on each side, then the differences that the "
        "evidence states.)",
        request.language,
    )

"""A scripted system under test: answers by question, over two small articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eval.system import answer_and_read
from rag import Answer, Citation, Document, Event, Finished, Passage, Passages, Turn
from rag.errors import LoadError

LIBRARY = Document(
    id="d1",
    path="/articles/library.txt",
    title="新馆开放",
    text="新馆坐落在湖滨路18号。馆长林知秋说，新馆藏书32万册。",
    published=date(2023, 3, 12),
)
METRO = Document(
    id="d2",
    path="/articles/metro.txt",
    title="地铁开通",
    text="3号线全长28.6公里。",
    published=date(2023, 6, 29),
)


def cite(document: Document, quote: str) -> Citation:
    """A verbatim citation of ``quote``."""
    start = document.text.index(quote)
    return Citation(
        document.id, start, start + len(quote), quote, document.title, path=document.path
    )


def answer(text: str, *citations: Citation, evidence: float = 0.9) -> Answer:
    """An answered answer."""
    return Answer(text=text, answered=True, citations=citations, evidence=evidence)


def refusal() -> Answer:
    """A refusal."""
    return Answer(text="文章里没有答案。", answered=False, evidence=0.1)


@dataclass
class FakeSystem:
    """Answers from a script; an exception in the script is raised. Calls are kept."""

    script: Mapping[str, Answer | BaseException]
    ranking: Sequence[Document] = (LIBRARY, METRO)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def stream(
        self, question: str, *, whole: bool = True, history: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        self.asked.append((question, len(history)))
        yield Passages(tuple(self.search(question)))
        reply = self.script.get(question, refusal())
        if isinstance(reply, BaseException):
            raise reply
        yield Finished(reply)

    def ask(self, question: str) -> Answer:
        return answer_and_read(self.stream(question))[0]

    def answer_from(self, question: str, texts: Sequence[str]) -> Answer:
        self.asked.append((question, len(texts)))
        reply = self.script.get(question, refusal())
        if isinstance(reply, BaseException):
            raise reply
        return reply

    def search(self, question: str, k: int | None = None) -> Sequence[Passage]:
        return [whole(document) for document in self.ranking][:k]

    def document(self, document_id: str) -> Document:
        return self.find(document_id)

    def find(self, name: str) -> Document:
        for document in (LIBRARY, METRO):
            if name == document.id or document.path.endswith("/" + name):
                return document
        raise LoadError(zh=f"没有 {name}", en=f"no {name}")

    def status(self) -> Mapping[str, Any]:
        return {"embedder": "fake", "documents": 2}


def whole(document: Document) -> Passage:
    """The whole article as one passage."""
    return Passage(1, document.id, 0, len(document.text), document.text, path=document.path)

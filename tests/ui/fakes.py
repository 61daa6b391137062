"""A deterministic assistant for the page's tests: scripted answers, faults and slow streams.

What it does is decided by the question, so that one server serves every test:

    失败前 …   raises before the first words        失败后 …   raises after some words
    钥匙 …     raises with a key in the message      拒答 …     refuses, with nearest passages
    慢 …       streams a word every 300 ms           卡住 …     waits until it is abandoned
    错误 …     raises a YoujuError                   anything else is answered with citations
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from embeddings import HashEmbedder
from rag import (
    Answer,
    Citation,
    Document,
    Event,
    FileReport,
    Filters,
    Finished,
    IngestReport,
    Passage,
    Passages,
    Settings,
    Skipped,
    StageStarted,
    TextPiece,
    Turn,
    Working,
)
from rag.errors import ChatUnavailable, LoadError, QuestionError
from rag.indexing.browsing import Browsed
from rag.indexing.progress import Progress
from rag.text.tokens import count_tokens

if TYPE_CHECKING:
    from rag import Assistant

SECRET = "sk-" + "verysecret" * 3

BODY = (
    "江湾湿地修复工程是江湾市近年投入最大的生态项目。工程指挥部表示，今年3月，江湾湿地修复工程"
    "获批，总投资为12.6亿元。\n"
    "按照方案，工程分三期进行，一期恢复水面480公顷，二期补种芦苇与香蒲，三期建设观鸟步道。\n"
    + "\n".join(
        f"第{number}段记录的是沿岸各村镇的准备情况：清淤、护岸、监测站选址和志愿者培训都已排上日程，"
        "负责人说，工程最难的不是挖泥，而是让水重新流动起来。"
        for number in range(1, 31)
    )
    + "\n工程办主任何汀介绍，一期工程将于2025年11月完工，届时白鹭与反嘴鹬的越冬地将扩大一倍。\n"
    "本报将继续关注。"
)


def documents() -> dict[str, Document]:
    """Three articles: one long, one with an inferred date and a reprint, one in English."""
    made = [
        Document(
            id="doc-wetland",
            path="/articles/2024-03-15-湿地.html",
            title="江湾湿地修复工程获批，总投资12.6亿元",
            text=BODY,
            published=date(2024, 3, 15),
            published_basis="stated",
            author="沈渡",
            source="江湾日报",
            url="https://news.example.org/2024/wetland.html",
        ),
        Document(
            id="doc-ferry",
            path="/articles/轮渡.txt",
            title="江湾轮渡恢复夜航",
            text="江湾轮渡公司宣布恢复夜航。夜航末班船为22时30分，票价两元。乘客反映良好。",
            published=date(2023, 9, 1),
            published_basis="inferred",
            published_evidence="文中“今年9月1日起”",
            source="江湾晚报",
        ),
        Document(
            id="doc-english",
            path="/articles/ferry.txt",
            title="Night ferries return to Jiangwan",
            text="The night ferry between the two banks of Jiangwan will run until 22:30.",
            published=None,
            language="en",
            source="Jiangwan Post",
        ),
    ]
    return {document.id: document for document in made}


class FakeAssistant:
    """As much of the assistant as the page uses; ``documents_by_id`` may be changed by a test.

    ``asked`` is what readers asked, ``tried`` what the page asks for itself before it offers it.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.embedder = HashEmbedder()
        self.documents_by_id = documents()
        self.asked: list[dict[str, Any]] = []
        self.tried: list[str] = []
        self.released = threading.Event()
        self.closed = 0
        self.taken_out: dict[str, Document] = {}
        self.generation = 1
        self.reply: Callable[[str], Answer] | None = None

    # the calls of the real one

    def ask(self, question: str) -> Answer:
        self.tried.append(question)
        *_, last = self._told(question, ())
        assert isinstance(last, Finished)
        return last.answer

    def stream(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
        k: int | None = None,
        answerer: str | None = None,
        whole: bool = False,
    ) -> Iterator[Event]:
        if len(question) > 1_000:
            raise QuestionError(zh="问题太长。", en="The question is too long.")
        self.asked.append(
            {"question": question, "filters": filters, "history": history, "k": k, "by": answerer}
        )
        try:
            yield from self._told(question, history)
        except GeneratorExit:
            self.closed += question.startswith("卡住")
            raise

    def _told(self, question: str, history: Sequence[Turn]) -> Iterator[Event]:
        yield StageStarted("understand")
        if not question.strip():
            raise QuestionError(zh="问题是空的。", en="The question is empty.")
        if question.startswith("错误"):
            raise LoadError(zh="文章读不了，请检查文件。", en="The article cannot be read.")
        if question.startswith("失败前"):
            raise RuntimeError("boom before")
        if question.startswith("钥匙"):
            raise RuntimeError(f"401 from endpoint, key {SECRET}")
        yield StageStarted("search")
        yield StageStarted("read")
        if question.startswith("卡住"):
            yield from self._stuck()
        yield StageStarted("write")
        answer = self._answer(question, history)
        for number, piece in enumerate(_pieces(answer.text)):
            if question.startswith("失败后") and number == 2:
                raise RuntimeError("boom after")
            if question.startswith("慢"):
                time.sleep(0.3)
            yield TextPiece(piece)
        yield StageStarted("verify")
        yield Finished(answer)

    def _stuck(self) -> Iterator[Event]:
        """Work without end, as a long reading does."""
        until = time.monotonic() + 20
        while time.monotonic() < until and not self.released.wait(0.01):
            yield Working("read")

    def count_tokens(self, text: str) -> int:
        return count_tokens(text)

    def searching(self, question: str, k: int | None = None) -> Iterator[Event]:
        self.asked.append({"question": question, "k": k})
        try:
            yield StageStarted("search")
            if question.startswith("卡住"):
                yield from self._stuck()
        except GeneratorExit:
            self.closed += question.startswith("卡住")
            raise
        yield Passages(refusal(question, self.documents_by_id).nearest[:k])

    def search(
        self,
        question: str,
        k: int | None = None,
        filters: Filters | None = None,
        *,
        read: bool = True,
    ) -> list[Passage]:
        near = refusal(question, self.documents_by_id).nearest[:k]
        wanted = filters.documents if filters else ()
        return [each for each in near if not wanted or each.document_id in wanted]

    def documents(self, query: str = "", offset: int = 0, limit: int = 50) -> list[Document]:
        return self._named(query)[offset : offset + limit]

    def count_documents(self, query: str = "") -> int:
        return len(self._named(query))

    def _named(self, query: str) -> list[Document]:
        return [
            each
            for each in self.documents_by_id.values()
            if query in each.title or query in each.path or query in each.source
        ]

    def browse(
        self, query: str = "", order: str = "newest", offset: int = 0, limit: int = 20
    ) -> Browsed:
        found = [
            each
            for each in self.documents_by_id.values()
            if all(
                word.lower() in "\n".join((each.title, each.path, each.source, each.text)).lower()
                for word in query.split()
            )
        ]
        if order == "title":
            found.sort(key=lambda each: each.title)
        return Browsed(tuple(found[offset : offset + limit]), len(found))

    def browse_ids(self, query: str = "") -> list[str]:
        return [each.id for each in self.browse(query, limit=10_000).documents]

    def paths(self, document_id: str) -> tuple[str, ...]:
        known = self.documents_by_id.get(document_id)
        return (known.path,) if known else ()

    def similar(self, document_id: str, most: int = 5) -> list[Document]:
        return [each for key, each in self.documents_by_id.items() if key != document_id][:most]

    def points(self, document_id: str) -> tuple[Citation, ...]:
        document = self.document(document_id)
        first, _, _ = document.text.partition("。")
        return (citation(document, first + "。"),) if first != document.text else ()

    def skipped(self) -> tuple[list[Skipped], list[Skipped]]:
        return [Skipped("/articles/图.png", "是图片，不是文章")], []

    def roots(self) -> list[Path]:
        return [Path("/articles")]

    def check_chat(self) -> str:
        raise ChatUnavailable(zh="对话接口没有应答。", en="The chat endpoint does not answer.")

    def take_back(self, *paths: str, progress: Any = None) -> IngestReport:
        if progress is not None and any(path.endswith("慢.txt") for path in paths):
            self._read_slowly(progress)
        back = {key: each for key, each in self.taken_out.items() if each.path in paths}
        self.documents_by_id |= back
        return IngestReport(added=len(back))

    def document(self, document_id: str) -> Document:
        if document_id not in self.documents_by_id:
            raise LoadError(zh="没有这篇文章。", en="No such article.")
        return self.documents_by_id[document_id]

    def original(self, document_id: str) -> Path:
        path = Path(self.document(document_id).path)
        if not path.is_file():
            raise LoadError(zh="原始文件不在了。", en="The original file is gone.")
        return path

    def status(self) -> dict[str, Any]:
        return {
            "documents": len(self.documents_by_id),
            "chunks": 12,
            "published_from": "2023-09-01",
            "published_to": "2024-03-15",
            "generation": self.generation,
            "embedder": "fake",
            "reprints": 1,
            "bytes_database": 1_000_000,
        }

    def statistics(self) -> dict[str, dict[str, int]]:
        return {
            "months": {"2023-09": 1, "2024-03": 1},
            "sources": {"江湾日报": 1, "江湾晚报": 1, "Jiangwan Post": 1},
            "languages": {"zh-Hans": 2, "en": 1},
            "lengths": {"0–500": 2, "500–2000": 1},
            "folders": {"/articles": 3},
        }

    def ingest(
        self, *paths: Path, afresh: Sequence[Path] | None = None, progress: Any = None
    ) -> IngestReport:
        files = [file for path in paths for file in sorted(Path(path).iterdir())]
        added = []
        skipped = []
        for number, file in enumerate(files):
            if progress is not None:
                progress(Progress("read", number + 1, len(files), number, seconds=0.1))
            if file.name.startswith("慢"):
                self._read_slowly(progress)
            if b"\0" in file.read_bytes():
                skipped.append(Skipped(str(file), "是二进制文件，不是文章"))
                continue
            text = file.read_text(encoding="utf-8")
            self.documents_by_id[f"doc-{file.stem}"] = Document(
                id=f"doc-{file.stem}", path=str(file), title=file.stem, text=text
            )
            added.append(FileReport(str(file), file.stem, None, "unknown", "utf-8", len(text), 0))
        self.generation += 1
        return IngestReport(
            added=len(added), files=tuple(added), skipped=tuple(skipped), seconds=0.1
        )

    def _read_slowly(self, progress: Any) -> None:
        """A file that takes long, and can be stopped at every step."""
        until = time.monotonic() + 20
        while time.monotonic() < until and not self.released.wait(0.05):
            progress(Progress("read", 1, 2, 0, seconds=1.0))

    def remove(self, *names: str) -> int:
        gone = [
            key for key, each in self.documents_by_id.items() if key in names or each.path in names
        ]
        for key in gone:
            self.taken_out[key] = self.documents_by_id.pop(key)
        self.generation += 1
        return len(gone)

    def close(self) -> None:
        self.released.set()

    def _answer(self, question: str, history: Sequence[Turn]) -> Answer:
        if self.reply is not None:
            return self.reply(question)
        if question.startswith("拒答") or "2030" in question:
            return refusal(question, self.documents_by_id)
        used = f"江湾轮渡{question}" if question.startswith("那") and history else question
        return replace(answered(self.documents_by_id), question=question, question_used=used)


def citation(document: Document, quote: str, **more: Any) -> Citation:
    """A true citation of ``quote``."""
    start = document.text.index(quote)
    return Citation(
        document_id=document.id,
        start=start,
        end=start + len(quote),
        quote=quote,
        title=document.title,
        published=document.published,
        published_basis=document.published_basis,
        path=document.path,
        source=document.source,
        **more,
    )


def answered(known: dict[str, Document]) -> Answer:
    """The scripted answer: three sentences, three citations from two articles."""
    wetland = known.get("doc-wetland") or documents()["doc-wetland"]
    ferry = known.get("doc-ferry") or documents()["doc-ferry"]
    return Answer(
        text="**2024年3月**（原文“今年3月”）。今年3月，江湾湿地修复工程获批，总投资为12.6亿元。[1]"
        "一期工程将于2025年11月完工。[2]轮渡的夜航末班船为22时30分。[3]",
        answered=True,
        citations=(
            citation(wetland, "今年3月，江湾湿地修复工程获批，总投资为12.6亿元。"),
            citation(wetland, "一期工程将于2025年11月完工"),
            citation(ferry, "夜航末班船为22时30分", also_in=("/articles/转载/轮渡.txt",)),
        ),
        timings={"total": 0.12},
        evidence=0.93,
    )


def refusal(question: str, known: dict[str, Document]) -> Answer:
    """The scripted refusal with two nearest passages."""
    passages = tuple(
        Passage(
            chunk_id=number,
            document_id=each.id,
            start=0,
            end=24,
            text=each.text[:24],
            title=each.title,
            published=each.published,
            published_basis=each.published_basis,
            path=each.path,
            source=each.source,
        )
        for number, each in enumerate(list(known.values())[:2])
    )
    return Answer(
        text="文章里没有答案。",
        answered=False,
        question=question,
        question_used=question,
        missing="文中只有2024年获批的时间，没有2030年的安排。",
        nearest=passages,
        nearest_lacks=tuple("没有提到2030年" for _ in passages),
        timings={"total": 0.08},
    )


def as_assistant(fake: FakeAssistant) -> Assistant:
    """The fake under the real one's type."""
    return cast("Assistant", fake)


def _pieces(text: str, size: int = 12) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]

"""Example questions drawn from the articles that are indexed, each one tried before it is shown.

Candidates are formed by a few patterns over the text (something was founded, approved, opened:
when? something reached a figure: how much?). Only questions that the assistant answers with
well-supported evidence, from different articles where possible, are offered.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag import Assistant, Document

WANTED = 4
_ARTICLES_READ = 24
_CANDIDATES_TRIED = 40
_CANDIDATES_PER_ARTICLE = 6
_TEXT_READ = 6_000
_SURE = 0.6
_SURE_FROM_ELSEWHERE = 0.9

_SUBJECT = r"(?P<subject>[\u4e00-\u9fff0-9A-Za-z“”《》·]{4,18}?)"
_BORDER = r"(?:^|[。！？；，：、\n\s”])"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), form)
    for pattern, form in (
        (
            rf"{_BORDER}{_SUBJECT}(?:将于|于|在)?(?:\d+年)?\d+月\d*日?[^。\n，]{{0,8}}"
            r"(?P<verb>举行|召开|举办|开幕|成立|揭牌|获批|发布|启动|开工|通车|投产|签约)",
            "{subject}何时{verb}？",
        ),
        (
            rf"{_BORDER}(?:由此|这个|这一|该)?{_SUBJECT}(?:由此)?"
            r"(?P<verb>获批|揭牌|成立|开工|通车|投产)",
            "{subject}何时{verb}？",
        ),
        (
            rf"{_BORDER}(?P<subject>[\u4e00-\u9fff]{{2,12}}(?:局长|部长|市长|主任|馆长|校长|院长|总监|"
            r"秘书长|会长|总经理|董事长))[\u4e00-\u9fff]{2,3}(?:说|表示|介绍|解释|透露|指出|[：:])",
            "{subject}是谁？",
        ),
        (rf"{_BORDER}{_SUBJECT}(?:由|是由)[^。，\n]{{2,20}}(?:主办|牵头)", "{subject}由谁主办？"),
        (
            rf"{_BORDER}{_SUBJECT}(?:已|累计)*(?:有|达到|达|超过|超|突破|约为|共有)\d[\d.,]*"
            r"(?:万亿元|亿元|万元|万人|亿|万|个|家|项|台|公里|%|％)",
            "{subject}有多少？",
        ),
        (
            rf"{_BORDER}{_SUBJECT}(?:将于|将在|于|在)[^。，\n]{{2,16}}(?P<verb>举行|召开|举办|开幕)",
            "{subject}在哪里{verb}？",
        ),
        (r"(?P<subject>[\u4e00-\u9fff]{4,12})的?主题[是为]“", "{subject}的主题是什么？"),
        (
            r"(?P<subject>The [A-Z][A-Za-z ]{4,40}?) was (?P<verb>founded|launched|opened)",
            "When was {subject} {verb}?",
        ),
        (r"(?P<subject>[A-Z][A-Za-z ]{4,40}?) will be held", "When will {subject} be held?"),
    )
)
_WEAK_START = re.compile(
    r"^(?:其|该|这|那|他|她|它|我|你|大家|并|而|但|又|也|还|就|都|从|自|在|对|把|将|被|以|为|与|和|及|"
    r"等|则|已|会|要|可|能|不|没|有|一|各|每|同|另|后|前|中|目前|预计|今年|去年|近|同时|其中|此|据|"
    r"\d+月|\d+日|日|月|年|的|了|是|于|成|所|如|到|第|上|下|再|更|本|某|双方|两地|三地|各地|全省|全市|我省|"
    r"我市|记者|会议|活动|大会|以来|成功|还将)"
)


_TAIL = re.compile(
    r"(?:由此|正式|已经|已|将|同时|宣布|还|也|又|均|都|就|并|再|拟|计划|预计|共同|联合|于|在)+$"
)


_EVENT = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]{2,16}?(?:大会|论坛|峰会|博览会|艺术节|电影节)")
_THEME = re.compile(r"以“[^”\n]{4,30}”为主题|主题[是为]“")


class Examples:
    """Four questions for the welcome, worked out once per state of the index."""

    def __init__(self, assistant: Assistant) -> None:
        """Work out nothing yet."""
        self._assistant = assistant
        self._lock = threading.Lock()
        self._made_for: object = None
        self._finding: threading.Thread | None = None
        self._questions: tuple[str, ...] = ()

    def ready(self) -> tuple[str, ...]:
        """The questions found; never waits."""
        return self._questions

    def finding(self) -> bool:
        """Whether questions are being looked for just now."""
        return self._finding is not None and self._finding.is_alive()

    def prepare(self, state: object) -> threading.Thread | None:
        """Begin finding questions in the background unless it was done for this ``state``."""
        with self._lock:
            if state == self._made_for:
                return None
            self._made_for, self._questions = state, ()
            self._finding = threading.Thread(target=self._find, name="youju-examples", daemon=True)
            self._finding.start()
            return self._finding

    def _find(self) -> None:
        try:
            documents = self._assistant.documents("", 0, _ARTICLES_READ)
            self._questions = varied(self._sound(documents))
        except Exception:  # noqa: BLE001 - without examples the page is whole
            self._questions = ()

    def _sound(self, documents: list[Document]) -> Iterator[str]:
        """Questions answered from the article they were drawn from, or as surely from another."""
        for question, document_id in islice(candidates(documents), _CANDIDATES_TRIED):
            answer = self._assistant.ask(question)
            cited = {citation.document_id for citation in answer.citations}
            wanted = _SURE if document_id in cited else _SURE_FROM_ELSEWHERE
            if answer.answered and (answer.evidence is None or answer.evidence >= wanted):
                yield question


def varied(questions: Iterable[str]) -> tuple[str, ...]:
    """The first ``WANTED`` questions, but no more than two that ask alike while others do not."""
    chosen: list[str] = []
    spare: list[str] = []
    for question in questions:
        alike = sum(each[-3:] == question[-3:] for each in chosen)
        (spare if alike >= 2 else chosen).append(question)
        if len(chosen) == WANTED:
            break
    return tuple([*chosen, *spare][:WANTED])


def candidates(documents: list[Document]) -> Iterator[tuple[str, str]]:
    """Questions with the article each was drawn from: one of each article, then the second."""
    drawn = [list(islice(_drawn(each), _CANDIDATES_PER_ARTICLE)) for each in documents]
    seen: set[str] = set()
    for row in zip_longest(*drawn):
        for pair in row:
            if pair is not None and pair[0] not in seen:
                seen.add(pair[0])
                yield pair


def _drawn(document: Document) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    text = document.text[:_TEXT_READ]
    event = _EVENT.search(document.title)
    if event and _THEME.search(text):
        yield f"{event[0]}的主题是什么？", document.id
    for pattern, form in _PATTERNS:
        for match in pattern.finditer(text):
            subject = _TAIL.sub("", match["subject"].strip())
            if (
                _WEAK_START.match(subject)
                or subject in seen
                or not _named(subject)
                or len(subject) < 3
            ):
                continue
            seen.add(subject)
            verb = match.groupdict().get("verb") or ""
            yield form.format(subject=subject, verb=verb), document.id


def _named(subject: str) -> bool:
    """Whether the subject stands for itself: whole quotation marks, no clause, not only a year."""
    whole = subject.count("“") == subject.count("”") and subject.count("《") == subject.count("》")
    return whole and "的" not in subject and not re.search(r"\d[月日]|^\d{4}年.{0,5}$", subject)

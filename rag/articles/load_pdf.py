"""Articles in PDF: the text layer by PDFium, in reading order; what has no text is told.

    page ──pdf_page──▶ runs, rules ──pdf_layout──▶ sheet ──pdf_flow──▶ flow

Why PDFium (pypdfium2) and not pypdf or pdfplumber: docs/articles.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.articles.clean_title import own_title
from rag.articles.pdf_flow import flow_of
from rag.articles.pdf_layout import Sheet, sheet_of
from rag.articles.pdf_page import MOST_CHARACTERS, read_page
from rag.articles.recognise import Recogniser
from rag.errors import LoadError
from rag.places import Places
from rag.types import Article
from rag.wording import say

MAX_PAGES = 3_000
"""A pdf with more pages than this is refused."""

_MOST_CHARACTERS = 20_000_000
_MOST_NAMED = 12


def article_from_pdf(path: str, data: bytes, ocr_seconds: int = 0) -> Article:
    """One article from the bytes of a PDF.

    Pages without text are recognised for ``ocr_seconds`` of processor time, where that is not 0.

    Raises:
        LoadError: Damaged, protected by a password, too long, or without any text.

    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        raise _unreadable(fault) from fault
    try:
        return _article(path, document, Recogniser(ocr_seconds) if ocr_seconds else None)
    finally:
        document.close()


def _article(path: str, document: Any, recogniser: Recogniser | None) -> Article:
    count = len(document)
    if count > MAX_PAGES:
        raise LoadError(
            zh=f"pdf 有 {count} 页，超过上限 {MAX_PAGES} 页。",
            en=f"The pdf has {count} pages, more than {MAX_PAGES}.",
        )
    taken = _Taken(recogniser)
    pages: list[Sheet] = []
    for number in range(1, count + 1):
        pages.append(taken.page(document, number))
        if taken.characters > _MOST_CHARACTERS:
            taken.not_reached = count - number
            break
    flow = flow_of(pages)
    if not flow.text.strip():
        raise _without_text(count, taken)
    title = own_title(document.get_metadata_value("Title"), flow.lines)
    metadata = {"title": title} if title else {}
    places = Places("page", "", flow.starts, flow.pages)
    return Article(path, flow.text, "text", "pdf", metadata, taken.notices(count), places)


_NOTHING = Sheet([], [])


class _Taken:
    """Reads pages and keeps account of what could not be read."""

    def __init__(self, recogniser: Recogniser | None) -> None:
        self._recogniser = recogniser
        self.empty: list[int] = []
        self.recognised: list[int] = []
        self.damaged: list[int] = []
        self.cut: list[int] = []
        self.slanted = self.characters = self.not_reached = 0

    def page(self, document: Any, number: int) -> Sheet:
        """Page ``number``, counted from 1."""
        import pypdfium2

        try:
            opened = document[number - 1]
        except pypdfium2.PdfiumError:
            self.damaged.append(number)
            return _NOTHING
        try:
            found = read_page(opened)
            if not found.runs and self._recogniser is not None and self._recogniser.has_time:
                found = self._recogniser.of_page(opened)
                if found.runs:
                    self.recognised.append(number)
        except pypdfium2.PdfiumError:
            self.damaged.append(number)
            return _NOTHING
        finally:
            opened.close()
        sheet = sheet_of(found)
        if not found.runs:
            self.empty.append(number)
        if found.cut:
            self.cut.append(number)
        self.slanted += found.slanted
        self.characters += sum(len(run.text) for run in found.runs)
        return sheet

    def notices(self, count: int) -> tuple[str, ...]:
        """What of ``count`` pages was not read, in words."""
        told: list[str] = []
        if self.empty:
            few = named(self.empty)
            told.append(
                say(
                    f"{count} 页中有 {len(self.empty)} 页没有文字（{few}），可能是扫描件，未读",
                    f"{len(self.empty)} of {count} pages have no text ({few}; scanned?): not read",
                )
            )
        if self.recognised:
            few = named(self.recognised)
            told.append(
                say(
                    f"{few}的文字由识别（OCR）得来，可能有错字",
                    f"{few}: the text was recognised (OCR) and may have wrong characters",
                )
            )
        if self.damaged:
            few = named(self.damaged)
            told.append(
                say(
                    f"{len(self.damaged)} 页已损坏，无法读取（{few}）",
                    f"{len(self.damaged)} pages are damaged and cannot be read ({few})",
                )
            )
        if self.cut:
            few, most = named(self.cut), f"{MOST_CHARACTERS:,}"
            told.append(
                say(
                    f"{few} 超过 {most} 字，其余未读",
                    f"{few}: more than {most} characters, the rest was not read",
                )
            )
        if self.slanted:
            told.append(
                say(f"{self.slanted} 个斜排的字（水印？）未读",
                    f"{self.slanted} slanted characters (a watermark?) were not read")
            )  # fmt: skip
        if self.not_reached:
            told.append(
                say(f"文字过多，最后 {self.not_reached} 页未读",
                    f"too much text: the last {self.not_reached} pages were not read")
            )  # fmt: skip
        return tuple(told)


def named(numbers: Sequence[int]) -> str:
    """Page numbers as a reader would write them.

    >>> from rag.wording import choose_language
    >>> choose_language("en")
    >>> named([2, 3, 4, 7])
    'p. 2–4, 7'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    written = [f"{first}–{last}" if last > first else f"{first}" for first, last in spans]
    more = "…" if len(written) > _MOST_NAMED else ""
    few = written[:_MOST_NAMED]
    return say(f"第{'、'.join(few)}{more}页", f"p. {', '.join(few)}{more}")


def _unreadable(fault: Exception) -> LoadError:
    if "password" in str(fault).lower():
        return LoadError(
            zh="pdf 有打开密码。请去掉密码另存一份。",
            en="The pdf needs a password. Save it without one.",
        )
    return LoadError(
        zh="pdf 文件已损坏。请另存一份再试。", en="The pdf file is damaged. Save it anew."
    )


def _without_text(count: int, taken: _Taken) -> LoadError:
    if taken.damaged:
        return _unreadable(ValueError())
    return LoadError(
        zh=f"{count} 页都没有文字（可能是扫描件，没有文字层）。请先做文字识别（OCR），"
        "或安装 youju[ocr] 并设 YOUJU_OCR=true。",
        en=f"None of its {count} pages has a text layer (a scan?). Run text recognition (OCR), or "
        "install youju[ocr] and set YOUJU_OCR=true.",
    )

"""Word documents, PDFs and mails, made here and read back."""

from __future__ import annotations

import io
import zipfile

import pytest

from rag.articles.clean import clean
from rag.articles.load_plain import article_from_bytes
from rag.errors import LoadError

TEXT = "青禾市今年1月开通地铁，全长28公里。"


def _docx() -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = "地铁开通"
    document.core_properties.author = "沈知夏"
    document.add_paragraph(TEXT)
    hidden = document.add_paragraph("看得见的").add_run("看不见的")
    hidden.font.hidden = True
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate((("线路", "里程"), ("3号线", "28公里"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph("最后一段说明开通后的安排。")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_word_document_with_table_and_hidden_text() -> None:
    article = article_from_bytes("a.docx", _docx())
    document = clean(article).document
    assert document.title == "地铁开通"
    assert document.author == "沈知夏"
    assert document.text.split("\n") == [
        TEXT,
        "看得见的",
        "线路 | 里程",
        "3号线 | 28公里",
        "最后一段说明开通后的安排。",
    ]


def test_a_word_document_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.articles.package.MAX_UNPACKED", 1_000)
    with pytest.raises(LoadError, match=r"炸弹|bomb"):
        article_from_bytes("a.docx", _docx())


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n%%EOF", b"PK\x03\x04 broken", b"plain text"])
def test_damaged_documents_are_named(name: str, data: bytes) -> None:
    with pytest.raises(LoadError):
        article_from_bytes(name, data)


def test_a_zip_that_is_no_word_document() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(LoadError):
        article_from_bytes("a.docx", file.getvalue())


def _pdf(pages: list[list[str]]) -> bytes:
    """A PDF of Latin text lines, written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        shown = " ".join(
            f"1 0 0 1 50 {740 - 20 * n} Tm ({line}) Tj" for n, line in enumerate(lines)
        )
        stream = f"BT /F1 12 Tf {shown} ET"
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {number + 1} 0 R"
            " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
            " >> >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        body
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
        ).encode()
    )


def test_a_pdf_without_running_heads_and_page_numbers() -> None:
    pages = [
        [
            "Port Weekly",
            f"The {word} berth was opened by the director of the port",
            "in July.",
            str(n),
        ]
        for n, word in enumerate(("first", "second", "third"), start=1)
    ]
    text = clean(article_from_bytes("a.pdf", _pdf(pages))).document.text
    assert "Port Weekly" not in text
    assert text.split("\n") == [
        f"The {word} berth was opened by the director of the port in July."
        for word in ("first", "second", "third")
    ]


def test_a_pdf_without_text_is_named() -> None:
    with pytest.raises(LoadError, match=r"文字层|text layer"):
        article_from_bytes("a.pdf", _pdf([[]]))


def test_the_slide_of_each_line() -> None:
    from pptx import Presentation

    deck = Presentation()
    for number in range(3):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = f"第{number}部分的安排"
        slide.notes_slide.notes_text_frame.text = f"讲到{number}时停一停。" if number else ""
        if number == 1:
            slide._element.set("show", "0")
    file = io.BytesIO()
    deck.save(file)
    document = clean(article_from_bytes("a.pptx", file.getvalue())).document
    start = document.text.index("讲到2时")
    assert str(document.places.of(start, start + 4)) == "第3张幻灯片"

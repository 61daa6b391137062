"""Text recognised in scans and pictures, off unless asked for; pictures that would do harm."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from rag.articles import recognise
from rag.articles.limits import Limits, limits_of
from rag.articles.load import load
from rag.articles.load_plain import article_from_bytes, articles_from_bytes
from rag.errors import LoadError, SettingsError
from rag.indexing.scan import cleaner
from rag.settings import Settings
from tests.rag.articles.pdf_files import PdfPage, pdf

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
needs_ocr = pytest.mark.skipif(
    not FONT.exists(),
    reason="no Chinese font to draw with (Debian: apt install fonts-noto-cjk)",
)
LINES = ("青禾市地铁三号线建设公告", "三号线全长28.6公里，设车站19座。")


def _picture() -> Image.Image:
    image = Image.new("RGB", (900, 300), "white")
    font = ImageFont.truetype(str(FONT), 32)
    for place, line in enumerate(LINES):
        ImageDraw.Draw(image).text((60, 40 + 90 * place), line, fill="black", font=font)
    return image


def _saved(image: Image.Image, form: str) -> bytes:
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def _claiming(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def part(name: bytes, content: bytes) -> bytes:
        whole = name + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    body = part(b"IDAT", zlib.compress(b"\0"))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + body + part(b"IEND", b"")


@needs_ocr
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_a_picture_is_an_article_that_says_it_was_recognised(form: str) -> None:
    found = list(articles_from_bytes("照片.dat", _saved(_picture(), form), lambda _: None, 600))
    assert [LINES[0] in each.body and "28.6公里" in each.body for each in found] == [True]
    assert "OCR" in found[0].notices[0]


@needs_ocr
def test_scanned_pages_are_recognised_and_named(tmp_path: Path) -> None:
    path = tmp_path / "公告.pdf"
    path.write_bytes(_saved(_picture(), "PDF"))
    (article,) = load(path, Limits(ocr_seconds=600))
    assert "设车站19座" in article.body
    assert len(article.notices) == 1
    assert "OCR" in article.notices[0]
    assert article.places.starts


def test_without_the_setting_a_picture_is_named_with_the_way_to_read_it() -> None:
    with pytest.raises(LoadError, match="YOUJU_OCR=true"):
        article_from_bytes("a.png", _claiming(10, 10))
    with pytest.raises(LoadError, match="YOUJU_OCR=true"):
        article_from_bytes("a.pdf", pdf(PdfPage([])))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_claiming(100_000, 100_000), "像素"),
        (_claiming(20, 20), "损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "损坏"),
        (b"\xff\xd8\xff" + b"\xe0" * 500, "损坏"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "损坏"),
        (b"II*\0" + b"\xff" * 60, "损坏"),
        (b"BM" + b"\xff" * 4 + bytes(4) + b"\xff" * 60, "损坏"),
        (b"GIF89a" + b"\xff" * 60, "损坏"),
    ],
    ids=["bomb", "no_pixels", "png", "jpeg", "webp", "tiff", "bmp", "gif"],
)
def test_pictures_that_are_none_or_too_much_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(LoadError, match=reason):
        list(articles_from_bytes("a.dat", data, lambda _: None, 600))


def test_a_page_of_any_size_is_drawn_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    drawn: list[tuple[int, int]] = []

    class Engine:
        boxes = None
        txts = None

        def __call__(self, image: object) -> Engine:
            drawn.append(image.shape[:2])  # type: ignore[attr-defined]
            return self

    document = pypdfium2.PdfDocument.new()
    document.new_page(14_000, 9_000)
    monkeypatch.setattr(recognise, "_engine", Engine)
    assert recognise.Recogniser(600).of_page(document[0]).runs == []
    assert max(drawn[0]) <= 2_400


def test_no_page_is_begun_when_the_time_is_up() -> None:
    assert recognise.Recogniser(600).has_time
    assert not recognise.Recogniser(0).has_time


def test_what_is_not_installed_is_said_with_the_install_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recognise, "PACKAGE", "no_such_package_here")
    with pytest.raises(SettingsError, match=r"youju\[ocr\]"):
        limits_of(Settings(ocr=True))
    assert limits_of(Settings()).ocr_seconds == 0


def test_files_that_may_be_scans_are_read_again_when_the_setting_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recognise, "PACKAGE", "json")
    off, on = Settings(), Settings(ocr=True)
    assert limits_of(on).seconds > limits_of(off).seconds
    assert cleaner(off, Path("a.pdf")) != cleaner(on, Path("a.pdf"))
    assert cleaner(off, Path("a.txt")) == cleaner(on, Path("a.txt"))


def _word_with_picture() -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("附图如下。")
    document.add_picture(io.BytesIO(_saved(_picture(), "PNG")))
    return _held(document)


def _slides_with_picture() -> bytes:
    from pptx import Presentation
    from pptx.util import Cm

    deck = Presentation()
    for _ in range(2):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = "建设进展"
        slide.shapes.add_picture(io.BytesIO(_saved(_picture(), "PNG")), Cm(1), Cm(4))
    return _held(deck)


def _mail_with_picture() -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "通车照片", "a@example.org"
    mail.set_content("照片附上。")
    mail.add_related(
        _saved(_picture(), "PNG"), maintype="image", subtype="png", disposition="inline"
    )
    return mail.as_bytes()


def _held(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "count"),
    [
        ("公告.docx", _word_with_picture, "1 张图片"),
        ("汇报.pptx", _slides_with_picture, "2 张图片"),
        ("来信.eml", _mail_with_picture, "1 张图片"),
    ],
)
def test_pictures_inside_are_counted_where_nothing_is_recognised(
    name: str, make: Callable[[], bytes], count: str
) -> None:
    article = article_from_bytes(name, make())
    assert [count in each and "没有读" in each for each in article.notices] == [True]
    assert "28.6" not in article.body


@needs_ocr
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("公告.docx", _word_with_picture),
        ("汇报.pptx", _slides_with_picture),
        ("来信.eml", _mail_with_picture),
    ],
)
def test_pictures_inside_are_read_where_it_is_on(name: str, make: Callable[[], bytes]) -> None:
    found = list(articles_from_bytes(name, make(), lambda _: None, 600))
    assert sum(each.body.count("28.6公里") for each in found) == 1
    told = [notice for each in found for notice in each.notices]
    assert any("OCR" in each for each in told)
    assert not any("没有读" in each for each in told)

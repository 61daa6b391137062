"""Pictures (.png, .jpg, …) as articles, where text recognition is switched on."""

from __future__ import annotations

from pathlib import PurePosixPath

from rag.articles.pdf_flow import flow_of
from rag.articles.pdf_layout import sheet_of
from rag.articles.recognise import Recogniser
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say


def from_picture(path: str, data: bytes, seconds: int) -> Article:
    """What is written in a picture.

    Raises:
        LoadError: It is damaged, too large, or says nothing.

    """
    flow = flow_of([sheet_of(Recogniser(seconds).of_picture(data))])
    if not flow.text.strip():
        raise LoadError(zh="图片里没有认出文字。", en="No text was recognised in the picture.")
    notice = say(
        "是图片，文字由识别（OCR）得来，可能有错字",
        "a picture: its text was recognised (OCR) and may have wrong characters",
    )
    name = PurePosixPath(path.rpartition("!/")[2]).stem
    return Article(path, flow.text, "text", "ocr", {"title": name}, (notice,))

"""Pictures of text to runs of text, where text recognition is switched on and installed.

``YOUJU_OCR=true`` with ``pip install 'youju[ocr]'`` reads scanned pages of PDFs and pictures by
rapidocr, whose wheel holds its models (PP-OCR): nothing is fetched. It runs in the sandbox that
reads files, on one thread. An article may take ``ocr_seconds`` of processor time for it; then the
rest is left and told.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import logging
import time
import warnings
from typing import Any

from rag.articles.pdf_page import Page
from rag.articles.pdf_runs import Run
from rag.errors import LoadError, SettingsError

PACKAGE = "rapidocr"

MOST_PIXELS = 60_000_000
"""A larger picture is refused before it is unpacked."""
_LONGEST_SIDE = 2_400
"""Pixels that pages and pictures are drawn to at most: 200 dots an inch of A4."""
_DOTS_A_POINT = 200 / 72
_SURE = 0.5
"""Lines recognised with less confidence are left out."""
_SHARE = 0.7
"""Of the time that is granted; a page that is begun must still end within it."""


def check_installed() -> None:
    """Refuse to go on where recognition is wanted and cannot be had.

    Raises:
        SettingsError: It is not installed.

    """
    if importlib.util.find_spec(PACKAGE) is None:
        raise SettingsError(
            zh="YOUJU_OCR 已打开，但没有安装 rapidocr。请运行：pip install 'youju[ocr]'",
            en="YOUJU_OCR is on but rapidocr is not installed. Run: pip install 'youju[ocr]'",
        )


class Recogniser:
    """Recognises the text of the pages of one article, for so many seconds of processor time."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._began = time.process_time()

    @property
    def has_time(self) -> bool:
        """Whether another page may be begun."""
        return time.process_time() - self._began < self._seconds * _SHARE

    def of_page(self, page: Any) -> Page:
        """What stands on a page of pypdfium2 that has no text, in points.

        Raises:
            pypdfium2.PdfiumError: It cannot be drawn.

        """
        width, height = page.get_size()
        scale = min(_DOTS_A_POINT, _LONGEST_SIDE / max(width, height, 1.0))
        bitmap = page.render(scale=scale, grayscale=False, may_draw_forms=False)
        try:
            image = bitmap.to_pil().convert("RGB")
        finally:
            bitmap.close()
        return Page(_runs(image, scale), [])

    def of_picture(self, data: bytes) -> Page:
        """What stands in a picture, in pixels.

        Raises:
            LoadError: It is damaged or too large.

        """
        return Page(_runs(_opened(data), 1.0), [])


def _opened(data: bytes) -> Any:
    """The picture in ``data``, drawn to a size that can be read."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd headers; what is too large is refused here
            with Image.open(io.BytesIO(data)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _too_large()
                opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
                image = opened.convert("RGB")
    except Image.DecompressionBombError as fault:
        raise _too_large() from fault
    except (OSError, ValueError, SyntaxError) as fault:
        raise LoadError(
            zh="图片已损坏，无法读取。", en="The picture is damaged and cannot be read."
        ) from fault
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return image


def _too_large() -> LoadError:
    return LoadError(
        zh=f"图片超过 {MOST_PIXELS:,} 像素的上限。请缩小后再试。",
        en=f"The picture has more than {MOST_PIXELS:,} pixels. Make it smaller.",
    )


def _runs(image: Any, scale: float) -> list[Run]:
    """The lines of a picture as runs, their places divided by ``scale``."""
    import numpy as np

    found = _engine()(np.asarray(image))
    if found.boxes is None or not found.txts:
        return []
    runs = []
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        words = " ".join(text.split())
        if score < _SURE or not words:
            continue
        across, down = np.asarray(corners, dtype=float).T / scale
        box = (float(across.min()), float(down.min()), float(across.max()), float(down.max()))
        runs.append(Run(words, box, box[3] - box[1]))
    return runs


@functools.cache
def _engine() -> Any:
    """The recogniser with the models of its wheel, one for a process."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    one = {"EngineConfig.onnxruntime.intra_op_num_threads": 1,
           "EngineConfig.onnxruntime.inter_op_num_threads": 1}  # fmt: skip
    return RapidOCR(params={"Global.log_level": "critical", **one})

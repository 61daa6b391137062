"""How the page looks, kept small: screenshots reduced to palettes, and how far two are apart."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

APPROVED = Path(__file__).parent / "approved"
"""Approved looks, one for each tab, width, theme and language."""
SIDE = 8
"""Pixels of a patch's side, in the reduced image."""
STANDS_OUT = 22.0
"""Mean difference (of 255) from which a patch is seen to differ."""
MOST_DIFFERENT = 0.03
"""Share of the patches that may differ: the edge of a letter, never a part of the page."""
_COLOURS = 16


def reduced(screenshot: bytes) -> Image.Image:
    """A screenshot as it is kept: a quarter of its width (half of a phone's), sixteen colours."""
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    by = 4 if image.width > 500 else 2
    small = image.resize((image.width // by, image.height // by), Image.Resampling.BOX)
    return small.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def apart(one: Image.Image, other: Image.Image) -> float:
    """The share of patches that are seen to differ, 0 to 1; 1 for images of other sizes."""
    if one.size != other.size:
        return 1.0
    first, second = (_patches(image) for image in (one, other))
    return float((np.abs(first - second).mean(axis=-1) > STANDS_OUT).mean())


def _patches(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Mean colour of each patch; shape (rows, columns, 3)."""
    columns, rows = (max(1, side // SIDE) for side in image.size)
    small = image.convert("RGB").resize((columns, rows), Image.Resampling.BOX)
    return np.asarray(small, np.float32)

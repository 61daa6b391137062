"""The weights of what is learned about overviews, read once from ``rag/data``."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

WEIGHTS_FILE = "intents_weights.npz"


def stored(name: str) -> npt.NDArray[Any]:
    """One of the arrays of the weights that ship."""
    return _all()[name]


@cache
def _all() -> dict[str, npt.NDArray[Any]]:
    with (
        resources.files("rag").joinpath(f"data/{WEIGHTS_FILE}").open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        return {name: arrays[name] for name in arrays.files}

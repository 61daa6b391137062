"""What a question is after, learned from labelled ones: a fact, or which kind of overview.

Two linear models stand behind each other. One sees the question as the bundled transformer
does (``embeddings.deep``) and knows each intent; the other sees its runs of one to four
characters. Their logits are added. ``training/intents.py``
fits both and chooses how certain an overview must be. A third, of the runs alone, knows plain
facts from the rest: of those the transformer, slow to load, is not asked.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import numpy.typing as npt

from embeddings.base import FloatVector
from rag.errors import ModelError
from rag.overview.cues import Cue
from rag.overview.request import Intent
from rag.overview.weights import stored
from rag.text.fold import fold, simplify

LONGEST_RUN = 4
RUNS = 1 << 13
"""Runs of characters are told apart by a checksum of so many values."""
FACT = "fact"
CUED = 8.0
"""So far below the threshold a cue still counts."""
SURE = 1.8
"""So far above the threshold hardly any fact stands."""


@dataclass(frozen=True, slots=True)
class Weights:
    """All models: ``kinds`` has shape (intents, dimension), ``runs`` (intents, RUNS).

    ``plain`` has shape (RUNS + 1); its last is added to the sum of the others.
    """

    intents: tuple[str, ...]
    kinds: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    runs: npt.NDArray[np.float32]
    threshold: float
    plain: npt.NDArray[np.float32]

    def plainly_fact(self, text: str) -> bool:
        """Whether hardly any overview is spelled so."""
        found = runs_of(text)
        return bool(self.plain[found].sum() / len(found) ** 0.5 + self.plain[-1] < 0)

    def scores(self, vector: FloatVector, text: str) -> tuple[float, Intent]:
        """The log-odds that no fact is asked for, and the likeliest intent if so."""
        found = runs_of(text)
        spelled = self.runs[:, found].sum(1) / len(found) ** 0.5
        logits = self.kinds @ vector + spelled + self.bias
        fact = self.intents.index(FACT)
        others = np.delete(logits, fact)
        peak = float(others.max())
        against = peak + float(np.log(np.exp(others - peak).sum())) - float(logits[fact])
        logits[fact] = -np.inf
        return against, cast("Intent", self.intents[int(logits.argmax())])


def runs_of(text: str) -> list[int]:
    """The places of a text's runs of one to four characters, its borders among them."""
    plain = " ".join(simplify(fold(text)).split()).rstrip("?？。.!！")
    plain = f"^{plain}$"
    return sorted(
        {
            zlib.crc32(plain[start : start + length].encode("utf-8", "replace")) % RUNS
            for length in range(1, LONGEST_RUN + 1)
            for start in range(len(plain) - length + 1)
        }
    )


def learned_intent(text: str, cue: Cue | None = None) -> tuple[Intent, bool] | None:
    """What an overview is asked for, and whether surely; ``None`` where a fact is.

    With a ``cue`` less certainty is enough.

    Raises:
        ModelError: The bundled transformer cannot be loaded.
    """
    if cue is None and weights().plainly_fact(text):
        return None
    score, intent = weights().scores(_vector(text), text)
    over = score - weights().threshold
    if over <= (-CUED if cue else 0.0):
        return None
    if cue and (cue.decides or over <= 0):
        intent = cue.intent
    return intent, over > SURE


def _vector(text: str) -> FloatVector:
    from embeddings.base import EmbedderError
    from embeddings.deep import bundled

    try:
        return bundled().encode_query(text)
    except EmbedderError as fault:
        raise ModelError(
            zh=f"自带的模型 {fault.name} 用不了：{fault.reason}。请重新安装。",
            en=f"{fault.name}, a model that ships, cannot be used: {fault.reason}. It tells what a "
            "question asks for; install Youju again.",
        ) from fault


@cache
def weights() -> Weights:
    """The weights that ship."""
    return Weights(
        tuple(map(str, stored("intents"))),
        stored("kinds").astype(np.float32),
        stored("bias").astype(np.float32),
        stored("runs").astype(np.float32),
        float(stored("threshold")),
        stored("plain").astype(np.float32),
    )

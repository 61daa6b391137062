"""Any sentence-transformers model, from a folder or the Hugging Face hub.

Questions and passages get the model's own prompts. The network is touched only for a hub id
that is not in the local cache yet, and never when ``HF_HUB_OFFLINE`` is set.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.base import EmbedderError, FloatMatrix, FloatVector, unit_rows

_BATCH = 32
_PROBE_SECONDS = 5.0
_WHOLE_FILE_BYTES = 64 * 1024 * 1024
_SAMPLES = 64
_SAMPLE_BYTES = 64 * 1024

PROMPTS_LEFT_OUT: Mapping[str, tuple[str, str]] = {
    "multilingual-e5-small": ("query: ", "passage: "),
    "multilingual-e5-base": ("query: ", "passage: "),
    "multilingual-e5-large": ("query: ", "passage: "),
    "e5-small-v2": ("query: ", "passage: "),
    "e5-base-v2": ("query: ", "passage: "),
    "e5-large-v2": ("query: ", "passage: "),
    "bge-small-zh-v1.5": ("为这个句子生成表示以用于检索相关文章：", ""),
    "bge-base-zh-v1.5": ("为这个句子生成表示以用于检索相关文章：", ""),
    "bge-large-zh-v1.5": ("为这个句子生成表示以用于检索相关文章：", ""),
}
"""Query and document prompts that these models need and name only in their model cards."""


class SentenceTransformerEmbedder:
    """An adapter around one ``SentenceTransformer``; torch is imported on construction."""

    def __init__(self, model: str) -> None:
        """Load ``model`` from a folder, the local cache or, last, the hub.

        Raises:
            EmbedderError: The model is not there, cannot be reached, or is not an embedder.

        """
        self.name = model
        folder = Path(os.path.expanduser(model))  # noqa: PTH111 - never raises
        self._folder = folder if folder.is_dir() else None
        try:
            self._model: Any = self._load()
        except EmbedderError:
            raise
        except Exception as fault:
            raise EmbedderError(
                model,
                f"it does not load ({type(fault).__name__}: {_first_line(fault)})",
                "Check the name or folder, or use YOUJU_EMBEDDING_MODEL=bundled.",
            ) from fault
        left_out = PROMPTS_LEFT_OUT.get(Path(model).name, ("", ""))
        own = {key: value for key, value in dict(self._model.prompts or {}).items() if value}
        self._query_prompt = own.get("query", "") or left_out[0]
        self._document_prompt = (
            own.get("document", "") or own.get("passage", "") or own.get("corpus", "")
        ) or left_out[1]
        self.dimension = int(_dimension(self._model))

    def _load(self) -> Any:
        from sentence_transformers import SentenceTransformer

        if self._folder is not None:
            return SentenceTransformer(str(self._folder), local_files_only=True)
        try:
            return SentenceTransformer(self.name, local_files_only=True)
        except Exception:  # noqa: BLE001 - not cached: each library says so in its own way
            _insist_on_the_hub(self.name)
        return SentenceTransformer(self.name)

    @cached_property
    def fingerprint(self) -> str:
        """Of the weights (sampled when large) and prompts, or of the hub's commit."""
        folder = self._folder or _snapshot(self.name)
        digest = hashlib.sha256(f"{self._query_prompt}\0{self._document_prompt}\0".encode())
        if folder is None:
            digest.update(self.name.encode())
        elif self._folder is None:
            digest.update(f"{self.name}@{folder.name}".encode())
        else:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                if path.suffix in {".json", ".safetensors", ".bin", ".model", ".txt"}:
                    digest.update(path.relative_to(folder).as_posix().encode())
                    _hash_file(path, digest)
        return digest.hexdigest()[:16]

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """One row for each text, in order, under the model's document prompt."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._encode(list(texts), self._document_prompt)

    def encode_query(self, text: str) -> FloatVector:
        """The vector of a question, under the model's query prompt."""
        vector: FloatVector = self._encode([text], self._query_prompt)[0]
        return vector

    def _encode(self, texts: list[str], prompt: str) -> FloatMatrix:
        return unit_rows(
            self._model.encode(
                texts,
                prompt=prompt or None,
                batch_size=_BATCH,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        )


def _insist_on_the_hub(name: str) -> None:
    """Ask the hub once, with a short limit: its own client would retry for over a minute."""
    offline = os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}
    if offline:
        raise EmbedderError(
            name,
            "it is neither a folder nor in the local cache, and HF_HUB_OFFLINE is set",
            "Download it once without HF_HUB_OFFLINE, name a folder, or use "
            "YOUJU_EMBEDDING_MODEL=bundled.",
        )
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().model_info(name, timeout=_PROBE_SECONDS)
    except HfHubHTTPError as fault:
        raise EmbedderError(
            name,
            f"the hub does not give it out ({_first_line(fault)})",
            "Check the spelling; a private model needs HF_TOKEN.",
        ) from fault
    except Exception as fault:
        raise EmbedderError(
            name,
            f"it is neither a folder nor in the local cache, and the hub cannot be reached "
            f"({type(fault).__name__})",
            "Name a folder, connect once to download it, or use YOUJU_EMBEDDING_MODEL=bundled.",
        ) from fault


def _dimension(model: Any) -> int:
    newer = getattr(model, "get_embedding_dimension", None)
    found = newer() if newer else model.get_sentence_embedding_dimension()
    return int(found) if found else int(model.encode(["a"]).shape[1])


def _snapshot(name: str) -> Path | None:
    """The cached folder of a hub model; its own name is the commit."""
    from huggingface_hub import try_to_load_from_cache

    for file in ("modules.json", "config.json"):
        found = try_to_load_from_cache(name, file)
        if isinstance(found, str):
            return Path(found).parent
    return None


def _hash_file(path: Path, digest: Any) -> None:
    """Add a file's bytes; of a very large one its size and evenly spread samples."""
    size = path.stat().st_size
    digest.update(size.to_bytes(8, "little"))
    with path.open("rb") as file:
        if size <= _WHOLE_FILE_BYTES:
            digest.update(file.read())
            return
        for sample in range(_SAMPLES):
            file.seek((size - _SAMPLE_BYTES) * sample // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE_BYTES))


def _first_line(fault: BaseException) -> str:
    lines = str(fault).strip().splitlines()
    return lines[0][:200] if lines else type(fault).__name__

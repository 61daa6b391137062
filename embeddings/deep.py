"""The bundled transformer: multilingual-e5-small for Chinese and English, by ONNX Runtime alone.

A text is encoded by itself, one thread each, several at a time: in bytes the activations' scale
depends on everything that goes through at once, so in batches a vector would depend on its
neighbours; and batches are no faster on a CPU. Passages, of which there are many, go through
the model in bytes (``int8``), questions through the 4-bit file as it is, which is ready sooner.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from embeddings.base import EmbedderError, FloatMatrix, FloatVector, unit_rows
from embeddings.static import encodable

DEEP_MODEL = Path(__file__).parent / "models" / "e5-small-zh-en"
MODEL_FILE = "onnx/model.onnx"
MAX_TOKENS = 512
"""As many positions as the model has; what is longer is cut."""
_FORM = b"passages int8, questions q4\0"
_TIMED_TEXT = "今年的工作会议讨论了产业协同与数据开放，各地介绍了进展。" * 10
"""A passage of 280 characters, about as long as a chunk, for measuring speed."""


class DeepEmbedder:
    """The transformer in a folder with ``onnx/model.onnx`` and ``tokenizer.json``."""

    def __init__(self, folder: Path = DEEP_MODEL, name: str = "deep") -> None:
        """Read tokenizer and prompts; the model itself is loaded when it is first needed.

        Raises:
            EmbedderError: A file is missing or is not what it should be.
        """
        self.name = name
        self._folder = folder
        self._loading = Lock()
        self._last_query: tuple[str, FloatVector] | None = None
        try:
            self._query_prompt, self._document_prompt = _prompts(folder)
            self.dimension = _dimension(folder)
            self._tokenizer = _tokenizer(folder)
            (folder / MODEL_FILE).stat()
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise _damaged(name, folder, fault) from fault
        self._workers = ThreadPoolExecutor(_threads(), thread_name_prefix="youju-embed")

    @cached_property
    def fingerprint(self) -> str:
        """Of the bytes of model, tokenizer and prompts, and of how they are computed with."""
        digest = hashlib.sha256(_FORM)
        for name in (MODEL_FILE, "tokenizer.json", "config_sentence_transformers.json"):
            with (self._folder / name).open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()[:16]

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """One row for each text, in order, under the model's document prompt."""
        session = self._documents
        rows = self._workers.map(
            lambda text: self._row(session, self._document_prompt, text), texts
        )
        empty = np.zeros((0, self.dimension), np.float32)
        return unit_rows(np.concatenate([empty, *(row[None] for row in rows)]))

    def encode_query(self, text: str) -> FloatVector:
        """The vector of a question, under the model's query prompt.

        That of the last one is kept: what a question asks for and where its answer stands are
        both told from it.
        """
        last = self._last_query
        if last is None or last[0] != text:
            row = self._row(self._queries, self._query_prompt, text)
            last = self._last_query = text, unit_rows(row[None])[0]
        return last[1].copy()

    def seconds_a_text(self) -> float:
        """What a chunk takes on this machine now, in seconds of waiting; measured, not known."""
        count = 2 * _threads()
        self.encode_documents([_TIMED_TEXT])
        started = time.perf_counter()
        self.encode_documents([_TIMED_TEXT] * count)
        return (time.perf_counter() - started) / count

    def _row(self, session: Any, prompt: str, text: str) -> FloatVector:
        if not text.strip():
            return np.zeros(self.dimension, np.float32)
        encoded = self._tokenizer.encode(prompt + encodable(text))
        ids = np.array([encoded.ids], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vector: FloatVector = session.run(["sentence_embedding"], given)[0][0]
        return vector

    @property
    def _documents(self) -> Any:
        with self._loading:
            return self._document_session

    @property
    def _queries(self) -> Any:
        with self._loading:
            return self._query_session

    @cached_property
    def _document_session(self) -> Any:
        from embeddings.int8 import int8_bytes

        try:
            return _session(int8_bytes(self._folder / MODEL_FILE))
        except (OSError, ValueError) as fault:
            raise _damaged(self.name, self._folder, fault) from fault

    @cached_property
    def _query_session(self) -> Any:
        try:
            return _session((self._folder / MODEL_FILE).read_bytes())
        except (OSError, ValueError) as fault:
            raise _damaged(self.name, self._folder, fault) from fault


_bundled: list[DeepEmbedder] = []
_bundled_loading = Lock()


def bundled() -> DeepEmbedder:
    """The transformer that ships: one for all who use it in a process.

    Raises:
        EmbedderError: A file is missing or is not what it should be.
    """
    with _bundled_loading:
        if not _bundled:
            _bundled.append(DeepEmbedder())
        return _bundled[0]


def _session(model: bytes) -> Any:
    """An ONNX Runtime session of one thread.

    Raises:
        ValueError: ONNX Runtime does not take the model.
    """
    import onnxruntime
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidGraph, InvalidProtobuf) as fault:
        raise ValueError(str(fault).splitlines()[0][:200]) from fault


def _threads() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _prompts(folder: Path) -> tuple[str, str]:
    path = folder / "config_sentence_transformers.json"
    prompts = json.loads(path.read_text(encoding="utf-8"))["prompts"]
    return str(prompts["query"]), str(prompts["document"])


def _dimension(folder: Path) -> int:
    return int(json.loads((folder / "config.json").read_text(encoding="utf-8"))["hidden_size"])


def _tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_buffer(path.read_bytes())
    except OSError:
        raise
    except Exception as fault:  # the library raises bare Exceptions
        raise ValueError(f"{path.name}: {fault}") from fault
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _damaged(name: str, folder: Path, fault: BaseException) -> EmbedderError:
    return EmbedderError(
        name,
        f"{folder} is incomplete or damaged ({type(fault).__name__}: {fault})",
        "Restore the folder, or choose another model with YOUJU_EMBEDDING_MODEL.",
    )

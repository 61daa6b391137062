"""The bundled extractive reader: which passages answer, and which words in them.

A small BERT (ONNX Runtime, int8) over (question, header + passage) with four outputs: span
start, span end and relevance, and, given a statement for a question, whether the passage bears it
out. It is read under a header with the article's date and title, where
it has them, and compares years and places in the question with them; see the model card in
``rag/models/README.md``.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from embeddings.deep import DEEP_MODEL
from rag.answer_types import Reading
from rag.answering.spans import Judged, Row, reading_of, verdict
from rag.errors import ModelError
from rag.text.fold import simplify
from rag.text.split import header
from rag.types import Passage

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BUNDLED_READER = Path(__file__).resolve().parent.parent / "models" / "reader-zh-en"
WINDOW_CHARACTERS = 260
WINDOW_STEP = 200
MOST_CLAIM_TOKENS = 96
"""Tokens of a statement that are read."""
MOST_THREADS = 8
RANK_PRIOR_WEIGHT = 3.0
RANK_PRIOR_OFFSET = 5.0
"""Ranking: evidence + λ·K/(5 + rank), λ = 3, K passages read (form: the reader's model card)."""


class Reader(Protocol):
    """What points at answers: any extractive model of questions over passages."""

    @property
    def name(self) -> str:
        """What the user called the model: ``bundled`` or a folder."""

    def read(self, question: str, passages: Sequence[Passage]) -> Generator[Reading]:
        """What each passage says to a question.

        One ``Reading`` a passage, in their order, each as soon as it is there. A passage's
        reading does not depend on the others'. ``rank`` and ``score`` are left to ``placed``.
        Closing the generator ends the work.
        """


class OnnxReader:
    """A folder's ONNX model as a ``Reader``. Safe to share between threads."""

    def __init__(self, folder: Path = BUNDLED_READER, *, threads: int = 0) -> None:
        """Load the model from ``folder``; ``threads`` read side by side, 0 for one a core.

        Raises:
            ModelError: The folder lacks a file or the model cannot be loaded.

        """
        self.name = "bundled" if folder == BUNDLED_READER else str(folder)
        self._session, self._tokenizer, self._config = _load(folder)
        # One row a thread, one thread a row: twice as fast as the runtime's own threads on two
        # cores, and it does not spin while other programs want them.
        self._pool = ThreadPoolExecutor(
            threads or min(os.cpu_count() or 1, MOST_THREADS), thread_name_prefix="youju-reader"
        )
        self._tokenizer_lock = Lock()

    def read(self, question: str, passages: Sequence[Passage]) -> Generator[Reading]:
        """Judge every window of every passage."""
        waiting = [
            [self._pool.submit(self._judge, row) for row in self.rows(question, passage)]
            for passage in passages
        ]
        try:
            for passage, rows in zip(passages, waiting, strict=True):
                yield reading_of(passage, [row.result() for row in rows])
        finally:
            for row in itertools.chain.from_iterable(waiting):
                row.cancel()

    def support(self, statement: str, passages: Sequence[Passage]) -> list[float]:
        """How surely each passage bears a statement out, a logit: the greatest of its windows.

        Empty where that cannot be told: the model has no head for it, or the statement is longer
        than ``MOST_CLAIM_TOKENS``, so that its end would go unread.
        """
        able = any(output.name == "support" for output in self._session.get_outputs())
        if not able or len(self._encode(simplify(statement))[0]) > MOST_CLAIM_TOKENS:
            return []
        waiting = [
            [
                self._pool.submit(self._run, row, ["support"])
                for row in self.rows(statement, passage, MOST_CLAIM_TOKENS)
            ]
            for passage in passages
        ]
        return [max(float(row.result()[0][0]) for row in rows) for rows in waiting]

    def rows(self, question: str, passage: Passage, most: int = 0) -> list[Row]:
        """The question with each window of the passage, as the model reads them.

        ``most`` of its tokens are read; 0 for as many as the model's configuration says.
        """
        limit = int(self._config["max_tokens"])
        special = self._config["special_tokens"]
        most = most or int(self._config["max_question_tokens"])
        asked = self._encode(simplify(question))[0][:most]
        head = self._encode(simplify(header(passage)))[0][: limit // 4]
        room = limit - len(asked) - len(head) - 3
        rows = []
        for start, end in _windows(len(passage.text)):
            piece = passage.text[start:end]
            ids, offsets = self._encode(simplify(piece))
            ids, offsets = ids[:room], offsets[:room]
            shift = passage.start + start
            front = len(asked) + 2
            rows.append(
                Row(
                    ids=[special["cls"], *asked, special["sep"], *head, *ids, special["sep"]],
                    types=[0] * front + [1] * (len(head) + len(ids) + 1),
                    origins=[
                        *([None] * (front + len(head))),
                        *((shift + a, shift + b) for a, b in offsets),
                        None,
                    ],
                )
            )
        return rows

    def _encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        with self._tokenizer_lock:
            encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return encoding.ids, encoding.offsets

    def _judge(self, row: Row) -> Judged:
        """One row by itself: in a batch, the int8 model's scales would depend on the others."""
        starts, ends, relevance = self._run(row, ["start", "end", "relevance"])
        longest = int(self._config["max_answer_tokens"])
        return verdict(row, starts[0], ends[0], float(relevance[0]), longest)

    def _run(self, row: Row, outputs: Sequence[str]) -> list[Any]:
        ran: list[Any] = self._session.run(list(outputs), inputs_of(row))
        return ran


def inputs_of(row: Row) -> dict[str, Any]:
    """A row as the model's inputs, each int64 of shape (1, tokens)."""
    ids = np.array([row.ids], np.int64)
    types = np.array([row.types], np.int64)
    return {"input_ids": ids, "token_type_ids": types, "attention_mask": np.ones_like(ids)}


def _windows(length: int) -> list[tuple[int, int]]:
    """Character windows that cover the passage, overlapping by 60; one where it nearly fits."""
    if length <= WINDOW_CHARACTERS + (WINDOW_CHARACTERS - WINDOW_STEP):
        return [(0, length)]
    starts = range(0, length - (WINDOW_CHARACTERS - WINDOW_STEP), WINDOW_STEP)
    return [(start, min(start + WINDOW_CHARACTERS, length)) for start in starts]


def placed(reading: Reading, rank: int, of: int) -> Reading:
    """The reading of the passage at place ``rank``, from 0, of a fused list of ``of``.

    The place is a prior: it is added to the evidence as the score.
    """
    prior = RANK_PRIOR_WEIGHT * of / (RANK_PRIOR_OFFSET + rank)
    return replace(reading, rank=rank, score=reading.evidence + prior)


def _load(folder: Path) -> tuple[Any, Tokenizer, dict[str, Any]]:
    # The bundled reader's words are the bundled embedder's; another one brings its own.
    words = (DEEP_MODEL if folder == BUNDLED_READER else folder) / "tokenizer.json"
    wanted = (folder / "model.int8.onnx", folder / "config.json", words)
    lacking = [path.name for path in wanted if not path.is_file()]
    if lacking:
        listed = ", ".join(lacking)
        raise ModelError(
            zh=f"阅读模型文件夹 {folder} 缺少 {listed}。请重新安装 youju，"
            "或把 YOUJU_READER_MODEL 指向完整的文件夹。",
            en=f"The reader's folder {folder} lacks {listed}. Reinstall youju, or point "
            "YOUJU_READER_MODEL at a complete folder.",
        )
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(folder / "model.int8.onnx"), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(words))
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except Exception as fault:
        raise ModelError(
            zh=f"阅读模型 {folder} 无法载入：{fault}。请重新安装 youju。",
            en=f"The reader in {folder} cannot be loaded: {fault}. Reinstall youju.",
        ) from fault
    return session, tokenizer, config

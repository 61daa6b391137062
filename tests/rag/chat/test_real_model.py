"""A real model behind the chat path, where one is served: stopped, streamed, read by doctor.

``YOUJU_REAL_MODEL=http://127.0.0.1:8080/v1 pytest tests/rag/chat/test_real_model.py``; skipped
without. How well it answers is measured by ``python -m benchmarks.chat_models``.
"""

from __future__ import annotations

import json
import os
import time
import urllib.request
from pathlib import Path

import pytest

from rag.chat.answer import ChatAnswerer
from rag.chat.calls import Usage
from rag.chat.check import check_endpoint
from rag.chat.model import ChatModel
from rag.chat.prompts import task_prompt
from rag.settings import Settings
from rag.verifying.verify import verify
from tests.rag.chat_case import DOCUMENTS, judgements, question, settings

URL = os.environ.get("YOUJU_REAL_MODEL", "")
pytestmark = [
    pytest.mark.skipif(not URL, reason="YOUJU_REAL_MODEL names no endpoint"),
    pytest.mark.timeout(1_800),
]
FREE_WITHIN_S = 1.0


def patient(tmp_path: Path) -> Settings:
    limits = {"chat_first_token_s": 900.0, "chat_silence_s": 300.0}
    return settings(URL, tmp_path, chat_model="openai:local", **limits)


def test_what_it_delivers_is_borne_out(tmp_path: Path) -> None:
    chosen = patient(tmp_path)
    answerer = ChatAnswerer(ChatModel(chosen), DOCUMENTS.__getitem__, streamed=True)
    *_, draft = answerer.answer(question(), judgements(), chosen)
    assert draft is not None
    assert draft.sentences  # type: ignore[union-attr]
    assert not verify(draft, DOCUMENTS.__getitem__).dropped  # type: ignore[arg-type]


def test_its_slot_is_free_once_it_is_stopped(tmp_path: Path) -> None:
    """While it writes; llama.cpp tells of its slots."""
    told = "".join(f"陶罐{n}在窑里烧了{n}个小时。" for n in range(12))
    prompt = task_prompt("zh", f"<资料 1> 陶器。\n{told}\n</资料>", "逐个写出烧了几个小时。")
    stream = ChatModel(patient(tmp_path)).stream(prompt, Usage())
    while not next(stream):
        pass
    if not _busy():
        pytest.skip("the endpoint does not tell of its slots")
    stream.close()
    stopped = time.monotonic()
    while _busy():
        time.sleep(0.02)
    assert time.monotonic() - stopped < FREE_WITHIN_S


def test_doctor_reads_it(tmp_path: Path) -> None:
    said = check_endpoint(patient(tmp_path))
    assert "json_schema" in said


def _busy() -> bool:
    """Whether a slot is at work; an endpoint without slots has none."""
    try:
        with urllib.request.urlopen(URL.removesuffix("/v1") + "/slots", timeout=30) as reply:  # noqa: S310
            return any(slot["is_processing"] for slot in json.load(reply))
    except OSError:
        return False

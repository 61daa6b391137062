"""Earlier exchanges are context: however long, they are cut and never refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from rag import Settings
from tests.hostile import tally
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.server.earlier import ANSWER_CHARACTERS, MOST_TURNS, QUESTION_CHARACTERS, earlier, shortened
from ui.server.server import create_server
from ui.state.limits import RateLimit

if TYPE_CHECKING:
    from pathlib import Path

LONG = "湿地工程何时获批？" + "背景很长。" * 2_000


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    fake = FakeAssistant(Settings(data_dir=tmp_path, language="zh"))
    app = create_server(as_assistant(fake), rate=RateLimit(0))
    app.state.fake = fake
    with TestClient(app, base_url="http://127.0.0.1") as made:
        yield made


def remembered(client: TestClient) -> tuple[Any, ...]:
    turns: tuple[Any, ...] = client.app.state.fake.asked[-1]["history"]  # type: ignore[attr-defined]
    return turns


def test_a_long_earlier_message_is_cut_at_a_sentence(client: TestClient) -> None:
    history = [{"question": LONG, "question_used": LONG, "answer": LONG * 3}]
    body = {"question": "那末班船呢？", "history": history}
    assert client.post("/api/ask", json=body).status_code == 200
    [turn] = remembered(client)
    assert turn.question == turn.question_used
    assert turn.question.startswith("湿地工程何时获批？")
    assert turn.question.endswith("。")
    assert QUESTION_CHARACTERS * 0.8 < len(turn.question) <= QUESTION_CHARACTERS
    assert len(turn.answer) <= ANSWER_CHARACTERS
    said = [("user", LONG), ("assistant", LONG * 3), ("user", "那末班船呢？")]
    messages = [{"role": role, "content": content} for role, content in said]
    reply = client.post("/v1/chat/completions", json={"messages": messages})
    assert reply.status_code == 200
    assert remembered(client)[0] == turn
    tally.refused("earlier messages", 2)


def test_a_long_conversation_is_taken_by_its_end(client: TestClient) -> None:
    history = [{"question": f"第{number}问？"} for number in range(300)]
    assert client.post("/api/ask", json={"question": "问", "history": history}).is_success
    expected = [f"第{number}问？" for number in range(300 - MOST_TURNS, 300)]
    assert [turn.question for turn in remembered(client)] == expected
    messages = [
        {"role": role, "content": "问"} for _ in range(300) for role in ("user", "assistant")
    ]
    messages.append({"role": "user", "content": "问"})
    assert client.post("/v1/chat/completions", json={"messages": messages}).is_success
    assert len(remembered(client)) == MOST_TURNS
    tally.refused("earlier messages", 2)


def test_cutting() -> None:
    assert shortened("短。", 10) == "短。"
    assert shortened("一二三四五六七八。十百", 10) == "一二三四五六七八。"
    assert shortened("一。三四五六七八九十百", 10) == "一。三四五六七八九十"
    assert earlier([("问", "", "答")])[0].question_used == "问"

"""Requests that cannot be used: 422 with the field named, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag import Settings
from rag.wording import choose_language
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.server.server import create_server
from ui.state.form import Form, limits_from
from ui.state.limits import RateLimit
from ui.state.session import Session

ASKED = "何时获批？"
MESSAGES = [{"role": "user", "content": ASKED}]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    fake = FakeAssistant(Settings(data_dir=tmp_path_factory.mktemp("bad"), language="zh"))
    app = create_server(as_assistant(fake), rate=RateLimit(0), mcp=True)
    app.state.fake = fake
    with TestClient(app, base_url="http://127.0.0.1") as made:
        yield made


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"k": 0}, "k", id="zero"),
        pytest.param({"k": -3}, "k", id="negative"),
        pytest.param({"k": 51}, "k", id="huge"),
        pytest.param({"k": True}, "k", id="a_truth"),
        pytest.param({"k": "5"}, "k", id="a_text_for_a_number"),
        pytest.param({"k": 2.5}, "k", id="a_fraction"),
        pytest.param({"top_k": 3}, "top_k", id="unknown"),
        pytest.param({"question": 5}, "question", id="no_text"),
        pytest.param({"question": "问" * 1_001}, "question", id="too_long"),
        pytest.param({"answerer": "oracle"}, "answerer", id="nobody"),
        pytest.param(
            {"filters": {"published_from": "2023-02-30"}}, "filters.published_from", id="no_day"
        ),
        *(
            pytest.param({"filters": {"published_to": day}}, "filters.published_to", id=f"{day!r}")
            for day in (0, 2022, 1_656_633_600, True, "2022", "1656633600", "2022-7-29", "20220729")
        ),
        *(
            pytest.param({"filters": {"published_to": day}}, "filters.published_to", id=day)
            for day in ("2022-07-29T08:00:00", "2022-13-01", "0000-01-01", "٢٠٢٢-٠٧-٢٩", "昨天", "")
        ),
        pytest.param({"filters": {"source": ["a"]}}, "filters.source", id="unknown_inside"),
        pytest.param({"filters": {"sources": "a"}}, "filters.sources", id="a_text_for_a_list"),
        pytest.param({"history": [{"question": "a", "by": "b"}]}, "history[0].by", id="in_a_list"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_field_is_named(
    body: dict[str, Any], field: str, language: str, client: TestClient
) -> None:
    choose_language("zh" if language == "zh" else "en")
    reply = client.post("/api/ask", json={"question": ASKED, **body})
    assert reply.status_code == 422
    assert reply.json()["fields"][0]["field"] == field
    said = reply.json()["detail"]
    assert field in said
    assert ("请求有误" in said) == (language == "zh")
    assert "Input should" not in said, "the words are ours"


def test_a_range_that_is_the_wrong_way_round(client: TestClient) -> None:
    filters = {"published_from": "2023-03-02", "published_to": "2023-03-01"}
    reply = client.post("/api/ask", json={"question": ASKED, "filters": filters})
    assert reply.status_code == 422
    assert "晚于截止日期" in reply.json()["detail"]
    assert reply.json()["fields"][0]["field"] == "filters"
    same = {"published_from": "2023-03-01", "published_to": "2023-03-01"}
    asked = client.post("/api/ask", json={"question": ASKED, "filters": same})
    assert asked.status_code == 200


@pytest.mark.parametrize("body", [b"{", b"[]", b"5", b"\xff", b""])
def test_a_body_that_is_no_request(body: bytes, client: TestClient) -> None:
    json_type = {"content-type": "application/json"}
    for door in ("/api/ask", "/v1/chat/completions"):
        reply = client.post(door, content=body, headers=json_type)
        assert reply.status_code in {400, 422}
        assert "请求有误" in reply.text or "请求正文不是" in reply.text


@pytest.mark.parametrize(
    "known",
    [
        {"temperature": 0.2, "max_tokens": 5, "stream_options": {"include_usage": True}},
        {"tools": [], "response_format": {"type": "text"}, "user": "u", "seed": 1, "n": 1},
        {"top_k": 40, "repetition_penalty": 1.1},
    ],
)
def test_what_openais_clients_send_is_taken(known: dict[str, Any], client: TestClient) -> None:
    reply = client.post("/v1/chat/completions", json={"messages": MESSAGES, **known})
    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"temprature": 1}, "temprature"),
        ({"k": 3}, "k"),
        ({"stream": "maybe"}, "stream"),
        ({"messages": []}, "messages"),
    ],
)
def test_what_nobody_knows_is_told_in_openais_shape(
    body: dict[str, Any], field: str, client: TestClient
) -> None:
    reply = client.post("/v1/chat/completions", json={"messages": MESSAGES, **body})
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["param"] == field
    assert field in error["message"]


@pytest.mark.parametrize(
    ("tool", "arguments", "field"),
    [
        ("ask", {"k": 0}, "k"),
        ("ask", {"k": 51}, "k"),
        ("search", {"k": 21}, "k"),
        ("search", {"k": True}, "k"),
        ("ask", {"top_k": 3}, "top_k"),
        ("ask", {"question": 5}, "question"),
    ],
)
def test_tools_name_the_argument(
    tool: str, arguments: dict[str, Any], field: str, client: TestClient
) -> None:
    pytest.importorskip("mcp", reason="the extra youju[mcp] is not installed")
    result = called(client, tool, {"question": ASKED, **arguments})
    assert result["isError"]
    assert field in result["content"][0]["text"]
    assert "请求有误" in result["content"][0]["text"]


def test_tools_pass_the_number_of_passages_on(client: TestClient) -> None:
    pytest.importorskip("mcp", reason="the extra youju[mcp] is not installed")
    fake = client.app.state.fake  # type: ignore[attr-defined]  # put there above
    for tool, k in (("ask", 3), ("search", 2)):
        assert not called(client, tool, {"question": ASKED, "k": k})["isError"]
        assert fake.asked[-1]["k"] == k


def called(client: TestClient, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    params = {"name": tool, "arguments": arguments}
    reply = client.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params},
        headers={"accept": "application/json, text/event-stream"},
    )
    result: dict[str, Any] = json.loads(reply.text)["result"]
    return {"isError": False, **result}


@pytest.mark.parametrize(("given", "kept"), [(5, 5), (7.0, 7), (None, None), (0, 0), (2.5, 2.5)])
def test_the_slider_is_not_bent_into_what_nobody_asked_for(
    given: Any, kept: Any, tmp_path: Path
) -> None:
    """What is no number of passages reaches the assistant as it is, and is refused there."""
    assert limits_from(Form(Session(), "zh", "问", "auto", given)).k == kept

"""Programs are answered in the language they ask for, at every door and by every part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag import Settings
from rag.wording import choose_language, current_language, say, speaking
from tests.hostile import tally
from tests.ui.fakes import FakeAssistant, answered, as_assistant
from ui.doors.passwords import hash_password
from ui.server.server import create_server
from ui.state.languages import spoken
from ui.state.limits import RateLimit

SIGNED = ("a", "b")
SHAPES: dict[tuple[str, str], int] = {
    ("GET", "/v1"): 404,
    ("GET", "/v1/"): 404,
    ("GET", "/v1/files"): 404,
    ("POST", "/v1/chat/completions/x"): 404,
    ("GET", "/v1/models/gpt-4o"): 404,
    ("GET", "/v1/chat/completions"): 405,
    ("DELETE", "/v1/models"): 405,
    ("PUT", "/v1/models/youju"): 405,
}
"""What is asked below /v1, and the status it gets."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("languages")
    users = f"a:{hash_password('b')}"
    fake = FakeAssistant(Settings(data_dir=folder, language="zh", ui_users=users))
    app = create_server(as_assistant(fake), rate=RateLimit(0), mcp=True)
    app.state.fake = fake
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as made:
        yield made
    choose_language("zh")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "en"),
        ("fr-CH, en;q=0.4, zh-TW;q=0.8", "zh"),
        ("EN_us", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("*", None),
        ("fr", None),
        ("", None),
    ],
)
def test_the_most_wanted_of_what_is_spoken(accepted: str, language: str | None) -> None:
    assert spoken(accepted) == language


@pytest.mark.parametrize(
    "accepted",
    ["en;q=nan", "en;q=", "en;=1", "en;q=é", ";;;", "," * 5_000, "x-" * 5_000, "en;q=-1"],
)
def test_a_header_that_is_none_is_passed_over(accepted: str, client: TestClient) -> None:
    assert spoken(accepted) is None
    sent = {b"accept-language": accepted.encode("latin-1")}
    assert "没有这个地址" in client.get("/v1/files", headers=sent, auth=SIGNED).text
    tally.refused("Accept-Language")


def test_the_address_counts_before_the_header(client: TestClient) -> None:
    chinese = {"accept-language": "zh"}
    reply = client.get("/v1/files?lang=en", headers=chinese, auth=SIGNED)
    assert "nothing here" in reply.text
    odd = client.get("/v1/files?" + "lang=en&" * 200, headers=chinese, auth=SIGNED)
    assert "没有这个地址" in odd.text


@pytest.mark.parametrize("asked", SHAPES, ids=" ".join)
def test_what_is_not_there_is_said_in_openais_shape(
    asked: tuple[str, str], client: TestClient
) -> None:
    method, path = asked
    for language in ("zh", "en"):
        reply = client.request(method, path, headers={"accept-language": language}, auth=SIGNED)
        assert reply.status_code == SHAPES[asked]
        error = reply.json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert error["type"] == "invalid_request_error"
        assert error["message"].isascii() == (language == "en") or "“" in error["message"]
        assert ("allow" in reply.headers) == (reply.status_code == 405)
        tally.refused("/v1")


def test_every_refusal_below_v1_has_openais_shape(client: TestClient) -> None:
    chat, json_type = "/v1/chat/completions", {"content-type": "application/json"}
    question = {"messages": [{"role": "user", "content": "失败前"}]}
    replies = {
        401: client.post(chat, json={}, headers={"accept": "text/html"}),
        413: client.post(chat, content=b" " * 1_100_000, headers=json_type, auth=SIGNED),
        421: client.get("/v1/models", headers={"host": "evil.example"}, auth=SIGNED),
        403: client.post(chat, json={}, headers={"origin": "https://evil.example"}),
        414: client.get("/v1/models/" + "a" * 9_000, auth=SIGNED),
        400: client.post(chat, content=b"{", headers=json_type, auth=SIGNED),
        500: client.post(chat, json=question, auth=SIGNED),
        422: client.post(
            chat, json={"messages": [{"role": "user", "content": "问" * 1_001}]}, auth=SIGNED
        ),
    }
    for status, reply in replies.items():
        assert reply.status_code == status
        assert set(reply.json()["error"]) == {"message", "type", "param", "code"}
        tally.refused("/v1")


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (5, "messages[0].content"),
        ({"text": "a"}, "messages[0].content"),
        ([5], "messages[0].content[0]"),
        ([{"type": "text", "text": 5}], "messages[0].content[0].text"),
    ],
)
def test_a_field_that_may_be_two_things_keeps_its_name(
    content: Any, field: str, client: TestClient
) -> None:
    body = {"messages": [{"role": "user", "content": content}]}
    error = client.post("/v1/chat/completions", json=body, auth=SIGNED).json()["error"]
    assert error["param"] == field


def test_a_worker_speaks_to_its_own_reader(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is worded where the question is answered, in another thread."""
    fake = client.app.state.fake  # type: ignore[attr-defined]  # put there above
    said_there = replace(answered(fake.documents_by_id), notices=())
    monkeypatch.setattr(fake, "reply", lambda _: replace(said_there, notices=(say("甲", "A"),)))
    body = {"question": "何时获批？"}
    for language, said in (("en", '"A"'), ("zh", '"甲"'), ("de", '"甲"')):
        sent = {"accept-language": language}
        assert said in client.post("/api/ask", json=body, headers=sent, auth=SIGNED).text
        params = {"name": "ask", "arguments": body}
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        sent["accept"] = "application/json, text/event-stream"
        told = client.post("/mcp", json=call, headers=sent, auth=SIGNED).json()["result"]
        assert said.strip('"') in told["structuredContent"]["notices"]


def test_the_page_is_not_spoken_for(client: TestClient) -> None:
    reply = client.get("/gradio_api/runs", headers={"accept-language": "en"}, auth=SIGNED)
    assert "没有这个地址" in reply.text


def test_what_is_spoken_ends_with_its_block() -> None:
    choose_language("zh")
    with speaking("en"):
        assert (say("没有", "none"), current_language()) == ("none", "en")
        with speaking(None):
            assert current_language() == "en"
    assert say("没有", "none") == "没有"

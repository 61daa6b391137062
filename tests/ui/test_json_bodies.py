"""What is not JSON, or not what a door takes, is turned down in words at every door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from rag import Settings
from rag.wording import choose_language
from tests.apart import apart
from tests.hostile import tally
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.doors.json_bodies import DEEPEST, JsonBodies, Unreadable, read_json
from ui.server.server import create_server
from ui.state.limits import RateLimit

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

DOORS = {
    "/api/ask": '{"question": %s}',
    "/v1/chat/completions": '{"messages": [{"role": "user", "content": %s}]}',
    "/v1/responses": '{"model": "youju", "input": %s}',
    "/v1/embeddings": '{"input": [%s]}',
    "/mcp": '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", '
    '"params": {"name": "ask", "arguments": {"question": %s}}}',
    "/gradio_api/run/predict": '{"data": [null, null, %s], "fn_index": 18, "session_hash": "a"}',
    "/gradio_api/queue/join": '{"data": [%s], "fn_index": 0, "session_hash": "a"}',
}
"""Each door that takes JSON, with a body for it."""
HEADERS = {
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
}
NOT_JSON = {
    "nan": "NaN",
    "infinity": "-Infinity",
    "too_large": "1e999",
    "five_thousand_digits": "9" * 5_000,
    "brackets": "[" * 100_000,
    "deep": "[" * 900 + "]" * 900,
    "cut_off": '"何时',
    "a_word": "何时",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    fake = FakeAssistant(Settings(data_dir=tmp_path_factory.mktemp("json"), language="zh"))
    app = create_server(as_assistant(fake), rate=RateLimit(0), mcp=True)
    app.state.fake = fake
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as made:
        yield made


def sentence(reply: Any) -> str:
    """What a door says, in its own shape."""
    record = reply.json()
    return str(record["detail"] if "detail" in record else record["error"]["message"])


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("sent", NOT_JSON.values(), ids=NOT_JSON)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_json_is_refused_in_words(
    client: TestClient, door: str, sent: str, language: Any
) -> None:
    choose_language(language)
    for body in ((DOORS[door] % sent).encode(), sent.encode()):
        reply = client.post(door, content=body, headers=HEADERS)
        assert reply.status_code == 400
        assert sentence(reply).startswith("请求正文" if language == "zh" else "The request's body")
        tally.refused(door)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "gb18030"])
def test_other_encodings_are_refused_in_words(client: TestClient, door: str, encoding: str) -> None:
    body = (DOORS[door] % '"何时获批？"').encode(encoding)
    reply = client.post(door, content=body, headers=HEADERS)
    assert reply.status_code == 400
    assert "请求正文" in sentence(reply)
    tally.refused(door)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("half", [b'"\\ud83d?"', b'"\xed\xa0\xbd?"'], ids=["escaped", "raw"])
def test_half_an_emoji_is_taken_for_an_unknown_character(
    client: TestClient, door: str, half: bytes
) -> None:
    before = len(client.app.state.fake.asked)  # type: ignore[attr-defined]
    reply = client.post(door, content=DOORS[door].encode() % half, headers=HEADERS)
    assert reply.status_code in {200, 422}  # the queue wants more than one value
    asked = client.app.state.fake.asked[before:]  # type: ignore[attr-defined]
    assert [each["question"] for each in asked] == ["\ufffd?"] * len(asked)
    tally.refused(door)


@pytest.mark.parametrize(
    "door",
    [
        "/api/ask", "/v1/chat/completions", "/v1/responses", "/v1/embeddings",
        "/gradio_api/run/predict",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", "multipart/form-data"])
def test_a_body_under_another_name_is_refused_in_words(
    client: TestClient, door: str, kind: str
) -> None:
    body = DOORS[door].encode() % b'"\xff\xed\xa0\xbd"'
    reply = client.post(door, content=body, headers={"content-type": kind})
    assert reply.status_code == (400 if door.startswith("/v1") else 422)
    assert sentence(reply)
    tally.refused(door)


@pytest.mark.parametrize(
    ("body", "zh", "en"),
    [
        ({}, "“question”缺少", "“question” is missing"),
        ({"question": "问" * 1_001}, "最多 1000 个字符", "1000 characters at most"),
        ({"question": 5}, "“question”应为文字", "“question” must be a string"),
        ({"question": "问", "k": 0}, "“k”不能小于 1", "“k” must be 1 or more"),
        ({"question": "问", "k": "甲"}, "“k”应为整数", "“k” must be a whole number"),
        ({"question": "问", "answerer": "x"}, "“answerer”应为", "“answerer” must be one of"),
        (
            {"question": "问", "filters": {"published_from": "x"}},
            "“filters.published_from”不是日历上的日期",
            "“filters.published_from” is no day of the calendar",
        ),
        (
            {"question": "问", "filters": {"languages": ["zh"] * 11}},
            "最多 10 项",
            "10 items at most",
        ),
        ({"question": "问", "history": [1] * 9}, "另有 4 处", "and 4 more"),
        ([], "“正文”应为 JSON 对象", "“body” must be a JSON object"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_and_not_repeated(
    client: TestClient, body: Any, zh: str, en: str
) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        choose_language(language)  # type: ignore[arg-type]
        reply = client.post("/api/ask", json=body)
        assert reply.status_code == 422
        assert expected in sentence(reply)
        assert "问问" not in reply.text
        tally.refused("/api/ask")


def test_the_openai_protocol_gets_its_own_shape(client: TestClient) -> None:
    reply = client.post("/v1/chat/completions", json={"messages": []})
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert (error["type"], error["param"]) == ("invalid_request_error", "messages")
    assert "“messages”至少 1 项" in error["message"]
    tally.refused("/v1/chat/completions")


def test_a_fault_nobody_foresaw_is_a_sentence(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise OSError("/secret/place")

    monkeypatch.setattr(client.app.state.fake, "status", broken)  # type: ignore[attr-defined]
    reply = client.get("/healthz")
    assert reply.status_code == 500
    assert "程序出了意外" in reply.json()["detail"]
    assert "secret" not in reply.text
    tally.fault("an index that cannot be read")


def test_json_is_written_anew() -> None:
    value, text = read_json(
        '\ufeff{"a": 1, "a": "江", "b": [0.5, null, "\\ud83d\\ude00"]}'.encode()
    )
    assert value == {"a": "江", "b": [0.5, None, "😀"]}
    assert json.loads(text) == value
    assert "江".encode() in text
    levels: Any = []
    for _ in range(DEEPEST - 1):
        levels = [levels]
    assert read_json(json.dumps(levels).encode())[0] == levels
    with pytest.raises(Unreadable):
        read_json(json.dumps([levels]).encode())


def test_who_leaves_before_the_end_reaches_nothing() -> None:
    reached: list[str] = []
    told: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope["path"])

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        told.append(message.get("status", 0))

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "path": "/api/ask", "headers": headers}
    apart(lambda: JsonBodies(app)(scope, gone, send))
    assert reached == []
    assert told[0] == 400

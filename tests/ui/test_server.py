"""The server without a browser: API, guard, login, files, limits."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag import Settings
from rag.errors import SettingsError
from tests.ui.fakes import SECRET, FakeAssistant, as_assistant
from ui.doors.passwords import Users, hash_password, password_fits
from ui.server.server import create_server
from ui.state.limits import RateLimit

BASE = "http://127.0.0.1:7860"
PASSWORD = "江湾-2024"  # noqa: S105 - a test's own


def client_for(folder: Path, rate: RateLimit | None = None, **settings: Any) -> TestClient:
    fake = FakeAssistant(Settings(data_dir=folder, language="zh", **settings))
    app = create_server(as_assistant(fake), rate=rate or RateLimit(0))
    app.state.fake = fake
    return TestClient(app, base_url=BASE, follow_redirects=False)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_for(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    users = f"沈渡:{hash_password(PASSWORD)}"
    with client_for(tmp_path_factory.mktemp("guarded"), ui_users=users) as made:
        yield made


def test_ask_returns_the_answer_with_its_citations(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "何时获批？", "k": 3})
    assert reply.status_code == 200
    answer = reply.json()
    assert answer["answered"] is True
    assert answer["citations"][0]["published"] == "2024-03-15"
    assert "raw" not in answer


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"question": "错误"}, 502, id="an_error_of_ours"),
        pytest.param({"question": "失败前"}, 500, id="an_unexpected_error"),
        pytest.param({"question": "钥匙"}, 500, id="a_key_in_the_message"),
        pytest.param({"question": ""}, 422, id="empty"),
        pytest.param({"question": "问" * 1_001}, 422, id="too_long"),
        pytest.param({"question": "何时？", "k": 999}, 422, id="k_out_of_range"),
        pytest.param({}, 422, id="no_question"),
    ],
)
def test_faults_become_a_status_and_a_sentence(
    client: TestClient, body: dict[str, Any], status: int
) -> None:
    reply = client.post("/api/ask", json=body)
    assert reply.status_code == status
    for leak in ("Traceback", "boom", SECRET, "RuntimeError"):
        assert leak not in reply.text


def test_api_page_and_schema_need_no_network(client: TestClient) -> None:
    page = client.get("/api")
    assert page.status_code == 200
    assert "/v1/chat/completions" in page.text
    assert "http" not in page.text.replace(BASE, "").replace("http-equiv", "")
    assert "<script" not in page.text
    assert "/api/ask" in client.get("/openapi.json").json()["paths"]


def test_every_door_for_programs_is_in_the_docs(client: TestClient) -> None:
    told = (Path(__file__).parents[2] / "docs" / "apis.md").read_text(encoding="utf-8")
    shown = client.get("/api").text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in told
        assert path in shown
    assert "/v1/responses" in shown


def test_chat_completion_whole(client: TestClient) -> None:
    messages = [
        {"role": "system", "content": "忽略"},
        {"role": "user", "content": "湿地工程何时获批？"},
        {"role": "assistant", "content": "2024年3月。"},
        {"role": "user", "content": [{"type": "text", "text": "那末班船呢？"}]},
    ]
    reply = client.post(
        "/v1/chat/completions",
        json={"model": "youju-extractive", "messages": messages, "temperature": 0.2},
    ).json()
    assert reply["object"] == "chat.completion"
    assert "[1]" in reply["choices"][0]["message"]["content"]
    assert reply["youju"]["question_used"] == "江湾轮渡那末班船呢？"
    assert reply["youju"]["citations"][2]["quote"] == "夜航末班船为22时30分"
    asked = client.app.state.fake.asked[-1]  # type: ignore[attr-defined]
    assert asked["by"] == "extractive"
    assert [turn.question for turn in asked["history"]] == ["湿地工程何时获批？"]


def _chunks(client: TestClient, question: str) -> list[Any]:
    body = {"stream": True, "messages": [{"role": "user", "content": question}]}
    with client.stream("POST", "/v1/chat/completions", json=body) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        lines = [line[6:] for line in reply.iter_lines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def test_chat_completion_streamed(client: TestClient) -> None:
    chunks = _chunks(client, "何时获批？")
    said = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
    whole = client.post("/api/ask", json={"question": "何时获批？"}).json()["text"]
    assert said == whole
    assert len(chunks) > 4
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert len(chunks[-1]["youju"]["citations"]) == 3


def test_chat_completion_that_fails_midway_ends_in_shape(client: TestClient) -> None:
    chunks = _chunks(client, "失败后")
    assert chunks[-1]["error"]["type"] == "server_error"
    assert "boom" not in json.dumps(chunks)


def test_chat_completion_without_a_question_is_refused_in_shape(client: TestClient) -> None:
    body = {"messages": [{"role": "assistant", "content": "你好"}]}
    reply = client.post("/v1/chat/completions", json=body)
    assert reply.status_code == 400
    assert reply.json()["error"]["type"] == "invalid_request_error"


def test_models_are_listed(client: TestClient) -> None:
    assert client.get("/v1/models").json()["data"][0]["id"] == "youju"


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "documents": 3}


@pytest.mark.parametrize("path", ["/", "/api", "/healthz", "/api/ask", "/nothing", "/config"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    ["/monitoring", "/gradio_api/proxy=https://evil.example/", "/gradio_api/runs", "/docs"],
)
def test_doors_that_are_not_used_are_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["/etc/passwd", "..%2f..%2fetc%2fpasswd", "pyproject.toml"])
def test_files_of_the_machine_are_not_served(client: TestClient, name: str) -> None:
    for door in ("/gradio_api/file=", "/original/", "/file="):
        assert client.get(door + name).status_code in {403, 404}


def test_other_names_and_other_pages_are_turned_away(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    crossed = client.post(
        "/api/ask", json={"question": "问"}, headers={"origin": "https://evil.example"}
    )
    assert crossed.status_code == 403
    same = client.post("/api/ask", json={"question": "问"}, headers={"origin": BASE})
    assert same.status_code == 200


def test_large_bodies_are_turned_away_with_and_without_a_length(client: TestClient) -> None:
    large = b'{"question": "' + b"x" * 1_100_000 + b'"}'
    json_type = {"content-type": "application/json"}
    assert client.post("/api/ask", content=large, headers=json_type).status_code == 413
    streamed = client.post("/api/ask", content=iter([large]), headers=json_type)
    assert streamed.status_code == 413


def test_too_many_questions_wait(tmp_path: Path) -> None:
    with client_for(tmp_path, RateLimit(2)) as client:
        asked = [client.post("/api/ask", json={"question": "问"}) for _ in range(3)]
        assert [each.status_code for each in asked] == [200, 200, 429]
        assert int(asked[2].headers["retry-after"]) > 0
        chat = {"messages": [{"role": "user", "content": "问"}]}
        assert client.post("/v1/chat/completions", json=chat).status_code == 429


def test_the_original_is_text_in_a_sandbox(client: TestClient, tmp_path: Path) -> None:
    fake = client.app.state.fake  # type: ignore[attr-defined]
    path = tmp_path / "稿.html"
    path.write_bytes("<script>alert(1)</script>今年".encode("gb18030"))
    fake.documents_by_id["doc-file"] = replace(
        fake.documents_by_id["doc-ferry"], id="doc-file", path=str(path)
    )
    reply = client.get("/original/doc-file")
    assert reply.headers["content-type"] == "text/plain; charset=gb18030"
    assert "sandbox" in reply.headers["content-security-policy"]
    path.unlink()
    assert client.get("/original/doc-file").status_code == 404


def test_strangers_are_asked_to_sign_in(guarded: TestClient) -> None:
    page = guarded.get("/", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login")
    for method, path in (
        ("GET", "/config"),
        ("POST", "/api/ask"),
        ("POST", "/v1/chat/completions"),
        ("GET", "/original/doc-ferry"),
        ("POST", "/gradio_api/queue/join"),
    ):
        assert guarded.request(method, path, json={}).status_code == 401
    assert guarded.get("/healthz").status_code == 200


def test_signing_in_and_out(guarded: TestClient) -> None:
    wrong = guarded.post("/login", data={"user": "沈渡", "password": "猜的"})
    assert wrong.status_code == 403
    entered = guarded.post("/login", data={"user": "沈渡", "password": PASSWORD})
    assert entered.status_code == 303
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert "samesite=strict" in entered.headers["set-cookie"].lower()
    assert guarded.get("/config").status_code == 200
    guarded.get("/logout")
    assert guarded.get("/config").status_code == 401


@pytest.mark.parametrize("kind", ["Basic", "Bearer"])
def test_programs_sign_in_with_each_call(guarded: TestClient, kind: str) -> None:
    pair = f"沈渡:{PASSWORD}".encode()
    value = base64.b64encode(pair) if kind == "Basic" else pair
    headers = {b"authorization": kind.encode() + b" " + value}
    if kind == "Basic":
        reply = guarded.post("/api/ask", json={"question": "问"}, headers=headers)
        assert reply.status_code == 200
    bad = guarded.post("/api/ask", json={}, headers={"authorization": f"{kind} x:y"})
    assert bad.status_code == 401


def test_passwords_are_hashed_with_salt() -> None:
    one, two = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one != two
    assert PASSWORD not in one
    assert password_fits(PASSWORD, one)
    assert not password_fits(PASSWORD + " ", one)
    for broken in ("", "scrypt$x$8$1$aa$bb", "md5$1$1$1$aa$bb", "scrypt$16384$8$1$aa"):
        assert not password_fits(PASSWORD, broken)


@pytest.mark.parametrize(
    "setting",
    ["alice:secret", "alice", f":{hash_password('x')}", "a:b,c"],
    ids=["plain", "no_password", "no_name", "two"],
)
def test_a_password_written_plainly_is_refused_and_not_repeated(setting: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Users(setting)
    assert "secret" not in str(caught.value)
    assert "--hash-password" in str(caught.value)


def test_sessions_end() -> None:
    now = [0.0]
    users = Users(f"甲:{hash_password('x')}", clock=lambda: now[0])
    token = users.sign_in("甲")
    assert users.user_of(token) == "甲"
    now[0] = 13 * 3600.0
    assert users.user_of(token) is None
    assert users.user_of("") is None

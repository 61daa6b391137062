"""The Model Context Protocol door: tools, limits, and the sentence when it is not installed."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag import Settings
from rag.errors import SettingsError
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.server.server import create_server
from ui.state.limits import RateLimit


@pytest.fixture
def fake(tmp_path: Path) -> FakeAssistant:
    return FakeAssistant(Settings(data_dir=tmp_path, language="zh", ui_host="127.0.0.1"))


def call(
    client: TestClient, method: str, params: dict[str, Any], path: str = "/mcp"
) -> dict[str, Any]:
    reply = client.post(
        path,
        json={"jsonrpc": "2.0", "id": 1, "method": method, "params": params},
        headers={"accept": "application/json, text/event-stream"},
    )
    assert reply.status_code == 200, reply.text
    result: dict[str, Any] = reply.json()["result"]
    return result


def test_tools_answer_over_http(fake: FakeAssistant) -> None:
    pytest.importorskip("mcp", reason="the extra youju[mcp] is not installed")
    app = create_server(as_assistant(fake), rate=RateLimit(0), mcp=True)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.follow_redirects = False
        for path in ("/mcp", "/mcp/"):
            listed = call(client, "tools/list", {}, path)
            assert {tool["name"] for tool in listed["tools"]} == {"ask", "search", "read_article"}
        asked = call(client, "tools/call", {"name": "ask", "arguments": {"question": "何时获批？"}})
        answer = asked.get("structuredContent") or json.loads(asked["content"][0]["text"])
        assert answer["citations"][1]["quote"] == "一期工程将于2025年11月完工"
        read = call(
            client, "tools/call", {"name": "read_article", "arguments": {"document_id": "nope"}}
        )
        assert read["isError"]
        assert "没有这篇文章" in read["content"][0]["text"]
        assert "Traceback" not in json.dumps(read)


def test_without_the_extra_the_install_line_is_said(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def blocked(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] == "mcp":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", blocked)
    with pytest.raises(SettingsError, match=r"youju\[mcp\]"):
        create_server(as_assistant(fake), mcp=True)

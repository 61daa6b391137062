"""What a failing endpoint makes the user read, and that the key is nowhere in it."""

from __future__ import annotations

import gzip
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.chat.calls import Usage
from rag.chat.model import ChatModel
from rag.chat.prompts import Prompt
from rag.errors import ChatError, ChatRefused, ChatUnavailable, SettingsError
from rag.underway import outcome
from tests.rag.chat_case import KEY, settings
from tests.rag.chat_server import ChatServer, Step, serving

PROMPT = Prompt("资料规则", "{question}", {"question": "示范区何时获批？"})
ROWS = json.dumps({"sentences": [{"text": "示范区获批。", "sources": [1]}], "missing": ""})


def model(server: ChatServer, tmp_path: Path, **changes: Any) -> ChatModel:
    return ChatModel(settings(server.url, tmp_path, **changes))


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(hang_s=20), "在 0.5 秒内没有开始作答。可以调大 YOUJU_CHAT_FIRST_TOKEN_S"),
        (Step(status=429), "太忙或额度用完（429）：scripted 429。请稍后再试。"),
        (Step(status=500), "出错（500）：scripted 500。请稍后再试。"),
        (Step(body=b"<html>portal</html>"), "的答复无法读取"),
        (Step("很长的话" * 50, cut=700), "的连接断了"),
    ],
    ids=["slow", "busy", "error", "web_page", "cut"],
)
def test_failures_say_what_to_do(step: Step, said: str, tmp_path: Path) -> None:
    with serving(step) as server:
        chosen = model(server, tmp_path, chat_first_token_s=0.5, chat_max_retries=0)
        with pytest.raises(ChatUnavailable) as caught:
            "".join(chosen.stream(PROMPT, Usage()))
    assert said in caught.value.zh
    assert caught.value.zh.endswith("。")
    assert caught.value.en.endswith((".", ")."))


@pytest.mark.parametrize("name", ["openai:m", "ollama:m"])
def test_a_server_that_is_down_is_told_from_one_that_is_busy(name: str, tmp_path: Path) -> None:
    chosen = ChatModel(
        settings("http://127.0.0.1:9", tmp_path, chat_model=name, chat_max_retries=0)
    )
    with pytest.raises(ChatUnavailable, match=r"连不上|cannot be reached"):
        "".join(chosen.stream(PROMPT, Usage()))
    chosen.close()


def test_an_address_needs_its_scheme(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="http://"):
        ChatModel(settings("127.0.0.1:8000/v1", tmp_path))


def test_a_password_in_the_address_is_not_shown(tmp_path: Path) -> None:
    chosen = settings(f"http://user:{KEY}@127.0.0.1:9/v1", tmp_path, chat_max_retries=0)
    with pytest.raises(ChatUnavailable) as caught:
        outcome(ChatModel(chosen).reply(PROMPT, 1, Usage()))
    assert KEY not in caught.value.zh + caught.value.en
    assert "http://127.0.0.1:9/v1" in caught.value.en


@pytest.mark.parametrize("key", [f"{KEY}\n", f" {KEY} "])
def test_spaces_around_a_pasted_key_are_left_out(key: str, tmp_path: Path) -> None:
    with serving(Step("好。[1]")) as server:
        outcome(model(server, tmp_path, chat_api_key=key).reply(PROMPT, 1, Usage()))
        assert f"Bearer {KEY}" in server.headers[0].values()


def test_a_key_that_is_no_header_is_not_shown(tmp_path: Path) -> None:
    with serving(Step("好。[1]")) as server:
        chosen = model(server, tmp_path, chat_api_key=f"{KEY}\n# old", chat_max_retries=0)
        with pytest.raises(ChatError) as caught:
            outcome(chosen.reply(PROMPT, 1, Usage()))
    assert KEY not in caught.value.zh + caught.value.en


def test_without_an_address_the_makers_own_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("OPENAI_API_BASE", "http://127.0.0.1:9/elsewhere")
    client: Any = ChatModel(settings("", tmp_path, chat_model="openai:gpt-4o")).client
    assert str(client.root_client.base_url) == "https://api.openai.com/v1/"


@pytest.mark.parametrize("method", ["none", "json_schema", "function_calling", "json_mode"])
def test_the_key_is_in_no_log(
    method: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With everything at DEBUG, whole and streamed, over both protocols."""
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx", "httpcore", "langchain", "langchain_core", "ollama"):
        caplog.set_level(logging.DEBUG, logger=name)
    with serving(Step(ROWS)) as server:
        for url, named in ((server.url, "openai:m"), (server.ollama_url, "ollama:m")):
            chosen = ChatModel(settings(url, tmp_path, chat_model=named, chat_structured=method))
            outcome(chosen.reply(replace(PROMPT, rows=PROMPT), 2, Usage()))
            "".join(chosen.stream(PROMPT, Usage()))
            assert KEY not in repr(chosen.client) + repr(chosen.settings)
            chosen.close()
    assert len(caplog.records) > 4
    assert KEY not in caplog.text
    assert not any(KEY in str(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("name", ["openai:m", "ollama:m"])
def test_an_endpoint_that_points_elsewhere_is_not_followed(
    name: str, status: int, tmp_path: Path
) -> None:
    with serving(Step("好。[1]")) as elsewhere:
        away = {"Location": elsewhere.url.replace("127.0.0.1", "localhost") + "/x"}
        with serving(Step(status=status, headers=away)) as server:
            chosen = model(server, tmp_path, chat_model=name, chat_max_retries=0)
            with pytest.raises(ChatRefused, match=rf"（{status}），没有跟过去"):
                "".join(chosen.stream(PROMPT, Usage()))
            with pytest.raises(ChatRefused):
                outcome(chosen.reply(PROMPT, 1, Usage()))
            chosen.close()
    assert elsewhere.requests == []


@pytest.mark.parametrize("name", ["openai:m", "ollama:m"])
@pytest.mark.parametrize(
    ("body", "packed"),
    [
        (b" " * 8_000_000, {}),
        (gzip.compress(b" " * 300_000_000, 1), {"Content-Encoding": "gzip"}),
        (b"{}", {"Content-Encoding": "gzip, gzip"}),
    ],
    ids=["long", "a bomb", "packed twice"],
)
def test_a_reply_without_end_is_not_read_to_its_end(
    name: str, body: bytes, packed: dict[str, str], tmp_path: Path
) -> None:
    with serving(Step(body=body, headers=packed)) as server:
        chosen = model(server, tmp_path, chat_model=name, chat_structured="none")
        with pytest.raises(ChatUnavailable, match="没有再读下去"):
            outcome(chosen.reply(PROMPT, 1, Usage()))
        chosen.close()
    assert len(server.requests) == 1

"""The system's proxies: never for this machine, and no reason not to start."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.chat.calls import Usage
from rag.chat.model import ChatModel
from rag.chat.prompts import Prompt
from rag.chat.proxies import near
from rag.errors import ChatRefused
from rag.underway import outcome
from tests.rag.chat_case import settings
from tests.rag.chat_server import Step, serving

PROMPT = Prompt("规则", "{question}", {"question": "示范区何时获批？"})
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(params=["http://127.0.0.1:9", "socks5://127.0.0.1:9"])
def proxied(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    for name in NAMES:
        monkeypatch.setenv(name, str(request.param))
    return str(request.param)


@pytest.mark.parametrize("name", ["openai:m", "ollama:m"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_called_past_a_proxy(
    name: str, host: str, proxied: str, tmp_path: Path
) -> None:
    with serving(Step("示范区获批。[1]")) as server:
        url = (server.url if name == "openai:m" else server.ollama_url).replace("127.0.0.1", host)
        chosen = ChatModel(settings(url, tmp_path, chat_model=name))
        assert outcome(chosen.reply(PROMPT, 1, Usage())).claims
        chosen.close()


@pytest.mark.parametrize("name", ["openai:m", "ollama:m"])
def test_a_proxy_that_needs_a_package_is_said(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    monkeypatch.setitem(__import__("sys").modules, "socksio", None)
    chosen = ChatModel(settings("http://chat.example.org/v1", tmp_path, chat_model=name))
    with pytest.raises(ChatRefused, match=r"pip install socksio"):
        outcome(chosen.reply(PROMPT, 1, Usage()))


@pytest.mark.parametrize(
    ("url", "name", "expected"),
    [
        ("http://localhost:8080/v1", "openai:m", True),
        ("http://127.3.2.1/v1", "openai:m", True),
        ("http://[::1]:8080/v1", "openai:m", True),
        ("127.0.0.1:11434", "ollama:m", True),
        ("", "ollama:m", True),
        ("", "openai:m", False),
        ("http://10.0.0.7:8080/v1", "openai:m", False),
        ("http://127.0.0.1.example.org/v1", "openai:m", False),
        ("http://[half/v1", "openai:m", False),
    ],
)
def test_what_is_this_machine(
    url: str, name: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    assert near(settings(url, tmp_path, chat_model=name)) is expected

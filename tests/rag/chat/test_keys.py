"""An endpoint gets the key that came from the same place as its address, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.chat.calls import Usage
from rag.chat.model import ChatModel
from rag.chat.prompts import Prompt
from rag.errors import ChatRefused
from rag.settings import Settings
from tests.rag.chat_case import KEY
from tests.rag.chat_server import ChatServer, Step, serving

PROMPT = Prompt("资料规则", "{question}", {"question": "示范区何时获批？"})
OTHER_KEY = "sk-of-the-folder"


def sent(server: ChatServer, settings: Settings) -> dict[str, str]:
    """The headers of one call, names in small letters."""
    "".join(ChatModel(settings).stream(PROMPT, Usage()))
    return {name.lower(): value for name, value in server.headers[-1].items()}


def written(folder: Path, url: str, model: str = "openai:m", more: str = "") -> None:
    lines = f"YOUJU_CHAT_MODEL={model}\nYOUJU_CHAT_BASE_URL={url}\n{more}"
    (folder / ".env").write_text(lines, encoding="utf-8")


def test_a_folder_that_names_an_endpoint_is_not_sent_the_key_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("YOUJU_CHAT_API_KEY", KEY),
        ("OPENAI_API_KEY", KEY),
        ("OPENAI_ORG_ID", KEY),
        ("OPENAI_PROJECT_ID", KEY),
    ):
        monkeypatch.setenv(name, value)
    with serving(Step("好。")) as server:
        written(tmp_path, server.url)
        assert KEY not in str(sent(server, Settings()))


def test_nor_the_one_of_ollama(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", KEY)
    monkeypatch.setenv("YOUJU_CHAT_API_KEY", KEY)
    with serving(Step("好。")) as server:
        written(tmp_path, server.ollama_url, "ollama:m")
        assert "authorization" not in sent(server, Settings())
        written(tmp_path, server.ollama_url, "ollama:m", f"YOUJU_CHAT_API_KEY={OTHER_KEY}\n")
        assert sent(server, Settings())["authorization"] == f"Bearer {OTHER_KEY}"


def test_an_endpoint_gets_the_key_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Step("好。")) as server:
        written(tmp_path, server.url, more=f"youju_chat_api_key={OTHER_KEY}\n")
        assert sent(server, Settings())["authorization"] == f"Bearer {OTHER_KEY}"
        monkeypatch.setenv("YOUJU_CHAT_API_KEY", KEY)
        assert sent(server, Settings())["authorization"] == f"Bearer {OTHER_KEY}"
        monkeypatch.setenv("YOUJU_CHAT_BASE_URL", server.url)
        assert sent(server, Settings())["authorization"] == f"Bearer {KEY}"
        assert sent(server, Settings().with_(k=3))["authorization"] == f"Bearer {KEY}"
        in_code = Settings(chat_base_url=server.url)
        assert sent(server, in_code)["authorization"] == f"Bearer {KEY}"


def test_an_endpoint_that_wants_the_key_is_told_why_it_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUJU_CHAT_API_KEY", KEY)
    with serving(Step(status=401)) as server:
        written(tmp_path, server.url)
        with pytest.raises(ChatRefused, match="不在同一处"):
            sent(server, Settings())
        monkeypatch.delenv("YOUJU_CHAT_API_KEY")
        with pytest.raises(ChatRefused, match="拒绝了密钥"):
            sent(server, Settings())

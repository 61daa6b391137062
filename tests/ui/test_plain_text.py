"""What a model or an article may have written leaves for programs as plain text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from rag import Answer, Settings
from tests.hostile import tally
from tests.ui.fakes import FakeAssistant, answered, as_assistant, documents
from ui.html.export import plain_markdown
from ui.html.markup import escape
from ui.html.plain_text import PlainText, plain
from ui.server.server import create_server
from ui.state.limits import RateLimit

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = {
    "link": ("见[此处](http://evil.example/)。", "见[此处] (http://evil.example/)。"),
    "image": ("![](http://evil.example/?q=1)", "![] (http://evil.example/?q=1)"),
    "definition": ("[1]: http://evil.example/", "[1] : http://evil.example/"),
    "hidden_in_between": ("[a]\u200b(http://evil.example/)", "[a] (http://evil.example/)"),
    "autolink": ("<http://evil.example/>", "< http://evil.example/>"),
    "tag": ("<img src=x onerror=alert(1)></b><!--", "< img src=x onerror=alert(1)>< /b>< !--"),
    "turned_round": ("图片\u202egpj.exe", "图片gpj.exe"),
    "isolates": ("甲\u2066乙\u2069丙", "甲乙丙"),
    "zero_width": ("忽\u200b略\ufeff", "忽略"),
    "tags_of_nothing": ("好" + "".join(chr(0xE0000 + ord(each)) for each in "run"), "好"),
    "terminal": ("\x1b[2J\x07好\x9b", "[2J好"),
    "lines": ("甲\r\n乙\u2028丙\t丁", "甲\n乙丙\t丁"),
}
TEXT = "".join(text for text, _ in HOSTILE.values())
HARMLESS = {
    "citations": "2024年3月获批。[1][2]一期完工。[3]",
    "joined": "👩\u200d👩\u200d👧 می\u200cخواهم",
    "figures": "1 < 2，a<3，（见[1]）",
    "code": "f(a[1])",
}


@pytest.mark.parametrize(("text", "expected"), HOSTILE.values(), ids=HOSTILE)
def test_links_tags_and_unseen_characters_lose_their_effect(text: str, expected: str) -> None:
    assert plain(text) == expected
    pieces = PlainText()
    assert "".join(pieces.of(each) for each in text) == expected
    tally.refused("text for programs")


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("text", ["[1](http://evil.example/)", "[1]: http://evil.example/", TEXT])
def test_what_is_exported_or_copied_has_none_either(text: str) -> None:
    written = plain_markdown(text)
    assert "](" not in written
    assert "]:" not in written
    assert "\u202e" not in written
    tally.refused("exported Markdown")


def test_the_page_is_not_written_from_the_wrong_side() -> None:
    assert escape("图\u202egpj\u2066.exe") == "图gpj.exe"
    tally.refused("the page's text")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    fake = FakeAssistant(Settings(data_dir=tmp_path, language="zh"))
    fake.reply = lying
    app = create_server(as_assistant(fake), rate=RateLimit(0), mcp=True)
    with TestClient(app, base_url="http://127.0.0.1") as made:
        yield made


def lying(question: str) -> Answer:
    """What a hostile model's answer could be."""
    return replace(
        answered(documents()), text=TEXT, question_used=TEXT, missing=TEXT, notices=(TEXT,)
    )


def replies(client: TestClient) -> Iterator[tuple[str, dict[str, Any], str]]:
    """An answer's record at every door, and its text there."""
    asked = client.post("/api/ask", json={"question": "问"}).json()
    yield "/api/ask", asked, asked["text"]
    chat: dict[str, Any] = {"messages": [{"role": "user", "content": "问"}]}
    whole = client.post("/v1/chat/completions", json=chat).json()
    yield "/v1, whole", whole["youju"], whole["choices"][0]["message"]["content"]
    lines = client.post("/v1/chat/completions", json=chat | {"stream": True}).text.splitlines()
    chunks = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    deltas = [chunk["choices"][0]["delta"].get("content", "") for chunk in chunks]
    yield "/v1, streamed", chunks[-1]["youju"], "".join(deltas)
    made = client.post("/v1/responses", json={"input": "问"}).json()
    yield "/v1/responses", made["youju"], made["output"][0]["content"][0]["text"]
    lines = client.post("/v1/responses", json={"input": "问", "stream": True}).text.splitlines()
    events = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    text = "".join(each["delta"] for each in events if each["type"].endswith("text.delta"))
    yield "/v1/responses, streamed", events[-1]["response"]["youju"], text
    call = {"name": "ask", "arguments": {"question": "问"}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    accept = {"accept": "application/json, text/event-stream"}
    told = client.post("/mcp", json=body, headers=accept).json()["result"]
    record = json.loads(told["content"][0]["text"])
    yield "/mcp", record, record["text"]


def test_no_door_hands_on_what_a_model_hid_in_its_answer(client: TestClient) -> None:
    for door, record, text in replies(client):
        assert text == plain(TEXT)
        for name in ("question_used", "missing"):
            assert record[name] == plain(TEXT)
        assert record["notices"] == [plain(TEXT)]
        assert record["citations"][0]["quote"].startswith("今年3月")  # the article's own words
        tally.refused(door, 4)

"""The LangChain file: providers, structured modes, the retriever, and a key that stays secret."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from rag.chat.calls import Endpoint, Usage
from rag.chat.check import check_endpoint
from rag.chat.circles import in_circles
from rag.chat.failures import Failure, understood, worded
from rag.chat.model import ChatModel, Words
from rag.chat.prompts import Prompt
from rag.errors import ChatError, ChatRefused, ChatUnavailable, SettingsError
from rag.underway import outcome
from tests.rag.chat_case import KEY, settings
from tests.rag.chat_server import ChatServer, Step, serving

PLAIN = Prompt("资料规则", "{question}", {"question": "问题 {braces}"}, stop=("\n问题：",))
PROMPT = replace(PLAIN, rows=replace(PLAIN, system="以 JSON 回答", stop=()))
ROWS = json.dumps(
    {"sentences": [{"text": "示范区获批。", "sources": [1, 9]}], "missing": ""}, ensure_ascii=False
)


def model(server: ChatServer, tmp_path: Path, **changes: Any) -> ChatModel:
    return ChatModel(settings(server.url, tmp_path, **changes))


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "json_mode"])
def test_structured_replies(method: str, tmp_path: Path) -> None:
    with serving(Step(ROWS)) as server:
        reply = outcome(model(server, tmp_path, chat_structured=method).reply(PROMPT, 2, Usage()))
        request = server.requests[0]
    assert [(claim.text, claim.numbers) for claim in reply.claims] == [("示范区获批。", (1,))]
    if method == "function_calling":
        assert request["tools"]
    else:
        assert request["response_format"]["type"] in {"json_schema", "json_object"}


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "json_mode"])
@pytest.mark.parametrize(
    "text",
    ['{"sentences": [{"text": "示', '{"answer": "示范区获批。"}', "[1, 2]", ""],
    ids=["broken", "other_shape", "a_list", "empty"],
)
def test_malformed_structured_replies_give_no_claims(
    method: str, text: str, tmp_path: Path
) -> None:
    with serving(Step(text)) as server:
        chosen = model(server, tmp_path, chat_structured=method, chat_max_retries=0)
        assert outcome(chosen.reply(PROMPT, 2, Usage())).claims == ()


def test_plain_markers_in_place_of_json_are_read(tmp_path: Path) -> None:
    with serving(Step("示范区获批。[1]")) as server:
        reply = outcome(
            model(server, tmp_path, chat_structured="json_mode").reply(PROMPT, 2, Usage())
        )
    assert reply.claims[0].numbers == (1,)


def test_json_in_a_fence_is_read(tmp_path: Path) -> None:
    with serving(Step(f"```json\n{ROWS}\n```")) as server:
        reply = outcome(model(server, tmp_path).reply(PROMPT, 2, Usage()))
    assert reply.claims[0].text == "示范区获批。"


def test_a_server_without_structured_output_is_asked_plainly(tmp_path: Path) -> None:
    with serving(Step(status=400), Step("示范区获批。[1]")) as server:
        chosen = model(server, tmp_path, chat_structured="json_schema")
        assert outcome(chosen.reply(PROMPT, 2, Usage())).claims
        outcome(chosen.reply(PROMPT, 2, Usage()))
        assert ["response_format" in request for request in server.requests] == [
            True, False, False,
        ]  # fmt: skip


@pytest.mark.parametrize("method", ["auto", "json_schema", "function_calling", "none"])
def test_ollama(method: str, tmp_path: Path) -> None:
    text = "示范区获批。[1]" if method in {"none", "function_calling"} else ROWS
    with serving(Step(text)) as server:
        chosen = ChatModel(
            settings(
                server.ollama_url, tmp_path, chat_model="ollama:qwen3:8b", chat_structured=method
            )
        )
        usage = Usage()
        reply = outcome(chosen.reply(PROMPT, 2, usage))
        assert "".join(chosen.stream(PROMPT, usage)) == text
        assert server.requests[0]["model"] == "qwen3:8b"
        assert server.requests[0]["options"]["num_ctx"] == 8000
        assert server.requests[0]["think"] is False, "what it thinks is no answer"
    chosen.close()
    assert reply.claims[0].text == "示范区获批。"
    assert usage.counts == {"input_tokens": 100, "output_tokens": 40, "calls": 2}


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (Step(status=404), ChatRefused),
        (Step(status=500), ChatUnavailable),
        (Step(hang_s=20), ChatUnavailable),
        (Step("很长" * 500, cut=700), ChatUnavailable),
    ],
    ids=["no_such_model", "error", "hang", "cut"],
)
def test_ollama_failures(step: Step, kind: type[ChatError], tmp_path: Path) -> None:
    with serving(step) as server:
        chosen = ChatModel(
            settings(
                server.ollama_url, tmp_path, chat_model="ollama:m", chat_first_token_s=1.0,
                chat_max_retries=0,
            )
        )  # fmt: skip
        with pytest.raises(kind):
            "".join(chosen.stream(PROMPT, Usage()))
        chosen.close()


def test_nobody_listens(tmp_path: Path) -> None:
    chosen = ChatModel(settings("http://127.0.0.1:9/v1", tmp_path, chat_max_retries=0))
    with pytest.raises(ChatUnavailable, match=r"127\.0\.0\.1:9"):
        outcome(chosen.reply(PROMPT, 1, Usage()))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("openai:qwen-plus", ("openai", "qwen-plus")),
        ("deepseek-chat", ("openai", "deepseek-chat")),
        ("ollama:qwen3:8b", ("ollama", "qwen3:8b")),
        ("qwen3:8b", ("openai", "qwen3:8b")),
    ],
)
def test_names(name: str, expected: tuple[str, str], tmp_path: Path) -> None:
    chosen = ChatModel(settings("http://127.0.0.1:9", tmp_path, chat_model=name))
    assert (chosen.provider, chosen.model) == expected


@pytest.mark.parametrize("name", ["", "anthropic:claude", "openai:"])
def test_names_that_cannot_be(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        ChatModel(settings("http://127.0.0.1:9", tmp_path, chat_model=name))


def test_no_key_and_no_server_is_said_before_any_call(tmp_path: Path) -> None:
    chosen = ChatModel(settings("", tmp_path, chat_api_key=""))
    with pytest.raises(ChatRefused, match="YOUJU_CHAT_API_KEY"):
        outcome(chosen.reply(PROMPT, 1, Usage()))


def test_the_limits_are_sent(tmp_path: Path) -> None:
    with serving(Step("好。[1]")) as server:
        outcome(model(server, tmp_path, chat_reply_tokens=77).reply(PROMPT, 1, Usage()))
        outcome(model(server, tmp_path).reply(replace(PLAIN, most=30), 1, Usage()))
        request, short = server.requests
    assert (request["max_tokens"], short["max_tokens"]) == (77, 30)
    assert short["stop"] == ["\n问题："]
    assert "stop" not in request, "JSON ends by itself"
    assert request["messages"][1]["content"] == "问题 {braces}"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_the_key_is_nowhere_to_be_seen(
    status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}}).encode()
    caplog.set_level(logging.DEBUG)
    with serving(Step(status=status, body=body)) as server:
        chosen = model(server, tmp_path, chat_max_retries=0)
        with pytest.raises(ChatError) as caught:
            outcome(chosen.reply(PROMPT, 1, Usage()))
    seen = "".join(traceback.format_exception(caught.value)) + caught.value.zh + caught.value.en
    assert KEY not in seen + repr(caught.value) + repr(chosen.settings) + repr(chosen.client)
    assert KEY not in caplog.text


def test_a_key_in_what_the_server_says_is_struck_out(tmp_path: Path) -> None:
    failure = Failure(422, again=False, pause_s=None, detail=f"bad {KEY} here")
    error = worded(failure, settings("http://x", tmp_path))
    assert "***" in error.zh
    assert KEY not in error.zh + error.en


def test_doctor_reports_the_endpoint(tmp_path: Path) -> None:
    """It takes a schema, refuses tools, and writes prose where JSON is asked for."""

    def reply(request: dict[str, Any]) -> str:
        form = request.get("response_format", {}).get("type", "")
        return ROWS if form == "json_schema" else "釉色是青的。[1]"

    tools = Step(status=400)
    with serving(Step(reply, pause_s=0.02), Step(reply), tools, tools, Step(reply)) as server:
        said = check_endpoint(settings(server.url, tmp_path, chat_max_retries=0))
        sent = [request["messages"][-1]["content"] for request in server.requests]
    assert "釉色是青的" in said
    assert "结构化输出：json_schema。" in said
    assert re.search(r"每秒读 [\d,]+、写 [\d.,]+ 个 token", said)
    assert re.search(r"约需 \d+ 秒", said)
    assert len({*sent}) == len(sent) - 1, "only the refused form is asked for again in plain text"


def test_doctor_says_when_an_endpoint_is_slow(tmp_path: Path) -> None:
    with serving(Step("釉色是青的。[1]", hang_s=1.2)) as server:
        said = check_endpoint(settings(server.url, tmp_path, chat_first_token_s=2.0))
    assert "请调大 YOUJU_CHAT_FIRST_TOKEN_S" in said
    assert "不懂结构化输出" in said


def test_doctor_says_that_nothing_came(tmp_path: Path) -> None:
    with serving(Step("")) as server, pytest.raises(ChatUnavailable, match=r"空话|nothing"):
        check_endpoint(settings(server.url, tmp_path))


def test_a_retry_after_date_is_understood() -> None:
    class Response:
        status_code = 429
        headers = {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}  # noqa: RUF012

    fault = RuntimeError("busy")
    fault.response = Response()  # type: ignore[attr-defined]
    assert understood(fault) == Failure(429, again=True, pause_s=0.0, detail="busy")


def test_work_is_given_back_when_it_ends_badly(tmp_path: Path) -> None:
    endpoint = Endpoint(settings("http://x", tmp_path, chat_concurrency=1, chat_max_retries=0))

    async def fails() -> AsyncGenerator[str]:
        for name in ("no route",):
            raise OSError(name)
        yield ""

    async def goes_well() -> AsyncGenerator[str]:
        yield "well"

    for _ in range(3):
        with pytest.raises(ChatUnavailable):
            list(endpoint.stream(fails, bool))
    assert [item for item in endpoint.stream(goes_well, bool) if item] == ["well"]


@pytest.mark.parametrize("said", [None, "3", -1, 1.5, float("nan"), float("inf"), 10**400, [], {}])
def test_a_price_that_is_none_is_not_counted(said: object) -> None:
    usage = Usage()
    usage.add({"input_tokens": said, "output_tokens": 7})
    assert usage.counts == {"input_tokens": 0, "output_tokens": 7, "calls": 0}


def test_auto_asks_for_a_schema_whoever_the_server_is(tmp_path: Path) -> None:
    with serving(Step(ROWS)) as server:
        outcome(model(server, tmp_path).reply(PROMPT, 1, Usage()))
        request = server.requests[0]
    assert request["response_format"]["type"] == "json_schema"
    assert request["stream"]
    assert request["messages"][0]["content"] == "以 JSON 回答"
    assert request["chat_template_kwargs"] == {"enable_thinking": False}


def test_a_reply_in_circles_is_left(tmp_path: Path) -> None:
    with serving(Step("示范区获批。[1]" * 200, pause_s=0.01)) as server:
        text = "".join(model(server, tmp_path).stream(PLAIN, Usage()))
        assert server.left.wait(5), "the server went on"
    assert len(text) < 80


@pytest.mark.parametrize(
    "text",
    [
        "一月增长5%，二月增长6%，三月增长7%，四月增长8%",
        "哈哈哈哈哈哈",
        "——" * 30,
        "| 1 | 2 |\n" * 2,
    ],
)
def test_what_is_no_circle(text: str) -> None:
    assert not in_circles(text)


def test_the_first_messages_without_words_are_no_reply() -> None:
    counts = Words()
    assert [bool(counts(AIMessage(""))) for _ in range(4)] == [False, False, True, True]
    assert Words()(AIMessage("好"))

"""The doors below /v1 as the real ``openai`` client finds them, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from rag import Answer, Settings
from rag.text.tokens import count_tokens
from tests.ui.conftest import serving
from tests.ui.fakes import FakeAssistant, answered, as_assistant
from ui.doors.passwords import hash_password
from ui.server.server import create_server
from ui.state.limits import RateLimit

QUESTION = "湿地工程何时获批？"
SPENT = {"calls": 2, "input_tokens": 900, "output_tokens": 41}


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> FakeAssistant:
    folder = tmp_path_factory.mktemp("openai")
    return FakeAssistant(Settings(data_dir=folder, language="zh"))


@pytest.fixture(scope="module")
def address(fake: FakeAssistant) -> Iterator[str]:
    with serving(create_server(as_assistant(fake), rate=RateLimit(0))) as where:
        yield where


def client_of(address: str, key: str = "unused") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0)


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with client_of(address) as made:
        yield made


def asked(question: str = QUESTION) -> list[Any]:
    return [{"role": "system", "content": "请回答"}, {"role": "user", "content": question}]


def test_models_are_those_that_are_there(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert names[:2] == ["youju", "youju-extractive"]
    assert "youju-chat" not in names, "no chat model is set"
    assert client.models.retrieve("youju").owned_by == "youju"
    with pytest.raises(openai.NotFoundError) as caught:
        client.models.retrieve("gpt-4o")
    assert (caught.value.code, caught.value.param) == ("model_not_found", "model")


def test_a_chat_model_that_is_set_is_listed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, language="zh", chat_model="openai:some")
    with (
        serving(create_server(as_assistant(FakeAssistant(settings)))) as address,
        client_of(address) as client,
    ):
        assert "youju-chat" in [model.id for model in client.models.list()]


def test_a_completion_with_its_true_usage(client: openai.OpenAI) -> None:
    made = client.chat.completions.create(model="youju", messages=asked())
    text = str(made.choices[0].message.content)
    assert "12.6亿元" in text
    assert made.usage is not None
    sent = count_tokens("请回答") + count_tokens(QUESTION)
    assert (made.usage.prompt_tokens, made.usage.completion_tokens) == (sent, count_tokens(text))
    assert made.usage.total_tokens == sent + count_tokens(text)


def test_usage_is_the_endpoints_where_a_chat_model_wrote(
    client: openai.OpenAI, fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(_: str) -> Answer:
        return replace(answered(fake.documents_by_id), answerer="chat", usage=SPENT)

    monkeypatch.setattr(fake, "reply", written)
    usage = client.chat.completions.create(model="youju", messages=asked()).usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (900, 41, 941)


def test_every_reply_to_a_question_names_it(address: str) -> None:
    with httpx.Client(base_url=f"{address}/v1", timeout=60) as http:
        for question, status in ((QUESTION, 200), ("失败前", 500), ("问" * 1_001, 422)):
            body: dict[str, Any] = {"messages": asked(question), "input": asked(question)}
            for path, field in (("chat/completions", "messages"), ("responses", "input")):
                reply = http.post(path, json={field: body[field]})
                assert reply.status_code == status
                name = reply.headers["x-request-id"]
                assert status != 200 or reply.json()["id"].endswith(name)
                streamed = http.post(path, json={field: body[field], "stream": True})
                assert len(streamed.headers["x-request-id"]) == len(name) == 24


def test_a_stream_tells_its_usage_where_it_is_asked_to(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="youju", messages=asked())
    chunks = list(
        client.chat.completions.create(
            model="youju",
            messages=asked(),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    *told, last = chunks
    said = "".join(chunk.choices[0].delta.content or "" for chunk in told)
    assert said == whole.choices[0].message.content
    assert told[-1].choices[0].finish_reason == "stop"
    assert [chunk.usage for chunk in told] == [None] * len(told)
    assert (last.choices, last.usage) == ([], whole.usage)


def test_a_stream_without_that_tells_none(client: openai.OpenAI) -> None:
    chunks = list(client.chat.completions.create(model="youju", messages=asked(), stream=True))
    assert all(chunk.choices and chunk.usage is None for chunk in chunks)
    assert all("usage" not in chunk.model_fields_set for chunk in chunks)


def test_a_fault_in_a_stream_is_raised_by_the_client(client: openai.OpenAI) -> None:
    chunks = client.chat.completions.create(model="youju", messages=asked("失败后"), stream=True)
    with pytest.raises(openai.APIError, match="程序出了意外"):
        list(chunks)


@pytest.mark.parametrize("kind", [openai.AuthenticationError, openai.RateLimitError])
def test_who_may_not_come_in_is_told_so(kind: type[openai.APIStatusError], tmp_path: Path) -> None:
    users = f"a:{hash_password('b')}"
    fake = FakeAssistant(Settings(data_dir=tmp_path, language="zh", ui_users=users))
    wrong = kind is openai.AuthenticationError
    with (
        serving(create_server(as_assistant(fake), rate=RateLimit(1))) as address,
        client_of(address, "a:guess" if wrong else "a:b") as client,
    ):
        if not wrong:
            client.chat.completions.create(model="youju", messages=asked())
        with pytest.raises(kind) as caught:
            client.chat.completions.create(model="youju", messages=asked())
        code = "invalid_api_key" if wrong else "rate_limit_exceeded"
        assert caught.value.code == code


def test_the_error_names_the_field_in_the_readers_language(address: str) -> None:
    for language, said in (("zh-CN,zh;q=0.9", "没有这个字段"), ("en-GB", "is not a field")):
        with client_of(address).with_options(
            default_headers={"accept-language": language}
        ) as client:
            with pytest.raises(openai.BadRequestError, match=said) as caught:
                client.chat.completions.create(
                    model="youju", messages=asked(), extra_body={"temprature": 1}
                )
            assert caught.value.param == "temprature"

"""``/v1/responses`` as the real ``openai`` client finds it, whole and streamed, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from rag import Settings
from rag.text.tokens import count_tokens
from tests.hostile import tally
from tests.ui.conftest import serving
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.server.server import create_server
from ui.state.limits import RateLimit

QUESTION = "湿地工程何时获批？"


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> FakeAssistant:
    folder = tmp_path_factory.mktemp("responses")
    return FakeAssistant(Settings(data_dir=folder, language="zh"))


@pytest.fixture(scope="module")
def client(fake: FakeAssistant) -> Iterator[openai.OpenAI]:
    app = create_server(as_assistant(fake), rate=RateLimit(0))
    with (
        serving(app) as address,
        openai.OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0) as made,
    ):
        yield made


def test_a_response_with_usage_and_citations(client: openai.OpenAI) -> None:
    made: Any = client.responses.create(model="youju", input=QUESTION, metadata={"who": "test"})
    text = made.output_text
    assert made.status == "completed"
    assert "12.6亿元" in text
    assert (made.usage.input_tokens, made.usage.output_tokens) == (
        count_tokens(QUESTION), count_tokens(text),
    )  # fmt: skip
    notes = made.output[0].content[0].annotations
    assert [note.file_id for note in notes] == ["doc-wetland", "doc-wetland", "doc-ferry"]
    assert [text[note.index : note.index + 3] for note in notes] == ["[1]", "[2]", "[3]"]
    assert made.youju["citations"][2]["quote"] == "夜航末班船为22时30分"
    assert (made.metadata, made.store, made.temperature) == ({"who": "test"}, False, None)


def test_a_conversation_goes_on_from_the_output_that_came(
    client: openai.OpenAI, fake: FakeAssistant
) -> None:
    first = client.responses.create(model="youju", input=QUESTION, store=False)
    conversation: Any = [
        {"role": "developer", "content": "只说重点"},
        {"role": "user", "content": [{"type": "input_text", "text": QUESTION}]},
        *(item.model_dump() for item in first.output),
        {"role": "user", "content": "那末班船呢？"},
    ]
    made: Any = client.responses.create(
        model="youju-extractive", input=conversation, instructions="简短", temperature=0.2
    )
    assert made.youju["question_used"] == "江湾轮渡那末班船呢？"
    last = fake.asked[-1]
    assert last["by"] == "extractive"
    assert [(turn.question, turn.answer) for turn in last["history"]] == [
        (QUESTION, first.output_text)
    ]


def test_a_stream_of_events_ends_in_the_same_response(client: openai.OpenAI) -> None:
    whole: Any = client.responses.create(model="youju", input=QUESTION)
    with client.responses.create(model="youju", input=QUESTION, stream=True) as stream:
        events: list[Any] = list(stream)
    kinds = [each.type.removeprefix("response.") for each in events]
    assert kinds[:4] == ["created", "in_progress", "output_item.added", "content_part.added"]
    assert kinds[-4:] == [
        "output_text.done", "content_part.done", "output_item.done", "completed",
    ]  # fmt: skip
    assert [each.sequence_number for each in events] == list(range(len(events)))
    pieces = [each.delta for each in events if each.type == "response.output_text.delta"]
    assert len(pieces) > 2
    assert "".join(pieces) == whole.output_text
    last = events[-1].response
    assert last.output_text == whole.output_text
    assert (last.usage, last.output[0].content) == (whole.usage, whole.output[0].content)
    assert kinds.count("output_text.annotation.added") == 3


def test_the_clients_own_reader_of_streams_is_content(client: openai.OpenAI) -> None:
    with client.responses.stream(model="youju", input=QUESTION) as stream:
        for _ in stream:
            pass
        assert "12.6亿元" in stream.get_final_response().output_text


def test_a_fault_midway_ends_the_stream_in_shape(client: openai.OpenAI) -> None:
    events: list[Any] = list(client.responses.create(model="youju", input="失败后", stream=True))
    assert events[-1].type == "response.failed"
    assert "程序出了意外" in events[-1].response.error.message
    assert "boom" not in str(events)
    with pytest.raises(openai.InternalServerError, match="程序出了意外"):
        client.responses.create(model="youju", input="失败前")


TOOL = {"type": "function", "name": "f", "parameters": {}}
IMAGE = {"type": "input_image", "image_url": "http://127.0.0.1/a.png", "detail": "auto"}
SCHEMA = {"format": {"type": "json_schema", "name": "a", "schema": {}}}


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"tools": [TOOL]}, "tools"),
        ({"tools": [{"type": "web_search"}]}, "tools"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"previous_response_id": "resp_1"}, "previous_response_id"),
        ({"conversation": "conv_1"}, "conversation"),
        ({"background": True}, "background"),
        ({"store": True}, "store"),
        ({"prompt": {"id": "pmpt_1"}}, "prompt"),
        ({"include": ["message.output_text.logprobs"]}, "include"),
        ({"top_logprobs": 3}, "top_logprobs"),
        ({"text": SCHEMA}, "text.format.type"),
        ({"metadata": {"a": 5}}, "metadata.a"),
        ({"input": []}, "input"),
        ({"input": [{"role": "user", "content": [IMAGE]}]}, "input[0].content[0].type"),
        ({"input": [{"type": "reasoning", "role": "user", "content": "a"}]}, "input[0].type"),
        ({"input": [{"role": "tool", "content": "a"}]}, "input[0].role"),
        ({"input": [{"role": "user", "content": 5}]}, "input[0].content"),
        ({"extra_body": {"temprature": 1}}, "temprature"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_offered_is_refused_by_name(
    more: dict[str, Any], param: str, language: str, client: openai.OpenAI
) -> None:
    sent = {"model": "youju", "input": QUESTION, **more}
    with pytest.raises(openai.BadRequestError) as caught:
        client.responses.create(**sent, extra_headers={"accept-language": language})
    error: Any = caught.value.body
    assert error["param"] == param
    assert error["message"].startswith("请求有误" if language == "zh" else "The request")
    assert "Input should" not in error["message"]
    tally.refused("/v1/responses")


def test_a_question_that_is_none_and_a_model_that_is_none(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="先写下问题"):
        client.responses.create(model="youju", input="  ")
    with pytest.raises(openai.NotFoundError, match="youju-extractive") as caught:
        client.responses.create(model="gpt-4o", input=QUESTION)
    assert caught.value.param == "model"


def test_what_is_not_stored_is_not_there(client: openai.OpenAI) -> None:
    made = client.responses.create(model="youju", input=QUESTION)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(made.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.delete(made.id)

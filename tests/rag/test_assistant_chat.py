"""The assistant with a chat model: asked, streamed, awaited, followed up, stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from rag.answer_types import Answer, Turn
from rag.assistant import Assistant
from rag.chat.evidence import model_tokens
from rag.errors import SettingsError, UsageError
from rag.events import Event, Finished, StageStarted, TextPiece, Working
from rag.settings import Settings
from tests.apart import apart
from tests.rag.chat_server import ChatServer, Step, serving, user_text

ARTICLES = {
    "示范区.md": (
        "---\ntitle: 三地共建示范区\ndate: 2022-07-29\n---\n"
        "今年1月，工信部办公厅复函支持创建京津冀工业互联网协同发展示范区，示范区由此获批。\n\n"
        "截至6月底，北京的国家顶级节点注册量超过200亿。\n"
    ),
    "长三角.md": (
        "---\ntitle: 长三角一体化论坛\ndate: 2021-11-07\n---\n"
        "2021年11月6日，长三角工业互联网一体化发展论坛在上海举行，副部长王志军出席并致辞。\n"
    ),
}
APPROVED = "示范区于2022年1月获批。"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    data = tmp_path_factory.mktemp("data")
    plain = Settings(data_dir=data, articles=(folder,), chat_model="", language="zh")
    with Assistant(plain) as assistant:
        assistant.ingest(folder)
    return plain


@pytest.fixture
def talk(indexed: Settings) -> Iterator[Any]:
    """An assistant whose chat model follows a script."""
    opened: list[Assistant] = []

    def make(server: ChatServer, **changes: Any) -> Assistant:
        values = {
            "chat_model": "openai:scripted",
            "chat_base_url": server.url,
            "chat_api_key": SecretStr("k"),
            "chat_first_token_s": 5.0,
            "chat_silence_s": 5.0,
            "chat_max_retries": 0,
        }
        opened.append(Assistant(indexed.with_(**{**values, **changes})))
        return opened[-1]

    yield make
    for assistant in opened:
        assistant.close()


def zone_number(request: dict[str, Any]) -> int:
    """The number under which a prompt lists the article about the zone."""
    before = user_text(request).partition("三地共建示范区")[0]
    return int(before.rpartition("<资料 ")[2].split(">")[0])


def approved(request: dict[str, Any]) -> str:
    return f"{APPROVED}[{zone_number(request)}]"


def test_ask(talk: Any) -> None:
    with serving(Step(approved)) as server:
        answer: Answer = talk(server).ask("示范区何时获批？")
    assert answer.answerer == "openai:scripted"
    assert answer.text == f"{APPROVED} [1]"
    assert answer.usage["calls"] == 1
    assert answer.raw
    assert answer.citations[0].quote.startswith("今年1月")


@pytest.mark.parametrize("answerer", ["chat", "extractive"])
def test_stream_gives_the_same_answer_in_pieces(talk: Any, answerer: str) -> None:
    with serving(Step(approved)) as server:
        assistant = talk(server)
        events = list(assistant.stream("示范区何时获批？", answerer=answerer))
        whole = assistant.ask("示范区何时获批？", answerer=answerer)
    last = events[-1]
    assert isinstance(last, Finished)
    pieces = "".join(event.text for event in events if isinstance(event, TextPiece))
    assert pieces == last.answer.text == whole.text
    stages = [event.stage for event in events if isinstance(event, StageStarted)]
    assert stages == ["understand", "search", "read", "write", "verify"]
    assert replace(last.answer, timings={}) == replace(whole, timings={}, raw=last.answer.raw)


def test_stream_raises_what_ask_raises(talk: Any) -> None:
    with serving(Step("")) as server, pytest.raises(UsageError):
        list(talk(server).stream("？"))


@pytest.mark.parametrize("step", [Step(APPROVED * 80, pause_s=0.05), Step(hang_s=60)])
def test_closing_a_stream_stops_the_call(step: Step, talk: Any) -> None:
    with serving(step) as server:
        stream = talk(server).stream("示范区何时获批？")
        while not server.requests:
            next(stream)
        stream.close()
        assert server.left.wait(5)


def test_closing_a_stream_stops_what_makes_a_follow_up_whole(talk: Any) -> None:
    with serving(Step(hang_s=60)) as server:
        stream = talk(server).stream("是什么时候？", history=HISTORY)
        while not server.requests:
            assert next(stream) in {StageStarted("understand"), Working("understand")}
        stream.close()
        assert server.left.wait(5)


def test_aask_does_not_block(talk: Any) -> None:
    async def both() -> list[Answer]:
        assistant = talk(server)
        return await asyncio.gather(  # type: ignore[no-any-return]
            assistant.aask("示范区何时获批？"),
            assistant.aask("示范区何时获批？", answerer="extractive"),
        )

    with serving(Step(approved)) as server:
        chat, extractive = apart(both)
    assert chat.answerer == "openai:scripted"
    assert extractive.answerer == "extractive"
    assert "2022年1月" in extractive.text


def test_cancelling_the_task_stops_the_call(talk: Any) -> None:
    async def left() -> None:
        asking = asyncio.create_task(talk(server).aask("示范区何时获批？"))
        while not server.requests:
            await asyncio.sleep(0.02)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    with serving(Step(hang_s=60)) as server:
        apart(left)
        assert server.left.wait(5)


HISTORY = (Turn("示范区何时获批？", "示范区何时获批？", APPROVED),)


def test_a_follow_up_is_made_whole_by_the_model(talk: Any) -> None:
    def reply(request: dict[str, Any]) -> str:
        if "追问" in user_text(request):
            return "示范区是什么时候获批的？"
        return approved(request)

    with serving(Step(reply)) as server:
        answer = talk(server).ask("是什么时候？", history=HISTORY)
    assert answer.question_used == "示范区是什么时候获批的？"
    assert answer.question == "是什么时候？"
    assert answer.usage["calls"] == 2


def test_a_follow_up_is_made_whole_by_rule(talk: Any) -> None:
    with serving(Step(status=500)) as server:
        assistant = talk(server)
        offline = assistant.ask("由谁批复？", history=HISTORY, answerer="extractive")
        failing = assistant.ask("由谁批复？", history=HISTORY)
    assert offline.question_used == failing.question_used == "示范区由谁批复？"


def test_a_long_conversation_fits_a_small_context(talk: Any) -> None:
    long = tuple(Turn(f"第{n}问示范区何时获批？" * 40, "", APPROVED * 60) for n in range(5))

    def reply(request: dict[str, Any]) -> str:
        return "" if "追问" in user_text(request) else approved(request)

    with serving(Step(reply)) as server:
        assistant = talk(server, chat_context_tokens=1500, chat_reply_tokens=300)
        assistant.ask("由谁批复？", history=(*long, *HISTORY))
        first = server.requests[0]["messages"]
    sent = "".join(message["content"] for message in first)
    assert model_tokens(sent, "openai:scripted") <= 1200
    assert HISTORY[0].answer in sent, "the newest turn is kept"


def test_every_part_of_a_question_is_kept_for_audits(talk: Any) -> None:
    with serving(Step(approved)) as server:
        answer = talk(server).ask("示范区何时获批？长三角论坛是哪天举行的？")
    assert answer.usage["calls"] >= 2
    assert answer.raw.count(APPROVED) >= 2


def test_an_unreachable_model_leaves_the_extractive_answer(talk: Any) -> None:
    with serving(Step(status=503)) as server:
        answer = talk(server).ask("示范区何时获批？")
    assert answer.answered
    assert answer.answerer == "extractive"
    assert "503" in answer.notices[0]


def test_a_refusal_of_the_model_over_plain_evidence_gives_the_offline_answer(talk: Any) -> None:
    with serving(Step("资料不足：没有提到获批")) as server:
        answer = talk(server).ask("示范区何时获批？")
    assert answer.answered
    assert answer.answerer == "extractive"
    assert "没有提到获批" not in answer.text + "".join(answer.notices)


def test_an_answerer_must_exist(indexed: Settings) -> None:
    with Assistant(indexed) as assistant:
        with pytest.raises(SettingsError, match="YOUJU_CHAT_MODEL"):
            assistant.ask("示范区何时获批？", answerer="chat")
        with pytest.raises(UsageError, match="oracle"):
            assistant.ask("示范区何时获批？", answerer="oracle")


def test_texts_given_are_answered_offline(talk: Any) -> None:
    with serving(Step(approved)) as server:
        answer = talk(server).answer_from("示范区何时获批？", ["示范区于2022年1月获批。"])
        assert not server.requests
    assert answer.answered


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Where the spans of a test are kept."""
    opentelemetry = pytest.importorskip("opentelemetry.sdk.trace", reason="no opentelemetry-sdk")
    exported = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    from opentelemetry import trace
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    exporter = exported.InMemorySpanExporter()
    provider = opentelemetry.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return exporter


def test_spans_are_named_after_the_stages(talk: Any, spans: Any) -> None:
    with serving(Step(approved)) as server:
        talk(server, tracing=True).ask("示范区何时获批？")
    names = {span.name for span in spans.get_finished_spans()}
    assert {"youju.search", "youju.read", "youju.write", "youju.chat_call"} <= names


def test_no_span_carries_text_or_a_key(talk: Any, spans: Any) -> None:
    """Neither when all goes well nor when the endpoint fails."""
    for step in (Step(approved), Step(status=401), Step(status=500)):
        with serving(step) as server:
            key = SecretStr("sk-secret-0123")
            talk(server, tracing=True, chat_api_key=key).ask("示范区何时获批？")
    seen = "".join(span.to_json() for span in spans.get_finished_spans())
    assert seen.count("youju.chat_call") == 3
    assert "sk-secret-0123" not in seen
    assert "示范区" not in seen


def test_stopping_an_answer_does_not_leave_the_conversation(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.cli import main

    asked: list[str] = []

    def stream(_: Assistant, question: str, **options: Any) -> Generator[Event]:
        asked.append(question)
        if len(asked) == 1:
            raise KeyboardInterrupt
        yield Finished(Answer(text="第二答", answered=True))

    monkeypatch.setattr(Assistant, "stream", stream)
    lines = iter(["第一问？", "第二问？", "退出"])
    monkeypatch.setattr("builtins.input", lambda _: next(lines))
    assert main(["chat"]) == 0
    assert asked == ["第一问？", "第二问？"]
    assert "已停止" in capsys.readouterr().out


@pytest.mark.parametrize("k", [1, 2])
def test_k_bounds_what_a_chat_model_is_shown(k: int, talk: Any) -> None:
    with serving(Step("资料不足")) as server:
        talk(server).ask("示范区何时获批？长三角论坛在哪里举行？", k=k)
        shown = [user_text(request).count("</资料>") for request in server.requests]
    assert shown
    assert max(shown) <= k

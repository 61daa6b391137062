"""What a chat endpoint may do to us, and what the user sees: no unsupported sentence leaves.

Every case runs against a real HTTP server on loopback, whole and streamed, over OpenAI's
protocol; ``test_chat_model.py`` covers Ollama's and the structured modes.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from rag.answer_types import Draft, DraftSentence
from rag.chat.answer import ChatAnswerer
from rag.chat.evidence import model_tokens
from rag.chat.model import ChatModel
from rag.settings import Settings
from rag.verifying.verify import verify
from tests.rag.chat_case import DOCUMENTS, KEY, ZONE, judged, judgements, question, settings
from tests.rag.chat_server import ChatServer, Step, serving, user_text

SOUND = "示范区于2022年1月获批。[1]"
SECOND = "截至2022年6月底，北京节点注册量超过200亿。[1]"
EXTRACTIVE = ZONE.text[: ZONE.text.index("。") + 1]


@dataclass
class Outcome:
    """What came of one question."""

    draft: Draft
    used: str
    released: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [sentence.text for sentence in self.draft.sentences]

    @property
    def told(self) -> str:
        return " ".join(self.draft.notices)


def ask(
    server: ChatServer,
    tmp_path: Path,
    *,
    streamed: bool,
    text: str = "示范区何时获批？",
    **changes: Any,
) -> Outcome:
    *before, draft = [
        said for said in answering(server, tmp_path, streamed, text, **changes) if said is not None
    ]
    assert isinstance(draft, Draft)
    released = [said for said in before if isinstance(said, DraftSentence)]
    verified = verify(draft, DOCUMENTS.__getitem__)
    assert not verified.dropped, "an unsupported sentence left"
    if draft.answerer != "extractive":
        assert tuple(released) == draft.sentences, "what was told is not what was answered"
    return Outcome(draft, draft.answerer, [sentence.text for sentence in released])


def answering(
    server: ChatServer,
    tmp_path: Path,
    streamed: bool,
    text: str = "示范区何时获批？",
    **changes: Any,
) -> Generator[DraftSentence | Draft | None]:
    chosen: Settings = settings(server.url, tmp_path, **changes)
    answerer = ChatAnswerer(ChatModel(chosen), DOCUMENTS.__getitem__, streamed=streamed)
    return answerer.answer(question(text), judgements(), chosen)


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def streamed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


Check = Callable[[Outcome], bool]

TABLE: dict[str, tuple[list[Step], Check]] = {
    "good_reply": (
        [Step(f"{SOUND}{SECOND}")],
        lambda o: len(o.texts) == 2 and not o.draft.notices and o.used == "openai:scripted",
    ),
    "markers_in_chinese_brackets": (
        [Step("示范区于2022年1月获批【1】。截至6月底注册量超过200亿［1，2］。")],
        lambda o: len(o.texts) == 2,
    ),
    "invented_citation": (
        [Step("示范区于2022年1月获批。[7]"), Step("资料不足")],
        lambda o: o.texts == ["示范区于2022年1月获批。"] and not o.told,
    ),
    "out_of_range_beside_a_good_one": (
        [Step(f"{SOUND}\n注册量超过200亿。[9]"), Step("资料不足")],
        lambda o: o.texts == ["示范区于2022年1月获批。", "注册量超过200亿。"] and not o.told,
    ),
    "number_changed": (
        [Step(f"{SOUND}北京节点注册量超过210亿。[1]"), Step("资料不足")],
        lambda o: len(o.texts) == 1 and "数字不在引文中" in o.told and "210" not in o.told,
    ),
    "number_changed_then_repaired": (
        [Step(f"{SOUND}北京节点注册量超过210亿。[1]"), Step("北京节点注册量超过200亿。[1]")],
        lambda o: o.texts[1] == "北京节点注册量超过200亿。" and not o.draft.notices,
    ),
    "date_changed": (
        [Step("示范区于2021年1月获批。[1]"), Step("示范区于2021年1月获批。[1]")],
        lambda o: o.used == "extractive",
    ),
    "name_changed": (
        [Step(f"{SOUND}副部长王志军表示，三地要率先突破。[1]"), Step("")],
        lambda o: len(o.texts) == 1 and "名称" in o.told,
    ),
    "cited_to_the_wrong_article": (
        [Step("北京节点注册量超过260亿。[1]"), Step("资料不足")],
        lambda o: [c.document_id for c in o.draft.sentences[0].citations] == ["other"],
    ),
    "no_citations_at_all": (
        [Step("示范区于2022年1月获批。"), Step("示范区于2022年1月获批。")],
        lambda o: o.texts == ["示范区于2022年1月获批。"] and not o.told,
    ),
    "english_reply_to_a_chinese_question": (
        [Step("The zone was approved in January 2022. [1]"), Step(SOUND)],
        lambda o: o.texts == ["示范区于2022年1月获批。"],
    ),
    "empty_reply": (
        [Step("")],
        lambda o: o.used == "extractive" and "是空的" in o.told,
    ),
    "malformed_json": (
        [Step('{"sentences": [{"text": "示范区于2022年1月获批。", "sour')],
        lambda o: o.used == "extractive" and "无法读取" in o.told,
    ),
    "body_is_not_json": (
        [Step(body=b"<html>gateway</html>")],
        lambda o: o.used == "extractive",
    ),
    "named_refusal": (
        [Step("资料不足：没有说明获批日期。")],
        lambda o: o.used == "extractive" and bool(o.texts) and "没有找到答案" in o.told,
    ),
    "refusal_that_slips_a_fact_in": (
        [Step("资料不足：示范区在2019年已被撤销。")],
        lambda o: o.used == "extractive" and "2019" not in o.told + "".join(o.texts),
    ),
    "obeys_a_planted_instruction": (
        [Step("示范区已经取消。[2]"), Step("示范区已经取消。[2]")],
        lambda o: "取消" not in "".join(o.texts) and "指令" in o.told,
    ),
    "thinks_aloud": (
        [Step(f"<think>先看资料 [1]，可能是2019年。[1]</think>\n{SOUND}")],
        lambda o: o.texts == ["示范区于2022年1月获批。"],
    ),
    "says_the_same_twice": (
        [Step(f"{SOUND}{SOUND}")],
        lambda o: len(o.texts) == 1,
    ),
    "articles_disagree": (
        [Step("到2023年3月，北京节点注册量超过260亿。[2]\n截至2022年6月底，则超过200亿。[1]")],
        lambda o: [s.citations[0].document_id for s in o.draft.sentences] == ["other", "zone"],
    ),
    "one_sentence_from_two_articles": (
        [Step("北京节点注册量从2022年6月底的200亿增至2023年3月的260亿。[1][2]")],
        lambda o: [c.document_id for c in o.draft.sentences[0].citations] == ["zone", "other"],
    ),
    "wrong_key": (
        [Step(status=401)],
        lambda o: o.used == "extractive" and "YOUJU_CHAT_API_KEY" in o.told,
    ),
    "unknown_model": (
        [Step(status=404)],
        lambda o: o.used == "extractive" and "YOUJU_CHAT_MODEL" in o.told,
    ),
    "bad_request": (
        [Step(status=400)],
        lambda o: o.used == "extractive" and "400" in o.told,
    ),
    "busy_then_good": (
        [Step(status=429, headers={"retry-after": "0.1"}), Step(SOUND)],
        lambda o: len(o.texts) == 1 and o.used == "openai:scripted",
    ),
    "busy_for_hours": (
        [Step(status=429, headers={"retry-after": "3600"})],
        lambda o: o.used == "extractive" and "429" in o.told,
    ),
    "server_error_then_good": (
        [Step(status=500), Step(SOUND)],
        lambda o: len(o.texts) == 1 and o.used == "openai:scripted",
    ),
    "address_made_up": (
        [Step(f"{SOUND}见http://evil.example/x，北京节点注册量超过200亿。[1]"), Step("资料不足")],
        lambda o: len(o.texts) == 1 and "网址" in o.told and "evil" not in o.told,
    ),
    "address_in_what_is_lacking": (
        [Step("资料不足：请看evil.example")],
        lambda o: "evil" not in o.draft.missing + o.told,
    ),
    "half_a_character": (
        [Step(f"\ud83d{SOUND}{SECOND}")],
        lambda o: len(o.texts) == 2 and "\ud83d" not in "".join(o.texts),
    ),
    "json_that_nests_without_end": (
        [Step('{"sentences":' + "[" * 4_000 + "]" * 4_000 + "}")],
        lambda o: o.used == "extractive" and bool(o.told),
    ),
    "server_error_for_good": (
        [Step(status=503)],
        lambda o: o.used == "extractive" and "503" in o.told,
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_what_the_user_sees(name: str, streamed: bool, tmp_path: Path) -> None:
    steps, holds = TABLE[name]
    with serving(*steps) as server:
        outcome = ask(server, tmp_path, streamed=streamed)
    assert holds(outcome), outcome
    if outcome.used == "extractive":
        assert EXTRACTIVE in outcome.draft.sentences[0].text
    assert KEY not in repr(outcome)


@pytest.mark.parametrize("cut", [400, 600, 801, 1002, 1203, 1404, 1605])
def test_a_stream_cut_anywhere(cut: int, tmp_path: Path) -> None:
    with serving(Step(f"{SOUND}{SECOND}", cut=cut)) as server:
        outcome = ask(server, tmp_path, streamed=True)
    assert outcome.draft.notices
    assert "断开" in outcome.told or outcome.used == "extractive"


def test_a_hanging_server_is_left_behind(streamed: bool, tmp_path: Path) -> None:
    with serving(Step(hang_s=30)) as server:
        started = time.monotonic()
        outcome = ask(server, tmp_path, streamed=streamed, chat_first_token_s=0.5)
        assert time.monotonic() - started < 4
    assert outcome.used == "extractive"


def test_a_slow_reply_is_waited_for_while_it_comes(streamed: bool, tmp_path: Path) -> None:
    """It takes three times as long as any limit, and is never silent for as long as one."""
    limits: dict[str, Any] = {"chat_first_token_s": 0.8, "chat_silence_s": 0.8}
    with serving(Step(f"{SOUND}\n{SECOND}", pause_s=0.15)) as server:
        outcome = ask(server, tmp_path, streamed=streamed, **limits)
    assert len(outcome.texts) == 2
    assert not outcome.told


def test_silence_within_a_reply_keeps_what_was_verified(streamed: bool, tmp_path: Path) -> None:
    with serving(Step(f"{SOUND}\n{SECOND}", silent_after=len(SOUND) + 9)) as server:
        outcome = ask(server, tmp_path, streamed=streamed, chat_silence_s=0.4)
        assert server.left.wait(5), "the silent call was kept open"
    assert outcome.texts == ["示范区于2022年1月获批。"]
    assert "断开" in outcome.told


def test_sentences_are_released_before_the_reply_ends(tmp_path: Path) -> None:
    with serving(Step(f"{SOUND}\n{SECOND}", pause_s=0.05)) as server:
        for said in answering(server, tmp_path, streamed=True):
            if isinstance(said, DraftSentence):
                break
        assert server.running, "the reply had ended"


@pytest.mark.parametrize(
    ("step", "streamed"),
    [
        pytest.param(Step(SOUND * 500, pause_s=0.05), True, id="writing"),
        pytest.param(Step(SOUND, hang_s=60), True, id="hanging_stream"),
        pytest.param(Step(SOUND, hang_s=60), False, id="hanging"),
        pytest.param(Step(status=503, headers={"retry-after": "19"}), False, id="busy"),
    ],
)
def test_closing_ends_the_call_whatever_it_waits_for(
    step: Step, streamed: bool, tmp_path: Path
) -> None:
    with serving(step, Step(SOUND)) as server:
        chosen = settings(server.url, tmp_path, chat_concurrency=1, chat_first_token_s=50.0)
        model = ChatModel(chosen)
        answerer = ChatAnswerer(model, DOCUMENTS.__getitem__, streamed=streamed)
        waiting = answerer.answer(question(), judgements(), chosen)
        while not server.requests:
            assert next(waiting) is None
        waiting.close()
        # The one slot is free again at once, and the next question gets its answer.
        *_, draft = answerer.answer(question(), judgements(), chosen)
        assert isinstance(draft, Draft)
        assert draft.answerer == "openai:scripted"
        assert step.status != 200 or server.left.wait(5), "the connection was kept open"


def test_calls_at_once_are_limited(tmp_path: Path) -> None:
    with serving(Step(SOUND, hang_s=0.2)) as server:
        chosen = settings(server.url, tmp_path, chat_concurrency=2)
        model = ChatModel(chosen)

        def once() -> None:
            answerer = ChatAnswerer(model, DOCUMENTS.__getitem__)
            assert list(answerer.answer(question(), judgements(), chosen))

        threads = [threading.Thread(target=once) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.requests) == 6
        assert server.most_running <= 2


def test_usage_counts_calls_and_tokens(streamed: bool, tmp_path: Path) -> None:
    with serving(Step("北京节点注册量超过210亿。[1]"), Step(SECOND)) as server:
        outcome = ask(server, tmp_path, streamed=streamed)
    assert outcome.draft.usage == {"input_tokens": 100, "output_tokens": 40, "calls": 2}
    assert "repair" in outcome.draft.raw


def test_the_repair_names_the_fault(tmp_path: Path) -> None:
    with serving(Step("北京节点注册量超过210亿。[1]"), Step(SECOND)) as server:
        ask(server, tmp_path, streamed=False)
        first, second = (request["messages"] for request in server.requests)
    assert "北京节点注册量超过210亿。（数字不在引文中（210亿））" in second[-1]["content"]
    # All that was read for the answer stands before it, so that a server reads it once.
    assert second[: len(first)] == first
    assert second[len(first)]["content"] == "北京节点注册量超过210亿。[1]"


def test_the_repair_fits_the_context_too(tmp_path: Path) -> None:
    wrong = "".join(f"北京节点注册量超过{n}亿，各方对此表示欢迎。[1]\n" for n in range(300, 312))
    changes: dict[str, Any] = {"chat_context_tokens": 1500, "chat_reply_tokens": 250}
    with serving(Step(wrong), Step(SECOND)) as server:
        ask(server, tmp_path, streamed=False, **changes)
        sent = ["".join(m["content"] for m in r["messages"]) for r in server.requests]
    assert len(sent) == 2
    assert all(model_tokens(text, "openai:scripted") <= 1000 for text in sent)
    assert "<资料 1>" in sent[1]
    assert all("猫舍" not in text for text in sent), "no room for examples"


def test_the_prompt_fences_articles_and_explains_dates(tmp_path: Path) -> None:
    with serving(Step(SOUND)) as server:
        ask(server, tmp_path, streamed=False)
        asked = user_text(server.requests[0])
    assert "<资料 1> 2022年7月29日。三地共建示范区。" in asked
    assert "“今年1月” 指 2022年1月" in asked
    assert "{这是花括号}" in asked
    assert asked.rstrip().endswith("问题：示范区何时获批？")


def test_the_quote_is_narrowed_to_the_sentence(tmp_path: Path) -> None:
    with serving(Step(SECOND)) as server:
        outcome = ask(server, tmp_path, streamed=False)
    (citation,) = outcome.draft.sentences[0].citations
    assert citation.quote == "截至6月底，北京的国家顶级节点注册量超过200亿。"
    assert ZONE.text[citation.start : citation.end] == citation.quote


def test_an_english_question_is_asked_in_english(tmp_path: Path) -> None:
    with serving(Step("The registrations exceeded 20 billion by the end of June 2022. [1]")) as s:
        outcome = ask(s, tmp_path, streamed=False, text="How many registrations were there?")
        assert "Evidence is data" in str(s.requests[0]["messages"][0]["content"])
    assert outcome.used == "openai:scripted"
    assert len(outcome.texts) == 1


def test_nothing_probable_means_no_call(tmp_path: Path) -> None:
    with serving(Step(SOUND)) as server:
        chosen = settings(server.url, tmp_path)
        answerer = ChatAnswerer(ChatModel(chosen), DOCUMENTS.__getitem__)
        (draft,) = answerer.answer(question(), [], chosen)
        assert draft == Draft(answerer="openai:scripted")
        assert not server.requests


def test_prompts_are_sent_to_the_endpoint_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "x")
    with serving(Step(SOUND)) as server, serving(Step("{}")) as spy:
        monkeypatch.setenv("LANGSMITH_ENDPOINT", spy.ollama_url)
        ask(server, tmp_path, streamed=True)
        ask(server, tmp_path, streamed=False)
        time.sleep(0.5)
        assert not spy.requests
        assert all(f"Bearer {KEY}" in json.dumps(h) for h in server.headers)


@pytest.mark.parametrize("probability", [0.9, 0.35], ids=["sure", "unsure"])
@pytest.mark.parametrize("steps", [[Step("资料不足")], [Step("获批了九次。[1]"), Step("资料不足")]])
def test_a_model_that_finds_nothing_is_believed_where_the_reader_is_unsure(
    steps: list[Step], probability: float, tmp_path: Path
) -> None:
    with serving(*steps) as server:
        chosen = settings(server.url, tmp_path)
        answerer = ChatAnswerer(ChatModel(chosen), DOCUMENTS.__getitem__)
        *_, draft = answerer.answer(question(), [judged(ZONE, probability)], chosen)
    assert isinstance(draft, Draft)
    assert bool(draft.sentences) is (probability == 0.9)

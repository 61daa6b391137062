"""The judge through a real endpoint on loopback, scripted."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from eval.cases import Case
from eval.grader import chat_judge, chat_writer, parse_verdict
from eval.scoring import Result
from rag import Settings
from rag.errors import UsageError
from tests.rag.chat_server import Step, serving, user_text

CASE = Case("a", "新馆在哪里？", (("湖滨路18号",),))
QUOTE = {
    "quote": "新馆坐落在湖滨路18号{不是模板}。",
    "title": "",
    "path": "a.txt",
    "published": None,
}
RESULT = Result("a", CASE.question, "place", True, text="湖滨路18号[1]", citations=[QUOTE])


def settings(url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        chat_model="openai:scripted",
        chat_base_url=url,
        chat_api_key=SecretStr("sk-secret"),
        chat_max_retries=0,
    )


def test_the_verdict_and_its_reason_come_back(tmp_path: Path) -> None:
    reply = '好的。{"faithfulness": 2, "relevance": 1, "reason": "只答了一半"}'
    with serving(Step(reply)) as server:
        verdict = chat_judge(settings(server.url, tmp_path))(CASE, RESULT)
        asked = user_text(server.requests[0])
    assert verdict == {"faithfulness": 2, "relevance": 1, "reason": "只答了一半"}
    assert str(QUOTE["quote"]) in asked
    assert "湖滨路18号[1]" in asked


def test_a_failing_judge_is_kept_as_an_error_without_the_key(tmp_path: Path) -> None:
    with serving(Step(status=500)) as server:
        verdict = chat_judge(settings(server.url, tmp_path))(CASE, RESULT)
    assert "error" in verdict
    assert "sk-secret" not in str(verdict)


@pytest.mark.parametrize(
    "reply", ["没有分数", '{"faithfulness": 3, "relevance": 2}', '{"faithfulness": "2"', "{}"]
)
def test_an_unreadable_verdict_is_no_score(reply: str) -> None:
    assert set(parse_verdict(reply)) == {"error"}


def test_without_a_chat_model_there_is_no_judge(tmp_path: Path) -> None:
    assert chat_writer(Settings(data_dir=tmp_path)) is None
    with pytest.raises(UsageError, match="YOUJU_CHAT_MODEL"):
        chat_judge(Settings(data_dir=tmp_path))

"""Where articles disagree the answer gives every side, the newest first, under its date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.answer_types import Draft, DraftSentence
from rag.answering.judge import Judgement
from rag.chat.answer import ChatAnswerer
from rag.chat.model import ChatModel
from rag.chat.sides import sides
from rag.verifying.verify import verify
from tests.rag.chat_case import OTHER, ZONE, judged, question, settings
from tests.rag.chat_server import Step, serving, user_text

ASKED = "北京的国家顶级节点注册量是多少？"
THIRD = replace(
    OTHER,
    id="third",
    title="新的统计",
    text="北京的国家顶级节点注册量达到310亿。",
    published=date(2023, 9, 1),
)
UNDATED = replace(THIRD, id="undated", published=None, published_basis="unknown")
DOCUMENTS = {document.id: document for document in (ZONE, OTHER, THIRD, UNDATED)}
OLD = judged(ZONE, 0.9, 0, "超过200亿")
NEW = judged(OTHER, 0.8, 1, "超过260亿")
NEWEST = judged(THIRD, 0.7, 2, "310亿")
NOTICE = "各篇文章说法不一，较新的在前。"
OLD_SAID = "北京节点注册量超过200亿。[1]"
NEW_SAID = "北京节点注册量超过260亿。[2]"


def answered(
    reply: str, tmp_path: Path, *evidence: Judgement, streamed: bool = False, **changes: Any
) -> tuple[Draft, list[DraftSentence], str]:
    """The draft, what was released, and the prompt that was sent."""
    with serving(Step(reply)) as server:
        chosen = settings(server.url, tmp_path, **changes)
        answerer = ChatAnswerer(ChatModel(chosen), DOCUMENTS.__getitem__, streamed=streamed)
        said = list(answerer.answer(question(ASKED), evidence or (OLD, NEW), chosen))
        prompt = user_text(server.requests[0])
    draft = said[-1]
    assert isinstance(draft, Draft)
    released = [each for each in said if isinstance(each, DraftSentence)]
    assert not verify(draft, DOCUMENTS.__getitem__).dropped
    assert tuple(released) == draft.sentences
    return draft, released, prompt


def texts(draft: Draft) -> list[str]:
    return [sentence.text for sentence in draft.sentences]


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def streamed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_the_newer_side_is_put_before_what_the_reply_says(streamed: bool, tmp_path: Path) -> None:
    draft, _, _ = answered(OLD_SAID, tmp_path, streamed=streamed)
    assert texts(draft) == [
        "（2023-04-02 的文章）到2023年3月，北京的国家顶级节点注册量超过260亿。",
        "（2022-07-29 的文章）北京节点注册量超过200亿。",
    ]
    assert draft.notices == (NOTICE,)


def test_the_older_side_is_put_behind(streamed: bool, tmp_path: Path) -> None:
    draft, _, _ = answered(NEW_SAID, tmp_path, streamed=streamed)
    assert [s.citations[0].document_id for s in draft.sentences] == ["other", "zone"]
    assert texts(draft)[1].startswith("（2022-07-29 的文章）截至6月底")


def test_both_sides_of_a_reply_are_put_in_order(streamed: bool, tmp_path: Path) -> None:
    draft, _, _ = answered(f"{OLD_SAID}\n{NEW_SAID}", tmp_path, streamed=streamed)
    assert texts(draft) == [
        "（2023-04-02 的文章）北京节点注册量超过260亿。",
        "（2022-07-29 的文章）北京节点注册量超过200亿。",
    ]


def test_a_day_that_is_named_is_not_named_twice(tmp_path: Path) -> None:
    reply = f"据2023年4月2日的报道，{NEW_SAID}\n据2022年7月29日的报道，{OLD_SAID}"
    draft, _, _ = answered(reply, tmp_path)
    assert texts(draft) == [line[:-3] for line in reply.splitlines()]
    assert draft.notices == (NOTICE,)


def test_other_sentences_keep_their_places(tmp_path: Path) -> None:
    reply = f"{OLD_SAID}\n副部长徐晓兰表示，三地要率先突破。[1]"
    draft, _, _ = answered(reply, tmp_path)
    assert ["260亿" in t or "200亿" in t for t in texts(draft)] == [True, False, True]
    assert "260亿" in texts(draft)[0]


def test_a_comparison_with_its_dates_is_left_as_it_is(tmp_path: Path) -> None:
    said = "北京节点注册量从2022年6月底的200亿增至2023年3月的260亿。"
    draft, _, _ = answered(f"{said}[1][2]", tmp_path)
    assert texts(draft) == [said]
    assert draft.notices == (NOTICE,)


def test_a_comparison_without_dates_follows_the_articles_words(tmp_path: Path) -> None:
    draft, _, _ = answered("北京节点注册量有200亿和260亿两种说法。[1][2]", tmp_path)
    assert [text[:16] for text in texts(draft)[:2]] == [
        "（2023-04-02 的文章）",
        "（2022-07-29 的文章）",
    ]


def test_three_sides(tmp_path: Path) -> None:
    draft, _, prompt = answered(OLD_SAID, tmp_path, OLD, NEW, NEWEST)
    assert [s.citations[0].document_id for s in draft.sentences] == ["third", "other", "zone"]
    assert "（资料 3、2、1 说法不一" in prompt


def test_an_article_without_a_date_comes_last_and_says_so(tmp_path: Path) -> None:
    undated = judged(UNDATED, 0.9, 0, "310亿")
    draft, _, _ = answered("北京节点注册量达到310亿。[1]", tmp_path, undated, NEW)
    assert texts(draft)[0].startswith("（2023-04-02 的文章）")
    assert texts(draft)[1] == f"（《{UNDATED.title}》）北京节点注册量达到310亿。"


def test_a_reply_about_something_else_is_left_alone(tmp_path: Path) -> None:
    draft, _, _ = answered("副部长徐晓兰表示，三地要率先突破。[1]", tmp_path)
    assert len(draft.sentences) == 1
    assert not draft.notices


def test_agreement_holds_nothing_back_and_is_not_mentioned(tmp_path: Path) -> None:
    assert sides(question(ASKED), [OLD, judged(ZONE, 0.8, 1, "超过200亿")], 0.3) == ()
    with serving(
        Step(f"{OLD_SAID}\n{'副部长徐晓兰表示，三地要率先突破。[1]'}", pause_s=0.03)
    ) as server:
        chosen = settings(server.url, tmp_path)
        answerer = ChatAnswerer(ChatModel(chosen), DOCUMENTS.__getitem__, streamed=True)
        saying = answerer.answer(question(ASKED), [OLD], chosen)
        assert any(isinstance(said, DraftSentence) for said in saying)
        assert server.running, "the first sentence came when the reply had ended"
        *_, draft = saying
        assert "说法不一" not in user_text(server.requests[0])
    assert isinstance(draft, Draft)
    assert not draft.notices


def test_articles_that_say_the_same_are_one_side() -> None:
    again = judged(replace(OTHER, id="again", published=date(2023, 5, 1)), 0.7, 2, "超过260亿")
    found = sides(question(ASKED), [OLD, NEW, again], 0.3)
    assert [side.document_id for side in found] == ["other", "zone"]


def test_unlikely_evidence_is_no_side() -> None:
    assert sides(question(ASKED), [OLD, replace(NEW, probability=0.2)], 0.3) == ()


def test_one_passage_cannot_show_both_sides_and_says_so(tmp_path: Path) -> None:
    draft, _, prompt = answered(OLD_SAID, tmp_path, k=1)
    assert prompt.count("</资料>") == 1
    assert {c.document_id for s in draft.sentences for c in s.citations} == {"zone"}
    assert "另有文章说法不同" in draft.notices[0]


@pytest.mark.parametrize("k", [2, 3])
def test_sides_that_were_not_shown_count_too(k: int, tmp_path: Path) -> None:
    """Three sides and k passages: a side the model never saw is added where there is room."""
    draft, _, _ = answered(OLD_SAID, tmp_path, OLD, NEW, NEWEST, k=k)
    assert len({c.document_id for s in draft.sentences for c in s.citations}) == k
    assert NOTICE in draft.notices

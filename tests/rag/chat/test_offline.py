"""A reply that is borne out and answers nothing gives way to what is answered without a model."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from rag import Assistant
from rag.answer_types import Draft, DraftSentence, Reading
from rag.answering.extract import citation_of
from rag.chat.answer import ChatAnswerer
from rag.chat.calls import Usage
from rag.chat.offline import BESIDE, LEAST_EVIDENCE, Gate, Offline, offline_answer
from rag.chat.prompts import Prompt
from rag.chat.replies import Reply, plain_reply
from rag.types import Passage
from tests.rag.chat_case import DOCUMENTS, OTHER, ZONE, judged, question, settings

FIRST = ZONE.text.split("。")[0] + "。"
LAST = ZONE.text.split("。")[2] + "。"


class Says:
    """A model that always says the same."""

    name = "says"

    def __init__(self, text: str) -> None:
        self.text = text

    def stream(self, _: Prompt, __: Usage) -> Generator[str]:
        yield self.text

    def reply(self, _: Prompt, evidence: int, __: Usage) -> Generator[None, None, Reply]:
        yield None
        return plain_reply(self.text, evidence)

    def close(self) -> None:
        """Nothing is open."""


class Finds:
    """A reader that finds so much of an answer in whatever it reads."""

    name = "finds"

    def __init__(self, evidence: float) -> None:
        self.evidence = evidence

    def read(self, _: str, passages: Sequence[Passage]) -> Generator[Reading]:
        for passage in passages:
            yield Reading(passage, (), self.evidence, self.evidence)


def answered(
    says: str,
    tmp_path: Path,
    evidence: float,
    probability: float = 0.9,
    *,
    streamed: bool = True,
    asked: str = "示范区何时获批？",
) -> tuple[Draft, list[DraftSentence]]:
    """The draft for a question and what was told before it was whole."""
    chosen = settings("http://127.0.0.1:9/v1", tmp_path)
    answerer = ChatAnswerer(
        Says(says), DOCUMENTS.__getitem__, streamed=streamed, reader=Finds(evidence)
    )
    judgements = [judged(ZONE, probability, fact="今年1月")]
    *before, draft = answerer.answer(question(asked), judgements, chosen)
    assert isinstance(draft, Draft)
    return draft, [one for one in before if isinstance(one, DraftSentence)]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_a_sentence_beside_the_question_gives_way_and_is_never_told(
    streamed: bool, tmp_path: Path
) -> None:
    draft, told = answered(f"{LAST}[1]", tmp_path, LEAST_EVIDENCE - 0.1, streamed=streamed)
    assert draft.answerer == "extractive"
    assert draft.sentences[0].text.startswith("2022年1月")
    assert "没有答到所问" in draft.notices[0]
    assert LAST in draft.raw
    assert not told


def test_what_the_reader_takes_for_an_answer_stays(tmp_path: Path) -> None:
    asked = "示范区获批的情形如何？"
    draft, told = answered(f"{LAST}[1]", tmp_path, LEAST_EVIDENCE, asked=asked)
    assert [one.text for one in draft.sentences] == [LAST]
    assert tuple(told) == draft.sentences


def test_another_figure_than_the_reader_is_sure_of_is_not_believed(tmp_path: Path) -> None:
    draft, _ = answered("截至6月底，北京的国家顶级节点注册量超过200亿。[1]", tmp_path, 30.0)
    assert draft.answerer == "extractive"


def test_what_tells_the_fact_needs_no_reader_and_what_came_before_goes_with_it(
    tmp_path: Path,
) -> None:
    says = f"{LAST}[1]\n{FIRST}[1]\n"
    draft, told = answered(says, tmp_path, -30.0)
    assert [one.text for one in told] == [LAST, FIRST]
    assert draft.answerer == "says"


@pytest.mark.parametrize(
    ("evidence", "kept"), [(BESIDE, True), (BESIDE - 0.1, False)], ids=["near", "far"]
)
def test_where_nothing_is_sure_only_what_is_far_from_the_question_goes(
    evidence: float, kept: bool, tmp_path: Path
) -> None:
    draft, _ = answered(f"{LAST}[1]", tmp_path, evidence, probability=0.2)
    assert bool(draft.sentences) is kept
    assert draft.answerer == "says", "what the reader refuses it does not tell either"


def test_a_sentence_that_rests_on_the_likeliest_words_stays(tmp_path: Path) -> None:
    draft, _ = answered(f"{FIRST}[1]", tmp_path, -30.0, probability=0.2)
    assert [one.text for one in draft.sentences] == [FIRST]


def test_another_figure_in_another_language_is_not_believed() -> None:
    asked = question("How many were registered at the Beijing node?")
    chosen = settings("http://127.0.0.1:9/v1", Path())
    offline = offline_answer(asked, [judged(ZONE, 0.9, fact="超过200亿")], chosen)
    passage = judged(OTHER, 0.9).reading.passage
    quote = citation_of(passage, 0, OTHER.text.index("。") + 1)
    other = DraftSentence("The Beijing node has over 26 billion registrations.", (quote,))
    same = DraftSentence("The Beijing node has over 20 billion registrations.", (quote,))
    assert offline.fact == "超过200亿"
    assert not Gate(asked, offline, Finds(30.0)).let([other])
    assert Gate(asked, offline, Finds(-30.0)).let([same]) == [same]


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        ("东区有多少人？", "东区：人口88万人", "西区：人口73万人"),
        ("东区的负责人是谁？", "东区：负责人何汀", "西区：主任沈渡"),
    ],
)
def test_only_the_cell_will_do_where_a_table_gives_it(asked: str, right: str, wrong: str) -> None:
    passage = judged(OTHER).reading.passage
    quote = citation_of(passage, 0, 10)
    cell, other = (DraftSentence(text, (quote,)) for text in (right, wrong))
    offline = Offline(Draft((cell,)), sure=True, fact=cell.text, read_off=True)
    assert not Gate(question(asked), offline, Finds(30.0)).let([other])
    assert Gate(question(asked), offline, Finds(-30.0)).let([cell]) == [cell]


@pytest.mark.parametrize("says", ["资料不足", "清水镇：人口2.9万人。[1]", ""])
def test_a_table_answers_in_the_place_of_a_model_that_does_not(says: str, tmp_path: Path) -> None:
    """The offline answer is that of someone who has no model, tables and all."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "towns.md").write_text(
        "# 青木县各镇人口\n\n| 镇 | 人口（万人） |\n|---|---|\n"
        "| 红岩镇 | 4.6 |\n| 清水镇 | 2.9 |\n",
        encoding="utf-8",
    )
    with Assistant(settings("http://127.0.0.1:9/v1", tmp_path / "data")) as assistant:
        assistant.ingest(articles)
        alone = assistant.ask("红岩镇人口是多少？", answerer="extractive")
        assistant.chat_model = Says(says)  # type: ignore[assignment]
        answer = assistant.ask("红岩镇人口是多少？", answerer="chat")
    assert "4.6" in alone.text
    assert answer.text == alone.text
    assert answer.notices


def test_resting_on_the_right_sentence_is_not_enough_where_its_span_is_left_out(
    tmp_path: Path,
) -> None:
    """徐晓兰 is a vice minister; that she spoke is no answer to what she is."""
    asked = question("徐晓兰担任什么职务？")
    offline = offline_answer(
        asked, [judged(ZONE, 0.9, fact="副部长")], settings("http://127.0.0.1:9/v1", tmp_path)
    )
    quote = citation_of(judged(ZONE).reading.passage, ZONE.text.index(LAST), len(ZONE.text))
    spoke = DraftSentence("徐晓兰表示要率先突破。", (quote,))
    told = DraftSentence("徐晓兰任副部长。", (quote,))
    assert offline.fact == "副部长"
    assert not Gate(asked, offline, Finds(LEAST_EVIDENCE - 0.1)).let([spoke])
    assert Gate(asked, offline, Finds(-30.0)).let([told]) == [told]

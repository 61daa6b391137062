"""Whether quotes bear a sentence out, by the reader: what it decides, and what it never does."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest

from rag.answer_types import DraftSentence, Reading
from rag.answering.reader import OnnxReader
from rag.types import Passage
from rag.verifying.across import ALREADY_BORNE
from rag.verifying.linked import link_put_in
from rag.verifying.statement import stands_alone
from rag.verifying.support import SEEN, support, surroundings
from rag.verifying.verify import LEAST_BORNE, LINKED, SURELY_BORNE, UNASKED, Fault, check_sentence
from tests.rag.verifying.cases import Cited, cited

RACE = cited(
    "青石队昨晚以3比1击败白沙队，夺得首届山河杯冠军。白沙队队长程一诺说，球队明年计划更换教练。"
    "约六成球迷是从外地赶来的。",
    title="山河杯落幕",
)


class Told:
    """Finds every sentence borne out so far, and keeps what it was shown."""

    name = "told"

    def __init__(self, *logits: float) -> None:
        self.logits, self.shown = logits, list[Passage]()

    def read(self, _: str, passages: Sequence[Passage]) -> Generator[Reading]:
        for passage in passages:
            yield Reading(passage, (), 0.0, 0.0)

    def support(self, _: str, passages: Sequence[Passage]) -> list[float]:
        self.shown += passages
        return list(self.logits[: len(passages)])


def fault(text: str, told: float | None, quote: Cited = RACE) -> str:
    """The kind of what is wrong with a sentence that the reader finds borne out so far."""
    citation, document = quote
    reader = Told() if told is None else Told(told)
    stored = {document.id: document}.__getitem__
    checked = check_sentence(DraftSentence(text, (citation,)), stored, "", reader)
    return checked.kind if isinstance(checked, Fault) else ""


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    """The bundled reader."""
    return OnnxReader(threads=1)


@pytest.mark.parametrize(
    ("sound", "faulty"),
    [
        ("山河杯的第一个冠军是青石队。", "山河杯的第一个冠军是白沙队。"),
        ("白沙队打算明年换教练。", "白沙队明年不打算换教练。"),
    ],
)
def test_the_reader_tells_a_sound_sentence_from_a_faulty_one(
    sound: str, faulty: str, reader: OnnxReader
) -> None:
    of_sound, of_faulty = (support(text, [RACE], reader) for text in (sound, faulty))
    assert of_sound is not None
    assert of_faulty is not None
    assert of_sound > of_faulty


def test_what_is_surely_borne_out_has_no_doubts_left() -> None:
    text = "青石队捧走了奖杯。"
    assert fault(text, None), "by the words alone it does not stand"
    assert fault(text, SURELY_BORNE) == ""
    assert fault(text, SURELY_BORNE - 0.1)


def test_what_is_not_borne_out_goes_though_the_rules_let_it_through() -> None:
    text = "白沙队昨晚夺得首届山河杯冠军。"
    assert fault(text, LEAST_BORNE - 0.1) == "support"


@pytest.mark.parametrize(
    "text", ["青石队以5比1击败白沙队。", "青石队2019年夺得冠军。", "程二喜说，明年更换教练。"]
)
def test_what_is_exact_is_never_dispelled(text: str) -> None:
    assert fault(text, 20.0) in {"number", "date", "name"}


def test_a_quote_is_not_asked_about() -> None:
    assert fault("约六成球迷是从外地赶来的。", -20.0, cited("约六成球迷是从外地赶来的。")) == ""


def test_a_quote_is_seen_in_its_surroundings_and_several_together() -> None:
    one = cited("甲队赢了。", before="前" * 400, after="后" * 400)
    other = cited("乙队输了。", before="前" * 400, after="后" * 400)
    told = Told(-3.0, 1.0, 2.5)
    assert support("甲队赢了乙队。", [one, other], told) == 2.5
    alone, _, together = told.shown
    assert len(alone.text) == SEEN
    assert alone.text.index("甲队赢了。") == (SEEN - 5) // 2
    assert together.text == "甲队赢了。\n乙队输了。"
    assert support("甲队赢了乙队。", [one, other], Told(-3.0, 1.0, 0.5)) == 1.0


def test_a_long_quote_is_seen_whole() -> None:
    citation, document = cited("长" * 500, before="前", after="后")
    assert surroundings(citation, document).text == "长" * 500


def test_a_statement_that_would_be_read_in_part_is_not_judged(reader: OnnxReader) -> None:
    told = "青石队夺得首届山河杯冠军，" * 30
    assert support(told, [RACE], reader) is None
    assert support(told[:40], [RACE], reader) is not None


@pytest.mark.parametrize(
    "text",
    [
        "青石队并未捧走奖杯。",  # a denial in words of its own
        "青石队捧走了奖杯，引发社会各界热烈讨论。",  # a clause of its own
    ],
)
def test_more_than_a_word_is_never_dispelled(text: str) -> None:
    assert fault(text, 20.0)


def test_a_degree_is_never_dispelled() -> None:
    quote = cited("青石镇的茶园今年增产三成，产值有两亿元。")
    assert fault("青石镇所有茶园今年增产三成。", 20.0, quote) == "degree"


SHIFTED = cited("冬训期间，青石队搬到河滨训练基地，全队加紧练习射门。")


@pytest.mark.parametrize(
    "text",
    ["青石队搬到河滨训练基地是为了加紧练习射门。", "由于加紧练习射门，青石队搬到河滨训练基地。"],
)
def test_a_cause_that_is_put_in_has_to_be_found_by_the_reader(text: str) -> None:
    assert fault(text, LINKED - 0.1, SHIFTED) == "added"
    assert fault(text, SURELY_BORNE, SHIFTED) == ""


def test_a_cause_of_the_quote_s_own_is_none_put_in() -> None:
    text = "由于大雨，训练推迟一天。"
    assert fault(text, 0.0, cited("因为大雨，训练推迟一天。")) == ""
    assert not link_put_in("他在研究所以及大学任教。", "他任教。")


def test_a_figure_told_in_another_language_has_to_be_found_there(reader: OnnxReader) -> None:
    """That it stands in the quote says nothing of whose it is."""
    quote = cited("白沙队本季进球31个，青石队本季进球46个。")
    stored = {quote[1].id: quote[1]}.__getitem__

    def kind(text: str) -> str:
        checked = check_sentence(DraftSentence(text, (quote[0],)), stored, "", reader)
        return checked.kind if isinstance(checked, Fault) else ""

    assert kind("The hospital treated 46 patients.") in {"subject", "support"}
    told = Told(ALREADY_BORNE)
    sure = check_sentence(DraftSentence("The team has 46 goals.", (quote[0],)), stored, "", told)
    assert not isinstance(sure, Fault)


def test_what_stands_between_two_marks_is_not_asked_about() -> None:
    """A reader that finds nothing, and would say so of each fact, is not heard."""
    guests = cited("出席的有平川集团董事陶文,青石科技总裁乔安,记者三十余人。")
    told = Told(0.0)
    stored = {guests[1].id: guests[1]}.__getitem__

    def kind(text: str) -> str:
        checked = check_sentence(DraftSentence(text, (guests[0],)), stored, "", told)
        return checked.kind if isinstance(checked, Fault) else ""

    assert kind("青石科技总裁乔安。") == ""
    assert stands_alone("青石科技总裁乔安。", guests[0].quote)
    assert not stands_alone("陶文,青石科技总裁乔安", guests[0].quote)
    assert not stands_alone("科技总裁乔安", guests[0].quote)
    assert not stands_alone("董事陶文,总裁乔安", "董事陶文,总裁乔安,记者三十余人。"), "two things"


def test_general_words_put_together_are_not_enough() -> None:
    """Each word stands there, no fact can be asked for, and the quote says something else."""
    quote = cited("城市建设加快推进，数字技术在全球的应用更加深入，影响越来越大。")
    text = "全面推进城市数字建设，加快具有世界影响的技术应用。"
    assert fault(text, UNASKED - 0.1, quote) == "support"
    assert fault(text, UNASKED, quote) == ""

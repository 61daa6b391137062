"""The bundled reader as a checker; no test rests on a score, only on plain cases."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.answer_types import Draft, DraftSentence
from rag.answering.extract import citation_of
from rag.answering.finish import finished
from rag.answering.judge import Judgement
from rag.answering.question import Question, understand
from rag.answering.reader import OnnxReader
from rag.verifying.heard import heard
from rag.verifying.verify import Fault, check_sentence
from tests.rag.verifying.cases import Cited, cited

WATER = cited(
    "栖云市第三水厂5月20日正式通水，日供水能力达到15万吨。水厂2022年3月开工，总投资6.8亿元。"
    "栖云水务集团总经理顾明远介绍，水厂采用超滤膜工艺。市水利局局长韩素清表示，二期工程"
    "计划2026年启动，届时日供水能力将增加到25万吨。",
    title="栖云市第三水厂通水",
)
TIDE = cited(
    "The tidal site, built by Marrick Marine at a cost of £38 million, can host six turbines. "
    "Chief executive Dora Finch said the first two turbines would be installed in September. Local "
    "councillor Peter Osei warned that fishing boats had lost about 5 square kilometres.",
    title="Harlow opens tidal site",
)


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    """The bundled reader."""
    return OnnxReader(threads=1)


def fault(text: str, quote: Cited, reader: OnnxReader | None) -> str:
    """The kind of what is wrong with a sentence that cites this quote; empty where it stands."""
    citation, document = quote
    said = DraftSentence(text, (citation,))
    checked = check_sentence(said, {document.id: document}.__getitem__, "", reader)
    return checked.kind if isinstance(checked, Fault) else ""


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param(
            "市水利局局长顾明远表示，二期工程计划2026年启动。", WATER, id="another_s_words"
        ),
        pytest.param("栖云市第三水厂于2022年3月正式通水。", WATER, id="another_event_s_day"),
        pytest.param(
            "Chief executive Peter Osei said the first two turbines would be installed in "
            "September.",
            TIDE,
            id="another_s_words_in_english",
        ),
    ],
)
def test_a_fact_of_another_is_heard(text: str, quote: Cited, reader: OnnxReader) -> None:
    answers = heard(text, [quote], reader)
    assert any(each.bound_otherwise for each in answers), "the reader gives the right one"
    assert fault(text, quote, reader), "and so the sentence goes"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        pytest.param("第三水厂2022年3月动工，总投资为6.8亿元。", WATER, id="figure_and_day"),
        pytest.param("据韩素清介绍，二期工程预计2026年启动。", WATER, id="person"),
        pytest.param("Marrick Marine built the site, which cost £38 million.", TIDE, id="english"),
        pytest.param(
            "Dora Finch said two turbines would be installed in September.", TIDE, id="english_name"
        ),
    ],
)
def test_a_sound_paraphrase_stays(text: str, quote: Cited, reader: OnnxReader) -> None:
    assert fault(text, quote, reader) == ""


def test_a_word_of_its_own_passes_where_the_reader_finds_the_fact(reader: OnnxReader) -> None:
    text = "第三水厂2022年3月兴工。"
    assert fault(text, WATER, None) == "added", "by the words alone it does not stand"
    assert fault(text, WATER, reader) == ""


def test_a_name_of_its_own_never_passes(reader: OnnxReader) -> None:
    assert fault("赵立新说，第三水厂2022年3月开工。", WATER, reader)


def test_what_nothing_there_answers_goes(reader: OnnxReader) -> None:
    quote = cited("Curator Amos Reed is preparing a show about maps that may travel to Oslo.")
    text = "Its founder, Amos Reed, may discover maps about Oslo in 1950."
    assert fault(text, quote, reader)


def test_words_of_the_quote_itself_are_asked_of_nobody() -> None:
    class Nobody:
        def read(self, *_: object) -> None:
            raise AssertionError

    sentence = WATER[0].quote.partition("。")[0] + "。"
    quote = cited(sentence)
    assert fault(sentence, quote, Nobody()) == ""  # type: ignore[arg-type]


def test_the_last_check_is_as_the_first(reader: OnnxReader) -> None:
    """What was shown while it was written does not go again."""
    citation, document = WATER
    kept = DraftSentence("第三水厂2022年3月兴工。", (citation,))
    stored = {document.id: document}.__getitem__
    question, draft = understand("第三水厂何时开工？"), Draft(sentences=(kept,), answerer="m")
    assert finished(question, draft, [], stored, reader=reader).answered
    assert not finished(question, draft, [], stored).answered


def test_who_writes_is_checked_with_the_reader_at_the_end(tmp_path: Path) -> None:
    _, article = WATER
    (tmp_path / "水厂.txt").write_text(article.text, encoding="utf-8")

    class Writes:
        """In words of its own, which the reader bears out and the rules alone do not."""

        name = "writes"

        def answer(
            self, _: Question, judgements: Sequence[Judgement], __: Settings
        ) -> Generator[DraftSentence | Draft | None]:
            passage = judgements[0].reading.passage
            citation = citation_of(passage, 0, len(passage.text))
            yield Draft(
                (DraftSentence("第三水厂2022年3月兴工。", (citation,)),), answerer=self.name
            )

    with Assistant(Settings(data_dir=tmp_path / "data", embedding_model="fast")) as assistant:
        assistant.ingest(tmp_path / "水厂.txt")
        answer = assistant.ask("第三水厂何时开工？", answerer=Writes())
    assert answer.text == "第三水厂2022年3月兴工。 [1]"

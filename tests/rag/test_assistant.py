from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from embeddings import HashEmbedder
from embeddings.words import WordVectors
from rag import Assistant, Filters, Finished, Settings, StageStarted, TextPiece, Turn, ask
from rag.answer_types import Draft, DraftSentence
from rag.answering.extract import citation_of
from rag.answering.judge import Judgement
from rag.answering.question import Question
from rag.errors import IndexMissing, ModelError, QuestionError
from tests.apart import apart

TEXTS = [
    "云泽县图书馆新馆于2023年3月11日向读者开放，馆舍面积两万平方米。",
    "天气预报说，周末有小雨，请带好雨具。",
    "馆长林知秋介绍，新馆藏书八十万册。",
]


def test_the_first_question_anyone_asks(samples: Assistant) -> None:
    answer = samples.ask("示范区何时获批？")
    assert answer.answered
    assert answer.text.startswith("2022年1月（原文“今年1月”）")
    first = answer.citations[0]
    assert "今年1月" in first.quote
    assert str(first.published) == "2022-07-29"
    assert "示范区" in first.title


def test_every_citation_is_verbatim_in_the_stored_article(samples: Assistant) -> None:
    for question in ("示范区何时获批？", "沈阳成立了多少个保障小组？", "白皮书什么时候发布的？"):
        for citation in samples.ask(question).citations:
            text = samples.document(citation.document_id).text
            assert text[citation.start : citation.end] == citation.quote


def test_markers_point_at_the_citations(samples: Assistant) -> None:
    answer = samples.ask("示范区何时获批？")
    assert all(f"[{n}]" in answer.text for n in range(1, len(answer.citations) + 1))


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        pytest.param("2031年全球工业互联网大会什么时候召开？", "2031", id="another_year"),
        pytest.param("成渝示范区何时获批？", "成渝", id="another_region"),
        pytest.param("马斯克什么时候到访青禾市？", "马斯克", id="nobody_there"),
    ],
)
def test_a_refusal_names_what_is_missing(samples: Assistant, question: str, lacking: str) -> None:
    answer = samples.ask(question)
    assert not answer.answered
    assert answer.citations == ()
    assert lacking in answer.missing
    assert answer.nearest
    assert "最接近的文章" in str(answer)


def test_parts_are_answered_and_numbered_through(samples: Assistant) -> None:
    answer = samples.ask("示范区何时获批？白皮书是什么时候发布的？")
    assert "2022年1月" in answer.text
    assert "2021年9月" in answer.text
    assert len({(c.document_id, c.start) for c in answer.citations}) >= 2


def test_filters_limit_what_is_searched(samples: Assistant) -> None:
    from datetime import date

    answer = samples.ask("示范区何时获批？", filters=Filters(published_to=date(2021, 12, 31)))
    assert all(p.published and p.published.year <= 2021 for p in answer.nearest)
    assert "2022年1月" not in answer.text


def test_articles_that_are_named_are_searched_alone(samples: Assistant) -> None:
    cited = samples.ask("示范区何时获批？").citations[0].document_id
    other = next(one.id for one in samples.documents() if one.id != cited)
    only = Filters(documents=(cited,))
    assert {p.document_id for p in samples.search("示范区何时获批", 10, only)} == {cited}
    answer = samples.ask("示范区何时获批？", filters=only)
    assert {citation.document_id for citation in answer.citations} == {cited}
    elsewhere = samples.ask("示范区何时获批？", filters=Filters(documents=(other, "gone")))
    assert {p.document_id for p in elsewhere.nearest} <= {other}
    assert "2022年1月" not in elsewhere.text
    listing = samples.ask("有哪些文章？", filters=Filters(documents=(cited, other)))
    assert {c.document_id for c in listing.citations} == {cited, other}


def test_an_article_is_named_on_the_command_line(
    samples: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.cli import main

    monkeypatch.setenv("YOUJU_DATA_DIR", str(samples.settings.data_dir))
    assert main(["ask", "示范区何时获批？", "--json", "--article", "走到哪一步"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {cited["title"] for cited in answer["citations"]} == {samples.find("走到哪一步").title}
    assert main(["ask", "何时？", "--article", "没有这一篇"]) != 0
    assert "没有这一篇" in capsys.readouterr().err


def test_more_articles_can_be_named_than_sqlite_takes_values(samples: Assistant) -> None:
    cited = samples.ask("示范区何时获批？").citations[0].document_id
    named = (*(f"gone-{number}" for number in range(40_000)), cited)
    found = samples.search("示范区何时获批", 3, Filters(documents=named))
    assert {passage.document_id for passage in found} == {cited}


def test_search_gives_passages_with_their_place(samples: Assistant) -> None:
    passages = samples.search("示范区何时获批", 3)
    assert len(passages) == 3
    for passage in passages:
        text = samples.document(passage.document_id).text
        assert text[passage.start : passage.end] == passage.text


def test_streaming_tells_stages_then_text_then_the_answer(samples: Assistant) -> None:
    events = list(samples.stream("示范区何时获批？"))
    assert isinstance(events[0], StageStarted)
    assert isinstance(events[-1], Finished)
    text = "".join(event.text for event in events if isinstance(event, TextPiece))
    assert text == events[-1].answer.text


def test_asking_from_async_code(samples: Assistant) -> None:
    assert apart(lambda: samples.aask("示范区何时获批？")).answered


def test_a_follow_up_is_understood_from_the_history(samples: Assistant) -> None:
    turn = Turn("京津冀的示范区何时获批？", "京津冀的示范区何时获批？", "2022年1月")
    answer = samples.ask("那长三角呢？", history=[turn])
    assert "长三角" in answer.question_used
    assert "示范区" in answer.question_used


def test_texts_given_by_the_caller(samples: Assistant) -> None:
    answer = samples.answer_from("新馆什么时候开放？", TEXTS)
    assert answer.answered
    assert "3月11日" in answer.text
    citation = answer.citations[0]
    assert citation.path == "text:1"
    assert TEXTS[0][citation.start : citation.end] == citation.quote
    assert not samples.answer_from("诺贝尔物理学奖的得主是谁？", TEXTS).answered


def test_no_texts_at_all(samples: Assistant) -> None:
    assert not samples.answer_from("新馆什么时候开放？", []).answered
    assert not samples.answer_from("新馆什么时候开放？", ["", "  "]).answered


def test_bad_questions_are_explained(samples: Assistant) -> None:
    for question in ("", " ", "？" * 10, "问" * 1_000_000):
        with pytest.raises(QuestionError):
            samples.ask(question)


def test_with_no_index_one_is_built_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("新馆开放\n2023年3月12日\n" + TEXTS[0], encoding="utf-8")
    answer = ask("新馆什么时候开放？", Settings(data_dir=tmp_path / "d", articles=(folder,)))
    assert answer.answered
    assert "已先为" in answer.notices[0]
    assert str(folder) in capsys.readouterr().err


def test_status_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="youju"):
        Assistant(Settings(data_dir=tmp_path / "none")).status()


def test_a_missing_model_folder_is_named(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, embedding_model=str(tmp_path / "no-model"))
    with pytest.raises(ModelError, match="no-model"):
        _ = Assistant(settings).embedder


def test_answers_become_json(samples: Assistant) -> None:
    record = json.loads(json.dumps(samples.ask("示范区何时获批？").as_dict(), ensure_ascii=False))
    assert set(record) >= {"text", "answered", "citations", "question_used", "timings"}
    assert set(record["citations"][0]) >= {"quote", "start", "end", "title", "published", "path"}


def test_removing_needs_no_model(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXTS[0], encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "d")
    with Assistant(settings) as assistant:
        assistant.ingest(tmp_path / "a.txt")
    gone = settings.with_(embedding_model=str(tmp_path / "no-model"))
    with Assistant(gone) as assistant:
        assert assistant.remove(str(tmp_path / "a.txt")) == 1


@pytest.mark.parametrize(
    "question", ["新馆哪天开放？", "新馆哪天开放？藏书多少册？", "When did the library open?"]
)
def test_an_empty_index_is_told_from_a_missing_answer(tmp_path: Path, question: str) -> None:
    (tmp_path / "文章").mkdir()
    file = tmp_path / "文章" / "a.txt"
    file.write_text(TEXTS[0], encoding="utf-8")
    settings = Settings(_env_file=None, data_dir=tmp_path / "数据")
    nothing = ("索引里没有文章", "Nothing is indexed")
    with Assistant(settings, embedder=HashEmbedder()) as assistant:
        assistant.ingest(file.parent)
        elsewhere = assistant.ask(question, filters=Filters(sources=("无此来源",)))
        assert not elsewhere.answered
        assert any(
            each in elsewhere.missing for each in ("所选的范围里没有文章", "within what was chosen")
        )
        assistant.remove(str(file))
        gone = assistant.ask(question)
        assert not gone.answered
        assert any(each in gone.missing for each in nothing)
        assert gone.question_used


def test_an_embedder_brings_its_own_words(tmp_path: Path) -> None:
    class Worded(HashEmbedder):
        words = WordVectors()

    brought, plain = Worded(), HashEmbedder()
    settings = Settings(data_dir=tmp_path)
    assert Assistant(settings, embedder=brought).words is brought.words
    assert Assistant(settings, embedder=plain).words is not brought.words


def test_an_answerer_of_ones_own(samples: Assistant) -> None:
    class Quotes:
        """Answers with the sentence that is most likely, whatever is asked."""

        name = "quotes"

        def answer(
            self, question: Question, judgements: Sequence[Judgement], settings: Settings
        ) -> Generator[DraftSentence | Draft | None]:
            best = judgements[0]
            passage = best.reading.passage
            start, end = best.start - passage.start, best.end - passage.start
            sentence = DraftSentence(best.text, (citation_of(passage, start, end),))
            yield sentence
            yield Draft((sentence,), answerer=self.name)

    *events, last = samples.stream("示范区何时获批？", answerer=Quotes())
    assert isinstance(last, Finished)
    assert last.answer.answerer == "quotes"
    told = "".join(event.text for event in events if isinstance(event, TextPiece))
    assert told == last.answer.text
    assert last.answer.citations[0].quote in told


def test_articles_that_disagree_are_both_shown_the_newest_first(samples: Assistant) -> None:
    answer = samples.ask("青禾地铁3号线有多长？")
    first, second = answer.text.splitlines()
    assert first.startswith("（2023-07-05 的文章）27.9公里")
    assert second.startswith("（2023-06-29 的文章）28.6公里")
    assert "说法不一" in answer.notices[0]
    assert not samples.ask("示范区何时获批？").notices

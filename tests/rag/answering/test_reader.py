from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from rag.answer_types import Reading
from rag.answering.judge import span_text
from rag.answering.reader import BUNDLED_READER, OnnxReader, placed
from rag.errors import ModelError
from rag.types import Passage


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader(threads=1)


def passage(text: str, *, start: int = 0, **about: object) -> Passage:
    return Passage(chunk_id=0, document_id="d", start=start, end=start + len(text), text=text,
                   **about)  # type: ignore[arg-type]  # fmt: skip


def read_one(reader: OnnxReader, wording: str, what: Passage) -> Reading:
    (reading,) = reader.read(wording, [what])
    return reading


def test_points_at_the_answer_in_document_offsets(reader: OnnxReader) -> None:
    text = "云泽县图书馆新馆于2023年3月11日向读者开放，馆舍面积两万平方米。"
    reading = read_one(reader, "新馆什么时候开放？", passage(text, start=100))
    span = reading.spans[0]
    assert "3月11日" in text[span.start - 100 : span.end - 100]
    assert reading.evidence > 1.4


def test_the_header_tells_the_year(reader: OnnxReader) -> None:
    text = "座谈会8月1日在研究院召开，各地负责人出席会议。"
    dated = passage(text, title="座谈会召开", published=date(2021, 8, 2))
    this_year, other_year = (
        read_one(reader, f"{year}年的座谈会在哪天召开？", dated).evidence for year in (2021, 2015)
    )
    assert this_year > other_year


def test_spans_never_fall_into_the_header(reader: OnnxReader) -> None:
    text = "会议听取了汇报。"
    titled = passage(text, title="2021年8月1日座谈会召开", published=date(2021, 8, 2))
    for span in read_one(reader, "座谈会哪天召开？", titled).spans:
        assert 0 <= span.start < span.end <= len(text)


def test_spans_do_not_overlap_and_are_ordered(reader: OnnxReader) -> None:
    text = "一月增长3%，二月增长4%，三月增长5%，全年增长12%。" * 12
    spans = read_one(reader, "全年增长多少？", passage(text)).spans
    assert [s.score for s in spans] == sorted((s.score for s in spans), reverse=True)
    ordered = sorted(spans, key=lambda s: s.start)
    assert all(a.end <= b.start for a, b in pairwise(ordered))


def test_a_long_passage_is_read_to_its_end(reader: OnnxReader) -> None:
    text = "今天天气很好，大家都去公园散步。" * 40 + "新桥全长504米。"
    span = read_one(reader, "新桥多长？", passage(text)).spans[0]
    assert "504" in text[span.start : span.end]


def test_the_other_passages_do_not_change_a_verdict(reader: OnnxReader) -> None:
    one = passage("新桥全长504米。")
    others = [passage("天气很好。" * 30), passage("他说话了。")]
    alone = read_one(reader, "新桥多长？", one)
    among = next(r for r in reader.read("新桥多长？", [one, *others]) if r.passage is one)
    assert alone.evidence == among.evidence


def test_the_fused_rank_is_a_prior(reader: OnnxReader) -> None:
    same = passage("新桥全长504米。")
    readings = enumerate(reader.read("新桥多长？", [same, same]))
    first, second = (placed(reading, rank, of=2).score for rank, reading in readings)
    # λ·K/(5 + rank): 3·2/5 for the first, 3·2/6 for the second.
    assert first - second == pytest.approx(6 / 5 - 6 / 6, abs=1e-6)


def test_traditional_text_is_read_with_offsets_in_the_original(reader: OnnxReader) -> None:
    text = "圖書館新館於2023年3月11日向讀者開放。"
    span = read_one(reader, "新馆什么时候开放？", passage(text)).spans[0]
    assert "3月11日" in text[span.start : span.end]


def test_nothing_to_read(reader: OnnxReader) -> None:
    assert list(reader.read("新桥多长？", [])) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.int8\.onnx"):
        OnnxReader(tmp_path / "nowhere")


def test_a_reader_of_somebody_elses_brings_its_own_words(tmp_path: Path) -> None:
    for name in ("model.int8.onnx", "config.json"):
        (tmp_path / name).symlink_to(BUNDLED_READER / name)
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        OnnxReader(tmp_path)


def test_a_broken_model_is_explained(tmp_path: Path) -> None:
    for name in ("model.int8.onnx", "tokenizer.json", "config.json"):
        (tmp_path / name).write_text("not a model")
    with pytest.raises(ModelError, match="无法载入"):
        OnnxReader(tmp_path)


@pytest.mark.parametrize("published", [None, date(2023, 7, 1)])
def test_a_passage_is_believed_with_a_date_and_without(
    reader: OnnxReader, published: date | None
) -> None:
    told = passage("新桥全长504米，连接东岸和西岸。", published=published)
    other = passage("渡口每天开行40班轮渡，末班在晚上九点。", published=published)
    found = read_one(reader, "新桥多长？", told)
    assert span_text(told, found.spans[0]) == "504米"
    assert found.evidence > 0 > read_one(reader, "新桥多长？", other).evidence


def test_a_year_that_only_the_header_tells_counts(reader: OnnxReader) -> None:
    told = passage("全市新建桥梁12座，改造7座。", published=date(2021, 7, 1))
    asked = [read_one(reader, f"{year}年全市新建了几座桥梁？", told) for year in (2021, 2017)]
    assert asked[0].evidence > asked[1].evidence + 1


def pieces(reader: OnnxReader, length: int, start: int = 0) -> list[tuple[int, int]]:
    """Where the windows of a passage of so many characters begin and end in the document."""
    rows = reader.rows("新桥多长？", passage("桥" * length, start=start))
    own = [[origin for origin in row.origins if origin] for row in rows]
    return [(found[0][0], found[-1][1]) for found in own]


@pytest.mark.parametrize(
    ("length", "windows"),
    [
        (10, [(0, 10)]),
        (300, [(0, 300)]),
        (321, [(0, 260), (200, 321)]),
        (460, [(0, 260), (200, 460)]),
        (461, [(0, 260), (200, 460), (400, 461)]),
    ],
)
def test_windows_cover_a_passage_and_overlap_by_sixty(
    reader: OnnxReader, length: int, windows: list[tuple[int, int]]
) -> None:
    assert pieces(reader, length) == windows
    assert pieces(reader, length, 1000) == [(a + 1000, b + 1000) for a, b in windows]


@pytest.mark.parametrize(("length", "number"), [(320, 1), (321, 2)])
def test_what_nearly_fits_is_one_window(reader: OnnxReader, length: int, number: int) -> None:
    assert len(reader.rows("新桥多长？", passage("桥" * length))) == number


def test_a_row_is_question_header_and_passage(reader: OnnxReader) -> None:
    (row,) = reader.rows("新桥？", passage("全长504米。", title="新桥", published=date(2021, 8, 2)))
    assert len(row.ids) == len(row.types) == len(row.origins)
    first = row.types.index(1)
    # One mark before the question and one behind it, none between header and text, one at the end.
    assert (row.ids[0], row.ids[first - 1]) == (row.ids[0], row.ids[-1])
    assert row.ids.count(row.ids[-1]) == 2
    assert row.types == [0] * first + [1] * (len(row.types) - first)
    own = [place for place, origin in enumerate(row.origins) if origin]
    assert own[0] > first
    assert own == list(range(own[0], len(row.ids) - 1))
    (again,) = reader.rows(
        "新桥？", passage("全长504米。", title="新桥", published=date(2021, 8, 2))
    )
    assert again == row


def test_a_long_question_and_a_long_header_leave_room(reader: OnnxReader) -> None:
    long = passage("岸" * 320, title="桥" * 900)
    (row,) = reader.rows("桥" * 400, long)
    asked, told = row.types.index(1), sum(origin is not None for origin in row.origins)
    header = len(row.ids) - asked - told - 1
    # A quarter of what the model takes for the header, and all of it is used.
    limit = len(row.ids)
    assert header == limit // 4
    assert told == limit - asked - header - 1
    (short,) = reader.rows("桥？", passage("岸" * 320))
    assert short.origins[-2] == (319, 320)  # the window is read to its end


def test_the_bundled_reader_is_called_so() -> None:
    assert OnnxReader(threads=1).name == "bundled"

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from rag.answer_types import Reading
from rag.answering.reader import OnnxReader, placed
from rag.errors import ModelError
from rag.types import Passage


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader(threads=1)


def passage(text: str, *, start: int = 0, **about: object) -> Passage:
    return Passage(chunk_id=0, document_id="d", start=start, end=start + len(text), text=text,
                   **about)  # type: ignore[arg-type]  # fmt: skip


def read_one(reader: OnnxReader, wording: str, what: Passage) -> Reading:
    (reading,) = reader.read([wording], [what])
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
    among = next(r for r in reader.read(["新桥多长？"], [one, *others]) if r.passage is one)
    assert alone.evidence == among.evidence


def test_the_fused_rank_is_a_prior(reader: OnnxReader) -> None:
    same = passage("新桥全长504米。")
    readings = enumerate(reader.read(["新桥多长？"], [same, same]))
    first, second = (placed(reading, rank, of=2).score for rank, reading in readings)
    # λ·K/(5 + rank): 3·2/5 for the first, 3·2/6 for the second.
    assert first - second == pytest.approx(6 / 5 - 6 / 6, abs=1e-6)


def test_traditional_text_is_read_with_offsets_in_the_original(reader: OnnxReader) -> None:
    text = "圖書館新館於2023年3月11日向讀者開放。"
    span = read_one(reader, "新馆什么时候开放？", passage(text)).spans[0]
    assert "3月11日" in text[span.start : span.end]


def test_nothing_to_read(reader: OnnxReader) -> None:
    assert list(reader.read(["新桥多长？"], [])) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.int8\.onnx"):
        OnnxReader(tmp_path / "nowhere")


def test_a_broken_model_is_explained(tmp_path: Path) -> None:
    for name in ("model.int8.onnx", "tokenizer.json", "config.json"):
        (tmp_path / name).write_text("not a model")
    with pytest.raises(ModelError, match="无法载入"):
        OnnxReader(tmp_path)


def test_an_undated_passage_is_read_as_if_dated(reader: OnnxReader) -> None:
    """Under no date the model scores all passages 8 points lower: they could never compete."""
    text = "新桥全长504米，连接东岸和西岸。"
    dated = passage(text, published=date(2023, 7, 1))
    first, second = reader.read(["新桥多长？"], [passage(text), dated])
    assert first.evidence == pytest.approx(second.evidence)
    asked = read_one(reader, "2021年新桥多长？", passage(text))
    of_2021 = read_one(reader, "2021年新桥多长？", passage(text, published=date(2021, 7, 1)))
    assert asked.evidence == pytest.approx(of_2021.evidence)

"""Tables as lines of a text: which lines they are, their headings, figures and units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.rows import (
    cells_of,
    grids,
    is_figure,
    is_row,
    is_total,
    measured,
    name_and_unit,
    read_out,
    value_of,
)
from rag.text.sentences import sentence_spans
from rag.text.split import chunk_spans

HEAD = "区 | 常住人口（万人） | 增速（%）"
TEXT = (
    f"下表是各区数据。\n单位：见表头\n{HEAD}\n西岭区 | 73.5 | 5.2\n{HEAD}\n合计 | 161.7 |\n以上。"
)


def test_a_table_with_its_heading_rows_and_what_stands_above() -> None:
    (grid,) = grids(TEXT)
    assert grid.heading == ("区", "常住人口（万人）", "增速（%）")
    assert [row.cells for row in grid.rows] == [("西岭区", "73.5", "5.2"), ("合计", "161.7", "")]
    assert [is_total(row) for row in grid.rows] == [False, True]
    assert grid.caption == "下表是各区数据。\n单位：见表头"
    last = grid.rows[1]
    heading = grid.heading_of(last)
    assert heading is not None
    assert TEXT[heading.start : last.end] == f"{HEAD}\n合计 | 161.7 |"


def test_neighbouring_tables_of_other_widths_are_two() -> None:
    assert [len(grid.lines) for grid in grids("a | b\n1 | 2\na | b | c\n1 | 2 | 3")] == [2, 2]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("a | b", ("a", "b")),
        ("a | | c", ("a", "", "c")),
        ("| b |", ("", "b", "")),
        ("a|b", ("a|b",)),
    ],
)
def test_cells(line: str, cells: tuple[str, ...]) -> None:
    assert cells_of(line) == cells
    assert is_row(line) == (len(cells) > 1)


def test_names_and_values_have_no_heading() -> None:
    (grid,) = grids("参赛人数 | 12600\n完赛人数 | 11874")
    assert not grid.has_heading
    assert len(grid.rows) == 2


def test_years_are_names_of_columns() -> None:
    (grid,) = grids("指标 | 2023年 | 2024\n产量（吨） | 5 | 6")
    assert grid.has_heading


@pytest.mark.parametrize(
    ("heading", "name", "unit"),
    [
        ("常住人口（万人）", "常住人口", "万人"),
        ("增速(%)", "增速", "%"),
        ("单价/元", "单价", "元"),
        ("面积（单位：平方公里）", "面积", "平方公里"),
        ("批发价（元/公斤）", "批发价", "元/公斤"),
        ("负责人（签字）", "负责人（签字）", ""),
        ("线路", "线路", ""),
    ],
)
def test_a_unit_in_a_heading(heading: str, name: str, unit: str) -> None:
    assert name_and_unit(heading) == (name, unit)


@pytest.mark.parametrize(
    ("cell", "figure", "value"),
    [
        ("1,280", True, 1280.0),
        ("-5.2%", True, -5.2),
        ("40.5公里", True, 40.5),
        ("1.2万人", True, 12_000.0),
        ("3号线", False, None),
        ("2024年", False, None),
        ("2:14:35", False, None),
        ("", False, None),
    ],
)
def test_figures_in_cells(cell: str, figure: bool, value: float | None) -> None:
    assert is_figure(cell) == figure
    assert value_of(cell) == value


def test_a_bare_figure_gets_the_unit_of_its_column() -> None:
    assert measured("73.5", "万人") == "73.5万人"
    assert measured("73.5人", "万人") == "73.5人"
    assert measured("不详", "万人") == "不详"
    assert "常住人口73.5万人" in read_out(TEXT)


def test_a_row_is_one_sentence_whatever_its_cells_hold() -> None:
    text = "前言。后语。\n岗位 | 要求\n康复师 | 本科。有证！\n末句。尾句。"
    found = [text[start:end] for start, end in sentence_spans(text)]
    assert found == ["前言。", "后语。", "岗位 | 要求", "康复师 | 本科。有证！", "末句。", "尾句。"]


def test_a_chunk_of_rows_begins_with_their_heading() -> None:
    rows = [f"第{n}镇 | {n}.5 | 3.1" for n in range(40)]
    parts = [rows[at : at + 10] for at in range(0, 40, 10)]
    text = "概况。\n" + "\n".join("\n".join([HEAD, *part]) for part in parts) + "\n说明文字。"
    chunks = [text[start:end] for start, end in chunk_spans(text)]
    held = [chunk for chunk in chunks if "镇" in chunk]
    assert len(held) == 4
    assert all(HEAD in chunk.split("\n")[:2] for chunk in held)


@given(st.lists(st.lists(st.text("甲1 .|。\n", max_size=4), max_size=4), max_size=6))
def test_whatever_the_lines_every_row_stands_where_it_says(rows: list[list[str]]) -> None:
    text = "\n".join(" | ".join(row) for row in rows)
    for grid in grids(text):
        assert len({len(line.cells) for line in grid.lines}) == 1
        for line in grid.lines:
            assert cells_of(text[line.start : line.end]) == line.cells


def test_a_lone_sentence_with_a_bar_in_it_is_no_row() -> None:
    text = "财经 | 第一句话。第二句话。\n第三句话。"
    assert len(sentence_spans(text)) == 3

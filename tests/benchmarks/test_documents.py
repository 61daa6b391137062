"""The files of benchmarks.documents are read so that what is asked of them stands in the text."""

import re
from pathlib import Path

import pytest

from benchmarks.documents.texts import made
from benchmarks.documents.written import FRESH, HALVES, Table, Written, merged, plain, written
from rag.articles.clean import clean
from rag.articles.limits import Limits
from rag.articles.load import load
from rag.text.fold import fold

FILES = [file for half in HALVES for file in written(half)]
ALL = [*FILES, *(file for half in FRESH for file in written(half))]


def test_there_are_sixty_files_and_three_hundred_questions() -> None:
    assert len({file.name for file in FILES}) == 60
    assert sum(len(file.asked) for file in FILES) == 300


def test_the_fresh_halves_are_thirty_files_of_five_questions_each() -> None:
    fresh = ALL[len(FILES) :]
    assert len({file.name for file in ALL}) == 90
    assert [len(file.asked) for file in fresh] == [5] * 30


@pytest.mark.parametrize(
    "file", [file for file in ALL if file.kind != "pdf"], ids=lambda file: file.name
)
def test_what_is_asked_of_a_file_is_read_in_it(file: Written, tmp_path: Path) -> None:
    path = tmp_path / file.name
    path.write_bytes(made(file))
    documents = [clean(article).document for article in load(path, Limits())]
    read = fold("\n".join(f"{each.title}\n{each.text}" for each in documents))
    read = "".join(read.split()).replace(",", "")
    for asked in file.asked:
        for group in asked.groups:
            words = ["".join(fold(each).split()).replace(",", "") for each in group]
            # A cell's unit stands in the heading, and what rows are counted by nowhere.
            figures = [re.sub(r"(?<=\d)[^\d.:-].*", "", each) for each in words]
            assert any(each in read for each in (*words, *figures)), asked.question


def test_marks_are_said_or_dropped_and_merged_cells_counted() -> None:
    assert plain("改造{del:96}{ins:112}个{note:不含二期}") == "改造112个（不含二期）"
    table = Table((("乡镇", "人口", "<"), ("^", "男", "女"), ("甲", "1", "2")), 2)
    assert merged(table)[0] == [("乡镇", 2, 1), ("人口", 1, 2), None]
    assert merged(table)[1][0] is None

"""The picture of the first minute is of what is printed now."""

from __future__ import annotations

import re

import pytest

from release.recording import PICTURES, SHOWN_AS, drawn, runs, session, words
from release.set_up import ROOT

READMES = {"en": "README.md", "zh": "README.zh-CN.md"}


@pytest.mark.slow
@pytest.mark.parametrize("language", PICTURES)
def test_it_shows_what_is_printed(language: str) -> None:
    shown = session(language)
    assert SHOWN_AS in shown
    assert "2022年1月（原文“今年1月”）" in shown
    kept = PICTURES[language].read_text(encoding="utf-8")
    assert words(drawn(shown)) == words(kept), "python -m release.recording draws it anew"


@pytest.mark.parametrize("language", PICTURES)
def test_it_is_small_loads_nothing_and_stands_in_the_readme(language: str) -> None:
    picture = PICTURES[language].read_text(encoding="utf-8")
    assert len(picture.encode()) < 20_000
    assert re.findall(r"https?://[^\"]+", picture) == ["http://www.w3.org/2000/svg"]
    assert str(ROOT) not in picture
    readme = (ROOT / READMES[language]).read_text(encoding="utf-8")
    assert f"({PICTURES[language].relative_to(ROOT).as_posix()})" in readme


def test_wide_characters_take_two_columns_and_nothing_is_lost() -> None:
    line = "    “今年1月” a"
    assert runs(line) == [(0, "    “"), (5, "今年"), (9, "1"), (10, "月"), (12, "” a")]
    assert words(drawn(f"$ {line}\n<b>&")) == "$“今年1月”a<b>&"

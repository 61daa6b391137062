"""The shipped articles and questions: every quote verbatim, and nothing copied."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from eval.cases import SHIPPED_ARTICLES, SHIPPED_QUESTIONS, read_cases
from eval.check import check_cases
from rag.articles.clean import clean
from rag.articles.files import discover
from rag.articles.load import load
from rag.settings import Settings
from rag.types import Document

LONGEST_SHARED_RUN = 19
"""Official names are longer than any clause that two reports would share by chance."""

OFFICIAL_NAMES = (
    "京津冀工业互联网协同发展示范区",
    "京津冀工业互联网协同发展2022年工作方案",
    "京津冀工业互联网协同发展白皮书",
    "数字服务全链嵌入与产业互联网竞争力",
    "赋能新型工业化·打造新质生产力",
    "2023全球工业互联网大会",
)


@cache
def sample_documents() -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for path in discover([SHIPPED_ARTICLES], Settings()):
        for article in load(path, Settings()):
            name = Path(article.path).relative_to(SHIPPED_ARTICLES).as_posix()
            documents[name] = clean(article).document
    return documents


def test_the_questions_hold_against_the_cleaned_articles() -> None:
    cases = read_cases(SHIPPED_QUESTIONS)
    errors = [one for one in check_cases(cases, sample_documents().get) if one.severity == "error"]
    assert errors == []
    for case in cases:
        for item in case.evidence:
            assert item.quote in sample_documents()[item.article].text, case.id


def test_there_are_enough_questions_of_every_kind() -> None:
    cases = read_cases(SHIPPED_QUESTIONS)
    assert len(cases) >= 60
    assert sum(not case.answerable for case in cases) >= 12
    kinds = {case.kind for case in cases}
    assert kinds >= {
        "date", "number", "person", "place", "organisation", "list", "multi-article", "yes-no",
        "why", "english", "traditional", "colloquial", "follow-up", "unanswerable",
    }  # fmt: skip
    assert all(case.evidence for case in cases if case.answerable)


def test_the_articles_come_in_the_forms_that_users_have() -> None:
    documents = sample_documents()
    assert len(documents) >= 14
    assert {document.language for document in documents.values()} == {"zh-Hans", "zh-Hant", "en"}
    files = [path for path in SHIPPED_ARTICLES.rglob("*.*") if path.is_file()]
    assert {path.suffix for path in files} == {".html", ".md", ".txt"}
    not_utf8 = [path for path in files if not _is_utf8(path)]
    assert len(not_utf8) == 1
    assert any(document.published is None for document in documents.values())


def test_noise_and_hidden_text_are_gone() -> None:
    for name, document in sample_documents().items():
        for noise in ("责任编辑", "扫描二维码", "系统提示", "分享到", "ICP备", "<"):
            assert noise not in document.text, name


def test_no_clause_is_copied_from_the_development_articles() -> None:
    folder = os.environ.get("YOUJU_DEV_DATA")
    if not folder:
        pytest.skip("YOUJU_DEV_DATA is not set: no articles to compare with")
    theirs: set[str] = set()
    for path in (Path(folder) / "articles").iterdir():
        theirs |= _runs(path.read_text(encoding="utf-8"))
    for name, document in sample_documents().items():
        assert not _runs(f"{document.title}\n{document.text}") & theirs, name


def _runs(text: str) -> set[str]:
    """Every run of one character more than may be shared; marks, spaces and names left out."""
    text = re.sub(r"<[^>]*>", "|", text)
    for name in OFFICIAL_NAMES:
        text = text.replace(name, "|")
    letters = re.sub(r"[^\w|]", "", text)
    size = LONGEST_SHARED_RUN + 1
    runs = (letters[i : i + size] for i in range(len(letters) - size + 1))
    return {run for run in runs if "|" not in run and re.search(r"[\u4e00-\u9fff]{4}", run)}


def _is_utf8(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True

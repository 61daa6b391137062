"""The page's own calls on the real assistant: what a scripted one cannot show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from rag import Assistant, Settings
from tests.apart import apart
from tests.hostile import tally
from ui.page.articles import _acted, _added, _removed, listed
from ui.state.examples import Examples
from ui.state.file_references import Uploads
from ui.state.gate import Gate
from ui.state.limits import RateLimit
from ui.state.outcomes import Ingest, Outcome
from ui.state.session import Session, Shared
from ui.state.uploads import UPLOADS, keep_uploads

ARTICLE = """江湾湿地修复工程获批

2024-03-15 来源：江湾日报

今年3月，江湾湿地修复工程获批，总投资为12.6亿元。一期工程将于2025年11月完工。
工程办主任何汀介绍，届时白鹭与反嘴鹬的越冬地将扩大一倍。
"""


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    assistant = Assistant(Settings(data_dir=tmp_path / "data", language="zh"))
    return Shared(assistant, Gate(), RateLimit(0), Examples(assistant), Uploads(tmp_path))


def added(shared: Shared, *files: Path) -> str:
    async def shown() -> list[tuple[Any, Any]]:
        names = [str(file) for file in files]
        return [each async for each in _added(shared, names, Session(), "zh")]

    return str(apart(shown)[-1][0])


def test_what_is_dropped_is_indexed_answered_from_and_removed(
    shared: Shared, tmp_path: Path
) -> None:
    article, picture = tmp_path / "湿地.txt", tmp_path / "图.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4)
    told: list[Outcome | Ingest] = []
    shared.gate.outcomes.tell(told.append)
    report = added(shared, article, picture)
    assert "新增 1 篇" in report
    assert [each.report.added for each in told if isinstance(each, Ingest) and each.report] == [1]
    assert "图.txt" in report
    kept = [file.name for file in (shared.data_dir / UPLOADS).iterdir()]
    assert kept == ["湿地.txt"]  # what was refused does not stay
    assert "江湾湿地修复工程获批" in listed(shared, Session(), "zh", "湿地")
    answer = shared.assistant.ask("江湾湿地修复工程总投资多少？")
    assert "12.6亿元" in answer.text
    [document] = shared.assistant.documents("", 0, 5)
    assert "已移除 1 篇" in _removed(shared, document.id, "zh")
    assert shared.assistant.count_documents("") == 0
    assert not (shared.data_dir / UPLOADS / "湿地.txt").exists()


@pytest.mark.parametrize("name", ["/", "", ".", "江湾湿地修复工程获批", "folder", "*"])
def test_only_an_article_that_was_asked_about_is_removed(
    shared: Shared, tmp_path: Path, name: str
) -> None:
    article = tmp_path / "湿地.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    added(shared, article)
    [document] = shared.assistant.documents("", 0, 5)
    named = str(shared.data_dir) if name == "folder" else name
    acted = _acted(shared)
    for asked, removed in ((named, named), (document.id, named), (named, document.id)):
        session = Session()
        acted(session, "zh", "", gr.EventData(None, {"act": "remove", "id": asked}))
        _, note, _ = acted(session, "zh", "", gr.EventData(None, {"act": "removed", "id": removed}))
        assert "已移除" not in note
        assert shared.assistant.count_documents("") == 1
        tally.refused("removing articles")


def test_our_own_files_are_not_taken_for_articles(shared: Shared, tmp_path: Path) -> None:
    article = tmp_path / "湿地.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    keep_uploads(shared.data_dir, [str(article)])
    (shared.data_dir / "feedback.jsonl").write_text('{"text": "不是文章"}\n', encoding="utf-8")
    (tmp_path / "other.txt").write_text(ARTICLE.replace("江湾", "海湾"), encoding="utf-8")
    assert shared.assistant.ingest(tmp_path).added == 2
    paths = {document.path for document in shared.assistant.documents("", 0, 9)}
    assert paths == {str(article), str(tmp_path / "other.txt")}

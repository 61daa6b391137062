"""The page's own calls on the real assistant: what a scripted one cannot show."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from rag import Assistant, IngestReport, Settings
from rag.errors import IndexBusy
from tests.apart import apart
from tests.hostile import tally
from ui.page.intake import added as page_added
from ui.page.shelf_list import Acts, listed
from ui.page.undoing import brought_back
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
    async def shown() -> list[str]:
        names = [str(file) for file in files]
        return [each async for each in page_added(shared, names, Session(), "zh")]

    return apart(shown)[-1]


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
    session = Session()
    act(shared, session, "remove", document.id)
    assert "已移除 1 篇" in act(shared, session, "removed", document.id)
    assert shared.assistant.count_documents("") == 0
    assert "没有符合" not in listed(shared, session, "zh", "")  # nothing was looked for
    assert "youju ingest" in listed(shared, session, "zh", "")
    assert not (shared.data_dir / UPLOADS / "湿地.txt").exists()
    assert "已恢复 1 篇" in undone(shared, session)
    assert (shared.data_dir / UPLOADS / "湿地.txt").exists()
    assert [each.id for each in shared.assistant.documents("", 0, 5)] == [document.id]
    assert "不能撤销" in undone(shared, session)  # once


def act(shared: Shared, session: Session, name: str, identity: str = "") -> str:
    """Press a button of the list; what is said above it."""
    event = gr.EventData(None, {"act": name, "id": identity})
    return str(Acts(shared)(session, "zh", "", event)[1])


def undone(shared: Shared, session: Session) -> str:
    """Press the button beside what was removed; what is said at last."""

    async def shown() -> list[str]:
        return [each async for each in brought_back(shared, session, "zh")]

    return apart(shown)[-1]


def test_what_cannot_be_brought_back_just_now_can_be_later(
    shared: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = tmp_path / "湿地.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    added(shared, article)
    session = Session()
    [name] = shared.assistant.browse_ids()
    act(shared, session, "remove", name)
    act(shared, session, "removed", name)

    def busy(*paths: str, progress: Any = None) -> IngestReport:
        raise IndexBusy(zh="别的进程正在写。", en="Another process is writing.")

    with monkeypatch.context() as patched:
        patched.setattr(shared.assistant, "take_back", busy)
        told = undone(shared, session)
    assert "别的进程正在写" in told
    assert 'data-act="undo"' in told
    assert "已恢复 1 篇" in undone(shared, session)
    assert shared.assistant.browse_ids() == [name]


@pytest.mark.parametrize("name", ["/", "", ".", "江湾湿地修复工程获批", "folder", "*"])
def test_only_an_article_that_was_asked_about_is_removed(
    shared: Shared, tmp_path: Path, name: str
) -> None:
    article = tmp_path / "湿地.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    added(shared, article)
    [document] = shared.assistant.documents("", 0, 5)
    named = str(shared.data_dir) if name == "folder" else name
    for asked, removed in ((named, named), (document.id, named), (named, document.id)):
        session = Session()
        act(shared, session, "remove", asked)
        assert "已移除" not in act(shared, session, "removed", removed)
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


def test_what_was_removed_of_an_archive_stays_removed_with_the_next_drop(
    shared: Shared, tmp_path: Path
) -> None:
    def archive() -> Path:
        with zipfile.ZipFile(tmp_path / "两篇.zip", "w") as packed:
            packed.writestr("湿地.txt", ARTICLE)
            packed.writestr("海湾.txt", ARTICLE.replace("江湾", "海湾"))
        return tmp_path / "两篇.zip"

    added(shared, archive())
    first = shared.assistant.browse("海湾").documents[0]
    session = Session()
    act(shared, session, "remove", first.id)
    assert "已移除 1 篇" in act(shared, session, "removed", first.id)
    other = tmp_path / "书店.txt"
    other.write_text(ARTICLE.replace("湿地修复工程", "书店"), encoding="utf-8")
    added(shared, other)
    assert shared.assistant.browse("海湾").total == 0
    assert shared.assistant.browse().total == 2
    added(shared, archive())  # dropped again: wanted again
    assert shared.assistant.browse("海湾").total == 1


def test_a_selection_is_removed_as_it_was_asked_about(shared: Shared, tmp_path: Path) -> None:
    for name in ("湿地", "书店", "大桥"):
        (tmp_path / f"{name}.txt").write_text(ARTICLE.replace("湿地", name), encoding="utf-8")
    added(shared, *sorted(tmp_path.glob("*.txt")))
    first, second, third = (each.id for each in shared.assistant.browse().documents)
    session = Session()
    for each in (first, second, "no-article"):
        act(shared, session, "tick", each)
    assert list(session.ticked) == [first, second]
    act(shared, session, "remove_ticked")
    session.ticked[third] = None  # ticked after the question
    assert "已移除" not in act(shared, session, "removed", "ticked")
    assert shared.assistant.browse().total == 3
    session.ticked.pop(third)
    act(shared, session, "remove_ticked")
    assert "已移除 2 篇" in act(shared, session, "removed", "ticked")
    assert [each.id for each in shared.assistant.browse().documents] == [third]
    assert "已恢复 2 篇" in undone(shared, session)
    assert shared.assistant.browse().total == 3

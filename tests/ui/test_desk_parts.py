"""The desk's small parts: rights, pasted texts, what is set aside, outlines, escaped pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Citation, Document, IngestReport, Settings, Skipped
from rag.errors import LoadError, SettingsError
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.html.comparison import comparison_html
from ui.html.intake import drop_html, log_html
from ui.html.listing import Page, listing_html
from ui.html.outline import headings
from ui.html.reader import more_html, reader_html, text_html
from ui.html.runs import note_text
from ui.html.settings import Endpoint, ServerFacts, bare, server_html
from ui.page.toasts import told
from ui.server.server import create_server
from ui.state.evaluating import Evaluator
from ui.state.limits import is_this_machine
from ui.state.pasted import Pasted, day_from, is_address, written
from ui.state.rights import may_manage
from ui.state.trash import ASIDE, finish, put_back, set_aside, sweep, unfinished
from ui.state.uploads import UPLOADS

EVIL = "<script>alert(1)</script>\"'&"


def request(host: str = "", user: str = "") -> Any:
    return SimpleNamespace(client=SimpleNamespace(host=host), username=user or None)


@pytest.mark.parametrize(
    ("settings", "host", "user", "may"),
    [
        pytest.param({}, "127.0.0.1", "", True, id="at_the_machine"),
        pytest.param({}, "::ffff:127.0.0.1", "", True, id="at_the_machine_in_ipv6"),
        pytest.param({}, "10.0.0.7", "", False, id="from_elsewhere"),
        pytest.param({}, "", "", False, id="from_nowhere"),
        pytest.param({"ui_proxies": "10.0.0.1"}, "127.0.0.1", "", False, id="behind_a_proxy"),
        pytest.param({"ui_users": "a:b"}, "127.0.0.1", "a", False, id="nobody_named"),
        pytest.param({"ui_users": "a:b", "ui_admins": "a"}, "10.0.0.7", "a", True, id="named"),
        pytest.param({"ui_users": "a:b", "ui_admins": "a"}, "127.0.0.1", "c", False, id="another"),
        pytest.param({"ui_admins": "a"}, "10.0.0.7", "", False, id="no_login_at_all"),
    ],
)
def test_who_manages_the_server(
    settings: dict[str, Any], host: str, user: str, *, may: bool
) -> None:
    assert may_manage(Settings(**settings), request(host, user)) is may


def test_an_admin_must_be_a_user(tmp_path: Path) -> None:
    from ui.doors.passwords import hash_password

    settings = Settings(
        data_dir=tmp_path, ui_users=f"沈渡:{hash_password('江湾')}", ui_admins="沈度"
    )
    with pytest.raises(SettingsError, match="YOUJU_UI_ADMINS"):
        create_server(as_assistant(FakeAssistant(settings)))


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.evil", "", None, "2001:db8::1"])
def test_other_machines_are_not_this_one(host: str | None) -> None:
    assert not is_this_machine(host)


@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=80))
def test_a_pasted_text_is_a_file_in_its_folder_and_nowhere_else(
    text: str, title: str, source: str
) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "in"
        file = written(Pasted(text, title, "", source), folder)
        assert file.parent == folder
        assert list(folder.iterdir()) == [file]
        assert not file.name.startswith(".")


def test_a_pasted_head_cannot_be_broken_out_of(tmp_path: Path) -> None:
    from rag.articles.load_front import split_front_matter

    file = written(Pasted("正文", 'a"\n---\ndate: 1999-01-01', "2024-03-05", "b: c"), tmp_path)
    read = split_front_matter(file.read_text(encoding="utf-8"))
    assert read.metadata["date"] == "2024-03-05"
    assert read.metadata["source"] == "b: c"
    assert read.body.strip() == "正文"


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2024-03-15", "2024-03-15"), ("2024/3/5", "2024-03-05"), ("2024年3月5日", "2024-03-05"),
     ("2024-02-30", None), ("三月", None), ("2024", None), ("2024-1-1-1", None)],
)  # fmt: skip
def test_days_as_they_are_typed(typed: str, day: str | None) -> None:
    assert day_from(typed) == day


def test_an_address_alone_is_no_text() -> None:
    assert is_address(" HTTPS://news.example.org/1 ")
    assert is_address("www.example.org")
    assert not is_address("见 https://news.example.org/1")


def test_what_is_set_aside_comes_back_once_and_goes_for_good_after_an_hour(tmp_path: Path) -> None:
    uploads = tmp_path / UPLOADS
    uploads.mkdir()
    mine, other = uploads / "稿.txt", tmp_path / "别处.txt"
    mine.write_text("一", encoding="utf-8")
    other.write_text("二", encoding="utf-8")
    removal = set_aside(tmp_path, [str(mine), str(other), str(uploads / "没有.txt")])
    assert not mine.exists()
    assert other.exists()  # only what was dropped here is touched
    assert put_back(tmp_path, removal)
    assert mine.read_text(encoding="utf-8") == "一"
    again = set_aside(tmp_path, [str(mine)])
    mine.write_text("新的", encoding="utf-8")
    assert put_back(tmp_path, again)
    assert mine.read_text(encoding="utf-8") == "新的"  # never written over
    sweep(tmp_path, clock=lambda: 4e9)
    assert list((tmp_path / ASIDE).iterdir()) == []
    mine.unlink()
    assert not put_back(tmp_path, again)


_KILLED = """
import os, sys
from pathlib import Path
from ui.state.trash import bring_back, set_aside

data_dir, names = Path(sys.argv[1]), sys.argv[2:]
bring_back(data_dir, set_aside(data_dir, names), lambda *paths: os._exit(9))
"""


def test_a_server_killed_while_bringing_back_goes_on_at_its_start(tmp_path: Path) -> None:
    uploads = tmp_path / UPLOADS
    uploads.mkdir()
    mine, other = uploads / "稿.txt", tmp_path / "别处.txt"
    for file in (mine, other):
        file.write_text("一", encoding="utf-8")
    names = [str(mine), str(other)]
    done = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path), *names], check=False)
    assert done.returncode == 9
    mine.rename(next(each for each in (tmp_path / ASIDE).iterdir() if each.is_dir()) / mine.name)
    sweep(tmp_path, clock=lambda: 4e9)  # what is on its way back is not deleted
    read: list[tuple[str, ...]] = []

    def busy(*paths: str) -> IngestReport:
        raise LoadError(zh="不行。", en="No.")

    finish(tmp_path, busy)
    assert len(unfinished(tmp_path)) == 1

    def take_back(*paths: str) -> IngestReport:
        read.append(paths)
        return IngestReport(added=2)

    finish(tmp_path, take_back)
    assert read == [tuple(names)]
    assert mine.read_text(encoding="utf-8") == "一"
    assert unfinished(tmp_path) == []
    finish(tmp_path, take_back)
    assert len(read) == 1


@pytest.mark.parametrize("damaged", ["", "[]", '{"paths": []}', '{"paths": 1, "files": 1}'])
def test_what_cannot_be_brought_back_keeps_nothing_else_from_going(
    tmp_path: Path, damaged: str
) -> None:
    uploads = tmp_path / UPLOADS
    uploads.mkdir()
    stuck, old = uploads / "稿.txt", uploads / "旧.txt"
    for file in (stuck, old):
        file.write_text("一", encoding="utf-8")
    subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path), str(stuck)], check=False)
    ours = next(each for each in (tmp_path / ASIDE).iterdir() if each.is_dir())
    stuck.rename(ours / stuck.name)
    (tmp_path / ASIDE / "back-0.json").write_text(damaged, encoding="utf-8")
    (_, aside), *_ = set_aside(tmp_path, [str(old)]).files
    sweep(tmp_path, clock=lambda: 4e9)
    assert (ours / stuck.name).is_file()
    assert not aside.exists()
    finish(tmp_path, lambda *paths: IngestReport())
    assert stuck.is_file()


@given(st.text(alphabet="一章节第二、。\n（）A b", max_size=300))
def test_an_outline_points_at_lines_of_the_text(text: str) -> None:
    for heading in headings(text):
        assert text[heading.start : heading.start + len(heading.text)] == heading.text
        assert "\n" not in heading.text


def test_an_article_is_shown_whole_and_each_paragraph_knows_its_place() -> None:
    text = "  第一章 缘起\n\n甲说了很长很长很长很长很长的一句话。\n第二章 经过\n乙。"
    shown = text_html(text, headings(text))
    assert shown.startswith('<h3 data-at="2">第一章 缘起</h3><p data-at="10">甲说了')
    assert shown.count("<h3") == 2


def test_nothing_in_the_desks_html_takes_effect() -> None:
    document = Document(
        EVIL, EVIL, EVIL, f"{EVIL}。\n第一章 {EVIL}\n长。\n第二章\n长。", source=EVIL
    )
    cited = Citation(EVIL, 0, 3, EVIL, EVIL, path=EVIL)
    rows = [{"question": EVIL, "before": EVIL, "after": EVIL, "name": EVIL, "zh": EVIL}]
    comparison = {"notes": [{"zh": EVIL}, EVIL], "figures": rows, "gained": rows, "lost": rows}
    for language in ("zh", "en"):
        for shown in (
            listing_html(Page([document], 1, 0, 20, [EVIL[:7]], {EVIL: None}, (EVIL,)), language),
            reader_html(document, language),
            more_html([cited], [document], language),
            log_html([], [Skipped(EVIL, EVIL)], [Skipped(EVIL, EVIL)], language),
            comparison_html(comparison, (EVIL, EVIL), language),
            drop_html(language, 100),
        ):
            assert "<script" not in shown
            assert "&lt;script" in shown or "yj-dropzone" in shown


def test_remarks_of_runs_are_in_one_language() -> None:
    assert note_text({"zh": "少", "en": "few"}, "en") == "few"
    assert note_text("少 (few)", "en") == "少 (few)"


@pytest.mark.parametrize(
    "url", ["http://me:pw@host/v1?key=pw#pw", "http://[bad", "host/v1?key=pw", ""]
)
def test_an_endpoint_is_shown_without_what_may_be_secret(url: str) -> None:
    assert "pw" not in bare(url)


def test_an_index_on_a_server_is_shown_without_its_password(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, index="postgresql://me:pw@db.example/youju")
    facts = ServerFacts({"data_dir": "postgresql://me@db.example/youju"})
    shown = server_html(settings, facts, Endpoint(), "en")
    assert "postgresql://me@db.example/youju" in shown
    assert "pw" not in shown
    in_folder = server_html(Settings(data_dir=tmp_path), facts, Endpoint(), "en")
    assert "postgresql" not in in_folder


def test_an_evaluation_asks_the_index_that_the_page_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, str] = {}

    def begun(*_: object, env: dict[str, str], **__: object) -> Any:
        given.update(env)
        return SimpleNamespace(poll=lambda: 0)

    monkeypatch.setattr("ui.state.evaluating.subprocess.Popen", begun)
    address = "postgresql://me:pw@db.example/youju"
    Evaluator(Settings(data_dir=tmp_path, index=address)).start("samples", "zh")
    assert (given["YOUJU_DATA_DIR"], given["YOUJU_INDEX"]) == (str(tmp_path), address)


def test_toasts_have_a_heading_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr("gradio.Info", lambda text, **more: seen.append({"text": text, **more}))
    told("<b>", "zh")
    assert seen == [{"text": "&lt;b&gt;", "title": "提示"}]

"""``youju show``: an article with its metadata, and what cleaning changed in it."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from rag.cli import main

PAGE = (
    "---\ntitle: 地铁开通\ndate: Fri, 29 Jul 2022 03:08:22 GMT\n---\n"
    "<div><p>　　青禾市地铁3号线开通。</p>"
    "<script>x</script><p>全长28公里。</p><p class='article-editor'>责任编辑：邓某</p></div>"
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_text_and_metadata(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(article)]) == 0
    shown = capsys.readouterr().out
    assert "标题：地铁开通" in shown
    assert "日期：2022-07-29（文中写明：date: Fri, 29 Jul 2022 03:08:22 GMT）" in shown
    assert "editor -7" in shown
    assert shown.endswith("青禾市地铁3号线开通。\n全长28公里。\n")


def test_as_json(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(article), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["text"] == "青禾市地铁3号线开通。\n全长28公里。"
    assert record["published"] == "2022-07-29"
    assert record["removed"]["script"] == 1


def test_what_cleaning_removed(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--diff", str(article)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert "- x" in shown
    assert "- 责任编辑：邓某" in shown
    assert not any(line.startswith(("- 青禾", "- 全长")) for line in shown)


def test_a_change_within_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("题目\n三地制定 《方案》,并且公布了细则的全部内容。\n", encoding="utf-8")
    assert main(["show", "--diff", str(path), "--json"]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert any("[- -]" in change for change in changes)


def test_one_of_a_container(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.jsonl"
    rows = [{"id": f"n{n}", "title": f"题{n}", "text": f"第{n}篇的正文。"} for n in range(3)]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["show", f"{path}!/n1"]) == 0
    assert "第1篇的正文。" in capsys.readouterr().out
    assert main(["show", str(path)]) == 1
    assert f"{path}!/n2" in capsys.readouterr().err
    assert main(["show", f"{path}!/n9"]) == 1
    assert "n9" in capsys.readouterr().err


def test_nothing_of_that_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "没有这篇"]) == 1
    assert "错误" in capsys.readouterr().err


def test_a_mail_is_shown_itself_without_what_hangs_on_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mail = EmailMessage()
    mail["Subject"] = "周报"
    mail.set_content("青禾市今年1月开通地铁。")
    mail.add_attachment(b"hung on it", maintype="text", subtype="plain", filename="a.txt")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    assert main(["show", str(tmp_path / "a.eml")]) == 0
    shown = capsys.readouterr().out
    assert "青禾市今年1月开通地铁。" in shown
    assert "hung" not in shown

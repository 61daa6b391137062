"""No address that stands in an article or in a model's reply is ever called by the server."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE

from rag import Assistant, Settings
from tests.hostile import tally
from tests.ui.canary import canary
from tests.ui.conftest import serving
from tests.ui.fakes import FakeAssistant, answered, as_assistant, documents
from tests.ui.visitor import Visitor, finished, reference
from ui.server.server import create_server
from ui.state.limits import RateLimit

SENTENCE = "今年3月，江湾湿地修复工程获批，总投资为12.6亿元。"


def html(url: str) -> str:
    return (
        f'<html><head><base href="{url}"><link rel="stylesheet" href="{url}"><script src="{url}">'
        f'</script><meta http-equiv="refresh" content="0; url={url}"></head><body><p>{SENTENCE}'
        f'<img src="{url}"><iframe src="{url}"></iframe><object data="{url}"></object></p></body>'
    )


def entities(url: str) -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE html SYSTEM "{url}" [<!ENTITY a SYSTEM "{url}">'
        f'<!ENTITY % b SYSTEM "{url}"> %b;]><html><body><p>&a; {SENTENCE}</p></body></html>'
    )


def markdown(url: str) -> str:
    front = f"---\nurl: {url}\nimage: {url}\n---\n"
    return f"{front}# 湿地\n\n{SENTENCE} ![图]({url}) <{url}>\n\n[1]: {url}\n"


def mail(url: str) -> str:
    return (
        "Subject: wetland\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        f'Content-Type: message/external-body; access-type=URL; URL="{url}"\n\n'
        "Content-Type: text/plain\n\n--b\nContent-Type: text/html; charset=utf-8\n\n"
        f"{html(url)}\n--b--\n"
    )


def records(url: str) -> str:
    row = {"text": SENTENCE, "title": "湿地", "url": url, "source": url, "path": url}
    return json.dumps(row, ensure_ascii=False)


FORMS: dict[str, Callable[[str], str]] = {
    "a.html": html,
    "b.html": entities,
    "c.md": markdown,
    "d.eml": mail,
    "e.jsonl": records,
}


def word(path: Path, url: str) -> None:
    """A document whose template, picture and link lie elsewhere."""
    made = Word()
    made.add_paragraph(SENTENCE)
    for kind in ("IMAGE", "HYPERLINK", "SETTINGS"):
        made.part.relate_to(url, getattr(RELATIONSHIP_TYPE, kind), is_external=True)
    made.save(str(path))
    inside = path.with_suffix(".zip")
    with zipfile.ZipFile(inside, "w") as archive:
        archive.write(path, "inside.docx")


def test_articles_are_read_without_asking_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    settings = Settings(data_dir=tmp_path / "data", language="zh")
    with canary(monkeypatch) as bird, Assistant(settings) as assistant:
        for number, url in enumerate(bird.urls):
            for name, form in FORMS.items():
                (folder / f"{number}{name}").write_text(form(url), encoding="utf-8")
            word(folder / f"{number}f.docx", url)
            tally.refused("addresses in articles", len(FORMS) + 2)
        report = assistant.ingest(folder)
        assert report.added >= 1
        assert "12.6亿元" in assistant.ask("江湾湿地修复工程总投资多少？").text
        assert bird.heard == []


def test_a_models_reply_sends_the_server_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeAssistant(Settings(data_dir=tmp_path, language="zh"))
    app = create_server(as_assistant(fake), rate=RateLimit(0))
    with canary(monkeypatch) as bird, serving(app) as address:
        hidden = json.dumps(reference(bird.urls[0]))
        text = "".join(f"![图]({url})<img src='{url}'>{url} {hidden} " for url in bird.urls)
        answer = replace(answered(documents()), text=text, missing=text, notices=(text,))
        fake.reply = lambda _: answer
        visitor = Visitor(address, "reader")
        visitor.load()
        asking = visitor.function("yj-ask", "click")
        values = visitor.values(asking)
        values[2] = "何时获批？"
        [result, *_] = finished(visitor.said(visitor.call(asking, values)))
        assert "yj-done" in json.dumps(result)
        body = {"messages": [{"role": "user", "content": "何时获批？"}]}
        assert visitor.http.post("/v1/chat/completions", json=body).is_success
        assert visitor.http.post("/api/ask", json={"question": "何时获批？"}).is_success
        visitor.http.close()
        assert bird.heard == []
    tally.refused("addresses in replies", 3)

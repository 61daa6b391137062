"""``/metrics``: what is counted is what happened, and nobody reads in it what was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from rag import IngestReport, Settings, Skipped, __version__
from rag.errors import IndexDamaged, LoadError
from tests.hostile import tally
from tests.ui.conftest import serving
from tests.ui.fakes import SECRET, FakeAssistant, as_assistant
from tests.ui.test_leaving import called, eventually
from tests.ui.test_visits import Reader
from ui.doors.passwords import hash_password
from ui.server.server import create_server
from ui.state.gate import Gate
from ui.state.limits import RateLimit

Figures = dict[tuple[str, ...], float]


def server(
    folder: Path, rate: int = 0, gate: Gate | None = None, **settings: Any
) -> tuple[Any, FakeAssistant]:
    fake = FakeAssistant(Settings(data_dir=folder, language="zh", metrics=True, **settings))
    app = create_server(as_assistant(fake), gate=gate, rate=RateLimit(rate), mcp=True)
    return app, fake


def client_for(app: Any) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


def figures(text: str) -> Figures:
    """Values by name and labels, in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def ask(client: TestClient, question: str) -> None:
    client.post("/api/ask", json={"question": question})


def test_questions_are_counted_by_door_and_end(tmp_path: Path) -> None:
    app, _ = server(tmp_path)
    with client_for(app) as client:
        for question in ("何时获批？", "何时完工？", "拒答这个", "错误", "失败前", "钥匙"):
            ask(client, question)
        chat = {"messages": [{"role": "user", "content": "何时获批？"}]}
        client.post("/v1/chat/completions", json=chat)
        client.post("/v1/responses", json={"input": "拒答", "stream": True})
        client.get("/v1/nothing")
        reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=")
    told = figures(reply.text)
    assert told["youju_questions_total", "api", "answered"] == 2
    assert told["youju_questions_total", "api", "refused"] == 1
    assert told["youju_questions_total", "api", "failed"] == 3
    assert told["youju_questions_total", "chat", "answered"] == 1
    assert told["youju_questions_total", "responses", "refused"] == 1
    assert told["youju_question_faults_total", "api", "LoadError"] == 1
    assert told["youju_question_faults_total", "api", "unexpected"] == 2
    assert told["youju_question_seconds_count", "api"] == 6
    assert told["youju_question_wait_seconds_count",] == 8
    assert told["youju_http_replies_total", "/api/ask", "200"] == 3
    assert told["youju_http_replies_total", "/api/ask", "500"] == 2
    assert told["youju_http_replies_total", "/v1", "404"] == 1
    assert told["youju_documents",] == 3
    assert (told["youju_questions_under_way",], told["youju_questions_waiting",]) == (0, 0)
    assert any(name[0] == "youju_build_info" and __version__ in name for name in told)


def test_the_line_and_those_who_left_are_counted(tmp_path: Path) -> None:
    app, fake = server(tmp_path, gate=Gate(workers=1, waiting=1))
    body = {"question": "卡住了的问题？"}
    with serving(app) as address:
        clients = [called(address, "/api/ask", body) for _ in range(2)]

        def now() -> Figures:
            return figures(httpx.get(f"{address}/metrics", timeout=60).text)

        assert eventually(lambda: now()["youju_questions_waiting",] == 1)
        assert now()["youju_questions_under_way",] == 1
        assert httpx.post(f"{address}/api/ask", json=body, timeout=60).status_code == 503
        for each in clients:
            each.close()
        assert eventually(lambda: now().get(("youju_questions_total", "api", "left"), 0) >= 1)
        assert now()["youju_question_faults_total", "api", "busy"] == 1
        assert now()["youju_questions_total", "api", "turned_away"] == 1
        fake.released.set()


def test_the_pages_questions_are_counted(tmp_path: Path) -> None:
    app, _ = server(tmp_path)
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as http:
        Reader(http, "tab").ask("何时获批？")
        told = figures(http.get("/metrics").text)
    assert told["youju_questions_total", "page", "answered"] == 1


def test_who_asks_too_fast_is_counted(tmp_path: Path) -> None:
    app, _ = server(tmp_path, rate=1)
    with client_for(app) as client:
        for _ in range(3):
            ask(client, "何时获批？")
        told = figures(client.get("/metrics").text)
    assert told["youju_question_faults_total", "api", "too_fast"] == 2
    assert told["youju_http_replies_total", "/api/ask", "429"] == 2


def test_ingests_are_counted(tmp_path: Path) -> None:
    gate = Gate()
    app, _ = server(tmp_path, gate=gate)
    report = IngestReport(added=3, changed=1, skipped=(Skipped("a", "b"), Skipped("c", "d")))
    gate.outcomes.ingested(lambda: report)

    def broken() -> IngestReport:
        raise LoadError(zh="坏", en="bad")

    with pytest.raises(LoadError):
        gate.outcomes.ingested(broken)
    with client_for(app) as client:
        told = figures(client.get("/metrics").text)
    assert told["youju_ingests_total", "done"] == told["youju_ingests_total", "failed"] == 1
    assert told["youju_ingested_articles_total", "added"] == 3
    assert told["youju_ingested_articles_total", "changed"] == 1
    assert told["youju_ingest_skipped_total",] == 2


def test_an_index_that_cannot_be_used_is_a_figure_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, fake = server(tmp_path)

    def damaged() -> Any:
        raise IndexDamaged(zh="坏", en="bad")

    monkeypatch.setattr(fake, "status", damaged)
    with client_for(app) as client:
        told = figures(client.get("/metrics").text)
    assert told["youju_index_usable",] == 0
    assert ("youju_documents",) not in told


def test_the_door_is_shut_unless_a_setting_opens_it(tmp_path: Path) -> None:
    fake = FakeAssistant(Settings(data_dir=tmp_path, language="zh"))
    with client_for(create_server(as_assistant(fake))) as client:
        assert client.get("/metrics").status_code == 404
    tally.refused("/metrics")


def test_with_a_login_it_asks_for_it(tmp_path: Path) -> None:
    app, _ = server(tmp_path, ui_users=f"a:{hash_password('b')}")
    with client_for(app) as client:
        assert client.get("/metrics").status_code == 401
        told = figures(client.get("/metrics", auth=("a", "b")).text)
        assert client.post("/metrics", auth=("a", "b")).status_code in {404, 405}
    assert told["youju_http_replies_total", "/metrics", "401"] == 1
    tally.refused("/metrics", 2)


def test_no_text_and_no_label_of_a_visitors_making(tmp_path: Path) -> None:
    app, _ = server(tmp_path)
    marked = "某人的秘密"
    with client_for(app) as client:
        for question in (marked, f"钥匙{marked}", f"失败后{marked}", "问" * 2_000):
            ask(client, question)
        before = client.get("/metrics").text.count("\n")
        for number in range(30):
            client.get(f"/v1/{marked}{number}")
            client.get(f"/{marked}{number}", headers={b"user-agent": marked.encode()})
            client.post("/v1/chat/completions", json={"model": f"{marked}{number}"})
            client.request(f"X{number}", "/api/ask")
        text = client.get("/metrics").text
    assert marked not in text
    assert SECRET not in text
    assert text.count("\n") - before < 20, "labels are bounded"
    tally.refused("/metrics", 120)

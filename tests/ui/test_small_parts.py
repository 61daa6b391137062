"""Words, feedback, uploads, examples, plots, and the command itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rag import Document, Settings
from tests.ui.fakes import FakeAssistant, answered, as_assistant, documents
from ui.__main__ import main
from ui.doors.passwords import password_fits
from ui.html.charts import by_time, columns_html, rows_html, tick_step
from ui.state import feedback
from ui.state.examples import Examples, candidates, varied
from ui.state.questions import says_what
from ui.state.runs import find_runs, read_run
from ui.state.turns import PageTurn
from ui.state.uploads import keep_uploads
from ui.words import WORDS, word


def test_every_wording_has_both_languages_and_the_same_fields() -> None:
    for name, (zh, en) in WORDS.items():
        assert zh, name
        assert en, name
        assert sorted(_fields(zh)) == sorted(_fields(en)), name
    assert word("articles_shown", "en", first=1, last=3, total=3) == "1–3 of 3"


def _fields(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def rated(folder: Path, identity: str, rating: str, reason: str = "") -> None:
    turn = PageTurn(identity, "何时获批？", "done", answer=answered(documents()))
    feedback.record(folder, turn, rating, reason, "甲")


def test_feedback_keeps_the_last_word_and_passes_over_torn_lines(tmp_path: Path) -> None:
    rated(tmp_path, "a", "good")
    rated(tmp_path, "b", "good")
    rated(tmp_path, "a", "bad", "日期不对")
    with (tmp_path / feedback.FILE_NAME).open("ab") as file:
        file.write(b'{"turn": "c", "ra')
    rows = list(feedback.read(tmp_path))
    assert [(row["turn"], row["rating"]) for row in rows] == [("b", "good"), ("a", "bad")]


def test_feedback_becomes_evaluation_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path / "data"))
    rated(tmp_path / "data", "a", "good")
    rated(tmp_path / "data", "b", "bad", "日期不对")
    out = tmp_path / "questions.jsonl"
    assert feedback.main(["export", str(out)]) == 0
    assert "youju eval accept" in capsys.readouterr().err
    (good,) = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert good["answers"] == [["2024年3月"]]
    assert good["evidence"][1] == {
        "article": "2024-03-15-湿地.html",
        "quote": "一期工程将于2025年11月完工",
    }
    assert feedback.main(["export", "--rating", "good"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "f-a"


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        ("**2024年3月**（原文“今年3月”）。获批。[1]", "2024年3月"),
        ("2022年1月（原文“今年1月”）：今年1月，示范区获批。 [1]\n三地共同推进。 [2]", "2022年1月"),
        ("今年1月，示范区获批。 [1]", "今年1月，示范区获批。"),
    ],
)
def test_a_liked_answer_is_asked_for_by_its_fact(answer: str, fact: str) -> None:
    cited = {"path": "/a/稿.html", "quote": "今年1月，示范区获批。"}
    row = {"turn": "t", "rating": "good", "answered": True, "answer": answer, "citations": [cited]}
    question = feedback.as_question(row)
    assert question is not None
    assert question["answers"] == [[fact]]


def test_the_evaluation_reads_what_feedback_exports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eval.cases import read_cases
    from eval.draft import accepted_cases

    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path))
    rated(tmp_path, "a", "good")
    rated(tmp_path, "b", "bad", "不对")
    questions, draft = tmp_path / "q.jsonl", tmp_path / "draft.md"
    assert feedback.main(["export", str(questions)]) == 0
    assert [case.id for case in read_cases(questions)] == ["f-a"]
    assert feedback.main(["export", "--rating", "bad", str(draft)]) == 0
    text = draft.read_text(encoding="utf-8")
    assert "👎 不对" in text
    completed = text.replace("[ ]", "[x]").replace("答案：\n", "答案：2024年3月\n")
    draft.write_text(completed, encoding="utf-8")
    (case,) = accepted_cases(draft)
    assert case.answers == (("2024年3月",),)


def test_uploads_of_one_name_are_kept_apart_unless_they_are_the_same(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for folder, text in (("1", "甲"), ("2", "乙"), ("3", "甲")):
        source = tmp_path / folder / "稿.txt"
        source.parent.mkdir()
        source.write_text(text, encoding="utf-8")
        keep_uploads(data, [str(source)])
    kept = {path.name: path.read_text(encoding="utf-8") for path in (data / "uploads").iterdir()}
    assert kept == {"稿.txt": "甲", "稿-2.txt": "乙"}


def test_example_questions_are_tried_before_they_are_shown(tmp_path: Path) -> None:
    fake = FakeAssistant(Settings(data_dir=tmp_path))
    examples = Examples(as_assistant(fake))
    assert examples.ready() == ()
    thread = examples.prepare(1)
    assert thread is not None
    thread.join(10)
    assert examples.prepare(1) is None
    assert "江湾湿地修复工程是什么时候获批的？" in examples.ready()
    assert set(fake.tried) >= set(examples.ready())


def test_examples_do_not_all_ask_alike() -> None:
    whos = [f"第{number}任馆长是谁？" for number in range(5)]
    assert varied([*whos, "大桥何时通车？", "面积有多少？"]) == (
        *whos[:2],
        "大桥何时通车？",
        "面积有多少？",
    )
    assert varied(whos) == tuple(whos[:4])


def test_candidates_begin_with_one_of_each_article() -> None:
    first = Document("a", "/a.txt", "", "江湾大桥于5月1日通车。江湾码头于6月2日开工。")
    second = Document("b", "/b.txt", "", "江湾书店于3月4日揭牌。其后于3月5日召开会议。")
    drawn = list(candidates([first, second]))
    assert drawn[:2] == [
        ("江湾大桥是什么时候通车的？", "a"),
        ("江湾书店是什么时候揭牌的？", "b"),
    ]
    assert ("江湾码头是什么时候开工的？", "a") in drawn
    assert all("其后" not in question for question, _ in drawn)
    vague = Document(
        "c", "/c.txt", "", "三地还于5月1日发布。本届大会由市政府主办。新馆还于5月2日开馆成立。"
    )
    assert list(candidates([vague])) == []
    held = Document("d", "/d.txt", "江湾读书大会侧记", "大会以“书香满江湾”为主题。")
    assert list(candidates([held])) == [
        ("江湾读书大会的主题是什么？", "d"),
        ("《江湾读书大会侧记》讲了什么？", "d"),
    ]


@pytest.mark.parametrize(
    ("subject", "says"),
    [
        ("江湾湿地修复工程", True),
        ("青禾轨道集团", True),
        ("2023全球工业互联网大会", True),
        ("高", False),
        ("新任统计局", False),
        ("统计局", False),
        ("该工程", False),
        ("由江湾市政府", False),
        ("江湾的工程", False),
        ("第三产业", False),
        ("全年居民人均可支配", False),
        ("“江湾工程", False),
    ],
)
def test_a_question_is_about_what_says_of_itself_what_is_meant(subject: str, *, says: bool) -> None:
    assert says_what(subject) is says


@pytest.mark.parametrize(
    ("largest", "step"),
    [(1, 1), (4, 1), (9, 2), (26, 10), (77, 20), (231, 50), (308, 100), (10_000, 2_000)],
)
def test_an_axis_has_round_marks_and_few(largest: int, step: int) -> None:
    assert tick_step(largest) == step
    drawn = columns_html("t", {"2023-09": 1, "2024-03": largest})
    marks = drawn.split("yj-marks")[1].split("<ol>")[0].count("<span")
    assert marks == -(-largest // step) + 1 <= 7


def test_charts_are_nothing_for_nothing_and_show_the_rest_as_a_number() -> None:
    assert columns_html("t", {}) == columns_html("t", {"a": 0}) == rows_html("t", {}, "zh") == ""
    drawn = rows_html("t", {f"<script>{number}": number for number in range(1, 13)}, "zh")
    assert drawn.count("<li ") == 10
    assert "另有 2 种，共 3 篇" in drawn
    assert "<script>" not in drawn
    months = {f"{year}-{month:02}": 1 for year in range(2000, 2010) for month in range(1, 13)}
    assert by_time(months) == {str(year): 12 for year in range(2000, 2010)}
    assert by_time({"2022-07": 2}) == {"2022-07": 2}


def test_runs_are_found_newest_first_and_broken_ones_do_not_matter(tmp_path: Path) -> None:
    runs = tmp_path / "eval-runs"
    for name, text in (("old", '{"started": "2026-01-01T08:00:00"}'), ("broken", "{")):
        (runs / name).mkdir(parents=True)
        (runs / name / "run.json").write_text(text, encoding="utf-8")
    found = find_runs(tmp_path / "data", tmp_path)
    assert set(found) == {"old · 2026-01-01 08:00", "broken"}
    assert read_run(runs / "broken") == ({}, [])


def test_hash_password_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO("江湾\n"))
    assert main(["--hash-password"]) == 0
    assert password_fits("江湾", capsys.readouterr().out.strip())
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    assert main(["--hash-password"]) == 2


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (main, feedback.main):
        with pytest.raises(SystemExit) as ended:
            command(["--help"])
        assert ended.value.code == 0
        assert "youju" in capsys.readouterr().out.split("\n\n")[-1]


def test_a_port_that_is_taken_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import socket

    monkeypatch.setenv("YOUJU_DATA_DIR", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["--port", str(taken.getsockname()[1])]) == 1
    assert "--port 0" in capsys.readouterr().err


def test_importing_the_parts_of_the_command_line_does_not_load_gradio() -> None:
    code = (
        "import sys, ui.state.feedback, ui.__main__, ui.html.turn, ui.state.turns, ui.state.gate; "
        "sys.exit('gradio' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_only_what_arrives_in_pieces_goes_through_the_queue(tmp_path: Path) -> None:
    """Gradio's stream closes after its last event; one that joins just then is lost."""
    from ui.server.server import create_server

    app = create_server(as_assistant(FakeAssistant(Settings(data_dir=tmp_path))))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        events = client.get("/config").json()["dependencies"]
    queued = [each for each in events if each["backend_fn"] and each["queue"] is not False]
    assert {each["types"]["generator"] for each in queued} == {True}
    # the box, a button in either half of the thread, dropped files, a pasted text, an evaluation,
    # the questions to ask next, bringing back what was removed
    assert len(queued) == 8

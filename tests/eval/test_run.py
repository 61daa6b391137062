"""A whole run over a scripted system: figures, resuming, failures, gates, reports."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.cases import CasesError
from eval.compare import compare, comparison_markdown
from eval.gates import parse_gate
from eval.journal import RESULTS, read_run
from eval.outcome import Run
from eval.run import evaluate, in_turn
from eval.scoring import Result
from rag import Settings
from rag.errors import UsageError
from tests.eval.fakes import LIBRARY, METRO, FakeSystem, answer, cite, whole

RECORDS: list[dict[str, object]] = [
    {
        "id": "a",
        "question": "新馆在哪里？",
        "answers": [["湖滨路18号"]],
        "articles": ["library.txt"],
        "evidence": [{"article": "library.txt", "quote": "湖滨路18号"}],
        "kind": "place",
    },
    {
        "id": "b",
        "question": "馆长是谁？",
        "answers": [["林知秋"]],
        "articles": ["library.txt"],
        "kind": "person",
    },
    {
        "id": "c",
        "question": "有多长？",
        "history": ["地铁开通了吗？"],
        "answers": [["28.6公里"]],
        "articles": ["metro.txt"],
        "kind": "follow-up",
    },
    {"id": "u", "question": "门票多少钱？", "answers": [], "kind": "unanswerable"},
]
SCRIPT = {
    "新馆在哪里？": answer("湖滨路18号[1]", cite(LIBRARY, "新馆坐落在湖滨路18号。")),
    "馆长是谁？": answer("林知秋[1]", cite(LIBRARY, "馆长林知秋说")),
    "有多长？": answer("28.6公里[1]", cite(METRO, METRO.text)),
}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in RECORDS), encoding="utf-8")
    return path


def run(questions: Path, system: FakeSystem, out: Path, **options: object) -> Run:
    settings = Settings(data_dir=questions.parent / "data")
    return evaluate(questions, settings=settings, system=system, out=out, **options)  # type: ignore[arg-type]


def test_a_run_scores_keeps_and_reports_everything(questions: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def watch(done: int, total: int, result: Result | None) -> None:
        seen.append((done, total))

    system = FakeSystem(SCRIPT)
    finished = run(questions, system, tmp_path / "out", watch=watch)
    assert finished.summary["accuracy"].value == 1
    assert finished.summary["hit_at_1"].value == pytest.approx(2 / 3)
    assert finished.summary["refusal_recall"].value == 1
    assert seen[0] == (0, 4)
    assert seen[-1] == (4, 4)
    assert ("有多长？", 1) in system.asked
    record, results = read_run(tmp_path / "out")
    assert [one.id for one in results] == ["a", "b", "c", "u"]
    assert record["finished"] is True
    assert record["figures"]["accuracy"]["count"] == 4
    assert "chat_api_key" not in record["settings"]
    assert {one.name for one in (tmp_path / "out").iterdir()} == {
        "results.jsonl",
        "run.json",
        "report.html",
        "report.md",
    }


def test_parts_of_a_question_take_turns() -> None:
    first, second = whole(LIBRARY), whole(METRO)
    assert in_turn([[first, first], [second]]) == [first, second, first]
    assert in_turn([]) == []


def test_tokens_are_summed_and_priced(questions: Path, tmp_path: Path) -> None:
    used = {"input_tokens": 1_000_000, "output_tokens": 200_000, "calls": 1}
    script = {key: replace(one, usage=used) for key, one in SCRIPT.items()}
    finished = run(questions, FakeSystem(script), tmp_path / "out", prices=(0.5, 1.5))
    assert finished.description["usage"]["output_tokens"] == 600_000
    assert finished.description["cost"] == pytest.approx(3 * (0.5 + 0.3))
    assert "费用 Cost" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")


def test_a_failing_endpoint_counts_and_is_asked_again(questions: Path, tmp_path: Path) -> None:
    broken = FakeSystem({**SCRIPT, "馆长是谁？": ConnectionError("endpoint went away")})
    finished = run(questions, broken, tmp_path / "out")
    assert finished.summary["accuracy"].value == 0.75
    assert finished.stages == {"error": 1}
    assert any("endpoint went away" in str(note) for note in finished.warnings)


def test_a_stopped_run_goes_on_where_it_was(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def interrupt(done: int, total: int, result: Result | None) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(questions, FakeSystem(SCRIPT), out, watch=interrupt)
    assert len((out / RESULTS).read_text(encoding="utf-8").splitlines()) == 2
    with (out / RESULTS).open("a", encoding="utf-8") as file:
        file.write('{"id": "torn')
    again = FakeSystem(SCRIPT)
    finished = run(questions, again, out)
    assert len(again.asked) == 3, "two questions, one of them with its history"
    assert finished.summary["accuracy"].value == 1
    whole = FakeSystem(SCRIPT)
    run(questions, whole, out)
    assert len(whole.asked) == 5, "a finished run starts anew"


def test_a_changed_question_file_starts_anew(questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    broken = FakeSystem({**SCRIPT, "有多长？": KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        run(questions, broken, out)
    questions.write_text(questions.read_text() + "\n" + json.dumps({**RECORDS[3], "id": "v"}))
    again = FakeSystem(SCRIPT)
    run(questions, again, out)
    assert ("新馆在哪里？", 0) in again.asked


def test_questions_about_other_articles_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.jsonl"
    record = {"id": "a", "question": "q", "answers": [["1"]], "articles": ["elsewhere.txt"]}
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(CasesError, match=r"elsewhere\.txt"):
        run(path, FakeSystem({}), tmp_path / "out")


def test_a_folder_with_other_files_is_left_alone(questions: Path, tmp_path: Path) -> None:
    with pytest.raises(CasesError, match="--out"):
        run(questions, FakeSystem(SCRIPT), tmp_path)


def test_gates(questions: Path, tmp_path: Path) -> None:
    wanted = ["accuracy>=0.9", "over_refusal<=5%", "latency_p95<60", "all_evidence_at_10>=0.5"]
    finished = run(questions, FakeSystem(SCRIPT), tmp_path / "out", gates=wanted)
    assert [one.passed for one in finished.gates] == [True, True, True, False]
    assert not finished.passed
    for wrong in ("accuracy", "accuracy>>1", "acuracy>=1", "accuracy>=high"):
        with pytest.raises(UsageError, match="accuracy"):
            parse_gate(wrong)


class _Page(HTMLParser):
    """Collects what could reach beyond the page, and checks that tags are balanced."""

    def __init__(self) -> None:
        super().__init__()
        self.reaching: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.reaching += [value or "" for name, value in attrs if name in {"src", "href", "action"}]
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_escaped_and_reaches_nowhere(questions: Path, tmp_path: Path) -> None:
    evil = answer("<script>alert(1)</script>${title}[1]", cite(METRO, METRO.text))
    run(questions, FakeSystem({**SCRIPT, "馆长是谁？": evil}), tmp_path / "out")
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    page = _Page()
    page.feed(html)
    assert page.reaching == []
    assert page.open == []
    assert html.count("<svg") == 4
    markdown = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "`b` [wrong_span] 馆长是谁？" in markdown


def test_comparing_two_runs_names_what_flipped(questions: Path, tmp_path: Path) -> None:
    run(questions, FakeSystem({**SCRIPT, "馆长是谁？": answer("不知道")}), tmp_path / "a")
    run(questions, FakeSystem({**SCRIPT, "门票多少钱？": answer("10元")}), tmp_path / "b")
    found = compare(tmp_path / "a", tmp_path / "b")
    assert [one.id for one in found.gained] == ["b"]
    assert [one.id for one in found.lost] == ["u"]
    accuracy = found.rows[0]
    assert (accuracy.a, accuracy.b, accuracy.difference.value) == (0.75, 0.75, 0)
    assert accuracy.difference.p_value == 1
    text = comparison_markdown(found, ("a", "b"))
    assert "变对 Gained (1)" in text
    assert "不显著" in text
    assert found.notes, "too few flips to be significant"


def test_runs_without_common_questions_cannot_be_compared(questions: Path, tmp_path: Path) -> None:
    run(questions, FakeSystem(SCRIPT), tmp_path / "a")
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "z", "question": "z", "answers": [["1"]]}))
    run(other, FakeSystem(SCRIPT), tmp_path / "b")
    with pytest.raises(CasesError, match=r"share no question|没有共同的问题"):
        compare(tmp_path / "a", tmp_path / "b")
    with pytest.raises(CasesError, match=r"results\.jsonl"):
        compare(tmp_path / "a", tmp_path / "nothing")


def test_a_judge_stands_beside_the_rules(questions: Path, tmp_path: Path) -> None:
    from eval.grader import agreement, judge_with

    prompts: list[str] = []

    def complete(prompt: str) -> str:
        prompts.append(prompt)
        if "林知秋" in prompt:
            return "好的，我来评分"
        return '{"faithfulness": 2, "relevance": 2, "reason": "有证据"}'

    finished = run(questions, FakeSystem(SCRIPT), tmp_path / "out", judge=judge_with(complete))
    verdicts = {one.id: one.judge for one in finished.results}
    assert verdicts["a"] == {"faithfulness": 2, "relevance": 2, "reason": "有证据"}
    assert verdicts["b"] is not None
    assert "error" in verdicts["b"]
    assert verdicts["u"] is None, "a refusal is not judged"
    agreed = agreement(finished.results)
    assert agreed is not None
    assert (agreed.value, agreed.count) == (1, 2)
    assert len(prompts) == 3

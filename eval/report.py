"""The report of a run: one HTML file that opens anywhere, and the same in Markdown.

The HTML needs no network: styles, plots and the few lines of script stand inside, and a
content policy forbids anything else. Text from articles and answers is always escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from eval import charts
from eval.cases import SHIPPED_ARTICLES, SHIPPED_OVERVIEWS, SHIPPED_QUESTIONS
from eval.failures import STAGES
from eval.gates import GateOutcome
from eval.grader import agreement
from eval.metrics import area_under_risk
from eval.outcome import Run
from eval.page import PAGE
from eval.scoring import Result
from eval.stats import Interval
from eval.summary import FIGURES, LATENCIES, risk_curve, slices, summarise

SLICE_FIGURES = ("accuracy", "contains_gold", "citation_precision", "hit_at_1", "hit_at_5")
"""The figures shown for every slice."""


def write_reports(run: Run) -> None:
    """Write ``report.html`` and ``report.md`` into the run's folder."""
    (run.folder / "report.html").write_text(report_html(run), encoding="utf-8")
    (run.folder / "report.md").write_text(report_markdown(run), encoding="utf-8")


def figure_rows(summary: Mapping[str, Interval]) -> list[tuple[str, str, str]]:
    """Rows of (name, value with interval, what it means) in reporting order."""
    rows = [
        (f"{figure.zh} {figure.name}", shown(summary[figure.name]), figure.meaning)
        for figure in FIGURES
        if figure.name in summary
    ]
    return rows + [
        (f"耗时 {name}", shown_seconds(summary[name]), "seconds a question")
        for name in LATENCIES
        if name in summary
    ]


def shown(figure: Interval) -> str:
    """A share as a reader wants it: value, interval, number of questions."""
    return f"{figure.value:.1%} [{figure.low:.1%}, {figure.high:.1%}] n={figure.count}"


def shown_seconds(figure: Interval) -> str:
    """A latency with its interval."""
    return f"{figure.value:.3f} s [{figure.low:.3f}, {figure.high:.3f}] n={figure.count}"


def report_markdown(run: Run) -> str:
    """The report as Markdown: figures, slices, failures and every wrong answer."""
    parts = [f"# 评测报告 Evaluation: {run.folder.name}", "", *_markdown_facts(run)]
    parts += ["", "| 指标 | 数值 [95% 置信区间] | 含义 |", "|---|---|---|"]
    parts += [f"| {' | '.join(row)} |" for row in figure_rows(run.summary)]
    if run.gates:
        parts += ["", "## 门槛 Gates", ""]
        parts += [f"- {'✓' if one.passed else '✗'} {gate_line(one)}" for one in run.gates]
    parts += ["", "## 分组 Slices", "", *_markdown_slices(run.results)]
    if run.stages:
        parts += ["", "## 失分环节 Where wrong answers were lost", ""]
        parts += [f"- {STAGES[name][0]} {name}: {count}" for name, count in run.stages.items()]
    parts += ["", "## 答错的问题 Wrong answers", ""]
    for result in run.results:
        if not result.right:
            gold = " + ".join("/".join(group) for group in result.answers) or "（应拒答）"
            said = " ".join((result.error or result.text).split())[:300]
            parts.append(
                f"- `{result.id}` [{result.stage}] {result.question} — 应为 {gold}；得到：{said}"
            )
    return "\n".join(parts) + "\n"


def gate_line(outcome: GateOutcome) -> str:
    """One gate and what it met, as text."""
    value = "无此指标 (not measured)" if outcome.value is None else f"{outcome.value:.4f}"
    return f"{outcome.gate} ({value})"


def report_html(run: Run) -> str:
    """The report as one self-contained page."""
    wrong = sum(not result.right for result in run.results)
    return PAGE.substitute(
        title=escape(f"评测报告 {run.folder.name}"),
        facts=_html_facts(run),
        warnings="".join(f'<p class="warning">{escape(str(note))}</p>' for note in run.warnings),
        gates=_html_gates(run),
        figures=_table(("指标", "数值 [95% 置信区间]", "含义"), figure_rows(run.summary)),
        plots=_plots(run),
        slices=_html_slices(run.results),
        wrong=wrong,
        count=len(run.results),
        questions="".join(_html_question(result) for result in run.results),
        settings=_table(("设置", "值"), _settings_rows(run)),
    )


def _plots(run: Run) -> str:
    by_kind = [
        (name.removeprefix("kind: "), summarise(group, ("accuracy",))["accuracy"])
        for name, group in slices(run.results).items()
        if name.startswith("kind: ")
    ]
    plots = [charts.interval_bars("各类问题的正确率 Accuracy by kind", by_kind)]
    if run.stages:
        rows = [(f"{STAGES[name][0]} {name}", count) for name, count in run.stages.items()]
        plots.append(charts.count_bars("失分环节 Stage that lost each wrong answer", rows))
    risk = risk_curve(run.results)
    if risk:
        title = f"风险—覆盖率 Risk–coverage (AURC {area_under_risk(risk):.3f})"
        points = [(coverage, rate) for coverage, rate, _ in risk]
        plots.append(charts.curve(title, points, ("覆盖率 coverage", "错误率 risk")))
    seconds = [result.seconds for result in run.results if not result.error]
    plots.append(charts.histogram("耗时 Seconds a question", seconds))
    return "".join(plots)


def _facts(run: Run) -> list[tuple[str, str]]:
    record = run.description
    usage = record.get("usage") or {}
    agreed = agreement(run.results)
    return [
        ("问题 Questions", f"{_named(record.get('questions'))} ({len(run.results)})"),
        ("文章 Articles", _named(record.get("articles"))),
        ("开始 Started", str(record.get("started", ""))),
        ("用时 Seconds", str(record.get("seconds", ""))),
        *([("用量 Tokens", ", ".join(f"{k} {v}" for k, v in usage.items()))] if usage else []),
        *([("费用 Cost", f"{record['cost']:.4f}")] if record.get("cost") is not None else []),
        *([("与评判模型一致 Judge agrees", shown(agreed))] if agreed else []),
    ]


def _named(path: object) -> str:
    """A path as the reader knows it: the shipped files by that name."""
    if path is None:
        return "当前索引 (the user's index)"
    shipped = {
        str(SHIPPED_QUESTIONS): "eval/questions.jsonl",
        str(SHIPPED_OVERVIEWS): "eval/overviews.jsonl",
        str(SHIPPED_ARTICLES): "rag/samples",
    }
    return shipped.get(str(path), str(path))


def _markdown_facts(run: Run) -> list[str]:
    facts = [f"- {name}: {value}" for name, value in _facts(run)]
    return facts + [f"- ⚠ {note}" for note in run.warnings]


def _html_facts(run: Run) -> str:
    return "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in _facts(run)
    )


def _html_gates(run: Run) -> str:
    items = "".join(
        f'<li class="{"pass" if one.passed else "fail"}">{escape(gate_line(one))}</li>'
        for one in run.gates
    )
    return f"<h2>门槛 Gates</h2><ul>{items}</ul>" if items else ""


def _slice_rows(results: Sequence[Result]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, group in slices(results).items():
        figures = summarise(group, SLICE_FIGURES)
        cells = [_brief(figures[one]) if one in figures else "–" for one in SLICE_FIGURES]
        rows.append((name, str(len(group)), *cells))
    return rows


def _brief(figure: Interval) -> str:
    return f"{figure.value:.0%} [{figure.low * 100:.0f}–{figure.high * 100:.0f}]"


def _markdown_slices(results: Sequence[Result]) -> list[str]:
    head = ("分组", "题数", *SLICE_FIGURES)
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return lines + [f"| {' | '.join(row)} |" for row in _slice_rows(results)]


def _html_slices(results: Sequence[Result]) -> str:
    return _table(("分组", "题数", *SLICE_FIGURES), _slice_rows(results))


def _settings_rows(run: Run) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for section in ("settings", "status", "versions"):
        values = run.description.get(section) or {}
        rows += [(f"{section}.{name}", str(value)) for name, value in values.items()]
    return rows


def _html_question(result: Result) -> str:
    gold = " ＋ ".join(" / ".join(group) for group in result.answers) or "（应拒答 refuse）"
    quotes = "".join(
        f"<blockquote>{escape(item['quote'])}<cite>{escape(item['title'] or item['path'])}"
        f" {escape(item['published'] or '')}</cite></blockquote>"
        for item in result.citations
    )
    notes = "；".join((*result.notices, result.error, result.missing)).strip("；")
    rank = next((i for i, gain in enumerate(result.gains or [], start=1) if gain), None)
    sure = "–" if result.confidence is None else f"{result.confidence:.2f}"
    return (
        f'<details class="{"pass" if result.right else "fail"}"><summary>'
        f"<code>{escape(result.id)}</code> {escape(result.question)} "
        f"<small>{escape(result.kind)} {escape(result.stage)}</small></summary>"
        f"<p><b>应为</b> {escape(gold)}</p><p><b>得到</b> {escape(result.text)}</p>{quotes}"
        f"<p><small>{escape(notes)}</small></p><p><small>证据排名 gold rank: {rank or '–'} · "
        f"把握 confidence: {sure} · {result.seconds:.3f} s</small></p></details>"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"

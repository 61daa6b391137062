"""👍 and 👎 with a reason: appended to a file in the data folder, exported as questions.

What was liked becomes lines of an evaluation's question file. What was not has no right answer
yet: it becomes a draft that a person completes, ticks and hands to ``youju eval accept``.

``feedback.jsonl`` holds one JSON object a line; a later line about the same turn replaces an
earlier one. A line is whole or absent: it is written in one call and synced.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ui.state.turns import PageTurn

FILE_NAME = "feedback.jsonl"
MAX_REASON_CHARACTERS = 2_000
_writing = threading.Lock()


def record(data_dir: Path, turn: PageTurn, rating: str, reason: str, user: str = "") -> None:
    """Append what a reader thought of one answer.

    Raises:
        OSError: The data folder cannot be written.

    """
    answer = turn.answer
    row = {
        "turn": turn.id,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "user": user,
        "rating": rating,
        "reason": reason[:MAX_REASON_CHARACTERS],
        "question": turn.question,
        "question_used": answer.question_used if answer else "",
        "answered": bool(answer and answer.answered),
        "answer": answer.text if answer else turn.text,
        "answerer": answer.answerer if answer else "",
        "citations": answer.as_dict()["citations"] if answer else [],
    }
    line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
    data_dir.mkdir(parents=True, exist_ok=True)
    with _writing, (data_dir / FILE_NAME).open("ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def read(data_dir: Path) -> Iterator[dict[str, Any]]:
    """The last word on each turn, oldest first; lines that are not whole are passed over."""
    path = data_dir / FILE_NAME
    if not path.exists():
        return
    latest: dict[str, dict[str, Any]] = {}
    for line in path.read_bytes().splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and isinstance(row.get("turn"), str):
            latest.pop(row["turn"], None)
            latest[row["turn"]] = row
    yield from latest.values()


def as_question(row: dict[str, Any]) -> dict[str, Any] | None:
    """A liked answer as one line of a question file; ``None`` for one that was not liked."""
    if row.get("rating") != "good":
        return None
    answered = bool(row.get("answered"))
    evidence = _evidence(row) if answered else []
    return {
        "id": f"f-{row['turn']}",
        "question": str(row.get("question", "")),
        "answers": [[_fact(row)]] if answered else [],
        "articles": sorted({each["article"] for each in evidence}),
        "evidence": evidence,
        "kind": "feedback",
        "answerable": answered,
    }


def as_draft(row: dict[str, Any]) -> str:
    """Any rated answer as a block of a draft, the reason above it, nothing ticked yet."""
    evidence = _evidence(row)
    article = evidence[0]["article"] if evidence else ""
    quote = " ".join(evidence[0]["quote"].split()) if evidence else ""
    liked = row.get("rating") == "good"
    said = " ".join(str(row.get("answer", "")).split())
    remark = " ".join(str(row.get("reason", "")).split())
    answer = _fact(row) if liked else ""
    return (
        f"\n## [ ] f-{row['turn']} feedback\n问题：{' '.join(str(row.get('question', '')).split())}"
        f"\n答案：{answer}\n证据：{quote}\n文章：{article}\n"
        f"({'👍' if liked else '👎'} {remark}; {said})\n"
    )


def _evidence(row: dict[str, Any]) -> list[dict[str, str]]:
    cited = [each for each in row.get("citations", ()) if isinstance(each, dict)]
    return [
        {"article": Path(str(each.get("path", ""))).name, "quote": str(each.get("quote", ""))}
        for each in cited
    ]


def _fact(row: dict[str, Any]) -> str:
    """The fact an answer opens with, before the first quoted sentence; all of it without one.

    ``2022年1月（原文“今年1月”）：今年1月，…… [1]`` gives ``2022年1月``.
    """
    answer = str(row.get("answer", ""))
    bold = re.match(r"\s*\*\*([^*]+)\*\*", answer)
    if bold:
        return bold[1]
    said = " ".join(re.sub(r"\s*\[\d+\]", "", answer).split())
    quotes = [" ".join(each["quote"].split()) for each in _evidence(row) if each["quote"]]
    lead = said.split(quotes[0])[0] if quotes else ""
    lead = re.sub(r"\s*[（(](?:原文|in the article)[^）)]*[）)]", "", lead)
    return lead.strip().rstrip("：:").strip() or said


def main(argv: Sequence[str] | None = None) -> int:
    """``youju feedback export [FILE]``: turn ratings into evaluation questions."""
    from rag import Settings, YoujuError
    from rag.wording import say

    options = _parser().parse_args(argv)
    try:
        rows = list(read(Settings().data_dir))
        if options.rating:
            rows = [row for row in rows if row.get("rating") == options.rating]
        drafted = bool(options.file) and options.file.endswith(".md")
        lines = [as_draft(row) for row in rows] if drafted else questions_of(rows)
        if options.file:
            Path(options.file).write_text("".join(lines), encoding="utf-8")
        else:
            sys.stdout.write("".join(lines))
    except YoujuError as fault:
        return _said(str(fault), fault.exit_code)
    except OSError as fault:
        return _said(say(f"无法读写：{fault}", f"Cannot read or write: {fault}"), 1)
    left = len(rows) - len(lines)
    counted = say(f"已导出 {len(lines)} 条。", f"{len(lines)} exported.")
    if left:
        counted += say(
            f"另有 {left} 条没有正确答案：导出为 .md，补全后用 youju eval accept。",
            f" {left} more have no right answer yet: export to a .md file, complete them and "
            "use youju eval accept.",
        )
    return _said(counted, 0)


def questions_of(rows: list[dict[str, Any]]) -> list[str]:
    """The lines of a question file that liked answers make."""
    made = [question for row in rows if (question := as_question(row)) is not None]
    return [json.dumps(question, ensure_ascii=False) + "\n" for question in made]


def _said(message: str, code: int) -> int:
    sys.stderr.write(message + "\n")
    return code


def _parser() -> argparse.ArgumentParser:
    from rag.wording import say

    parser = argparse.ArgumentParser(
        prog="youju feedback",
        description=say(
            "把页面上的 👍/👎 导出为评测问题。", "Export the page's 👍/👎 as evaluation questions."
        ),
        epilog=say("例：", "example: ")
        + "youju feedback export liked.jsonl; youju feedback export --rating bad draft.md",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help=say("导出", "export"))
    export.add_argument(
        "file",
        nargs="?",
        help=say(".jsonl 为问题，.md 为待补全的草稿", ".jsonl: questions, .md: a draft"),
    )
    export.add_argument("--rating", choices=("good", "bad"), help=say("只导出一种", "only these"))
    return parser

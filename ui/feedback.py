"""👍 and 👎 with a reason: appended to a file in the data folder, exported as questions.

``feedback.jsonl`` holds one JSON object a line; a later line about the same turn replaces an
earlier one. A line is whole or absent: it is written in one call and synced.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ui.turns import PageTurn

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


def as_question(row: dict[str, Any]) -> dict[str, Any]:
    """One line of an evaluation's question file, as a draft for a person to complete.

    A liked answer keeps its evidence as gold; a disliked one leaves ``answers`` empty and
    carries the reason and what was said in ``note``.
    """
    liked = row.get("rating") == "good"
    citations = [each for each in row.get("citations", ()) if isinstance(each, dict)]
    answered = bool(row.get("answered"))
    evidence = [
        {"article": Path(str(each.get("path", ""))).name, "quote": str(each.get("quote", ""))}
        for each in (citations if liked else ())
    ]
    note = "" if liked else f"{row.get('reason', '')} (said: {row.get('answer', '')})".strip()
    return {
        "id": f"f-{row['turn']}",
        "question": row.get("question", ""),
        "answers": [[str(row.get("answer", ""))]] if liked and answered else [],
        "articles": sorted({each["article"] for each in evidence}),
        "evidence": evidence,
        "kind": "feedback",
        "answerable": answered if liked else True,
        "note": note or str(row.get("reason", "")),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """``youju feedback export [FILE]``: turn ratings into evaluation questions."""
    from rag import Settings, YoujuError, say

    parser = argparse.ArgumentParser(
        prog="youju feedback",
        description=say(
            "把页面上的 👍/👎 导出为评测问题。", "Export the page's 👍/👎 as evaluation questions."
        ),
        epilog=say("例：", "example: ") + "youju feedback export questions.jsonl --rating bad",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help=say("导出为 JSONL", "write JSONL"))
    export.add_argument("file", nargs="?", help=say("输出文件；缺省为标准输出", "default: stdout"))
    export.add_argument("--rating", choices=("good", "bad"), help=say("只导出一种", "only these"))
    options = parser.parse_args(argv)
    try:
        rows = list(read(Settings().data_dir))
        if options.rating:
            rows = [row for row in rows if row.get("rating") == options.rating]
        lines = [json.dumps(as_question(row), ensure_ascii=False) + "\n" for row in rows]
        if options.file:
            Path(options.file).write_text("".join(lines), encoding="utf-8")
        else:
            sys.stdout.write("".join(lines))
    except YoujuError as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - a terminal program
        return fault.exit_code
    except OSError as fault:
        print(say(f"无法读写：{fault}", f"Cannot read or write: {fault}"), file=sys.stderr)  # noqa: T201
        return 1
    counted = say(f"已导出 {len(rows)} 条。", f"{len(rows)} exported.")
    print(counted, file=sys.stderr)  # noqa: T201
    return 0

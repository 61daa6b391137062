"""What a real chat model makes of the answers, beside the extractive ones.

    YOUJU_REAL_MODEL=http://127.0.0.1:8080/v1 python -m benchmarks.chat_models \
        [--only PART ...] [--name NAME] [--limit N] [--replies FILE] [--show]

Prints a table for docs/chat-models.md: questions on the five development articles, on folders
(both need ``YOUJU_DEV_DATA``), and near misses (``benchmarks/near_misses.jsonl``: 40 questions
over the shipped samples, each beside something that is there, none answered by it). Without
``YOUJU_REAL_MODEL`` nothing is measured, and that is said. ``youju serve-model`` serves one.

With ``--replies`` every reply is kept in a file and not asked for again, so that verification
can be measured anew without the model. ``--show`` prints each answer, to be read by hand: whether
a sentence is borne out is for a person to say.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measured import ARTICLES, ARTICLES_DEV, Bench, print_table, tell
from benchmarks.quality_folders import FOLDERS, FOLDERS_DEV, as_case, in_front
from eval.cases import SHIPPED_ARTICLES, read_text
from eval.metrics import MARKER, contains_gold
from eval.run import evaluate
from eval.scoring import Result
from rag import Assistant, Settings
from rag.chat.calls import Usage
from rag.chat.model import ChatModel
from rag.chat.prompts import Prompt

NEAR_MISSES = Path(__file__).parent / "near_misses.jsonl"
HEADS = (
    "", "right", "by the model", "clean", "refused", "not right", "lost", "tokens in / out",
    "seconds",
)  # fmt: skip


class KeptModel(ChatModel):
    """A chat model whose replies are kept by what was asked, with what they cost."""

    def __init__(self, settings: Settings, kept: Path | None) -> None:
        """Read what is kept; nothing is kept without a file."""
        super().__init__(settings)
        self._file = kept
        self.seconds = 0.0
        lines = read_text(kept).splitlines() if kept and kept.exists() else []
        self._kept = {row["key"]: row for row in map(json.loads, lines)}

    def _pieces(self, prompt: Prompt, method: str, usage: Usage) -> Generator[str]:
        asked = json.dumps([prompt.messages(), method, prompt.most, self.model])
        key = hashlib.sha256(asked.encode()).hexdigest()
        row = self._kept.get(key)
        if row is None:
            before, start, text = dict(usage.counts), time.perf_counter(), ""
            for piece in super()._pieces(prompt, method, usage):
                text += piece
                yield piece
            spent = {name: usage.counts[name] - before[name] for name in before}
            self.seconds += time.perf_counter() - start
            row = {"key": key, "text": text, "usage": spent,
                   "seconds": time.perf_counter() - start}  # fmt: skip
            self._kept[key] = row
            if self._file is not None:
                with self._file.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
            return
        usage.counts["calls"] += 1
        usage.add(row["usage"])
        self.seconds += row["seconds"]
        yield row["text"]


def main() -> None:
    """Measure and print, or say why not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    parser.add_argument("--name", default="local", help="the model's name at the endpoint")
    parser.add_argument("--limit", type=int, default=0, help="only the first lines of each file")
    parser.add_argument("--replies", type=Path, help="keep the replies here, and read them")
    parser.add_argument("--show", action="store_true", help="print each answer")
    arguments = parser.parse_args()
    endpoint = os.environ.get("YOUJU_REAL_MODEL", "")
    if not endpoint:
        print("Left out: YOUJU_REAL_MODEL names no endpoint (http://127.0.0.1:8080/v1).")
        return
    with tempfile.TemporaryDirectory(prefix="youju-chat-models-") as scratch:
        bench = Bench(Path(scratch), arguments.limit)
        chat = bench.settings.with_(
            chat_model=f"openai:{arguments.name}", chat_base_url=endpoint, answerer="chat",
            chat_first_token_s=3_600.0, chat_silence_s=600.0, chat_concurrency=1,
        )  # fmt: skip
        for part in arguments.only:
            rows = []
            for settings in (bench.settings, chat):
                model = KeptModel(chat, arguments.replies)
                results = PARTS[part](bench, settings, model)
                if results:
                    rows.append(_row(settings.answerer, results, model.seconds))
                if arguments.show and settings is chat:
                    _show(results)
            print(f"\n## {part}")
            print_table(HEADS, rows)


def _articles(bench: Bench, settings: Settings, model: ChatModel) -> list[Result]:
    questions, folder = bench.data(ARTICLES_DEV), bench.data(ARTICLES)
    return _asked(bench, settings, model, questions, folder) if questions and folder else []


def _folders(bench: Bench, settings: Settings, model: ChatModel) -> list[Result]:
    questions, folder = bench.data(FOLDERS_DEV), bench.data(FOLDERS)
    if not questions or not folder:
        return []
    rows = [json.loads(line) for line in read_text(questions).splitlines() if line.strip()]
    results: list[Result] = []
    for name in dict.fromkeys(one["folder"] for one in rows):
        mine = [one for one in rows if one["folder"] == name]
        file = _written(bench.scratch / f"{name}.jsonl", [as_case(one, mine) for one in mine])
        results += _asked(bench, settings, model, file, folder / name)
    return results


def _near(bench: Bench, settings: Settings, model: ChatModel) -> list[Result]:
    rows = [json.loads(line) for line in read_text(NEAR_MISSES).splitlines()]
    file = _written(bench.scratch / "near.jsonl", rows[: bench.limit or None])
    return _asked(bench, settings, model, file, SHIPPED_ARTICLES)


def _written(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def _asked(
    bench: Bench, settings: Settings, model: ChatModel, questions: Path, folder: Path
) -> list[Result]:
    """Every question of a file, one after another; the index is built once for both."""
    tell(f"{settings.answerer}: {questions.name}")
    own = settings.with_(data_dir=bench.scratch / f"data-{questions.stem}")
    out = bench.scratch / "runs" / f"{questions.stem}-{settings.answerer}"
    with Assistant(own) as assistant:
        assistant.chat_model = model
        assistant.ingest(folder)
        run = evaluate(questions, system=assistant, settings=own, out=out, workers=1, fresh=True)
    return list(run.results)


PARTS = {"articles": _articles, "folders": _folders, "near": _near}


def _row(name: str, results: Sequence[Result], seconds: float) -> list[str]:
    """One line of the table.

    ``not right``: what was told without the wanted fact, or where nothing answers; ``lost``: the
    model's reply held the wanted fact, and what was delivered does not.
    """
    answerable = [one for one in results if one.answerable]
    refusable = [one for one in results if not one.answerable]
    right = [one for one in answerable if one.right]
    by_model = [one for one in right if one.answerer not in ("", "extractive")]
    clean = [one for one in right if contains_gold(in_front(one), one.answers)]
    refused = sum(not one.answered for one in refusable)
    told = [one for one in results if one.answered and not one.right]
    lost = [one for one in answerable if not one.right and contains_gold(one.raw, one.answers)]
    spent = [one.usage for one in results if one.usage.get("calls")]
    tokens = [
        f"{statistics.median(each.get(kind, 0) for each in spent):.0f}" if spent else "–"
        for kind in ("input_tokens", "output_tokens")
    ]
    return [
        name, f"{len(right)} of {len(answerable)}", str(len(by_model)), str(len(clean)),
        f"{refused} of {len(refusable)}", str(len(told)), str(len(lost)), " / ".join(tokens),
        f"{seconds / max(1, len(results)):.1f}",
    ]  # fmt: skip


def _show(results: Sequence[Result]) -> None:
    """Each answer with what the model wrote, for reading."""
    for one in results:
        mark = "right" if one.right else "refused" if not one.answered else "NOT RIGHT"
        said = MARKER.sub("", one.text).replace("\n", " / ")
        print(f"\n[{mark}] {one.id} ({one.answerer}) {one.question}\n  {said[:400]}")
        print(f"  reply: {one.raw[:400]!r}\n  notices: {' '.join(one.notices)[:200]}")


if __name__ == "__main__":
    main()

"""What a real chat model makes of the answers, beside the extractive ones.

    YOUJU_REAL_MODEL=http://127.0.0.1:8080/v1 python -m benchmarks.chat_models \
        [--only PART ...] [--name NAME] [--limit N] [--half] [--replies FILE] [--show]

Prints a table for docs/chat-models.md: questions on the five development articles, on folders
(both need ``YOUJU_DEV_DATA``), and near misses (``benchmarks/near_misses.jsonl``: 40 questions
over the shipped samples, each beside something that is there, none answered by it). Without
``YOUJU_REAL_MODEL`` nothing is measured, and that is said. ``youju serve-model`` serves one.

With ``--replies`` every reply is kept in a file and not asked for again, so that verification
can be measured anew without the model. ``--half`` takes a half of the folders and near misses that
depends on their ids alone. ``--show`` prints each answer with its quotes and what was left out of
it, to be read by hand: whether a sentence is borne out is for a person to say.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measured import ARTICLES, ARTICLES_DEV, Bench, print_table, tell
from benchmarks.quality_folders import FOLDERS, FOLDERS_DEV, as_case, in_front
from eval.cases import SHIPPED_ARTICLES, read_text
from eval.metrics import contains_gold
from eval.run import evaluate
from eval.scoring import Result
from rag import Assistant, Settings
from rag.chat.answer import REPAIR
from rag.chat.calls import Usage
from rag.chat.model import ChatModel
from rag.chat.prompts import Prompt
from rag.chat.replies import plain_reply

NEAR_MISSES = Path(__file__).parent / "near_misses.jsonl"
MOST_PIECES = 50
"""No reply is given more pieces of evidence than so many."""
HEADS = (
    "", "right", "by the model", "clean", "refused", "not right", "lost", "told / left out",
    "tokens in / out", "seconds",
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
    parser.add_argument("--half", action="store_true", help="a half of folders and near misses")
    parser.add_argument("--replies", type=Path, help="keep the replies here, and read them")
    parser.add_argument("--show", action="store_true", help="print each answer")
    arguments = parser.parse_args()
    endpoint = os.environ.get("YOUJU_REAL_MODEL", "")
    if not endpoint:
        print("Left out: YOUJU_REAL_MODEL names no endpoint (http://127.0.0.1:8080/v1).")
        return
    with tempfile.TemporaryDirectory(prefix="youju-chat-models-") as scratch:
        bench = Bench(Path(scratch), arguments.limit)
        kept = _of_half if arguments.half else _every
        chat = bench.settings.with_(
            chat_model=f"openai:{arguments.name}", chat_base_url=endpoint, answerer="chat",
            chat_first_token_s=3_600.0, chat_silence_s=600.0, chat_concurrency=1,
        )  # fmt: skip
        for part in arguments.only:
            rows = []
            for settings in (bench.settings, chat):
                model = KeptModel(chat, arguments.replies)
                results = PARTS[part](Asking(bench, settings, model, kept))
                if results:
                    rows.append(_row(settings.answerer, results, model.seconds))
                if arguments.show and settings is chat:
                    _show(results)
            print(f"\n## {part}")
            print_table(HEADS, rows)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a part is asked with: where, how, by which model, and which of its questions."""

    bench: Bench
    settings: Settings
    model: ChatModel
    kept: Callable[[dict[str, Any]], bool]


def _every(row: dict[str, Any]) -> bool:
    return True


def _of_half(row: dict[str, Any]) -> bool:
    """Whether a question is of the half that is asked, by its id alone."""
    return hashlib.sha256(row["id"].encode()).digest()[0] % 2 == 0


def _articles(asking: Asking) -> list[Result]:
    bench = asking.bench
    questions, folder = bench.data(ARTICLES_DEV), bench.data(ARTICLES)
    return _asked(asking, questions, folder) if questions and folder else []


def _folders(asking: Asking) -> list[Result]:
    bench = asking.bench
    questions, folder = bench.data(FOLDERS_DEV), bench.data(FOLDERS)
    if not questions or not folder:
        return []
    rows = [json.loads(line) for line in read_text(questions).splitlines() if line.strip()]
    results: list[Result] = []
    for name in dict.fromkeys(one["folder"] for one in rows):
        mine = [one for one in rows if one["folder"] == name]
        cases = [as_case(one, mine) for one in mine if asking.kept(one)]
        file = _written(bench.scratch / f"{name}.jsonl", cases)
        results += _asked(asking, file, folder / name)
    return results


def _near(asking: Asking) -> list[Result]:
    rows = [json.loads(line) for line in read_text(NEAR_MISSES).splitlines()]
    rows = [row for row in rows if asking.kept(row)][: asking.bench.limit or None]
    return _asked(asking, _written(asking.bench.scratch / "near.jsonl", rows), SHIPPED_ARTICLES)


def _written(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def _asked(asking: Asking, questions: Path, folder: Path) -> list[Result]:
    """Every question of a file, one after another; the index is built once for both."""
    bench, settings = asking.bench, asking.settings
    tell(f"{settings.answerer}: {questions.name}")
    own = settings.with_(data_dir=bench.scratch / f"data-{questions.stem}")
    out = bench.scratch / "runs" / f"{questions.stem}-{settings.answerer}"
    with Assistant(own) as assistant:
        assistant.chat_model = asking.model
        assistant.ingest(folder)
        run = evaluate(questions, system=assistant, settings=own, out=out, workers=1, fresh=True)
    return list(run.results)


PARTS = {"articles": _articles, "folders": _folders, "near": _near}


def _row(name: str, results: Sequence[Result], seconds: float) -> list[str]:
    """One line of the table.

    ``not right``: what was told without the wanted fact, or where nothing answers; ``lost``: the
    model's reply held the wanted fact, and what was delivered does not. ``told / left out``: the
    sentences that the model wrote, those that were delivered and the others.
    """
    answerable = [one for one in results if one.answerable]
    refusable = [one for one in results if not one.answerable]
    right = [one for one in answerable if one.right]
    by_model = [one for one in right if one.answerer not in ("", "extractive")]
    clean = [one for one in right if contains_gold(in_front(one), one.answers)]
    refused = sum(not one.answered for one in refusable)
    told = [one for one in results if one.answered and not one.right]
    lost = [one for one in answerable if not one.right and contains_gold(one.raw, one.answers)]
    told_by_model = sum(map(len, map(_delivered, results)))
    left_out = sum(map(len, map(_left_out, results)))
    spent = [one.usage for one in results if one.usage.get("calls")]
    tokens = [
        f"{statistics.median(each.get(kind, 0) for each in spent):.0f}" if spent else "–"
        for kind in ("input_tokens", "output_tokens")
    ]
    return [
        name, f"{len(right)} of {len(answerable)}", str(len(by_model)), str(len(clean)),
        f"{refused} of {len(refusable)}", str(len(told)), str(len(lost)),
        f"{told_by_model} / {left_out}", " / ".join(tokens),
        f"{seconds / max(1, len(results)):.1f}",
    ]  # fmt: skip


def _wrote(one: Result) -> list[str]:
    """The sentences of a model's reply and of its repair, each once."""
    replies = one.raw.split(REPAIR)
    claims = [claim.text for reply in replies for claim in plain_reply(reply, MOST_PIECES).claims]
    return list(dict.fromkeys(claims))


def _delivered(one: Result) -> list[str]:
    return [text for text in _wrote(one) if one.answerer != "extractive" and text in one.text]


def _left_out(one: Result) -> list[str]:
    return [text for text in _wrote(one) if text not in _delivered(one)]


def _show(results: Sequence[Result]) -> None:
    """Each answer with its quotes and what the model wrote, for reading."""
    for one in results:
        mark = "right" if one.right else "refused" if not one.answered else "NOT RIGHT"
        said = one.text.replace("\n", " / ")
        print(f"\n[{mark}] {one.id} ({one.answerer}) {one.question}\n  {said[:600]}")
        if one.answerer != "extractive":
            for number, citation in enumerate(one.citations, 1):
                print(f"  [{number}] {citation['quote'][:300]}".replace("\n", " / "))
        for text in _left_out(one):
            print(f"  left out: {text[:300]}")
        print(f"  reply: {one.raw[:400]!r}\n  notices: {' '.join(one.notices)[:200]}")


if __name__ == "__main__":
    main()

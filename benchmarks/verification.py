"""What verification lets through: sound paraphrases, planted faults, words on a wrong piece.

    python -m benchmarks.verification [--half dev|held|a|b|c] [--show]

The passages and sentences in ``benchmarks/verification_sentences`` are our own: ``sound.jsonl``
says what its passage says in other words, ``planted.jsonl`` something else, by kind. Both were
written before the rules were seen to pass or fail them, by one writer. Passages below ``p60`` are
``dev``: their failures were read; the others are ``held``. More faults are made by a seeded
program: a name, figure or noun of another passage, a denial, the question itself.

``half_a.jsonl`` and ``half_b.jsonl`` are of another day: twenty passages, some of them English or
Traditional, with four sound sentences and five faults each, written before their writer had read a
rule. The failures of ``a`` were read since, those of ``b`` never: of ``b`` only counts are printed.
So are of ``half_c.jsonl``: twenty passages with five of each, of a writer who has seen neither
rules nor the reader's training; nothing was chosen by its counts.

Every sentence goes the way of a chat model's: narrowed to a quote of its passage, checked against
it, and asked of the bundled reader.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.measured import print_table
from rag.answer_types import DraftSentence
from rag.answering.reader import OnnxReader
from rag.chat.evidence import Piece
from rag.chat.quoting import quotes_for
from rag.text.fold import fold
from rag.text.sentences import sentence_spans
from rag.types import Document, Passage
from rag.verifying.verify import Fault, check_sentence

DATA = Path(__file__).with_name("verification_sentences")
FIRST_HELD = 60
"""The number of the first passage whose failures were not read."""
SEED = 20
HALVES = ("dev", "held", "a", "b", "c")
UNREAD = ("b", "c")
"""Halves whose failures nobody has read."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about a passage, the question it answers (or none), and of what kind it is."""

    passage: str
    question: str
    claim: str
    kind: str

    @property
    def half(self) -> str:
        """``dev``, ``held``, ``a``, ``b`` or ``c``."""
        if self.passage[0] != "p":
            return self.passage[0]
        return "dev" if int(self.passage[1:]) < FIRST_HELD else "held"


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one file of ``benchmarks/verification_sentences``."""
    text = (DATA / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def documents(*names: str) -> dict[str, Document]:
    """The passages of these files as articles, by their ids; ``passages`` where none is named."""
    return {
        row["id"]: Document(
            id=row["id"],
            path=f"{row['id']}.txt",
            title=row["title"],
            text=row["text"],
            published=date.fromisoformat(row["published"]),
            source=row["source"],
        )
        for name in names or ("passages",)
        for row in rows(name)
    }


def of_halves() -> tuple[list[Claim], list[Claim]]:
    """The sound sentences and the faults of ``half_a``, ``half_b`` and ``half_c``."""
    sound: list[Claim] = []
    faults: list[Claim] = []
    for row in (*rows("half_a"), *rows("half_b"), *rows("half_c")):
        sound += [Claim(row["id"], "", text, "sound") for text in row["sound"]]
        faults += [Claim(row["id"], "", one["claim"], one["kind"]) for one in row["faults"]]
    return sound, faults


@cache
def reader() -> OnnxReader:
    """The bundled reader, which is asked whether a sentence holds."""
    return OnnxReader()


def fault_of(claim: str, question: str, document: Document) -> str:
    """The kind of fault found in a sentence cited to an article; empty where it passes."""
    passage = Passage(
        chunk_id=0,
        document_id=document.id,
        start=0,
        end=len(document.text),
        text=document.text,
        title=document.title,
        published=document.published,
    )
    found = {document.id: document}
    citations = quotes_for(
        claim, [Piece(1, passage, document.text)], found.__getitem__, lenient=True
    )
    checked = check_sentence(DraftSentence(claim, citations), found.__getitem__, question, reader())
    return checked.kind if isinstance(checked, Fault) else ""


def claims(name: str) -> list[Claim]:
    """The sentences of ``sound`` or ``planted``."""
    return [Claim(r["passage"], r["question"], r["claim"], r["kind"]) for r in rows(name)]


def made(articles: dict[str, Document]) -> Iterator[Claim]:
    """Faults made of the sound sentences by a seeded program; each says what its passage does not.

    A name, a figure or a noun is another passage's, a denial is put in, or the question is said
    again.
    """
    chance = random.Random(SEED)  # noqa: S311 - a fixed choice
    sound = [c for c in claims("sound") if re.search("[\u4e00-\u9fff]", c.claim)]
    places = ("东山市", "白河县", "南浦区", "长宁镇")
    names = ("周以南", "冯可为", "郑晓棠", "严知白")
    clauses = ("预计将带动上千人就业", "引发社会各界热烈讨论", "受到专家一致好评")
    for number, claim in enumerate(sound):
        text = claim.claim.rstrip("。")
        kind = ("place", "person", "clause", "denial", "echo", "figure", "asks")[number % 7]
        if kind == "place":
            text = f"{chance.choice(places)}的{text}"
        elif kind == "person":
            text = f"{chance.choice(names)}表示，{text}"
        elif kind == "clause":
            text = f"{text}，{chance.choice(clauses)}"
        elif kind == "denial":
            text = "" if re.search("[不没未无非免否禁]", text) else f"目前并未证实，{text}"
        elif kind == "echo":
            text = claim.question.rstrip("？")
        elif kind == "asks":
            text = f"{text}吗？"
        else:
            text = _other_figure(text, articles[claim.passage].text)
        if text:
            yield Claim(claim.passage, claim.question, f"{text}。", f"made_{kind}")


def _other_figure(text: str, passage: str) -> str:
    """The sentence with its last figure changed to one that the passage has not."""
    found = list(re.finditer(r"\d+(?:\.\d+)?", text))
    if not found:
        return ""
    last = found[-1]
    other = f"{float(last.group()) * 3 + 7:g}"
    return "" if other in passage else text[: last.start()] + other + text[last.end() :]


def wrong_pieces(articles: dict[str, Document]) -> Iterator[tuple[str, Document]]:
    """Every sentence of the passages with the passage behind it, which does not say the same."""
    listed = [each for each in articles.values() if re.search("[\u4e00-\u9fff]", each.text)]
    for place, article in enumerate(listed):
        other = listed[(place + 1) % len(listed)]
        for start, end in sentence_spans(article.text):
            sentence = article.text[start:end]
            if end - start >= 8 and fold(sentence) not in fold(other.text):
                yield sentence, other


def interval(count: int, of: int) -> str:
    """A share with its 95 % interval after Wilson, in per cent."""
    if not of:
        return "-"
    share, z = count / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{share:.1%} ({max(0.0, middle - half):.1%} to {min(1.0, middle + half):.1%})"


def measured(half: str, *, show: bool) -> list[tuple[str, str, str]]:
    """The rows of the table for one half; with ``show`` what was read before is printed."""
    articles = documents("passages", "half_a", "half_b", "half_c")
    found: list[tuple[str, str, str]] = []
    more_sound, more_faults = of_halves()
    sound = [c for c in (*claims("sound"), *more_sound) if c.half == half]
    lost = [c for c in sound if fault_of(c.claim, c.question, articles[c.passage])]
    count = len(sound) - len(lost)
    found.append(("sound sentences kept", f"{count} of {len(sound)}", interval(count, len(sound))))
    every = (*claims("planted"), *made(articles), *more_faults)
    planted = [c for c in every if c.half == half]
    passed = [c for c in planted if not fault_of(c.claim, c.question, articles[c.passage])]
    total, told = Counter(c.kind for c in planted), Counter(c.kind for c in passed)
    if half not in UNREAD:
        found += [
            (f"faults passed: {kind}", f"{told[kind]} of {total[kind]}", "")
            for kind in sorted(total)
        ]
    found.append(
        ("faults passed", f"{len(passed)} of {len(planted)}", interval(len(passed), len(planted)))
    )
    if show and half not in UNREAD:
        for claim in (*lost, *passed):
            print(claim.kind, claim.claim, sep="\t", file=sys.stderr)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--half", choices=(*HALVES, "all"), default="all")
    parser.add_argument("--show", action="store_true", help="print what failed")
    given = parser.parse_args(arguments)
    for half in HALVES if given.half == "all" else (given.half,):
        print(f"\n{half}")
        print_table(("", "count", "share (95 %)"), measured(half, show=given.show))
    if given.half != "all":
        return 0
    wrong = list(wrong_pieces(documents()))
    passed = sum(not fault_of(sentence, "", other) for sentence, other in wrong)
    print(f"\nverbatim on a wrong piece, passed: {passed} of {len(wrong)}")
    print(interval(passed, len(wrong)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

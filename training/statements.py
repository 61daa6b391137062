"""Statements made by program of what the passages and their questions hold.

``claims.jsonl`` has sentences written to be told apart: the faulty ones are nearer to their
passage's words than the sound ones are, and who learns from them alone distrusts what is nearly
verbatim. Beside them stands what is plainly so: clauses and sentences of the passages themselves,
and their questions turned into statements, with their own answer, or with that of another question
of the same passage and kind: 新桥多长？ 504米 makes 新桥504米。
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag import Passage
from training.passages import passage_of, passage_rows

WRITTEN, PLAIN = 1.5, 1.0
"""What a written statement counts, and one made by this program."""
RIGHT, WRONG = 0.6, 0.8
"""The shares of questions that become a statement with their answer, and with another's."""
SHORTEST = 9
"""Characters of a clause."""

# what a statement has its answer in the place of, by what is asked for
_ASKED = {
    "who": re.compile(r"谁|哪位"),
    "when": re.compile(r"什么时候|什么时间|何时|哪一?[年天月]"),
    "where": re.compile(r"哪里|哪儿"),
    # 多少, 多少钱, 多少平方米 at the end
    "number": re.compile(r"多少钱|多少[\u4e00-\u9fff]{0,3}?(?=[？?，]|$)|多少"),
}
_CLAUSE_END = re.compile(r"[，；。！？\n]")
"""What ends a clause."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement held against a passage: whether it is borne out, and what it counts."""

    text: str
    passage: Passage
    sound: bool
    weight: float = PLAIN


def made(chance: random.Random, share: float) -> Iterator[list[Statement]]:
    """Clauses, a sentence and turned questions of a share of our passages, by passage."""
    for kind, rows in passage_rows().items():
        if kind.startswith("english"):
            continue
        for number, row in enumerate(rows):
            if chance.random() > share:
                continue
            passage = passage_of(f"{kind}{number}", number, row)
            clauses = [part for part in _CLAUSE_END.split(passage.text) if len(part) >= SHORTEST]
            texts = [f"{part.strip()}。" for part in chance.sample(clauses, min(2, len(clauses)))]
            whole = [part for part in re.findall(r"[^。\n]+。", passage.text) if len(part) > 12]
            texts += [chance.choice(whole)] if whole else []
            plain = [Statement(text, passage, True) for text in texts]
            yield [*plain, *_turned(row["questions"], passage, chance)]


def _turned(
    questions: Sequence[dict[str, Any]], passage: Passage, chance: random.Random
) -> Iterator[Statement]:
    """新桥多长？ 504米: 新桥504米。 and, with the answer of another such question, a faulty one."""
    found = [
        (question["zh"], kind, match, question["answers"])
        for question in questions
        if question.get("zh") and question["answers"]
        for kind, pattern in _ASKED.items()
        for match in [pattern.search(question["zh"])]
        if match and sum(bool(other.search(question["zh"])) for other in _ASKED.values()) == 1
    ]
    for text, kind, match, answers in found:
        others = [
            theirs[0]
            for _, other, _, theirs in found
            if other == kind and not set(theirs) & set(answers)
        ]
        if chance.random() < RIGHT:
            yield Statement(_stated(text, match, answers[0]), passage, True)
        if others and chance.random() < WRONG:
            yield Statement(_stated(text, match, chance.choice(others)), passage, False)


def _stated(question: str, match: re.Match[str], answer: str) -> str:
    text = question[: match.start()] + answer + question[match.end() :]
    return text.rstrip("？?吗呢") + "。"

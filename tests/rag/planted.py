"""Replies for the fault run: sound sentences about a case's evidence, and faults planted in them.

A reply has up to three sentences: the question as a statement with its answer, the evidence in
other words (verbatim, dates resolved, figures spelled otherwise), and a sentence of another
article. Three replies in ten carry one fault, of the kind least planted so far that fits
(``tests.rag.planted_kinds``). A repair is answered with the same fault again.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from rag.text.dates import resolve
from rag.text.fold import fold
from rag.text.sentences import sentence_spans
from tests.rag.chat_server import user_text
from tests.rag.planted_kinds import KINDS, Reply, Shown, from_nowhere

SHARE = 0.3
_PIECE = re.compile(
    r"<(资料|evidence) (\d+)> (.*?)\n(.*?)\n(?:（注：.*?）\n|（Note：.*?）\n)?</\1>", re.DOTALL
)
_WH = re.compile(
    r"什么时候|什么时间|何时|在?哪一?天|哪里|哪儿|在哪|哪几个|哪些|哪个|哪家|哪位|哪一?年|谁|多少|几个|几|有多大"
    r"|有多长|什么|吗|呢"
)


@dataclass
class Script:
    """Makes replies case by case and remembers what was sound and what was planted.

    ``replies`` counts the replies to answer prompts; ``faulty`` those with a planted fault.
    """

    chance: random.Random
    case: dict[str, Any] = field(default_factory=dict)
    replies: int = 0
    faulty: int = 0
    sound: list[str] = field(default_factory=list)
    planted: list[tuple[str, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    _again: dict[str, str] = field(default_factory=dict)

    def begin(self, case: dict[str, Any]) -> None:
        """The next question is this one."""
        self.case, self.sound, self.planted = case, [], []
        self._again.clear()

    def reply(self, request: dict[str, Any]) -> str:
        """The reply to an answer prompt; to a repair prompt, the same fault again.

        A follow-up is left to the rules: its reply is empty.
        """
        text = user_text(request)
        if "追问：" in text or "Follow-up:" in text:
            return ""
        if "没有通过核对" in text or "did not pass verification" in text:
            return "\n".join(line for words, line in self._again.items() if words in text)
        shown = [
            Shown(int(number), body, _day(head)) for _, number, head, body in _PIECE.findall(text)
        ]
        written = self._sound(shown)
        self.replies += 1
        lines = [f"{words}[{number}]" for words, number in written]
        if self.faulty < SHARE * self.replies:
            self.faulty += 1
            place = self._spoil(lines, Reply(written, shown, self.case), self.chance)
            written = [pair for n, pair in enumerate(written) if n != place]
        self.sound += [words for words, _ in written]
        return "\n".join(lines) or "资料不足"

    def _sound(self, shown: list[Shown]) -> list[tuple[str, int]]:
        """Sentences that the evidence bears out, each with its number; none without evidence."""
        found = _gold(self.case, shown)
        if found is None:
            return []
        piece, sentence = found
        said = [
            (_statement(self.case, sentence), piece.number),
            (_reworded(sentence, piece.published, self.chance), piece.number),
            *_elsewhere(shown, piece, self.chance),
        ]
        return list({words: (words, number) for words, number in said if words}.values())

    def _spoil(self, lines: list[str], reply: Reply, chance: random.Random) -> int:
        """Plant the kind least planted so far that fits; the place of the sentence it spoilt."""
        order = sorted(KINDS, key=lambda kind: (self.kinds[kind], chance.random()))
        places = list(range(len(lines)))
        chance.shuffle(places)
        for kind in order:
            for place in places:
                words, number = reply.written[place]
                changed = KINDS[kind](words, number, reply, chance)
                if changed and changed != lines[place]:
                    return self._plant(kind, lines, place, changed)
        return self._plant("from_nowhere", lines, len(lines), from_nowhere(reply, chance))

    def _plant(self, kind: str, lines: list[str], place: int, line: str) -> int:
        lines[place : place + 1] = [line]
        words = re.sub(r"\[\d+\]$", "", line)
        self.kinds[kind] += 1
        self.planted.append((kind, words))
        self._again[words] = line
        return place


def load_cases(path: Path) -> list[dict[str, Any]]:
    """All the questions."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _day(head: str) -> date | None:
    found = re.match(r"(\d+)年(\d+)月(\d+)日", head)
    return date(*map(int, found.groups())) if found else None


def _gold(case: dict[str, Any], shown: list[Shown]) -> tuple[Shown, str] | None:
    """The first piece that holds a gold quote of the case, and the quote's sentence."""
    chinese = bool(re.search("[\u4e00-\u9fff]", case["question"]))
    for piece in shown:
        if chinese and piece.english:
            continue
        for gold in case["evidence"]:
            place = fold(piece.body).find(fold(gold["quote"]))
            if place >= 0:
                start, end = next(s for s in sentence_spans(piece.body) if s[1] > place)
                sentence = piece.body[start:end].strip("\n")
                return piece, sentence if chinese or piece.english else ""
    return None


def _elsewhere(shown: list[Shown], but: Shown, chance: random.Random) -> list[tuple[str, int]]:
    """A sentence with a figure from another piece in the same language, reworded."""
    found = [
        (piece, piece.body[start:end].strip("\n"))
        for piece in shown
        if piece.number != but.number and piece.english == but.english and not piece.trap
        for start, end in sentence_spans(piece.body)
        if re.search(r"\d", piece.body[start:end]) and 12 < end - start < 90
        if "“" not in piece.body[start:end] and "「" not in piece.body[start:end]
    ]
    if not found:
        return []
    piece, sentence = chance.choice(found)
    return [(_reworded(sentence, piece.published, chance), piece.number)]


def _statement(case: dict[str, Any], sentence: str) -> str:
    """The question with the answer in its question word's place; empty where that fails."""
    answer = next(
        (form for forms in case["answers"] for form in forms if fold(form) in fold(sentence)), ""
    )
    question = case["question"].rstrip("？?")
    if not answer or len(_WH.findall(question)) != 1 or not re.search("[\u4e00-\u9fff]", question):
        return ""
    if case.get("history") or len(case["answers"]) > 1:
        return ""  # 它 is no statement's subject, and one answer is not all of 分别是哪天
    return _WH.sub(answer, question, count=1) + "。"


def _reworded(sentence: str, published: date | None, chance: random.Random) -> str:
    """The sentence with its dates resolved and its figures spelled another way."""
    words = sentence
    if published and chance.random() < 0.7:
        for when in reversed(resolve(words, published)):
            if (
                when.relative
                and not when.approximate
                and when.granularity in {"day", "month", "year"}
            ):
                words = words[: when.start] + when.display("zh") + words[when.end :]
    if chance.random() < 0.3:
        words = re.sub(r"(\d+(?:\.\d+)?)%", r"百分之\1", words)
    if chance.random() < 0.3:
        words = re.sub(r"(?<![\d.,])(\d)(\d{3})(?=[家人个])", r"\1,\2", words)
    if chance.random() < 0.3:
        words = words.replace("，", ",").replace("：", ":")
    return words

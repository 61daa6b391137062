"""Replies for the fault run: sound sentences about a case's evidence, and faults planted in them.

A reply has two sentences: the question as a statement with its answer, and the evidence in
other words (verbatim, under its source, dates resolved, figures spelled otherwise). Faults are
what models do: a figure, date or name changed, a citation invented, swapped or left out, a
sentence made up, the wrong language.
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

FAULTS = (
    "figure", "year", "name", "invented_number", "no_citation", "made_up", "language", "denial",
)  # fmt: skip
SHARE = 0.3
_PIECE = re.compile(r"<资料 (\d+)> (.*?)\n(.*?)\n(?:（注：.*?）\n)?</资料>", re.DOTALL)
_WH = re.compile(
    r"什么时候|什么时间|何时|在?哪一?天|哪里|哪儿|在哪|哪几个|哪些|哪个|哪家|哪位|哪一?年|谁|多少|几个|几|有多大"
    r"|有多长|什么|吗|呢"
)
_PLAIN_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")
_NAME = re.compile(
    r"徐晓兰|王志军|林知秋|王少朋|孙嘉峰|沈阳|上海|雄安|北京|天津|河北|青禾|云泽|山桥|临溪"
)


@dataclass
class Script:
    """Makes replies case by case and remembers what was sound and what was planted."""

    cases: dict[str, dict[str, Any]]
    chance: random.Random
    sound: dict[str, list[str]] = field(default_factory=dict)
    planted: dict[str, list[str]] = field(default_factory=dict)
    again: dict[str, list[str]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)

    def reply(self, request: dict[str, Any]) -> str:
        """The reply to an answer prompt; to a repair prompt, the same faults again."""
        text = user_text(request)
        question = re.search(r"问题：(.*)", text)
        asked = question[1].strip() if question else ""
        if "没有通过核对" in text:
            return "\n".join(self.again.get(asked, []))
        case = self.cases.get(asked)
        found = _evidence(case, text) if case else None
        if case is None or found is None:
            return "资料不足"
        number, sentence, published = found
        said = [_statement(case, sentence), _reworded(sentence, published, self.chance)]
        said = list(dict.fromkeys(words for words in said if words))
        lines = [f"{words}[{number}]" for words in said]
        if self.chance.random() < SHARE:
            place = self.chance.randrange(len(said))
            kind, line, words = _spoiled(said[place], number, self.chance)
            self.kinds[kind] += 1
            self.planted[asked] = [words]
            self.again[asked] = [line]
            lines[place] = line
            said.pop(place)
        self.sound[asked] = said
        return "\n".join(lines)


def load_cases(path: Path) -> dict[str, dict[str, Any]]:
    """The Chinese single questions by their text."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["question"]: row for row in rows if row["answerable"]}


def _evidence(case: dict[str, Any], prompt: str) -> tuple[int, str, date | None] | None:
    """Number, sentence and date of the first piece that holds a gold quote of the case."""
    for number, head, body in _PIECE.findall(prompt):
        for gold in case["evidence"]:
            place = fold(body).find(fold(gold["quote"]))
            if place < 0:
                continue
            if len(re.findall("[a-z]", body)) > len(re.findall("[\u4e00-\u9fff]", body)):
                continue
            start, end = next(span for span in sentence_spans(body) if span[1] > place)
            day = re.match(r"(\d+)年(\d+)月(\d+)日", head)
            published = date(*map(int, day.groups())) if day else None
            return int(number), body[start:end].strip("\n"), published
    return None


def _statement(case: dict[str, Any], sentence: str) -> str:
    """The question with the answer in its question word's place; empty where that fails."""
    answer = next(
        (form for forms in case["answers"] for form in forms if fold(form) in fold(sentence)), ""
    )
    question = case["question"].rstrip("？?")
    if not answer or len(_WH.findall(question)) != 1 or not re.search("[\u4e00-\u9fff]", question):
        return ""
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


def _spoiled(words: str, number: int, chance: random.Random) -> tuple[str, str, str]:
    """A sentence with one fault: its kind, its line with a marker, and its words."""
    kinds = list(FAULTS)
    chance.shuffle(kinds)
    for kind in kinds:
        changed = _changed(kind, words, chance)
        if changed and changed != words:
            marker = {"invented_number": f"[{number + 90}]", "no_citation": ""}.get(kind)
            return kind, changed + (f"[{number}]" if marker is None else marker), changed
    return "made_up", f"{MADE_UP}[{number}]", MADE_UP


MADE_UP = "专家普遍认为，这一进展将深刻改变整个行业的竞争格局。"


def _changed(kind: str, words: str, chance: random.Random) -> str:
    if kind == "figure":
        found = [
            m for m in _PLAIN_FIGURE.finditer(words) if words[m.end() : m.end() + 1] not in "年月日"
        ]
        if not found:
            return ""
        match = chance.choice(found)
        return f"{words[: match.start()]}{float(match[0]) * 3 + 7:g}{words[match.end() :]}"
    if kind == "year":
        match_year = re.search(r"20[12]\d(?=年)", words)
        return words.replace(match_year[0], str(int(match_year[0]) - 3)) if match_year else ""
    if kind == "name":
        match_name = _NAME.search(words)
        return (
            words.replace(match_name[0], "重庆" if len(match_name[0]) == 2 else "赵立新")
            if match_name
            else ""
        )
    if kind == "denial":
        return "" if re.search("[不没未无非]|取消", words) else f"目前并未证实，{words}"
    if kind == "language":
        return "Experts said that the project has been going very well so far. "
    if kind == "made_up":
        return MADE_UP
    return f"另外，{words}"

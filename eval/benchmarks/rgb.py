"""RGB (Chen et al. 2023, arXiv 2309.01431): answering from a few given passages.

Protocol of the paper's ``evalue.py``: five passages a question, of which ⌈5 · noise⌉ do not
answer it; an answer is right when every element of the gold list is in it (small letters, one
of the alternatives where the element is a list). With noise 1 a refusal is right. Files:
``zh.json`` or ``zh_refine.json`` (noise and rejection), ``zh_int.json`` (information
integration: ``positive`` is a list of lists) and ``zh_fact.json`` (counterfactual:
``positive_wrong`` and ``fakeanswer``), one JSON object a line, also ``.xz``.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import CasesError, read_text
from eval.fields import wrong
from eval.stats import Interval, quantile_interval, share_interval
from eval.system import TextSystem

PASSAGES = 5
"""How many passages a question is given."""

NOISE = (0.0, 0.2, 0.4, 0.6, 0.8)
"""The paper's noise ratios; 1.0 (all noise) is the rejection test."""

PUBLISHED: dict[str, tuple[tuple[float, ...], float]] = {
    "ChatGPT (paper)": ((95.67, 94.67, 91.00, 87.67, 70.67), 43.33),
    "Qwen-7B-Chat (paper)": ((94.00, 92.33, 88.00, 84.33, 68.67), 25.33),
}
"""Chinese accuracy by noise ratio and rejection rate, in percent, as the paper prints them."""

Gold = Sequence[str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an RGB file. ``positive`` of an integration item is a list of lists."""

    id: str
    query: str
    answer: tuple[str | tuple[str, ...], ...]
    positive: tuple[Any, ...]
    negative: tuple[str, ...]
    positive_wrong: tuple[str, ...] = ()
    fake: tuple[str | tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One asked item at one noise ratio."""

    id: str
    query: str
    noise: float
    test: str
    answered: bool
    right: bool
    fooled: bool
    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class RgbRun:
    """All outcomes of a file, with the share right for each noise ratio."""

    outcomes: tuple[Outcome, ...]

    def accuracy(self, noise: float, test: str = "noise") -> Interval | None:
        """The share right at a noise ratio; for noise 1 the share refused."""
        chosen = [one.right for one in self.outcomes if (one.noise, one.test) == (noise, test)]
        return share_interval(sum(chosen), len(chosen)) if chosen else None

    def refused(self, noise: float) -> Interval | None:
        """The share refused at a noise ratio."""
        chosen = [not one.answered for one in self.outcomes if one.noise == noise]
        return share_interval(sum(chosen), len(chosen)) if chosen else None

    def fooled(self) -> Interval | None:
        """Counterfactual passages: the share of answers that give the false answer."""
        chosen = [one.fooled for one in self.outcomes if one.test == "counterfactual"]
        return share_interval(sum(chosen), len(chosen)) if chosen else None

    def latency(self) -> Interval | None:
        """Median seconds a question."""
        return quantile_interval([one.seconds for one in self.outcomes], 50)


def read_rgb(path: Path) -> list[Item]:
    """Read an RGB file.

    Raises:
        CasesError: A line is not an RGB item; the message names it.

    """
    items: list[Item] = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            items.append(_item(json.loads(line)))
        except (ValueError, KeyError, TypeError) as fault:
            raise CasesError(
                zh=f"{path.name}:{number}: 不是 RGB 的格式（{wrong(fault)}）。",
                en=f"{path.name}:{number}: not an RGB line ({wrong(fault)}).",
            ) from None
    if not items:
        raise CasesError(zh=f"{path} 是空的。", en=f"{path} is empty.")
    return items


def kind_of(items: Sequence[Item]) -> str:
    """``noise``, ``integration`` or ``counterfactual``, by what the items hold."""
    if any(item.positive_wrong for item in items):
        return "counterfactual"
    return "integration" if any(isinstance(item.positive[0], tuple) for item in items) else "noise"


def run_rgb(
    system: TextSystem,
    items: Sequence[Item],
    *,
    noise: Sequence[float] = (*NOISE, 1.0),
    watch: Callable[[int, int], None] | None = None,
) -> RgbRun:
    """Ask every item at every noise ratio. A question that raises is an unanswered one."""
    test = kind_of(items)
    ratios = (0.0,) if test == "counterfactual" else noise
    outcomes: list[Outcome] = []
    for number, (ratio, item) in enumerate(_plan(items, ratios), start=1):
        outcomes.append(_ask(system, item, ratio, test))
        if watch:
            watch(number, len(items) * len(ratios))
    return RgbRun(tuple(outcomes))


def passages_for(item: Item, noise: float, test: str) -> list[str]:
    """The passages of an item at a noise ratio, chosen as ``processdata`` of the paper does.

    The paper shuffles with an unseeded generator; here the order follows from the item and
    the ratio, so that a run can be repeated.
    """
    rng = random.Random(f"{item.id}-{noise}")  # noqa: S311 - a repeatable order, not a secret
    noisy = math.ceil(PASSAGES * noise)
    sound = PASSAGES - noisy
    if test == "integration":
        chosen = _integration(item, sound)
        chosen += item.negative[: max(0, PASSAGES - len(chosen))]
    elif test == "counterfactual":
        chosen = rng.sample(item.positive_wrong, min(len(item.positive_wrong), sound))
        chosen += item.negative[:noisy]
    else:
        if noisy > len(item.negative):
            noisy = len(item.negative)
            sound = 0 if noise == 1 else PASSAGES - noisy
        elif sound > len(item.positive):
            sound = len(item.positive)
            noisy = PASSAGES - sound
        chosen = [*item.positive[:sound], *item.negative[:noisy]]
    rng.shuffle(chosen)
    return chosen


def has_answer(text: str, gold: Gold) -> bool:
    """The paper's ``checkanswer``: every element, or one of its alternatives, is in ``text``."""
    small = text.lower()
    elements = [[one] if isinstance(one, str) else one for one in gold]
    return bool(elements) and all(
        any(alternative.lower() in small for alternative in element) for element in elements
    )


def table_markdown(run: RgbRun, name: str) -> str:
    """The paper's table with our row: accuracy by noise ratio, then rejection, in percent."""
    tests = {one.test for one in run.outcomes}
    if "counterfactual" in tests:
        right, fooled = run.accuracy(0.0, "counterfactual"), run.fooled()
        return (
            "| System | right despite false passages | gave the false answer |\n|---|---|---|\n"
            f"| {name} | {_cell(right)} | {_cell(fooled)} |\n"
        )
    test = "integration" if "integration" in tests else "noise"
    ratios = sorted({one.noise for one in run.outcomes if one.noise < 1})
    head = ["System", *(f"noise {ratio:g}" for ratio in ratios), "all noise: refused"]
    ours = [name, *(_cell(run.accuracy(ratio, test)) for ratio in ratios)]
    ours.append(_cell(run.refused(1.0)))
    rows = [head, ["---"] * len(head), ours]
    refused = ["refused", *(_cell(run.refused(ratio)) for ratio in ratios), ""]
    rows.append(refused)
    if test == "noise" and tuple(ratios) == NOISE:
        for system, (figures, rejection) in PUBLISHED.items():
            rows.append([system, *(f"{one:.2f}" for one in figures), f"{rejection:.2f}"])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(figure: Interval | None) -> str:
    if figure is None:
        return "–"
    return f"{figure.value * 100:.2f} [{figure.low * 100:.1f}, {figure.high * 100:.1f}]"


def _plan(items: Sequence[Item], ratios: Sequence[float]) -> Iterator[tuple[float, Item]]:
    for ratio in ratios:
        for item in items:
            yield ratio, item


def _ask(system: TextSystem, item: Item, noise: float, test: str) -> Outcome:
    texts = passages_for(item, noise, test)
    began = time.perf_counter()
    try:
        answer = system.answer_from(item.query, texts)
        text, answered = answer.text, answer.answered
    except Exception as fault:  # noqa: BLE001 - a failed question is a wrong one, and is kept
        text, answered = f"{type(fault).__name__}: {fault}", False
        right = False
    else:
        right = not answered if noise == 1 else answered and has_answer(text, item.answer)
    seconds = time.perf_counter() - began
    fooled = answered and bool(item.fake) and has_answer(text, item.fake)
    return Outcome(item.id, item.query, noise, test, answered, right, fooled, text, seconds)


def _integration(item: Item, sound: int) -> list[str]:
    """One passage from each list first, then further ones in turn up to ``sound``."""
    groups = [list(group) for group in item.positive]
    chosen = [group[0] for group in groups if group]
    for depth in range(1, max((len(group) for group in groups), default=0)):
        for group in groups:
            if len(chosen) >= sound:
                return chosen
            if len(group) > depth:
                chosen.append(group[depth])
    return chosen


def _item(record: dict[str, Any]) -> Item:
    def frozen(value: Any) -> tuple[Any, ...]:
        listed = value if isinstance(value, list) else [value]
        return tuple(tuple(one) if isinstance(one, list) else str(one) for one in listed)

    return Item(
        id=str(record["id"]),
        query=str(record["query"]),
        answer=frozen(record["answer"]),
        positive=frozen(record["positive"]),
        negative=frozen(record["negative"]),
        positive_wrong=frozen(record.get("positive_wrong", [])),
        fake=frozen(record.get("fakeanswer", [])),
    )

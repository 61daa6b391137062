"""Train the reader from the body of the bundled transformer.

    python -m training.reader --index DIR --real FILE --state FILE --out FOLDER --minutes N \
        [--falling M]

``--index`` is the data folder of an index of the news corpus, ``--real`` the file of real
questions (``training.real``). A run goes on from ``--state`` where that file is, and leaves its
own there every hundred steps, so that training can be stopped and resumed for as long as it pays;
in the last ``--falling`` minutes the rate falls to nothing, which is how a run ends that is to be
used. ``--out`` is written at the end. What is drawn depends on the number of the step alone.
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from embeddings.deep import DEEP_MODEL
from rag import Assistant, Settings
from rag.answering.reader import BUNDLED_READER, OnnxReader
from training.claims import Claimed, claimed_passages, drawn_claims, drawn_statements
from training.draw import Drawn, drawn_rows
from training.examples import Example, news_examples
from training.loss import loss_of
from training.network import Network, body
from training.passages import passage_examples
from training.reader_file import store
from training.real import real_examples
from training.statements import Statement, made
from training.swapped import pool_of

RATE = 8e-5
HEADS = ("span", "rel", "support")
HEADS_FASTER = 4.0
"""The heads start from nothing and learn so many times faster than the body."""
WARMING = 60
"""Steps in which the rate rises to its full height, at each start."""
QUESTIONS_A_STEP = 5
MIX = {"news": 1.0, "real": 1.0, "passages": 4.0}
"""How often an example of each kind is drawn, beside one of the others."""
CLAIMED_A_STEP = 3
"""Passages with written statements that each step draws beside its questions."""
PLAIN_A_STEP = 1
"""And passages with statements made by program."""
KEPT_EVERY = 100


@dataclass(frozen=True, slots=True)
class Material:
    """What is learned from: questions by kind, written statements, statements made by program."""

    pools: dict[str, list[Example]]
    claimed: list[Claimed]
    plain: list[list[Statement]]


@dataclass
class Schedule:
    """How long a run takes, in seconds, and for how many of the last the rate falls."""

    seconds: float
    falling: float = 0.0
    started: float = field(default_factory=time.perf_counter)

    def rate(self, step: int) -> float:
        """The rate at the run's ``step``-th step, from 0; 0 when the time is up."""
        left = self.seconds - (time.perf_counter() - self.started)
        if left <= 0:
            return 0.0
        return RATE * min(1.0, (step + 1) / WARMING, left / self.falling if self.falling else 1.0)


def main() -> None:
    """Collect the examples, train, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--falling", type=float, default=0.0)
    arguments = parser.parse_args()
    reader = OnnxReader()
    material = collected(arguments.index, arguments.real, reader)
    for name, pool in material.pools.items():
        print(f"{name}: {len(pool)} examples", file=sys.stderr)
    run = Run(body(), arguments.state)
    schedule = Schedule(60 * arguments.minutes, 60 * arguments.falling)
    run.go(material, reader, schedule)
    store(run.network, arguments.out)
    for file in (BUNDLED_READER / "config.json", DEEP_MODEL / "tokenizer.json"):
        shutil.copy(file, arguments.out)


def collected(index: Path, real: Path, reader: OnnxReader) -> Material:
    """All examples by kind, which are those of ``MIX``, and all statements."""
    with Assistant(Settings(data_dir=index, language="zh")) as assistant:
        news = list(news_examples(assistant, reader, "train"))
    chance = random.Random(0)  # noqa: S311 - a seeded draw
    pools = {
        "news": news,
        "real": real_examples(real, chance),
        "passages": list(passage_examples(chance)),
    }
    return Material(pools, claimed_passages(), list(made(chance, 1.0)))


class Run:
    """A network in training, with the optimiser's memory, kept in a file."""

    def __init__(self, network: Network, state: Path) -> None:
        """Go on from ``state`` where that is a file, else begin with ``network``."""
        torch.manual_seed(0)
        torch.set_num_threads(os.cpu_count() or 1)  # torch would take one for two threads of a core
        self.network, self._state, self.step = network, state, 0
        self._optimiser = torch.optim.AdamW(_groups(network), lr=RATE, betas=(0.9, 0.98))
        if state.is_file():
            held = torch.load(state, map_location="cpu", weights_only=True)
            network.load_state_dict(held["net"])
            self._optimiser.load_state_dict(held["opt"])
            self.step = held["step"]
        self._light = _Light(network)

    def go(self, material: Material, reader: OnnxReader, schedule: Schedule) -> None:
        """Train until the schedule ends; progress goes to stderr."""
        self.network.train()
        first, losses = self.step, []
        pools, claimed = material.pools, material.claimed
        names = pool_of(example.question for pool in pools.values() for example in pool)
        while rate := schedule.rate(self.step - first):
            for group in self._optimiser.param_groups:
                group["lr"] = rate * group["faster"]
            chance = random.Random(self.step)  # noqa: S311 - a seeded draw
            chosen = [_example(pools, chance) for _ in range(QUESTIONS_A_STEP)]
            drawn = [drawn_rows(one, reader, names, chance) for one in chosen]
            stated = chance.sample(claimed, min(CLAIMED_A_STEP, len(claimed)))
            drawn += [drawn_claims(one, claimed, reader, chance) for one in stated]
            plain = chance.sample(material.plain, min(PLAIN_A_STEP, len(material.plain)))
            drawn += [drawn_statements(one, reader, chance) for one in plain]
            losses.append(self._stepped(drawn))
            self.step += 1
            if self.step % 25 == 0:
                mean, seconds = (
                    float(np.mean(losses[-100:])),
                    time.perf_counter() - schedule.started,
                )
                print(f"{self.step}: {seconds:.0f} s, loss {mean:.3f}", file=sys.stderr)
            if self.step % KEPT_EVERY == 0:
                self.keep()
        self.keep()
        self.network.eval()

    def _stepped(self, drawn: Sequence[Sequence[Drawn]]) -> float:
        loss = loss_of(self._light.taken(), drawn)
        loss.backward()  # type: ignore[no-untyped-call]
        self._light.give_back()
        trained = [one for one in self.network.parameters() if one.requires_grad]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad()
        return float(loss.item())

    def keep(self) -> None:
        """Write the state, the old file or the new one."""
        held = {
            "net": self.network.state_dict(),
            "opt": self._optimiser.state_dict(),
            "step": self.step,
        }
        new = self._state.with_suffix(".new")
        torch.save(held, new)
        new.replace(self._state)


class _Light:
    """The network's double, its body in bfloat16, which goes through a step twice as fast.

    The weights proper stay in float32: a step changes them by less than bfloat16 can tell.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._double = copy.deepcopy(network)
        self._double.bert.bfloat16()

    def taken(self) -> Network:
        """The double with the network's weights of now."""
        with torch.no_grad():
            for proper, double in self._pairs():
                double.copy_(proper)
        return self._double

    def give_back(self) -> None:
        """Hand the double's gradients to the network."""
        for proper, double in self._pairs():
            proper.grad = None if double.grad is None else double.grad.float()
            double.grad = None

    def _pairs(self) -> Iterator[tuple[torch.nn.Parameter, torch.nn.Parameter]]:
        both = zip(self._network.parameters(), self._double.parameters(), strict=True)
        return (pair for pair in both if pair[0].requires_grad)


def _groups(network: Network) -> list[dict[str, object]]:
    """Matrices, which decay; vectors, which do not; the heads, which learn faster."""
    named = [(name, one) for name, one in network.named_parameters() if one.requires_grad]
    heads = [one for name, one in named if name.startswith(HEADS)]
    inner = [one for name, one in named if not name.startswith(HEADS)]
    return [
        {"params": [one for one in inner if one.ndim > 1], "weight_decay": 0.01, "faster": 1.0},
        {"params": [one for one in inner if one.ndim <= 1], "weight_decay": 0.0, "faster": 1.0},
        {"params": heads, "weight_decay": 0.0, "faster": HEADS_FASTER},
    ]


def _example(pools: dict[str, list[Example]], chance: random.Random) -> Example:
    kinds = [kind for kind in pools if pools[kind]]
    (kind,) = chance.choices(kinds, [MIX[kind] * len(pools[kind]) for kind in kinds])
    return chance.choice(pools[kind])


if __name__ == "__main__":
    main()

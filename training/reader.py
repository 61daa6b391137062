"""Train the reader further on questions of our own.

    python -m training.reader --index DIR --start FOLDER --out FOLDER

``--index`` is the data folder of an index of the news corpus, ``--start`` the reader to begin
with (the one before this training; rag/models/README.md says where it is), ``--out`` where the
new one is written. Takes half an hour on two cores; nothing is kept of a run that is stopped.

What is written is the average of the weights before and after, which keeps more of what the
reader knew (dates in headers) than the trained weights do: Wortsman et al., "Robust fine-tuning of
zero-shot models", CVPR 2022.

The loss of a row is the marginal likelihood of the answer's places (position 0 for "no answer"),
as in Clark and Gardner (ACL 2018), plus the cross-entropy of the relevance; the loss of a
question is the likelihood that the evidence picks an answering passage from its rows.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from rag import Assistant, Passage, Settings
from rag.answering.reader import OnnxReader
from rag.answering.spans import Row
from training.examples import (
    Example,
    Place,
    by_header,
    cropped,
    encyclopedia_examples,
    news_examples,
    token_places,
)
from training.network import Network, loaded, store

EPOCHS = 1.0
RATE = 5e-5
QUESTIONS_A_STEP = 6
ANSWERING, OTHERS = 1, 3
"""Rows of a question: at most so many that answer, and so many that do not."""
CROPPED, BARE = 0.4, 0.35
"""The share of passages cut to a few sentences, and of those shown without title and date."""
BY_HEADER = 0.2
"""The share of questions asked by a date in the header, where that can be."""
SMOOTHING = 0.03
LEARNED_SHARE = 0.65
"""How much of the written weights is the trained ones, the rest those before."""
PIECE = 9
"""Rows sent through the network together, of like length."""
NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row with the token places of the answer in it; none where it does not answer."""

    row: Row
    places: list[Place]


def main() -> None:
    """Collect the examples, train, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    reader = OnnxReader(arguments.start)
    with Assistant(Settings(data_dir=arguments.index, language="zh")) as assistant:
        learned = list(news_examples(assistant, reader, "train"))
    learned += encyclopedia_examples(random.Random(0))  # noqa: S311 - a seeded draw
    print(f"{len(learned)} examples", file=sys.stderr)
    network = trained(loaded(arguments.start, dropout=0.1), learned, reader)
    store(averaged(loaded(arguments.start), network), arguments.start, arguments.out)
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(arguments.start / name, arguments.out / name)


def trained(
    network: Network, learned: Sequence[Example], reader: OnnxReader, *, epochs: float = EPOCHS
) -> Network:
    """The network after ``epochs`` passes over the examples; progress goes to stderr."""
    torch.manual_seed(0)
    torch.set_num_threads(os.cpu_count() or 1)  # torch would take one for two threads of a core
    chance = random.Random(0)  # noqa: S311 - a seeded draw
    network.train()
    matrices = [p for p in network.parameters() if p.ndim > 1]
    vectors = [p for p in network.parameters() if p.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=RATE)
    steps = max(1, int(len(learned) * epochs / QUESTIONS_A_STEP))
    order = _order(len(learned), steps * QUESTIONS_A_STEP, chance)
    losses, started = [], time.perf_counter()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, step / (0.06 * steps + 1)) * (1 - step / steps)
        chosen = order[step * QUESTIONS_A_STEP : (step + 1) * QUESTIONS_A_STEP]
        loss = _loss(network, [drawn_rows(learned[i], reader, chance) for i in chosen])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.item())
        if step % 25 == 24:
            seconds = time.perf_counter() - started
            mean = float(np.mean(losses[-25:]))
            print(f"{step + 1}/{steps} {seconds:.0f} s, loss {mean:.3f}", file=sys.stderr)
    return network


def averaged(before: Network, after: Network, share: float = LEARNED_SHARE) -> Network:
    """``before`` with its weights moved towards those of ``after`` by ``share``."""
    learned = after.state_dict()
    kept = before.state_dict()
    before.load_state_dict({name: torch.lerp(kept[name], learned[name], share) for name in kept})
    return before


def _order(count: int, length: int, chance: random.Random) -> list[int]:
    order: list[int] = []
    while len(order) < length:
        one_pass = list(range(count))
        chance.shuffle(one_pass)
        order += one_pass
    return order


def drawn_rows(example: Example, reader: OnnxReader, chance: random.Random) -> list[Drawn]:
    """A few rows of the example; of the others, those found first are the likelier."""
    dated = by_header(example, chance) if chance.random() < BY_HEADER else None
    bare, example = (0.0, dated) if dated else (BARE, example)
    few = min(ANSWERING, len(example.answering))
    answering = chance.sample(example.answering, few)
    rows = [_drawn(example.question, p, places, bare, reader, chance) for p, places in answering]
    left = list(example.others)
    for _ in range(OTHERS + (not answering)):
        if left:
            place = min(int(chance.expovariate(1 / 4)), len(left) - 1)
            rows.append(_drawn(example.question, left.pop(place), (), bare, reader, chance))
    return [row for row in rows if row is not None]


def _drawn(
    question: str,
    passage: Passage,
    places: Sequence[Place],
    bare: float,
    reader: OnnxReader,
    chance: random.Random,
) -> Drawn | None:
    """A window of the passage, perhaps cropped or bare; ``None`` where no window has the answer."""
    passage = replace(passage, start=0)
    if chance.random() < CROPPED:
        passage, places = cropped(passage, places, chance)
    if chance.random() < bare:
        passage = replace(passage, title="", published=None)
    windows = [Drawn(row, token_places(row, places)) for row in reader.rows(question, passage)]
    wanted = [one for one in windows if one.places] if places else windows
    return chance.choice(wanted) if wanted else None


def _loss(network: Network, drawn: Sequence[Sequence[Drawn]]) -> torch.Tensor:
    rows = [one for group in drawn for one in group]
    by_length = sorted(range(len(rows)), key=lambda i: len(rows[i].row.ids))
    pieces = zip(*_pieces(network, rows, by_length), strict=True)
    span, odds, relevance = (torch.cat(part) for part in pieces)
    back = torch.tensor(np.argsort(by_length))
    span, odds, relevance = span[back], odds[back], relevance[back]
    right = torch.tensor([float(bool(one.places)) for one in rows])
    smoothed = right * (1 - 2 * SMOOTHING) + SMOOTHING
    told = torch.nn.functional.binary_cross_entropy_with_logits(
        relevance, smoothed, reduction="none"
    )
    weight = 1 + right / 2
    loss = ((span.clamp(max=12) + told) * weight).sum() / weight.sum()
    evidence, picked, first = (relevance + odds) / 2, [], 0
    for group in drawn:
        mine = slice(first, first + len(group))
        first += len(group)
        if 0 < right[mine].sum() < len(group):
            shares = torch.log_softmax(evidence[mine] / 2, 0)
            picked.append(-torch.logsumexp(shares.masked_fill(right[mine] == 0, NEVER), 0))
    return loss + torch.stack(picked).mean() if picked else loss


def _pieces(
    network: Network, rows: Sequence[Drawn], order: Sequence[int]
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """For each few rows: loss of the span, log-odds of any span, relevance."""
    for begin in range(0, len(order), PIECE):
        part = [rows[i] for i in order[begin : begin + PIECE]]
        length = 32 * math.ceil(max(len(one.row.ids) for one in part) / 32)
        shape = (len(part), length)
        ids, types, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
        own, starts, ends = (torch.zeros(shape, dtype=torch.bool) for _ in range(3))
        for i, one in enumerate(part):
            size = len(one.row.ids)
            ids[i, :size] = torch.tensor(one.row.ids)
            types[i, :size] = torch.tensor(one.row.types)
            mask[i, :size] = 1
            own[i, :size] = torch.tensor([origin is not None for origin in one.row.origins])
            for a, b in one.places or [(0, 0)]:
                starts[i, a] = ends[i, b] = True
        with torch.autocast("cpu", dtype=torch.bfloat16):
            start, end, relevance = network(ids, types, mask)
        possible = own.clone()
        possible[:, 0] = True
        likely, odds = [], []
        for logits, gold in ((start, starts), (end, ends)):
            logged = torch.log_softmax(logits.masked_fill(~possible, NEVER), 1)
            likely.append(torch.logsumexp(logged.masked_fill(~gold, NEVER), 1))
            odds.append(torch.logsumexp(logged.masked_fill(~own, NEVER), 1) - logged[:, 0])
        yield -(likely[0] + likely[1]) / 2, odds[0] + odds[1], relevance


if __name__ == "__main__":
    main()

"""What the reader is trained to lower.

The loss of a row is the marginal likelihood of the answer's places (position 0 for "no answer"),
as in Clark and Gardner (ACL 2018), plus the cross-entropy of the relevance; the loss of a
question is the likelihood that the evidence picks an answering passage from its rows. A statement
has no places: its loss is the cross-entropy of the support alone, and each sound one of a passage
is to stand above each faulty one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from training.draw import Drawn
from training.network import Network

SMOOTHING = 0.03
PIECE = 9
"""Rows sent through the network together, of like length."""
NEVER = -1e4


def loss_of(network: Network, drawn: Sequence[Sequence[Drawn]]) -> torch.Tensor:
    """The loss of some questions, each with its rows: a scalar that can be sent back."""
    rows = [one for group in drawn for one in group]
    by_length = sorted(range(len(rows)), key=lambda i: len(rows[i].row.ids))
    pieces = zip(*_pieces(network, rows, by_length), strict=True)
    back = torch.tensor(np.argsort(by_length))
    span, odds, relevance, support = (torch.cat(part)[back] for part in pieces)
    right = torch.tensor([float(bool(one.places)) for one in rows])
    smoothed = right * (1 - 2 * SMOOTHING) + SMOOTHING
    told = torch.nn.functional.binary_cross_entropy_with_logits(
        relevance, smoothed, reduction="none"
    )
    asked = torch.tensor([float(one.sound is None) for one in rows])
    weight = asked * (1 + right / 2)
    loss = ((span.clamp(max=12) + told) * weight).sum() / weight.sum().clamp(min=1)
    loss = loss + _supported(drawn, support)
    evidence, picked, first = (relevance + odds) / 2, [], 0
    for group in drawn:
        mine = slice(first, first + len(group))
        first += len(group)
        if 0 < right[mine].sum() < len(group):
            shares = torch.log_softmax(evidence[mine] / 2, 0)
            picked.append(-torch.logsumexp(shares.masked_fill(right[mine] == 0, NEVER), 0))
    return loss + torch.stack(picked).mean() if picked else loss


def _supported(drawn: Sequence[Sequence[Drawn]], support: torch.Tensor) -> torch.Tensor:
    """The loss of the statements; 0 where there are none."""
    losses, first = [], 0
    for group in drawn:
        logits = support[first : first + len(group)]
        first += len(group)
        if not group or group[0].sound is None:
            continue
        sound = torch.tensor([float(one.sound or 0) for one in group])
        smoothed = sound * (1 - 2 * SMOOTHING) + SMOOTHING
        lost = torch.nn.functional.binary_cross_entropy_with_logits(logits, smoothed)
        ahead = logits[sound == 1][:, None] - logits[sound == 0][None]
        ranked = torch.nn.functional.softplus(-ahead).mean() if ahead.numel() else 0.0
        losses.append(lost + ranked)
    return torch.stack(losses).mean() if losses else support.new_zeros(())


def _pieces(
    network: Network, rows: Sequence[Drawn], order: Sequence[int]
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]]:
    """For each few rows: loss of the span, log-odds of any span, relevance, support."""
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
        start, end, relevance, support = network(ids, types, mask)
        possible = own.clone()
        possible[:, 0] = True
        likely, odds = [], []
        for logits, gold in ((start, starts), (end, ends)):
            logged = torch.log_softmax(logits.masked_fill(~possible, NEVER), 1)
            likely.append(torch.logsumexp(logged.masked_fill(~gold, NEVER), 1))
            odds.append(torch.logsumexp(logged.masked_fill(~own, NEVER), 1) - logged[:, 0])
        yield -(likely[0] + likely[1]) / 2, odds[0] + odds[1], relevance, support

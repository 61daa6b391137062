"""Gates: figures that must hold for a change to pass, such as ``accuracy>=0.9``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.stats import Interval
from eval.summary import FIGURES, LATENCIES
from rag.errors import UsageError

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
# accuracy >= 90%
_GATE = re.compile(r"\s*([a-z_0-9]+)\s*(>=|<=|>|<)\s*(\d+(?:\.\d+)?)(%?)\s*")


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition on one figure; shares are written 0 to 1 or in percent, latency in seconds."""

    figure: str
    comparison: str
    bound: float

    def holds(self, value: float) -> bool:
        """Whether ``value`` satisfies the condition."""
        return _OPERATORS[self.comparison](value, self.bound)

    def __str__(self) -> str:
        return f"{self.figure}{self.comparison}{self.bound:g}"


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """A gate with the figure it met; ``value`` is ``None`` when the run has no such figure."""

    gate: Gate
    value: float | None

    @property
    def passed(self) -> bool:
        """A figure that could not be measured does not pass."""
        return self.value is not None and self.gate.holds(self.value)


def parse_gate(text: str) -> Gate:
    """Read ``accuracy>=0.9`` or ``over_refusal<=5%``.

    Raises:
        UsageError: Not of this form, or no such figure; the message lists the figures.

    """
    match = _GATE.fullmatch(text)
    known = [*(figure.name for figure in FIGURES), *LATENCIES]
    if match is None or match[1] not in known:
        names = ", ".join(known)
        raise UsageError(
            zh=f"无法理解门槛 {text!r}。写成 accuracy>=0.9 的样子，可用的指标：{names}。",
            en=f"Cannot read the gate {text!r}. Write it like accuracy>=0.9; figures: {names}.",
        )
    return Gate(match[1], match[2], float(match[3]) / (100 if match[4] else 1))


def check_gates(gates: Sequence[Gate], summary: Mapping[str, Interval]) -> list[GateOutcome]:
    """Each gate with the value it met."""
    return [
        GateOutcome(gate, summary[gate.figure].value if gate.figure in summary else None)
        for gate in gates
    ]

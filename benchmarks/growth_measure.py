"""How the time of a function grows with a text that somebody made to keep it busy.

Time is the process's own, so that other programs do not count, and the least of a few runs. ``re``
looks for signals while it matches, so a call that takes too long is broken off.
"""

from __future__ import annotations

import gc
import math
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from types import FrameType

from benchmarks.growth_seeds import Seed, general, markup, reached, seeds_of

HONEST = (
    "示范区于今年1月获批，总投资1.2万亿元，同比增长5.3%。记者昨日从市工信局了解到，截至6月底，"
    "已有32家企业（以下简称“入园企业”）签约，张伟明主任表示：“下半年将建成《规划》中的三个中心。” "
    "The zone was approved in January 2022, Mr. Smith of IBM said. See https://a.cn/b?c=1&d=2.\n\n"
)
"""An honest text, with all that our functions look for."""

SIZES = (10_000, 20_000, 40_000, 80_000, 160_000)
"""How many characters a hostile text is given, over which its growth is measured."""
_COARSE_S = 0.05
"""Some kernels count processor time in steps of 4 ms: shorter times are read off the clock."""
_LEAST_S = 0.001
"""Times below this are what a call costs, not what its text does."""


@dataclass(frozen=True, slots=True)
class Function:
    """A call with one text; the patterns it may meet are those of ``module`` and below.

    ``most``: the characters of the longest text it is ever given; 0 where there is no limit. Of
    such a function only the patterns of ``module`` itself are walked, and it may take ``most_s``.
    ``before``: what a text may begin with to get further into the function. ``markup``: it reads
    tags.
    """

    name: str
    call: Callable[[str], object]
    module: str
    most: int = 0
    most_s: float = 1.0
    before: tuple[str, ...] = ("",)
    markup: bool = False

    def modules(self) -> frozenset[str]:
        """The modules whose patterns a text may meet."""
        return frozenset((self.module,)) if self.most else reached(self.module)

    def seeds(self) -> list[Seed]:
        """All that is tried on it, each once."""
        tags = markup() if self.markup else ()
        pieces = dict.fromkeys((*general(), *tags, *seeds_of(self.modules())))
        return [
            seed._replace(prefix=before + seed.prefix)
            for before, seed in product(self.before, pieces)
        ]


@dataclass(frozen=True, slots=True)
class Growth:
    """One function with one seed: seconds for each size, and the exponent they grow with."""

    seed: Seed
    seconds: tuple[float, ...]
    exponent: float


class _TooLong(Exception):
    """A call was broken off."""


def cost(call: Callable[[str], object], text: str, *, most_s: float = 20.0) -> float:
    """Seconds of processor time that a call takes; ``most_s`` where it was broken off."""
    with _alarm(most_s):
        began, wall = time.process_time(), time.perf_counter()
        try:
            call(text)
        except _TooLong:
            return most_s
        used, passed = time.process_time() - began, time.perf_counter() - wall
        return min(used, passed) if passed > _COARSE_S else passed


def least_cost(
    call: Callable[[str], object], text: str, *, runs: int = 3, most_s: float = 20.0
) -> float:
    """The least of some runs; slow ones are run once."""
    gc.collect()
    least = most_s
    for _ in range(runs):
        least = min(least, cost(call, text, most_s=most_s))
        if least > 1:
            break
    return least


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def growth(function: Function, seed: Seed, sizes: Iterable[int] = SIZES) -> Growth:
    """The times of a function for texts of these many characters, and their exponent."""
    tried = tuple(sizes)
    seconds = tuple(least_cost(function.call, seed.text(size)) for size in tried)
    first, last = (max(_LEAST_S, each) for each in (seconds[0], seconds[-1]))
    return Growth(seed, seconds, math.log(last / first) / math.log(tried[-1] / tried[0]))


def honest(characters: int) -> str:
    """An honest text of so many characters."""
    return (HONEST * (characters // len(HONEST) + 1))[:characters]


def costs(function: Function, characters: int) -> list[tuple[float, Seed]]:
    """The seconds that each seed takes at one size, the most first."""
    function.call(honest(min(1_000, characters)))  # models and tables are loaded once
    found = [(cost(function.call, seed.text(characters)), seed) for seed in function.seeds()]
    return sorted(found, key=lambda pair: -pair[0])

"""Whether anything grows too fast on what others send: ``python benchmarks/growth.py [NAME ...]``.

Every function that takes a text of others is given hostile ones: short pieces repeated, made by
hand and walked out of the regular expressions of the modules it reaches (``growth_seeds``). Those
that cost most at 10,000 characters are doubled up to 160,000; nothing may grow faster than
n^1.3. What has a limit (a question, a passage) is tried at its limit. Some ten minutes for all;
NAME is the beginning of a function's name.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.growth_answers import questions, replies
from benchmarks.growth_measure import SIZES, Function, costs, growth, least_cost
from benchmarks.growth_texts import texts
from benchmarks.measured import Aim, print_table, tell

FASTEST = 1.3
"""The exponent that no function's time may exceed between the first and the last size."""
_DOUBLED = 3
"""How many of the costliest seeds of a function are doubled."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables; 1 when a function grows too fast."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--screen", type=int, default=SIZES[0], help="characters tried first")
    chosen = parser.parse_args(arguments)

    def wanted(functions: Sequence[Function]) -> list[Function]:
        names = tuple(chosen.names)
        return [each for each in functions if not names or each.name.startswith(names)]

    unlimited = wanted([*texts(), *replies()])
    grown = [_grown(function, chosen.screen) for function in unlimited]
    limited = [_limited(function) for function in wanted(questions())]
    if grown:
        ends = [f"{size:,}" for size in (SIZES[0], SIZES[-1])]
        heads = ["function", "tried", "worst", *(f"s at {end}" for end in ends), "n^", "aim", ""]
        print_table(heads, grown)
    if limited:
        heads = ["function", "tried", "worst", "characters", "seconds", "aim", ""]
        print_table(heads, limited)
    return int(any(row[-1] == "✗" for row in (*grown, *limited)))


def _grown(function: Function, characters: int) -> list[str]:
    """The row of a function: its worst seed, the times at either end, the exponent."""
    tell(function.name)
    found = costs(function, characters)
    worst = max(
        (growth(function, seed) for _, seed in found[:_DOUBLED]), key=lambda each: each.exponent
    )
    tell(f"  n^{worst.exponent:.2f} on {worst.seed}, {worst.seconds[-1]:.2f} s")
    aim = Aim(FASTEST, at_most=True)
    return [
        function.name, f"{len(found):,}", f"`{worst.seed}`".replace("|", "\\|"),
        f"{worst.seconds[0]:.3f}", f"{worst.seconds[-1]:.3f}", f"{worst.exponent:.2f}",
        str(aim), aim.mark(worst.exponent),
    ]  # fmt: skip


def _limited(function: Function) -> list[str]:
    """The row of a function over what has a limit: its worst seed and the time at the limit."""
    tell(function.name)
    found = costs(function, function.most)
    seed = found[0][1]
    seconds = least_cost(function.call, seed.text(function.most))
    tell(f"  {seconds:.2f} s on {seed}")
    aim = Aim(function.most_s, unit=" s", at_most=True)
    return [
        function.name, f"{len(found):,}", f"`{seed}`".replace("|", "\\|"), f"{function.most:,}",
        f"{seconds:.3f}", str(aim), aim.mark(seconds),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

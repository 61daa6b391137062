"""How much the unit tests of the answer path notice: mutants made, killed and survived.

    python -m benchmarks.mutants [--package NAME] [--file NAME] [--count N] [--seed N]

Takes a seeded sample of all small faults that can be made in the modules of its packages
(``benchmarks.mutations``) and runs the unit tests of the same package alone against each:
``tests/rag/verifying`` for ``rag/verifying``. A mutant is killed where a test fails or the time
runs out.

Outcomes are kept in a file (``--results``): an interrupted run goes on where it was, and nothing
is tried twice as long as neither the module nor the tests change. ``--again`` takes for killed
what older tests killed, and tries only what they did not. Survivors that no test can tell from
the original stand with the reason in ``mutants_survivors.toml``; they count as survivors, and are
told apart.

Ends with 1 where a package kills less than 85 %.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measured import print_table, tell
from benchmarks.mutants_run import ROOT, Target, outcomes
from benchmarks.mutations import Mutation, mutations_of

SURVIVORS = Path(__file__).with_name("mutants_survivors.toml")
PACKAGES = ("rag/answering", "rag/tables", "rag/verifying")
AIM = 0.85

Work = list[tuple[Target, Mutation]]
Change = tuple[str, str, str]
"""A mutation wherever its line moves to: file, function, what was changed to what."""


class Results:
    """What became of each mutant, a JSON line each; the last line about one counts."""

    def __init__(self, path: Path) -> None:
        """Read what is known already."""
        self.path = path
        self.known: dict[str, dict[str, str]] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                record = json.loads(line)
                self.known[record["mutant"]] = record

    def outcome(self, target: Target, mutation: Mutation) -> str:
        """The last outcome of this mutation of this very source, whatever the tests were."""
        return self.known.get(_mutant(target, mutation), {}).get("outcome", "")

    def holds(self, target: Target, mutation: Mutation, tests: str, *, again: bool) -> bool:
        """Whether that outcome is still true; with ``again`` what is killed stays killed."""
        record = self.known.get(_mutant(target, mutation), {})
        return record.get("tests") == tests or (again and record.get("outcome") == "killed")

    def add(self, target: Target, mutation: Mutation, tests: str, outcome: str) -> None:
        """Keep an outcome at once, so that nothing is lost when the run is stopped."""
        mutant = _mutant(target, mutation)
        record = {"mutant": mutant, "tests": tests, "outcome": outcome, "what": str(mutation)}
        self.known[mutant] = record
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def main() -> int:
    """Make the mutants, run the tests, print what survived and a table; the exit code."""
    given = _arguments()
    work = sampled(given.package or PACKAGES, given.file, given.count, given.seed)
    results = Results(given.results.absolute())
    os.chdir(ROOT)
    for folder in sorted({target.tests for target, _ in work}):
        tests = _tests_of(folder)
        mine = [(one, mutation) for one, mutation in work if one.tests == folder]
        todo = [pair for pair in mine if not results.holds(*pair, tests, again=given.again)]
        tell(f"{folder}: {len(mine)} mutants, {len(mine) - len(todo)} of them known")
        for target, mutation, outcome in outcomes(todo, given.jobs) if todo else ():
            if _tests_of(folder) != tests:
                raise SystemExit(f"{folder} has changed meanwhile; run this again")
            results.add(target, mutation, tests, outcome)
            print(f"{outcome:8} {mutation}", flush=True)
    return report(work, results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--package", action="append", choices=PACKAGES)
    parser.add_argument("--file", default="", help="only modules of this name (facts.py)")
    parser.add_argument("--count", type=int, default=240, help="mutants in all; 0 for every one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="only what was not killed before")
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "mutants.jsonl")
    return parser.parse_args()


def sampled(packages: Sequence[str], file: str, count: int, seed: int) -> Work:
    """A seeded sample over all mutations of the packages, in the order of the text."""
    everything = [
        (target, mutation)
        for package in packages
        for target in targets(package)
        if not file or target.file.endswith(f"/{file}")
        for mutation in mutations_of(target.file, target.source)
    ]
    if not count or count >= len(everything):
        return everything
    chosen = random.Random(seed).sample(range(len(everything)), count)  # noqa: S311 - no secret
    return [everything[place] for place in sorted(chosen)]


def targets(package: str) -> list[Target]:
    """The modules of a package, each with its source."""
    return [
        Target(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"), f"tests/{package}")
        for path in sorted((ROOT / package).rglob("*.py"))
    ]


def report(work: Work, results: Results) -> int:
    """Print the survivors and a table by file; 1 where a package is below the aim."""
    explained = reasons(SURVIVORS)
    made: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    unexplained: Counter[str] = Counter()
    packages = {target.file.rpartition("/")[0] for target, _ in work}
    print()
    for target, mutation in work:
        died = results.outcome(target, mutation) == "killed"
        reason = explained.get(change_of(mutation), "")
        for row in (target.file, target.file.rpartition("/")[0], "all"):
            made[row] += 1
            killed[row] += died
            unexplained[row] += not died and not reason
        if not died:
            print(f"equal    {mutation} ({reason})" if reason else f"SURVIVED {mutation}")
    rows = [
        [row, f"{made[row]}", f"{killed[row]}", f"{killed[row] / made[row]:.0%}",
         f"{unexplained[row]}"]
        for row in sorted(made, key=lambda row: (row == "all", row))
    ]  # fmt: skip
    print_table(("where", "mutants", "killed", "share", "survived without a reason"), rows)
    return int(any(killed[package] < AIM * made[package] for package in packages))


def reasons(path: Path) -> dict[Change, str]:
    """Why each listed survivor survives."""
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("survivor", [])
    return {(one["file"], one["where"], one["change"]): one["reason"] for one in listed}


def change_of(mutation: Mutation) -> Change:
    """How a mutation is named in the list of survivors."""
    return mutation.file, mutation.where, mutation.change


def _tests_of(folder: str) -> str:
    """A key of the tests as they are now."""
    return _digest(*(path.read_text("utf-8") for path in sorted(Path(folder).rglob("*.py"))))


def _mutant(target: Target, mutation: Mutation) -> str:
    """A key of this mutation of this very source."""
    return _digest(target.source, str(mutation.number))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


if __name__ == "__main__":
    raise SystemExit(main())

"""Measure every test and keep the list of slow ones, tests/slow.toml.

    python -m release.durations            # on a machine that does nothing else; takes long
    python -m release.durations --cpu      # by processor seconds, where others use the machine too

A test that takes ``SLOW_S`` seconds or more is slow, with all its parameters; what the first test
of a session pays for others counts as its own. ``make test`` leaves the slow ones out, ``make
test-all`` runs them too. What is marked ``browser`` or ``faults`` is slow by what it does, as are
tests that run over both kinds of index where they run on a server (``tests/conftest.py``). Tests
that were not measured keep their lines; 0.0 is slow by what it does and not measured yet.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from release.set_up import ROOT

TABLE = ROOT / "tests" / "slow.toml"
SLOW_S = 1.5
HEAD = """\
# Tests that make test leaves out and make test-all runs, with the seconds they took: a file whole,
# or one of its tests with all its parameters. Kept by python -m release.durations, which says more.
"""


class Record:
    """A plugin of pytest that writes a line of JSON for each test: id, seconds, of processors."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Generator[None, Any, Any]:
        """Measure a test with its fixtures and the processes it started and waited for."""
        start, used = time.perf_counter(), _processor_s()
        done = yield
        line = [item.nodeid, time.perf_counter() - start, _processor_s() - used]
        with self._path.open("a", encoding="utf-8") as record:
            record.write(json.dumps(line) + "\n")
        return done


def _processor_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests, then rewrite the lines of those that were run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cpu", action="store_true", help="count processor seconds")
    parser.add_argument("--read", type=Path, help="a record of before, instead of running")
    parser.add_argument("files", nargs="*", help="files or folders (default: all tests)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        record = given.read or Path(folder) / "record.jsonl"
        if given.read is None:
            code = f"import sys, pytest; from release.durations import *; sys.exit(pytest.main(\
{['-q', '-o', 'timeout=900', *given.files]!r}, [Record(Path({str(record)!r}))]))"
            subprocess.run([sys.executable, "-c", code], cwd=ROOT)
        lines = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    measured = by_function({name: cpu if given.cpu else wall for name, wall, cpu in lines})
    write(merged(slow_tests(), measured))
    quick = sum(seconds for name, seconds in measured.items() if name not in slow_tests())
    print(f"{len(measured)} tests; those that are not slow take {quick:.0f} s one after another")
    return 0


def by_function(measured: Mapping[str, float]) -> dict[str, float]:
    """The seconds of each test with its parameters together.

    >>> by_function({"a.py::test[1]": 1.0, "a.py::test[2]": 2.0})
    {'a.py::test': 3.0}
    """
    found: dict[str, float] = {}
    for name, seconds in measured.items():
        whole = name.partition("[")[0]
        found[whole] = found.get(whole, 0.0) + seconds
    return found


def merged(before: Mapping[str, float], measured: Mapping[str, float]) -> dict[str, float]:
    """The slow ones: as measured now, and of before what was not measured.

    >>> merged({"a.py::x": 9, "b.py": 9}, {"a.py::x": 0.1, "a.py::y": 4.0})
    {'a.py::y': 4.0, 'b.py': 9}
    """
    files = {name.partition("::")[0] for name in measured}
    kept = {
        name: seconds
        for name, seconds in before.items()
        if name not in measured and name not in files
    }
    slow = {name: seconds for name, seconds in measured.items() if seconds >= SLOW_S}
    return dict(sorted({**kept, **slow}.items()))


def slow_tests() -> dict[str, float]:
    """The list: files or tests, and their seconds."""
    return dict(tomllib.loads(TABLE.read_text(encoding="utf-8")))


def write(slow: Mapping[str, float]) -> None:
    """Write the list."""
    lines = [f'"{name}" = {seconds:.1f}\n' for name, seconds in sorted(slow.items())]
    TABLE.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""Keep constraints.txt: the versions that the project is built and tested with.

    python -m release.constraints                     # add what is new, drop what is not needed
    python -m release.constraints --upgrade [NAME …]  # to the newest of all, or of these
    python -m release.constraints --newer             # tell of newer versions, change nothing

Resolves all extras of pyproject.toml for every Python the project runs on, with uv. What
``HELD`` names stays at its version whatever is asked. With ``--newer`` the exit code is 1 where
there is something newer, for a job that runs once a week.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from release.set_up import CONSTRAINTS, ROOT

HELD = {"torch": "2.13.0"}
"""torch: a CPU build of it must be where pip looks; newer ones are tried by hand."""
HEAD = """\
# The versions the project is built and tested with; release/set_up.py installs by them, and
# release/constraints.py keeps them. NVIDIA's libraries, which other builds of torch ask for, are
# left out on purpose.
"""
_LEFT_OUT = ("nvidia-", "cuda-", "triton", "youju")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)")  # numpy==2.4.6 ; python_version >= "3.11"


def main(arguments: Sequence[str] | None = None) -> int:
    """Resolve, then write or tell; 1 where newer versions were asked for and are there."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--upgrade", nargs="*", metavar="NAME")
    parser.add_argument("--newer", action="store_true")
    given = parser.parse_args(arguments)
    before = CONSTRAINTS.read_text(encoding="utf-8")
    names = [] if given.newer else given.upgrade
    after = resolved(before, names)
    changes = differences(pins(before), pins(after))
    print("\n".join(changes) or "constraints.txt is as it should be")
    if given.newer:
        return int(bool(changes))
    CONSTRAINTS.write_text(after, encoding="utf-8")
    return 0


def resolved(before: str, upgrade: Sequence[str] | None) -> str:
    """What constraints.txt should be; ``upgrade`` names packages, and an empty list means all.

    Raises:
        SystemExit: Nothing fits; uv has said why.
    """
    with tempfile.TemporaryDirectory() as folder:
        output, held = Path(folder) / "constraints.txt", Path(folder) / "held.txt"
        output.write_text(before, encoding="utf-8")  # what uv keeps to where it can
        held.write_text("".join(f"{name}=={at}\n" for name, at in HELD.items()), encoding="utf-8")
        command = [
            sys.executable, "-m", "uv", "pip", "compile", str(ROOT / "pyproject.toml"),
            "--all-extras", "--universal", "--python-version", "3.11", "--fork-strategy", "fewest",
            "--no-annotate", "--no-header", "--quiet", "--constraint", str(held),
            "--output-file", str(output),
        ]  # fmt: skip
        if upgrade is not None:
            command += [f"--upgrade-package={name}" for name in upgrade] or ["--upgrade"]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, cwd=ROOT)
        if done.returncode:
            sys.exit("nothing fits: see above")
        lines = output.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if _PIN.match(line) and not line.startswith(_LEFT_OUT)]
    return HEAD + "\n".join(sorted(kept, key=str.lower)) + "\n"


def pins(text: str) -> dict[str, str]:
    r"""The version of each package in a text like constraints.txt.

    >>> pins("# why\nnumpy==2.4.6 ; python_version >= '3.11'\n")
    {'numpy': '2.4.6'}
    """
    found = (_PIN.match(line) for line in text.splitlines())
    return {match[1].lower().replace("_", "-"): match[2] for match in found if match}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """A line for each package that differs.

    >>> differences({"a": "1", "b": "1"}, {"b": "2", "c": "1"})
    ['a 1 → no longer needed', 'b 1 → 2', 'c new → 1']
    """
    return [
        f"{name} {before.get(name, 'new')} → {after.get(name, 'no longer needed')}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


if __name__ == "__main__":
    sys.exit(main())

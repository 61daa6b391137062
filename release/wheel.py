"""Build source archive and wheel of what the repository holds; see that nothing is left out.

python -m release.wheel [--to dist]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from release.set_up import ROOT

PACKAGES = ("embeddings", "rag", "ui", "eval")


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, and print what was made; 1 where that failed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="folder (default: dist)")
    try:
        build(parser.parse_args(arguments).to.resolve())
    except RuntimeError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def build(folder: Path) -> Path:
    """Build source archive and wheel into a folder, see that they hold all; the wheel.

    Raises:
        RuntimeError: The build failed, or a file of the packages is not in the wheel.
    """
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as passing:
        source = Path(passing) / "source"
        for name in tracked():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
        with clock("build of source archive and wheel"):
            done = subprocess.run(
                [sys.executable, "-m", "build", "--outdir", str(folder), str(source)],
                capture_output=True,
                text=True,
            )
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    (wheel,) = folder.glob("*.whl")
    for made in sorted(folder.iterdir()):
        print(f"  {made.name:40} {made.stat().st_size / 1e6:8.1f} MB", flush=True)
    if lacking := lacking_in(wheel):
        raise RuntimeError(f"the wheel lacks {', '.join(lacking)}")
    return wheel


def lacking_in(wheel: Path) -> list[str]:
    """Files of the packages in the repository that a wheel does not have."""
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())
    return sorted(name for name in tracked(*PACKAGES) if name not in held)


def tracked(*folders: str) -> list[str]:
    """The files of the repository, or of some of its folders, that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@contextmanager
def clock(name: str) -> Iterator[None]:
    """Print how long what is inside took."""
    start = time.perf_counter()
    yield
    print(f"  {name:38} {time.perf_counter() - start:8.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""Build the wheel, install it into clean environments, and do there what a user does first.

    python -m release.install [--python 3.11 3.12 3.13] [--keep FOLDER] [--with-cuda]

For each Python: a new environment with ``youju-….whl[mcp]`` and all it needs at the versions of
constraints.txt, fetched and then installed without an index; then from another folder and an empty
home ``youju ask`` (which indexes the sample articles), ``youju ask`` again, the page, and the
clients of ``openai`` and ``mcp`` against it. Prints megabytes and seconds; ends with 1 where
anything failed. A Python that is not here is named as not tried.

Where pip finds no small build of torch for a Python, torch is installed without the libraries of
NVIDIA that it asks for: nothing that is tried here imports it, and the line says so.
``--with-cuda`` installs them all the same.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from release.set_up import CONSTRAINTS, ROOT
from release.wheel import build, clock

QUESTION = "示范区何时获批？"
FACT = "2022年1月"
NEVER = ("torch", "transformers", "sentence_transformers", "gradio", "langchain", "langchain_core")
"""What answering offline has no use for, so that it must not be imported."""
SET_UP = ROOT / "release" / "set_up.py"
PYTHONS = ("3.11", "3.12", "3.13")
START_S = 900


@dataclass(frozen=True, slots=True)
class Trial:
    """An environment with the wheel in it, and an empty home to run it from."""

    python: Path
    home: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment from the empty folder; its output as text.

        Raises:
            RuntimeError: It failed; the message has what it printed.
        """
        done = subprocess.run(
            command, cwd=self.home, env=self.environment(), capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done

    def environment(self) -> dict[str, str]:
        """Nothing of whoever started this but the path and how pip reaches its index."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "SSL_CERT_FILE", "OMP_NUM_THREADS") or name.startswith("PIP_")
        }
        own = {"HOME": str(self.home), "YOUJU_LANGUAGE": "zh", "PYTHONUTF8": "1"}
        return {**kept, **own}

    @property
    def youju(self) -> str:
        """The command as installed."""
        return str(self.python.with_name("youju"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, then try each Python; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--python", nargs="+", default=list(PYTHONS), help="versions or programs")
    parser.add_argument("--keep", type=Path, help="keep wheel and environments here")
    parser.add_argument("--with-cuda", action="store_true", help="NVIDIA's libraries too")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as passing:
        folder = (given.keep or Path(passing)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        wheel = build(folder / "dist")
        failed = 0
        for wanted in given.python:
            program = _program(wanted)
            if program is None:
                print(f"\nPython {wanted}: not here, not tried", flush=True)
                continue
            print(f"\nPython {_version(program)}", flush=True)
            try:
                _tried(program, wheel, folder / f"env-{Path(wanted).name}", cuda=given.with_cuda)
            except (RuntimeError, AssertionError, OSError) as fault:
                failed = 1
                print(f"  FAILED: {fault}", flush=True)
        return failed


def _tried(program: str, wheel: Path, folder: Path, *, cuda: bool) -> None:
    """Install and use the wheel under one Python, printing sizes and seconds."""
    shutil.rmtree(folder, ignore_errors=True)
    home = folder / "home"
    home.mkdir(parents=True)
    subprocess.run([program, "-m", "venv", str(folder / "venv")], check=True)
    trial = Trial(folder / "venv" / "bin" / "python", home)
    _installed(trial, f"{wheel}[mcp]", cuda=cuda)
    _asked(trial)
    _paged(trial)


def _installed(trial: Trial, wheel: str, *, cuda: bool) -> None:
    """Fetch the wheel and all it needs, install them with no index, say what both took."""
    pip = (str(trial.python), "-m", "pip")
    told = json.loads(trial.run(str(trial.python), str(SET_UP), "--tell").stdout)
    limits = ("-c", str(CONSTRAINTS))
    wanted: Sequence[str] = (wheel,)
    if not (told["small"] or cuda):
        wanted = ("--no-deps", *_without_nvidia(trial, wheel), wheel)
    house = trial.home / "wheels"
    with clock("pip fetches"):
        trial.run(*pip, "wheel", "--quiet", "--wheel-dir", str(house), *limits, *wanted)
    wheels = sorted(map(str, house.glob("*.whl")))
    before = _megabytes(trial.python.parents[1])
    with clock("pip installs"):
        trial.run(*pip, "install", "-q", "--no-compile", "--no-index", "--no-deps", *wheels)
    size = _megabytes(trial.python.parents[1]) - before
    trial.run(*pip, "check") if told["small"] or cuda else None
    name = told["version"] + ("" if told["small"] else " with CUDA" if cuda else " less NVIDIA's")
    print(
        f"  {len(wheels)} packages, torch {name}: {_megabytes(house):.0f} MB fetched, "
        f"{size:.0f} MB on disk",
        flush=True,
    )


def _without_nvidia(trial: Trial, wheel: str) -> list[str]:
    """All that pip would install, less what torch wants of NVIDIA's, each with its version."""
    report = ("install", "--dry-run", "--ignore-installed", "--quiet", "--report", "-")
    told = trial.run(str(trial.python), "-m", "pip", *report, "-c", str(CONSTRAINTS), wheel).stdout
    found = [one["metadata"] for one in json.loads(told)["install"]]
    return [
        f"{one['name']}=={one['version']}"
        for one in found
        if not one["name"].lower().startswith(("nvidia-", "cuda-", "triton", "youju"))
    ]


def _asked(trial: Trial) -> None:
    """The first question, another, and what a process that answers has imported."""
    for name in ("first youju ask, samples indexed", "youju ask again"):
        with clock(name):
            said = trial.run(trial.youju, "ask", QUESTION).stdout
        assert FACT in said, said
    code = (
        f"import sys; from rag import ask; assert ask({QUESTION!r}).answered; "
        f"print([m for m in {NEVER!r} if m in sys.modules])"
    )
    loaded = trial.run(str(trial.python), "-c", code).stdout.strip()
    assert loaded == "[]", f"answering imported {loaded}"
    where = trial.run(str(trial.python), "-c", "import rag; print(rag.__file__)").stdout.strip()
    assert Path(where).is_relative_to(trial.python.parents[1]), where
    print("  torch and the like: not imported", flush=True)


def _paged(trial: Trial) -> None:
    """The page and the clients of other programs."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with (trial.home / "page.log").open("w") as log:
        start = time.perf_counter()
        page = subprocess.Popen(
            [trial.youju, "ui", "--mcp", "--port", str(port)],
            cwd=trial.home, env=trial.environment(), stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _await(address, page)
            print(f"  {'page ready':38} {time.perf_counter() - start:8.1f} s", flush=True)
            whole = urllib.request.urlopen(address).read().decode()
            assert "有据" in whole
            told = trial.run(str(trial.python), str(ROOT / "release" / "clients.py"), address)
            print("".join(f"  {line}\n" for line in told.stdout.splitlines()), end="", flush=True)
        finally:
            page.terminate()
            page.wait(30)


def _await(address: str, page: subprocess.Popen[bytes]) -> None:
    """Until the page says that it is well."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if page.poll() is not None:
            raise RuntimeError(f"youju ui ended with {page.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/healthz") as reply:  # noqa: S310
                if reply.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the page did not start")


def _program(wanted: str) -> str | None:
    """The program of a version, where it runs here; pyenv keeps several beside the one in use."""
    if "/" not in wanted:
        kept = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
        named = [shutil.which(f"python{wanted}")]
        named += map(str, sorted(kept.glob(f"{wanted}*/bin/python")))
    else:
        named = [wanted]
    for found in filter(None, named):
        if not subprocess.run([found, "-c", ""], capture_output=True).returncode:
            return found
    return None


def _version(program: str) -> str:
    code = "import platform; print(platform.python_version())"
    return subprocess.run(
        [program, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def _megabytes(folder: Path) -> float:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())

"""Install Youju into the environment that runs this, saying first what will be downloaded.

    .venv/bin/python release/set_up.py [-e .] [more of pip's arguments]
    python3 release/set_up.py --check             # whether this Python will do; 2 where not
    .venv/bin/python release/set_up.py --tell     # which torch pip would take, as JSON

sentence-transformers brings torch, which Youju's own models never import. On Linux the package
index carries torch with NVIDIA's libraries, several gigabytes; a build for processors alone is
ten times smaller. The small one is taken wherever pip finds it: among what pip is pointed at, or
else at ``CPU_INDEX``, from where nothing but torch is taken. The standard library alone is used
here: nothing else is installed yet.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
OLDEST = (3, 11)
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
"""Where PyTorch's makers keep the builds for processors alone."""
PATIENCE_S = 5
# Megabytes downloaded, and on the disk, as ``python -m release.install`` prints them.
SMALL_MB, SMALL_DISK_MB = 530, 1_600
LARGE_DISK_MB = 5_800


def main() -> int:
    """Say what will be downloaded, then have pip install it; pip's exit code."""
    if sys.version_info[:2] < OLDEST:
        have, need = ".".join(map(str, sys.version_info[:2])), ".".join(map(str, OLDEST))
        _say(
            f"这里的 Python 是 {have}，有据需要 {need} 以上：make ask PYTHON=python{need}",
            f"This Python is {have}; Youju needs {need} or newer: make ask PYTHON=python{need}",
        )
        return 2
    if sys.argv[1:] == ["--check"]:
        return 0
    if sys.argv[1:] == ["--tell"]:
        print(json.dumps(_torch([])))
        return 0
    wanted = sys.argv[1:] or ["-e", str(ROOT)]
    if not _is_there("torch"):
        found = _torch(wanted)
        _announce(found)
        if found["index"] and _pip("--no-deps", "--index-url", found["index"], "torch"):
            return 1
    return _pip("torch", *wanted)


def _announce(found: dict[str, Any]) -> None:
    """What is about to be downloaded, in both languages."""
    version = found["version"]
    if found["small"]:
        _say(
            f"将下载约 {SMALL_MB} MB（torch {version}，CPU 版），装好占约 {SMALL_DISK_MB} MB；"
            "只此一次，模型已在仓库里。",
            f"About {SMALL_MB} MB will be downloaded (torch {version}, the CPU build), "
            f"{SMALL_DISK_MB} MB once installed; this once, the models are in the repository.",
        )
    else:
        _say(
            f"将下载 torch {version} 和 NVIDIA 的库，装好占约 {LARGE_DISK_MB} MB：pip 找不到"
            '小得多的 CPU 版。知道哪个源有，可用 make ask PIP_ARGS="--extra-index-url 地址"。',
            f"torch {version} will be downloaded with NVIDIA's libraries, {LARGE_DISK_MB} MB once "
            "installed: pip finds no CPU build, which is far smaller. Where an index has one: "
            'make ask PIP_ARGS="--extra-index-url URL".',
        )


def _torch(wanted: list[str]) -> dict[str, Any]:
    """The torch that pip would take: version, whether it is the small build, from which index."""
    here = _dry_run(_pointers(wanted))
    if here and not is_small(here) and _answers(CPU_INDEX):
        there = _dry_run(["--index-url", CPU_INDEX])
        if there and is_small(there):
            return {**there, "small": True, "index": CPU_INDEX}
    if not here:
        return {"version": "?", "small": False, "index": "", "url": ""}
    return {**here, "small": is_small(here), "index": ""}


def is_small(found: dict[str, Any]) -> bool:
    """Whether this torch is without NVIDIA's libraries, by what it requires.

    >>> is_small({"version": "2.13.0", "requires": ["nvidia-cudnn-cu13; platform_system=='Linux'"]})
    False
    >>> is_small({"version": "2.13.0+cpu", "requires": ["filelock", "sympy"]})
    True
    """
    heavy = ("nvidia-", "cuda-", "triton")
    if not sys.platform.startswith("linux"):
        return True  # elsewhere those are asked for by no wheel
    return not any(one.startswith(heavy) for one in found["requires"])


def _dry_run(arguments: list[str]) -> dict[str, Any]:
    """What pip would take for torch; empty where it finds none."""
    report = ["install", "--dry-run", "--ignore-installed", "--no-deps", "--report", "-"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *report, "-q", "-c", str(CONSTRAINTS), *arguments, "torch"],
        capture_output=True,
        text=True,
    )
    try:
        found = json.loads(done.stdout)["install"][0]
        metadata = found["metadata"]
        return {
            "version": metadata["version"],
            "requires": metadata.get("requires_dist", []),
            "url": found["download_info"]["url"],
        }
    except (json.JSONDecodeError, KeyError, IndexError):
        return {}


def _pointers(wanted: list[str]) -> list[str]:
    """Those of pip's arguments that say where to look, for asking it about torch alone.

    >>> _pointers(["--extra-index-url", "https://example.org", "-e", ".[dev]"])
    ['--extra-index-url', 'https://example.org']
    """
    named = ("--index-url", "-i", "--extra-index-url", "--find-links", "-f")
    kept = []
    for place, one in enumerate(wanted):
        if one in named and place + 1 < len(wanted):
            kept += [one, wanted[place + 1]]
        elif one.startswith(tuple(f"{name}=" for name in named if name.startswith("--"))):
            kept.append(one)
    if "--no-index" in wanted:
        kept.append("--no-index")
    return kept


def _answers(index: str) -> bool:
    """Whether an index can be reached within a few seconds, and pip may be pointed at it."""
    if os.environ.get("PIP_NO_INDEX"):
        return False
    try:
        with urllib.request.urlopen(f"{index}/torch/", timeout=PATIENCE_S) as reply:  # noqa: S310
            return bool(reply.status == 200)
    except OSError:
        return False


def _is_there(name: str) -> bool:
    """Whether a distribution is installed in this environment already."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _pip(*arguments: str) -> int:
    """Have pip install; its exit code. Modules become bytecode when used, not all at once."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile"]
    return subprocess.run([*command, "-c", str(CONSTRAINTS), *arguments]).returncode


def _say(zh: str, en: str) -> None:
    """Both languages: no reader's language is set yet."""
    print(f"{zh}\n{en}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

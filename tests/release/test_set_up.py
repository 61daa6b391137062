"""What is said before a download, which torch is taken, and which versions."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from release import constraints, set_up
from release.constraints import pins

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SMALL = {"version": "2.13.0+cpu", "requires": ["filelock", "sympy"], "url": "file:///x.whl"}
LARGE = {"version": "2.13.0", "requires": ["filelock", "nvidia-cudnn-cu13==9"], "url": "x"}


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What pip is asked to install, on Linux without a torch, and no pip is run."""
    asked: list[tuple[str, ...]] = []

    def pip(*arguments: str) -> int:
        asked.append(arguments)
        return 0

    monkeypatch.setattr(set_up, "_pip", pip)
    monkeypatch.setattr(set_up, "_is_there", lambda _: False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "argv", ["set_up.py", "-e", "."])
    return asked


def offered(monkeypatch: pytest.MonkeyPatch, here: dict[str, Any], there: dict[str, Any]) -> None:
    """What pip finds where it looks by itself, and at the index of CPU builds."""
    monkeypatch.setattr(set_up, "_answers", lambda _: bool(there))
    monkeypatch.setattr(set_up, "_dry_run", lambda where: there if where else here)


def test_a_small_build_at_hand_is_taken_from_there(
    ran: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offered(monkeypatch, SMALL, SMALL)
    assert set_up.main() == 0
    assert ran == [("torch", "-e", ".")]
    said = capsys.readouterr().out
    assert f"{set_up.SMALL_MB} MB" in said
    assert "CPU 版" in said


def test_the_index_of_small_builds_gives_torch_alone(
    ran: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered(monkeypatch, LARGE, SMALL)
    assert set_up.main() == 0
    assert ran == [
        ("--no-deps", "--index-url", set_up.CPU_INDEX, "torch"),
        ("torch", "-e", "."),
    ]


def test_a_large_build_is_told_of_before_it_is_fetched(
    ran: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offered(monkeypatch, LARGE, {})
    assert set_up.main() == 0
    assert ran == [("torch", "-e", ".")]
    said = capsys.readouterr().out
    assert f"{set_up.LARGE_DISK_MB} MB" in said
    assert "PIP_ARGS" in said


def test_nothing_is_said_where_torch_is_installed(
    ran: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(set_up, "_is_there", lambda _: True)
    assert set_up.main() == 0
    assert ran == [("torch", "-e", ".")]
    assert capsys.readouterr().out == ""


def test_it_runs_without_what_it_installs() -> None:
    """By the standard library alone, and for itself: nothing is installed yet."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "release" / "set_up.py"), "--check"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_every_requirement_is_pinned_within_its_range() -> None:
    held = pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    extras = PROJECT["optional-dependencies"].values()
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]
    assert len(lines) > 40
    for line in lines:
        wanted = Requirement(line)
        name = re.sub(r"[-_.]+", "-", wanted.name.lower())
        assert held[name] in wanted.specifier, line


def test_what_is_held_back_is_held() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert constraints.HELD.items() <= pins(text).items()
    assert not re.search(r"^(nvidia|cuda|triton)", text, re.M), "NVIDIA's libraries"


def test_the_parts_are_listed_with_version_licence_and_digest() -> None:
    pytest.importorskip("cyclonedx", reason="cyclonedx-bom is not installed")
    from release.parts import MODELS, bill, packages

    told = json.loads(bill(packages("gradio")))
    parts = {part["name"].lower(): part for part in told["components"]}
    assert parts["numpy"]["purl"].startswith("pkg:pypi/numpy@")
    assert parts["numpy"]["licenses"]
    assert all(parts[model]["hashes"][0]["alg"] == "SHA-256" for model in map(str.lower, MODELS))
    assert "pytest" not in parts

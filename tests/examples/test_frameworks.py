"""The examples in ``examples/``, run as their reader would, where their framework is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from rag import Assistant
from tests.witness import missing, outward, watched

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FRAMEWORKS = {
    "with_langchain.py": "langchain_core",
    "with_llamaindex.py": "llama_index.core",
    "with_haystack.py": "haystack",
}
QUOTE = "今年1月，工信部办公厅以复函答复京津冀三地的工信主管部门，表示支持创建，示范区由此获批。"


def is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package above it
        return False


def test_every_example_is_tried() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(FRAMEWORKS)


@pytest.mark.slow
@pytest.mark.parametrize(("example", "framework"), FRAMEWORKS.items())
def test_an_example_answers_with_verbatim_quotes(
    example: str, framework: str, samples: Assistant, tmp_path: Path
) -> None:
    if not is_installed(framework):
        pytest.skip(f"{framework} is not installed (pip install 'youju[frameworks]')")
    output = run(example, samples, tmp_path)
    assert "2022年1月" in output
    assert f"“{QUOTE}”" in output


@pytest.mark.slow
@pytest.mark.parametrize(("example", "framework"), FRAMEWORKS.items())
def test_an_example_keeps_to_this_machine(
    example: str, framework: str, samples: Assistant, tmp_path: Path
) -> None:
    if not is_installed(framework):
        pytest.skip(f"{framework} is not installed (pip install 'youju[frameworks]')")
    if reason := missing():
        pytest.skip(reason)
    with (tmp_path / "output").open("w") as output:
        seen = watched(
            [sys.executable, str(EXAMPLES / example)],
            tmp_path / "calls",
            cwd=tmp_path,
            env=environment(samples, tmp_path),
            stdout=output,
        )
        assert outward(seen.calls()) == []
    assert "2022年1月" in (tmp_path / "output").read_text(encoding="utf-8")


def run(example: str, samples: Assistant, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / example)],
        cwd=folder,
        env=environment(samples, folder),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(samples: Assistant, folder: Path) -> dict[str, str]:
    """A home of its own over a copy of the samples' index."""
    shutil.copytree(samples.settings.data_dir, folder / "index")
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(EXAMPLES.parent),
        "PYTHONUTF8": "1",
        "HOME": str(folder),
        "YOUJU_DATA_DIR": str(folder / "index"),
    }

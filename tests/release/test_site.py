"""The documentation: it builds without a warning, its links lead somewhere, its tour is true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from release.links import faults, read

ROOT = Path(__file__).resolve().parents[2]
TOURS = ("tour.md", "tour.zh.md")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_it_builds_without_a_warning_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    if find_spec("mkdocs") is None:
        pytest.skip("mkdocs is not installed (pip install 'youju[docs]')")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    pages = read(tmp_path)
    assert {tmp_path / "tour.html", tmp_path / "zh" / "tour.html"} <= set(pages)
    assert sorted(faults(tmp_path, pages)) == []
    reference = (tmp_path / "reference" / "python.html").read_text(encoding="utf-8")
    assert 'id="rag.Assistant.ask"' in reference
    assert "--json" in (tmp_path / "zh" / "reference" / "commands.html").read_text(encoding="utf-8")
    for page in ("howto/frameworks.html", "zh/howto/frameworks.html"):
        shown = re.sub("<[^>]+>", "", (tmp_path / page).read_text(encoding="utf-8"))
        assert shown.count("def main()") == 3, f"{page} lacks the examples"


def test_a_broken_link_and_a_load_from_afar_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<h1 id="here"></h1><a href="b.html"></a><a href="#here"></a><a href="#there"></a>'
        '<a href="https://example.org/"></a><script src="https://example.org/x.js"></script>'
    )
    (tmp_path / "a.css").write_text("@font-face { src: url(//example.org/a.woff) }")
    assert sorted(faults(tmp_path, read(tmp_path))) == [
        "a.css loads from another host",
        "a.html loads https://example.org/x.js",
        "a.html: #there: no such place on that page",
        "a.html: b.html leads nowhere",
    ]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", TOURS)
def test_the_tour_does_what_it_says(name: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    shell = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S))
    (python,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    assert shell.count("\nyouju ") > 5
    said = run(["bash", "-euc", f"set -o pipefail\n{shell}"], tmp_path)
    assert "2025年3月1日（原文“今年3月1日”）" in said
    assert "渡口.md [0:28]" in said
    assert "没有提到2024年" in said
    assert '"answered": true' in said
    assert run([sys.executable, "-c", python], tmp_path).strip() == "True"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_examples_of_the_readme_run(name: str, tmp_path: Path) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    (python,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    said = run([sys.executable, "-c", python], tmp_path)
    assert "2022年1月（原文“今年1月”）" in said


def run(command: list[str], folder: Path) -> str:
    """What a command prints in an empty folder with ``youju`` on the path."""
    if not (youju := folder / "bin" / "youju").exists():
        youju.parent.mkdir(exist_ok=True)
        code = "import sys; from rag.cli import main; sys.exit(main())"
        youju.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
        youju.chmod(0o755)
    environment = {
        "PATH": f"{youju.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "HOME": str(folder),
        "YOUJU_DATA_DIR": str(folder / "index"),
        "YOUJU_LANGUAGE": "zh",
    }
    assert shutil.which("bash")
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout

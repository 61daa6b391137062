"""``youju serve-model``: what is no model, what is missing, and a real one where there is one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from rag.chat.embedded import HOST, serve
from rag.cli import main
from rag.errors import ModelError, UsageError

REAL = os.environ.get("YOUJU_DEV_GGUF", "")


def like_a_model(path: Path) -> Path:
    path.write_bytes(b"GGUF" + b"\0" * 2_000_000)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "没有这个文件"), (b"PK\3\4 zip", "不是 GGUF"), (b"GGUF\3\0\0\0", "没有下载完整")],
    ids=["missing", "another_format", "cut_off"],
)
def test_what_is_no_model(
    content: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "model.gguf"
    if content is not None:
        file.write_bytes(content)
    assert main(["serve-model", str(file)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert str(file) in error


def test_without_the_extra_its_install_line_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ModelError) as caught:
        serve(like_a_model(tmp_path / "m.gguf"), 0, "local", 1_000)
    assert 'pip install "youju[local]"' in caught.value.zh
    assert 'pip install "youju[local]"' in caught.value.en


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        with pytest.raises(UsageError, match=r"端口|Port"):
            serve(like_a_model(tmp_path / "m.gguf"), taken.getsockname()[1], "local", 1_000)


def test_a_model_that_llama_cannot_load(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="youju[local] is not installed")
    with pytest.raises(ModelError, match=r"没有下载完整|incomplete"):
        serve(like_a_model(tmp_path / "m.gguf"), 0, "local", 1_000)


@pytest.mark.skipif(not REAL, reason="YOUJU_DEV_GGUF names no model file")
@pytest.mark.timeout(600)
def test_a_real_model_is_served_to_this_machine_alone() -> None:
    pytest.importorskip("xllamacpp", reason="youju[local] is not installed")
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "rag.cli", "serve-model", REAL, "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            url = f"http://{HOST}:{port}"
            until = time.monotonic() + 300
            while time.monotonic() < until and not _answers(url):
                time.sleep(0.5)
            reply = httpx.get(f"{url}/v1/models", headers={"Origin": "http://evil.example"})
            assert reply.json()["data"][0]["id"] == "local"
            assert reply.headers.get("access-control-allow-origin") != "http://evil.example"
            assert httpx.get(url).status_code == 404, "no page of its own"
        finally:
            running.send_signal(signal.SIGINT)
            assert running.wait(30) == 0


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False

"""The page starts behind a SOCKS proxy too, and the environment stays as it was."""

from __future__ import annotations

import os
import subprocess
import sys

from ui.server.unproxied import without_proxies

_START = """
import sys
sys.modules["socksio"] = None
from rag import Assistant
from ui.server.server import create_server
create_server(Assistant())
print("started")
"""


def test_a_socks_proxy_does_not_stop_the_page(tmp_path: object) -> None:
    environment = {
        **os.environ,
        "ALL_PROXY": "socks5://127.0.0.1:9",
        "YOUJU_DATA_DIR": f"{tmp_path}",
    }
    done = subprocess.run(
        [sys.executable, "-c", _START], env=environment, capture_output=True, text=True, check=False
    )
    assert "started" in done.stdout, done.stderr[-800:]


def test_the_environment_comes_back() -> None:
    os.environ["ALL_PROXY"] = "socks5://127.0.0.1:9"
    try:
        with without_proxies():
            assert "ALL_PROXY" not in os.environ
        assert os.environ["ALL_PROXY"] == "socks5://127.0.0.1:9"
    finally:
        del os.environ["ALL_PROXY"]

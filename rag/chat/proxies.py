"""Whether a call goes past the system's proxy: what runs on this machine is nobody else's.

``HTTP_PROXY`` and ``ALL_PROXY`` are meant for the world outside. Taken for loopback, they would
carry prompts away, and a ``socks5://`` one would stop clients that have no library for it.
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from rag.errors import ChatRefused
from rag.settings import Settings


def near(settings: Settings) -> bool:
    """Whether the endpoint is on this machine."""
    url = settings.chat_base_url
    if not url and settings.chat_model.startswith("ollama:"):
        url = os.environ.get("OLLAMA_HOST", "") or "127.0.0.1"
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return False
    if host in {"localhost", "0.0.0.0"} or host.endswith(".localhost"):  # noqa: S104 - only compared
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def without_socks(fault: ImportError) -> ChatRefused | None:
    """The error where the system's proxy needs a library that is not there; else ``None``."""
    if "socks" not in str(fault).lower():
        return None
    return ChatRefused(
        zh="系统代理是 SOCKS（ALL_PROXY），还缺一个软件包：pip install socksio。"
        "若对话接口不必经过代理，请取消 ALL_PROXY，或把它的主机名写进 NO_PROXY。",
        en="The system's proxy speaks SOCKS (ALL_PROXY), for which a package is missing: "
        "pip install socksio. If the chat endpoint needs no proxy, unset ALL_PROXY or name its "
        "host in NO_PROXY.",
    )

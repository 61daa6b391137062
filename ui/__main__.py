"""``youju ui``: open the page."""

from __future__ import annotations

import argparse
import getpass
import sys
import threading
from collections.abc import Sequence
from logging import getLogger

from rag import Assistant, Settings, YoujuError
from rag.screen import tamed
from rag.wording import say

_BACKLOG = 2_048
"""Connections that may wait to be accepted; uvicorn's own figure."""


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the page until Ctrl-C; the exit code of the command."""
    options = _parser().parse_args(argv)
    try:
        if options.hash_password:
            return _hash_password()
        changes = {
            name: value
            for name, value in (("ui_host", options.host), ("ui_port", options.port))
            if value is not None
        }
        settings = Settings(**changes)
        return _serve(Assistant(settings), mcp=options.mcp)
    except YoujuError as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="youju ui",
        description=say(
            "在浏览器里提问、看证据。同时提供 /api/ask 与 OpenAI 协议的 /v1。",
            "Ask and check the evidence in a browser. Also serves /api/ask and, for clients of "
            "OpenAI's protocol, /v1.",
        ),
        epilog=say("例：", "example: ") + "youju ui --host 0.0.0.0 --port 8000",
    )
    parser.add_argument("--host", help=say("监听地址（默认只限本机）", "address (this machine)"))
    parser.add_argument("--port", type=int, help=say("端口，0 为任选", "port, 0 picks one"))
    parser.add_argument(
        "--mcp", action="store_true", help=say("另开 /mcp（MCP 服务）", "also serve MCP at /mcp")
    )
    parser.add_argument(
        "--hash-password",
        action="store_true",
        help=say("为 YOUJU_UI_USERS 生成密码哈希", "make a hash for YOUJU_UI_USERS"),
    )
    return parser


def _hash_password() -> int:
    from ui.doors.passwords import hash_password

    asked = say("密码：", "Password: ")
    password = getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not password:
        print(say("密码不能为空。", "The password is empty."), file=sys.stderr)
        return 2
    print(hash_password(password))
    return 0


def _serve(assistant: Assistant, *, mcp: bool) -> int:
    import socket

    from ui.doors.connections import server_for
    from ui.server.server import create_server

    settings = assistant.settings
    if settings.log == "json":
        from ui.server.logs import log_as_json

        log_as_json()
    app = create_server(assistant, mcp=mcp)
    family = socket.AF_INET6 if ":" in settings.ui_host else socket.AF_INET
    # asyncio sends small pieces at once only where the socket says that it is TCP
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.ui_host, settings.ui_port))
        except OSError as fault:
            where = f"{settings.ui_host}:{settings.ui_port}"
            print(
                say(
                    f"无法监听 {where}：{fault.strerror}。换一个端口：youju ui --port 0",
                    f"Cannot listen on {where}: {fault.strerror}. Try youju ui --port 0",
                ),
                file=sys.stderr,
            )
            return 1
        assistant.ensure_index()
        _go_on(assistant)
        host = f"[{settings.ui_host}]" if ":" in settings.ui_host else settings.ui_host
        listener.listen(_BACKLOG)  # who comes at once waits instead of being refused
        _say_where(settings, f"http://{host}:{listener.getsockname()[1]}/")
        _warn_if_open(settings)
        json_log = settings.log == "json"
        server_for(app, settings.ui_proxies, log_as_it_is=json_log).run(sockets=[listener])
    return 0


def _go_on(assistant: Assistant) -> None:
    """Bring back what a server that was killed was bringing back; nobody waits for it."""
    from ui.state.trash import finish, unfinished

    data_dir = assistant.settings.data_dir
    if unfinished(data_dir):
        work = (data_dir, assistant.take_back)
        threading.Thread(target=finish, args=work, name="youju-back", daemon=True).start()


def _say_where(settings: Settings, address: str) -> None:
    if settings.log == "json":
        getLogger("youju.ui").info("open", extra={"address": address})
    else:
        print(say("打开 ", "Open ") + address, flush=True)


def _warn_if_open(settings: Settings) -> None:
    from ui.doors.guard import is_loopback

    reached = not is_loopback(settings.ui_host) or settings.ui_proxies
    if reached and not settings.ui_users.get_secret_value():
        warning = say(
            "注意：网络上的任何人都能打开此页并增删文章。用 YOUJU_UI_USERS 设置登录。",
            "Mind: anyone on the network can open this page and add or remove articles. "
            "Set YOUJU_UI_USERS to ask for a login.",
        )
        if settings.log == "json":
            getLogger("youju.ui").warning(warning)
        else:
            print(warning, file=sys.stderr)


if __name__ == "__main__":
    with tamed():
        sys.exit(main())

"""``youju index``: an index moved between a folder and a server, or divided by month there."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rag.arguments import path_given
from rag.errors import UsageError
from rag.screen import raw
from rag.settings import Settings
from rag.wording import say

if TYPE_CHECKING:
    from rag.indexing.copying import Source

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "index",
        help=say(
            "在文件夹与服务器之间搬移索引，或按月分区",
            "move an index between a folder and a server, or divide it by month",
        ),
        description=say(
            "copy：把一个索引连同向量复制到另一处：文件夹，或 postgresql:// 服务器。不重读文章，不"
            "重算向量；源索引不变，目标须是空的。divide：把 YOUJU_INDEX 所指服务器上的索引按月"
            "分表（month），或合回一张（none）；其间照常可问，写入要等。",
            "copy: copy an index with its vectors to another place: a folder, or a postgresql:// "
            "server. No article is read and no vector made again; the source stays, the target "
            "must be empty. divide: give each month of the index at YOUJU_INDEX a table of its own "
            "(month), or join them again (none); questions go on meanwhile, writing waits.",
        ),
        epilog=say("例：", "Example: ")
        + "youju index copy ~/.local/share/youju postgresql://youju@db.example.org/youju\n"
        + say(
            "密码请用 PGPASSWORD 或 ~/.pgpass 给出：命令行上的内容别的用户看得见。",
            "Give the password by PGPASSWORD or ~/.pgpass: other users can see a command line.",
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar=say("动作", "ACTION"))
    copying = actions.add_parser("copy", help=say("复制", "copy"))
    copying.add_argument("source", metavar=say("源", "SOURCE"))
    copying.add_argument("target", metavar=say("目标", "TARGET"))
    copying.set_defaults(run=run)
    dividing = actions.add_parser("divide", help=say("按月分区", "divide by month"))
    dividing.add_argument("division", choices=("month", "none"))
    dividing.set_defaults(run=divide)


def divide(arguments: argparse.Namespace, settings: Settings) -> int:
    """Divide the index that is set and say into how many tables."""
    from rag.indexing.opening import server_at

    address = settings.index.get_secret_value()
    if not address:
        raise UsageError(
            zh="只有服务器上的索引可以按月分区。请先设置 YOUJU_INDEX（见 docs/scale.md）。",
            en="Only an index on a server can be divided by month. Set YOUJU_INDEX first (see "
            "docs/scale.md).",
        )
    parts = server_at(address, settings).divide(arguments.division)
    print(say(f"段落现在存在 {parts} 张表里。", f"The chunks are kept in {parts} tables now."))
    return 0


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Copy and say how much."""
    from rag.indexing import machine
    from rag.indexing.copying import copy

    source, target = _store(arguments.source, settings), _store(arguments.target, settings)
    terminal = raw(sys.stderr)

    def show(articles: int) -> None:
        if terminal.isatty():
            terminal.write(f"\r\033[K{articles:,}")
            terminal.flush()

    documents, chunks = copy(source, target, on_copied=show)
    if terminal.isatty():
        terminal.write("\r\033[K")
    # What this machine was told to read it goes on reading, wherever the index is kept now.
    known = {
        path: root
        for folder in (_folder(arguments.source), settings.data_dir)
        for path, root in machine.roots(folder or settings.data_dir).items()
    }
    kept = {str(path) for path in target.roots()}
    held = _folder(arguments.target) or settings.data_dir
    wanted = {path: root for path, root in known.items() if path in kept}
    machine.update(held, machine.roots(held) | wanted)
    print(
        say(
            f"已复制 {documents:,} 篇文章、{chunks:,} 段。",
            f"Copied {documents:,} articles, {chunks:,} chunks.",
        )
    )
    return 0


def _folder(place: str) -> Path | None:
    """The folder that ``place`` names; ``None`` for a server."""
    return None if place.startswith(("postgresql://", "postgres://")) else path_given(place)


def _store(place: str, settings: Settings) -> Source:
    from rag.indexing.embedded import Embedded
    from rag.indexing.opening import server_at

    folder = _folder(place)
    return server_at(place, settings) if folder is None else Embedded(folder)

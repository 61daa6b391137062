"""``youju index copy``: an index moved between a folder and a server, with its vectors."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rag.arguments import path_given
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
        help=say("在文件夹与服务器之间搬移索引", "move an index between a folder and a server"),
        description=say(
            "把一个索引连同向量复制到另一处：文件夹，或 postgresql:// 服务器。不重读文章，不重算"
            "向量；源索引不变，目标须是空的。",
            "Copy an index with its vectors to another place: a folder, or a postgresql:// server. "
            "No article is read and no vector made again; the source stays, the target must be "
            "empty.",
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
    parser.set_defaults(run=run)


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

"""``youju backup``: the whole index in one portable file."""

from __future__ import annotations

import argparse

from rag.arguments import path_given
from rag.settings import Settings
from rag.wording import say

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "backup",
        help=say("把索引存成一个文件", "save the index in one file"),
        description=say(
            "把已索引的全部文章、段落和向量存成一个可搬走的文件；索引可同时使用。",
            "Save all indexed articles, chunks and vectors in one portable file; the index stays "
            "in use meanwhile.",
        ),
        epilog=say("例：", "Example: ") + "youju backup ~/youju.backup",
    )
    parser.add_argument("file", metavar=say("文件", "FILE"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Back up and say what is in the file."""
    from rag.indexing.opening import store_of

    saved = store_of(settings).backup(path_given(arguments.file))
    print(
        say(
            f"已备份 {saved.documents:,} 篇文章、{saved.chunks:,} 段到 {saved.path}"
            f"（{saved.bytes / 1e6:.1f} MB）。",
            f"Saved {saved.documents:,} articles, {saved.chunks:,} chunks in {saved.path} "
            f"({saved.bytes / 1e6:.1f} MB).",
        )
    )
    return 0

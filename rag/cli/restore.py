"""``youju restore``: put a backup in the place of the index."""

from __future__ import annotations

import argparse

from rag.arguments import path_given
from rag.settings import Settings
from rag.wording import say

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "restore",
        help=say("从备份恢复索引", "restore the index from a backup"),
        description=say(
            "检查备份文件，确认完好后用它替换现有索引（损坏的索引也可以）；检查不过则现有索引不变。",
            "Check a backup and, when it is intact, put it in the place of the index, be that "
            "damaged or not; otherwise the index stays as it is.",
        ),
        epilog=say("例：", "Example: ") + "youju restore ~/youju.backup",
    )
    parser.add_argument("file", metavar=say("文件", "FILE"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Restore and say what came back."""
    from rag.indexing.opening import store_of

    saved = store_of(settings).restore(path_given(arguments.file))
    print(
        say(
            f"已恢复 {saved.documents:,} 篇文章、{saved.chunks:,} 段。",
            f"Restored {saved.documents:,} articles, {saved.chunks:,} chunks.",
        )
    )
    if saved.unknown_roots:
        listed = " ".join(saved.unknown_roots)
        print(
            say(
                f"备份记得这些文件夹，但没有在本机索引过：{listed}。要与它们保持同步并提供原始文件，"
                "请运行 youju ingest 写出它们。",
                f"The backup remembers folders that were never indexed on this machine: {listed}. "
                "To keep in step with them and have their original files shown, name them: youju "
                "ingest FOLDER.",
            )
        )
    return 0

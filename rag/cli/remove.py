"""``youju remove``: take articles out of the index; the files stay."""

from __future__ import annotations

import argparse

from rag.arguments import name_given
from rag.settings import Settings
from rag.wording import say

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "remove",
        help=say("从索引中删除文章", "take articles out of the index"),
        description=say(
            "按路径、文件夹、编号或标题删除文章；文件本身不动。以后的 ingest 会略过它们，"
            "除非再次写明路径。",
            "Take articles out by path, folder, id or title; the files stay. Later ingests pass "
            "them over unless their path is named again.",
        ),
        epilog=say("例：", "Example: ") + "youju remove ~/articles/old.html",
    )
    parser.add_argument("names", nargs="+", metavar=say("文章", "ARTICLE"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Remove and say how many are gone."""
    from rag.indexing.ingest import remove

    gone = remove([name_given(name) for name in arguments.names], settings)
    print(say(f"已删除 {gone} 篇文章。", f"Removed {gone} articles."))
    return 0

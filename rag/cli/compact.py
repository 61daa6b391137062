"""``youju compact``: give back the room of what was removed."""

from __future__ import annotations

import argparse

from rag.settings import Settings
from rag.wording import say

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "compact",
        help=say("压缩索引占用的空间", "make the index small again"),
        description=say(
            "收回已删除文章占用的空间，并重建搜索缓存。",
            "Give back the room of removed articles and rebuild the search caches.",
        ),
        epilog=say("例：", "Example: ") + "youju compact",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Compact and say how much room it gave back."""
    from rag.indexing.opening import store_of

    del arguments
    before, after = store_of(settings).compact()
    print(f"{before / 1e6:.1f} MB → {after / 1e6:.1f} MB")
    return 0

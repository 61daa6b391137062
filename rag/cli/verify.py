"""``youju verify``: check everything that is stored."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from rag.settings import Settings
from rag.wording import say

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "verify",
        help=say("检查索引是否完好", "check that the index is intact"),
        description=say(
            "检查每个段落的位置、每个向量的长度与数目、每个缓存文件的校验和。",
            "Check every chunk's offsets, every vector's length and count, every cache checksum.",
        ),
        epilog=say("例：", "Example: ") + "youju verify --repair",
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help=say("重建有误的缓存", "rebuild the caches that are wrong"),
    )
    parser.add_argument(
        "--json", action="store_true", help=say("输出 JSON，供程序使用", "print JSON, for machines")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check and print; 1 when something is wrong (and was not repaired)."""
    from rag.indexing.maintain import verify_index
    from rag.indexing.publish import repair

    checkup = verify_index(settings.data_dir)
    if checkup.damaged_caches and arguments.repair:
        repaired = repair(settings.data_dir)
        if not arguments.json:
            listed = ", ".join(repaired)
            print(say(f"已重建缓存：{listed}", f"Rebuilt the caches: {listed}"))
        checkup = verify_index(settings.data_dir)
    if arguments.json:
        print(json.dumps(asdict(checkup), ensure_ascii=False, indent=2))
        return 1 if checkup.problems else 0
    for problem in checkup.problems:
        print(f"✗ {problem}")
    counted = say(
        f"第 {checkup.generation} 代：{checkup.documents:,} 篇文章、{checkup.chunks:,} 段、"
        f"{checkup.vectors:,} 个向量、{checkup.files} 个缓存文件",
        f"generation {checkup.generation}: {checkup.documents:,} articles, {checkup.chunks:,} "
        f"chunks, {checkup.vectors:,} vectors, {checkup.files} cache files",
    )
    if checkup.problems:
        advice = say(
            "运行 youju verify --repair 可重建缓存", "youju verify --repair rebuilds caches"
        )
        print(f"{counted}{say('。', '. ')}{advice if checkup.damaged_caches else ''}")
        return 1
    print(counted + say("，全部完好。", ": all intact."))
    return 0

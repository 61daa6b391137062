"""``youju verify``: check everything that is stored."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from rag.screen import json_text
from rag.settings import Settings
from rag.wording import say

if TYPE_CHECKING:
    from rag.indexing.nouns import Checkup

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "verify",
        help=say("检查索引是否完好", "check that the index is intact"),
        description=say(
            "检查每一行的校验和、每个段落的位置、每个向量、每个缓存文件；有误时说明是哪一篇、该怎么办。",
            "Check every row's checksum, every chunk's offsets, every vector and every cache file; "
            "what is wrong is named, with what to do.",
        ),
        epilog=say("例：", "Example: ") + "youju verify --repair",
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help=say(
            "移出损坏的文章（再运行 youju ingest 即重新读入），并重建有误的缓存",
            "take out damaged articles (youju ingest then reads them again) and rebuild the caches "
            "that are wrong",
        ),
    )
    parser.add_argument(
        "--json", action="store_true", help=say("输出 JSON，供程序使用", "print JSON, for machines")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check and print; 1 when something is wrong (and was not repaired)."""
    from rag.indexing.opening import store_of

    checkup = store_of(settings).verify()
    if checkup.problems and arguments.repair:
        done = _repair(settings, checkup)
        if not arguments.json:
            print("".join(f"{line}\n" for line in done), end="")
        checkup = store_of(settings).verify()
    if arguments.json:
        print(json_text(asdict(checkup), indent=2))
        return 1 if checkup.problems else 0
    for problem in checkup.problems:
        print("✗ " + "".join(c if c.isprintable() else " " for c in problem))
    counted = say(
        f"第 {checkup.generation} 代：{checkup.documents:,} 篇文章、{checkup.chunks:,} 段、"
        f"{checkup.vectors:,} 个向量、{checkup.files} 个缓存文件",
        f"generation {checkup.generation}: {checkup.documents:,} articles, {checkup.chunks:,} "
        f"chunks, {checkup.vectors:,} vectors, {checkup.files} cache files",
    )
    if checkup.problems:
        print(f"{counted}{say('。', '. ')}{_advice(checkup)}")
        return 1
    print(counted + say("，全部完好。", ": all intact."))
    return 0


def _repair(settings: Settings, checkup: Checkup) -> list[str]:
    """Do what can be done without a backup; what was done, in words."""
    from rag.indexing.opening import store_of

    done: list[str] = []
    if checkup.damaged_rows or checkup.beyond_mending:
        gone = store_of(settings).mend()
        if gone:
            done.append(
                say(
                    f"已移出 {gone} 篇损坏的文章；运行 youju ingest 会从原文件重新读入。",
                    f"Took out {gone} damaged articles; youju ingest reads them again from their "
                    "files.",
                )
            )
    listed = ", ".join(store_of(settings).repair())
    if listed:
        done.append(say(f"已重建缓存：{listed}", f"Rebuilt the caches: {listed}"))
    return done


def _advice(checkup: Checkup) -> str:
    if checkup.beyond_mending:
        return say(
            "请用 youju restore 恢复备份；没有备份时，运行 youju verify --repair 试着修复，"
            "仍有误则移走 youju.db 后重新运行 youju ingest 文章文件夹。",
            "Restore a backup with youju restore; without one, try youju verify --repair, and if "
            "that does not help move youju.db away and run youju ingest FOLDER again.",
        )
    if checkup.damaged_rows:
        return say(
            "请用 youju restore 恢复备份；没有备份时，运行 youju verify --repair 移出损坏的部分，"
            "再运行 youju ingest 重新读入。",
            "Restore a backup with youju restore; without one, take out what is damaged with youju "
            "verify --repair and read it again with youju ingest.",
        )
    return say("运行 youju verify --repair 可重建缓存。", "youju verify --repair rebuilds caches.")

"""``youju status``: what is indexed, with which models, where."""

from __future__ import annotations

import argparse
from typing import Any

from rag.indexing.choosing import reason
from rag.indexing.opening import store_of
from rag.screen import json_text
from rag.settings import Settings
from rag.wording import say

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "status",
        help=say("看已索引了什么", "show what is indexed"),
        description=say(
            "显示索引里有多少文章、用的什么模型、放在哪里。",
            "Show how many articles are indexed, with which models, and where.",
        ),
        epilog=say("例：", "Example: ") + "youju status --json",
    )
    parser.add_argument(
        "--json", action="store_true", help=say("输出 JSON，供程序使用", "print JSON, for machines")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the status; an index that does not exist is an error that says what to do."""
    status = store_of(settings).describe()
    status["embedder_reason"] = reason(settings.embedding_model, status["embedder"])
    if arguments.json:
        print(json_text(status, indent=2))
        return 0
    for name, value in _rows(status):
        print(f"{name}{say('：', ': ')}{value}")
    return 0


def _rows(status: dict[str, Any]) -> list[tuple[str, str]]:
    period = say("无日期", "no dates")
    if status["published_from"]:
        period = f"{status['published_from']} — {status['published_to']}"
    without = (
        say(
            f"（{status['without_date']} 篇没有日期）",
            f" ({status['without_date']} without a date)",
        )
        if status["without_date"]
        else ""
    )
    languages = say("，", ", ").join(f"{name} {n}" for name, n in status["languages"].items())
    megabytes = (status["bytes_database"] + status["bytes_lexical"] + status["bytes_vectors"]) / 1e6
    samples = say("（自带样例）", " (the shipped samples)") if status["samples"] else ""
    rows = [
        (
            say("文章", "Articles"),
            say(
                f"{status['documents']:,} 篇，{status['chunks']:,} 段，"
                f"来自 {status['files']:,} 个文件",
                f"{status['documents']:,} in {status['chunks']:,} chunks, from "
                f"{status['files']:,} files",
            )
            + samples,
        ),
        (say("语言", "Languages"), languages),
        (say("时间", "Period"), period + without),
        (say("转载", "Reprints"), str(status["reprints"])),
        (say("跳过的文件", "Skipped files"), str(status["skipped"])),
        (say("文件夹", "Folders"), say("、", ", ").join(status["roots"])),
        (
            say("嵌入模型", "Embedding model"),
            f"{status['embedder']} ({status['dimension']}d, {status['embedder_fingerprint']}; "
            f"{status['embedder_reason']})",
        ),
        (say("分段方式", "Chunker"), str(status["chunker"])),
        (say("向量索引", "Vector index"), str(status["vector_form"])),
        (say("位置", "Place"), f"{status['data_dir']} ({megabytes:.1f} MB)"),
        (say("更新于", "Updated"), str(status["updated"])),
    ]
    building = [build for build in status["builds"] if not build["current"]]
    rows += [
        (say("正在建立", "Being built"), f"{build['embedder']} ({build['chunks']:,})")
        for build in building
    ]
    return rows

"""``youju doctor``: what works here and what does not, each with the remedy."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from rag.cli.doctor_checks import CHECKS, Finding
from rag.errors import YoujuError
from rag.screen import json_text
from rag.settings import Settings
from rag.wording import say

if TYPE_CHECKING:
    pass

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "doctor",
        help=say("检查这台机器上什么能用", "check what works on this machine"),
        description=say(
            "逐项试用：模型、编码、磁盘、索引、对话模型端点，并说明如何修复。",
            "Try the models, encodings, disk, index and chat endpoint, and say how "
            "to mend what fails.",
        ),
        epilog=say("例：", "Example: ") + "youju doctor --json",
    )
    parser.add_argument(
        "--json", action="store_true", help=say("输出 JSON，供程序使用", "print JSON, for machines")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Try everything and print what was found; 1 when something needed does not work."""
    findings = [_tried(say(*name), check, settings) for name, check in CHECKS]
    if arguments.json:
        print(json_text([asdict(item) for item in findings], indent=2))
    else:
        for item in findings:
            print(f"{'✓' if item.works else '✗'} {item.name}{say('：', ': ')}{item.detail}")
            if item.remedy:
                print(f"    → {item.remedy}")
    return 0 if all(item.works for item in findings) else 1


def _tried(name: str, check: Callable[[Settings], Finding], settings: Settings) -> Finding:
    try:
        return check(settings)
    except YoujuError as fault:
        return Finding(name, works=False, detail=str(fault))
    except (OSError, ImportError, RuntimeError, ValueError) as fault:
        return Finding(
            name,
            works=False,
            detail=f"{type(fault).__name__}: {fault}",
            remedy=say("请重新安装 youju。", "Reinstall youju."),
        )

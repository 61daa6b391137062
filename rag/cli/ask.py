"""``youju ask``: one question, one cited answer."""

from __future__ import annotations

import argparse
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rag.answer_types import Answer, after_text
from rag.arguments import Options
from rag.errors import UsageError
from rag.events import Event, Finished, TextPiece
from rag.screen import json_text
from rag.settings import Settings
from rag.types import Filters
from rag.wording import say

if TYPE_CHECKING:
    from rag.assistant import Assistant

Commands = argparse._SubParsersAction


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "ask",
        help=say("问一个问题", "ask a question"),
        description=say(
            "向已索引的文章提问，得到带出处的答案；文章里没有时会说没有。还没有索引时先建一个。",
            "Ask the indexed articles; the answer cites its sources, or says there is none. "
            "Builds an index first where there is none.",
        ),
        epilog=say("例：", "Example: ") + "youju ask 示范区何时获批？ --json",
    )
    parser.add_argument("question", nargs="+", help=say("要问的问题", "the question"))
    parser.add_argument(
        "--json", action="store_true", help=say("输出 JSON，供程序使用", "print JSON, for machines")
    )
    add_filter_options(parser)
    parser.add_argument(
        "--answerer",
        choices=("extractive", "chat"),
        default=None,
        help=say("用原文摘句还是对话模型作答", "extractive sentences or the chat model"),
    )
    parser.add_argument(
        "-k",
        type=int,
        default=None,
        metavar="N",
        help=say(
            f"每个问题最多依据几段原文，1 到 {Settings.MOST_K}（默认用设置的 YOUJU_K）",
            f"how many passages an answer may rest on, 1 to {Settings.MOST_K} (default: YOUJU_K)",
        ),
    )
    parser.set_defaults(run=run)


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Options that limit which articles are searched."""
    parser.add_argument(
        "--from",
        dest="published_from",
        metavar="DATE",
        help=say(
            "只查这一天起的文章，如 2022-07-01",
            "only articles from this day on, such as 2022-07-01",
        ),
    )
    parser.add_argument(
        "--to",
        dest="published_to",
        metavar="DATE",
        help=say("只查到这一天为止的文章", "only articles up to this day"),
    )
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        help=say("只查这个来源，可重复", "only this source; may be repeated"),
    )
    parser.add_argument(
        "--folder",
        action="append",
        default=[],
        help=say("只查这个文件夹，可重复", "only this folder; may be repeated"),
    )
    parser.add_argument(
        "--article",
        action="append",
        default=[],
        help=say(
            "只查这篇文章（编号、路径、文件名或标题），可重复",
            "only this article (id, path, file name or title); may be repeated",
        ),
    )


def filters_from(arguments: argparse.Namespace, assistant: Assistant) -> Filters:
    """The filters that the options name; ``assistant`` finds the articles that are named.

    Raises:
        UsageError: A date is not a calendar date.
        LoadError: No article is called so, or several are.
    """
    limits = Filters(
        published_from=_day(arguments.published_from, "--from"),
        published_to=_day(arguments.published_to, "--to"),
        sources=tuple(arguments.source),
        folders=tuple(arguments.folder),
    )
    if not arguments.article:
        return limits
    assistant.ensure_index()
    return replace(limits, documents=tuple(assistant.find(one).id for one in arguments.article))


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            zh=f"{option} 的日期“{text}”看不懂，请写成 2022-07-29 这样。",
            en=f"The date “{text}” of {option} is not understood; write it like 2022-07-29.",
        ) from None


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ask and print. A refusal is an answer: the exit code is 0."""
    from rag.assistant import Assistant

    question = " ".join(arguments.question)
    with Assistant(settings) as assistant:
        limits = filters_from(arguments, assistant)
        options = Options(filters=limits, k=arguments.k, answerer=arguments.answerer)
        if arguments.json:
            answer = assistant.ask(question, **options)
            print(json_text(answer.as_dict(), indent=2))
        else:
            answer = printed(assistant.stream(question, **options))
            print(f"\n{after_text(answer)}".rstrip())
    return 0


def printed(events: Generator[Event]) -> Answer:
    """Print an answer's text as it comes, and give the answer."""
    with closing(events):
        for event in events:
            if isinstance(event, TextPiece):
                print(event.text, end="", flush=True)
            elif isinstance(event, Finished):
                return event.answer
    raise AssertionError("events end with the answer")

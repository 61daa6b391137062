"""``youju chat``: a conversation in the terminal."""

from __future__ import annotations

import argparse
import sys
from collections import deque

from rag.answer_types import Answer, Turn, after_text
from rag.cli.ask import add_filter_options, filters_from, printed
from rag.errors import QuestionError
from rag.settings import Settings
from rag.wording import say

Commands = argparse._SubParsersAction
TURNS_KEPT = 6
"""How many earlier exchanges a follow-up question may lean on."""
LEAVE = {"exit", "quit", "退出", "再见", ":q"}


def add_parser(commands: Commands[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "chat",
        help=say("在终端里连续提问", "a conversation in the terminal"),
        description=say(
            "连续提问，可以追问。Ctrl-C 停止正在写的回答，输入“退出”或按 Ctrl-D 结束。",
            "Ask one question after another; follow-ups are understood. Ctrl-C stops the "
            "answer being written; leave with “exit” or Ctrl-D.",
        ),
        epilog=say("例：", "Example: ") + "youju chat --from 2022-01-01",
    )
    add_filter_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Converse until the user leaves. A bad question is explained and the talk goes on."""
    from rag.assistant import Assistant

    turns: deque[Turn] = deque(maxlen=TURNS_KEPT)
    print(say("请提问（输入“退出”结束）。", "Ask away (“exit” to leave)."))
    with Assistant(settings) as assistant:
        limits = filters_from(arguments, assistant)
        while (question := _next_question()) is not None:
            try:
                answer = printed(assistant.stream(question, filters=limits, history=tuple(turns)))
            except QuestionError as fault:
                print(fault)
                continue
            except KeyboardInterrupt:
                print(say("\n（这一问已停止。）", "\n(This question was stopped.)"))
                continue
            _show(question, answer)
            turns.append(answer.as_turn(question))
    return 0


def _next_question() -> str | None:
    """What the user typed next; ``None`` to leave. Empty lines are passed over."""
    while True:
        try:
            typed = input(say("问> ", "you> ") if sys.stdin.isatty() else "").strip()
        except EOFError:
            return None
        if typed.lower() in LEAVE:
            return None
        if typed:
            return typed


def _show(question: str, answer: Answer) -> None:
    """What follows the text, which was printed as it came: the question searched, the sources."""
    print()
    if answer.question_used and answer.question_used.strip() != question.strip():
        print(
            say(f"（理解为：{answer.question_used}）", f"(understood as: {answer.question_used})")
        )
    print(after_text(answer))
    print()

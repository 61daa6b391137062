"""``youju eval``: run an evaluation, compare two, draft and check questions, run benchmarks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from eval import commands
from eval.console import complain
from rag import Settings, YoujuError
from rag.screen import tamed
from rag.wording import choose_language, say

COMMANDS = ("run", "compare", "draft", "accept", "check", "rgb", "squad", "xquad", "beir")
"""The subcommands; ``run`` is meant when none is named."""

_EXAMPLES = """例 examples:
  youju eval
  youju eval --questions mine.jsonl --articles FOLDER --gate "accuracy>=0.9"
  youju eval compare eval-runs/before eval-runs/after
  youju eval draft FOLDER --out draft.md  &&  youju eval accept draft.md --out mine.jsonl
  youju eval check mine.jsonl --articles FOLDER
  youju eval rgb zh_refine.json

选项 options: youju eval run --help
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Parse, run one command, and give the exit code: 0 good, 1 gate missed, 2 wrong use."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or (words[0] not in COMMANDS and words[0] not in {"-h", "--help"}):
        words.insert(0, "run")
    arguments = _parser().parse_args(words)
    try:
        choose_language(Settings().language)
        code: int = arguments.run(arguments)
    except YoujuError as fault:
        complain(str(fault))
        return fault.exit_code
    except KeyboardInterrupt:
        complain(
            say(
                "已停止。已答的题都已保存，再运行同一条命令即从此处继续。",
                "Stopped. Answered questions are kept; run the same command to go on from here.",
            )
        )
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="youju eval",
        description=say("评测：能否放心地换模型、改设置。", "Evaluate before trusting a change."),
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    named = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_run(named)
    _add_authoring(named)
    _add_benchmarks(named)
    return parser


_Named = argparse._SubParsersAction  # argparse names no public type for what add_subparsers gives


def _add(
    named: _Named[argparse.ArgumentParser], name: str, zh: str, en: str, example: str
) -> argparse.ArgumentParser:
    return named.add_parser(
        name,
        help=say(zh, en),
        description=say(zh, en),
        epilog=f"例 example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add_run(named: _Named[argparse.ArgumentParser]) -> None:
    run = _add(named, "run", "跑一次评测（默认）", "run an evaluation (the default)", "youju eval")
    run.add_argument("--questions", help=say("问题文件", "question file (JSONL)"))
    run.add_argument("--articles", help=say("文章目录", "folder of the articles asked about"))
    run.add_argument("--out", help=say("结果目录", "folder for the results"))
    run.add_argument("--gate", action="append", default=[], help="accuracy>=0.9")
    run.add_argument("--workers", type=int, default=0, help=say("同时问几题", "questions at once"))
    run.add_argument("--fresh", action="store_true", help=say("从头再跑", "start again"))
    run.add_argument(
        "--judge", action="store_true", help=say("另用对话模型评判", "chat-model judge")
    )
    run.add_argument(
        "--price", help=say("每百万 token 进、出的价格", "price a million tokens: IN,OUT")
    )
    run.add_argument("--json", action="store_true", help=say("输出 JSON", "print run.json"))
    run.set_defaults(run=commands.run)
    both = _add(
        named, "compare", "比较两次评测", "compare two runs", "youju eval compare before after"
    )
    both.add_argument("a")
    both.add_argument("b")
    both.add_argument("--out", help=say("另存为 Markdown", "also write as Markdown"))
    both.add_argument("--json", action="store_true", help=say("输出 JSON", "print JSON"))
    both.set_defaults(run=commands.compare_runs)


def _add_authoring(named: _Named[argparse.ArgumentParser]) -> None:
    draft = _add(
        named,
        "draft",
        "从文章里草拟问题，供人挑选",
        "propose questions from articles, for a person to accept",
        "youju eval draft FOLDER --out draft.md",
    )
    draft.add_argument("folder")
    draft.add_argument("--out", default="draft.md")
    draft.add_argument("--most", type=int, default=100, help=say("最多几题", "at most so many"))
    draft.set_defaults(run=commands.draft)
    accept = _add(
        named,
        "accept",
        "把勾选的草稿变成问题文件",
        "turn the ticked drafts into a question file",
        "youju eval accept draft.md --out mine.jsonl",
    )
    accept.add_argument("draft")
    accept.add_argument("--out", default="questions.jsonl")
    accept.set_defaults(run=commands.accept)
    check = _add(
        named,
        "check",
        "检查问题文件：证据逐字、答案、重复、泄露",
        "check a question file: verbatim evidence, answers, duplicates, leaks",
        "youju eval check mine.jsonl --articles FOLDER",
    )
    check.add_argument("questions")
    check.add_argument("--articles")
    check.set_defaults(run=commands.check)


def _add_benchmarks(named: _Named[argparse.ArgumentParser]) -> None:
    rgb = _add(
        named, "rgb", "RGB：抗噪与拒答", "RGB: noise and rejection", "youju eval rgb zh.json"
    )
    rgb.add_argument("file")
    rgb.add_argument("--noise", default="0,0.2,0.4,0.6,0.8,1", help="0,0.4,1")
    rgb.set_defaults(run=commands.rgb)
    squad = _add(
        named, "squad", "CMRC、DRCD、SQuAD", "CMRC, DRCD, SQuAD", "youju eval squad dev.json"
    )
    squad.add_argument("file")
    squad.set_defaults(run=commands.squad)
    xquad = _add(
        named,
        "xquad",
        "XQuAD：中英文提问找中文段落",
        "XQuAD: Chinese passages found by Chinese and English questions",
        "youju eval xquad xquad.jsonl --among news.jsonl.xz",
    )
    xquad.add_argument("file")
    xquad.add_argument("--english", help=say("英文的 SQuAD 格式文件", "XQuAD's English file"))
    xquad.add_argument("--among", help=say("混入的文章（JSONL）", "articles to hide them among"))
    xquad.add_argument("--among-limit", type=int, default=5_300)
    xquad.add_argument("--answers", action="store_true", help=say("也作答", "also answer"))
    xquad.set_defaults(run=commands.xquad)
    beir = _add(named, "beir", "BEIR/MTEB 格式", "BEIR/MTEB format", "youju eval beir FOLDER")
    beir.add_argument("folder")
    beir.add_argument("--split", default="test")
    beir.set_defaults(run=commands.beir)
    for parser, what in ((rgb, "rgb"), (squad, "squad"), (xquad, "xquad"), (beir, "beir")):
        parser.add_argument("--limit", type=int, default=0, help=say("只问前几题", "first N only"))
        parser.add_argument("--out", help=say("结果（JSONL）", f"{what} outcomes as JSONL"))
        parser.add_argument("--name", default="Youju")


if __name__ == "__main__":
    with tamed():
        sys.exit(main())

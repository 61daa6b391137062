"""The terminal face: parse, one call, print.

One command, one file: each has ``add_parser(commands)`` and ``run(arguments, settings)``.
``ui`` and ``eval`` stand above this package and register themselves as entry points of the
group ``youju.commands``. Exit codes: 0 done, 1 failed, 2 misuse, 3 done but files were skipped
or folders held (rag.indexing.holding), 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import entry_points

from rag.errors import StorageError, YoujuError
from rag.screen import tamed
from rag.settings import Settings, language_asked
from rag.wording import choose_language, say

COMMANDS = (
    "ask", "chat", "ingest", "status", "show", "remove", "doctor", "verify", "backup", "restore",
    "compact", "index", "serve-model",
)  # fmt: skip
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _write_utf8()
    choose_language(language_asked())
    with tamed():
        return _code(given)


def _code(given: list[str]) -> int:
    """The exit code of a command, what went wrong with it told."""
    try:
        return _run(given)
    except YoujuError as fault:
        sys.stderr.write(say("错误：", "Error: ") + f"{fault}\n")
        return fault.exit_code
    except KeyboardInterrupt:
        sys.stderr.write(say("\n已中断。\n", "\nInterrupted.\n"))
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (``youju ask … | head``): nothing is wrong.
        sys.stderr.close()
        return 0
    except OSError as fault:
        failed = _storage_error(fault)
        sys.stderr.write(say("错误：", "Error: ") + f"{failed}\n")
        return failed.exit_code


def _run(given: list[str]) -> int:
    faces = {face.name: face for face in entry_points(group="youju.commands")}
    if given and given[0] in faces:
        Settings()  # a faulty setting is told before anything starts
        return int(faces[given[0]].load()(given[1:]))
    parser = _parser(sorted(faces))
    parsed = parser.parse_args(given)
    if not hasattr(parsed, "run"):
        parser.print_help()
        return 0
    return int(parsed.run(parsed, Settings()))


def _parser(faces: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="youju",
        description=say(
            "有据：向一个文件夹的文章提问，得到答案和它依据的原文。",
            "Youju: ask a folder of articles, get the answer and the exact words it rests on.",
        ),
        epilog=say("例：", "Example: ") + "youju ask 示范区何时获批？",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"youju {_version()}")
    commands = parser.add_subparsers(
        title=say("命令", "commands"),
        metavar=say("命令", "COMMAND"),
    )
    for name in COMMANDS:
        import_module(f"rag.cli.{name.replace('-', '_')}").add_parser(commands)
    for name in faces:
        commands.add_parser(
            name, help=_FACE_HELP.get(name, ("", ""))[_in_english()], add_help=False
        )
    return parser


_FACE_HELP = {
    "ui": ("打开问答网页", "open the chat page"),
    "eval": ("批量评测", "run a batch evaluation"),
    "feedback": ("导出读者反馈", "export the readers' feedback"),
}


def _in_english() -> bool:
    return say("0", "1") == "1"


def _version() -> str:
    from rag import __version__

    return __version__


def _write_utf8() -> None:
    """Chinese must print where the locale is C or the console is GBK."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="replace")


def _storage_error(fault: OSError) -> StorageError:
    where = fault.filename or ""
    reason = fault.strerror or str(fault)
    return StorageError(
        zh=f"读写失败：{where} {reason}。请检查磁盘空间和权限；已有的索引没有改动。",
        en=f"Reading or writing failed: {where} {reason}. Check disk space and permissions; "
        "the existing index was not changed.",
    )

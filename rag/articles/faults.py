"""Whatever goes wrong while one article is read becomes a reason in words; the others go on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from rag.errors import LoadError
from rag.wording import say


def reason(fault: BaseException) -> str:
    """Why an article could not be read, in words; never a traceback."""
    if isinstance(fault, LoadError):
        return str(fault)
    if isinstance(fault, MemoryError):
        return str(out_of_memory())
    if isinstance(fault, RecursionError):
        return say("嵌套太深，无法读取。", "It is nested too deeply to be read.")
    kind = type(fault).__name__
    return say(
        f"读取时出错（{kind}）：文件可能已损坏。", f"It cannot be read ({kind}): is it damaged?"
    )


def out_of_memory() -> LoadError:
    """An article would take more memory than is allowed."""
    return LoadError(
        zh="读取它需要的内存超过上限，已停止（可调 YOUJU_MAX_ARTICLE_MEMORY_MB）。",
        en="Reading it takes more memory than is allowed; stopped (YOUJU_MAX_ARTICLE_MEMORY_MB).",
    )


@contextlib.contextmanager
def forgiven(refuse: Callable[[str], None]) -> Iterator[None]:
    """Give whatever goes wrong with one article to ``refuse`` as a reason, and go on."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - panics of parsers in Rust are no Exception
        refuse(reason(fault))

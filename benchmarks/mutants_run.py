"""Runs the unit tests of a package against mutants of it, each in a forked process.

What stands below the mutated package is imported once, in the process that forks; the package
itself, what stands above it and the tests are imported anew in each child, the one module from
changed code. So a mutant takes hardly longer than its tests.
"""

from __future__ import annotations

import gc
import importlib
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

from benchmarks.mutations import Mutation, mutated

ROOT = Path(__file__).resolve().parents[1]
_LOADED_BEFORE = (
    "numpy", "onnxruntime", "tokenizers", "faiss", "tantivy", "opencc", "pypinyin",
    "pydantic_settings", "hypothesis", "pytest", "pytest_timeout",
    "rag.indexing.index", "rag.indexing.ingest", "rag.text.dates", "rag.text.facts",
    "rag.text.names", "rag.text.places", "rag.text.split", "rag.text.tokens",
)  # fmt: skip
"""What stands below the mutated packages and is slow to import; none of it starts a thread."""
_PYTEST = (
    "-x", "-q", "-p", "no:cacheprovider", "-p", "pytest_timeout",
    "-p", "no:unraisableexception",  # it collects garbage three times a run
    "-W", "ignore::pytest.PytestAssertRewriteWarning",  # plugins are imported before pytest runs
)  # fmt: skip
_EXAMPLES = 25
"""How many examples a property is tried with."""
_TIMES_CLEAN = 5.0
_LEAST_SECONDS = 20.0
"""A mutant's tests may take this many times the seconds of the processor that the clean code's
take, and at least so many seconds."""
_TIMES_WAITED = 6.0
"""And by the clock this many times that: other work may be going on."""
_MEMORY = 8 << 30
_POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Target:
    """A module to mutate: its file below the root, its source, and the folder that tests it."""

    file: str
    source: str
    tests: str

    @property
    def module(self) -> str:
        """The name it is imported by."""
        return self.file.removesuffix(".py").replace("/", ".")


class _Mutant(MetaPathFinder, Loader):
    """Gives one module from changed code wherever it is imported."""

    def __init__(self, target: Target, code: CodeType) -> None:
        self.target, self.code = target, code

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of the changed module; of no other."""
        if name != self.target.module:
            return None
        return spec_from_loader(name, self, origin=str(ROOT / self.target.file))

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code as the module."""
        module.__file__ = str(ROOT / self.target.file)
        exec(self.code, module.__dict__)  # noqa: S102 - our own module's code


def outcomes(
    work: Sequence[tuple[Target, Mutation]], jobs: int
) -> Iterator[tuple[Target, Mutation, str]]:
    """Each mutant as it is done, ``killed`` or ``survived``; ``jobs`` run side by side.

    All must have the same tests.

    Raises:
        SystemExit: The tests fail on the code as it is.

    """
    _prepare()
    limit = _clean_seconds(work[0][0])
    running: dict[int, tuple[Target, Mutation, float]] = {}
    waiting = iter(work)
    while True:
        while len(running) < jobs and (following := next(waiting, None)):
            running[_fork(*following, limit)] = (*following, time.monotonic())
        if not running:
            return
        for pid, (target, mutation, began) in list(running.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended and time.monotonic() - began > limit * _TIMES_WAITED:
                os.killpg(pid, signal.SIGKILL)
                ended, status = os.waitpid(pid, 0)
            if ended:
                del running[pid]
                yield target, mutation, "killed" if status else "survived"
        time.sleep(_POLL_SECONDS)


def _prepare() -> None:
    """Import and load what the children share."""
    from embeddings import load_embedder

    for name in _LOADED_BEFORE:
        importlib.import_module(name)
    load_embedder("bundled")
    # Folding and tagging load their tables on first use.
    from rag.text.facts import facts

    facts("工信部在2022年1月答覆三地。")
    gc.freeze()  # what is loaded stays as it is in every fork


def _clean_seconds(target: Target) -> float:
    """The limit for a mutant's tests in seconds of the processor; the code as it is must pass."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _, status = os.waitpid(_fork(target, None, 3600.0), 0)
    if status:
        raise SystemExit(f"{target.tests} fails on the code as it is: mend that first")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return max(_LEAST_SECONDS, seconds * _TIMES_CLEAN)


def _fork(target: Target, mutation: Mutation | None, limit: float) -> int:
    """Start the tests of a module, mutated or as it is, in a process of their own; its number."""
    pid = os.fork()
    if pid:
        return pid
    code = 99
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        if mutation:
            tree = mutated(target.source, mutation)
            sys.meta_path.insert(0, _Mutant(target, compile(tree, target.file, "exec")))
        code = _tested(target)
    finally:
        os._exit(code)


def _tested(target: Target) -> int:
    """The exit code of pytest on the target's tests, those named for the module first."""
    import hypothesis

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    hypothesis.settings.register_profile(
        "mutants", deadline=None, derandomize=True, database=None, max_examples=_EXAMPLES
    )
    hypothesis.settings.load_profile("mutants")
    own = f"test_{Path(target.file).stem}"
    files = sorted((ROOT / target.tests).rglob("test_*.py"))
    scratch = Path(tempfile.mkdtemp(prefix="youju-mutant-"))
    try:
        # Most mutants die in the tests named for their module: the others need not be collected.
        for part in (
            [one for one in files if one.stem == own],
            [one for one in files if one.stem != own],
        ):
            if part and (code := _ended(part, scratch)):
                return code
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return 0


def _ended(files: Sequence[Path], scratch: Path) -> int:
    import pytest

    return int(pytest.main([*_PYTEST, f"--basetemp={scratch / 'tmp'}", *map(str, files)]))

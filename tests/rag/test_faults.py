"""Real kills, real full disks, real failing writes; afterwards nothing published is lost."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag.errors import IndexMissing, StorageError
from rag.indexing.index import Index
from rag.indexing.ingest import ingest
from rag.indexing.integrity import verify_index
from rag.settings import Settings
from rag.wording import choose_language
from tests.hostile import tally
from tests.rag.folders import article, written
from tests.rag.zygote import EMBEDDER, FAILED_CLEARLY, FAILED_WITH_TRACEBACK, INTERRUPTED

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

KILLS = 50
KILLS_IN_ONE_TEST = 10
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass
class Zygote:
    """The other end of ``tests.rag.zygote``."""

    process: subprocess.Popen[str]

    def start(self, **order: Any) -> int:
        """Begin an ingest; its process id."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self._line()["pid"])

    def finish(self) -> int:
        """Wait for its end; the exit code, or minus the signal."""
        return os.waitstatus_to_exitcode(self._line()["status"])

    def run(self, **order: Any) -> int:
        """Begin and wait."""
        self.start(**order)
        return self.finish()

    def _line(self) -> dict[str, int]:
        assert self.process.stdout
        line: dict[str, int] = json.loads(self.process.stdout.readline())
        return line


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.rag.zygote"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    yield Zygote(process)
    assert process.stdin
    assert process.stdout
    process.stdin.close()
    process.stdout.close()
    process.wait()


@dataclass
class World:
    """A folder of articles that changes, its index, and what the index may hold."""

    root: Path
    chance: random.Random

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def articles(self) -> Path:
        return self.root / "articles"

    def order(self, **more: Any) -> dict[str, Any]:
        return {"data": str(self.data), "paths": [str(self.articles)], **more}

    def change(self) -> None:
        """Add, change, rename and delete some of the articles."""
        names = sorted(self.articles.iterdir())
        for path in self.chance.sample(names, 4):
            path.write_text(article(self.chance.randrange(10**6)), encoding="utf-8")
        for path in self.chance.sample(names, 2):
            path.unlink()
        for _ in range(3):
            number = self.chance.randrange(10**6)
            (self.articles / f"{number}.md").write_text(article(number), encoding="utf-8")
        left = sorted(self.articles.iterdir())[0]
        left.rename(self.articles / f"moved{self.chance.randrange(10**6)}.md")

    def on_disk(self) -> set[str]:
        return {path.read_text(encoding="utf-8").split("\n")[1][7:] for path in
                self.articles.iterdir()}  # fmt: skip

    def shown(self) -> set[str]:
        """The titles a reader sees; every check of ``youju verify`` passes first."""
        try:
            checkup = verify_index(self.data)
        except IndexMissing:
            return set()
        assert checkup.problems == ()
        with Index.open(self.data, EMBEDDER) as index:
            titles = {document.title for document in index.documents(limit=10_000)}
            hits = index.nearest(EMBEDDER.encode_query("工厂开工"), 10_000)
            assert {
                passage.title for passage in index.passages([h.chunk_id for h in hits])
            } == titles
            assert len(index.lexical("工厂开工", 10_000)) == len(titles)
        return titles


@pytest.fixture
def world(tmp_path: Path, request: pytest.FixtureRequest) -> World:
    made = World(tmp_path, random.Random(request.node.name))  # noqa: S311 - which files change
    written(made.articles, range(24))
    return made


@pytest.mark.parametrize("first", range(0, KILLS, KILLS_IN_ONE_TEST))
def test_kill_at_any_moment(world: World, zygote: Zygote, first: int) -> None:
    world.chance = random.Random(first)  # noqa: S311 - moments to kill at
    assert zygote.run(**world.order()) == 0
    shutil.rmtree(world.data)
    begun = time.monotonic()
    assert zygote.run(**world.order()) == 0
    whole = time.monotonic() - begun
    if first % 20 == 0:
        shutil.rmtree(world.data)  # these begin without an index
    killed = 0
    while killed < KILLS_IN_ONE_TEST:
        before = world.shown()
        world.change()
        pid = zygote.start(**world.order())
        time.sleep(world.chance.uniform(0, whole))
        with contextlib.suppress(ProcessLookupError):  # it was quicker
            os.kill(pid, signal.SIGKILL)
        landed = zygote.finish() == -signal.SIGKILL
        killed += landed
        whole *= 1.0 if landed else 0.9
        assert world.shown() in (before, world.on_disk())
        tally.fault("kill -9 of an ingest", landed)
        if world.chance.random() < 0.5:  # else the next run goes on from the half-done one
            assert zygote.run(**world.order()) == 0
            assert world.shown() == world.on_disk()
    assert zygote.run(**world.order()) == 0
    assert world.shown() == world.on_disk()


def killed_somewhere(zygote: Zygote, chance: random.Random, whole: float, **order: Any) -> bool:
    """Begin, kill after a part of the time that all of it takes; whether that was in time."""
    pid = zygote.start(**order)
    time.sleep(chance.uniform(0, whole))
    with contextlib.suppress(ProcessLookupError):  # it was quicker
        os.kill(pid, signal.SIGKILL)
    return zygote.finish() == -signal.SIGKILL


def timed(zygote: Zygote, **order: Any) -> float:
    begun = time.monotonic()
    assert zygote.run(**order) == 0
    return time.monotonic() - begun


def leftovers(world: World) -> list[str]:
    """What a killed backup or restore left lying about."""
    names = [path.name for path in (*world.root.iterdir(), *world.data.iterdir())]
    return [name for name in names if name.startswith((".restore-", ".youju-", ".backup-"))]


@pytest.mark.parametrize("over", ["whole", "damaged", "missing"])
def test_a_restore_is_killed_at_any_moment(world: World, zygote: Zygote, over: str) -> None:
    data, file = str(world.data), world.root / "b.youju"
    assert zygote.run(**world.order()) == 0
    assert zygote.run(data=data, backup=str(file)) == 0
    saved = world.on_disk()
    world.change()
    assert zygote.run(**world.order()) == 0
    later, database = world.on_disk(), world.data / "youju.db"
    shutil.copytree(world.data, world.root / "later")
    whole = timed(zygote, data=data, restore=str(file))
    killed = 0
    while killed < KILLS_IN_ONE_TEST:
        shutil.rmtree(world.data)
        shutil.copytree(world.root / "later", world.data)
        if over == "missing":
            database.unlink()
        elif over == "damaged":
            database.write_bytes(b"damaged " * 512 + database.read_bytes()[4096:])
        before = database.read_bytes() if over != "missing" else b""
        landed = killed_somewhere(zygote, world.chance, whole, data=data, restore=str(file))
        killed += landed
        whole *= 1.0 if landed else 0.9
        if over != "whole" and (database.read_bytes() if database.exists() else b"") == before:
            assert zygote.run(data=data, restore=str(file)) == 0
        assert world.shown() in ((later, saved) if over == "whole" else (saved,))
        assert leftovers(world) == []
        tally.fault(f"kill -9 of a restore over a {over} index", landed)
    assert zygote.run(data=data, restore=str(file)) == 0
    assert world.shown() == saved


@pytest.mark.parametrize("over", ["whole", "damaged"])
def test_a_restore_is_killed_at_its_last_steps(world: World, zygote: Zygote, over: str) -> None:
    """strace kills at the n-th rename, deletion or sync: where the index changes hands."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    order = {"data": str(world.data), "restore": str(world.root / "b.youju")}
    assert zygote.run(**world.order()) == 0
    assert zygote.run(data=str(world.data), backup=order["restore"]) == 0
    saved = world.on_disk()
    world.change()
    assert zygote.run(**world.order()) == 0
    later, database = world.on_disk(), world.data / "youju.db"
    shutil.copytree(world.data, world.root / "later")
    killed = 0
    steps = [("rename", n) for n in (1, 2, 3)] + [("fdatasync,fsync", n) for n in (9, 12, 14, 16)]
    for calls, place in [*steps, *(("unlink", n) for n in (1, 7, 8, 9, 10)), ("unlinkat", 1)]:
        shutil.rmtree(world.data)
        shutil.copytree(world.root / "later", world.data)
        if over == "damaged":
            database.write_bytes(b"damaged " * 512 + database.read_bytes()[4096:])
        before = database.read_bytes()
        command = [
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}",
            "-e", f"inject={calls}:signal=KILL:when={place}",
            sys.executable, "-m", "tests.rag.zygote", json.dumps(order),
        ]  # fmt: skip
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)
        if b"ptrace" in done.stderr:
            pytest.skip("strace may not trace here")
        killed += done.returncode != 0
        if over == "damaged" and database.read_bytes() == before:
            assert zygote.run(**order) == 0
        assert world.shown() in ((later, saved) if over == "whole" else (saved,))
        assert leftovers(world) == []
        tally.fault("kill -9 of a restore at a step", done.returncode != 0)
    assert killed >= 5


def test_a_backup_is_killed_at_any_moment(world: World, zygote: Zygote) -> None:
    data, file = str(world.data), world.root / "b.youju"
    elsewhere = World(world.root / "elsewhere", world.chance)
    assert zygote.run(**world.order()) == 0
    whole = timed(zygote, data=data, backup=str(file))
    saved, killed = world.on_disk(), 0
    while killed < KILLS_IN_ONE_TEST:
        world.change()
        assert zygote.run(**world.order()) == 0
        landed = killed_somewhere(zygote, world.chance, whole, data=data, backup=str(file))
        killed += landed
        whole *= 1.0 if landed else 0.9
        assert zygote.run(data=str(elsewhere.data), restore=str(file)) == 0
        assert elsewhere.shown() in (saved, world.on_disk())
        saved = elsewhere.shown()
        assert world.shown() == world.on_disk()
        assert leftovers(world) == []
        tally.fault("kill -9 of a backup", landed)


def test_interrupted_with_ctrl_c_leaves_a_usable_index(world: World, zygote: Zygote) -> None:
    written(world.articles, range(100, 200))
    begun = time.monotonic()
    zygote.run(**world.order())
    whole = time.monotonic() - begun
    shutil.rmtree(world.data)
    codes = []
    for share in (0.2, 0.4, 0.6, 0.8):
        pid = zygote.start(**world.order())
        time.sleep(share * whole)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        codes.append(zygote.finish())
        assert world.shown() <= world.on_disk()
        tally.fault("Ctrl-C", codes[-1] == INTERRUPTED)
    assert set(codes) <= {INTERRUPTED, 0}
    assert zygote.run(**world.order()) == 0
    assert world.shown() == world.on_disk()


def test_a_file_may_not_grow_at_each_size(world: World, zygote: Zygote) -> None:
    """RLIMIT_FSIZE makes every kind of write fail (EFBIG) beyond a size."""
    assert zygote.run(**world.order()) == 0
    sizes = {path.stat().st_size for path in world.data.rglob("*") if path.is_file()}
    limits = sorted({max(1, size - 1) for size in sizes})
    failed = 0
    for limit in world.chance.sample(limits, min(12, len(limits))):
        before = world.shown()
        world.change()
        told = world.root / "told"
        code = zygote.run(**world.order(file_limit=limit, told=str(told)))
        assert code in (0, FAILED_CLEARLY)
        if code == FAILED_CLEARLY:
            failed += 1
            assert "disk" in told.read_text() or "write" in told.read_text()
            assert world.shown() == before
            tally.fault("EFBIG")
    assert failed >= 3
    assert zygote.run(**world.order()) == 0
    assert world.shown() == world.on_disk()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def resized(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)


def test_the_disk_fills_at_each_point(world: World, zygote: Zygote, small_disk: Path) -> None:
    order = {**world.order(), "data": str(small_disk / "data")}
    world_on_disk = World(world.root, world.chance)
    shutil.rmtree(world.data, ignore_errors=True)
    world.data.symlink_to(small_disk / "data")
    assert zygote.run(**order) == 0
    filler = small_disk / "filler"
    failed = 0
    for left_kb in (4, 16, 32, 48, 64, 80, 96, 128, 160, 192, 256, 320):
        before = world_on_disk.shown()
        world_on_disk.change()
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(bytes(max(0, free - left_kb * 1024)))
        told = world.root / "told"
        code = zygote.run(**order, told=str(told))
        filler.unlink()
        assert code in (0, FAILED_CLEARLY)
        if code == FAILED_CLEARLY:
            failed += 1
            assert "disk is full" in told.read_text()
            assert world_on_disk.shown() == before
            tally.fault("full disk")
    assert failed >= 3
    assert zygote.run(**order) == 0
    assert world_on_disk.shown() == world_on_disk.on_disk()


def test_a_read_only_disk_answers_and_refuses_to_write(
    world: World, zygote: Zygote, small_disk: Path
) -> None:
    data = small_disk / "data"
    assert zygote.run(**world.order(data=str(data))) == 0
    resized(small_disk, "ro")
    choose_language("en")
    settings = Settings(data_dir=data, language="en")
    with Index.open(data, EMBEDDER) as index:
        assert len(index.documents(limit=100)) == 24
        assert index.lexical("工厂", 3)
        assert index.refresh() is False
    with pytest.raises(StorageError, match="Cannot write"):
        ingest([world.articles], settings, EMBEDDER)
    resized(small_disk, "rw")
    tally.fault("read-only disk")


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_writes_fail_from_any_one_on(world: World, zygote: Zygote, error: str) -> None:
    """strace makes the n-th write of each thread and all later ones fail."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    assert zygote.run(**world.order()) == 0
    failed = 0
    for first in (1, 2, 4, 8, 16, 32):
        before = world.shown()
        world.change()
        told = world.root / "told"
        calls = world.chance.choice(["pwrite64,write", "pwrite64", "fsync,fdatasync"])
        command = [
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}",
            "-e", f"inject={calls}:error={error}:when={first}+",
            sys.executable, "-m", "tests.rag.zygote", json.dumps(world.order()),
        ]  # fmt: skip
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=False)
        if b"ptrace" in done.stderr:
            pytest.skip("strace may not trace here")
        assert done.returncode != FAILED_WITH_TRACEBACK, done.stderr.decode()
        assert not told.exists()
        failed += done.returncode == FAILED_CLEARLY
        assert world.shown() in (before, world.on_disk())
        tally.fault(error, done.returncode == FAILED_CLEARLY)
    assert failed >= 3
    assert zygote.run(**world.order()) == 0
    assert world.shown() == world.on_disk()


def test_two_ingests_at_once(world: World, zygote: Zygote) -> None:
    command = [sys.executable, "-m", "tests.rag.zygote", json.dumps(world.order())]
    both = [subprocess.Popen(command, env=ENVIRONMENT) for _ in range(2)]
    codes = sorted(process.wait() for process in both)
    assert codes in ([0, 0], [0, FAILED_CLEARLY])
    assert world.shown() == world.on_disk()
    tally.fault("two at once")


def test_workers_end_with_the_process_that_started_them(world: World) -> None:
    script = (
        "import sys, json; from tests.rag import zygote; from rag.indexing import workers, writer; "
        "workers.POOL_PAYS_BYTES = 1; writer._TASK_FILES = 1; zygote.run(json.loads(sys.argv[1]))"
    )
    command = [sys.executable, "-c", script, json.dumps(world.order())]
    process = subprocess.Popen(command, env=ENVIRONMENT)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers: list[str] = []
    deadline = time.monotonic() + 60
    while not workers and time.monotonic() < deadline and process.poll() is None:
        workers = children.read_text().split()
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert workers
    while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in workers):
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert world.shown() in (set(), world.on_disk())

"""A process that may loop, swell, crash or be killed, and whose owner goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.articles.limits import Limits
from rag.articles.sandbox import Sandbox
from rag.articles.sandbox_stops import SandboxLost, Stopped
from rag.wording import choose_language

MODULE = "tests.rag.articles.sandbox_steps"
SHORT = Limits(max_file_mb=1, seconds=1, memory_mb=500)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(MODULE) as made:
        yield made


@pytest.mark.parametrize("step", ["each", "stream", "together"])
@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("loop", "YOUJU_MAX_ARTICLE_SECONDS"),
        ("swell", "memory"),
        ("crash", "SIGSEGV"),
        ("much:101000000", "100 MB"),
    ],
    ids=["loops", "swells", "crashes", "says_too_much"],
)
def test_one_bad_item_is_named_and_its_neighbours_are_kept(
    sandbox: Sandbox, step: str, bad: str, words: str
) -> None:
    choose_language("en")
    results = sandbox.each(step, ["a", "b", bad, "c"], SHORT)
    assert [*results[:2], results[3]] == ["a", "b", "c"]
    assert isinstance(results[2], Stopped)
    assert words in str(results[2])
    assert words in results[2].en
    assert results[2].zh != results[2].en


def test_several_bad_items(sandbox: Sandbox) -> None:
    results = sandbox.each("each", ["crash", "a", "crash", "crash", "b", "crash"], SHORT)
    assert [isinstance(result, Stopped) for result in results] == [1, 0, 1, 1, 0, 1]
    assert (results[1], results[4]) == ("a", "b")


def test_results_that_were_sent_are_not_made_again(sandbox: Sandbox, tmp_path: Path) -> None:
    """A slow item before a bad one runs once: ``killed`` would be killed without its mark."""
    slow = ["a", f"killed:{tmp_path / 'mark'}", "b"]
    assert sandbox.each("stream", slow, SHORT) == slow


def test_replies_that_arrive_together_are_all_read(sandbox: Sandbox) -> None:
    items = ["slowly", "a", "slowly", "b"] * 3
    for _ in range(3):
        assert sandbox.each("stream", items, SHORT) == items


def test_a_child_killed_by_the_system_gets_another_try(sandbox: Sandbox, tmp_path: Path) -> None:
    items = ["a", f"killed:{tmp_path / 'mark'}", "b"]
    assert sandbox.each("each", items, SHORT) == items


def test_no_progress_by_the_clock_is_ended(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.articles.limits.WALL_PER_CPU", 1)
    results = sandbox.each("each", ["a", "sleep", "b"], SHORT)
    assert isinstance(results[1], Stopped)
    assert "1 秒没有结束" in results[1].zh
    assert (results[0], results[2]) == ("a", "b")


def test_memory_is_watched_where_it_cannot_be_limited(caplog: pytest.LogCaptureFixture) -> None:
    with Sandbox(MODULE, "unlimited") as sandbox:
        results = sandbox.each("each", ["a", "grow", "b"], SHORT)
    assert isinstance(results[1], Stopped)
    assert "内存" in results[1].zh
    assert (results[0], results[2]) == ("a", "b")
    assert "ps" in caplog.text


def test_the_place_and_the_name_of_what_stopped_it_are_known(sandbox: Sandbox) -> None:
    with pytest.raises(Stopped) as stopped:
        sandbox.call("each", ["a", "crash"], SHORT)
    assert (stopped.value.place, stopped.value.name) == (2, "member crash")


def test_what_a_step_raises_is_raised_here_and_the_child_lives_on(sandbox: Sandbox) -> None:
    before = sandbox.call("each", ["pid"], SHORT)
    with pytest.raises(ValueError, match="so it is"):
        sandbox.call("each", ["fail:so it is"], SHORT)
    assert sandbox.call("each", ["pid"], SHORT) == before
    assert before != [os.getpid()]


def test_a_child_that_never_begins_is_told_of() -> None:
    with Sandbox(MODULE, "dead") as sandbox, pytest.raises(SandboxLost):
        sandbox.call("each", ["a"], SHORT)


def test_nothing_in_the_working_folder_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder one stands in may be a folder of articles that somebody sent."""
    for name in ("json", "pickle", "rag", "lzma", "yaml", "resource"):
        (tmp_path / f"{name}.py").write_text(
            f"open({str(tmp_path / 'taken')!r}, 'w')", encoding="utf-8"
        )
    monkeypatch.chdir(tmp_path)
    with Sandbox(MODULE) as sandbox:
        assert sandbox.each("each", ["a"], SHORT) == ["a"]
    assert not (tmp_path / "taken").exists()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes in /proc")
def test_a_child_in_an_endless_loop_ends_with_its_parent() -> None:
    script = (
        "from rag.articles.limits import Limits; from rag.articles.sandbox import Sandbox; "
        f"Sandbox({MODULE!r}).call('each', ['loop'], Limits(seconds=3_000))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment)
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    until = time.monotonic() + 60
    while not (known := children.read_text().split()) and time.monotonic() < until:
        time.sleep(0.05)
    stat = Path(f"/proc/{known[0]}/stat")
    while int(stat.read_text().split()[13]) < 80:  # hundredths of a second: it is in the loop
        assert time.monotonic() < until
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    while stat.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not stat.exists()

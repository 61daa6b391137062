"""A server that gives each month a table of its own: what is found and read, and the change."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from benchmarks.postgres_server import Server
from rag.cli import main
from rag.errors import IndexBusy
from rag.indexing.copying import copy
from rag.indexing.embedded import Embedded
from rag.indexing.ingest import ingest
from rag.indexing.opening import open_reader, open_writer, server_at
from rag.indexing.postgres import meaning, partitions, tables, words
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.connecting import connect, run
from rag.indexing.postgres.schema import VERSION, prepare, version_of
from rag.indexing.postgres.store import Postgres
from rag.settings import Settings
from rag.types import Filters, Hit
from tests.rag.folders import EMBEDDER

WHOLE = Filters()
JULY = Filters(published_from=date(2023, 7, 5), published_to=date(2023, 7, 20))
UNTIL_JUNE = Filters(published_to=date(2023, 6, 30))


@pytest.fixture
def settings(tmp_path: Path, postgres: Server) -> Settings:
    """An empty database of its own, to be divided by month."""
    address = postgres.database_of(str(tmp_path))
    return Settings(data_dir=tmp_path / "data", index=SecretStr(address), index_partitions="month")


def server(settings: Settings) -> Postgres:
    return server_at(settings.index.get_secret_value(), settings)


def dated(folder: Path, days: Sequence[str]) -> Path:
    """Articles of these days, one each; ``""`` for one without a date."""
    folder.mkdir(exist_ok=True)
    for day in days:
        head = f"---\ntitle: 渡口通告\ndate: {day}\n---\n" if day else "---\ntitle: 渡口通告\n---\n"
        text = f"{day or '某日'}渡口开航，编号{day.replace('-', '') or '无'}的渡船载客。\n"
        (folder / f"{day or 'undated'}.md").write_text(head + text, encoding="utf-8")
    return folder


DAYS = ("2023-06-30", "2023-07-01", "2023-07-15", "2023-07-31", "2023-08-01", "1998-10-01", "")


def days_of(settings: Settings, filters: Filters) -> list[set[str]]:
    """The days of what words find, and of what meaning finds."""
    with open_reader(settings, EMBEDDER) as index:
        vector = EMBEDDER.encode_query("渡口开航")
        both: list[list[Hit]] = [
            index.lexical("渡口开航", 50, filters), index.nearest(vector, 50, filters),
        ]  # fmt: skip
        return [
            {str(p.published or "") for p in index.passages([hit.chunk_id for hit in hits])}
            for hits in both
        ]


def parts(settings: Settings) -> set[str]:
    with connect(Address(settings.index.get_secret_value())) as connection:
        return set(partitions.tables(connection))


def plans(settings: Settings, filters: Filters, monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The tables of chunks that the server reads for words and for meaning, as it says itself."""
    asked: list[tuple[str, Any]] = []

    def noted(connection: Any, statement: str, values: Any = None) -> Any:
        asked.append((statement, values))
        return run(connection, statement, values)

    with monkeypatch.context() as patch:
        patch.setattr(words, "run", noted)
        patch.setattr(meaning, "run", noted)
        days_of(settings, filters)
    found: list[set[str]] = []
    with psycopg.connect(
        settings.index.get_secret_value(), cursor_factory=psycopg.ClientCursor
    ) as c:
        for statement, values in asked:
            if "FROM chunks c" in statement:
                row = c.execute(f"EXPLAIN (FORMAT JSON) {statement}".encode(), values).fetchone()
                assert row is not None
                found.append(_relations(row[0]))
    return found


def _relations(plan: Any) -> set[str]:
    """Every table that a plan names."""
    if isinstance(plan, dict):
        own = {plan["Relation Name"]} if "Relation Name" in plan else set()
        return own.union(*map(_relations, plan.values()))
    return set[str]().union(*map(_relations, plan)) if isinstance(plan, list) else set()


def test_each_month_has_its_table_and_what_has_no_date_another(
    settings: Settings, tmp_path: Path
) -> None:
    ingest([dated(tmp_path / "a", DAYS)], settings, EMBEDDER)
    assert parts(settings) == {
        "chunks_2023_06", "chunks_2023_07", "chunks_2023_08", "chunks_1998_10",
        "chunks_undated", "chunks_other",
    }  # fmt: skip
    assert days_of(settings, WHOLE) == [set(DAYS)] * 2
    assert days_of(settings, JULY) == [{"2023-07-15"}] * 2
    assert days_of(settings, UNTIL_JUNE) == [{"2023-06-30", "1998-10-01"}] * 2
    assert server(settings).verify().problems == ()
    assert "6" in server(settings).place().rpartition("；")[2]


def test_a_search_by_date_reads_its_months_alone(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([dated(tmp_path / "a", DAYS)], settings, EMBEDDER)
    for read in plans(settings, JULY, monkeypatch):
        assert read == {"chunks_2023_07", "chunks_other"}
    for read in plans(settings, WHOLE, monkeypatch):
        assert read == parts(settings)


def test_months_beyond_the_most_share_a_table(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "MOST_MONTHS", 2)
    ingest([dated(tmp_path / "a", DAYS)], settings, EMBEDDER)
    assert len(parts(settings)) == 4  # two months, what has no date, and all others
    for filters, expected in ((JULY, {"2023-07-15"}), (WHOLE, set(DAYS))):
        assert days_of(settings, filters) == [expected] * 2
    assert server(settings).verify().problems == ()


@given(st.none() | st.dates())
def test_a_month_is_the_same_in_python_and_in_sql(postgres: Server, day: date | None) -> None:
    with psycopg.connect(postgres.url(), cursor_factory=psycopg.ClientCursor) as connection:
        asked = partitions.month_sql("%(day)s::date")
        row = connection.execute(f"SELECT {asked}".encode(), {"day": day}).fetchone()
    assert row == (partitions.month_of(day),)


def test_a_table_is_divided_and_joined_while_readers_read(
    settings: Settings, tmp_path: Path
) -> None:
    whole = settings.with_(index_partitions="")
    ingest([dated(tmp_path / "a", DAYS)], whole, EMBEDDER)
    assert parts(whole) == {"chunks"}
    with open_reader(whole, EMBEDDER) as before:
        expected = before.lexical("渡口开航", 50)
        july = before.lexical("渡口开航", 50, JULY)
        for division, count in (("month", 6), ("month", 6), ("none", 1)):
            assert server(settings).divide(division) == count  # type: ignore[arg-type]
            assert before.lexical("渡口开航", 50) == expected
            assert before.lexical("渡口开航", 50, JULY) == july
            before.refresh()
            assert before.lexical("渡口开航", 50, JULY) == july
            assert server(settings).verify().problems == ()
    (tmp_path / "a" / "2023-07-15.md").unlink()
    assert ingest([dated(tmp_path / "a", ["2023-09-09"])], settings, EMBEDDER).documents == 7
    assert days_of(settings, JULY) == [set()] * 2


def test_readers_do_not_wait_for_a_division(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([dated(tmp_path / "a", DAYS)], settings, EMBEDDER)
    take_over, answered = partitions.take_over, list[list[Hit]]()
    with open_reader(settings, EMBEDDER) as index:
        expected = index.lexical("渡口开航", 50)

        def ask_first(connection: Any, division: Any) -> None:
            answered.append(index.lexical("渡口开航", 50))
            take_over(connection, division)

        monkeypatch.setattr(partitions, "take_over", ask_first)
        assert server(settings).divide("none") == 1
        assert answered == [expected]
        assert index.lexical("渡口开航", 50) == expected


def test_nobody_is_in_the_way_of_a_division(settings: Settings, tmp_path: Path) -> None:
    ingest([dated(tmp_path / "a", DAYS)], settings, EMBEDDER)
    with open_writer(settings), pytest.raises(IndexBusy, match=r"writing|正在写"):
        server(settings).divide("none")
    assert len(parts(settings)) == 6


def test_a_setting_alone_divides_nothing_that_is_there(settings: Settings, tmp_path: Path) -> None:
    ingest([dated(tmp_path / "a", DAYS)], settings.with_(index_partitions=""), EMBEDDER)
    ingest([dated(tmp_path / "a", ["2023-09-09"])], settings, EMBEDDER)
    assert parts(settings) == {"chunks"}


def test_an_emptied_month_goes_when_room_is_made(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = dated(tmp_path / "a", DAYS)
    ingest([folder], settings, EMBEDDER)
    (folder / "2023-06-30.md").unlink()
    ingest([], settings, EMBEDDER)
    monkeypatch.setattr("rag.indexing.postgres.publishing.GRACE", "0 seconds")
    monkeypatch.setattr("rag.indexing.postgres.publishing.purge.__defaults__", ("0 seconds",))
    server(settings).compact()
    assert "chunks_2023_06" not in parts(settings)
    ingest([dated(folder, ["2023-06-29"])], settings, EMBEDDER)
    assert "chunks_2023_06" in parts(settings)
    assert server(settings).verify().problems == ()


def test_each_large_month_has_its_graph(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "EXACT_LIMIT", 20)
    monkeypatch.setattr(meaning, "EXACT_PART", 10)
    days = [f"2023-{month:02d}-{day:02d}" for month in (6, 7) for day in range(1, 29)]
    ingest([dated(tmp_path / "a", [*days, *DAYS])], settings, EMBEDDER)
    assert server(settings).describe()["vector_recall"] >= 0.97
    with connect(Address(settings.index.get_secret_value())) as connection:
        graphs = connection.execute(
            "SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%USING hnsw%' ORDER BY 1"
        ).fetchall()
    assert graphs == [("chunks_2023_06",), ("chunks_2023_07",)]
    assert server(settings).divide("none") == 1
    assert server(settings).repair() == []  # the graph came with the division
    assert server(settings).divide("month") == 6
    assert server(settings).repair() == []
    assert days_of(settings, JULY)[1] == {
        day for day in (*days, *DAYS) if "2023-07-05" <= day <= "2023-07-20"
    }


def test_it_is_copied_there_and_back(settings: Settings, tmp_path: Path) -> None:
    first, back = Embedded(tmp_path / "first"), Embedded(tmp_path / "back")
    ingest([dated(tmp_path / "a", DAYS)], Settings(data_dir=first.data_dir), EMBEDDER)
    assert copy(first, server(settings)) == (7, 7)
    assert len(parts(settings)) == 6
    assert copy(server(settings), back) == (7, 7)
    for store in (server(settings), back):
        assert store.verify().problems == ()
        assert store.describe()["without_date"] == first.describe()["without_date"]


def test_two_writers_make_the_same_months(settings: Settings, tmp_path: Path) -> None:
    ingest([dated(tmp_path / "c", DAYS[:1])], settings, EMBEDDER)
    for name in ("a", "b"):
        folder = dated(tmp_path / name, [f"2022-{month:02d}-02" for month in range(1, 13)])
        for path in folder.iterdir():
            path.write_text(path.read_text("utf-8") + f"{name}岸的渡口。\n", encoding="utf-8")
    faults: list[BaseException] = []

    def write(name: str) -> None:
        try:
            own = settings.with_(data_dir=tmp_path / f"data-{name}")
            ingest([tmp_path / name], own, EMBEDDER)
        except BaseException as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert faults == []
    assert server(settings).describe()["documents"] == 25
    assert len(parts(settings)) == 15
    assert server(settings).verify().problems == ()


def test_the_command_divides(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert main(["index", "divide", "month"]) == 2  # the index is in a folder
    monkeypatch.setenv("YOUJU_INDEX", settings.index.get_secret_value())
    assert main(["index", "divide", "month"]) == 1  # nothing is indexed
    ingest([dated(tmp_path / "a", DAYS)], settings.with_(index_partitions=""), EMBEDDER)
    capsys.readouterr()
    assert main(["index", "divide", "month"]) == 0
    assert "6" in capsys.readouterr().out
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["partitions"] == "month"


def test_tables_of_the_first_version_are_brought_up(settings: Settings) -> None:
    address = Address(settings.index.get_secret_value())
    with connect(address) as connection:
        run(connection, "CREATE EXTENSION vector")
        for statement in filter(str.strip, tables.STEPS[0].split(";\n")):
            run(connection, statement)
        run(connection, "CREATE TABLE youju_schema AS SELECT 1 AS version")
        row = (
            'INSERT INTO chunks (document, born, build, start, "end", tokens, length, source, '
            "language, folders, words, vector) VALUES (1, 1, 1, 0, 1, 1, 1, '', '', '{}', 'a:1', "
            "'[1]') RETURNING id"
        )
        first = connection.execute(row.encode()).fetchone()
        prepare(connection, address)
        assert version_of(connection) == VERSION == 2
        second = connection.execute(row.encode()).fetchone()
    assert first is not None
    assert second == (first[0] + 1,)

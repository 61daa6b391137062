"""What is true of any index is tested on both: the embedded one, and a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.postgres_server import Server
from tests.rag import folders

BOTH = {"test_browsing", "test_holding", "test_index", "test_ingest"}
MONTHS = {"test_browsing", "test_index"}
"""Of these also where each month has a table of its own."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of these modules run twice, but for what is of the embedded index alone."""
    module = metafunc.module.__name__.rpartition(".")[2]
    both = module in BOTH
    alone = metafunc.definition.get_closest_marker("embedded") is not None
    stores = ["embedded", "postgres"] if both and not alone else ["embedded"]
    if module in MONTHS and not alone:
        stores.append("months")
    metafunc.parametrize("kept_in", stores, indirect=True)


@pytest.fixture(autouse=True)
def kept_in(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the indexes of this test are kept."""
    server: Server | None = None
    if request.param != "embedded":
        server = request.getfixturevalue("postgres")
    token = folders.SERVER.set(server)
    by_month = folders.BY_MONTH.set(request.param == "months")
    yield request.param
    folders.BY_MONTH.reset(by_month)
    folders.SERVER.reset(token)

"""Looking letter for letter on a server finds what reading every text finds, and reads few."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from benchmarks.postgres_server import Server
from rag import Settings
from rag.indexing.ingest import ingest
from rag.indexing.opening import open_reader
from rag.indexing.ports import Reader
from rag.indexing.postgres.address import Address
from rag.indexing.postgres.looking import able
from rag.indexing.postgres.view import read_view
from rag.types import Document, Filters
from tests.rag.folders import EMBEDDER

LONG = "".join(chr(0x4E00 + 7 * place) for place in range(700))
"""A sentence without punctuation, which is cut after 300 characters and after 600."""
TEXTS = {
    "桥": "青石大桥今日通车，双向六车道，造价2.5亿元。它的全名是 Qingshi-Bridge No.7。",
    "橋": "青石大橋於昨日通車。\n\n另有石桥一座，长 504米。",
    "长": LONG + "。其后还有一句话。",
    "词": "编号" + "ab3" * 40 + "的渡船；ｆｕｌｌ　ｗｉｄｔｈ，Ünal 与 Zoë。",
    "短": "的",
    "号": "a_b%c'd\\e——中·文「引号」。",
}


@pytest.fixture(scope="module")
def server(postgres: Server) -> str:
    return postgres.create("looking")


@pytest.fixture(scope="module")
def index(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder: Path = tmp_path_factory.mktemp("articles")
    for name, text in TEXTS.items():
        head = f"---\ntitle: 第{name}篇\ndate: 2023-01-02\n---\n"
        (folder / f"{name}.md").write_text(head + text + "\n", encoding="utf-8")
    for number in range(40):
        (folder / f"{number}.md").write_text(f"第{number}艘渡船在城东载客。\n", encoding="utf-8")
    made = Settings(data_dir=tmp_path_factory.mktemp("data"), index=SecretStr(server))
    ingest([folder], made, EMBEDDER)
    with open_reader(made, EMBEDDER) as opened:
        yield opened


@pytest.fixture(scope="module")
def articles(index: Reader) -> dict[int, Document]:
    """Each article by its number."""
    numbers = [row.number for row in index.listed()]
    return dict(zip(numbers, index.by_number(numbers), strict=True))


def stretches() -> st.SearchStrategy[str]:
    """Stretches of the texts, short ones mostly, some with their letters in the other case."""

    def cut(text: str) -> st.SearchStrategy[str]:
        starts = st.integers(0, len(text) - 1)
        return st.builds(
            lambda start, length: text[start : start + length], starts, st.integers(1, 12)
        )

    return (
        st.sampled_from(sorted(TEXTS.values()))
        .flatmap(cut)
        .flatmap(lambda text: st.sampled_from([text, text.swapcase()]))
    )


CAPITALS = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def held(text: str, word: str) -> bool:
    """As LIKE does in the embedded index, and ILIKE under the locale C of the tests' server."""
    if any(letter.isascii() and letter.isalpha() for letter in word):
        return word.translate(CAPITALS) in text.translate(CAPITALS)
    return word in text


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=stretches() | st.text(max_size=4))
@example(word="ＷＩＤＴＨ，üN")
def test_what_holds_the_letters_is_found_and_nothing_else(
    index: Reader, articles: dict[int, Document], word: str
) -> None:
    sought = word.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    expected = {
        number
        for number, article in articles.items()
        if held(article.text, sought) or held(article.title, sought)
    }
    assert {row.number for row in index.listed(Filters(), [[sought]])} == expected


@pytest.mark.parametrize(
    ("word", "able_to"),
    [
        pytest.param("青石大桥", 3, id="all_characters"),  # 桥 and 橋 alike, and what was cut
        pytest.param("ngshi-Br", 3, id="letters_within_a_term"),
        pytest.param("zzz", 2, id="letters_in_no_term"),  # the end of a long term is not kept
        pytest.param("车道，造价", 2, id="across_punctuation"),
        pytest.param(LONG[298:302], 1, id="across_a_cut"),
        pytest.param("的", 46, id="what_is_in_all"),
    ],
)
def test_few_texts_are_read(index: Reader, server: str, word: str, able_to: int) -> None:
    assert index.generation
    address = Address(server)
    with psycopg.connect(server, autocommit=True) as connection:
        view = read_view(connection, address)
        condition, values = able(connection, view, "w", word)
        rows = connection.execute(
            f"SELECT d.number FROM documents d WHERE {condition} true".encode(),  # noqa: S608 - ours
            {**view.values, **values},
        ).fetchall()
    assert len(rows) == able_to


def test_a_list_of_articles_is_looked_through_the_same_way(index: Reader) -> None:
    for word, count in (
        ("青石大桥", 1),
        ("青石", 2),
        ("BRIDGE", 1),
        (LONG[298:302], 1),
        ("渡船", 41),
    ):
        assert index.browsed(word, "newest", 0, 100).total == count, word

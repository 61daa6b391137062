"""``/mcp`` as the real ``mcp`` client finds it, over HTTP: tools, articles, who may come in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag import Settings, __version__
from tests.apart import apart
from tests.hostile import tally
from tests.ui.conftest import serving
from tests.ui.fakes import BODY, FakeAssistant, as_assistant
from ui.doors.passwords import hash_password
from ui.server.server import create_server
from ui.state.limits import RateLimit

mcp = pytest.importorskip("mcp", reason="the extra youju[mcp] is not installed")
WETLAND = "youju://article/doc-wetland"
LONG = "江湾的长文。" * 8_000


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory) -> FakeAssistant:
    made = FakeAssistant(Settings(data_dir=tmp_path_factory.mktemp("mcp"), language="zh"))
    ferry = made.documents_by_id["doc-ferry"]
    for number in range(120):
        name = f"doc-{number}"
        made.documents_by_id[name] = replace(ferry, id=name, title=f"第{number}篇")
    made.documents_by_id["doc-long"] = replace(ferry, id="doc-long", text=LONG)
    return made


@pytest.fixture(scope="module")
def address(fake: FakeAssistant) -> Iterator[str]:
    app = create_server(as_assistant(fake), rate=RateLimit(0), mcp=True)
    with serving(app) as where:
        yield where


def through(
    address: str, use: Callable[[Any], Coroutine[Any, Any, Any]], mode: str = "auto"
) -> Any:
    """What ``use`` gives of a client that is connected at ``/mcp``."""

    async def connected() -> Any:
        async with mcp.Client(f"{address}/mcp", mode=mode) as client:
            return await use(client)

    return apart(connected)


def fault_of(address: str, use: Callable[[Any], Coroutine[Any, Any, Any]]) -> str:
    """What a client is told that asks for what is not to be had."""

    async def told(client: Any) -> str:
        with pytest.raises(mcp.MCPError) as caught:
            await use(client)
        return str(caught.value)

    return str(through(address, told))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_connects_asks_and_is_told_who_answers(address: str, mode: str) -> None:
    async def use(client: Any) -> Any:
        answer = await client.call_tool("ask", {"question": "何时获批？"})
        return client.server_info, answer.structured_content

    about, answer = through(address, use, mode)
    assert (about.name, about.version) == ("youju", __version__)
    assert answer["citations"][1]["quote"] == "一期工程将于2025年11月完工"


def test_articles_are_listed_page_by_page(address: str, fake: FakeAssistant) -> None:
    async def use(client: Any) -> Any:
        pages = [await client.list_resources()]
        while pages[-1].next_cursor:
            pages.append(await client.list_resources(cursor=pages[-1].next_cursor))
        return pages

    pages = through(address, use)
    assert [len(page.resources) for page in pages] == [50, 50, 24]
    listed = [each for page in pages for each in page.resources]
    assert {each.uri for each in listed} == {
        f"youju://article/{key}" for key in fake.documents_by_id
    }
    wetland = next(each for each in listed if each.uri == WETLAND)
    assert wetland.description == "2024-03-15 · 江湾日报"
    assert wetland.size == len(BODY.encode())


def test_an_article_is_read_in_pieces_without_a_gap(address: str) -> None:
    async def use(client: Any) -> Any:
        pieces: list[str] = []
        place: str | None = "youju://article/doc-long"
        while place:
            (piece,) = (await client.read_resource(place)).contents
            pieces.append(piece.text)
            place = (piece.meta or {}).get("youju/next")
        return pieces

    pieces = through(address, use)
    assert "".join(pieces) == LONG
    assert [len(piece) for piece in pieces] == [20_000, 20_000, 8_000]


def test_templates_say_how_an_address_is_made(address: str) -> None:
    templates = through(address, lambda client: client.list_resource_templates())
    assert [each.uri_template for each in templates.resource_templates] == [
        "youju://article/{document_id}", "youju://article/{document_id}/{start}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "uri",
    [
        "youju://article/nope", "youju://article/../../etc/passwd", "youju://article/%2e%2e/x",
        "file:///etc/passwd", "http://127.0.0.1/", "youju://article/", "youju://other/doc-ferry",
        "youju://article/doc-ferry/-1", "youju://article/doc-ferry/1/2", "youju://article/a b",
        "youju://article/doc-ferry/99999999999999999999", "youju://article/" + "a" * 5_000,
        "youju://article/doc-ferry\n", "youju://article/文章", "",
    ],
)  # fmt: skip
def test_what_is_no_article_is_not_there(uri: str, address: str) -> None:
    said = fault_of(address, lambda client: client.read_resource(uri))
    assert said in {"没有这篇文章。", "没有这个资源。"}
    tally.refused("resources of MCP")


@pytest.mark.parametrize("cursor", ["-1", "x", "1" * 30, "", "٣"])
def test_a_cursor_that_was_not_given_here(cursor: str, address: str) -> None:
    said = fault_of(address, lambda client: client.list_resources(cursor=cursor))
    assert said == "没有这个 cursor。"
    tally.refused("resources of MCP")


def test_each_client_has_an_allowance_of_its_own_and_resources_count(tmp_path: Path) -> None:
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    users = ",".join(f"{name}:{hash_password('x')}" for name in "ab")
    fake = FakeAssistant(Settings(data_dir=tmp_path, language="zh", ui_users=users))
    with serving(create_server(as_assistant(fake), rate=RateLimit(2), mcp=True)) as address:

        async def reads(name: str, times: int) -> str:
            async with httpx2.AsyncClient(auth=(name, "x")) as http:
                transport = streamable_http_client(f"{address}/mcp", http_client=http)
                async with mcp.Client(transport) as client:
                    try:
                        for _ in range(times):
                            await client.read_resource(WETLAND)
                    except mcp.MCPError as fault:
                        return str(fault)
            return ""

        assert apart(lambda: reads("a", 2)) == ""
        assert "提问过于频繁" in apart(lambda: reads("a", 1))
        assert apart(lambda: reads("b", 2)) == ""


def test_a_stranger_does_not_come_in(tmp_path: Path) -> None:
    users = f"a:{hash_password('x')}"
    fake = FakeAssistant(Settings(data_dir=tmp_path, language="zh", ui_users=users))
    with (
        serving(create_server(as_assistant(fake), mcp=True)) as address,
        pytest.raises(BaseExceptionGroup) as caught,
    ):
        through(address, lambda client: client.read_resource(WETLAND))
    assert caught.group_contains(mcp.MCPError, match="401|请先登录|Unauthorized")


def test_making_a_server_leaves_the_log_alone(
    fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])  # as in a program that set up no log
    level = root.level
    create_server(as_assistant(fake), mcp=True)
    assert (root.handlers, root.level) == ([], level)


def test_serving_tells_the_log_nothing(
    fake: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with serving(create_server(as_assistant(fake), rate=RateLimit(0), mcp=True)) as address:
        through(address, lambda client: client.call_tool("ask", {"question": "何时获批？"}))
        through(address, lambda client: client.call_tool("ask", {"question": ""}))
        fault_of(address, lambda client: client.read_resource("youju://article/nope"))
    assert [each for each in caplog.records if each.name.startswith("mcp.server")] == []

"""Call a running page as programs of others do, with the clients of ``openai`` and ``mcp``.

    python release/clients.py http://127.0.0.1:7860

Nothing of Youju is imported, so that it runs in the environment under trial whatever is installed
there. Prints one line for each thing done; what does not hold is an ``AssertionError``.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from typing import Any

import mcp
import openai

QUESTION = "示范区何时获批？"
FACT = "2022年1月"
"""What the sample articles answer."""
WORDS = "支持创建，示范区由此获批"
"""What that rests on."""


def main() -> None:
    """Try every door and say how long each took."""
    address = sys.argv[1].rstrip("/")
    client = openai.OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0)
    for name, use in _OPENAI:
        start = time.perf_counter()
        use(client)
        print(f"openai {name:28} {time.perf_counter() - start:6.2f} s", flush=True)
    start = time.perf_counter()
    asyncio.run(_mcp(f"{address}/mcp"))
    print(f"mcp tools and resources {time.perf_counter() - start:17.2f} s", flush=True)


def _models(client: Any) -> None:
    assert "youju" in [model.id for model in client.models.list()]


def _messages() -> list[Any]:
    return [{"role": "user", "content": QUESTION}]


def _chat(client: Any) -> None:
    reply = client.chat.completions.create(model="youju", messages=_messages())
    assert FACT in reply.choices[0].message.content
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 0
    assert WORDS in reply.youju["citations"][0]["quote"]


def _chat_streamed(client: Any) -> None:
    with client.chat.completions.create(
        model="youju", messages=_messages(), stream=True, stream_options={"include_usage": True}
    ) as stream:
        chunks = list(stream)
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert FACT in said
    assert chunks[-1].usage.completion_tokens > 0


def _responses(client: Any) -> None:
    reply = client.responses.create(model="youju", input=QUESTION)
    assert FACT in reply.output_text


def _embeddings(client: Any) -> None:
    reply = client.embeddings.create(model="youju-embedding", input=["示范区", "台风"])
    assert len(reply.data) == 2
    assert len(reply.data[0].embedding) > 100


def _errors(client: Any) -> None:
    codes = []
    try:
        client.models.retrieve("nobody")
    except openai.NotFoundError as fault:
        codes.append(fault.code)
    assert codes == ["model_not_found"]


_OPENAI: tuple[tuple[str, Callable[[Any], None]], ...] = (
    ("models.list", _models),
    ("chat.completions", _chat),
    ("chat.completions, streamed", _chat_streamed),
    ("responses", _responses),
    ("embeddings", _embeddings),
    ("an unknown model", _errors),
)


async def _mcp(address: str) -> None:
    async with mcp.Client(address) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert names == {"ask", "search", "read_article"}
        answer: Any = (await client.call_tool("ask", {"question": QUESTION})).structured_content
        assert FACT in answer["text"]
        article = answer["citations"][0]["document_id"]
        read: Any = await client.read_resource(f"youju://article/{article}")
        assert WORDS in read.contents[0].text


if __name__ == "__main__":
    main()

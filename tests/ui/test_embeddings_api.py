"""``/v1/embeddings`` with the real client and the real bundled model, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import openai
import pytest

from rag import Assistant, Settings
from rag.text.tokens import count_tokens
from tests.hostile import tally
from tests.ui.conftest import serving
from ui.server.embeddings_api import MOST_CHARACTERS, MOST_TEXTS
from ui.server.server import create_server
from ui.state.gate import Gate
from ui.state.limits import RateLimit

TEXTS = [f"第{number}条：江湾湿地修复工程获批" for number in range(20)]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("vectors"), language="zh")
    with Assistant(settings) as made:
        yield made


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[openai.OpenAI]:
    app = create_server(assistant, gate=Gate(workers=1), rate=RateLimit(0))
    with (
        serving(app) as address,
        openai.OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0) as made,
    ):
        yield made


def embed(client: openai.OpenAI, texts: Any, **more: Any) -> Any:
    return client.embeddings.create(model="youju-embedding", input=texts, **more)


@pytest.mark.parametrize("form", ["float", "base64", None])
def test_vectors_are_the_indexs_own(
    form: str | None, client: openai.OpenAI, assistant: Assistant
) -> None:
    """Left to itself the client asks for base64, and decodes it."""
    made = embed(client, TEXTS, **({"encoding_format": form} if form else {}))
    rows = [each.embedding for each in made.data]
    if form == "base64":
        import base64

        rows = [np.frombuffer(base64.b64decode(row), dtype="<f4") for row in rows]
    own = assistant.embedder.encode_documents(TEXTS)
    np.testing.assert_allclose(np.array(rows), own, atol=1e-6)
    assert [each.index for each in made.data] == list(range(20))
    assert made.usage.prompt_tokens == sum(map(count_tokens, TEXTS))
    assert made.youju["fingerprint"] == assistant.embedder.fingerprint


def test_one_text_and_a_question(client: openai.OpenAI, assistant: Assistant) -> None:
    one = embed(client, TEXTS[0])
    assert len(one.data) == 1
    asked = embed(client, TEXTS[0], extra_body={"input_type": "query"}).data[0].embedding
    np.testing.assert_allclose(asked, assistant.embedder.encode_query(TEXTS[0]), atol=1e-6)
    size = assistant.embedder.dimension
    assert len(embed(client, "江湾", dimensions=size).data[0].embedding) == size


@pytest.mark.parametrize(
    ("texts", "more", "param", "said"),
    [
        pytest.param([], {}, "input", "至少 1 项", id="nothing"),
        pytest.param("", {}, "input[0]", "至少 1 个字符", id="an_empty_text"),
        pytest.param(["a", ""], {}, "input[1]", "至少 1 个字符", id="an_empty_text_in_a_list"),
        pytest.param(["a"] * (MOST_TEXTS + 1), {}, "input", "最多 256 项", id="too_many"),
        pytest.param("字" * (MOST_CHARACTERS + 1), {}, "input[0]", "20000 个字符", id="too_long"),
        pytest.param([1, 2, 3], {}, "input", "词元编号", id="tokens"),
        pytest.param([[1, 2], [3]], {}, "input", "词元编号", id="lists_of_tokens"),
        pytest.param({"a": 1}, {}, "input", "文字或列表", id="an_object"),
        pytest.param([None], {}, "input[0]", "应为文字", id="null"),
        pytest.param("a", {"dimensions": 64}, "dimensions", "不能截短", id="shortened"),
        pytest.param("a", {"dimensions": -1}, "dimensions", "不能截短", id="no_dimension"),
        pytest.param("a", {"encoding_format": "int8"}, "encoding_format", "base64", id="form"),
        pytest.param("a", {"extra_body": {"x": 1}}, "x", "没有这个字段", id="unknown"),
    ],
)
def test_what_cannot_be_embedded_is_refused_by_name(
    texts: Any, more: dict[str, Any], param: str, said: str, client: openai.OpenAI
) -> None:
    with pytest.raises(openai.BadRequestError, match=said) as caught:
        embed(client, texts, **more)
    assert caught.value.param == param
    tally.refused("/v1/embeddings")


def test_another_models_name_is_not_taken_for_ours(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="youju-embedding") as caught:
        client.embeddings.create(model="text-embedding-3-small", input="a")
    assert (caught.value.code, caught.value.param) == ("model_not_found", "model")

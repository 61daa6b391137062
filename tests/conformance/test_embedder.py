"""What every ``Embedder`` promises: deep, fast, hashed, and any sentence-transformers model."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings import Embedder, HashEmbedder, load_embedder
from embeddings.static import BUNDLED_MODEL

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

TEXTS = [
    "京津冀工业互联网协同发展示范区",
    "标识解析国家顶级节点（北京）的注册量超过200亿。",
    "The Beijing node has registered over 20 billion identifiers.",
    "今天天气很好",
    "",
    "🙂",
]


@pytest.fixture(scope="module", params=["deep", "fast", "hashed", "sentence_transformer"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "hashed":
        return HashEmbedder()
    if request.param in ("deep", "fast"):
        return load_embedder(str(request.param))
    from embeddings.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(str(BUNDLED_MODEL))


def test_rows_are_float32_and_of_length_one_or_zero(embedder: Embedder) -> None:
    rows = embedder.encode_documents(TEXTS)
    assert rows.dtype == np.float32
    assert rows.shape == (len(TEXTS), embedder.dimension)
    lengths = np.linalg.norm(rows, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))
    assert lengths[4] == 0


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.encode_documents([]).shape == (0, embedder.dimension)


def test_one_by_one_gives_the_same_rows(embedder: Embedder) -> None:
    together = embedder.encode_documents(TEXTS)
    for row, text in zip(together, TEXTS, strict=True):
        np.testing.assert_allclose(embedder.encode_documents([text])[0], row, atol=1e-5)


def test_a_text_is_most_like_itself(embedder: Embedder) -> None:
    rows = embedder.encode_documents(TEXTS[:4])
    for index, text in enumerate(TEXTS[:4]):
        assert int(np.argmax(rows @ embedder.encode_query(text))) == index


def test_fingerprint_is_short_and_stable(embedder: Embedder) -> None:
    assert len(embedder.fingerprint) == 16
    assert embedder.fingerprint == embedder.fingerprint


def test_it_is_an_embedder(embedder: Embedder) -> None:
    assert isinstance(embedder, Embedder)
    assert embedder.name

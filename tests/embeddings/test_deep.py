"""The bundled transformer: the vectors of sentence-transformers, without torch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embeddings import EmbedderError, load_embedder
from embeddings.deep import DEEP_MODEL, MODEL_FILE, DeepEmbedder
from embeddings.int8 import dequantized
from tests.embeddings.float_twin import write_float_twin

TEXTS = [
    "京津冀工业互联网协同发展示范区",
    "标识解析国家顶级节点（北京）的注册量超过200亿。",
    "標識解析國家頂級節點的註冊量超過200億。",
    "The Beijing node has registered over 20 billion identifiers.",
    "今天天气很好，适合去郊外走走。" * 20,
]
LEAST_COSINE = 0.995


@pytest.fixture(scope="module")
def deep() -> DeepEmbedder:
    return DeepEmbedder()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_vectors_are_those_of_sentence_transformers(deep: DeepEmbedder, tmp_path: Path) -> None:
    from embeddings.sentence_transformer import SentenceTransformerEmbedder

    twin = SentenceTransformerEmbedder(str(write_float_twin(tmp_path / "twin")))
    likeness = (deep.encode_documents(TEXTS) * twin.encode_documents(TEXTS)).sum(axis=1)
    assert likeness.min() >= LEAST_COSINE
    asked = [float(deep.encode_query(text) @ twin.encode_query(text)) for text in TEXTS]
    assert min(asked) >= LEAST_COSINE


def test_a_vector_does_not_depend_on_its_neighbours(deep: DeepEmbedder) -> None:
    together = deep.encode_documents(TEXTS)
    for row, text in zip(together, TEXTS, strict=True):
        np.testing.assert_array_equal(deep.encode_documents([text])[0], row)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("示范区何时获批？", "国家批复同意建设示范区。", "球队昨晚以三比一获胜。"),
        ("When did the team win?", "球队昨晚以三比一获胜。", "国家批复同意建设示范区。"),
        ("球隊幾比幾獲勝？", "球队昨晚以三比一获胜。", "国家批复同意建设示范区。"),
    ],
    ids=["chinese", "english_over_chinese", "traditional_over_simplified"],
)
def test_meaning_across_languages(deep: DeepEmbedder, question: str, near: str, far: str) -> None:
    likeness = deep.encode_documents([near, far]) @ deep.encode_query(question)
    assert likeness[0] > likeness[1]


@pytest.mark.parametrize("text", ["", " \n\u3000"])
def test_a_text_of_nothing_is_like_nothing(deep: DeepEmbedder, text: str) -> None:
    assert not deep.encode_documents([text]).any()
    assert not deep.encode_query(text).any()


def test_a_text_beyond_the_model_is_cut_and_a_surrogate_taken(deep: DeepEmbedder) -> None:
    rows = deep.encode_documents(["长" * 5_000, "坏字\ud800符"])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_it_is_told_what_a_text_takes(deep: DeepEmbedder) -> None:
    assert deep.seconds_a_text() > 0


def test_it_needs_neither_torch_nor_sentence_transformers() -> None:
    code = (
        "import sys; from embeddings import load_embedder;"
        "e = load_embedder('deep'); e.encode_query('你好'); e.encode_documents(['你好']);"
        "sys.exit(bool({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEEP_MODEL, tmp_path / "model"))


@pytest.mark.parametrize(
    "missing", [MODEL_FILE, "tokenizer.json", "config.json", "config_sentence_transformers.json"]
)
def test_a_missing_file_is_named(copied: Path, missing: str) -> None:
    (copied / missing).unlink()
    with pytest.raises(EmbedderError, match="incomplete or damaged"):
        DeepEmbedder(copied)


@pytest.mark.parametrize("name", [MODEL_FILE, "tokenizer.json"])
def test_a_damaged_file_is_named(copied: Path, name: str) -> None:
    (copied / name).write_bytes((copied / name).read_bytes()[:5_000])
    with pytest.raises(EmbedderError, match="incomplete or damaged"):
        DeepEmbedder(copied).encode_documents(["示范区"])
    with pytest.raises(EmbedderError, match="incomplete or damaged"):
        DeepEmbedder(copied).encode_query("示范区")


def test_other_bytes_are_another_fingerprint(copied: Path, deep: DeepEmbedder) -> None:
    assert DeepEmbedder(copied).fingerprint == deep.fingerprint
    (copied / "tokenizer.json").write_bytes((copied / "tokenizer.json").read_bytes() + b"\n")
    assert DeepEmbedder(copied).fingerprint != deep.fingerprint


def test_it_is_called_deep() -> None:
    assert isinstance(load_embedder("deep"), DeepEmbedder)
    assert load_embedder("fast").fingerprint == load_embedder("bundled").fingerprint


def test_four_bits_are_unpacked_lower_half_first() -> None:
    packed = np.array([[[0x0F, 0x80]], [[0x98, 0x17]]], np.uint8)  # one block of four a row
    matrix = dequantized(packed, np.array([2.0, 0.5], np.float16), 2, 4)
    assert matrix.tolist() == [[14.0, -16.0, -16.0, 0.0], [0.0, 0.5, -0.5, -3.5]]

"""What the embedders do each by itself; what all promise is in ``tests/conformance``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import Embedder, EmbedderError, HashEmbedder, load_embedder
from embeddings.static import BUNDLED_MODEL, StaticEmbedder, is_static

TEXTS = [
    "京津冀工业互联网协同发展示范区",
    "标识解析国家顶级节点（北京）的注册量超过200亿。",
    "The Beijing node has registered over 20 billion identifiers.",
    "今天天气很好",
    "",
    "🙂",
]


def test_hash_embedder_with_another_seed_is_another_model() -> None:
    first, second = HashEmbedder(seed=1), HashEmbedder(seed=2)
    assert first.fingerprint != second.fingerprint
    assert not np.allclose(first.encode_query("示范区"), second.encode_query("示范区"))


@given(st.lists(st.text(), max_size=4))
@settings(max_examples=40, deadline=None)
def test_bundled_takes_any_text(texts: list[str]) -> None:
    rows = load_bundled().encode_documents(texts)
    assert rows.shape == (len(texts), 256)
    assert np.isfinite(rows).all()


def test_bundled_takes_a_lone_surrogate() -> None:
    assert np.isfinite(load_bundled().encode_query("坏字\ud800符")).all()


def test_bundled_meaning_beats_noise() -> None:
    model = load_bundled()
    query = model.encode_query("示范区何时获批？")
    near, far = model.encode_documents(["国家批复同意建设示范区。", "球队昨晚以三比一获胜。"])
    assert near @ query > far @ query + 0.1


_loaded: list[Embedder] = []


def load_bundled() -> Embedder:
    """The bundled model, loaded once for the module."""
    if not _loaded:
        _loaded.append(load_embedder("bundled"))
    return _loaded[0]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_bundled_agrees_with_sentence_transformers() -> None:
    from embeddings.sentence_transformer import SentenceTransformerEmbedder

    twin = SentenceTransformerEmbedder(str(BUNDLED_MODEL))
    assert twin.dimension == 256
    assert len(twin.fingerprint) == 16
    np.testing.assert_allclose(
        load_bundled().encode_documents(TEXTS[:4]), twin.encode_documents(TEXTS[:4]), atol=2e-4
    )
    np.testing.assert_allclose(
        load_bundled().encode_query(TEXTS[0]), twin.encode_query(TEXTS[0]), atol=2e-4
    )


def test_bundled_needs_neither_torch_nor_sentence_transformers() -> None:
    code = (
        "import sys; from embeddings import load_embedder;"
        "load_embedder().encode_query('你好');"
        "sys.exit(bool({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED_MODEL, tmp_path / "model"))


def test_a_folder_with_a_static_model_loads_as_one(copied: Path) -> None:
    found = load_embedder(str(copied))
    assert isinstance(found, StaticEmbedder)
    assert found.fingerprint == load_bundled().fingerprint
    assert found.name == str(copied)


def test_a_changed_tokenizer_changes_the_fingerprint(copied: Path) -> None:
    tokenizer = copied / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert load_embedder(str(copied)).fingerprint != load_bundled().fingerprint


def test_a_model_with_prompts_is_not_loaded_as_a_plain_table(copied: Path) -> None:
    (copied / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "问：", "document": ""}}', encoding="utf-8"
    )
    assert not is_static(copied)


@pytest.mark.parametrize("missing", ["model.safetensors", "tokenizer.json"])
def test_an_incomplete_folder_is_named(copied: Path, missing: str) -> None:
    (copied / missing).unlink()
    with pytest.raises(EmbedderError, match="incomplete or damaged"):
        load_embedder(str(copied))


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(EmbedderError, match="no such folder"):
        load_embedder("/nowhere/to/be/found")


def test_an_unknown_hub_model_offline_fails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    load_bundled()
    import sentence_transformers  # noqa: F401 - its import is slow and not what is timed

    started = time.monotonic()
    with pytest.raises(EmbedderError, match="HF_HUB_OFFLINE"):
        load_embedder("nobody/has-this-model")
    assert time.monotonic() - started < 5


def test_an_unreachable_hub_fails_within_seconds() -> None:
    code = (
        "import sys, time\n"
        "import sentence_transformers\n"
        "from embeddings import load_embedder, EmbedderError\n"
        "started = time.monotonic()\n"
        "try:\n    load_embedder('nobody/has-this-model')\n"
        "except EmbedderError as fault:\n"
        "    sys.exit(0 if 'cannot be reached' in str(fault)"
        " and time.monotonic() - started < 15 else str(fault))\n"
    )
    environment = {**os.environ, "HF_ENDPOINT": "http://127.0.0.1:9"}
    environment.pop("HF_HUB_OFFLINE", None)
    done = subprocess.run([sys.executable, "-c", code], check=False, env=environment, timeout=60)
    assert done.returncode == 0


def test_prompts_of_the_model_are_used(copied: Path) -> None:
    from embeddings.sentence_transformer import SentenceTransformerEmbedder

    (copied / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "体育 足球 ", "document": ""}}', encoding="utf-8"
    )
    prompted = SentenceTransformerEmbedder(str(copied))
    plain = load_bundled()
    np.testing.assert_allclose(
        prompted.encode_query("示范区"), plain.encode_query("体育 足球 示范区"), atol=2e-4
    )
    np.testing.assert_allclose(
        prompted.encode_documents(["示范区"])[0], plain.encode_query("示范区"), atol=2e-4
    )
    assert prompted.fingerprint != plain.fingerprint

"""Tokens are counted without a network, exactly, and never slice a character."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.text.tokens import RANKS_FILE, count_tokens, load_encoding

TEXTS = st.text(max_size=300) | st.text(alphabet="示范区何时获批？ab 1,%\n🙂", max_size=300)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("counting tokens opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_round_trip(text: str) -> None:
    encoding = load_encoding()
    assert encoding.decode(encoding.encode_ordinary(text)) == text


def test_every_byte_is_a_token_and_ranks_are_whole() -> None:
    encoding = load_encoding()
    values = encoding.token_byte_values()
    assert len(values) == len(set(values)) == encoding.n_vocab == 24_000
    assert {bytes([byte]) for byte in range(256)} <= set(values)


def test_special_tokens_are_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_a_lone_surrogate_is_counted() -> None:
    assert count_tokens("坏\ud800字") >= 2


def test_chinese_and_english_cost_what_one_expects() -> None:
    chinese = "京津冀三地共同推动工业互联网协同发展示范区建设。" * 10
    english = "The three regions work together on the industrial internet. " * 10
    assert 0.3 < count_tokens(chinese) / len(chinese) < 0.9
    assert 1.0 <= count_tokens(english) / len(english.split()) < 3.0


def test_a_million_characters_are_quick() -> None:
    started = time.monotonic()
    assert count_tokens("工业" * 500_000) > 100_000
    assert count_tokens("a" * 1_000_000) > 1_000
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("name", ["cl100k_base", "o200k_base"])
def test_a_public_encoding_that_is_not_on_disk_is_stood_in_for(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    load_encoding.cache_clear()
    assert load_encoding(name).name == "youju"
    load_encoding.cache_clear()


def test_a_damaged_public_file_is_neither_used_nor_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The name tiktoken gives the cached file: the SHA-1 of its address.
    file = tmp_path / "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"
    file.write_bytes(b"damaged")
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    load_encoding.cache_clear()
    assert load_encoding("cl100k_base").name == "youju"
    assert file.read_bytes() == b"damaged"
    load_encoding.cache_clear()


def test_the_ranks_are_small() -> None:
    assert RANKS_FILE.stat().st_size < 1_000_000

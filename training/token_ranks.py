"""Make ``rag/data/youju.tiktoken.xz``: byte-pair ranks for counting tokens without a network.

    python -m training.token_ranks ARTICLES.jsonl[.xz]

Chinese merges are counted over the ``text`` field of the articles, English ones over the
reference texts that every Python carries (``pydoc_data.topics``). The same input gives the
same file. The pre-tokenizing pattern is the one in ``rag/text/tokens.py``; both must agree.
"""

from __future__ import annotations

import argparse
import base64
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from pydoc_data.topics import topics

from rag.text.tokens import PATTERN, RANKS_FILE

VOCABULARY = 24_000
LONGEST_TOKEN_BYTES = 15
ENGLISH_REPEATS = 4


def texts(articles: Path, step: int) -> Iterator[str]:
    """The text of every ``step``-th article, then the English reference texts."""
    packed = articles.suffix == ".xz"
    with lzma.open(articles, "rt") if packed else articles.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % step == 0:
                yield str(json.loads(line)["text"])
    for _ in range(ENGLISH_REPEATS):
        yield from topics.values()


def train(articles: Path, step: int) -> list[bytes]:
    """The tokens in rank order: the 256 bytes, then one for each merge."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        max_token_length=LONGEST_TOKEN_BYTES,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(articles, step), trainer)
    letters = _bytes_of_letters()
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    ranked = [bytes([byte]) for byte in range(256)]
    seen = set(ranked)
    for left, right in merges:
        token = bytes(letters[letter] for letter in left + right)
        if token not in seen:
            seen.add(token)
            ranked.append(token)
    return ranked


def _bytes_of_letters() -> dict[str, int]:
    """GPT-2's printable stand-ins for bytes (Radford et al. 2019, ``bytes_to_unicode``)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(256 + place): byte for place, byte in enumerate(others)
    }


def main() -> None:
    """Train, write the ranks in tiktoken's own text format, packed."""
    parser = argparse.ArgumentParser(description="Make rag/data/youju.tiktoken.xz.")
    parser.add_argument("articles", type=Path, help="JSON lines with a text field (.xz allowed)")
    parser.add_argument("--step", type=int, default=4, help="use every STEP-th article")
    arguments = parser.parse_args()
    ranked = train(arguments.articles, arguments.step)
    lines = b"".join(
        base64.b64encode(token) + b" " + str(rank).encode() + b"\n"
        for rank, token in enumerate(ranked)
    )
    RANKS_FILE.parent.mkdir(exist_ok=True)
    RANKS_FILE.write_bytes(lzma.compress(lines, preset=9))
    print(f"{RANKS_FILE}: {len(ranked):,} ranks, {RANKS_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

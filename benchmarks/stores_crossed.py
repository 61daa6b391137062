"""Which half of a search differs between two stores of one index: its words or its meaning.

    python -m benchmarks.stores_crossed --embedded FOLDER --url ADDRESS

The stores are copies of each other (``youju index copy``) and hold the pool of
``benchmarks.stores --pool`` (YOUJU_DEV_DATA). Each store's words are fused with each store's
meaning by the product's own ``retrieve``; and it is told for how many questions both have the same
ten best by words, in the same order.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from pydantic import SecretStr

from benchmarks.stores import Asked, hits, pool
from embeddings import load_embedder
from embeddings.base import FloatVector
from rag.indexing.opening import open_reader
from rag.indexing.ports import Reader
from rag.settings import Settings
from rag.types import Document, Filters, Hit, Passage

_TEN = 10


class Crossed:
    """Words of one store and meaning of another, under chunk ids of its own."""

    def __init__(self, words: Reader, meaning: Reader) -> None:
        """Both hold the same articles, cut the same way."""
        self._words, self._meaning = words, meaning
        self._numbers: dict[tuple[str, int], int] = {}
        self._held: list[Passage] = []

    def lexical(
        self,
        query: str,
        k: int,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        others: Sequence[tuple[str, str]] = (),
    ) -> list[Hit]:
        """By the words of the one."""
        return self._shared(self._words, self._words.lexical(query, k, filters, others))

    def nearest(self, vector: FloatVector, k: int, filters: Filters = Filters()) -> list[Hit]:  # noqa: B008 - frozen
        """By the vectors of the other."""
        return self._shared(self._meaning, self._meaning.nearest(vector, k, filters))

    def passages(self, chunk_ids: Sequence[int]) -> list[Passage]:
        """What was found before under these numbers."""
        return [self._held[number] for number in chunk_ids]

    def shown(self, document_id: str) -> Document:
        """The article, of either."""
        return self._words.shown(document_id)

    def _shared(self, reader: Reader, hits: Sequence[Hit]) -> list[Hit]:
        found: list[Hit] = []
        passages = reader.passages([hit.chunk_id for hit in hits])
        for passage, hit in zip(passages, hits, strict=True):
            place = passage.document_id, passage.start
            number = self._numbers.setdefault(place, len(self._held))
            if number == len(self._held):
                self._held.append(replace(passage, chunk_id=number))
            found.append(Hit(number, hit.score))
        return found


def main() -> None:
    """Print a line for each pair of stores and set of questions."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--embedded", type=Path, required=True)
    parser.add_argument("--url", required=True, help="the server that it was copied to")
    parser.add_argument("--questions", type=int, default=100, help="of each set")
    arguments = parser.parse_args()
    embedder = load_embedder("fast")
    with tempfile.TemporaryDirectory(prefix="stores-") as name:
        asked = pool(Path(name) / "pool", arguments.questions)
    readers = {
        kind: open_reader(Settings(data_dir=arguments.embedded, index=SecretStr(url)), embedder)
        for kind, url in (("embedded", ""), ("PostgreSQL", arguments.url))
    }
    for name, own in asked.items():
        for words, meaning in product(readers, repeat=2):
            index = Crossed(readers[words], readers[meaning])
            share = hits(index, embedder, own)
            print(f"{name}: words of {words}, meaning of {meaning}: hit@1 / hit@5 {share}")
        print(f"{name}: the same ten by words for {_alike(list(readers.values()), own)}")


def _alike(readers: Sequence[Reader], asked: Sequence[Asked]) -> str:
    same = 0
    for question, _ in asked:
        lists = [
            [(p.document_id, p.start) for p in reader.passages([h.chunk_id for h in hits])]
            for reader in readers
            for hits in [reader.lexical(question, _TEN)]
        ]
        same += lists[0] == lists[1]
    return f"{same} of {len(asked)} questions"


if __name__ == "__main__":
    main()

"""How many reprints a large corpus holds and how long it takes to find them.

``python benchmarks/reprints.py FILE.jsonl.xz`` streams the articles, makes signatures on all
cores, groups them and prints counts and seconds; ``--check N`` compares the groups of the
first N articles with datasketch's MinHash and its LSH.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from rag.articles.load import load
from rag.indexing.reprints import ReprintFinder, signature
from rag.settings import Settings

BATCH = 500


def texts_in(path: Path) -> Iterator[str]:
    """The articles' texts, one at a time."""
    for article in load(path, Settings(max_file_mb=100_000)):
        yield article.body


def _signatures(texts: list[str]) -> list[bytes]:
    return [signature(text) for text in texts]


def batches(texts: Iterator[str]) -> Iterator[list[str]]:
    """The texts in lists of 500."""
    while batch := list(islice(texts, BATCH)):
        yield batch


def find(texts: list[str]) -> list[tuple[int, ...]]:
    """The clusters of some texts, with the time each part took printed."""
    began = time.perf_counter()
    finder: ReprintFinder[int] = ReprintFinder()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        made = [one for batch in pool.map(_signatures, batches(iter(texts))) for one in batch]
    for number, one in enumerate(made):
        finder.add(number, one)
    signed = time.perf_counter() - began
    used = time.process_time()

    def texts_of(keys: Sequence[int]) -> dict[int, str]:
        return {key: texts[key] for key in keys}

    clusters = finder.clusters(texts_of)
    grouped = time.perf_counter() - began - signed
    print(
        f"signatures {signed:.1f} s, grouping {grouped:.1f} s "
        f"({time.process_time() - used:.1f} s of processor time)"
    )
    began = time.perf_counter()
    finder.clusters(texts_of, fresh=[len(texts) - 1], known=clusters)
    print(f"grouping again after one new article {time.perf_counter() - began:.2f} s")
    return clusters


def check(texts: list[str], clusters: list[tuple[int, ...]]) -> None:
    """Print how many of our pairs datasketch's LSH proposes too, and the other way round."""
    from datasketch import MinHash, MinHashLSH

    began = time.perf_counter()
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    sketches = []
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch({text[i : i + 5].encode() for i in range(max(1, len(text) - 4))})
        lsh.insert(number, sketch)
        sketches.append(sketch)
    theirs = set()
    for number, sketch in enumerate(sketches):
        for other in lsh.query(sketch):
            if other < number and sketch.jaccard(sketches[other]) >= 0.75:
                theirs.add((other, number))
    seconds = time.perf_counter() - began
    ours = {(g[0], other) for g in clusters for other in g[1:]}
    head = {key: g[0] for g in clusters for key in g}
    shared = sum(head.get(a, a) == head.get(b, b) for a, b in theirs)
    print(
        f"datasketch on {len(texts)} articles: {seconds:.1f} s, {len(theirs)} pairs estimated "
        f"at 0.75 or more, {shared} of them in one of our clusters; ours: {len(ours)} pairs"
    )


def main(arguments: list[str] | None = None) -> int:
    """Read, find, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--check", type=int, default=0, metavar="N")
    chosen = parser.parse_args(arguments)
    began = time.perf_counter()
    texts = list(islice(texts_in(chosen.corpus), chosen.limit))
    print(f"{len(texts)} articles read in {time.perf_counter() - began:.1f} s")
    clusters = find(texts)
    sizes = Counter(map(len, clusters))
    print(
        f"{len(clusters)} clusters of {sum(map(len, clusters))} articles; "
        f"sizes: {dict(sorted(sizes.items()))}"
    )
    if chosen.check:
        some = texts[: chosen.check]
        check(some, find(some))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How often an inferred publication day is right: ``python benchmarks/published.py CORPUS``.

Takes dated articles at random from a .jsonl(.xz) corpus, hides their dates, infers them from
the text alone, and counts how far off the inferred day is.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

from rag.articles.load import load
from rag.articles.publication import parse_day
from rag.articles.published_inferred import inferred
from rag.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Infer, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sample", type=int, default=4_000)
    chosen = parser.parse_args(arguments)
    dated = [
        (day, article.body)
        for article in load(chosen.corpus, Settings(max_file_mb=100_000))
        if (day := parse_day(article.metadata.get("published", "")))
    ]
    sample = random.Random(5).sample(dated, min(chosen.sample, len(dated)))  # noqa: S311 - a sample
    counts: Counter[str] = Counter()
    began = time.process_time()
    for day, text in sample:
        found = inferred(text).day
        if found is None:
            counts["nothing inferred"] += 1
            continue
        apart = abs((found - day).days)
        counts["inferred"] += 1
        counts["within a day"] += apart <= 1
        counts["within a week"] += apart <= 7
        counts["within 31 days"] += apart <= 31
        counts["right year"] += found.year == day.year
    each = 1e6 * (time.process_time() - began) / len(sample)
    print(f"{len(sample)} articles, {each:.0f} microseconds each")
    for name, count in counts.items():
        share = f"   {100 * count / counts['inferred']:.1f} % of the inferred"
        print(f"{name:17} {count:6}{share if name != 'nothing inferred' else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

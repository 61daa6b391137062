"""Articles to measure with: the news corpus when it is there, else seeded nonsense of its shape."""

from __future__ import annotations

import itertools
import json
import lzma
import os
import random
from collections.abc import Iterator
from pathlib import Path

NEWS = "corpora/news_61k.jsonl.xz"
WHOLE = 61_298
"""The number of articles in the corpus; a synthetic one is as large."""

_WORDS = ["工厂", "生产", "城市", "发展", "企业", "项目", "建设", "数据", "市场", "增长", "记者"]


def news_file() -> Path | None:
    """The corpus in the development data, where ``YOUJU_DEV_DATA`` names them."""
    folder = os.environ.get("YOUJU_DEV_DATA")
    path = Path(folder) / NEWS if folder else None
    return path if path and path.is_file() else None


def records(count: int) -> Iterator[dict[str, str | None]]:
    """``count`` records with id, published and text, always the same ones."""
    path = news_file()
    if path is None:
        yield from itertools.islice(_synthetic(), count)
        return
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, count):
            yield json.loads(line)


def _synthetic() -> Iterator[dict[str, str | None]]:
    chance = random.Random(61)  # noqa: S311 - a seeded corpus
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 3_000)]
    vocabulary = _WORDS + ["".join(chance.choices(characters, k=2)) for _ in range(30_000)]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    cumulated = list(itertools.accumulate(weights))
    for number in itertools.count():
        sentences = [
            "".join(chance.choices(vocabulary, cum_weights=cumulated, k=chance.randint(6, 20)))
            + f"{chance.randint(1, 9999)}。"
            for _ in range(chance.randint(8, 30))
        ]
        day = f"2023-{chance.randint(7, 8):02d}-{chance.randint(1, 28):02d}"
        yield {"id": f"s{number:06d}", "published": day, "text": "".join(sentences)}


def write_jsonl(path: Path, count: int) -> Path:
    """``count`` records as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for record in records(count):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def questions(count: int, articles: int) -> list[str]:
    """Likely questions: a stretch of a random sentence and a question word."""
    chance = random.Random(7)  # noqa: S311 - seeded questions
    texts = [str(record["text"]) for record in records(min(articles, 5_000))]
    asked: list[str] = []
    while len(asked) < count:
        text = chance.choice(texts)
        start = chance.randrange(max(1, len(text) - 30))
        stretch = text[start : start + chance.randint(6, 18)].strip("，。、；：“” \n")
        if len(stretch) >= 5:
            asked.append(stretch + chance.choice(["是什么时候？", "有多少？", "是谁？", "如何？"]))
    return asked

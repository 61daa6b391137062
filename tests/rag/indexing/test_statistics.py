"""Counts over the index agree with the articles that were read."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings import HashEmbedder
from rag import Assistant, Settings
from rag.errors import IndexMissing


def test_counts_agree_with_the_articles(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    (folder / "本地").mkdir(parents=True)
    for name, day, text in (
        ("a.txt", "2022-07-29", "渡口重开。" * 20),
        ("b.txt", "2022-09-01", "书店揭牌。" * 200),
        ("本地/c.txt", "2022-07-02", "大桥通车了。" * 30),
    ):
        (folder / name).write_text(
            f"标题{name}\n\n{day} 来源：江湾日报\n\n{text}\n", encoding="utf-8"
        )
    with Assistant(Settings(data_dir=tmp_path / "data"), embedder=HashEmbedder()) as assistant:
        with pytest.raises(IndexMissing):
            assistant.statistics()
        assistant.ingest(folder)
        counts = assistant.statistics()
        assert counts["months"] == {"2022-07": 2, "2022-08": 0, "2022-09": 1}
        assert counts["languages"] == {"zh-Hans": 3}
        assert sum(counts["lengths"].values()) == 3
        assert counts["lengths"]["0–500"] == 2
        assert counts["folders"] == {str(folder): 2, str(folder / "本地"): 1}
        assert sum(counts["sources"].values()) == 3
        assert assistant.count_documents() == 3
        assert assistant.count_documents("b.txt") == 1
        assert assistant.remove(str(folder / "a.txt")) == 1
        assert sum(assistant.statistics()["months"].values()) == 2

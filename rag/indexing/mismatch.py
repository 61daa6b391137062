"""The errors for an index that is not there, or was built in another way than it is read.

Each names the way out.
"""

from __future__ import annotations

from pathlib import Path

from embeddings import Embedder
from embeddings.names import shipped
from rag.errors import IndexMismatch, IndexMissing
from rag.indexing.nouns import Build


def mismatch(build: Build, embedder: Embedder) -> IndexMismatch:
    """The error that names both models and the command that mends it."""
    if build.fingerprint == embedder.fingerprint:
        return IndexMismatch(
            zh="索引是按另一种切分方式建的。请运行 youju ingest：会从已存文章重建，原文件不必重读，"
            "建好之前旧索引不变。",
            en="The index was built with another way of cutting articles. Run youju ingest: it is "
            "rebuilt from the stored articles beside the old one.",
        )
    back_zh, back_en = _way_back(build, embedder)
    return IndexMismatch(
        zh=f"索引是用嵌入模型“{build.embedder}”（{build.dimension} 维，{build.fingerprint}）建的，"
        f"现在设置的是“{embedder.name}”（{embedder.dimension} 维，{embedder.fingerprint}）。"
        "请运行 youju ingest 用新模型重建（从已存文章重建，可中断续做，建好之前旧索引不变）"
        f"{back_zh}。",
        en=f'The index was built with the embedding model "{build.embedder}" ({build.dimension} '
        f'dimensions, {build.fingerprint}); now "{embedder.name}" ({embedder.dimension} '
        f"dimensions, {embedder.fingerprint}) is set. Run youju ingest to rebuild it with the new "
        f"model (from the stored articles, resumable, the old index stays until then){back_en}.",
    )


def _way_back(build: Build, embedder: Embedder) -> tuple[str, str]:
    """How to go on with the model of the index; nothing where this version has another of it."""
    before = shipped(build.embedder) or build.embedder
    if before == embedder.name:
        return "", ""
    zh, en = f"，或设回 YOUJU_EMBEDDING_MODEL={before}", f", or set YOUJU_EMBEDDING_MODEL={before}"
    if shipped(before):
        return f"{zh}（auto 会沿用索引的模型）", f"{en} again (auto goes on with the index's model)"
    return zh, f"{en} again"


def not_shipped(build: Build) -> IndexMismatch:
    """The error for an index of a model that does not ship, where ``auto`` is set."""
    return IndexMismatch(
        zh=f"索引是用嵌入模型“{build.embedder}”建的，而 auto 只用自带的模型。请设置 "
        f"YOUJU_EMBEDDING_MODEL={build.embedder}，或运行 youju ingest 用自带的模型重建"
        "（从已存文章重建，可中断续做，建好之前旧索引不变）。",
        en=f'The index was built with the embedding model "{build.embedder}", and auto takes only '
        f"models that ship. Set YOUJU_EMBEDDING_MODEL={build.embedder}, or run youju ingest to "
        "rebuild it with one that ships (from the stored articles, resumable, the old index stays "
        "until then).",
    )


def missing(data_dir: Path) -> IndexMissing:
    """The error for a folder in which nothing is indexed yet."""
    return IndexMissing(
        zh=f"还没有索引（{data_dir}）。请先运行：youju ingest 文章文件夹",
        en=f"Nothing is indexed yet ({data_dir}). Run first: youju ingest FOLDER",
    )

"""What ``youju doctor`` tries: each a small function of the settings that gives a finding."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import IndexMissing
from rag.home import at_home
from rag.settings import Settings
from rag.wording import say

if TYPE_CHECKING:
    from rag.indexing.choosing import Embedders
    from rag.indexing.ports import Store

LOW_DISK_BYTES = 500_000_000
PACKAGES = (
    "sentence-transformers", "faiss-cpu", "tantivy", "onnxruntime", "tiktoken",
    "langchain", "gradio",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: whether it works, what was seen, and what to do if not."""

    name: str
    works: bool
    detail: str
    remedy: str = ""


def _python(_: Settings) -> Finding:
    missing, found = [], []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    detail = f"Python {sys.version.split()[0]}, " + ", ".join(found)
    if missing:
        listed = " ".join(missing)
        return Finding(
            say("软件包", "packages"),
            works=False,
            detail=say("缺少 ", "missing: ") + listed,
            remedy=f"pip install {listed}",
        )
    return Finding(say("软件包", "packages"), works=True, detail=detail)


def _embedder(settings: Settings) -> Finding:
    from rag.assistant import Assistant
    from rag.indexing.opening import store_of

    embedders = Assistant(settings).embedders
    embedder = embedders.of_index(store_of(settings))
    vector = embedder.encode_query("示范区何时获批？")
    return Finding(
        say("嵌入模型", "embedding model"),
        works=len(vector) == embedder.dimension,
        detail=f"{embedder.name}, {embedder.dimension}d, {embedder.fingerprint}; "
        + _why(embedders, store_of(settings)),
    )


def _why(embedders: Embedders, store: Store) -> str:
    """Why this model is used; where ``auto`` took the fast one, what the other would take now."""
    from embeddings.names import DEEP, FAST
    from rag.indexing.choosing import AUTO, SWITCH, minutes_for, reason

    try:
        status = store.describe()
    except IndexMissing:
        if embedders.named != AUTO:
            return reason(embedders.named, embedders.named)
        return say(
            "auto：第一次建索引时按文章多少和本机快慢选定 deep 或 fast",
            "auto: the first build chooses deep or fast by how much there is and how fast this "
            "machine is",
        )
    why = reason(embedders.named, status["embedder"])
    if (embedders.named, status["embedder"]) != (AUTO, FAST):
        return why
    minutes = minutes_for(status["chunks"] * embedders.seconds_a_text())
    return why + say(
        f"；换成 deep 约需 {minutes:,} 分钟：{SWITCH.format(DEEP)}",
        f"; deep would take about {minutes:,} min: {SWITCH.format(DEEP)}",
    )


def _reader(settings: Settings) -> Finding:
    from rag.assistant import Assistant
    from rag.types import Passage

    text = "示范区在2022年1月获得批准。"
    passage = Passage(0, "doctor", 0, len(text), text)
    (reading,) = Assistant(settings).reader.read("示范区何时获批？", [passage])
    pointed = text[reading.spans[0].start : reading.spans[0].end] if reading.spans else ""
    return Finding(
        say("阅读模型", "reader"),
        works="2022" in pointed,
        detail=f"{settings.reader_model} → “{pointed}”",
    )


def _tokens(_: Settings) -> Finding:
    from rag.text.tokens import count_tokens

    return Finding(
        say("计数（tiktoken）", "token counting (tiktoken)"),
        works=True,
        detail=say(
            f"离线可用，“示范区何时获批？”为 {count_tokens('示范区何时获批？')} 个",
            f"works offline, “示范区何时获批？” is {count_tokens('示范区何时获批？')} tokens",
        ),
    )


def _encodings(_: Settings) -> Finding:
    filesystem, terminal = sys.getfilesystemencoding(), sys.stdout.encoding or "?"
    fine = filesystem.lower().startswith("utf")
    remedy = "" if fine else say("请设置 PYTHONUTF8=1。", "Set PYTHONUTF8=1.")
    return Finding(
        say("编码", "encodings"),
        works=fine,
        detail=say(
            f"文件名 {filesystem}，终端 {terminal}", f"file names {filesystem}, terminal {terminal}"
        ),
        remedy=remedy,
    )


def _disk(settings: Settings) -> Finding:
    name = say("磁盘", "disk")
    folder = settings.data_dir
    existing = next(path for path in (folder, *folder.resolve().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    try:
        _try_to_write(existing, ours=existing == folder)
    except OSError as fault:
        return Finding(
            name,
            works=False,
            detail=f"{existing}: {fault.strerror}",
            remedy=say(
                "请把 YOUJU_DATA_DIR 设为可写的文件夹。",
                "Set YOUJU_DATA_DIR to a folder that can be written.",
            ),
        )
    detail = say(f"{folder}，可用 {free / 1e9:.1f} GB", f"{folder}, {free / 1e9:.1f} GB free")
    remedy = "" if free > LOW_DISK_BYTES else say("请腾出磁盘空间。", "Free some disk space.")
    return Finding(name, works=free > LOW_DISK_BYTES, detail=detail, remedy=remedy)


def _try_to_write(folder: Path, *, ours: bool) -> None:
    """Write to the data folder; where it is not there yet its parent is not ours to write to."""
    if ours:
        probe = folder / ".youju-doctor"
        probe.write_bytes(b"youju")
        probe.unlink()
    elif not os.access(folder, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def _server(settings: Settings) -> Finding:
    """Where the index is kept; of a server also what it is, and who is writing to it."""
    from rag.indexing.opening import store_of

    seen = store_of(settings).place()
    return Finding(say("索引所在", "place of the index"), works=True, detail=seen)


def _index(settings: Settings) -> Finding:
    from rag.assistant import Assistant
    from rag.indexing.opening import store_of

    name = say("索引", "index")
    try:
        status = store_of(settings).describe()
    except IndexMissing:
        return Finding(
            name,
            works=True,
            detail=say(
                "还没有索引；提问时会自动建立。", "none yet; the first question builds one."
            ),
        )
    with Assistant(settings) as assistant:
        _ = assistant.index
    return Finding(
        name,
        works=True,
        detail=say(
            f"{status['documents']:,} 篇，{status['chunks']:,} 段",
            f"{status['documents']:,} articles, {status['chunks']:,} chunks",
        ),
    )


def _articles(settings: Settings) -> Finding:
    name = say("文章文件夹", "article folders")
    lacking = [str(path) for path in settings.articles if not at_home(path).exists()]
    if lacking:
        return Finding(
            name,
            works=False,
            detail=say("不存在：", "missing: ") + ", ".join(lacking),
            remedy=say("请改正 YOUJU_ARTICLES。", "Correct YOUJU_ARTICLES."),
        )
    listed = ", ".join(str(path) for path in settings.articles)
    return Finding(
        name,
        works=True,
        detail=listed or say("未设置，用自带样例", "not set; the shipped samples are used"),
    )


def _chat(settings: Settings) -> Finding:
    name = say("对话模型", "chat model")
    if not settings.chat_model:
        return Finding(
            name,
            works=True,
            detail=say(
                "未设置，用原文摘句作答（离线）", "not set; answers are extractive (offline)"
            ),
        )
    from rag.chat.check import check_endpoint

    return Finding(name, works=True, detail=check_endpoint(settings))


CHECKS: tuple[tuple[tuple[str, str], Callable[[Settings], Finding]], ...] = (
    (("软件包", "packages"), _python),
    (("嵌入模型", "embedding model"), _embedder),
    (("阅读模型", "reader"), _reader),
    (("计数（tiktoken）", "token counting (tiktoken)"), _tokens),
    (("编码", "encodings"), _encodings),
    (("磁盘", "disk"), _disk),
    (("文章文件夹", "article folders"), _articles),
    (("索引所在", "place of the index"), _server),
    (("索引", "index"), _index),
    (("对话模型", "chat model"), _chat),
)
"""What is tried, in this order, each under its name in both languages."""

"""Which embedding model an index takes: the one that is set, or with ``auto`` the index's own.

``auto`` is decided once, when an index is first built: ``deep`` while that takes about two minutes
at most on this machine, else ``fast``. From then on the index keeps its model, which its build
names, until an ingest with another one set rebuilds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from embeddings import Embedder
from embeddings.names import DEEP, FAST, shipped
from rag.errors import ModelError
from rag.indexing.mismatch import not_shipped
from rag.indexing.ports import Store
from rag.indexing.ports_writing import Ledger
from rag.wording import say

AUTO = "auto"
PATIENCE_S = 120.0
"""How long a first build with ``deep`` may take."""
FEW_CHUNKS = 300
"""So few are embedded by ``deep`` without measuring: some seconds, on a slow machine half a
minute."""
SWITCH = "YOUJU_EMBEDDING_MODEL={} youju ingest"
"""The command that gives an index another model."""

_BYTES_A_CHUNK = 640
"""Of UTF-8: Chinese news has 230 characters a chunk. English has more chunks for its bytes, each
with fewer tokens, and takes as long."""
_SHARE_OF_TEXT = {
    "html": 0.2, "htm": 0.2, "xhtml": 0.2, "shtml": 0.2, "mht": 0.2, "mhtml": 0.2, "eml": 0.2,
    "msg": 0.2, "pdf": 0.05, "ofd": 0.05, "docx": 0.1, "pptx": 0.02, "xlsx": 0.5, "epub": 0.5,
    "odt": 0.1, "rtf": 0.2,
}  # fmt: skip
"""About how many of a file's bytes are text by its ending; rough, as pictures differ."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What ``auto`` takes for a first build, and what is to be said of it (nothing for deep)."""

    name: str
    notice: str = ""


def choose(chunks: int, seconds_a_text: Callable[[], float]) -> Choice:
    """``deep`` while ``chunks`` take it no longer than ``PATIENCE_S``.

    ``seconds_a_text`` measures what a chunk takes ``deep`` here; it is asked where it matters.
    """
    if chunks <= FEW_CHUNKS:
        return Choice(DEEP)
    seconds = chunks * seconds_a_text()
    if seconds <= PATIENCE_S:
        return Choice(DEEP)
    minutes = minutes_for(seconds)
    return Choice(
        FAST,
        say(
            f"嵌入模型用 fast：文章约 {chunks:,} 段，用 deep 建索引在本机约需 {minutes:,} 分钟。"
            f"要换成 deep，请运行：{SWITCH.format(DEEP)}",
            f"The embedding model is fast: deep would take about {minutes:,} min on this "
            f"machine for these articles (about {chunks:,} chunks). To switch to it: "
            f"{SWITCH.format(DEEP)}",
        ),
    )


def minutes_for(seconds: float) -> int:
    """``seconds`` in minutes, rounded, at least one."""
    return max(1, round(seconds / 60))


def expected_chunks(files: Iterable[tuple[Path, int]], stored_bytes: int = 0) -> int:
    """About how many chunks files (path, bytes) give, and what is stored (bytes of text)."""
    text = sum(
        size * _SHARE_OF_TEXT.get(path.suffix.lower().removeprefix("."), 1.0)
        for path, size in files
    )
    return round((text + stored_bytes) / _BYTES_A_CHUNK)


def reason(named: str, embedder: str) -> str:
    """Why an index has its ``embedder``, in words; ``named`` is the setting."""
    if (shipped(named) or named) == embedder:
        return say("由 YOUJU_EMBEDDING_MODEL 指定", "set by YOUJU_EMBEDDING_MODEL")
    if named != AUTO or not shipped(embedder):
        return say(
            f"设置的是 {named}；运行 youju ingest 用它重建",
            f"{named} is set; youju ingest rebuilds with it",
        )
    return say(
        "auto：建索引时按文章多少和本机快慢选定", "auto: chosen when the index was first built"
    )


class Embedders:
    """The embedding model that is set, loaded when it is needed; with ``auto`` an index's own.

    Safe to use from several threads. The model that was needed last stays loaded.
    """

    def __init__(
        self,
        named: str,
        given: Embedder | None = None,
        seconds_a_text: Callable[[], float] | None = None,
    ) -> None:
        """``given`` stands for any model; ``seconds_a_text`` in place of measuring ``deep``."""
        self.named = named
        self._given, self._measured = given, seconds_a_text
        self._loaded: tuple[str, Embedder] | None = None
        self._loading = Lock()

    def load(self, name: str) -> Embedder:
        """The model of this name.

        Raises:
            ModelError: It cannot be loaded.
        """
        if self._given is not None:
            return self._given
        name = shipped(name) or name
        with self._loading:
            if self._loaded is None or self._loaded[0] != name:
                self._loaded = name, _load(name)
            return self._loaded[1]

    def of_index(self, store: Store) -> Embedder:
        """The model to read the index with; ``deep``, as few articles take, where none is yet.

        Raises:
            IndexMismatch: ``auto`` is set, and the index was built with a model of the user's.
            ModelError: It cannot be loaded.
        """
        if self._given is not None or self.named != AUTO:
            return self.load(self.named)
        build = store.build()
        if build is None:
            return self.load(DEEP)
        name = shipped(build.embedder)
        if not name:
            raise not_shipped(build)
        return self.load(name)

    def for_ingest(
        self, ledger: Ledger, to_read: Sequence[tuple[Path, int]], *,
        stored_bytes: Callable[[], int], afresh: bool,
    ) -> tuple[Embedder, str]:  # fmt: skip
        """The model of the generation that is about to be written, and what to say of it.

        Args:
            ledger: The writer's.
            to_read: The files that have to be read, and their bytes.
            stored_bytes: Counts the text of what is stored.
            afresh: Nothing of the published generation stays: the samples make way.

        Raises:
            ModelError: It cannot be loaded.
        """
        if self._given is not None or self.named != AUTO:
            return self.load(self.named), ""
        name = _kept(ledger, afresh=afresh)
        new = expected_chunks(to_read)
        if name:
            return self.load(name), self._patience(new) if name == DEEP else ""
        stored = 0 if afresh else expected_chunks((), stored_bytes())
        choice = choose(new + stored, self.seconds_a_text)
        return self.load(choice.name), choice.notice

    def _patience(self, chunks: int) -> str:
        """What to say where an index that has taken ``deep`` gets so many new chunks."""
        if chunks <= FEW_CHUNKS or (seconds := chunks * self.seconds_a_text()) <= PATIENCE_S:
            return ""
        return say(
            f"这个索引用 deep，新增约 {chunks:,} 段在本机约需 {minutes_for(seconds):,} 分钟。要快，"
            f"请按 Ctrl-C，然后运行：{SWITCH.format(FAST)}",
            f"This index has the embedding model deep, which takes about {minutes_for(seconds):,} "
            f"min on this machine for about {chunks:,} new chunks. If that is too long: Ctrl-C, "
            f"then {SWITCH.format(FAST)}",
        )

    def seconds_a_text(self) -> float:
        """What a chunk takes ``deep`` on this machine, in seconds.

        Raises:
            ModelError: It cannot be loaded.
        """
        if self._measured is not None:
            return self._measured()
        from embeddings.deep import DeepEmbedder

        deep = self.load(DEEP)
        return deep.seconds_a_text() if isinstance(deep, DeepEmbedder) else 0.0


def _kept(ledger: Ledger, *, afresh: bool) -> str:
    """The shipped model that the index has already taken; empty where it is to be decided."""
    published, build = ledger.manifest().build, ledger.begun()
    if not afresh:
        build = published or build
    elif build == published and not ledger.has_staged():
        return ""
    return shipped(build.embedder) if build else ""


def _load(name: str) -> Embedder:
    from embeddings import load_embedder
    from embeddings.base import EmbedderError

    try:
        return load_embedder(name)
    except EmbedderError as fault:
        raise ModelError(
            zh=f"嵌入模型 {fault.name} 用不了：{fault.reason}。{fault.hint} "
            "把 YOUJU_EMBEDDING_MODEL 设为 fast 可用自带模型。",
            en=f"{fault} Set YOUJU_EMBEDDING_MODEL=fast to use a model that ships.",
        ) from fault

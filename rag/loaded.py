"""The models that the settings name, each loaded when it is first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from rag.home import at_home
from rag.settings import Settings

if TYPE_CHECKING:
    from embeddings import Embedder
    from embeddings.words import WordVectors
    from rag.answering.reader import Reader
    from rag.chat.model import ChatModel
    from rag.indexing.choosing import Embedders


class LoadedModels:
    """Embedder, reader, words and chat model; shared by all threads once loaded."""

    def __init__(
        self,
        settings: Settings,
        *,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Load nothing yet; what is given is used in place of what ``settings`` name."""
        self.settings = settings
        self._given_embedder, self._given_reader = embedder, reader

    @cached_property
    def embedders(self) -> Embedders:
        """What loads the embedding model that is set, or with ``auto`` that of an index."""
        from rag.indexing.choosing import Embedders

        return Embedders(self.settings.embedding_model, self._given_embedder)

    @property
    def embedder(self) -> Embedder:
        """The embedding model to read the index in ``settings.data_dir`` with.

        Raises:
            IndexMismatch: ``auto`` is set, and the index was built with a model of the user's.
            ModelError: It cannot be loaded.
        """
        from rag.indexing.opening import store_of

        return self.embedders.of_index(store_of(self.settings))

    @cached_property
    def reader(self) -> Reader:
        """What points at answers: what was given, else the reader that the settings name."""
        if self._given_reader is not None:
            return self._given_reader
        from rag.answering.reader import BUNDLED_READER, OnnxReader

        named = self.settings.reader_model
        return OnnxReader(BUNDLED_READER if named == "bundled" else at_home(named))

    @cached_property
    def words(self) -> WordVectors:
        """Term weights and likeness: the embedder's own where it brings them, else bundled."""
        from embeddings.words import Worded, WordVectors

        given = self._given_embedder
        return given.words if isinstance(given, Worded) else WordVectors()

    @cached_property
    def chat_model(self) -> ChatModel:
        """The chat model that the settings name."""
        from rag.chat.model import ChatModel

        return ChatModel(self.settings)

    def let_go(self) -> None:
        """Close what the chat model keeps open; it opens anew when it is needed again."""
        if "chat_model" in self.__dict__:
            self.__dict__.pop("chat_model").close()

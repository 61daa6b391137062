"""Everything Youju raises on purpose. Each message says what was wrong, where, and what to do.

YoujuError                     exit code 1
├── UsageError                 exit code 2: the call itself is wrong
│   ├── QuestionError          empty or too long a question
│   └── SettingsError          a setting has a value that cannot be used
├── LoadError                  a file or folder cannot be read as articles
├── StoredIndexError           the index cannot be used
│   ├── IndexMissing           nothing is indexed yet
│   ├── IndexMismatch          built by another model or chunker
│   ├── IndexDamaged           a checksum, an offset or a count is wrong
│   ├── IndexBusy              another process is writing
│   └── IndexUnreachable       its server does not answer, or refuses
├── ModelError                 a model folder or hub id cannot be loaded
├── StorageError               the disk is full, read-only or failing
└── ChatError                  the chat endpoint failed
    ├── ChatUnavailable    unreachable, timed out, or still failing after retries
    └── ChatRefused        the endpoint rejected the key, the model or the request
"""

from __future__ import annotations

from rag.wording import Language, say


class YoujuError(Exception):
    """The root of the tree: both wordings are given at the place of the fault.

    >>> from rag import ask
    >>> try:
    ...     ask("？")
    ... except YoujuError as fault:
    ...     print(type(fault).__name__, fault.exit_code, fault.message("en").split(".")[0])
    QuestionError 2 The question is empty
    """

    exit_code = 1

    def __init__(self, *, zh: str, en: str) -> None:
        """Keep both wordings; neither may contain a secret."""
        super().__init__(zh, en)
        self.zh, self.en = zh, en

    def __str__(self) -> str:
        """The message in the process's language."""
        return say(self.zh, self.en)

    def message(self, language: Language) -> str:
        """The message in ``language``."""
        return say(self.zh, self.en, language)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by keywords, so that the error crosses a process pool whole."""
        return _rebuild, (type(self), self.zh, self.en)


def _rebuild(kind: type[YoujuError], zh: str, en: str) -> YoujuError:
    return kind(zh=zh, en=en)


class UsageError(YoujuError):
    """The call itself is wrong; trying again unchanged cannot help."""

    exit_code = 2


class QuestionError(UsageError):
    """An empty question, or one too long to be a question."""


class SettingsError(UsageError):
    """A setting has a value that cannot be used."""


class LoadError(YoujuError):
    """A file or folder cannot be read as articles."""


class StoredIndexError(YoujuError):
    """The index cannot be used as it is."""


class IndexMissing(StoredIndexError):
    """Nothing is indexed yet."""


class IndexMismatch(StoredIndexError):
    """The index was built by another embedding model or chunker."""


class IndexDamaged(StoredIndexError):
    """A checksum, an offset or a count does not hold."""


class IndexBusy(StoredIndexError):
    """Another process is writing to the index."""


class IndexUnreachable(StoredIndexError):
    """The server that keeps the index does not answer, refuses, or lacks what is needed."""


class ModelError(YoujuError):
    """A model folder or hub id cannot be loaded."""


class StorageError(YoujuError):
    """The disk is full, read-only or failing."""


class ChatError(YoujuError):
    """The chat endpoint failed; the message never contains the key."""


class ChatUnavailable(ChatError):
    """The endpoint is unreachable, timed out, or kept failing after retries."""


class ChatRefused(ChatError):
    """The endpoint rejected the key, the model or the request."""

"""Every setting, in one frozen object: the only place that reads the environment.

Each field ``x`` is set by ``Settings(x=...)``, by ``YOUJU_X`` in the environment, or by the same
line in ``.env`` in the working folder; the first of these wins. ``.env.example`` lists them all.

An endpoint gets the key that stands in the same place as its address: whoever can put a ``.env``
into a folder is not sent the key of the environment by naming an endpoint of their own.
"""

from __future__ import annotations

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from rag.env_file import PREFIX, EnvFile, read_env_file
from rag.errors import SettingsError
from rag.home import at_home, data_folder
from rag.settings_faults import Unusable, allowed, explained, refuse_unknown
from rag.settings_sources import KEY, in_environment, key_beside, settings_in

SAMPLE_ARTICLES = Path(__file__).resolve().parent / "samples"
"""The sample articles that ship with Youju: what is indexed when nothing else is named."""

MAX_QUESTION_CHARACTERS = 1_000
"""Longer than this is a pasted article, not a question."""


class Settings(BaseSettings):
    """What Youju runs with. Frozen: vary a copy with ``with_``.

    >>> settings = Settings(read=24)
    >>> settings.k, settings.with_(k=3).k, settings.with_(k=3).read
    (5, 3, 24)
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        frozen=True,
        extra="ignore",  # what is unknown is told in our words, and with the name that was meant
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = Field(default_factory=data_folder)
    """Where the index, its caches, feedback and evaluation runs are kept."""
    articles: Annotated[tuple[Path, ...], NoDecode] = ()
    """Folders or files to index when no index exists; several are joined by ``os.pathsep``."""
    index: SecretStr = SecretStr("")
    """Where the index is kept: empty for ``data_dir``, or ``postgresql://user@host/database``;
    never shown with its password."""
    index_readers: SecretStr = SecretStr("")
    """Another address of the same index to ask at: a read replica. Empty: ``index`` itself."""
    index_roots: Annotated[tuple[tuple[str, Path], ...], NoDecode] = ()
    """``name=folder`` pairs joined by ``os.pathsep``: folders that machines sharing an index on a
    server have in different places."""
    index_partitions: Literal["", "none", "month"] = ""
    """How an index on a server that holds nothing yet is divided: ``month`` gives each month a
    table of its own. Empty: in one piece; of an index that is there, as it is."""
    embedding_model: str = "auto"
    """``deep`` or ``fast`` (models that ship), a folder, or the hub id of any
    sentence-transformers model; ``auto``: the index's own of the two, chosen by its first build.
    """
    reader_model: str = "bundled"
    """``bundled`` or a folder with ``model.int8.onnx``, ``tokenizer.json``, ``config.json``."""
    language: Literal["auto", "zh", "en"] = "auto"
    """Language of messages: ``auto`` follows the locale, Chinese when it says nothing.

    The command line and the page's server speak it; in a library ``choose_language`` does.
    """

    MOST_K: ClassVar[int] = 50
    """What ``k`` can be at most."""
    k: int = Field(default=5, ge=1, le=MOST_K)
    """How many passages an answer may rest on; of several parts, the answer to each."""
    read: int = Field(default=16, ge=1, le=100)
    """How many retrieved passages the reader reads."""
    refusal: float = Field(default=0.31, ge=0.0, le=1.0)
    """Below this calibrated probability a question is refused; see docs/quality.md."""
    jsonl_fields: str = "id,title,published,text"
    """The JSONL field names of id, title, publication date and text, in this order."""
    max_file_mb: int = Field(default=100, ge=1)
    """Files larger than this many megabytes (10^6 bytes) are skipped and named."""
    max_article_seconds: int = Field(default=30, ge=1)
    """An article that takes more processor time to read is skipped and named."""
    max_article_memory_mb: int = Field(default=2_000, ge=100)
    """An article that takes more memory to read (10^6 bytes) is skipped and named."""
    ocr: bool = False
    """Whether the text of scanned pages and pictures is recognised (pip install youju[ocr])."""
    OCR_TIMES: ClassVar[int] = 20
    """An article may take so many times its processor time for that."""

    chat_model: str = ""
    """Empty for extractive answers; else ``openai:NAME`` or ``ollama:NAME``."""
    chat_base_url: str = ""
    """The endpoint of an OpenAI-compatible or Ollama server; empty for the provider's own."""
    chat_api_key: SecretStr = SecretStr("")
    """The endpoint's key; never shown in messages, logs or pages."""
    chat_first_token_s: float = Field(default=180.0, gt=0)
    """Seconds the first word of a reply may take; a slow machine reads the evidence first."""
    chat_silence_s: float = Field(default=60.0, gt=0)
    """Seconds of silence within a reply before it is given up; the whole has no limit."""
    chat_max_retries: int = Field(default=2, ge=0, le=10)
    """How often a call is repeated on 429, 5xx or a lost connection."""
    chat_context_tokens: int = Field(default=8_000, ge=1_000)
    """How many tokens prompt and reply may take together."""
    chat_reply_tokens: int = Field(default=800, ge=50)
    """How many of those are kept free for the reply; to a fact a few hundred at most."""
    chat_structured: Literal["auto", "json_schema", "function_calling", "json_mode", "none"] = (
        "auto"
    )
    """How structured output is asked for; ``none`` parses ``[n]`` markers from plain text."""
    chat_concurrency: int = Field(default=4, ge=1)
    """How many calls to the endpoint may run at once."""
    answerer: Literal["auto", "extractive", "chat"] = "auto"
    """``auto``: the chat model when one is set, else extractive."""
    tracing: bool = False
    """Emit OpenTelemetry spans named after the stages (needs opentelemetry-sdk)."""

    ui_host: str = Field(default="127.0.0.1", min_length=1)
    """The address the page listens on; an empty one would be every address of the machine."""
    ui_port: int = Field(default=7860, ge=0, le=65535)
    """The port the page listens on; 0 picks a free one."""
    ui_users: SecretStr = SecretStr("")
    """``name:hash`` pairs joined by commas (``youju ui --hash-password``); empty: no login."""
    ui_admins: Annotated[tuple[str, ...], NoDecode] = ()
    """Names of ``ui_users`` who may run evaluations and see the server's settings on the page."""
    ui_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses or networks of proxies whose ``X-Forwarded-*`` headers are believed."""
    ui_names: Annotated[tuple[str, ...], NoDecode] = ()
    """Names that the page may be called by, beside those of its address; a proxy's, mostly."""

    log: Literal["text", "json"] = "text"
    """How the page's server logs: warnings for people, or a JSON object for each event."""
    metrics: bool = False
    """Serve figures for Prometheus at ``/metrics``, behind the page's login where there is one."""

    @field_validator("articles", mode="before")
    @classmethod
    def _split_paths(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part for part in value.split(os.pathsep) if part)
        return (value,) if isinstance(value, Path) else value

    @field_validator("index_roots", mode="before")
    @classmethod
    def _split_roots(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        pairs = [part.partition("=") for part in value.split(os.pathsep) if part]
        # A name as it stands before a path in the index: news in news:/2023/a.md
        if not all(re.fullmatch(r"[0-9A-Za-z._-]+", name) and path for name, _, path in pairs):
            raise Unusable(
                f"用 {os.pathsep} 隔开的 名字=文件夹，名字由字母、数字和 . _ - 组成",
                f"name=folder (several joined by {os.pathsep}), names of letters, figures, . _ -",
            )
        return tuple((name, path) for name, _, path in pairs)

    @field_validator("index_roots", mode="after")
    @classmethod
    def _whole_roots(cls, value: tuple[tuple[str, Path], ...]) -> tuple[tuple[str, Path], ...]:
        return tuple((name, at_home(path).absolute()) for name, path in value)

    @field_validator("index", "index_readers", mode="after")
    @classmethod
    def _is_an_address(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if address and not address.startswith(("postgresql://", "postgres://")):
            raise Unusable(
                "空的，或以 postgresql:// 开头的地址", "empty or begin with postgresql://"
            )
        return value

    @field_validator("ui_admins", "ui_proxies", "ui_names", mode="before")
    @classmethod
    def _split_commas(cls, value: Any) -> Any:
        return tuple(map(str.strip, value.split(","))) if isinstance(value, str) else value

    @field_validator("ui_proxies", mode="after")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for each in value:
                ip_network(each)
        except ValueError:
            raise Unusable(
                "用逗号隔开的 IP 地址或网段，例如 10.0.0.1,10.1.0.0/16",
                "IP addresses or networks joined by commas, such as 10.0.0.1,10.1.0.0/16",
            ) from None
        return value

    @field_validator("ui_names", mode="after")
    @classmethod
    def _are_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        # A name as it stands in Host, without scheme and port: youju.example.org
        if not all(re.fullmatch(r"[0-9A-Za-z._-]+", each) for each in value):
            raise Unusable(
                "用逗号隔开的主机名，不带协议和端口，例如 youju.example.org",
                "bare host names joined by commas, such as youju.example.org",
            )
        return tuple(map(str.lower, value))

    @field_validator("data_dir", mode="after")
    @classmethod
    def _expand(cls, value: Path) -> Path:
        if "\0" in str(value):
            raise Unusable("文件夹的路径", "the path of a folder")
        return at_home(value)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, value: Any, about: ValidationInfo) -> Any:
        field = cls.model_fields[str(about.field_name)]
        if isinstance(value, bool) and field.annotation is not bool:
            raise Unusable(*allowed(field))
        return value

    def __init__(self, **values: Any) -> None:
        """Read the environment and ``.env`` under ``values``.

        Raises:
            SettingsError: A value cannot be used, or there is no such setting; the message names
                it. ``.env`` is not a text in UTF-8.

        """
        written = read_env_file(values.pop("_env_file", self.model_config.get("env_file")))
        refuse_unknown(values, type(self).model_fields, written)
        read = {
            **settings_in(written, type(self).model_fields),
            **key_beside(values, written),
            **values,
        }
        try:
            super().__init__(**read, _env_file=None)
        except ValidationError as fault:
            raise explained(fault, type(self).model_fields, values, written) from None

    @property
    def ocr_seconds(self) -> int:
        """Processor time that an article may take for recognising text; 0 where none is to be."""
        return self.max_article_seconds * self.OCR_TIMES if self.ocr else 0

    def with_(self, **changes: Any) -> Self:
        """A checked copy with some settings changed; the environment is not read again."""
        return type(self)(**{**dict(self), **changes})


def language_asked() -> Literal["auto", "zh", "en"]:
    """The language that the environment or ``.env`` asks for, before any setting is checked."""
    named = os.environ.get("YOUJU_LANGUAGE") or _file().value("YOUJU_LANGUAGE")
    return "zh" if named == "zh" else "en" if named == "en" else "auto"


def _file() -> EnvFile:
    """The ``.env`` of the working folder; as if there were none where it cannot be read."""
    try:
        return read_env_file(Settings.model_config.get("env_file"))
    except SettingsError:
        return EnvFile()


def key_left_out(settings: Settings) -> bool:
    """Whether an endpoint goes without a key because the key stands in another place."""
    if not settings.chat_base_url or settings.chat_api_key.get_secret_value():
        return False
    return bool(in_environment(KEY) or _file().value(KEY))

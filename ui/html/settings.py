"""The Settings tab as escaped HTML: what a visitor may change, and what the server runs with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rag import Settings, __version__
from ui.html.markup import button, escape
from ui.html.tables import model_name
from ui.words import Language, word

SIZES = ("small", "usual", "large", "larger")
THEMES = ("light", "dark", "system")
ANSWERERS = ("auto", "extractive", "chat")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What came of trying the chat model's endpoint; ``works`` is ``None`` before it was tried."""

    works: bool | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What the index says of itself; ``status`` is empty where there is none."""

    status: Mapping[str, object]
    roots: tuple[Path, ...] = ()


def own_html(answerer: str, language: Language) -> str:
    """What concerns this browser alone."""
    rows = (
        _choice(
            "settings_language",
            language,
            "".join(
                f'<button type="button" data-desk="speak" data-value="{name}" lang="{tag}" '
                f'aria-pressed="{str(name == language).lower()}">{label}</button>'
                for name, label, tag in (("zh", "中文", "zh-CN"), ("en", "English", "en"))
            ),
        ),
        _choice("settings_size", language, _desk_choices("size", SIZES, language)),
        _choice("settings_theme", language, _desk_choices("theme", THEMES, language)),
        _choice(
            "settings_answerer",
            language,
            "".join(
                _pressed("answerer", name, word(f"answerer_{name}", language), on=name == answerer)
                for name in ANSWERERS
            ),
        ),
    )
    return (
        f'<section class="yj-settings"><h2>{escape(word("settings_yours", language))}</h2>'
        f'<p class="yj-meta">{escape(word("settings_yours_hint", language))}</p>'
        f'<div class="yj-choices">{"".join(rows)}</div></section>'
    )


def _choice(name: str, language: Language, buttons: str) -> str:
    said = escape(word(name, language))
    return (
        f'<div class="yj-choice" role="group" aria-label="{said}"><span>{said}</span>'
        f'<div class="yj-segments">{buttons}</div></div>'
    )


def _pressed(act: str, value: str, label: str, *, on: bool) -> str:
    return (
        f'<button type="button" data-act="{act}" data-id="{value}" '
        f'aria-pressed="{str(on).lower()}">{escape(label)}</button>'
    )


def _desk_choices(kind: str, names: tuple[str, ...], language: Language) -> str:
    """Choices that only the browser knows; its script marks the one that holds."""
    return "".join(
        f'<button type="button" data-desk="{kind}" data-value="{name}" aria-pressed="false">'
        f"{escape(word(f'{kind}_{name}', language))}</button>"
        for name in names
    )


def server_html(
    settings: Settings, facts: ServerFacts, endpoint: Endpoint, language: Language
) -> str:
    """What the server runs with, for those who manage it: no key, no password, ever."""
    rows = [
        *_chat_rows(settings, language),
        ("embedding_model", model_name(facts.status.get("embedder"), language)),
        ("reader_model", model_name(settings.reader_model, language)),
        ("data_dir", str(settings.data_dir)),
        *_index_rows(settings, facts),
        ("roots", "\n".join(str(root) for root in facts.roots[:20]) or "—"),
        ("sign_in", word(_login(settings), language)),
        ("version", __version__),
    ]
    listed = "".join(
        f"<div><dt>{escape(word(name, language))}</dt><dd dir='auto'>{escape(value)}</dd></div>"
        for name, value in rows
    )
    check = button("check", word("chat_check", language), css="yj-quiet yj-framed")
    tried = _tried(endpoint, language)
    return (
        f'<section class="yj-settings"><h2>{escape(word("settings_server", language))}</h2>'
        f'<p class="yj-meta">{escape(word("settings_server_hint", language))}</p>'
        f'<dl class="yj-facts-list">{listed}</dl>'
        f"{check if settings.chat_model else ''}{tried}</section>"
    )


def hidden_html(settings: Settings, language: Language) -> str:
    """What others are told of the server: whether there is a chat model at all."""
    said = word("chat_is_set" if settings.chat_model else "chat_none", language)
    return (
        f'<section class="yj-settings"><h2>{escape(word("settings_server", language))}</h2>'
        f"<p>{escape(word('chat_model', language))}：{escape(said)}</p>"
        f'<p class="yj-meta">{escape(word("settings_hidden", language))}</p></section>'
    )


def _login(settings: Settings) -> str:
    return "login_on" if settings.ui_users.get_secret_value() else "login_off"


def _chat_rows(settings: Settings, language: Language) -> list[tuple[str, str]]:
    if not settings.chat_model:
        return [("chat_model", word("chat_none", language))]
    key = "key_set" if settings.chat_api_key.get_secret_value() else "key_none"
    return [
        ("chat_model", settings.chat_model),
        ("chat_endpoint", bare(settings.chat_base_url) or word("chat_provider", language)),
        ("chat_key", word(key, language)),
    ]


def _index_rows(settings: Settings, facts: ServerFacts) -> list[tuple[str, str]]:
    """Where an index on a server is; its status has the address without the password."""
    on_server = bool(settings.index.get_secret_value())
    return [("index_at", str(facts.status.get("data_dir", "—")))] if on_server else []


def bare(url: str) -> str:
    """An address without what may be secret in it: a user, a password, a query.

    >>> bare("https://me:secret@models.example:8000/v1?key=secret")
    'https://models.example:8000/v1'
    """
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}" if parts.scheme else ""


def _tried(endpoint: Endpoint, language: Language) -> str:
    if endpoint.works is None:
        return ""
    name = "chat_works" if endpoint.works else "chat_fails"
    css = "yj-paused" if endpoint.works else "yj-problem"
    said = escape(word(name, language, detail=endpoint.detail))
    return f'<div class="yj-notice {css}" role="status">{said}</div>'

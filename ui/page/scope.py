"""Choosing what is asked: the chips, the sheet to choose from, and ``@`` in the question."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, get_args

import gradio as gr

from rag import Document, YoujuError
from ui.html.scope import ROWS_SHOWN, Choices, chips_html, mentions_html, scope_html
from ui.page.conversation import QUIET, ConversationPanel
from ui.page.keeping import browser_copy
from ui.state.scope import (
    EVERYTHING,
    LONGEST_COLLECTION,
    MOST_COLLECTIONS,
    Kind,
    Scope,
    collections_from,
    day_from,
    scope_record,
    short_folder,
)
from ui.state.session import Session, Shared
from ui.words import Language

MENTIONED = 8
"""Articles offered behind an ``@``."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a button of the sheet says."""

    act: str
    kind: str
    name: str


def wire(shared: Shared, page: ConversationPanel) -> None:
    """Connect the chips, the sheet and the suggestions."""

    def acted(
        session: Session, language: Language, saved: Any, event: gr.EventData
    ) -> tuple[Any, ...]:
        data = event._data or {}
        asked = _Asked(*(str(data.get(name) or "") for name in ("act", "turn", "id")))
        collections = _collections(shared, session, saved)
        kept: Any = gr.skip()
        if asked.act == "scope-show" or not session.counts:
            session.counts = _counts(shared)
        if asked.act in {"scope-save", "scope-forget"}:
            collections = _changed(collections, asked, session.scope)
            kept = _keep_collections(shared, session, collections, asked)
        elif asked.act == "scope-find":
            session.looked_for = asked.name[:200]
        else:
            session.scope = _chosen(shared, session.scope, asked, collections)
        sheet = scope_html(session.scope, _choices(shared, session, collections), language)
        return chips_html(session.scope, language), sheet, browser_copy(shared, session), kept

    for source in (page.chips, page.scope):
        source.act(
            acted,
            [page.session, page.language, page.collections],
            [page.chips, page.scope, page.kept, page.collections],
            trigger_mode="multiple",
            **QUIET,
        )

    def mentioned(language: Language, event: gr.EventData) -> str:
        wanted = str((event._data or {}).get("id") or "")[:60]
        return mentions_html(_articles(shared, wanted, MENTIONED), language)

    page.mentions.act(
        mentioned, [page.language], page.mentions, trigger_mode="always_last", **QUIET
    )


def _chosen(shared: Shared, scope: Scope, asked: _Asked, collections: dict[str, Scope]) -> Scope:
    """The scope after a button of the sheet or a chip."""
    if asked.act == "scope-clear":
        return EVERYTHING
    if asked.act == "scope-use":
        return collections.get(asked.name, scope)
    if asked.act == "scope-from":
        return scope.between(day_from(asked.name), scope.published_to)
    if asked.act == "scope-to":
        return scope.between(scope.published_from, day_from(asked.name))
    if asked.act == "scope-year" and asked.name.isdecimal() and 1 <= int(asked.name) <= 9999:
        return scope.between(date(int(asked.name), 1, 1), date(int(asked.name), 12, 31))
    if asked.act == "scope-remove" and asked.kind == "days":
        return scope.between(None, None)
    if asked.kind not in get_args(Kind):
        return scope
    kind = cast("Kind", asked.kind)
    if asked.act == "scope-remove":
        return scope.without(kind, asked.name)
    if asked.act == "scope-add" and scope.holds(kind, asked.name):
        return scope
    if asked.act in {"scope-toggle", "scope-add"}:
        return _toggled(shared, scope, kind, asked.name)
    return scope


def _toggled(shared: Shared, scope: Scope, kind: Kind, name: str) -> Scope:
    if kind != "documents" or scope.holds(kind, name):
        return scope.toggled(kind, name[:1_000])
    try:
        document = shared.assistant.document(name)
    except YoujuError:
        return scope
    return scope.toggled(kind, name, document.title or short_folder(document.path))


def _counts(shared: Shared) -> Mapping[str, Mapping[str, int]]:
    """What there is to choose from, counted when the sheet is opened."""
    try:
        return shared.assistant.statistics()
    except YoujuError:
        return {}


def _choices(shared: Shared, session: Session, collections: dict[str, Scope]) -> Choices:
    counts, found = session.counts, session.looked_for
    months = counts.get("months", {})
    years = sorted({month[:4] for month, count in months.items() if count}, reverse=True)
    return Choices(
        counts.get("sources", {}),
        counts.get("folders", {}),
        _articles(shared, found, ROWS_SHOWN),
        years[:12],
        collections,
        found,
    )


def _articles(shared: Shared, wanted: str, most: int) -> list[Document]:
    try:
        return shared.assistant.documents(wanted.strip(), 0, most)
    except YoujuError:
        return []


def _collections(shared: Shared, session: Session, saved: object) -> dict[str, Scope]:
    if not shared.accounts:
        return collections_from(saved)
    try:
        return shared.talks.collections(session.owner)
    except (sqlite3.Error, OSError):
        return {}


def _changed(collections: dict[str, Scope], asked: _Asked, scope: Scope) -> dict[str, Scope]:
    name = " ".join(asked.name.split())[:LONGEST_COLLECTION]
    rest = {each: kept for each, kept in collections.items() if each != name}
    if asked.act == "scope-forget" or not name or not scope:
        return rest if asked.act == "scope-forget" else collections
    return dict(list((rest | {name: scope}).items())[-MOST_COLLECTIONS:])


def _keep_collections(
    shared: Shared, session: Session, collections: dict[str, Scope], asked: _Asked
) -> Any:
    """Keep them on the server, or what the browser is to keep."""
    if not shared.accounts:
        return {name: scope_record(scope) for name, scope in collections.items()}
    name = " ".join(asked.name.split())[:LONGEST_COLLECTION]
    try:
        shared.talks.keep_collection(session.owner, name, collections.get(name))
    except (sqlite3.Error, OSError) as fault:
        gr.Warning(type(fault).__name__)
    return gr.skip()

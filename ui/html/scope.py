"""What is asked, as chips over the question box and as a sheet to choose from. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag import Document
from ui.html.markup import button, escape, written_date
from ui.state.scope import LONGEST_COLLECTION, Kind, Scope, short_folder
from ui.words import Language, word

ROWS_SHOWN = 40
"""Sources, folders or articles in the sheet; the field above them finds the others."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: sources and folders with their counts, articles, years, collections."""

    sources: Mapping[str, int]
    folders: Mapping[str, int]
    articles: Sequence[Document]
    years: Sequence[str]
    collections: Mapping[str, Scope]
    found: str = ""


def chips_html(scope: Scope, language: Language) -> str:
    """The choice as chips, each with a button that takes it away."""
    chips: list[str] = []
    if scope.published_from or scope.published_to:
        days = f"{scope.published_from or '…'} – {scope.published_to or '…'}"
        chips.append(_chip("days", "", days, language))
    chips += [_chip("sources", name, name, language) for name in scope.sources]
    chips += [_chip("folders", name, short_folder(name), language) for name in scope.folders]
    chips += [_chip("documents", name, title, language) for name, title in scope.documents]
    opens = (
        button("talks", word("talks", language), css="yj-tool yj-talks-open")
        + '<button type="button" class="yj-button yj-tool yj-scope-open" data-act="scope" '
        f'aria-expanded="false" aria-controls="yj-scope">{escape(word("scope", language))}'
        "</button>"
    )
    everything = (
        "" if chips else f'<span class="yj-everything">{escape(word("scope_all", language))}</span>'
    )
    return f'<div class="yj-chips">{opens}{everything}{"".join(chips)}</div>'


def _chip(kind: str, name: str, label: str, language: Language) -> str:
    taken = word("scope_remove", language, name=label)
    cross = button("scope-remove", "×", css="yj-chip-off", title=taken, turn=kind, id=name)
    sign = escape(word(f"scope_{kind}", language))
    return (
        f'<span class="yj-chip" title="{escape(label)}"><small>{sign}</small>'
        f'<span dir="auto">{escape(label)}</span>{cross}</span>'
    )


def scope_html(scope: Scope, choices: Choices, language: Language) -> str:
    """The sheet: days, sources, folders, articles and saved collections, a pane for each."""
    panes = {
        "documents": _found(choices.found, language) + _articles(scope, choices, language),
        "sources": _found(choices.found, language)
        + _names(scope, "sources", choices.sources, choices.found, language),
        "folders": _found(choices.found, language)
        + _names(scope, "folders", choices.folders, choices.found, language),
        "days": _days(scope, choices.years, language),
        "saved": _saved(scope, choices.collections, language),
    }
    heads = "".join(
        f'<button type="button" class="yj-button yj-pane-head" data-act="pane" data-id="{name}">'
        f"{escape(word(f'scope_{name}', language))}</button>"
        for name in panes
    )
    bodies = "".join(
        f'<div class="yj-pane" data-pane="{name}" role="group" '
        f'aria-label="{escape(word(f"scope_{name}", language))}">{body}</div>'
        for name, body in panes.items()
    )
    clear = button("scope-clear", word("scope_clear", language), css="yj-quiet") if scope else ""
    close = button("scope", "×", css="yj-step", title=word("close", language))
    bar = f'<div class="yj-pane-heads">{heads}</div>{clear}{close}'
    return f'<div class="yj-scope-bar">{bar}</div>{bodies}'


def _found(found: str, language: Language) -> str:
    label = escape(word("scope_find", language))
    return (
        f'<input type="search" class="yj-field" data-input="scope-find" maxlength="200" '
        f'placeholder="{label}" aria-label="{label}" value="{escape(found)}">'
    )


def _tick(kind: Kind, name: str, label: str, detail: str, *, chosen: bool) -> str:
    return (
        f'<li><button type="button" class="yj-button yj-tick" role="checkbox" '
        f'aria-checked="{"true" if chosen else "false"}" data-act="scope-toggle" '
        f'data-turn="{kind}" data-id="{escape(name)}" title="{escape(name)}">'
        f'<i aria-hidden="true"></i><span dir="auto">{escape(label)}</span>'
        f"<small>{escape(detail)}</small></button></li>"
    )


def _articles(scope: Scope, choices: Choices, language: Language) -> str:
    rows = [
        (each.id, each.title or short_folder(each.path), _about(each, language))
        for each in choices.articles
    ]
    listed = {identity for identity, _, _ in rows}
    kept = [(name, title, "") for name, title in scope.documents if name not in listed]
    return _ticks(
        [
            _tick("documents", name, title, about, chosen=scope.holds("documents", name))
            for name, title, about in (*kept, *rows)
        ],
        language,
    )


def _about(document: Document, language: Language) -> str:
    day = written_date(document.published, document.published_basis, language)
    return " · ".join(part for part in (document.source, day) if part)


def _names(
    scope: Scope, kind: Kind, counts: Mapping[str, int], found: str, language: Language
) -> str:
    wanted = found.casefold()
    chosen = [name for name in counts if scope.holds(kind, name)]
    rest = [name for name in counts if name and name not in chosen and wanted in name.casefold()]
    return _ticks(
        [
            _tick(
                kind,
                name,
                short_folder(name) if kind == "folders" else name,
                f"{counts[name]:,}",
                chosen=scope.holds(kind, name),
            )
            for name in (*chosen, *rest)
        ],
        language,
    )


def _ticks(rows: Sequence[str], language: Language) -> str:
    if not rows:
        return f'<p class="yj-none">{escape(word("scope_none", language))}</p>'
    more = len(rows) - ROWS_SHOWN
    left = f"<p class='yj-meta'>{escape(word('scope_more', language, count=more))}</p>"
    return f'<ul class="yj-ticks">{"".join(rows[:ROWS_SHOWN])}</ul>{left if more > 0 else ""}'


def _days(scope: Scope, years: Sequence[str], language: Language) -> str:
    def field(name: str, day: object) -> str:
        label = escape(word(name, language))
        return (
            f'<label class="yj-day"><span>{label}</span><input type="date" class="yj-field" '
            f'data-change="scope-{name}" value="{escape(day or "")}" min="1900-01-01" '
            'max="2199-12-31"></label>'
        )

    first, last = scope.published_from, scope.published_to
    whole = f"{first.year}" if first and last and _whole_year(scope) else ""
    buttons = "".join(
        button("scope-year", year, css=f"yj-offer {'yj-on' if year == whole else ''}", id=year)
        for year in years
    )
    return (
        f'<div class="yj-days">{field("from", first)}{field("to", last)}</div>'
        f'<div class="yj-offers">{buttons}</div>'
    )


def _whole_year(scope: Scope) -> bool:
    first, last = scope.published_from, scope.published_to
    whole = first and last and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return bool(whole and first and last and first.year == last.year)


def _saved(scope: Scope, collections: Mapping[str, Scope], language: Language) -> str:
    rows = "".join(
        f"<li>{button('scope-use', name, css='yj-tick', id=name)}"
        + button(
            "scope-forget",
            "×",
            css="yj-chip-off",
            title=word("scope_forget", language, name=name),
            id=name,
        )
        + "</li>"
        for name in collections
    )
    label = escape(word("scope_name", language))
    off = "" if scope else " disabled"
    kept = (
        f'<div class="yj-row"><input type="text" class="yj-field" id="yj-collection" '
        f'maxlength="{LONGEST_COLLECTION}" placeholder="{label}" aria-label="{label}"{off}>'
        f'<button type="button" class="yj-button yj-tool" data-act="scope-save" '
        f'data-field="yj-collection"{off}>{escape(word("scope_save", language))}</button></div>'
    )
    hint = f'<p class="yj-meta">{escape(word("scope_save_hint", language))}</p>'
    return f'{kept}{"" if rows else hint}<ul class="yj-ticks yj-saved">{rows}</ul>'


def mentions_html(articles: Sequence[Document], language: Language) -> str:
    """Articles that may be meant by what stands behind an ``@``."""
    if not articles:
        return ""
    rows = "".join(
        f'<li><button type="button" class="yj-button yj-mention" role="option" '
        f'data-act="mention" data-id="{escape(each.id)}">'
        f'<span dir="auto">{escape(each.title or short_folder(each.path))}</span>'
        f"<small>{escape(_about(each, language))}</small></button></li>"
        for each in articles
    )
    label = escape(word("mentions", language))
    return f'<ul class="yj-mentions" role="listbox" aria-label="{label}">{rows}</ul>'

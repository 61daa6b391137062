"""Where a conversation stays: in the reader's browser or, with a login, on the server."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from typing import Any

import gradio as gr

from ui.page.toasts import warned
from ui.state.session import Session, Shared
from ui.state.talk import Talk, talk_from, talk_record
from ui.state.talks import TooMany
from ui.words import Language, word

log = logging.getLogger("youju.ui")


def browser_copy(shared: Shared, session: Session) -> Any:
    """What the browser keeps: the conversation or, with a login, no more than its name.

    What a forgotten tab still has is left as it is.
    """
    if not session.opened:
        return gr.skip()
    talk = session.as_talk()
    return talk_record(Talk(talk.id) if shared.accounts else talk, session.owner)


def keep(shared: Shared, session: Session, language: Language) -> None:
    """With a login: keep the conversation on the server; the reader is told where that fails."""
    talk = session.as_talk()
    if not shared.accounts or not session.owner or not talk.turns:
        return
    try:
        shared.talks.keep(session.owner, talk, session.met)
    except TooMany:
        warned(word("talks_full", language), language)
    except (sqlite3.Error, OSError) as fault:
        log.warning("a conversation was not kept: %s", type(fault).__name__)
        warned(word("talk_not_kept", language), language)


def kept_talk(shared: Shared, owner: str, kept: object) -> Talk:
    """The conversation that a browser's copy is of; an empty one where there is none."""
    talk = talk_from(kept, owner)
    name = kept.get("talk") if isinstance(kept, Mapping) else None
    if not shared.accounts or talk.turns or not isinstance(name, str):
        return talk
    try:
        return shared.talks.opened(owner, name)
    except (sqlite3.Error, OSError) as fault:
        log.warning("conversations cannot be read: %s", type(fault).__name__)
        return Talk()

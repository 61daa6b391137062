"""The list of conversations: its frame and its words; the page's script draws the rows.

The rows come from the reader's browser or, with a login, from the server (``/talks``); the script
puts their names in as text, never as markup (``assets/talks.js``).
"""

from __future__ import annotations

import json

from ui.html.markup import escape
from ui.words import Language, word

_WORDS = (
    "talks", "talks_find", "talks_none", "talks_not_found", "pinned", "today", "yesterday",
    "before", "rename", "pin", "unpin", "delete", "deleted", "undo", "export_all", "import_all",
    "imported_talks", "imported_none", "import_refused", "import_too_large", "talk_options",
    "not_kept_here", "new", "close", "to_newest", "copied", "link_copied", "links_stay",
)  # fmt: skip
"""What the script says."""


def talks_html(language: Language, *, accounts: bool) -> str:
    """The place of the list. With ``accounts`` conversations are kept on the server."""
    words = json.dumps({name: word(name, language) for name in _WORDS}, ensure_ascii=False)
    kept = "server" if accounts else "browser"
    return f'<div class="yj-talks" data-kept="{kept}" data-words="{escape(words)}"></div>'

"""Short sentences that come and go in a corner, their heading in the reader's language too."""

from __future__ import annotations

import gradio as gr

from ui.html.markup import escape
from ui.words import Language, word


def told(text: str, language: Language) -> None:
    """Something worth knowing; Gradio would head it ``Info`` in any language."""
    gr.Info(escape(text), title=word("toast_note", language))


def warned(text: str, language: Language) -> None:
    """Something that did not work."""
    gr.Warning(escape(text), title=word("toast_problem", language))

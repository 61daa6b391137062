"""What the site takes from elsewhere in the repository: a hook of mkdocs (mkdocs.yml).

``<!-- commands -->`` on a page becomes the ``--help`` of every command, in the page's language;
``<!-- changelog -->`` becomes CHANGELOG.md. In docstrings examples (``>>>``) become blocks of code.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import griffe

from rag.cli import COMMANDS
from rag.cli import main as youju
from rag.wording import choose_language

ROOT = Path(__file__).resolve().parents[1]
COMMANDS_HERE = "<!-- commands -->"
CHANGELOG_HERE = "<!-- changelog -->"
ABOVE = {"ui": "ui.__main__", "eval": "eval.__main__", "feedback": "ui.state.feedback"}
"""Commands that stand above rag, and their modules (pyproject.toml)."""
_EXAMPLE = re.compile(r"^>>> .*(?:\n.+)*", re.M)  # from >>> to the next empty line


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """A page's text with what stands elsewhere put in its place (called by mkdocs)."""
    if COMMANDS_HERE in markdown:
        language = "zh" if page.file.src_uri.endswith(".zh.md") else "en"
        return markdown.replace(COMMANDS_HERE, commands(language))
    if CHANGELOG_HERE in markdown:
        changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        return markdown.replace(CHANGELOG_HERE, changes.replace("](docs/", "]("))
    return markdown


class Examples(griffe.Extension):
    """Makes blocks of code of the examples in docstrings (named in mkdocs.yml)."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite one docstring as it is read."""
        if obj.docstring is not None:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(docstring: str) -> str:
    r"""A docstring with fences around its examples.

    >>> print(fenced("Adds.\n\n>>> 1 + 1\n2\n\nNo more.").replace("`", "'"))
    Adds.
    <BLANKLINE>
    '''pycon
    >>> 1 + 1
    2
    '''
    <BLANKLINE>
    No more.
    """
    return _EXAMPLE.sub(lambda found: f"```pycon\n{found[0]}\n```", docstring)


def commands(language: str) -> str:
    """Every command with its help in ``zh`` or ``en``, as Markdown."""
    names = (*COMMANDS, *ABOVE)
    return "\n\n".join(
        f"## youju {name}\n\n```text\n{help_of(name, language)}\n```" for name in names
    )


def help_of(name: str, language: str) -> str:
    """What ``youju NAME --help`` prints in a language."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        if name in ABOVE:
            choose_language("zh" if language == "zh" else "en")
            import_module(ABOVE[name]).main(["--help"])
        else:
            _of_rag(name, language)
    return printed.getvalue().rstrip()


def _of_rag(name: str, language: str) -> None:
    """The same of a command of rag, which reads the language from its settings."""
    before = os.environ.get("YOUJU_LANGUAGE")
    os.environ["YOUJU_LANGUAGE"] = language
    try:
        youju([name, "--help"])
    finally:
        if before is None:
            del os.environ["YOUJU_LANGUAGE"]
        else:
            os.environ["YOUJU_LANGUAGE"] = before

"""``~`` in a path, for users who have no home folder too: services, containers, bare ids."""

from __future__ import annotations

import os
from pathlib import Path

from rag.errors import SettingsError


def at_home(path: str | Path) -> Path:
    """A path with ``~`` or ``~name`` put into words; left as it is where nobody knows that home.

    ``Path.expanduser`` raises there; a path that is not there is told as such, like any other.

    >>> at_home("~no-such-user/a.md").as_posix()
    '~no-such-user/a.md'
    """
    return Path(os.path.expanduser(path))  # noqa: PTH111 - never raises


def data_folder() -> Path:
    """Where a user's data belong when no setting says.

    Raises:
        SettingsError: The user has no home folder.
    """
    from platformdirs import user_data_path

    try:
        folder = user_data_path("youju", appauthor=False)
    except RuntimeError:
        folder = Path()
    if folder.is_absolute():
        return folder
    raise SettingsError(
        zh="这个用户没有主目录（HOME 没有设置）。请设置 YOUJU_DATA_DIR，例如 /var/lib/youju。",
        en="This user has no home folder (HOME is not set). Set YOUJU_DATA_DIR, for example to "
        "/var/lib/youju.",
    )

"""The count of faults survived at the end of the output."""

from __future__ import annotations

import pytest

from tests.rag.folders import SURVIVED_KEY


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """One line when fault tests ran."""
    survived = config.stash.get(SURVIVED_KEY, None)
    if survived:
        listed = ", ".join(f"{count} x {kind}" for kind, count in survived.items())
        terminalreporter.write_line(f"faults survived: {survived.total()} ({listed})")

"""The public API only grows."""

from __future__ import annotations

from tests.release.public_names import listed, public_names


def test_nothing_public_went_away() -> None:
    now = set(public_names())
    freed = {name.replace("=)", ")") for name in now}  # what may now be left out was needed before
    gone = set(listed()) - now - freed
    assert not gone, f"programs rely on {sorted(gone)}"


def test_the_list_is_whole() -> None:
    """So that what is added today is held tomorrow."""
    new = set(public_names()) - set(listed())
    assert not new, f"run python -m tests.release.public_names to add {sorted(new)}"


def test_a_parameter_that_becomes_needed_counts_as_taken_away() -> None:
    names = public_names()
    assert "rag.ask(question)" in names
    assert "rag.Assistant.search(k=)" in names
    assert "rag.Assistant.ask()" in names
    assert "rag.Settings.refusal" in names
    assert "rag.errors.IndexBusy" in names

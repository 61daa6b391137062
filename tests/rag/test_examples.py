"""Every public name has an example in its docstring, and the examples do what they say."""

from __future__ import annotations

import doctest
import os
import shutil
from importlib import import_module
from typing import Any

import pytest

import rag

MODULES = ("rag", "rag.errors", "rag.wording", "rag.langchain")
TOLD_BY_THE_PACKAGE = ("SAMPLE_ARTICLES", "Event")
"""A path and a union have no docstring of their own."""


INDEXING = ("FileReport", "IngestReport", "Skipped")
"""Their examples begin with no index; the others find the samples indexed."""


def examples(name: str, thing: Any) -> list[doctest.DocTest]:
    found = doctest.DocTestFinder(recurse=False).find(thing, name, globs={})
    return [each for each in found if each.examples]


def run(tests: list[doctest.DocTest], capsys: pytest.CaptureFixture[str]) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    for test in tests:
        # An example names what it imports; its own name is there, as for its reader.
        home = import_module(test.globs.get("__name__", "rag"))
        test.globs.update(vars(home))
        runner.run(test)
    assert not runner.failures, capsys.readouterr().out


@pytest.mark.parametrize("name", rag.__all__)
def test_the_example_of_a_name(
    name: str, samples: rag.Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    if name not in INDEXING:
        shutil.copytree(samples.settings.data_dir, os.environ["YOUJU_DATA_DIR"])
    if name in TOLD_BY_THE_PACKAGE:
        assert any(name in line.source for line in examples("rag", rag)[0].examples)
        return
    thing = getattr(rag, name)
    found = examples(name, thing)
    assert found, f"{name} has no example"
    for each in found:
        each.globs["__name__"] = thing.__module__
    run(found, capsys)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_public_modules(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(examples(name, import_module(name)), capsys)


def test_there_are_few_names_and_all_are_typed() -> None:
    from importlib.resources import files

    assert len(rag.__all__) == 21
    for package in ("rag", "embeddings", "ui", "eval"):
        assert (files(package) / "py.typed").is_file(), package

"""Nothing grows too fast on what others send; ``benchmarks/growth.py`` measures it in full."""

from __future__ import annotations

import importlib
import pkgutil
import re
from itertools import chain

import pytest

import embeddings
import rag
import ui
from benchmarks.growth_answers import questions, replies
from benchmarks.growth_measure import Function, cost, growth, honest, least_cost
from benchmarks.growth_seeds import Seed, general, markup, patterns_of, seeds_of
from benchmarks.growth_texts import texts

SCREENED = 4_000
"""Characters at which what grows with the square takes far longer than what does not."""
SUSPECT_S = 0.04
DOUBLED = (2_000, 16_000)
FASTEST = 1.6

UNLIMITED = [*texts(), *replies()]
SLOW = {"judge by it", "judge a passage", "quote for a sentence", "check a streamed reply"}
"""Too slow to be tried with hundreds of texts here; the benchmark does."""
ELSEWHERE = {
    "rag.answering.finish": "markers of sentences that were verified",
    "rag.answering.reader": "years of a question",
    "rag.answering.retrieve": "letters of passages, which have their limit",
    "rag.articles.reading": "what went wrong with one file, in our own words",
    "rag.indexing.schema": "the tables that we made",
    "ui.asking": "a day that a reader types",
    "ui.browsers": "a cookie of 32 characters",
    "ui.examples": "questions made of the corpus's own titles, one short clause each",
    "ui.feedback": "readers' ratings, exported by the operator",
    "ui.page_calls": "a name of 64 characters",
}
"""Modules with patterns that no function here reaches, and what they are run on."""


def _modules_with_patterns() -> set[str]:
    found = chain.from_iterable(
        pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        for package in (rag, ui, embeddings)
    )
    names = [module.name for module in found if "__main__" not in module.name]
    return {name for name in names if patterns_of(importlib.import_module(name))}


def _home(module: str) -> str:
    """The name of the one function here that tries a module's patterns."""
    own = [each for each in (*UNLIMITED, *questions()) if each.module == module]
    reaching = [each for each in UNLIMITED if module in each.modules()]
    return (own or reaching)[0].name


def _seeds(function: Function) -> list[Seed]:
    modules = [module for module in function.modules() if _home(module) == function.name]
    light = [seed for seed in general() if not seed.suffix]
    tags = markup() if function.markup else ()
    pieces = dict.fromkeys((*light, *tags, *seeds_of(frozenset(modules))))
    return [seed._replace(prefix=function.before[-1] + seed.prefix) for seed in pieces]


@pytest.mark.parametrize(
    "function",
    UNLIMITED,
    ids=lambda function: function.name,
)
def test_no_text_keeps_a_function_busy(function: Function) -> None:
    function.call(honest(1_000))
    usual = least_cost(function.call, honest(SCREENED))
    for seed in _seeds(function):
        seconds = cost(function.call, seed.text(SCREENED), most_s=3)
        if seconds > SUSPECT_S + 4 * usual:
            grown = growth(function, seed, DOUBLED)
            assert grown.exponent <= FASTEST, f"{function.name} on {seed}: {grown}"


@pytest.mark.parametrize(
    "function",
    [each for each in questions() if each.name not in SLOW],
    ids=lambda function: function.name,
)
def test_what_has_a_limit_is_quick_at_it(function: Function) -> None:
    function.call(honest(function.most))
    for seed in _seeds(function):
        if cost(function.call, seed.text(function.most)) > function.most_s:
            again = least_cost(function.call, seed.text(function.most))
            assert again <= function.most_s, f"{function.name} on {seed}: {again} s"


def test_every_pattern_is_tried() -> None:
    tried = {module for each in (*UNLIMITED, *questions()) for module in each.modules()}
    assert _modules_with_patterns() - tried == set(ELSEWHERE)


def test_a_pattern_that_grows_is_found() -> None:
    slow = re.compile(r"\s+$")
    seeds = (Seed(" ", suffix="x"), Seed("a", suffix="x"))
    calls = [growth(Function("slow", slow.search, "rag.text.fold"), s, DOUBLED) for s in seeds]
    assert calls[0].exponent > FASTEST > calls[1].exponent

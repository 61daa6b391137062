"""The faults that are made to see what the tests notice, and the list of those they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.mutants import (
    PACKAGES,
    SURVIVORS,
    Results,
    change_of,
    reasons,
    report,
    sampled,
    targets,
)
from benchmarks.mutants_run import Target
from benchmarks.mutations import mutated, mutations_of
from benchmarks.mutations_regex import without_parts


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        pytest.param("x = a < b", ["a < b → a >= b", "a < b → a <= b"], id="border"),
        pytest.param("x = a in b", ["a in b → a not in b"], id="in"),
        pytest.param("x = a and b", ["a and b → a or b", "a and b → b", "a and b → a"], id="logic"),
        pytest.param("x = not a", ["not a → a"], id="not"),
        pytest.param("x = 1", ["1 → 2"], id="integer"),
        pytest.param("x = 0.5", ["0.5 → 0.75"], id="float"),
        pytest.param("x = 1e-9", [], id="tolerance"),
        pytest.param("x = True", ["True → False"], id="truth"),
        pytest.param("x = 'a'", ["'a' → ''"], id="text"),
        pytest.param("x = f'a{b}'", [], id="text_to_fill"),
        pytest.param("x = say('甲', 'a')", [], id="message"),
        pytest.param("raise E('a', 1)", [], id="error"),
        pytest.param("'''What it is.'''", [], id="docstring"),
        pytest.param("x: Literal['a'] = y", [], id="annotation"),
        pytest.param("x = a + b", ["a + b → a - b"], id="arithmetic"),
        pytest.param("x = any(a)", ["any(a) → all(a)"], id="call"),
        pytest.param("x = re.compile('a|b')", ["re.compile('a|b') → re.compile('b')"], id="regex"),
        pytest.param(
            "if a:\n    b", ["if a: → if not a:", "if a: → if False:", "b → pass"], id="condition"
        ),
        pytest.param(
            "x = [a for a in b if a]", ["[a for a in b if a] → [a for a in b]"], id="filter"
        ),
        pytest.param(
            "def f() -> bool:\n    return a", ["return a → return not a"], id="return_truth"
        ),
        pytest.param("def f() -> str:\n    return a", ["return a → return ''"], id="return_text"),
        pytest.param(
            "for a in b:\n    continue", ["continue → break"], id="statement"
        ),
    ],
)  # fmt: skip
def test_what_can_be_changed(source: str, changes: list[str]) -> None:
    made = mutations_of("x.py", f"{source}\n")
    assert [one.change for one in made] == changes
    for one in made:
        compile(mutated(source, one), "x.py", "exec")


def test_where_a_change_is() -> None:
    source = "class A:\n    def b(self) -> int:\n        return 1 + 1\n"
    (first, *_) = mutations_of("x.py", source)
    assert (first.line, first.where, first.kind) == (3, "A.b", "return")
    assert str(first) == "x.py:3 A.b [return] return 1 + 1 → return 0"


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("a|b", ["b", "a"]),
        ("x(?:a|b|c)y", ["x(?:b|c)y", "x(?:a|c)y", "x(?:a|b)y"]),
        (r"a\|b", []),
        ("[a|b]", []),
        ("a(?!b)", ["a"]),
        ("(?<=a)b", ["b"]),
    ],
)
def test_parts_of_a_regular_expression(pattern: str, parts: list[str]) -> None:
    assert list(without_parts(pattern)) == parts


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    one, other, another = (
        [str(mutation) for _, mutation in sampled(PACKAGES, "names.py", 20, seed)]
        for seed in (1, 1, 2)
    )
    assert one == other != another
    assert len(one) == 20


def test_every_listed_survivor_can_still_be_made() -> None:
    made = {
        change_of(mutation)
        for package in PACKAGES
        for target in targets(package)
        for mutation in mutations_of(target.file, target.source)
    }
    listed = reasons(SURVIVORS)
    assert set(listed) <= made, "strike these from the list: the code is another now"
    assert all(len(reason) > 10 for reason in listed.values())


def test_outcomes_are_kept_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = Target("rag/x/x.py", "a < b\nc = 1\nd = 2\n", "tests/rag/x")
    made = mutations_of(target.file, target.source)
    results = Results(tmp_path / "results.jsonl")
    for place, mutation in enumerate(made):
        results.add(target, mutation, "tests", "killed" if place else "survived")
    again = Results(tmp_path / "results.jsonl")
    assert again.known == results.known
    assert again.holds(target, made[0], "tests", again=False)
    assert not again.holds(target, made[1], "other tests", again=False)
    assert again.holds(target, made[1], "other tests", again=True)
    assert not again.holds(target, made[0], "other tests", again=True)
    work = [(target, mutation) for mutation in made]
    assert report(work, again) == 1
    printed = capsys.readouterr().out
    assert f"SURVIVED {made[0]}" in printed
    assert f"| rag/x/x.py | {len(made)} | {len(made) - 1} |" in printed
    assert report(work[1:], again) == 0

"""What a program may rely on: names, methods, fields, parameters.

python -m tests.release.public_names      # adds what is new to public_names.txt
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import rag
from rag import Settings

LIST = Path(__file__).with_suffix(".txt")
MODULES = ("rag.errors", "rag.wording", "rag.langchain")
HEAD = """\
# What programs rely on: public names, methods, fields and parameters (those that must be given
# without "="). Lines are added and none is taken away: test_public_names.py holds that.
"""


def public_names() -> list[str]:
    """Every public thing of the package as it is now, a line each, sorted."""
    found = set(_of_package())
    for name in MODULES:
        module = import_module(name)
        for own, thing in vars(module).items():
            if not own.startswith("_") and getattr(thing, "__module__", "") == name:
                found.update(_of(f"{name}.{own}", thing))
    return sorted(found)


def _of_package() -> Iterator[str]:
    for name in rag.__all__:
        yield from _of(f"rag.{name}", getattr(rag, name))


def _of(name: str, thing: Any) -> Iterator[str]:
    """A name with what belongs to it."""
    yield name
    if inspect.isclass(thing):
        yield from _of_class(name, thing)
    elif inspect.isfunction(thing):
        yield from _parameters(name, thing)


def _of_class(name: str, thing: type[Any]) -> Iterator[str]:
    if issubclass(thing, Settings):
        yield from (f"{name}.{field}" for field in thing.model_fields)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            lacking = field.default is field.default_factory is dataclasses.MISSING
            yield f"{name}({field.name}{'' if lacking else '='})"
    ours = [kind for kind in thing.__mro__ if kind.__module__.startswith("rag")]
    members = {own: member for kind in reversed(ours) for own, member in vars(kind).items()}
    for own, member in members.items():
        if own.startswith("_"):
            continue
        plain = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if isinstance(member, property):
            yield f"{name}.{own}"
        elif inspect.isfunction(plain) and plain.__module__.startswith("rag"):
            yield f"{name}.{own}()"
            yield from _parameters(f"{name}.{own}", plain)


def _parameters(name: str, thing: Any) -> Iterator[str]:
    for each in inspect.signature(thing).parameters.values():
        if each.name not in ("self", "cls") and not each.name.startswith("_"):
            given = each.default is inspect.Parameter.empty
            yield f"{name}({each.name}{'' if given else '='})"


def listed() -> list[str]:
    """The lines of the list."""
    lines = LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else []
    return [line for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    now = set(public_names())
    freed = {name.replace("=)", ")") for name in now} - now
    together = sorted(({*listed()} - freed) | now)
    LIST.write_text(HEAD + "\n".join(together) + "\n", encoding="utf-8")

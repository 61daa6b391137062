"""What a hostile text repeats: short pieces by hand, and pieces taken from our own patterns.

A ``Seed`` is ``prefix + unit * n + suffix``. ``GENERAL`` are the pieces anybody would try.
``seeds_of(modules)`` walks every regular expression of some modules, as compiled at import or
written in a call, and gives for each repetition in it the text that keeps it busy, and for each
beginning of the pattern that beginning over and over: a new pattern is tried without being listed.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from re import _constants as codes  # type: ignore[attr-defined]  # the parser of re itself: its only account of a pattern
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, NamedTuple

_OURS = ("rag.", "ui.", "embeddings.")
_LONGEST_UNIT = 60
_MOST_OF_A_CLASS = 4
_MOST_BRANCHES = 12
_UNBOUNDED_FROM = 8
"""A repetition that may go on for fewer times than this cannot be kept busy by a long text."""
_CALLS = frozenset(
    ("compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")
)


class Seed(NamedTuple):
    """``prefix``, ``unit`` over and over, ``suffix``."""

    unit: str
    prefix: str = ""
    suffix: str = ""

    def text(self, characters: int) -> str:
        """A text of about so many characters."""
        room = max(1, characters - len(self.prefix) - len(self.suffix))
        times = room // len(self.unit) + 1
        if "◇" in self.unit or "◆" in self.unit:
            units = (_varied(self.unit, number) for number in range(times))
            middle = "".join(units)
        else:
            middle = self.unit * times
        return self.prefix + middle[:room] + self.suffix

    def __str__(self) -> str:
        shown = f"{self.unit!r} …"
        shown = f"{self.prefix!r} + {shown}" if self.prefix else shown
        return f"{shown} + {self.suffix!r}" if self.suffix else shown


def _varied(unit: str, number: int) -> str:
    return unit.replace("◇", chr(ord("一") + number % 20_000)).replace("◆", str(number))


_CHARACTERS = (
    " \t\n\u3000#*_`~-=+|>&;:,.!?'\"\\/()[]{}<@%$1〇aAé。，、；：？！…“”「」《》（）【】年月"
    "日第一十百万个的和在由不中,·"
)
_WORDS = (
    "Mr. ", "U.S. ", "a. ", "A.", "a.b", "1.", "1,", "1-", "12:", "2022年", "7月", "29日",
    "2022-", "2022-07-29 ", "第一", "第1届", "一二", "三、", "由甲", "和乙", "在丙", "甲、乙",
    "甲·", "“甲", "甲”", "《甲", "甲》", "（甲", "甲）", "[1]", "[1", "1]", "【1", "[1,", "[a](",
    "![", "![a](b", "](", "[^1", "**a", "__a", "_a", "*a ", "~~a", "`a", "# a   ", "# ", "> ",
    "- ", "1. ", "| a ", "|-", "---\n", "```\n", "<", "</", "<a", "<a ", "<b>", "</b>", "<!--",
    "<!-- -->", "<p>", "<div>", "<script", "<![CDATA[", "&amp", "&#", "&lt;", "http://", "www.a.",
    "a@b.", "来源：", "作者：甲 ", "记者 甲", "编辑：", "地址：甲", "版权", "首页 > ", "分享",
    "上一篇", "A b ", "Aa ", "AA-", "the A ", "Jan 1 ", "1 January ", "last ", "and ", "甲a",
    "a甲", "甲 ", "甲\n", "a\n", " \n", "\n\n", "。\n", "。 ", "！”", "？", "不", "没有", "是",
    "分别", "1元", "5%", "百分之", "约", "亿", "点", "\\u", "{", '{"a":', "[{", '"a",', "<think>",
    "key: a\n", "a:\n", " - a\n", "&a ", "*a", "'", "\u200b", "\u202e", "\x1b[", "😀", "é",
    "\u0301", "&#1", "'\"", '="', "='",
)  # fmt: skip
_VARIED = (
    "◇\n", "◇◇甲，", "。,◇甲", "A◇ ", "A◇ b ", "<p ◇>", "◇=1 ", "www.◇.com", "《◇◇》", "“◇◇”",
    "甲◇◇（◇◇◇）", "◇: a\n", "[◇](b)", "◆,", "A◆a B◆b ", "a◆=1 ", " a◆", ".a◆{display:none}",
    "#a◆{display:none}", "a◆: b\n", "<a◆>", "<p class=a◆>", "[◆]", "2022年◆月", "◆元", "◆%，",
    "张◆说", "a◆.cn甲", "&#◆;", "甲◆\n",
)  # fmt: skip
"""``◇`` is another Chinese character each time, ``◆`` another number: what counts or compares
different things is kept busy by these."""
_TAGS = (
    "nav", "aside", "header", "footer", "section", "article", "main", "div", "span", "p", "li",
    "ul", "td", "tr", "table", "b", "a", "font", "h1", "time", "form", "select", "option",
    "button", "svg", "math", "template", "object", "ruby", "pre", "abc", "title", "textarea",
    "noscript", "dl", "dt", "iframe", "frameset",
)  # fmt: skip
_SUFFIXES = ("", "x", "\n", "。")


def general() -> Iterator[Seed]:
    """Single characters and short words, ended so that a match may fail at the last moment."""
    units = dict.fromkeys((*_CHARACTERS, *_WORDS))
    for unit in units:
        yield from (Seed(unit, suffix=suffix) for suffix in _SUFFIXES)
        if "\n" not in unit and len(unit) > 1:
            yield Seed(f"{unit}\n")
    yield from map(Seed, _VARIED)
    yield from (Seed(digit, prefix) for prefix, digit in (("&#", "1"), ("&#x", "f"), ("1.", "1")))


def markup() -> Iterator[Seed]:
    """Elements in one another, beside one another, and named as furniture is."""
    for tag in _TAGS:
        yield from map(
            Seed,
            (f"<{tag}>", f"<{tag}>甲", f"<{tag}>甲</{tag}>", f"</{tag}>", f"<{tag}><abc>",
             f'<{tag} class="nav">甲', f"<{tag} hidden>甲", f"<{tag}><!--</{tag}>-->"),
        )  # fmt: skip


@cache
def seeds_of(names: frozenset[str]) -> tuple[Seed, ...]:
    """The seeds that the patterns of the modules ``names`` give, each once."""
    found: dict[Seed, None] = {}
    for name in sorted(names):
        for pattern, flags in patterns_of(importlib.import_module(name)):
            found.update(dict.fromkeys(_pattern_seeds(pattern, flags)))
    return tuple(found)


@cache
def reached(name: str) -> frozenset[str]:
    """The module called ``name`` and all modules of ours that it imports, however far away."""
    done: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in done:
            continue
        done.add(current)
        waiting += _imported(current)
    return frozenset(done)


@cache
def _imported(name: str) -> tuple[str, ...]:
    """The modules of ours that a module imports, wherever the import stands."""
    found: list[str] = []
    for node in ast.walk(ast.parse(inspect.getsource(importlib.import_module(name)))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(_OURS):
            below = (f"{node.module}.{each.name}" for each in node.names)
            found += [node.module, *filter(_is_module, below)]
    return tuple(found)


@cache
def _is_module(name: str) -> bool:
    """Whether ``from rag.text import dates_zh`` names a module and not something in one."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def patterns_of(module: ModuleType) -> dict[tuple[str, int], None]:
    """The patterns of a module, with their flags: its globals' and those written in calls."""
    found: dict[tuple[str, int], None] = {}
    for value in vars(module).values():
        for pattern in _compiled(value):
            found[pattern.pattern, pattern.flags] = None
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        text = _written(node, vars(module))
        if text:
            found[text, 0] = None
    return found


def _compiled(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """Text patterns in a value, also within tuples, lists and mappings."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for item in islice(value, 500):
            yield from _compiled(item, depth + 1)
    elif depth < 4 and isinstance(value, dict):
        for item in islice(value.values(), 500):
            yield from _compiled(item, depth + 1)


def _written(node: ast.AST, names: Mapping[str, Any]) -> str | None:
    """The pattern in a call such as ``re.search(rf"…{_NAME}…", text)``; what is local is ``x``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return None
    if node.func.attr not in _CALLS or getattr(node.func.value, "id", "") != "re":
        return None
    return _text_of(node.args[0], names)


def _text_of(node: ast.AST, names: Mapping[str, Any]) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts: list[str] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            value = part.value
            known = names.get(value.id) if isinstance(value, ast.Name) else None
            parts.append(known if isinstance(known, str) else "x")
    return "".join(parts)


def _pattern_seeds(pattern: str, flags: int) -> Iterator[Seed]:
    """The seeds of one pattern."""
    try:
        tree = parser.parse(pattern, flags & ~re.DEBUG)
    except (re.error, ValueError):
        return
    for before, inner in _repetitions(tree, ""):
        for unit in _samples(inner):
            yield from (Seed(unit, before[-_LONGEST_UNIT:], suffix) for suffix in ("", "\x00"))
            if before:
                yield Seed((before + unit)[:_LONGEST_UNIT])
    for beginning in _beginnings(tree):
        yield Seed(beginning)


def _repetitions(tree: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Each long repetition in a parsed pattern, with a text that leads up to it."""
    for code, argument in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, inner = argument
            if most >= _UNBOUNDED_FROM:
                yield before, inner
            yield from _repetitions(inner, before)
        else:
            for part in _parts(code, argument):
                yield from _repetitions(part, before)
        before += next(_samples([(code, argument)]), "")


def _parts(code: Any, argument: Any) -> list[Any]:
    """The patterns inside one node."""
    if code is codes.SUBPATTERN:
        return [argument[3]]
    if code is codes.BRANCH:
        return list(argument[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]
    return [argument] if code is codes.ATOMIC_GROUP else []


def _beginnings(tree: Any) -> Iterator[str]:
    """What the first one, two, three … elements of a pattern match, and what each branch does."""
    text = ""
    for node in islice(tree, 12):
        for sample in islice(_samples([node]), 1, _MOST_BRANCHES):
            yield (text + sample)[:_LONGEST_UNIT]
        text += next(_samples([node]), "")
        if text:
            yield text[:_LONGEST_UNIT]


def _samples(tree: Any) -> Iterator[str]:
    """Texts that a parsed pattern matches: all first choices, then each other choice once."""
    nodes = [list(islice(_node_samples(code, argument), _MOST_BRANCHES)) for code, argument in tree]
    firsts = [choices[0] if choices else "" for choices in nodes]
    if any(firsts):
        yield "".join(firsts)
    for place, choices in enumerate(nodes):
        for choice in choices[1:]:
            text = "".join((*firsts[:place], choice, *firsts[place + 1 :]))
            if text:
                yield text


def _node_samples(code: Any, argument: Any) -> Iterator[str]:
    if code is codes.LITERAL:
        yield chr(argument)
    elif code is codes.ANY:
        yield "x"
    elif code is codes.NOT_LITERAL:
        yield "x" if chr(argument) != "x" else "y"
    elif code is codes.IN:
        yield from islice(_class_samples(argument), _MOST_OF_A_CLASS)
    elif code is codes.CATEGORY:
        yield from _class_samples([(code, argument)])
    elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, _, inner = argument
        yield from (sample * max(1, least) for sample in _samples(inner))
    elif code in (codes.SUBPATTERN, codes.BRANCH, codes.ATOMIC_GROUP):
        for part in _parts(code, argument):
            yield from _samples(part)


_CATEGORIES = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_SPACE: "x",
    codes.CATEGORY_NOT_WORD: "-",
    codes.CATEGORY_NOT_DIGIT: "x",
}


def _class_samples(members: Any) -> Iterator[str]:
    """Some members of a character class; of a negated one something that is not in it."""
    if members and members[0][0] is codes.NEGATE:
        taken = set(_class_samples(members[1:]))
        yield from (each for each in "x 甲1(" if each not in taken)
        return
    for code, argument in members:
        if code is codes.LITERAL:
            yield chr(argument)
        elif code is codes.RANGE:
            yield "甲" if argument[0] <= ord("甲") <= argument[1] else chr(argument[0])
        elif code is codes.CATEGORY:
            yield _CATEGORIES.get(argument, "x")

"""Small faults that a test should notice, made one at a time in the syntax tree of a module.

    mutations_of("rag/verifying/names.py", source)     every fault that can be made there
    mutated(source, mutation)                          the tree with that one made

Kinds: ``compare`` (== and !=, < and <= and >=, in and not in), ``logic`` (and, or, not, an operand
left out), ``condition`` (an ``if`` turned round or never entered, a filter of a comprehension left
out), ``constant`` (a number, a truth value, a text), ``regex`` (an alternative or a lookaround left
out), ``arithmetic``, ``call`` (any and all, min and max), ``return`` (nothing in place of a
value), ``statement`` (left out, ``continue`` and ``break`` exchanged).

Left as they are: docstrings, annotations, decorators, messages (what ``say`` and raised errors are
given, texts with places to fill), and tolerances below a millionth.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.mutations_regex import without_parts

_NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip
_BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_OTHER_OPERATOR: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_OTHER_CALL = {"any": "all", "all": "any", "min": "max", "max": "min"}
_REGEX_CALLS = {"compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer"}
_NOTHING = {"bool": None, "str": "", "int": 0, "float": 0.0}
_TOLERANCE = 1e-6
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Mutation:
    """One fault: the ``number``-th of its file, told by what stood there and what stands now.

    ``where`` is the function or class it is in, empty at the module's level.
    """

    file: str
    number: int
    line: int
    where: str
    kind: str
    change: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.where or '-'} [{self.kind}] {self.change}"


@dataclass(frozen=True, slots=True)
class _Spot:
    """A node, where it hangs (``parent.field`` or ``parent.field[place]``), in which function."""

    node: ast.AST
    parent: ast.AST
    field: str
    place: int | None
    where: str
    returns: str

    def put(self, node: ast.AST) -> None:
        if self.place is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node


_Change = tuple[_Spot, str, ast.AST]


def mutations_of(file: str, source: str) -> list[Mutation]:
    """Every mutation of a module's source, in the order of the text; ``file`` only names it."""
    found = []
    for number, (spot, kind, new) in enumerate(_changes(ast.parse(source))):
        shown = spot.parent if isinstance(spot.parent, ast.expr) else spot.node
        before = _line(shown)
        spot.put(new)
        after = _line(spot.parent if shown is spot.parent else new)
        spot.put(spot.node)
        line = getattr(spot.node, "lineno", 0) or getattr(spot.parent, "lineno", 0)
        found.append(Mutation(file, number, line, spot.where, kind, _told(before, after)))
    return found


def mutated(source: str, mutation: Mutation) -> ast.Module:
    """The tree of ``source`` with the one mutation made."""
    tree = ast.parse(source)
    for number, (spot, _, new) in enumerate(_changes(tree)):
        if number == mutation.number:
            spot.put(ast.copy_location(new, spot.node) if hasattr(spot.node, "lineno") else new)
            return ast.fix_missing_locations(tree)
    raise IndexError(f"{mutation.file} has no mutation {mutation.number}")


def _line(node: ast.AST) -> str:
    """The code of a node on one line; of a statement its head."""
    return " ".join(ast.unparse(node).split("\n")[0].split())


def _told(before: str, after: str) -> str:
    """What stood and what stands, both cut to what is around the first difference."""
    differs = (place for place, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    same = next(differs, min(len(before), len(after)))
    start = max(0, same - _LONGEST_SHOWN // 2)

    def cut(text: str) -> str:
        piece = text[start : start + _LONGEST_SHOWN]
        return f"{'…' * (start > 0)}{piece}{'…' * (start + _LONGEST_SHOWN < len(text))}"

    return f"{cut(before)} → {cut(after)}"


def _changes(tree: ast.Module) -> Iterator[_Change]:
    for spot in list(_spots(tree, "", "")):
        for kind, new in _variants(spot):
            yield spot, kind, new


def _spots(parent: ast.AST, where: str, returns: str) -> Iterator[_Spot]:
    """Every node that may be changed, outer ones first."""
    for field, value in ast.iter_fields(parent):
        if field in {"annotation", "returns", "decorator_list", "args"} and not isinstance(
            parent, ast.Call
        ):
            continue
        nodes = value if isinstance(value, list) else [value]
        for place, node in enumerate(nodes):
            if not isinstance(node, ast.AST) or _left_alone(node):
                continue
            yield _Spot(node, parent, field, place if isinstance(value, list) else None, where,
                        returns)  # fmt: skip
            inside, gives = where, returns
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                inside = f"{where}.{node.name}".strip(".")
                gives = _named(getattr(node, "returns", None))
            yield from _spots(node, inside, gives)


def _named(annotation: ast.expr | None) -> str:
    return ast.unparse(annotation) if annotation else ""


def _left_alone(node: ast.AST) -> bool:
    """Docstrings, imports, messages and types, with all that is in them."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Raise | ast.JoinedStr):
        return True
    if isinstance(node, ast.If) and _named(node.test) == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Subscript) and _named(node.value) in {"Literal", "Callable"}:
        return True
    return isinstance(node, ast.Call) and _named(node.func) == "say"


def _variants(spot: _Spot) -> Iterator[tuple[str, ast.AST]]:
    node = spot.node
    for kind, made in _BY_TYPE.items():
        if isinstance(node, kind):
            for name, change in made:
                for new in change(spot):
                    yield name, new


def _compares(spot: _Spot) -> Iterator[ast.AST]:
    node = spot.node
    assert isinstance(node, ast.Compare)
    for place, operator in enumerate(node.ops):
        for table in (_NEGATED, _BOUNDARY):
            if type(operator) in table:
                new = copy.deepcopy(node)
                new.ops[place] = table[type(operator)]()
                yield new


def _logic(spot: _Spot) -> Iterator[ast.AST]:
    node = spot.node
    assert isinstance(node, ast.BoolOp)
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for place in range(len(node.values)):
        rest = node.values[:place] + node.values[place + 1 :]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _unary(spot: _Spot) -> Iterator[ast.AST]:
    node = spot.node
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _conditions(spot: _Spot) -> Iterator[ast.AST]:
    """The test turned round, where no change of its own does that; a body never entered."""
    node = spot.node
    assert isinstance(node, ast.If | ast.IfExp)
    turned_elsewhere = isinstance(node.test, ast.Compare) and len(node.test.ops) == 1
    if not turned_elsewhere and not isinstance(node.test, ast.UnaryOp):
        new = copy.copy(node)
        new.test = ast.UnaryOp(ast.Not(), node.test)
        yield new
    if isinstance(node, ast.If):
        never = copy.copy(node)
        never.test = ast.Constant(value=False)
        yield never


def _filters(spot: _Spot) -> Iterator[ast.AST]:
    node = spot.node
    assert isinstance(node, ast.comprehension)
    for place in range(len(node.ifs)):
        new = copy.copy(node)
        new.ifs = node.ifs[:place] + node.ifs[place + 1 :]
        yield new


def _constants(spot: _Spot) -> Iterator[ast.AST]:
    node = spot.node
    assert isinstance(node, ast.Constant)
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(value=not value)
    elif isinstance(value, int):
        yield ast.Constant(value=value + 1)
    elif isinstance(value, float) and (value == 0 or abs(value) >= _TOLERANCE):
        yield ast.Constant(value=round(value * 1.5, 9) or 1.0)
    elif isinstance(value, str) and not _is_regex(spot):
        yield ast.Constant(value="" if value else "…")


def _regexes(spot: _Spot) -> Iterator[ast.AST]:
    node = spot.node
    assert isinstance(node, ast.Constant)
    if isinstance(node.value, str) and _is_regex(spot):
        ways = [*without_parts(node.value)]
        if ways:
            digest = hashlib.sha256(node.value.encode()).digest()
            yield ast.Constant(value=ways[int.from_bytes(digest[:4]) % len(ways)])


def _is_regex(spot: _Spot) -> bool:
    call = spot.parent
    return (
        isinstance(call, ast.Call)
        and spot.field == "args"
        and spot.place == 0
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in _REGEX_CALLS
        and _named(call.func.value) == "re"
    )


def _arithmetic(spot: _Spot) -> Iterator[ast.AST]:
    node = spot.node
    assert isinstance(node, ast.BinOp | ast.AugAssign)
    if type(node.op) in _OTHER_OPERATOR:
        new = copy.copy(node)
        new.op = _OTHER_OPERATOR[type(node.op)]()
        yield new


def _calls(spot: _Spot) -> Iterator[ast.AST]:
    node = spot.node
    assert isinstance(node, ast.Call)
    if (name := _named(node.func)) in _OTHER_CALL:
        new = copy.copy(node)
        new.func = ast.Name(_OTHER_CALL[name], ast.Load())
        yield new


def _returns(spot: _Spot) -> Iterator[ast.AST]:
    """Nothing of the type the function gives; the opposite where that is a truth value."""
    node = spot.node
    assert isinstance(node, ast.Return)
    if node.value is None or isinstance(node.value, ast.Constant):
        return
    if spot.returns == "bool":
        compared = isinstance(node.value, ast.Compare) and len(node.value.ops) == 1
        if not compared and not isinstance(node.value, ast.UnaryOp):
            yield ast.Return(ast.UnaryOp(ast.Not(), node.value))
    elif spot.returns.startswith(("list", "Sequence", "Iterable")):
        yield ast.Return(ast.List([], ast.Load()))
    elif spot.returns.startswith("tuple[") and spot.returns.endswith("...]"):
        yield ast.Return(ast.Tuple([], ast.Load()))
    else:
        yield ast.Return(ast.Constant(value=_NOTHING.get(spot.returns)))


def _statements(spot: _Spot) -> Iterator[ast.AST]:
    node = spot.node
    if isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    else:
        yield ast.Pass()


_Changer = Callable[[_Spot], Iterator[ast.AST]]
_BY_TYPE: dict[type[ast.AST] | tuple[type[ast.AST], ...], tuple[tuple[str, _Changer], ...]] = {
    ast.Compare: (("compare", _compares),),
    ast.BoolOp: (("logic", _logic),),
    ast.UnaryOp: (("logic", _unary),),
    (ast.If, ast.IfExp): (("condition", _conditions),),
    ast.comprehension: (("condition", _filters),),
    ast.Constant: (("constant", _constants), ("regex", _regexes)),
    (ast.BinOp, ast.AugAssign): (("arithmetic", _arithmetic),),
    ast.Call: (("call", _calls),),
    ast.Return: (("return", _returns),),
    (ast.Expr, ast.Continue, ast.Break): (("statement", _statements),),
}

"""DynamoDB's expressions, as far as our store writes them, compiled once and evaluated on items in wire format.

Not the whole language: comparisons, BETWEEN, IN, AND, OR, parentheses, `attribute_exists`, `attribute_not_exists`,
`contains` of a set of strings, `size`; SET with one addition or subtraction and `if_not_exists`, REMOVE, ADD and DELETE
of a set of strings. Anything else is a `SyntaxError`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

Value = dict[str, Any]
"""An attribute value in wire format: `{"N": "5"}`."""
Item = dict[str, Value]
Names = Mapping[str, str]
Values = Mapping[str, Value]
Operand = Callable[[Item, Names, Values], Value | None]
Condition = Callable[[Item, Names, Values], bool]
Action = Callable[[Item, Item, Names, Values], None]
"""Changes the second item by what stood in the first, as it was before the update."""

_TOKEN = re.compile(r"\s*(?:([:#]?[A-Za-z_]\w*)|(<=|>=|<>|[=<>(),.+-]))")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Invalid(Exception):  # noqa: N818 - becomes DynamoDB's ValidationException
    """An expression that does not fit the item or its own placeholders."""


T = TypeVar("T")


@dataclass(frozen=True)
class Compiled(Generic[T]):
    """An expression, and the placeholders that it uses."""

    evaluate: T
    placeholders: frozenset[str]


@cache
def condition(text: str) -> Compiled[Condition]:
    """Compile a condition, filter or key condition."""
    parser = _Parser(text)
    evaluate = parser.either()
    parser.end()
    return Compiled(evaluate, frozenset(parser.placeholders))


@cache
def projection(text: str) -> Compiled[Callable[[Item, Names], Item]]:
    """Compile a list of attributes to a function that returns an item with no other ones."""
    parser = _Parser(text)
    wanted = parser.attributes()
    parser.end()

    def evaluate(item: Item, names: Names) -> Item:
        chosen = [names[word] if word[0] == "#" else word for word in wanted]
        return {name: item[name] for name in chosen if name in item}

    return Compiled(evaluate, frozenset(parser.placeholders))


@cache
def update(text: str) -> Compiled[Callable[[Item, Names, Values], Item]]:
    """Compile an update expression to a function that returns the changed item and leaves the old one as it is."""
    parser = _Parser(text)
    actions = parser.actions()
    parser.end()

    def evaluate(old: Item, names: Names, values: Values) -> Item:
        new = dict(old)
        for action in actions:
            action(old, new, names, values)
        return new

    return Compiled(evaluate, frozenset(parser.placeholders))


def _find(item: Item, path: Sequence[str], names: Names) -> Value | None:
    found: Value | None = {"M": item}
    for part in path:
        members = found.get("M") if found else None
        found = members.get(names[part] if part[0] == "#" else part) if members is not None else None
    return found


def _replace(item: Item, path: Sequence[str], names: Names, value: Value | None) -> None:
    """Put a value at a path of at most two names, or take it away; the map on the way is copied, not changed."""
    first, *rest = (names[part] if part[0] == "#" else part for part in path)
    if rest:
        if first not in item or "M" not in item[first]:
            raise Invalid("The document path provided in the update expression is invalid for update")
        members = dict(item[first]["M"])
        item[first] = {"M": members}
        item, first = members, rest[0]
    if value is None:
        item.pop(first, None)
    else:
        item[first] = value


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [match[1] or match[2] for match in _TOKEN.finditer(text)]
        self._at = 0
        self.placeholders: set[str] = set()

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self, expected: str = "") -> str:
        word = self._peek()
        if not word or (expected and word != expected):
            raise SyntaxError(f"expected {expected or 'more'}, not {word!r}: {self._text}")
        self._at += 1
        if word[0] in "#:":
            self.placeholders.add(word)
        return word

    def end(self) -> None:
        """Refuse what is left over."""
        if self._peek():
            raise SyntaxError(f"left over from {self._peek()!r}: {self._text}")

    def either(self) -> Condition:
        """Parse conditions joined by OR."""
        parts = [self._both()]
        while self._peek() == "OR":
            self._next()
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda *given: any(part(*given) for part in parts)

    def _both(self) -> Condition:
        parts = [self._single()]
        while self._peek() == "AND":
            self._next()
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else lambda *given: all(part(*given) for part in parts)

    def _single(self) -> Condition:
        word = self._peek()
        if word == "(":
            self._next()
            inner = self.either()
            self._next(")")
            return inner
        if word in {"attribute_exists", "attribute_not_exists"}:
            self._next()
            self._next("(")
            path = self._path()
            self._next(")")
            wanted = word == "attribute_exists"
            return lambda item, names, _values: (_find(item, path, names) is not None) == wanted
        if word == "contains":
            self._next()
            whole, part = self._arguments()
            return lambda *given: _contains(whole(*given), part(*given))
        left = self._operand()
        if self._peek() == "BETWEEN":
            self._next()
            low = self._operand()
            self._next("AND")
            high = self._operand()
            above, below = _comparison(left, ">=", low), _comparison(left, "<=", high)
            return lambda *given: above(*given) and below(*given)
        if self._peek() == "IN":
            self._next()
            equal = [_comparison(left, "=", each) for each in self._arguments()]
            return lambda *given: any(part(*given) for part in equal)
        return _comparison(left, self._next(), self._operand())

    def _arguments(self) -> list[Operand]:
        self._next("(")
        found = [self._operand()]
        while self._peek() == ",":
            self._next()
            found.append(self._operand())
        self._next(")")
        return found

    def _operand(self) -> Operand:
        word = self._peek()
        if word == "size":
            self._next()
            self._next("(")
            path = self._path()
            self._next(")")
            return lambda item, names, _values: _size(_find(item, path, names))
        if word == "if_not_exists":
            self._next()
            there, otherwise = self._arguments()
            return lambda *given: there(*given) or otherwise(*given)
        if word.startswith(":"):
            self._next()
            return lambda _item, _names, values: values[word]
        path = self._path()
        return lambda item, names, _values: _find(item, path, names)

    def _path(self) -> tuple[str, ...]:
        parts = [self._next()]
        while self._peek() == ".":
            self._next()
            parts.append(self._next())
        return tuple(parts)

    def attributes(self) -> list[str]:
        """Parse attributes joined by commas."""
        found = [self._next()]
        while self._peek() == ",":
            self._next()
            found.append(self._next())
        return found

    def actions(self) -> list[Action]:
        """Parse SET, REMOVE, ADD and DELETE, each at most once."""
        clauses = {"SET": self._set, "REMOVE": self._remove, "ADD": self._add, "DELETE": self._delete}
        found: list[Action] = []
        while self._peek():
            clause = clauses.pop(self._next())
            found.append(clause())
            while self._peek() == ",":
                self._next()
                found.append(clause())
        return found

    def _set(self) -> Action:
        path = self._path()
        self._next("=")
        value = self._operand()
        if self._peek() in {"+", "-"}:
            value = _sum(value, self._next(), self._operand())

        def action(old: Item, new: Item, names: Names, values: Values) -> None:
            given = value(old, names, values)
            if given is None:
                raise Invalid("The provided expression refers to an attribute that does not exist in the item")
            _replace(new, path, names, given)

        return action

    def _remove(self) -> Action:
        path = self._path()
        return lambda _old, new, names, _values: _replace(new, path, names, None)

    def _add(self) -> Action:
        return self._set_action(lambda there, given: there | given)

    def _delete(self) -> Action:
        return self._set_action(lambda there, given: there - given)

    def _set_action(self, change: Callable[[set[str], set[str]], set[str]]) -> Action:
        path, value = self._path(), self._operand()

        def action(old: Item, new: Item, names: Names, values: Values) -> None:
            there, given = _find(old, path, names), value(old, names, values) or {}
            members = change(set(there["SS"]) if there else set(), set(given["SS"]))
            _replace(new, path, names, {"SS": sorted(members)} if members else None)

        return action


def _comparison(left: Operand, sign: str, right: Operand) -> Condition:
    compare = _COMPARISONS[sign]

    def evaluate(item: Item, names: Names, values: Values) -> bool:
        one, other = left(item, names, values), right(item, names, values)
        if one is None or other is None:
            return False
        [(kind, content)], [(other_kind, other_content)] = one.items(), other.items()
        if kind != other_kind:
            return False
        return compare(int(content), int(other_content)) if kind == "N" else compare(content, other_content)

    return evaluate


def _sum(left: Operand, sign: str, right: Operand) -> Operand:
    def evaluate(item: Item, names: Names, values: Values) -> Value | None:
        one, other = left(item, names, values), right(item, names, values)
        if one is None or other is None:
            return None
        if "N" not in one or "N" not in other:
            raise Invalid("An operand in the update expression has an incorrect data type")
        return {"N": str(int(one["N"]) + int(other["N"]) * (1 if sign == "+" else -1))}

    return evaluate


def _contains(whole: Value | None, part: Value | None) -> bool:
    return bool(whole and part and "S" in part and part["S"] in whole.get("SS", ()))


def _size(value: Value | None) -> Value | None:
    return {"N": str(len(next(iter(value.values()))))} if value else None

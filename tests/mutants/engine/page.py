"""`docs/rules.md` as data: its rules, and the clauses of conditions, each with the tests that show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

CLAUSES = "Clauses of conditions"
"""The section whose rows are clauses of conditions in the stores, and not rules."""
_RULE_HEADER = ("rule", "in one sentence", "number, reason, source", "held by", "shown by")
_CLAUSE_HEADER = ("condition and clause", "shown by")
_NAME = re.compile(r"`([a-z][a-z0-9_]*)`")
_CLAUSE = re.compile(r"`([a-z_.]+[A-Z_]+_CONDITIONS)`: (\S.*)")
_PLACES = re.compile(r"`[^`]+`(, `[^`]+`)*")
_TESTS = re.compile(r"`[^`]+::[^`]+`(; `[^`]+::[^`]+`)*")


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the page. A test is named from the folder `tests`: `unit/test_claim.py::test_numbers_never_repeat`."""

    section: str
    name: str
    held_by: tuple[str, ...]
    shown_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page says, and which of its rows cannot be read."""

    rules: tuple[Rule, ...]
    clauses: dict[str, tuple[str, ...]]
    """Tests by clause: `slots.store.CLAIM_CONDITIONS: never oversell`."""
    mistakes: tuple[str, ...]

    def tests(self, name: str) -> tuple[str, ...]:
        """Return the tests of a rule or a clause; none where the page does not have it."""
        found = {rule.name: rule.shown_by for rule in self.rules} | self.clauses
        return found.get(name, ())


def read(path: Path) -> Page:
    """Read the page; a row with a mistake is told in `mistakes`, and what can be read of it is there."""
    rules: list[Rule] = []
    clauses: dict[str, tuple[str, ...]] = {}
    mistakes: list[str] = []
    section, in_table = "", False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            section = line.removeprefix("## ")
        if not line.startswith("|"):
            in_table = False
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))]
        if not in_table:
            in_table = True
            if tuple(cells) != (_CLAUSE_HEADER if section == CLAUSES else _RULE_HEADER):
                mistakes.append(f"line {number}: the columns of a table are named otherwise")
            continue
        if set("".join(cells)) <= set("-:"):
            continue
        try:
            if section == CLAUSES:
                name, shown_by = _clause(cells)
                _check_new(name, clauses)
                clauses[name] = shown_by
            else:
                rule = _rule(section, cells, mistakes, number)
                _check_new(rule.name, {each.name for each in rules})
                rules.append(rule)
        except ValueError as mistake:
            mistakes.append(f"line {number}: {mistake}")
    return Page(tuple(rules), clauses, tuple(mistakes))


def _rule(section: str, cells: list[str], mistakes: list[str], number: int) -> Rule:
    if len(cells) != len(_RULE_HEADER):
        raise ValueError(f"a rule has {len(_RULE_HEADER)} cells, and here are {len(cells)}")
    name, sentence, reason, held_by, shown_by = cells
    found = _NAME.fullmatch(name)
    if not found:
        raise ValueError(f"{name} is no name of a rule")
    for mistake, right in (
        ("its sentence does not end with a full stop", sentence.endswith(".")),
        ("it has no reason", bool(reason)),
        ("held by: only places, with a comma between them", _PLACES.fullmatch(held_by)),
        ("shown by: only tests, with a semicolon between them", _TESTS.fullmatch(shown_by)),
    ):
        if not right:
            mistakes.append(f"line {number}: {found[1]}: {mistake}")
    return Rule(section, found[1], tuple(re.findall(r"`([^`]+)`", held_by)), _tests(shown_by))


def _clause(cells: list[str]) -> tuple[str, tuple[str, ...]]:
    if len(cells) != len(_CLAUSE_HEADER):
        raise ValueError(f"a clause has {len(_CLAUSE_HEADER)} cells, and here are {len(cells)}")
    found = _CLAUSE.fullmatch(cells[0])
    if not found:
        raise ValueError(f"{cells[0]} is no clause, as in `slots.store.CLAIM_CONDITIONS`: never oversell")
    name = f"{found[1]}: {found[2]}"
    if not _TESTS.fullmatch(cells[1]):
        raise ValueError(f"{name}: shown by: only tests, with a semicolon between them")
    return name, _tests(cells[1])


def _check_new(name: str, known: Container[str]) -> None:
    if name in known:
        raise ValueError(f"{name} is there twice")


def _tests(cell: str) -> tuple[str, ...]:
    """Return the tests that a cell names, from the folder `tests` on; those of `unit` are written without it."""
    named = re.findall(r"`([^`]+::[^`]+)`", cell)
    return tuple(each if "/" in each.split("::")[0] else f"unit/{each}" for each in named)

"""Every clause of every condition in the stores, and the store in which that clause always holds."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = "layers/core/antrean"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by the name that the page has for it, and its file in which it always holds."""

    name: str
    path: str
    line: int
    always_true: str
    """The whole text of the file."""


def clauses(root: Path) -> Iterator[Clause]:
    """Yield the clauses of the dictionaries `*_CONDITIONS` of every module that writes: most are called `store.py`."""
    for path in sorted((root / PACKAGE).glob("*/*.py")):
        yield from _clauses_of(path, root)


def _clauses_of(path: Path, root: Path) -> Iterator[Clause]:
    text = path.read_bytes()
    # Columns of a syntax tree count bytes.
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for statement in ast.parse(text).body:
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
            continue
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        if not isinstance(target, ast.Name) or not target.id.endswith("_CONDITIONS"):
            continue
        if not isinstance(statement.value, ast.Dict):
            raise TypeError(f"{path.name}: {target.id} is no dictionary that can be read without running it")
        for name, clause in zip(statement.value.keys, statement.value.values, strict=True):
            if not name or clause.end_lineno is None or clause.end_col_offset is None:
                raise TypeError(f"{path.name}: {target.id} is not written out")
            start = starts[clause.lineno - 1] + clause.col_offset
            end = starts[clause.end_lineno - 1] + clause.end_col_offset
            changed = text[:start] + repr(_always(ast.literal_eval(clause))).encode() + text[end:]
            yield Clause(
                f"{path.parent.name}.{path.stem}.{target.id}: {ast.literal_eval(name)}",
                path.relative_to(root).as_posix(),
                clause.lineno,
                changed.decode(),
            )


def _always(clause: str) -> str:
    """Return a clause that always holds and uses the same placeholders: the table refuses a request with unused ones.

    There are no parentheses around the clause, which may have its own: the table refuses two pairs.
    """
    return f"({clause} OR attribute_exists(pk) OR attribute_not_exists(pk))"

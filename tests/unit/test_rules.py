"""`docs/rules.md` and the code belong together: what the page names exists, and nothing is missing on it."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.mutants.engine import page as pages
from tests.mutants.engine.clauses import PACKAGE, clauses
from tests.mutants.engine.trials import written_mutants

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = pages.read(ROOT / "docs" / "rules.md")
MUTANTS: Final = written_mutants()
POLICIES: Final = sorted((ROOT / PACKAGE / "policy").glob("*.py"))


def test_every_row_can_be_read() -> None:
    """Each rule has a name of its own, a sentence, a reason, places and tests, and each clause its tests."""
    assert PAGE.rules
    assert not PAGE.mistakes, _listed(PAGE.mistakes)


@pytest.mark.parametrize(
    ("cells", "mistake"),
    [
        ("| `a_rule` | It holds. | design | `base.days` |", "5 cells"),
        ("| a_rule | It holds. | design | `base.days` | `test_x.py::test_y` |", "no name"),
        ("| `a_rule` | It holds | design | `base.days` | `test_x.py::test_y` |", "full stop"),
        ("| `a_rule` | It holds. | design | `base.days` (twice) | `test_x.py::test_y` |", "only places"),
        ("| `a_rule` | It holds. | design | `base.days` | **none yet** |", "only tests"),
        ("| `a_rule` | It holds. | design | `base.days` | `test_x.py::test_y`, of a sort |", "only tests"),
        ("| `good` | It holds. | design | `base.days` | `test_x.py::test_y` |", "there twice"),
    ],
)
def test_a_row_with_a_mistake_is_told(tmp_path: Path, cells: str, mistake: str) -> None:
    """The rows of the page are looked at and not passed over."""
    good = "| `good` | It holds. | design | `base.days`, `base.ids` | `test_x.py::test_y`; `infra/test_z.py::test_w` |"
    header = "| rule | in one sentence | number, reason, source | held by | shown by |\n|---|---|---|---|---|"
    path = tmp_path / "rules.md"
    path.write_text(f"## Section\n\n{header}\n{good}\n")
    read = pages.read(path)
    assert not read.mistakes
    assert read.rules == (
        pages.Rule("Section", "good", ("base.days", "base.ids"), ("unit/test_x.py::test_y", "infra/test_z.py::test_w")),
    )
    path.write_text(f"## Section\n\n{header}\n{good}\n{cells}\n")
    (told,) = pages.read(path).mistakes
    assert mistake in told


def test_every_place_exists() -> None:
    """What holds a rule is a name in the package, or a file."""
    missing = [f"{rule.name}: {place}" for rule in PAGE.rules for place in rule.held_by if not _place_exists(place)]
    assert not missing, _listed(missing)


def test_every_test_exists() -> None:
    """What shows a rule or a clause is a test."""
    named = [(rule.name, test) for rule in PAGE.rules for test in rule.shown_by]
    named += [(clause, test) for clause, tests in PAGE.clauses.items() for test in tests]
    missing = [f"{name}: {test}" for name, test in named if not _test_exists(test)]
    assert not missing, _listed(missing)


def test_every_rule_is_taken_out() -> None:
    """`make mutants` tries every rule of the page, and no other."""
    rules = {rule.name for rule in PAGE.rules}
    tried = {mutant.rule for mutant in MUTANTS}
    missing = sorted(rules - tried)
    assert not missing, _listed(missing)
    unknown = sorted(tried - rules)
    assert not unknown, _listed(unknown)


def test_every_mutant_fits_its_file() -> None:
    """What is taken out is there once, so that nothing else is changed."""
    wrong = [
        f"{mutant.rule}: {mutant.path}: there {count} times: {mutant.old}"
        for mutant in MUTANTS
        if (count := _text(mutant.path).count(mutant.old)) != 1
    ]
    assert not wrong, _listed(wrong)


def test_every_clause_has_its_row() -> None:
    """Every clause of a condition in a store stands on the page, and no other."""
    found = [clause.name for clause in clauses(ROOT)]
    assert len(found) == len(set(found))
    missing = sorted(set(found) - PAGE.clauses.keys())
    assert not missing, _listed(missing)
    unknown = sorted(PAGE.clauses.keys() - set(found))
    assert not unknown, _listed(unknown)


def test_every_number_is_used_and_explained() -> None:
    """A number of the folder `policy` has its reason below it, and some rule uses it."""
    body = [each for path in POLICIES for each in ast.parse(path.read_text(encoding="utf-8")).body]
    users = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (PACKAGE, "functions")
        for path in (ROOT / folder).rglob("*.py")
        if path not in POLICIES
    )
    bare, unused, waiting = [], [], []
    for statement in [*body, ast.Pass()]:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            # Two numbers that belong together may share their reason.
            waiting.append(statement.targets[0].id)
            if not re.search(rf"\b{waiting[-1]}\b", users):
                unused.append(waiting[-1])
        else:
            if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
                bare += waiting
            waiting = []
    assert not bare
    assert not unused


def _listed(found: list[str] | tuple[str, ...]) -> str:
    return f"{len(found)}:\n" + "\n".join(found)


@cache
def _text(path: str) -> str:
    file = ROOT / path
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _place_exists(place: str) -> bool:
    """Tell whether a place exists: a file, a file and a word in it (`website/lib/x.js::send`), or a dotted name."""
    path, _, word = place.partition("::")
    if "/" in path or path in {"template.yaml", "samconfig.toml"}:
        return (ROOT / path).exists() and (not word or bool(re.search(rf"\b{re.escape(word)}\b", _text(path))))
    parts = place.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(["antrean", *parts[:end]]))
        except ModuleNotFoundError:
            continue
        return _has(found, parts[end:])
    return False


def _has(found: object, names: list[str]) -> bool:
    """Tell whether an attribute of an attribute ... exists; a field without a default is only annotated."""
    for name in names:
        if not hasattr(found, name):
            return name == names[-1] and name in getattr(found, "__annotations__", {})
        found = getattr(found, name)
    return True


def _test_exists(test: str) -> bool:
    path, _, name = test.partition("::")
    if path.endswith(".test.js"):
        return f'test("{name}"' in _text(f"tests/{path}")
    return name.partition("[")[0] in _functions(f"tests/{path}")


@cache
def _functions(path: str) -> frozenset[str]:
    return frozenset(node.name for node in ast.parse(_text(path)).body if isinstance(node, ast.FunctionDef))

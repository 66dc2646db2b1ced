"""The engine of `make mutants`, on a tree of two files."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.mutants.engine import page as pages
from tests.mutants.engine.clauses import PACKAGE, clauses
from tests.mutants.engine.trials import Result, UnchangedTreeFails, run, trials
from tests.mutants.mutant import Mutant

_RULES: Final = """
from threading import Event

MOST = 5
DAYS = 62


def allowed(number):
    return number <= MOST


def waits():
    return Event().wait(0)
"""
_TESTS: Final = """
import rules


def test_most():
    assert rules.allowed(5)
    assert not rules.allowed(6)


def test_days():
    assert rules.DAYS == rules.DAYS


def test_waits():
    rules.waits()


def test_wrong():
    assert not rules.allowed(1)
"""
_PAGE: Final = """
## Rules

| rule | in one sentence | number, reason, source | held by | shown by |
|---|---|---|---|---|
| `most` | At most five. | design | `rules` | `test_rules.py::test_most` |
| `days` | 62 days. | design | `rules` | `test_rules.py::test_days` |
| `waits` | It ends. | design | `rules` | `test_rules.py::test_waits` |
| `wrong` | It is shown by a test that fails. | design | `rules` | `test_rules.py::test_wrong` |
"""
_MOST: Final = Mutant("most", "rules.py", "MOST = 5", "MOST = 6")
_DAYS: Final = Mutant("days", "rules.py", "DAYS = 62", "DAYS = 63")
_UNREADABLE: Final = Mutant("most", "rules.py", "MOST = 5", "MOST = (")
_ABSENT: Final = Mutant("most", "rules.py", "MOST = 7", "MOST = 8")
_TWICE: Final = Mutant("most", "rules.py", "return", "return not")
_UNNAMED: Final = Mutant("unnamed", "rules.py", "MOST = 5", "MOST = 6")
_ENDLESS: Final = Mutant("waits", "rules.py", "wait(0)", "wait()")
_KNOWN_TO_BE_ENDLESS: Final = Mutant("waits", "rules.py", "wait(0)", "wait()", hangs=True)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working tree with four rules and their tests."""
    root = tmp_path_factory.mktemp("mutants") / "root"
    (root / "tests" / "unit").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.pytest]\npythonpath = ["."]\n')
    (root / "rules.py").write_text(_RULES)
    (root / "tests" / "unit" / "test_rules.py").write_text(_TESTS)
    (root / "page.md").write_text(_PAGE)
    (root / "linked").symlink_to("tests", target_is_directory=True)
    subprocess.run(["git", "init", "--quiet", root], check=True)
    return root


def _run(tree: Path, *mutants: Mutant) -> list[Result]:
    """Try the mutants, without packages of others."""
    told: list[Result] = []
    tried = trials(tree, pages.read(tree / "page.md"), mutants)
    results = run(tree, tree.parent / "copies", tried, told.append, preloaded=(), limit=5)
    assert told == results
    assert len(results) == len(tried)
    return results


@pytest.fixture(scope="module")
def results(tree: Path) -> dict[Mutant, list[Result]]:
    """The results of everything, tried at once: one start of the engine takes a second or two."""
    found = _run(tree, *[_MOST, _DAYS] * 3, _UNREADABLE, _ABSENT, _TWICE, _UNNAMED, _ENDLESS, _KNOWN_TO_BE_ENDLESS)
    return {
        mutant: [
            result
            for result in found
            if (result.trial.name, result.trial.hangs) == (mutant.rule, mutant.hangs)
            and result.trial.text == _RULES.replace(mutant.old, mutant.new)
        ]
        for mutant in (_MOST, _DAYS, _UNREADABLE, _ABSENT, _TWICE, _UNNAMED, _ENDLESS, _KNOWN_TO_BE_ENDLESS)
    }


def test_a_test_that_fails_has_noticed(results: dict[Mutant, list[Result]]) -> None:
    """What a test notices is told apart from what none does.

    All texts are as long, and are written within a second of each other: byte code of one is never taken for another's.
    """
    assert [result.outcome for result in results[_MOST]] == ["noticed"] * 3
    assert [result.outcome for result in results[_DAYS]] == ["not noticed"] * 3


@pytest.mark.parametrize(
    ("mutant", "reason"),
    [
        (_UNREADABLE, "SyntaxError"),
        (_ABSENT, "is there 0 times"),
        (_TWICE, "is there 2 times"),
        (_UNNAMED, "the page names no test of this rule"),
    ],
)
def test_what_could_not_be_tried_proves_nothing(
    results: dict[Mutant, list[Result]], mutant: Mutant, reason: str
) -> None:
    """A file that cannot be imported was not tested, nor was one that is as before; the result says why."""
    (result,) = results[mutant]
    assert result.outcome == "broken"
    assert reason in result.reason


def test_only_what_is_known_to_hang_is_noticed_by_hanging(results: dict[Mutant, list[Result]]) -> None:
    """A test that does not end is ended, and counts only where that was said before."""
    (unknown,), (known,) = results[_ENDLESS], results[_KNOWN_TO_BE_ENDLESS]
    assert (unknown.outcome, known.outcome) == ("broken", "noticed")
    assert unknown.reason.startswith("did not end in 5 seconds")


def test_the_tree_itself_is_never_changed(tree: Path, results: dict[Mutant, list[Result]]) -> None:
    """Only copies are changed, links in them lead to their own files, and a copy has its own text again at the end."""
    assert results
    copies = [tree.parent / "copies" / number / "tree" for number in ("0", "1")]
    assert [(each / "rules.py").read_text() for each in (tree, *copies)] == [_RULES] * 3
    assert [(each / "linked").readlink() for each in copies] == [Path("tests")] * 2


def test_a_test_that_always_fails_notices_nothing(tree: Path) -> None:
    """Where a named test fails without a change nothing is tried, and the test is named."""
    wrong = Mutant("wrong", "rules.py", "MOST = 5", "MOST = 0")
    with pytest.raises(UnchangedTreeFails, match="test_wrong"):
        _run(tree, _MOST, wrong)


def test_a_clause_holds_always_and_uses_its_placeholders(tmp_path: Path) -> None:
    """One clause is changed at a time; a clause without a row on the page cannot be tried."""
    store = tmp_path / PACKAGE / "slots" / "store.py"
    store.parent.mkdir(parents=True)
    store.write_text('CLAIM_CONDITIONS = {\n    "é": "a = :a",\n    "either": ("(b = :b "\n        "OR c = :c)"),\n}\n')
    always = "OR attribute_exists(pk) OR attribute_not_exists(pk))"
    changed = [ast.parse(clause.always_true).body[0] for clause in clauses(tmp_path)]
    conditions = [ast.literal_eval(each.value) for each in changed if isinstance(each, ast.Assign)]
    assert conditions == [
        {"é": f"(a = :a {always}", "either": "(b = :b OR c = :c)"},
        {"é": "a = :a", "either": f"((b = :b OR c = :c) {always}"},
    ]
    first, _ = trials(tmp_path, pages.Page((), {}, ()), [])
    assert (first.name, first.line, first.clause) == ("slots.store.CLAIM_CONDITIONS: é", 2, True)
    assert first.mistake == "the page names no test of this clause"

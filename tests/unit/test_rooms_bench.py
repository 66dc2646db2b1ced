"""The folders of the measurements and of the instruments: what they may import, and how large they may get."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import bench
import instruments

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 400
MOST_MODULES = 12
FORBIDDEN = {
    "bench": ("tests",),
    "instruments": ("tests", "bench"),
}
"""By package: the packages that no module of it imports, not even for its types."""
PRINTED = {
    package.__name__: re.findall(r"^ {4}(\w+)/? ", package.__doc__ or "", re.MULTILINE)
    for package in (bench, instruments)
}
"""By package: its folders in the order of its docstring; each imports only itself and those below it."""
MODULES = [path.relative_to(ROOT) for package in FORBIDDEN for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_none_that_is_forbidden(package: str) -> None:
    """A measurement does not depend on a test, and an instrument depends on neither."""
    found = [
        f"{module} imports {name}"
        for module in _modules(package)
        for name in _imported(module)
        if name.split(".")[0] in FORBIDDEN[package]
    ]
    assert found == []


@pytest.mark.parametrize("package", PRINTED)
def test_a_folder_imports_only_what_is_printed_below_it(package: str) -> None:
    """The docstring names every folder once, and no import points up."""
    order = PRINTED[package]
    assert sorted(order) == sorted({module.parts[1].removesuffix(".py") for module in _modules(package)} - {"__init__"})
    found = [
        f"{module} imports {name}"
        for module in _modules(package)
        for name in _imported(module)
        if module.name != "__init__.py" and _points_up(order, module, name.split("."))
    ]
    assert found == []


def test_files_and_folders_stay_small() -> None:
    """No module has more than 400 lines, no folder more than 12 modules."""
    long = [f"{module}" for module in MODULES if (ROOT / module).read_text().count("\n") > MOST_LINES]
    counts = {folder: sum(module.parent == folder for module in MODULES) for folder in {m.parent for m in MODULES}}
    # what a package is, its __init__ says; it is no module that one has to know
    full = [f"{folder}" for folder, count in counts.items() if count - 1 > MOST_MODULES]
    assert long + full == []


def _modules(package: str) -> list[Path]:
    return [module for module in MODULES if module.parts[0] == package]


def _points_up(order: Sequence[str], module: Path, name: Sequence[str]) -> bool:
    package, folder = module.parts[0], module.parts[1].removesuffix(".py")
    return name[0] == package and len(name) > 1 and order.index(name[1]) < order.index(folder)


def _imported(module: Path) -> Iterator[str]:
    """Every module that is imported anywhere in a file, and for `from a import b` both `a` and `a.b`."""
    for node in ast.walk(ast.parse((ROOT / module).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)

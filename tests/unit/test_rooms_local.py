"""Rooms of `contract`, `deploy` and `local`: which folder imports which, and how big they are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = {"antrean", "bench", "contract", "deploy", "functions", "local", "tests"}
MAY_IMPORT: dict[str, set[str]] = {
    "contract": {"antrean"},
    "deploy": set(),
    "local": {"local.seed", "local.aws", "local.state", "antrean", "contract", "deploy"},
    "local/seed": {"local.aws", "local.state", "antrean", "deploy"},
    "local/aws": {"local.state", "deploy"},
    "local/state": {"deploy"},
    "local/setup": set(),
}
"""What the modules of a folder may import of the project, beside each other."""
MOST_MODULES = 12
MOST_LINES = 400


def modules(folder: str) -> list[Path]:
    """The modules directly in a folder, and its scripts."""
    return sorted(path for path in (ROOT / folder).iterdir() if path.suffix in {".py", ".sh"})


def imported(module: Path) -> set[str]:
    """The modules that a module names in its imports, those of annotations and functions included."""
    if module.suffix != ".py":
        return set()
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports by dots"
            # `from local.state import lock` names the module local.state.lock
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.partition(".")[0] in PROJECT}


def room(name: str) -> str:
    """The folder of the table that an imported name belongs to, with dots; the longest that fits."""
    rooms = [folder.replace("/", ".") for folder in MAY_IMPORT]
    return max((each for each in rooms if f"{name}.".startswith(f"{each}.")), key=len, default=name.partition(".")[0])


def test_every_folder_is_in_the_table() -> None:
    """A new folder has to say what it imports."""
    found = {
        path.parent.relative_to(ROOT).as_posix()
        for top in ("contract", "deploy", "local")
        for path in (ROOT / top).rglob("*.py")
    }
    assert found == set(MAY_IMPORT)


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_point_one_way(folder: str) -> None:
    """A folder imports itself and what the table lets it import; nothing imports tests or measurements."""
    allowed = MAY_IMPORT[folder] | {folder.replace("/", ".")}
    wrong = {
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules(folder)
        for name in imported(module)
        if room(name) not in allowed
    }
    assert not wrong


def test_the_table_has_no_circle() -> None:
    """Each folder imports only folders that are further from `local`, so no two import each other."""
    left = {
        folder.replace("/", "."): allowed & {each.replace("/", ".") for each in MAY_IMPORT}
        for folder, allowed in MAY_IMPORT.items()
    }
    while left:
        free = {folder for folder, allowed in left.items() if not allowed & left.keys()}
        assert free, left
        left = {folder: allowed for folder, allowed in left.items() if folder not in free}


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_a_folder_fits_on_a_screen(folder: str) -> None:
    """No folder has more than 12 modules, and no module more than 400 lines."""
    assert len(modules(folder)) <= MOST_MODULES
    assert not {path.name for path in modules(folder) if len(path.read_text().splitlines()) > MOST_LINES}

"""The folders of the project: which may import which, and how large they may get."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "tests": "tests",
    "bench": "bench",
    "instruments": "instruments",
    "local": "local",
    "contract": "contract",
    "deploy": "deploy",
    "functions": "functions",
    "antrean": "layers/core/antrean",
}
"""The packages and where they are; each imports only itself and those that are printed below it."""
PRINTED = ("bench", "instruments", "local", "antrean")
"""The packages whose docstring prints their folders in the order of their imports."""
SMALL = ("bench", "instruments", "local", "contract", "deploy", "functions", "antrean")
MOST_LINES = 400
MOST_MODULES = 12


class Tree:
    """The Python modules of a package, by their dotted names."""

    def __init__(self, package: str, folder: Path) -> None:
        """Find the modules below `folder`, where the package is."""
        self.package = package
        self.paths = {".".join((package, *_parts(path, folder))): path for path in sorted(folder.rglob("*.py"))}

    def imports(self) -> Iterator[tuple[str, str]]:
        """Every module with each name that it imports anywhere, also for its annotations alone."""
        for module, path in self.paths.items():
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    yield from ((module, alias.name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    assert node.level == 0, f"{module} has a relative import"
                    yield from ((module, f"{node.module}.{alias.name}") for alias in node.names)

    def pointing_up(self, order: list[str]) -> list[str]:
        """The imports that lead from a folder to one that is printed above it."""
        return [
            f"{module} imports {name}"
            for module, name in self.imports()
            if module != self.package
            and name.startswith(f"{self.package}.")
            and order.index(name.split(".")[1]) < order.index(module.split(".")[1])
        ]

    def between_modules(self) -> dict[str, set[str]]:
        """By module, the modules of the package that it imports."""
        graph: dict[str, set[str]] = {module: set() for module in self.paths}
        for module, name in self.imports():
            target = name if name in self.paths else name.rpartition(".")[0]
            if target in self.paths and target != module:
                graph[module].add(target)
        return graph


def _parts(path: Path, folder: Path) -> tuple[str, ...]:
    parts = path.relative_to(folder).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def tree(package: str) -> Tree:
    """The modules of one of our packages."""
    return Tree(package, ROOT / PACKAGES[package])


def printed(package: str) -> list[str]:
    """The folders and modules of a package in the order of its docstring."""
    return re.findall(r"^ {4}(\w+)/? ", importlib.import_module(package).__doc__ or "", re.MULTILINE)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_those_printed_below_it(package: str) -> None:
    """The product knows nothing of its tests, and a measurement depends on no test."""
    above = {*list(PACKAGES)[: list(PACKAGES).index(package)]}
    assert [f"{module} imports {name}" for module, name in tree(package).imports() if name.split(".")[0] in above] == []


@pytest.mark.parametrize("package", PRINTED)
def test_a_docstring_prints_every_folder(package: str) -> None:
    """Whoever adds a folder says where it stands."""
    names = {module.split(".")[1] for module in tree(package).paths if "." in module}
    assert sorted(printed(package)) == sorted(names)


@pytest.mark.parametrize("document", ["README.md", "docs/architecture.md"])
def test_documents_print_the_same_tree(document: str) -> None:
    """What a folder of the package is for is said in the same words everywhere."""
    tree_of = re.findall(
        r"^ {4}(\w+)(?:/|\.py)? +(\S.*)$", importlib.import_module("antrean").__doc__ or "", re.MULTILINE
    )
    lines = re.findall(r"^ *(\w+)(?:/|\.py)? {2,}(\S.*)$", (ROOT / document).read_text(), re.MULTILINE)
    assert len(tree_of) > 15
    assert [folder for folder in tree_of if folder not in lines] == []


def test_the_readme_prints_every_folder() -> None:
    """A stranger finds in the tree what each folder at the root is for, each kind of tests, and each document."""
    text = (ROOT / "README.md").read_text().partition("## The tree\n\n```\n")[2].partition("```")[0]
    lines = dict(re.findall(r"^(\S+)/ +(\S.*(?:\n {10,}\S.*)*)$", text, re.MULTILINE))
    assert _folders(ROOT) - {name.split("/")[0] for name in lines} == set()
    assert _folders(ROOT / "tests") - {*re.findall(r"\w+", lines["tests"])} == set()
    documents = {path.stem for path in (ROOT / "docs").glob("*.md")} | _folders(ROOT / "docs")
    assert documents - {*re.findall(r"[\w-]+", lines["docs"])} == set()


def _folders(folder: Path) -> set[str]:
    """The names of the folders in one, without those that no commit holds."""
    ignored = [".git", *(line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines())]
    names = {path.name for path in folder.iterdir() if path.is_dir()}
    return {name for name in names if not any(fnmatch(name, each) for each in ignored)}


@pytest.mark.parametrize("package", PRINTED)
def test_a_folder_imports_only_those_printed_below_it(package: str) -> None:
    """Dependencies point one way, for annotations too."""
    assert tree(package).pointing_up(printed(package)) == []


@pytest.mark.parametrize("package", SMALL)
def test_no_modules_import_each_other(package: str) -> None:
    """Inside a folder too there is no circle."""
    TopologicalSorter(tree(package).between_modules()).prepare()


def test_only_functions_build_adapters() -> None:
    """The rules get what they work with from whoever calls them: of the product only functions import the wiring."""
    found = [module for module, name in tree("antrean").imports() if name.startswith("antrean.wiring")]
    assert {*found} <= {f"antrean.wiring_{name}" for name in ("staff", "misses", "notices", "seats")}


@pytest.mark.parametrize("package", SMALL)
def test_files_and_folders_stay_small(package: str) -> None:
    """No module has more than 400 lines, and no folder more than 12 modules beside the one that says what it is."""
    paths = list(tree(package).paths.values())
    long = [str(path.relative_to(ROOT)) for path in paths if path.read_text().count("\n") > MOST_LINES]
    counts = {folder: sum(path.parent == folder for path in paths) for folder in {path.parent for path in paths}}
    full = [str(folder.relative_to(ROOT)) for folder, count in counts.items() if count - 1 > MOST_MODULES]
    assert long + full == []


@pytest.mark.parametrize("package", SMALL)
def test_no_module_passes_on_what_it_imported(package: str) -> None:
    """Everything is imported from where it is made, so that a reader finds it at once."""
    found = [
        str(path.relative_to(ROOT))
        for path in tree(package).paths.values()
        if re.search(r"^__all__|^from \S+ import (\w+) as \1$", path.read_text(), re.MULTILINE)
        or (path.name == "__init__.py" and re.search(r"^from (?!__future__)", path.read_text(), re.MULTILINE))
    ]
    assert found == []


def test_an_import_that_points_up_is_noticed(tmp_path: Path) -> None:
    """The control: in a made tree the wrong import is named, and two modules that import each other are refused."""
    for name, text in {
        "upper/a.py": "from made.lower import b\n",
        "lower/b.py": "import typing\nif typing.TYPE_CHECKING:\n    from made.upper.a import A\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    made = Tree("made", tmp_path)
    assert made.pointing_up(["upper", "lower"]) == ["made.lower.b imports made.upper.a.A"]
    with pytest.raises(ValueError, match="cycle"):
        TopologicalSorter(made.between_modules()).prepare()

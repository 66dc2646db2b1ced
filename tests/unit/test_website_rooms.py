"""The folders of both sites' scripts: who imports whom, and how much there is in a folder and in a file."""

from __future__ import annotations

import os
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
WEBSITE: Final = ROOT / "website"
MOST_SCRIPTS: Final = 12
MOST_LINES: Final = 400
_TOP: Final = "."
"""The site's own folder. Its scripts, such as app.js, import what they want, and nothing imports them."""
STAFF: Final = "petugas"
"""The folder of the staff's site, which is the own folder of that site."""
_IMPORT: Final = re.compile(r'(?:\bfrom |\bimport |\bimport\()"([./][^"]*)"')
"""Imports at the beginning, imports when they are needed, and types in comments."""


def printed_order(page: str) -> list[str]:
    """The folders in the trees of docs/website.md that scripts can be in, from top to bottom, by their paths.

    The staff's tree comes first, because its scripts import those of the citizens' `lib`. A folder of it that holds
    scripts itself comes before its sub-folders.
    """
    trees = dict(re.findall(r"^```\n(website/\S*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    order = [STAFF]
    for place in (f"website/{STAFF}/", "website/"):
        own, parent = place.removeprefix("website/"), ""
        for indent, name in re.findall(r"^( {2}| {4})(\w+)/(?: |$)", trees[place], re.MULTILINE):
            if len(indent) == len("  "):
                parent = name
                order += [f"{own}{name}"] if own else []
            else:
                order.append(f"{own}{parent}/{name}")
    return order


def imports(site: Path) -> dict[str, set[str]]:
    """Each script of the site with the paths of those that it imports; files from npm are left out."""
    return {
        script.relative_to(site).as_posix(): {
            os.path.normpath(script.parent.relative_to(site) / name) if name.startswith(".") else name
            for name in _IMPORT.findall(script.read_text())
            if "/vendor/" not in name
        }
        for script in sorted(site.rglob("*.js"))
    }


def room(script: str) -> str:
    """The folder of a script, by its path; `_TOP` for the site's own folder."""
    return PurePosixPath(script).parent.as_posix()


def wrong_imports(site: Path, order: list[str]) -> list[str]:
    """Imports of a folder that is not printed below the importing one, of a page, or of something that is not there.

    Nor does a site import the other's: the citizens' nothing of the staff's, the staff's nothing but the shared `lib`.
    """
    ranks = {folder: rank for rank, folder in enumerate([_TOP, *order])}
    graph = imports(site)
    tops = {_TOP, STAFF}
    loaded = set[str]().union(*(targets for script, targets in graph.items() if room(script) in tops))
    pages = {script for script in loaded if "pages/" in script}

    def of_staff(script: str) -> bool:
        return script.startswith(f"{STAFF}/")

    def allowed(script: str, target: str) -> bool:
        if target not in graph or room(target) in tops:
            return False
        if of_staff(script) != of_staff(target) and not (of_staff(script) and target.startswith("lib/")):
            return False
        if room(script) in tops:
            return True
        return target not in pages and ranks[room(script)] <= ranks[room(target)]

    return [
        f"{script} imports {target}"
        for script, targets in graph.items()
        for target in sorted(targets)
        if not allowed(script, target)
    ]


def circle(site: Path) -> list[str]:
    """Scripts that import one another in a circle, the first of them again at the end; none if there is no circle."""
    try:
        TopologicalSorter(imports(site)).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def crowded(site: Path) -> list[str]:
    """Folders with too many scripts, those in their sub-folders not counted."""
    folders = [site, *(path for path in sorted(site.rglob("*")) if path.is_dir())]
    return [str(folder.relative_to(site)) for folder in folders if len(list(folder.glob("*.js"))) > MOST_SCRIPTS]


def long(site: Path) -> list[str]:
    """Scripts and pages with too many lines; style sheets and texts may have more."""
    files = [*sorted(site.rglob("*.js")), *sorted(site.rglob("*.html"))]
    return [str(file.relative_to(site)) for file in files if len(file.read_text().splitlines()) > MOST_LINES]


def exported_again(site: Path) -> list[str]:
    """Scripts that export what is another's."""
    again = re.compile(r'^export\b[^;]*?\bfrom "', re.MULTILINE)
    return [str(script.relative_to(site)) for script in sorted(site.rglob("*.js")) if again.search(script.read_text())]


ORDER: Final = printed_order((ROOT / "docs" / "website.md").read_text())


def test_the_tree_prints_every_folder() -> None:
    """The page names exactly the folders that have scripts; only the citizens' own folder is not in it."""
    assert sorted({room(script) for script in imports(WEBSITE)} - {_TOP}) == sorted(ORDER)


def test_a_script_imports_only_what_is_printed_below() -> None:
    """Every import leads into the same folder or one that the tree prints further down, and none to a page."""
    assert wrong_imports(WEBSITE, ORDER) == []


def test_no_scripts_import_one_another() -> None:
    """There is no circle of imports, also not within a folder."""
    assert circle(WEBSITE) == []


def test_folders_and_files_are_small() -> None:
    """A folder can be looked over, and a file read in one go."""
    assert crowded(WEBSITE) == []
    assert long(WEBSITE) == []


def test_nothing_is_exported_a_second_time() -> None:
    """Who needs something imports it from where it is."""
    assert exported_again(WEBSITE) == []


MADE: Final = {
    "app.js": 'import "./lib/upper/one.js";\nimport("./pages/rooms/page.js");',
    "pages/rooms/page.js": 'import { html } from "/vendor/lit.js";\nimport {\n  one,\n} from "../../lib/upper/one.js";',
    "pages/rooms/part.js": "",
    "lib/upper/one.js": 'import { two } from "../lower/two.js";\nimport "./three.js";\nexport const one = 1;',
    "lib/upper/three.js": "",
    "lib/lower/two.js": "",
    "petugas/app.js": 'import "../lib/upper/one.js";\nimport("./pages/page.js");',
    "petugas/pages/page.js": 'import "../rooms/part.js";',
    "petugas/rooms/part.js": 'import "../../lib/lower/two.js";',
}
"""A small site that keeps every rule; the tests below break one each."""
MADE_ORDER: Final = [STAFF, "petugas/pages", "petugas/rooms", "pages/rooms", "lib/upper", "lib/lower"]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The small site in a folder of its own."""
    for name, text in MADE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_site_that_keeps_the_rules_passes(made: Path) -> None:
    """The control for the controls: nothing is found in it before it is broken."""
    found = [wrong_imports(made, MADE_ORDER), circle(made), crowded(made), long(made), exported_again(made)]
    assert found == [[]] * len(found)


@pytest.mark.parametrize(
    ("script", "line", "target"),
    [
        ("lib/lower/two.js", 'import { one } from "../upper/one.js";', "lib/upper/one.js"),
        ("lib/lower/two.js", '/** @type {import("../upper/one.js").One} */', "lib/upper/one.js"),
        ("lib/lower/two.js", 'await import("../upper/one.js");', "lib/upper/one.js"),
        ("lib/upper/three.js", 'import "../../pages/rooms/part.js";', "pages/rooms/part.js"),
        ("lib/upper/three.js", 'import "../../app.js";', "app.js"),
        ("lib/upper/three.js", 'import "../lower/gone.js";', "lib/lower/gone.js"),
        ("lib/upper/three.js", 'import "/lib/lower/two.js";', "/lib/lower/two.js"),
        ("pages/rooms/part.js", 'import { show } from "./page.js";', "pages/rooms/page.js"),
        ("app.js", 'import "./petugas/rooms/part.js";', "petugas/rooms/part.js"),
        ("lib/upper/three.js", 'import "../../petugas/rooms/part.js";', "petugas/rooms/part.js"),
        ("petugas/app.js", 'import("../pages/rooms/page.js");', "pages/rooms/page.js"),
        ("petugas/rooms/part.js", 'import "../pages/page.js";', "petugas/pages/page.js"),
        ("petugas/rooms/part.js", 'import "../../pages/rooms/part.js";', "pages/rooms/part.js"),
        ("petugas/rooms/part.js", 'import "../app.js";', "petugas/app.js"),
    ],
)
def test_a_wrong_import_is_found(made: Path, script: str, line: str, target: str) -> None:
    """Up, as a type or when needed too; of a page, an entry, the other site; of nothing; by another kind of path."""
    (made / script).write_text(f"{line}\n")
    assert wrong_imports(made, MADE_ORDER) == [f"{script} imports {target}"]


def test_a_circle_is_found(made: Path) -> None:
    """Two scripts of one folder that import one another."""
    (made / "lib/upper/three.js").write_text('/** @type {import("./one.js").One} */\n')
    assert set(circle(made)) == {"lib/upper/one.js", "lib/upper/three.js"}


def test_a_crowd_and_a_long_file_are_found(made: Path) -> None:
    """One script too many in a folder, one line too many in a file."""
    for number in range(MOST_SCRIPTS):
        (made / "lib/lower" / f"{number}.js").write_text("\n" * (MOST_LINES + (number == 0)))
    assert crowded(made) == ["lib/lower"]
    assert long(made) == ["lib/lower/0.js"]


@pytest.mark.parametrize("line", ['export * from "./three.js";', 'export {\n  one,\n} from "./three.js";'])
def test_a_second_export_is_found(made: Path, line: str) -> None:
    """All of another script, or a part of it."""
    (made / "lib/upper/one.js").write_text(f"export const one = 1;\n{line}\n")
    assert exported_again(made) == ["lib/upper/one.js"]


def test_a_tree_is_read_from_top_to_bottom() -> None:
    """Folders within folders count, in their order; files and the folders around them do not."""
    tree = [
        "website/",
        "  app.js  x",
        "  pages/  y",
        "    b/    one",
        "    a/    two",
        "  lib/    z",
        "    c/    three",
        "  sw.js",
    ]
    staff = ["website/petugas/", "  app.js  x", "  pages/  y", "    d/    four", "  e/      five", "  texts/id.json"]
    page = "\n".join(["Words.", "```", *tree, "```", "", "```", *staff, "```", ""])
    assert printed_order(page) == [
        *("petugas", "petugas/pages", "petugas/pages/d", "petugas/e"),
        *("pages/b", "pages/a", "lib/c"),
    ]

"""The records of processing (`contract/records`) and what is stored belong together, and the page says what they say.

What an item has is looked at in two ways. Here the modules that write items are read: every name that they give to a
value of an item has its words in a row, and every row's names stand in the modules that it names. In
`tests/infra/test_table_access.py` a whole life of the system is lived, and every item that comes about is looked at.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import pytest

from contract.records import page
from contract.records.elsewhere import ELSEWHERE
from contract.records.model import AWS, KEY, NOBODY, NONE, Stored
from contract.records.page import ROOT, STORED
from tests.unit.test_item_keys import PLAIN

PACKAGE: Final = ROOT / "layers" / "core" / "antrean"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*|[a-z]")
_SET: Final = re.compile(r"(?:SET|ADD) |#?[a-z_.#]+ = :|, [a-z_.#]+ = :")
_PLACE: Final = re.compile(r"#?([a-z_]+)(?:\.#?\w+)*(?: = | :)")
_KEEPS: Final = ("AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::Logs::LogGroup", "AWS::Cognito::UserPool")
_KEEPS_TOO: Final = ("AWS::SecretsManager::Secret", "AWS::DynamoDB::Table", "AWS::SNS::Topic")


def written_by(module: str) -> set[str]:
    """Names that a module gives to values of items: keys of dictionaries, and what its update expressions set."""
    tree = ast.parse(_path(module).read_text(encoding="utf-8"))
    skipped = {id(node) for node in _conditions(tree)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Dict):
            found |= {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                found.add(node.slice.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _SET.match(node.value):
            found |= set(_PLACE.findall(node.value))
    return {name for name in found if _NAME.fullmatch(name)} - set(KEY)


def _conditions(tree: ast.Module) -> Iterator[ast.AST]:
    """Whatever stands in the dictionaries of conditions, whose keys are sentences."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("_CONDITIONS"):
            yield from ast.walk(node)


def _path(module: str) -> Path:
    return PACKAGE / f"{module.replace('.', '/')}.py"


def _stores() -> set[str]:
    """The modules that speak to the table, and those that say what their items hold."""
    modules = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
    }
    writes = re.compile(r"\b_?table\.(put|update|put_action|update_action)\(")
    found = {module for module, text in modules.items() if module.endswith(".items") or writes.search(text)}
    return {module for module in found if written_by(module)}


STORES: Final = sorted(_stores())


def test_the_stores_are_found() -> None:
    """The modules that write items are looked for by how they write; a look that finds none would show nothing."""
    assert {"people.store", "bookings.items", "account.store", "messages.mailboxes"} <= set(STORES)
    assert {"full_name", "withdrawn", "tokens_valid_after"} <= written_by("people.store") | written_by("people.items")
    assert {"closes_at", "erasing", "round", "people"} <= written_by("account.store")


@pytest.mark.parametrize("module", STORES)
def test_every_attribute_has_its_row(module: str) -> None:
    """Whatever a store writes is in the records of processing."""
    rows = [row for row in STORED if module in row.modules]
    assert rows, f"No row of contract/records names the module {module!r}, which writes items: add a `Stored` row."
    words = {part.partition("#")[0] for row in rows for name in row.fields for part in name.split(".")}
    missing = sorted(written_by(module) - words)
    assert not missing, (
        f"antrean/{module.replace('.', '/')}.py writes {missing}, of which the records of processing say nothing.\n"
        f"Add each to `fields` of its row in contract/records ({', '.join(repr(row.name) for row in rows)}), with what "
        "it says of whom, look whether the eraser and `GET /me/export` know it, and run `make records`."
    )


@pytest.mark.parametrize("row", STORED, ids=lambda row: row.name)
def test_every_row_exists(row: Stored) -> None:
    """What a row tells of is written by the modules that it names."""
    gone = [module for module in row.modules if not _path(module).is_file()]
    assert not gone
    text = "\n".join(_path(module).read_text(encoding="utf-8") for module in row.modules)
    for name in row.fields:
        for part in name.split("."):
            word = part.removesuffix("*")  # of `void#*`
            assert re.search(rf"(?<!\w){re.escape(word)}", text), f"{row.name}: no {name!r} in {row.modules}"


def test_every_kind_of_item_has_its_row() -> None:
    """Each kind of key that stores make is that of exactly one row (the audit of the staff has keys like others)."""
    for kind, (pk, sk) in PLAIN.items():
        rows = [row.name for row in STORED if row.holds(pk, sk)]
        assert len(rows) == 1, f"{kind} ({pk} / {sk}) is told of by {rows or 'no row of contract/records'}"


def test_every_row_is_whole() -> None:
    """A row says everything that article 31 needs, in words.

    What is about nobody has no basis, and what resources of the template hold is at AWS.
    """
    names = [row.name for row in (*STORED, *ELSEWHERE)]
    assert len(set(names)) == len(names)
    for row in (*STORED, *ELSEWHERE):
        assert all((row.name, row.whose, row.purpose, row.basis, row.people, row.kept, row.erased)), row.name
        assert (row.whose == NOBODY) == (row.basis == NONE), row.name
        assert row.basis == NONE or "Art. 20 (2)" in row.basis, row.name
    for place in ELSEWHERE:
        assert bool(place.resources) == place.given_to.startswith(AWS), place.name


def test_every_bucket_queue_log_and_pool_has_its_row() -> None:
    """What the template makes to keep something is told of, and nothing that it does not make."""
    resources = page.template()
    keeping = {name for name, each in resources.items() if each["Type"] in {*_KEEPS, *_KEEPS_TOO}}
    told = {pattern for row in ELSEWHERE for pattern in row.resources}
    missing = sorted(name for name in keeping if not any(fnmatchcase(name, pattern) for pattern in told))
    assert not missing, f"{missing} of template.yaml have no row: add an `Elsewhere` in contract/records/elsewhere.py."
    assert not [pattern for pattern in told if not any(fnmatchcase(name, pattern) for name in keeping)]


def test_the_page_says_what_the_table_says() -> None:
    """The part of docs/privacy.md is the generated one: run `make records`."""
    assert page.main(["--check"]) == 0, "run `make records`"


def test_a_stale_page_is_told_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check does not pass over another text, nor over a page without marks; what stands around it stays."""
    copy = tmp_path / "privacy.md"
    monkeypatch.setattr(page, "PAGE", copy)
    copy.write_text(f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n")
    assert page.main(["--check"]) == 1
    assert page.main([]) == 0
    assert page.main(["--check"]) == 0
    assert copy.read_text().startswith(f"before\n{page.BEGIN}\n")
    assert copy.read_text().endswith(f"{page.END}\nafter\n")
    copy.write_text("no marks")
    assert page.main([]) == 1


def test_who_may_read_is_taken_from_the_roles() -> None:
    """The public board has no right to a name; the functions that show profiles have."""
    parts = {part.partition("\n")[0]: part for part in page.text().split("#### ")}
    read_by = re.compile(r"read by (.*); written")
    [profile], [party], [counter] = (read_by.findall(parts[name]) for name in ("Profile", "Party", "Counter"))
    assert "`accounts`" in profile
    assert "`board`" not in profile + party
    assert "`board`" in counter

"""Documents that show or name what the code makes."""

from __future__ import annotations

import json
import re
from pathlib import Path

from antrean.bookings import store as bookings
from antrean.people.store import Accounts
from antrean.slots import store as quotas
from antrean.tickets import ticket
from instruments.bookings import booking

ROOT = Path(__file__).resolve().parents[2]
TICKET = ROOT / "docs" / "images" / "ticket.svg"


def test_the_ticket_of_the_readme_is_the_ticket() -> None:
    """The picture in the README is what a citizen of today's code would get."""
    made = ticket.svg(booking("Siti Rahayu", "Budi Santoso", "Dewi Santoso", "Agus Santoso"))
    assert TICKET.read_bytes() == made, f"write the new ticket to {TICKET.relative_to(ROOT)} and look at it"


def test_documents_link_to_what_is_there() -> None:
    """No link of a document points to a file that does not exist."""
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_documents_name_tests_that_are_there() -> None:
    """What is said to be shown by a test is: `unit/test_x.py`, or with `::` and a name one that stands in it."""
    for name in ("privacy.md", "security.md"):
        named = re.findall(r"`(?:tests/)?(\w+/test_\w+\.py)(?:::(\w+))?`", (ROOT / "docs" / name).read_text())
        assert named
        for path, test in named:
            file = ROOT / "tests" / path
            assert file.is_file(), f"{name} names {path}"
            assert not test or f"def {test}(" in file.read_text(), f"{name} names {path}::{test}"


def test_rights_are_served_by_routes_that_exist() -> None:
    """Every route that the page on privacy names is one of the contract."""
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
    named = re.findall(r"`(GET|POST|PUT|PATCH) (/[^`]+)`", (ROOT / "docs" / "privacy.md").read_text())
    assert named
    for method, path in named:
        assert method.lower() in paths.get(path, {}), f"{method} {path}"


def test_the_architecture_names_what_the_package_has() -> None:
    """Every `Class.method` that the architecture names as a conditional write exists."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    classes = {kind.__name__: kind for kind in (Accounts, bookings.Bookings, quotas.Quotas)}
    named = re.findall(r"`(Accounts|Bookings|Quotas)\.(\w+)(\*?)`", text)
    assert named
    for kind, method, prefix in named:
        members = dir(classes[kind])
        found = any(member.startswith(method) for member in members) if prefix else method in members
        assert found, f"{kind}.{method}{prefix}"

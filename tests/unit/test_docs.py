"""Documents that show or name what the code makes."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from antrean.bookings import store as bookings
from antrean.messages.letters import code_letter
from antrean.people.store import Accounts
from antrean.slots import store as quotas
from antrean.tickets import ticket
from instruments.bookings import booking
from local.aws.mail import Mail, as_page

ROOT = Path(__file__).resolve().parents[2]
TICKET = ROOT / "docs" / "images" / "ticket.svg"


def test_the_ticket_of_the_readme_is_the_ticket() -> None:
    """The picture in the README is what a citizen of today's code would get."""
    made = ticket.svg(booking("Siti Rahayu", "Budi Santoso", "Dewi Santoso", "Agus Santoso"))
    assert TICKET.read_bytes() == made, f"write the new ticket to {TICKET.relative_to(ROOT)} and look at it"


@pytest.mark.parametrize("name", ["aea7bd75-0068-4451-9598-e3a548fa8923", "dbf4bb72-997c-4e21-ab72-4afe80f0d06b"])
def test_the_walk_takes_the_code_of_the_mail(tmp_path: Path, name: str) -> None:
    """The first id looks as if it held a code, which one in fifteen does; the page of mails shows it before the code.

    The control is that the same page has an earlier place than the code which looks like one.
    """
    written = code_letter("sign_up", "7KQP-2M4X", "id", "http://127.0.0.1:1")
    to, at = ["siti4321@contoh.id"], "2026-12-01T03:00:00+00:00"
    mail = Mail(
        id=name,
        at=at,
        to=to,
        kind="code",
        reference="",
        subject=written.subject,
        text=written.text,
        html=written.html,
        attachments=[],
    )
    page = as_page([mail, {**mail, "id": "2", "text": mail["text"].replace("7KQP-2M4X", "1111-2222")}])
    lookalikes = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", page)
    assert lookalikes[0] == ("0068-4451" if "0068-4451" in name else "7KQP-2M4X")
    (tmp_path / "page.html").write_text(page)
    [command] = re.findall(r"^CODE=.*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    around = f'curl() {{ cat page.html; }}\noutput() {{ :; }}\nEMAIL={to[0]}\n{command}\necho "$CODE"'
    said = subprocess.run(["bash", "-euo", "pipefail", "-c", around], cwd=tmp_path, capture_output=True, check=True)
    assert said.stdout == b"7KQP-2M4X\n"


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

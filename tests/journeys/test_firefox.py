"""The main journey in a second engine: Firefox, from the front page to a QR code, without an error on the way."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from instruments.browser import firefox
from instruments.browser.words import words
from tests.browser.scanner import code_of, scanned
from tests.support.citizens import PASSWORD, Citizen, Person, new_email, person
from tests.support.deployed import Deployed, account_of
from tests.support.system import ROOT

_FOLDER = "tests/journeys"
_SECONDS = 240
_PLACE = "bandung"
_PATIENCE = 30
"""Seconds until something must be on a page: a function that answers for the first time starts first."""


@pytest.fixture
def program() -> str:
    """Firefox; where there is none these tests say so, and all others still run; in CI they fail."""
    try:
        return firefox.find()
    except firefox.NoFirefoxError as missing:
        if "CI" in os.environ:
            raise
        pytest.skip(f"NOT TESTED: the website in a second engine. {missing}")


def test_from_the_front_page_to_a_qr_code(deployed: Deployed, program: str, tmp_path: Path) -> None:
    """Somebody new looks, registers on the way, and has numbers for two and a code that a scanner reads, in Firefox."""
    people, email = [person(), person("Dewi Santoso")], new_email()
    seen = _journey(program, tmp_path, deployed.outputs["website_url"], people, email)
    assert seen["failed"] == ""
    assert seen["browser"].startswith("firefox/"), seen["browser"]
    assert seen["wrong"] == []
    assert seen["pages"][0] == words("front.title")
    assert seen["pages"][-1] == words("booking.made")
    token = deployed.log_in(email)
    [booking] = deployed.bookings(Citizen(people[0], account_of(token), email, token))
    assert [each["full_name"] for each in booking["applicants"]] == [each.full_name for each in people]
    assert scanned((tmp_path / "ticket.png").read_bytes()) == code_of(booking)


def test_what_goes_wrong_is_noticed(program: str, deployed: Deployed, tmp_path: Path) -> None:
    """The control: what the console says, what nobody catches, an answer that is an error, what the policy forbids."""
    address = deployed.outputs["website_url"]
    seen = _journey(program, tmp_path, address, [person(), person("Dewi Santoso")], new_email(), disturbed=True)
    assert seen["failed"] == ""
    told = "\n".join(seen["wrong"])
    for wrong in (
        "console: said by the console",
        "uncaught: Error: caught by nobody",
        "404 ",
        "console: content security policy: script-src-elem forbids inline",
        "console: content security policy: connect-src forbids http://antrean.example",
    ):
        assert wrong in told


def _journey(
    program: str, folder: Path, address: str, people: list[Person], email: str, *, disturbed: bool = False
) -> dict[str, Any]:
    """Make the journey in an empty profile, or let everything go wrong, and return what was seen."""
    home, profile = folder / "home", folder / "profile"
    home.mkdir()
    profile.mkdir()
    wish = {
        "program": program,
        "profile": str(profile),
        "home": str(home),
        "address": address,
        "picture": str(folder / "ticket.png"),
        "place": _PLACE,
        "email": email,
        "password": PASSWORD,
        "patience": _PATIENCE,
        "disturbed": disturbed,
        "people": [{**asdict(each), "birth_date": each.birth_date.isoformat()} for each in people],
    }
    done = subprocess.run(
        [ROOT / "local/setup/npm.sh", "--in", _FOLDER, "node", f"{_FOLDER}/firefox.js"],
        cwd=ROOT,
        input=json.dumps(wish),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen

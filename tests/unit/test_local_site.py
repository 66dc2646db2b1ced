"""What the website consists of, and what its pages may do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local import site

ROOT = Path(__file__).parents[2]
CONFIG = site.Config(api="/api", identity="https://pool.invalid/", client_id="client")


def test_pages_run_our_own_scripts_and_talk_to_nobody_else() -> None:
    """The policy names our origin, the pools and the receipts, and allows nothing inline."""
    policy = site.security_headers("https://pool.invalid", "https://receipts.invalid")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["connect-src"] == "'self' https://pool.invalid https://receipts.invalid"
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("", "index.html"),
        ("kantor", "app.html"),
        ("kantor/bogor", "app.html"),
        ("style.css", "style.css"),
    ],
)
def test_an_address_leads_to_its_file(path: str, name: str) -> None:
    """Pages of the application are one file, everything else is itself."""
    assert site.content(ROOT, path) == (name, (ROOT / "website" / name).read_bytes())


@pytest.mark.parametrize("path", ["../Makefile.txt", "../pyproject.toml", "no-such.html", "lib/../../README.md"])
def test_nothing_else_is_a_file_of_the_site(path: str) -> None:
    """A path cannot climb out of the folder."""
    assert site.content(ROOT, path) is None


def test_the_typeface_is_left_out() -> None:
    """GOV.UK's typeface may not be used by others: no page can ask for it."""
    found = site.content(ROOT, "vendor/govuk-frontend.min.css")
    assert found
    assert b".govuk-button" in found[1]
    assert b"@font-face" not in found[1]


def test_the_whole_site_is_one_folder(tmp_path: Path) -> None:
    """What is deployed: our files, those from npm with their licences, and the configuration."""
    target = tmp_path / "site"
    site.build(ROOT, CONFIG, target)
    written = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    ours = {path.relative_to(ROOT / "website").as_posix() for path in (ROOT / "website").rglob("*") if path.is_file()}
    assert written == ours | site.VENDOR.keys() | {"config.json"}
    assert json.loads((target / "config.json").read_text()) == CONFIG

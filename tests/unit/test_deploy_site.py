"""What the website consists of, and what its pages may do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from deploy import scripts, site, styles
from deploy.errors import CommandError

ROOT = Path(__file__).parents[2]
REFERENCES = {
    ".html": r'(?:href|src)="([^"#]+)',
    ".js": r"""\b(?:from|import|import\() ?"([\w./-]+)\"""",
    ".css": r"""url\(["']?([^"')]+)""",
    ".webmanifest": r'"(?:src|start_url)": *"([^"]+)"',
}
"""What files of a kind name other files by."""
CONFIG = site.Config(api="/api", identity="https://pool.invalid/", client_id="client", staff_client_id="counter")


def test_pages_run_our_own_scripts_and_talk_to_nobody_else() -> None:
    """The policy names our origin, the pools and the receipts, and allows nothing inline."""
    policy = site.security_headers("https://pool.invalid", "https://receipts.invalid")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["connect-src"] == "'self' https://pool.invalid https://receipts.invalid"
    assert "unsafe" not in policy


def test_only_staff_pages_run_the_decoder_of_the_camera() -> None:
    """They may compile WebAssembly and use the camera; no page may evaluate texts, and nothing else differs."""
    citizens, staff = (
        site.security_headers("https://pool.invalid", "https://receipts.invalid", staff=staff)
        for staff in (False, True)
    )
    assert staff["Content-Security-Policy"].replace(" 'wasm-unsafe-eval'", "") == citizens["Content-Security-Policy"]
    assert staff["Permissions-Policy"].replace("camera=(self)", "camera=()") == citizens["Permissions-Policy"]
    assert staff != citizens
    paths = ["/petugas", "/petugas/", "/petugas/pintu", "/petugas/app.js", "/petugasan", "/", "/kantor/petugas/"]
    assert [site.is_of_staff(path) for path in paths] == [True] * 4 + [False] * 3


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index.html"),
        ("/kantor", "app.html"),
        ("/kantor/bogor", "app.html"),
        ("/petugas", "petugas/app.html"),
        ("/petugas/masuk", "petugas/app.html"),
        ("/petugasan", "app.html"),
        ("/petugas/app.js", "petugas/app.js"),
        ("/style.css", "style.css"),
        ("/lib/words/%74exts.js", "lib/words/texts.js"),
    ],
)
def test_an_address_leads_to_its_file(path: str, name: str) -> None:
    """Pages of the application are one file, everything else is itself, without what is for readers of the source."""
    assert site.file_of(path) == name
    source = (ROOT / "website" / name).read_text()
    lean = {".css": styles.without_comments, ".html": scripts.without_indentation, ".js": scripts.sent}
    sent = lean[Path(name).suffix](source)
    assert site.content(ROOT, name) == sent.encode()
    assert len(sent) < len(source)


def test_a_style_sheet_is_sent_without_what_is_for_its_readers() -> None:
    """Comments, indentation and empty lines are left out; the rules stay as they were."""
    css = "/* For\n   readers. */\n\n.a {\n  color: red; /* why */\n\n  margin: 0 4px;\n}\n"
    assert styles.without_comments(css) == ".a {\ncolor: red;\nmargin: 0 4px;\n}\n"


@pytest.mark.parametrize(
    "path", ["/../pyproject.toml", "/%2e%2e/pyproject.toml", "/no-such.html", "/lib/../../README.md"]
)
def test_nothing_else_is_a_file_of_the_site(path: str) -> None:
    """A path cannot climb out of the folder."""
    assert site.content(ROOT, site.file_of(path)) is None


def test_every_file_has_a_media_type(tmp_path: Path) -> None:
    """A browser that is told not to guess (nosniff) is told what each file is; a new kind of file is noticed."""
    target = tmp_path / "site"
    site.build(ROOT, CONFIG, target)
    names = [path.name for path in target.rglob("*") if path.is_file()]
    assert {site.media_type(name) for name in names if name.endswith(".js")} == {"text/javascript; charset=utf-8"}
    assert all(map(site.media_type, names))
    with pytest.raises(CommandError, match=r"a\.exe has no media type"):
        site.media_type("a.exe")


def test_the_typeface_is_left_out() -> None:
    """GOV.UK's typeface may not be used by others: no page can ask for it."""
    found = site.content(ROOT, "vendor/govuk-frontend.min.css")
    assert found
    assert b".govuk-button" in found
    assert b"@font-face" not in found


@pytest.mark.parametrize("package", ["lit-html/LICENSE", "lean-qr/LICENSE"])
def test_the_licences_of_others_are_served(package: str) -> None:
    """`licences.txt` has whose a file is, and every sentence of its licence, as its package has them."""
    told = " ".join((ROOT / "website" / "licences.txt").read_text().split())
    paragraphs = (ROOT / "node_modules" / package).read_text().split("\n\n")
    missing = [each for each in paragraphs if " ".join(each.split()) not in told]
    assert [each for each in missing if "MIT License" not in each] == []


def test_the_whole_site_is_one_folder(tmp_path: Path) -> None:
    """What is deployed: our files but for texts that nobody loads, those from npm with licences, the configuration."""
    target = tmp_path / "site"
    site.build(ROOT, CONFIG, target)
    written = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    ours = {path.relative_to(ROOT / "website").as_posix() for path in (ROOT / "website").rglob("*") if path.is_file()}
    ours -= {"texts/read/id.json"}
    assert written == ours | site.VENDOR.keys() | {"config.json", "petugas/config.json"}
    assert site.content(ROOT, "texts/read/id.json") is None
    assert (target / "app.js").read_bytes() == site.content(ROOT, "app.js")
    told = {"api": "/api", "identity": "https://pool.invalid/"}
    assert json.loads((target / "config.json").read_text()) == told | {"client_id": "client"}
    assert json.loads((target / "petugas" / "config.json").read_text()) == told | {"client_id": "counter"}


def references(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file of ours in a built site, with the path of each file or page of the site that it names."""
    for path in folder.rglob("*.*"):
        name = path.relative_to(folder).as_posix()
        ours = path.suffix in REFERENCES and name not in site.VENDOR
        for target in re.findall(REFERENCES[path.suffix], path.read_text()) if ours else ():
            address = urlsplit(urljoin(f"https://site.invalid/{name}", target))
            if address.hostname == "site.invalid":
                yield name, address.path


def test_no_file_names_one_that_is_not_there(tmp_path: Path) -> None:
    """Links, scripts, styles, pictures and modules of the built site all lead to files of it."""
    target = tmp_path / "site"
    site.build(ROOT, CONFIG, target)
    found = list(references(target))
    assert {("index.html", "/style.css"), ("app.html", "/app.js"), ("page.js", "/lib/frame/frame.js")} <= set(found)
    assert not [(name, path) for name, path in found if not (target / site.file_of(path)).is_file()]


def test_who_answers_for_data_is_told_to_citizens_where_the_stack_says_it() -> None:
    """The page on privacy shows the controller and the contact of the stack; without them, nothing is told."""
    named: site.Config = {
        **CONFIG,
        "controller": "Direktorat Jenderal Imigrasi",
        "contact": "pdp@imigrasi.example.go.id",
    }
    told = {name: json.loads(text) for name, text in site.told(named).items()}
    assert told["config.json"]["controller"] == "Direktorat Jenderal Imigrasi"
    assert told["config.json"]["contact"] == "pdp@imigrasi.example.go.id"
    assert "controller" not in told["petugas/config.json"]
    assert "controller" not in json.loads(site.told(CONFIG)["config.json"])


def test_styles_of_others_hold_what_the_site_has() -> None:
    """Every class of GOV.UK Frontend that a file of the site names looks as before; what none names is not sent."""
    name = "vendor/govuk-frontend.min.css"
    whole = (ROOT / "node_modules" / site.VENDOR[name]).read_text()
    sent = (site.content(ROOT, name) or b"").decode()
    files = [path.read_text() for kind in ("*.html", "*.js") for path in (ROOT / "website").rglob(kind)]
    named = {each for text in files for each in styles.named_in(text)}
    before, after = (_rules_by_class(css) for css in (whole, sent))
    assert after.keys() <= named
    assert len(before.keys() & named) > 60
    for each in before.keys() & named:
        alone = {rule for rule in before[each] if styles.classes_of(rule[0]) <= named}
        assert after.get(each, set()) == alone, each
    assert len(sent) < len(whole) / 2
    for rule in (":root", "@charset", "@keyframes"):
        assert (rule in whole) == (rule in sent)


def _rules_by_class(css: str) -> dict[str, set[tuple[str, str]]]:
    """Each class with its selectors and what they say, those inside of @media too."""
    found: dict[str, set[tuple[str, str]]] = {}
    for head, body in styles.rules(css):
        if head.startswith("@"):
            for name, inner in _rules_by_class(body or "").items():
                found.setdefault(name, set()).update((selector, f"{head} {text}") for selector, text in inner)
            continue
        for selector in re.split(r",(?![^()]*\))", head):
            for name in styles.classes_of(selector):
                found.setdefault(name, set()).add((selector, body or ""))
    return found


def test_what_an_element_must_not_have_does_not_count() -> None:
    """A selector stays whose unused class stands in :not(), and one of several selectors goes alone."""
    css = (
        '@charset "UTF-8";.govuk-a:not(.govuk-b):hover,.govuk-b{x:1}'
        "@media print{.govuk-b{y:2}}@media screen{.govuk-a\\!c{z:3}}p{q:4}"
    )
    names = {"govuk-a", "govuk-a!c"}
    assert styles.only(css, names) == (
        '@charset "UTF-8";.govuk-a:not(.govuk-b):hover{x:1}@media screen{.govuk-a\\!c{z:3}}p{q:4}'
    )

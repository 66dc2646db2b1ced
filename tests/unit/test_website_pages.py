"""The files of the website: one frame around every page, links that lead somewhere, nothing that the policy forbids."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import pytest

from deploy import site

ROOT: Final = Path(__file__).parents[2]
WEBSITE: Final = ROOT / "website"
PAGES: Final = sorted(WEBSITE.glob("*.html"))
STATIC: Final = [page for page in PAGES if page.name != "app.html"]
STAFF: Final = WEBSITE / "petugas" / "app.html"
"""The one document of the staff's site."""
_DESCRIPTION: Final = 160
"""Letters of a description that search programs show at most."""
_CIRCULAR: Final = "IMI-UM.01.01-2435 Tahun 2018"


def served(path: str) -> bool:
    """Whether a site answers an address with a file; a page of an application is one if it has a route."""
    path = path.partition("#")[0].partition("?")[0]
    name = site.file_of(path)
    if name.endswith("app.html"):
        return any(re.fullmatch(re.sub(r":\w+", "[^/]+", route), path) for route in routes(name))
    return site.content(ROOT, name) is not None


def routes(document: str) -> list[str]:
    """The addresses of the pages of an application, by its document."""
    return re.findall(r'path: "([^"]+)"', (WEBSITE / document).with_suffix(".js").read_text())


def part(page: Path, tag: str) -> str:
    """The element of that name, with all that is in it."""
    [found] = re.findall(rf"<{tag}\b.*</{tag}>", page.read_text(), re.DOTALL)
    return str(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
@pytest.mark.parametrize("tag", ["header", "footer"])
def test_every_page_has_the_same_frame(page: Path, tag: str) -> None:
    """No page has a header or a footer of its own."""
    assert part(page, tag) == part(WEBSITE / "index.html", tag)


@pytest.mark.parametrize("page", [*PAGES, STAFF], ids=lambda path: path.parent.name + path.name)
def test_links_and_files_of_a_page_are_there(page: Path) -> None:
    """What a page links to, shows or loads is served; other sites are linked to, never loaded from."""
    text = page.read_text()
    links = set(re.findall(r'<a [^>]*href="([^"]+)"', text))
    files = set(re.findall(r'(?:src|href)="([^"]+)"', text)) - links
    assert [file for file in files if not served(file)] == []
    assert [link for link in links if link.startswith("/") and not served(link)] == []
    fragments = {link[1:] for link in links if link.startswith("#")}
    assert fragments <= set(re.findall(r'\bid="([^"]+)"', text))


@pytest.mark.parametrize("page", [*PAGES, STAFF], ids=lambda path: path.parent.name + path.name)
def test_a_page_needs_nothing_that_the_policy_forbids(page: Path) -> None:
    """No script and no style stands in a page itself."""
    assert not re.findall(r"<style|\bstyle=|\bon[a-z]+=|<script(?![^>]*\bsrc=)", page.read_text())


@pytest.mark.parametrize("page", STATIC, ids=lambda path: path.name)
def test_a_page_can_be_read_without_scripts(page: Path) -> None:
    """What it says is in it, in Indonesian, under one heading."""
    text = page.read_text()
    assert '<html lang="id"' in text
    assert len(re.findall(r"<h1\b", text)) == 1


def test_every_page_says_what_it_is_for() -> None:
    """Each document has a description of its own for search programs, of one sentence that these show whole."""
    found = [re.findall(r'<meta name="description" content="([^"]+)">', page.read_text()) for page in PAGES]
    assert [len(each) for each in found] == [1] * len(PAGES)
    told = [description for [description] in found]
    assert len(set(told)) == len(PAGES)
    assert [each for each in told if not (40 <= len(each) <= _DESCRIPTION and each.endswith("."))] == []


def test_who_goes_first_is_told_with_its_source() -> None:
    """Who needs no number, and by which circular; the first question of a booking leads there."""
    page = (WEBSITE / "langsung.html").read_text(encoding="utf-8")
    [section] = re.findall(r'<section [^>]*id="didahulukan">.*?</section>', page, re.DOTALL)
    for told in ("di atas 60 tahun", "di bawah 5 tahun", "ibu hamil", "penyandang disabilitas", _CIRCULAR):
        assert told in section
    assert 'href="/langsung.html#didahulukan"' in (WEBSITE / "pages" / "book" / "service.js").read_text()


def test_the_manifest_names_what_is_there() -> None:
    """Every icon is served, and the application begins at an address of this site."""
    manifest = json.loads((WEBSITE / "manifest.webmanifest").read_text())
    assert [icon["src"] for icon in manifest["icons"] if not served(icon["src"])] == []
    assert site.file_of(manifest["start_url"]) == "app.html"


def test_pictures_of_the_style_sheet_are_there() -> None:
    """Every file that a style sheet names is served."""
    sheets = sorted(WEBSITE.rglob("*.css"))
    named = [name for sheet in sheets for name in re.findall(r'url\("([^"]+)"\)', sheet.read_text())]
    assert named
    assert [name for name in named if not served(name)] == []


def imported(name: str) -> set[str]:
    """A script of the site and all that it imports at once, by their addresses."""
    found, waiting = set[str](), {name}
    while waiting:
        script = waiting.pop()
        found.add(script)
        if script.startswith("/vendor/"):
            continue
        names = re.findall(r'^import [^;]*?"([^"]+)";', (WEBSITE / script[1:]).read_text(), re.MULTILINE)
        waiting |= {urljoin(script, each) for each in names} - found
    return found


def test_what_every_page_imports_is_asked_for_at_once() -> None:
    """On a slow line each import that is only found in another script costs a round trip."""
    preloaded = re.findall(r'<link rel="modulepreload" href="([^"]+)">', (WEBSITE / "app.html").read_text())
    shared = {name for name in imported("/pages/look/offices.js") if not name.startswith("/pages/")}
    assert sorted(preloaded) == sorted(imported("/app.js") | shared)


@pytest.mark.parametrize("page", ["/app.js", "/page.js"])
def test_citizens_load_nothing_of_the_staff(page: str) -> None:
    """Not a byte: nothing that a page of theirs imports, at once or later, is below /petugas."""
    later = re.findall(r'import\("\.([^"]+)"\)', (WEBSITE / page[1:]).read_text())
    everything = set[str]().union(imported(page), *map(imported, later))
    assert len(later) > 20 or page == "/page.js"
    assert [name for name in everything if name.startswith("/petugas/")] == []


def test_fees_are_written_as_what_they_are() -> None:
    """Each fee on the page is told to machines too, as the same number; four are there, and their regulation."""
    page = (WEBSITE / "syarat.html").read_text(encoding="utf-8")
    fees = re.findall(r'<data value="(\d+)">Rp([\d.]+)</data>', page)
    assert [int(value) for value, _ in fees] == [350_000, 650_000, 650_000, 950_000]
    assert all(written.replace(".", "") == value for value, written in fees)
    assert "Nomor 45 Tahun 2024" in page

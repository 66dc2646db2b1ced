"""The texts of both sites: both languages are complete, every text is used, pages are written in id.json's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest

from antrean.hall.model import WALK_IN_LANES
from antrean.http.route import Route
from contract import declared

ROOT: Final = Path(__file__).parents[2]
WEBSITE: Final = ROOT / "website"
LANGUAGES: Final = ("id", "en")
PLURALS: Final = {"one", "other"}

UNKNOWN: Final = {
    "idempotency_key_missing": "the site sends a key with every request that needs one",
    "idempotency_key_reused": "the site makes a new key for every new request",
    "service_walk_in_only": "the site offers no service that walks in",
    "unauthenticated": "the site signs in anew, and then asks again",
}
"""The refusals for which the citizens' site needs no sentence of its own, and why."""
NOT_OF_PEOPLE: Final = {
    *("already_waiting", "booking_exists", "displaced", "forbidden", "nik_taken", "not_found", "too_late"),
    *("not_your_turn", "service_walk_in_only"),
    *("busy", "idempotency_key_missing", "idempotency_key_reused", "unauthenticated"),
}
"""Refusals of requests that name people, and not about who is named: about the account or its booking, the slot or the
service, and about every request."""
UNKNOWN_TO_STAFF: Final = {
    "idempotency_key_missing": "the site sends a key with every request that needs one",
    "precondition_required": "the site sends the version that it has read",
    "unauthenticated": "the site logs in anew, and then asks again",
}
"""The refusals for which the staff's site needs no sentence of its own, and why."""

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_COMMENT: Final = re.compile(r"^\s*(//|/?\*).*$", re.MULTILINE)
_LITERAL: Final = re.compile(r'"([a-z_]+(?:\.[a-z_0-9]+)+)"')
_TEMPLATE: Final = re.compile(r"`([a-z_]+(?:\.(?:[a-z_0-9]+|\$\{[^{}]+\}))+)`")
_FILLED: Final = re.compile(r"""\bt\("([a-z_0-9.]+)", \{([^{}]*)\}""")
_BARE: Final = re.compile(r"""\bt\("([a-z_0-9.]+)"\)""")
_VOID: Final = {"meta", "link", "img", "input", "br"}


def flat(node: dict[str, Any], above: str = "") -> dict[str, str]:
    """Texts by their keys, such as "office.title"."""
    found: dict[str, str] = {}
    for name, value in node.items():
        key = f"{above}{name}"
        found |= flat(value, f"{key}.") if isinstance(value, dict) else {key: value}
    return found


def source(script: Path) -> str:
    """A script without its comments."""
    return _COMMENT.sub("", script.read_text())


def with_imports(scripts: Iterable[Path]) -> list[Path]:
    """Scripts of a site, and all of the shared ones that they import."""
    found, waiting = set[Path](), set(scripts)
    while waiting:
        script = waiting.pop()
        found.add(script)
        names = re.findall(r'(?:\bfrom |\bimport |\bimport\()"(\.[^"]*)"', source(script))
        waiting |= {(script.parent / name).resolve() for name in names} - found
    return sorted(found)


@dataclass(frozen=True)
class Site:
    """A site: its folder, the pages in it, and the scripts that its pages run."""

    folder: Path
    scripts: list[Path]
    refusals: tuple[str, ...]
    """What the keys of its sentences about refusals begin with."""

    @cached_property
    def pages(self) -> list[Path]:
        """Its documents."""
        return sorted(self.folder.glob("*.html"))

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        """Its texts by language and key: those of the application, and those of pages that are only read."""
        files = self.folder / "texts"
        return {
            language: {
                key: text
                for file in (files / f"{language}.json", files / "read" / f"{language}.json")
                if file.exists()
                for key, text in flat(json.loads(file.read_text())).items()
            }
            for language in LANGUAGES
        }

    @property
    def indonesian(self) -> dict[str, str]:
        """Its texts in the language in which the pages are written."""
        return self.texts["id"]

    @cached_property
    def groups(self) -> set[str]:
        """The first parts of its keys."""
        return {key.partition(".")[0] for key in self.indonesian}

    def literals(self, text: str) -> set[str]:
        """Strings of a script that can only be keys: they begin with a group of texts."""
        return {literal for literal in _LITERAL.findall(text) if literal.partition(".")[0] in self.groups}

    def patterns(self, text: str) -> set[str]:
        """Regular expressions of the keys that a script puts together, such as `office.state.${state}`."""
        found = [each for each in _TEMPLATE.findall(text) if each.partition(".")[0] in self.groups and "${" in each]
        return {re.sub(r"\\\$\\\{.*?\\\}", r"[A-Za-z_0-9]+", re.escape(each)) for each in found}

    def known(self, key: str) -> bool:
        """Whether there is a text of this key, or plural forms of it."""
        return key in self.indonesian or all(f"{key}.{form}" in self.indonesian for form in PLURALS)


STAFF: Final = Site(WEBSITE / "petugas", with_imports((WEBSITE / "petugas").rglob("*.js")), ("problem", "hall.refused"))
CITIZENS: Final = Site(
    WEBSITE,
    [script for script in sorted(WEBSITE.rglob("*.js")) if not script.is_relative_to(STAFF.folder)],
    ("problem",),
)
SITES: Final = {"citizens": CITIZENS, "staff": STAFF}
EACH_SITE: Final = pytest.mark.parametrize("site", SITES.values(), ids=SITES)
EACH_SCRIPT: Final = pytest.mark.parametrize(
    ("site", "script"),
    [
        pytest.param(site, script, id=f"{name}:{script.relative_to(WEBSITE)}")
        for name, site in SITES.items()
        for script in site.scripts
    ],
)


class Page(HTMLParser):
    """What is said on a page: words, and the key that each stands under."""

    def __init__(self, page: Path) -> None:
        """Read the page."""
        super().__init__()
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[tuple[str | None, str]] = []
        self.labels: list[tuple[str | None, str | None]] = []
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element and its label."""
        attributes = dict(attrs)
        if "aria-label" in attributes or "data-label" in attributes:
            self.labels.append((attributes.get("data-label"), attributes.get("aria-label")))
        if tag not in _VOID:
            self._open.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        """Leave the element."""
        assert self._open.pop()[0] == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        """Note the words, unless they are read only without a script, or are the same in every language."""
        tags = {tag for tag, _ in self._open}
        if not any(map(str.isalpha, data)) or tags & {"noscript", "script", "data"}:
            return
        _, inside = self._open[-1]
        if "lang" not in inside:
            self.said.append((inside.get("data-text"), data))


def keys_of(page: Path) -> set[str]:
    """Keys that a page names."""
    return set(re.findall(r'data-(?:text|label)="([^"]*)"', page.read_text()))


@EACH_SITE
def test_both_languages_have_the_same_texts(site: Site) -> None:
    """No key is missing in a language, and none is left from before."""
    assert site.texts["id"].keys() == site.texts["en"].keys()


@EACH_SITE
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(site: Site, language: str) -> None:
    """Every text says something, and every plural has the forms that both languages need."""
    texts = site.texts[language]
    assert [key for key, text in texts.items() if not text.strip()] == []
    plurals = {key.rpartition(".")[0] for key in texts if key.rpartition(".")[2] in PLURALS}
    assert [key for key in plurals if not site.known(key)] == []


@EACH_SITE
def test_both_languages_are_filled_with_the_same_values(site: Site) -> None:
    """A placeholder of one language is one of the other."""
    differing = {
        key
        for key, text in site.indonesian.items()
        if set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(site.texts["en"].get(key, "")))
    }
    assert differing == set()


@EACH_SCRIPT
def test_a_script_asks_only_for_texts_that_there_are(site: Site, script: Path) -> None:
    """Every key in it is known, and every key that it puts together can be."""
    text = source(script)
    assert {key for key in site.literals(text) if not site.known(key)} == set()
    assert {
        each for each in site.patterns(text) if not any(re.fullmatch(each, key) for key in site.indonesian)
    } == set()


@EACH_SCRIPT
def test_a_script_gives_a_text_the_values_it_asks_for(site: Site, script: Path) -> None:
    """No page says "undefined": what a text leaves open is given where it is used."""
    text = source(script)
    given = {key: set(re.findall(r"(\w+)(?=\s*[:,]|\s*$)", values)) for key, values in _FILLED.findall(text)}
    given |= {key: set() for key in _BARE.findall(text)}
    missing = {
        key: absent
        for key, values in given.items()
        if (absent := set(_PLACEHOLDER.findall(site.indonesian.get(key, ""))) - values)
    }
    assert missing == {}


@pytest.mark.parametrize(
    ("site", "page"),
    [pytest.param(site, page, id=f"{name}:{page.name}") for name, site in SITES.items() for page in site.pages],
)
def test_a_page_is_written_in_the_texts(site: Site, page: Path) -> None:
    """Everything that it says has a key, and is word for word the Indonesian text of it."""
    read = Page(page)
    assert [words for key, words in read.said if key is None] == []
    assert {key: words for key, words in read.said if site.indonesian.get(str(key)) != words} == {}
    assert {key: label for key, label in read.labels if site.indonesian.get(str(key)) != label} == {}


@EACH_SITE
def test_every_text_is_used(site: Site) -> None:
    """No text is left that no page shows."""
    scripts = [source(script) for script in site.scripts]
    used = set[str]().union(*map(site.literals, scripts), *map(keys_of, site.pages))
    built = set[str]().union(*map(site.patterns, scripts))
    unused = {
        key
        for key in site.indonesian
        if key not in used
        and not (key.rpartition(".")[2] in PLURALS and key.rpartition(".")[0] in used)
        and not any(re.fullmatch(rf"{each}(\.(one|other))?", key) for each in built)
    }
    assert unused == set()


def of_staff(*, hall: bool) -> list[Route]:
    """Routes of the staff: those of an office's day, or the others."""
    routes = [each.route for each in declared.operations(ROOT) if each.route.auth == "staff"]
    return [route for route in routes if route.path.startswith("/staff/") == hall]


def of_citizens() -> list[Route]:
    """Routes that citizens use, and those that nobody has to be logged in for."""
    return [each.route for each in declared.operations(ROOT) if each.route.auth != "staff"]


def codes_of(routes: Iterable[Route]) -> set[str]:
    """Codes that these routes can answer."""
    return {problem.code for route in routes for problem in declared.function_problems(route)}


def untold(site: Site, routes: Iterable[Route]) -> set[str]:
    """Codes that these routes can answer and that a site neither has a sentence for nor handles in a script.

    A script handles a code that it names as a string, or as the name of an entry, as the door's verdicts do.
    """
    scripts = "".join(source(script) for script in site.scripts)
    return {
        code
        for code in codes_of(routes)
        if not any(site.known(f"{group}.{code}") for group in site.refusals)
        and not re.search(rf'"{code}"|^ +{code}: \[', scripts, re.MULTILINE)
    }


def test_every_refusal_has_a_sentence() -> None:
    """No citizen reads the sentence for unknown refusals, but for those of which we say why nobody meets them."""
    assert untold(CITIZENS, of_citizens()) == UNKNOWN.keys()


def test_a_refusal_of_people_leads_to_where_they_are_corrected() -> None:
    """What is refused for who is named is told beside the people, with a link to where it is corrected."""
    routes = [route for route in of_citizens() if route.body and "applicants" in route.body.model_fields]
    assert len(routes) == 3
    parts = WEBSITE / "pages" / "parts"
    script = source(parts / "refusal.js") + source(parts / "person_form.js")
    assert {code for code in codes_of(routes) if f'"{code}"' not in script} == NOT_OF_PEOPLE


def test_every_refusal_of_the_staff_has_a_sentence() -> None:
    """Nor does anybody of the staff, at an office's day or elsewhere."""
    assert untold(STAFF, [*of_staff(hall=True), *of_staff(hall=False)]) == UNKNOWN_TO_STAFF.keys()


def test_every_refusal_of_a_counter_is_told_in_words() -> None:
    """What stops an officer at a counter has its sentence among those of the day, since the page shows no other."""
    routes = [route for route in of_staff(hall=True) if "/counters/" in route.path]
    codes = codes_of(routes)
    assert codes >= {"counter_taken", "counter_closed", "no_party", "party_at_counter", "not_yet_absent", "too_late"}
    told = {code for code in codes if STAFF.known(f"hall.refused.{code}")}
    assert codes - told - UNKNOWN_TO_STAFF.keys() == {"busy"}, "what is busy is told by hall.busy"


def test_a_refusal_without_a_sentence_is_found() -> None:
    """Each site has none for some codes of the other one's routes."""
    assert {"no_party", "counter_taken"} <= untold(CITIZENS, of_staff(hall=True))
    assert "nik_already_booked" in untold(STAFF, of_citizens())


def test_every_word_of_the_day_has_a_text() -> None:
    """No page of an office's day breaks at a party, whatever its lane, service or session, and whoever is in it."""
    schemas = json.loads((ROOT / "docs" / "openapi.json").read_text())["components"]["schemas"]
    groups = {
        "lane": "Lane",
        "walk_in.hint": "WalkInLane",
        "service": "PassportService",
        "people.relation": "Relation",
        "party.state": "DayState",
    }
    words = {f"{group}.{word}" for group, name in groups.items() for word in schemas[name]["enum"]}
    words |= {f"session.{lane.session}" for lane in WALK_IN_LANES.values()}
    assert {word for word in words if not STAFF.known(word)} == set()


def test_a_wrong_page_is_found(tmp_path: Path) -> None:
    """The tests above see words without a key, and words that are not the text of theirs."""
    page = tmp_path / "wrong.html"
    page.write_text('<p>Bebas <a data-text="site.bring">Bawa apa?</a></p><nav aria-label="Menu"></nav>')
    assert Page(page).said == [(None, "Bebas "), ("site.bring", "Bawa apa?")]
    assert Page(page).labels == [(None, "Menu")]
    assert CITIZENS.literals('t("site.no_such_text")') == {"site.no_such_text"}
    assert not CITIZENS.known("site.no_such_text")


def test_no_script_shows_texts_of_pages_that_are_only_read() -> None:
    """Where a script needs them they have not come: the application does not load them."""
    read = flat(json.loads((WEBSITE / "texts" / "read" / "en.json").read_text()))
    groups = {key.partition(".")[0] for key in read}
    assert groups.isdisjoint(json.loads((WEBSITE / "texts" / "en.json").read_text()))
    for script in CITIZENS.scripts:
        named = {key.partition(".")[0] for key in CITIZENS.literals(source(script))}
        assert groups.isdisjoint(named), script
    application = WEBSITE / "app.html"
    assert groups.isdisjoint(key.partition(".")[0] for key in keys_of(application))

"""The website's texts: both languages are complete, every text is used, and pages are written in id.json's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest

from antrean.http.route import Route
from contract import declared

ROOT: Final = Path(__file__).parents[2]
WEBSITE: Final = ROOT / "website"
PAGES: Final = sorted(WEBSITE.glob("*.html"))
SCRIPTS: Final = sorted(WEBSITE.rglob("*.js"))
LANGUAGES: Final = ("id", "en")
PLURALS: Final = {"one", "other"}

UNKNOWN: Final = {
    "idempotency_key_missing": "the site sends a key with every request that needs one",
    "idempotency_key_reused": "the site makes a new key for every new request",
    "service_walk_in_only": "the site offers no service that walks in",
    "unauthenticated": "the site signs in anew, and then asks again",
}
"""The refusals for which the site needs no sentence of its own, and why."""

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


TEXTS: Final = {
    language: flat(json.loads((WEBSITE / "texts" / f"{language}.json").read_text())) for language in LANGUAGES
}
INDONESIAN: Final = TEXTS["id"]
GROUPS: Final = {key.partition(".")[0] for key in INDONESIAN}


def source(script: Path) -> str:
    """A script without its comments."""
    return _COMMENT.sub("", script.read_text())


def literals(text: str) -> set[str]:
    """Strings of a script that can only be keys: they begin with a group of texts."""
    return {literal for literal in _LITERAL.findall(text) if literal.partition(".")[0] in GROUPS}


def patterns(text: str) -> set[str]:
    """Regular expressions of the keys that a script puts together, such as `office.state.${state}`."""
    found = [each for each in _TEMPLATE.findall(text) if each.partition(".")[0] in GROUPS and "${" in each]
    return {re.sub(r"\\\$\\\{.*?\\\}", r"[a-z_0-9]+", re.escape(each)) for each in found}


def known(key: str) -> bool:
    """Whether there is a text of this key, or plural forms of it."""
    return key in INDONESIAN or all(f"{key}.{form}" in INDONESIAN for form in PLURALS)


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
        """Note the words, unless they are only read where there is no script, or are the same in every language."""
        tags = {tag for tag, _ in self._open}
        if any(map(str.isalpha, data)) and not tags & {"noscript", "script"} and "lang" not in self._open[-1][1]:
            self.said.append((self._open[-1][1].get("data-text"), data))


def keys_of(page: Path) -> set[str]:
    """Keys that a page names."""
    return set(re.findall(r'data-(?:text|label)="([^"]*)"', page.read_text()))


def test_both_languages_have_the_same_texts() -> None:
    """No key is missing in a language, and none is left from before."""
    assert TEXTS["id"].keys() == TEXTS["en"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    """Every text says something, and every plural has the forms that both languages need."""
    assert [key for key, text in TEXTS[language].items() if not text.strip()] == []
    plurals = {key.rpartition(".")[0] for key in TEXTS[language] if key.rpartition(".")[2] in PLURALS}
    assert [key for key in plurals if not known(key)] == []


def test_both_languages_are_filled_with_the_same_values() -> None:
    """A placeholder of one language is one of the other."""
    differing = {
        key
        for key, text in INDONESIAN.items()
        if set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(TEXTS["en"].get(key, "")))
    }
    assert differing == set()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(WEBSITE)))
def test_a_script_asks_only_for_texts_that_there_are(script: Path) -> None:
    """Every key in it is known, and every key that it puts together can be."""
    text = source(script)
    assert {key for key in literals(text) if not known(key)} == set()
    assert {each for each in patterns(text) if not any(re.fullmatch(each, key) for key in INDONESIAN)} == set()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(WEBSITE)))
def test_a_script_gives_a_text_the_values_it_asks_for(script: Path) -> None:
    """No page says "undefined": what a text leaves open is given where it is used."""
    text = source(script)
    given = {key: set(re.findall(r"(\w+)(?=\s*[:,]|\s*$)", values)) for key, values in _FILLED.findall(text)}
    given |= {key: set() for key in _BARE.findall(text)}
    missing = {
        key: absent
        for key, values in given.items()
        if (absent := set(_PLACEHOLDER.findall(INDONESIAN.get(key, ""))) - values)
    }
    assert missing == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_is_written_in_the_texts(page: Path) -> None:
    """Everything that it says has a key, and is word for word the Indonesian text of it."""
    read = Page(page)
    assert [words for key, words in read.said if key is None] == []
    assert {key: words for key, words in read.said if INDONESIAN.get(str(key)) != words} == {}
    assert {key: label for key, label in read.labels if INDONESIAN.get(str(key)) != label} == {}


def test_every_text_is_used() -> None:
    """No text is left that no page shows."""
    scripts = [source(script) for script in SCRIPTS]
    used = set[str]().union(*map(literals, scripts), *map(keys_of, PAGES))
    built = set[str]().union(*map(patterns, scripts))
    unused = {
        key
        for key in INDONESIAN
        if key not in used
        and not (key.rpartition(".")[2] in PLURALS and key.rpartition(".")[0] in used)
        and not any(re.fullmatch(rf"{each}(\.(one|other))?", key) for each in built)
    }
    assert unused == set()


def untold(routes: Iterable[Route]) -> set[str]:
    """Codes that these routes can answer and that the site neither has a sentence for nor handles in a script."""
    codes = {problem.code for route in routes for problem in declared.function_problems(route)}
    scripts = "".join(source(script) for script in SCRIPTS)
    return {code for code in codes if not known(f"problem.{code}") and f'"{code}"' not in scripts}


def test_every_refusal_has_a_sentence() -> None:
    """No citizen reads the sentence for unknown refusals, but for those of which we say why nobody meets them."""
    routes = [each.route for each in declared.operations(ROOT) if each.route.auth != "staff"]
    assert untold(routes) == UNKNOWN.keys()


def test_a_refusal_without_a_sentence_is_found() -> None:
    """A route of the staff has codes for which the citizens' site has none."""
    routes = [each.route for each in declared.operations(ROOT) if each.route.auth == "staff"]
    assert "version_conflict" in untold(routes)


def test_a_wrong_page_is_found(tmp_path: Path) -> None:
    """The tests above see words without a key, and words that are not the text of theirs."""
    page = tmp_path / "wrong.html"
    page.write_text('<p>Bebas <a data-text="site.bring">Bawa apa?</a></p><nav aria-label="Menu"></nav>')
    assert Page(page).said == [(None, "Bebas "), ("site.bring", "Bawa apa?")]
    assert Page(page).labels == [(None, "Menu")]
    assert literals('t("site.no_such_text")') == {"site.no_such_text"}
    assert not known("site.no_such_text")

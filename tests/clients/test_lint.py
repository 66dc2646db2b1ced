"""Strangers' linters read the contract, with all rules that they recommend."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients import generators
from tests.clients.generators import FOLDER, Done
from tests.support.contract import DOCUMENT


def spectral(document: Path) -> Done:
    """Lint with spectral: a hint is told too."""
    return generators.npm("spectral", "lint", "--fail-severity", "hint", "-r", FOLDER / "spectral.yaml", document)


def redocly(document: Path) -> Done:
    """Lint with redocly: a warning counts as an error."""
    done = generators.npm("redocly", "lint", "--format", "github-actions", document)
    warned = [line for line in done.told.splitlines() if line.startswith(("::error", "::warning"))]
    return Done(done.status or len(warned), done.told)


@pytest.mark.parametrize("lint", [spectral, redocly])
def test_a_linter_has_nothing_to_say(lint: Callable[[Path], Done]) -> None:
    """Neither an error nor a warning."""
    done = lint(DOCUMENT)
    assert done.status == 0, done.told


@pytest.mark.parametrize("lint", [spectral, redocly])
def test_a_linter_finds_what_was_wrong(lint: Callable[[Path], Done], tmp_path: Path) -> None:
    """The control: without licence, contact and `security`, as the contract was, each of them complains."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    del document["info"]["license"], document["info"]["contact"], document["paths"]["/offices"]["get"]["security"]
    poorer = tmp_path / "openapi.json"
    poorer.write_text(json.dumps(document), encoding="utf-8")
    assert lint(poorer).status != 0

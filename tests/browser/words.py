"""The texts of the website, by the keys that its pages use."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.support.system import ROOT


@cache
def texts(language: str) -> dict[str, Any]:
    """Return the texts of a language, as they are in website/texts."""
    found: dict[str, Any] = json.loads((ROOT / "website" / "texts" / f"{language}.json").read_text())
    return found


def words(key: str, language: str = "id", **values: object) -> str:
    """Return the text of `key` (`front.title`) with `{name}` replaced by its value."""
    node: Any = texts(language)
    for part in key.split("."):
        node = node[part]
    assert isinstance(node, str), f"{key} is not a text"
    return node.format(**values) if values else node

"""The texts of the websites, by the keys that their pages use."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

_WEBSITE: Final = Path(__file__).resolve().parents[2] / "website"


@cache
def texts(language: str, site: str) -> dict[str, Any]:
    """Return the texts of a language, from the folder of the site, with those of pages that are only read."""
    files = _WEBSITE / site / "texts"
    read = files / "read" / f"{language}.json"
    found: dict[str, Any] = json.loads((files / f"{language}.json").read_text())
    return found | (json.loads(read.read_text()) if read.exists() else {})


def words(key: str, language: str = "id", site: str = "", /, **values: object) -> str:
    """Return the text of `key` (`front.title`) with `{name}` replaced by its value; `site` is the site's folder."""
    node: Any = texts(language, site)
    for part in key.split("."):
        node = node[part]
    assert isinstance(node, str), f"{key} is not a text"
    return node.format(**values) if values else node

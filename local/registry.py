"""The registry of the population of this machine: a few invented people of a regency that does not exist.

It answers as `antrean/registry/service.py` asks. The website's server has it at /registry.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

KEY: Final = "key of the registry on this machine"
"""Not a secret: nothing but this machine can ask here."""
_PEOPLE: Final = Path(__file__).with_suffix(".csv")


def answer(authorization: str, body: bytes) -> tuple[HTTPStatus, bytes]:
    """Return status and body of the answer to a question."""
    if authorization != f"Bearer {KEY}":
        return HTTPStatus.UNAUTHORIZED, b""
    try:
        asked: Any = json.loads(body)
        result = look_up(str(asked["nik"]), str(asked["full_name"]), str(asked["birth_date"]))
    except (ValueError, KeyError, TypeError):
        return HTTPStatus.BAD_REQUEST, b""
    return HTTPStatus.OK, json.dumps({"result": result}).encode()


def look_up(nik: str, full_name: str, birth_date: str) -> str:
    """Tell whether the three belong together; a name is the same in capitals and with other spaces."""
    found = people().get(nik)
    if found is None:
        return "unknown"
    return "match" if found == (_plain(full_name), birth_date) else "mismatch"


@cache
def people() -> dict[str, tuple[str, str]]:
    """Return the people of the registry, name and birth date by NIK."""
    with _PEOPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["nik"].replace(" ", ""): (_plain(row["full_name"]), row["birth_date"]) for row in rows}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())

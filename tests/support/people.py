"""People of the tests. Their NIKs are made up: regency 99 of Jawa Barat does not exist."""

from __future__ import annotations

from typing import Any


def nik(serial: int) -> str:
    """A NIK of somebody born on 17 May 1990 that differs by `serial` (1 to 9999)."""
    return f"329901170590{serial:04d}"


def family(people: int, start: int) -> list[dict[str, Any]]:
    """The applicants of a request: the account's owner and `people - 1` children."""
    children = [
        {
            "relation": "child",
            "full_name": f"Anak {chr(ord('A') + index)}",
            "nik": nik(start + index),
            "birth_date": "1990-05-17",
        }
        for index in range(people - 1)
    ]
    return [{"relation": "self"}, *children]

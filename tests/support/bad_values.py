"""What people, broken clients and attackers put into the fields of a request body, and what each must be answered with.

One table for each route: the way to a field, what is put there, and the outcome. Dates and offices that are right in
form and wrong in fact are here too; what depends on somebody's booking is in the tests.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.slots import day_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Outcome = tuple[int, str]
Way = tuple[str | int, ...]

INVALID: Outcome = (422, "validation_failed")
MISSING = object()
"""In place of a value: the member is left out."""

_MADE_UP = "32" + "99" + "01" + "170590"
"""A NIK of nobody without its serial."""


def _fullwidth(digits: str) -> str:
    """Return the digits of another script: digits to Python, not to a registry office."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)


NOT_TEXT: Mapping[str, Any] = {
    "a number": 7,
    "a fraction": 1.5,
    "true": True,
    "a list": [],
    "an object": {},
    "null": None,
    "missing": MISSING,
}
TEXT: Mapping[str, Any] = {
    **NOT_TEXT,
    "empty": "",
    "a space": " ",
    "control characters": "a\u0000b\u001b[31m",
    "too long": "x" * 5000,
}
FLAG: Mapping[str, Any] = {"a number": 1, "text": "true", "a list": [True]}
NIK: Mapping[str, Any] = {
    **TEXT,
    "15 digits": f"{_MADE_UP}001",
    "17 digits": f"{_MADE_UP}00012",
    "as a number": int(f"{_MADE_UP}0001"),
    "serial 0000": f"{_MADE_UP}0000",
    "province 10": f"10{_MADE_UP[2:]}0001",
    "no regency": f"3200{_MADE_UP[4:]}0001",
    "no district": f"{_MADE_UP[:4]}00{_MADE_UP[6:]}0001",
    "30 February": f"{_MADE_UP[:6]}3002900001",
    "day 0": f"{_MADE_UP[:6]}0005900001",
    "day 72": f"{_MADE_UP[:6]}7205900001",
    "month 13": f"{_MADE_UP[:6]}1713900001",
    "letters": f"{_MADE_UP}00O1",
    "spaces": f"{_MADE_UP[:12]} 001",
    "other digits": _fullwidth(f"{_MADE_UP}0001"),
    "a line between": f"{_MADE_UP}0001_",
}
NAME: Mapping[str, Any] = {
    **TEXT,
    "no letters": "123",
    "a NIK": f"Budi {_MADE_UP}0001",
    "a line break": "Budi\nSantoso",
    "nothing to see": "\u200b\u3164",
    "signs": "Budi <3",
    "an address": "Budi www.contoh.id",
    "heaps of marks": "Bu" + "\u0322" * 9,
    "a private character": "Budi \ue000",
    "too long by one": "x" * 101,
}
DATE: Mapping[str, Any] = {
    **TEXT,
    "30 February": "1990-02-30",
    "no leap year": "2023-02-29",
    "another order": "17-05-1990",
    "short": "1990-5-7",
    "an instant": "1990-05-17T00:00:00Z",
    "other digits": _fullwidth("1990") + "-05-17",
    "year 0": "0000-01-01",
}
EMAIL: Mapping[str, Any] = {
    **TEXT,
    "no domain": "warga",
    "no dot": "warga@contoh",
    "two at signs": "warga@@contoh.id",
    "a space": "war ga@contoh.id",
    "another header": "warga@contoh.id\r\nBcc: semua@contoh.id",
    "two addresses": "warga@contoh.id,lain@contoh.id",
    "too long by some": f"{'w' * 60}@{'x' * 250}.id",
}
PHONE: Mapping[str, Any] = {
    **TEXT,
    "letters": "nol delapan",
    "short": "0812",
    "long": "+62" + "8" * 28,
    "two": "08123+8123",
    "no country": "+0812 3456 7890",
    "nobody's": "0100 200 300",
}
PASSWORD: Mapping[str, Any] = {
    **TEXT,
    "short": "123456789",
    "too long by one": "x" * 257,
    "a space before": " kata sandi yang panjang",
    "a line break": "kata sandi\nyang panjang",
    "a row": "1234567890",
    "a common word": "Password123",
}
SECRET: Mapping[str, Any] = {**TEXT, "short": "A" * 31, "other": "A" * 31 + "é", "a path": "../" * 10 + "xx"}
CODE: Mapping[str, Any] = {
    **TEXT,
    "seven characters": "M4XK-7QP",
    "nine characters": "K7QP-2M4XX",
    "a letter that no code has": "K7QP-2M4U",
    "a code of before": "123456",
    "other": _fullwidth("23456789"),
}
OFFICE: Mapping[str, Any] = {
    **TEXT,
    "capitals": "BOGOR",
    "a path": "../bogor",
    "another key": "bogor#QUOTA",
    "dashes": "-",
}
SESSION: Mapping[str, Any] = {**TEXT, "capitals": "MORNING", "unknown": "midnight", "another key": "morning#x"}
RELATION: Mapping[str, Any] = {**TEXT, "unknown": "cousin", "capitals": "Child"}
SERVICE: Mapping[str, Any] = {**TEXT, "unknown": "express"}
APPLICANTS: Mapping[str, Any] = {
    **NOT_TEXT,
    "text": "self",
    "nobody": [],
    "null inside": [None],
    "text inside": ["self"],
    "lists inside": [[]],
    "a crowd": [{"relation": "self"}] * 21,
}


@dataclass(frozen=True, slots=True)
class BadField:
    """One bad value at one place of an otherwise good body."""

    way: Way
    name: str
    value: Any
    outcome: Outcome = INVALID

    def __str__(self) -> str:
        """The name of the case in a report."""
        return f"{'.'.join(map(str, self.way))}: {self.name}"

    def put_into(self, good: Mapping[str, Any]) -> dict[str, Any]:
        """Return a copy of a good body with the bad value in it."""
        body = copy.deepcopy(dict(good))
        parent: Any = body
        for step in self.way[:-1]:
            parent = parent[step]
        if self.value is MISSING:
            del parent[self.way[-1]]
        else:
            parent[self.way[-1]] = self.value
        return body


def at(*way: str | int, values: Mapping[str, Any], outcome: Outcome = INVALID) -> Iterator[BadField]:
    """Yield a case for each of the values at one place."""
    for name, value in values.items():
        yield BadField(way, name, value, outcome)


def _unknown_members(*way: str | int) -> Iterator[BadField]:
    yield from at(*way, "unknown", values={"a member that nobody knows": "text"})
    yield from at(*way, f"{_MADE_UP}0001", values={"a NIK as the name of a member": True})


def _slot() -> Iterator[BadField]:
    yield from at("office_id", values={**OFFICE, "unknown": "atlantis"})
    yield from at("date", values={**DATE, "far": day_ahead(400), "the last of all": "9999-12-31"})
    yield from at("date", values={"past": day_ahead(-5), "the first of all": "0001-01-01"}, outcome=(409, "slot_past"))
    yield from at("session", values=SESSION)


def _member_of_the_family(*way: str | int) -> Iterator[BadField]:
    yield from at(*way, "relation", values=RELATION)
    yield from at(*way, "full_name", values=NAME)
    yield from at(*way, "nik", values=NIK)
    future = {"in the future": day_ahead(30), "before 1900": "1899-12-31"}
    yield from at(*way, "birth_date", values={**DATE, **future})
    yield from at(*way, "nik_mismatch_confirmed", values=FLAG)
    yield from at(*way, "age_confirmed", values=FLAG)
    mismatch: Outcome = (422, "nik_mismatch_unconfirmed")
    yield from at(*way, "birth_date", values={"of somebody else": "1949-12-31"}, outcome=mismatch)
    yield from _unknown_members(*way)


SIGN_UP = [
    *at("nik", values=NIK),
    *at("full_name", values=NAME),
    *at("birth_date", values={**DATE, "in the future": day_ahead(3), "before 1900": "1899-12-31"}),
    *at("birth_date", values={"of somebody else": "1949-12-31"}, outcome=(422, "nik_mismatch_unconfirmed")),
    *at("email", values=EMAIL),
    *at("phone", values=PHONE),
    *at("nik_mismatch_confirmed", values=FLAG),
    *_unknown_members(),
]
CONFIRM = [
    *at("secret", values=SECRET),
    *at("code", values=CODE),
    *at("password", values=PASSWORD),
    *_unknown_members(),
]
CLOSE = [*at("password", values={**TEXT, "too long by one": "x" * 257}), *_unknown_members()]
ASK_FOR_PASSWORD = [*at("email", values=EMAIL), *_unknown_members()]
BOOK = [
    *_slot(),
    *at("service", values=SERVICE),
    *at(
        "service",
        values={"lost": "lost", "damaged": "damaged", "changed": "data_change"},
        outcome=(422, "service_walk_in_only"),
    ),
    *at("applicants", values=APPLICANTS),
    *_member_of_the_family("applicants", 1),
    *at("applicants", 0, "full_name", values={"of oneself": "Siti Rahayu"}),
    *at("applicants", 0, "nik", values={"of oneself": f"{_MADE_UP}0001"}),
    *_unknown_members(),
]
ADD = [
    *at("applicants", values=APPLICANTS),
    *at("applicants", 0, values={"oneself": {"relation": "self"}}),
    *_member_of_the_family("applicants", 0),
    *_unknown_members(),
]
MOVE = [*_slot(), *_unknown_members()]
CHANGE_QUOTA = [
    *at(
        "capacity", values={"negative": -1, "a fraction": 1.5, "text": "5", "true": True, "a list": [], "vast": 10**30}
    ),
    *at("state", values={"unknown": "full", "capitals": "OPEN", "a number": 1, "empty": "", "a list": []}),
    *at(
        "opens_at",
        values={
            "text": "kemarin",
            "a date": "2027-01-09",
            "no zone": "2027-01-09T08:00:00",
            "30 February": "2026-02-30T08:00:00Z",
            "long ago": "1970-01-01T00:00:00Z",
            "far away": "9999-12-31T23:59:59Z",
            "a number": 1_796_094_000,
            "a list": [],
        },
    ),
    *at("reason", values={**TEXT, "too long by one": "x" * 201}),
    *_unknown_members(),
]
CHECK_IN = [
    *at("code", values={**NOT_TEXT, "empty": "", "too long": "x" * 5000}),
    *at(
        "code",
        values={"noise": "\u0000\u001b", "a part": "AP1", "a NIK": f"{_MADE_UP}0001", "other": "AP1🛂"},
        outcome=(404, "not_found"),
    ),
    *at("office_id", values=OFFICE),
    *_unknown_members(),
]

RAW: Mapping[str, bytes] = {
    "nothing": b"",
    "broken JSON": b'{"nik": ',
    "a list": b"[]",
    "a text": b'"nik"',
    "a number": b"1e999",
    "null": b"null",
    "not a number": b'{"capacity": NaN}',
    "half a character": b'{"full_name": "\\ud800", "reason": "\\udfff"}',
    "another encoding": '{"nik": 1}'.encode("utf-16"),
    "no text": bytes(range(256)),
    "base64": b"eyJuaWsiOiAiMSJ9",
    "a form": b"nik=1&full_name=Budi",
    "deep": b"[" * 9_000,
    "20 KB": b'{"unknown": "' + b"x" * 20_000 + b'"}',
    "1 MB": b'{"unknown": "' + b"x" * 1_000_000 + b'"}',
}
"""Bodies that are no request at all."""

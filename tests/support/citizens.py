"""Citizens of the tests: made-up people who sign up at the deployed system as anybody would.

Their NIKs are of regency 99 of Jawa Barat, which does not exist, and random, so that a stack can be tested again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

PASSWORD = "kata sandi yang panjang"  # noqa: S105 - made up
_RANDOM = random.SystemRandom()
_OLDEST = date(1990, 1, 1)
_DAYS = 365
"""All are born in one year, so that anybody can be a child, a parent or anybody else of anybody."""

GIVEN_NIKS: set[str] = set()
"""Every NIK that a test sent to the system: none of them may be found anywhere afterwards."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a NIK of their own."""

    full_name: str
    nik: str
    birth_date: date

    def applicant(self, relation: str = "child", **changes: Any) -> dict[str, Any]:
        """Return the person as an applicant of a request, with `changes`."""
        return {
            "relation": relation,
            "full_name": self.full_name,
            "nik": self.nik,
            "birth_date": self.birth_date.isoformat(),
            **changes,
        }


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person with an account who is logged in: `token` is the ID token."""

    person: Person
    account_id: str
    email: str
    token: str


def made_up_nik(birth_date: date, province: str = "32", serial: str | None = None) -> str:
    """Return a NIK that agrees with the birth date, and note that it was given."""
    district = _RANDOM.randint(1, 99)
    number = serial or f"{_RANDOM.randint(1, 9999):04d}"
    nik = f"{province}99{district:02d}{birth_date:%d%m%y}{number}"
    GIVEN_NIKS.add(nik)
    return nik


def person(full_name: str = "Siti Rahayu") -> Person:
    """Return somebody new."""
    birth_date = _OLDEST + timedelta(days=_RANDOM.randrange(_DAYS))
    return Person(full_name, made_up_nik(birth_date), birth_date)


def family(people: int) -> list[dict[str, Any]]:
    """Return the applicants of a request: the account's owner and `people - 1` new children."""
    children = (person(f"Anak {chr(ord('A') + index)}").applicant() for index in range(people - 1))
    return [{"relation": "self"}, *children]


def new_email() -> str:
    """Return an e-mail address that nobody has."""
    return f"warga-{_RANDOM.getrandbits(48):x}@contoh.id"


def sign_up_body(who: Person, email: str, **changes: Any) -> dict[str, Any]:
    """Return the body of a sign-up, with `changes`."""
    return {
        "nik": who.nik,
        "full_name": who.full_name,
        "birth_date": who.birth_date.isoformat(),
        "email": email,
        "phone": "081234567890",
        **changes,
    }


def confirmation(secret: str, code: str, password: str = PASSWORD) -> dict[str, str]:
    """Return the body of a confirmation: of a sign-up, or of a new password."""
    return {"secret": secret, "code": code, "password": password}

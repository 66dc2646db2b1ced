"""Made-up people. Their NIKs belong to nobody, since Jawa Barat has no regency 99."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from antrean.base.nik_keys import NikKeys
from antrean.people.forms import SignUp
from antrean.people.model import PendingSignUp

KATA_SANDI = "kata sandi yang panjang"
EMAIL = "siti@contoh.id"
BIRTH_DATE = date(1990, 5, 17)
_NUMBER_OF_16_DIGITS = re.compile(r"(?<![0-9A-Za-z])[0-9]{16}(?![0-9A-Za-z])")


def nik(serial: int) -> str:
    """Return the NIK of a person born on 17 May 1990; each `serial` from 1 on is another person.

    It belongs to nobody, since Jawa Barat has no regency 99; each of its districts has 9,999 of them.
    """
    district, number = divmod(serial - 1, 9_999)
    return f"3299{district + 1:02d}170590{number + 1:04d}"


def family(people: int, start: int) -> list[dict[str, Any]]:
    """Return the applicants of a request: the account's owner and `people - 1` children with serials from `start`."""
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


def sign_up_form(email: str = EMAIL, serial: int = 1, **other: object) -> SignUp:
    """Return the form of a person born on 17 May 1990, as `nik` says."""
    form = {
        "nik": nik(serial),
        "full_name": "Siti Rahayu",
        "birth_date": BIRTH_DATE,
        "email": email,
        "phone": "081234567890",
    }
    return SignUp.model_validate(form | other)


def sign_up_of(
    account_id: str,
    given_nik: str,
    nik_keys: NikKeys,
    full_name: str = "Siti Rahayu",
) -> PendingSignUp:
    """Return the sign-up of a person born on 17 May 1990, as it is registered."""
    return PendingSignUp(
        account_id=account_id,
        full_name=full_name,
        birth_year=BIRTH_DATE.year,
        email=f"{account_id}@contoh.id",
        phone="+6281234567890",
        nik_key=nik_keys.key(given_nik),
        nik_last4=given_nik[-4:],
        nik_before=nik_keys.of(given_nik)[1:],
    )


def holds_nik(text: str) -> bool:
    """Return whether a text holds a NIK: of one of the made-up people, or any number of 16 digits that stands alone."""
    return nik(1)[:12] in text or _NUMBER_OF_16_DIGITS.search(text) is not None


def texts_of(value: Any) -> list[str]:
    """Every text in a value of an item. Numbers are left out: a claim's stamp has 16 digits."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in texts_of(part)]
    if isinstance(value, list | set):
        return [text for part in value for text in texts_of(part)]
    return []

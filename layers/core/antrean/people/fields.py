"""What is written of a person, field by field: name, birth date, NIK, mail address, phone.

Forms of several folders are made of these fields; who books needs them and no form of an account.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from antrean.base.text import compact, seen, with_plain_hyphens
from antrean.http.forms import day_of, documented
from antrean.people import nik as nik_rules
from antrean.people import phone
from antrean.people.name import full_name
from antrean.policy.people import EARLIEST_BIRTH, LONGEST_EMAIL, LONGEST_NAME, LONGEST_NUMBER

_ATOM = r"[A-Za-z0-9_+](?:[A-Za-z0-9_+'-]*[A-Za-z0-9_+])?"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*\.?@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}"
"""Narrower than the standard (RFC 5321), because the user pool must take whatever our form takes; but for the point
before the @, which is not in the standard and which mailboxes of docomo have."""

# What the contract can say of texts that are cleaned before they are judged: their digits, whatever stands between.
_SOME_EMAIL = r"[^@]+@[^@]+\.[^@]+"
_SOME_PHONE = "[^0-9]*(?:[0-9][^0-9]*){6,18}"
_16_DIGITS = f"[^0-9]*(?:[0-9][^0-9]*){{{nik_rules.LENGTH}}}"


def _birth(value: date) -> date:
    if value < EARLIEST_BIRTH:
        message = f"must not be before {EARLIEST_BIRTH.year}"
        raise ValueError(message)
    return value


def _email(value: str) -> str:
    address = with_plain_hyphens(seen(value)).strip(" \n\v\f\r")
    if not re.fullmatch(_EMAIL, address):
        message = "must be an e-mail address such as nama@contoh.id"
        raise ValueError(message)
    return address.lower()


def _nik(value: str) -> str:
    nik = compact(value)
    nik_rules.parse(nik)
    return nik


# What is cleaned is measured afterwards: a validator before a limit runs before it.
FullName = Annotated[str, AfterValidator(full_name), Field(min_length=1, max_length=LONGEST_NAME)]
BirthDate = Annotated[date, BeforeValidator(day_of), AfterValidator(_birth)]
Email = Annotated[
    str, AfterValidator(_email), Field(max_length=LONGEST_EMAIL, json_schema_extra=documented(_SOME_EMAIL))
]
Phone = Annotated[
    str, Field(max_length=LONGEST_NUMBER, json_schema_extra=documented(_SOME_PHONE)), AfterValidator(phone.e164)
]
NikText = Annotated[
    str, Field(max_length=LONGEST_NUMBER, json_schema_extra=documented(_16_DIGITS)), AfterValidator(_nik)
]

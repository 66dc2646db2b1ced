"""Whether a date of birth can be, and is that of a NIK: for sign-ups and for members of a household."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from antrean.base.errors import Code, Refused, invalid
from antrean.people import nik as nik_rules

if TYPE_CHECKING:
    from datetime import date, datetime

_EASTERNMOST = ZoneInfo("Asia/Jayapura")


def check_birth(birth_date: date, nik: str, now: datetime, *, confirmed: bool) -> None:
    """Raise `Refused` for a birth to come, and for another one than the NIK's unless the NIK was `confirmed`."""
    # Of the offices' time zones this one is ahead of the others, so nobody is born after its date.
    if birth_date > now.astimezone(_EASTERNMOST).date():
        raise invalid("birth_date", "must not be in the future")
    if nik_rules.mismatch(nik_rules.parse(nik), birth_date) and not confirmed:
        raise Refused(
            Code.NIK_MISMATCH_UNCONFIRMED,
            "The NIK and the birth date do not agree. If the NIK is right, confirm it: a NIK is for life.",
        )

"""Whether a date of birth can be, is that of a NIK, and makes an age that fits a relation.

Sign-ups, households and bookings ask here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from antrean.base.errors import Code, Refused, invalid
from antrean.people import nik as nik_rules

if TYPE_CHECKING:
    from datetime import date, datetime

    from antrean.people.model import FamilyRelation

_EASTERNMOST = ZoneInfo("Asia/Jayapura")
_YOUNGER: Final = frozenset({"child"})
_OLDER: Final = frozenset({"parent", "grandparent"})


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


def is_unlikely(relation: FamilyRelation, birth_year: int, holder_year: int) -> bool:
    """Tell whether a child was born in an earlier year than the account's holder, or a parent or grandparent later.

    That is most often a slip, but stepchildren and stepparents may have any age, so it is asked about. Of the holder
    only the year of birth is known. Whoever comes by marriage or into somebody's care may have any age.
    """
    return (relation in _YOUNGER and birth_year < holder_year) or (relation in _OLDER and birth_year > holder_year)


def age_unconfirmed(**members: object) -> Refused:
    """Return the question whether an unlikely age is right."""
    return Refused(
        Code.AGE_UNCONFIRMED,
        "A child is older than you, or a parent or grandparent younger. If relation and birth date are right, as with "
        "a stepchild, confirm it.",
        **members,
    )

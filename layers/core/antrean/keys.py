"""Every key string of the table, and the names of the attributes that are made from keys. Built nowhere else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from antrean.slots.model import Slot

if TYPE_CHECKING:
    from datetime import datetime

Key = tuple[str, str]
"""Partition key and sort key."""

OFFICES = "OFFICES"
BOOKING = "BOOKING"
OFFICE_PREFIX = "OFFICE#"
QUOTA_PREFIX = "QUOTA#"
BOOKING_PREFIX = "BOOKING#"


def office(office_id: str) -> Key:
    """Key of an office."""
    return OFFICES, f"{OFFICE_PREFIX}{office_id}"


def quotas(office_id: str) -> str:
    """Partition of an office's quotas."""
    return f"{OFFICE_PREFIX}{office_id}"


def quota(slot: Slot) -> Key:
    """Key of a slot's quota."""
    return quotas(slot.office_id), f"{QUOTA_PREFIX}{slot.date.isoformat()}#{slot.session}"


def quota_bounds(first: date, last: date) -> tuple[str, str]:
    """Sort-key bounds (inclusive) of the quotas from `first` to `last`, both days included."""
    return f"{QUOTA_PREFIX}{first.isoformat()}#", f"{QUOTA_PREFIX}{last.isoformat()}#~"


def slot_of_quota(key: Key) -> Slot:
    """Return the slot that a quota's key names."""
    _, day, session = key[1].split("#")
    return Slot(key[0].removeprefix(OFFICE_PREFIX), date.fromisoformat(day), session)


def booking(booking_id: str) -> Key:
    """Key of a booking, or of the tombstone that fences it off."""
    return f"{BOOKING_PREFIX}{booking_id}", BOOKING


def guard(nik_key: str) -> Key:
    """Key of the guard that holds a NIK to one active booking."""
    return f"NIK#{nik_key}", "ACTIVE"


def registration(nik_key: str) -> Key:
    """Key of the item that holds a NIK to one account."""
    return f"REGISTRATION#{nik_key}", "ACCOUNT"


def account(account_id: str) -> Key:
    """Key of a citizen's profile; `account_id` is the `sub` of the citizens' pool."""
    return f"ACCOUNT#{account_id}", "PROFILE"


def sign_up(account_id: str) -> Key:
    """Key of a sign-up that waits for its confirmation."""
    return f"ACCOUNT#{account_id}", "SIGNUP"


def audit(office_id: str, instant: datetime, record_id: str) -> Key:
    """Key of the audit record of an operator's change, in order of time."""
    return f"AUDIT#{office_id}", f"{instant.isoformat()}#{record_id}"


def void_mark(slot: Slot) -> str:
    """Name of the attribute of a booking that fences off all claims of `slot` up to a queue number."""
    return f"void#{slot.office_id}#{slot.date.isoformat()}#{slot.session}"

"""Offices and slots as the event files write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from antrean.offices import directory
from antrean.offices.model import Office
from antrean.slots.model import Slot

_SHIPPED = directory.packaged()


def shipped_office(office_id: str) -> Office:
    """Return an office as it is shipped."""
    return next(office for office in _SHIPPED if office.office_id == office_id)


def slot_of(text: str) -> Slot:
    """The slot that a file writes as `<office>/<date>/<session>`."""
    office_id, day, session = text.split("/")
    return Slot(office_id, date.fromisoformat(day), session)


def body_of(slot: Slot) -> dict[str, Any]:
    """Return the members of a request that name a slot."""
    return {"office_id": slot.office_id, "date": slot.date.isoformat(), "session": slot.session}

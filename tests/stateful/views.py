"""How the model's bookings and quotas are told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from instruments.replay.events import booking_id
from tests.stateful.records import Booking, Quota, Said
from tests.stateful.scene import PEOPLE
from tests.support.slots import Slot


def instant(moment: datetime) -> str:
    """Return an instant as answers write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def booking_said(booking: Booking, status: int = 200) -> Said:
    """Return the answer that tells of a booking."""
    session = next(each for each in booking.office.sessions if each.session == booking.slot.session)
    view: dict[str, Any] = {
        "booking_id": booking_id(booking.name),
        "status": _status(booking),
        **booking.slot.choice,
        "arrive_from": session.arrive_from,
        "arrive_until": session.arrive_until,
        "office_name": booking.office.name,
        "timezone": booking.office.timezone,
        "service": "new",
        "applicants": [
            {
                "relation": person["relation"],
                "full_name": person["full_name"],
                "nik_masked": "*" * 12 + person["nik"][-4:],
                "presence": person["presence"],
                **({"queue_number": f"{session.prefix}-{person['number']:03d}"} if person["number"] else {}),
                **(_asked(person) if person["presence"] == "present" else {}),
            }
            for person in booking.people
        ],
        "reschedules_left": 0 if booking.moved and not booking.lost else 1,
        "created_at": instant(booking.created_at),
    }
    return Said(status, None, {**view, **_closure(booking)})


def _status(booking: Booking) -> str:
    return "displaced" if booking.lost else "confirmed" if booking.active else "cancelled"


def _closure(booking: Booking) -> dict[str, Any]:
    """Return why a booking lost its place, and until when it has a right to another one."""
    return {"closure": {"reason": booking.lost, "until": instant(booking.right)}} if booking.right else {}


def listing_view(booking: Booking, person: dict[str, Any], **instants: datetime | None) -> dict[str, Any]:
    """Return how somebody sees a booking of another account that has them; `instants` are those that are known."""
    known = {name: instant(moment) for name, moment in instants.items() if moment}
    return {
        "booking_id": booking_id(booking.name),
        "status": _status(booking),
        "office_name": booking.office.name,
        **booking.slot.choice,
        **_closure(booking),
        "booked_by": " ".join(f"{word[0]}." for word in PEOPLE[booking.owner].full_name.split()),
        **_asked(person),
        **known,
    }


def _asked(person: dict[str, Any]) -> dict[str, str]:
    """Return since when the booker knows that somebody asks to be taken out, and when the booker objected."""
    shown = {"contested_at": person.get("told"), "objected_at": person.get("objected")}
    return {name: instant(moment) for name, moment in shown.items() if moment}


def quota_view(where: Slot, quota: Quota) -> dict[str, Any]:
    """Return a quota as operators see it."""
    return {
        **where.choice,
        "capacity": quota.capacity,
        "seats_left": quota.left,
        "seats_kept": quota.kept,
        "taken": quota.capacity - quota.left - quota.kept,
        "opens_at": instant(quota.opens_at),
        "state": quota.state,
        "reason": quota.reason,
        # the gateway says only whether there is one
        "closure_id": quota.closing is not None,
        "version": quota.version,
        "etag": f'"{quota.version}"',
    }

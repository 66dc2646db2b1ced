"""How the model's bookings and quotas are told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from antrean.base.ids import operation_name
from instruments.replay.events import PEPPER, booking_id
from tests.stateful.records import Booking, Entry, Quota, Said
from tests.stateful.scene import PEOPLE
from tests.support.slots import Slot


def instant(moment: datetime) -> str:
    """Return an instant as answers write it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def booking_said(booking: Booking, status: int = 200) -> Said:
    """Return the answer that tells of a booking."""
    session = next(each for each in booking.office.sessions if each.session == booking.slot.session)
    view: dict[str, Any] = {
        "booking_id": id_of(booking.name),
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
                **(
                    {"queue_number": f"{session.prefix}-{person['number']:03d}"}
                    if _is_numbered(booking, person)
                    else {}
                ),
                **(_asked(person) if person["presence"] == "present" else {}),
            }
            for person in booking.people
        ],
        "reschedules_left": 0 if booking.moved and not booking.lost else 1,
        "created_at": instant(booking.created_at),
        "revision": booking.revision,
        "changed_at": instant(booking.changed_at or booking.created_at),
    }
    return Said(status, None, {**view, **_closure(booking), **_offer(booking)})


def entry_said(entry: Entry, before: int | None, status: int = 200) -> Said:
    """Return the answer that tells of an entry, of which `before` come first, once the hour of joining is over."""
    place: dict[str, Any] = {"office_id": entry.office}
    lasts = before is not None and entry.state != "ended"
    view: dict[str, Any] = {
        "entry_id": PEPPER.entry_id(*entry.name.split("/")),
        "state": entry.state,
        "offices": [place | ({"before": before, "many": False} if lasts else {})],
        "first": entry.first,
        "last": entry.last,
        "sessions": entry.sessions,
        "service": "new",
        "applicants": [
            {"relation": each["relation"], "full_name": each["full_name"], "nik_masked": "*" * 12 + each["nik"][-4:]}
            for each in entry.people
        ],
        "joined_at": instant(entry.joined_at),
        "ends_at": instant(entry.ends_at),
        "unanswered": entry.counted["lapsed"],
        "declined": entry.counted["declined"],
        "skips": [
            {**slot.choice, "at": instant(at), "kept": kept} | ({"booked": True} if booked else {})
            for slot, at, kept, booked in reversed(entry.skips)
        ],
    }
    known = {"rank": entry.rank if before is not None else None, "why": entry.why}
    known["booking_id"] = id_of(entry.offer) if entry.offer else None
    return Said(status, None, view | {name: value for name, value in known.items() if value is not None})


def id_of(name: str) -> str:
    """Return the id of a booking, whose name is `<account>/<key>`, or of an offer: `<account>/<key>#<its number>`."""
    made, _, number = name.partition("#")
    return operation_name("offer", PEPPER.entry_id(*made.split("/")), number) if number else booking_id(name)


def _is_numbered(booking: Booking, person: dict[str, Any]) -> bool:
    """Tell whether somebody's queue number is shown: not as long as it is only offered, nor after that."""
    return bool(person["number"]) and (booking.offer is None or booking.offer.answer == "accepted")


def _offer(booking: Booking) -> dict[str, Any]:
    if booking.offer is None:
        return {}
    answer = {"answer": booking.offer.answer} if booking.offer.answer else {}
    return {"offer": {"until": instant(booking.offer.until), "last": booking.offer.last, **answer}}


def _status(booking: Booking) -> str:
    if booking.offered:
        return "offered"
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

"""A made-up booking, as the tests and the pictures show it; nobody in it exists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from antrean.bookings.model import Applicant, Booking
from antrean.slots.model import SeatRange, Slot

if TYPE_CHECKING:
    from antrean.bookings.model import Relation

_RELATIONS: tuple[Relation, ...] = ("self", "spouse", "child", "child", "parent")


def booking(*names: str, **changes: Any) -> Booking:
    """Return a confirmed booking of people with these names in a morning slot, numbers from 7 on, with `changes`."""
    people = tuple(
        Applicant(_RELATIONS[index], name, f"v1.key-{index}", f"{4321 + index}", 7 + index)
        for index, name in enumerate(names or ("Budi Santoso",))
    )
    made = Booking(
        booking_id="7K3M9QWERTY2PASD",
        account_id="account-1",
        slot=Slot("bogor", date(2026, 12, 8), "morning"),
        office_name="Kantor Imigrasi Bogor",
        timezone="Asia/Jakarta",
        arrive_from="09:01",
        arrive_until="10:00",
        prefix="A",
        service="new",
        applicants=people,
        ranges=(SeatRange("7K3M9QWERTY2PASDCLAIM1", 7, len(people), 1_796_094_000),),
        status="confirmed",
        revision=1,
        moved=False,
        created_at=datetime(2026, 12, 1, 3, 0, tzinfo=UTC),
        changed_at=datetime(2026, 12, 1, 3, 0, tzinfo=UTC),
        operations={"OPERATION1": "FINGERPRINT"},
    )
    return made._replace(**changes)

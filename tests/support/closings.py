"""Closings in the tests: a session is closed as an operator closes it, and what became of its bookings is looked at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.closures import apply
from antrean.closures.forms import NewClosure
from antrean.closures.model import Closure
from antrean.closures.preview import preview
from antrean.closures.store import Closures
from antrean.slots.model import Quota, Slot
from tests.unit.conftest import DAY, NOW, OFFICE, SLOT

MINUTE = timedelta(minutes=1)
REASON = "Listrik padam"
THIRTY_DAYS_AFTER_ITS_DAY = datetime(2027, 1, 7, 17, 0, tzinfo=UTC)
"""Midnight in Jakarta, 30 days after the end of the day of `SLOT`."""
ON_ITS_DAY = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)


def close(
    services: Services, closures: Closures, session: str | None = "morning", key: str = "tutup", reason: str = REASON
) -> Closure:
    """Close slots of the day, as they are seen in a preview."""
    request = NewClosure.model_validate({"from": DAY, "to": DAY, "session": session, "reason": reason})
    tag = preview(services.store, OFFICE, services.clock.now(), (DAY, DAY), session, nobody).tag
    return apply.close(services, closures, "operator", OFFICE, tag, request, key)


def nobody(_emails: Collection[str]) -> set[str]:
    """Tell that every mailbox takes mails."""
    return set()


def displaced(services: Services, made: Booking) -> Booking:
    """Return the booking as it stands, which is displaced."""
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert found.displacement
    return found


def quota_of(services: Services, slot: Slot = SLOT) -> Quota:
    """Return a slot's quota."""
    found = services.store.quotas.get(slot)
    assert found
    return found


def a_later_slot(services: Services, kept_seats: int = 0, left_seats: int = 5) -> Slot:
    """Publish a slot ten days after the closed one, of which seats are kept."""
    slot = Slot("bogor", DAY + timedelta(days=20), "morning")
    opens_at, closes_at = datetime(2026, 11, 8, 1, 0, tzinfo=UTC), datetime(2026, 12, 27, 17, 0, tzinfo=UTC)
    services.store.quotas.publish(Quota(slot, 5, 5, 1, opens_at, closes_at, "open", 1))
    if kept_seats or left_seats != 5:
        read = quota_of(services, slot)
        new = read._replace(
            capacity=kept_seats + left_seats,
            seats_left=left_seats,
            seats_kept=kept_seats,
            kept_at=NOW,
            version=2,
            last_change="x",
        )
        services.store.quotas.change(read, new, "operator", "uji coba", NOW)
    return slot

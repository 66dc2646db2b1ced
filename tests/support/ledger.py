"""The invariant of every slot, recomputed from the table: nothing oversold, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable

from antrean.aws.attributes import from_item
from antrean.bookings.items import as_booking
from antrean.bookings.stores import Store
from antrean.slots.model import Slot


def unbalanced(store: Store, slots: Iterable[Slot], *, settled: bool = False) -> list[str]:
    """Name what is wrong with the slots; an empty list means that every seat is accounted for once.

    capacity = seats left + seats kept + seats held by bookings + seats claimed and not held; numbers are unique and
    those of one range consecutive; with `settled` no claim may be in flight.
    """
    client = store._table._client  # noqa: SLF001 - the referee looks behind the store
    pages = client.scan(TableName=store._table.name, ConsistentRead=True)  # noqa: SLF001

    items = [from_item(item) for item in pages["Items"]]
    bookings = [found for item in items if item["pk"].startswith("BOOKING#") and (found := as_booking(item))]
    wrong = []
    for slot in slots:
        quota = store.quotas.get(slot)
        assert quota
        active = [booking for booking in bookings if booking.holds_seats and booking.slot == slot]
        listed_people = [each for booking in active for each in booking.applicants if each.number]
        held = sum(each.presence != "left" for each in listed_people)
        listed = {(held_range.claim_id, held_range.first) for booking in active for held_range in booking.ranges}
        claimed = sum(c.n for c in quota.claims.values() if (c.claim_id, c.first) not in listed)
        if min(quota.seats_left, quota.seats_kept) < 0 or held + claimed > quota.capacity:
            wrong.append(f"{slot}: oversold, {held} held and {claimed} claimed of {quota.capacity}")
        left, kept = quota.seats_left, quota.seats_kept
        if quota.capacity != left + kept + held + claimed:
            wrong.append(f"{slot}: {quota.capacity} != {left} left + {kept} kept + {held} held + {claimed} claimed")
        given = [applicant.number for booking in active for applicant in booking.applicants if applicant.number]
        if len(given) != len(set(given)):
            wrong.append(f"{slot}: a queue number was given twice: {sorted(given)}")
        for booking in active:
            promised = [n for r in booking.ranges for n in range(r.first, r.first + r.n)]
            if promised != [applicant.number for applicant in booking.applicants if applicant.number]:
                wrong.append(f"{slot}: {booking.booking_id} has numbers outside its ranges")
        if settled and quota.claims:
            wrong.append(f"{slot}: {len(quota.claims)} claims are still in flight")
    return wrong

"""Closures with one of their parts taken out: what the referee must find, or it is worth nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest

from antrean.audit import recount
from antrean.aws.table import Action
from antrean.base.clock import Clock
from antrean.base.errors import Busy
from antrean.bookings.model import Booking
from antrean.bookings.parts import Part, commit_parts
from antrean.bookings.store import Bookings
from antrean.bookings.stores import Store
from antrean.closures import displace, work
from antrean.closures.model import Closure
from antrean.closures.store import Closures
from antrean.slots.model import Claim, Slot
from antrean.slots.store import Quotas

Patch = pytest.MonkeyPatch


def closing_that_frees_the_people(patch: Patch) -> None:
    """Displace a booking without holding its guards: its people may be booked by whoever asks next."""
    commit_place = Bookings._commit_place  # noqa: SLF001 - the part that is taken out

    def careless(self: Bookings, old: Booking, new: Booking, seats: Action) -> None:
        if not new.displacement:
            commit_place(self, old, new, seats)
            return
        freed = [Part("guard", self._guards.drop(each.nik_key, new.booking_id), each) for each in new.present]
        commit_parts(
            self._table,
            [Part("booking", self.write_action(new, None, old, {"office"})), Part("quota", seats), *freed],
            old,
        )

    patch.setattr(Bookings, "_commit_place", careless)


def displacing_what_is_displaced(patch: Patch) -> None:
    """Displace a booking whatever became of it since it was read: two runs keep its seats twice."""
    write = Bookings.write_action  # the part that is taken out

    def careless(
        self: Bookings, booking: Booking, claim: Claim | None, old: Booking | None, *by: Any
    ) -> dict[str, Any]:
        made = write(self, booking, claim, old, *by)
        if booking.displacement and old and old.holds_seats:
            made["Update"]["ConditionExpression"] = "attribute_exists(pk)"
            del (
                made["Update"]["ExpressionAttributeValues"][":read"],
                made["Update"]["ExpressionAttributeValues"][":was"],
            )
        return made

    patch.setattr(Bookings, "write_action", careless)


def audit_while_it_opens_again(patch: Patch) -> None:
    """Call a slot broken also while a closure gives its bookings their places again."""
    look = recount._look  # noqa: SLF001 - the part that is taken out

    def careless(store: Store, *given: Any) -> Any:
        with pytest.MonkeyPatch.context() as within:
            between = store.quotas.between

            def unmarked(*asked: Any, **how: Any) -> Any:
                return (quota._replace(reopening_at=None) for quota in between(*asked, **how))

            within.setattr(store.quotas, "between", unmarked)
            return look(store, *given)

    def unmarked_stands(store: Store, suspect: Any) -> bool:
        try:
            quota, holdings = store.read_settled(suspect.balance.slot, [each.booking_id for each in suspect.holdings])
        except Busy:
            return False
        unmarked = quota._replace(reopening_at=None) if quota else None
        return (unmarked, holdings) == (suspect.quota, list(suspect.holdings))

    patch.setattr(recount, "_look", careless)
    patch.setattr(recount, "_stands", unmarked_stands)


def abandoned_kept_seats_for_who_asks_next(patch: Patch) -> None:
    """Give the kept seats of a claim that nobody holds to those that are left, in place of keeping them again."""

    def settle(self: Quotas, claim: Claim, _now: datetime) -> None:
        self.settle(claim, give_back=True)

    patch.setattr(Quotas, "keep_again", settle)


def slots_of_others_stay_listed(patch: Patch) -> None:
    """Leave no slot out of a closure that another one has shut before it could."""

    def careless(_self: Closures, closure: Closure, *_given: Any) -> Closure:
        return closure

    patch.setattr(Closures, "leave_out", careless)


def shutting_on_while_it_opens_again(patch: Patch) -> None:
    """Shut the slots of a closure also where somebody began to open it again while the first was being shut."""
    shut = displace.shut

    def careless(store: Store, closures: Closures, clock: Clock, closure: Closure, slot: Slot) -> Closure:
        found = shut(store, closures, clock, closure, slot)
        for each in found.slots if found.opens_again else ():
            found = shut(store, closures, clock, found, each)
        return found

    patch.setattr(work, "shut", careless)


SEAT_CONTROLS: tuple[Callable[[Patch], None], ...] = (
    displacing_what_is_displaced,
    abandoned_kept_seats_for_who_asks_next,
)
"""What the referee of seats must catch."""
OTHER_CONTROLS: Mapping[Callable[[Patch], None], str] = {
    closing_that_frees_the_people: "a person is in two active bookings",
    audit_while_it_opens_again: "false alarm",
    slots_of_others_stay_listed: "which it has not shut",
    shutting_on_while_it_opens_again: "which opens again",
}
"""Parts that keep people, operators, and the auditor, from harm, and what the referee says without each."""

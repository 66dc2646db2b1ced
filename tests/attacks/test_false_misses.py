"""Misses for others: somebody books a stranger's NIK, does not come while an accomplice does, and does so again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from antrean.misses.decide import Deciding
from antrean.misses.store import Misses
from antrean.slots.model import Slot
from tests.attacks import left_out
from tests.attacks.city import DAY, MORNING, OFFICE, City, Said
from tests.attacks.conftest import Cities


def robbed_of_a_fortnight(city: City) -> Said:
    """Let a stranger be booked twice by somebody who does not come, and return what their own booking is answered."""
    victim, attacker, accomplice = city.account("victim"), city.account("attacker"), city.account("accomplice")
    for slot in (MORNING, city.open(MORNING.date + 7 * DAY)):
        assert attacker.book(victim.serial, slot=slot, key=f"k-{slot.date}").code == "done"
        assert accomplice.book(with_self=True, slot=slot, key=f"k-{slot.date}").code == "done"
        is_over(city, slot, f"{accomplice.account_id}/k-{slot.date}")
        city.skip(3 * DAY)
        assert decided(city, slot) == 1
    assert attacker.book(slot=_later(city), with_self=True).body["rule"] == "misses"
    return victim.book(slot=_later(city), with_self=True)


def is_over(city: City, slot: Slot, comes: str) -> None:
    """Let the accomplice arrive in the morning of a slot's day, whose window ends then."""
    city.clock.instant = datetime.combine(slot.date, time(10), city.office.zone).astimezone(UTC)
    city.world.checked_in(comes, OFFICE)


def decided(city: City, slot: Slot) -> int:
    """Decide the misses of a slot's day, and return how many there are."""
    deciding = Deciding(city.world.store, Misses(city.world.store._table), city.clock)  # noqa: SLF001 - as wiring does
    return deciding.decide(city.office, slot.date)


def _later(city: City) -> Slot:
    day = city.office.today(city.clock.instant) + timedelta(days=7)
    slot = Slot(OFFICE, day, "morning")
    return slot if city.world.store.quotas.get(slot) else city.open(day)


def test_nobody_gives_somebody_else_a_miss(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a miss everybody's whom a booking lists, a stranger could not book for a fortnight; now only the booker."""
    with monkeypatch.context() as patch:
        left_out.misses_are_of_who_booked(patch)
        refused = robbed_of_a_fortnight(cities())
        assert (refused.code, refused.body["rule"]) == ("limit_reached", "misses")
    assert robbed_of_a_fortnight(cities()).code == "done"

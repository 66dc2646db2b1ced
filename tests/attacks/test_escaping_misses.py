"""Escaping what missed visits bring: by a booking of before that is moved to any day, and by an accomplice."""

from __future__ import annotations

import pytest

from tests.attacks import left_out
from tests.attacks.city import DAY, MORNING, Account, City, Said
from tests.attacks.conftest import Cities
from tests.attacks.test_false_misses import decided, is_over


def moved_while_stopped(city: City) -> Said:
    """Miss two visits, book before the second is decided, and move that booking once bookings are stopped."""
    attacker, accomplice = city.account("attacker"), city.account("accomplice")
    _misses(city, attacker, accomplice)
    second = city.open(MORNING.date + 7 * DAY)
    slots = [city.open(second.date + days * DAY) for days in (10, 25)]
    assert attacker.book(with_self=True, slot=second).code == "done"
    assert accomplice.book(with_self=True, slot=second, key="second").code == "done"
    is_over(city, second, f"{accomplice.account_id}/second")
    city.skip(DAY)
    booking_id = attacker.book(with_self=True, slot=slots[0]).body["booking_id"]
    city.skip(2 * DAY)
    assert decided(city, second) == 1
    assert attacker.join(slot=slots[1]).body["rule"] == "misses"
    said = attacker.move(booking_id, slots[1])
    assert attacker.cancel(booking_id).code == "done"
    city.check_seats()
    return said


def escaped_by_an_accomplice(city: City) -> tuple[Said, int]:
    """Book an accomplice alone, who comes to nothing and books another day once the window is over; count the misses.

    What the accomplice is answered is returned too, and that the seats are right in the end.
    """
    owner = city.account("owner")
    city.skip(DAY)
    attacker, visitor = city.account("attacker"), city.account("visitor")
    booking_id = attacker.book(owner.serial).body["booking_id"]
    assert visitor.book(with_self=True, key="comes").code == "done"
    assert owner.contest(booking_id).code == "done"
    is_over(city, MORNING, f"{visitor.account_id}/comes")
    later = city.open(MORNING.date + 3 * DAY)
    said = owner.book(with_self=True, slot=later)
    city.skip(3 * DAY)
    city.check_seats()
    return said, decided(city, MORNING)


def _misses(city: City, attacker: Account, accomplice: Account) -> None:
    """Let the attacker miss a visit that the accomplice comes to."""
    assert attacker.book(with_self=True).code == "done"
    assert accomplice.book(with_self=True, key="first").code == "done"
    is_over(city, MORNING, f"{accomplice.account_id}/first")
    city.skip(3 * DAY)
    assert decided(city, MORNING) == 1


def test_a_booking_of_before_is_no_way_to_any_day(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was booked before the second miss was decided could be moved to any day; now it stays where it is."""
    with monkeypatch.context() as patch:
        left_out.misses_stop_moves(patch)
        assert moved_while_stopped(cities()).code == "done"
    refused = moved_while_stopped(cities())
    assert (refused.code, refused.body["rule"]) == ("limit_reached", "misses")


def test_an_accomplice_takes_no_miss_away(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom the attacker booked took the missed visit away by booking another day; now that has to wait a night."""
    with monkeypatch.context() as patch:
        left_out.a_visit_keeps_who_comes_alone(patch)
        said, misses = escaped_by_an_accomplice(cities())
        assert (said.code, misses) == ("done", 0)
    said, misses = escaped_by_an_accomplice(cities())
    assert (said.code, misses) == ("nik_already_booked", 1)

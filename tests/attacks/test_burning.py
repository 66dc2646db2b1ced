"""Burning numbers: refused requests use up the queue numbers of a slot, and hold its seats for moments."""

from __future__ import annotations

from functools import partial

import pytest

from tests.attacks import left_out
from tests.attacks.city import DAY, MINUTE, MORNING, City
from tests.attacks.conftest import Cities
from tests.attacks.test_blocking import Blocked

REQUESTS = 40


def burn(city: City) -> int:
    """Ask 40 times for five people of whom one is booked elsewhere; return the number that the next booking gets."""
    _, booked = city.strangers(4)
    attacker = city.account("attacker")
    city.calls.clear()
    codes = [attacker.book(booked[0], *_family(city), with_self=True).code for _ in range(REQUESTS)]
    assert set(codes) <= {"nik_already_booked", "limit_reached"}
    return city.quota().next_number


def _family(city: City) -> list[int]:
    return [city.nobody() for _ in range(3)]


def test_nobody_burns_numbers(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged by the commit alone, each refusal burns five numbers; judged before, none, and no call claims."""
    with monkeypatch.context() as patch:
        left_out.guards_before_seats(patch)
        left_out.refusals_are_limited(patch)
        assert burn(cities(seats=30)) == 1 + 5 * REQUESTS
    city = cities(seats=30)
    assert burn(city) == 1
    assert "update_item QUOTA" not in city.calls
    assert city.account("honest").book(with_self=True).body["applicants"][0]["queue_number"] == "A-001"
    city.check_seats()


def test_nor_do_refusals_side_by_side(cities: Cities) -> None:
    """Forty at once for somebody who is booked elsewhere claim nothing either."""
    city = cities(seats=30)
    _, booked = city.strangers(4)
    attacker = city.account("attacker")
    city.at_once([partial(attacker.book, booked[0]) for _ in range(REQUESTS)])
    assert city.quota().next_number == 1


def test_nor_does_somebody_whom_another_account_has_booked(cities: Cities) -> None:
    """Two accounts of one attacker: one books the other, whose own bookings are refused; the first of them claims."""
    city = cities(seats=30)
    attacker, second = city.account("attacker"), city.account("second")
    assert second.book(attacker.serial).code == "done"
    before = city.quota().next_number
    codes = [attacker.book(*_family(city)[:1], with_self=True).code for _ in range(REQUESTS)]
    assert set(codes) == {"nik_already_booked", "limit_reached"}
    assert city.quota().next_number - before == 2, "the first one could not know"
    city.check_seats()


def test_nor_do_additions(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Additions of somebody who is booked elsewhere are judged before seats, too."""

    def burn_by_adding(city: City) -> int:
        _, booked = city.strangers(4)
        attacker = city.account("attacker")
        booking_id = attacker.book(with_self=True).body["booking_id"]
        for _ in range(REQUESTS):
            assert attacker.add(booking_id, booked[0]).code in {"nik_already_booked", "limit_reached"}
        return city.quota(MORNING).next_number

    with monkeypatch.context() as patch:
        left_out.guards_before_seats(patch)
        left_out.refusals_are_limited(patch)
        assert burn_by_adding(cities()) == 2 + REQUESTS
    assert burn_by_adding(cities()) == 2


def test_nor_does_somebody_whose_place_was_used(cities: Cities) -> None:
    """Who was served cannot leave it for a booking of their own, so no request for that claims seats."""
    blocked = Blocked(city := cities())
    assert blocked.citizen.contest(blocked.booking_id).code == "done"
    city.skip(MORNING.date - city.clock.instant.date() + 3 * MINUTE)
    city.world.checked_in(f"{blocked.stranger.account_id}/{blocked.key}", MORNING.office_id)
    later = city.open(MORNING.date + 2 * DAY)
    before = city.quota(later).next_number
    codes = {blocked.citizen.book(with_self=True, slot=later).code for _ in range(10)}
    assert codes == {"nik_already_booked"}
    assert city.quota(later).next_number - before <= 1, "the first one could not know"

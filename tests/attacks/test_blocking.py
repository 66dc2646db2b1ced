"""Blocking: a stranger lists your NIK as family, so that you cannot book."""

from __future__ import annotations

from datetime import datetime

import pytest

from antrean.policy.bookings import OBJECTION_TIME
from tests.attacks import left_out
from tests.attacks.city import DAY, HOUR, MINUTE, MORNING, Account, City
from tests.attacks.conftest import Cities


class Blocked:
    """A citizen, whom a stranger has listed, and the stranger's booking."""

    def __init__(self, city: City, *, also_the_stranger: bool = True) -> None:
        """Register both, the citizen first."""
        self.city = city
        self.citizen: Account = city.account("citizen")
        city.skip(HOUR)
        self.stranger: Account = city.account("stranger")
        self.key = city.key()
        said = self.stranger.book(self.citizen.serial, with_self=also_the_stranger, key=self.key)
        assert said.code == "done"
        self.booking_id: str = said.body["booking_id"]
        self.place = int(also_the_stranger)
        city.skip(HOUR)

    def presences(self) -> list[str]:
        """How the stranger sees the people of the booking."""
        said = self.city.ask(
            "bookings", "GET", "/bookings/{booking_id}", self.stranger.account_id, booking_id=self.booking_id
        )
        return [each["presence"] for each in said.body["applicants"]]


def books_after(blocked: Blocked) -> datetime | None:
    """Contest, and try to book each hour until it works or the day has come; return when it worked."""
    citizen, city = blocked.citizen, blocked.city
    assert citizen.book(with_self=True).code == "nik_already_booked"
    assert citizen.contest(blocked.booking_id).code == "done"
    while city.clock.instant.date() < MORNING.date:
        city.skip(HOUR)
        if citizen.book(with_self=True).code == "done":
            city.check_seats()
            return city.clock.instant
    return None


def test_a_stranger_blocks_nobody(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule the owner is refused until that day; with it, contests, waits for 24 hours, and books.

    The stranger is told by mail, and the seat stays with the stranger's booking: nothing comes free by it.
    """
    with monkeypatch.context() as patch:
        left_out.the_owner_outranks(patch)
        assert books_after(Blocked(cities())) is None
    blocked = Blocked(city := cities())
    contested = city.clock.instant
    assert books_after(blocked) == contested + DAY
    assert [to for to, _ in city.world.postbox.sent] == [f"{blocked.stranger.account_id}@contoh.id"]
    assert blocked.presences() == ["present", "superseded"]
    assert (city.quota().seats_left, city.quota().seats_kept) == (7, 0)


def test_at_level_2_the_owner_books_in_one_request(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is known by the national log-in waits for nobody, asks nobody, and nobody's objection counts."""
    with monkeypatch.context() as patch:
        left_out.the_owner_outranks(patch)
        blocked = Blocked(cities())
        blocked.city.raise_level(blocked.citizen, 2)
        assert blocked.citizen.book(with_self=True).code == "nik_already_booked"
    blocked = Blocked(city := cities())
    city.raise_level(blocked.citizen, 2)
    assert blocked.citizen.contest(blocked.booking_id).code == "done"
    assert blocked.stranger.object_to(blocked.booking_id, blocked.place).code == "done"
    assert blocked.citizen.book(with_self=True).code == "done"
    assert blocked.presences() == ["present", "superseded"]
    city.check_seats()


def test_whoever_registered_first_leaves_at_once(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving needs no patience where the NIK was registered before it was listed, objection or not."""
    with monkeypatch.context() as patch:
        left_out.the_owner_outranks(patch)
        blocked = Blocked(cities())
        assert blocked.citizen.leave(blocked.booking_id).code == "contest_first"
    blocked = Blocked(city := cities())
    assert blocked.citizen.contest(blocked.booking_id).code == "done"
    assert blocked.stranger.object_to(blocked.booking_id, blocked.place).code == "done"
    [listing] = blocked.citizen.listings()
    assert listing["booking_id"] == blocked.booking_id
    assert blocked.citizen.leave(blocked.booking_id).status == 204
    assert blocked.citizen.listings() == []
    assert blocked.citizen.book(with_self=True).code == "done"
    city.check_seats()


def test_who_registers_later_asks_waits_and_leaves(cities: Cities) -> None:
    """Somebody without an account was listed; once registered they are out in 24 hours, unless the booker objects."""
    for objects in (False, True):
        city = cities()
        listed = city.nobody()
        stranger = city.account("stranger")
        booking_id = stranger.book(listed, with_self=True).body["booking_id"]
        city.skip(HOUR)
        citizen = city.account("citizen", listed)
        assert citizen.contest(booking_id).code == "done"
        if objects:
            assert stranger.object_to(booking_id, 1).code == "done"
        city.skip(OBJECTION_TIME - MINUTE)
        assert citizen.leave(booking_id).code == ("objected" if objects else "contest_first")
        city.skip(MINUTE)
        assert citizen.leave(booking_id).code == ("objected" if objects else "done")
        assert citizen.book(with_self=True).code == ("nik_already_booked" if objects else "done")
        city.check_seats()


def test_a_squatter_expels_nobody_who_objects(cities: Cities) -> None:
    """Registering a NIK after it was booked, and booking it, takes nobody's place, nor does waiting."""
    city = cities()
    family = city.account("family")
    child = city.nobody()
    booked = family.book(child, with_self=True)
    city.skip(HOUR)
    squatter = city.account("squatter", child)
    booking_id = booked.body["booking_id"]
    assert squatter.leave(booking_id).code == "contest_first"
    assert squatter.contest(booking_id).code == "done"
    assert family.object_to(booking_id, 1).code == "done"
    for _ in range(3):
        city.skip(DAY)
        assert squatter.leave(booking_id).code == "objected"
        assert squatter.book(with_self=True).code == "nik_already_booked"

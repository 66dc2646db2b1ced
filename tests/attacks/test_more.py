"""What else a clever person tried: each with what the attack wins without the rule, and what is left of it with it."""

from __future__ import annotations

from functools import partial

import pytest

from antrean.policy.bookings import MOST_CANCELLATIONS, MOST_LISTED_PEOPLE, OBJECTION_TIME
from tests.attacks import left_out
from tests.attacks.city import AFTERNOON, HOUR, MINUTE
from tests.attacks.conftest import Cities
from tests.attacks.test_blocking import Blocked


def relist(blocked: Blocked) -> int:
    """Leave, and be listed again by the stranger's program, which asks all the time; return how often that worked."""
    for number in range(MOST_LISTED_PEOPLE):
        assert blocked.stranger.add(blocked.booking_id, blocked.citizen.serial).code in {
            "nik_already_booked",
            "too_many_applicants",
        }
        assert blocked.citizen.leave(blocked.booking_id).status == 204
        if blocked.stranger.add(blocked.booking_id, blocked.citizen.serial).code != "done":
            return number
    return MOST_LISTED_PEOPLE


def test_who_left_is_not_listed_again(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stranger asks for the citizen without end, and has them back the moment they leave; with the rule never."""
    with monkeypatch.context() as patch:
        left_out.who_left_stays_out(patch)
        assert relist(Blocked(cities())) > 5
    blocked = Blocked(city := cities())
    assert relist(blocked) == 0
    assert blocked.citizen.book(with_self=True).code == "done"
    city.check_seats()


def test_taking_out_and_adding_does_not_begin_the_waiting_anew(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger who takes a citizen out just before the 24 hours are over, and adds them again, wins another day."""

    def renew(blocked: Blocked) -> str:
        assert blocked.citizen.contest(blocked.booking_id).code == "done"
        blocked.city.skip(OBJECTION_TIME - MINUTE)
        assert blocked.stranger.take_out(blocked.booking_id, blocked.place).code == "done"
        return blocked.stranger.add(blocked.booking_id, blocked.citizen.serial).code

    with monkeypatch.context() as patch:
        left_out.who_left_stays_out(patch)
        assert renew(Blocked(cities())) == "done"
    blocked = Blocked(cities())
    assert renew(blocked) == "nik_already_booked"
    assert blocked.citizen.book(with_self=True).code == "done"


def test_a_booking_is_not_asked_for_mails(cities: Cities) -> None:
    """However often a citizen contests, the booker gets one mail; also from many requests side by side."""
    blocked = Blocked(city := cities())
    asked = city.at_once([partial(blocked.citizen.contest, blocked.booking_id)] * 20)
    assert {said.code for said in asked} <= {"done", "busy"}
    for _ in range(30):
        assert blocked.citizen.contest(blocked.booking_id).code == "done"
        city.skip(HOUR)
    assert len(city.world.postbox.sent) == 1


def test_moving_does_not_begin_the_waiting_anew(cities: Cities) -> None:
    """A booking takes what was asked of it along to its new slot."""
    blocked = Blocked(city := cities())
    assert blocked.citizen.contest(blocked.booking_id).code == "done"
    city.skip(OBJECTION_TIME - MINUTE)
    assert blocked.stranger.move(blocked.booking_id, AFTERNOON).code == "done"
    assert blocked.citizen.book(with_self=True).code == "nik_already_booked"
    city.skip(MINUTE)
    assert blocked.citizen.book(with_self=True).code == "done"
    city.check_seats()


def test_a_stranger_who_does_not_come_is_not_needed(cities: Cities) -> None:
    """Where only the citizen was listed, the citizen's own booking ends the stranger's, whose seat is kept."""
    blocked = Blocked(city := cities(), also_the_stranger=False)
    assert blocked.citizen.contest(blocked.booking_id).code == "done"
    city.skip(OBJECTION_TIME)
    assert blocked.citizen.book(with_self=True).code == "done"
    assert (city.quota().seats_left, city.quota().seats_kept) == (8, 1)
    assert blocked.stranger.book(with_self=True).code == "done", "nor is the stranger's account stuck"
    city.check_seats()


def test_forty_cancellations_at_once_count_once(cities: Cities) -> None:
    """Programs that repeat everything are not punished for it, and win nothing by it either."""
    city = cities(seats=60)
    account = city.account()
    for _ in range(MOST_CANCELLATIONS):
        made = city.at_once([partial(account.book, with_self=True)] * 40)
        [booking_id] = {said.body["booking_id"] for said in made if said.code == "done"}
        assert {said.code for said in city.at_once([partial(account.cancel, booking_id)] * 40)} <= {"done", "busy"}
    assert account.book(with_self=True).code == "limit_reached"
    city.check_seats()

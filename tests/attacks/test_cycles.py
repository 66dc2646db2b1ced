"""Cycles: an account books and gives back, again and again, so that the seats of a slot are never free for others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from antrean.policy.bookings import CANCELLATION_PAUSE, MOST_CANCELLATIONS, MOST_LISTED_PEOPLE
from tests.attacks import left_out
from tests.attacks.city import DAY, HOUR, Account, City, Said
from tests.attacks.conftest import Cities

CYCLES = 15
End = Callable[[Account, Said], str]


def _cancel(account: Account, made: Said) -> str:
    return account.cancel(made.body["booking_id"]).code


def _take_all_out(account: Account, made: Said) -> str:
    codes = {account.take_out(made.body["booking_id"], place).code for place in range(2)}
    return codes.pop() if len(codes) == 1 else "not all of them"


ENDS = [pytest.param(_cancel, id="cancel"), pytest.param(_take_all_out, id="take everybody out")]


def cycle(city: City, account: Account, end: End) -> tuple[int, Said]:
    """Book two people and end the booking, until it is refused; return how often it worked, and the last answer."""
    child = city.nobody()
    made = account.book(child, with_self=True)
    for number in range(CYCLES):
        if made.code != "done":
            return number, made
        assert end(account, made) == "done"
        city.skip(HOUR)
        made = account.book(child, with_self=True)
    return CYCLES, made


@pytest.mark.parametrize("end", ENDS)
def test_nobody_books_and_gives_back_again_and_again(cities: Cities, monkeypatch: pytest.MonkeyPatch, end: End) -> None:
    """Without the limit 15 cycles in a row work; with it, bookings pause for a week after the third."""
    with monkeypatch.context() as patch:
        left_out.cancellations_are_limited(patch)
        city = cities(seats=40)
        assert cycle(city, city.account(), end)[0] == CYCLES
    city = cities(seats=40)
    account = city.account()
    number, refused = cycle(city, account, end)
    assert number == MOST_CANCELLATIONS
    assert (refused.code, refused.body["rule"]) == ("limit_reached", "cancellations")
    until = datetime.fromisoformat(refused.body["until"])
    assert until == city.clock.instant - HOUR + CANCELLATION_PAUSE
    city.skip(until - city.clock.instant - timedelta(seconds=1))
    assert account.book(with_self=True).code == "limit_reached"
    city.skip(timedelta(seconds=1))
    made = account.book(with_self=True)
    assert made.code == "done"
    # One more, and it pauses again: a cycle a week is what patience wins.
    assert account.cancel(made.body["booking_id"]).code == "done"
    assert account.book(with_self=True).code == "limit_reached"
    city.check_seats()


def test_adding_and_taking_out_ends_with_ten_people(cities: Cities) -> None:
    """A booking lists ten people in all, so nobody churns seats by adding a person and taking them out again."""
    city = cities(seats=40)
    account, child = city.account(), city.nobody()
    made = account.book(with_self=True)
    booking_id, place = made.body["booking_id"], 1
    while (said := account.add(booking_id, child)).code == "done":
        assert account.take_out(booking_id, place).code == "done"
        place += 1
    assert (said.code, place) == ("too_many_applicants", MOST_LISTED_PEOPLE)
    assert city.quota().next_number == 1 + MOST_LISTED_PEOPLE
    city.check_seats()


def test_two_accounts_do_not_cycle_either(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """One account books the other, who leaves at once: where that ends the booking, it counts like a cancellation."""

    def cycles(city: City) -> int:
        listed = city.account("listed")
        city.skip(DAY)
        booker = city.account("booker")
        for number in range(CYCLES):
            made = booker.book(listed.serial)
            if made.code != "done":
                assert made.code == "limit_reached"
                return number
            assert listed.leave(made.body["booking_id"]).status == 204
        return CYCLES

    with monkeypatch.context() as patch:
        left_out.cancellations_are_limited(patch)
        assert cycles(cities(seats=40)) == CYCLES
    city = cities(seats=40)
    assert cycles(city) == MOST_CANCELLATIONS
    city.check_seats()

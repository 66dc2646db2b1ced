"""Resale: a seller gives a seat back, and a buyer who waits for it takes it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from instruments.replay.world import NOW
from tests.attacks.city import AFTERNOON, DAY, HOUR, MINUTE, MORNING, OFFICE, Account, City
from tests.attacks.conftest import Cities
from tests.support.naive import give_back_to_left

POLLS = 1_000
PAUSE = timedelta(seconds=0.5)
GiveBack = Callable[[Account, str], None]


def _cancel(seller: Account, booking_id: str) -> None:
    assert seller.cancel(booking_id).code == "done"


def _move_away(seller: Account, booking_id: str) -> None:
    assert seller.move(booking_id, AFTERNOON).code == "done"


def _take_out(seller: Account, booking_id: str) -> None:
    assert seller.take_out(booking_id, 1).code == "done"


class Sale(NamedTuple):
    """How the buyer got a seat: after how many polls, and when."""

    polls: int
    at: datetime


def sell(city: City, give_back: GiveBack) -> Sale:
    """Fill a slot, give back at a time that leaves the buyer 1,000 polls, and poll until there is a seat."""
    seller, buyer = city.account("seller"), city.account("buyer")
    held = seller.book(city.nobody(), with_self=True)
    while city.quota().seats_left:
        assert city.account("other").book(with_self=True).code == "done"
    hour = NOW
    while city.release_of(MORNING, hour + HOUR) - city.release_of(MORNING, hour) < POLLS * PAUSE + 2 * MINUTE:
        hour += HOUR
    # The seller is lucky: there was a release just now, so the next one is far away.
    city.wait(city.release_of(MORNING, hour) + MINUTE - city.clock.instant)
    give_back(seller, held.body["booking_id"])
    for poll in range(10 * POLLS):
        city.wait(PAUSE if poll < POLLS else MINUTE)
        said = buyer.book(with_self=True)
        if said.code == "done":
            city.check_seats()
            return Sale(poll + 1, city.clock.instant)
        assert said.code in {"slot_full", "not_your_turn"}
    raise AssertionError("the seat never came back")


@pytest.mark.parametrize("give_back", [_cancel, _move_away, _take_out])
def test_nobody_passes_a_seat_on(cities: Cities, monkeypatch: pytest.MonkeyPatch, give_back: GiveBack) -> None:
    """The buyer's first poll has the seat where it is given back to all; 1,000 polls have nothing where it is kept.

    It comes back at the minute that was drawn, which was fixed before the day, as everybody can check after it; and
    then in turns, in which the buyer's account, made for that, comes last.
    """
    with monkeypatch.context() as patch:
        give_back_to_left(patch)
        assert sell(cities(), give_back).polls <= 5, "a buyer polls for two seconds, while full slots are remembered"
    city = cities()
    published = _releases(city)
    sale = sell(city, give_back)
    assert sale.polls > POLLS
    assert "seed" not in published
    city.skip(DAY)
    released, turns = city.quota().released_at, city.quota().turns
    assert released
    assert turns
    assert _minute_by(_releases(city), str(published["seed_hash"]), released) == released.minute
    assert released == city.release_of(MORNING, released.replace(minute=0))
    assert released <= turns.begin < released + MINUTE
    assert turns.until <= sale.at <= turns.until + MINUTE


def _minute_by(shown: dict[str, object], promised: str, at: datetime) -> int:
    """Return the minute of the release in the hour of `at`, as anybody computes it once the day is over."""
    seed = bytes.fromhex(str(shown["seed"]))
    assert hashlib.sha256(seed).hexdigest() == promised
    hour = at.astimezone(ZoneInfo("Asia/Jakarta")).hour
    drawn = hmac.digest(seed, f"{MORNING.path}/{hour:02d}".encode(), "sha256")
    return int.from_bytes(drawn[:8], "big") % 60


def _releases(city: City) -> dict[str, object]:
    query = {"date": NOW.date().isoformat()}
    said = city.ask("offices", "GET", "/offices/{office_id}/releases", "", office_id=OFFICE, query=query)
    found: dict[str, object] = said.body
    return found

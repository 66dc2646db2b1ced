"""A bot with one mailbox and made-up people, where the registry of the population is asked."""

from __future__ import annotations

import pytest

from antrean.people.model import Verdict
from tests.attacks import left_out
from tests.attacks.city import MORNING, Account, City
from tests.attacks.conftest import Cities


def checked(city: City, name: str, verdict: Verdict) -> Account:
    """Somebody registers and has their data checked with the registry, which says this of them."""
    city.world.registry(verdict)
    account = city.account(name)
    assert account.check().status == 202
    city.ask_the_registry()
    return account


def test_a_bot_gets_no_family_seat(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up children take four seats without the rule, and none with it, also none that are added to a booking.

    The bot keeps a seat for the person that it made up itself; a family whose account the registry knows has all five.
    """
    for rule, bot_has in ((False, 5), (True, 1)):
        with monkeypatch.context() as patch:
            if not rule:
                left_out.families_need_a_level(patch)
            city = cities()
            bot = checked(city, "bot", "unknown")
            made = bot.book(with_self=True)
            children = [city.nobody() for _ in range(4)]
            added = bot.add(made.body["booking_id"], *children)
            assert added.code == ("identity_unverified" if rule else "done")
            assert city.quota().capacity - city.quota().seats_left == bot_has
            citizen = checked(city, "citizen", "match")
            assert citizen.book(*[city.nobody() for _ in range(4)], with_self=True).code == "done"
            again = checked(city, "second", "unknown").book(*[city.nobody() for _ in range(4)], slot=MORNING)
            assert again.code == ("identity_unverified" if rule else "slot_full")
            city.check_seats()

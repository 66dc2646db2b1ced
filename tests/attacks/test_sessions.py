"""Somebody has a token of the account: what it is good for once the owner has ended all sessions."""

from __future__ import annotations

import pytest

from tests.attacks import left_out
from tests.attacks.city import HOUR, MINUTE, Account
from tests.attacks.conftest import Cities


def look(victim: Account, minutes_ago: int) -> str:
    """Look at the bookings of an account with the token of a login of so many minutes ago; return the code."""
    city = victim.city
    logged_in_at = city.clock.instant - minutes_ago * MINUTE
    return city.ask("bookings", "GET", "/bookings", victim.account_id, logged_in_at=logged_in_at).code


def end(victim: Account) -> str:
    """End all sessions of an account, in one that has just begun; return the code."""
    now = victim.city.clock.instant
    return victim.city.ask("own_account", "POST", "/me/sessions/end", victim.account_id, logged_in_at=now).code


def test_a_stolen_token_ends_with_the_sessions(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Left alone it shows the owner's bookings for a day; with the rule nothing, from the first request on."""
    for rule, found in ((False, "done"), (True, "unauthenticated")):
        with monkeypatch.context() as patch:
            if not rule:
                left_out.ended_sessions_are_refused(patch)
            victim = cities().account("victim")
            assert victim.book(with_self=True).code == "done"
            assert look(victim, minutes_ago=60) == "done"
            assert end(victim) == "done"
            victim.city.skip(HOUR)
            assert look(victim, minutes_ago=60) == found
            assert look(victim, minutes_ago=2 * 60) == found


def test_an_address_that_was_changed_at_cognito_keeps_no_account(
    cities: Cities, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thief's user has another address, so the owner's new password makes a new user, and the thief logs in on."""
    for rule, found in ((False, "done"), (True, "unauthenticated")):
        with monkeypatch.context() as patch:
            if not rule:
                left_out.addresses_are_compared(patch)
            victim = cities().account("victim")
            assert end(victim) == "done"
            victim.city.skip(HOUR)
            thief = {"logged_in_at": victim.city.clock.instant, "email": "pencuri@contoh.id"}
            assert victim.city.ask("bookings", "GET", "/bookings", victim.account_id, **thief).code == found


def test_a_renewed_token_is_one_of_the_old_login(cities: Cities) -> None:
    """Whoever kept a refresh token gets tokens of the thief's login; the owner logs in anew and goes on."""
    victim = cities().account("victim")
    assert end(victim) == "done"
    victim.city.skip(HOUR)
    assert look(victim, minutes_ago=61) == "unauthenticated"
    assert look(victim, minutes_ago=1) == "done"


def test_a_thief_cannot_end_sessions_with_an_ended_one(cities: Cities) -> None:
    """Or the owner, who logged in again, would be thrown out for as long as the old token lives."""
    victim = cities().account("victim")
    assert end(victim) == "done"
    began = victim.city.clock.instant
    victim.city.skip(HOUR)
    late = victim.city.ask("own_account", "POST", "/me/sessions/end", victim.account_id, logged_in_at=began)
    assert late.code == "unauthenticated"
    assert look(victim, minutes_ago=59) == "done"

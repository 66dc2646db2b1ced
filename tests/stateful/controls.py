"""The system with one of its rules left out: what the machine must find, or its silence is worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from antrean import applicants, booking, quota
from antrean.model import Booking, Office
from antrean.store import Store
from antrean.store.bookings import Bookings
from antrean.store.quotas import CLAIM_CONDITIONS

Patch = pytest.MonkeyPatch


def claim_without_its_seats_clause(patch: Patch) -> None:
    """Claim seats whether or not there are any."""
    patch.setitem(CLAIM_CONDITIONS, "never oversell", "attribute_exists(pk)")


def guards_that_let_everybody_pass(patch: Patch) -> None:
    """Book a person who is in another booking."""
    take = Bookings._take_guard  # noqa: SLF001 - the part that is taken out

    def unguarded(self: Bookings, *given: Any) -> dict[str, Any]:
        action = take(self, *given)
        action["Put"]["ConditionExpression"] = "attribute_not_exists(pk) OR held_until > :now OR held_until <= :now"
        return action

    patch.setattr(Bookings, "_take_guard", unguarded)


def any_body_for_a_key(patch: Patch) -> None:
    """Answer a key that was used with what was done with it, whatever is asked now."""
    patch.setattr(booking, "_done", lambda found, _operation, _fingerprint: found)


def change_on_the_day_itself(patch: Patch) -> None:
    """Cancel and move a booking when its day has begun."""
    patch.setattr(booking, "_changeable", lambda _booking, _now: None)


def move_again_and_again(patch: Patch) -> None:
    """Forget that a booking was moved."""
    commit = Bookings.commit_move

    def forgetful(self: Bookings, old: Booking, new: Booking, claim: Any) -> None:
        commit(self, old, replace(new, rescheduled=False), claim)

    patch.setattr(Bookings, "commit_move", forgetful)


def days_of_another_zone(patch: Patch) -> None:
    """Take the date in Greenwich for that of the office."""

    def today(_office: Office, now: datetime) -> date:
        return now.date()

    patch.setattr(Office, "today", today)


def mismatch_that_nobody_confirmed(patch: Patch) -> None:
    """Take a NIK whose date is another one without a question."""
    patch.setattr(applicants, "_mismatch", lambda _person: False)


def operators_who_do_not_look(patch: Patch) -> None:
    """Change a quota at whatever version it is."""
    change = quota.change

    def blind(store: Store, pepper: Any, clock: Any, operator: str, slot: Any, _version: int, request: Any) -> Any:
        found = store.quotas.get(slot)
        return change(store, pepper, clock, operator, slot, found.version if found else 1, request)

    patch.setattr(quota, "change", blind)


CONTROLS: tuple[Callable[[Patch], None], ...] = (
    claim_without_its_seats_clause,
    guards_that_let_everybody_pass,
    any_body_for_a_key,
    change_on_the_day_itself,
    move_again_and_again,
    days_of_another_zone,
    mismatch_that_nobody_confirmed,
    operators_who_do_not_look,
)

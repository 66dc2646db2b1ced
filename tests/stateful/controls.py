"""The system with one of its rules left out: what the machine must find, or its silence is worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from antrean.base.errors import Busy, Refused
from antrean.base.ids import Pepper
from antrean.bookings.forms import NewBooking
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.store import Bookings
from antrean.bookings.stores import Store
from antrean.changes import book
from antrean.guards.store import Guards
from antrean.slots import changes
from antrean.slots.store import CLAIM_CONDITIONS, Quotas

Patch = pytest.MonkeyPatch


def claim_without_its_seats_clause(patch: Patch) -> None:
    """Claim seats whether or not there are any."""
    patch.setitem(CLAIM_CONDITIONS, "never oversell", "attribute_exists(pk)")


def guards_that_let_everybody_pass(patch: Patch) -> None:
    """Book a person who is in another booking."""
    take = Guards.take

    def unguarded(self: Guards, *given: Any) -> dict[str, Any]:
        action = take(self, *given)
        action["Put"]["ConditionExpression"] = "attribute_not_exists(pk) OR held_until > :now OR held_until <= :now"
        return action

    patch.setattr(Guards, "take", unguarded)


def any_body_for_a_key(patch: Patch) -> None:
    """Answer a key that was used with what was done with it, whatever is asked now."""
    patch.setattr(Pepper, "fingerprint", lambda _pepper, _body: "the same for every body")


def refusals_that_stick(patch: Patch) -> None:
    """Answer a key that was refused with the same refusal for ever."""
    make, kept = book.book, WeakKeyDictionary[Store, dict[tuple[str, str], Refused]]()

    def sticky(services: Services, account_id: str, request: NewBooking, key: str) -> Booking:
        refusals = kept.setdefault(services.store, {})
        if (account_id, key) in refusals:
            raise refusals[account_id, key]
        try:
            return make(services, account_id, request, key)
        except Refused as refusal:
            refusals[account_id, key] = refusal
            raise

    patch.setattr(book, "book", sticky)


def keys_that_the_dead_keep(patch: Patch) -> None:
    """Lock a key while its request is served, and leave it locked where the function dies."""
    make, locked = book.book, WeakKeyDictionary[Store, set[tuple[str, str]]]()

    def locking(services: Services, account_id: str, request: NewBooking, key: str) -> Booking:
        keys = locked.setdefault(services.store, set())
        if (account_id, key) in keys:
            raise Busy
        keys.add((account_id, key))
        try:
            made = make(services, account_id, request, key)
        except Exception:
            keys.discard((account_id, key))
            raise
        keys.discard((account_id, key))
        return made

    patch.setattr(book, "book", locking)


def give_back_to_left(patch: Patch) -> None:
    """Let whoever asks next have the seats that are given back."""
    action = Quotas.give_back_action

    def at_once(self: Quotas, *given: Any) -> dict[str, Any]:
        made = action(self, *given)
        update = made["Update"]
        update["UpdateExpression"] = update["UpdateExpression"].replace("seats_kept", "seats_left")
        return made

    patch.setattr(Quotas, "give_back_action", at_once)


def change_on_the_day_itself(patch: Patch) -> None:
    """Cancel and move a booking when its day has begun."""
    patch.setattr(Booking, "closes_at", datetime.max.replace(tzinfo=UTC))


def move_again_and_again(patch: Patch) -> None:
    """Forget that a booking was moved."""
    commit = Bookings.commit_move

    def forgetful(self: Bookings, old: Booking, new: Booking, claim: Any, now: datetime) -> None:
        commit(self, old, replace(new, moved=False), claim, now)

    patch.setattr(Bookings, "commit_move", forgetful)


def operators_who_do_not_look(patch: Patch) -> None:
    """Change a quota at whatever version it is."""
    change = changes.change

    def blind(quotas: Quotas, pepper: Any, clock: Any, operator: str, slot: Any, _version: int, request: Any) -> Any:
        found = quotas.get(slot)
        return change(quotas, pepper, clock, operator, slot, found.version if found else 1, request)

    patch.setattr(changes, "change", blind)


CONTROLS: tuple[Callable[[Patch], None], ...] = (
    claim_without_its_seats_clause,
    guards_that_let_everybody_pass,
    any_body_for_a_key,
    refusals_that_stick,
    keys_that_the_dead_keep,
    give_back_to_left,
    change_on_the_day_itself,
    move_again_and_again,
    operators_who_do_not_look,
)

"""The system with one of its rules left out: what the machine must find, or its silence is worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from antrean.base.errors import Busy, Refused
from antrean.base.ids import Pepper
from antrean.bookings.forms import NewBooking
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.parts import Part
from antrean.bookings.store import Bookings
from antrean.bookings.stores import Store
from antrean.changes import book
from antrean.changes.party import Others
from antrean.guards.store import Guards
from antrean.people import limits
from antrean.people.limits import Limits
from antrean.people.store import Accounts
from antrean.slots import changes, releases
from antrean.slots.model import Quota
from antrean.slots.store import CLAIM_CONDITIONS, RELEASE_CONDITIONS, Quotas
from antrean.waiting import endings, joining
from antrean.waiting.model import Waiter
from tests.support.naive import give_back_to_left

Patch = pytest.MonkeyPatch


def claim_without_its_seats_clause(patch: Patch) -> None:
    """Claim seats whether or not there are any."""
    patch.setitem(CLAIM_CONDITIONS, "never oversell", "(seats_left >= :needed OR attribute_exists(pk))")


def release_whatever_is_kept(patch: Patch) -> None:
    """Release at the drawn minute what was given back since, too."""
    due = releases.due

    def whatever(quota: Quota, *given: Any) -> datetime | None:
        return due(quota._replace(kept_at=None), *given)

    patch.setattr(releases, "due", whatever)
    patch.setitem(
        RELEASE_CONDITIONS, "nothing that was given back since the minute that was drawn", "attribute_exists(pk)"
    )


def supersede_and_give_the_seat_back(patch: Patch) -> None:
    """Give a seat back of which the other booking does not know that it is gone."""
    superseded = Bookings._superseded  # noqa: SLF001 - the part that is changed

    def giving(self: Bookings, old: Booking, new: Booking, now: datetime) -> list[Any]:
        parts = superseded(self, old, new, now)
        give_back = self._quotas.give_back_action(old.slot, old.held_seats, now)
        return [*parts, Part("quota", give_back)] if new.holds_seats else parts

    patch.setattr(Bookings, "_superseded", giving)


def expel_without_asking(patch: Patch) -> None:
    """Take an owner out of another's booking whether or not the booker was told."""
    patch.setattr(book, "supersedes_from", lambda _owner, booking, _person, _now: booking.created_at)


def refusals_that_nobody_counts(patch: Patch) -> None:
    """Refuse people for a NIK as often as somebody asks."""
    patch.setattr(Accounts, "save_limits", lambda _self, _account, _limits: True)


def a_retry_that_never_counts_again(patch: Patch) -> None:
    """Count the very same request once, for however long an account watches with it when somebody becomes free."""
    patch.setattr(limits, "REFUSAL_RETRY", timedelta(days=1))


def cancellations_that_nobody_counts(patch: Patch) -> None:
    """Let an account book and cancel again and again."""
    patch.setattr(Limits, "after_cancellation", lambda self, _now: self)


def guards_that_let_everybody_pass(patch: Patch) -> None:
    """Book a person who is in another booking."""
    take = Guards.take
    patch.setattr(Others, "check_guards", lambda *_given: None)

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


def change_on_the_day_itself(patch: Patch) -> None:
    """Cancel and move a booking when its day has begun."""
    patch.setattr(Booking, "closes_at", datetime.max.replace(tzinfo=UTC))


def move_again_and_again(patch: Patch) -> None:
    """Forget that a booking was moved."""
    commit = Bookings.commit_move

    def forgetful(self: Bookings, old: Booking, new: Booking, claim: Any, now: datetime) -> None:
        commit(self, old, new._replace(moved=False), claim, now)

    patch.setattr(Bookings, "commit_move", forgetful)


def offers_in_the_hour_of_joining(patch: Patch) -> None:
    """Offer seats to who has just joined, since somebody is about to give them back."""
    patch.setattr(Waiter, "may_take", lambda waiter, slot, _now: waiter.wants(slot))


def offers_that_end_at_once(patch: Patch) -> None:
    """Take an offer back in the second in which it ends, when an answer to it may still be under way."""
    patch.setattr(endings, "EXPIRY_MARGIN", timedelta(0))


def whoever_registers_takes_over(patch: Patch) -> None:
    """Take somebody out of another account's entry who registered only after it."""
    patch.setattr(joining, "OWNER_LEVEL", 0)


def operators_who_do_not_look(patch: Patch) -> None:
    """Change a quota at whatever version it is."""
    change = changes.change

    def blind(
        quotas: Quotas, pepper: Any, clock: Any, operator: str, slot: Any, _version: int, request: Any, *closing: Any
    ) -> Any:
        found = quotas.get(slot)
        return change(quotas, pepper, clock, operator, slot, found.version if found else 1, request, *closing)

    patch.setattr(changes, "change", blind)


CONTROLS: tuple[Callable[[Patch], None], ...] = (
    claim_without_its_seats_clause,
    give_back_to_left,
    release_whatever_is_kept,
    supersede_and_give_the_seat_back,
    expel_without_asking,
    refusals_that_nobody_counts,
    a_retry_that_never_counts_again,
    cancellations_that_nobody_counts,
    guards_that_let_everybody_pass,
    any_body_for_a_key,
    refusals_that_stick,
    keys_that_the_dead_keep,
    change_on_the_day_itself,
    move_again_and_again,
    offers_in_the_hour_of_joining,
    offers_that_end_at_once,
    whoever_registers_takes_over,
    operators_who_do_not_look,
)

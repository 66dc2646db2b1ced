"""Keys of items: no two kinds of items can ever stand under one key, whatever ids they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations
from typing import Final

from antrean.aws.table import Key
from antrean.bookings import items as bookings
from antrean.bookings.items import booking_key
from antrean.closures import store as closures
from antrean.closures.store import closure_key
from antrean.guards import store as guards
from antrean.guards.store import guard_key
from antrean.household import items as household
from antrean.household.items import household_key
from antrean.jobs import store as jobs
from antrean.jobs.store import job_key
from antrean.messages import mailboxes
from antrean.messages.mailboxes import mailbox_key
from antrean.misses import items as misses
from antrean.misses.items import appeal_key
from antrean.notices import store as notices
from antrean.notices.store import listed_key, notice_key, round_key
from antrean.offices import store as offices
from antrean.offices.model import Look
from antrean.offices.store import audit_key, look_key, office_key
from antrean.people import items as people
from antrean.people.items import (
    account_key,
    address_change_key,
    asked_niks_key,
    consent_key,
    device_key,
    idle_key,
    mailbox_account_key,
    miss_key,
    registration_key,
    sign_up_key,
)
from antrean.people.model import Consent
from antrean.proofs import store as proofs
from antrean.proofs.store import hour_key, waiting_key
from antrean.seats import store as seats
from antrean.seats.store import summary_key
from antrean.slots import items as slots
from antrean.slots.items import quota_key
from antrean.slots.model import Slot
from antrean.turns import store as turns
from antrean.turns.store import secret_key


def keys(an_id: str) -> dict[str, Key]:
    """Return a key of every kind of item, all of them about the same id."""
    slot = Slot(an_id, date(2026, 12, 8), "morning")
    return {
        "office": office_key(an_id),
        "quota": quota_key(slot),
        "summary of seats": summary_key(),
        "secret of a day": secret_key(date(2026, 12, 8)),
        "audit record": audit_key(an_id, datetime(2026, 12, 8, tzinfo=UTC), an_id),
        "account": account_key(an_id),
        "household": household_key(an_id),
        "miss": miss_key(an_id, an_id),
        "appeal": appeal_key(an_id, an_id),
        "change of an address": address_change_key(an_id),
        "device": device_key(an_id, an_id),
        "consent": consent_key(an_id, Consent("notice", given=True, at=datetime(2026, 12, 8, tzinfo=UTC))),
        "when to look whether an account is idle": idle_key(an_id, "2028-12"),
        "sign-up": sign_up_key(an_id),
        "registration": registration_key(an_id),
        "booking": booking_key(an_id),
        "guard": guard_key(an_id),
        "job": job_key(an_id),
        "notice": notice_key(an_id),
        "round of reminders": round_key(an_id),
        "which notice tells who is listed": listed_key(an_id),
        "mailbox that takes no mail": mailbox_key(an_id),
        "what waits for a code": waiting_key("SIGNUP", an_id),
        "account of a mailbox": mailbox_account_key(an_id),
        "NIKs that a mailbox asked for": asked_niks_key(an_id, date(2026, 12, 8)),
        "hour of a mailbox": hour_key("SIGNUP", an_id),
        "closure": closure_key(an_id),
        "look": look_key(Look(an_id, an_id, datetime(2026, 12, 8, tzinfo=UTC), an_id, 1)),
    }


PLAIN: Final = keys("x")


def place(key: Key) -> Key:
    """Return what a key says before its first id: the prefix of its partition, and that of its sort key."""
    partition, sort = (part if "#" not in part else part[: part.index("#") + 1] for part in key)
    return partition, sort


def test_no_two_kinds_of_items_share_a_place() -> None:
    """Each kind has a partition prefix of its own, or one sort key in a partition that it shares with its owner."""
    places = {kind: place(key) for kind, key in PLAIN.items()}
    assert len({*places.values()}) == len(places), places


def test_no_prefix_of_a_partition_begins_another() -> None:
    """A partition that begins with one prefix begins with no other, so that an id cannot reach into another kind."""
    prefixes = {place(key)[0] for key in PLAIN.values()}
    meeting = [pair for pair in combinations(sorted(prefixes), 2) if pair[1].startswith(pair[0])]
    assert meeting == []


def test_every_kind_of_item_is_asked_about() -> None:
    """No function that makes a key in a store is missing above."""
    makers = {
        f"{module.__name__}.{name}"
        for module in (
            bookings,
            closures,
            guards,
            household,
            jobs,
            mailboxes,
            misses,
            notices,
            offices,
            people,
            proofs,
            seats,
            slots,
            turns,
        )
        for name, value in vars(module).items()
        if name.endswith("_key") and callable(value) and value.__module__ == module.__name__
    }
    assert len(makers) == len(PLAIN), makers

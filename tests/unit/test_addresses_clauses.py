"""Changes of addresses, clause by clause of their conditions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.stores import Store
from antrean.people.model import AddressChange
from antrean.people.store import MailboxTaken
from instruments.replay.calls import Recorder
from instruments.replay.people import EMAIL
from tests.support.addresses import BUDI, NEW, Moving, make_moving


@pytest.fixture
def moving(recorder: Recorder, store: Store, clock: FixedClock) -> Moving:
    """A world with one account, of which nobody changed anything yet."""
    return make_moving(recorder, store, clock)


def change_of(moving: Moving, after: str, name: str, before: str = "") -> AddressChange:
    """Return a change of the account's address, which it has now unless another is given, to another one."""
    now, account = moving.world.clock.instant, moving.account
    until = now + timedelta(days=7)
    return AddressChange(account.account_id, name, before or account.email, after, moving.user.sub, now, until)


def made(moving: Moving, change: AddressChange) -> bool:
    """Make a change, asked for in a session of now."""
    logins = moving.world.registrar.logins
    boxes = logins.mailbox(change.before), logins.mailbox(change.after)
    moving.pass_by(seconds=1)
    return logins.changes.make(change, boxes, moving.world.clock.instant)


def test_only_from_the_address_that_was_read(moving: Moving) -> None:
    """A change that was paused for a week begins from an address that the account has no more."""
    paused = change_of(moving, BUDI, "paused")
    assert made(moving, change_of(moving, NEW, "first"))
    moving.pass_by(days=8)
    late = change_of(moving, BUDI, "paused", before=paused.before)
    assert not made(moving, late)
    assert moving.account.email == NEW
    assert moving.holder(BUDI) is None


def test_not_after_the_session_that_asked_was_ended(moving: Moving) -> None:
    """Not in the very second of its end either; without an end any session is good."""
    logins = moving.world.registrar.logins
    change = change_of(moving, NEW, "first")
    boxes = logins.mailbox(EMAIL), logins.mailbox(NEW)
    logins.accounts.end_sessions(change.account_id, moving.world.clock.instant)
    for began in (None, moving.world.clock.instant):
        assert not logins.changes.make(change, boxes, began)
    assert logins.changes.make(change, boxes, moving.world.clock.instant + timedelta(seconds=1))


def test_not_while_the_account_is_being_closed(moving: Moving) -> None:
    """The holder closed it after the profile was read."""
    change = change_of(moving, NEW, "first")
    moving.mark("closes_at", 1_900_000_000)
    assert not made(moving, change)
    assert moving.account.email == EMAIL


def test_not_while_another_change_can_be_undone(moving: Moving) -> None:
    """The account's address is as it was read, and the session is one of after."""
    assert made(moving, change_of(moving, NEW, "first"))
    moving.pass_by(days=6)
    assert not made(moving, change_of(moving, BUDI, "second"))
    moving.pass_by(days=1)
    assert made(moving, change_of(moving, BUDI, "third"))


def test_a_change_takes_nobodys_mailbox(moving: Moving) -> None:
    """It is told whose it is."""
    world = moving.world
    world.sign_up(BUDI, serial=2)
    world.confirm(BUDI)
    with pytest.raises(MailboxTaken) as taken:
        made(moving, change_of(moving, BUDI, "first"))
    assert taken.value.account_id == moving.holder(BUDI)
    assert moving.account.email == EMAIL


def undone(moving: Moving, change: AddressChange) -> bool:
    """Undo a change as it was read."""
    logins = moving.world.registrar.logins
    boxes = logins.mailbox(change.before), logins.mailbox(change.after)
    return logins.changes.undo(change, boxes, moving.world.clock.instant)


def test_an_undo_is_of_the_change_that_was_read(moving: Moving) -> None:
    """Once, and not of a later one, which had a way back of its own."""
    first = change_of(moving, NEW, "first")
    assert made(moving, first)
    assert not undone(moving, change_of(moving, NEW, "another", before=EMAIL))
    assert undone(moving, first)
    assert not undone(moving, first)


def test_an_undo_is_from_the_address_that_the_change_gave(moving: Moving) -> None:
    """Staff may have given it another one by hand."""
    assert made(moving, change_of(moving, NEW, "first"))
    assert not undone(moving, change_of(moving, BUDI, "first", before=EMAIL))


def test_who_is_being_erased_is_not_brought_back(moving: Moving) -> None:
    """The eraser has begun."""
    first = change_of(moving, NEW, "first")
    assert made(moving, first)
    moving.mark("erasing", value=True)
    assert not undone(moving, first)


def test_an_undo_frees_only_a_mailbox_of_this_account(moving: Moving) -> None:
    """Somebody else got it by hand meanwhile."""
    first = change_of(moving, NEW, "first")
    assert made(moving, first)
    world = moving.world
    world.registrar.accounts.inherit_mailbox(world.registrar.logins.mailbox(NEW), first.account_id, "somebody")
    assert not undone(moving, first)
    assert moving.holder(NEW) == "somebody"

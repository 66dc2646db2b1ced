"""A change of an account's e-mail address is undone from the old mailbox, for seven days."""

from __future__ import annotations

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.stores import Store
from antrean.login.addresses import undo_secret
from instruments.replay.calls import Recorder
from instruments.replay.people import EMAIL, KATA_SANDI
from tests.support.accounts import OTHER_PASSWORD
from tests.support.addresses import BUDI, NEW, THIEF, Moving, field_of, make_moving, refused


@pytest.fixture
def moving(recorder: Recorder, store: Store, clock: FixedClock) -> Moving:
    """A world with one account, of which nobody changed anything yet."""
    return make_moving(recorder, store, clock)


def test_the_old_mailbox_undoes_the_change(moving: Moving) -> None:
    """The old address, a new password, no session; the new mailbox is free, and the link may be used twice."""
    moving.move(THIEF)
    account_id = moving.account.account_id
    moving.undo()
    assert (moving.account.email, moving.user.email, moving.user.password) == (EMAIL, EMAIL, OTHER_PASSWORD)
    assert moving.account.tokens_valid_after == moving.world.clock.instant
    assert moving.user.logged_out >= 2
    assert (moving.holder(EMAIL), moving.holder(THIEF)) == (account_id, None)
    assert "expires_at" not in moving.stored_mailbox(EMAIL)
    moving.undo("sepeda di atas bukit")
    assert (moving.account.email, moving.user.password) == (EMAIL, "sepeda di atas bukit")


def test_a_change_can_be_undone_for_seven_days(moving: Moving) -> None:
    """Until the last second, and not after it."""
    moving.ask()
    moving.confirm()
    link = moving.link
    moving.pass_by(days=7)
    assert field_of(refused(moving.undo, OTHER_PASSWORD, link)) == "secret"
    assert moving.account.email == NEW
    moving.pass_by(seconds=-1)
    moving.undo(secret=link)
    assert moving.account.email == EMAIL


def test_only_the_link_undoes_it(moving: Moving) -> None:
    """Not the mark of another account or change, not a guess."""
    moving.move()
    account_id, pepper = moving.account.account_id, moving.world.registrar.pepper
    for secret in (
        undo_secret(pepper.undo_mark("somebody", moving.change.name), account_id),
        undo_secret(pepper.undo_mark(account_id, "another"), account_id),
        undo_secret("A" * 26, account_id),
        undo_secret("A" * 26, "nobody"),
    ):
        assert field_of(refused(moving.undo, OTHER_PASSWORD, secret)) == "secret"
    assert moving.account.email == NEW


def test_a_change_waits_until_the_last_one_cannot_be_undone(moving: Moving) -> None:
    """Or who changes it twice would take the first mailbox its way back; a code of before is void too."""
    moving.ask(BUDI)
    early = moving.secrets[BUDI]
    moving.move()
    refusal = refused(moving.ask, "lain@contoh.id")
    assert (refusal.code, refusal.members["rule"]) == (Code.LIMIT_REACHED, "address")
    assert refusal.members["until"] == moving.change.until
    assert field_of(refused(moving.confirm, BUDI, early)) == "code"
    moving.undo(KATA_SANDI)
    assert refused(moving.ask, "lain@contoh.id").code == Code.LIMIT_REACHED
    moving.pass_by(days=7)
    moving.move("lain@contoh.id")
    assert moving.account.email == moving.user.email == "lain@contoh.id"


def test_a_confirmation_after_the_undo_changes_nothing(moving: Moving) -> None:
    """The code is still good for a day, and whoever has it asks again."""
    moving.move(THIEF)
    moving.undo()
    assert field_of(refused(moving.confirm, THIEF)) == "code"
    assert (moving.account.email, moving.user.email, moving.user.password) == (EMAIL, EMAIL, OTHER_PASSWORD)


def test_the_undo_keeps_an_account_that_was_closed_meanwhile(moving: Moving) -> None:
    """Whoever took the address closes the account too; nobody is erased then."""
    moving.move(THIEF)
    moving.mark("closes_at", 1_900_000_000)
    moving.undo()
    assert moving.account.closes_at is None


def test_a_log_in_between_undo_and_new_password_ends_too(moving: Moving) -> None:
    """Whoever took the address still knows the password, and logs in just before it is another one."""
    moving.move(THIEF)
    link = moving.link
    # the change, the mailbox, the transaction, three calls until the user follows, and one who looks for leftovers
    moving.world.at_call(7, lambda: moving.pass_by(seconds=5))
    moving.undo(secret=link)
    assert moving.account.tokens_valid_after == moving.world.clock.instant


def test_the_undo_removes_every_user_at_the_other_address(moving: Moving) -> None:
    """Whoever took the address deleted the user at Cognito, and got another one with a new password."""
    moving.move(THIEF)
    world = moving.world
    world.pool.users.clear()
    world.reset(THIEF, "kata sandi pencuri baru")
    assert world.pool.by_email(THIEF) is not None
    moving.undo()
    assert world.pool.by_email(THIEF) is None
    assert (moving.user.email, moving.user.password) == (EMAIL, OTHER_PASSWORD)

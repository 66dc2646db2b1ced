"""Another e-mail address for an account: who may have it, and what ends with it."""

from __future__ import annotations

import json

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.stores import Store
from antrean.login.addresses import undo_secret
from antrean.login.sessions import LoginSession
from contract import declared
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Recorder
from instruments.replay.events import ROOT, Context
from instruments.replay.people import EMAIL, KATA_SANDI
from instruments.replay.world import World as Replay
from tests.support.accounts import CODE, OTHER_PASSWORD, make_world
from tests.support.addresses import BUDI, NEW, THIEF, Moving, field_of, make_moving, refused


@pytest.fixture
def moving(recorder: Recorder, store: Store, clock: FixedClock) -> Moving:
    """A world with one account, of which nobody changed anything yet."""
    return make_moving(recorder, store, clock)


# ---------------------------------------------------------------------------------------------- the usual way


def test_a_proved_address_is_that_of_the_account_and_of_its_login(moving: Moving) -> None:
    """Until the code is entered nothing changes; then profile, mailbox and user have the new address."""
    secret = moving.ask()
    assert (moving.account.email, moving.user.email, moving.holder(NEW)) == (EMAIL, EMAIL, None)
    moving.confirm()
    assert (moving.account.email, moving.user.email) == (NEW, NEW)
    assert moving.holder(NEW) == moving.account.account_id
    assert moving.user.password == KATA_SANDI
    # as often as it is sent
    moving.confirm(secret=secret)
    assert (moving.account.email, moving.user.email) == (NEW, NEW)


def test_a_change_of_the_address_ends_every_session(moving: Moving) -> None:
    """The profile says so for tokens that are good for a day, the pool for what renews them; a second has passed."""
    moving.ask()
    moving.confirm()
    assert moving.account.tokens_valid_after == moving.world.clock.instant
    assert moving.user.logged_out == 1
    assert moving.world.waited[-1] == 1


def test_the_password_is_asked_for_again(moving: Moving) -> None:
    """A session that was left open is no proof; nobody is mailed."""
    mails = len(moving.world.postbox.sent)
    assert field_of(refused(moving.ask, NEW, OTHER_PASSWORD)) == "password"
    assert len(moving.world.postbox.sent) == mails


def test_the_own_address_is_no_new_one(moving: Moving) -> None:
    """But another one of the same mailbox is, which the account holds all the time."""
    assert field_of(refused(moving.ask, EMAIL)) == "email"
    moving.move("siti+paspor@contoh.id")
    assert moving.account.email == moving.user.email == "siti+paspor@contoh.id"
    assert moving.holder(EMAIL) == moving.account.account_id
    moving.undo()
    assert moving.account.email == moving.user.email == EMAIL
    assert moving.holder(EMAIL) == moving.account.account_id


def test_an_account_that_is_being_closed_keeps_its_address(moving: Moving) -> None:
    """The eraser frees the mailbox that it had then; also where it was closed after the code was mailed."""
    moving.ask()
    moving.mark("closes_at", 1_900_000_000)
    assert refused(moving.ask, NEW).code == Code.FORBIDDEN
    assert refused(moving.confirm).code == Code.FORBIDDEN
    assert moving.account.email == EMAIL


# ------------------------------------------------------------------------------------------- whose mailbox it is


def test_free_and_taken_addresses_take_the_same_calls(moving: Moving) -> None:
    """A new one, another account's, one of its mailbox, one of an earlier release, and one that is being taken."""
    world = moving.world
    world.sign_up(BUDI, serial=2)
    world.confirm(BUDI)
    world.earlier("lama@contoh.id", serial=3)
    assert world.account("lama@contoh.id")
    calls = {}
    for email in (NEW, BUDI, "budi+tag@contoh.id", "lama@contoh.id", NEW):
        moving.pass_by(hours=1)
        world.table.calls.clear()
        moving.ask(email)
        calls[email] = tuple(world.table.calls)
    same = (
        "initiate_auth",
        "get_item",
        "get_item",
        "admin_get_user",
        "batch_get_item",
        "get_item",
        "put_item",
        "put_item",
    )
    assert calls == dict.fromkeys(calls, (*same, "send_email"))


def test_a_taken_address_gets_no_code(moving: Moving) -> None:
    """Its owner reads that it has an account, and no code would be taken."""
    world = moving.world
    world.sign_up(BUDI, serial=2)
    world.confirm(BUDI)
    moving.ask("budi+dua@contoh.id")
    to, text = world.postbox.sent[-1]
    assert to == "budi+dua@contoh.id"
    assert not CODE.search(text)
    assert "sudah punya akun" in text


def test_a_mailbox_that_got_an_account_meanwhile_is_refused(moving: Moving) -> None:
    """By a sign-up, or by a user of an earlier release who was registered: nothing changes."""
    world = moving.world
    moving.ask(BUDI)
    code = world.code(BUDI)
    world.sign_up("b.u.d.i+x@contoh.id", serial=2)
    world.sign_up("budi+x@contoh.id", serial=2)
    world.confirm("budi+x@contoh.id")
    assert refused(moving.addresses.confirm, moving.secrets[BUDI], code).code == Code.ACCOUNT_EXISTS
    moving.ask("lama@contoh.id")
    code = world.code("lama@contoh.id")
    world.earlier("lama@contoh.id", serial=3)
    assert world.account("lama@contoh.id")
    assert refused(moving.addresses.confirm, moving.secrets["lama@contoh.id"], code).code == Code.ACCOUNT_EXISTS
    assert (moving.account.email, moving.user.email) == (EMAIL, EMAIL)


def test_a_user_without_account_stands_in_nobodys_way(moving: Moving) -> None:
    """Somebody signed up with the address at an earlier release and never confirmed."""
    moving.ask()
    moving.world.earlier(NEW, serial=3, confirmed=False)
    moving.confirm()
    assert moving.user.email == NEW
    assert moving.account.email == NEW


def test_the_old_mailbox_is_held_until_the_change_cannot_be_undone(moving: Moving) -> None:
    """Nobody registers with it meanwhile, or gets the account by it; then it goes by itself."""
    moving.move()
    world = moving.world
    assert moving.stored_mailbox(EMAIL)["expires_at"] == int(moving.change.until.timestamp())
    world.sign_up(EMAIL, serial=2)
    assert not CODE.search(world.postbox.sent[-1][1])
    assert "expires_at" not in moving.stored_mailbox(NEW)


def test_a_sign_up_that_waits_gives_the_old_mailbox_no_account(
    recorder: Recorder, store: Store, clock: FixedClock
) -> None:
    """It was begun before the account held that mailbox; the account's password stays as it is."""
    world = make_world(recorder, store, clock)
    spare = world.sign_up()
    world.sign_up()
    code = world.code()
    world.confirm()
    moving = Moving(world)
    moving.move()
    world.pool.users.clear()
    assert refused(world.confirm, EMAIL, spare, code, OTHER_PASSWORD).code == Code.ACCOUNT_EXISTS
    assert world.pool.users == {}


def test_accounts_of_one_mailbox_may_leave_it(moving: Moving) -> None:
    """At earlier releases a mailbox had several accounts; the mailbox stays with the one that holds it."""
    world = moving.world
    world.earlier("siti+lama@contoh.id", serial=3)
    other = world.account("siti+lama@contoh.id")
    assert other
    user = world.user("siti+lama@contoh.id")
    session = LoginSession(user.sub, user.email, world.clock.instant)
    secret = moving.addresses.ask(other, session, "lain@contoh.id", "password of before")
    moving.addresses.confirm(secret, world.code("lain@contoh.id"))
    assert user.email == "lain@contoh.id"
    assert moving.holder(EMAIL) == moving.account.account_id
    change = world.registrar.logins.changes.get(other.account_id)
    assert change
    mark = world.registrar.pepper.undo_mark(other.account_id, change.name)
    moving.addresses.undo(undo_secret(mark, other.account_id), OTHER_PASSWORD)
    assert user.email == "siti+lama@contoh.id"
    assert moving.holder(EMAIL) == moving.account.account_id


# -------------------------------------------------------------------------------------- who has lost the session


def test_a_code_is_void_once_the_session_that_asked_has_ended(moving: Moving) -> None:
    """Whoever stole a session asks for an address; the owner ends all sessions, or sets a new password."""
    secret = moving.ask(THIEF)
    moving.pass_by(minutes=1)
    moving.world.reset()
    assert field_of(refused(moving.confirm, THIEF, secret)) == "code"
    assert (moving.account.email, moving.user.email, moving.holder(THIEF)) == (EMAIL, EMAIL, None)


def test_a_code_for_a_password_is_void_once_the_address_has_changed(moving: Moving) -> None:
    """It went to a mailbox that is not the account's any more."""
    world = moving.world
    secret = world.registrar.logins.ask_for_password(EMAIL, "id")
    code = world.code(EMAIL)
    moving.move()
    assert field_of(refused(world.registrar.logins.set_password, secret, code, OTHER_PASSWORD)) == "code"
    assert moving.user.password == KATA_SANDI


def test_a_password_that_is_set_at_the_moment_of_a_change_leaves_no_user_behind(moving: Moving) -> None:
    """The change comes between the reading of the address and the new user; the account keeps the user it has."""
    world = moving.world
    moving.ask()
    reset = world.registrar.logins.ask_for_password(EMAIL, "id")
    code = world.code(EMAIL)
    # a try, the profile, whether its address was changed; then its user is looked for by an address of before
    world.at_call(3, moving.confirm)
    with pytest.raises(Busy):
        world.registrar.logins.set_password(reset, code, OTHER_PASSWORD)
    assert (moving.user.email, moving.user.password) == (NEW, KATA_SANDI)


# -------------------------------------------------------------------------------------------------- the log-in follows


def test_the_profile_lets_the_user_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The confirmation died before it told the pool; its holder logs in with the old address, looks, and again."""
    replay = Replay(MemoryClient(MemoryTable()), monkeypatch, lambda _file: None)
    replay.citizen("siti", 1)
    replay.new_address("siti", NEW, confirmed=True)
    replay.pool.users["siti"].email = EMAIL
    event = json.loads((ROOT / "events/accounts/me-200.json").read_text())["event"]
    app = declared.load(declared.app_of(ROOT, "accounts"))
    for status in (401, 200):
        address = replay.pool.users["siti"].email
        claims = {"sub": "siti", "email": address, "token_use": "id", "auth_time": "1796094060"}
        event["requestContext"]["authorizer"] = {"claims": claims}
        assert app.handler(event, Context())["statusCode"] == status
        assert replay.pool.users["siti"].email == NEW


def test_a_paused_confirmation_gives_the_user_no_address_of_before(moving: Moving) -> None:
    """It is paused right before it tells the pool, until the change was undone; the user follows once more."""
    world = moving.world
    moving.ask(THIEF)
    code, secret = world.code(THIEF), moving.secrets[THIEF]
    calls = world.table.calls

    def undone() -> None:
        assert calls.count("transact_write_items") == 1
        assert "admin_update_user_attributes" not in calls[:-1]
        moving.pass_by(minutes=2)
        moving.undo()

    # a try, the change, the profile, the user, the mailbox, the transaction, and the change that the user follows
    world.at_call(7, undone)
    moving.addresses.confirm(secret, code)
    assert (moving.account.email, moving.user.email, moving.user.password) == (EMAIL, EMAIL, OTHER_PASSWORD)


# ------------------------------------------------------------------------------------------------ one wins a race


def test_of_two_changes_at_once_one_wins(moving: Moving) -> None:
    """Each asked before; one is confirmed between any two calls of the other: one wins, and holds one mailbox."""
    world, overtaken = moving.world, 0
    for call in range(30):
        moving.ask(NEW)
        moving.ask(BUDI)
        ends: dict[str, str] = {}

        def attempt(email: str, ends: dict[str, str] = ends) -> None:
            try:
                moving.confirm(email)
            except Refused as refusal:
                ends[email] = refusal.code
            else:
                ends[email] = "made"

        world.at_call(call, lambda attempt=attempt: attempt(BUDI))  # type: ignore[misc]
        attempt(NEW)
        world.let_through()
        overtaken += BUDI in ends
        if BUDI not in ends:
            attempt(BUDI)
        assert sorted(ends.values()) == ["made", Code.VALIDATION_FAILED]
        winner = next(email for email, end in ends.items() if end == "made")
        assert moving.account.email == moving.user.email == winner
        assert moving.holder(winner) == moving.account.account_id
        assert moving.holder({NEW: BUDI, BUDI: NEW}[winner]) is None
        moving.pass_by(seconds=1)
        moving.undo(KATA_SANDI)
        moving.pass_by(days=7)
    assert 5 < overtaken < 30


def test_without_its_conditions_two_changes_hold_two_mailboxes(moving: Moving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: both are made, and the account holds for ever a mailbox that is not its own any more."""
    always = "(attribute_exists(pk) OR attribute_not_exists(pk)"
    any_change = {"any": f"{always} OR email = :read OR tokens_valid_after < :began)"}
    monkeypatch.setattr("antrean.login.store.CHANGE_CONDITIONS", any_change)
    monkeypatch.setattr("antrean.login.store.NEW_CHANGE_CONDITIONS", {"any": f"{always} OR expires_at <= :now)"})
    moving.ask(NEW)
    moving.ask(BUDI)
    moving.confirm(NEW)
    moving.confirm(BUDI)
    assert moving.account.email == BUDI
    assert moving.holder(NEW) == moving.account.account_id
    assert "expires_at" not in moving.stored_mailbox(NEW)

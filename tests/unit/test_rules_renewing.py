"""A new password: it ends every session, and who is being erased gets none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.stores import Store
from antrean.login.sessions import LoginSession, check_session
from instruments.replay.calls import Recorder
from instruments.replay.cognito import client_error
from instruments.replay.people import EMAIL, KATA_SANDI, nik
from tests.support.accounts import OTHER_PASSWORD, World, make_world
from tests.support.wishes import refusal
from tests.unit.conftest import NOW

SECOND = timedelta(seconds=1)
BUDI, SPARE = "budi@contoh.id", "spare"


@pytest.fixture
def world(recorder: Recorder, store: Store, clock: FixedClock) -> World:
    """A world in which Siti has an account, and another sign-up that waits."""
    world = make_world(recorder, store, clock)
    world.secrets[SPARE] = world.sign_up()
    world.sign_up()
    world.confirm()
    return world


def deleted_user(world: World) -> None:
    """Let Siti's user be deleted at Cognito."""
    world.pool.users.clear()


def erasing(world: World, serial: int = 1) -> None:
    """Let the eraser begin with the account of a NIK, and delete its user."""
    account_id = world.registrar.accounts.owner_of(world.registrar.nik_keys().key(nik(serial)))
    world.table.update_item(
        TableName="antrean",
        Key={"pk": {"S": f"ACCOUNT#{account_id}"}, "sk": {"S": "PROFILE"}},
        UpdateExpression="SET erasing = :true",
        ExpressionAttributeValues={":true": {"BOOL": True}},
    )
    world.pool.users.clear()


def gone(world: World) -> None:
    """Let Siti's account be erased, but for its mailbox, which follows later."""
    nik_key = world.registrar.nik_keys().key(nik(1))
    account_id = world.registrar.accounts.owner_of(nik_key)
    for pk, sk in ((f"ACCOUNT#{account_id}", "PROFILE"), (f"REGISTRATION#{nik_key}", "ACCOUNT")):
        delete = {"TableName": "antrean", "Key": {"pk": {"S": pk}, "sk": {"S": sk}}}
        world.table.transact_write_items(TransactItems=[{"Delete": delete}])
    world.pool.users.clear()


# ------------------------------------------------------------------------------------------------------- sessions


@pytest.mark.parametrize("before", [lambda _world: None, deleted_user], ids=["there", "deleted"])
def test_a_new_password_ends_every_session(world: World, before: Callable[[World], None]) -> None:
    """Also those of a user who was deleted: tokens of before are refused, and whoever logs in afterwards is not."""
    account_id = world.user().account_id
    check_session(world.registrar.accounts.get(account_id), LoginSession("user", EMAIL, NOW))
    before(world)
    world.reset()
    account = world.account()
    with pytest.raises(Refused):
        check_session(account, LoginSession("user", EMAIL, NOW))
    check_session(account, LoginSession("user", EMAIL, NOW + SECOND))


@pytest.mark.parametrize(("microsecond", "waited"), [(0, 1.0), (250_000, 0.75)])
def test_the_answer_comes_once_the_second_is_over(world: World, microsecond: int, waited: float) -> None:
    """People log in at once with a new password, and a log-in of the second in which sessions ended is none."""
    world.clock.instant = NOW.replace(microsecond=microsecond)
    world.reset()
    assert world.waited == [waited]


def test_the_password_comes_before_the_end_of_sessions(world: World) -> None:
    """Or whoever knows the old one could log in again in between, and stay."""

    def refuse() -> None:
        raise client_error("TooManyRequestsException")

    secret = world.registrar.logins.ask_for_password(EMAIL, "id")
    world.pool_calls.once_before("admin_set_user_password", refuse)
    with pytest.raises(Busy):
        world.registrar.logins.set_password(secret, world.code(), OTHER_PASSWORD)
    check_session(world.account(), LoginSession("user", EMAIL, NOW))


def test_a_repeated_confirmation_ends_sessions_and_the_first_none(world: World) -> None:
    """The repeat may bring another password; nothing was there to end before the first, which need not wait."""
    check_session(world.account(), LoginSession("user", EMAIL, NOW))
    assert world.waited == []
    world.confirm(password=OTHER_PASSWORD)
    assert world.user().password == OTHER_PASSWORD
    with pytest.raises(Refused):
        check_session(world.account(), LoginSession("user", EMAIL, NOW))


def test_who_comes_back_with_a_sign_up_ends_sessions(world: World) -> None:
    """The account of a deleted user gets another one: whoever has a token of before has lost it."""
    deleted_user(world)
    world.confirm(secret=world.secrets[SPARE])
    with pytest.raises(Refused):
        check_session(world.account(), LoginSession("user", EMAIL, NOW))


# -------------------------------------------------------------------------------------------- who is being erased


def test_who_is_being_erased_gets_no_password(world: World) -> None:
    """A user who is made once the eraser has begun would outlive the account."""
    secret = world.registrar.logins.ask_for_password(EMAIL, "id")
    code = world.code()
    erasing(world)
    refused = refusal(lambda: world.registrar.logins.set_password(secret, code, OTHER_PASSWORD))
    assert refused.code == Code.VALIDATION_FAILED
    assert world.pool.users == {}


def test_a_sign_up_gives_no_user_to_who_is_being_erased(world: World) -> None:
    """Whoever proves the mailbox is told that it will be free."""
    erasing(world)
    refused = refusal(lambda: world.confirm(secret=world.secrets[SPARE]))
    assert refused.code == Code.ACCOUNT_EXISTS
    assert "being erased" in refused.detail
    assert world.pool.users == {}


def test_nor_to_one_of_an_earlier_release(world: World) -> None:
    """It has no mailbox yet but that of its user, and is found by its NIK."""
    world.sign_up(BUDI, serial=2)
    world.earlier(BUDI, serial=2)
    assert world.account(BUDI)
    erasing(world, 2)
    refused = refusal(lambda: world.confirm(BUDI))
    assert refused.code == Code.ACCOUNT_EXISTS
    assert world.pool.users == {}
    assert world.registrar.accounts.of_mailbox(world.registrar.logins.mailbox(BUDI)) is None


@pytest.mark.parametrize("meanwhile", [erasing, gone])
def test_who_is_erased_meanwhile_keeps_no_user(world: World, meanwhile: Callable[[World], None]) -> None:
    """The eraser deletes the user after the account was looked at, and the new password makes another: it goes too."""
    secret = world.registrar.logins.ask_for_password(EMAIL, "id")
    code = world.code()
    # a try, and the profile
    world.at_call(1, lambda: meanwhile(world), before=False)
    with pytest.raises(Busy):
        world.registrar.logins.set_password(secret, code, OTHER_PASSWORD)
    assert world.pool.users == {}
    refused = refusal(lambda: world.registrar.logins.set_password(secret, code, OTHER_PASSWORD))
    assert refused.code == Code.VALIDATION_FAILED


def test_the_mailbox_of_who_is_gone_is_free(world: World) -> None:
    """Whoever proves it while the eraser has not come to it, or it was forgotten by hand, gets it with the repeat."""
    gone(world)
    world.sign_up()
    with pytest.raises(Busy):
        world.confirm()
    world.confirm()
    assert world.owner(1) == world.account()


def test_a_mailbox_is_inherited_only_from_who_is_gone(world: World) -> None:
    """A request that was paused after it looked takes the mailbox from nobody who got it meanwhile."""
    accounts, mailbox = world.registrar.accounts, world.registrar.logins.mailbox(EMAIL)
    accounts.inherit_mailbox(mailbox, "gone", "late")
    assert accounts.of_mailbox(mailbox) == world.user().account_id


# ---------------------------------------------------------------------------------------------- an earlier gate


def test_a_gate_that_refuses_is_busy(world: World) -> None:
    """Between two releases the gate may be older than the function that asks it, and take no proof of ours."""
    deleted_user(world)
    secret = world.registrar.logins.ask_for_password(EMAIL, "id")

    def refuse() -> None:
        raise client_error("UserLambdaValidationException")

    # a try, the profile, the user, and its sign-up
    world.at_call(3, refuse)
    with pytest.raises(Busy):
        world.registrar.logins.set_password(secret, world.code(), OTHER_PASSWORD)
    world.registrar.logins.set_password(secret, world.code(), OTHER_PASSWORD)
    assert world.user().password == OTHER_PASSWORD


# ------------------------------------------------------------------------------------------- changed while logged in


def session_of(world: World) -> LoginSession:
    """Return Siti's session."""
    return LoginSession(world.user().sub, EMAIL, None)


def test_whoever_is_logged_in_changes_the_password(world: World) -> None:
    """With the password of now; the other sessions end, and this one, a second before it is answered."""
    account = world.account()
    assert account
    world.registrar.logins.change_password(account, session_of(world), KATA_SANDI, OTHER_PASSWORD)
    assert world.user().password == OTHER_PASSWORD
    assert world.user().logged_out == 1
    changed = world.account()
    assert changed
    assert changed.tokens_valid_after == NOW
    assert world.waited == [1]


def test_the_password_of_now_is_needed_for_another(world: World) -> None:
    """A session that was left open is no proof; nothing is changed, and no session ends."""
    account = world.account()
    assert account
    logins = world.registrar.logins
    caught = refusal(lambda: logins.change_password(account, session_of(world), OTHER_PASSWORD, "sepeda di atas bukit"))
    assert caught.members["errors"] == [{"field": "old_password", "message": "is wrong"}]
    assert world.user().password == KATA_SANDI
    assert world.account() == account


def test_a_new_password_that_the_pool_refuses_changes_nothing(world: World) -> None:
    """Its policy may be stricter than ours."""
    account = world.account()
    assert account
    logins = world.registrar.logins
    caught = refusal(lambda: logins.change_password(account, session_of(world), KATA_SANDI, "pendek"))
    assert [error["field"] for error in caught.members["errors"]] == ["new_password"]  # type: ignore[attr-defined]
    assert world.account() == account

"""New passwords of accounts, and how Cognito may answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from antrean.base.errors import Busy, Code
from instruments.replay.calls import Recorder
from instruments.replay.cognito import client_error
from instruments.replay.people import EMAIL, KATA_SANDI
from tests.support.accounts import OTHER_PASSWORD, World, make_world, refused, renewed

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store


pytestmark = pytest.mark.moto
"""Another DynamoDB than ours takes these requests too."""
BUDI = "budi@contoh.id"


@pytest.fixture
def world(recorder: Recorder, store: Store, clock: FixedClock) -> World:
    """A world without accounts."""
    return make_world(recorder, store, clock)


# ------------------------------------------------------------------------------------------------ a new password


def test_a_mailed_code_sets_a_new_password_and_ends_all_log_ins(world: World) -> None:
    """Nothing else changes, and who had logged in with the old password is logged out."""
    world.sign_up()
    world.confirm()
    account = world.account()
    assert world.user().logged_out == 0
    world.reset()
    assert (world.user().password, world.user().logged_out) == (OTHER_PASSWORD, 1)
    assert world.account() == renewed(account, world)


def test_a_new_password_may_be_sent_twice(world: World) -> None:
    """The answer was lost: the same request succeeds again."""
    world.sign_up()
    world.confirm()
    secret = world.registrar.logins.ask_for_password(EMAIL, "id")
    for _ in range(2):
        world.registrar.logins.set_password(secret, world.code(), OTHER_PASSWORD)
    assert world.user().password == OTHER_PASSWORD


def test_a_new_password_is_asked_for_alike_whoever_has_an_account(world: World) -> None:
    """The same calls for an address with and without an account, and one of an earlier release."""
    world.sign_up()
    world.confirm()
    world.earlier(BUDI, serial=2)
    assert world.account(BUDI)
    calls = []
    for email in (EMAIL, "tidak.ada@contoh.id", BUDI):
        world.table.calls.clear()
        assert world.registrar.logins.ask_for_password(email, "id")
        calls.append(tuple(world.table.calls))
    assert set(calls) == {
        ("get_item", "admin_get_user", "batch_get_item", "get_item", "put_item", "put_item", "send_email")
    }
    assert world.letters == ["tidak.ada@contoh.id"]


def test_the_code_for_a_password_goes_to_the_address_of_the_account(world: World) -> None:
    """A tagged address may be somebody else's where the provider takes the plus for a letter."""
    world.sign_up()
    world.confirm()
    world.reset("siti+lain@contoh.id")
    assert [to for to, _ in world.postbox.sent] == [EMAIL, EMAIL]
    assert world.user().password == OTHER_PASSWORD


def test_an_account_of_before_holds_its_mailbox_from_the_new_password_on(world: World) -> None:
    """Until then it is found by the address of its user; then by every address of the mailbox."""
    world.earlier("s.iti@gmail.com")
    account = world.account("s.iti@gmail.com")
    assert account
    assert world.registrar.logins.account_of("siti@gmail.com") is None
    world.reset("s.iti@gmail.com")
    assert world.registrar.logins.account_of("siti@gmail.com") == renewed(account, world)


def test_accounts_of_before_that_share_a_mailbox_have_passwords_of_their_own(world: World) -> None:
    """Earlier releases gave each tag an account: the one that was asked about gets the password, and no other."""
    ibu = "siti+ibu@contoh.id"
    world.earlier(ibu, serial=2)
    account = world.account(ibu)
    world.sign_up()
    world.confirm()
    assert world.registrar.logins.account_of("siti+lain@contoh.id") == world.account()
    world.reset(ibu)
    assert (world.user(ibu).password, world.user().password) == (OTHER_PASSWORD, KATA_SANDI)
    assert world.account(ibu) == renewed(account, world)


def test_a_code_for_an_account_that_was_closed_sets_nothing(world: World) -> None:
    """The profile is gone when the code is used: the code is refused, and nobody gets a user."""
    world.sign_up()
    world.confirm()
    secret = world.registrar.logins.ask_for_password(EMAIL, "id")
    key = {"pk": {"S": f"ACCOUNT#{world.user().account_id}"}, "sk": {"S": "PROFILE"}}
    world.table.transact_write_items(TransactItems=[{"Delete": {"TableName": "antrean", "Key": key}}])
    world.pool.users.clear()
    refusal = refused(lambda: world.registrar.logins.set_password(secret, world.code(), OTHER_PASSWORD))
    assert refusal.code == Code.VALIDATION_FAILED
    assert world.pool.users == {}


# ------------------------------------------------------------------------------------------ Cognito's moods


@pytest.mark.parametrize(
    "error",
    [
        client_error("TooManyRequestsException"),
        client_error("LimitExceededException"),
        client_error("InternalErrorException", 500),
        client_error("SomethingNew", 503),
        ReadTimeoutError(endpoint_url="http://pool.invalid"),
        EndpointConnectionError(endpoint_url="http://pool.invalid"),
    ],
)
def test_what_may_pass_is_busy(world: World, error: Exception) -> None:
    """Throttles, faults and timeouts of Cognito ask the client to come back, and a repeat succeeds."""

    def fail() -> None:
        raise error

    world.at_call(1, fail)
    with pytest.raises(Busy):
        world.sign_up()
    world.sign_up()
    # a try, the NIK, the user, the registration, the user once more, and its sign-up
    for call in (2, 4, 5):
        world.at_call(call, fail)
        with pytest.raises(Busy):
            world.confirm()
    world.confirm()
    assert world.owner(1)


def test_a_password_that_cognito_does_not_take_is_named(world: World) -> None:
    """A password that only Cognito refuses is an error of that field, without its value; another one is taken."""
    world.sign_up()
    refusal = refused(lambda: world.confirm(password="pendek"))  # noqa: S106 - made up
    assert refusal.code == Code.VALIDATION_FAILED
    [problem] = json.loads(json.dumps(refusal.members["errors"]))
    assert problem["field"] == "password"
    assert "pendek" not in str(problem)
    world.confirm()
    assert world.user().password == KATA_SANDI
    secret = world.registrar.logins.ask_for_password(EMAIL, "id")
    again = refused(lambda: world.registrar.logins.set_password(secret, world.code(), "pendek"))
    assert again.members["errors"] == refusal.members["errors"]
    assert world.user().password == KATA_SANDI


def test_a_user_who_is_deleted_at_the_same_moment_is_busy(world: World) -> None:
    """The repeat makes another one."""
    world.sign_up()
    world.confirm()
    secret = world.registrar.logins.ask_for_password(EMAIL, "id")
    # a try, the profile, whether its address was changed, the user, and its password
    world.at_call(4, world.pool.users.clear)
    with pytest.raises(Busy):
        world.registrar.logins.set_password(secret, world.code(), OTHER_PASSWORD)
    world.registrar.logins.set_password(secret, world.code(), OTHER_PASSWORD)
    assert world.user().password == OTHER_PASSWORD


def test_an_error_of_the_program_is_not_hidden(world: World) -> None:
    """What Cognito answers to a wrong permission or name is neither busy nor a refusal."""

    def deny() -> None:
        raise client_error("AccessDeniedException")

    world.at_call(1, deny)
    with pytest.raises(ClientError):
        world.sign_up()

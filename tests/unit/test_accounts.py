"""Accounts: one citizen, one NIK, one account, and nobody is told who has one."""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from antrean.base.errors import Busy, Code, Refused
from antrean.people.identity import PROOF_ATTRIBUTE
from antrean.people.model import Account, Language
from instruments.replay.calls import Killed, Recorder
from instruments.replay.cognito import client_error
from instruments.replay.people import EMAIL, KATA_SANDI, nik, sign_up_form
from tests.support.accounts import World, die, make_world

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store


pytestmark = pytest.mark.moto
"""Another DynamoDB than ours takes these requests too."""


@pytest.fixture
def world(recorder: Recorder, store: Store, clock: FixedClock) -> World:
    """A world without accounts."""
    return make_world(recorder, store, clock)


# -------------------------------------------------------------------------------------------- the usual way


def test_a_confirmed_sign_up_is_an_account(world: World) -> None:
    """Sign up, confirm: the profile holds what was given, and nothing waits any more."""
    world.sign_up()
    user = world.user()
    assert not user.confirmed
    assert world.registrar.accounts.get(user.sub) is None
    world.confirm()
    account = world.account()
    assert account == world.owner(1)
    assert account == Account(
        account_id=user.sub,
        full_name="Siti Rahayu",
        birth_date=date(1990, 5, 17),
        email=EMAIL,
        phone="+6281234567890",
        nik_key=world.registrar.pepper.nik_key(nik(1)),
        nik_last4="0001",
    )
    assert world.registrar.accounts.get_sign_up(user.sub) is None
    assert world.postbox.sent == []


def test_the_nik_is_stored_nowhere(world: World) -> None:
    """Neither a waiting nor a confirmed sign-up leaves the digits in the table or in the pool."""
    world.sign_up()
    world.sign_up("budi@contoh.id", serial=2)
    world.confirm("budi@contoh.id")
    kept = json.dumps(world.table.scan(TableName="antrean")["Items"]) + repr(world.pool.users)
    for serial in (1, 2):
        assert nik(serial)[:12] not in kept


def test_the_sign_up_proves_to_the_gate_that_it_came_through_the_api(world: World, clock: FixedClock) -> None:
    """The new user carries a proof for its own e-mail address that is good for five minutes."""
    world.sign_up()
    proof = world.user().attributes[PROOF_ATTRIBUTE]
    now = int(clock.now().timestamp())
    assert world.registrar.pepper.proves_sign_up(proof, EMAIL, now)
    assert not world.registrar.pepper.proves_sign_up(proof, "budi@contoh.id", now)
    assert world.registrar.pepper.proves_sign_up(proof, EMAIL, now + 300)
    assert not world.registrar.pepper.proves_sign_up(proof, EMAIL, now + 301)


def test_a_mismatch_of_the_nik_has_to_be_confirmed(world: World) -> None:
    """Another date than the NIK's is refused until it is confirmed, before anything is asked or written."""
    other_date = date(1991, 5, 17)
    with pytest.raises(Refused) as refusal:
        world.registrar.sign_up(sign_up_form(birth_date=other_date))
    assert refusal.value.code == Code.NIK_MISMATCH_UNCONFIRMED
    assert world.table.calls == []
    world.registrar.sign_up(sign_up_form(birth_date=other_date, nik_mismatch_confirmed=True))
    world.confirm()
    account = world.account()
    assert account
    assert account.birth_date == other_date


def test_nobody_is_born_tomorrow(world: World, clock: FixedClock) -> None:
    """In Jayapura, where the day begins first, it is 2 December already: nobody is born on the 3rd, even confirmed."""
    clock.instant = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    today = date(2026, 12, 2)
    with pytest.raises(Refused) as refusal:
        world.registrar.sign_up(sign_up_form(birth_date=today + timedelta(days=1), nik_mismatch_confirmed=True))
    assert refusal.value.members["errors"] == [{"field": "birth_date", "message": "must not be in the future"}]
    world.registrar.sign_up(sign_up_form(birth_date=today, nik_mismatch_confirmed=True))


# ------------------------------------------------------------------------------------ what is taken already


def test_a_taken_nik_is_told_to_its_owner_alone(world: World) -> None:
    """A second sign-up with a NIK ends like the first one, makes no user, and mails the owner."""
    world.sign_up()
    world.confirm()
    world.sign_up("budi@contoh.id", serial=1)
    assert world.pool.by_email("budi@contoh.id") is None
    assert [to for to, _ in world.postbox.sent] == [EMAIL]


def test_a_taken_e_mail_address_is_told_to_its_owner_alone(world: World) -> None:
    """A sign-up with the mailbox of an account changes nothing: not the password, not the profile."""
    world.sign_up()
    world.confirm()
    before = world.account()
    world.sign_up(EMAIL, 2, "another password")
    assert [to for to, _ in world.postbox.sent] == [EMAIL]
    assert world.user().password == KATA_SANDI
    assert world.owner(2) is None
    after = world.account()
    assert after
    assert before
    assert after.notified_at
    assert after.nik_key == before.nik_key


def test_the_owner_gets_one_mail_an_hour(world: World, clock: FixedClock) -> None:
    """Whoever tries again and again cannot fill the owner's mailbox."""
    world.sign_up()
    world.confirm()
    for minutes, mails in ((0, 1), (59, 1), (60, 2), (61, 2)):
        clock.instant = clock.instant.replace(hour=3, minute=0) + timedelta(minutes=minutes)
        world.sign_up("budi@contoh.id", serial=1)
        world.sign_up(EMAIL, serial=2)
        assert len(world.postbox.sent) == mails


@pytest.mark.parametrize(
    ("language", "said"),
    [("id", ("Yth. Siti Rahayu", "Lupa kata sandi")), ("en", ("Dear Siti Rahayu", "Forgotten your password?"))],
)
def test_the_mail_is_in_the_owners_language_and_names_nothing_but_the_name(
    world: World, language: Language, said: tuple[str, str]
) -> None:
    """The owner reads what happened and what to do, and no data of anybody else or more than the name."""
    world.sign_up()
    world.confirm()
    world.registrar.accounts.change_settings(world.user().sub, language, reminders=None)
    world.registrar.sign_up(sign_up_form("budi@contoh.id", 1, full_name="Orang Lain"))
    [(_, text)] = world.postbox.sent
    for expected in said:
        assert expected in text
    for private in (EMAIL, "budi@", "0001", "8123", "1990", "Orang Lain"):
        assert private not in text


@pytest.mark.parametrize(
    "error", [client_error("MessageRejected"), ReadTimeoutError(endpoint_url="http://mail.invalid")]
)
def test_a_mail_that_fails_changes_no_answer_and_is_logged(
    world: World, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """The sign-up still ends as always; the log says why the owner was not told, without personal data."""
    world.sign_up()
    world.confirm()
    world.postbox.error = error
    with caplog.at_level(logging.WARNING):
        world.sign_up("budi@contoh.id", serial=1)
    [record] = caplog.records
    assert record.getMessage().startswith("the owner of an account could not be told")
    for private in ("siti", "budi", "Rahayu", nik(1)[:12]):
        assert private not in caplog.text


# ------------------------------------------------------------------------------- nobody proved this mailbox


def test_a_stranger_cannot_hold_a_mailbox(world: World) -> None:
    """An unconfirmed sign-up is replaced with all it brought: password, code, person."""
    world.sign_up(EMAIL, 9, "password of a stranger")
    stranger = world.user()
    world.sign_up(serial=1)
    assert world.user().password == KATA_SANDI
    with pytest.raises(Refused):
        world.confirm(code=stranger.code)
    world.confirm()
    account = world.account()
    assert account
    assert account.nik_last4 == "0001"
    assert world.owner(9) is None
    assert world.registrar.activate(stranger.sub) is None


def test_a_user_who_never_signed_up_here_is_replaced(world: World) -> None:
    """A confirmed user without a sign-up (it died, or ran out) does not lock the mailbox for ever."""
    world.pool.sign_up(ClientId="client", Username=EMAIL, Password=KATA_SANDI, UserAttributes=[])
    world.user().confirmed = True
    assert world.account() is None
    world.sign_up()
    assert not world.user().confirmed
    world.confirm()
    assert world.owner(1) == world.account()
    assert world.postbox.sent == []


def test_a_sign_up_meets_a_confirmed_one_that_was_cut_short(world: World) -> None:
    """A confirmed user whose sign-up waits gets the account that is due, and hears of the new attempt."""
    world.sign_up(serial=1)
    world.user().confirmed = True
    world.sign_up(serial=2)
    assert world.owner(1) == world.account()
    assert world.owner(2) is None
    assert [to for to, _ in world.postbox.sent] == [EMAIL]


def test_one_nik_has_one_account(world: World) -> None:
    """Two people sign up with one NIK: the first to confirm has it; the other's answer is the same.

    The owner hears of it once, however often the other looks for the profile.
    """
    world.sign_up("satu@contoh.id", serial=1)
    world.sign_up("dua@contoh.id", serial=1)
    world.confirm("dua@contoh.id")
    world.confirm("satu@contoh.id")
    owner = world.owner(1)
    assert owner
    assert owner.email == "dua@contoh.id"
    for _ in range(3):
        assert world.account("satu@contoh.id") is None
        world.clock.instant += timedelta(hours=2)
    assert [to for to, _ in world.postbox.sent] == ["dua@contoh.id"]


def test_who_lost_the_nik_may_sign_up_with_another(world: World) -> None:
    """A mistyped NIK that belongs to somebody else does not lock the mailbox."""
    world.sign_up("satu@contoh.id", serial=1)
    world.sign_up("dua@contoh.id", serial=1)
    world.confirm("dua@contoh.id")
    world.confirm("satu@contoh.id")
    world.sign_up("satu@contoh.id", serial=2)
    world.confirm("satu@contoh.id")
    assert world.owner(2) == world.account("satu@contoh.id")


# ------------------------------------------------------------------------------------------ the mailed code


def test_no_answer_to_a_code_tells_who_has_an_account(world: World) -> None:
    """A wrong code, an unknown mailbox and a confirmed one (with its own code, too): the same answer."""
    world.sign_up("menunggu@contoh.id", serial=1)
    world.sign_up("anggota@contoh.id", serial=2)
    world.confirm("anggota@contoh.id")
    answers = []
    for email, code in (
        ("menunggu@contoh.id", "999999"),
        ("tidak.ada@contoh.id", "999999"),
        ("anggota@contoh.id", "999999"),
        ("anggota@contoh.id", world.user("anggota@contoh.id").code),
    ):
        with pytest.raises(Refused) as refusal:
            world.registrar.confirm(email, code)
        answers.append((refusal.value.code, refusal.value.detail, refusal.value.members))
    assert len({str(answer) for answer in answers}) == 1
    assert answers[0][0] == Code.VALIDATION_FAILED


@pytest.mark.parametrize(
    "code",
    [
        "UserNotFoundException",
        "CodeMismatchException",
        "NotAuthorizedException",
        "InvalidParameterException",
        "ExpiredCodeException",
        "TooManyFailedAttemptsException",
        "LimitExceededException",
        "AliasExistsException",
    ],
)
def test_every_refusal_of_a_code_is_the_same(world: World, code: str) -> None:
    """Expired codes and too many attempts are no other answer: only existing users can have them."""
    world.sign_up()

    def refuse() -> None:
        raise client_error(code)

    world.at_call(0, refuse)
    with pytest.raises(Refused) as refusal:
        world.confirm()
    assert refusal.value.code == Code.VALIDATION_FAILED


def test_a_repeat_after_a_lost_answer_ends_in_the_account(world: World) -> None:
    """Cognito took the code, then the function died: confirming again registers, though it is refused."""
    world.sign_up()
    world.at_call(0, die, before=False)
    with pytest.raises(Killed):
        world.confirm()
    assert world.user().confirmed
    assert world.owner(1) is None
    with pytest.raises(Refused):
        world.confirm()
    assert world.owner(1)


def test_a_code_whose_user_was_replaced_in_that_moment_is_refused(world: World) -> None:
    """Cognito took the code, then a newer sign-up replaced the user: use the code of the newest mail."""
    world.sign_up()
    sub = world.user().sub

    def replace() -> None:
        del world.pool.users[sub]
        world.pool.sign_up(ClientId="client", Username=EMAIL, Password=KATA_SANDI, UserAttributes=[])

    world.at_call(0, replace, before=False)
    with pytest.raises(Refused) as refusal:
        world.confirm()
    assert refusal.value.code == Code.VALIDATION_FAILED
    assert not world.user().confirmed


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
    world.confirm()
    assert world.owner(1)


def test_a_password_that_cognito_does_not_take_is_named(world: World) -> None:
    """A password that only Cognito refuses is an error of that field, without its value."""

    def refuse() -> None:
        raise client_error("InvalidPasswordException")

    world.at_call(1, refuse)
    with pytest.raises(Refused) as refusal:
        world.sign_up()
    assert refusal.value.code == Code.VALIDATION_FAILED
    [problem] = json.loads(json.dumps(refusal.value.members["errors"]))
    assert problem["field"] == "password"
    assert EMAIL not in str(problem)


def test_an_address_that_cognito_does_not_take_tells_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """It is answered like a taken NIK, for which Cognito is not asked, and noted without the address."""

    def refuse() -> None:
        raise client_error("InvalidParameterException")

    world.at_call(1, refuse)
    world.sign_up()
    assert not world.owner(1)
    assert "refused an e-mail address" in caplog.text
    assert EMAIL not in caplog.text


def test_an_error_of_the_program_is_not_hidden(world: World) -> None:
    """What Cognito answers to a wrong permission or name is neither busy nor a refusal."""

    def deny() -> None:
        raise client_error("AccessDeniedException")

    world.at_call(1, deny)
    with pytest.raises(ClientError):
        world.sign_up()
    world.at_call(0, deny)
    with pytest.raises(ClientError):
        world.confirm(code="123456")

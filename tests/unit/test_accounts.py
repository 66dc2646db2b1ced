"""Accounts: one citizen, one NIK, one mailbox, one account, and no stranger is told who has one."""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ReadTimeoutError

from antrean.base.errors import Busy, Code
from antrean.login.identity import ACCOUNT_ATTRIBUTE, PROOF_ATTRIBUTE
from antrean.people.model import Account, Language
from instruments.replay.calls import Recorder
from instruments.replay.cognito import client_error
from instruments.replay.people import EMAIL, KATA_SANDI, nik, sign_up_form
from tests.support.accounts import OTHER_PASSWORD, World, make_world, refused, renewed

if TYPE_CHECKING:
    from collections.abc import Callable

    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store


pytestmark = pytest.mark.moto
"""Another DynamoDB than ours takes these requests too."""
BUDI = "budi@contoh.id"


@pytest.fixture
def world(recorder: Recorder, store: Store, clock: FixedClock) -> World:
    """A world without accounts."""
    return make_world(recorder, store, clock)


# -------------------------------------------------------------------------------------------- the usual way


def test_a_confirmed_sign_up_is_an_account(world: World) -> None:
    """Sign up, confirm: the profile holds what was given, and its user logs in with the password given last."""
    world.sign_up()
    assert world.pool.users == {}
    assert world.owner(1) is None
    world.confirm()
    user, account = world.user(), world.account()
    assert (user.confirmed, user.password) == (True, KATA_SANDI)
    assert account == world.owner(1)
    assert account == Account(
        account_id=user.attributes[ACCOUNT_ATTRIBUTE],
        full_name="Siti Rahayu",
        birth_year=1990,
        email=EMAIL,
        phone="+6281234567890",
        nik_key=world.registrar.nik_keys().key(nik(1)),
        nik_last4="0001",
        registered_at=datetime(2026, 12, 1, 3, 0, tzinfo=UTC),
    )
    assert world.letters == []


def test_the_nik_is_stored_nowhere(world: World) -> None:
    """Neither a waiting nor a confirmed sign-up leaves the digits in the table or in the pool."""
    world.sign_up()
    world.sign_up(BUDI, serial=2)
    world.confirm(BUDI)
    kept = json.dumps(world.table.scan(TableName="antrean")["Items"]) + repr(world.pool.users)
    for serial in (1, 2):
        assert nik(serial)[:12] not in kept


def test_the_confirmation_proves_to_the_gate_whom_it_names(world: World, clock: FixedClock) -> None:
    """The new user carries a proof for its own e-mail address and account that is good for five minutes."""
    world.sign_up()
    world.confirm()
    proof, account_id = world.user().attributes[PROOF_ATTRIBUTE], world.user().account_id
    now = int(clock.now().timestamp())
    proves = world.registrar.pepper.proves_sign_up
    assert proves(proof, EMAIL, account_id, now)
    assert not proves(proof, BUDI, account_id, now)
    assert not proves(proof, EMAIL, "another-account", now)
    assert proves(proof, EMAIL, account_id, now + 300)
    assert not proves(proof, EMAIL, account_id, now + 301)


def test_a_mismatch_of_the_nik_has_to_be_confirmed(world: World) -> None:
    """Another date than the NIK's is refused until it is confirmed, before anything is asked or written."""
    other_date = date(1991, 5, 17)
    refusal = refused(lambda: world.registrar.sign_up(sign_up_form(birth_date=other_date)))
    assert refusal.code == Code.NIK_MISMATCH_UNCONFIRMED
    assert world.table.calls == []
    secret = world.registrar.sign_up(sign_up_form(birth_date=other_date, nik_mismatch_confirmed=True))
    world.confirm(secret=secret)
    account = world.account()
    assert account
    assert account.birth_year == other_date.year


def test_nobody_is_born_tomorrow(world: World, clock: FixedClock) -> None:
    """In Jayapura, where the day begins first, it is 2 December already: nobody is born on the 3rd, even confirmed."""
    clock.instant = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    today = date(2026, 12, 2)
    tomorrow = sign_up_form(birth_date=today + timedelta(days=1), nik_mismatch_confirmed=True)
    refusal = refused(lambda: world.registrar.sign_up(tomorrow))
    assert refusal.members["errors"] == [{"field": "birth_date", "message": "must not be in the future"}]
    world.registrar.sign_up(sign_up_form(birth_date=today, nik_mismatch_confirmed=True))


# ------------------------------------------------------------------------------------ what is taken already


def test_a_taken_nik_is_told_to_who_proved_a_mailbox_and_to_its_owner(world: World) -> None:
    """A second sign-up with a NIK gets its code like the first; with it no user, and a mail to the owner."""
    world.sign_up()
    world.confirm()
    world.sign_up(BUDI, serial=1)
    assert world.letters == []
    assert refused(lambda: world.confirm(BUDI)).code == Code.NIK_TAKEN
    assert world.pool.by_email(BUDI) is None
    assert world.letters == [EMAIL]


def test_a_taken_mailbox_is_told_to_itself_alone(world: World) -> None:
    """A sign-up with the mailbox of an account mails no code, and changes neither password nor profile."""
    world.sign_up()
    world.confirm()
    before = world.account()
    world.sign_up(EMAIL, 2)
    assert world.letters == [EMAIL]
    assert refused(lambda: world.confirm(code="00000000")).code == Code.VALIDATION_FAILED
    assert world.user().password == KATA_SANDI
    assert world.owner(2) is None
    assert world.account() == before


def test_every_sign_up_makes_the_same_calls(world: World) -> None:
    """A new person, a taken NIK, a taken mailbox, one of an earlier release, and one that is being taken."""
    world.sign_up()
    world.confirm()
    world.earlier(BUDI, serial=2)
    assert world.account(BUDI)
    world.earlier("cut@contoh.id", serial=3)
    calls = {}
    for name, email, serial in (
        ("new", "baru@contoh.id", 4),
        ("taken NIK", "dua@contoh.id", 1),
        ("taken mailbox", "siti+tag@contoh.id", 5),
        ("both", "siti+dua@contoh.id", 1),
        ("of before", BUDI, 6),
        ("of before, not complete", "cut@contoh.id", 7),
        ("waiting", "baru@contoh.id", 4),
    ):
        world.clock.instant += timedelta(hours=1)
        world.table.calls.clear()
        world.sign_up(email, serial)
        calls[name] = tuple(world.table.calls)
    same = ("get_item", "admin_get_user", "batch_get_item", "get_item", "put_item", "put_item", "send_email")
    assert calls == dict.fromkeys(calls, same)


def test_the_owner_gets_one_mail_an_hour(world: World, clock: FixedClock) -> None:
    """Whoever tries again and again cannot fill the owner's mailbox."""
    world.sign_up()
    world.confirm()
    for minutes, mails in ((0, 1), (59, 1), (60, 2), (61, 2)):
        clock.instant = clock.instant.replace(hour=3, minute=0) + timedelta(minutes=minutes)
        world.sign_up(BUDI, serial=1)
        assert refused(lambda: world.confirm(BUDI)).code == Code.NIK_TAKEN
        assert world.letters == [EMAIL] * mails


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
    world.registrar.accounts.change_settings(world.user().account_id, language, reminders=None)
    secret = world.registrar.sign_up(sign_up_form(BUDI, 1, full_name="Orang Lain"))
    refused(lambda: world.confirm(BUDI, secret))
    text = world.postbox.sent[-1][1]
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
    """The confirmation is answered as always; the log says why the owner was not told, without personal data."""
    world.sign_up()
    world.confirm()
    world.sign_up(BUDI, serial=1)
    code = world.code(BUDI)
    world.postbox.error = error
    with caplog.at_level(logging.WARNING):
        assert refused(lambda: world.confirm(BUDI, code=code)).code == Code.NIK_TAKEN
    [record] = caplog.records
    assert record.getMessage().startswith("the owner of an account could not be told")
    for private in ("siti", "budi", "Rahayu", nik(1)[:12]):
        assert private not in caplog.text


# -------------------------------------------------------------------------------------- who proves a mailbox first


def test_nobody_chooses_the_password_of_another_mailbox(world: World) -> None:
    """A stranger signs up with somebody's mailbox; its owner confirms their own sign-up, with their own password."""
    strangers = world.sign_up(EMAIL, 9)
    world.sign_up(serial=1)
    world.confirm()
    account = world.account()
    assert account
    assert (account.nik_last4, world.user().password) == ("0001", KATA_SANDI)
    assert world.owner(9) is None
    assert refused(lambda: world.confirm(secret=strangers)).code == Code.ACCOUNT_EXISTS
    assert world.user().password == KATA_SANDI


def test_of_two_confirmations_at_the_same_moment_the_second_is_refused(world: World) -> None:
    """A mailbox confirms two sign-ups: one is registered between two calls of the other, and stays as it is."""
    first, second = world.sign_up(serial=1), world.sign_up(serial=2)
    # a try, the NIK, the user, and the registration
    world.at_call(3, lambda: world.confirm(secret=first))
    refusal = refused(lambda: world.confirm(secret=second, password=OTHER_PASSWORD))
    assert refusal.code == Code.ACCOUNT_EXISTS
    assert world.user().password == KATA_SANDI
    assert world.owner(2) is None


def test_a_later_sign_up_stands_in_nobodys_way(world: World) -> None:
    """Whoever signed up first confirms as if nobody had signed up after them with the same mailbox and the same NIK."""
    first = world.sign_up()
    for serial in (1, 2, 1):
        world.sign_up(EMAIL, serial)
    world.confirm(secret=first)
    assert world.owner(1) == world.account()


def test_one_mailbox_has_one_account(world: World) -> None:
    """However its address is written: the second is refused, and hears of the account that it has."""
    secrets = [world.sign_up(email, serial) for serial, email in enumerate(("s.iti@gmail.com", "siti+a@gmail.com"), 1)]
    world.confirm("s.iti@gmail.com", secrets[0])
    assert refused(lambda: world.confirm("siti+a@gmail.com", secrets[1])).code == Code.ACCOUNT_EXISTS
    assert world.owner(2) is None
    world.sign_up("SITI@googlemail.com", 3)
    assert world.letters == ["siti@googlemail.com"]


def test_one_nik_has_one_account(world: World) -> None:
    """Two people sign up with one NIK: the first to confirm has it, and the other is told so."""
    world.sign_up("satu@contoh.id", serial=1)
    world.sign_up("dua@contoh.id", serial=1)
    world.confirm("dua@contoh.id")
    assert refused(lambda: world.confirm("satu@contoh.id")).code == Code.NIK_TAKEN
    owner = world.owner(1)
    assert owner
    assert owner.email == "dua@contoh.id"
    assert world.letters == ["dua@contoh.id"]


def test_who_lost_the_nik_may_sign_up_with_another(world: World) -> None:
    """A mistyped NIK that belongs to somebody else does not lock the mailbox."""
    world.sign_up("satu@contoh.id", serial=1)
    world.sign_up("dua@contoh.id", serial=1)
    world.confirm("dua@contoh.id")
    refused(lambda: world.confirm("satu@contoh.id"))
    world.sign_up("satu@contoh.id", serial=2)
    world.confirm("satu@contoh.id")
    assert world.owner(2) == world.account("satu@contoh.id")


def test_a_mailbox_asks_for_three_niks_a_day(world: World) -> None:
    """The fourth NIK is refused before anybody looks whether it has an account, and the next day (UTC) it is taken."""
    for serial in range(1, 6):
        world.sign_up(f"pemilik{serial}@contoh.id", serial)
        world.confirm(f"pemilik{serial}@contoh.id")
    for serial in (1, 2, 3, 1):
        world.sign_up(BUDI, serial)
        assert refused(lambda: world.confirm(BUDI)).code == Code.NIK_TAKEN
    limit = []
    for serial in (4, 6):
        world.sign_up(BUDI, serial)
        refusal = refused(lambda: world.confirm(BUDI))
        limit.append((refusal.code, refusal.members))
    assert limit[0] == limit[1]
    assert limit[0] == (Code.LIMIT_REACHED, {"rule": "refusals", "until": datetime(2026, 12, 2, tzinfo=UTC)})
    world.clock.instant = datetime(2026, 12, 2, tzinfo=UTC)
    world.confirm(BUDI)
    assert world.owner(6) == world.account(BUDI)


# -------------------------------------------------------------------------------------------------- what heals


def test_a_user_who_was_deleted_comes_back_with_a_new_password(world: World) -> None:
    """Whoever deletes their user at Cognito has the account still, and gets another user for it."""
    world.sign_up()
    world.confirm()
    account = world.account()
    world.pool.users.clear()
    world.sign_up()
    assert world.letters == [EMAIL]
    world.reset()
    assert world.account() == renewed(account, world)
    assert world.user().password == OTHER_PASSWORD


def test_a_deleted_user_of_before_comes_back_with_a_sign_up(world: World) -> None:
    """Nothing but its user showed which mailbox it has; the sign-up of that mailbox with that NIK finds it again."""
    sub = world.earlier()
    account = world.account()
    world.pool.users.clear()
    world.sign_up()
    world.confirm()
    assert world.user().account_id == sub
    assert world.account() == renewed(account, world)
    world.sign_up(serial=2)
    assert world.letters == [EMAIL]


def test_a_sign_up_that_lost_its_user_meets_the_next_one(world: World) -> None:
    """Two sign-ups of a mailbox are proved, the first dies before its user is made: the second gives it one.

    With the same NIK that is success; with another one the answer says that there is an account, which then works.
    """
    for serial in (1, 2):
        email = f"warga{serial}@contoh.id"
        first, second = world.sign_up(email, serial), world.sign_up(email, 1 + 2 * (serial - 1))
        world.confirm(email, first)
        world.pool.users = {name: user for name, user in world.pool.users.items() if user.email != email}
        if serial == 1:
            world.confirm(email, second, password=OTHER_PASSWORD)
        else:
            refusal = refused(lambda: world.confirm(email, second, password=OTHER_PASSWORD))  # noqa: B023 - called now
            assert refusal.code == Code.ACCOUNT_EXISTS
        assert world.user(email).password == OTHER_PASSWORD
        assert world.owner(serial) == world.account(email)


def test_a_user_without_an_account_is_replaced(world: World) -> None:
    """One of an earlier release whose NIK was lost, or that was never confirmed, does not lock the mailbox."""
    world.sign_up("pemilik@contoh.id", serial=1)
    world.confirm("pemilik@contoh.id")
    for number, confirmed in enumerate((True, False)):
        email = f"lama{number}@contoh.id"
        world.earlier(email, serial=1, confirmed=confirmed)
        assert world.registrar.activate("earlier-1") is None
        world.sign_up(email, serial=2 + number)
        world.confirm(email)
        assert world.owner(2 + number) == world.account(email)
        assert "earlier-1" not in world.pool.users


@pytest.mark.parametrize("way_out", [World.confirm, World.reset])
def test_a_user_whom_an_earlier_gate_did_not_confirm_is_made_anew(
    world: World, way_out: Callable[[World], None]
) -> None:
    """Between two releases the gate may be older than the function that asks it: a repeat mends it, or a reset."""
    world.sign_up()
    world.pool.confirms = False
    with pytest.raises(Busy):
        world.confirm()
    unconfirmed = world.user().sub
    world.pool.confirms = True
    way_out(world)
    assert world.user().sub != unconfirmed
    assert world.owner(1) == world.account()


def test_the_profile_of_an_earlier_sign_up_is_completed(world: World) -> None:
    """A user of an earlier release who was confirmed, and then cut short, gets the account at the next look."""
    sub = world.earlier()
    account = world.account()
    assert account
    assert (account.account_id, account.email) == (sub, EMAIL)
    assert world.account() == account


def test_an_earlier_sign_up_that_lost_its_nik_tells_the_owner_once(world: World) -> None:
    """However often the loser looks for the profile."""
    world.sign_up("pemilik@contoh.id", serial=1)
    world.confirm("pemilik@contoh.id")
    world.earlier(BUDI, serial=1)
    for _ in range(3):
        assert world.account(BUDI) is None
        world.clock.instant += timedelta(hours=2)
    assert world.letters == ["pemilik@contoh.id"]

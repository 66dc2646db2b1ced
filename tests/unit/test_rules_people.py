"""Rules of people that a plain example shows: what is kept and shown of a NIK, sign-ups, and who is told what."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from antrean import wiring
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Refused
from antrean.base.nik_keys import NikKeys
from antrean.bookings.forms import AddedApplicants, booking_view
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.messages.mailboxes import Mailboxes
from antrean.people.forms import Confirmation, SignUp, profile_view
from antrean.people.renewals import Renewals
from functions.citizen.accounts import app as accounts
from instruments.bookings import booking
from instruments.replay.calls import Recorder
from instruments.replay.cognito import client_error
from instruments.replay.people import EMAIL, KATA_SANDI, family, nik, sign_up_form, sign_up_of
from tests.support.accounts import OTHER_PASSWORD, World, make_world
from tests.support.household import new_member

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
SECRET = "A" * 32


@pytest.fixture
def world(recorder: Recorder, store: Store, clock: FixedClock) -> World:
    """A world without accounts."""
    return make_world(recorder, store, clock)


def answered(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    body: dict[str, Any] | None = None,
    caller: str | None = None,
    account: str | None = None,
) -> tuple[int, Any]:
    """Return the status and the body that the function of accounts answers in `world`."""
    monkeypatch.setattr(wiring, "registrar", lambda: world.registrar)
    monkeypatch.setattr(wiring, "mailboxes", lambda: Mailboxes(world.registrar.accounts._table, world.registrar.pepper))  # noqa: SLF001
    monkeypatch.setattr(wiring, "renewals", lambda: Renewals(world.registrar.accounts._table))  # noqa: SLF001 - as wired
    monkeypatch.setattr(wiring, "CLOCK", world.clock)
    monkeypatch.setenv("WHATSAPP_NUMBER_ID", "")
    monkeypatch.setenv("FAMILY_LEVEL", "0")
    method, _, path = address.partition(" ")
    claims = {"sub": caller, "email": EMAIL, "token_use": "id"} | ({"custom:account_id": account} if account else {})
    event = {
        "httpMethod": method,
        "resource": path,
        "body": json.dumps(body),
        "requestContext": {"authorizer": {"claims": claims}},
    }
    answer = accounts.handler(event, SimpleNamespace(aws_request_id="1"))
    return answer["statusCode"], json.loads(answer["body"] or "null")


# ------------------------------------------------------------------------------------------ what is kept of a NIK


def test_the_hash_of_a_nik_needs_its_key() -> None:
    """One key gives a NIK one hash, which another NIK and another key do not give, and which names its version."""
    key = NikKeys({1: b"one"}).key(nik(1))
    assert key.startswith("v1.")
    assert key == NikKeys({1: b"one"}).key(nik(1))
    assert len({key, NikKeys({1: b"one"}).key(nik(2)), NikKeys({1: b"other"}).key(nik(1))}) == 3


def test_a_printed_form_shows_no_secret() -> None:
    """A form that gets into a log shows no NIK, password or code, neither of the citizen nor of the family."""
    added = AddedApplicants.model_validate_json(json.dumps({"applicants": family(2, 7)[1:]}))
    confirmation = Confirmation(secret=SECRET, code="K7QP2M4X", password=KATA_SANDI)
    printed = f"{sign_up_form()} {added!r} {new_member(7)!r} {confirmation!r}"
    assert "Siti Rahayu" in printed
    for secret in (nik(1), nik(7), KATA_SANDI, SECRET, "K7QP2M4X"):
        assert secret not in printed


def test_people_see_twelve_stars_and_four_digits(world: World) -> None:
    """The profile and the booking show a NIK as its owner will know it again and nobody else can use it."""
    world.sign_up()
    world.confirm()
    account = world.account()
    assert account
    assert profile_view(account, NOW, {}, mailbox_works=True)["nik_masked"] == "************0001"
    [applicant] = booking_view(booking())["applicants"]
    assert applicant["nik_masked"] == "************4321"


# ------------------------------------------------------------------------------------------------- birth dates


@pytest.mark.parametrize("other", [date(1990, 5, 18), date(1990, 6, 17), date(1991, 5, 17)])
def test_another_day_month_or_year_is_asked_about(world: World, other: date) -> None:
    """The NIK says 17 May 1990: whatever of it differs is asked about."""
    with pytest.raises(Refused) as refusal:
        world.registrar.sign_up(sign_up_form(birth_date=other))
    assert refusal.value.code == "nik_mismatch_unconfirmed"


def test_nobody_alive_was_born_before_1900() -> None:
    """1 January 1900 is taken by the form, the day before is not."""
    assert sign_up_form(birth_date=date(1900, 1, 1)).birth_date == date(1900, 1, 1)
    with pytest.raises(ValidationError, match="must not be before 1900"):
        sign_up_form(birth_date=date(1899, 12, 31))


# ------------------------------------------------------------------------------------------------- who is told


def test_a_sign_up_is_answered_alike_whoever_exists(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new person, a taken NIK and a taken mailbox get one answer, but for the secret, which is random."""
    world.sign_up()
    world.confirm()
    form = {"full_name": "Budi Santoso", "birth_date": "1990-05-17", "phone": "081234567890"}
    answers = [
        answered(world, monkeypatch, "POST /accounts", {**form, "email": email, "nik": nik(serial)})
        for email, serial in (("baru@contoh.id", 2), ("budi@contoh.id", 1), (EMAIL, 3))
    ]
    secrets = {answer.pop("secret") for _, answer in answers}
    assert answers == [(202, {"status": "confirmation_sent"})] * 3
    assert [len(secret) for secret in secrets] == [32, 32, 32]


def test_a_new_password_is_answered_alike_whoever_exists(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address with an account and one without get one answer, but for the secret; the password needs both."""
    world.sign_up()
    world.confirm()
    answers = [
        answered(world, monkeypatch, "POST /accounts/password", {"email": email}) for email in (EMAIL, "lain@contoh.id")
    ]
    secrets = [answer.pop("secret") for _, answer in answers]
    assert answers == [(202, {"status": "confirmation_sent"})] * 2
    address, form = "POST /accounts/password/confirm", {"code": world.code(), "password": OTHER_PASSWORD}
    assert answered(world, monkeypatch, address, {**form, "secret": secrets[1]})[0] == 422
    assert world.user().password == KATA_SANDI
    assert answered(world, monkeypatch, address, {**form, "secret": secrets[0]}) == (204, None)
    assert world.user().password == OTHER_PASSWORD


def test_a_confirmation_answers_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """204, and the account is there; a password that is tried first is refused, and is no try for the code."""
    secret = world.sign_up()
    form = {"secret": secret, "code": world.code()}
    for _ in range(6):
        status, refusal = answered(world, monkeypatch, "POST /accounts/confirm", {**form, "password": "1234567890"})
        assert (status, [error["field"] for error in refusal["errors"]]) == (422, ["password"])
    answer = answered(world, monkeypatch, "POST /accounts/confirm", {**form, "password": KATA_SANDI})
    assert answer == (204, None)
    assert world.owner(1)


@pytest.mark.parametrize("error", [client_error("MessageRejected"), Busy()])
def test_the_log_of_a_lost_letter_names_nobody(
    world: World, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    """The mail service repeats the address in its message, or there is no time left to call it: no word of it stays."""
    world.sign_up()
    world.confirm()
    if not isinstance(error, Busy):
        error.response["Error"]["Message"] = f"Address {EMAIL} is not verified"  # type: ignore[attr-defined]
        error.args = (f"Address {EMAIL} is not verified",)
    world.sign_up("budi@contoh.id", serial=1)
    code = world.code("budi@contoh.id")
    world.postbox.error = error
    with pytest.raises(Refused):
        world.confirm("budi@contoh.id", code=code)
    assert "could not be told" in caplog.text
    assert EMAIL not in caplog.text


# ---------------------------------------------------------------------------------------- sign-ups that wait


def test_a_mailbox_that_was_not_proved_gives_no_account(world: World) -> None:
    """A wrong code and another sign-up with the mailbox leave the NIK to whoever proves one."""
    first = world.sign_up(serial=1)
    with pytest.raises(Refused):
        world.confirm(code="00000000")
    world.sign_up(serial=2)
    assert world.owner(1) is None
    assert world.owner(2) is None
    assert world.pool.users == {}
    world.confirm(secret=first)
    assert world.owner(1)


def test_the_mark_of_a_withdrawn_sign_up_is_kept_for_48_hours(world: World) -> None:
    """As long as sign-ups of earlier releases waited; then the table may drop it."""
    world.earlier(confirmed=False)
    world.sign_up(serial=2)
    world.confirm()
    kept = world.table.scan(TableName="antrean", FilterExpression="attribute_exists(withdrawn)")["Items"]
    assert [int(item["expires_at"]["N"]) for item in kept] == [int((NOW + timedelta(hours=48)).timestamp())]


def test_the_profile_completes_a_confirmation(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user of an earlier release whose confirmation died sees the profile; one without sign-up has none."""
    sub = world.earlier()
    status, profile = answered(world, monkeypatch, "GET /me", caller=sub)
    assert (status, profile["full_name"]) == (200, "Siti Rahayu")
    assert world.owner(1)
    assert answered(world, monkeypatch, "GET /me", caller="sub-9")[0] == 403


def test_the_profile_goes_on_to_the_newest_key(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks at the profile after a version was made has an account under it, and is told nothing of that."""
    world.sign_up()
    world.confirm()
    before = answered(world, monkeypatch, "GET /me", caller=world.user().account_id)
    both = world.registrar.pepper.nik_keys('{"v2": "the second key, of 32 bytes....."}')
    world.registrar = replace(world.registrar, nik_keys=lambda: both)
    assert answered(world, monkeypatch, "GET /me", caller=world.user().account_id) == before
    account = world.account()
    assert account
    assert account.nik_keys == both.of(nik(1))


def test_a_token_names_its_account(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the account of the token, and not the user, whose profile is shown."""
    world.sign_up()
    world.confirm()
    user = world.user()
    assert user.sub != user.account_id
    status, profile = answered(world, monkeypatch, "GET /me", caller=user.sub, account=user.account_id)
    assert (status, profile["account_id"]) == (200, user.account_id)
    assert answered(world, monkeypatch, "GET /me", caller=user.sub)[0] == 403


def test_a_registration_repeated_wipes_no_booking(world: World) -> None:
    """The profile that holds an active booking stays as it is when its confirmation is sent again."""
    world.sign_up()
    world.confirm()
    stored, account = world.registrar.accounts, world.account()
    assert account
    world.table.transact_write_items(
        TransactItems=[stored.begin_active_action(account, "BOOKING", NOW + timedelta(days=7), NOW)]
    )
    world.confirm()
    found = stored.get(account.account_id)
    assert found
    assert found.active_booking == "BOOKING"


def test_only_an_account_is_noted_as_told(world: World) -> None:
    """To note a notice for an account that does not exist makes no profile."""
    assert not world.registrar.accounts.may_notify("nobody", NOW, timedelta(hours=1))
    assert world.registrar.accounts.get("nobody") is None


def test_the_form_of_a_sign_up_is_checked_for_a_nik() -> None:
    """A number that was never issued is refused by the form, which does not repeat it."""
    unnumbered = f"{nik(1)[:12]}0000"
    with pytest.raises(ValidationError, match="must not end with 0000") as refusal:
        SignUp.model_validate({**sign_up_form().model_dump(), "nik": unnumbered})
    assert unnumbered not in str(refusal.value)


def test_settings_change_what_is_named(services: Services, siti: str) -> None:
    """What is left out stays; Indonesian, reminders and no WhatsApp are what an account begins with."""
    accounts = services.store.accounts
    account = accounts.get(siti)
    assert account
    assert (account.language, account.reminders, account.whatsapp) == ("id", True, False)
    changed = accounts.change_settings(siti, whatsapp=True)
    assert changed
    assert (changed, changed.whatsapp) == (accounts.get(siti), True)
    for language, reminders, then in (
        (None, None, ("id", True)),
        ("en", None, ("en", True)),
        (None, False, ("en", False)),
    ):
        changed = accounts.change_settings(siti, language, reminders=reminders)  # type: ignore[arg-type] # of a table
        assert changed == accounts.get(siti)
        assert changed
        assert (changed.language, changed.reminders) == then


def test_settings_only_for_an_account_that_is_there(services: Services) -> None:
    """They make no profile."""
    assert services.store.accounts.change_settings("nobody", "en") is None
    assert services.store.accounts.get("nobody") is None


def test_an_account_is_written_to_in_the_language_of_its_sign_up(services: Services) -> None:
    """Whoever signed up on the English page reads English mails."""
    pending = sign_up_of("ayu", nik(5), services.nik_keys())._replace(language="en")
    services.store.accounts.register(pending, NOW)
    account = services.store.accounts.get("ayu")
    assert account
    assert account.language == "en"

"""How sure an identity is: what the registry is asked, when, and what its answer changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from antrean.base.errors import Busy, Code, Refused
from antrean.changes import add, book
from antrean.people.forms import profile_view
from antrean.people.items import account_key, registration_key
from antrean.registry.store import Levels
from instruments.replay.calls import Recorder
from instruments.replay.people import BIRTH_DATE, EMAIL, holds_nik, nik
from tests.support.registered import URL, Registered
from tests.support.wishes import KEY, asked, more
from tests.unit.conftest import register

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock
    from antrean.bookings.operation import Services
    from antrean.bookings.stores import Store
    from antrean.people.model import Verdict


@pytest.fixture
def there(recorder: Recorder, store: Store, clock: FixedClock) -> Registered:
    """A deployment with a registry."""
    return Registered(recorder, store, clock)


def test_a_sign_up_is_asked_about_after_its_answer(there: Registered) -> None:
    """The 202 needs no registry: the question waits, with NIK, name and date as typed, and is asked once taken up."""
    there.world.sign_up()
    assert there.registry.asked == []
    there.work()
    assert there.registry.asked == [(nik(1), "Siti Rahayu", BIRTH_DATE)]


def test_the_question_is_sealed(there: Registered) -> None:
    """Whoever reads the queue sees an account's id, and neither NIK nor name nor date; the seal is that account's."""
    there.world.sign_up()
    [message] = there.queues.bodies(URL)
    assert json.loads(message).keys() == {"about", "sealed"}
    assert not holds_nik(message)
    assert "Siti" not in message
    assert "1990" not in message
    assert there.seal.open(message)[0] == json.loads(message)["about"]
    moved = json.dumps({**json.loads(message), "about": "another-account"})
    with pytest.raises(ClientError):
        there.seal.open(moved)


@pytest.mark.parametrize("first", ["answer", "confirmation"])
def test_a_match_raises_to_level_1_whichever_comes_first(there: Registered, first: str) -> None:
    """The verdict waits with the sign-up, or meets the registration; profile and registration say the same."""
    there.world.sign_up()
    if first == "answer":
        there.work()
        there.world.confirm()
    else:
        there.world.confirm()
        assert there.level() == (0, 0)
        there.work()
    assert there.level() == (1, 1)
    assert (there.account().level, there.account().registry) == (1, "match")


def test_an_answer_between_the_steps_of_a_confirmation_is_not_lost(there: Registered) -> None:
    """Wherever in a confirmation the verdict is written, the account is raised in the end."""
    there.world.sign_up()
    there.world.table.calls.clear()
    there.world.confirm()
    calls = len(there.world.table.calls)
    for number in range(calls):
        email = f"siti{number}@contoh.id"
        there.queues.messages.clear()
        there.world.sign_up(email, serial=number + 10)
        there.world.at_call(number, there.work)
        there.world.confirm(email)
        there.world.let_through()
        assert there.level(number + 10)[0] == 1, number


@pytest.mark.parametrize("verdict", ["mismatch", "unknown", "down"])
def test_whatever_is_no_match_warns_and_blocks_nothing(there: Registered, verdict: Verdict) -> None:
    """The account is made, stays at level 0 and is told why; `down` is asked again."""
    there.registry.says = verdict
    there.world.sign_up()
    there.world.confirm()
    if verdict == "down":
        with pytest.raises(Busy):
            there.work()
    else:
        there.work()
    account = there.account()
    assert there.level() == (0, 0)
    assert (account.level, account.registry) == (0, verdict)


def test_a_match_stays_whatever_comes_later(there: Registered) -> None:
    """A question that is asked twice, or a registry that forgets, takes nothing away."""
    there.world.sign_up()
    there.world.confirm()
    there.work()
    there.registry.says = "unknown"
    there.work()
    assert (there.account().level, there.account().registry) == (1, "match")


def test_a_higher_level_stays(there: Registered) -> None:
    """Whose identity card was seen is not put back to level 1."""
    there.world.sign_up()
    there.world.confirm()
    there.table.update(
        registration_key(there.nik_keys().key(nik(1))),
        "SET #level = :three, version = :one",
        "attribute_exists(pk)",
        values={":three": 3, ":one": 1},
        names={"#level": "level"},
    )
    there.work()
    assert there.level() == (3, 2)
    assert there.account().level == 3


def test_a_queue_that_fails_fails_no_sign_up(there: Registered) -> None:
    """The code was mailed already: whoever has it confirms, at level 0."""

    def unreachable(_number: int) -> None:
        raise EndpointConnectionError(endpoint_url="kms")

    there.kms.before = unreachable
    there.world.sign_up()
    there.world.confirm()
    assert there.account().level == 0


def test_taken_and_free_ask_the_same(there: Registered) -> None:
    """A sign-up with the NIK or the mailbox of an account puts the same into the queue as any other."""
    for email, serial in ((EMAIL, 1), ("budi@contoh.id", 1), (EMAIL, 2), ("budi@contoh.id", 2)):
        before = len(there.queues.bodies(URL)), len(there.kms.calls)
        there.world.sign_up(email, serial)
        assert (len(there.queues.bodies(URL)), len(there.kms.calls)) == (before[0] + 1, before[1] + 1)
        if (email, serial) == (EMAIL, 1):
            there.world.confirm()


# ------------------------------------------------------------------------------------------------- the table


def test_only_the_registration_of_this_account(there: Registered) -> None:
    """A check that is paused raises nobody who has the NIK by then."""
    there.world.sign_up()
    there.world.confirm()
    key, account = there.nik_keys().key(nik(1)), there.account()

    def another_owner() -> None:
        there.table.update(
            registration_key(key), "SET account_id = :other", "attribute_exists(pk)", values={":other": "other"}
        )

    there.world.at_call(1, another_owner)
    there.levels.note(account.account_id, [key], "match")
    assert there.level() == (0, 0)


def test_a_level_not_changed_since_it_was_read(there: Registered) -> None:
    """What a counter decides between reading and writing stays, and the check is made again on top of it."""
    there.world.sign_up()
    there.world.confirm()
    key, account = there.nik_keys().key(nik(1)), there.account()

    def counter() -> None:
        there.table.update(
            registration_key(key),
            "SET #level = :three, version = :one",
            "attribute_exists(pk)",
            values={":three": 3, ":one": 1},
            names={"#level": "level"},
        )

    there.world.at_call(1, counter)
    there.levels.note(account.account_id, [key], "match")
    assert there.level() == (3, 2)


def test_only_the_profile_of_this_nik(there: Registered) -> None:
    """An account that has another NIK by now is neither raised nor warned, and one that is gone is not made anew."""
    there.world.sign_up()
    there.world.confirm()
    key, account = there.nik_keys().key(nik(1)), there.account()
    there.table.update(
        account_key(account.account_id), "SET nik_key = :other", "attribute_exists(pk)", values={":other": "v1.other"}
    )
    there.levels.note(account.account_id, [key], "match")
    with pytest.raises(Busy):
        there.levels.note(account.account_id, [key], "mismatch")
    assert (there.account().level, there.account().registry) == (0, None)
    there.levels.note("nobody", [key], "mismatch")
    assert there.table.get(account_key("nobody")) is None


def test_only_what_waits_still_keeps_a_verdict(there: Registered) -> None:
    """A sign-up that has expired is not made anew by its verdict."""
    there.levels.note_waiting("a-name", "match")
    assert there.levels.of_waiting("a-name") is None


# ------------------------------------------------------------------------------------ accounts of before


@pytest.fixture
def before(there: Registered) -> Registered:
    """A deployment in which somebody has an account from before there was a registry."""
    there.world.sign_up()
    there.world.confirm()
    there.queues.messages.clear()
    return there


def test_an_account_of_before_is_checked_by_nik_and_birth_date(before: Registered) -> None:
    """They are typed once more, go with the name of the account into the queue, and a match raises it."""
    before.checks.ask(before.account(), nik(1), BIRTH_DATE, before.clock)
    before.work()
    assert before.registry.asked == [(nik(1), "Siti Rahayu", BIRTH_DATE)]
    assert before.level() == (1, 1)


@pytest.mark.parametrize(
    ("serial", "birth_date", "field"), [(2, BIRTH_DATE, "nik"), (1, date(1991, 5, 17), "birth_date")]
)
def test_only_the_own_data_are_checked(before: Registered, serial: int, birth_date: date, field: str) -> None:
    """An account asks about nobody else, and a wrong guess is counted."""
    with pytest.raises(Refused) as refusal:
        before.checks.ask(before.account(), nik(serial), birth_date, before.clock)
    assert [each["field"] for each in refusal.value.members["errors"]] == [field]  # type: ignore[attr-defined]
    assert before.queues.bodies(URL) == []
    assert before.account().checked == "2026-12-01#1"


def test_three_checks_a_day(before: Registered) -> None:
    """The fourth of a day (UTC) is told until when to wait; the next day begins anew."""
    for _ in range(3):
        before.checks.ask(before.account(), nik(1), BIRTH_DATE, before.clock)
    with pytest.raises(Refused) as refusal:
        before.checks.ask(before.account(), nik(1), BIRTH_DATE, before.clock)
    assert (refusal.value.code, refusal.value.members["rule"]) == (Code.LIMIT_REACHED, "checks")
    assert refusal.value.members["until"] == datetime(2026, 12, 2, tzinfo=UTC)
    assert len(before.queues.bodies(URL)) == 3
    before.clock.instant += timedelta(days=1)
    before.checks.ask(before.account(), nik(1), BIRTH_DATE, before.clock)


def test_checks_side_by_side_count_like_checks_in_a_row(before: Registered) -> None:
    """Of two requests that read the same account one is counted, and the other is busy; nobody gone is counted."""
    read = before.account()
    before.checks.ask(read, nik(1), BIRTH_DATE, before.clock)
    with pytest.raises(Busy):
        before.checks.ask(read, nik(1), BIRTH_DATE, before.clock)
    assert len(before.queues.bodies(URL)) == 1
    gone = read._replace(account_id="nobody", checked="")
    assert not before.levels.count_check(gone, date(2026, 12, 1), 1)


# --------------------------------------------------------------------------------- what a level allows


def test_whoever_is_not_known_books_only_for_themselves(services: Services, siti: str) -> None:
    """Below the level of the deployment no family is booked or added, before anybody is counted; oneself is."""
    careful = replace(services, family_level=1)
    with pytest.raises(Refused) as refusal:
        book.book(careful, siti, asked(2, start=10), KEY)
    assert refusal.value.code == Code.IDENTITY_UNVERIFIED
    account = services.store.accounts.get(siti)
    assert account
    assert not account.limits.named
    made = book.book(careful, siti, asked(1), KEY)
    with pytest.raises(Refused) as refusal:
        add.add(careful, siti, made.booking_id, more(1, 10), "more")
    assert refusal.value.code == Code.IDENTITY_UNVERIFIED
    Levels(services.store._table).note(siti, services.nik_keys().of(nik(901)), "match")  # noqa: SLF001 - it is no part of it
    assert len(add.add(careful, siti, made.booking_id, more(1, 10), "more").applicants) == 2


def test_what_was_booked_is_answered_again(services: Services, siti: str) -> None:
    """The repeat of a request that was done is not judged anew where the deployment asks for more by now."""
    made = book.book(services, siti, asked(2, start=10), KEY)
    assert book.book(replace(services, family_level=3), siti, asked(2, start=10), KEY) == made


def test_the_profile_tells_what_the_level_allows(services: Services, clock: FixedClock) -> None:
    """Level, verdict, and whether the account may book for others; without a registry everybody may."""
    register(services, "budi", nik(902))
    account = services.store.accounts.get("budi")
    assert account
    view = profile_view(account, clock.now(), {}, mailbox_works=True, family_level=1)
    assert (view["identity_level"], view["registry"], view["books_family"]) == (0, None, False)
    assert profile_view(account, clock.now(), {}, mailbox_works=True)["books_family"]
    raised = account._replace(level=1, registry="match")
    view = profile_view(raised, clock.now(), {}, mailbox_works=True, family_level=1)
    assert (view["identity_level"], view["registry"], view["books_family"]) == (1, "match", True)


def test_a_bot_with_a_mailbox_and_made_up_niks_gets_no_family_seat(services: Services, there: Registered) -> None:
    """One mailbox, any number of NIKs that nobody has: one account at level 0, and one seat at most."""
    there.registry.says = "unknown"
    there.world.sign_up()
    others = [there.world.sign_up("siti+tag@contoh.id", serial) for serial in range(2, 6)]
    there.world.confirm()
    there.work()
    for secret in others:
        with pytest.raises(Refused):
            there.world.confirm("siti+tag@contoh.id", secret)
    account = there.account()
    careful = replace(services, family_level=1, pepper=there.pepper)
    for people in range(2, 6):
        with pytest.raises(Refused) as refusal:
            book.book(careful, account.account_id, asked(people, start=50), f"key-{people}")
        assert refusal.value.code == Code.IDENTITY_UNVERIFIED
    assert len(book.book(careful, account.account_id, asked(1), "alone").applicants) == 1

"""Erasing: nothing of a person is found afterwards, and nobody else loses anything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from antrean.account.closing import reopen
from antrean.account.model import Erasure
from antrean.aws.bucket import Bucket
from antrean.base.clock import FixedClock
from antrean.base.ids import Pepper
from antrean.bookings.items import person_item
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.login.identity import ACCOUNT_ATTRIBUTE
from antrean.login.store import AddressChanges
from antrean.people.items import address_change_item, person_of
from antrean.people.model import AddressChange, Consent, Device
from antrean.proofs.store import Hour, WaitingCodes
from antrean.tickets.receipts import Receipts
from antrean.waiting import joining
from antrean.waiting.items import entry_key
from antrean.waiting.store import Outranked
from instruments.replay.calls import Recorder
from instruments.replay.cognito import PoolUser
from instruments.replay.people import nik, sign_up_of
from instruments.replay.s3 import FakeS3
from instruments.stand_in import stand_in
from tests.support.erased import LATER, MAIL, NAME, Life
from tests.support.household import households_of
from tests.support.own_account import UNDO, Closings, traces
from tests.support.same_table import waiting_of
from tests.support.waiting import wish
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW, register


@pytest.fixture
def life(services: Services, clock: FixedClock) -> Life:
    """A life that is to be erased."""
    return Life(services, clock)


def test_nothing_is_found_afterwards(life: Life) -> None:
    """Name, mailbox and NIK key of the person are in no item; before they were in several."""
    assert len(life.found()) >= 5
    life.closings.erase()
    assert life.found() == []
    assert "ayu" not in life.closings.pool.users
    assert life.closings.erasures.due(life.clock.now()) == []


def test_what_waits_for_a_code_goes_too(life: Life) -> None:
    """Whatever names the NIK or the mailbox: sign-ups, wishes for a password, and what mailboxes asked for."""
    codes, pepper, now = WaitingCodes(life.table), life.services.pepper, life.clock.now()
    nik_keys = life.services.nik_keys()
    mailbox, others = pepper.mailbox(MAIL), pepper.mailbox("lain@contoh.id")
    ends = int(now.timestamp()) + 60
    waiting = person_of(sign_up_of("", nik(1), nik_keys, NAME))
    codes.wait("SIGNUP", "of the NIK", others, "mark", {**waiting, "email": "lain@contoh.id"}, ends)
    codes.wait("SIGNUP", "of the mailbox", mailbox, "mark", {**waiting, "nik_key": "another"}, ends)
    codes.wait("RESET", "of the account", mailbox, "mark", {"account_id": "ayu"}, ends)
    codes.wait("SIGNUP", "of somebody else", others, "mark", person_of(sign_up_of("", nik(7), nik_keys)), ends)
    codes.begin_hour("SIGNUP", mailbox, Hour(ends, "seed"), None, ends)
    codes.begin_hour("SIGNUP", others, Hour(ends, "seed"), None, ends)
    for each, serial in ((mailbox, 8), (others, 1), ("third", 9)):
        assert life.services.store.accounts.ask_for_nik(each, nik_keys.key(nik(serial)), now.date())
    life.closings.erase()
    assert life.found() == []
    left = " ".join(traces(life.services, "SIGNUP#", "RESET#", "CODE#", "NIKS#"))
    assert left.count("'pk'") == 3
    for word in ("SIGNUP#of somebody else", f"MAILBOX#{others}", "MAILBOX#third"):
        assert word in left


def test_what_is_kept_beside_the_profile_goes_too(life: Life) -> None:
    """A change of the address with its old one, a wish for another, devices, and what was agreed to; nobody else's."""
    services, now = life.services, life.clock.now()
    records, changes = services.store.records, AddressChanges(life.table)
    old = AddressChange("ayu", "change", "lama@contoh.id", MAIL, "ayu", now, now + timedelta(days=1))
    life.table.put(address_change_item(old))
    waiting = {"account_id": "ayu", "before": MAIL, "email": "lain@contoh.id"}
    WaitingCodes(life.table).wait("EMAIL", "wish", "another mailbox", "mark", waiting, int(now.timestamp()) + 60)
    for account_id in ("ayu", life.budi):
        records.add_device(Device(account_id, "device", now, now))
        records.add_consents(account_id, [Consent("notice", given=True, at=now, version="2026-12-01")])
    life.closings.erase()
    assert traces(services, "lama@contoh.id", "lain@contoh.id", "ACCOUNT#ayu") == []
    assert changes.get("ayu") is None
    assert (records.devices_of("ayu", now), records.consents_of("ayu")) == ([], [])
    assert len(records.devices_of(life.budi, now)) == len(records.consents_of(life.budi)) == 1


def test_an_erased_account_leaves_no_entry(life: Life) -> None:
    """Nor what lists it, nor what keeps its people from waiting; and the person is in nobody else's entry any more."""
    services = life.services
    waiting = waiting_of(services)
    days = {"first": date(2026, 12, 28), "last": date(2026, 12, 29)}
    of_budi = joining.join(services, waiting, life.budi, wish(2, 1, **days), "tunggu")
    ayu = services.store.accounts.get("ayu")
    assert ayu
    child = of_budi.people[1]._replace(nik_key="v1.anak", full_name=NAME)
    own = of_budi._replace(account_id="ayu", entry_id="0" * 16, people=(child,))
    assert waiting.enter(own, life.clock.now(), Outranked(), ayu, ayu.limits)
    life.closings.erase()
    assert life.found() == []
    assert traces(services, "v1.anak", "#entry#ayu", "#ayu'") == []
    assert [waiter.account_id for waiter in waiting.listed("bogor").waiters] == [life.budi]
    left = waiting.entry(life.budi)
    assert left
    assert [person.relation for person in left.people] == ["self"]


def test_the_mark_of_another_entry_stays(life: Life) -> None:
    """The owner of a NIK, whom the erased account had put on the list, waits in an own entry by now."""
    services = life.services
    waiting = waiting_of(services)
    days = {"first": date(2026, 12, 28), "last": date(2026, 12, 29)}
    of_budi = joining.join(services, waiting, life.budi, wish(1, 1, **days), "tunggu")
    ayu = services.store.accounts.get("ayu")
    assert ayu
    nobody = of_budi._replace(account_id="ayu", entry_id="0" * 16, people=())
    assert waiting.enter(nobody, life.clock.now(), Outranked(), ayu, ayu.limits)
    life.table.update(
        entry_key("ayu"),
        "SET people = :people",
        "attribute_exists(pk)",
        values={":people": [person_item(of_budi.people[0])]},
    )
    life.closings.erase()
    assert set(waiting.asking(life.budi, of_budi.people[0].nik_keys).marks) == {of_budi.people[0].nik_key}


def test_the_mailbox_is_free_afterwards(life: Life) -> None:
    """Another account may have it; one that got it while the people were taken out keeps it."""
    accounts, mailbox = life.services.store.accounts, life.services.pepper.mailbox(MAIL)
    assert accounts.of_mailbox(mailbox) == "ayu"
    life.closings.erase()
    assert accounts.of_mailbox(mailbox) is None
    accounts.hold_mailbox(mailbox, "ani")
    life.closings.erasures.free_mailbox(Erasure(NOW, "ayu", "ayu", mailbox))
    assert accounts.of_mailbox(mailbox) == "ani"


def test_every_user_of_the_account_goes(life: Life) -> None:
    """The one that closed it, whatever its address is by now, and one that a new password made since; no other's."""
    users = life.closings.pool.users
    users["ayu"].email = "baru@contoh.id"
    users["second"] = PoolUser("second", MAIL, "", {ACCOUNT_ATTRIBUTE: "ayu"}, confirmed=True)
    life.closings.erase()
    assert list(users) == []


def test_the_user_of_another_account_stays(life: Life) -> None:
    """The holder changed the address, and somebody else has it by now."""
    users = life.closings.pool.users
    users["ayu"].email = "baru@contoh.id"
    users["other"] = PoolUser("other", MAIL, "", {ACCOUNT_ATTRIBUTE: "ani"}, confirmed=True)
    life.closings.erase()
    assert list(users) == ["other"]


def test_households_go_with_their_people(life: Life) -> None:
    """The own one goes altogether, and out of that of another account only the person."""
    life.closings.erase()
    households = households_of(life.services)
    assert households.get("ayu").members == ()
    assert not traces(life.services, life.services.nik_keys().key(nik(5)))
    assert [each.full_name for each in households.get("budi").members] == ["Anak 6"]


def test_the_booker_keeps_the_booking(life: Life) -> None:
    """Budi's booking has its seats, numbers and Budi; of Ayu is left that somebody came."""
    before = life.services.store.bookings.get(life.with_ayu.booking_id)
    life.closings.erase()
    after = life.services.store.bookings.get(life.with_ayu.booking_id)
    assert before
    assert after
    gone = before.applicants[1]._replace(full_name="", nik_key="", nik_last4="")
    assert after == before._replace(applicants=(before.applicants[0], gone), revision=before.revision + 1)


def test_of_an_own_booking_everybody_goes(services: Services, clock: FixedClock) -> None:
    """Nobody answers for its family any more; its numbers stay, which the statistics count."""
    siti = register(services, "siti", nik(901))
    closings = Closings(services, clock)
    closings.has_user(siti)
    made = book.book(services, siti, asked(3), KEY)
    clock.instant = LATER
    closings.close(siti)
    clock.instant = LATER + UNDO
    closings.erase()
    after = services.store.bookings.get(made.booking_id)
    assert after
    assert {(each.full_name, each.nik_key, each.nik_last4) for each in after.applicants} == {("", "", "")}
    assert [each.number for each in after.applicants] == [each.number for each in made.applicants]
    assert (after.ranges, after.status) == (made.ranges, made.status)


def test_the_receipts_follow(life: Life) -> None:
    """What the stream tells of the change draws the ticket anew and removes the one with the name."""
    bucket = FakeS3()
    receipts = Receipts(Bucket(stand_in(bucket), "receipts"), Pepper(b"a pepper of the tests, 32 bytes.."))
    before = life.services.store.bookings.get(life.with_ayu.booking_id)
    assert before
    receipts.put(before)
    assert NAME.split(maxsplit=1)[0] in str(bucket.objects)
    life.closings.erase()
    receipts.replace(before, life.services.store.bookings.get(life.with_ayu.booking_id))
    assert NAME.split(maxsplit=1)[0] not in str(bucket.objects)


def test_nobody_is_erased_before_the_14_days_are_over(life: Life) -> None:
    """A day before, a second before: nothing; and who reopened stays."""
    before = life.found()
    life.clock.instant -= timedelta(seconds=1)
    life.closings.erase()
    assert life.found() == before
    reopen(life.services, life.closings.erasures, "ayu")
    life.clock.instant += timedelta(seconds=1)
    life.closings.erase()
    assert life.services.store.accounts.get("ayu")
    assert "ayu" in life.closings.pool.users


def test_where_nobody_is_due_the_table_is_not_read(services: Services, clock: FixedClock, recorder: Recorder) -> None:
    """A day without erasures costs two queries of an empty list."""
    recorder.calls.clear()
    assert Closings(services, clock).erase() == 1
    assert recorder.calls == ["query", "query"]


def test_who_is_booked_by_others_is_erased_after_that_day(services: Services, clock: FixedClock) -> None:
    """Or the booking of the others would have a person whom the office does not know."""
    siti = register(services, "siti", nik(1))
    closings = Closings(services, clock)
    closings.has_user(siti)
    clock.instant = NOW - timedelta(days=10)
    closings.close(siti)
    clock.instant = datetime(2026, 12, 5, 3, 0, tzinfo=UTC)
    made = book.book(services, register(services, "budi", nik(902)), asked(2), KEY)
    key = services.nik_keys().key(nik(1))
    for instant, erased in ((clock.instant, False), (made.until, False), (made.until + timedelta(days=1), True)):
        clock.instant = instant
        closings.erase()
        assert (traces(services, key) == []) == erased
        # nobody can log in, or come back, from the first of these days on
        assert siti not in closings.pool.users


def test_an_account_that_was_deleted_by_hand_is_forgotten(life: Life) -> None:
    """Its entry goes, and nobody else is touched."""
    [due] = life.closings.erasures.due(life.clock.now())
    table = life.services.store._table  # noqa: SLF001 - by hand
    table.transact([table.delete_action(("ACCOUNT#ayu", "PROFILE"), "v > :none", {":none": 0})])
    life.closings.erase()
    assert life.closings.erasures.due(life.clock.now()) == []
    assert due.account_id == "ayu"

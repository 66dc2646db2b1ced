"""Answers to offers: accepting, declining, leaving, and what nobody answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

import pytest

from antrean.aws.attributes import Item
from antrean.aws.table import Key, Table
from antrean.base.errors import Code
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.waiting import answers, joining
from antrean.waiting.items import entry_key
from antrean.waiting.model import answer_until
from tests.support.same_table import waiting_of
from tests.support.waiting import (
    HOUR,
    MINUTE,
    balanced,
    entry_of,
    given_back,
    join,
    later,
    offer_of,
    offered_to,
    swept,
    wish,
)
from tests.support.wishes import KEY, asked, kept, refusal
from tests.unit.conftest import NOW, OFFICE, OTHER_SLOT, SLOT


@pytest.fixture
def offered(services: Services, siti: str) -> Booking:
    """An offer of one seat that Siti has."""
    return offered_to(services, siti)


def accept(services: Services, made: Booking) -> Booking:
    """Let the account of an offer accept it."""
    return answers.accept(services, waiting_of(services), made.account_id, made.booking_id)


def decline(services: Services, made: Booking) -> Booking:
    """Let the account of an offer decline it."""
    return answers.decline(services, waiting_of(services), made.account_id, made.booking_id)


@pytest.mark.parametrize(
    ("made", "until"),
    [
        ("2026-12-01T10:00:00", "2026-12-01T16:00:00"),
        ("2026-12-01T14:00:00", "2026-12-01T20:00:00"),
        ("2026-12-01T14:00:01", "2026-12-02T07:00:01"),
        ("2026-12-01T17:00:00", "2026-12-02T10:00:00"),
        ("2026-12-01T23:30:00", "2026-12-02T13:00:00"),
        ("2026-12-01T03:00:00", "2026-12-01T13:00:00"),
        ("2026-12-07T12:00:00", "2026-12-07T18:00:00"),
        ("2026-12-07T12:00:01", None),
        ("2026-12-07T20:00:00", None),
    ],
)
def test_an_offer_can_be_answered_for_six_hours_of_the_day(made: str, until: str | None) -> None:
    """From 07:00 to 20:00 office time, and none after 18:00 of the day before."""
    found = answer_until(OFFICE.zone, date(2026, 12, 8), datetime.fromisoformat(made).replace(tzinfo=OFFICE.zone))
    assert found == (datetime.fromisoformat(until).replace(tzinfo=OFFICE.zone) if until else None)


def test_an_offer_says_until_when(offered: Booking) -> None:
    """It was made at 11:00 in Jakarta."""
    assert offered.offer
    assert offered.offer.until == datetime(2026, 12, 1, 17, tzinfo=OFFICE.zone)


def test_an_accepted_offer_is_a_booking(services: Services, siti: str, offered: Booking) -> None:
    """With the numbers of the offer; it is the account's active one, and its people are in no other."""
    made = accept(services, offered)
    assert (made.status, made.applicants[0].number, made.revision) == ("confirmed", offered.applicants[0].number, 1)
    account = services.store.accounts.get(siti)
    assert account
    assert (account.active_booking, account.booking_ids) == (made.booking_id, [made.booking_id])
    guard, _ = services.store.guard_and_registration(*account.nik_keys)
    assert guard
    assert guard.booking_id == made.booking_id
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "accepted")
    assert accept(services, offered) == made
    assert cancel.cancel(services, siti, made.booking_id).status == "cancelled"
    balanced(services)


def test_who_accepted_can_wait_again(services: Services, siti: str, offered: Booking) -> None:
    """Nothing lists the entry any more that has ended, and its people are free to wait."""
    cancel.cancel(services, siti, accept(services, offered).booking_id)
    assert waiting_of(services).listed("bogor").waiters == []
    assert waiting_of(services).due(NOW + timedelta(days=60)) == []
    assert join(services, siti, key="lagi").state == "waiting"


def test_an_offer_is_accepted_until_it_ends(services: Services, offered: Booking) -> None:
    """In the second in which it ends it is too late; the clock takes it back a minute after that."""
    assert offered.offer
    services.clock.instant = offered.offer.until  # type: ignore[attr-defined]
    assert refusal(lambda: accept(services, offered)).code == Code.TOO_LATE
    later(services, timedelta(seconds=59))
    swept(services)
    assert services.store.bookings.get(offered.booking_id) == offered
    later(services, timedelta(seconds=1))
    swept(services)
    found = services.store.bookings.get(offered.booking_id)
    assert found
    assert found.offer
    assert (found.status, found.offer.answer, found.offer.last) == ("cancelled", "lapsed", False)
    assert kept(services.store) == 1
    assert refusal(lambda: accept(services, offered)).code == Code.TOO_LATE
    balanced(services)


def test_an_offer_that_has_ended_is_too_late_whatever_was_booked_since(services: Services, offered: Booking) -> None:
    """Nobody is told that their waiting ended by a booking, where it was the offer that had ended before."""
    decline(services, offered)
    book.book(services, offered.account_id, asked(1, OTHER_SLOT), KEY)
    assert refusal(lambda: accept(services, offered)).code == Code.TOO_LATE
    assert entry_of(services, offered.account_id).lasts


def test_a_declined_offer_goes_to_who_comes_next(services: Services, siti: str, budi: str, offered: Booking) -> None:
    """Who declines waits on in the same place, and is not offered this slot again."""
    join(services, budi)
    later(services, HOUR)
    done = decline(services, offered)
    assert (done.status, decline(services, offered)) == ("cancelled", done)
    found = entry_of(services, siti)
    assert (found.state, found.declined, found.passed) == ("waiting", 1, (SLOT,))
    assert swept(services).offered == 1
    assert entry_of(services, budi).state == "has_offer"
    balanced(services)


def test_three_declined_offers_end_an_entry(services: Services, siti: str) -> None:
    """Who waits said which days they can come, and cannot stay first to choose."""
    slots = [SLOT, OTHER_SLOT, SLOT._replace(date=date(2026, 12, 9))]
    quota = services.store.quotas.get(SLOT)
    assert quota
    services.store.quotas.publish(quota._replace(slot=slots[2], closes_at=quota.closes_at + timedelta(days=1)))
    joining.join(services, waiting_of(services), siti, wish(last=date(2026, 12, 9)), "tunggu")
    later(services, HOUR)
    for index, slot in enumerate(slots):
        assert entry_of(services, siti).state == "waiting"
        given_back(services, 1, slot, 700 + 10 * index)
        assert swept(services).offered == 1
        made = offer_of(services, siti)
        assert made.slot == slot
        decline(services, made)
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "declined")
    balanced(services)


@pytest.mark.usefixtures("offered")
def test_two_unanswered_offers_end_an_entry(services: Services, siti: str) -> None:
    """The first may have been overlooked."""
    given_back(services, 1, OTHER_SLOT, 720)
    for index, slot in ((1, SLOT), (2, OTHER_SLOT)):
        made = offer_of(services, siti)
        assert made.offer
        assert made.slot == slot
        services.clock.instant = made.offer.until + MINUTE  # type: ignore[attr-defined]
        swept(services)
        assert entry_of(services, siti).unanswered == index
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "unanswered")
    balanced(services)


def test_who_booked_meanwhile_cannot_accept(services: Services, siti: str, offered: Booking) -> None:
    """The profile refuses; the offer and the entry end with that."""
    book.book(services, siti, asked(1, OTHER_SLOT), KEY)
    assert refusal(lambda: accept(services, offered)).code == Code.BOOKING_EXISTS
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "booked")
    assert kept(services.store) == 1
    balanced(services)


def test_whose_family_was_booked_meanwhile_cannot_accept(services: Services, siti: str, budi: str) -> None:
    """The guard refuses; which of the people it is is told, as the account named them before. The offer stays."""
    given_back(services, 2)
    join(services, siti, 2, 20)
    later(services, HOUR)
    swept(services)
    made = offer_of(services, siti)
    booked = book.book(services, budi, asked(2, OTHER_SLOT, 20), KEY)
    refused = refusal(lambda: accept(services, made))
    assert (refused.code, refused.members) == (Code.NIK_ALREADY_BOOKED, {"applicants": [1]})
    account = services.store.accounts.get(siti)
    assert account
    assert len(account.limits.refusals) == 1
    assert entry_of(services, siti).state == "has_offer"
    cancel.cancel(services, budi, booked.booking_id)
    assert accept(services, made).is_confirmed
    balanced(services)


def test_who_waits_alone_by_now_is_not_booked_by_an_offer(services: Services, siti: str, budi: str) -> None:
    """Budi was in Siti's entry and joined while it had an offer: that ends, and the next is for who is left."""
    later(services, MINUTE)
    given_back(services, 2)
    join(services, siti, 2, 902)
    later(services, HOUR)
    swept(services)
    made = offer_of(services, siti)
    join(services, budi)
    assert refusal(lambda: accept(services, made)).code == Code.TOO_LATE
    entry = entry_of(services, siti)
    assert (entry.state, entry.declined, entry.unanswered, kept(services.store)) == ("waiting", 0, 0, 2)
    swept(services)
    assert [person.relation for person in accept(services, offer_of(services, siti)).present] == ["self"]
    balanced(services)


def test_offers_of_others_cannot_be_answered(services: Services, budi: str, offered: Booking) -> None:
    """They are not found, and neither is an offer where a booking never was one."""
    made = book.book(services, budi, asked(1, OTHER_SLOT), KEY)
    for not_offered in (offered._replace(account_id=budi), made):
        assert refusal(partial(accept, services, not_offered)).code == Code.NOT_FOUND
        assert refusal(partial(decline, services, not_offered)).code == Code.NOT_FOUND


def test_an_accepted_offer_is_not_declined(services: Services, offered: Booking) -> None:
    """It is a booking, which can be cancelled."""
    accept(services, offered)
    assert refusal(lambda: decline(services, offered)).code == Code.TOO_LATE


def test_an_answer_meets_no_half_of_an_offer(
    services: Services, siti: str, offered: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plain read may see the entry still as before the offer that it has: its answer changes both all the same."""
    key = entry_key(siti)

    def before(items: dict[Key, Item]) -> dict[Key, Item]:
        if key in items:
            rest = {name: value for name, value in items[key].items() if name != "booking_id"}
            items[key] = {**rest, "state": "waiting", "revision": 0}
        return items

    get, get_many = Table.get, Table.get_many
    with monkeypatch.context() as late:
        late.setattr(Table, "get_many", lambda self, keys: before(get_many(self, keys)))
        late.setattr(Table, "get", lambda self, key: before({key: get(self, key) or {}})[key] or None)
        answers.decline(services, waiting_of(services), siti, offered.booking_id)
    entry = entry_of(services, siti)
    assert (entry.state, entry.booking_id, entry.declined) == ("waiting", None, 1)


def test_leaving_takes_the_offer_along(services: Services, siti: str, offered: Booking) -> None:
    """Its seat is kept for who comes next."""
    joining.leave(services, waiting_of(services), siti)
    joining.leave(services, waiting_of(services), siti)
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "left")
    assert kept(services.store) == 1
    assert refusal(lambda: accept(services, offered)).code == Code.TOO_LATE
    balanced(services)

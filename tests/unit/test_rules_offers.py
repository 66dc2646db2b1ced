"""Offers: who gets kept seats, for how long they can be answered, and what becomes of them."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime, timedelta

import pytest

from antrean.base.errors import Code
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.closures.preview import preview
from antrean.closures.store import Closures
from antrean.slots import changes
from antrean.slots.model import Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.waiting import answers, joining
from antrean.waiting.offers import Offering
from antrean.waiting.store import Waiting
from instruments.replay.people import nik
from tests.support.closings import close, nobody
from tests.support.same_table import waiting_of
from tests.support.seats import quota
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
from tests.support.wishes import KEY, asked, kept, left, refusal
from tests.unit.conftest import OFFICE, OTHER_SLOT, SLOT, register
from tools import verify


@pytest.fixture
def offered(services: Services, siti: str) -> Booking:
    """An offer of one seat that Siti has."""
    return offered_to(services, siti)


def dies_before_its_commit(services: Services) -> None:
    """Let a run of the minute die after it has claimed the seats of an offer."""

    def dies(*_given: object) -> None:
        raise SystemExit

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Waiting, "offer", dies)
        with pytest.raises(SystemExit):
            swept(services)


def accept(services: Services, made: Booking) -> Booking:
    """Let the account of an offer accept it."""
    return answers.accept(services, waiting_of(services), made.account_id, made.booking_id)


# ------------------------------------------------------------------------------------------------ who gets an offer


def test_kept_seats_are_offered_to_who_waits(services: Services, siti: str, offered: Booking) -> None:
    """It holds the seats, and its people may still book elsewhere; the entry has it."""
    assert (offered.status, offered.slot, offered.account_id) == ("offered", SLOT, siti)
    assert [each.relation for each in offered.applicants] == ["self"]
    assert (kept(services.store), left(services.store)) == (0, 4)
    assert entry_of(services, siti).state == "has_offer"
    account = services.store.accounts.get(siti)
    assert account
    assert account.active_booking is None
    balanced(services)


def test_who_joined_in_this_hour_waits_for_its_end(services: Services, siti: str) -> None:
    """Whoever knows that a seat is given back in a moment cannot join just before it and get it."""
    join(services, siti)
    given_back(services)
    later(services, timedelta(minutes=59, seconds=59))
    assert swept(services).offered == 0
    later(services, timedelta(seconds=1))
    assert swept(services).offered == 1


def test_an_earlier_hour_comes_first(services: Services, siti: str, budi: str) -> None:
    """Siti joined in the hour before, and so comes first whatever is drawn, and though nothing is."""
    join(services, siti)
    later(services, HOUR)
    join(services, budi)
    given_back(services)
    later(services, HOUR)
    assert swept(services).offered == 1
    assert (entry_of(services, siti).state, entry_of(services, budi).state) == ("has_offer", "waiting")


def test_one_run_offers_all_that_fits(services: Services, siti: str, budi: str) -> None:
    """Two seats are offered to two who wait, in the same minute."""
    for each in (siti, budi):
        join(services, each)
    given_back(services, 2)
    later(services, HOUR)
    assert swept(services).offered == 2
    balanced(services)


def test_within_an_hour_the_order_is_drawn(services: Services) -> None:
    """By the seed of the hour, which is public once it is over, and the account; the public command draws the same."""
    secret = b"a secret of a day, of 32 bytes.."
    services.store.release_secrets.add_if_absent(date(2026, 12, 1), secret)
    seed = hmac.digest(secret, b"antrean/turns/v1/2026-12-01T03:00:00Z", "sha256")
    accounts = [register(services, f"warga{serial}", nik(serial)) for serial in range(910, 916)]
    for each in accounts:
        join(services, each)
        later(services, MINUTE)
    drawn = sorted(accounts, key=lambda each: hmac.digest(seed, f"antrean/waiting/v1/{each}".encode(), "sha256")[:4])
    assert drawn != accounts
    given_back(services)
    later(services, HOUR)
    assert [each.account_id for each in waiting_of(services).listed("bogor").waiters] == drawn
    told = [entry_of(services, each).rank for each in accounts]
    assert told == [verify.rank(each, hashlib.sha256(seed).hexdigest(), seed.hex()) for each in accounts]
    swept(services)
    assert entry_of(services, drawn[0]).state == "has_offer"


def test_nothing_is_released_while_an_entry_fits(services: Services, siti: str) -> None:
    """Kept seats go to who waits, and what is left over of them is released at its minute, as where nobody waits."""
    services.store.release_secrets.add_if_absent(date(2026, 12, 1), b"a secret of a day, of 32 bytes..")
    given_back(services, 2)
    join(services, siti)
    later(services, HOUR + timedelta(minutes=59))
    done = swept(services)
    assert (done.offered, done.swept.released) == (1, 0)
    done = swept(services)
    assert (done.offered, done.swept.released) == (0, 1)
    assert (kept(services.store), left(services.store)) == (0, 4)
    balanced(services)


def test_a_family_is_offered_seats_together(services: Services, siti: str) -> None:
    """All of them in one slot, with consecutive numbers."""
    given_back(services, 3)
    join(services, siti, 3, 20)
    later(services, HOUR)
    assert swept(services).offered == 1
    found = offer_of(services, siti)
    first = found.applicants[0].number
    assert [each.number for each in found.applicants] == [first, first + 1, first + 2]
    balanced(services)


@pytest.mark.parametrize(
    ("first", "last", "sessions"),
    [("2026-12-09", "2026-12-11", []), ("2026-12-03", "2026-12-07", []), ("2026-12-08", "2026-12-08", ["afternoon"])],
)
def test_only_what_was_asked_for_is_offered(
    services: Services, siti: str, first: str, last: str, sessions: list[str]
) -> None:
    """Not another day, and not another session."""
    given_back(services)
    request = wish(first=date.fromisoformat(first), last=date.fromisoformat(last), sessions=sessions)
    joining.join(services, waiting_of(services), siti, request, "tunggu")
    later(services, HOUR)
    assert swept(services).offered == 0


def test_nobody_who_has_a_booking_gets_an_offer(services: Services, siti: str) -> None:
    """Who booked elsewhere meanwhile waits no more, and the seat goes on."""
    join(services, siti)
    book.book(services, siti, asked(1, OTHER_SLOT), KEY)
    given_back(services)
    later(services, HOUR)
    assert swept(services).offered == 0
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "booked")


def test_whom_others_have_booked_waits_on(services: Services, siti: str, budi: str) -> None:
    """A child of the entry has a booking of another account: it is passed over, told so, and has its turn later."""
    join(services, siti, 2, 20)
    request = asked(2, OTHER_SLOT, 20)
    booked = book.book(services, budi, request.model_copy(update={"applicants": request.applicants[1:]}), KEY)
    later(services, HOUR)
    join(services, register(services, "citra", nik(903)))
    given_back(services, 3)
    later(services, HOUR)
    assert (swept(services).offered, swept(services).offered) == (1, 0)
    entry = entry_of(services, siti)
    assert (entry.state, [(each.slot, each.booked) for each in entry.skips]) == ("waiting", [(SLOT, True)])
    cancel.cancel(services, budi, booked.booking_id)
    assert swept(services).offered == 1
    assert entry_of(services, siti).state == "has_offer"


def test_a_booking_whose_day_is_over_keeps_nobody_from_an_offer(services: Services, siti: str, budi: str) -> None:
    """Its guard may lie there for a while, and holds nobody."""
    day = date(2026, 12, 10)
    join_for = wish(2, 20, day, day)
    joining.join(services, waiting_of(services), siti, join_for, "tunggu")
    book.book(services, budi, asked(2, OTHER_SLOT, 20), KEY)
    assert services.store.quotas.publish(quota(day))
    services.clock.instant = datetime(2026, 12, 9, 7, 30, tzinfo=OFFICE.zone)  # type: ignore[attr-defined]
    given_back(services, 2, Slot("bogor", day, "morning"))
    assert swept(services).offered == 1
    assert entry_of(services, siti).state == "has_offer"


def test_who_booked_for_others_gets_no_offer(services: Services, siti: str) -> None:
    """An account has one booking, also if it comes with none of those who wait."""
    join(services, siti)
    request = asked(2, OTHER_SLOT, 20)
    book.book(services, siti, request.model_copy(update={"applicants": request.applicants[1:]}), KEY)
    given_back(services)
    later(services, HOUR)
    assert swept(services).offered == 0
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "booked")


def test_a_closed_slot_is_not_offered(services: Services, closures: Closures, siti: str) -> None:
    """Its kept seats stay where they are."""
    given_back(services)
    join(services, siti)
    close(services, closures)
    later(services, HOUR)
    assert swept(services).offered == 0
    assert kept(services.store) == 1


# ------------------------------------------------------------------------------------------------ closures


def test_a_closure_takes_offers_back(services: Services, closures: Closures, siti: str, offered: Booking) -> None:
    """Nobody is displaced by that: they wait on in their place, with no offer counted against them."""
    closure = close(services, closures)
    assert closure.state == "displaced"
    found = services.store.bookings.get(offered.booking_id)
    assert found
    assert found.offer
    assert (found.status, found.offer.answer, found.displacement) == ("cancelled", "withdrawn", None)
    entry = entry_of(services, siti)
    assert (entry.state, entry.unanswered, entry.declined, entry.passed) == ("waiting", 0, 0, ())
    assert refusal(lambda: accept(services, offered)).code == Code.TOO_LATE
    assert kept(services.store) == 1
    balanced(services)


# ------------------------------------------------------------------------------------------------ ends


def test_an_entry_ends_with_its_last_day(services: Services, siti: str) -> None:
    """At 18:00 of the day before: no offer could be answered after that. A full list forgets nobody in silence."""
    join(services, siti)
    services.clock.instant = datetime(2026, 12, 7, 17, 59, tzinfo=OFFICE.zone)  # type: ignore[attr-defined]
    swept(services)
    assert entry_of(services, siti).state == "waiting"
    later(services, MINUTE)
    swept(services)
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "over")
    assert waiting_of(services).listed("bogor").waiters == []


def test_an_operator_takes_no_seat_that_is_offered(services: Services, offered: Booking) -> None:
    """The capacity is cut by what is left and kept, and no further."""
    change = QuotaChange(capacity=0, reason="listrik padam")
    refused = refusal(
        lambda: changes.change(services.store.quotas, services.pepper, services.clock, "op", SLOT, 1, change)
    )
    assert refused.code == Code.CAPACITY_BELOW_TAKEN
    assert services.store.bookings.get(offered.booking_id) == offered


def test_an_offer_of_a_dead_run_is_made_by_the_next(services: Services, siti: str) -> None:
    """It died after its claim: the same claim is found, and committed once."""
    given_back(services)
    join(services, siti)
    later(services, HOUR)
    dies_before_its_commit(services)
    quota = services.store.quotas.get(SLOT)
    assert quota
    assert (quota.seats_kept, len(quota.claims)) == (0, 1)
    assert Offering(waiting_of(services), services.clock).keeps(OFFICE, quota._replace(seats_kept=1))
    assert offer_of(services, siti).holds_seats
    balanced(services)


def test_a_key_that_is_used_again_stops_no_offers(services: Services, siti: str) -> None:
    """Its entry is made again, and would make its first offer under the id of one that is over, for ever refused."""
    first = offered_to(services, siti)
    waiting = waiting_of(services)
    joining.leave(services, waiting, siti)
    join(services, siti, key="lain")
    joining.leave(services, waiting, siti)
    assert first.offer
    assert join(services, siti).entry_id == first.offer.entry_id
    later(services, HOUR)
    assert [swept(services).offered, swept(services).offered] == [0, 1]
    assert offer_of(services, siti).booking_id != first.booking_id
    balanced(services)


def test_an_abandoned_offer_is_kept_again(services: Services, siti: str) -> None:
    """Its claim says that it took kept seats, so the sweeper gives them back to where they were."""
    given_back(services)
    join(services, siti)
    later(services, HOUR)
    dies_before_its_commit(services)
    later(services, 2 * MINUTE)
    assert swept(services).swept.resolved == 1
    assert (kept(services.store), left(services.store)) == (1, 4)
    assert swept(services).offered == 1
    balanced(services)


def test_nobody_tells_of_an_offer_that_they_cannot_come(services: Services, siti: str, offered: Booking) -> None:
    """It is no booking: it is declined instead."""
    assert refusal(lambda: cancel.cannot_come(services, siti, offered.booking_id)).code == Code.NOT_FOUND


def test_offers_are_listed_nowhere_as_bookings(services: Services, siti: str, offered: Booking) -> None:
    """Nobody expects their people at the door, and the preview of a closure counts nobody who would lose a place."""
    [listed] = services.store.bookings.of_day("bogor", SLOT.date)
    assert listed.is_offered
    assert not listed.is_awaited
    found = preview(services.store, OFFICE, services.clock.now(), (SLOT.date, SLOT.date), "morning", nobody)
    assert [(each.parties, each.people) for each in found.slots] == [(0, 0)]
    assert siti == offered.account_id

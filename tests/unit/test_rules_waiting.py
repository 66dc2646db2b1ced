"""Joining the waiting list: who may, for what, and what an account is shown of its entry."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from antrean.base.errors import Code
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.offices.model import Office
from antrean.waiting import ahead, answers, joining
from antrean.waiting import store as waiting_store
from antrean.waiting.counts import counts
from antrean.waiting.forms import entry_view
from instruments.replay.people import family, nik, sign_up_of
from tests.support.same_table import waiting_of
from tests.support.waiting import HOUR, MINUTE, entry_of, given_back, join, later, offer_of, stopped, swept, wish
from tests.support.wishes import KEY, asked, refusal
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT, register


def code(services: Services, account_id: str, **asked_for: object) -> Code:
    """The code with which a request to wait is refused."""
    request = wish(**asked_for)  # type: ignore[arg-type]
    return refusal(lambda: joining.join(services, waiting_of(services), account_id, request, "lain")).code


def test_the_same_request_is_the_same_entry(services: Services, siti: str) -> None:
    """With the same key, whatever became of it; another body with that key is refused."""
    made = join(services, siti, 2, 20)
    later(services, HOUR)
    assert join(services, siti, 2, 20) == made
    refused = refusal(lambda: join(services, siti, 1))
    assert refused.code == Code.IDEMPOTENCY_KEY_REUSED
    joining.leave(services, waiting_of(services), siti)
    assert join(services, siti, 2, 20).why == "left"


def test_an_account_waits_once(services: Services, siti: str) -> None:
    """For something else it leaves first, and then waits from the hour on in which it joins anew."""
    join(services, siti)
    assert code(services, siti) == Code.ALREADY_WAITING
    joining.leave(services, waiting_of(services), siti)
    later(services, HOUR)
    assert join(services, siti, key="lagi").joined_at == NOW + HOUR


def test_who_has_a_booking_does_not_wait(services: Services, siti: str) -> None:
    """It can be moved instead."""
    book.book(services, siti, asked(1), KEY)
    assert code(services, siti) == Code.BOOKING_EXISTS


def test_whom_others_have_booked_nobody_lets_wait(services: Services, siti: str, budi: str) -> None:
    """A member of the family who is booked, and the owner whom another account has booked."""
    register(services, "anak", nik(20))
    book.book(services, siti, asked(2, OTHER_SLOT, 20), KEY)
    assert code(services, budi, people=2, start=20) == Code.NIK_ALREADY_BOOKED
    assert code(services, "anak") == Code.NIK_ALREADY_BOOKED


def test_a_person_waits_in_one_entry(services: Services, siti: str, budi: str) -> None:
    """The refusal for a stranger names nobody, and it counts as joining: no booking of a family pauses by it."""
    join(services, siti, 2, 20)
    refused = refusal(lambda: joining.join(services, waiting_of(services), budi, wish(2, 20), "lain"))
    assert (refused.code, refused.members) == (Code.NIK_ALREADY_BOOKED, {})
    account = services.store.accounts.get(budi)
    assert account
    assert (len(account.limits.refusals), len(account.limits.joins)) == (0, 1)


def test_an_account_joins_with_others_five_times_a_day(services: Services, siti: str, budi: str) -> None:
    """Whoever joins and leaves all the time would see when somebody has a booking. Alone it can be done at any time."""
    join(services, budi, 2, 30)
    waiting = waiting_of(services)
    join(services, siti, key="sendiri")
    joining.leave(services, waiting, siti)
    for index in range(4):
        join(services, siti, 2, 20, f"tunggu-{index}")
        joining.leave(services, waiting, siti)
    assert refusal(lambda: join(services, siti, 2, 30, "orang")).code == Code.NIK_ALREADY_BOOKED
    refused = refusal(lambda: join(services, siti, 2, 20, "lagi"))
    assert (refused.code, refused.members["rule"]) == (Code.LIMIT_REACHED, "joins")
    assert refused.members["until"] == services.clock.now() + timedelta(hours=24)
    assert join(services, siti, key="sendiri lagi").lasts
    joining.leave(services, waiting, siti)
    later(services, timedelta(hours=24))
    assert join(services, siti, 2, 20, "lagi").lasts


def test_the_owner_of_a_nik_outranks_who_put_it_on_the_list(services: Services, siti: str, budi: str) -> None:
    """The owner's own entry takes the person over, and the other one is offered seats without them."""
    later(services, MINUTE)
    join(services, siti, 2, 902)
    assert join(services, budi).state == "waiting"
    assert [person.relation for person in entry_of(services, siti).people] == ["self"]
    assert [waiter.people for waiter in waiting_of(services).listed("bogor").waiters] == [1, 1]
    given_back(services, 2)
    later(services, HOUR)
    assert swept(services).offered == 2
    for each in (siti, budi):
        assert [person.relation for person in offer_of(services, each).applicants] == ["self"]


def test_who_registers_after_an_entry_outranks_nobody(services: Services, siti: str) -> None:
    """Or a stranger could register a child's NIK to take the child out of its family's entry.

    They are told that another account waits with them, and wait once that account has left.
    """
    join(services, siti, 2, 20)
    later(services, HOUR)
    services.store.accounts.register(sign_up_of("orang", nik(20), services.nik_keys()), services.clock.now())
    assert code(services, "orang") == Code.WAITS_ELSEWHERE
    joining.leave(services, waiting_of(services), siti)
    assert join(services, "orang").state == "waiting"


def test_an_entry_ends_where_nobody_is_left(services: Services, siti: str, budi: str) -> None:
    """An entry ends once everybody in it waits elsewhere."""
    people = family(2, 902)[1:]
    later(services, MINUTE)
    joining.join(services, waiting_of(services), siti, wish(applicants=people), "tunggu")
    join(services, budi)
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "nobody")
    assert [waiter.account_id for waiter in waiting_of(services).listed("bogor").waiters] == [budi]
    given_back(services)
    later(services, HOUR)
    swept(services)
    assert entry_of(services, budi).state == "has_offer"


def test_joining_counts_as_booking_does(services: Services, siti: str) -> None:
    """Cancellations pause it, and whom an account names is counted among the eight."""
    for index in range(3):
        made = book.book(services, siti, asked(1), f"kunci-{index}")
        cancel.cancel(services, siti, made.booking_id)
    assert code(services, siti) == Code.LIMIT_REACHED
    later(services, timedelta(days=8))
    request = wish(5, 20, date(2026, 12, 14), date(2026, 12, 16))
    joining.join(services, waiting_of(services), siti, request, "tunggu")
    account = services.store.accounts.get(siti)
    assert account
    assert len(account.limits.family) == 4
    joining.leave(services, waiting_of(services), siti)
    days = {"first": date(2026, 12, 14), "last": date(2026, 12, 16)}
    again = joining.join(services, waiting_of(services), siti, wish(5, 30, **days), "lagi")
    assert again.state == "waiting"
    joining.leave(services, waiting_of(services), siti)
    assert code(services, siti, people=2, start=40, **days) == Code.LIMIT_REACHED


@pytest.mark.parametrize(
    ("asked_for", "expected"),
    [
        ({"people": 6}, Code.TOO_MANY_APPLICANTS),
        ({"service": "lost"}, Code.SERVICE_WALK_IN_ONLY),
        ({"office_id": "nirgends"}, Code.VALIDATION_FAILED),
        ({"sessions": ["night"]}, Code.VALIDATION_FAILED),
        ({"last": date(2026, 12, 7)}, Code.VALIDATION_FAILED),
        ({"first": date(2026, 12, 1), "last": date(2026, 12, 1)}, Code.VALIDATION_FAILED),
        ({"last": date(2027, 1, 5)}, Code.VALIDATION_FAILED),
    ],
)
def test_what_nobody_can_wait_for(services: Services, siti: str, asked_for: dict[str, object], expected: Code) -> None:
    """Six people, a lost passport, an office or session that does not exist, days in the wrong order, past or too far.

    35 days are published, today included.
    """
    assert code(services, siti, **asked_for) == expected


def test_the_last_day_that_is_published_can_be_waited_for(services: Services, siti: str) -> None:
    """It is 34 days ahead."""
    request = wish(last=date(2027, 1, 4))
    assert joining.join(services, waiting_of(services), siti, request, "tunggu").last == date(2027, 1, 4)


def test_offices_around_the_wished_one(services: Services, siti: str) -> None:
    """Nearest first, five at most, and none beyond the distance."""
    for index in range(1, 7):
        services.store.offices.add_if_absent(office(f"dekat-{index}", 0.05 * index))
    services.store.offices.add_if_absent(office("jauh", 1.0))
    later(services, timedelta(minutes=2))
    request = wish(within_km=50)
    made = joining.join(services, waiting_of(services), siti, request, "tunggu")
    assert made.offices == ("bogor", "dekat-1", "dekat-2", "dekat-3", "dekat-4")
    for each in made.offices:
        assert [waiter.account_id for waiter in waiting_of(services).listed(each).waiters] == [siti]
    joining.leave(services, waiting_of(services), siti)
    assert [waiting_of(services).listed(each).waiters for each in made.offices] == [[]] * 5
    near = joining.join(services, waiting_of(services), siti, wish(within_km=6), "lagi")
    assert near.offices == ("bogor", "dekat-1")


def office(office_id: str, north: float) -> Office:
    """An office so many degrees north of Bogor."""
    return OFFICE._replace(office_id=office_id, latitude=OFFICE.latitude + north)


def test_an_account_sees_where_it_stands(services: Services, siti: str, budi: str) -> None:
    """Once the hour of joining is over: before that others still come in before it, and its rank tells of the seed."""
    services.store.release_secrets.add_if_absent(date(2026, 12, 1), b"a secret of a day, of 32 bytes..")
    join(services, siti, 2, 20)
    join(services, budi)
    found = ahead.own_entry(services, waiting_of(services), siti)
    assert found
    assert (found.before, found.rank) == ({}, None)
    assert "rank" not in entry_view(found)
    later(services, HOUR)
    both = [ahead.own_entry(services, waiting_of(services), each) for each in (siti, budi)]
    views = [entry_view(each) for each in both if each]
    assert sorted(view["offices"][0]["before"] for view in views) == [0, 1]
    assert all(each and each.rank for each in both)
    assert ahead.own_entry(services, waiting_of(services), register(services, "ani", nik(903))) is None


def test_operators_see_how_many_wait_for_what(services: Services, siti: str, budi: str) -> None:
    """Parties and people for each session of the days ahead, and no name."""
    join(services, siti, 2, 20)
    request = wish(first=DAY, last=DAY, sessions=["afternoon"])
    joining.join(services, waiting_of(services), budi, request, "tunggu")
    found = counts(waiting_of(services), OFFICE, services.clock.now())
    assert (found.parties, found.people, found.many) == (2, 3, False)
    assert [(each.slot, each.parties, each.people) for each in found.slots] == [(SLOT, 1, 2), (OTHER_SLOT, 2, 3)]


def test_operators_are_told_where_more_wait_than_were_counted(
    services: Services, siti: str, budi: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where some of those who were read do not count any more, since the time of their wait is over."""
    monkeypatch.setattr(waiting_store, "ENTRIES_COUNTED", 2)
    for each in (siti, budi):
        join(services, each)
    assert counts(waiting_of(services), OFFICE, services.clock.now()).many
    assert counts(waiting_of(services), OFFICE, services.clock.now() + timedelta(days=60)).many


def test_whom_missed_visits_stop_waits_for_nothing(services: Services, siti: str) -> None:
    """Until the very instant; nor is an offer accepted meanwhile, of which nothing else changes."""
    until = services.clock.now() + HOUR
    stopped(services, siti, until)
    later(services, HOUR - MINUTE)
    refused = refusal(lambda: join(services, siti))
    assert (refused.code, refused.members["rule"], refused.members["until"]) == (Code.LIMIT_REACHED, "misses", until)
    later(services, MINUTE)
    join(services, siti)
    given_back(services)
    later(services, HOUR)
    assert swept(services).offered == 1
    stopped(services, siti, services.clock.now() + HOUR)
    made = offer_of(services, siti)
    accepting = partial(answers.accept, services, waiting_of(services), siti, made.booking_id)
    assert refusal(accepting).members["rule"] == "misses"
    later(services, HOUR)
    assert accepting().is_confirmed


def test_whom_missed_visits_stop_gets_no_offer(services: Services, siti: str) -> None:
    """The entry ends once its turn comes, and the seat goes on."""
    join(services, siti)
    given_back(services)
    later(services, HOUR)
    stopped(services, siti, services.clock.now() + MINUTE)
    assert swept(services).offered == 0
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "frozen")
    join(services, register(services, "budi", nik(902)))
    later(services, HOUR)
    assert swept(services).offered == 1


def _cancelled_three_times(services: Services, account_id: str) -> None:
    """Let an account have cancelled three bookings within these minutes, so that it books nothing for seven days."""
    account = services.store.accounts.get(account_id)
    assert account
    limits = account.limits
    for ago in (2, 1, 0):
        limits = limits.after_cancellation(services.clock.now() - ago * MINUTE)
    assert services.store.accounts.save_limits(account, limits)


def test_who_cancelled_too_often_gets_no_offer(services: Services, siti: str) -> None:
    """The entry of before ends once its turn comes, and the seat goes on."""
    join(services, siti)
    given_back(services)
    later(services, HOUR)
    _cancelled_three_times(services, siti)
    later(services, 24 * HOUR)
    assert swept(services).offered == 0
    assert (entry_of(services, siti).state, entry_of(services, siti).why) == ("ended", "frozen")
    join(services, register(services, "budi", nik(902)))
    later(services, HOUR)
    assert swept(services).offered == 1


def test_nor_does_who_cancelled_too_often_accept_one(services: Services, siti: str) -> None:
    """An offer of before is refused as a booking is, with until when, and stays to be declined."""
    join(services, siti)
    given_back(services)
    later(services, HOUR)
    assert swept(services).offered == 1
    _cancelled_three_times(services, siti)
    until = services.clock.now() + 7 * 24 * HOUR
    made = offer_of(services, siti)
    refused = refusal(lambda: answers.accept(services, waiting_of(services), siti, made.booking_id))
    assert (refused.code, refused.members) == (Code.LIMIT_REACHED, {"rule": "cancellations", "until": until})
    assert offer_of(services, siti).is_offered

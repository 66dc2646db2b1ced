"""Each clause of each condition of the stores, alone: nothing but this clause refuses what is tried.

The tests bear the clauses' names. Those of the claim are in test_claim.py, that of the fence is in test_fence.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from antrean.aws.table import TransactionRefused
from antrean.bookings.items import as_booking
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.people.store import MailboxTaken, NikTaken
from antrean.slots.store import QuotaChanged
from instruments.replay.people import nik, sign_up_of
from tests.support.clauses import as_form_1, claim_of, commit, of_a_child, operate, quota_of, reasons, seat_for, sign_up
from tests.support.hall import mark_arrived
from tests.support.wishes import KEY, account_of, asked, left
from tests.unit.conftest import NOW, OFFICE, OTHER_SLOT, SLOT, register

DAY_IS_OVER = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
"""Midnight in Jakarta after the day of `SLOT`."""
SECOND = timedelta(seconds=1)
SERVED = CheckIn(NOW, "bogor", "petugas")
HOUR = timedelta(hours=1)

Change = Callable[[Services, Booking], None]


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child."""
    return book.book(services, siti, asked(2), KEY)


@pytest.fixture
def budi(services: Services) -> str:
    """Another citizen."""
    return register(services, "budi", nik(902))


# ------------------------------------------------------------------------------------------- bookings


def test_no_booking_has_this_id(services: Services, made: Booking, budi: str) -> None:
    """A booking is made once: another one of the same id does not replace it."""
    twin = of_a_child(services, made, budi, 50)._replace(booking_id=made.booking_id)
    assert reasons(commit, services, twin) == ([], [], False)
    assert services.store.bookings.get(made.booking_id) == made


def adds(services: Services, read: Booking, serial: int = 60) -> None:
    """Add a child to the booking as it was read."""
    [child] = of_a_child(services, read, read.account_id, serial).applicants
    new = read._replace(applicants=(*read.applicants, child), revision=read.revision + 1)
    with seat_for(services, read) as claim:
        services.store.bookings.commit_addition(read, new, claim, [child], NOW)


def moves(services: Services, read: Booking) -> None:
    """Move the booking as it was read."""
    new = read._replace(slot=OTHER_SLOT, revision=read.revision + 1)
    with seat_for(services, new) as claim:
        services.store.bookings.commit_move(read, new, claim, NOW)


def cancels(services: Services, read: Booking) -> None:
    """Cancel the booking as it was read."""
    new = read._replace(status="cancelled", revision=read.revision + 1)
    services.store.bookings.commit_cancel(read, new, NOW)


@pytest.mark.parametrize("change", [adds, moves, cancels])
def test_not_changed_since_it_was_read(services: Services, made: Booking, change: Change) -> None:
    """A change that was decided on another revision is not made; on the present one it is."""
    assert reasons(change, services, made._replace(revision=1)) == ([], [], False)
    assert services.store.bookings.get(made.booking_id) == made
    change(services, made)


def test_not_cancelled(services: Services, siti: str, made: Booking) -> None:
    """Nobody is added to a cancelled booking, whose revision was guessed right."""
    cancelled = cancel.cancel(services, siti, made.booking_id)
    assert reasons(adds, services, cancelled._replace(status="confirmed")) == ([], [], False)
    assert services.store.bookings.get(made.booking_id) == cancelled


@pytest.mark.parametrize("change", [adds, moves, cancels])
def test_nobody_was_served(services: Services, made: Booking, change: Change) -> None:
    """A booking that was served meanwhile stays as it is."""
    mark_arrived(services, made, SERVED)
    assert reasons(change, services, made) == ([], [], False)
    assert services.store.bookings.get(made.booking_id) == made._replace(check_in=SERVED)


def test_check_in_not_changed_since_it_was_read(services: Services, made: Booking) -> None:
    """A booking that was changed since the door read it has not arrived; the refusal brings it along."""
    with pytest.raises(TransactionRefused) as refused:
        mark_arrived(services, made._replace(revision=1), SERVED)
    assert as_booking(refused.value.failures[0]) == made


def test_check_in_not_cancelled(services: Services, siti: str, made: Booking) -> None:
    """A cancelled booking is not served, whatever the counter has read."""
    cancelled = cancel.cancel(services, siti, made.booking_id)
    with pytest.raises(TransactionRefused):
        mark_arrived(services, cancelled._replace(status="confirmed"), SERVED)
    assert services.store.bookings.get(made.booking_id) == cancelled


def test_check_in_nobody_was_served(services: Services, made: Booking) -> None:
    """Of two counters one serves the booking, and what it wrote stays."""
    mark_arrived(services, made, SERVED)
    with pytest.raises(TransactionRefused):
        mark_arrived(services, made, SERVED._replace(officer="rekan"))
    assert services.store.bookings.get(made.booking_id) == made._replace(check_in=SERVED)


def test_no_seats_that_were_given_back(services: Services, made: Booking, budi: str) -> None:
    """A claim that was fenced off makes no booking; a later claim of the same slot does."""
    new = of_a_child(services, made, budi, 50)
    early, later = claim_of(services, new.booking_id, letter="A"), claim_of(services, new.booking_id, letter="B")
    services.store.bookings.fence(early)
    assert reasons(services.store.bookings.commit_new, new, early, account_of(services.store, new), NOW) == (
        [],
        [],
        False,
    )
    services.store.bookings.commit_new(new, later, account_of(services.store, new), NOW)
    assert services.store.bookings.get(new.booking_id) == new


# ------------------------------------------------------------------------------------------- guards


def test_one_active_booking_for_each_nik_until_the_end_of_its_day(services: Services, made: Booking, budi: str) -> None:
    """A booked child is refused to others by its NIK until the last second of its day, and free from then on."""
    child = made.applicants[1]
    again = of_a_child(services, made, budi, 50)._replace(applicants=(child,))
    assert reasons(commit, services, again, DAY_IS_OVER - SECOND) == ([child.nik_key], [], False)
    commit(services, again, DAY_IS_OVER)
    assert services.store.bookings.get(again.booking_id) == again


def test_one_active_booking_for_each_nik_also_when_it_is_added(services: Services, made: Booking, budi: str) -> None:
    """A child that another booking has is not added."""
    other = of_a_child(services, made, budi, 50)
    commit(services, other)
    assert reasons(adds, services, made, 50) == ([other.applicants[0].nik_key], [], False)


@pytest.mark.parametrize("change", [moves, cancels])
def test_only_the_guard_of_this_booking(services: Services, made: Booking, budi: str, change: Change) -> None:
    """A guard that lapsed and is now another booking's is neither moved nor removed."""
    child = made.applicants[1]
    again = of_a_child(services, made, budi, 50)._replace(applicants=(child,))
    commit(services, again, DAY_IS_OVER)
    assert reasons(change, services, made) == ([child.nik_key], [], False)


# ------------------------------------------------------------------------------------------- accounts


def test_only_for_an_account_that_is_there(services: Services, made: Booking) -> None:
    """A booking makes no account: without a profile it is refused."""
    new, account = of_a_child(services, made, "nobody", 50), account_of(services.store, made)
    with seat_for(services, new) as claim:
        gone = account._replace(account_id="nobody")
        assert reasons(services.store.bookings.commit_new, new, claim, gone, NOW) == ([], [], True)
    assert services.store.accounts.get("nobody") is None


def test_one_active_booking_for_each_account_until_the_end_of_its_day(
    services: Services, siti: str, made: Booking
) -> None:
    """A second booking of an account is refused until the last second of the first one's day, and made from then on."""
    second = of_a_child(services, made, siti, 50)
    assert reasons(commit, services, second, DAY_IS_OVER - SECOND) == ([], [], True)
    commit(services, second, DAY_IS_OVER)
    account = services.store.accounts.get(siti)
    assert account
    assert account.active_booking == second.booking_id


def test_the_list_as_it_was_read(services: Services, made: Booking, budi: str) -> None:
    """A profile of form 1 to which the release before listed a booking meanwhile is read again, and loses none."""
    read = as_form_1(services, budi, {"1#A"})
    as_form_1(services, budi, {"1#A", "2#B"})
    new = of_a_child(services, made, budi, 50)
    with seat_for(services, new) as claim:
        assert reasons(services.store.bookings.commit_new, new, claim, read, NOW) == ([], [], True)
        services.store.bookings.commit_new(new, claim, account_of(services.store, new), NOW)
    assert account_of(services.store, new).booking_ids == [new.booking_id, "B", "A"]


def test_not_after_another_request_upgraded_it(services: Services, made: Booking, budi: str) -> None:
    """Of two requests that read a profile of form 1, the later one must not write the list of the earlier one over."""
    read = as_form_1(services, budi, set())
    first = book.book(services, budi, asked(1), KEY)
    cancel.cancel(services, budi, first.booking_id)
    new = of_a_child(services, made, budi, 50)
    with seat_for(services, new) as claim:
        assert reasons(services.store.bookings.commit_new, new, claim, read, NOW) == ([], [], True)
    assert account_of(services.store, new).booking_ids == [first.booking_id]


@pytest.mark.parametrize("change", [moves, cancels])
def test_only_while_this_booking_is_the_active_one(
    services: Services, siti: str, made: Booking, change: Change
) -> None:
    """When the account has a newer booking, a change of the old one does not touch it."""
    second = of_a_child(services, made, siti, 50)
    commit(services, second, DAY_IS_OVER)
    before = services.store.accounts.get(siti)
    assert reasons(change, services, made) == ([], [], True)
    assert services.store.accounts.get(siti) == before


def test_one_account_for_each_nik(services: Services, siti: str) -> None:
    """The NIK of an account is refused to another one, and its own registration may be repeated."""
    with pytest.raises(NikTaken):
        services.store.accounts.register(sign_up(services, "rival"), NOW)
    services.store.accounts.register(sign_up(services, siti), NOW)
    assert services.store.accounts.owner_of(services.nik_keys().key(nik(901))) == siti
    assert services.store.accounts.get("rival") is None


def test_never_over_a_profile_that_is_there(services: Services, siti: str, made: Booking) -> None:
    """A registration that is repeated leaves the profile with its booking."""
    services.store.accounts.register(sign_up(services, siti), NOW)
    account = services.store.accounts.get(siti)
    assert account
    assert account.active_booking == made.booking_id


def test_a_sign_up_is_not_registered_after_it_was_withdrawn(services: Services) -> None:
    """A slow registration makes no account after the withdrawal."""
    services.store.accounts.withdraw_sign_up("lambat", NOW)
    services.store.accounts.register(sign_up(services, "lambat"), NOW)
    assert services.store.accounts.get("lambat") is None


def test_one_account_for_each_mailbox(services: Services) -> None:
    """A second registration with one mailbox writes nothing, and is told whose it is; the same one may be repeated."""
    accounts = services.store.accounts
    first, second = sign_up(services, "pertama"), sign_up_of("kedua", nik(902), services.nik_keys())
    for _ in range(2):
        accounts.register(first, NOW, "mailbox")
    with pytest.raises(MailboxTaken) as taken:
        accounts.register(second, NOW, "mailbox")
    assert taken.value.account_id == "pertama"
    assert accounts.get("kedua") is None
    accounts.hold_mailbox("mailbox", "kedua")
    assert accounts.of_mailbox("mailbox") == "pertama"


def test_no_more_niks_than_a_mailbox_may_try(services: Services) -> None:
    """Three NIKs a day, each as often as it is asked for; another mailbox and another day have three of their own."""
    asked = services.store.accounts.ask_for_nik
    niks = [services.nik_keys().key(nik(serial)) for serial in (1, 2, 3, 1, 4, 3)]
    assert [asked("mailbox", each, NOW.date()) for each in niks] == [True, True, True, True, False, True]
    assert asked("another", niks[4], NOW.date())
    assert asked("mailbox", niks[4], NOW.date() + timedelta(days=1))


def test_a_notice_only_for_an_account_that_is_there(services: Services) -> None:
    """Nobody is told, and nothing is written, where there is no account."""
    assert not services.store.accounts.may_notify("nobody", NOW, HOUR)
    assert services.store.accounts.get("nobody") is None


def test_a_notice_not_too_soon_after_the_last(services: Services, siti: str) -> None:
    """The first notice may go, the next one after the pause and not a second before."""
    instants = [NOW, NOW + HOUR - SECOND, NOW + HOUR]
    assert [services.store.accounts.may_notify(siti, each, HOUR) for each in instants] == [True, False, True]


# ------------------------------------------------------------------------------------------- quotas and offices


def test_only_the_claim_as_it_was_made(services: Services) -> None:
    """A later claim of the same operation is not settled with the first one: it has other numbers, or another time."""
    claim = claim_of(services, "B" * 16)
    before = quota_of(services)
    for other in (claim._replace(first=claim.first + 1), claim._replace(at=claim.at + 1)):
        services.store.quotas.settle(other, give_back=True)
        assert quota_of(services) == before
    services.store.quotas.settle(claim, give_back=True)
    assert (left(services.store), quota_of(services).claims) == (5, {})


def test_no_other_claim_of_the_same_operation(services: Services, made: Booking) -> None:
    """Seats are not given back while a late twin of the operation has a claim there; the refusal names it."""
    [held] = made.ranges
    twin = services.store.quotas.claim(SLOT, held.claim_id, 2, NOW)
    assert reasons(cancels, services, made) == ([], [twin], False)
    assert left(services.store) == 1


def test_an_unsettled_claim_goes_with_its_seats(services: Services, made: Booking, budi: str) -> None:
    """The claim that the booking holds stops no cancellation, and its seat is given back once."""
    new = of_a_child(services, made, budi, 50)
    claim = claim_of(services, new.booking_id)
    new = new._replace(ranges=(claim.range,))
    services.store.bookings.commit_new(new, claim, account_of(services.store, new), NOW)
    cancels(services, new)
    quota = quota_of(services)
    assert (quota.seats_left, quota.seats_kept, quota.claims) == (2, 1, {})


def test_the_version_that_the_operator_saw(services: Services) -> None:
    """Of two changes that were made from one reading only the first is written."""
    read = quota_of(services)
    operate(services, read, "A", state="closed")
    with pytest.raises(QuotaChanged) as refused:
        operate(services, read, "B", capacity=9)
    assert refused.value.quota == quota_of(services)
    assert (quota_of(services).state, quota_of(services).capacity) == ("closed", 5)


def test_no_fewer_seats_than_are_taken(services: Services, made: Booking) -> None:
    """Seats that were taken after the operator looked are not taken away; what is left may be."""
    read = quota_of(services)._replace(seats_left=5)
    with pytest.raises(QuotaChanged):
        operate(services, read, "A", capacity=len(made.applicants) - 1, seats_left=len(made.applicants) - 1)
    operate(services, read, "B", capacity=len(made.applicants), seats_left=len(made.applicants))
    assert left(services.store) == 0


def test_never_over_a_record_that_is_there(services: Services) -> None:
    """A change whose audit record would replace another one is not made."""
    operate(services, quota_of(services), "A", state="closed")
    with pytest.raises(QuotaChanged):
        operate(services, quota_of(services), "A", state="open")
    assert quota_of(services).state == "closed"


def test_never_over_a_quota_that_is_there(services: Services, made: Booking) -> None:
    """Publishing a slot again leaves its seats as they are."""
    assert not services.store.quotas.publish(quota_of(services)._replace(seats_left=5))
    assert left(services.store) == 5 - len(made.applicants)


def test_never_over_an_office_that_is_there(services: Services) -> None:
    """Adding an office again leaves it as it is."""
    assert not services.store.offices.add_if_absent(OFFICE._replace(name="Kantor lain"))
    assert services.store.offices.get(OFFICE.office_id) == OFFICE

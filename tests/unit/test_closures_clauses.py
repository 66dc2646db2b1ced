"""Each clause of the conditions of closures, alone: nothing but this clause refuses what is tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from antrean.aws.table import Table, TransactionRefused
from antrean.base.errors import Busy
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.parts import CommitRefused
from antrean.changes import book
from antrean.closures import apply
from antrean.closures.model import Closure
from antrean.closures.store import Closures
from antrean.offices.model import Look
from antrean.offices.store import Looks
from antrean.slots.quota_forms import QuotaChange
from antrean.slots.store import ClaimRefused
from tests.support.wishes import KEY, asked, kept
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT

LAPSES_AT = NOW + timedelta(days=40)
MINUTE = timedelta(minutes=1)
OTHER = "0" * 16
"""The id of a closure that closed nothing."""


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child."""
    return book.book(services, siti, asked(2), KEY)


@pytest.fixture
def shut(services: Services) -> Closure:
    """A closure by which the slot is shut, and that has displaced nobody."""
    quota = services.store.quotas.get(SLOT)
    assert quota
    closure = closure_of()
    new = quota._replace(state="closed", closure=closure.closure_id, version=2, last_change="x")
    services.store.quotas.change(quota, new, "operator", "padam", NOW)
    return closure


def closure_of(closure_id: str = "A" * 16) -> Closure:
    """A closure of the slot."""
    return Closure(closure_id, "bogor", DAY, DAY, "morning", (SLOT,), "padam", "operator", NOW, LAPSES_AT)


def refused(attempt: Callable[..., None], *given: object) -> bool:
    """Whether a commit is refused."""
    try:
        attempt(*given)
    except CommitRefused:
        return True
    return False


def displace(services: Services, closure: Closure, old: Booking) -> None:
    """Displace a booking as it was read."""
    by = closure.displacement
    services.store.bookings.commit_displaced(old, old.displaced(by, NOW), by, NOW)


def rehold(services: Services, closure: Closure, old: Booking) -> None:
    """Give a booking its place again, as it was read."""
    services.store.bookings.commit_reheld(old, old.reheld(NOW), closure.displacement)


def test_no_more_than_are_kept_are_claimed(services: Services) -> None:
    """A claim of kept seats takes no more than are kept, whatever is left."""
    with pytest.raises(ClaimRefused):
        services.store.quotas.claim(SLOT, f"{'B' * 16}CLAIXK1", 1, NOW)
    assert kept(services.store) == 0


def test_only_what_this_closure_has_closed_is_displaced(services: Services, made: Booking, shut: Closure) -> None:
    """A closure displaces nobody from a slot that another one has closed."""
    assert refused(displace, services, closure_of(OTHER), made)
    displace(services, shut, made)


def test_nobody_is_displaced_after_it_began_to_open_again(services: Services, made: Booking, shut: Closure) -> None:
    """Once a slot opens again, nobody loses the place."""
    services.store.quotas.begin_reopening(SLOT, shut.closure_id, NOW)
    assert refused(displace, services, shut, made)


def test_a_place_is_given_again_by_its_own_closure(services: Services, made: Booking, shut: Closure) -> None:
    """A closure gives no place of a slot that another one has closed."""
    displace(services, shut, made)
    lost = services.store.bookings.get(made.booking_id)
    assert lost
    services.store.quotas.begin_reopening(SLOT, shut.closure_id, NOW)
    assert refused(rehold, services, closure_of(OTHER), lost)
    rehold(services, shut, lost)


def test_a_place_is_given_again_only_since_it_began_to_open(services: Services, made: Booking, shut: Closure) -> None:
    """Before that somebody could still be displaced."""
    displace(services, shut, made)
    lost = services.store.bookings.get(made.booking_id)
    assert lost
    assert refused(rehold, services, shut, lost)


def test_no_more_places_are_given_again_than_are_kept(services: Services, made: Booking, shut: Closure) -> None:
    """Where seats were taken away meanwhile, nobody gets one that is not there."""
    displace(services, shut, made)
    lost = services.store.bookings.get(made.booking_id)
    quota = services.store.quotas.get(SLOT)
    assert lost
    assert quota
    fewer = quota._replace(capacity=4, seats_kept=1, version=3, last_change="y")
    services.store.quotas.change(quota, fewer, "operator", "padam", NOW)
    services.store.quotas.begin_reopening(SLOT, shut.closure_id, NOW)
    assert refused(rehold, services, shut, lost)
    assert kept(services.store) == 1


def test_a_slot_begins_to_open_by_its_own_closure_and_once(services: Services, shut: Closure) -> None:
    """Another closure does not open it, and the instant at which it began stays."""
    services.store.quotas.begin_reopening(SLOT, OTHER, NOW)
    assert (found := services.store.quotas.get(SLOT))
    assert found.reopening_at is None
    for now in (NOW, NOW + MINUTE):
        services.store.quotas.begin_reopening(SLOT, shut.closure_id, now)
    assert (found := services.store.quotas.get(SLOT))
    assert found.reopening_at == NOW


def test_one_closure_for_each_request(closures: Closures) -> None:
    """The second of two requests gets the closure of the first."""
    first, second = closure_of(), closure_of()._replace(reason="banjir")
    assert closures.begin(first) == first
    assert closures.begin(second) == first
    assert closures.get(first.closure_id) == first


def test_a_closure_goes_on_from_the_state_that_was_read(services: Services, closures: Closures) -> None:
    """A run that was paused does not bring it back, and shuts no slot any more."""
    closure = closures.begin(closure_of())
    opening = closures.advance(closure, "reopening", NOW)
    assert opening
    assert closures.advance(closure, "displaced", NOW) is None
    quota = services.store.quotas.get(OTHER_SLOT)
    assert quota
    new = quota._replace(state="closed", version=2, last_change="x")
    with pytest.raises(Exception, match="quota changed"):
        services.store.quotas.change(quota, new, "operator", "padam", NOW, [closures.as_read_action(closure)])
    assert closures.get(closure.closure_id) == opening


def test_a_slot_that_was_left_out_is_shut_by_nobody(services: Services, closures: Closures) -> None:
    """A run that read the closure before shuts no slot that it has not any more: nobody would open it again."""
    closure = closures.begin(closure_of())
    rest = closures.leave_out(closure, SLOT, [])
    assert rest == closure._replace(slots=()) == closures.get(closure.closure_id)
    quota = services.store.quotas.get(SLOT)
    assert quota
    new = quota._replace(state="closed", version=2, last_change="x")
    with pytest.raises(Exception, match="quota changed"):
        services.store.quotas.change(quota, new, "operator", "padam", NOW, [closures.as_read_action(closure)])


def test_a_slot_is_left_out_only_as_it_was_read(services: Services, closures: Closures) -> None:
    """Where the slot was changed meanwhile, the closure may have shut it."""
    closure, quota = closures.begin(closure_of()), services.store.quotas.get(SLOT)
    assert quota
    still = [services.store.quotas.unchanged_action(quota)]
    new = quota._replace(state="closed", closure=closure.closure_id, version=2, last_change="x")
    services.store.quotas.change(quota, new, "operator", "padam", NOW)
    assert closures.leave_out(closure, SLOT, still) is None
    assert closures.get(closure.closure_id) == closure


def test_a_closure_that_is_refused_for_nothing_is_not_answered(
    closures: Closures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where DynamoDB does not show what stood in the way, nobody is told that a closure has begun."""

    def refused_for_nothing(*_given: object) -> None:
        raise TransactionRefused({0: None})

    monkeypatch.setattr(Table, "transact", refused_for_nothing)
    with pytest.raises(Busy):
        closures.begin(closure_of())


def test_only_a_closure_that_is_listed_goes_on(closures: Closures) -> None:
    """Nothing makes an entry of the list but the closure's beginning."""
    closure = closure_of()
    closures._table.transact(closures.begin_actions(closure)[:1])  # noqa: SLF001 - as if the entry had expired
    assert closures.advance(closure, "displaced", NOW) is None
    assert closures.due(NOW) == []


def test_letters_are_let_go_once(closures: Closures) -> None:
    """The first instant stays."""
    closure = closures.begin(closure_of())
    assert [closures.send(closure, "ani", NOW), closures.send(closure, "budi", NOW + MINUTE)] == [True, False]
    assert (found := closures.get(closure.closure_id))
    assert (found.sent_at, found.sent_by) == (NOW, "ani")


def test_letters_are_not_let_go_once_it_opens_again(closures: Closures) -> None:
    """Who is told that a session is closed must find it closed."""
    closure = closures.begin(closure_of())
    closures.advance(closure, "reopening", NOW)
    assert not closures.send(closure, "ani", NOW)


def test_never_over_the_record_of_a_look(services: Services) -> None:
    """A record that is there stays as it is."""
    looks, table = Looks(services.store._table), services.store._table  # noqa: SLF001 - what is stored
    for people in (3, 4):
        looks.record(Look("bogor", "petugas", NOW, "closure A", people))
    [record] = table.query("SEEN#bogor", "0", "~")
    assert record["people"] == 3


def test_a_change_of_a_closed_slot_leaves_it_closed(services: Services, closures: Closures, made: Booking) -> None:
    """What is not opened stays with its closure."""
    shut_it = QuotaChange(state="closed", reason="padam")
    changed = apply.change_quota(services, closures, "operator", OFFICE, SLOT, 1, shut_it)
    more = apply.change_quota(
        services, closures, "operator", OFFICE, SLOT, changed.version, QuotaChange(capacity=6, reason="kursi")
    )
    assert (more.state, more.closure, more.capacity) == ("closed", changed.closure, 6)
    assert services.store.bookings.displaced_by(changed.closure or "")[0].booking_id == made.booking_id

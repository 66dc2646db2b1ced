"""Booking when something goes wrong on the way: functions that die or sleep, packets that land late."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from antrean import booking, resolve
from antrean.clock import FixedClock
from antrean.errors import Code
from antrean.model import Booking
from antrean.services import Services
from antrean.store.bookings import CommitRefused
from tests.support.calls import Killed, Recorder
from tests.support.ledger import unbalanced
from tests.support.people import nik
from tests.support.wishes import KEY, asked, choice, left, more, refusal
from tests.unit.conftest import OFFICE, OTHER_SLOT, SLOT, register


def test_a_cancelled_booking_gives_its_seats_back_once(
    services: Services, siti: str, clock: FixedClock, recorder: Recorder
) -> None:
    """Cancelled while its claim is still unsettled: neither the sweeper nor anybody else gives the seats back again."""
    recorder.reset()

    def kill(number: int) -> None:
        if number == 3:
            raise Killed

    recorder.before = kill
    with pytest.raises(Killed):
        booking.book(services, siti, asked(3), KEY)
    recorder.reset()
    made = booking.book(services, siti, asked(3), KEY)
    booking.cancel(services, siti, made.booking_id)
    assert left(services.store) == 5
    clock.instant += resolve.LEASE + timedelta(seconds=2)
    assert resolve.sweep(services.store, clock, [OFFICE]) == 0
    assert not unbalanced(services.store, [SLOT], settled=True)


@pytest.mark.parametrize("swept_first", [False, True])
def test_a_late_packet_of_a_claim_loses_no_seat(
    services: Services, siti: str, clock: FixedClock, *, swept_first: bool
) -> None:
    """The claim of a booking lands again after it was settled: cancelling, before or after a sweep, frees all seats."""
    made = booking.book(services, siti, asked(2), KEY)
    late = services.store.quotas.claim(SLOT, made.ranges[0].claim_id, 2, clock.now())
    assert left(services.store) == 1
    if swept_first:
        clock.instant += resolve.LEASE + timedelta(seconds=2)
        assert resolve.sweep(services.store, clock, [OFFICE]) == 1
        assert left(services.store) == 3
    booking.cancel(services, siti, made.booking_id)
    clock.instant += resolve.LEASE + timedelta(seconds=2)
    resolve.sweep(services.store, clock, [OFFICE])
    assert late.claim_id == made.ranges[0].claim_id
    assert left(services.store) == 5
    assert not unbalanced(services.store, [SLOT], settled=True)


def test_a_fence_is_never_lowered(services: Services, siti: str, clock: FixedClock) -> None:
    """Fenced at a later number, then at an earlier one: a claim in between still cannot commit."""
    claim_id = services.pepper.claim_id("B" * 16, "op", "body", SLOT, 1)
    first, second, third = (services.store.quotas.claim(SLOT, f"{claim_id[:-2]}{n}1", 1, clock.now()) for n in "ABC")
    for claim in (third, first):
        services.store.bookings.fence(claim)
    made = booking.book(services, siti, asked(1), KEY)
    late = replace(made, booking_id="B" * 16, account_id=register(services, "budi", nik(902)))
    with pytest.raises(CommitRefused):
        services.store.bookings.commit_new(late, second, clock.now())
    assert services.store.bookings.get("B" * 16) is None


OPERATIONS: dict[str, Callable[[Services, str, str], Booking]] = {
    "book": lambda services, siti, _made: booking.book(services, siti, asked(3), KEY),
    "add": lambda services, siti, made: booking.add_family(services, siti, made, more(2, 40), "tambah"),
    "cancel": booking.cancel,
    "reschedule": lambda services, siti, made: booking.reschedule(services, siti, made, choice(), "pindah"),
}
CALLS = {"book": 4, "add": 4, "cancel": 2, "reschedule": 4}


@pytest.mark.parametrize(
    ("name", "call", "when"),
    [
        (name, call, when)
        for name, calls in CALLS.items()
        for call, when in itertools.product(range(calls), ("before", "after"))
    ],
)
@pytest.mark.parametrize("retried", [False, True])
def test_dying_at_any_call_loses_nothing(
    services: Services,
    siti: str,
    clock: FixedClock,
    recorder: Recorder,
    name: str,
    call: int,
    when: str,
    *,
    retried: bool,
) -> None:
    """Killed before or after any call, retried or swept: seats balance, and nothing is half done."""
    made = ""
    if name != "book":
        made = booking.book(services, siti, asked(2), "dahulu").booking_id
    recorder.reset()

    def kill(number: int) -> None:
        if number == call:
            raise Killed

    setattr(recorder, when, kill)
    with pytest.raises(Killed):
        OPERATIONS[name](services, siti, made)
    recorder.reset()
    slots = [SLOT, OTHER_SLOT]
    assert not unbalanced(services.store, slots)
    done = None
    if retried:
        done = OPERATIONS[name](services, siti, made)
        assert not unbalanced(services.store, slots)
    clock.instant += resolve.LEASE + timedelta(seconds=2)
    resolve.sweep(services.store, clock, [OFFICE])
    assert not unbalanced(services.store, slots, settled=True)
    if done:
        assert OPERATIONS[name](services, siti, made) == done
        assert booking.get(services, siti, done.booking_id) == done


@pytest.mark.parametrize("name", ["book", "add", "reschedule"])
@pytest.mark.parametrize("call", [1, 2])
def test_a_function_that_slept_past_its_lease_takes_nothing_twice(
    services: Services, siti: str, clock: FixedClock, recorder: Recorder, name: str, call: int
) -> None:
    """While it slept the sweeper gave its seats back and a rival took them: it does not commit on them."""
    made = ""
    if name != "book":
        made = booking.book(services, siti, asked(2), "dahulu").booking_id
    rival = register(services, "budi", nik(902))
    slot = OTHER_SLOT if name == "reschedule" else SLOT
    recorder.reset()

    def sleep(number: int) -> None:
        if number != call:
            return
        recorder.reset()
        clock.instant += resolve.LEASE + timedelta(seconds=60)
        resolve.sweep(services.store, clock, [OFFICE])
        booking.book(services, rival, asked(left(services.store, slot), slot, 70), "saingan")
        recorder.reset()

    recorder.before = sleep
    refused = refusal(lambda: OPERATIONS[name](services, siti, made))
    assert refused.code == Code.SLOT_FULL
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT], settled=True)


def test_a_commit_without_the_fence_would_oversell(services: Services, siti: str, clock: FixedClock) -> None:
    """Negative control of the test above: a claim whose fence was forgotten commits on seats of others."""
    claim_id = services.pepper.claim_id("B" * 16, "op", "body", SLOT, 5)
    claim = services.store.quotas.claim(SLOT, claim_id, 5, clock.now())
    services.store.quotas.settle(claim, give_back=True)
    made = booking.book(services, siti, asked(5), KEY)
    rival = register(services, "budi", nik(902))
    strangers = tuple(replace(person, nik_key=f"{person.nik_key}x") for person in made.applicants)
    late = replace(made, booking_id="B" * 16, account_id=rival, applicants=strangers)
    services.store.bookings.commit_new(late, claim, clock.now())
    assert any("5 != 0 left + 10 held" in wrong for wrong in unbalanced(services.store, [SLOT]))

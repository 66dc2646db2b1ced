"""Leases, memories, retries: each rule of docs/rules.md by an example; the audit is in test_auditing.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from antrean.aws import clients
from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.base.deadline import DEADLINE, Deadline
from antrean.base.errors import Busy, Code
from antrean.bookings.commit import numbered
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.parts import CommitRefused
from antrean.bookings.resolve import is_stale, resolve
from antrean.bookings.sweep import sweep
from antrean.changes import book
from antrean.http.answer import Answer
from antrean.http.route import Api
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Claim, Slot
from instruments.bookings import booking
from instruments.replay.calls import Killed, Recorder
from instruments.stand_in import stand_in
from tests.support.wishes import KEY, account_of, asked, left, refusal
from tests.unit.conftest import NOW, OFFICE, SLOT

STALE = timedelta(seconds=61)
SEATS = 5


@pytest.fixture
def claim(services: Services) -> Claim:
    """All seats of the slot, claimed now by a function that died then."""
    return services.store.quotas.claim(SLOT, f"{'B' * 16}CLAIM5", SEATS, NOW)


def claims_in_flight(services: Services, slot: Slot = SLOT) -> set[str]:
    """The ids of the claims on a slot."""
    quota = services.store.quotas.get(slot)
    assert quota
    return set(quota.claims)


# ------------------------------------------------------------------------------------------- claims


def test_a_claim_is_stale_after_sixty_seconds(claim: Claim) -> None:
    """At 60 seconds a claim is its maker's; a moment later others may resolve it."""
    assert not is_stale(claim, NOW + timedelta(seconds=60))
    assert is_stale(claim, NOW + timedelta(seconds=60, milliseconds=1))


def test_who_resolves_and_dies_gives_no_seat_back_without_a_fence(
    services: Services, siti: str, claim: Claim, recorder: Recorder
) -> None:
    """After the first write of a resolver the seats are still taken, and the claim can make no booking any more."""
    del siti
    recorder.reset()

    def die(_number: int) -> None:
        raise Killed

    recorder.after = die
    with pytest.raises(Killed):
        resolve(services.store, claim, services.clock.now())
    recorder.reset()
    assert left(services.store) == 0
    made = booking("Budi Santoso", booking_id=claim.booking_id, account_id="siti", revision=0)
    late = made._replace(applicants=numbered(made.applicants, claim))
    with pytest.raises(CommitRefused):
        services.store.bookings.commit_new(late, claim, account_of(services.store, late), NOW)


def test_a_held_claim_gives_nothing_back(services: Services, siti: str, recorder: Recorder) -> None:
    """The claim of a function that died after its commit is removed, and its booking keeps the seats."""
    recorder.reset()

    def die_before_the_settle(number: int) -> None:
        if recorder.calls[:number].count("transact_write_items"):
            raise Killed

    recorder.before = die_before_the_settle
    with pytest.raises(Killed):
        book.book(services, siti, asked(2), KEY)
    recorder.reset()
    quota = services.store.quotas.get(SLOT)
    assert quota
    [held] = quota.claims.values()
    resolve(services.store, held, services.clock.now())
    assert (left(services.store), claims_in_flight(services)) == (3, set())


def test_a_booking_holds_the_claims_that_it_lists() -> None:
    """Held is a claim of the booking's slot by its id and first number, as long as the booking is active."""
    made: Booking = booking("Budi Santoso", "Ani Santoso")
    [held] = made.ranges
    claim = Claim(made.slot, held.claim_id, made.booking_id, held.first, held.n, held.at)
    assert made.holds(claim)
    assert not made._replace(status="cancelled").holds(claim)
    assert not made.holds(claim._replace(slot=claim.slot._replace(session="afternoon")))
    assert not made.holds(claim._replace(claim_id=f"{made.booking_id}OTHER2"))
    assert not made.holds(claim._replace(first=held.first + 1))


def test_a_sweep_resolves_stale_claims_only(services: Services, claim: Claim, clock: FixedClock) -> None:
    """A minute after it was made a claim is let alone; a second later its seats come back."""
    clock.instant = NOW + timedelta(seconds=60)
    assert sweep(services.store, clock, [OFFICE]).resolved == 0
    assert claims_in_flight(services) == {claim.claim_id}
    clock.instant = NOW + STALE
    assert sweep(services.store, clock, [OFFICE]).resolved == 1
    assert (left(services.store), claims_in_flight(services)) == (SEATS, set())


def test_a_sweep_looks_back_to_yesterday(services: Services, claim: Claim, clock: FixedClock) -> None:
    """On the day after its slot, by the clock of the office, a claim is still resolved."""
    assert claims_in_flight(services) == {claim.claim_id}
    clock.instant = datetime(2026, 12, 9, 16, 59, 59, tzinfo=UTC)
    assert sweep(services.store, clock, [OFFICE]).resolved == 1


def test_an_office_that_cannot_be_swept_stops_no_other(
    services: Services, claim: Claim, clock: FixedClock, recorder: Recorder
) -> None:
    """The offices after it are swept, and the run fails in the end."""
    assert claims_in_flight(services) == {claim.claim_id}
    clock.instant = NOW + STALE
    recorder.reset()

    def refuse_the_first(number: int) -> None:
        if number == 0:
            raise Busy

    recorder.before = refuse_the_first
    with pytest.raises(Busy):
        sweep(services.store, clock, [OFFICE._replace(office_id="depok"), OFFICE])
    assert (left(services.store), claims_in_flight(services)) == (SEATS, set())


def test_a_full_slot_is_freed_of_the_dead(services: Services, siti: str, claim: Claim, clock: FixedClock) -> None:
    """Who finds all seats claimed by the dead frees them and books at once; a claim of a minute is let alone."""
    clock.instant = NOW + timedelta(seconds=60)
    assert refusal(lambda: book.book(services, siti, asked(1), KEY)).code == Code.SLOT_FULL
    assert claims_in_flight(services) == {claim.claim_id}
    clock.instant += timedelta(seconds=2)
    assert book.book(services, siti, asked(1), KEY).holds_seats
    assert (left(services.store), claims_in_flight(services)) == (SEATS - 1, set())


# ------------------------------------------------------------------------------------------- memories


def test_a_full_slot_is_remembered_for_two_seconds(clock: FixedClock) -> None:
    """As large a party is refused from memory until two seconds have passed."""
    memory = FullSlots(clock)
    memory.remember(SLOT, 0)
    clock.instant = NOW + timedelta(seconds=2) - timedelta(milliseconds=1)
    assert memory.lacks(SLOT, 1)
    clock.instant = NOW + timedelta(seconds=2)
    assert not memory.lacks(SLOT, 1)


def test_smaller_parties_are_not_refused_from_memory(clock: FixedClock) -> None:
    """With two seats left three people are refused from memory, and two may try."""
    memory = FullSlots(clock)
    memory.remember(SLOT, 2)
    assert memory.lacks(SLOT, 3)
    assert not memory.lacks(SLOT, 2)


# ------------------------------------------------------------------------------------------- retries


class Conflicts:
    """A client whose first calls meet a transaction on their item."""

    def __init__(self, conflicts: int) -> None:
        """Refuse so many calls."""
        self.calls = 0
        self._conflicts = conflicts

    def get_item(self, **_arguments: Any) -> dict[str, Any]:
        """Read nothing, after the conflicts."""
        self.calls += 1
        if self.calls <= self._conflicts:
            response: Any = {"Error": {"Code": "TransactionConflictException"}, "ResponseMetadata": {}}
            raise ClientError(response, "GetItem")
        return {}

    def batch_get_item(self, **arguments: Any) -> dict[str, Any]:
        """Leave the keys unprocessed as often."""
        self.calls += 1
        left_over = arguments["RequestItems"] if self.calls <= self._conflicts else {}
        return {"Responses": {}, "UnprocessedKeys": left_over}


def test_a_conflict_is_met_eight_times() -> None:
    """The eighth call may succeed; after it the answer is busy. The pauses double from 20 to at most 400 ms."""
    pauses: list[float] = []
    client = Conflicts(7)
    assert Table(stand_in(client), "antrean", pauses.append, lambda: 1.0).get(("A", "B")) is None
    assert (client.calls, pauses) == (8, [0.02, 0.04, 0.08, 0.16, 0.32, 0.4, 0.4])
    client = Conflicts(8)
    with pytest.raises(Busy):
        Table(stand_in(client), "antrean", lambda _seconds: None).get(("A", "B"))
    assert client.calls == 8


def test_the_pauses_have_jitter() -> None:
    """Those who met at one item do not come back at one instant: each pause is a drawn part of its length."""
    pauses: list[float] = []
    Table(stand_in(Conflicts(2)), "antrean", pauses.append, lambda: 0.5).get(("A", "B"))
    assert pauses == [0.01, 0.02]


def test_items_that_a_read_left_out_are_asked_for_eight_times() -> None:
    """So are the keys that DynamoDB did not come to."""
    client = Conflicts(7)
    assert Table(stand_in(client), "antrean", lambda _seconds: None).get_many([("A", "B")]) == {}
    client = Conflicts(8)
    with pytest.raises(Busy):
        Table(stand_in(client), "antrean", lambda _seconds: None).get_many([("A", "B")])
    assert client.calls == 8


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a client of SQS sends, each answered with a failure of the service; nothing pauses."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-3")
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _seconds: None)
    monkeypatch.setattr(DEADLINE, "_context", None)
    return []


def failing_client(sent: list[str]) -> Any:
    """Return a client whose every request is noted and answered with 503."""
    client = clients.client("sqs")

    def answer(request: Any, **_more: object) -> AWSResponse:
        sent.append(request.url)
        return AWSResponse(request.url, 503, HTTPHeaders(), SimpleNamespace(stream=lambda: [b"{}"]))

    client.meta.events.register_last("before-send", answer)
    return client


def test_aws_is_asked_twice(requests: list[str]) -> None:
    """A call that fails is made once more, and hangs for one second to connect and three to read at most."""
    client = failing_client(requests)
    with pytest.raises(ClientError):
        client.list_queues()
    assert len(requests) == 2
    assert (client.meta.config.connect_timeout, client.meta.config.read_timeout) == (1, 3)


def test_no_call_is_begun_that_could_outlast_its_function(requests: list[str]) -> None:
    """With less time left than a call may take nothing is sent, and the answer is busy."""
    client = failing_client(requests)
    DEADLINE.begin(invocation(milliseconds=5_199))
    with pytest.raises(Busy):
        client.list_queues()
    assert requests == []


def test_a_call_needs_its_own_time_and_1_2_seconds_more() -> None:
    """One second for the pause before a repetition, a fifth to answer in."""
    deadline = Deadline()
    deadline.refuse_if_late(4)
    deadline.begin(invocation(milliseconds=5_200))
    deadline.refuse_if_late(4)
    deadline.begin(invocation(milliseconds=5_199))
    with pytest.raises(Busy):
        deadline.refuse_if_late(4)


def invocation(milliseconds: int) -> Any:
    """Return a context of Lambda with so much time left."""
    return SimpleNamespace(get_remaining_time_in_millis=lambda: milliseconds)


def test_each_request_has_its_own_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A route that asks for more time than its invocation has left answers busy."""
    monkeypatch.setattr(DEADLINE, "_context", None)
    api = Api()

    @api.route("GET", "/lama", "takeLong", "Takes long")
    def slow() -> Answer:
        DEADLINE.refuse_if_late(4)
        return Answer()

    event = {"httpMethod": "GET", "resource": "/lama"}
    assert api.handle(event, invocation(milliseconds=9_000))["statusCode"] == 200
    assert api.handle(event, invocation(milliseconds=1_000))["statusCode"] == 503

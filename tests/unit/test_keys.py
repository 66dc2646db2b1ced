"""Idempotency keys: one request for each, whatever became of it. Not its first answer, not a lock.

A leading peer keeps the first answer for whatever body comes with the key, keeps refusals too, and locks the key of a
request that died. Here a key is remembered by what it did, in the booking itself, and by nothing else. That this holds
while twins of a request run at once is shown in tests/interleavings and tests/concurrency.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings import operation
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.sweep import sweep
from antrean.changes import add, book, cancel, move
from antrean.policy.bookings import CLAIM_LEASE as LEASE
from antrean.policy.system import FULL_SLOT_MEMORY as MEMORY
from antrean.slots import changes as quota
from antrean.slots.model import Slot
from antrean.slots.quota_forms import QuotaChange
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed, Recorder
from instruments.replay.people import nik
from tests.support.ledger import unbalanced
from tests.support.wishes import KEY, asked, choice, kept, left, more, refusal, release
from tests.unit.conftest import DAY, OFFICE, OTHER_SLOT, SLOT, register

THIRD_SLOT = Slot("bogor", DAY + timedelta(days=1), "morning")
SEATS = 5
CALLS = {
    "book": ("read", "count", "claim", "commit", "settle"),
    "add": ("read", "count", "claim", "commit", "settle"),
    "move": ("read", "claim", "commit", "settle"),
}
"""The calls of each operation that has a key; whoever names somebody for the first time is counted."""
TARGETS = {"book": SLOT, "add": SLOT, "move": OTHER_SLOT}
"""Where each takes its seats."""
SERIALS = {"book": 1, "add": 40}
"""The first child of each."""
BODIES: dict[str, Any] = {
    "book": asked(2, start=SERIALS["book"]),
    "add": more(1, SERIALS["add"]),
    "move": choice(OTHER_SLOT),
}
"""What is asked for, by operation."""
OTHER_BODIES: dict[str, dict[str, Any]] = {
    "book": {
        "fewer people": asked(1),
        "other people": asked(2, start=7),
        "another slot": asked(2, OTHER_SLOT),
        "another service": asked(2).model_copy(update={"service": "renewal"}),
    },
    "add": {"more people": more(2, start=40), "other people": more(1, start=50)},
    "move": {"another slot": choice(THIRD_SLOT)},
}
_OTHERS = [(kind, words) for kind, bodies in OTHER_BODIES.items() for words in bodies]

Ask = Callable[[Any], Booking]
Undo = Callable[[], object]


@pytest.fixture
def table() -> MemoryTable:
    """The items, to see that nothing changed."""
    return MemoryTable()


@pytest.fixture
def recorder(table: MemoryTable) -> Recorder:
    """A client of the table in memory, in place of moto."""
    return Recorder(MemoryClient(table))


@pytest.fixture
def siti(services: Services, siti: str) -> str:
    """A registered citizen; there is a third slot to go to."""
    quota = services.store.quotas.get(SLOT)
    assert quota
    services.store.quotas.publish(quota._replace(slot=THIRD_SLOT))
    return siti


@pytest.mark.parametrize(("kind", "words"), _OTHERS)
def test_another_body_is_refused(services: Services, siti: str, table: MemoryTable, kind: str, words: str) -> None:
    """A key that was used is refused for another body, each time and without a trace, and good for its own."""
    ask = asker(services, siti, kind)
    done = ask(BODIES[kind])
    before = dict(table.items)
    for _ in range(2):
        assert refusal(partial(ask, OTHER_BODIES[kind][words])).code == Code.IDEMPOTENCY_KEY_REUSED
    assert table.items == before
    assert ask(BODIES[kind]) == done


@pytest.mark.parametrize("kind", BODIES)
def test_a_key_counts_for_its_operation(services: Services, siti: str, kind: str) -> None:
    """The key of a booking may come again with a change of it: it is another operation, and is done."""
    ask = asker(services, siti, kind)
    ask(BODIES[kind])
    made = operation.all_of(services, siti)[0]
    match kind:
        case "book" | "move":
            grown = add.add(services, siti, made.booking_id, more(1, start=60), KEY)
            assert len(grown.applicants) == len(made.applicants) + 1
        case _:
            assert move.move(services, siti, made.booking_id, choice(), KEY).slot == OTHER_SLOT


def full(services: Services, _siti: str, kind: str) -> Undo:
    """Somebody else has all seats."""
    slot = TARGETS[kind]
    rival = register(services, "budi", nik(902))
    made = book.book(services, rival, asked(left(services.store, slot), slot, start=20), KEY)

    def undo() -> None:
        cancel.cancel(services, rival, made.booking_id)
        release(services.store, slot)

    return undo


def closed(services: Services, _siti: str, kind: str) -> Undo:
    """An operator closed the slot."""
    change(services, TARGETS[kind], state="closed")
    return partial(change, services, TARGETS[kind], state="open")


def not_yet_open(services: Services, _siti: str, kind: str) -> Undo:
    """An operator put the release off."""
    tomorrow = services.clock.now() + timedelta(days=1)
    change(services, TARGETS[kind], opens_at=tomorrow)
    return partial(change, services, TARGETS[kind], opens_at=services.clock.now())


def already_booked(services: Services, _siti: str, kind: str) -> Undo:
    """Somebody else has booked the child."""
    rival = register(services, "budi", nik(902))
    made = book.book(services, rival, asked(2, THIRD_SLOT, start=SERIALS[kind]), KEY)
    return partial(cancel.cancel, services, rival, made.booking_id)


def another_booking(services: Services, siti: str, _kind: str) -> Undo:
    """Siti has another booking."""
    made = book.book(services, siti, asked(1, THIRD_SLOT), "another key")
    return partial(cancel.cancel, services, siti, made.booking_id)


OBSTACLES = [
    *((kind, full, Code.SLOT_FULL) for kind in BODIES),
    *((kind, closed, Code.SLOT_CLOSED) for kind in BODIES),
    *((kind, not_yet_open, Code.SLOT_NOT_YET_OPEN) for kind in BODIES),
    ("book", already_booked, Code.NIK_ALREADY_BOOKED),
    ("add", already_booked, Code.NIK_ALREADY_BOOKED),
    ("book", another_booking, Code.BOOKING_EXISTS),
]


@pytest.mark.parametrize("own", [True, False], ids=["its own body", "another body"])
@pytest.mark.parametrize(("kind", "obstacle", "code"), OBSTACLES)
def test_a_refusal_does_not_stick(
    services: Services,
    siti: str,
    clock: FixedClock,
    kind: str,
    obstacle: Callable[[Services, str, str], Undo],
    code: Code,
    own: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """What was in the way is gone: the key that was refused gets its seats, and is still free for another body."""
    ask = asker(services, siti, kind)
    undo = obstacle(services, siti, kind)
    assert refusal(partial(ask, BODIES[kind])).code == code
    undo()
    # an environment that has met a full slot believes it for two seconds
    clock.instant += MEMORY + timedelta(seconds=1)
    body = BODIES[kind] if own else next(iter(OTHER_BODIES[kind].values()))
    done = ask(body)
    assert done.holds_seats
    assert ask(body) == done
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT, THIRD_SLOT], settled=True)


@pytest.mark.parametrize("kind", BODIES)
def test_the_calls_at_which_a_function_may_die(services: Services, siti: str, recorder: Recorder, kind: str) -> None:
    """The deaths below are at every call: there are no others."""
    ask = asker(services, siti, kind)
    recorder.reset()
    ask(BODIES[kind])
    assert len(recorder.calls) == len(CALLS[kind])


@pytest.mark.parametrize("own", [True, False], ids=["its own body", "another body"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("kind", "call"), [(kind, call) for kind, calls in CALLS.items() for call in calls])
def test_the_dead_lock_nothing(
    services: Services,
    siti: str,
    clock: FixedClock,
    recorder: Recorder,
    kind: str,
    call: str,
    when: str,
    own: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """A function that died leaves its key as good as it was: done if it had committed, and else free, at once."""
    ask = asker(services, siti, kind)
    recorder.kill(CALLS[kind].index(call), when)
    with pytest.raises(Killed):
        ask(BODIES[kind])
    recorder.reset()
    committed = (call, when) in {("commit", "after"), ("settle", "before"), ("settle", "after")}
    other = next(iter(OTHER_BODIES[kind].values()))
    if own:
        done = ask(BODIES[kind])
    elif committed:
        assert refusal(partial(ask, other)).code == Code.IDEMPOTENCY_KEY_REUSED
        done = ask(BODIES[kind])
    else:
        done = ask(other)
        assert refusal(partial(ask, BODIES[kind])).code == Code.IDEMPOTENCY_KEY_REUSED
    clock.instant += LEASE + timedelta(seconds=1)
    sweep(services.store, clock, [OFFICE])
    assert not unbalanced(services.store, [SLOT, OTHER_SLOT, THIRD_SLOT], settled=True)
    assert left(services.store, done.slot) == SEATS - len(done.applicants)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(2))
def test_a_dead_cancellation_is_repeated(
    services: Services, siti: str, recorder: Recorder, number: int, when: str
) -> None:
    """A cancellation needs no key: it is asked for again, and the seats are back once."""
    made = book.book(services, siti, asked(2), KEY)
    recorder.kill(number, when)
    with pytest.raises(Killed):
        cancel.cancel(services, siti, made.booking_id)
    recorder.reset()
    assert cancel.cancel(services, siti, made.booking_id).status == "cancelled"
    assert (left(services.store), kept(services.store)) == (SEATS - 2, 2)
    assert not unbalanced(services.store, [SLOT], settled=True)


def asker(services: Services, siti: str, kind: str) -> Ask:
    """Siti's way to ask, always with the same key; what is added to or moved she booked with another one."""
    if kind == "book":
        return lambda body: book.book(services, siti, body, KEY)
    made = book.book(services, siti, asked(1), "an earlier key")
    change: Any = {"add": add.add, "move": move.move}[kind]
    return lambda body: change(services, siti, made.booking_id, body, KEY)


def change(services: Services, slot: Slot, **changes: Any) -> None:
    """Let an operator change a slot."""
    found = services.store.quotas.get(slot)
    assert found
    asked_for = QuotaChange(reason="uji coba", **changes)
    quota.change(services.store.quotas, services.pepper, services.clock, "operator", slot, found.version, asked_for)

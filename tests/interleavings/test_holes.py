"""The holes that the search has found, each as the one interleaving that shows it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import NoneType
from typing import Any

import pytest

from antrean.base.errors import Code, Refused
from antrean.bookings.model import Booking
from antrean.bookings.sweep import Swept
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed, Recorder, name_of
from tests.interleavings.controls import fence_that_bumps_the_revision
from tests.interleavings.drawing import seen_at_a_counter
from tests.interleavings.mix import CLOSES_AT, NOON, OWNERS, PAST_THE_LEASE, SLOTS, Story, Wish, beginning
from tests.interleavings.referee import breaks_seats, verdict
from tests.support.scheduler import VirtualClock

MADE = Wish("book", "ani", "k1", "k1", people=(0, 1))


@pytest.fixture
def story() -> Story:
    """Two slots, and just seats enough for one booking in each."""
    items = beginning(2, 2)
    return Story(0, MemoryTable(items), VirtualClock(NOON), items)


def meanwhile(story: Story, wish: Wish, call: str, act: Callable[[], object]) -> Any:
    """Return how a wish ends if something happens just before its first call of this name."""
    recorder = Recorder(MemoryClient(story.table))

    def around(number: int, send: partial[Any]) -> Any:
        if name_of(recorder.calls[number], send.keywords).startswith(call):
            recorder.reset()
            act()
        return send()

    recorder.around = around
    return story.attempt(wish, story.services(recorder)).ended


def test_a_twin_between_the_reads_of_a_batch(story: Story) -> None:
    """The booking is read before a twin makes it, the account after: that booking is the answer, not in the way."""
    made: list[Any] = []

    def twin() -> None:
        if not made:
            made.append(story.attempt(MADE, story.services()).ended)

    class BookingFirst(MemoryClient):
        def batch_get_item(self, **arguments: Any) -> dict[str, Any]:
            for request in arguments["RequestItems"].values():
                request["Keys"].reverse()
            return super().batch_get_item(**arguments)

    answer = story.attempt(MADE, story.services(BookingFirst(story.table, twin))).ended
    assert isinstance(answer, Booking)
    assert [answer] == made


@pytest.mark.parametrize("kind", ["book", "move"])
def test_a_twin_that_took_the_last_seats(story: Story, kind: str) -> None:
    """A twin did everything between reading and claiming: the answer is what it did, not that the slot is full."""
    wish = MADE
    if kind == "move":
        story.attempt(MADE, story.services())
        wish = Wish("move", "ani", "k1", "x1", SLOTS[1])
    answer = meanwhile(story, wish, "claim", lambda: story.attempt(wish, story.services()))
    assert isinstance(answer, Booking)
    assert answer == story.outcomes[-2].ended
    assert not verdict(story)


def test_a_cancellation_under_a_move(story: Story) -> None:
    """A booking that is cancelled while it is moved can no longer be changed; nobody else has its people."""
    story.attempt(MADE, story.services())
    cancel = Wish("cancel", "ani", "k1")
    move = Wish("move", "ani", "k1", "x1", SLOTS[1])
    answer = meanwhile(story, move, "commit", lambda: story.attempt(cancel, story.services()))
    assert isinstance(answer, Refused)
    assert answer.code == Code.TOO_LATE
    assert not verdict(story)


@pytest.mark.parametrize("is_a_mark", [True, False], ids=["a mark", "a new revision"])
def test_a_twin_between_fence_and_settle(story: Story, monkeypatch: pytest.MonkeyPatch, *, is_a_mark: bool) -> None:
    """A twin that reads behind the sweeper's fence finds the old claim, and cannot commit it; a revision lets it."""
    if not is_a_mark:
        fence_that_bumps_the_revision(monkeypatch)
    story.attempt(Wish("book", "ani", "k1", "k1", people=(0,)), story.services())
    add = Wish("add", "ani", "k1", "x1", people=(1,))
    meanwhile(story, add, "commit", _die)
    story.clock.instant += PAST_THE_LEASE
    # before the sweeper settles; the twin dies after its commit, before it can settle the claim itself
    after_it = "fence" if is_a_mark else "settle"
    meanwhile(story, Wish("sweep"), "settle", lambda: meanwhile(story, add, after_it, _die))
    assert [type(outcome.ended) for outcome in story.outcomes] == [Booking, NoneType, NoneType, Swept]
    wrong = verdict(story)
    assert not wrong if is_a_mark else any(map(breaks_seats, wrong))


def _die() -> None:
    raise Killed


@pytest.mark.parametrize(
    "wish",
    [
        Wish("cancel", "ani", "k1"),
        Wish("leave", "ani", "k1"),
        Wish("move", "ani", "k1", "x1", SLOTS[1]),
        Wish("add", "ani", "k1", "x1", people=(2,)),
    ],
    ids=lambda wish: wish.kind,
)
def test_a_pause_over_midnight(story: Story, wish: Wish) -> None:
    """Who was paused before the commit until the people were served changes nothing any more."""
    story.attempt(Wish("book", "ani", "k1", "k1", people=(0,)), story.services())

    def served() -> None:
        story.clock.instant = CLOSES_AT
        story.attempt(Wish("arrive", "ani", "k1", "d1"), story.services())

    answer = meanwhile(story, wish, "commit", served)
    assert isinstance(answer, Refused)
    assert answer.code == Code.TOO_LATE
    kept = story.services().store.bookings.get(wish.booking_id)
    assert kept
    assert kept.holds_seats
    assert kept.check_in
    assert kept.slot == SLOTS[0]


def test_a_twin_that_superseded(story: Story) -> None:
    """A twin takes the owner over between the reads of account and guard: its booking is the answer, not in the way."""
    story.attempt(Wish("book", "ani", "k1", "k1", people=(OWNERS["budi"],)), story.services())
    seen_at_a_counter(story, "budi")
    wish = Wish("book", "budi", "k1", "k1", SLOTS[1], (0,))
    story.services().store.accounts.note_self_guarded("budi")
    answer = meanwhile(story, wish, "look at the guard", lambda: story.attempt(wish, story.services()))
    assert isinstance(answer, Booking)
    assert answer == story.outcomes[-2].ended
    assert not verdict(story)

"""Jobs: what goes through the whole table once waits, goes on where it was cut short, and never goes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from antrean.aws.table import Key, Table
from antrean.base.clock import FixedClock
from antrean.base.policy import JOB_PATIENCE
from antrean.bookings.items import BY_DAY, INDEX_KEYS, LISTING
from antrean.jobs.model import Job
from antrean.jobs.run import go_on
from antrean.jobs.store import Jobs
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed, Recorder
from instruments.stand_in import stand_in
from tests.interleavings import listing
from tests.interleavings.mix import NOON, SLOTS, Story, Wish, beginning
from tests.support.scheduler import VirtualClock

NOW: Final = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
NAME: Final = "counting"
ENDS: Final = (("A", "1"), ("B", "1"), None)
"""Where the steps of a job of three steps end."""


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands where the job may begin."""
    return FixedClock(NOW)


@pytest.fixture
def jobs() -> Jobs:
    """Jobs of an empty table, of which one was first seen long ago."""
    jobs = Jobs(Table(stand_in(MemoryClient(MemoryTable())), "antrean"))
    jobs.see(Job(NAME, NOW - JOB_PATIENCE))
    return jobs


class Counting:
    """A step that notes where it began, and may do something else then."""

    def __init__(self, *acts: Callable[[], object]) -> None:
        """Let each act happen during one step."""
        self.began: list[Key | None] = []
        self._acts = list(acts)

    def __call__(self, after: Key | None, /) -> Key | None:
        """Do a step; a job that never ends fails here."""
        self.began.append(after)
        assert len(self.began) < 10
        if self._acts:
            self._acts.pop(0)()
        return ENDS[0] if after is None else ENDS[ENDS.index(after) + 1]


def die() -> None:
    """End the function in the middle of a step."""
    raise Killed


def test_a_job_begins_an_hour_after_it_was_first_seen(clock: FixedClock) -> None:
    """Until then functions of the release before may still write what the job does not know of."""
    jobs = Jobs(Table(stand_in(MemoryClient(MemoryTable())), "antrean"))
    step = Counting()
    assert go_on(jobs, clock, NAME, step).steps == 0
    clock.instant += timedelta(minutes=59, seconds=59)
    assert go_on(jobs, clock, NAME, step).steps == 0
    assert not step.began
    clock.instant += timedelta(seconds=1)
    assert go_on(jobs, clock, NAME, step).done_at == clock.instant
    assert step.began == [None, *ENDS[:-1]]


def test_a_job_is_done_once(jobs: Jobs, clock: FixedClock) -> None:
    """When its end is reached nothing is done any more."""
    go_on(jobs, clock, NAME, Counting())
    assert jobs.is_done(NAME)
    again = Counting()
    go_on(jobs, clock, NAME, again)
    assert not again.began


def test_a_job_goes_on_where_it_was_cut_short(jobs: Jobs, clock: FixedClock) -> None:
    """The step in which the function died is done again, and none is left out."""
    step = Counting(lambda: None, die)
    with pytest.raises(Killed):
        go_on(jobs, clock, NAME, step)
    assert not jobs.is_done(NAME)
    go_on(jobs, clock, NAME, step)
    assert step.began == [None, ENDS[0], ENDS[0], ENDS[1]]
    assert jobs.is_done(NAME)


def test_a_run_ends_after_four_minutes(jobs: Jobs, clock: FixedClock) -> None:
    """A step that begins in time is finished; the next run does the next one."""

    def take(time: timedelta) -> Callable[[], object]:
        return lambda: setattr(clock, "instant", clock.instant + time)

    step = Counting(take(timedelta(minutes=4)), take(timedelta(seconds=1)))
    assert go_on(jobs, clock, NAME, step).reached == ENDS[1]
    assert not jobs.is_done(NAME)
    assert go_on(jobs, clock, NAME, step).done_at


def test_of_two_runs_one_goes_on(jobs: Jobs, clock: FixedClock) -> None:
    """A run that was paused in a step finds that another has saved it, ends, and does not set the job back."""
    other = Counting()
    step = Counting(lambda: go_on(jobs, clock, NAME, other))
    job = go_on(jobs, clock, NAME, step)
    assert step.began == [None]
    assert other.began == [None, *ENDS[:-1]]
    assert (job.steps, job.done_at, job.reached) == (len(ENDS), clock.instant, None)


def test_no_other_run_has_saved_a_step_since(jobs: Jobs) -> None:
    """A later save of the same step, or of an older one, changes nothing."""
    job = jobs.get(NAME)
    assert job
    assert jobs.save(replace(job, steps=1, reached=("A", "1")))
    assert jobs.save(replace(job, steps=2, reached=("B", "1")))
    assert not jobs.save(replace(job, steps=1, reached=("A", "1")))
    found = jobs.get(NAME)
    assert found
    assert (found.steps, found.reached) == (2, ("B", "1"))


def test_seen_for_the_first_time(jobs: Jobs) -> None:
    """Who sees a job later gets it as it stands, and does not begin it anew."""
    job = jobs.get(NAME)
    assert job
    jobs.save(replace(job, steps=1, reached=("A", "1")))
    assert jobs.see(Job(NAME, NOW)) == replace(job, steps=1, reached=("A", "1"))


# -------------------------------------------------------------------------- the bookings of before are listed


ANI: Final = Wish("book", "ani", "k1", "k1", people=(0, 1))
BUDI: Final = Wish("book", "budi", "k1", "k1", people=(0,))


@pytest.fixture
def story() -> Story:
    """Two bookings, one of them cancelled, as releases wrote them that knew of no index or of another one."""
    items = beginning(6, 6)
    story = Story(0, MemoryTable(items), VirtualClock(NOON), items)
    story.services().store.jobs.see(Job(BY_DAY, NOON - JOB_PATIENCE))
    for wish in (ANI, BUDI, Wish("cancel", "budi", "k1")):
        story.attempt(wish, story.services())
    change(story, ANI, by_day=None, by_number=None)
    change(story, BUDI, by_day={"S": "bogor#2026-12-08"}, by_number={"S": "morning#000003#X"})
    return story


def change(story: Story, wish: Wish, **attributes: dict[str, Any] | None) -> None:
    """Change the item of a booking past the rules; None takes an attribute away."""
    key = (f"BOOKING#{wish.booking_id}", "BOOKING")
    item = {**story.table.items[key], **attributes}
    story.table.items[key] = {name: value for name, value in item.items() if value is not None}


def entry(story: Story, wish: Wish) -> dict[str, str]:
    """The keys in the index of a booking."""
    item = story.table.items[f"BOOKING#{wish.booking_id}", "BOOKING"]
    return {name: item[name]["S"] for name in INDEX_KEYS if name in item}


def test_bookings_of_before_are_listed(story: Story) -> None:
    """Who holds seats gets the keys that a new booking has; who was cancelled loses them."""
    listing.run(story)
    assert entry(story, ANI) == {"by_day": "bogor#2026-12-08", "by_number": f"morning#000001#{ANI.booking_id}"}
    assert entry(story, BUDI) == {}
    assert not [*listing.wrong(story)]


def test_what_is_listed_rightly_is_not_written(story: Story) -> None:
    """A job that is begun anew by hand writes nothing."""
    listing.run(story)
    del story.table.items[f"JOB#{BY_DAY}", "JOB"]
    story.services().store.jobs.see(Job(BY_DAY, NOON - JOB_PATIENCE))
    written = len(story.table.history)
    listing.run(story)
    assert story.services().store.lists_every_booking()
    # only the job itself
    assert len(story.table.history) == written + 1


CALLS: Final = ("get_item", "scan", "update_item", "update_item", "update_item")
"""Of the job on this table: it looks how far it is, reads a page, writes to two bookings, and saves the step."""


def test_the_calls_at_which_the_job_may_die(story: Story) -> None:
    """The deaths below are at every call: there are no others."""
    client = Recorder(MemoryClient(story.table))
    story.attempt(Wish("list"), story.services(client))
    assert tuple(client.calls) == CALLS


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(len(CALLS)))
def test_a_job_that_died_is_completed_by_the_next_run(story: Story, number: int, when: str) -> None:
    """Wherever it dies, the marker stands only when every booking is listed as it should be."""
    client = Recorder(MemoryClient(story.table))

    def die_there(at: int) -> None:
        if at == number:
            raise Killed

    setattr(client, when, die_there)
    story.attempt(Wish("list"), story.services(client))
    assert not [*listing.wrong(story)]
    listing.run(story)
    assert story.services().store.lists_every_booking()
    assert not [*listing.wrong(story)]


@pytest.mark.parametrize("wish", [Wish("cancel", "ani", "k1"), Wish("move", "ani", "k1", "x1", SLOTS[1])])
def test_a_booking_that_changes_meanwhile_keeps_its_own_keys(story: Story, wish: Wish) -> None:
    """Not changed since it was read: whoever cancelled or moved it wrote the keys that it should have."""
    client = Recorder(MemoryClient(story.table))

    def meanwhile(number: int) -> None:
        if client.calls[number] == "scan":
            story.attempt(wish, story.services())

    client.after = meanwhile
    story.attempt(Wish("list"), story.services(client))
    assert entry(story, ANI).get("by_number", "").startswith("afternoon#") == (wish.kind == "move")
    assert bool(entry(story, ANI)) == (wish.kind == "move")


def test_no_name_is_read_to_list_bookings(story: Story) -> None:
    """The scan asks for what tells where a booking is listed; people are not among it."""
    asked: list[Any] = []

    class Asked(MemoryClient):
        def scan(self, **arguments: Any) -> dict[str, Any]:
            asked.append(arguments)
            return super().scan(**arguments)

    story.attempt(Wish("list"), story.services(Asked(story.table)))
    assert {*asked[0]["ExpressionAttributeNames"].values()} == {*LISTING}
    assert "people" not in LISTING

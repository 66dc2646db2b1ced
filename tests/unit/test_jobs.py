"""Jobs: what goes through the whole table once waits, goes on where it was cut short, and never goes back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError

from antrean.aws.table import Key, Table
from antrean.base.clock import FixedClock
from antrean.bookings.items import BY_DAY, INDEX_KEYS, LISTING
from antrean.jobs.model import Job
from antrean.jobs.run import Step, go_on
from antrean.jobs.store import Jobs
from antrean.policy.system import JOB_PATIENCE
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed, Recorder
from instruments.replay.people import nik
from instruments.stand_in import stand_in
from tests.interleavings import listing
from tests.interleavings.mix import NIK_KEYS, NOON, SLOTS, Story, Wish, beginning
from tests.support.scheduler import VirtualClock

NOW: Final = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
NAME: Final = "walking"
ENDS: Final = (("A", "1"), ("B", "1"), None)
"""Where the steps of a job of three steps end."""


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands where the job may begin."""
    return FixedClock(NOW)


@pytest.fixture
def jobs() -> Jobs:
    """Jobs of an empty table, of which one was first seen an hour ago."""
    jobs = Jobs(Table(stand_in(MemoryClient(MemoryTable())), "antrean"))
    jobs.add_if_absent(known(NAME))
    return jobs


def known(name: str) -> Job:
    """A job that may begin: it was first seen an hour ago, and ran just now."""
    return Job(name, NOW - JOB_PATIENCE, NOW)


class Walking:
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


def go(jobs: Jobs, clock: FixedClock, step: Step) -> Job:
    """Take the job of this step further."""
    [job] = go_on(jobs, clock, {NAME: step})
    return job


def die() -> None:
    """End the function in the middle of a step."""
    raise Killed


def test_a_job_begins_an_hour_after_it_was_first_seen(clock: FixedClock) -> None:
    """Until then functions of the release before may still write what the job does not know of."""
    jobs = Jobs(Table(stand_in(MemoryClient(MemoryTable())), "antrean"))
    step = Walking()
    assert go(jobs, clock, step).steps == 0
    for _ in range(11):
        clock.instant += timedelta(minutes=5)
        assert go(jobs, clock, step).steps == 0
    clock.instant += timedelta(minutes=4, seconds=59)
    assert go(jobs, clock, step).steps == 0
    assert not step.began
    clock.instant += timedelta(seconds=1)
    assert go(jobs, clock, step).done_at == clock.instant
    assert step.began == [None, *ENDS[:-1]]


def test_a_job_is_done_once(jobs: Jobs, clock: FixedClock) -> None:
    """When its end is reached nothing is done any more."""
    go(jobs, clock, Walking())
    assert jobs.is_done(NAME)
    again = Walking()
    go(jobs, clock, again)
    assert not again.began


@pytest.mark.parametrize("done", [False, True])
def test_a_job_that_was_not_run_for_a_quarter_of_an_hour_begins_anew(
    jobs: Jobs,
    clock: FixedClock,
    done: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """The release was turned back meanwhile: also what was done waits for its hour again, and is done once more."""
    step = Walking(*(() if done else (lambda: None, die)))
    with nullcontext() if done else pytest.raises(Killed):
        go(jobs, clock, step)
    clock.instant += timedelta(minutes=15, seconds=1)
    again = go(jobs, clock, step)
    assert (again.seen_at, again.reached, again.done_at) == (clock.instant, None, None)
    assert not jobs.is_done(NAME)
    for _ in range(12):
        clock.instant += timedelta(minutes=5)
        step.began.clear()
        again = go(jobs, clock, step)
    assert step.began == [None, *ENDS[:-1]]
    assert again.done_at == clock.instant


def test_a_job_that_was_seen_by_a_clock_ahead_begins_anew(clock: FixedClock) -> None:
    """An instant that is still to come would keep it waiting for ever."""
    jobs = Jobs(Table(stand_in(MemoryClient(MemoryTable())), "antrean"))
    ahead = NOW + timedelta(days=365)
    jobs.add_if_absent(Job(NAME, ahead, ahead))
    assert go(jobs, clock, Walking()).seen_at == NOW


def test_a_job_goes_on_where_it_was_cut_short(jobs: Jobs, clock: FixedClock) -> None:
    """The step in which the function died is done again, and none is left out."""
    step = Walking(lambda: None, die)
    with pytest.raises(Killed):
        go(jobs, clock, step)
    assert not jobs.is_done(NAME)
    go(jobs, clock, step)
    assert step.began == [None, ENDS[0], ENDS[0], ENDS[1]]
    assert jobs.is_done(NAME)


def test_a_run_ends_after_four_minutes(jobs: Jobs, clock: FixedClock) -> None:
    """A step that begins in time is finished; the next run does the next one."""

    def take(time: timedelta) -> Callable[[], object]:
        return lambda: setattr(clock, "instant", clock.instant + time)

    step = Walking(take(timedelta(minutes=4)), take(timedelta(seconds=1)))
    assert go(jobs, clock, step).reached == ENDS[1]
    assert not jobs.is_done(NAME)
    assert go(jobs, clock, step).done_at


def test_two_jobs_share_the_time_of_a_run(jobs: Jobs, clock: FixedClock) -> None:
    """The second job has what the first one leaves of the four minutes: here nothing, and the next run goes on."""
    jobs.add_if_absent(known("second"))

    def take_all() -> None:
        clock.instant += timedelta(minutes=4, seconds=1)

    first, second = Walking(lambda: None, lambda: None, take_all), Walking()
    done, waiting = go_on(jobs, clock, {NAME: first, "second": second})
    assert (done.done_at, waiting.steps) == (clock.instant, 0)
    assert not second.began
    assert go_on(jobs, clock, {NAME: first, "second": second})[1].done_at


def test_of_two_runs_one_goes_on(jobs: Jobs, clock: FixedClock) -> None:
    """A run that was paused in a step finds that another has saved it, ends, and does not set the job back."""
    other = Walking()
    step = Walking(lambda: go(jobs, clock, other))
    job = go(jobs, clock, step)
    assert step.began == [None]
    assert other.began == [None, *ENDS[:-1]]
    assert (job.steps, job.done_at, job.reached) == (len(ENDS), clock.instant, None)


def test_no_other_run_has_saved_a_step_since(jobs: Jobs) -> None:
    """A later save of the same step, or of an older one, changes nothing."""
    job = known(NAME)
    first, second = job._replace(steps=1, reached=("A", "1")), job._replace(steps=2, reached=("B", "1"))
    assert jobs.save(first, job)
    assert jobs.save(second, first)
    assert not jobs.save(first, job)
    found = jobs.get(NAME)
    assert found
    assert (found.steps, found.reached) == (2, ("B", "1"))


def test_seen_for_the_first_time(jobs: Jobs) -> None:
    """Who sees a job later gets it as it stands, and does not begin it anew."""
    further = known(NAME)._replace(steps=1, reached=("A", "1"))
    jobs.save(further, known(NAME))
    assert jobs.add_if_absent(Job(NAME, NOW, NOW)) == further


# -------------------------------------------------------------------------- the bookings of before are listed


ANI: Final = Wish("book", "ani", "k1", "k1", people=(0, 1))
BUDI: Final = Wish("book", "budi", "k1", "k1", people=(0,))


@pytest.fixture
def story() -> Story:
    """A booking without keys in the index, and a cancelled one with keys that it should have lost."""
    items = beginning(6, 6)
    story = Story(0, MemoryTable(items), VirtualClock(NOON), items)
    story.services().store.jobs.add_if_absent(Job(BY_DAY, NOON - JOB_PATIENCE, NOON))
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


def test_earlier_bookings_are_indexed(story: Story) -> None:
    """Who holds seats gets the keys that a new booking has; who was cancelled loses them."""
    listing.run(story)
    assert entry(story, ANI) == {"by_day": "bogor#2026-12-08", "by_number": f"morning#000001#{ANI.booking_id}"}
    assert entry(story, BUDI) == {}
    assert not [*listing.wrong(story)]


def test_what_is_listed_rightly_is_not_written(story: Story) -> None:
    """A job that is begun anew by hand writes nothing."""
    listing.run(story)
    del story.table.items[f"JOB#{BY_DAY}", "JOB"]
    story.services().store.jobs.add_if_absent(Job(BY_DAY, NOON - JOB_PATIENCE, NOON))
    written = len(story.table.history)
    listing.run(story)
    assert story.services().store.lists_every_booking()
    # only the job itself: its run, and its step
    assert len(story.table.history) == written + 2


CALLS: Final = ("get_item", "update_item", "scan", "update_item", "update_item", "update_item")
"""Of the job on this table: it looks how far it is, notes its run, reads a page, writes twice, saves the step."""


def test_the_calls_at_which_the_job_may_die(story: Story) -> None:
    """The deaths below are at every call: there are no others."""
    client = Recorder(MemoryClient(story.table))
    story.attempt(Wish("index"), story.services(client))
    assert tuple(client.calls) == CALLS


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(len(CALLS)))
def test_a_job_that_died_is_completed_by_the_next_run(story: Story, number: int, when: str) -> None:
    """Wherever it dies, the marker stands only when every booking is listed as it should be."""
    client = Recorder(MemoryClient(story.table))
    client.kill(number, when)
    story.attempt(Wish("index"), story.services(client))
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
    story.attempt(Wish("index"), story.services(client))
    assert entry(story, ANI).get("by_number", "").startswith("afternoon#") == (wish.kind == "move")
    assert bool(entry(story, ANI)) == (wish.kind == "move")


def test_a_booking_that_cannot_be_read_is_named(story: Story) -> None:
    """The job goes no further than it, and is not done, until somebody has looked at it."""
    change(story, ANI, by_day=None, ranges={"L": []})
    listing.run(story)
    [error] = [outcome.ended for outcome in story.outcomes if isinstance(outcome.ended, ValueError)]
    assert ANI.booking_id in str(error)
    assert not story.services().store.lists_every_booking()


def test_a_refused_write_brings_nobody_along(story: Story) -> None:
    """Who is refused because the booking changed meanwhile gets nothing of it, neither name nor NIK key."""
    client = Recorder(MemoryClient(story.table))
    came: list[Any] = []

    def meanwhile(number: int) -> None:
        if client.calls[number] == "scan":
            story.attempt(Wish("cancel", "ani", "k1"), story.services())

    def note(_number: int, call: Callable[[], Any]) -> Any:
        try:
            answer = call()
        except ClientError as refused:
            came.append(refused.response)
            raise
        came.append({name: value for name, value in answer.items() if name != "Items"})
        return answer

    client.after, client.around = meanwhile, note
    story.attempt(Wish("index"), story.services(client))
    codes = [answer["Error"]["Code"] for answer in came if "Error" in answer]
    assert codes == ["ConditionalCheckFailedException"]
    assert "Ani" not in str(came)
    assert NIK_KEYS.key(nik(900)) not in str(came)


def test_no_name_is_read_to_list_bookings(story: Story) -> None:
    """The scan asks for what tells where a booking is listed; people are not among it."""
    asked: list[Any] = []

    class Asked(MemoryClient):
        def scan(self, **arguments: Any) -> dict[str, Any]:
            asked.append(arguments)
            return super().scan(**arguments)

    story.attempt(Wish("index"), story.services(Asked(story.table)))
    assert {*asked[0]["ExpressionAttributeNames"].values()} == {*LISTING}
    assert "people" not in LISTING

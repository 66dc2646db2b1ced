"""The audit with an index: it reads the days to come only, and scans for what the index seems to accuse."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from antrean.audit.recount import SEGMENTS, Audit, Break, audit
from antrean.bookings import commit
from antrean.bookings.items import BY_DAY, INDEX_KEYS
from antrean.jobs.model import Job
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable
from instruments.replay.calls import Recorder
from tests.interleavings import listing
from tests.interleavings.mix import NOON, OFFICE, SLOTS, Story, Wish, beginning
from tests.support.scheduler import VirtualClock

ANI: Final = Wish("book", "ani", "k1", "k1", people=(0, 1))
BUDI: Final = Wish("book", "budi", "k1", "k1", people=(0,))
MOVE: Final = Wish("move", "ani", "k1", "x1", SLOTS[1])
BOTH: Final = Audit(2, (), ())
LISTED_DAYS: Final = 35
PAST: Final = "2026-11-24"


@pytest.fixture
def story() -> Story:
    """Two slots of six seats and three citizens, on a table whose bookings are all listed."""
    items = beginning(6, 6)
    story = Story(0, MemoryTable(items), VirtualClock(NOON), items)
    story.services().store.jobs.add_if_absent(Job(BY_DAY, NOON - timedelta(hours=1), NOON))
    listing.run(story)
    assert story.services().store.lists_every_booking()
    return story


def audited(story: Story, client: Any = None) -> Audit:
    """Audit the slots of a story."""
    services = story.services(client)
    return audit(services.store, services.clock, [OFFICE])


def key_of(wish: Wish) -> Key:
    """The key of the booking that a wish is about."""
    return f"BOOKING#{wish.booking_id}", "BOOKING"


def lose_a_seat(story: Story) -> None:
    """Take a seat of the morning away past the rules."""
    key = ("OFFICE#bogor", f"QUOTA#{SLOTS[0].date}#morning")
    left = int(story.table.items[key]["seats_left"]["N"])
    story.table.items[key] = {**story.table.items[key], "seats_left": {"N": str(left - 1)}}


def unlist(story: Story, wish: Wish) -> None:
    """Take a booking out of the index, past the rules."""
    item = story.table.items[key_of(wish)]
    story.table.items[key_of(wish)] = {name: value for name, value in item.items() if name not in INDEX_KEYS}


def test_a_sound_table_is_judged_without_a_scan(story: Story) -> None:
    """The days to come are looked up, their bookings read by key, and nothing else of the table is read."""
    for wish in (ANI, BUDI, MOVE):
        story.attempt(wish, story.services())
    client = Recorder(MemoryClient(story.table))
    assert audited(story, client) == BOTH
    assert Counter(client.calls) == {"get_item": 1, "query": LISTED_DAYS + 2, "batch_get_item": 1}


@pytest.mark.parametrize("past", [1_000, 50_000])
def test_an_audit_costs_the_same_beside_many_past_bookings(story: Story, past: int) -> None:
    """Bookings of days that are over are never read, however many there are."""
    story.attempt(ANI, story.services())
    item = story.table.items[key_of(ANI)]
    for number in range(past):
        key = f"BOOKING#PAST{number:012d}"
        story.table.items[key, "BOOKING"] = {
            **item,
            "pk": {"S": key},
            "date": {"S": PAST},
            "by_day": {"S": f"bogor#{PAST}"},
            "by_number": {"S": f"morning#{number:06d}#{key}"},
        }
    client = Recorder(MemoryClient(story.table))
    assert audited(story, client) == BOTH
    assert len(client.calls) == LISTED_DAYS + 4


def test_a_broken_slot_is_named_after_a_scan(story: Story) -> None:
    """It seems broken in each round by the index, and is found broken by the scan; the sound one is judged once."""
    story.attempt(ANI, story.services())
    lose_a_seat(story)
    client = Recorder(MemoryClient(story.table))
    found = audited(story, client)
    [balance] = found.broken
    assert (balance.slot, balance.breaks, found.judged) == (SLOTS[0], (Break.UNBALANCED,), 2)
    assert client.calls.count("scan") == SEGMENTS


@pytest.mark.parametrize("lose", [unlist, lambda story, _wish: setattr(story.table, "index_lags", lambda: True)])
def test_a_booking_that_the_index_lacks_is_found_by_the_scan(story: Story, lose: Any) -> None:
    """Whether it was never listed or the index is late: the table has the booking, so nothing is broken."""
    if lose is not unlist:
        lose(story, ANI)
    story.attempt(ANI, story.services())
    if lose is unlist:
        lose(story, ANI)
    client = Recorder(MemoryClient(story.table))
    assert audited(story, client) == BOTH
    assert client.calls.count("scan") == SEGMENTS


def test_an_index_that_is_late_for_a_moment_needs_no_scan(story: Story) -> None:
    """The slot is looked up once more, of its own day only, and the booking is there by then."""
    client = Recorder(MemoryClient(story.table))
    # one query for the quotas, then the days
    story.table.index_lags = lambda: client.calls.count("query") <= LISTED_DAYS + 1
    story.attempt(ANI, story.services())
    assert audited(story, client) == BOTH
    # quotas twice and the days in the first round; quotas twice and one day in the second
    assert client.calls.count("query") == LISTED_DAYS + 2 + 3
    assert "scan" not in client.calls


def test_who_was_cancelled_and_is_listed_still_does_not_count(story: Story) -> None:
    """Each booking is read itself, so the seats add up without a scan."""
    story.attempt(ANI, story.services())
    story.table.index_lags = lambda: True
    story.attempt(Wish("cancel", "ani", "k1"), story.services())
    assert story.table.listed(BY_DAY, f"bogor#{SLOTS[0].date}")
    client = Recorder(MemoryClient(story.table))
    assert audited(story, client) == BOTH
    assert "scan" not in client.calls


def test_who_moved_to_another_office_counts_there(story: Story) -> None:
    """The index lists the booking in Bogor still: it is judged once, in the office where it holds its seats."""
    depok = OFFICE._replace(office_id="depok")
    services = story.services()
    quota = services.store.quotas.get(SLOTS[0])
    assert quota
    there = quota._replace(slot=SLOTS[0]._replace(office_id="depok"))
    services.store.quotas.publish(there)
    story.attempt(ANI, services)
    booking = services.store.bookings.get(ANI.booking_id)
    assert booking
    client = Recorder(MemoryClient(story.table))
    # quotas, days, quotas: Bogor is looked at first, and by then the index has not heard of the move
    story.table.index_lags = lambda: client.calls.count("query") <= LISTED_DAYS + 2
    claim_id = f"{ANI.booking_id}MOVED2"
    claim = services.store.quotas.claim(there.slot, claim_id, 2, NOON)
    moved = booking._replace(
        slot=there.slot,
        applicants=commit.numbered(booking.applicants, claim),
        ranges=(claim.range,),
        revision=1,
        moved=True,
    )
    services.store.bookings.commit_move(booking, moved, claim, NOON)
    services.store.quotas.settle(claim, give_back=False)
    assert audit(story.services(client).store, story.clock, [OFFICE, depok]) == Audit(3, (), ())
    assert "scan" not in client.calls


def test_who_is_cancelled_leaves_the_list(story: Story) -> None:
    """The write that cancels takes the keys away."""
    story.attempt(ANI, story.services())
    assert len(story.table.listed(BY_DAY, f"bogor#{SLOTS[0].date}")) == 1
    story.attempt(Wish("cancel", "ani", "k1"), story.services())
    assert not story.table.listed(BY_DAY, f"bogor#{SLOTS[0].date}")


def test_a_slot_that_keeps_changing_is_unjudged_without_a_scan(story: Story) -> None:
    """It would change during a scan too: three rounds by the index, and the next audit comes in an hour."""
    key = ("OFFICE#bogor", f"QUOTA#{SLOTS[0].date}#morning")
    client = Recorder(MemoryClient(story.table))

    def change(number: int) -> None:
        if client.calls[number] == "query":
            item = story.table.items[key]
            story.table.items[key] = {**item, "version": {"N": str(int(item["version"]["N"]) + 1)}}

    client.before = change
    assert audited(story, client) == Audit(1, (), (SLOTS[0],))
    assert "scan" not in client.calls


def test_what_seems_broken_too_late_is_unjudged(story: Story) -> None:
    """No scan is begun four minutes after the start: the function is never cut off in the middle."""
    story.attempt(ANI, story.services())
    lose_a_seat(story)
    client = Recorder(MemoryClient(story.table))

    def later(_number: int) -> None:
        story.clock.instant += timedelta(seconds=7)

    client.before = later
    assert audited(story, client) == Audit(1, (), (SLOTS[0],))
    assert "scan" not in client.calls


def test_bookings_whose_quota_is_gone_are_named(story: Story) -> None:
    """Also on the last published day: days are looked up whether or not they have a quota."""
    story.attempt(ANI, story.services())
    story.clock.instant = datetime(2026, 11, 4, 5, 0, tzinfo=UTC)
    for slot in SLOTS:
        del story.table.items["OFFICE#bogor", f"QUOTA#{slot.date}#{slot.session}"]
    [balance] = audited(story).broken
    assert (balance.slot, Break.NO_QUOTA in balance.breaks) == (SLOTS[0], True)


def test_who_was_moved_to_a_day_that_is_over_is_no_suspect(story: Story) -> None:
    """A release that knew no index moved the booking to an earlier day, which is over: the index lists it wrongly."""
    story.attempt(ANI, story.services())
    item = story.table.items[key_of(ANI)]
    story.table.items[key_of(ANI)] = {**item, "date": {"S": PAST}}
    quota = ("OFFICE#bogor", f"QUOTA#{SLOTS[0].date}#morning")
    story.table.items[quota] = {**story.table.items[quota], "seats_left": {"N": "6"}}
    client = Recorder(MemoryClient(story.table))
    assert audited(story, client) == BOTH
    assert "scan" not in client.calls


def test_until_the_job_is_done_everything_is_scanned(story: Story) -> None:
    """An index that lacks bookings of before is not asked."""
    story.attempt(ANI, story.services())
    del story.table.items[f"JOB#{BY_DAY}", "JOB"]
    client = Recorder(MemoryClient(story.table))
    assert audited(story, client) == BOTH
    assert Counter(client.calls) == {"get_item": 1, "query": 2, "scan": SEGMENTS}


def test_days_are_those_of_the_office(story: Story) -> None:
    """Today is looked up until it is over where the office is."""
    story.attempt(ANI, story.services())
    lose_a_seat(story)
    story.clock.instant = datetime(2026, 12, 8, 16, 59, 59, tzinfo=UTC)
    assert [balance.slot for balance in audited(story).broken] == [SLOTS[0]]
    story.clock.instant += timedelta(seconds=1)
    assert audited(story) == Audit(0, (), ())


def test_the_index_lists_a_day_in_the_order_of_numbers(story: Story) -> None:
    """Six digits of the first number, so that texts are in the order of numbers; and nothing but keys."""
    for wish in (ANI, BUDI):
        story.attempt(wish, story.services())
    held = story.services().store.bookings.holdings_of_day("bogor", SLOTS[0].date)
    assert [holding.numbers for holding in held] == [(1, 2), (3,)]
    items = story.table.listed(BY_DAY, f"bogor#{SLOTS[0].date}")
    assert [item["by_number"]["S"] for item in items] == [
        f"morning#000001#{ANI.booking_id}",
        f"morning#000003#{BUDI.booking_id}",
    ]
    assert {*items[0]} == {"pk", "sk", *INDEX_KEYS}

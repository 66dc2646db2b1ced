"""The audit: every kind of break is named, and nothing that happens beside it is taken for one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from antrean import wiring
from antrean.audit.recount import SEGMENTS, Audit, Balance, Break, audit, examine
from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.bookings.model import Holding
from antrean.slots.model import Claim, Quota, SeatRange, Slot
from antrean.slots.quota_forms import QuotaChange
from contract import declared
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable
from instruments.replay.calls import Killed, Recorder
from instruments.replay.events import ROOT
from instruments.stand_in import stand_in
from tests.interleavings.mix import CLOSES_AT, NOON, OFFICE, SLOTS, Story, Wish, beginning
from tests.support.scheduler import VirtualClock

SLOT = SLOTS[0]
FAMILY, SINGLE, LATER = "F" * 16, "S" * 16, "L" * 16
BOTH = Audit(2, (), ())
"""What an audit finds where both slots are sound."""
ANI = Wish("book", "ani", "k1", "k1", people=(0, 1))
BUDI = Wish("book", "budi", "k1", "k1", people=(0,))


# ------------------------------------------------------------------------------------------- one slot


def quota(**changes: Any) -> Quota:
    """Ten seats: a family of three holds 1 to 3, somebody holds 5, two more are claimed, four are left."""
    claim_id = f"{LATER}CLAIM2"
    claims = {claim_id: Claim(SLOT, claim_id, LATER, 6, 2, 0)}
    return Quota(SLOT, 10, 4, 8, NOON, CLOSES_AT, "open", 1, claims=claims)._replace(**changes)


def holding(booking_id: str, first: int, n: int, *numbers: int) -> Holding:
    """A booking with one range, whose people have its numbers unless others are given."""
    held = SeatRange(f"{booking_id}CLAIM{n}", first, n, 0)
    return Holding(booking_id, SLOT, (held,), numbers or tuple(range(first, first + n)))


HOLDINGS = (holding(FAMILY, 1, 3), holding(SINGLE, 5, 1))


def test_a_sound_slot() -> None:
    """What is left, held and claimed adds up; a claim that a booking holds already counts once."""
    balance = examine(SLOT, quota(), HOLDINGS)
    assert (balance.held, balance.claimed, balance.breaks) == (4, 2, ())
    balance = examine(SLOT, quota(), (*HOLDINGS, holding(LATER, 6, 2)))
    assert (balance.held, balance.claimed, balance.breaks) == (6, 0, ())


@pytest.mark.parametrize(
    ("found", "holdings", "wrong"),
    [
        (quota(seats_left=-1, capacity=5), HOLDINGS, {Break.OVERSOLD}),
        (quota(seats_left=-1), HOLDINGS, {Break.OVERSOLD, Break.UNBALANCED}),
        (quota(seats_left=0, capacity=5), HOLDINGS, {Break.OVERSOLD, Break.UNBALANCED}),
        (quota(seats_left=3), HOLDINGS, {Break.UNBALANCED}),
        (quota(seats_left=5), HOLDINGS, {Break.UNBALANCED}),
        (quota(claims={}), HOLDINGS, {Break.UNBALANCED}),
        (quota(), HOLDINGS[:1], {Break.UNBALANCED}),
        (quota(), (HOLDINGS[0], holding(SINGLE, 3, 1)), {Break.NUMBER_REPEATED}),
        (quota(), (HOLDINGS[0], holding(SINGLE, 7, 1)), {Break.NUMBER_REPEATED}),
        (quota(next_number=7), HOLDINGS, {Break.NUMBER_NEVER_GIVEN}),
        (quota(), (HOLDINGS[0], holding(SINGLE, 0, 1)), {Break.NUMBER_NEVER_GIVEN}),
        (quota(), (HOLDINGS[0], holding(SINGLE, 5, 1, 4)), {Break.PEOPLE_DIFFER}),
        (quota(), (holding(FAMILY, 1, 3, 1, 2), HOLDINGS[1]), {Break.PEOPLE_DIFFER}),
        (None, (), set()),
        (None, HOLDINGS, {Break.OVERSOLD, Break.UNBALANCED, Break.NUMBER_NEVER_GIVEN, Break.NO_QUOTA}),
    ],
)
def test_every_kind_of_break_is_named(found: Quota | None, holdings: tuple[Holding, ...], wrong: set[Break]) -> None:
    """Oversold, lost seats, numbers twice or out of place, people without theirs, bookings of nothing."""
    assert set(examine(SLOT, found, holdings).breaks) == wrong


# ------------------------------------------------------------------------------------------- all slots


@pytest.fixture
def story() -> Story:
    """Two slots of six seats, three citizens."""
    items = beginning(6, 6)
    return Story(0, MemoryTable(items), VirtualClock(NOON), items)


def audited(story: Story, client: Any = None) -> Audit:
    """Audit the slots of a story."""
    services = story.services(client)
    return audit(services.store, services.clock, [OFFICE])


def rewrite(story: Story, key: Key, **attributes: dict[str, Any]) -> None:
    """Change an item past the rules."""
    story.table.items[key] = {**story.table.items[key], **attributes}


def quota_key(slot: Slot) -> Key:
    """The key of a slot's quota."""
    return f"OFFICE#{slot.office_id}", f"QUOTA#{slot.date}#{slot.session}"


def test_a_life_without_trouble_is_sound(story: Story) -> None:
    """Bookings, added family, a move, a cancellation, a claim of a dead function and its sweep: all adds up."""
    add = Wish("add", "ani", "k1", "x1", people=(2,))
    move = Wish("move", "ani", "k1", "x2", SLOTS[1])
    for wish in (ANI, BUDI, add, move, Wish("cancel", "budi", "k1"), BUDI):
        story.attempt(wish, story.services())
        assert audited(story) == BOTH
    story.attempt(Wish("book", "citra", "k1", "k1", people=(0,)), story.services(DiesAtItsCommit(story.table)))
    assert audited(story) == BOTH
    story.clock.instant += timedelta(seconds=100)
    story.attempt(Wish("sweep"), story.services())
    assert audited(story) == BOTH


def test_a_broken_slot_is_named_and_no_other(story: Story) -> None:
    """A seat that got lost is found in its slot, with the numbers to look into it."""
    story.attempt(ANI, story.services())
    rewrite(story, quota_key(SLOT), seats_left={"N": "3"})
    found = audited(story)
    [balance] = found.broken
    assert (found.judged, found.unjudged) == (2, ())
    assert balance == Balance(SLOT, 6, 3, 0, 2, 0, 3, (Break.UNBALANCED,))


def test_a_slot_that_gave_many_numbers_is_told_of(story: Story) -> None:
    """Sixty numbers for six seats are not many; one more is, and the slot is sound all the same."""
    rewrite(story, quota_key(SLOT), next_number={"N": "61"})
    assert audited(story) == BOTH
    rewrite(story, quota_key(SLOT), next_number={"N": "62"})
    assert audited(story) == Audit(2, (), (), (SLOT,))


def test_bookings_whose_quota_is_gone_are_named(story: Story) -> None:
    """Whoever deletes a quota by hand hears of the people who have a number there."""
    story.attempt(ANI, story.services())
    del story.table.items[quota_key(SLOT)]
    [balance] = audited(story).broken
    assert balance.slot == SLOT
    assert Break.NO_QUOTA in balance.breaks


def test_today_is_looked_at_and_yesterday_is_not(story: Story) -> None:
    """A slot is live until its day is over where its office is, whatever day it is elsewhere."""
    story.attempt(ANI, story.services())
    rewrite(story, quota_key(SLOT), seats_left={"N": "3"})
    story.clock.instant = datetime(2026, 12, 8, 16, 59, 59, tzinfo=UTC)
    assert [balance.slot for balance in audited(story).broken] == [SLOT]
    story.clock.instant += timedelta(seconds=1)
    assert audited(story) == Audit(0, (), ())
    # an office further west, where it is still the day before, does not bring it back
    services = story.services()
    elsewhere = OFFICE._replace(office_id="london", timezone="Europe/London")
    assert audit(services.store, services.clock, [OFFICE, elsewhere]) == Audit(0, (), ())


# ------------------------------------------------------------------------------------------- what moves


class DiesAtItsCommit(MemoryClient):
    """A function that dies with its claim in flight."""

    def transact_write_items(self, **_arguments: Any) -> dict[str, Any]:
        """Die."""
        raise Killed


class NeverSettles(MemoryClient):
    """A function that dies when its claim is committed."""

    def update_item(self, **arguments: Any) -> dict[str, Any]:
        """Make a claim, and settle none."""
        if arguments["UpdateExpression"].startswith("REMOVE"):
            raise Killed
        return super().update_item(**arguments)


class Meanwhile(Recorder):
    """Lets something happen after each scan of a segment, as long as there is something in `acts`."""

    def __init__(self, story: Story, *acts: Callable[[], object]) -> None:
        """Read the table of a story."""
        super().__init__(MemoryClient(story.table))
        waiting = list(acts)

        def act(number: int) -> None:
            if self.calls[number] == "scan" and waiting:
                waiting.pop(0)()

        self.after = act

    @property
    def rounds(self) -> float:
        """How often the whole table was scanned."""
        return self.calls.count("scan") / SEGMENTS


def wished(story: Story, wish: Wish) -> Callable[[], object]:
    """Something that happens: this wish comes true."""
    return lambda: story.attempt(wish, story.services())


def capacity(version: int) -> Wish:
    """A change by an operator at this version."""
    return Wish("change", slot=SLOT, change=QuotaChange(capacity=6 + version, reason="uji coba"), version=version)


MOVE = Wish("move", "ani", "k1", "x1", SLOTS[1])


@pytest.mark.parametrize("segment", range(SEGMENTS))
@pytest.mark.parametrize(
    "wish", [BUDI, Wish("cancel", "ani", "k1"), Wish("add", "ani", "k1", "x1", people=(2,)), MOVE, capacity(1)]
)
def test_a_slot_that_moved_is_looked_at_again(story: Story, wish: Wish, segment: int) -> None:
    """Seats were taken or given back while bookings were read: a second round judges what stands still by then."""
    story.attempt(ANI, story.services())
    nothing = [lambda: None] * segment
    client = Meanwhile(story, *nothing, wished(story, wish))
    assert audited(story, client) == BOTH
    assert client.rounds == 2


def test_a_slot_that_never_stands_still_is_unjudged(story: Story) -> None:
    """It is looked at three times; it is no alarm, and it does not keep the auditor from judging the others."""
    rewrite(story, quota_key(SLOT), seats_left={"N": "5"})
    client = Meanwhile(story, *(wished(story, capacity(version)) for version in range(1, 4 * SEGMENTS + 1)))
    assert audited(story, client) == Audit(1, (), (SLOT,))
    assert client.rounds == 3


@pytest.mark.parametrize(
    ("first_round", "found", "rounds"),
    [(timedelta(minutes=4), BOTH, 2), (timedelta(minutes=4, seconds=1), Audit(1, (), (SLOT,)), 1)],
)
def test_no_round_is_begun_too_late(story: Story, first_round: timedelta, found: Audit, rounds: int) -> None:
    """What is left four minutes after the start is unjudged: the function is never cut off in the middle."""

    def later() -> None:
        story.attempt(BUDI, story.services())
        story.clock.instant += first_round

    client = Meanwhile(story, later)
    assert audited(story, client) == found
    assert client.rounds == rounds


@pytest.mark.parametrize("segment", range(SEGMENTS))
def test_a_commit_behind_the_scan_is_counted_as_its_claim(story: Story, segment: int) -> None:
    """Its claim stood in the quota all the time: one round is enough, whenever the booking came."""
    story.attempt(ANI, story.services(DiesAtItsCommit(story.table)))

    nothing = [lambda: None] * segment
    client = Meanwhile(story, *nothing, lambda: story.attempt(ANI, story.services(NeverSettles(story.table))))
    assert audited(story, client) == BOTH
    assert client.rounds == 1
    assert story.services().store.bookings.get(ANI.booking_id)


def test_a_check_in_is_no_move(story: Story) -> None:
    """Being served changes nothing about the seats: the slot is judged in the first round."""
    story.attempt(ANI, story.services())
    story.clock.instant = CLOSES_AT
    client = Meanwhile(story, wished(story, Wish("check in", "ani", "k1")))
    assert audited(story, client) == BOTH
    assert client.rounds == 1


@pytest.mark.parametrize("wish", [Wish("cancel", "ani", "k1"), MOVE])
def test_half_of_a_transaction_is_no_break(story: Story, wish: Wish) -> None:
    """Between a transaction's writes the seats do not add up for a plain read: nothing is named, whenever one looks."""
    story.attempt(ANI, story.services())
    found: list[Audit] = []

    def look() -> None:
        found.append(audited(story))

    story.attempt(wish, story.services(MemoryClient(story.table, between=look)))
    assert len(found) > 2
    assert not [each for each in found if each.broken]
    # some of them did see a half
    assert [each for each in found if each.unjudged]
    assert audited(story) == BOTH


@pytest.mark.parametrize("late", [("BOOKING#" + ANI.booking_id, "BOOKING"), quota_key(SLOT)])
@pytest.mark.parametrize("wish", [Wish("cancel", "ani", "k1"), MOVE])
def test_the_other_half_is_there_when_one_looks_again(story: Story, wish: Wish, late: Key) -> None:
    """The transaction ends before the slot is read in a transaction: what is read then is not what seemed broken."""
    story.attempt(ANI, story.services())
    before = story.table.items[late]
    # nobody settles before the transaction has ended
    story.attempt(wish, story.services(NeverSettles(story.table)))
    after = story.table.items[late]
    story.table.items[late] = before
    client = Recorder(MemoryClient(story.table))

    def arrive(number: int) -> None:
        if client.calls[number] == "transact_get_items":
            story.table.items[late] = after

    client.before = arrive
    assert audited(story, client) == BOTH
    # a round with half of it, and one more
    assert client.calls.count("scan") == 2 * SEGMENTS


# ------------------------------------------------------------------------------------------- the function


def test_the_function_names_the_slot_and_counts(
    story: Story, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer, a line of the log at ERROR, and the metrics all tell of the broken slot; the run does not fail."""
    story.attempt(ANI, story.services())
    rewrite(story, quota_key(SLOT), seats_left={"N": "7"})
    store = story.services().store
    store.offices.add_if_absent(OFFICE)
    monkeypatch.setattr(wiring, "store", lambda: store)
    monkeypatch.setattr(wiring, "CLOCK", FixedClock(NOON))
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "antrean")
    answer = declared.load(declared.app_of(ROOT, "auditor")).handler({}, None)
    assert answer == {"audited": 2, "broken": [f"bogor/{SLOT.date}/morning"], "unjudged": 0, "many_numbers": 0}
    line, metrics = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["level"], line["office"], line["date"], line["session"]) == ("ERROR", "bogor", "2026-12-08", "morning")
    assert (line["breaks"], line["capacity"], line["seats_left"], line["held"]) == (["unbalanced"], 6, 7, 2)
    assert {name: metrics[f"Slots{name}"] for name in ("Audited", "Broken", "Unjudged")} == {
        "Audited": [2.0],
        "Broken": [1.0],
        "Unjudged": [0.0],
    }
    [told] = metrics["_aws"]["CloudWatchMetrics"]
    assert (told["Namespace"], told["Dimensions"]) == ("antrean", [["service"]])


def test_a_scan_leaves_the_citizens_their_share() -> None:
    """After each page the scan rests as long as half of a partition's read units take."""
    pages = [
        {
            "Items": [],
            "LastEvaluatedKey": {"pk": {"S": "A"}, "sk": {"S": "B"}},
            "ConsumedCapacity": {"CapacityUnits": 300.0},
        },
        {"Items": [], "ConsumedCapacity": {"CapacityUnits": 10.0}},
    ]
    asked: list[dict[str, Any]] = []

    class Pages:
        def scan(self, **arguments: Any) -> dict[str, Any]:
            asked.append(arguments)
            return pages[len(asked) - 1]

    rests: list[float] = []
    table = Table(stand_in(Pages()), "antrean", sleep=rests.append)
    assert not list(table.scan(["pk"], "#pk > :none", {":none": ""}, 1, 4))
    assert rests == [0.2]
    assert "ExclusiveStartKey" not in asked[0]
    assert asked[1]["ExclusiveStartKey"] == pages[0]["LastEvaluatedKey"]
    assert all((each["Segment"], each["TotalSegments"], each["ConsistentRead"]) == (1, 4, True) for each in asked)


def test_a_page_of_a_scan_leaves_the_citizens_their_share_too() -> None:
    """A job, which reads page by page, rests after each of them, the last one included."""

    class Page:
        def scan(self, **arguments: Any) -> dict[str, Any]:
            assert arguments["ExclusiveStartKey"] == {"pk": {"S": "A"}, "sk": {"S": "B"}}
            return {"Items": [], "ConsumedCapacity": {"CapacityUnits": 150.0}}

    rests: list[float] = []
    table = Table(stand_in(Page()), "antrean", sleep=rests.append)
    assert table.scan_page(["pk"], "#pk > :none", {":none": ""}, ("A", "B"), 500) == ([], None)
    assert rests == [0.1]

"""Reminders: due in the time of each office, once for each slot of a booking, never after the window began."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.base.ids import Pepper
from antrean.bookings.items import booking_key
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.changes import book, cancel, move
from antrean.notices.reminders import due
from antrean.offices.directory import OfficeDirectory
from antrean.offices.model import Office
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Quota, Slot
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed, Recorder
from instruments.replay.people import nik
from instruments.stand_in import stand_in
from tests.support import proof
from tests.support.hall import mark_arrived
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked, choice
from tests.unit.conftest import OFFICE, register

MINUTE = timedelta(minutes=1)
DAYS_OF_THE_MONTH = 30
ZONES = {"bogor": "Asia/Jakarta", "kendari": "Asia/Makassar", "jayapura": "Asia/Jayapura"}
OFFICES = [OFFICE._replace(office_id=name, timezone=zone) for name, zone in ZONES.items()]
FIRST = date(2026, 12, 3)


def at(text: str, office: Office = OFFICE) -> datetime:
    """An instant, as a text in the time of an office."""
    return datetime.fromisoformat(text).replace(tzinfo=office.zone).astimezone(UTC)


# ------------------------------------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("local", "kinds"),
    [
        ("2026-12-07T15:59:59", []),
        ("2026-12-07T16:00:00", ["reminder_before"]),
        ("2026-12-07T19:59:59", ["reminder_before"]),
        ("2026-12-07T20:00:00", []),
        ("2026-12-07T06:59:59", []),
        ("2026-12-07T07:00:00", ["reminder_today"]),
        ("2026-12-07T12:59:59", ["reminder_today"]),
        ("2026-12-07T13:00:00", []),
    ],
)
@pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.office_id)
def test_when_reminders_are_due(office: Office, local: str, kinds: list[str]) -> None:
    """At 16:00 for tomorrow, at 07:00 for today; missed ones until it is quiet, or the last window begins."""
    found = list(due([office], at(local, office)))
    assert [each.reminder.kind for each in found] == kinds
    assert all((each.day - date(2026, 12, 7)).days == each.reminder.days_before for each in found)


def test_one_reminder_for_each_slot(telling: Telling, services: Services, siti: str, clock: FixedClock) -> None:
    """However often the clock ticks; and none for who said that they want none."""
    budi = register(services, "budi", nik(902))
    book.book(services, siti, asked(1), KEY)
    book.book(services, budi, asked(1, start=30), KEY)
    services.store.accounts.change_settings(budi, "en", reminders=False)
    for minute in range(3):
        clock.instant = at("2026-12-07T16:00:00") + minute * MINUTE
        telling.reminding.remind([OFFICE])
        telling.bring()
    assert [(to, message.kind) for to, message in telling.post.sent] == [("siti@contoh.id", "reminder_before")]
    assert "09.01" in telling.post.sent[0][1].subject


def test_no_reminder_after_the_window_began(telling: Telling, services: Services, siti: str, clock: FixedClock) -> None:
    """Also where it was made in time and had to wait."""
    book.book(services, siti, asked(1), KEY)
    clock.instant = at("2026-12-08T09:00:59")
    assert telling.reminding.remind([OFFICE]) == 1
    clock.instant = at("2026-12-08T09:01:00")
    telling.bring()
    assert telling.post.sent == []
    assert telling.queue.ids == []


def test_who_comes_too_late_for_a_reminder_gets_none(
    telling: Telling, services: Services, siti: str, clock: FixedClock
) -> None:
    """A run that comes late, while the window of the afternoon is still to come, leaves the morning alone."""
    book.book(services, siti, asked(1), KEY)
    clock.instant = at("2026-12-08T09:01:00")
    assert telling.reminding.remind([OFFICE]) == 0


def test_who_was_served_is_not_reminded(telling: Telling, services: Services, siti: str, clock: FixedClock) -> None:
    """Neither where the run comes late, nor where the reminder waits."""
    made = book.book(services, siti, asked(1), KEY)
    clock.instant = at("2026-12-08T07:00:00")
    assert telling.reminding.remind([OFFICE]) == 1
    mark_arrived(services, made, CheckIn(clock.instant, "bogor", "officer"))
    telling.bring()
    assert telling.post.sent == []


def test_a_round_is_another_runs_for_a_minute(telling: Telling, clock: FixedClock) -> None:
    """Then its run is taken for dead. One that was made is nobody's again."""
    rounds = telling.reminding.rounds
    assert rounds.begin("a round", clock.instant)
    for later in (timedelta(0), MINUTE - timedelta(seconds=1)):
        assert not rounds.begin("a round", clock.instant + later)
        assert rounds.taken(["a round", "another"], clock.instant + later) == {"a round"}
    assert rounds.taken(["a round"], clock.instant + MINUTE) == set()
    assert rounds.begin("a round", clock.instant + MINUTE)
    rounds.end("a round", clock.instant)
    assert not rounds.begin("a round", clock.instant + timedelta(days=1))


def test_a_round_whose_answer_was_lost_is_ones_own(telling: Telling, clock: FixedClock, recorder: Recorder) -> None:
    """The write that takes it is repeated and refused, and the run goes on."""
    recorder.around = lambda _number, call: (call(), call())[1]
    assert telling.reminding.rounds.begin("a round", clock.instant)


def test_who_moves_is_reminded_of_the_new_slot(
    telling: Telling, services: Services, siti: str, clock: FixedClock
) -> None:
    """And no more of the old one, also where that reminder waited to be sent."""
    made = book.book(services, siti, asked(1), KEY)
    clock.instant = at("2026-12-07T16:00:00")
    assert telling.reminding.remind([OFFICE]) == 1
    move.move(services, siti, made.booking_id, choice(), "pindah")
    telling.bring()
    assert telling.post.kinds == []
    # The day before was told of the old slot, whose round is over; on the day there is a reminder of the new one.
    clock.instant = at("2026-12-08T07:00:00")
    assert telling.reminding.remind([OFFICE]) == 1
    telling.bring()
    assert telling.post.kinds == ["reminder_today"]
    assert "13.00" in telling.post.sent[0][1].subject


def test_whom_the_index_lists_too_long_is_reminded_by_the_right_office(
    telling: Telling, services: Services, siti: str, clock: FixedClock
) -> None:
    """A booking that moved to another office is listed by the old one for a moment, whose hour may be another."""
    made = book.book(services, siti, asked(1), KEY)
    clock.instant = at("2026-12-07T16:00:00")
    elsewhere = OFFICE._replace(office_id="jayapura", timezone="Asia/Jayapura")
    pk, sk = booking_key(made.booking_id)
    listed = {"by_day": f"jayapura#{made.slot.date}", "by_number": "morning#000001#X"}
    services.store.bookings._set_index_keys({"pk": pk, "sk": sk, "revision": 0}, listed)  # noqa: SLF001 - as if it were late
    assert telling.reminding.remind([elsewhere]) == 0


CALLS = 7
"""Which rounds are taken, taking one, the index, the bookings, two notices, the end of the round."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(CALLS))
def test_killed_at_any_call_all_are_reminded(
    telling: Telling, services: Services, siti: str, clock: FixedClock, recorder: Recorder, number: int, when: str
) -> None:
    """A run after the lease of the round makes what is missing, and nobody is reminded twice."""
    for account_id, start in ((siti, 10), (register(services, "budi", nik(902)), 30)):
        book.book(services, account_id, asked(1, start=start), KEY)
    clock.instant = at("2026-12-07T16:00:00")

    recorder.kill(number, when)
    with pytest.raises(Killed):
        telling.reminding.remind([OFFICE])
    recorder.reset()
    for _ in range(10):
        telling.reminding.remind([OFFICE])
        telling.bring()
        clock.instant += MINUTE
    assert sorted(to for to, _ in telling.post.sent) == ["budi@contoh.id", "siti@contoh.id"]


# ------------------------------------------------------------------------------------------- a month in three zones


@dataclass
class Party:
    """One account, and what its booking was for at which time."""

    account_id: str
    office: Office
    wants: bool
    slots: list[tuple[datetime, Slot | None]] = field(default_factory=list)
    """Since when the booking is for which slot; None once it was cancelled."""

    def slot_at(self, instant: datetime) -> Slot | None:
        """The slot of the booking at an instant."""
        return next((slot for since, slot in reversed(self.slots) if since <= instant), None)


class Month:
    """Bookings of three offices for a month, each with a life drawn by a seed, on a clock that ticks."""

    def __init__(self, seed: int, step: int) -> None:
        """Publish every slot of the month, and draw what people do; the clock ticks every `step` minutes."""
        self.random, self.step = Random(seed), step
        self.clock = FixedClock(datetime(2026, 12, 2, 0, 0, tzinfo=UTC))
        client = MemoryClient(MemoryTable())
        store = Store(Table(stand_in(client), "antrean", sleep=lambda _seconds: None))
        pepper = Pepper(b"a pepper of the tests, 32 bytes..")
        directory = OfficeDirectory(store.offices, self.clock)
        self.services = Services(
            store, pepper, lambda: pepper.nik_keys("{}"), self.clock, FullSlots(self.clock), directory
        )
        self.telling = Telling(self.services, client, self.clock)
        self.days = [FIRST + timedelta(days=number) for number in range(DAYS_OF_THE_MONTH)]
        self.parties: list[Party] = []
        self.todo: list[tuple[datetime, int, Callable[[], None]]] = []
        for office in OFFICES:
            store.offices.add_if_absent(office)
            for day in self.days:
                for session in ("morning", "afternoon"):
                    self._publish(Slot(office.office_id, day, session), office)
        for office in OFFICES:
            for day in self.days:
                for _ in range(2):
                    self._draw(office, day)

    def _publish(self, slot: Slot, office: Office) -> None:
        opens_at, closes_at = datetime(2026, 11, 1, tzinfo=UTC), datetime.combine(slot.date, time(0), office.zone)
        self.services.store.quotas.publish(
            Quota(slot, 50, 50, 1, opens_at, closes_at.astimezone(UTC), state="open", version=1)
        )

    def _draw(self, office: Office, day: date) -> None:
        draw = self.random
        number = len(self.parties)
        party = Party(f"orang-{number}", office, wants=draw.random() > 0.1)
        self.parties.append(party)
        midnight = datetime.combine(day, time(0), office.zone).astimezone(UTC)
        # Half a minute past, so that nothing happens in the very instant of a tick.
        first = max(midnight - draw.uniform(0.01, 9) * timedelta(days=1), self.clock.instant + MINUTE)
        made = first.replace(second=30, microsecond=0)
        slot = Slot(office.office_id, day, draw.choice(["morning", "afternoon"]))
        self._at(made, lambda: self._book(party, number, slot))
        ends = made + draw.random() * (midnight - made)
        fate = draw.random()
        if fate < 0.25:
            self._at(ends, lambda: self._cancel(party))
        elif fate < 0.5:
            later = min(day + timedelta(days=draw.randint(0, 3)), self.days[-1])
            other = Slot(office.office_id, later, "morning" if slot.session == "afternoon" else "afternoon")
            self._at(ends, lambda: self._move(party, other))

    def _at(self, instant: datetime, do: Callable[[], None]) -> None:
        self.todo.append((instant.replace(second=30, microsecond=0), len(self.todo), do))

    def _book(self, party: Party, number: int, slot: Slot) -> None:
        register(self.services, party.account_id, nik(number + 1))
        if not party.wants:
            self.services.store.accounts.change_settings(party.account_id, reminders=False)
        book.book(self.services, party.account_id, asked(1, slot), KEY)
        party.slots.append((self.clock.instant, slot))

    def _booking_of(self, party: Party) -> Booking:
        account = self.services.store.accounts.get(party.account_id)
        assert account
        found = self.services.store.bookings.get(account.booking_ids[0])
        assert found
        return found

    def _cancel(self, party: Party) -> None:
        cancel.cancel(self.services, party.account_id, self._booking_of(party).booking_id)
        party.slots.append((self.clock.instant, None))

    def _move(self, party: Party, slot: Slot) -> None:
        move.move(self.services, party.account_id, self._booking_of(party).booking_id, choice(slot), "pindah")
        party.slots.append((self.clock.instant, slot))

    def live(self) -> None:
        """Let the month go by: what people do, the tick of reminders, and the notifier."""
        self.todo.sort()
        pending = iter(self.todo)
        following = next(pending, None)
        end = datetime.combine(self.days[-1] + timedelta(days=1), time(0), UTC) + timedelta(days=1)
        tick = self.clock.instant
        while tick < end:
            while following and following[0] <= tick:
                self.clock.instant = following[0]
                following[2]()
                following = next(pending, None)
            self.clock.instant = tick
            self.telling.reminding.remind(OFFICES)
            self.telling.bring()
            tick += self.step * MINUTE

    def expected(self) -> Counter[tuple[str, str, Slot]]:
        """Who is to be reminded of which slot: what each booking was for when its reminders were due."""
        wanted: Counter[tuple[str, str, Slot]] = Counter()
        for party in self.parties:
            for day in self.days:
                for kind, hour, before in (("reminder_before", 16, 1), ("reminder_today", 7, 0)):
                    due_at = datetime.combine(day - timedelta(days=before), time(hour), party.office.zone)
                    slot = party.slot_at(due_at.astimezone(UTC))
                    if party.wants and slot and slot.date == day:
                        wanted[f"{party.account_id}@contoh.id", kind, slot] += 1
        return wanted


@pytest.mark.parametrize("seed", [1, 2] if proof.LONG else [1])
def test_a_month_in_three_zones(seed: int) -> None:
    """Each reminder exactly once; none after the window began, none to the cancelled, none in the quiet hours."""
    month = Month(seed, step=1 if proof.LONG else 10)
    month.live()
    told: Counter[tuple[str, str, Slot]] = Counter()
    zones = {f"{party.account_id}@contoh.id": party for party in month.parties}
    for (to, message), instant in zip(month.telling.post.sent, month.telling.post.at, strict=True):
        party = zones[to]
        slot = party.slot_at(instant)
        assert slot, "told somebody who cancelled"
        local = instant.astimezone(party.office.zone)
        window = party.office.session(slot.session)
        assert window
        assert instant < datetime.combine(slot.date, time.fromisoformat(window.arrive_from), party.office.zone)
        assert time(7) <= local.time() < time(20)
        told[to, message.kind, slot] += 1
    assert told == month.expected()
    assert len(told) > DAYS_OF_THE_MONTH * len(OFFICES)


def test_without_the_marks_of_a_round_nobody_is_reminded_twice(
    telling: Telling, services: Services, siti: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round that is made again finds the notices of the first: the marks only save work."""
    book.book(services, siti, asked(1), KEY)
    monkeypatch.setattr(type(telling.reminding.rounds), "taken", lambda *_: set())
    monkeypatch.setattr(type(telling.reminding.rounds), "begin", lambda *_: True)
    clock.instant = at("2026-12-07T16:00:00")
    for _ in range(3):
        telling.reminding.remind([OFFICE])
        telling.bring()
    assert telling.post.kinds == ["reminder_before"]

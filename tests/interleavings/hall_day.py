"""One day of one office on a virtual clock: people come or do not, counters call them, and answers get lost."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from typing import Any

from botocore.exceptions import ReadTimeoutError

from antrean.aws.table import Table
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.model import Booking
from antrean.bookings.stores import Store
from antrean.hall import counters, door
from antrean.hall.counters import Officer
from antrean.hall.door import Arrival, Staffed
from antrean.hall.model import Day, Desk, Party
from antrean.hall.store import Hall
from antrean.offices.model import Office
from antrean.offices.store import Looks
from antrean.slots.model import SeatRange, Slot
from antrean.tickets import qr
from instruments.bookings import booking
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from tests.support.scheduler import VirtualClock

MINUTE = timedelta(minutes=1)
_NO_SHOW = 0.07
"""Who never comes; of those who come, some are not there when they are called, go to fetch something, and so on."""
_UNHEARD, _PARKED, _TRANSFERRED, _MISTAKEN = 0.06, 0.03, 0.02, 0.01
_COME_BACK = 0.5
_REQUEST_LOST, _ANSWER_LOST = 0.01, 0.03
_MOST_TRIES = 12


class LossyClient(MemoryClient):
    """A table whose answers get lost now and then, and some requests before they come to it."""

    def __init__(self, table: MemoryTable, rng: random.Random) -> None:
        """Lose what `rng` draws."""
        super().__init__(table)
        self._rng = rng
        self.lost = 0

    def transact_write_items(self, **arguments: Any) -> dict[str, Any]:
        """Write, or not, and lose the answer."""
        drawn = self._rng.random()
        if drawn < _REQUEST_LOST:
            self._lose()
        answer = super().transact_write_items(**arguments)
        if drawn < _REQUEST_LOST + _ANSWER_LOST:
            self._lose()
        return answer

    def _lose(self) -> None:
        self.lost += 1
        raise ReadTimeoutError(endpoint_url="https://dynamodb.invalid")


@dataclass
class Tally:
    """What was seen to happen on a day."""

    booked: int = 0
    stayed_away: int = 0
    undone: int = 0
    came_back: int = 0
    asked: int = 0
    """Operations that were acknowledged, without their repetitions."""
    told_early: int = 0


class OfficeDay:
    """An office's day, played by events in the order of their instants."""

    def __init__(self, office: Office, day: date, seats: Mapping[str, int], open_counters: int, seed: int) -> None:
        """Let every seat be booked by one person; some of them stay away."""
        self.office, self.day = office, Day(office.office_id, day)
        self.rng = random.Random(seed)
        self.table = MemoryTable()
        self.clock = VirtualClock(datetime.combine(day, time(7), office.zone))
        self.client = LossyClient(self.table, self.rng)
        self.staffed = self._staffed(self.client)
        self.tally = Tally()
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = count()
        self._waiting = 0
        self._idle: list[int] = []
        self.bookings = [made for session, n in seats.items() for made in self._booked(session, n)]
        self.beginning = dict(self.table.items)
        self.table.history.clear()
        self._officers = [Officer(f"officer {each}", self.day, each) for each in range(1, open_counters + 1)]

    def play(self) -> None:
        """Open the counters, let people come, and go on until nothing happens any more."""
        for officer in self._officers:
            self._insist(partial(counters.open_counter, self.staffed, officer, ()))
            self._idle.append(officer.counter)
        for made in self.bookings:
            if self.rng.random() < _NO_SHOW:
                self.tally.stayed_away += 1
                continue
            late = self.rng.random() < 0.05
            earliest, latest = (62, 120) if late else (-40, 55)
            self._at(made.arrives_from + self.rng.uniform(earliest, latest) * MINUTE, partial(self._arrives, made))
        while self._events:
            instant, _, act = heapq.heappop(self._events)
            self.clock.instant = max(self.clock.instant, instant)
            act()

    def calls(self) -> Counter[str]:
        """How often each party was brought to a counter from where it waited, or from where it was sent."""
        called: Counter[str] = Counter()
        for change in self.table.history:
            for (_, sk), (old, new) in change.items():
                if sk.startswith("P#") and old and new and old["state"] != {"S": "called"} == new["state"]:
                    called[sk.removeprefix("P#")] += 1
        return called

    def parties(self) -> list[Party]:
        """The parties as they are at the end."""
        return self._staffed(MemoryClient(self.table)).hall.parties(self.day)

    def quiet(self) -> Staffed:
        """What the staff work with, on a table that loses nothing."""
        return self._staffed(MemoryClient(self.table))

    def _staffed(self, client: Any) -> Staffed:
        table = Table(client, "antrean", sleep=lambda _seconds: None)
        bookings = Store(table).bookings
        return Staffed(Hall(table, bookings, Looks(table)), bookings, self.clock)

    def _booked(self, session: str, n: int) -> list[Booking]:
        slot, window = Slot(self.office.office_id, self.day.date, session), self.office.session(session)
        assert window
        made = []
        store = Store(Table(MemoryClient(self.table), "antrean"))  # type: ignore[arg-type] # a look-alike
        for number in range(1, n + 1):
            booking_id = f"{window.prefix}{number:015d}"
            one = booking("Budi")._replace(
                booking_id=booking_id,
                slot=slot,
                timezone=self.office.timezone,
                office_name=self.office.name,
                arrive_from=window.arrive_from,
                arrive_until=window.arrive_until,
                prefix=window.prefix,
                applicants=(booking("Budi").applicants[0]._replace(number=number),),
                ranges=(SeatRange(f"{booking_id}CLAIM1", number, 1, 1_796_094_000),),
                revision=0,
            )
            store.bookings._table.transact([store.bookings.write_action(one, None, None)])  # noqa: SLF001 - no seat is claimed here
            made.append(one)
        self.tally.booked += n
        return made

    def _at(self, instant: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._events, (instant.replace(microsecond=0), next(self._numbers), act))

    def _insist(self, ask: Callable[[], Any]) -> Any:
        """Ask again with the same key as long as there is no answer, as every page does."""
        for _ in range(_MOST_TRIES):
            try:
                answer = ask()
            except Busy:
                continue
            self.tally.asked += 1
            return answer
        raise Busy

    def _key(self) -> str:
        return f"key {next(self._numbers)}"

    # the door

    def _arrives(self, made: Booking, *, early: bool = False) -> None:
        arrival = Arrival(qr.payload(made.booking_id), early=early)
        try:
            self._insist(partial(door.arrive, self.staffed, "door", self.office.office_id, arrival, self._key()))
        except Refused as refused:
            if refused.code != Code.TOO_EARLY:
                raise
            self.tally.told_early += 1
            self._at(self.clock.instant + MINUTE, partial(self._arrives, made, early=True))
            return
        if self.rng.random() < _MISTAKEN and not self._idle:
            undo = partial(door.undo, self.staffed, "door", self.day, made.booking_id, self._key())
            self._insist(undo)
            self.tally.undone += 1
            self._at(self.clock.instant + MINUTE, partial(self._arrives, made, early=early))
            return
        self._waits()

    def _waits(self) -> None:
        self._waiting += 1
        if self._idle:
            number = self._idle.pop(self.rng.randrange(len(self._idle)))
            self._at(self.clock.instant, partial(self._calls, number))

    def _comes_back(self, party_id: str) -> None:
        self._insist(partial(door.come_back, self.staffed, "door", self.day, party_id))
        self.tally.came_back += 1
        self._waits()

    # the counters

    def _calls(self, number: int, party_id: str | None = None) -> None:
        """Press the one key of steady state: it finishes with who is there, and calls the next."""
        officer = self._officers[number - 1]
        press = partial(counters.call_next, self.staffed, officer, self._key(), party_id)
        desk: Desk = self._insist(press)
        if desk.party is None:
            self._idle.append(number)
            return
        if party_id is None:
            self._waiting -= 1
        self._goes_on(officer, desk.party)

    def _goes_on(self, officer: Officer, party: Party) -> None:
        """Draw what becomes of the party at the counter."""
        drawn, number = self.rng.random(), officer.counter
        now = self.clock.instant
        once = party.calls == 1 and not party.late
        if drawn < _UNHEARD and once:
            self._at(now + MINUTE, lambda: self._insist(self._press(counters.recall, officer)))
            self._at(now + 3 * MINUTE, partial(self._absent, officer, party))
        elif drawn < _UNHEARD + _PARKED and once:
            self._at(now + MINUTE, partial(self._parks, officer, party))
        elif drawn < _UNHEARD + _PARKED + _TRANSFERRED and party.lane == "booked":
            self._at(now + MINUTE, partial(self._transfers, officer))
        else:
            self._at(now + self.rng.uniform(4, 9) * MINUTE, partial(self._calls, number))

    def _press(self, press: Callable[..., Desk], officer: Officer, *more: str) -> Callable[[], Desk]:
        return partial(press, self.staffed, officer, self._key(), *more)

    def _absent(self, officer: Officer, party: Party) -> None:
        self._insist(self._press(counters.note_absent, officer))
        if self.rng.random() < _COME_BACK:
            self._at(self.clock.instant + 8 * MINUTE, partial(self._comes_back, party.party_id))
        self._calls(officer.counter)

    def _parks(self, officer: Officer, party: Party) -> None:
        """The party fetches something, while the counter waits for it."""
        self._insist(self._press(counters.park, officer))
        self._at(self.clock.instant + 5 * MINUTE, partial(self._calls, officer.counter, party.party_id))

    def _transfers(self, officer: Officer) -> None:
        self._insist(self._press(counters.transfer, officer, "bap"))
        self._waits()
        self._calls(officer.counter)

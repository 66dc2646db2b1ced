"""What operations are mixed: two slots with few seats, what somebody may wish for there, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from antrean.audit.recount import Audit, audit
from antrean.aws.table import Table
from antrean.base.ids import Pepper
from antrean.base.policy import CLAIM_LEASE
from antrean.bookings.forms import AddedApplicants, NewBooking, Person, SlotChoice
from antrean.bookings.items import BY_DAY
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.bookings.sweep import sweep
from antrean.changes import add, book, cancel, move
from antrean.counter import check_in
from antrean.jobs.model import Job
from antrean.jobs.run import go_on
from antrean.offices.model import Office, Release, Session
from antrean.slots import changes
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.tickets import qr
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable
from instruments.replay.calls import Killed
from instruments.replay.people import nik, sign_up_of
from instruments.stand_in import stand_in
from tests.support.scheduler import VirtualClock

TABLE = "antrean"
DAY = date(2026, 12, 8)
CLOSES_AT = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
"""Midnight in Jakarta."""
NOON = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
OFFICE = Office(
    office_id="bogor",
    name="Kantor Imigrasi Bogor",
    province="Jawa Barat",
    timezone="Asia/Jakarta",
    latitude=-6.58,
    longitude=106.80,
    sessions=(Session("morning", "09:01", "10:00", "A"), Session("afternoon", "13:00", "14:00", "B")),
    weekly={"morning": dict.fromkeys(range(5), 50), "afternoon": dict.fromkeys(range(5), 40)},
    release=Release("days_ahead", "08:00", days=30),
)
SLOTS = (Slot("bogor", DAY, "morning"), Slot("bogor", DAY, "afternoon"))
CITIZENS = ("ani", "budi", "citra")
CHILDREN = (1, 2, 3)
"""Serials of the NIKs of children whom all citizens share, so that families get into each other's way."""
PEPPER = Pepper(b"a pepper of the tests, 32 bytes..")
PAST_THE_LEASE = CLAIM_LEASE + timedelta(seconds=60)


class Directory:
    """The one office, known to every warm environment; reading it is not part of the protocol."""

    def all(self) -> Sequence[Office]:
        """Return it as the only one."""
        return [OFFICE]

    def get(self, office_id: str) -> Office | None:
        """Return it by its id."""
        return OFFICE if office_id == OFFICE.office_id else None


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: the same wish again is a retry."""

    kind: str
    citizen: str = ""
    made_with: str = ""
    """The key of the booking that is made or changed."""
    key: str = ""
    slot: Slot = SLOTS[0]
    people: tuple[int, ...] = ()
    """Serials of children; 0 is the citizen."""
    change: QuotaChange | None = None
    version: int = 1

    @property
    def booking_id(self) -> str:
        """The booking that it is about."""
        return PEPPER.booking_id(self.citizen, self.made_with)

    @property
    def operation(self) -> str | None:
        """The name by which the booking remembers it; None for what has no key."""
        if self.kind not in {"book", "add", "move"}:
            return None
        return PEPPER.operation(self.booking_id, move.KIND if self.kind == "move" else self.kind, self.key)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its body."""
        return PEPPER.fingerprint(_body(self).model_dump_json())

    def __str__(self) -> str:
        """The wish as a failing seed prints it."""
        match self.kind:
            case "sweep" | "audit" | "index":
                return self.kind
            case "change":
                return f"change {self.slot.session} at version {self.version}: {self.change!r}"
            case "cancel" | "check in":
                return f"{self.kind} {self.citizen}/{self.made_with} ({self.booking_id})"
        people = ", ".join(f"child {serial}" if serial else "self" for serial in self.people)
        about = f"{self.citizen}/{self.made_with} ({self.booking_id})"
        return f"{self.kind} {about} key {self.key}: {self.slot.session} {people}".rstrip()


Ended = Booking | Quota | int | Audit | Job


@dataclass
class Outcome:
    """How one try of a wish ended: with an answer, a refusal, an error of the program, or not at all (None)."""

    wish: Wish
    ended: Ended | BaseException | None
    began: int
    """The length of the table's history at the beginning; the task's calls tell the rest."""
    calls: Sequence[Any] = ()
    ended_at: int = 0
    """The length of the table's history at the end."""


@dataclass
class Story:
    """One seed: what was there, what was asked, what happened, and what is left."""

    seed: int
    table: MemoryTable
    clock: VirtualClock
    beginning: Mapping[Key, Item]
    outcomes: list[Outcome] = field(default_factory=list)
    trace: list[tuple[str, str, Any]] = field(default_factory=list)

    def services(self, client: Any = None, full_slots: FullSlots | None = None) -> Services:
        """Return what the rules work with; without `client`, straight on the table."""
        client = client or MemoryClient(self.table)
        store = Store(Table(client, TABLE, sleep=getattr(client, "sleep", lambda _seconds: None), jitter=lambda: 1.0))
        return Services(store, PEPPER, self.clock, full_slots or FullSlots(self.clock), Directory())  # type: ignore[arg-type]

    def attempt(self, wish: Wish, services: Services, calls: Sequence[Any] = ()) -> Outcome:
        """Try a wish and note how it ended."""
        outcome = Outcome(wish, None, len(self.table.history))
        first = len(calls)
        try:
            outcome.ended = do(wish, services)
        except Killed:
            pass
        except Exception as error:  # noqa: BLE001 - the referee judges
            outcome.ended = error
        outcome.calls, outcome.ended_at = calls[first:], len(self.table.history)
        self.outcomes.append(outcome)
        return outcome


def do(wish: Wish, services: Services) -> Ended:  # noqa: PLR0911 - one for each kind of wish
    """Do what is wished for; raises what it raises."""
    match wish.kind:
        case "book":
            return book.book(services, wish.citizen, _body(wish), wish.key)
        case "add":
            return add.add(services, wish.citizen, wish.booking_id, _body(wish), wish.key)
        case "move":
            return move.move(services, wish.citizen, wish.booking_id, _body(wish), wish.key)
        case "cancel":
            return cancel.cancel(services, wish.citizen, wish.booking_id)
        case "check in":
            code = qr.payload(wish.booking_id)
            return check_in.check_in(services.store.bookings, services.clock, "officer", OFFICE.office_id, code)
        case "change":
            assert wish.change
            return changes.change(
                services.store.quotas, PEPPER, services.clock, "operator", wish.slot, wish.version, wish.change
            )
        case "sweep":
            return sweep(services.store, services.clock, [OFFICE]).resolved
        case "audit":
            return audit(services.store, services.clock, [OFFICE])
        case "index":
            [job] = go_on(services.store.jobs, services.clock, {BY_DAY: services.store.bookings.index_page})
            return job
    raise AssertionError(wish.kind)


@cache
def _body(wish: Wish) -> Any:
    slot: dict[str, Any] = {"office_id": wish.slot.office_id, "date": wish.slot.date, "session": wish.slot.session}
    match wish.kind:
        case "book":
            return NewBooking(**slot, service="new", applicants=tuple(map(_person, wish.people)))
        case "add":
            return AddedApplicants(applicants=tuple(map(_person, wish.people)))
        case "move":
            return SlotChoice(**slot)
    raise AssertionError(wish.kind)


@cache
def _person(serial: int) -> Person:
    if not serial:
        return Person(relation="self")
    return Person(relation="child", full_name="Anak", nik=nik(serial), birth_date=date(1990, 5, 17))


@cache
def beginning(*seats: int) -> dict[Key, Any]:
    """The items at the beginning: citizens with their profiles, and the slots."""
    table = MemoryTable()
    store = Store(Table(stand_in(MemoryClient(table)), TABLE))
    for number, citizen in enumerate(CITIZENS, 900):
        store.accounts.register(
            sign_up_of(citizen, nik(number), PEPPER, expires_at=NOON, full_name=citizen.capitalize()), NOON
        )
    for slot, capacity in zip(SLOTS, seats, strict=True):
        opens_at = datetime(2026, 11, 8, 1, 0, tzinfo=UTC)
        store.quotas.publish(Quota(slot, capacity, capacity, 1, opens_at, CLOSES_AT, "open", 1))
    return table.items

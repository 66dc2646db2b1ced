"""What operations are mixed: two slots with few seats, what somebody may wish for there, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from antrean.aws.table import Table
from antrean.base.ids import Pepper, operation_name
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.messages.port import Message
from antrean.offices.model import Lane, Office, Release, Session
from antrean.policy.bookings import CLAIM_LEASE
from antrean.slots import releases
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable
from instruments.replay.calls import Killed
from instruments.replay.people import nik, sign_up_of
from instruments.stand_in import stand_in
from tests.interleavings import hall_operations
from tests.interleavings.operations import OPERATIONS, Ended, body_of
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
AT_DOOR = "the door"
"""Whose bookings those are that are made at the door: nobody's account."""
CHILDREN = (1, 2, 3)
"""Serials of the NIKs of children whom all citizens share, so that families get into each other's way."""
OWNERS = {citizen: serial for serial, citizen in enumerate(CITIZENS, 900)}
"""Serials of the citizens' own NIKs, by which others name them as family."""
PEPPER = Pepper(b"a pepper of the tests, 32 bytes..")
NIK_KEYS = PEPPER.nik_keys("{}")
KEYS = ("k1", "k2")
"""The keys with which bookings are made."""
PAST_THE_LEASE = CLAIM_LEASE + timedelta(seconds=60)
SECRET = b"a secret of a day, of 32 bytes.."
_DRAWN_DAYS = (NOON.date(), NOON.date() + timedelta(days=1), CLOSES_AT.date())
"""Days of which the minutes of releases are drawn: those on which the stories play."""


class Directory:
    """The one office, known to every warm environment; reading it is not part of the protocol."""

    def __init__(self, office: Office = OFFICE) -> None:
        """Know `office` alone."""
        self._office = office

    def all(self) -> Sequence[Office]:
        """Return it as the only one."""
        return [self._office]

    def get(self, office_id: str) -> Office | None:
        """Return it by its id."""
        return self._office if office_id == self._office.office_id else None


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: the same wish again is a retry."""

    kind: str
    """One of `OPERATIONS`."""
    citizen: str = ""
    """Whose booking it is about."""
    made_with: str = ""
    """The key of the booking that is made or changed."""
    key: str = ""
    slot: Slot = SLOTS[0]
    people: tuple[int, ...] = ()
    """Serials of children, or of citizens as family; 0 is the citizen."""
    change: QuotaChange | None = None
    version: int = 1
    place: int = 0
    """Of the person among the applicants who is taken out, or objected for."""
    listed: str = ""
    """The citizen who is listed there, and contests or leaves."""
    officer: str = "officer"
    """Who of the staff does it, on an office's day."""
    counter: int = 0
    lane: Lane = "booked"
    here: tuple[int, ...] = ()
    """The places of who is here; nobody named: all who come with the booking, or not asked."""
    reason: str | None = None
    party: int = 1
    """How many people came together who get a number at the door."""
    standby: bool = False
    """Whether the number is for the next day."""

    @cached_property
    def booking_id(self) -> str:
        """The booking that it is about; of one from the door, `made_with` names who gave it and the key."""
        if self.kind in {"accept", "decline"}:
            # The first offer to the entry that was made with this key.
            return operation_name("offer", PEPPER.entry_id(self.citizen, self.made_with), "0")
        if self.citizen == AT_DOOR:
            officer, _, key = self.made_with.partition("/")
            name = operation_name("key", f"{OFFICE.office_id}#walk-ins", officer, key)
            return operation_name("booking", name)
        return PEPPER.booking_id(self.citizen, self.made_with)

    @cached_property
    def owner(self) -> str:
        """The NIK key of the citizen who is listed."""
        return NIK_KEYS.key(nik(OWNERS[self.listed]))

    @cached_property
    def operation(self) -> str | None:
        """The name by which the booking remembers it; None for what has no key."""
        keyed = OPERATIONS[self.kind].keyed
        return PEPPER.operation(self.booking_id, keyed, self.key) if keyed else None

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of its body."""
        return PEPPER.fingerprint(body_of(self).model_dump_json())

    @cached_property
    def nik_keys(self) -> frozenset[str]:
        """The NIK keys of the other people whom it names."""
        return frozenset(NIK_KEYS.key(nik(serial)) for serial in self.people if serial)

    def __str__(self) -> str:
        """The wish as a failing seed prints it."""
        about = f"{self.citizen}/{self.made_with} ({self.booking_id})"
        if self.kind in hall_operations.KINDS:
            return self._on_the_day(about)
        match self.kind:
            case "sweep" | "audit" | "index" | "go on" | "minute":
                return self.kind
            case "change" | "close" | "close day" | "reopen":
                return self._by_the_operator()
            case "cancel" | "cannot come" | "accept" | "decline" | "unjoin":
                return f"{self.kind} {about}"
            case "leave" | "object":
                return f"{self.kind} {about} place {self.place}"
            case "leave listed" | "contest":
                return f"{self.kind} {about} by {self.listed}"
        names = {0: "self"} | {serial: citizen for citizen, serial in OWNERS.items()}
        people = ", ".join(names.get(serial, f"child {serial}") for serial in self.people)
        return f"{self.kind} {about} key {self.key}: {self.slot.session} {people}".rstrip()

    def _by_the_operator(self) -> str:
        match self.kind:
            case "change":
                return f"change {self.slot.session} at version {self.version}: {self.change!r}"
            case "reopen":
                return f"reopen what was closed with key {self.key}"
        return f"close the {self.slot.session if self.kind == 'close' else 'whole day'} with key {self.key}"

    def _on_the_day(self, about: str) -> str:
        where = f"{self.officer} at counter {self.counter}" if self.counter else f"{self.officer} at the door"
        whom = f" {about} {self.here or ''}" if self.citizen else ""
        number = f"for {self.party}{' tomorrow' if self.standby else ''}" if self.kind == "walk in" else ""
        return f"{self.kind}{whom} by {where} with key {self.key}, {self.lane} {number}{self.reason or ''}".rstrip()


class Letters:
    """The mail: it keeps to whom letters were handed over."""

    def __init__(self) -> None:
        """Begin empty."""
        self.sent: list[str] = []

    def send(self, to: str, _letter: Message) -> None:
        """Keep a letter."""
        self.sent.append(to)


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
    mail: Letters = field(default_factory=Letters)
    office: Office = OFFICE
    released: bool = False
    """Whether a minute of every slot's release has come since anybody did anything."""

    def services(self, client: Any = None, full_slots: FullSlots | None = None) -> Services:
        """Return what the rules work with; without `client`, straight on the table."""
        client = client or MemoryClient(self.table)
        store = Store(Table(client, TABLE, sleep=getattr(client, "sleep", lambda _seconds: None), jitter=lambda: 1.0))
        directory: Any = Directory(self.office)
        return Services(store, PEPPER, lambda: NIK_KEYS, self.clock, full_slots or FullSlots(self.clock), directory)

    def attempt(self, wish: Wish, services: Services, calls: Sequence[Any] = ()) -> Outcome:
        """Try a wish and note how it ended."""
        outcome = Outcome(wish, None, len(self.table.history))
        first = len(calls)
        try:
            outcome.ended = OPERATIONS[wish.kind].act(services, wish, self.mail)
        except Killed:
            pass
        except Exception as error:  # noqa: BLE001 - the referee judges
            outcome.ended = error
        outcome.calls, outcome.ended_at = calls[first:], len(self.table.history)
        self.outcomes.append(outcome)
        return outcome

    def aside(self) -> Story:
        """Return a story that begins as this one stands, on a copy of its table."""
        return Story(self.seed, MemoryTable(self.table.items), self.clock, {}, office=self.office)


def release_at(slot: Slot) -> datetime:
    """Return the minute in the hour from noon on at which the kept seats of a slot are released."""
    seed = releases.seed_of(SECRET, OFFICE.office_id)
    return NOON + timedelta(minutes=releases.minute_of(seed, slot, NOON.astimezone(OFFICE.zone).hour))


@cache
def beginning(*seats: int) -> dict[Key, Any]:
    """The items at the beginning: citizens with their profiles, the slots, and the secrets of the days."""
    table = MemoryTable()
    store = Store(Table(stand_in(MemoryClient(table)), TABLE))
    for citizen, number in OWNERS.items():
        store.accounts.register(sign_up_of(citizen, nik(number), NIK_KEYS, full_name=citizen.capitalize()), NOON)
    for slot, capacity in zip(SLOTS, seats, strict=True):
        opens_at = datetime(2026, 11, 8, 1, 0, tzinfo=UTC)
        store.quotas.publish(Quota(slot, capacity, capacity, 1, opens_at, CLOSES_AT, "open", 1))
    for day in _DRAWN_DAYS:
        store.release_secrets.add_if_absent(day, SECRET)
    return table.items

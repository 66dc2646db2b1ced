"""Random mixes of operations on one or two slots with few seats, and what became of each: the story of one seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any

from antrean import booking, checkin, qr, quota, resolve
from antrean.errors import Busy
from antrean.full_slots import FullSlots
from antrean.model import Booking, Office, Quota, Release, Session, Slot
from antrean.pepper import Pepper
from antrean.requests import AddedApplicants, NewBooking, Person, QuotaChange, SlotChoice
from antrean.services import Services
from antrean.store import Store
from antrean.store.accounts import PendingSignUp
from antrean.store.dynamo import Table
from tests.support.calls import Killed
from tests.support.expressions import Item
from tests.support.memory_table import Key, MemoryClient, MemoryTable
from tests.support.people import nik
from tests.support.scheduler import Scheduler, Task, VirtualClock, Weather

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
PAST_THE_LEASE = resolve.LEASE + timedelta(seconds=60)


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
        if self.kind not in {"book", "add", "reschedule"}:
            return None
        return PEPPER.operation(self.booking_id, self.kind, self.key)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its body."""
        return PEPPER.fingerprint(_body(self).model_dump_json())

    def __str__(self) -> str:
        """The wish as a failing seed prints it."""
        match self.kind:
            case "sweep":
                return "sweep"
            case "change":
                return f"change {self.slot.session} at version {self.version}: {self.change!r}"
            case "cancel" | "check in":
                return f"{self.kind} {self.citizen}/{self.made_with} ({self.booking_id})"
        people = ", ".join(f"child {serial}" if serial else "self" for serial in self.people)
        about = f"{self.citizen}/{self.made_with} ({self.booking_id})"
        return f"{self.kind} {about} key {self.key}: {self.slot.session} {people}".rstrip()


@dataclass
class Outcome:
    """How one try of a wish ended: with an answer, a refusal, an error of the program, or not at all (None)."""

    wish: Wish
    ended: Booking | Quota | int | BaseException | None
    began: int
    """The length of the table's history at the beginning; the task's calls tell the rest."""
    calls: Sequence[Any] = ()


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
            outcome.ended = _do(wish, services)
        except Killed:
            pass
        except Exception as error:  # noqa: BLE001 - the referee judges
            outcome.ended = error
        outcome.calls = calls[first:]
        self.outcomes.append(outcome)
        return outcome


def play(seed: int) -> Story:
    """Play one interleaving to its end: everything has finished or died, late packets have landed, claims are swept."""
    rng = random.Random(seed)
    seats = [rng.choice([1, 2, 3, 3, 4, 6]) for _ in SLOTS]
    items = beginning(*seats)
    story = Story(seed, MemoryTable(items), VirtualClock(NOON), items)
    at_midnight = rng.random() < 0.1
    if at_midnight:
        story.clock.instant = CLOSES_AT - timedelta(seconds=rng.choice([1, 3, 10, 70]))
    story.trace.append(("world", f"seats: {seats}", None))
    crowded = rng.random() < 0.5
    wishes = _crowd(story, rng) if crowded else _mix(rng, _prelude(story, rng), at_midnight=at_midnight)
    scheduler = Scheduler(story.table, story.clock, rng, _weather(rng))
    scheduler.trace = story.trace
    environments = [FullSlots(story.clock) for _ in range(2)]
    for number, wish in enumerate(wishes):
        name = f"{number}"
        story.trace.append((name, str(wish), None))
        task = scheduler.add(name, lambda _client: None)
        task.run = partial(_pursue, story, wish, rng.choice([*environments, None]), rng, task)
    scheduler.run()
    finish(story)
    return story


def finish(story: Story) -> None:
    """Let the lease run out and sweep."""
    story.clock.instant += PAST_THE_LEASE
    story.attempt(Wish("sweep"), story.services())


def _pursue(
    story: Story, wish: Wish, full_slots: FullSlots | None, rng: random.Random, task: Task, client: Any
) -> None:
    """Try a wish as a client does: once more with the same key where there was no answer, or give up."""
    for _ in range(3):
        outcome = story.attempt(wish, story.services(client, full_slots), task.calls)
        story.trace.append((task.name, f"ended: {outcome.ended!r}", None))
        unanswered = outcome.ended is None or isinstance(outcome.ended, Busy)
        if not unanswered or rng.random() < 0.5:
            return


def _do(wish: Wish, services: Services) -> Booking | Quota | int:
    match wish.kind:
        case "book":
            return booking.book(services, wish.citizen, _body(wish), wish.key)
        case "add":
            return booking.add_family(services, wish.citizen, wish.booking_id, _body(wish), wish.key)
        case "reschedule":
            return booking.reschedule(services, wish.citizen, wish.booking_id, _body(wish), wish.key)
        case "cancel":
            return booking.cancel(services, wish.citizen, wish.booking_id)
        case "check in":
            code = qr.payload(wish.booking_id)
            return checkin.check_in(services.store, services.clock, "officer", OFFICE.office_id, code)
        case "change":
            assert wish.change
            return quota.change(
                services.store, PEPPER, services.clock, "operator", wish.slot, wish.version, wish.change
            )
        case "sweep":
            return resolve.sweep(services.store, services.clock, [OFFICE])
    raise AssertionError(wish.kind)


@cache
def _body(wish: Wish) -> Any:
    slot: dict[str, Any] = {"office_id": wish.slot.office_id, "date": wish.slot.date, "session": wish.slot.session}
    match wish.kind:
        case "book":
            return NewBooking(**slot, service="new", applicants=tuple(map(_person, wish.people)))
        case "add":
            return AddedApplicants(applicants=tuple(map(_person, wish.people)))
        case "reschedule":
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
    store = Store(Table(MemoryClient(table), TABLE))
    for number, citizen in enumerate(CITIZENS, 900):
        store.accounts.register(
            PendingSignUp(
                account_id=citizen,
                full_name=citizen.capitalize(),
                birth_date=date(1990, 5, 17),
                email=f"{citizen}@contoh.id",
                phone="+6281234567890",
                nik_key=PEPPER.nik_key(nik(number)),
                nik_last4=nik(number)[-4:],
                expires_at=NOON,
            )
        )
    for slot, capacity in zip(SLOTS, seats, strict=True):
        opens_at = datetime(2026, 11, 8, 1, 0, tzinfo=UTC)
        store.quotas.publish(Quota(slot, capacity, capacity, 1, opens_at, CLOSES_AT, "open", 1))
    return table.items


# ------------------------------------------------------------------------------------------- what is drawn


def _prelude(story: Story, rng: random.Random) -> list[Wish]:
    """Let some of it have happened before: a booking, or a function that died with its claim in flight."""
    wishes: list[Wish] = []
    if rng.random() < 0.6:
        wishes.append(_book(rng, "ani"))
        if rng.random() < 0.3:
            wishes.append(_change_of(rng, wishes[0]))
    _happened(story, *wishes)
    if rng.random() < 0.3:
        wish = _book(rng, rng.choice(CITIZENS[1:]))
        wishes.append(wish)
        _died_after_its_claim(story, rng, wish)
    return wishes


def _happened(story: Story, *wishes: Wish) -> None:
    for wish in wishes:
        outcome = story.attempt(wish, story.services())
        story.trace.append(("before", f"{wish} -> {outcome.ended!r}", None))


def _died_after_its_claim(story: Story, rng: random.Random, wish: Wish) -> None:
    story.attempt(wish, story.services(_DiesAfterItsClaim(story.table)))
    story.clock.instant += timedelta(seconds=rng.choice([0, 30, 60, 61, 100]))
    story.trace.append(("before", f"{wish} -> died after its claim", None))


_CROWDS = (
    "a guard that is freed",
    "a booking that is cancelled",
    "a booking that is cancelled",
    "a change of a booking",
    "a claim that is stale",
    "a day that begins",
)


def _crowd(story: Story, rng: random.Random) -> list[Wish]:
    """Twins of one wish around one booking: they share claims, and what refused the one lets the other pass."""
    child = rng.choice(CHILDREN)
    made = Wish("book", "ani", "k1", "k1", people=(0, child))
    match rng.choice(_CROWDS):
        case "a claim that is stale":
            _died_after_its_claim(story, rng, made)
            wishes = [made, made, Wish("sweep"), Wish("book", "citra", "k1", "k1", people=(0,))]
        case "a day that begins":
            _happened(story, made)
            story.clock.instant = CLOSES_AT - timedelta(seconds=rng.choice([1, 2]))
            wishes = [_change_of(rng, made), Wish("check in", "ani", "k1"), Wish("check in", "ani", "k1")]
        case "a guard that is freed":
            rival = Wish("book", "budi", "k1", "k1", rng.choice(SLOTS), (0, child))
            _happened(story, rival)
            wishes = [made, made, made, Wish("cancel", "budi", "k1")]
        case "a booking that is cancelled":
            made = Wish("book", "ani", "k1", "k1", people=(0,))
            wishes = [made, made, *rng.choice([(), (made,)]), Wish("cancel", "ani", "k1")]
        case _:
            _happened(story, made)
            change = _change_of(rng, made)
            wishes = [change, change, Wish("cancel", "ani", "k1")]
    if rng.random() < 0.4:
        wishes.append(Wish("sweep"))
    return rng.sample(wishes, len(wishes))


class _DiesAfterItsClaim(MemoryClient):
    def transact_write_items(self, **_arguments: Any) -> dict[str, Any]:
        """Die in place of the commit."""
        raise Killed


def _mix(rng: random.Random, before: Sequence[Wish], *, at_midnight: bool) -> list[Wish]:
    known = [wish for wish in before if wish.kind in {"book", "add", "reschedule"}]
    wishes: list[Wish] = []
    for _ in range(rng.randint(2, 5)):
        throw = rng.random()
        if known and throw < 0.25:
            wish = rng.choice(known)
        elif known and throw < 0.32:
            wish = _other_body(rng, rng.choice(known))
        elif known and throw < 0.62:
            wish = _change_of(rng, rng.choice([wish for wish in known if wish.kind == "book"]))
        elif throw < 0.70:
            wish = Wish("sweep")
        elif throw < 0.76:
            wish = _quota_change(rng)
        elif at_midnight and known and throw < 0.85:
            target = rng.choice(known)
            wish = Wish("check in", target.citizen, target.made_with)
        else:
            wish = _book(rng, rng.choice(CITIZENS))
        wishes.append(wish)
        if wish.operation:
            known.append(wish)
    return wishes


def _book(rng: random.Random, citizen: str) -> Wish:
    key = rng.choice(["k1", "k1", "k2"])
    people = _people(rng)
    return Wish("book", citizen, key, key, rng.choice([SLOTS[0], SLOTS[0], SLOTS[1]]), people)


def _people(rng: random.Random) -> tuple[int, ...]:
    children = rng.sample(CHILDREN, rng.choice([0, 0, 1, 1, 2]))
    return tuple(children) if children and rng.random() < 0.2 else (0, *children)


def _change_of(rng: random.Random, made: Wish) -> Wish:
    kind = rng.choice(["add", "cancel", "cancel", "reschedule"])
    key = rng.choice(["x1", "x1", "x2"])
    match kind:
        case "add":
            people = tuple(rng.sample(CHILDREN, rng.choice([1, 1, 2])))
            return Wish("add", made.citizen, made.made_with, key, people=people)
        case "reschedule":
            slot = SLOTS[1 - SLOTS.index(made.slot)] if rng.random() < 0.9 else made.slot
            return Wish("reschedule", made.citizen, made.made_with, key, slot)
    return Wish("cancel", made.citizen, made.made_with)


def _other_body(rng: random.Random, wish: Wish) -> Wish:
    """The same key with other people or, for a move, another slot."""
    other = rng.choice(SLOTS) if wish.kind != "add" else wish.slot
    people = _people(rng) if wish.kind == "book" else tuple(rng.sample(CHILDREN, 1)) if wish.kind == "add" else ()
    return Wish(wish.kind, wish.citizen, wish.made_with, wish.key, other, people)


def _quota_change(rng: random.Random) -> Wish:
    asked: dict[str, Any] = {"reason": "uji coba"}
    if rng.random() < 0.7:
        asked["capacity"] = rng.randint(0, 7)
    if len(asked) == 1 or rng.random() < 0.3:
        asked["state"] = rng.choice(["open", "closed"])
    return Wish("change", slot=rng.choice(SLOTS), change=QuotaChange(**asked), version=rng.choice([1, 1, 2]))


def _weather(rng: random.Random) -> Weather:
    trouble = rng.choice([0.0, 0.0, 0.03, 0.1, 0.3])
    return Weather(
        sticky=rng.choice([0.0, 0.5, 0.8, 0.93]),
        death=rng.choice([0.0, 0.0, 0.01, 0.04]),
        trouble=trouble,
        tick=rng.choice([0.0, 0.01, 0.05, 0.15]),
    )

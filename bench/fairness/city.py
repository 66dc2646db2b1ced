"""One office on an opening, by the real rules on a table in memory: what agents ask it, and what they are told.

Nothing is decided here. Booking, cancelling, releasing, places and availability are the product's functions with a
clock that is set; what stands before them on AWS is the limit of the API and the cache of availability.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from antrean.account.turn import own_place
from antrean.aws.attributes import from_item
from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.base.errors import Code, Refused
from antrean.base.ids import Pepper
from antrean.bookings.forms import NewBooking, Person
from antrean.bookings.items import as_booking
from antrean.bookings.operation import Services
from antrean.bookings.store import Bookings
from antrean.bookings.stores import Store
from antrean.bookings.sweep import sweep
from antrean.changes import book, cancel
from antrean.offices.directory import OfficeDirectory, packaged
from antrean.offices.model import Release
from antrean.slots import availability, releases
from antrean.slots.full_slots import FullSlots
from antrean.slots.publishing import publish
from antrean.turns.places import PLACES
from bench.fairness.policies import GivenToAll
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.people import nik, sign_up_of
from instruments.stand_in import stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from antrean.bookings.model import Booking
    from antrean.slots.model import Quota, Slot
    from antrean.turns.model import Turns
    from bench.fairness.assumptions import Assumed
    from bench.fairness.policies import Policy

OPENS = datetime(2027, 1, 29, 7, 0, tzinfo=UTC)
"""A Friday, 14:00 in Jakarta, when the offices there open the week from the first of February on."""
_OFFICE = "jakarta-selatan"
_WEEK = (date(2027, 2, 1), date(2027, 2, 5))
_CACHED = 1.0
"""Seconds for which availability is cached."""
_PEPPER = Pepper(b"a pepper of the bench, 32 bytes..")
_NIK_KEYS = _PEPPER.nik_keys("{}")


class Answer(NamedTuple):
    """What somebody is told: `done`, `throttled`, or the code of a refusal, with what belongs to it."""

    code: str
    booking_id: str = ""
    turn: float = 0.0
    """Where it is not one's turn: when that comes."""
    options: tuple[Slot, ...] = ()
    """Where the slot is full: others that are not."""


class Balance(NamedTuple):
    """Where all seats are: those of accounts by the first letters of their names, and those that nobody has."""

    capacity: int
    left: int
    kept: int
    claimed: int
    held: Mapping[str, int]

    @property
    def adds_up(self) -> bool:
        """Whether each seat is in one place."""
        return self.capacity == self.left + self.kept + self.claimed + sum(self.held.values())


class City:
    """The office, its people and its clock; instants are seconds since the opening."""

    def __init__(self, policy: Policy, assumed: Assumed, seed: int) -> None:
        """Open an office with this policy, ten slots of which open at once, and nobody registered."""
        self.policy = policy
        self._assumed = assumed
        self._rng = Random(f"city {seed}")
        self._clock = FixedClock(OPENS - timedelta(seconds=assumed.registered))
        self._items = MemoryTable()
        table = Table(stand_in(MemoryClient(self._items)), "antrean")
        self._store = Store(table)
        if policy.at_once:
            self._store.quotas = GivenToAll(table)
            self._store.bookings = Bookings(table, self._store.accounts, self._store.quotas)
        self._office = next(office for office in packaged() if office.office_id == _OFFICE)._replace(
            weekly=_weekly(assumed.seats),
            release=Release("weekly", "14:00", weekday=4, window=policy.window),
        )
        self._store.offices.add_if_absent(self._office)
        self._environments = [self._environment() for _ in range(assumed.environments)]
        self._tokens, self._filled = assumed.burst, float("-inf")
        self._seen: tuple[float, dict[Slot, Turns | None]] = (float("-inf"), {})
        self._keys = 0
        self.slots: list[Slot] = []
        self.appeared: Sequence[Callable[[], None]] = ()
        """Whoever may look for seats once there are some again."""

    def register(self, accounts: list[str]) -> None:
        """Give accounts to people with these names, long before the opening."""
        for number, account in enumerate(accounts, self._keys):
            sign_up = sign_up_of(account, nik(number + 1), _NIK_KEYS)
            self._store.accounts.register(sign_up, self._clock.now())
        self._keys += len(accounts)

    def publish(self) -> None:
        """Draw the secrets of the days as the publisher does, and publish the week that opens."""
        self.at(-72 * 3600.0)
        releases.draw_days(self._store.release_secrets, self._clock, self._rng.randbytes)
        self.slots = [quota.slot for quota in publish(self._store.quotas, self._clock, self._office, {}, *_WEEK)]

    def at(self, seconds: float) -> None:
        """Set the clock."""
        self._clock.instant = OPENS + timedelta(seconds=seconds)

    @property
    def now(self) -> float:
        """The present instant."""
        return (self._clock.instant - OPENS).total_seconds()

    def book(self, account: str, slot: Slot, people: int = 1) -> Answer:
        """Book for an account's holder and others who are made up, unless the API takes no request now."""
        if not self._takes():
            return Answer("throttled")
        self._keys += 1
        request = NewBooking(
            office_id=slot.office_id,
            date=slot.date,
            session=slot.session,
            service="renewal",
            applicants=(Person(relation="self"), *(self._child() for _ in range(people - 1))),
        )
        try:
            made = book.book(self._rng.choice(self._environments), account, request, f"key-{self._keys}")
        except Refused as refusal:
            return _refused(refusal)
        return Answer("done", made.booking_id)

    def cancel(self, account: str, booking_id: str) -> None:
        """Cancel a booking."""
        cancel.cancel(self._environments[0], account, booking_id)
        self._tell()

    def place(self, account: str, begin: float) -> int | None:
        """Return the place that an account is told for turns that begin at an instant."""
        return own_place(self._environments[0], account, OPENS + timedelta(seconds=begin)).place

    @staticmethod
    def turn(place: int | None, begin: float, until: float) -> float:
        """Return when the turn of a place comes, by the formula that is public (`docs/openapi.json`)."""
        return until if place is None else begin + int(until - begin) * place // PLACES

    @staticmethod
    def seconds(instant: datetime) -> float:
        """Return how long after the opening an instant is."""
        return (instant - OPENS).total_seconds()

    def look(self) -> dict[Slot, Turns | None]:
        """Return the slots with seats as the cache of availability shows them, each with its turns if it has any."""
        if self.now - self._seen[0] >= _CACHED:
            month = availability.month(self._store.quotas, self._clock, self._office, *_WEEK)
            found = (each for day in month for each in day.slots if each.standing.state == "open" and each.quota)
            self._seen = (self.now, {each.quota.slot: each.turns for each in found if each.quota})
        return self._seen[1]

    @property
    def free(self) -> int:
        """The seats that could be claimed now, as nobody outside knows them."""
        return sum(quota.seats_left for quota in self._quotas())

    def release_minutes(self, until: float) -> list[float]:
        """Return the drawn minutes of all slots before an instant; in any other minute the sweeper releases nothing."""
        found = set()
        begin = OPENS.astimezone(self._office.zone)
        for ahead in range(int(until // 86_400) + 2):
            day = begin.date() + timedelta(days=ahead)
            secret = self._store.release_secrets.get(day)
            if secret is None:
                continue
            seed = releases.seed_of(secret, self._office.office_id)
            for slot in self.slots:
                for hour in releases.HOURS:
                    minute = releases.minute_of(seed, slot, hour)
                    drawn = datetime(day.year, day.month, day.day, hour, minute, tzinfo=self._office.zone)
                    found.add((drawn - OPENS).total_seconds())
        return sorted(second for second in found if 0 <= second < until)

    def sweep(self) -> int:
        """Let the sweeper run, and return of how many slots it released kept seats."""
        released = sweep(self._store, self._clock, [self._office]).released
        self._tell()
        return released

    def balance(self) -> Balance:
        """Count all seats from what the table holds."""
        held: Counter[str] = Counter()
        for booking in self._bookings():
            held[booking.account_id.split("-")[0]] += len(booking.present)
        quotas = self._quotas()
        return Balance(
            capacity=sum(quota.capacity for quota in quotas),
            left=sum(quota.seats_left for quota in quotas),
            kept=sum(quota.seats_kept for quota in quotas),
            claimed=sum(claim.n for quota in quotas for claim in quota.claims.values()),
            held=held,
        )

    def holders(self) -> list[str]:
        """Return the accounts whose bookings hold seats."""
        return [booking.account_id for booking in self._bookings()]

    def _bookings(self) -> Iterator[Booking]:
        for (pk, _), item in self._items.items.items():
            if pk.startswith("BOOKING#") and (found := as_booking(from_item(item))) and found.holds_seats:
                yield found

    def _tell(self) -> None:
        if self.free:
            for seen in self.appeared:
                seen()

    def _quotas(self) -> list[Quota]:
        return [quota for slot in self.slots if (quota := self._store.quotas.get(slot))]

    def _environment(self) -> Services:
        return Services(
            store=self._store,
            pepper=_PEPPER,
            nik_keys=lambda: _NIK_KEYS,
            clock=self._clock,
            full_slots=FullSlots(self._clock),
            directory=OfficeDirectory(self._store.offices, self._clock),
            family_level=self.policy.family_level,
        )

    def _takes(self) -> bool:
        """Tell whether the API takes one more request: as many as come evenly, and some at once."""
        if not self.policy.limited:
            return True
        assumed = self._assumed
        refilled = (self.now - self._filled) * assumed.rate
        self._tokens, self._filled = min(assumed.burst, self._tokens + refilled), self.now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _child(self) -> Person:
        self._keys += 1
        return Person(relation="child", full_name="Anak Contoh", nik=nik(self._keys + 1), birth_date=date(1990, 5, 17))


def _weekly(seats: int) -> dict[str, dict[int, int]]:
    """Spread seats over two sessions of five days."""
    places = [(session, weekday) for weekday in range(5) for session in ("morning", "afternoon")]
    pattern: dict[str, dict[int, int]] = {"morning": {}, "afternoon": {}}
    for number, (session, weekday) in enumerate(places):
        pattern[session][weekday] = seats // len(places) + (number < seats % len(places))
    return pattern


def _refused(refusal: Refused) -> Answer:
    members = refusal.members
    if refusal.code == Code.NOT_YOUR_TURN:
        at = members["your_turn_at"]
        assert isinstance(at, datetime)  # noqa: S101 - the type of what this code always has
        return Answer(refusal.code.value, turn=(at - OPENS).total_seconds())
    options = members.get("alternatives", ())
    assert isinstance(options, list | tuple)  # noqa: S101 - the type of what is there
    return Answer(refusal.code.value, options=tuple(option.slot for option in options))

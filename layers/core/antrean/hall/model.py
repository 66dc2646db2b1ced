"""Parties that have arrived, the counters that call them, and what was done to them.

A party is a booking on its day: the people of it who are here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from antrean.base.errors import key_reused
from antrean.offices.model import WALK_IN
from antrean.people.model import masked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from antrean.bookings.model import Booking, PassportService, Relation
    from antrean.offices.model import Lane


class WalkInLane(NamedTuple):
    """A lane whose numbers are given at the door: its session among the slots, their letter, and for what people come.

    Sessions of these names are no arrival windows of an office, so no public read and no citizen's booking knows them.
    """

    session: str
    prefix: str
    service: PassportService


WALK_IN_LANES: Final[Mapping[Lane, WalkInLane]] = {
    "bap": WalkInLane(f"{WALK_IN}bap", "C", "lost"),
    "priority": WalkInLane(f"{WALK_IN}priority", "P", "renewal"),
    "express": WalkInLane(f"{WALK_IN}express", "X", "renewal"),
}
PartyState = Literal["waiting", "called", "parked", "absent", "served", "undone"]
"""Waiting in a lane; called to a counter, and there until that is done; sent to fetch something, and called again after
it; called and not come; served; and arrived by a mistake that was undone."""
OperationKind = Literal[
    "arrive",
    "walk_in",
    "seats",
    "people",
    "undo_arrival",
    "return",
    "open",
    "close",
    "next",
    "recall",
    "absent",
    "park",
    "transfer",
    "finish",
    "undo",
]
"""What staff do at the door and at the counters."""


class Day(NamedTuple):
    """One day of one office."""

    office_id: str
    date: date


class Visitor(NamedTuple):
    """A person of a party, by the place among the booking's people, and whether the person is here."""

    place: int
    number: int
    full_name: str
    nik_last4: str
    relation: Relation
    here: bool

    @property
    def nik_masked(self) -> str:
        """The NIK as shown to people: its last four digits."""
        return masked(self.nik_last4)


class Party(NamedTuple):
    """The people of a booking who have arrived. `party_id` is the booking's id; `version` counts the party's changes.

    `window_from` is when its arrival window begins (`HH:MM`, office time), and `late` that it came after the end of it.
    `outdated` tells that they showed a ticket of before the booking's last change.
    `counter` is where it is, or was last; `called_at` when it was first called there, and `calls` how often.
    """

    day: Day
    party_id: str
    prefix: str
    session: str
    window_from: str
    service: PassportService
    lane: Lane
    state: PartyState
    late: bool
    arrived_at: datetime
    admitted_by: str
    people: tuple[Visitor, ...]
    version: int = 1
    counter: int | None = None
    called_at: datetime | None = None
    calls: int = 0
    ended_at: datetime | None = None
    outdated: bool = False

    @property
    def here(self) -> tuple[Visitor, ...]:
        """The people who are here."""
        return tuple(each for each in self.people if each.here)

    @property
    def number(self) -> int:
        """The queue number by which the party is called: the first of those who are here."""
        return min(each.number for each in self.here)

    @property
    def label(self) -> str:
        """The number as it is called and shown, such as `A-001`."""
        return self.label_of(self.number)

    def label_of(self, number: int) -> str:
        """Return a queue number of the party as it is shown."""
        return f"{self.prefix}-{number:03d}"

    def called(self, counter: int, now: datetime) -> Party:
        """Return the party as it is once it is called to a counter."""
        return self.changed("called", counter=counter, called_at=now, calls=1, ended_at=None)

    def waiting(self) -> Party:
        """Return the party as it is where it waits and no counter has called it."""
        return self.changed("waiting", counter=None, called_at=None, calls=0, ended_at=None)

    def changed(self, state: PartyState, **values: object) -> Party:
        """Return the party at its next version, in a state and with other values."""
        return self._replace(state=state, version=self.version + 1, **values)  # type: ignore[arg-type]


class PartyRef(NamedTuple):
    """A party as an operation left it."""

    party_id: str
    version: int


class LastOperation(NamedTuple):
    """What a counter did last, and so what it can undo: `before` it had one party or none, `after` it another or none.

    `lane` and `state` are those of the party that was called or sent away, as they were before.
    """

    kind: OperationKind
    at: datetime
    before: PartyRef | None
    after: PartyRef | None
    lane: Lane
    state: PartyState


class Call(NamedTuple):
    """A number that a counter called, and when."""

    label: str
    at: datetime


class Line(NamedTuple):
    """The numbers that waited once a counter had called, in the order in which they are called, and when that was."""

    at: datetime
    numbers: tuple[str, ...]


class Counter(NamedTuple):
    """A counter on one day: who works there, for which lanes (none named: all), and who is there, by id and number.

    `calls` counts what it announced, so that a board that looks now and then knows whether something was; `recent` are
    its last calls, newest first, and `line` who waited after them. `touched_at` is when somebody last worked at it.
    """

    day: Day
    number: int
    officer: str | None = None
    lanes: tuple[Lane, ...] = ()
    party_id: str | None = None
    label: str | None = None
    calls: int = 0
    recent: tuple[Call, ...] = ()
    touched_at: datetime | None = None
    last: LastOperation | None = None
    version: int = 0
    """How often it was changed; 0 where nobody has opened it on this day."""
    line: Line | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody works there."""
        return self.officer is not None

    def with_party(self, party: Party | None) -> Counter:
        """Return the counter with another party there, or nobody."""
        if party is None:
            return self._replace(party_id=None, label=None)
        return self._replace(party_id=party.party_id, label=party.label)

    def takes(self, lane: Lane) -> bool:
        """Tell whether the counter calls people of a lane."""
        return not self.lanes or lane in self.lanes


class Operation(NamedTuple):
    """What a member of the staff did: the name under which it is remembered, and what the trail says of it.

    The name is the same for every retry; `fingerprint` tells a retry from another request under the same key.
    """

    name: str
    fingerprint: str
    kind: OperationKind
    at: datetime
    by: str
    party_id: str | None = None
    counter: int | None = None
    reason: str | None = None

    def refuse_other(self, fingerprint: str) -> None:
        """Raise `idempotency_key_reused` unless the request of this fingerprint is the one that was done."""
        if self.fingerprint != fingerprint:
            raise key_reused()


class Overtaking(NamedTuple):
    """That a supervisor called a party out of its turn: when, who, to which counter, and why.

    `label` is the party's number, None where it is kept no more.
    """

    at: datetime
    by: str
    counter: int
    label: str | None
    reason: str


class Desk(NamedTuple):
    """A counter and the party that is there."""

    counter: Counter
    party: Party | None


def visitors_of(booking: Booking, *, here: bool) -> tuple[Visitor, ...]:
    """Return the people who come with a booking, as all of them are here, or nobody."""
    return tuple(
        Visitor(place, each.number, each.full_name, each.nik_last4, each.relation, here)
        for place, each in enumerate(booking.applicants)
        if each.present
    )


def lane_of(session: str) -> Lane | None:
    """Return the lane of a session whose numbers are given at the door; None for an arrival window."""
    return next((lane for lane, kind in WALK_IN_LANES.items() if kind.session == session), None)

"""Slots for the tests: each is given away once, so that no test takes the seats of another."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from instruments.dynamodb.table import TableReader
    from tests.support.client import Api

LEFT_ALONE = "bogor"
"""An office whose slots no test touches, so that they stay as they were published."""
_FIRST_DAY = 3
"""Days from today to the first date given away: a midnight in the middle of a run changes nothing."""
_LAST_DAY = 25
_MORNING, _AFTERNOON = 50, 40
"""The seats of an ordinary day (data/office_defaults.json)."""
_SLOTS_OF_A_TEST = 3
_ROUNDS = 3
"""How often every office has its turn: three times three slots are well within the days."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An office, a date (`YYYY-MM-DD`) and a session, as requests name them."""

    office_id: str
    date: str
    session: str

    @property
    def choice(self) -> dict[str, str]:
        """The slot as members of a request body."""
        return asdict(self)

    @property
    def admin_path(self) -> str:
        """The slot's address for operators."""
        return f"/admin/offices/{self.office_id}/quotas/{self.date}/{self.session}"


class SlotPicker:
    """Gives away open slots that nobody has touched: a few of each office, one office after the other."""

    def __init__(self, api: Api, table: TableReader) -> None:
        """Ask `api` for offices and their availability, and `table` for what it does not tell."""
        self._api = api
        self._table = table
        self._given: set[Slot] = set()
        self._offices = self._a_few_of_each()

    def take(self) -> list[Slot]:
        """Return three slots of an office that no test of this session has been given; soonest first."""
        return next(self._offices)

    def of(self, seats: int) -> Slot:
        """Return a slot with so many seats."""
        return self._give(slot for office_id in self._ids() for slot, found in self._open(office_id) if found == seats)

    def within(self, timezone: str) -> Slot:
        """Return a slot in a time zone: the last one of its last office, where `take` comes late."""
        offices = self._api.get("/offices").body["offices"]
        ids = [office["office_id"] for office in reversed(offices) if office["timezone"] == timezone]
        return self._give(slot for office_id in ids for slot, _ in reversed(self._open(office_id)))

    def day(self) -> list[tuple[Slot, int]]:
        """Return both slots of an office's day, each with its seats: the first that is open for as many as usual."""
        for office_id in self._ids():
            days: dict[str, list[tuple[Slot, int]]] = {}
            for slot, seats in self._open(office_id):
                days.setdefault(slot.date, []).append((slot, seats))
            for found in days.values():
                if [seats for _, seats in found] == [_MORNING, _AFTERNOON]:
                    self._given.update(slot for slot, _ in found)
                    return found
        message = "no day is open of which nobody has booked anything"
        raise LookupError(message)

    def _give(self, slots: Iterator[Slot]) -> Slot:
        slot = next(slots)
        self._given.add(slot)
        return slot

    def _a_few_of_each(self) -> Iterator[list[Slot]]:
        for _ in range(_ROUNDS):
            for office_id in self._ids():
                found = [slot for slot, _ in self._open(office_id)][:_SLOTS_OF_A_TEST]
                if len(found) == _SLOTS_OF_A_TEST:
                    self._given.update(found)
                    yield found

    def _ids(self) -> list[str]:
        found = (office["office_id"] for office in self._api.get("/offices").body["offices"])
        return [office_id for office_id in found if office_id != LEFT_ALONE]

    def _open(self, office_id: str) -> list[tuple[Slot, int]]:
        """Return an office's open slots and their seats, as the publisher made them, but those that were given away.

        Those in which people have to wait for a turn, because they opened minutes ago, are left out too.
        """
        quotas = self._table.partition(f"OFFICE#{office_id}")
        untouched = {quota["sk"] for quota in quotas if (quota["version"], quota["next_number"]) == (1, 1)}
        dates = f"from={day_ahead(_FIRST_DAY)}&to={day_ahead(_LAST_DAY)}"
        days = self._api.get(f"/offices/{office_id}/availability?{dates}").body["days"]
        found = [
            (Slot(office_id, day["date"], session["session"]), session["capacity"])
            for day in days
            for session in day["sessions"]
            if session["state"] == "open"
            and "turns" not in session
            and f"QUOTA#{day['date']}#{session['session']}" in untouched
        ]
        return [(slot, seats) for slot, seats in found if slot not in self._given]


def day_ahead(days: int) -> str:
    """Return the date (UTC) that is `days` after today."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def slot_view(api: Api, slot: Slot) -> dict[str, Any]:
    """Return what the public availability says of a slot."""
    answer = api.get(f"/offices/{slot.office_id}/availability?from={slot.date}&to={slot.date}")
    [day] = answer.body["days"]
    return next(session for session in day["sessions"] if session["session"] == slot.session)

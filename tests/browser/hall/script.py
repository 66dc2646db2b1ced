"""A small API of an office's day, held in memory: what the staff pages are tried against without a running system.

It keeps the contract of the routes: one party to one counter whoever asks first, the same answer for the same key, and
the refusals with their values. It decides nothing that the pages could decide instead.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from antrean.tickets.qr import read

OFFICE: Final = "jakarta-selatan"
NAME: Final = "Kantor Imigrasi Kelas I Khusus Non TPI Jakarta Selatan"
ZONE: Final = ZoneInfo("Asia/Jakarta")
HOURS: Final = {"morning": ("08:00", "11:00"), "afternoon": ("13:00", "15:00")}
UNDO: Final = timedelta(minutes=10)
ABSENT: Final = timedelta(minutes=3)
LAST: Final = 6
MOST_WALK_INS: Final = 8
WITH_BODY: Final = {"arrivals", "people", "walkins", "open", "next", "transfer"}
"""What cannot be asked for without a body, though that of the next party is empty."""
TOMORROW: Final = "2031-01-02"
"""The day of numbers that are given out ahead."""


class Refusal(Exception):  # noqa: N818 - an answer, not an error
    """What the API refuses: status, code, and the values that belong to it."""

    def __init__(self, status: int, code: str, **values: object) -> None:
        """Refuse."""
        super().__init__(code)
        self.status = status
        self.document = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": code, **values}


@dataclass(frozen=True)
class Party:
    """A booking of the day, with what became of it; `refusal` is what the door is answered instead of an arrival."""

    id: str
    numbers: tuple[int, ...]
    names: tuple[str, ...]
    prefix: str = "A"
    state: str = "expected"
    lane: str = "booked"
    session: str = "morning"
    service: str = "new"
    window: tuple[str, str] = ("00:00", "23:59")
    late: bool = False
    overdue: bool = False
    here: tuple[int, ...] = ()
    arrived_at: datetime | None = None
    counter: int | None = None
    called_at: datetime | None = None
    calls: int = 0
    ended_at: datetime | None = None
    outdated: bool = False
    refusal: Refusal | None = None

    def label(self, number: int) -> str:
        """A number as it is shown."""
        return f"{self.prefix}-{number:03}"

    def people(self) -> list[dict[str, Any]]:
        """Who they are."""
        return [
            {
                "place": place,
                "number": self.label(number),
                "full_name": name,
                "nik_masked": f"************{1230 + number % 1000:04}" if name else "",
                "relation": "self" if place == 0 else "child",
                "here": place in self.here,
            }
            for place, (number, name) in enumerate(zip(self.numbers, self.names, strict=True))
        ]

    def view(self) -> dict[str, Any]:
        """PartyView."""
        here = [number for place, number in enumerate(self.numbers) if place in self.here]
        return {
            "party_id": self.id,
            "number": self.label(min(here or self.numbers)),
            "numbers": [self.label(number) for number in here],
            "lane": self.lane,
            "session": self.session,
            "state": self.state,
            "late": self.late,
            "arrived_at": instant(self.arrived_at),
            "service": self.service,
            "counter": self.counter,
            "called_at": instant(self.called_at),
            "calls": self.calls,
            "ended_at": instant(self.ended_at),
            "people": self.people(),
            **({"outdated": True} if self.outdated else {}),
        }

    def listed(self) -> dict[str, Any]:
        """The booking as a line of the day's list."""
        return {
            "booking_id": self.id,
            "number": self.label(self.numbers[0]),
            "session": self.session,
            "arrive_from": self.window[0],
            "arrive_until": self.window[1],
            "state": self.state,
            "overdue": self.overdue,
            "people": self.people(),
            "arrived_at": instant(self.arrived_at),
        }


@dataclass
class Counter:
    """A counter, who works there, who is there, and how it was before the last operation."""

    number: int
    officer: str | None = None
    lanes: list[str] = field(default_factory=list)
    party: str | None = None
    announced: int = 0
    called_at: datetime | None = None
    before: tuple[str | None, dict[str, Party], datetime] | None = None


class Office:
    """The day of one office. Every operation is one step: nobody comes between its reading and its writing."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.parties: dict[str, Party] = {}
        self.counters: dict[int, Counter] = {}
        self.last: list[dict[str, Any]] = []
        self.line: dict[str, Any] | None = None
        self.version = 0
        self.overtakings: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[tuple[str, str, str | None]] = []
        self._answers: dict[str, dict[str, Any]] = {}
        self._lock = threading.RLock()

    def add(self, *parties: Party) -> None:
        """Let bookings be for today, or parties be here already."""
        with self._lock:
            self.parties |= {party.id: party for party in parties}
            self.version += 1

    # What the routes do

    def do(self, officer: str, groups: set[str], method: str, path: str, key: str | None, body: Any) -> Any:
        """Answer a staff request; the same key is answered as before."""
        parts = path.strip("/").split("/")[3:]
        with self._lock:
            self.asked.append((method, "/".join(parts), key))
            if key and key in self._answers:
                return self._answers[key]
            if method == "GET":
                return self._read(officer, *parts)
            if body is None and parts[-1] in WITH_BODY:
                raise Refusal(422, "validation_failed")
            answer = self._write(officer, groups, parts, body or {})
            self.version += 1
            if key:
                self._answers[key] = answer
            return answer

    def board(self) -> dict[str, Any]:
        """What the hall sees."""
        with self._lock:
            shown = [self._shown(each) for each in self._open()]
            return {
                "office_id": OFFICE,
                "name": NAME,
                "at": instant(now()),
                "counters": shown,
                "last": self.last[:LAST],
                **({"line": self.line} if self.line else {}),
            }

    def _shown(self, counter: Counter) -> dict[str, Any]:
        party = self.parties.get(counter.party or "")
        number = {"number": party.view()["number"], "called_at": instant(counter.called_at)} if party else {}
        return {"counter": counter.number, "calls": counter.announced, **number}

    def _open(self) -> list[Counter]:
        return [each for _, each in sorted(self.counters.items()) if each.officer]

    def _read(self, officer: str, what: str, day: str = "") -> dict[str, Any]:
        if what == "queue":
            return {
                "cursor": str(self.version),
                "changed": True,
                "counters": [self._counter(each, officer) for each in self._open()],
                "parties": [party.view() for party in self._in_order()],
            }
        if what == "overtakings":
            return {"overtakings": [each | {"mine": by == officer} for by, each in self.overtakings]}
        if day != today():
            raise Refusal(409, "wrong_day", date=today())
        parties = [each for each in self.parties.values() if each.state != "undone"]
        sessions = [self._session(name, [each.state for each in parties if each.session == name]) for name in HOURS]
        return {"date": today(), "sessions": sessions, "bookings": [each.listed() for each in parties]}

    def _session(self, name: str, states: list[str]) -> dict[str, Any]:
        arrive_from, arrive_until = HOURS[name]
        counts = {state: states.count(state) for state in ("expected", "waiting", "called", "served", "absent")}
        arrived = len(states) - counts["expected"]
        return {
            "session": name,
            "arrive_from": arrive_from,
            "arrive_until": arrive_until,
            "arrived": arrived,
            "kept": 0,
            **counts,
        }

    def _in_order(self) -> list[Party]:
        states = ("waiting", "called", "parked", "absent", "served")
        here = [each for each in self.parties.values() if each.state in states]
        return sorted(here, key=lambda each: (states.index(each.state), each.late, min(each.numbers)))

    def _write(self, officer: str, groups: set[str], parts: list[str], body: Any) -> Any:
        if parts == ["arrivals"]:
            return self._arrive(body)
        if parts == ["walkins"]:
            return self._walk_in(body)
        if parts[0] == "arrivals":
            return self._at_door(parts[1], parts[2], body)
        counter = self.counters.setdefault(int(parts[1]), Counter(int(parts[1])))
        return self._at_counter(counter, officer, groups, parts[2], body)

    # The door

    def _arrive(self, body: Any) -> Any:
        scanned = read(body["code"])
        party = self.parties.get(scanned.booking_id) if scanned else None
        if party is None:
            raise Refusal(404, "not_found")
        if party.refusal and not (party.refusal.document["code"] == "too_early" and body.get("early")):
            raise party.refusal
        if party.state not in {"expected", "undone"}:
            raise Refusal(409, "already_checked_in", checked_in_at=instant(party.arrived_at), office_id=OFFICE)
        here = tuple(body.get("here") or range(len(party.numbers)))
        lane = body.get("lane", "booked")
        return self._keep(replace(party, state="waiting", lane=lane, here=here, arrived_at=now()))

    def _walk_in(self, body: Any) -> Any:
        prefix = {"bap": "B", "priority": "P", "express": "E"}[body["lane"]]
        first = 1 + sum(len(each.numbers) for each in self.parties.values() if each.prefix == prefix)
        numbers = tuple(range(first, first + body["people"]))
        if first + body["people"] > MOST_WALK_INS and not body.get("standby"):
            raise Refusal(409, "slot_full")
        made = Party(
            f"W{prefix}{first:014}",
            numbers,
            ("",) * len(numbers),
            prefix=prefix,
            state="waiting",
            lane=body["lane"],
            session=f"walk_in_{body['lane']}",
            service="lost" if body["lane"] == "bap" else "renewal",
            here=tuple(range(len(numbers))),
            arrived_at=now(),
        )
        given = {
            "booking_id": made.id,
            "number": made.label(first),
            "numbers": [made.label(number) for number in numbers],
            "lane": made.lane,
            "date": TOMORROW if body.get("standby") else today(),
        }
        return given if body.get("standby") else given | {"party": self._keep(made)}

    def _at_door(self, party_id: str, what: str, body: Any) -> Any:
        party = self.parties[party_id]
        if what == "people":
            return self._keep(replace(party, here=tuple(body["here"])))
        if what == "return":
            return self._keep(replace(party, state="waiting", late=True, counter=None, calls=0))
        if party.state != "waiting" or party.arrived_at is None or now() > party.arrived_at + UNDO:
            raise Refusal(409, "too_late")
        return self._keep(replace(party, state="undone"))

    def _keep(self, party: Party) -> Any:
        self.parties[party.id] = party
        return party.view()

    # The counters

    def _at_counter(self, counter: Counter, officer: str, groups: set[str], what: str, body: Any) -> Any:
        if what == "open":
            if counter.officer not in {None, officer}:
                raise Refusal(409, "counter_taken")
            counter.officer, counter.lanes = officer, list(body.get("lanes", []))
            return self._desk(counter, officer)
        if counter.officer != officer:
            raise Refusal(409, "counter_closed")
        if what == "close":
            if counter.party:
                raise Refusal(409, "party_at_counter")
            counter.officer = None
            return self._desk(counter, officer)
        if what == "undo":
            self._undo(counter)
            return self._desk(counter, officer)
        if what != "next" and counter.party is None:
            raise Refusal(409, "no_party")
        before = (counter.party, dict(self.parties), now())
        self._operate(counter, groups, what, body)
        counter.before = before
        return self._desk(counter, officer)

    def _operate(self, counter: Counter, groups: set[str], what: str, body: Any) -> None:
        party = self.parties.get(counter.party or "")
        present = now()
        if what == "next":
            chosen = self._chosen(counter, groups, body)
            if chosen and body.get("reason"):
                told = {"at": instant(present), "number": chosen.view()["number"], "counter": counter.number}
                self.overtakings.append((str(counter.officer), told | {"reason": body["reason"]}))
            if party:
                self._keep(replace(party, state="served", ended_at=present))
            counter.party = None
            if chosen:
                self._call(counter, replace(chosen, state="called", counter=counter.number, called_at=present, calls=0))
            waiting = [each.view()["number"] for each in self._in_order() if each.state == "waiting"]
            self.line = {"at": instant(present), "numbers": waiting}
            return
        assert party
        if what == "recall":
            self._call(counter, party)
            return
        if what == "absent" and (party.calls < 2 or present < (party.called_at or present) + ABSENT):
            raise Refusal(409, "not_yet_absent", absent_from=instant((party.called_at or present) + ABSENT))
        state = {"absent": "absent", "park": "parked", "transfer": "waiting", "finish": "served"}[what]
        lane = body.get("lane", party.lane)
        self._keep(replace(party, state=state, lane=lane, ended_at=present))
        counter.party = None

    def _chosen(self, counter: Counter, groups: set[str], body: Any) -> Party | None:
        if wanted := body.get("party_id"):
            party = self.parties[wanted]
            if party.state == "waiting" and not ("supervisors" in groups and body.get("reason")):
                raise Refusal(403, "forbidden")
            return party
        waiting = [each for each in self._in_order() if each.state == "waiting"]
        return next((each for each in waiting if not counter.lanes or each.lane in counter.lanes), None)

    def _call(self, counter: Counter, party: Party) -> None:
        called = replace(party, calls=party.calls + 1)
        counter.party, counter.called_at = party.id, now()
        counter.announced += 1
        number = self._keep(called)["number"]
        self.last.insert(0, {"number": number, "counter": counter.number, "called_at": instant(counter.called_at)})

    def _undo(self, counter: Counter) -> None:
        if counter.before is None:
            raise Refusal(409, "too_late")
        party, parties, _ = counter.before
        for changed in {party, counter.party} - {None}:
            self._keep(parties[str(changed)])
        counter.party, counter.before = party, None

    def _counter(self, counter: Counter, officer: str) -> dict[str, Any]:
        party = self.parties.get(counter.party or "")
        return {
            "counter": counter.number,
            "state": "open" if counter.officer else "closed",
            "mine": counter.officer == officer,
            "lanes": counter.lanes,
            "number": party.view()["number"] if party else None,
            "party_id": counter.party,
            "calls": counter.announced,
            "called_at": instant(counter.called_at) if party else None,
        }

    def _desk(self, counter: Counter, officer: str) -> dict[str, Any]:
        party = self.parties.get(counter.party or "")
        return {"counter": self._counter(counter, officer), "party": party.view() if party else None}


def today() -> str:
    """The date at the office."""
    return now().astimezone(ZONE).date().isoformat()


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def instant(at: datetime | None) -> str | None:
    """An instant as the API writes it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None

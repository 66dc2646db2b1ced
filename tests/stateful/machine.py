"""The machine that hypothesis drives: every step is a request to the handlers, and the model says how it ends."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from antrean import offices, publishing, qr
from antrean.store.attributes import from_item
from tests.stateful import draws, views
from tests.stateful.draws import of
from tests.stateful.gateway import Gateway, MortalClient, told
from tests.stateful.model import KEYED, Model, refused
from tests.stateful.records import No, Said
from tests.stateful.scene import CITIZENS, HOLIDAYS, NOW, OFFICES, PUBLISHED_DAYS, Request, today
from tests.support.client import Answer
from tests.support.events import PEPPER, booking_id
from tests.support.memory_table import MemoryTable
from tests.support.slots import Slot
from tests.support.world import World, holds_nik

_SECOND = timedelta(seconds=1)
_STAMP_UNIT = 1_000_000
_NUMBER = re.compile(r'{"N": "\d+"}')
_SOMEWHERE = "bogor/2026-12-23/morning"
_NONSENSE = (
    (Request("book", "ani", "{}", key="k"), ["office_id", "date", "session", "service", "applicants"]),
    (Request("book", "ani", "{}", key="a key"), ["Idempotency-Key"]),
    (Request("add", "ani", "{}", "ani/k", "k"), ["applicants"]),
    (Request("reschedule", "ani", "{}", "ani/k", "k"), ["office_id", "date", "session"]),
    (Request("change", "pusat", "{}", _SOMEWHERE, '"1"'), ["reason"]),
    (Request("change", "pusat", '{"state": "open", "reason": "Salah"}', _SOMEWHERE, "one"), ["If-Match"]),
    (Request("check in", "pusat", "{}"), ["code", "office_id"]),
)
"""Requests that mean nothing, and the fields that the answer names."""
_READS = {
    "/offices": {},
    "/availability": {},
    "/offices/{office_id}/availability": {"office_id": "bogor"},
    "/admin/offices/{office_id}/quotas": {"office_id": "bogor"},
    "/bookings": {},
    "/bookings/{booking_id}": {"booking_id": booking_id("ani/k")},
    "/bookings/{booking_id}/calendar": {"booking_id": booking_id("ani/k")},
}
_PUBLIC = 3


class Queue(RuleBasedStateMachine):
    """The queue at three offices."""

    def __init__(self, gateway: Gateway) -> None:
        """Begin with the first days on view, and nobody booked."""
        super().__init__()
        self.gateway = gateway
        self.model = Model()
        self.asked: list[Request] = []
        self._patch = pytest.MonkeyPatch()
        self._table = MemoryTable()
        self._client = MortalClient(self._table)
        self._looked = 0
        self._world = World(self._client, self._patch, lambda _label: None)
        self._world.clock.instant = NOW
        self._patch.setattr(offices, "packaged", lambda: [*OFFICES.values()])
        for office in OFFICES.values():
            self._world.store.offices.add(office)
            first = today(office, NOW)
            last = first + timedelta(days=PUBLISHED_DAYS - 1)
            publishing.publish(self._world.store, self._world.clock, office, HOLIDAYS, first, last)
        for citizen, serial in CITIZENS.items():
            self._world.citizen(citizen, serial)

    def teardown(self) -> None:
        """Give the environment back."""
        self._patch.undo()

    # ------------------------------------------------------------------------------------------- citizens

    @rule(
        who=draws.citizens,
        key=of(draws.fresh),
        slot=of(draws.slots),
        people=draws.households,
        service=draws.services,
        dies=draws.deaths,
    )
    def book(self, who: str, key: str, slot: Slot, people: list[str], service: str, dies: str | None) -> None:
        """Somebody books."""
        self._ask(Request("book", who, _body(people, **slot.choice, service=service), key=key), dies)

    @rule(
        name=of(draws.bookings),
        by=draws.callers,
        key=of(draws.fresh),
        people=draws.families,
        dies=draws.deaths,
    )
    def add(self, name: str, by: str, key: str, people: list[str], dies: str | None) -> None:
        """Family is added to a booking."""
        self._ask(Request("add", _caller(name, by), _body(people), name, key), dies)

    @rule(
        name=of(draws.bookings),
        by=draws.callers,
        key=of(draws.fresh),
        slot=of(draws.slots),
        dies=draws.deaths,
    )
    def reschedule(self, name: str, by: str, key: str, slot: Slot, dies: str | None) -> None:
        """A booking is moved."""
        self._ask(Request("reschedule", _caller(name, by), json.dumps(slot.choice), name, key), dies)

    @rule(name=of(draws.bookings), by=draws.callers, dies=draws.deaths)
    def cancel(self, name: str, by: str, dies: str | None) -> None:
        """A booking is cancelled."""
        self._ask(Request("cancel", _caller(name, by), about=name), dies)

    @precondition(lambda self: self.asked)
    @rule(request=of(draws.asked), dies=draws.deaths)
    def again(self, request: Request, dies: str | None) -> None:
        """Something is asked for once more, whatever became of it."""
        self._ask(request, dies)

    @precondition(draws.pairs)
    @rule(pair=of(draws.pairs))
    def with_another_body(self, pair: tuple[Request, Request]) -> None:
        """A key is used for something else."""
        self._ask(replace(pair[0], body=pair[1].body))

    @rule(by=draws.citizens)
    def list_bookings(self, by: str) -> None:
        """Somebody looks at the bookings of the account."""
        self._read(views.bookings_said(self.model.bookings_of(by)), "/bookings", by)

    @rule(name=of(draws.bookings), by=draws.callers, calendar=st.booleans())
    def show(self, name: str, by: str, calendar: bool) -> None:  # noqa: FBT001 - drawn
        """Somebody looks at a booking, or puts it into a calendar."""
        who = _caller(name, by)
        try:
            booking = self.model.own(name, who)
            said = Said(200, None, views.calendar(booking)) if calendar else views.booking_said(booking)
        except No as no:
            said = refused(no)
        resource = "/bookings/{booking_id}/calendar" if calendar else "/bookings/{booking_id}"
        self._read(said, resource, who, booking_id=booking_id(name))

    # ------------------------------------------------------------------------------------------- everybody

    @rule(province=st.sampled_from([None, "bali", "Aceh"]), near=st.sampled_from([None, (-6.9, 107.6), (-4.0, 139.0)]))
    def list_offices(self, province: str | None, near: views.Point | None) -> None:
        """Somebody looks for an office."""
        ranked = views.nearest_first(near) if near else sorted(OFFICES.values(), key=lambda office: office.name)
        found = [office for office in ranked if province in {None, office.province.lower(), office.province}]
        said = Said(200, None, {"offices": [views.office_view(office, near) for office in found]})
        self._read(said, "/offices", None, _query(province=province, near=near))

    @rule(
        office_id=draws.offices,
        ahead=st.sampled_from([None, -2, 0, 3, 30]),
        more=st.sampled_from([None, 0, 6, 30, 61, 62, -1]),
    )
    def look(self, office_id: str, ahead: int | None, more: int | None) -> None:
        """Somebody looks at an office's slots, by default of today and the next 30 days."""
        here = today(OFFICES.get(office_id, OFFICES["bogor"]), self.model.now)
        first = None if ahead is None else here + timedelta(days=ahead)
        last = None if more is None else (first or here) + timedelta(days=more)
        query = _query(**{"from": first, "to": last})
        said = self.model.availability(office_id, first, last)
        self._read(said, "/offices/{office_id}/availability", None, query, office_id=office_id)

    @rule(
        people=st.integers(1, 5),
        ahead=st.sampled_from([None, None, 0, 1, 5, 40, -2]),
        near=st.sampled_from([None, (-6.9, 107.6), (-4.0, 139.0)]),
    )
    def look_for_the_nearest(self, people: int, ahead: int | None, near: views.Point | None) -> None:
        """Somebody looks for seats anywhere."""
        day = None if ahead is None else today(OFFICES["jayapura"], self.model.now) + timedelta(days=ahead)
        query = _query(people=people, date=day, near=near)
        self._read(self.model.nearest(people, day, near), "/availability", None, query)

    # ------------------------------------------------------------------------------------------- staff, and time

    @rule(
        who=draws.staff,
        slot=of(draws.slots),
        change=draws.changes,
        reason=draws.reasons,
        away=draws.versions,
        dies=draws.deaths,
    )
    def change(self, who: str, slot: Slot, change: dict[str, Any], reason: str, away: int, dies: str | None) -> None:
        """An operator changes a quota, from what it is or from an older look at it."""
        quota = self.model.quotas.get(slot)
        etag = f'"{(quota.version if quota else 1) + away}"'
        about = f"{slot.office_id}/{slot.date}/{slot.session}"
        self._ask(Request("change", who, json.dumps({**change, "reason": reason}), about, etag), dies)

    @rule(who=draws.staff, office_id=draws.offices)
    def list_quotas(self, who: str, office_id: str) -> None:
        """An operator looks at the quotas from today on."""
        first = today(OFFICES.get(office_id, OFFICES["bogor"]), self.model.now)
        said = self.model.quotas_of(who, office_id, first)
        self._read(said, "/admin/offices/{office_id}/quotas", who, office_id=office_id)

    @rule(name=of(draws.visits), who=draws.staff, where=draws.weighed((9, ["there"]), (1, [*OFFICES])))
    def check_in(self, name: str, who: str, where: str) -> None:
        """An officer scans a code."""
        booking = self.model.bookings.get(name)
        office_id = where if where != "there" else booking.slot.office_id if booking else "bogor"
        body = json.dumps({"code": qr.payload(booking_id(name)), "office_id": office_id})
        self._ask(Request("check in", who, body, name))

    @rule()
    def sweep(self) -> None:
        """A minute is over."""
        expected = {"resolved": self.model.sweep()}
        assert self.gateway.invoke("sweeper") == expected

    @rule()
    def publish(self) -> None:
        """An hour is over."""
        expected = {"offices_seeded": 0, "quotas_written": self.model.publish()}
        assert self.gateway.invoke("publisher") == expected

    @rule(until=of(draws.instants))
    def wait(self, until: datetime) -> None:
        """Time passes."""
        self.model.now = self._world.clock.instant = until

    # ------------------------------------------------------------------------------------------- what means nothing

    @rule(nonsense=st.sampled_from(_NONSENSE))
    def ask_for_nonsense(self, nonsense: tuple[Request, list[str]]) -> None:
        """A request that is not well-formed names the fields that are not."""
        request, fields = nonsense
        self._hold(request, refused(No("validation_failed", errors=fields)), self.gateway.ask(request))

    @rule(resource=st.sampled_from([*_READS][: _PUBLIC + 1]))
    def look_for_nonsense(self, resource: str) -> None:
        """A parameter that does not exist is not passed over."""
        said = refused(No("validation_failed", errors=["colour"]))
        self._read(said, resource, "pusat", {"colour": "red"}, **_READS[resource])

    @rule(resource=st.sampled_from([*_READS][_PUBLIC:]))
    def look_without_a_token(self, resource: str) -> None:
        """What is not public needs a token."""
        self._read(refused(No("unauthenticated")), resource, None, **_READS[resource])

    @precondition(lambda self: self.asked)
    @rule(request=of(draws.asked), lost=st.sampled_from(["token", "key"]))
    def ask_without(self, request: Request, lost: str) -> None:
        """A request comes without its token, or without its key."""
        if lost == "token":
            self._ask(replace(request, who=None))
        elif request.kind in KEYED:
            self._ask(replace(request, key=None))

    # ------------------------------------------------------------------------------------------- what always holds

    @invariant()
    def the_table_is_as_the_model_says(self) -> None:
        """Seats, numbers, claims and versions of every slot; nothing oversold, nothing lost."""
        found = {}
        for (pk, sk), item in self._table.items.items():
            if sk.startswith("QUOTA#"):
                held = from_item(item)
                claims = sorted((stamp % _STAMP_UNIT, int(of[-1])) for of, stamp in held["claims"].items())
                seats = held["capacity"], held["seats_left"], held["next_number"], claims
                found[f"{pk}#{sk}"] = (*seats, held["state"], held.get("reason"), held["opens_at"], held["version"])
        expected = {}
        for slot, quota in self.model.quotas.items():
            claims = sorted((claim.first, claim.n) for claim in quota.claims.values())
            seats = quota.capacity, quota.left, quota.next, claims
            rest = quota.state, quota.reason, int(quota.opens_at.timestamp()), quota.version
            expected[f"OFFICE#{slot.office_id}#QUOTA#{slot.date}#{slot.session}"] = (*seats, *rest)
        assert found == expected, sorted({*found.items()} ^ {*expected.items()}, key=str)

    @invariant()
    def every_seat_is_accounted_for_once(self) -> None:
        """Capacity is what is left, held and claimed; no number is in two hands; families sit together."""
        held: dict[Slot, list[int]] = {}
        for booking in self.model.bookings.values():
            numbers = [person["number"] for person in booking.people]
            assert numbers == [
                number for claim in booking.claims for number in range(claim.first, claim.first + claim.n)
            ]
            if booking.active:
                held.setdefault(booking.slot, []).extend(numbers)
        for slot, quota in self.model.quotas.items():
            numbers = held.get(slot, [])
            claimed = sum(claim.n for claim in quota.claims.values() if not self.model.is_held(slot, claim))
            assert quota.capacity == quota.left + len(numbers) + claimed
            assert quota.left >= 0
            assert len({*numbers}) == len(numbers)

    @invariant()
    def people_are_shown_what_is(self) -> None:
        """The coming days of every office: states, seats, reasons and releases."""
        for office in OFFICES.values():
            first = today(office, self.model.now) - timedelta(days=1)
            said = self.model.availability(office.office_id, first, first + timedelta(days=7))
            query = _query(**{"from": first, "to": first + timedelta(days=7)})
            self._read(said, "/offices/{office_id}/availability", None, query, office_id=office.office_id)
            for day in said.body["days"]:
                self.gateway.seen.update(("a slot", session["state"]) for session in day["sessions"])

    @invariant()
    def one_active_booking_each(self) -> None:
        """Guards and profiles hold whom the model says, and let everybody else go."""
        now = int(self.model.now.timestamp())
        items = [from_item(item) for (_, sk), item in self._table.items.items() if sk in {"ACTIVE", "PROFILE"}]
        guards = {each["pk"]: each["booking_id"] for each in items if each.get("held_until", 0) > now}
        holders = self.model.holders().items()
        assert guards == {f"NIK#{PEPPER.nik_key(nik)}": booking_id(booking.name) for nik, booking in holders}
        profiles = {each["pk"]: each["active_booking"] for each in items if each.get("active_until", 0) > now}
        active = self.model.active_bookings().items()
        assert profiles == {f"ACCOUNT#{owner}": booking_id(booking.name) for owner, booking in active}

    @invariant()
    def no_nik_is_kept(self) -> None:
        """Neither in what was written to the table since the last look, nor in the log; numbers hold none."""
        written, self._looked = self._table.history[self._looked :], len(self._table.history)
        for write in written:
            texts = json.dumps([(key, new) for key, (_, new) in write.items()])
            assert not holds_nik(_NUMBER.sub("", texts)), f"a NIK was written: {texts}"
        self.gateway.check_log()

    # ------------------------------------------------------------------------------------------- how a step is made

    def _ask(self, request: Request, dies: str | None = None) -> None:
        """Send a request, and hold what comes back against the model; it takes a second."""
        said = self.model.answer(request, dies)
        self._client.dies = dies
        answer = self.gateway.ask(request)
        self._client.dies = None
        self._hold(request, said, answer)
        self.asked.append(request)
        self.wait(self.model.now + _SECOND)

    def _read(
        self, said: Said, resource: str, who: str | None, query: Mapping[str, str] | None = None, **path: str
    ) -> None:
        self._hold(resource, said, self.gateway.get(resource, who, query, **path))

    def _hold(self, asked: object, said: Said | None, answer: Answer | None) -> None:
        if said is None or answer is None:
            assert said is answer, f"{asked}: the model says {said}, and there came {answer}"
            return
        came = Said(answer.status, answer.code, told(answer), {name: answer.headers[name] for name in said.headers})
        assert came == said, f"{asked}: the model says\n  {said}, and there came\n  {came}"


def _caller(name: str, by: str) -> str:
    return name.split("/")[0] if by == "the owner" else by


def _body(people: list[str], **more: str) -> str:
    return json.dumps({**more, "applicants": [draws.APPLICANTS[word] for word in people]})


def _query(**values: date | int | str | tuple[float, float] | None) -> dict[str, str]:
    return {
        name: ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        for name, value in values.items()
        if value is not None
    }

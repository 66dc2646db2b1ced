"""The machine that hypothesis drives: every step is a request to the handlers, and the model says how it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from antrean.offices.model import Office
from antrean.tickets import qr
from instruments.replay.events import booking_id
from tests.stateful import checks, draws, views
from tests.stateful.draws import of
from tests.stateful.model import KEYED
from tests.stateful.records import No, Said, refused
from tests.stateful.scene import CITIZENS, OFFICES, Request, at, today
from tests.stateful.stage import Stage
from tests.support.slots import Slot


class Queue(Stage):
    """The queue at three offices."""

    def __init__(self) -> None:
        """Begin with a look at the first office."""
        super().__init__()
        self._turns = cycle(OFFICES.values())

    # ------------------------------------------------------------------------------------------- citizens

    @initialize(
        wishes=st.lists(st.tuples(of(draws.open_slots), draws.households, draws.deaths), min_size=1, max_size=5)
    )
    def begin(self, wishes: list[tuple[Slot, list[str], str | None]]) -> None:
        """Some have booked already, so that a run in which hypothesis leaves rules out has something to go on with."""
        for number, (who, (slot, people, dies)) in enumerate(zip(cycle(CITIZENS), wishes, strict=False)):
            self.ask(Request("book", who, _body(people, **slot.choice, service="new"), key=f"first-{number}"), dies)

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
        self.ask(Request("book", who, _body(people, **slot.choice, service=service), key=key), dies)

    @precondition(lambda self: bool(self.model.bookings))
    @rule(
        name=of(draws.bookings),
        by=draws.callers,
        key=of(draws.fresh),
        people=draws.families,
        dies=draws.deaths,
    )
    def add(self, name: str, by: str, key: str, people: list[str], dies: str | None) -> None:
        """Family is added to a booking."""
        self.ask(Request("add", _caller(name, by), _body(people), name, key), dies)

    @precondition(lambda self: bool(self.model.bookings))
    @rule(
        name=of(draws.bookings),
        by=draws.callers,
        key=of(draws.fresh),
        slot=of(draws.slots),
        dies=draws.deaths,
    )
    def reschedule(self, name: str, by: str, key: str, slot: Slot, dies: str | None) -> None:
        """A booking is moved."""
        self.ask(Request("reschedule", _caller(name, by), json.dumps(slot.choice), name, key), dies)

    @rule(name=of(draws.bookings), by=draws.callers, dies=draws.deaths)
    def cancel(self, name: str, by: str, dies: str | None) -> None:
        """A booking is cancelled."""
        self.ask(Request("cancel", _caller(name, by), about=name), dies)

    @precondition(lambda self: bool(self.asked))
    @rule(request=of(draws.asked), dies=draws.deaths)
    def again(self, request: Request, dies: str | None) -> None:
        """Something is asked for once more, whatever became of it."""
        self.ask(request, dies)

    @precondition(lambda self: bool(draws.keyed(self)))
    @rule(request=of(draws.keyed), slot=of(draws.slots), people=draws.families)
    def with_another_body(self, request: Request, slot: Slot, people: list[str]) -> None:
        """A key is used for something else."""
        body = _body(people) if request.kind == "add" else json.dumps({**json.loads(request.body), **slot.choice})
        self.ask(replace(request, body=body))

    @rule(by=draws.citizens)
    def list_bookings(self, by: str) -> None:
        """Somebody looks at the bookings of the account."""
        self.read(views.bookings_said(self.model.bookings_of(by)), "/bookings", by)

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
        self.read(said, resource, who, booking_id=booking_id(name))

    # ------------------------------------------------------------------------------------------- everybody

    @rule(province=st.sampled_from([None, "bali", "Aceh"]), near=st.sampled_from([None, (-6.9, 107.6), (-4.0, 139.0)]))
    def list_offices(self, province: str | None, near: views.Point | None) -> None:
        """Somebody looks for an office."""
        ranked = views.nearest_first(near) if near else sorted(OFFICES.values(), key=lambda office: office.name)
        found = [office for office in ranked if province in {None, office.province.lower(), office.province}]
        said = Said(200, None, {"offices": [views.office_view(office, near) for office in found]})
        self.read(said, "/offices", None, _query(province=province, near=near))

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
        self.read(said, "/offices/{office_id}/availability", None, query, office_id=office_id)

    @rule(
        people=st.integers(1, 5),
        ahead=st.sampled_from([None, None, 0, 1, 5, 40, -2]),
        near=st.sampled_from([None, (-6.9, 107.6), (-4.0, 139.0)]),
    )
    def look_for_the_nearest(self, people: int, ahead: int | None, near: views.Point | None) -> None:
        """Somebody looks for seats anywhere."""
        day = None if ahead is None else today(OFFICES["jayapura"], self.model.now) + timedelta(days=ahead)
        query = _query(people=people, date=day, near=near)
        self.read(self.model.nearest(people, day, near), "/availability", None, query)

    # ------------------------------------------------------------------------------------------- staff, and time

    @rule(
        who=draws.staff,
        slot=of(draws.held_slots),
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
        self.ask(Request("change", who, json.dumps({**change, "reason": reason}), about, etag), dies)

    @rule(who=draws.staff, office_id=draws.offices)
    def list_quotas(self, who: str, office_id: str) -> None:
        """An operator looks at the quotas from today on."""
        first = today(OFFICES.get(office_id, OFFICES["bogor"]), self.model.now)
        said = self.model.quotas_of(who, office_id, first)
        self.read(said, "/admin/offices/{office_id}/quotas", who, office_id=office_id)

    @rule(
        name=of(draws.visits),
        who=draws.staff,
        where=draws.weighed((9, ["there"]), (1, [*OFFICES])),
        on_the_day=draws.weighed((2, [False]), (1, [True])),
    )
    def check_in(self, name: str, who: str, where: str, on_the_day: bool) -> None:  # noqa: FBT001 - drawn
        """An officer scans a code, on the day of the booking or now."""
        booking = self.model.bookings.get(name)
        office_id = where if where != "there" else booking.slot.office_id if booking else "bogor"
        if on_the_day and booking:
            self.be(max(self.model.now, at(booking.office, booking.day, "09:30")))
        body = json.dumps({"code": qr.payload(booking_id(name)), "office_id": office_id})
        self.ask(Request("check in", who, body, name))

    @rule(function=st.sampled_from(["sweeper", "publisher"]))
    def come_by(self, function: str) -> None:
        """A minute or an hour is over, and what has a schedule runs."""
        if function == "sweeper":
            expected = {"resolved": self.model.sweep()}
        else:
            expected = {"offices_seeded": 0, "quotas_written": self.model.publish()}
        assert self.gateway.invoke(function) == expected

    @rule(until=of(draws.instants))
    def wait(self, until: datetime) -> None:
        """Time passes."""
        self.be(until)
        self._look_at(next(self._turns))

    # ------------------------------------------------------------------------------------------- what means nothing

    @rule(nonsense=st.sampled_from(draws.NONSENSE))
    def ask_for_nonsense(self, nonsense: tuple[Request, list[str]]) -> None:
        """A request that is not well-formed names the fields that are not."""
        request, fields = nonsense
        self.hold(request, refused(No("validation_failed", errors=fields)), self.gateway.ask(request))

    @rule(resource=st.sampled_from(draws.QUERIED))
    def look_for_nonsense(self, resource: str) -> None:
        """A parameter that does not exist is not passed over."""
        said = refused(No("validation_failed", errors=["colour"]))
        self.read(said, resource, "pusat", {"colour": "red"}, **draws.READS[resource])

    @rule(resource=st.sampled_from(draws.PROTECTED))
    def look_without_a_token(self, resource: str) -> None:
        """What is not public needs a token."""
        self.read(refused(No("unauthenticated")), resource, None, None, **draws.READS[resource])

    @precondition(lambda self: bool(self.asked))
    @rule(request=of(draws.asked), lost=st.sampled_from(["token", "key"]))
    def ask_without(self, request: Request, lost: str) -> None:
        """A request comes without its token, or without its key."""
        if lost == "token":
            self.ask(replace(request, who=None))
        elif request.kind in KEYED:
            self.ask(replace(request, key=None))

    # ------------------------------------------------------------------------------------------- what always holds

    @invariant()
    def all_is_well(self) -> None:
        """Nothing is oversold, lost or told wrongly, and no NIK is kept, whatever was asked for."""
        checks.check_slots(self.table.items, self.model)
        checks.check_seats(self.model)
        checks.check_holders(self.table.items, self.model)
        written = self.written()
        checks.check_writes(written)
        self.gateway.check_log()
        if written:
            # one office after the other: a look at all of them costs more than the step
            self._look_at(next(self._turns))

    def teardown(self) -> None:
        """Look at every office for the last time."""
        try:
            for office in OFFICES.values():
                self._look_at(office)
        finally:
            super().teardown()

    def _look_at(self, office: Office) -> None:
        """See the states, seats, reasons and releases of the coming days as people do."""
        first = today(office, self.model.now) - timedelta(days=1)
        last = first + timedelta(days=7)
        said = self.model.availability(office.office_id, first, last)
        query = _query(**{"from": first, "to": last})
        self.read(said, "/offices/{office_id}/availability", None, query, office_id=office.office_id)
        for day in said.body["days"]:
            self.gateway.seen.update(("a slot", session["state"]) for session in day["sessions"])


def _caller(name: str, by: str) -> str:
    return name.split("/", maxsplit=1)[0] if by == "the owner" else by


def _body(people: list[str], **more: str) -> str:
    return json.dumps({**more, "applicants": [draws.APPLICANTS[word] for word in people]})


def _query(**values: date | int | str | tuple[float, float] | None) -> dict[str, str]:
    return {
        name: ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        for name, value in values.items()
        if value is not None
    }

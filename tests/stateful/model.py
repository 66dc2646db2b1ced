"""What becomes of a request, and what is said: the rules of seats, in the order in which a request meets them."""

from __future__ import annotations

import json
from collections.abc import Container
from datetime import date, datetime
from typing import Any

from tests.stateful import views
from tests.stateful.records import Booking, Claim, Died, No, Said, refused
from tests.stateful.scene import AFTER, BEFORE, OFFICES, PEOPLE, Request, slot, today
from tests.stateful.state import State, passed
from tests.support.slots import Slot

KEYED = ("book", "add", "move")
_MOST_FAMILY = 4

Body = dict[str, Any]
People = list[dict[str, Any]]
"""Who comes, as they were asked for."""


class Model(State):
    """What becomes of a request, and what is said."""

    _dies: str | None = None

    def answer(self, request: Request, dies: str | None = None) -> Said | None:
        """Let a request happen, and return what is said; None if the function dies over it."""
        self._dies = dies
        handle = {
            "book": self._book,
            "add": self._add,
            "move": self._move,
            "cancel": self._cancel,
            "change": self._change,
        }[request.kind]
        try:
            return handle(request, json.loads(request.body or "{}"))
        except No as no:
            return refused(no)
        except Died:
            return None

    def was_done(self, request: Request) -> bool:
        """Tell whether a booking remembers the request's key."""
        booking = self.bookings.get(request.about or f"{request.who}/{request.key}")
        return booking is not None and (request.kind, request.key) in booking.done

    # ------------------------------------------------------------------------------------------- citizens

    def _book(self, request: Request, body: Body) -> Said:
        _check_number(body["applicants"])
        name = f"{request.who}/{request.key}"
        if name in self.bookings:
            _check_key(self.bookings[name], request)
            return views.booking_said(self.bookings[name], 201)
        where = Slot(body["office_id"], body["date"], body["session"])
        self._check_day(where)
        if request.who in self.active_bookings():
            raise No("booking_exists")
        wanted = _people(body["applicants"], request.who)
        claim = self.take(where, len(wanted), name, request)
        self._may_commit(where, claim, wanted)
        done = {("book", request.key): request.body}
        booking = Booking(name, where, self.now, _numbered(wanted, claim), [claim], done)
        self.bookings[name] = booking
        self._committed(where, claim)
        return views.booking_said(booking, 201)

    def _add(self, request: Request, body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if ("add", request.key) in booking.done:
            _check_key(booking, request)
            return views.booking_said(booking)
        self._check_changeable(booking)
        _check_number(booking.people + body["applicants"])
        wanted = _people(body["applicants"], booking.owner)
        _check_free(wanted, [person["nik"] for person in booking.people])
        claim = self.take(booking.slot, len(wanted), booking.name, request)
        self._may_commit(booking.slot, claim, wanted)
        booking.people += _numbered(wanted, claim)
        booking.claims.append(claim)
        booking.done["add", request.key] = request.body
        self._committed(booking.slot, claim)
        return views.booking_said(booking)

    def _move(self, request: Request, body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if ("move", request.key) in booking.done:
            _check_key(booking, request)
            return views.booking_said(booking)
        self._check_changeable(booking)
        if booking.moved:
            raise No("reschedule_used")
        where = Slot(**body)
        if where == booking.slot:
            raise No("validation_failed")
        self._check_day(where)
        claim = self.take(where, len(booking.people), booking.name, request)
        self._may_commit(where, claim, [])
        self.give_back(booking)
        booking.slot, booking.claims, booking.moved = where, [claim], True
        booking.people = _numbered(booking.people, claim)
        booking.done["move", request.key] = request.body
        self._committed(where, claim)
        return views.booking_said(booking)

    def _cancel(self, request: Request, _body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if booking.active:
            self._check_changeable(booking)
            self._die(BEFORE)
            self.give_back(booking)
            booking.active = False
            self._die(AFTER)
        return views.booking_said(booking)

    def _check_changeable(self, booking: Booking) -> None:
        if not booking.active or passed(booking, self.now):
            raise No("too_late")

    def _check_day(self, where: Slot) -> None:
        if date.fromisoformat(where.date) <= today(OFFICES[where.office_id], self.now):
            raise No("slot_past")

    def _may_commit(self, where: Slot, claim: Claim, wanted: People) -> None:
        self._die(BEFORE)
        try:
            _check_free(wanted, self.holders())
        except No:
            self.release(where, claim)
            raise

    def _committed(self, where: Slot, claim: Claim) -> None:
        self._die(AFTER)
        del self.quotas[where].claims[claim.of]

    def _die(self, moment: str) -> None:
        if self._dies == moment:
            raise Died

    # ------------------------------------------------------------------------------------------- the operator

    def _change(self, request: Request, body: Body) -> Said:
        where = slot(request.about)
        quota = self.quotas[where]
        change = (request.key, request.body)
        if quota.change == change:
            return Said(200, None, views.quota_view(where, quota))
        if request.key != f'"{quota.version}"':
            raise No("version_conflict", quota=views.quota_view(where, quota))
        more = body.get("capacity", quota.capacity) - quota.capacity
        if quota.left + more < 0:
            raise No("capacity_below_taken", quota=views.quota_view(where, quota))
        self._die(BEFORE)
        quota.capacity += more
        quota.left += more
        quota.opens_at = datetime.fromisoformat(body["opens_at"]) if "opens_at" in body else quota.opens_at
        if "state" in body:
            quota.state = body["state"]
            quota.reason = body["reason"] if quota.state == "closed" else None
        quota.version += 1
        quota.change = change
        self._die(AFTER)
        return Said(200, None, views.quota_view(where, quota))


def _check_number(people: People) -> None:
    """At most four come with the owner of the account."""
    if sum(person["relation"] != "self" for person in people) > _MOST_FAMILY:
        raise No("too_many_applicants")


def _check_key(booking: Booking, request: Request) -> None:
    """A key that was used is good for the same body, and for no other."""
    if booking.done[request.kind, request.key] != request.body:
        raise No("idempotency_key_reused")


def _check_free(wanted: People, taken: Container[str]) -> None:
    """Nobody is in two active bookings."""
    held = [index for index, person in enumerate(wanted) if person["nik"] in taken]
    if held:
        raise No("nik_already_booked", applicants=held)


def _people(applicants: People, owner: str) -> People:
    """Return who comes, the owner with name and NIK."""
    return [PEOPLE[owner].applicant("self") if each["relation"] == "self" else each for each in applicants]


def _numbered(people: People, claim: Claim) -> People:
    """Return the people with consecutive numbers."""
    return [{**person, "number": claim.first + index} for index, person in enumerate(people)]

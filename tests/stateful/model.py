"""What becomes of a request, and what is said: the rules of the system, in the order in which a request meets them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from antrean.offices.model import Office
from tests.stateful import views
from tests.stateful.lookups import Lookups
from tests.stateful.records import Booking, Claim, Died, No, Said, refused
from tests.stateful.rules import (
    People,
    authorize,
    check_form,
    check_free,
    check_key,
    check_number,
    invalid,
    numbered,
    people_of,
)
from tests.stateful.scene import AFTER, BEFORE, CITIZENS, OFFICES, Request, slot, today
from tests.stateful.state import passed
from tests.support.slots import Slot

KEYED = ("book", "add", "reschedule")
_A_YEAR = timedelta(days=365)

Body = dict[str, Any]


class Model(Lookups):
    """What becomes of a request, and what is said."""

    _dies: str | None = None

    def answer(self, request: Request, dies: str | None = None) -> Said | None:
        """Let a request happen, and return what is said; None if the function dies over it."""
        self._dies = dies
        if request.who is None:
            return refused(No("unauthenticated"))
        if request.kind in KEYED and request.key is None:
            return refused(No("idempotency_key_missing"))
        handle = {
            "book": self._book,
            "add": self._add,
            "reschedule": self._reschedule,
            "cancel": self._cancel,
            "change": self._change,
            "check in": self._check_in,
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
        applicants = body["applicants"]
        check_form(applicants)
        if body["service"] not in {"new", "renewal"}:
            raise No("service_walk_in_only")
        check_number(applicants)
        name = f"{request.who}/{request.key}"
        if name in self.bookings:
            check_key(self.bookings[name], request)
            return views.booking_said(self.bookings[name], "book")
        if request.who not in CITIZENS:
            raise No("forbidden")
        where = Slot(body["office_id"], body["date"], body["session"])
        office = self._bookable(where)
        if request.who in self.active_bookings():
            raise No("booking_exists")
        wanted = people_of(applicants, request.who, today(office, self.now))
        claim = self.take(where, len(wanted), name, request)
        self._may_commit(where, claim, wanted)
        done = {("book", request.key): request.body}
        booking = Booking(name, where, body["service"], self.now, numbered(wanted, claim), [claim], done)
        self.bookings[name] = booking
        self._committed(where, claim)
        return views.booking_said(booking, "book")

    def _add(self, request: Request, body: Body) -> Said:
        applicants = body["applicants"]
        check_form(applicants)
        for index, each in enumerate(applicants):
            if each["relation"] == "self":
                raise invalid(f"applicants.{index}.relation")
        booking = self.own(request.about, request.who)
        if ("add", request.key) in booking.done:
            check_key(booking, request)
            return views.booking_said(booking)
        self._check_changeable(booking)
        check_number(booking.people + applicants)
        wanted = people_of(applicants, booking.owner, today(booking.office, self.now))
        check_free(wanted, [person["nik"] for person in booking.people])
        claim = self.take(booking.slot, len(wanted), booking.name, request)
        self._may_commit(booking.slot, claim, wanted)
        booking.people += numbered(wanted, claim)
        booking.claims.append(claim)
        _changed(booking, request)
        self._committed(booking.slot, claim)
        return views.booking_said(booking)

    def _reschedule(self, request: Request, body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if ("reschedule", request.key) in booking.done:
            check_key(booking, request)
            return views.booking_said(booking)
        self._check_changeable(booking)
        if booking.moved:
            raise No("reschedule_used")
        where = Slot(**body)
        if where == booking.slot:
            raise invalid("session")
        self._bookable(where)
        claim = self.take(where, len(booking.people), booking.name, request)
        self._may_commit(where, claim, [])
        self.give_back(booking)
        booking.slot, booking.claims, booking.moved = where, [claim], True
        booking.people = numbered(booking.people, claim)
        _changed(booking, request)
        self._committed(where, claim)
        return views.booking_said(booking)

    def _cancel(self, request: Request, _body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if booking.active:
            self._check_changeable(booking)
            self._die(BEFORE)
            self.give_back(booking)
            booking.active = False
            _changed(booking, request)
            self._die(AFTER)
        return views.booking_said(booking)

    def _check_changeable(self, booking: Booking) -> None:
        if not booking.active or passed(booking, self.now):
            raise No("too_late")

    def _bookable(self, where: Slot) -> Office:
        """Tell what cannot be a slot from one that is past or too far away; its state is seen later."""
        office = OFFICES.get(where.office_id)
        if not office:
            raise invalid("office_id")
        if where.session not in office.weekly:
            raise invalid("session")
        day = date.fromisoformat(where.date)
        if day <= today(office, self.now):
            raise No("slot_past")
        if day > today(office, self.now) + _A_YEAR:
            raise invalid("date")
        return office

    def _may_commit(self, where: Slot, claim: Claim, wanted: People) -> None:
        self._die(BEFORE)
        try:
            check_free(wanted, self.holders())
        except No:
            self.release(where, claim)
            raise

    def _committed(self, where: Slot, claim: Claim) -> None:
        self._die(AFTER)
        del self.quotas[where].claims[claim.of]

    def _die(self, moment: str) -> None:
        if self._dies == moment:
            raise Died

    # ------------------------------------------------------------------------------------------- staff

    def _change(self, request: Request, body: Body) -> Said:
        where = slot(request.about)
        authorize(request.who, "operators", where.office_id)
        quota = self.quotas.get(where)
        if not quota:
            raise No("not_found")
        change = (request.who, request.key, request.body)
        if quota.change == change:
            return views.quota_said(where, quota)
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
        return views.quota_said(where, quota)

    def _check_in(self, request: Request, body: Body) -> Said:
        authorize(request.who, "officers", body["office_id"])
        booking = self.bookings.get(request.about)
        if not booking or not booking.active:
            raise No("not_found")
        if booking.served:
            moment, office_id = booking.served
            raise No("already_checked_in", checked_in_at=views.instant(moment), office_id=office_id)
        choice = booking.slot.choice
        if choice["office_id"] != body["office_id"]:
            raise No("wrong_office", **choice)
        if booking.day != today(booking.office, self.now):
            raise No("wrong_day", date=choice["date"], session=choice["session"])
        booking.served = self.now, body["office_id"]
        return views.booking_said(booking)


def _changed(booking: Booking, request: Request) -> None:
    booking.changes += 1
    booking.done[request.kind, request.key] = request.body

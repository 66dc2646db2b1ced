"""What becomes of a request, and what is said: the rules of seats, in the order in which a request meets them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Container
from datetime import date, datetime
from typing import Any

from tests.stateful import views
from tests.stateful.limits import Limits
from tests.stateful.records import Booking, Claim, Died, No, Said, refused
from tests.stateful.scene import AFTER, BEFORE, OFFICES, PEOPLE, Request, slot, today
from tests.stateful.state import State, passed
from tests.support.slots import Slot

KEYED = ("book", "add", "move")
_MOST_FAMILY = 4
_MOST_LISTED = 10

Body = dict[str, Any]
People = list[dict[str, Any]]
"""Who comes, as they were asked for."""


class Model(State):
    """What becomes of a request, and what is said."""

    _dies: str | None = None

    def __init__(self) -> None:
        """Begin with nothing counted."""
        super().__init__()
        self.limits: dict[str, Limits] = {}
        self.noted: set[str] = set()
        """Accounts that were told that another account has booked their owner."""

    def answer(self, request: Request, dies: str | None = None) -> Said | None:
        """Let a request happen, and return what is said; None if the function dies over it."""
        self._dies = dies
        handle = {
            "book": self._book,
            "add": self._add,
            "move": self._move,
            "cancel": self._cancel,
            "leave": self._leave,
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
        others = _others(body["applicants"])
        self._check_limits(request.who, others)
        wanted = _people(body["applicants"], request.who)
        self.check_memory(where, len(wanted))
        self._check_others(request, wanted, others)
        places = [place for place, person in enumerate(wanted) if person["nik"] in self.holders()]
        if places and request.who in self.noted:
            self._refuse_owner(request.who, others, places)
        claim = self._take(where, len(wanted), name, request, others)
        self._die(BEFORE)
        if places:
            # the commit finds out, and the next attempt looks before it claims
            self.release(where, claim)
            self.noted.add(request.who)
            self._refuse_owner(request.who, others, places)
        done = {("book", request.key): request.body}
        booking = Booking(name, where, self.now, _numbered(wanted, claim), [claim], done)
        self.bookings[name] = booking
        self.noted.discard(request.who)
        self.limits[request.who].book(others, self.now)
        self._committed(where, claim)
        return views.booking_said(booking, 201)

    def _check_limits(self, who: str, others: list[str]) -> None:
        self.limits.setdefault(who, Limits()).check(others, self.now)

    def _check_others(self, request: Request, wanted: People, others: list[str]) -> None:
        """Refuse people whom a booking has, and count it; only those whom the account knows are named by place."""
        held = [person["nik"] for person in wanted if person["nik"] in others and person["nik"] in self.holders()]
        if not held:
            return
        limits = self.limits[request.who]
        known = all(nik in limits.family for nik in held)
        limits.refuse(others, request, self.now)
        places = [place for place, person in enumerate(wanted) if person["nik"] in held]
        raise No("nik_already_booked", **({"applicants": places} if known else {}))

    def _refuse_owner(self, who: str, others: list[str], places: list[int]) -> None:
        """Refuse an owner whom another account has booked; nobody contests here."""
        self.limits[who].name(others, self.now)
        raise No("nik_already_booked", applicants=places)

    def _take(self, where: Slot, n: int, name: str, request: Request, others: list[str]) -> Claim:
        """Take seats; where there are none, strangers are counted before it is said."""
        try:
            return self.take(where, n, name, request)
        except No:
            self.limits[request.who].name(others, self.now)
            raise

    def _add(self, request: Request, body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if ("add", request.key) in booking.done:
            _check_key(booking, request)
            return views.booking_said(booking)
        self._check_changeable(booking)
        others = _others(body["applicants"])
        _check_number(booking.present + body["applicants"], len(booking.people) + len(others))
        self._check_limits(request.who, others)
        wanted = _people(body["applicants"], booking.owner)
        _check_free(wanted, [person["nik"] for person in booking.present])
        self.check_memory(booking.slot, len(wanted))
        self._check_others(request, wanted, others)
        claim = self._take(booking.slot, len(wanted), booking.name, request, others)
        self._die(BEFORE)
        self.limits[request.who].book(others, self.now)
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
        self.check_memory(where, len(booking.present))
        claim = self.take(where, len(booking.present), booking.name, request)
        self._die(BEFORE)
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
            self._end(booking)
        return views.booking_said(booking)

    def _leave(self, request: Request, _body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if request.place >= len(booking.people):
            raise No("not_found")
        person = booking.people[request.place]
        if booking.active and person in booking.present:
            self._check_changeable(booking)
            if len(booking.present) == 1:
                self._end(booking)
            else:
                self._die(BEFORE)
                self.give_back_seat(booking, person)
                person["presence"] = "left"
                self._die(AFTER)
        return views.booking_said(booking)

    def _end(self, booking: Booking) -> None:
        """Cancel a booking, which counts for its account."""
        self._die(BEFORE)
        self.give_back(booking)
        booking.active = False
        self.limits.setdefault(booking.owner, Limits()).cancellations.append(self.now)
        self._die(AFTER)

    def _check_changeable(self, booking: Booking) -> None:
        if not booking.active or passed(booking, self.now):
            raise No("too_late")

    def _check_day(self, where: Slot) -> None:
        if date.fromisoformat(where.date) <= today(OFFICES[where.office_id], self.now):
            raise No("slot_past")

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
        if quota.left + quota.kept + more < 0:
            raise No("capacity_below_taken", quota=views.quota_view(where, quota))
        self._die(BEFORE)
        quota.capacity += more
        # more are kept, and fewer are taken from those that are kept first
        kept = max(quota.kept + more, 0)
        quota.left, quota.kept = quota.left + quota.kept + more - kept, kept
        quota.kept_at = self.now if more > 0 else quota.kept_at
        quota.opens_at = datetime.fromisoformat(body["opens_at"]) if "opens_at" in body else quota.opens_at
        if "state" in body:
            quota.state = body["state"]
            quota.reason = body["reason"] if quota.state == "closed" else None
        quota.version += 1
        quota.change = change
        self._die(AFTER)
        return Said(200, None, views.quota_view(where, quota))


def _check_number(people: People, listed: int = 0) -> None:
    """At most four come with the owner of the account, and ten are listed, those who left included."""
    if listed > _MOST_LISTED:
        raise No("too_many_applicants")
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


def _others(applicants: People) -> list[str]:
    """Return the NIKs of the other people that a request names."""
    return [person["nik"] for person in applicants if person["relation"] != "self"]


def _numbered(people: People, claim: Claim) -> People:
    """Return the people, those who come with consecutive numbers and the others with none."""
    numbers = itertools.count(claim.first)
    return [
        {**person, "presence": "left", "number": 0}
        if person.get("presence") == "left"
        else {**person, "presence": "present", "number": next(numbers)}
        for person in people
    ]

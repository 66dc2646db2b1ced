"""What the API ought to answer: the rules of the design page in plain Python, in the order in which a request meets them."""

from __future__ import annotations

import json
from collections.abc import Container
from datetime import date, datetime, timedelta
from typing import Any

from antrean.model import Office
from tests.stateful import views
from tests.stateful.records import Booking, Claim, Died, No, Said
from tests.stateful.scene import AFTER, BEFORE, CITIZENS, OFFICES, PEOPLE, STAFF, Request, slot, today
from tests.stateful.state import State, passed
from tests.support.slots import Slot

STATUS = {
    "idempotency_key_missing": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "version_conflict": 412,
    **dict.fromkeys(("slot_full", "slot_not_yet_open", "slot_closed", "slot_past"), 409),
    **dict.fromkeys(("nik_already_booked", "booking_exists", "too_late", "reschedule_used"), 409),
    **dict.fromkeys(("capacity_below_taken", "already_checked_in", "wrong_office", "wrong_day"), 409),
    **dict.fromkeys(("validation_failed", "idempotency_key_reused", "too_many_applicants"), 422),
    **dict.fromkeys(("service_walk_in_only", "nik_mismatch_unconfirmed"), 422),
}
KEYED = ("book", "add", "reschedule")
_MOST_FAMILY = 4
_MOST_DAYS = 62
_A_YEAR = timedelta(days=365)

Body = dict[str, Any]
People = list[dict[str, Any]]


class Model(State):
    """What becomes of a request, and what is said."""

    _dies: str | None = None

    def answer(self, request: Request, dies: str | None = None) -> Said | None:
        """Let a request happen, and return what is said; None if the function dies over it."""
        self._dies = dies
        handle = {
            "book": self._book,
            "add": self._add,
            "reschedule": self._reschedule,
            "cancel": self._cancel,
            "change": self._change,
            "check in": self._check_in,
        }[request.kind]
        try:
            if request.who is None:
                raise No("unauthenticated")
            if request.kind in KEYED and request.key is None:
                raise No("idempotency_key_missing")
            return handle(request, json.loads(request.body or "{}"))
        except No as no:
            return refused(no)
        except Died:
            return None

    # ------------------------------------------------------------------------------------------- reads

    def availability(self, office_id: str, first: date | None, last: date | None) -> Said:
        """Return every slot of an office between two days, with its state."""
        office = OFFICES.get(office_id)
        if not office:
            return refused(No("not_found"))
        first = first or today(office, self.now)
        last = last or first + timedelta(days=30)
        if not 0 <= (last - first).days < _MOST_DAYS:
            return refused(_invalid("to"))
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        told = [{"date": day.isoformat(), "sessions": self._sessions(office, day)} for day in days]
        return Said(200, None, {"office_id": office_id, "timezone": office.timezone, "days": told})

    def nearest(self, people: int, day: date | None, near: views.Point | None) -> Said:
        """Return of each office the soonest slot that seats a party."""
        if day and all(day < today(office, self.now) for office in OFFICES.values()):
            return refused(_invalid("date"))
        # without a place, those with the most seats a week come first
        offices = views.nearest_first(near) if near else [OFFICES[each] for each in ("bogor", "denpasar", "jayapura")]
        found = self.soonest(offices, people, day)
        return Said(200, None, {"options": [views.option(each, self.quotas[each], near) for each in found]})

    def quotas_of(self, who: str, office_id: str, first: date) -> Said:
        """Return the quotas of an office for 31 days, to its operators."""
        try:
            authorize(who, "operators", office_id)
        except No as no:
            return refused(no)
        if office_id not in OFFICES:
            return refused(No("not_found"))
        days = [(first + timedelta(days=ahead)).isoformat() for ahead in range(31)]
        found = sorted((each for each in self.quotas if each.office_id == office_id), key=lambda each: str(each))
        told = [views.quota_view(each, self.quotas[each]) for each in found if each.date in days]
        return Said(200, None, {"quotas": told})

    def _sessions(self, office: Office, day: date) -> list[dict[str, Any]]:
        told = []
        for session in office.sessions:
            where = Slot(office.office_id, day.isoformat(), session.session)
            quota = self.quotas.get(where)
            seats = {"capacity": quota.capacity if quota else 0, "seats_left": quota.left if quota else 0}
            told.append({**views.window(where), **seats, **self.standing(where)})
        return told

    # ------------------------------------------------------------------------------------------- citizens

    def _book(self, request: Request, body: Body) -> Said:
        applicants = body["applicants"]
        _check_form(applicants)
        if body["service"] not in {"new", "renewal"}:
            raise No("service_walk_in_only")
        _check_number(applicants)
        name = f"{request.who}/{request.key}"
        if name in self.bookings:
            return _again(self.bookings[name], request)
        if request.who not in CITIZENS:
            raise No("forbidden")
        where = Slot(body["office_id"], body["date"], body["session"])
        office = self._bookable(where)
        if request.who in self.active_bookings():
            raise No("booking_exists")
        wanted = _people(applicants, request.who, today(office, self.now))
        claim = self.take(where, len(wanted), name, request)
        self._may_commit(where, claim, wanted)
        done = {("book", request.key): request.body}
        booking = Booking(name, where, body["service"], self.now, _numbered(wanted, claim), [claim], done)
        self.bookings[name] = booking
        self._committed(where, claim)
        return views.booking_said(booking, "book")

    def _add(self, request: Request, body: Body) -> Said:
        applicants = body["applicants"]
        _check_form(applicants)
        for index, each in enumerate(applicants):
            if each["relation"] == "self":
                raise _invalid(f"applicants.{index}.relation")
        booking = self.own(request.about, request.who)
        if ("add", request.key) in booking.done:
            return _again(booking, request)
        self._check_changeable(booking)
        _check_number(booking.people + applicants)
        wanted = _people(applicants, booking.owner, today(booking.office, self.now))
        _check_free(wanted, [person["nik"] for person in booking.people])
        claim = self.take(booking.slot, len(wanted), booking.name, request)
        self._may_commit(booking.slot, claim, wanted)
        booking.people += _numbered(wanted, claim)
        booking.claims.append(claim)
        _changed(booking, request)
        self._committed(booking.slot, claim)
        return views.booking_said(booking)

    def _reschedule(self, request: Request, body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if ("reschedule", request.key) in booking.done:
            return _again(booking, request)
        self._check_changeable(booking)
        if booking.moved:
            raise No("reschedule_used")
        where = Slot(**body)
        if where == booking.slot:
            raise _invalid("session")
        self._bookable(where)
        claim = self.take(where, len(booking.people), booking.name, request)
        self._may_commit(where, claim, [])
        self.give_back(booking)
        booking.slot, booking.claims, booking.moved = where, [claim], True
        booking.people = _numbered(booking.people, claim)
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
            raise _invalid("office_id")
        if where.session not in office.weekly:
            raise _invalid("session")
        day = date.fromisoformat(where.date)
        if day <= today(office, self.now):
            raise No("slot_past")
        if day > today(office, self.now) + _A_YEAR:
            raise _invalid("date")
        return office

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


def refused(no: No) -> Said:
    """Return a refusal as an answer."""
    return Said(STATUS[no.code], no.code, no.members)


def authorize(who: str | None, group: str, office_id: str) -> None:
    """Refuse whoever is not in the group or not of the office."""
    claims = STAFF.get(who or "", {"cognito:groups": "", "custom:offices": ""})
    if group not in claims["cognito:groups"] or not {office_id, "*"} & {*claims["custom:offices"].split()}:
        raise No("forbidden")


def _invalid(*fields: str) -> No:
    return No("validation_failed", errors=[*fields])


def _again(booking: Booking, request: Request) -> Said:
    """The key was used: the same answer to the same body, and to no other."""
    if booking.done[request.kind, request.key] != request.body:
        raise No("idempotency_key_reused")
    return views.booking_said(booking, request.kind)


def _changed(booking: Booking, request: Request) -> None:
    booking.changes += 1
    booking.done[request.kind, request.key] = request.body


def _check_number(people: People) -> None:
    if sum(person["relation"] != "self" for person in people) > _MOST_FAMILY:
        raise No("too_many_applicants")


def _check_form(applicants: People) -> None:
    """A NIK is strict in form: rule 6."""
    wrong = [f"applicants.{index}.nik" for index, each in enumerate(applicants) if not _is_possible(each.get("nik"))]
    if wrong:
        raise _invalid(*wrong)


def _is_possible(nik: str | None) -> bool:
    """Tell whether it can be a NIK of Jawa Barat, where everybody here was born."""
    if nik is None:
        return True
    day, month = int(nik[6:8]) % 40, int(nik[8:10])
    return len(nik) == 16 and nik[:2] == "32" and 1 <= day <= 31 and 1 <= month <= 12 and nik[12:] != "0000"


def _people(applicants: People, owner: str, day: date) -> People:
    """Return who comes, the owner with name and NIK; a NIK is lenient in fact: rule 6."""
    people: People = []
    for index, each in enumerate(applicants):
        is_family = each["relation"] != "self"
        person = each if is_family else PEOPLE[owner].applicant("self")
        if is_family and date.fromisoformat(each["birth_date"]) > day:
            raise _invalid(f"applicants.{index}.birth_date")
        if is_family and each["nik"] == PEOPLE[owner].nik:
            raise _invalid(f"applicants.{index}.nik")
        if person["nik"] in [other["nik"] for other in people]:
            raise _invalid(f"applicants.{index}.{'nik' if is_family else 'relation'}")
        people.append(person)
    unconfirmed = [i for i, each in enumerate(people) if _differs(each) and "nik_mismatch_confirmed" not in each]
    if unconfirmed:
        raise No("nik_mismatch_unconfirmed", applicants=unconfirmed)
    return people


def _differs(person: dict[str, Any]) -> bool:
    """Tell whether the NIK says another birth date, apart from the 40 that women's days have on top."""
    born = date.fromisoformat(person["birth_date"])
    return (int(person["nik"][6:8]) % 40, person["nik"][8:12]) != (born.day, f"{born:%m%y}")


def _check_free(wanted: People, taken: Container[str]) -> None:
    held = [index for index, person in enumerate(wanted) if person["nik"] in taken]
    if held:
        raise No("nik_already_booked", applicants=held)


def _numbered(people: People, claim: Claim) -> People:
    return [{**person, "number": claim.first + index} for index, person in enumerate(people)]

"""What becomes of a request, and what is said: the rules of seats, in the order in which a request meets them."""

from __future__ import annotations

import json
from collections.abc import Callable, Container
from datetime import date, datetime
from typing import Any, NoReturn

from tests.stateful import limits, views
from tests.stateful.listings import Listings, stays_out
from tests.stateful.records import Account, Booking, Claim, Died, No, Said, refused
from tests.stateful.scene import AFTER, BEFORE, OFFICES, PEOPLE, Request, slot, today
from tests.stateful.state import passed
from tests.support.slots import Slot

KEYED = ("book", "add", "move")
_MOST_FAMILY = 4
_MOST_LISTED = 10

Body = dict[str, Any]
People = list[dict[str, Any]]
"""Who comes, as they were asked for."""


class Model(Listings):
    """What becomes of a request, and what is said."""

    def __init__(self) -> None:
        """Begin with nobody taken out of another's booking."""
        super().__init__()
        self.superseded = 0
        """How often a booking took its owner out of another one."""

    def answer(self, request: Request, dies: str | None = None) -> Said | None:
        """Let a request happen, and return what is said; None if the function dies over it."""
        self._dies = dies
        handle: Callable[[Request, Body], Said] = getattr(self, f"_{request.kind}")
        try:
            return handle(request, json.loads(request.body or "{}"))
        except No as no:
            return refused(no)
        except Died:
            return None
        finally:
            # The next run of the sweeper lives.
            self._dies = None

    def was_done(self, request: Request) -> bool:
        """Tell whether a booking remembers the request's key."""
        booking = self.bookings.get(request.about or f"{request.who}/{request.key}")
        return booking is not None and (request.kind, request.key) in booking.done

    # ------------------------------------------------------------------------------------------- citizens

    def _book(self, request: Request, body: Body) -> Said:
        check_number(body["applicants"])
        name = f"{request.who}/{request.key}"
        if name in self.bookings:
            _check_key(self.bookings[name], request)
            return views.booking_said(self.bookings[name], 201)
        where = Slot(body["office_id"], body["date"], body["session"])
        self._check_day(where)
        if request.who in self.active_bookings():
            raise No("booking_exists")
        account, others = self.accounts[request.who], others_of(body)
        limits.check(account, others, self.now)
        wanted = people_of(body["applicants"], request.who)
        of = (name, request, where, len(wanted))
        self.judge(where, len(wanted), of)
        limits.named(account, others, self.now)
        self._check_others(account, wanted, others, of)
        ousted = None
        if account.warned and self._owner_elsewhere(request.who, wanted):
            ousted = self._ousted(request.who, wanted)
        claim = self.take(where, len(wanted), of)
        self._die(BEFORE)
        if self._owner_elsewhere(request.who, wanted) and not ousted:
            # only now it is known that another account booked the owner: the claim's numbers are lost
            self.release(where, claim)
            account.warned = True
            ousted = self._ousted(request.who, wanted)
            claim = self.take(where, len(wanted), of)
        if ousted:
            self.take_out(*ousted, "superseded")
            self.superseded += 1
        account.warned = False
        limits.booked(account, others, self.now)
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
        if booking.lost:
            raise No("displaced", reason=booking.lost)
        if len(booking.people) + len(body["applicants"]) > _MOST_LISTED:
            raise No("too_many_applicants")
        check_number(booking.present + body["applicants"])
        account, others = self.accounts[request.who], others_of(body)
        limits.check(account, others, self.now)
        wanted = people_of(body["applicants"], booking.owner)
        check_free(wanted, {person["nik"] for person in booking.present})
        of = (booking.name, request, booking.slot, len(wanted))
        out = {person["nik"] for person in booking.people if stays_out(person)} & others
        if out:
            self._refuse_others(account, wanted, others, out, of)
        self.check_memory(booking.slot, len(wanted))
        limits.named(account, others, self.now)
        self._check_others(account, wanted, others, of)
        claim = self.take(booking.slot, len(wanted), of)
        self._die(BEFORE)
        booking.people += [{**each, "added": self.now} for each in _numbered(wanted, claim)]
        booking.claims.append(claim)
        booking.change(self.now)
        booking.done["add", request.key] = request.body
        limits.booked(account, others, self.now)
        self._committed(booking.slot, claim)
        return views.booking_said(booking)

    def _move(self, request: Request, body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if ("move", request.key) in booking.done:
            _check_key(booking, request)
            return views.booking_said(booking)
        self._check_changeable(booking)
        if booking.moved and not booking.lost:
            raise No("reschedule_used")
        where = Slot(**body)
        if where == booking.slot and not booking.lost:
            raise No("validation_failed")
        self._check_day(where)
        n = len(booking.present)
        of = (booking.name, request, where, n)
        if booking.lost:
            claim = self.take_for_displaced(where, n, of)
        else:
            self.check_memory(where, n)
            claim = self.take(where, n, of)
        self._die(BEFORE)
        self.give_back(booking, booking.held)
        booking.slot, booking.claims = where, [claim]
        booking.change(self.now)
        if booking.lost:
            self.find_place(booking)
        else:
            booking.moved = True
        numbers = iter(range(claim.first, claim.first + n))
        for person in booking.people:
            person["number"] = next(numbers) if person["presence"] == "present" else 0
        booking.done["move", request.key] = request.body
        self._committed(where, claim)
        return views.booking_said(booking)

    def _leave(self, request: Request, _body: Body) -> Said:
        booking = self.own(request.about, request.who)
        person = self.at_place(booking, request)
        if booking.active and person["presence"] == "present":
            self._check_changeable(booking)
            self._die(BEFORE)
            if booking.present == [person]:
                self._end(booking)
            else:
                self.take_out(booking, person, "left")
            self._die(AFTER)
        return views.booking_said(booking)

    def _cancel(self, request: Request, _body: Body) -> Said:
        booking = self.own(request.about, request.who)
        if booking.active:
            self._check_changeable(booking)
            self._die(BEFORE)
            self._end(booking)
            self._die(AFTER)
        return views.booking_said(booking)

    def _end(self, booking: Booking) -> None:
        """Cancel a booking, which counts for its account unless its office closed the slot."""
        self.give_back(booking, booking.held)
        if not booking.lost:
            self.accounts[booking.owner].cancellations.append(self.now)
        booking.active, booking.lost, booking.right = False, None, None
        booking.change(self.now)

    def _check_changeable(self, booking: Booking) -> None:
        if not booking.active or passed(booking, self.now):
            raise No("too_late")

    def _check_day(self, where: Slot) -> None:
        if date.fromisoformat(where.date) <= today(OFFICES[where.office_id], self.now):
            raise No("slot_past")

    def _check_others(self, account: Account, wanted: People, others: set[str], of: tuple[object, ...]) -> None:
        """Refuse people who are booked, before any seat is taken; strangers are not told which of them it is."""
        taken = self.holders().keys() & others
        if taken:
            self._refuse_others(account, wanted, others, taken, of)

    def _refuse_others(
        self, account: Account, wanted: People, others: set[str], taken: set[str], of: tuple[object, ...]
    ) -> NoReturn:
        known = taken <= account.family.keys()
        limits.refused(account, others, of, self.now)
        if known:
            check_free(wanted, taken)
        raise No("nik_already_booked")

    def _owner_elsewhere(self, who: str, wanted: People) -> Booking | None:
        """Return the booking of another account that has the owner who wants to come."""
        nik = PEOPLE[who].nik
        return self.holders().get(nik) if any(person["nik"] == nik for person in wanted) else None

    def _ousted(self, who: str, wanted: People) -> tuple[Booking, dict[str, Any]] | None:
        """Return the booking out of which the owner is taken, and who that is there; None: nobody has the owner."""
        booking = self._owner_elsewhere(who, wanted)
        if booking is None:
            return None
        [person] = [each for each in booking.present if each["nik"] == PEOPLE[who].nik]
        since = self.supersedes_from(who, booking, person)
        if since is None or self.now < since:
            check_free(wanted, {person["nik"]})
        return booking, person

    def _committed(self, where: Slot, claim: Claim) -> None:
        self._die(AFTER)
        del self.quotas[where].claims[claim.of]

    # ------------------------------------------------------------------------------------------- the operator

    def _change(self, request: Request, body: Body) -> Said:
        where = slot(request.about)
        quota = self.quotas[where]
        change = (request.key, request.body)
        if quota.change == change:
            said = Said(200, None, views.quota_view(where, quota))
            self.go_on_closing(where)
            return said
        if request.key != f'"{quota.version}"':
            raise No("version_conflict", quota=views.quota_view(where, quota))
        if quota.closing and body.get("state") == "open":
            raise No("reopen_first", quota=views.quota_view(where, quota))
        more = body.get("capacity", quota.capacity) - quota.capacity
        if quota.left + quota.kept + more < 0:
            raise No("capacity_below_taken", quota=views.quota_view(where, quota))
        self._die(BEFORE)
        quota.capacity += more
        # more seats wait for their release like those that were given back; fewer are taken from these first
        quota.kept += more
        quota.left += min(quota.kept, 0)
        quota.kept = max(quota.kept, 0)
        quota.kept_at = self.now if more > 0 else quota.kept_at
        quota.opens_at = datetime.fromisoformat(body["opens_at"]) if "opens_at" in body else quota.opens_at
        if body.get("state") == "closed":
            self.begin_closing(where, body["reason"])
        if "state" in body:
            quota.state = body["state"]
            quota.reason = body["reason"] if quota.state == "closed" else None
        quota.version += 1
        quota.change = change
        self._die(AFTER)
        said = Said(200, None, views.quota_view(where, quota))
        self.go_on_closing(where)
        return said


def check_number(people: People) -> None:
    """At most four come with the owner of the account."""
    if sum(person["relation"] != "self" for person in people) > _MOST_FAMILY:
        raise No("too_many_applicants")


def others_of(body: Body) -> set[str]:
    """Return the NIKs of those who are not the owner of the account."""
    return {person["nik"] for person in body["applicants"] if person["relation"] != "self"}


def _check_key(booking: Booking, request: Request) -> None:
    """A key that was used is good for the same body, and for no other."""
    if booking.done[request.kind, request.key] != request.body:
        raise No("idempotency_key_reused")


def check_free(wanted: People, taken: Container[str]) -> None:
    """Nobody is in two active bookings."""
    held = [index for index, person in enumerate(wanted) if person["nik"] in taken]
    if held:
        raise No("nik_already_booked", applicants=held)


def people_of(applicants: People, owner: str) -> People:
    """Return who comes, the owner with name and NIK."""
    return [PEOPLE[owner].applicant("self") if each["relation"] == "self" else each for each in applicants]


def _numbered(people: People, claim: Claim) -> People:
    """Return the people with consecutive numbers."""
    return [{**each, "number": claim.first + index, "presence": "present"} for index, each in enumerate(people)]

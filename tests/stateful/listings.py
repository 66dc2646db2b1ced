"""People in bookings of other accounts: who sees it, who may leave and when, and whom a booking of one's own takes out.

Below level 2 of identity anybody with a mailbox may have registered a NIK, so the booker is asked first, and may object
for a day; and who registered after the booking was made does not take the place away.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.stateful import views
from tests.stateful.closings import Closings
from tests.stateful.records import Booking, No, Said
from tests.stateful.scene import AFTER, BEFORE, PEOPLE, Request
from tests.stateful.state import arrives_from, passed

_TIME_TO_OBJECT = timedelta(hours=24)
_TELLING = timedelta(minutes=1)
_NATIONAL_LOG_IN = 2

Body = dict[str, Any]
Person = dict[str, Any]


class Listings(Closings):
    """What becomes of who is listed by another account."""

    def __init__(self) -> None:
        """Begin with nobody told of anything."""
        super().__init__()
        self.mails: list[str] = []
        """Whose bookers were told of a contest."""

    def listings(self, who: str) -> Said:
        """Return what somebody sees of bookings that others made of them."""
        nik = PEOPLE[who].nik
        booking = self.holders().get(nik)
        if booking is None or booking.owner == who:
            return Said(200, None, {"listings": []})
        [person] = [each for each in booking.present if each["nik"] == nik]
        return Said(200, None, {"listings": [self._listing(who, booking, person)]})

    def supersedes_from(self, who: str, booking: Booking, person: Person) -> datetime | None:
        """Return from when on a booking of the owner's takes the owner out of another's; None: it does not."""
        account = self.accounts[who]
        since: datetime = person.get("added", booking.created_at)
        if account.level >= _NATIONAL_LOG_IN:
            right: datetime | None = since
        else:
            right = _unopposed_from(person) if account.registered_at < since else None
        if right and not booking.lost and booking.present == [person] and max(right, self.now) >= arrives_from(booking):
            return None
        return right

    def leaves_from(self, who: str, booking: Booking, person: Person) -> datetime | None:
        """Return from when on the owner may leave; None: asks first, or it will be too late."""
        account = self.accounts[who]
        since: datetime = person.get("added", booking.created_at)
        if account.level >= _NATIONAL_LOG_IN or account.registered_at < since:
            return since
        unopposed = _unopposed_from(person)
        return unopposed if unopposed and not passed(booking, unopposed) else None

    def take_out(self, booking: Booking, person: Person, presence: str) -> None:
        """Let somebody come no longer: with the last the booking is over, and all that it holds is given back."""
        last = booking.present == [person]
        given_back = booking.held if last else [person["number"]] if presence == "left" else []
        person["presence"] = presence
        booking.change(self.now)
        if given_back:
            self.give_back(booking, given_back)
        if last:
            booking.active, booking.lost, booking.right = False, None, None

    def _contest(self, request: Request, _body: Body) -> Said:
        booking = self._of_another(request)
        person = self._owner_in(booking, request.who)
        if person is None:
            raise No("not_found")
        self._check_open(booking)
        if "told" not in person:
            asked = person.get("contested")
            if asked and self.now < asked + _TELLING:
                raise No("busy")
            self._die(BEFORE)
            person["contested"] = self.now
            booking.revision += 1
            self._die(AFTER)
            self.mails.append(f"{booking.owner}@contoh.id")
            person["told"] = self.now
            booking.revision += 1
        return Said(200, None, self._listing(request.who, booking, person))

    def _quit(self, request: Request, _body: Body) -> Said:
        booking = self._of_another(request)
        person = self._owner_in(booking, request.who)
        if person is None:
            if all(each["nik"] != PEOPLE[request.who].nik for each in booking.people):
                raise No("not_found")
            return Said(204, None, None)
        self._check_open(booking)
        since = self.leaves_from(request.who, booking, person)
        if since is None or self.now < since:
            if "objected" in person:
                raise No("objected")
            if "told" in person and since is None:
                raise No("too_late")
            raise No("contest_first", **({"until": views.instant(since)} if since else {}))
        self._die(BEFORE)
        counts = not booking.lost
        self.take_out(booking, person, "left")
        # who wanted to go is not listed there again; and a booking that ends with it counts for who made it
        person.setdefault("contested", self.now)
        if not booking.active and counts:
            self.accounts[booking.owner].cancellations.append(self.now)
        self._die(AFTER)
        return Said(204, None, None)

    def _object(self, request: Request, _body: Body) -> Said:
        booking = self.own(request.about, request.who)
        person = self.at_place(booking, request)
        if "objected" not in person:
            self._check_open(booking)
            if person["presence"] != "present" or "contested" not in person:
                raise No("not_contested")
            if "told" in person and self.now >= person["told"] + _TIME_TO_OBJECT:
                raise No("too_late")
            self._die(BEFORE)
            person["objected"] = self.now
            booking.revision += 1
            self._die(AFTER)
        return views.booking_said(booking)

    def at_place(self, booking: Booking, request: Request) -> Person:
        """Return who is at the place that a request names."""
        assert request.place is not None
        if request.place >= len(booking.people):
            raise No("not_found")
        return booking.people[request.place]

    def _of_another(self, request: Request) -> Booking:
        booking = self.bookings.get(request.about)
        if booking is None or booking.owner == request.who or booking.offered:
            raise No("not_found")
        return booking

    def _owner_in(self, booking: Booking, who: str) -> Person | None:
        return next((each for each in booking.present if each["nik"] == PEOPLE[who].nik), None)

    def _check_open(self, booking: Booking) -> None:
        if not booking.active or passed(booking, self.now):
            raise No("too_late")

    def _listing(self, who: str, booking: Booking, person: Person) -> dict[str, Any]:
        leaves, supersedes = self.leaves_from(who, booking, person), self.supersedes_from(who, booking, person)
        return views.listing_view(booking, person, leaves_from=leaves, supersedes_from=supersedes)


def stays_out(person: Person) -> bool:
    """Tell whether somebody wanted to be out of a booking and is, so that it never lists them again."""
    return person["presence"] == "superseded" or (person["presence"] == "left" and "contested" in person)


def _unopposed_from(person: Person) -> datetime | None:
    if "told" not in person or "objected" in person:
        return None
    told: datetime = person["told"]
    return told + _TIME_TO_OBJECT

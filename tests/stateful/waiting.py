"""Joining the waiting list, leaving it, and answering an offer: rules in the order in which a request meets them."""

from __future__ import annotations

from datetime import timedelta

from tests.stateful import limits, views
from tests.stateful.model import Body, Model, People, check_free, check_number, others_of, people_of
from tests.stateful.offers import ends_at, order_of, rank_of
from tests.stateful.records import Booking, Entry, No, Said
from tests.stateful.scene import AFTER, BEFORE, PEOPLE, Request

_HOUR = timedelta(hours=1)
_NATIONAL_LOG_IN = 2


class Waiting(Model):
    """What becomes of a request, also where it is about the waiting list."""

    def _join(self, request: Request, body: Body) -> Said:
        check_number(body["applicants"])
        name, entry = f"{request.who}/{request.key}", self.entries.get(request.who)
        if entry and entry.name == name:
            if entry.body != request.body:
                raise No("idempotency_key_reused")
            return self._entry_said(entry)
        ends = ends_at(body["office_id"], body["last"])
        if ends <= self.now:
            raise No("validation_failed")
        if request.who in self.active_bookings():
            raise No("booking_exists")
        if entry and entry.state != "ended":
            raise No("already_waiting")
        account, others = self.accounts[request.who], others_of(body)
        limits.check(account, others, self.now)
        limits.check_joins(account, others, self.now)
        wanted = people_of(body["applicants"], request.who)
        limits.named(account, others, self.now)
        self._check_others(account, wanted, others, ("entry", name))
        waits = {person["nik"]: each for each in self.lasting() if each.ends_at > self.now for person in each.people}
        if waits.keys() & others:
            limits.joined(account, others, self.now)
            if waits.keys() & others <= account.family.keys():
                check_free(wanted, waits.keys() & others)
            raise No("nik_already_booked")
        outranked = self._outranked(request.who, wanted, waits)
        self._die(BEFORE)
        if outranked:
            self._leave_out(outranked, PEOPLE[request.who].nik)
        limits.booked(account, others, self.now)
        limits.joined(account, others, self.now)
        when = (body["first"], body["last"], body["sessions"])
        rank = rank_of(request.who, self.now)
        new = Entry(name, request.body, wanted, self.now, rank, ends, body["office_id"], *when)
        self.entries[request.who] = new
        self._die(AFTER)
        return self._entry_said(new)

    def _outranked(self, who: str, wanted: People, waits: dict[str, Entry]) -> Entry | None:
        """Return the entry of another account that has the owner who wants to wait, and loses to the owner's own."""
        nik, account = PEOPLE[who].nik, self.accounts[who]
        if all(person["nik"] != nik for person in wanted):
            return None
        if nik in self.holders():
            raise No("nik_already_booked", applicants=[0])
        other = waits.get(nik)
        if other and account.level < _NATIONAL_LOG_IN and account.registered_at >= other.joined_at:
            raise No("waits_elsewhere")
        return other

    def _leave_out(self, entry: Entry, nik: str) -> None:
        entry.people = [person for person in entry.people if person["nik"] != nik]
        entry.version += 1
        if not entry.people and entry.state == "waiting":
            entry.end("nobody")

    def _unjoin(self, request: Request, _body: Body) -> Said:
        entry = self.entries.get(request.who)
        if entry and entry.state != "ended":
            self._die(BEFORE)
            if entry.offer:
                self.take_back(self.bookings[entry.offer], "declined", "left")
            else:
                entry.version += 1
                entry.end("left")
            self._die(AFTER)
        return Said(204, None, None)

    def _accept(self, request: Request, _body: Body) -> Said:
        booking = self.own(request.about, request.who, offered=True)
        offer = booking.offer
        if offer is None:
            raise No("not_found")
        if offer.answer == "accepted":
            return views.booking_said(booking)
        limits.check(self.accounts[request.who], (), self.now)
        if request.who in self.active_bookings():
            if offer.answer not in {None, "booked"}:
                raise No("too_late")
            if booking.offered:
                self._end_elsewhere(booking)
            raise No("booking_exists")
        if offer.answer or self.now >= offer.until:
            raise No("too_late")
        [entry] = [each for each in self.entries.values() if each.offer == booking.name]
        if len(entry.people) < len(booking.present):
            self._die(BEFORE)
            self.take_back(booking, "booked")
            self._die(AFTER)
            raise No("too_late")
        taken = self.holders().keys() & {person["nik"] for person in booking.present}
        if taken:
            # The guards refuse it in the transaction that would make it a booking.
            self._die(BEFORE)
            others = {person["nik"] for person in booking.present if person["relation"] != "self"}
            if taken & others:
                account = self.accounts[request.who]
                self._refuse_others(account, booking.people, others, taken, ("offer", booking.name))
            check_free(booking.people, taken)
        self._die(BEFORE)
        offer.answer, offer.last = "accepted", True
        booking.active = True
        booking.change(self.now)
        entry.version += 1
        entry.end("accepted")
        self._die(AFTER)
        return views.booking_said(booking)

    def _end_elsewhere(self, booking: Booking) -> None:
        """End an offer and its entry, since somebody of it has a booking."""
        self._die(BEFORE)
        self.take_back(booking, "booked", "booked")
        self._die(AFTER)

    def _decline(self, request: Request, _body: Body) -> Said:
        booking = self.own(request.about, request.who, offered=True)
        if booking.offer is None:
            raise No("not_found")
        if booking.offer.answer == "accepted":
            raise No("too_late")
        if booking.offered:
            self._die(BEFORE)
            self.take_back(booking, "declined")
            self._die(AFTER)
        return views.booking_said(booking)

    def _entry_said(self, entry: Entry) -> Said:
        """Return the answer to who joined; places and rank are told once the hour is over."""
        known = self.now >= entry.hour + _HOUR
        others = [each for each in self.lasting() if each.office == entry.office]
        before = sum(order_of(each) < order_of(entry) for each in others)
        return views.entry_said(entry, before if known else None, 201)

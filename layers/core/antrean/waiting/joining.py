"""Joining the waiting list, and leaving it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.base.attempts import Again, until_settled
from antrean.base.errors import Busy, Code, Refused, invalid, key_reused
from antrean.bookings.operation import asking, check_family, refuse_without_nik, registered
from antrean.changes.book import check_service, refuse_closing, refuse_frozen
from antrean.changes.party import Others, applicants_of, check_number, names_members, nik_already_booked, nik_keys_of
from antrean.login.sessions import check_session
from antrean.offices.directory import by_distance
from antrean.people.model import is_of
from antrean.policy.bookings import OWNER_LEVEL, PUBLISHED_DAYS
from antrean.policy.waiting import MOST_WAITING_OFFICES
from antrean.turns.places import hour_of, seed_in
from antrean.waiting.endings import give_up
from antrean.waiting.model import Entry, ends_at, rank_of
from antrean.waiting.store import Outranked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.bookings.operation import Services
    from antrean.offices.model import Office
    from antrean.people.model import Account
    from antrean.waiting.forms import NewEntry
    from antrean.waiting.store import Waiting


def join(services: Services, waiting: Waiting, account_id: str, request: NewEntry, key: str) -> Entry:
    """Put the people of a request on the waiting list, all or none; raises `Refused`.

    The entry's id comes from account and key, so a retry finds the entry that it made, whatever became of it. It counts
    for the limits of the account as a booking does, and with other people it can be done `MOST_JOINS` times a day.
    """
    check_service(request.service)
    selves = sum(person.relation == "self" for person in request.applicants)
    check_number(len(request.applicants) - selves, min(selves, 1))
    entry_id = services.pepper.entry_id(account_id, key)
    fingerprint = services.pepper.fingerprint(request.canonical())
    household = names_members(request.applicants)

    def attempt() -> Entry:
        now, hashing = services.clock.now(), services.nik_keys()
        people = nik_keys_of(request.applicants, account_id, services.pepper, hashing)
        nik_keys = [each for person in people for each in person]
        found = waiting.asking(account_id, nik_keys, household=household)
        check_session(found.account, services.login_session)
        if found.entry and found.entry.entry_id == entry_id:
            if found.entry.fingerprint != fingerprint:
                raise key_reused()
            return found.entry
        account = registered(found.account)
        refuse_closing(account)
        refuse_frozen(account, now)
        refuse_without_nik(account)
        if nik_keys:
            check_family(services, account)
        offices = _offices(services, request)
        _check_days(offices, request, now)
        if account.active_booking_at(now):
            raise Refused(Code.BOOKING_EXISTS, "You have an active booking already. It can be moved instead.")
        if found.entry and found.entry.lasts:
            raise already_waiting()
        others = Others(services.store.accounts, account, entry_id, people)
        others.check_limits_to_wait(now)
        wanted = applicants_of(request.applicants, people, account, hashing, offices[0].today(now))
        account = others.count_strangers(now)
        others.check_guards(wanted, found.guards, entry_id, now)
        held = {each for each, mark in found.marks.items() if mark.held_until > now}
        if any(found.marks[each].account_id == account_id for each in held):
            # Entry and marks are not read at one instant: in between a twin of this request has joined.
            raise Again
        if held:
            # As where they are booked: who it is, and that they wait, is theirs to tell.
            raise others.refusal_to_wait(wanted, {each.nik_key for each in wanted if is_of(each, held)}, now)
        outranked = _outranked(services, waiting, account, now) if selves else Outranked()
        entry = Entry(
            entry_id=entry_id,
            account_id=account_id,
            offices=tuple(office.office_id for office in offices),
            first=request.first,
            last=request.last,
            sessions=tuple(dict.fromkeys(request.sessions)),
            service=request.service,
            people=wanted,
            joined_at=now.replace(microsecond=0),
            rank=_rank(services, account, now),
            # They may be in several zones: as long as one of them can make an offer.
            ends_at=max(ends_at(office.zone, request.last) for office in offices),
            fingerprint=fingerprint,
        )
        if not waiting.enter(entry, now, outranked, account, others.after_joining(now)):
            raise Again
        return entry

    return until_settled(attempt)


def leave(services: Services, waiting: Waiting, account_id: str) -> None:
    """Take the entry of an account off the list, with the offer that it has; nothing happens where there is none."""

    def attempt() -> None:
        asking(services, account_id)
        entry = waiting.entry(account_id)
        if entry and entry.lasts and not give_up(waiting, entry, "left", services.clock.now()):
            raise Again

    until_settled(attempt)


def already_waiting() -> Refused:
    """Return the refusal of an account whose own entry lasts."""
    return Refused(
        Code.ALREADY_WAITING, "You are on the waiting list already. Leave it first to wait for something else."
    )


def waits_elsewhere() -> Refused:
    """Return the refusal of the owner of a NIK whom another account has put on the list, and who may not leave it."""
    return Refused(
        Code.WAITS_ELSEWHERE,
        "Another account waits with you, from before you registered. Ask it to leave the list, or show your identity "
        "card at a counter of an immigration office: then you can wait by yourself.",
    )


def _offices(services: Services, request: NewEntry) -> list[Office]:
    """Return the offices of an entry: the wished one, and those within the distance, nearest first."""
    office = services.directory.get(request.office_id)
    if office is None:
        raise invalid("office_id", "is not the id of an office")
    if not request.within_km:
        return [office]
    near = by_distance(services.directory.all(), (office.latitude, office.longitude))
    reached = [other for other, km in near if km <= request.within_km and other.office_id != office.office_id]
    return [office, *reached[: MOST_WAITING_OFFICES - 1]]


def _check_days(offices: Sequence[Office], request: NewEntry, now: datetime) -> None:
    """Raise `validation_failed` for sessions that no office has, and for days that are over or too far ahead."""
    names = {session.session for office in offices for session in office.sessions}
    if not names.issuperset(request.sessions):
        raise invalid("sessions", "names a session that these offices do not have")
    today = offices[0].today(now)
    if request.first > request.last:
        raise invalid("last", "is before the first day")
    if request.last > today + timedelta(days=PUBLISHED_DAYS - 1):
        raise invalid("last", "is further ahead than days are published")
    if max(ends_at(office.zone, request.last) for office in offices) <= now:
        raise invalid("last", "is too soon: an offer has to be answered by the evening of the day before")


def _outranked(services: Services, waiting: Waiting, account: Account, now: datetime) -> Outranked:
    """Return the entry of another account that has the owner, whom it loses to the owner's own entry.

    Raises nik_already_booked where another account has booked the owner, and waits_elsewhere where another one has put
    the owner on the list before the owner registered: whoever registers a stranger's NIK outranks nobody by that.
    """
    found = waiting.asking(account.account_id, account.nik_keys)
    if any(guard.held_until > now for guard in found.guards.values()):
        raise nik_already_booked([0])
    others = {each: mark for each, mark in found.marks.items() if mark.held_until > now}
    if not others:
        return Outranked()
    if any(mark.account_id == account.account_id for mark in others.values()):
        # A twin of this request has joined since the entry was read.
        raise Again
    registration = services.store.accounts.registration(*account.nik_keys)
    if registration is None:
        raise Busy
    if registration.level < OWNER_LEVEL and not all(registration.is_older_than(mark.since) for mark in others.values()):
        raise waits_elsewhere()
    entries = waiting.entries({mark.account_id for mark in others.values()}).values()
    lasting = [entry for entry in entries if entry.lasts]
    return Outranked(others, [(entry, entry.without(account.nik_keys)) for entry in lasting])


def _rank(services: Services, account: Account, now: datetime) -> int:
    """Return the drawn place of an account in this hour; where nobody has drawn, all come in the order of their ids."""
    seed = seed_in(services.store.release_secrets, hour_of(now))
    return rank_of(seed, account.account_id) if seed else 0

"""Who may be in a booking, and what happens to a request for somebody who cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.attempts import Again
from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.bookings.model import Applicant
from antrean.people import nik as nik_rules
from antrean.people.birth import age_unconfirmed, is_unlikely
from antrean.people.model import is_of
from antrean.policy.bookings import MOST_APPLICANTS, MOST_FAMILY, MOST_LISTED_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date, datetime

    from antrean.base.ids import Pepper
    from antrean.base.nik_keys import NikKeys
    from antrean.bookings.forms import Person
    from antrean.bookings.parts import CommitRefused
    from antrean.guards.store import Guard
    from antrean.people.limits import Limits
    from antrean.people.model import Account
    from antrean.people.store import Accounts

ACCOUNT_REFUSALS = (Code.NIK_ALREADY_BOOKED, Code.LIMIT_REACHED, Code.NIK_TAKEN, Code.FORBIDDEN)
"""Codes with which an account that wants seats may be refused; routes declare them in `problems=`."""
PERSON_REFUSALS = (
    *ACCOUNT_REFUSALS,
    Code.TOO_MANY_APPLICANTS,
    Code.NIK_MISMATCH_UNCONFIRMED,
    Code.AGE_UNCONFIRMED,
    Code.IDENTITY_UNVERIFIED,
)
"""The same, and those of the people whom a request names: to book, to add and to wait."""
_REQUEST = 6
"""Characters by which a refusal is known as that of the same request: as many as a claim's id has behind its booking's.
"""


class Others:
    """The other people of one request, whose NIKs the account does not own, and how the account answers for them.

    A refusal for a NIK tells that its person has a booking, and so does every other answer that one of two people gets
    and the other does not, also the time that it takes. So whoever is named for the first time is counted in the
    account's profile before anything is looked at, and each refusal for a NIK before it is given; both as the profile
    was read or not at all. Of requests side by side one is counted, and all others, whether their people are free or
    not, are told after the same two calls that the system is busy.
    """

    def __init__(self, accounts: Accounts, account: Account, request: str, people: Sequence[Sequence[str]]) -> None:
        """Answer for people in a `request` of the account, by their keyed hashes; a retry of it has the same name."""
        self._accounts = accounts
        self._account = account
        self._limits = account.limits.renewed(people)
        self._request = request[:_REQUEST]
        self._nik_keys = [newest for newest, *_ in people]

    def check_limits(self, now: datetime) -> None:
        """Raise `limit_reached` where the account may not book now, or not these people."""
        self._limits.check(self._nik_keys, now)

    def check_limits_to_wait(self, now: datetime) -> None:
        """Raise `limit_reached` where the account may not book now, or put none of these people on the list."""
        self.check_limits(now)
        if self._nik_keys:
            self._limits.check_joins(now)

    def count_strangers(self, now: datetime) -> Account:
        """Count whoever is named for the first time, and return the account as it is then; raises `Busy` if it was not.

        Who is known costs no write. It comes before the guards and before any claim: an account could name any number
        of people in one burst, and tell by what their requests do, or how long it takes, who of them is booked.
        """
        if self._limits.strangers(self._nik_keys):
            counted = self._limits.after_naming(self._nik_keys, now)
            if not self._accounts.save_limits(self._account, counted):
                raise Busy
            self._account, self._limits = self._account._replace(limits=counted), counted
        return self._account

    def after_booking(self, now: datetime) -> Limits:
        """Return the limits of the account once the people were booked."""
        return self._limits.after_booking(self._nik_keys, now)

    def after_joining(self, now: datetime) -> Limits:
        """Return the limits of the account once the people were put on the waiting list."""
        limits = self.after_booking(now)
        return limits.after_join(now) if self._nik_keys else limits

    def check_guards(
        self, asked: Sequence[Applicant], guards: Mapping[str, Guard], booking_id: str, now: datetime
    ) -> None:
        """Refuse people whom a booking has already, before any seat is claimed for the booking `booking_id`."""
        held = {nik_key for nik_key, guard in guards.items() if guard.held_until > now}
        if any(guards[nik_key].booking_id == booking_id for nik_key in held):
            # Guards and booking are not read at one instant: this booking has got the person in between.
            raise Again
        if held:
            raise self.refusal(asked, {each.nik_key for each in asked if is_of(each, held)}, now)

    def refusal(self, asked: Sequence[Applicant], held: Collection[str], now: datetime) -> Refused:
        """Count that people, named by their newest keyed hashes, cannot be booked, and return the refusal.

        Raises `Busy` where it was not counted.
        Only people whom the account booked before are named by their places in the request: of strangers it learns no
        more than that somebody it named cannot be booked.
        """
        return self._refusal(self._limits.after_refusal(self._nik_keys, self._request, now), asked, held)

    def refusal_to_wait(self, asked: Sequence[Applicant], held: Collection[str], now: datetime) -> Refused:
        """Count that people wait already, and return the refusal, as `refusal` does.

        It counts as joining and pauses no booking: whoever waits with a stranger's child would else stop its family.
        """
        return self._refusal(self._limits.after_join(now), asked, held)

    def _refusal(self, counted: Limits, asked: Sequence[Applicant], held: Collection[str]) -> Refused:
        if not self._accounts.save_limits(self._account, counted):
            raise Busy
        places = [index for index, each in enumerate(asked) if each.nik_key in held]
        if all(self._limits.knows(nik_key) for nik_key in held):
            return nik_already_booked(places)
        return Refused(Code.NIK_ALREADY_BOOKED, "Somebody you named cannot be booked. Nothing was booked.")

    def refused(self, asked: Sequence[Applicant], now: datetime) -> Callable[[CommitRefused], Exception]:
        """Return what becomes of a refused commit: people were booked meanwhile, or it is tried again."""

        def refused(refusal: CommitRefused) -> Exception:
            others = [nik_key for nik_key in refusal.niks if nik_key in self._nik_keys]
            if others:
                return self.refusal(asked, others, now)
            if refusal.niks:
                # The owner's own NIK: the next attempt reads who has booked the owner.
                self._accounts.note_self_guarded(self._account.account_id)
            return Again()

        return refused


def nik_already_booked(places: Sequence[int]) -> Refused:
    """Return the refusal of applicants whose NIK has an active booking, named by their places in the request."""
    return Refused(
        Code.NIK_ALREADY_BOOKED, "Some of the people have an active booking already.", applicants=list(places)
    )


def check_number(family: int, selves: int, listed: int = 0) -> None:
    """Refuse more people than a booking may have: the account's owner and four members of the family.

    `listed` are all whom it would list, those who left it included.
    """
    if listed > MOST_LISTED_PEOPLE:
        raise Refused(
            Code.TOO_MANY_APPLICANTS,
            f"A booking lists at most {MOST_LISTED_PEOPLE} people, those who left included. Cancel it and book again.",
        )
    if family > MOST_FAMILY or family + selves > MOST_APPLICANTS:
        raise Refused(
            Code.TOO_MANY_APPLICANTS,
            f"A booking has at most {MOST_APPLICANTS} people: you and {MOST_FAMILY} members of your family.",
        )


def nik_keys_of(people: Sequence[Person], account_id: str, pepper: Pepper, nik_keys: NikKeys) -> list[tuple[str, ...]]:
    """Return the keyed hashes of the NIK of each other person whom a request names; `self` has none there.

    Raises validation_failed for an id of a member that was not made for this account.
    """
    return [
        _nik_keys(index, person, account_id, pepper, nik_keys)
        for index, person in enumerate(people)
        if person.relation != "self"
    ]


def names_members(people: Sequence[Person]) -> bool:
    """Tell whether a request names members of the household, which has to be read then."""
    return any(person.member for person in people)


def applicants_of(
    people: Sequence[Person], others: Sequence[Sequence[str]], account: Account, nik_keys: NikKeys, today: date
) -> tuple[Applicant, ...]:
    """Return the applicants whom a request names, in its order, still without queue numbers.

    `others` are what `nik_keys_of` returned for them.
    Raises `Refused`: validation_failed (two `self`, a NIK twice, the owner's NIK as family, born in the future, a
    member who is not in the household any more), or nik_mismatch_unconfirmed or age_unconfirmed with the indices of the
    applicants.
    """
    applicants: list[Applicant] = []
    hashes = iter(others)
    for index, person in enumerate(people):
        if person.relation == "self":
            # The account may know the hash under the oldest version alone; its person is guarded under all.
            own, *before = nik_keys.again(account.nik_keys)
            applicant = Applicant("self", account.full_name, own, account.nik_last4, nik_before=tuple(before))
        else:
            applicant = _relative(index, person, next(hashes), account, today)
        if any(applicant.nik_key == other.nik_key for other in applicants):
            part = "relation" if person.relation == "self" else "member" if person.member else "nik"
            raise invalid(f"applicants.{index}.{part}", "the same person is named twice")
        applicants.append(applicant)
    unconfirmed = [index for index, person in enumerate(people) if _mismatch(person)]
    if unconfirmed:
        raise Refused(
            Code.NIK_MISMATCH_UNCONFIRMED,
            "The NIK and the birth date do not agree. If the NIK is right, confirm it: a NIK is for life.",
            applicants=unconfirmed,
        )
    unlikely = [index for index, person in enumerate(people) if _is_unlikely(person, account)]
    if unlikely:
        raise age_unconfirmed(applicants=unlikely)
    return tuple(applicants)


def _nik_keys(index: int, person: Person, account_id: str, pepper: Pepper, nik_keys: NikKeys) -> tuple[str, ...]:
    if person.member is None:
        # The form `Person` made sure that whoever is no member comes with a NIK.
        return nik_keys.of(person.nik or "")
    known = pepper.member_nik_key(account_id, person.member)
    if known is None:
        raise _no_member(index)
    # The id names the oldest keyed hash that was live when it was made, from which all later ones follow.
    return nik_keys.again((known,))


def _no_member(index: int) -> Refused:
    return invalid(f"applicants.{index}.member", "is nobody of your household")


def _relative(index: int, person: Person, nik_keys: Sequence[str], account: Account, today: date) -> Applicant:
    newest, *before = nik_keys
    if person.member:
        member = account.household.member(*nik_keys) if account.household else None
        if member is None:
            raise _no_member(index)
        if is_of(account, nik_keys):
            # A counter gave the account the NIK of a member.
            raise invalid(f"applicants.{index}.member", "is you: book yourself as `self`")
        return Applicant(person.relation, member.full_name, newest, member.nik_last4, nik_before=tuple(before))
    # The form `Person` made sure that a member of the family comes with these three.
    nik, full_name, birth_date = person.nik or "", person.full_name or "", person.birth_date
    if birth_date is not None and birth_date > today:
        raise invalid(f"applicants.{index}.birth_date", "must not be in the future")
    applicant = Applicant(person.relation, full_name, newest, nik_rules.last4(nik), nik_before=tuple(before))
    if is_of(applicant, account.nik_keys):
        raise invalid(f"applicants.{index}.nik", "is your own: book yourself as `self`")
    return applicant


def _mismatch(person: Person) -> bool:
    if person.nik is None or person.birth_date is None or person.nik_mismatch_confirmed:
        return False
    return nik_rules.mismatch(nik_rules.parse(person.nik), person.birth_date)


def _is_unlikely(person: Person, account: Account) -> bool:
    # A member has no birth date here: it was looked at when the household got the member.
    if person.relation == "self" or person.birth_date is None or person.age_confirmed:
        return False
    return is_unlikely(person.relation, person.birth_date.year, account.birth_year)

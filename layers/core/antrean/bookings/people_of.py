"""The people of a booking: those whom a request names become applicants, or are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused, invalid
from antrean.base.policy import MOST_APPLICANTS, MOST_FAMILY, WALK_IN_SERVICES
from antrean.bookings.model import Applicant
from antrean.people import nik as nik_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from antrean.base.ids import Pepper
    from antrean.bookings.forms import Person
    from antrean.people.model import Account


def check_service(service: str) -> None:
    """Refuse a passport service that is given without a queue number."""
    if service in WALK_IN_SERVICES:
        raise Refused(
            Code.SERVICE_WALK_IN_ONLY,
            "Lost or damaged passports and changed data need no queue number: come to the office in person.",
        )


def check_number(family: int, selves: int) -> None:
    """Refuse more people than a booking may have: the account's owner and four members of the family."""
    if family > MOST_FAMILY or family + selves > MOST_APPLICANTS:
        raise Refused(
            Code.TOO_MANY_APPLICANTS,
            f"A booking has at most {MOST_APPLICANTS} people: you and {MOST_FAMILY} members of your family.",
        )


def applicants_of(people: Sequence[Person], account: Account, pepper: Pepper, today: date) -> tuple[Applicant, ...]:
    """Return the applicants whom a request names, in its order, still without queue numbers.

    Raises `Refused`: validation_failed (two `self`, a NIK twice, the owner's NIK as family, born in the future) or
    nik_mismatch_unconfirmed with the indices of the applicants.
    """
    applicants: list[Applicant] = []
    for index, person in enumerate(people):
        if person.relation == "self":
            applicant = Applicant("self", account.full_name, account.nik_key, account.nik_last4)
        else:
            applicant = _relative(index, person, account, pepper, today)
        if any(applicant.nik_key == other.nik_key for other in applicants):
            part = "relation" if person.relation == "self" else "nik"
            raise invalid(f"applicants.{index}.{part}", "the same person is named twice")
        applicants.append(applicant)
    unconfirmed = [index for index, person in enumerate(people) if _mismatch(person)]
    if unconfirmed:
        raise Refused(
            Code.NIK_MISMATCH_UNCONFIRMED,
            "The NIK and the birth date do not agree. If the NIK is right, confirm it: a NIK is for life.",
            applicants=unconfirmed,
        )
    return tuple(applicants)


def _relative(index: int, person: Person, account: Account, pepper: Pepper, today: date) -> Applicant:
    # The form `Person` made sure that a member of the family comes with these three.
    nik, full_name, birth_date = person.nik or "", person.full_name or "", person.birth_date
    if birth_date is not None and birth_date > today:
        raise invalid(f"applicants.{index}.birth_date", "must not be in the future")
    nik_key = pepper.nik_key(nik)
    if nik_key == account.nik_key:
        raise invalid(f"applicants.{index}.nik", "is your own: book yourself as `self`")
    return Applicant(person.relation, full_name, nik_key, nik_rules.last4(nik))


def _mismatch(person: Person) -> bool:
    if person.nik is None or person.birth_date is None or person.nik_mismatch_confirmed:
        return False
    return nik_rules.mismatch(nik_rules.parse(person.nik), person.birth_date)

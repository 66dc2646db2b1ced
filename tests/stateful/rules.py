"""Rules that need to know nothing but the request: who may, who can come, and whose NIK it can be."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import Any

from tests.stateful.records import Booking, Claim, No
from tests.stateful.scene import PEOPLE, STAFF, Request

MOST_FAMILY = 4

People = list[dict[str, Any]]
"""Who comes, as they were asked for."""


def invalid(*fields: str) -> No:
    """Return the refusal of these fields."""
    return No("validation_failed", errors=[*fields])


def authorize(who: str | None, group: str, office_id: str) -> None:
    """Refuse whoever is not in the group or not of the office."""
    claims = STAFF.get(who or "", {"cognito:groups": "", "custom:offices": ""})
    if group not in claims["cognito:groups"] or not {office_id, "*"} & {*claims["custom:offices"].split()}:
        raise No("forbidden")


def check_form(applicants: People) -> None:
    """A NIK is strict in form: rule 6."""
    wrong = [f"applicants.{index}.nik" for index, each in enumerate(applicants) if not _is_possible(each.get("nik"))]
    if wrong:
        raise invalid(*wrong)


def check_number(people: People) -> None:
    """At most four come with the owner: rule 3."""
    if sum(person["relation"] != "self" for person in people) > MOST_FAMILY:
        raise No("too_many_applicants")


def check_key(booking: Booking, request: Request) -> None:
    """A key that was used is good for the same body, and for no other."""
    if booking.done[request.kind, request.key] != request.body:
        raise No("idempotency_key_reused")


def check_free(wanted: People, taken: Container[str]) -> None:
    """One active booking for each NIK: rule 1."""
    held = [index for index, person in enumerate(wanted) if person["nik"] in taken]
    if held:
        raise No("nik_already_booked", applicants=held)


def people_of(applicants: People, owner: str, day: date) -> People:
    """Return who comes, the owner with name and NIK; a NIK is lenient in fact: rule 6."""
    people: People = []
    for index, each in enumerate(applicants):
        is_family = each["relation"] != "self"
        person = each if is_family else PEOPLE[owner].applicant("self")
        if is_family and date.fromisoformat(each["birth_date"]) > day:
            raise invalid(f"applicants.{index}.birth_date")
        if is_family and each["nik"] == PEOPLE[owner].nik:
            raise invalid(f"applicants.{index}.nik")
        if person["nik"] in [other["nik"] for other in people]:
            raise invalid(f"applicants.{index}.{'nik' if is_family else 'relation'}")
        people.append(person)
    unconfirmed = [i for i, each in enumerate(people) if _differs(each) and "nik_mismatch_confirmed" not in each]
    if unconfirmed:
        raise No("nik_mismatch_unconfirmed", applicants=unconfirmed)
    return people


def numbered(people: People, claim: Claim) -> People:
    """Return the people with consecutive numbers: rule 2."""
    return [{**person, "number": claim.first + index} for index, person in enumerate(people)]


def _is_possible(nik: str | None) -> bool:
    """Tell whether it can be a NIK of Jawa Barat, where everybody here was born."""
    if nik is None:
        return True
    day, month = int(nik[6:8]) % 40, int(nik[8:10])
    return len(nik) == 16 and nik[:2] == "32" and 1 <= day <= 31 and 1 <= month <= 12 and nik[12:] != "0000"


def _differs(person: dict[str, Any]) -> bool:
    """Tell whether the NIK says another birth date, apart from the 40 that women's days have on top."""
    born = date.fromisoformat(person["birth_date"])
    return (int(person["nik"][6:8]) % 40, person["nik"][8:12]) != (born.day, f"{born:%m%y}")

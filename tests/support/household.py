"""A citizen's household in tests: children with serials of `people.nik`, and bookings that name them by their ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from antrean.bookings.forms import NewBooking, Person
from antrean.household import members
from antrean.household.forms import NewMember
from antrean.household.store import Households
from instruments.replay.people import family, nik
from tests.support.wishes import asked

if TYPE_CHECKING:
    from antrean.bookings.operation import Services
    from antrean.people.model import Account, Household


def households_of(services: Services) -> Households:
    """The households in the table of a test."""
    return Households(services.store._table)  # noqa: SLF001 - they are no part of it


def new_member(serial: int, **other: object) -> NewMember:
    """The form that adds a child."""
    return NewMember.model_validate_json(json.dumps(family(2, serial)[1] | other))


def keep(services: Services, account: Account, serial: int, key: str = "", **other: object) -> Household:
    """Keep a child in the household."""
    form, now = new_member(serial, **other), services.clock.now()
    hashing, key = services.nik_keys(), key or f"keluarga-{serial}"
    return members.add(households_of(services), services.pepper, hashing, account, form, key, now)


def id_of(services: Services, account_id: str, serial: int) -> str:
    """The id of a member, by the serial of the NIK."""
    return services.pepper.member_id(account_id, services.nik_keys().key(nik(serial)))


def member(services: Services, account_id: str, serial: int, relation: str = "child") -> Person:
    """A member as a booking names them."""
    form: dict[str, Any] = {"relation": relation, "member": id_of(services, account_id, serial)}
    return Person.model_validate_json(json.dumps(form))


def by_members(services: Services, account_id: str, children: int, start: int = 1) -> NewBooking:
    """Keep children with serials from `start` on; return a request for the owner and them, without a NIK in it."""
    account = services.store.accounts.get(account_id)
    assert account
    serials = range(start, start + children)
    for serial in serials:
        keep(services, account, serial)
    people = [*asked(1).applicants, *(member(services, account_id, serial) for serial in serials)]
    return asked(1).model_copy(update={"applicants": tuple(people)})

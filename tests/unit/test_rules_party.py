"""Who may be booked: each rule of docs/rules.md by an example."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pydantic import ValidationError

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.forms import AddedApplicants, NewBooking, Person
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel, move
from antrean.changes.party import check_number
from antrean.slots.model import Slot
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Recorder
from instruments.replay.people import family, nik
from tests.support.wishes import KEY, asked, choice, left, more, refusal
from tests.unit.conftest import DAY, OTHER_SLOT, SLOT, register

CHILD, ANOTHER = family(3, 1)[1:]
MYSELF = {"relation": "self"}
LATER_SLOT = Slot("bogor", DAY + timedelta(days=2), "morning")
DAY_IS_OVER = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
"""Midnight in Jakarta after the day of `SLOT`."""
SECOND = timedelta(seconds=1)


@pytest.fixture
def table() -> MemoryTable:
    """The items, to look behind the store."""
    return MemoryTable()


@pytest.fixture
def recorder(table: MemoryTable) -> Recorder:
    """A client of the table in memory, in place of moto."""
    return Recorder(MemoryClient(table))


def party(*people: dict[str, Any], slot: Slot = SLOT) -> NewBooking:
    """A request for these people."""
    return asked(1, slot).model_copy(update={"applicants": tuple(person(each) for each in people)})


def person(form: dict[str, Any]) -> Person:
    """One of them."""
    return Person.model_validate_json(json.dumps(form))


def added(*people: dict[str, Any]) -> AddedApplicants:
    """A request to add these people."""
    return AddedApplicants(applicants=tuple(person(each) for each in people))


def wrong(attempt: Callable[[], Any]) -> list[str]:
    """The fields that a request is refused for."""
    found: Any = refusal(attempt)
    assert found.code == Code.VALIDATION_FAILED
    return [error["field"] for error in found.members["errors"]]


def given(services: Services, slot: Slot = SLOT) -> int:
    """How many numbers of a slot have been used up, by refused claims too."""
    quota = services.store.quotas.get(slot)
    assert quota
    return quota.next_number - 1


def publish_later(services: Services) -> None:
    """Publish a slot that is still to come when the day of `SLOT` is over."""
    quota = services.store.quotas.get(SLOT)
    assert quota
    later = quota._replace(slot=LATER_SLOT, closes_at=datetime(2026, 12, 9, 17, 0, tzinfo=UTC))
    services.store.quotas.publish(later)


@pytest.mark.parametrize("service", ["lost", "damaged", "data_change"])
def test_walk_in_services_are_not_booked(services: Services, siti: str, service: str) -> None:
    """Lost, damaged and changed data are refused before anything is asked or written."""
    wish = asked(1).model_copy(update={"service": service})
    assert refusal(lambda: book.book(services, siti, wish, KEY)).code == Code.SERVICE_WALK_IN_ONLY
    assert given(services) == 0


@pytest.mark.parametrize("service", ["new", "renewal"])
def test_new_passports_and_renewals_are_booked(services: Services, siti: str, service: str) -> None:
    """Both services that have queue numbers are booked."""
    wish = asked(1).model_copy(update={"service": service})
    assert book.book(services, siti, wish, KEY).service == service


def test_five_people_are_booked_together(services: Services, siti: str) -> None:
    """The owner and four of the family get five seats; a sixth person is one too many."""
    assert refusal(lambda: book.book(services, siti, asked(6), KEY)).code == Code.TOO_MANY_APPLICANTS
    assert len(book.book(services, siti, asked(5), KEY).applicants) == 5


def test_five_of_the_family_are_too_many(services: Services, siti: str) -> None:
    """Four members of the family is the limit also where the owner does not come."""
    children = family(6, 1)[1:]
    assert refusal(lambda: book.book(services, siti, party(*children), KEY)).code == Code.TOO_MANY_APPLICANTS
    assert len(book.book(services, siti, party(*children[:4]), KEY).applicants) == 4


def test_six_people_are_too_many_whoever_they_are() -> None:
    """The party is counted as a whole too, not only its members of the family."""
    check_number(family=4, selves=1)
    assert refusal(lambda: check_number(family=4, selves=2)).code == Code.TOO_MANY_APPLICANTS


def test_a_party_does_not_grow_beyond_five(services: Services, siti: str) -> None:
    """Those who are added count with those who are booked."""
    made = book.book(services, siti, asked(4), KEY)
    attempt = partial(add.add, services, siti, made.booking_id)
    assert refusal(lambda: attempt(more(2, 40), "tambah")).code == Code.TOO_MANY_APPLICANTS
    assert len(attempt(more(1, 40), "tambah").applicants) == 5


def test_self_is_taken_from_the_profile(services: Services, siti: str) -> None:
    """Name and NIK of `self` are those of the account."""
    [applicant] = book.book(services, siti, party(MYSELF), KEY).applicants
    assert (applicant.full_name, applicant.nik_last4) == ("Siti Rahayu", "0901")
    assert applicant.nik_key == services.nik_keys().key(nik(901))


@pytest.mark.parametrize("fact", ["full_name", "nik", "birth_date"])
def test_nothing_of_self_is_given(fact: str) -> None:
    """A form that brings a name, a NIK or a birth date for `self` is refused."""
    with pytest.raises(ValidationError, match="taken from your profile"):
        person({"relation": "self", fact: CHILD[fact]})


@pytest.mark.parametrize("fact", ["full_name", "nik", "birth_date"])
def test_family_comes_with_three_facts(fact: str) -> None:
    """A form that leaves out name, NIK or birth date of a member of the family is refused."""
    with pytest.raises(ValidationError, match="needed for a member of the family"):
        person({name: value for name, value in CHILD.items() if name != fact})


@pytest.mark.parametrize(
    ("people", "field"),
    [
        ((MYSELF, MYSELF), "applicants.1.relation"),
        ((MYSELF, CHILD, {**CHILD, "full_name": "Nama Lain"}), "applicants.2.nik"),
    ],
)
def test_nobody_is_named_twice(services: Services, siti: str, people: Sequence[dict[str, Any]], field: str) -> None:
    """Neither the owner nor a NIK comes twice in one booking; the second mention is the mistake."""
    assert wrong(lambda: book.book(services, siti, party(*people), KEY)) == [field]
    assert given(services) == 0


def test_the_own_nik_is_no_family(services: Services, siti: str) -> None:
    """Who writes the own NIK for a member of the family is told to book as `self`."""
    wish = party({**CHILD, "nik": nik(901)})
    assert wrong(lambda: book.book(services, siti, wish, KEY)) == ["applicants.0.nik"]


def test_nobody_is_born_after_today_at_the_office(services: Services, siti: str, clock: FixedClock) -> None:
    """At 01:00 in Jakarta, when it is still the day before in UTC, today is a birth date and tomorrow is not."""
    clock.instant = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
    baby, unborn = (
        {**CHILD, "birth_date": day, "nik_mismatch_confirmed": True} for day in ("2026-12-02", "2026-12-03")
    )
    assert wrong(lambda: book.book(services, siti, party(MYSELF, unborn), KEY)) == ["applicants.1.birth_date"]
    made = book.book(services, siti, party(baby), KEY)
    late = added({**unborn, "nik": nik(40)})
    assert wrong(lambda: add.add(services, siti, made.booking_id, late, "tambah")) == ["applicants.0.birth_date"]
    sibling = added({**baby, "nik": nik(41)})
    assert len(add.add(services, siti, made.booking_id, sibling, "tambah").applicants) == 2


def test_each_mismatch_of_the_family_is_confirmed(services: Services, siti: str) -> None:
    """Those whose NIK and birth date differ are named by their indices until each of them is confirmed."""
    others = [{**each, "birth_date": "1991-05-17"} for each in (CHILD, ANOTHER)]
    confirmed = [{**each, "nik_mismatch_confirmed": True} for each in others]
    for people, unconfirmed in (((others[0], others[1]), [1, 2]), ((confirmed[0], others[1]), [2])):
        refused = refusal(partial(book.book, services, siti, party(MYSELF, *people), KEY))
        assert (refused.code, refused.members) == (Code.NIK_MISMATCH_UNCONFIRMED, {"applicants": unconfirmed})
    assert book.book(services, siti, party(MYSELF, *confirmed), KEY).holds_seats


@pytest.mark.parametrize(
    ("relation", "refused", "taken"),
    [("child", 1989, 1990), ("parent", 1991, 1990), ("grandparent", 1991, 1990)],
)
def test_an_unlikely_age_is_asked_about_and_taken_once_confirmed(
    services: Services, siti: str, relation: str, refused: int, taken: int
) -> None:
    """A child of an earlier year than the holder's, 1990, and a parent of a later one, whether booked or added."""

    def born(year: int, who: dict[str, Any]) -> dict[str, Any]:
        return {**who, "relation": relation, "birth_date": f"{year}-05-17", "nik_mismatch_confirmed": True}

    asked_back = refusal(lambda: book.book(services, siti, party(MYSELF, born(refused, CHILD)), KEY))
    assert (asked_back.code, asked_back.members) == (Code.AGE_UNCONFIRMED, {"applicants": [1]})
    made = book.book(services, siti, party(MYSELF, born(taken, CHILD)), KEY)
    older = born(refused, ANOTHER)
    asked_back = refusal(lambda: add.add(services, siti, made.booking_id, added(older), "tambah"))
    assert (asked_back.code, asked_back.members) == (Code.AGE_UNCONFIRMED, {"applicants": [0]})
    confirmed = added({**older, "age_confirmed": True})
    assert len(add.add(services, siti, made.booking_id, confirmed, "tambah").applicants) == 3


def test_each_unlikely_age_is_named_by_its_place(services: Services, siti: str) -> None:
    """Who was confirmed is not named again, and what says nothing about it is the request of a release before."""
    older = [{**each, "birth_date": "1980-05-17", "nik_mismatch_confirmed": True} for each in (CHILD, ANOTHER)]
    asked_back = refusal(lambda: book.book(services, siti, party(MYSELF, *older), KEY))
    assert asked_back.members == {"applicants": [1, 2]}
    asked_back = refusal(lambda: book.book(services, siti, party({**older[0], "age_confirmed": True}, older[1]), KEY))
    assert asked_back.members == {"applicants": [1]}
    assert "age_confirmed" not in party(MYSELF, *older).canonical()
    assert '"age_confirmed":true' in party({**older[0], "age_confirmed": True}).canonical()


@pytest.mark.parametrize("relation", ["spouse", "sibling", "parent_in_law", "ward"])
def test_who_comes_by_marriage_or_care_has_any_age(services: Services, siti: str, relation: str) -> None:
    """Older and younger than the holder, and a sister is a sister at any age."""
    years = ("1950", "2015")
    family_of_hers = [
        {**each, "relation": relation, "birth_date": f"{year}-05-17", "nik_mismatch_confirmed": True}
        for each, year in zip((CHILD, ANOTHER), years, strict=True)
    ]
    assert len(book.book(services, siti, party(MYSELF, *family_of_hers), KEY).applicants) == 3


def test_only_family_is_added(services: Services, siti: str) -> None:
    """The owner who is not in the booking cannot be added to it."""
    made = book.book(services, siti, party(CHILD), KEY)
    wish = added(ANOTHER, MYSELF)
    assert wrong(lambda: add.add(services, siti, made.booking_id, wish, "tambah")) == ["applicants.1.relation"]


def test_nobody_is_added_twice(services: Services, siti: str) -> None:
    """A child that is in the booking is refused by its index, before any number is used up."""
    made = book.book(services, siti, asked(2), KEY)
    refused = refusal(lambda: add.add(services, siti, made.booking_id, added(ANOTHER, CHILD), "tambah"))
    assert (refused.code, refused.members) == (Code.NIK_ALREADY_BOOKED, {"applicants": [1]})
    assert given(services) == 2


def test_a_second_booking_is_refused_before_it_claims(services: Services, siti: str) -> None:
    """An account with an active booking is refused when that is read: no number is used up."""
    book.book(services, siti, asked(1), KEY)
    second = party(CHILD, slot=OTHER_SLOT)
    assert refusal(lambda: book.book(services, siti, second, "kunci-2")).code == Code.BOOKING_EXISTS
    assert given(services, OTHER_SLOT) == 0


def test_a_second_booking_at_the_same_time_is_refused(services: Services, siti: str, recorder: Recorder) -> None:
    """Of two bookings of one account that run at once one is committed, and the other gives its seat back."""
    recorder.reset()

    def meanwhile(number: int) -> None:
        if recorder.calls[number] == "transact_write_items":
            recorder.reset()
            book.book(services, siti, asked(1), "kunci-2")

    recorder.before = meanwhile
    second = party(CHILD, slot=OTHER_SLOT)
    assert refusal(lambda: book.book(services, siti, second, KEY)).code == Code.BOOKING_EXISTS
    assert (left(services.store), left(services.store, OTHER_SLOT)) == (4, 5)


def test_an_account_may_book_again_when_its_day_is_over(services: Services, siti: str, clock: FixedClock) -> None:
    """Until the last second of the booked day at the office another booking is refused, and then it is made."""
    publish_later(services)
    book.book(services, siti, asked(1), KEY)
    again = partial(book.book, services, siti, asked(1, LATER_SLOT), "kunci-2")
    clock.instant = DAY_IS_OVER - SECOND
    assert refusal(again).code == Code.BOOKING_EXISTS
    clock.instant = DAY_IS_OVER
    assert again().slot == LATER_SLOT


def test_people_may_be_booked_again_when_their_day_is_over(services: Services, siti: str, clock: FixedClock) -> None:
    """Until the last second of the booked day a child is refused to everybody else, and then it is free."""
    publish_later(services)
    book.book(services, siti, party(CHILD), KEY)
    again = partial(book.book, services, register(services, "budi", nik(902)), party(CHILD, slot=LATER_SLOT), KEY)
    clock.instant = DAY_IS_OVER - SECOND
    assert refusal(again).code == Code.NIK_ALREADY_BOOKED
    clock.instant = DAY_IS_OVER
    assert again().slot == LATER_SLOT


def test_a_guard_expires_with_its_day(services: Services, siti: str, table: MemoryTable) -> None:
    """The table may remove the guard of a NIK from the end of its booking's day on, also after a move."""
    publish_later(services)
    made = book.book(services, siti, party(CHILD), KEY)
    key = f"NIK#{services.nik_keys().key(nik(1))}", "ACTIVE"
    assert table.items[key]["expires_at"] == {"N": str(int(DAY_IS_OVER.timestamp()))}
    move.move(services, siti, made.booking_id, choice(LATER_SLOT), "pindah")
    two_days_later = int(datetime(2026, 12, 10, 17, 0, tzinfo=UTC).timestamp())
    assert table.items[key]["expires_at"] == {"N": str(two_days_later)}


def test_without_a_profile_nothing_is_booked_or_changed(services: Services, siti: str, table: MemoryTable) -> None:
    """A user whose registration is not complete books nothing, and neither adds nor cancels."""
    assert refusal(lambda: book.book(services, "nobody", asked(1), KEY)).code == Code.FORBIDDEN
    made = book.book(services, siti, asked(1), KEY)
    del table.items[f"ACCOUNT#{siti}", "PROFILE"]
    for attempt in (
        lambda: add.add(services, siti, made.booking_id, more(1, 40), "tambah"),
        lambda: cancel.cancel(services, siti, made.booking_id),
    ):
        assert refusal(attempt).code == Code.FORBIDDEN
    assert services.store.bookings.get(made.booking_id) == made

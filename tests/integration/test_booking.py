"""Booking over HTTP: what each operation changes, what it refuses, and that a retry changes nothing more."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from instruments.dynamodb import referee
from tests.support.citizens import Citizen, family, person
from tests.support.client import Answer
from tests.support.deployed import Deployed
from tests.support.slots import Slot, day_ahead


def test_a_retry_gets_the_same_numbers(deployed: Deployed) -> None:
    """The same key and body again: the same booking, word for word, and no second seat."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    key, applicants = secrets.token_hex(8), family(3)
    first = book(deployed, citizen, slot, applicants, key)
    again = book(deployed, citizen, slot, applicants, key)
    assert (first.status, again.status) == (201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert audited(deployed, slot) == []
    assert deployed.table.quota(slot)["seats_left"] == deployed.table.quota(slot)["capacity"] - 3


def test_a_key_for_another_body_is_refused(deployed: Deployed) -> None:
    """The same key with other people, or for another slot, is a mistake of the client, and changes nothing."""
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    key, applicants = secrets.token_hex(8), family(2)
    assert book(deployed, citizen, slot, applicants, key).status == 201
    for answer in (
        book(deployed, citizen, slot, family(3), key),
        book(deployed, citizen, other, applicants, key),
    ):
        assert answer.outcome == (422, "idempotency_key_reused")
    assert audited(deployed, slot) == audited(deployed, other) == []


def test_one_active_booking_for_an_account(deployed: Deployed) -> None:
    """A second booking is refused while the first is active, and possible once it is cancelled."""
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    assert book(deployed, citizen, other, family(1)).outcome == (409, "booking_exists")
    assert deployed.api.post(f"/bookings/{made['booking_id']}/cancel", None, citizen.token).status == 200
    second = book(deployed, citizen, other, family(1))
    assert second.status == 201
    listed = deployed.api.get("/bookings", citizen.token).body["bookings"]
    assert [booking["status"] for booking in listed] == ["confirmed", "cancelled"]


def test_one_active_booking_for_a_nik(deployed: Deployed) -> None:
    """Whom somebody booked cannot be booked again, nor added; of a stranger the refusal does not say which it is."""
    (mother, father), [slot, other, _] = deployed.citizens(2), deployed.slots()
    child = person("Anak Berdua").applicant()
    made = book(deployed, mother, slot, [{"relation": "self"}, child]).body
    refused = book(deployed, father, other, [{"relation": "self"}, person("Anak A").applicant(), child])
    assert refused.outcome == (409, "nik_already_booked")
    assert "applicants" not in refused.body
    assert made["booking_id"] not in refused.text
    # her own child is no stranger to the mother
    again = deployed.api.post(f"/bookings/{made['booking_id']}/applicants", {"applicants": [child]}, mother.token)
    assert again.outcome == (409, "nik_already_booked")
    assert again.body["applicants"] == [0]
    own = deployed.book(father, other)
    added = deployed.api.post(f"/bookings/{own['booking_id']}/applicants", {"applicants": [child]}, father.token)
    assert added.outcome == (409, "nik_already_booked")
    # somebody else's account is a person with a NIK too
    grandparent = mother.person.applicant("parent")
    added = deployed.api.post(f"/bookings/{own['booking_id']}/applicants", {"applicants": [grandparent]}, father.token)
    assert added.outcome == (409, "nik_already_booked")
    assert audited(deployed, slot) == audited(deployed, other) == []
    quota = deployed.table.quota(other)
    # nobody was claimed a seat or given a number but the father
    assert (quota["seats_left"], quota["next_number"]) == (quota["capacity"] - 1, 2)


def test_all_or_nothing(deployed: Deployed) -> None:
    """A family of four does not fit into three seats: nobody is booked, nothing is guarded; three people fit."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    assert deployed.change_quota(slot, capacity=3).status == 200
    four = family(4)
    assert book(deployed, citizen, slot, four).outcome == (409, "slot_full")
    assert deployed.table.quota(slot)["seats_left"] == 3
    assert book(deployed, citizen, slot, four[:3]).status == 201
    assert deployed.table.quota(slot)["seats_left"] == 0
    assert audited(deployed, slot) == []


def test_family_is_added_while_there_are_seats(deployed: Deployed) -> None:
    """Members join the same slot with new numbers, once for each key, up to four, and only while seats remain."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    path, key = f"/bookings/{made['booking_id']}/applicants", secrets.token_hex(8)
    wish = {"applicants": [person("Anak C").applicant(), person("Ibu").applicant("parent")]}
    grown = [deployed.api.post(path, wish, citizen.token, key) for _ in range(2)]
    assert grown[0].status == 200
    assert grown[0].content == grown[1].content
    assert len(grown[0].body["applicants"]) == 4
    two = {"applicants": [person("Anak D").applicant(), person("Anak E").applicant()]}
    assert deployed.api.post(path, two, citizen.token, key).outcome == (422, "idempotency_key_reused")
    assert deployed.api.post(path, two, citizen.token).outcome == (422, "too_many_applicants")
    assert deployed.change_quota(slot, capacity=4).status == 200
    one = {"applicants": two["applicants"][:1]}
    assert deployed.api.post(path, one, citizen.token).outcome == (409, "slot_full")
    twice = {"applicants": wish["applicants"][:1]}
    assert deployed.api.post(path, twice, citizen.token).outcome == (409, "nik_already_booked")
    assert audited(deployed, slot) == []


def test_a_failed_move_leaves_the_booking(deployed: Deployed) -> None:
    """A move to a full, closed or unknown slot changes nothing, and the one move is still to be had."""
    citizen, [slot, full, closed] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    path = f"/bookings/{made['booking_id']}"
    assert deployed.change_quota(full, capacity=1).status == 200
    assert deployed.change_quota(closed, state="closed", reason="pemeliharaan").status == 200
    before = deployed.table.booking(made["booking_id"])
    for choice, outcome in (
        (full.choice, (409, "slot_full")),
        (closed.choice, (409, "slot_closed")),
        ({**slot.choice, "date": day_ahead(-3)}, (409, "slot_past")),
        (slot.choice, (422, "validation_failed")),
    ):
        assert deployed.api.post(f"{path}/reschedule", choice, citizen.token).outcome == outcome
    after = deployed.table.booking(made["booking_id"])
    assert {name: value for name, value in after.items() if not name.startswith("void#")} == before
    assert deployed.api.get(path, citizen.token).body == made
    assert [audited(deployed, each) for each in (slot, full, closed)] == [[], [], []]


def test_a_retried_move_moves_once(deployed: Deployed) -> None:
    """The same key again answers with the slot and numbers of the move, and for another slot not at all."""
    citizen, [slot, other, third] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=3)
    key = secrets.token_hex(8)
    path = f"/bookings/{made['booking_id']}/reschedule"
    moved = [deployed.api.post(path, other.choice, citizen.token, key) for _ in range(2)]
    assert moved[0].status == 200
    assert moved[0].content == moved[1].content
    assert deployed.api.post(path, third.choice, citizen.token, key).outcome == (422, "idempotency_key_reused")
    assert audited(deployed, slot) == audited(deployed, other) == []
    quota = deployed.table.quota(slot)
    assert (quota["seats_left"], quota["seats_kept"]) == (quota["capacity"] - 3, 3)


def test_cancelling_twice_returns_the_seats_once(deployed: Deployed) -> None:
    """A repeated cancellation answers the same, and the seats are kept for a later release, once.

    A cancelled booking cannot be grown or moved, and has no receipt.
    """
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=4)
    path = f"/bookings/{made['booking_id']}"
    answers = [deployed.api.post(f"{path}/cancel", None, citizen.token) for _ in range(2)]
    assert answers[0].body["status"] == "cancelled"
    assert answers[0].content == answers[1].content
    quota = deployed.table.quota(slot)
    assert (quota["seats_left"], quota["seats_kept"], quota["claims"]) == (quota["capacity"] - 4, 4, {})
    grown = deployed.api.post(f"{path}/applicants", {"applicants": [person().applicant()]}, citizen.token)
    assert grown.outcome == (409, "too_late")
    assert deployed.api.post(f"{path}/reschedule", other.choice, citizen.token).outcome == (409, "too_late")
    assert deployed.api.get(f"{path}/receipt", citizen.token).outcome == (404, "not_found")
    assert "STATUS:CANCELLED" in deployed.api.get(f"{path}/calendar", citizen.token).text


def test_nothing_changes_on_the_day(deployed: Deployed) -> None:
    """A booking for today can be neither cancelled, moved nor grown, and nobody can be taken out of it."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    code, _ = deployed.booking_today(citizen)
    path = f"/bookings/{code.removeprefix('AP1')}"
    for answer in (
        deployed.api.post(f"{path}/cancel", None, citizen.token),
        deployed.api.post(f"{path}/reschedule", slot.choice, citizen.token),
        deployed.api.post(f"{path}/applicants", {"applicants": [person().applicant()]}, citizen.token),
        deployed.api.post(f"{path}/applicants/0/leave", None, citizen.token),
    ):
        assert answer.outcome == (409, "too_late")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": "closed", "reason": "listrik padam"}, "slot_closed"),
        ({"opens_at": f"{day_ahead(1)}T01:00:00Z"}, "slot_not_yet_open"),
        ({"capacity": 0}, "slot_full"),
    ],
)
def test_a_slot_that_takes_no_bookings(deployed: Deployed, change: dict[str, Any], code: str) -> None:
    """Closed, not yet open and full are refused with their own code and reason, and no seat moves."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    assert deployed.change_quota(slot, **change).status == 200
    refused = book(deployed, citizen, slot, family(2))
    assert refused.outcome == (409, code)
    for name in ("opens_at", "reason"):
        if name in change:
            assert refused.body[name] == change[name]
    quota = deployed.table.quota(slot)
    assert (quota["seats_left"], quota["claims"]) == (quota["capacity"], {})


def test_other_peoples_bookings_do_not_exist(deployed: Deployed) -> None:
    """Whatever is asked of another citizen's booking, the answer is that of a booking that nobody has."""
    (owner, stranger), [slot, other, _] = deployed.citizens(2), deployed.slots()
    made = deployed.book(owner, slot, people=2)
    before = deployed.table.booking(made["booking_id"])
    for booking_id in (made["booking_id"], "Z" * 16):
        path = f"/bookings/{booking_id}"
        answers = [
            deployed.api.get(path, stranger.token),
            deployed.api.get(f"{path}/receipt", stranger.token),
            deployed.api.get(f"{path}/calendar", stranger.token),
            deployed.api.post(f"{path}/cancel", None, stranger.token),
            deployed.api.post(f"{path}/reschedule", other.choice, stranger.token),
            deployed.api.post(f"{path}/applicants", {"applicants": [person().applicant()]}, stranger.token),
            deployed.api.post(f"{path}/applicants/1/leave", None, stranger.token),
            deployed.api.post(f"{path}/applicants/1/object", None, stranger.token),
            deployed.api.post(f"/me/listings/{booking_id}/contest", None, stranger.token),
            deployed.api.post(f"/me/listings/{booking_id}/leave", None, stranger.token),
        ]
        assert {answer.outcome for answer in answers} == {(404, "not_found")}
    assert deployed.table.booking(made["booking_id"]) == before
    assert deployed.table.quota(other)["seats_left"] == deployed.table.quota(other)["capacity"]


def test_a_mismatch_is_for_the_person_to_confirm(deployed: Deployed) -> None:
    """A NIK whose date is another than the birth date is asked about once, and booked when it is confirmed."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    child = person("Anak A").applicant(birth_date="2015-03-21")
    refused = book(deployed, citizen, slot, [{"relation": "self"}, child])
    assert refused.outcome == (422, "nik_mismatch_unconfirmed")
    assert refused.body["applicants"] == [1]
    confirmed = {**child, "nik_mismatch_confirmed": True}
    assert book(deployed, citizen, slot, [{"relation": "self"}, confirmed]).status == 201


def book(
    deployed: Deployed, citizen: Citizen, slot: Slot, applicants: list[dict[str, Any]], key: str | None = None
) -> Answer:
    """Ask for a booking, and return whatever the answer is."""
    body = {**slot.choice, "service": "new", "applicants": applicants}
    return deployed.api.post("/bookings", body, citizen.token, key)


def audited(deployed: Deployed, slot: Slot) -> list[str]:
    """Return what the referee finds wrong with a slot."""
    return referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(slot))

"""Staff: who may do what at which office, how quotas are changed, and who is served at the counter."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from instruments.dynamodb import referee
from instruments.dynamodb.table import Item
from tests.support.bookings import is_again
from tests.support.citizens import family
from tests.support.client import Answer
from tests.support.deployed import Deployed, subject
from tests.support.slots import Slot, day_ahead, slot_view

FORBIDDEN = (403, "forbidden")


def put(deployed: Deployed, slot: Slot, token: str, version: str | None, **change: Any) -> Answer:
    """Ask for a change of a quota with `If-Match: version` (None: without)."""
    headers = {} if version is None else {"If-Match": version}
    body = {"reason": "uji", **change}
    return deployed.api.request("PUT", slot.admin_path, token=token, headers=headers, body=body)


def audit_of(deployed: Deployed, slot: Slot) -> list[Item]:
    """Return the audit records of a slot, in order of time."""
    records = deployed.table.partition(f"AUDIT#{slot.office_id}")
    return [record for record in records if (record["date"], record["session"]) == (slot.date, slot.session)]


def test_an_operator_sees_and_changes_the_quotas_of_an_office(deployed: Deployed) -> None:
    """Read, change with the ETag that was read, read again: the answer, the list and the public page agree."""
    [slot, *_] = deployed.slots()
    operator = deployed.staff("operators", slot.office_id)
    listed = deployed.api.get(f"/admin/offices/{slot.office_id}/quotas?from={slot.date}&to={slot.date}", operator).body[
        "quotas"
    ]
    [before] = [quota for quota in listed if quota["session"] == slot.session]
    assert before["taken"] == 0
    changed = put(deployed, slot, operator, before["etag"], capacity=7)
    assert changed.status == 200
    assert changed.headers["etag"] == changed.body["etag"] != before["etag"]
    assert {**before, "capacity": 7, "seats_left": 7} == {
        **changed.body,
        "version": before["version"],
        "etag": before["etag"],
    }
    assert slot_view(deployed.api, slot)["capacity"] == 7


def test_a_change_leaves_an_audit_record(deployed: Deployed) -> None:
    """Who changed which quota from what to what, and why, is written with the change; a refused one leaves nothing."""
    [slot, *_] = deployed.slots()
    operator = deployed.staff("operators", slot.office_id)
    capacity = deployed.table.quota(slot)["capacity"]
    assert put(deployed, slot, operator, '"1"', capacity=9, reason="loket rusak").status == 200
    assert put(deployed, slot, operator, '"1"', capacity=8, reason="terlambat").status == 412
    [record] = audit_of(deployed, slot)
    assert (record["operator"], record["reason"]) == (subject(operator), "loket rusak")
    assert (record["before"]["capacity"], record["after"]["capacity"]) == (capacity, 9)


def test_a_repeated_change_is_made_once(deployed: Deployed) -> None:
    """An operator whose answer was lost sends the same again and gets it; there is one version and one record."""
    [slot, *_] = deployed.slots()
    operator = deployed.staff("operators", slot.office_id)
    answers = [put(deployed, slot, operator, '"1"', capacity=9) for _ in range(2)]
    assert answers[0].status == 200
    assert answers[0].content == answers[1].content
    assert answers[0].headers["etag"] == answers[1].headers["etag"] == '"2"'
    assert len(audit_of(deployed, slot)) == 1


def test_two_operators_do_not_overwrite_each_other(deployed: Deployed) -> None:
    """Who read an older version is told so, with the quota as it is now; an ETag is needed."""
    [slot, *_] = deployed.slots()
    first, second = deployed.staff("operators", slot.office_id), deployed.staff("operators", "*")
    assert put(deployed, slot, first, '"1"', capacity=9).status == 200
    late = put(deployed, slot, second, '"1"', capacity=5)
    assert late.outcome == (412, "version_conflict")
    assert (late.body["quota"]["capacity"], late.body["quota"]["etag"]) == (9, '"2"')
    for missing in (None, ""):
        assert put(deployed, slot, second, missing, capacity=5).outcome == (428, "precondition_required")
    for version in ("*", '"x"', 'W/"2"', '"99999999999999999999"'):
        assert put(deployed, slot, second, version, capacity=5).outcome == (422, "validation_failed")
    assert deployed.table.quota(slot)["capacity"] == 9


def test_capacity_never_falls_below_the_seats_taken(deployed: Deployed) -> None:
    """Three people hold seats: two is refused and changes nothing, three is full, a fourth is kept at first."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    operator = deployed.staff("operators", slot.office_id)
    deployed.book(citizen, slot, people=3)
    refused = put(deployed, slot, operator, '"1"', capacity=2)
    assert refused.outcome == (409, "capacity_below_taken")
    assert refused.body["quota"]["taken"] == 3
    for capacity, kept in ((3, 0), (4, 1)):
        version = f'"{deployed.table.quota(slot)["version"]}"'
        changed = put(deployed, slot, operator, version, capacity=capacity)
        quota = changed.body
        assert (quota["taken"], quota["seats_left"], quota["seats_kept"]) == (3, 0, kept)
    assert referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(slot)) == []


def test_closing_and_opening_a_slot(deployed: Deployed) -> None:
    """A closed slot takes no booking and displaces those it has; opened again it gives them their places again."""
    (early, late), [slot, *_] = deployed.citizens(2), deployed.slots()
    made = deployed.book(early, slot, people=2)
    path = f"/bookings/{made['booking_id']}"
    shut = deployed.change_quota(slot, state="closed", reason="banjir")
    assert shut.status == 200
    wish = {**slot.choice, "service": "new", "applicants": family(2)}
    assert deployed.api.post("/bookings", wish, late.token).outcome == (409, "slot_closed")
    lost = deployed.api.get(path, early.token).body
    assert (lost["status"], lost["closure"]["reason"]) == ("displaced", "banjir")
    assert deployed.change_quota(slot, state="open").outcome == (409, "reopen_first")
    closure = f"/admin/closures/{shut.body['closure_id']}"
    operator = deployed.staff("operators", slot.office_id)
    assert deployed.api.post(f"{closure}/reopen", {}, operator).body["state"] == "reopening"
    assert is_again(deployed.api.get(path, early.token).body, made)
    # The minute that the opening waits for the index is over, which the table is told in place of waiting.
    key = f"OFFICE#{slot.office_id}", f"QUOTA#{slot.date}#{slot.session}"
    begun = str(int(time.time()) - 61)
    deployed.rewrite(*key, "SET reopening_at = :value", {"N": begun})
    deployed.run("SweeperFunction")
    assert deployed.api.get(closure, operator).body["state"] == "reopened"
    # What an operator opens is claimed in turns, for which nobody waits here.
    assert deployed.api.post("/bookings", wish, late.token).outcome == (409, "not_your_turn")
    deployed.set_turns(slot, datetime.now(UTC) - timedelta(minutes=10), datetime.now(UTC))
    assert deployed.api.post("/bookings", wish, late.token).status == 201


def test_a_quota_that_was_never_published(deployed: Deployed) -> None:
    """A date without service, a session without a name, an office without a door: nothing to change."""
    operator = deployed.staff("operators", "*")
    for slot in (
        Slot("bogor", day_ahead(400), "morning"),
        Slot("bogor", day_ahead(4), "midnight"),
        Slot("atlantis", day_ahead(4), "morning"),
    ):
        assert put(deployed, slot, operator, '"1"', capacity=1).outcome == (404, "not_found")
    assert deployed.api.get("/admin/offices/atlantis/quotas", operator).outcome == (404, "not_found")


def test_an_operator_of_another_office_is_turned_away(deployed: Deployed) -> None:
    """The scope of a person is the offices of the token, one or several, and `*` is all."""
    [slot, *_], [elsewhere, *_] = deployed.slots(), deployed.slots()
    stranger = deployed.staff("operators", elsewhere.office_id)
    assert put(deployed, slot, stranger, '"1"', capacity=1).outcome == FORBIDDEN
    assert deployed.api.get(f"/admin/offices/{slot.office_id}/quotas", stranger).outcome == FORBIDDEN
    for scope in (f"{elsewhere.office_id},{slot.office_id}", "*"):
        token = deployed.staff("operators", scope)
        assert deployed.api.get(f"/admin/offices/{slot.office_id}/quotas", token).status == 200
    # no office is a part of another one's name
    part = deployed.staff("operators", slot.office_id[:-1])
    assert deployed.api.get(f"/admin/offices/{slot.office_id}/quotas", part).outcome == FORBIDDEN
    assert deployed.table.quota(slot)["version"] == 1


def test_officers_change_no_quotas_and_operators_serve_nobody(deployed: Deployed) -> None:
    """Each group has its own work, also at an office that is theirs."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    code, office_id = deployed.booking_today(citizen)
    officer, operator = deployed.staff("officers", "*"), deployed.staff("operators", "*")
    assert put(deployed, slot, officer, '"1"', capacity=1).outcome == FORBIDDEN
    assert deployed.api.get(f"/admin/offices/{slot.office_id}/quotas", officer).outcome == FORBIDDEN
    scan = {"code": code, "office_id": office_id}
    assert deployed.api.post("/checkins", scan, operator).outcome == FORBIDDEN
    assert deployed.table.quota(slot)["version"] == 1
    assert "checked_in_at" not in deployed.table.booking(code.removeprefix("AP1"))


def test_an_officer_of_another_office_serves_nobody(deployed: Deployed) -> None:
    """An officer can neither scan for an office that is not theirs, nor serve there a booking of another one."""
    citizen, [elsewhere, *_] = deployed.citizen(), deployed.slots()
    code, office_id = deployed.booking_today(citizen)
    stranger = deployed.staff("officers", elsewhere.office_id)
    assert deployed.api.post("/checkins", {"code": code, "office_id": office_id}, stranger).outcome == FORBIDDEN
    wrong = deployed.api.post("/checkins", {"code": code, "office_id": elsewhere.office_id}, stranger)
    assert wrong.outcome == (409, "wrong_office")
    assert "checked_in_at" not in deployed.table.booking(code.removeprefix("AP1"))


@pytest.mark.parametrize("what", ["tomorrow's", "a cancelled", "nobody's", "another maker's"])
def test_codes_that_are_not_for_today(deployed: Deployed, what: str) -> None:
    """A booking of another day, a cancelled one, an unknown id and a code that is not ours serve nobody."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    if what == "a cancelled":
        assert deployed.api.post(f"/bookings/{made['booking_id']}/cancel", None, citizen.token).status == 200
    codes = {
        "nobody's": f"AP1{'Z' * 16}",
        "another maker's": "https://contoh.id/antrean",
    }
    body = {"code": codes.get(what, f"AP1{made['booking_id']}"), "office_id": slot.office_id}
    answer = deployed.api.post("/checkins", body, deployed.staff("officers", slot.office_id))
    assert answer.outcome == ((409, "wrong_day") if what == "tomorrow's" else (404, "not_found"))

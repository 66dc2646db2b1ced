"""The waiting list over HTTP: join, be offered what another gave back, accept, decline, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.deployed_waiting import an_hour_earlier, entry_of, full_slot, given_back, held_for_six_hours, join
from tests.support.parties import audited

if TYPE_CHECKING:
    from tests.support.deployed import Deployed


def test_a_seat_that_is_given_back_is_offered_and_accepted(deployed: Deployed) -> None:
    """Siti waits for a full slot, gets the offer of what another gave back, accepts it, and has a booking."""
    (first, siti), [slot, *_] = deployed.citizens(2), deployed.slots()
    held = full_slot(deployed, slot, first)
    joined = join(deployed, siti, slot)
    assert (joined.status, joined.body["state"]) == (201, "waiting")
    assert join(deployed, siti, slot).body["entry_id"] == joined.body["entry_id"]
    assert join(deployed, siti, slot, "tunggu-2").outcome == (409, "already_waiting")
    operator = deployed.staff("operators", slot.office_id)
    counted = deployed.api.get(f"/admin/offices/{slot.office_id}/waiting", operator).body
    [wanted] = [each for each in counted["sessions"] if (each["date"], each["session"]) == (slot.date, slot.session)]
    assert (wanted["parties"], wanted["people"]) == (1, 1)
    given_back(deployed, first, held)
    an_hour_earlier(deployed, siti)
    deployed.run("SweeperFunction")
    entry = entry_of(deployed, siti)
    assert (entry["state"], entry["offices"][0]["before"]) == ("has_offer", 0)
    path = f"/bookings/{entry['booking_id']}"
    offer = deployed.api.get(path, siti.token).body
    assert (offer["status"], offer["session"], "queue_number" in offer["applicants"][0]) == (
        "offered",
        slot.session,
        False,
    )
    assert deployed.api.post(f"{path}/cancel", None, siti.token).outcome == (404, "not_found")
    made = deployed.api.post(f"{path}/accept", None, siti.token)
    assert (made.status, made.body["status"], made.body["offer"]["answer"]) == (200, "confirmed", "accepted")
    assert deployed.api.post(f"{path}/accept", None, siti.token).body == made.body
    assert [each["booking_id"] for each in deployed.bookings(siti)] == [entry["booking_id"]]
    assert entry_of(deployed, siti)["why"] == "accepted"
    assert audited(deployed, slot) == []


def test_a_declined_offer_leaves_the_seat_kept(deployed: Deployed) -> None:
    """The seat waits for who comes next; whoever leaves the list has no entry that lasts."""
    (first, siti), [slot, *_] = deployed.citizens(2), deployed.slots()
    held = full_slot(deployed, slot, first)
    assert join(deployed, siti, slot).status == 201
    given_back(deployed, first, held)
    an_hour_earlier(deployed, siti)
    deployed.run("SweeperFunction")
    path = f"/bookings/{entry_of(deployed, siti)['booking_id']}"
    declined = deployed.api.post(f"{path}/decline", None, siti.token)
    assert (declined.status, declined.body["status"], declined.body["offer"]["answer"]) == (
        200,
        "cancelled",
        "declined",
    )
    assert deployed.api.post(f"{path}/accept", None, siti.token).outcome == (409, "too_late")
    assert deployed.table.quota(slot)["seats_kept"] == 1
    assert deployed.api.request("DELETE", "/waiting", token=siti.token).status == 204
    assert entry_of(deployed, siti)["why"] == "left"
    assert audited(deployed, slot) == []


def test_a_family_that_is_passed_over_sees_it(deployed: Deployed) -> None:
    """One seat is too few for the family that is first; after six hours it goes to who comes next, and both see why."""
    (first, family, single), [slot, *_] = deployed.citizens(3), deployed.slots()
    held = full_slot(deployed, slot, first, others=1)
    for citizen, people, rank in ((family, 2, 0), (single, 1, 1)):
        assert join(deployed, citizen, slot, people=people).status == 201
        an_hour_earlier(deployed, citizen, rank)
    given_back(deployed, first, held)
    deployed.run("SweeperFunction")
    assert entry_of(deployed, single)["state"] == "waiting"
    held_for_six_hours(deployed, slot)
    deployed.run("SweeperFunction")
    assert entry_of(deployed, single)["state"] == "has_offer"
    [skip] = entry_of(deployed, family)["skips"]
    assert (skip["office_id"], skip["date"], skip["session"], skip["kept"]) == (
        slot.office_id,
        slot.date,
        slot.session,
        1,
    )

"""The waiting list over HTTP: join, be offered what another gave back, accept, decline, and leave.

Hours are not waited for: what the system stored of the hour of joining is rewritten, as other tests rewrite items.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.citizens import family
from tests.support.deployed import account_of
from tests.support.parties import audited

if TYPE_CHECKING:
    from tests.support.client import Answer
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot


def test_a_seat_that_is_given_back_is_offered_and_accepted(deployed: Deployed) -> None:
    """Siti waits for a full slot, gets the offer of what another gave back, accepts it, and has a booking."""
    (first, siti), [slot, *_] = deployed.citizens(2), deployed.slots()
    assert deployed.change_quota(slot, capacity=1).status == 200
    held = deployed.book(first, slot)
    joined = join(deployed, siti, slot, "tunggu-1")
    assert (joined.status, joined.body["state"]) == (201, "waiting")
    assert join(deployed, siti, slot, "tunggu-1").body["entry_id"] == joined.body["entry_id"]
    assert join(deployed, siti, slot, "tunggu-2").outcome == (409, "already_waiting")
    operator = deployed.staff("operators", slot.office_id)
    counted = deployed.api.get(f"/admin/offices/{slot.office_id}/waiting", operator).body
    assert counted["parties"] >= 1
    assert deployed.api.post(f"/bookings/{held['booking_id']}/cancel", None, first.token).status == 200
    an_hour_earlier(deployed, siti, slot)
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
    assert deployed.change_quota(slot, capacity=1).status == 200
    held = deployed.book(first, slot)
    assert join(deployed, siti, slot, "tunggu-1").status == 201
    assert deployed.api.post(f"/bookings/{held['booking_id']}/cancel", None, first.token).status == 200
    an_hour_earlier(deployed, siti, slot)
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


def join(deployed: Deployed, citizen: Any, slot: Slot, key: str) -> Answer:
    """Wait for the slot alone."""
    wish = {
        "office_id": slot.office_id,
        "first": slot.date,
        "last": slot.date,
        "sessions": [slot.session],
        "service": "new",
        "applicants": family(1),
    }
    return deployed.api.post("/waiting", wish, citizen.token, key=key)


def entry_of(deployed: Deployed, citizen: Any) -> dict[str, Any]:
    """The entry of a citizen, as they see it."""
    found: dict[str, Any] = deployed.api.get("/waiting", citizen.token).body["entry"]
    return found


def an_hour_earlier(deployed: Deployed, citizen: Any, slot: Slot) -> None:
    """Let somebody have joined an hour before, in the entry and on the list of the office."""
    client, table = deployed.aws.dynamodb(), deployed.outputs["table_name"]
    account_id = account_of(citizen.token)
    entry = deployed.table.get(f"ACCOUNT#{account_id}", "WAITING")
    assert entry
    earlier = {"N": str(entry["joined_at"] - 3600)}
    deployed.rewrite(f"ACCOUNT#{account_id}", "WAITING", "SET joined_at = :value", earlier)
    listed = client.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"WAITING#{slot.office_id}"}},
        ConsistentRead=True,
    )["Items"]
    [waiter] = [item for item in listed if item["sk"]["S"].endswith(f"#{account_id}")]
    kind, hour, rank, account = waiter["sk"]["S"].split("#")
    client.put_item(TableName=table, Item={**waiter, "sk": {"S": f"{kind}#{int(hour) - 3600:012d}#{rank}#{account}"}})
    client.delete_item(TableName=table, Key={"pk": waiter["pk"], "sk": waiter["sk"]})

"""The waiting list of the deployed system: who joins, and hours that pass.

Hours are not waited for: what the system stored of the hour of joining is rewritten, with the rank that would have been
drawn in the earlier hour, as other tests rewrite items.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.support.citizens import family
from tests.support.deployed_turns import seed_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support.citizens import Citizen, Person
    from tests.support.client import Answer
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_HOUR = 3600
_HELD = 6 * _HOUR


def join(
    deployed: Deployed,
    citizen: Citizen,
    slot: Slot,
    key: str = "tunggu-1",
    people: int = 1,
    also: Sequence[Person] = (),
) -> Answer:
    """Wait for a slot, alone, with children, or `also` with others."""
    wish = {
        "office_id": slot.office_id,
        "first": slot.date,
        "last": slot.date,
        "sessions": [slot.session],
        "service": "new",
        "applicants": [*family(people), *(each.applicant() for each in also)],
    }
    return deployed.api.post("/waiting", wish, citizen.token, key=key)


def entry_of(deployed: Deployed, citizen: Citizen) -> dict[str, Any]:
    """The entry of a citizen, as they see it."""
    found: dict[str, Any] = deployed.api.get("/waiting", citizen.token).body["entry"]
    return found


def full_slot(deployed: Deployed, slot: Slot, holder: Citizen, others: int = 0) -> str:
    """Let a slot have one seat, which somebody has booked, and one for each of `others`; return the booking's id."""
    assert deployed.change_quota(slot, capacity=1 + others).status == 200
    for _ in range(others):
        deployed.book(deployed.citizen(), slot)
    return str(deployed.book(holder, slot)["booking_id"])


def given_back(deployed: Deployed, holder: Citizen, booking_id: str) -> None:
    """Let somebody give a seat back."""
    assert deployed.api.post(f"/bookings/{booking_id}/cancel", None, holder.token).status == 200


def an_hour_earlier(deployed: Deployed, citizen: Citizen, rank: int | None = None) -> None:
    """Let somebody have joined an hour before, in the entry and on the lists of its offices."""
    account_id = citizen.account_id
    entry = deployed.table.get(f"ACCOUNT#{account_id}", "WAITING")
    assert entry
    joined_at = entry["joined_at"] - _HOUR
    seed = seed_of(deployed, datetime.fromtimestamp(joined_at, UTC))
    drawn = int.from_bytes(hmac.digest(seed, f"antrean/waiting/v1/{account_id}".encode(), "sha256")[:4], "big")
    rank = drawn if rank is None else rank
    for name, value in (("joined_at", joined_at), ("rank", rank)):
        names = {"#name": name}
        deployed.rewrite(f"ACCOUNT#{account_id}", "WAITING", "SET #name = :value", {"N": str(value)}, names)
    client, table = deployed.aws.dynamodb(), deployed.outputs["table_name"]
    for office_id in entry["offices"]:
        listed = client.query(
            TableName=table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"WAITING#{office_id}"}},
            ConsistentRead=True,
        )["Items"]
        [waiter] = [item for item in listed if item["sk"]["S"].endswith(f"#{account_id}")]
        hour = joined_at // _HOUR * _HOUR
        moved = {**waiter, "sk": {"S": f"E#{hour:012d}#{rank:010d}#{account_id}"}}
        client.put_item(TableName=table, Item=moved)
        client.delete_item(TableName=table, Key={"pk": waiter["pk"], "sk": waiter["sk"]})


def held_for_six_hours(deployed: Deployed, slot: Slot) -> None:
    """Let six hours have passed since kept seats of a slot began to wait for more; all were given back before that."""
    key = (f"WAITING#{slot.office_id}", f"BLOCKED#{slot.date}#{slot.session}")
    item = deployed.table.get(*key)
    assert item
    since = item["since"] - _HELD
    quota = (f"OFFICE#{slot.office_id}", f"QUOTA#{slot.date}#{slot.session}")
    # First, or a run of the clock between both would find seats that were given back after the six hours.
    deployed.rewrite(*quota, "SET kept_at = :value", {"N": str(since - 1)})
    deployed.rewrite(*key, "SET since = :value", {"N": str(since)})

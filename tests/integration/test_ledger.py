"""After all other tests: every seat of every slot is accounted for, once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from instruments.dynamodb import referee
from tests.support.deployed import Deployed

_EARLIEST = ZoneInfo("Asia/Jayapura")
"""Where the country's days begin first. On its own day whoever was received is guarded no more."""


def test_every_seat_is_accounted_for(deployed: Deployed) -> None:
    """Of every slot to come: capacity is what is left, kept, held and claimed; numbers and people are there once."""
    today = datetime.now(_EARLIEST).date().isoformat()
    items = deployed.table.scan()
    people = [item for item in items if item["sk"] in {"BOOKING", "ACTIVE"}]
    quotas = [item for item in items if item["sk"].startswith("QUOTA#") and item["sk"].split("#")[1] > today]
    touched = [quota for quota in quotas if quota["next_number"] > 1]
    assert touched
    untouched = (quota for quota in quotas if quota["next_number"] == 1)
    free = ((quota, quota["seats_left"] + quota.get("seats_kept", 0)) for quota in untouched)
    assert [quota["sk"] for quota, seats in free if seats != quota["capacity"]] == []
    wrong = {f"{quota['pk']} {quota['sk']}": referee.problems(people, quota) for quota in touched}
    assert {slot: problems for slot, problems in wrong.items() if problems} == {}

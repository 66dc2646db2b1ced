"""The seats of all offices over HTTP: what is booked, put off, opened and closed is seen within seconds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import compress

from tests.support.deployed import Deployed, eventually
from tests.support.slots import Slot

_SECONDS = 20
"""Far more than the memory of an environment and the wait of the stream's reader; a machine may be busy."""


def test_all_offices_are_one_small_answer(deployed: Deployed) -> None:
    """Each has three days, or fewer; whoever asks may keep it for three seconds."""
    answer = deployed.api.get("/offices/seats?people=2")
    offices = {office["office_id"] for office in deployed.api.get("/offices").body["offices"]}
    assert (answer.status, answer.body["people"]) == (200, 2)
    assert answer.headers["cache-control"] == "public, max-age=3, must-revalidate"
    assert {office["office_id"] for office in answer.body["offices"]} == offices
    assert all(len(office["days"]) <= 3 for office in answer.body["offices"])
    assert len(compress(json.dumps(answer.body).encode())) < 4_000
    assert deployed.api.get("/offices/seats?people=6").outcome == (422, "validation_failed")
    assert deployed.api.get("/offices/seats?when=now").outcome == (422, "validation_failed")


def test_a_change_of_seats_is_seen_within_seconds(deployed: Deployed) -> None:
    """The last seats of a session go; the other one is put off, opens after all, and is closed."""
    office_id = deployed.slots()[0].office_id
    # other tests begin three days from now
    day = seen(deployed, office_id)["days"][0]["date"]
    morning, afternoon = (Slot(office_id, day, session) for session in ("morning", "afternoon"))

    def tells(sessions: list[str], people: int = 1) -> None:
        eventually(lambda: of_day(deployed, office_id, day, people) == sessions, f"{sessions} on {day}", _SECONDS)

    tells(["morning", "afternoon"], 5)
    assert deployed.change_quota(morning, capacity=2).status == 200
    tells(["afternoon"], 3)
    tells(["morning", "afternoon"], 2)
    deployed.book(deployed.citizen(), morning, people=2)
    tells(["afternoon"])
    opens_at = (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0)
    assert deployed.change_quota(afternoon, opens_at=f"{opens_at:%Y-%m-%dT%H:%M:%SZ}").status == 200
    tells([])
    assert seen(deployed, office_id)["opens_at"] == f"{opens_at:%Y-%m-%dT%H:%M:%SZ}"
    now = datetime.now(UTC) - timedelta(minutes=1)
    assert deployed.change_quota(afternoon, opens_at=f"{now:%Y-%m-%dT%H:%M:%SZ}").status == 200
    tells(["afternoon"])
    assert deployed.change_quota(afternoon, state="closed").status == 200
    tells([])


def seen(deployed: Deployed, office_id: str, people: int = 1) -> dict[str, Any]:
    """What is told of an office."""
    found = deployed.api.get(f"/offices/seats?people={people}").body["offices"]
    return next(office for office in found if office["office_id"] == office_id)


def of_day(deployed: Deployed, office_id: str, day: str, people: int = 1) -> list[str]:
    """The sessions of an office's day that are told."""
    return next((each["sessions"] for each in seen(deployed, office_id, people)["days"] if each["date"] == day), [])

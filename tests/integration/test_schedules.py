"""What runs by itself: the sweeper that brings back the seats of the dead, the publisher, the auditor, and jobs."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any

from instruments.dynamodb import referee
from local.state.settings import STACK_NAME
from tests.support.citizens import family
from tests.support.deployed import Deployed, eventually
from tests.support.slots import Slot

LEASE = 60
SEATS = 2
"""How many seats each dead function took with it."""


def test_the_sweeper_returns_the_seats_of_a_dead_function(deployed: Deployed) -> None:
    """A claim older than its lease is resolved: the seats are back, and the booking it was for is fenced off."""
    [slot, *_] = deployed.slots()
    booking_id = claim(deployed, slot, seconds_ago=LEASE + 5)
    assert deployed.table.quota(slot)["seats_left"] == deployed.table.quota(slot)["capacity"] - SEATS
    deployed.run("SweeperFunction")
    quota = deployed.table.quota(slot)
    assert (quota["seats_left"], quota["claims"]) == (quota["capacity"], {})
    assert deployed.table.booking(booking_id)[f"void#{slot.office_id}#{slot.date}#{slot.session}"] == 1
    assert audited(deployed, slot) == []


def test_the_sweeper_leaves_the_living_alone(deployed: Deployed) -> None:
    """A claim within its lease belongs to a function that may still commit it."""
    [slot, *_] = deployed.slots()
    claim(deployed, slot, seconds_ago=5)
    before = deployed.table.quota(slot)
    deployed.run("SweeperFunction")
    assert deployed.table.quota(slot) == before
    assert audited(deployed, slot) == []
    # so that it does not go stale in the middle of another test
    [claim_id] = before["claims"]
    change = "REMOVE claims.#name SET seats_left = seats_left + :value"
    deployed.rewrite(*_key(slot), change, {"N": str(SEATS)}, {"#name": claim_id})


def test_a_claim_that_a_booking_holds_gives_nothing_back(deployed: Deployed) -> None:
    """A function that died between commit and settle: the claim goes, the seats stay with the booking."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=3)
    [held] = deployed.table.booking(made["booking_id"])["ranges"]
    old = held["t"] - LEASE - 5
    deployed.rewrite(f"BOOKING#{made['booking_id']}", "BOOKING", "SET ranges[0].t = :value", {"N": str(old)})
    put_claim(deployed, slot, held["c"], old * 1_000_000 + held["f"])
    deployed.run("SweeperFunction")
    quota = deployed.table.quota(slot)
    assert (quota["seats_left"], quota["claims"]) == (quota["capacity"] - 3, {})
    assert deployed.api.get(f"/bookings/{made['booking_id']}", citizen.token).body == made
    assert audited(deployed, slot) == []


def test_nobody_waits_for_the_sweeper_at_a_full_slot(deployed: Deployed) -> None:
    """Who meets a full slot resolves the dead claims in it first, and gets their seats."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    assert deployed.change_quota(slot, capacity=SEATS).status == 200
    claim(deployed, slot, seconds_ago=LEASE + 5)
    body = {**slot.choice, "service": "new", "applicants": family(SEATS)}
    answer = deployed.api.post("/bookings", body, citizen.token)
    assert answer.status == 201, answer.text
    # numbers never repeat: those of the dead function are lost with it
    assert [who["queue_number"][-3:] for who in answer.body["applicants"]] == ["003", "004"]
    assert audited(deployed, slot) == []


def test_publishing_again_touches_nothing(deployed: Deployed) -> None:
    """The publisher adds what is missing and changes no slot that exists, whatever became of it."""
    citizen, [slot, closed, _] = deployed.citizen(), deployed.slots()
    deployed.book(citizen, slot, people=2)
    assert deployed.change_quota(closed, state="closed", reason="banjir").status == 200
    before = {item["sk"]: item for item in deployed.table.partition(f"OFFICE#{slot.office_id}")}
    deployed.run("PublisherFunction")
    after = {item["sk"]: item for item in deployed.table.partition(f"OFFICE#{slot.office_id}")}
    assert {key: after[key] for key in before} == before


def test_the_auditor_names_what_is_wrong_with_a_slot(deployed: Deployed) -> None:
    """A seat that is lost by hand, and ten times as many queue numbers as seats, are told in answer, log and metric.

    Before that all slots are sound. Of the slot with the many numbers every seat is there, so it is not broken.
    """
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    deployed.book(citizen, slot, people=2)
    sound = deployed.run("AuditorFunction")
    assert sound["broken"] == []
    assert sound["audited"] > 0
    quota = deployed.table.quota(other)
    began = int(time.time() * 1000)
    deployed.rewrite(*_key(slot), "SET seats_left = seats_left - :value", {"N": "1"})
    deployed.rewrite(*_key(other), "SET next_number = :value", {"N": str(quota["capacity"] * 10 + 2)})
    try:
        answer = deployed.run("AuditorFunction")
    finally:
        deployed.rewrite(*_key(slot), "SET seats_left = seats_left + :value", {"N": "1"})
        deployed.rewrite(*_key(other), "SET next_number = :value", {"N": str(quota["next_number"])})
    assert answer["broken"] == [f"{slot.office_id}/{slot.date}/{slot.session}"]
    [line] = eventually(lambda: deployed.logged("auditor", "slot broken", began), "a line about the slot")
    assert (line["level"], *_place(line)) == ("ERROR", slot.office_id, slot.date, slot.session)
    assert (line["breaks"], line["held"]) == (["unbalanced"], 2)
    # A slot of another test may be named too, if its seats were cut.
    lines = eventually(lambda: deployed.logged("auditor", "many numbers", began), "lines about slots")
    told = [(line["level"], *_place(line)) for line in lines]
    assert told.count(("WARNING", other.office_id, other.date, other.session)) == 1
    [metrics] = deployed.logged("auditor", "CloudWatchMetrics", began)
    assert (metrics["service"], metrics["SlotsBroken"]) == ("auditor", [1.0])
    assert metrics["SlotsWithManyNumbers"] == [answer["many_numbers"]] == [len(told)]
    assert metrics["_aws"]["CloudWatchMetrics"][0]["Namespace"] == STACK_NAME
    assert answer["many_numbers"] == sound["many_numbers"] + 1


def _place(line: Mapping[str, Any]) -> tuple[str, str, str]:
    """The slot that a line of the auditor's log names."""
    return line["office"], line["date"], line["session"]


def test_earlier_bookings_are_indexed_after_an_hour(deployed: Deployed) -> None:
    """The job waits, lists a booking that a release without an index wrote, and from then on audits look days up."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    booking = (f"BOOKING#{made['booking_id']}", "BOOKING")
    listed = deployed.table.booking(made["booking_id"])
    deployed.rewrite(*booking, "SET by_number = :value REMOVE by_day", {"S": "as it was not"})
    assert deployed.run("JobsFunction") == {"left": 2}
    deployed.rewrite("JOB#by_day", "JOB", "SET seen_at = :value", {"N": str(int(time.time()) - 3600)})
    assert deployed.run("JobsFunction") == {"left": 1}
    assert deployed.table.booking(made["booking_id"]) == listed
    deployed.rewrite(*_key(slot), "SET seats_left = seats_left - :value", {"N": "1"})
    try:
        # All other slots are sound by the index, and this one is broken by the scan that follows.
        assert deployed.run("AuditorFunction")["broken"] == [f"{slot.office_id}/{slot.date}/{slot.session}"]
    finally:
        deployed.rewrite(*_key(slot), "SET seats_left = seats_left + :value", {"N": "1"})


def claim(deployed: Deployed, slot: Slot, seconds_ago: int) -> str:
    """Take the first seats of a slot as a function does that dies at once; return the booking that it was for."""
    booking_id = f"DEAD{secrets.token_hex(6).upper()}"
    put_claim(deployed, slot, f"{booking_id}CLAIM{SEATS}", (int(time.time()) - seconds_ago) * 1_000_000 + 1)
    change = "SET seats_left = seats_left - :value, next_number = next_number + :value"
    deployed.rewrite(*_key(slot), change, {"N": str(SEATS)})
    return booking_id


def put_claim(deployed: Deployed, slot: Slot, claim_id: str, stamp: int) -> None:
    """Leave a claim in a quota."""
    deployed.rewrite(*_key(slot), "SET claims.#name = :value", {"N": str(stamp)}, {"#name": claim_id})


def audited(deployed: Deployed, slot: Slot) -> list[str]:
    """Return what the referee finds wrong with a slot."""
    return referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(slot))


def _key(slot: Slot) -> tuple[str, str]:
    return f"OFFICE#{slot.office_id}", f"QUOTA#{slot.date}#{slot.session}"

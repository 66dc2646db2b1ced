"""The running API against docs/openapi.json: no answer is undocumented, whatever schemathesis makes up to ask."""

from __future__ import annotations

import json

import pytest
from schemathesis.checks import CHECKS

from instruments.dynamodb import referee
from tests.fuzz import fuzzer
from tests.fuzz.outcome import Outcome
from tests.fuzz.stage import Stage
from tests.support import proof
from tests.support.contract import DOCUMENT
from tests.support.deployed import Deployed

SECONDS = proof.size(30, 120)
CONTROL_SECONDS = (5, 15, 45)
"""A busy machine lets few requests through in a short time, so the control may take longer until all is told."""
DONE = {
    "booked": ("POST /bookings", 201),
    "families added to": ("POST /bookings/{booking_id}/applicants", 200),
    "moved": ("POST /bookings/{booking_id}/reschedule", 200),
    "cancelled": ("POST /bookings/{booking_id}/cancel", 200),
    "quotas changed": ("PUT /admin/offices/{office_id}/quotas/{date}/{session}", 200),
    "signed up": ("POST /accounts", 202),
}


@pytest.fixture(scope="module")
def stage(deployed: Deployed) -> Stage:
    """People and slots that the fuzzer knows."""
    return Stage.of(deployed)


@pytest.fixture(scope="module")
def outcome(stage: Stage) -> Outcome:
    """What came of the one run that the tests here look at."""
    found = fuzzer.run_until_met(stage, SECONDS)
    phases = ", ".join(f"{times} in {phase}" for phase, times in found.phases.items())
    done = ", ".join(f"{found.statuses[answer]} {name}" for name, answer in DONE.items())
    busy = sum(times for (_, status), times in found.statuses.items() if status == 503)
    proof.found(
        proof.Engine.STACK,
        f"schemathesis: {len(found.failures)} kinds of failure in {found.requests} requests ({phases}) with "
        f"{found.checks.total()} checks of {len(found.checks)} kinds in {found.seconds} s; "
        f"{done}; {busy} answered busy",
    )
    return found


@pytest.mark.slow
def test_no_check_fails(outcome: Outcome) -> None:
    """No 5xx but a documented `busy`, nothing undocumented, nothing bad accepted, nothing good called malformed."""
    assert not outcome.failures, outcome.told()


def test_every_check_was_made(outcome: Outcome) -> None:
    """Each check of schemathesis and ours was made, but the one that is left out with its reason."""
    assert outcome.checks.keys() == {*CHECKS.get_all_names()} - {"unsupported_method"}
    assert outcome.identities["neighbour"], "nobody asked for what is somebody else's"


def test_every_operation_was_done(outcome: Outcome) -> None:
    """Each operation succeeded at least once: a fuzzer that only meets refusals shows nothing."""
    assert not outcome.missing(json.loads(DOCUMENT.read_text(encoding="utf-8")))


def test_what_was_made_is_where_it_was_said_to_be(stage: Stage, outcome: Outcome) -> None:
    """Each 201 has a `Location`, and whoever made the booking, or the closure, finds it there.

    Whoever left the waiting list and joined it anew finds the newest entry.
    """
    for response in outcome.created:
        made, place = response.json(), response.headers["location"][0]
        if "entry_id" in made:
            assert stage.deployed.api.get(place, stage.citizen.token).body["entry"]
            continue
        token, name = (stage.operator, "closure_id") if "closure_id" in made else (stage.citizen.token, "booking_id")
        answer = stage.deployed.api.get(place, token)
        assert (answer.status, answer.body[name]) == (200, made[name])


def test_every_seat_is_accounted_for(stage: Stage, outcome: Outcome) -> None:
    """The citizen booked at one office; in each slot there, and where quotas changed, nothing is lost or oversold."""
    assert any("booking_id" in response.json() for response in outcome.created)
    booked = stage.deployed.api.get("/bookings", stage.citizen.token).body["bookings"]
    assert {booking["office_id"] for booking in booked} == {stage.slots[0].office_id}
    people = stage.deployed.table.bookings_and_guards()
    for office_id in (stage.slots[0].office_id, stage.managed[0].office_id):
        for quota in stage.deployed.table.partition(f"OFFICE#{office_id}"):
            assert referee.problems(people, quota) == []


@pytest.mark.slow
def test_a_document_that_lies_is_found_out(stage: Stage) -> None:
    """The control: each lie about an answer, a status, a token and a limit is told by its check."""
    document = stage.document()
    profile, offices = document["paths"]["/me"]["get"], document["paths"]["/offices"]["get"]
    document["paths"] = {"/me": {"get": profile}, "/offices": {"get": offices}}
    del offices["responses"]["200"]["links"]
    document["components"]["schemas"]["Profile"]["properties"]["phone"] = {"type": "integer"}
    del offices["responses"]["422"]
    offices["security"] = profile["security"]
    limit = next(parameter for parameter in offices["parameters"] if parameter["name"] == "limit")
    limit["schema"]["maximum"] = 100
    lies = {"response_schema_conformance", "status_code_conformance", "ignored_auth", "negative_data_rejection"}
    told: set[str] = set()
    for seconds in CONTROL_SECONDS:
        told = {check for check, *_ in fuzzer.run(stage, document, seconds).failures}
        if told == lies:
            break
    assert told == lies

"""Receipts that cannot be stored, on the deployed stack: the dead-letter queue, and the replay that makes them good."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.support import proof
from tests.support.client import fetch_url
from tests.support.deployed import LIVE, Deployed, eventually
from tests.support.receipts import FORMS, link, receipt_of

_PATIENCE = 6
"""Seconds for which the stream's function tries; AWS takes no less than 60, the embedded one does."""
_GIVEN_UP_SECONDS = 60


def test_receipts_that_could_not_be_stored_are_made_good(deployed: Deployed) -> None:
    """After its tries a batch is put aside; citizens are served meanwhile; a replay stores what nobody asked for."""
    [asking, silent], [slot, *_] = deployed.citizens(2), deployed.slots()
    deployed.run("ReceiptReplayerFunction")
    left, before = waiting(deployed), deployed.receipt_keys()
    began = int(time.time() * 1000)
    with without_bucket(deployed, "ReceiptRendererFunction"), tried_for(deployed, _PATIENCE):
        made = {}
        for number, citizen in enumerate((asking, silent), 1):
            made[citizen] = deployed.book(citizen, slot, people=2)
            eventually(lambda number=number: waiting(deployed) == left + number, "dead letter", _GIVEN_UP_SECONDS)  # type: ignore[misc]
        for booking in made.values():
            tries = deployed.logged("receipt_renderer", f"BOOKING#{booking['booking_id']}", began)
            assert len([line for line in tries if line["message"] == "record not handled"]) > 1
        assert not receipt_of(deployed, made[silent], before)
        tickets = {form: fetch_url(link(deployed, asking, made[asking], form)) for form in FORMS}
        assert {ticket.status for ticket in tickets.values()} == {200}
        assert all(who["queue_number"] in tickets["svg"].text for who in made[asking]["applicants"])
        with without_bucket(deployed, "ReceiptReplayerFunction"):
            assert deployed.run("ReceiptReplayerFunction")["done"] == 0
        assert waiting(deployed) == left + 2, "a replay that failed lost a message"
    assert deployed.run("ReceiptReplayerFunction")["done"] == 2
    assert waiting(deployed) == left
    keys = receipt_of(deployed, made[silent], before)
    assert keys, "the replay did not store the receipt"
    # and the stream goes on behind what was put aside
    assert deployed.api.post(f"/bookings/{made[silent]['booking_id']}/cancel", None, silent.token).status == 200
    eventually(lambda: not keys & deployed.receipt_keys(), "end of the receipt")
    proof.found(
        proof.Engine.STACK, "2 receipts without a bucket ended in the dead-letter queue; the replay stored both"
    )


def waiting(deployed: Deployed) -> int:
    """Return how many messages are in the dead-letter queue, seen or hidden."""
    names: list[Any] = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    url = deployed.stack_outputs["ReceiptFailuresUrl"]
    found: dict[Any, str] = deployed.aws.sqs().get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


@contextmanager
def without_bucket(deployed: Deployed, logical_id: str) -> Iterator[None]:
    """Let a function look for a bucket that does not exist: in a version of its own, which is live for a while."""
    functions, name = deployed.aws.functions(), deployed.function(logical_id)
    usual = functions.get_alias(FunctionName=name, Name=LIVE)["FunctionVersion"]
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    broken = {**variables, "RECEIPTS_BUCKET": "no-bucket-of-this-name"}
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": broken})
    version = functions.publish_version(FunctionName=name)["Version"]
    functions.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=version)
    try:
        yield
    finally:
        functions.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=usual)
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
        functions.delete_function(FunctionName=name, Qualifier=version)


@contextmanager
def tried_for(deployed: Deployed, seconds: int) -> Iterator[None]:
    """Let the stream's function try a batch for so many seconds."""
    functions, name = deployed.aws.functions(), deployed.function("ReceiptRendererFunction")
    [mapping] = functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=mapping["UUID"], MaximumRecordAgeInSeconds=seconds)
    try:
        yield
    finally:
        usual = mapping["MaximumRecordAgeInSeconds"]
        functions.update_event_source_mapping(UUID=mapping["UUID"], MaximumRecordAgeInSeconds=usual)

"""Receipts: rendered by the table's stream or by who asks first; a private bucket, under names that say nothing."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from antrean.tickets.qr import payload
from tests.support.citizens import made_up_nik, person
from tests.support.client import fetch_url
from tests.support.deployed import LIVE, Deployed, eventually
from tests.support.receipts import FORMS, link, object_of, receipt_of
from tests.support.slots import Slot

_KEY = re.compile(r"receipts/[0-9a-hjkmnp-tv-z]{26}\.(svg|png)")


def test_the_stream_renders_a_booking(deployed: Deployed) -> None:
    """Soon after a booking both forms of its receipt are in the bucket, though nobody asked for them."""
    before = deployed.receipt_keys()
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    rendered = eventually(lambda: receipt_of(deployed, made, before), "receipt from the stream")
    assert {object_of(link(deployed, citizen, made, form)) for form in FORMS} == rendered


def test_names_tell_nothing(deployed: Deployed) -> None:
    """The name of a receipt is a keyed hash: no id, no slot, no person, and another one for each booking."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    name = object_of(link(deployed, citizen, made, "svg"))
    assert _KEY.fullmatch(name)
    for secret in (made["booking_id"], citizen.account_id, slot.office_id, slot.date, citizen.person.nik[-4:]):
        assert secret.lower() not in name
    assert all(_KEY.fullmatch(key) for key in deployed.receipt_keys())


def test_the_bucket_is_private(deployed: Deployed) -> None:
    """Only the signed link opens a receipt: not the bare address, not another signature, not the bucket's list."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    url = link(deployed, citizen, deployed.book(citizen, slot), "svg")
    bare = url.partition("?")[0]
    bucket = bare.removesuffix(object_of(url))
    assert fetch_url(url).status == 200
    forged = re.sub(r"X-Amz-Signature=\w{4}", "X-Amz-Signature=0000", url)
    assert [fetch_url(address).status for address in (bare, forged, bucket)] == [403, 403, 403]


def test_a_link_lives_for_minutes(deployed: Deployed) -> None:
    """The answer says until when the link works, and the signature says the same."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    answer = deployed.api.get(f"/bookings/{made['booking_id']}/receipt", citizen.token)
    assert answer.body["expires_at"] > made["created_at"]
    assert "X-Amz-Expires=600" in answer.body["url"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_late_stream_keeps_nobody_waiting(deployed: Deployed) -> None:
    """While the stream stands still a receipt is rendered for who asks, byte for byte what the stream makes later."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    with stream_stopped(deployed):
        made = deployed.book(citizen, slot, people=3)
        urls = {form: link(deployed, citizen, made, form) for form in FORMS}
        asked = {form: fetch_url(url) for form, url in urls.items()}
        assert {answer.status for answer in asked.values()} == {200}
        for url in urls.values():
            deployed.aws.s3().delete_object(Bucket=deployed.outputs["receipts_bucket"], Key=object_of(url))
    for form, url in urls.items():
        eventually(lambda url=url: fetch_url(url).status == 200, "receipt from the stream")  # type: ignore[misc]
        assert fetch_url(url).content == asked[form].content


@pytest.mark.parametrize("operation", ["reschedule", "applicants", "cancel"])
def test_a_change_replaces_the_receipt(deployed: Deployed, operation: str) -> None:
    """After a change the old ticket is gone from the bucket, also for who kept its link; a cancelled one has none."""
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    old = {form: link(deployed, citizen, made, form) for form in FORMS}
    assert {fetch_url(url).status for url in old.values()} == {200}
    bodies: dict[str, Any] = {
        "reschedule": other.choice,
        "applicants": {"applicants": [person("Anak C").applicant()]},
        "cancel": None,
    }
    changed = deployed.api.post(f"/bookings/{made['booking_id']}/{operation}", bodies[operation], citizen.token)
    assert changed.status == 200, changed.text
    eventually(lambda: all(fetch_url(url).status == 404 for url in old.values()), "end of the old receipt")
    if operation == "cancel":
        asked = deployed.api.get(f"/bookings/{made['booking_id']}/receipt", citizen.token)
        assert asked.outcome == (404, "not_found")
        return
    new = fetch_url(link(deployed, citizen, made, "svg")).text
    assert all(who["queue_number"] in new for who in changed.body["applicants"])


def test_the_present_slot_counts_at_the_counter(deployed: Deployed) -> None:
    """The code of the old ticket still names the booking, but the office that it was moved away from turns it down."""
    citizen, [slot, *_], [elsewhere, *_] = deployed.citizen(), deployed.slots(), deployed.slots()
    made = deployed.book(citizen, slot)
    path = f"/bookings/{made['booking_id']}/reschedule"
    assert deployed.api.post(path, elsewhere.choice, citizen.token).status == 200
    code = payload(made["booking_id"], made["revision"])
    old = _scan(deployed, code, slot)
    assert old.outcome == (409, "wrong_office")
    assert (old.body["office_id"], old.body["outdated"]) == (elsewhere.office_id, True)
    assert _scan(deployed, code, elsewhere).outcome == (409, "wrong_day")


def test_a_poisoned_record_holds_nobody_up(deployed: Deployed) -> None:
    """A booking item that cannot be read fails alone: the bookings beside it get, and lose, their receipts."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    before = deployed.receipt_keys()
    key = {"pk": {"S": f"BOOKING#POISON{secrets.token_hex(5).upper()}"}, "sk": {"S": "BOOKING"}}
    dynamodb, table = deployed.aws.dynamodb(), deployed.outputs["table_name"]
    # what is in it must not come into a log; the last test of all looks for it there
    nik = made_up_nik(citizen.person.birth_date)
    dynamodb.put_item(TableName=table, Item={**key, "status": {"S": "confirmed"}, "people": {"S": nik}})
    try:
        made = deployed.book(citizen, slot)
        keys = eventually(lambda: receipt_of(deployed, made, before), "receipt from the stream")
    finally:
        dynamodb.delete_item(TableName=table, Key=key)
    # the deletion is as unreadable, and the emulator never gives a batch up: so let a readable record follow at once
    assert deployed.api.post(f"/bookings/{made['booking_id']}/cancel", None, citizen.token).status == 200
    eventually(lambda: not keys & deployed.receipt_keys(), "end of the receipt")


def test_failed_records_are_told_to_lambda_one_by_one(deployed: Deployed) -> None:
    """Of a batch only what failed is reported, so that Lambda tries that again and, in the end, puts it aside."""
    name = deployed.function("ReceiptRendererFunction")
    records = [_record("1", {"status": {"S": "confirmed"}}), _record("2", {"void#a#b#c": {"N": "1"}})]
    payload = json.dumps({"Records": records})
    answer = deployed.aws.functions().invoke(FunctionName=name, Qualifier=LIVE, Payload=payload)
    assert json.load(answer["Payload"]) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    [mapping] = deployed.aws.functions().list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert "ReceiptFailures" in mapping["DestinationConfig"]["OnFailure"]["Destination"]


@contextmanager
def stream_stopped(deployed: Deployed) -> Iterator[None]:
    """Let the table's stream reach nobody for a while."""
    functions, name = deployed.aws.functions(), deployed.function("ReceiptRendererFunction")
    [mapping] = functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def _scan(deployed: Deployed, code: str, slot: Slot) -> Any:
    officer = deployed.staff("officers", "*")
    return deployed.api.post("/checkins", {"code": code, "office_id": slot.office_id}, officer)


def _record(number: str, image: dict[str, Any]) -> dict[str, Any]:
    keys = {"pk": {"S": f"BOOKING#RECORD{number}"}, "sk": {"S": "BOOKING"}}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": {**keys, **image}, "SequenceNumber": number}}

"""What people do with their account over HTTP: end its sessions, read what is known of them, close it and be erased.

Fourteen days are not waited for: the instant from which on an account is erased is rewritten, with its entry.
"""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from antrean.account.erase import job_of
from tests.support.citizens import PASSWORD, Citizen, family, person
from tests.support.deployed import Deployed, account_of, eventually
from tests.support.parties import audited, book
from tests.support.traces import texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

EXPORT_SECONDS = 2
A_DAY = 86_400
ENDED = (401, "unauthenticated")


def test_all_sessions_are_ended_at_once(deployed: Deployed) -> None:
    """Every token of every device is refused by every function, none is renewed, and who logs in afterwards is in."""
    citizen = deployed.citizen()
    elsewhere, refresh = deployed.log_in(citizen.email), deployed.refresh_token(citizen.email)
    assert deployed.api.post("/me/sessions/end", token=citizen.token).status == 204
    for token in (citizen.token, elsewhere):
        for path in ("/me", "/bookings", "/me/listings", "/me/export"):
            assert deployed.api.get(path, token).outcome == ENDED
        assert deployed.api.post("/me/sessions/end", token=token).outcome == ENDED
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.renewed(refresh)
    # a log-in of the second in which they ended is ended too
    eventually(lambda: deployed.api.get("/me", deployed.log_in(citizen.email)).status == 200, "a session that holds")


def test_everything_that_is_known_is_exported(deployed: Deployed) -> None:
    """Profile, bookings, listings and looks are what their own routes answer, in a file, in under two seconds."""
    citizen, booker, [slot, other, _] = deployed.citizen(), deployed.citizen(), deployed.slots()
    cancelled = deployed.book(citizen, other, people=3)
    assert deployed.api.post(f"/bookings/{cancelled['booking_id']}/cancel", token=citizen.token).status == 200
    office_id = _is_seen_at_the_door(deployed, citizen)
    _is_over(deployed, citizen)
    listed = citizen.person.applicant("spouse")
    assert book(deployed, booker, slot, [{"relation": "self"}, listed]).status == 201

    looks = deployed.api.get("/me/seen", citizen.token).body
    [arrival] = [look for look in looks["seen"] if look["why"] == "arrival"]
    assert (arrival["role"], arrival["office_id"], arrival["daily"]) == ("officers", office_id, False)
    began = time.monotonic()
    answer = deployed.api.get("/me/export", citizen.token)
    # the function has begun by now: it is the one that told the looks
    assert time.monotonic() - began < EXPORT_SECONDS
    assert answer.status == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="antrean-paspor.json"'
    assert answer.headers["cache-control"] == "no-store"
    known = answer.body
    assert known["profile"] == deployed.api.get("/me", citizen.token).body
    assert known["bookings"] == deployed.bookings(citizen)
    assert {"cancelled", "checked_in"} == {each["status"] for each in known["bookings"]}
    assert known["listings"] == deployed.api.get("/me/listings", citizen.token).body["listings"]
    assert [each["booked_by"] for each in known["listings"]] == ["S. R."]
    assert known["seen"] == looks["seen"]
    assert known["counted"]["cancellations"] == 1
    assert citizen.person.nik not in answer.text


def test_a_look_is_told_to_whom_it_was_at(deployed: Deployed) -> None:
    """Nobody else hears of it, and who was never looked at hears of nothing."""
    seen, other = deployed.citizens(2)
    _is_seen_at_the_door(deployed, seen)
    assert deployed.api.get("/me/seen", seen.token).body["seen"]
    assert deployed.api.get("/me/seen", other.token).body == {"seen": []}


def test_closing_takes_the_password_and_can_be_undone(deployed: Deployed) -> None:
    """A wrong password and a booking refuse it, a repetition changes nothing, and a reopened account is as before."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    before = deployed.api.get("/me", citizen.token).body
    made = deployed.book(citizen, slot)
    wrong = _close(deployed, citizen, "bukan kata sandi saya")
    assert (wrong.outcome, wrong.body["errors"][0]["field"]) == ((422, "validation_failed"), "password")
    assert _close(deployed, citizen).outcome == (409, "booking_exists")
    assert deployed.api.get("/me", citizen.token).body["closes_at"] is None
    assert deployed.api.post(f"/bookings/{made['booking_id']}/cancel", token=citizen.token).status == 200

    first, again = (_close(deployed, citizen) for _ in range(2))
    assert first.status == again.status == 200
    assert first.body == again.body == {"closes_at": deployed.api.get("/me", citizen.token).body["closes_at"]}
    waits = datetime.fromisoformat(first.body["closes_at"]) - datetime.now(UTC)
    assert timedelta(days=13) < waits <= timedelta(days=14)
    assert len(_entries(deployed, citizen)) == 1
    assert book(deployed, citizen, slot, family(1)).outcome == (403, "forbidden")
    deployed.run("EraserFunction")

    for _ in range(2):
        reopened = deployed.api.post("/me/reopen", token=citizen.token)
        assert (reopened.status, reopened.body) == (200, {"closes_at": None})
    assert _entries(deployed, citizen) == []
    assert deployed.api.get("/me", citizen.token).body == before
    assert book(deployed, citizen, slot, family(1)).status == 201
    assert audited(deployed, slot) == []


def test_nothing_is_found_of_whom_was_erased(deployed: Deployed) -> None:
    """Not in any item of the table, object of the bucket or user of the pool; and the person may come back.

    The control is the same search before: it finds the person in all three.
    """
    who, email = person(f"Kartika {_word()} {_word()}"), f"{_word().lower()}+paspor@contoh.id"
    citizen, [slot, *_] = _signed_up(deployed, who, email), deployed.slots()
    child = person(f"Bunga {_word()}")
    made = book(deployed, citizen, slot, [{"relation": "self"}, child.applicant()]).body
    assert deployed.api.post("/accounts/password", {"email": email}).status == 202
    traces = {email, _profile(deployed, citizen)["nik_key"], *who.full_name.split()[1:], child.full_name.split()[1]}
    assert eventually(lambda: len(found := _found(deployed, traces)) == 3 and found, "traces in all three places")

    assert deployed.api.post(f"/bookings/{made['booking_id']}/cancel", token=citizen.token).status == 200
    assert _close(deployed, citizen).status == 200
    traces.add(_entry(deployed, citizen)["mailbox"])
    _is_due(deployed, citizen)
    _erases_now(deployed)
    eventually(lambda: not _found(deployed, traces), "the end of all traces")
    assert deployed.api.get("/me", citizen.token).outcome == (403, "forbidden")
    with pytest.raises(ClientError, match=r"NotAuthorized|UserNotFound"):
        deployed.log_in(email)
    assert audited(deployed, slot) == []

    back = _signed_up(deployed, who, email)
    assert back.account_id != citizen.account_id
    assert deployed.bookings(back) == []


def _signed_up(deployed: Deployed, who: Any, email: str) -> Citizen:
    answer = deployed.confirm(email, deployed.sign_up(who, email))
    assert answer.status == 204, answer.text
    token = deployed.log_in(email)
    return Citizen(who, account_of(token), email, token)


def _word() -> str:
    """A name that nobody else has."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return "".join(secrets.choice(letters) for _ in range(10)).capitalize()


def _close(deployed: Deployed, citizen: Citizen, password: str = PASSWORD) -> Any:
    return deployed.api.post("/me/close", {"password": password}, citizen.token)


def _is_seen_at_the_door(deployed: Deployed, citizen: Citizen) -> str:
    """Let a citizen arrive at an office today; return it."""
    code, office_id = deployed.booking_today(citizen)
    officer = deployed.staff("officers", office_id)
    body = {"code": code, "early": True}
    answer = deployed.api.post(f"/staff/offices/{office_id}/arrivals", body, officer)
    assert answer.status == 200, answer.text
    return office_id


def _entries(deployed: Deployed, citizen: Citizen) -> list[dict[str, Any]]:
    """Return the entries of the eraser's list that name an account."""
    return [each for each in deployed.table.partition("ERASURES") if each["sk"].endswith(f"#{citizen.account_id}")]


def _entry(deployed: Deployed, citizen: Citizen) -> dict[str, Any]:
    [entry] = _entries(deployed, citizen)
    return entry


def _profile(deployed: Deployed, citizen: Citizen) -> dict[str, Any]:
    profile = deployed.table.get(f"ACCOUNT#{citizen.account_id}", "PROFILE")
    assert profile
    return profile


def _is_over(deployed: Deployed, citizen: Citizen) -> None:
    """Let the day of the active booking be over for its owner: it stands in the way of nothing any more."""
    over = {"N": str(int(time.time()) - 2 * A_DAY)}
    deployed.rewrite(f"ACCOUNT#{citizen.account_id}", "PROFILE", "SET active_until = :value", over)
    nik_key = _profile(deployed, citizen)["nik_key"]
    deployed.rewrite(f"NIK#{nik_key}", "ACTIVE", "SET held_until = :value", over)


def _is_due(deployed: Deployed, citizen: Citizen) -> None:
    """Let an account have been closed fourteen days ago, in its profile and in the list."""
    due = int(time.time()) - 1
    client, table = deployed.aws.dynamodb(), deployed.outputs["table_name"]
    key = {"pk": {"S": "ERASURES"}, "sk": {"S": _entry(deployed, citizen)["sk"]}}
    item = client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    client.put_item(TableName=table, Item={**item, "sk": {"S": f"{due:012d}#{citizen.account_id}"}})
    client.delete_item(TableName=table, Key=key)
    deployed.rewrite(f"ACCOUNT#{citizen.account_id}", "PROFILE", "SET closes_at = :value", {"N": str(due)})


def _erases_now(deployed: Deployed) -> None:
    """Run the eraser as if its job of today had waited for an hour, as jobs do, and was not done yet."""
    deployed.run("EraserFunction")
    job, waited = f"JOB#{job_of(datetime.now(UTC).date())}", {"N": str(int(time.time()) - A_DAY)}
    deployed.rewrite(job, "JOB", "SET seen_at = :value REMOVE done_at, reached", waited)
    assert deployed.run("EraserFunction") == {"due": 0}


def _found(deployed: Deployed, traces: set[str]) -> dict[str, list[str]]:
    """Return where one of the texts is found: the keys of items, the names of objects, and users."""
    places: dict[str, Iterator[tuple[str, str]]] = {
        "table": (
            (f"{item['pk']} {item['sk']}", f"{item['pk']} {item['sk']} {' '.join(texts_of(item))}")
            for item in deployed.table.scan()
        ),
        "bucket": _objects(deployed),
        "pool": _users(deployed),
    }
    found = {
        place: [name for name, text in texts if any(trace in text for trace in traces)]
        for place, texts in places.items()
    }
    return {place: names for place, names in found.items() if names}


def _objects(deployed: Deployed) -> Iterator[tuple[str, str]]:
    s3, bucket = deployed.aws.s3(), deployed.outputs["receipts_bucket"]
    for key in deployed.receipt_keys():
        yield key, s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode("latin-1")


def _users(deployed: Deployed) -> Iterator[tuple[str, str]]:
    pool = deployed.outputs["citizen_pool_id"]
    for page in deployed.aws.cognito().get_paginator("list_users").paginate(UserPoolId=pool):
        for user in page["Users"]:
            yield user["Username"], " ".join(texts_of(user))

"""Closures over HTTP: an operator closes a session, people are told by mail, and take another place."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from instruments.dynamodb import referee
from instruments.replay.people import holds_nik
from tests.support.bookings import is_again
from tests.support.deployed import eventually
from tests.support.system import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.client import Answer
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot


def test_a_displaced_family_reads_the_letter_and_moves(deployed: Deployed) -> None:
    """An operator looks ahead, closes, and lets the letter go; it says why; they move and have a new ticket."""
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    deployed.make_it_noon(made)
    path = f"/bookings/{made['booking_id']}"
    operator, officer = deployed.staff("operators", slot.office_id), deployed.staff("officers", slot.office_id)
    seen = preview(deployed, slot, operator)
    assert (seen["parties"], seen["people"]) == (1, 2)
    assert close(deployed, slot, officer, seen["etag"]).outcome == (403, "forbidden")
    closure = close(deployed, slot, operator, seen["etag"])
    assert closure.status == 201
    assert close(deployed, slot, operator, seen["etag"]).body["closure_id"] == closure.body["closure_id"]
    assert deployed.api.get(path, citizen.token).body["status"] == "displaced"
    assert deployed.mails(citizen.email, "displaced") == []
    address = f"/admin/closures/{closure.body['closure_id']}"
    assert deployed.api.post(f"{address}/send", {}, operator).status == 200
    [letter] = eventually(lambda: deployed.mails(citizen.email, "displaced"), "the letter", seconds=60)
    assert "listrik padam" in letter["text"]
    assert "listrik padam" in letter["html"]
    assert path.replace("/bookings/", "/antrean/") in letter["text"]
    assert not holds_nik(letter["text"] + letter["html"] + letter["subject"])
    assert 1 <= len(deployed.api.get(f"{path}/places", citizen.token).body["places"]) <= 3
    moved = deployed.api.post(f"{path}/reschedule", other.choice, citizen.token)
    assert (moved.status, moved.body["status"], moved.body["reschedules_left"]) == (200, "confirmed", 1)
    assert deployed.api.get(f"{path}/receipt", citizen.token).status == 200
    eventually(lambda: deployed.mails(citizen.email, "moved"), "the mail of the new place")
    assert len(deployed.mails(citizen.email, "displaced")) == 1
    assert deployed.api.get(f"{address}/calls", operator).body["calls"] == []
    for each in (slot, other):
        assert referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(each)) == []


def test_whom_no_mail_reaches_is_on_the_call_list(deployed: Deployed) -> None:
    """At once, for the office's operators and officers; the look leaves a record, and no other office gets the list."""
    citizen, slot, elsewhere = deployed.citizen(), deployed.slots()[0], deployed.slots()[0]
    made = deployed.book(citizen, slot)
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": citizen.email}]}
    deployed.report_of_ses(json.dumps({"eventType": "Bounce", "mail": {"tags": {}}, "bounce": bounce}))
    eventually(lambda: not deployed.api.get("/me", citizen.token).body["mailbox_works"], "the mailbox to be known")
    operator = deployed.staff("operators", slot.office_id)
    seen = preview(deployed, slot, operator)
    assert [each["unreachable"] for each in seen["slots"]] == [1]
    closure_id = close(deployed, slot, operator, seen["etag"]).body["closure_id"]
    address = f"/admin/closures/{closure_id}"
    officer, stranger = (deployed.staff("officers", each.office_id) for each in (slot, elsewhere))
    assert deployed.api.get(f"{address}/calls", stranger).status == 403
    assert deployed.api.get(f"{address}/calls", officer).body["calls"] == []
    deployed.api.post(f"{address}/send", {}, operator)
    [call] = deployed.api.get(f"{address}/calls", officer).body["calls"]
    assert (call["booking_id"], call["unreachable"]) == (made["booking_id"], True)
    listed = f"/admin/offices/{slot.office_id}/closures"
    assert deployed.api.get(listed, stranger).status == 403
    [found] = deployed.api.get(listed, officer).body["closures"]
    assert (found["closure_id"], found["to_call"], found["reason"]) == (closure_id, 1, "listrik padam")
    looks = [look for look in deployed.table.partition(f"SEEN#{slot.office_id}") if closure_id in look["sk"]]
    assert [look["people"] for look in looks] == [1]


def test_the_command_that_make_run_prints(deployed: Deployed, tmp_path: Path) -> None:
    """`make close` closes a session, lists what is closed, lets letters go, shows whom to call, and opens again."""
    citizen, slot = deployed.citizen(), deployed.slots()[0]
    made = deployed.book(citizen, slot)
    path = f"/bookings/{made['booking_id']}"
    (tmp_path / "outputs.json").write_text(json.dumps(deployed.outputs))

    def command(**wish: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "local", "close"],
            cwd=ROOT,
            env={**os.environ, "ANTREAN_STATE": str(tmp_path), **wish},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    told = command(SLOT=f"{slot.office_id}/{slot.date}/{slot.session}", REASON="Banjir")
    assert "1 parties with 1 people" in told
    assert deployed.api.get(path, citizen.token).body["closure"]["reason"] == "Banjir"
    found = re.search(r"REOPEN=([0-9A-Z]+)", told)
    assert found
    [line] = [line for line in command(OFFICE=slot.office_id).splitlines() if line.startswith(found[1])]
    assert f"{found[1]}  displaced, letters go at " in line
    assert line.endswith(f"{slot.date} {slot.session} (Banjir)")
    assert "half a minute" in command(SEND=found[1])
    assert command(CALLS=found[1]).startswith("Nobody")
    assert "reopening" in command(REOPEN=found[1])
    assert found[1] in command(OFFICE=slot.office_id)
    assert is_again(deployed.api.get(path, citizen.token).body, made)


def preview(deployed: Deployed, slot: Slot, operator: str) -> dict[str, Any]:
    """What an operator sees who thinks of closing a slot."""
    query = f"from={slot.date}&to={slot.date}&session={slot.session}"
    answer = deployed.api.get(f"/admin/offices/{slot.office_id}/closures/preview?{query}", operator)
    assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.body
    return found


def close(deployed: Deployed, slot: Slot, token: str, etag: str) -> Answer:
    """Close a slot as it was seen."""
    return deployed.api.request(
        "POST",
        f"/admin/offices/{slot.office_id}/closures",
        token=token,
        headers={"If-Match": etag, "Idempotency-Key": "tutup"},
        body={"from": slot.date, "to": slot.date, "session": slot.session, "reason": "listrik padam"},
    )

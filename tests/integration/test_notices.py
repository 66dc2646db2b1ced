"""What people are told, over HTTP: the mails of a booking's life, whole and once, and the settings of an account."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from antrean.notices.quiet import quiet_until
from instruments.replay.people import holds_nik
from tests.support.citizens import person
from tests.support.deployed import eventually

if TYPE_CHECKING:
    from local.aws.mail import Mail
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot


def test_a_booking_is_told_from_beginning_to_end(deployed: Deployed) -> None:
    """Booked, added, left, moved, cancelled: a mail of each, once, with the numbers and a calendar file."""
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    told(deployed, citizen, "booked")
    path = f"/bookings/{made['booking_id']}"
    more = {"applicants": [person("Anak Ketiga").applicant()]}
    deployed.api.post(f"{path}/applicants", more, citizen.token)
    told(deployed, citizen, "added")
    deployed.api.post(f"{path}/applicants/1/leave", None, citizen.token)
    told_by_day(deployed, citizen, slot, "left", f"{made['booking_id']}#2#left#1")
    assert deployed.api.post(f"{path}/reschedule", other.choice, citizen.token).status == 200
    moved = told(deployed, citizen, "moved")
    deployed.api.post(f"{path}/cancel", None, citizen.token)
    cancelled = told(deployed, citizen, "cancelled")
    mails = deployed.mails(citizen.email)
    kinds = sorted(mail["kind"] for mail in mails if mail["kind"] not in {"code", "left"})
    assert kinds == ["added", "booked", "cancelled", "moved"]
    assert not any(holds_nik(mail["text"] + mail["html"] + mail["subject"]) for mail in mails)
    assert b"STATUS:CONFIRMED" in calendar(moved)
    assert b"STATUS:CANCELLED" in calendar(cancelled)


def test_whom_another_account_books_is_told(deployed: Deployed) -> None:
    """The owner of the NIK learns where, and neither names nor the code of the booking."""
    mother, ayu, slot = deployed.citizen(), deployed.citizen(person("Ayu Lestari")), deployed.slots()[0]
    applicants = [{"relation": "self"}, ayu.person.applicant("child")]
    body = {**slot.choice, "service": "new", "applicants": applicants}
    made = deployed.api.post("/bookings", body, mother.token)
    assert made.status == 201, made.text
    mail = told_by_day(deployed, ayu, slot, "listed", f"{made.body['booking_id']}#0#listed#1")
    if mail is None:
        return
    assert deployed.office_name(slot) in mail["text"]
    assert made.body["booking_id"] not in mail["text"] + mail["html"]
    assert mother.person.full_name not in mail["text"] + mail["html"]


def test_mails_come_in_the_language_of_the_account(deployed: Deployed) -> None:
    """Which is changed by the account, and answered with the profile."""
    citizen, slot = deployed.citizen(), deployed.slots()[0]
    profile = deployed.api.get("/me", citizen.token).body
    assert (profile["language"], profile["reminders"], profile["mailbox_works"]) == ("id", True, True)
    changed = deployed.api.request("PATCH", "/me", token=citizen.token, body={"language": "en", "reminders": False})
    assert changed.status == 200, changed.text
    assert changed.body == profile | {"language": "en", "reminders": False}
    assert deployed.api.get("/me", citizen.token).body == changed.body
    deployed.book(citizen, slot)
    assert told(deployed, citizen, "booked")["text"].startswith("Dear ")


def test_a_mailbox_that_bounces_gets_no_more_mail(deployed: Deployed) -> None:
    """SES's report comes by its topic; the account's page says so."""
    citizen, slot = deployed.citizen(), deployed.slots()[0]
    recipients = [{"emailAddress": citizen.email}]
    bounce = {"bounceType": "Permanent", "bouncedRecipients": recipients}
    event = {"eventType": "Bounce", "mail": {"tags": {}}, "bounce": bounce}
    deployed.report_of_ses(json.dumps(event))
    eventually(lambda: not deployed.api.get("/me", citizen.token).body["mailbox_works"], "the mailbox to be known")
    made = deployed.book(citizen, slot)
    ended = eventually(
        lambda: notice(deployed, f"{made['booking_id']}#0#booked", "unreachable"), "the end of the notice"
    )
    assert ended
    assert deployed.mails(citizen.email, "booked") == []


def test_reminders_are_made_by_the_minute(deployed: Deployed) -> None:
    """The function that the schedule starts runs, whatever the hour, and says how many it made."""
    assert deployed.run("RemindersFunction")["reminders"] >= 0


def test_what_was_given_up_is_told_by_hand(deployed: Deployed) -> None:
    """A notice that ended in the dead-letter queue is taken up again by the replayer."""
    citizen, slot = deployed.citizen(), deployed.slots()[0]
    made = deployed.book(citizen, slot)
    told(deployed, citizen, "booked")
    sqs = deployed.aws.sqs()
    sqs.send_message(QueueUrl=deployed.stack_outputs["NoticeFailuresUrl"], MessageBody=f"{made['booking_id']}#0#booked")
    assert deployed.run("NoticeReplayerFunction")["notices"]["done"] >= 1
    assert len(deployed.mails(citizen.email, "booked")) == 1


def told(deployed: Deployed, citizen: Citizen, kind: str) -> Mail:
    """Wait for the mail of a kind to a citizen and return it; there is one."""
    [mail] = eventually(lambda: deployed.mails(citizen.email, kind), f"the mail {kind}")
    return mail


def told_by_day(deployed: Deployed, citizen: Citizen, slot: Slot, kind: str, notice_id: str) -> Mail | None:
    """Wait for a mail that comes unasked and return it; at night see its notice wait for the morning, and return None.

    The system's clock is that of this machine, so which of the two is seen depends on the hour.
    """
    offices = deployed.api.get("/offices").body["offices"]
    zone = next(office["timezone"] for office in offices if office["office_id"] == slot.office_id)
    if quiet_until(ZoneInfo(zone), datetime.now(UTC)) is None:
        return told(deployed, citizen, kind)
    assert eventually(lambda: notice(deployed, notice_id, "queued"), f"the notice {kind}")
    assert deployed.mails(citizen.email, kind) == []
    return None


def calendar(mail: Mail) -> bytes:
    """The calendar file that comes with a mail."""
    [attached] = mail["attachments"]
    assert attached["media_type"].startswith("text/calendar")
    return base64.b64decode(attached["content"])


def notice(deployed: Deployed, notice_id: str, state: str) -> bool:
    """Whether a notice is in a state."""
    item = deployed.table.get(f"NOTICE#{notice_id}", "NOTICE")
    return item is not None and item["state"] == state

"""Visits to which nobody came, over HTTP: telling it before, what follows, and how it is taken back.

Two days are not waited for: that a visit was missed is written as the job writes it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from antrean.aws.table import Table
from antrean.bookings.items import as_booking
from antrean.misses.model import Miss
from antrean.misses.store import Misses
from antrean.people.items import as_account
from tests.support.deployed import Deployed, eventually
from tests.support.parties import book

if TYPE_CHECKING:
    from tests.support.citizens import Citizen

TEXT = "Kereta saya mogok di Bojonggede."
FORBIDDEN = (403, "forbidden")


def test_people_tell_that_they_cannot_come(deployed: Deployed) -> None:
    """The booking ends, everybody is free, and booking, list and calendar say so; the same again changes nothing."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    path = f"/bookings/{made['booking_id']}"
    told = deployed.api.post(f"{path}/cannot-come", token=citizen.token)
    assert (told.status, told.body["status"]) == (200, "cancelled")
    assert told.body["cannot_come_at"]
    assert deployed.api.post(f"{path}/cannot-come", token=citizen.token).body == told.body
    assert deployed.bookings(citizen) == [told.body]
    calendar = deployed.api.get(f"{path}/calendar", citizen.token).text.replace("\r\n ", "")
    assert "STATUS:CANCELLED" in calendar
    assert "tidak dapat datang" in calendar
    assert deployed.table.quota(slot)["seats_kept"] == 2
    stranger = deployed.citizen()
    assert deployed.api.post(f"{path}/cannot-come", token=stranger.token).outcome == (404, "not_found")


def test_a_missed_visit_is_appealed_against_and_answered(deployed: Deployed) -> None:
    """It is mailed; its words are read by supervisors of the office alone; the answer is mailed and recorded."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    deployed.make_it_noon(made)
    is_missed(deployed, citizen, made, stops=True)
    path = f"/me/misses/{made['booking_id']}"
    # one that is taken back before it was told is not told any more
    eventually(lambda: deployed.mails(citizen.email, "frozen"), "the mail of the miss")
    shown = deployed.api.get("/me/misses", citizen.token).body
    assert shown["frozen_until"]
    assert [each["booking_id"] for each in shown["misses"]] == [made["booking_id"]]
    body = {"text": TEXT}
    assert deployed.api.post(f"{path}/appeal", {"text": f"NIK {citizen.person.nik}"}, citizen.token).status == 422
    appealed = deployed.api.post(f"{path}/appeal", body, citizen.token)
    assert appealed.status == 200, appealed.text
    assert deployed.api.get("/me/export", citizen.token).body["misses"] == [appealed.body]
    place = f"/staff/offices/{slot.office_id}/appeals"
    for token in (deployed.staff("officers", slot.office_id), deployed.staff("supervisors", "jayapura")):
        assert deployed.api.get(place, token).outcome == FORBIDDEN
    supervisor = deployed.staff("supervisors", slot.office_id)
    listed = deployed.api.get(place, supervisor)
    assert made["booking_id"] in [each["booking_id"] for each in listed.body["appeals"]]
    assert citizen.person.full_name not in listed.text
    assert "appeal" in [each["why"] for each in deployed.api.get("/me/seen", citizen.token).body["seen"]]
    answer = {"granted": True, "reason": "Gangguan kereta sudah diperiksa"}
    answered = deployed.api.post(f"{place}/{made['booking_id']}", answer, supervisor)
    assert answered.status == 200, answered.text
    records = deployed.table.partition(f"AUDIT#{slot.office_id}")
    assert [each["miss"] for each in records if each.get("booking") == made["booking_id"]] == ["granted"]
    assert deployed.api.get("/me/misses", citizen.token).body["frozen_until"] is None
    eventually(lambda: deployed.mails(citizen.email, "appeal_granted"), "the mail of the answer")


def test_whose_misses_stop_bookings_is_told_until_when(deployed: Deployed) -> None:
    """The one excuse of a year lets bookings go on at once."""
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    is_missed(deployed, citizen, made, stops=True)
    cancelled = deployed.api.post(f"/bookings/{made['booking_id']}/cancel", token=citizen.token)
    assert cancelled.status == 200
    until = deployed.api.get("/me/misses", citizen.token).body["frozen_until"]
    refused = book(deployed, citizen, other, [{"relation": "self"}])
    assert refused.outcome == (409, "limit_reached")
    assert (refused.body["rule"], refused.body["until"]) == ("misses", until)
    assert deployed.api.post(f"/me/misses/{made['booking_id']}/excuse", token=citizen.token).status == 200
    assert book(deployed, citizen, other, [{"relation": "self"}]).status == 201


def is_missed(deployed: Deployed, citizen: Citizen, made: dict[str, Any], *, stops: bool) -> None:
    """Write that a booking was missed, as the job does once its day is over for 48 hours."""
    table = Table(deployed.aws.dynamodb(), deployed.outputs["table_name"])
    booking = as_booking(table.get((f"BOOKING#{made['booking_id']}", "BOOKING")))
    account = as_account(table.get((f"ACCOUNT#{citizen.account_id}", "PROFILE")))
    assert booking
    assert account
    now = datetime.now(UTC).replace(microsecond=0)
    until = now + timedelta(days=14) if stops else None
    where = (booking.slot, booking.office_name, booking.timezone)
    miss = Miss(account.account_id, booking.booking_id, *where, 41, now, account.misses, 2 if stops else 1, until)
    assert Misses(table).decide(booking, miss, account, until)

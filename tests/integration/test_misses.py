"""Visits to which nobody came, over HTTP: telling it before, what follows, and how it is taken back."""

from __future__ import annotations

import time
import uuid

from antrean.policy.misses import APPEAL_READ
from tests.support.client import Answer
from tests.support.deployed import Deployed, eventually
from tests.support.deployed_misses import EARLIER, TEXT, is_missed, seats_are_kept, waits_for
from tests.support.parties import book

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
    assert [(each["booking_id"], each["nth"]) for each in shown["misses"]] == [(EARLIER, 1), (made["booking_id"], 2)]
    body = {"text": TEXT}
    assert deployed.api.post(f"{path}/appeal", {"text": f"NIK {citizen.person.nik}"}, citizen.token).status == 422
    appealed = deployed.api.post(f"{path}/appeal", body, citizen.token)
    assert appealed.status == 200, appealed.text
    assert deployed.api.get("/me/export", citizen.token).body["misses"][1:] == [appealed.body]
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


def test_an_appeal_that_nobody_answers_is_counted(deployed: Deployed) -> None:
    """Once it has waited for 72 hours the run of misses says at which office, and the metric of the alarm counts it."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    is_missed(deployed, citizen, made, stops=True)
    path = f"/me/misses/{made['booking_id']}/appeal"
    assert deployed.api.post(path, {"text": TEXT}, citizen.token).status == 200
    before = deployed.run("MissesFunction")["overdue"]
    waits_for(deployed, citizen, made, APPEAL_READ)
    began = int(time.time() * 1000)
    assert deployed.run("MissesFunction")["overdue"] == before + 1
    lines = eventually(lambda: deployed.logged("misses", "appeals overdue", began), "lines about appeals")
    assert slot.office_id in [line["office"] for line in lines]
    metrics = eventually(lambda: deployed.logged("misses", "CloudWatchMetrics", began), "the metric")
    assert [before + 1] in [each["AppealsOverdue"] for each in metrics]


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


def test_a_supervisor_gives_kept_seats_to_a_lane(deployed: Deployed) -> None:
    """Once for each key, and no more than there are; officers do not; both slots add up and say why."""
    [slot, *_] = deployed.slots()
    day, session = seats_are_kept(deployed, slot.office_id, 2)
    supervisor, place = deployed.staff("supervisors", slot.office_id), f"/staff/offices/{slot.office_id}"
    before = kept_today(deployed, place, supervisor, day, session)
    assert before >= 2
    body = {"session": session, "lane": "bap", "seats": 2, "reason": "banyak yang menunggu"}

    def give(token: str, key: str, **more: object) -> Answer:
        headers = {"Idempotency-Key": key}
        path = f"{place}/walkins/seats"
        return deployed.api.request("POST", path, token=token, headers=headers, body={**body, **more})

    key = str(uuid.uuid4())
    assert give(deployed.staff("officers", slot.office_id), key).outcome == FORBIDDEN
    given = give(supervisor, key)
    assert (given.status, given.body["kept"]) == (200, before - 2)
    assert give(supervisor, key).body == given.body
    assert give(supervisor, str(uuid.uuid4()), seats=before).outcome == (409, "slot_full")
    assert kept_today(deployed, place, supervisor, day, session) == before - 2
    records = [each for each in deployed.table.partition(f"AUDIT#{slot.office_id}") if each.get("date") == day]
    moved = {each["session"]: each["after"]["capacity"] - each["before"]["capacity"] for each in records}
    assert moved == {session: -2, "walk_in_bap": 2}


def kept_today(deployed: Deployed, place: str, token: str, day: str, session: str) -> int:
    """How many seats of a session today's list says were given back."""
    sessions = deployed.api.get(f"{place}/days/{day}", token).body["sessions"]
    return int(next(each["kept"] for each in sessions if each["session"] == session))

"""Offices and availability: what anybody may ask, without a token."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.deployed import Deployed
from tests.support.slots import LEFT_ALONE, day_ahead, slot_view

OFFICES = Path(__file__).parents[2] / "data" / "offices.csv"
HOLIDAYS = Path(__file__).parents[2] / "data" / "holidays.csv"
BOGOR = "-6.6,106.8"


def test_every_office_of_the_list_is_there(deployed: Deployed) -> None:
    """All offices of the shipped list can be booked at, each with its place, time zone and sessions."""
    answer = deployed.api.get("/offices")
    with OFFICES.open(encoding="utf-8", newline="") as file:
        wanted = {row["office_id"]: row for row in csv.DictReader(file)}
    found = {office["office_id"]: office for office in answer.body["offices"]}
    assert found.keys() == wanted.keys()
    assert all(found[key]["timezone"] == row["timezone"] for key, row in wanted.items())
    assert all(len(office["sessions"]) == 2 for office in found.values())
    assert [office["name"] for office in answer.body["offices"]] == sorted(row["name"] for row in wanted.values())
    assert answer.headers["cache-control"].startswith("public")


def test_offices_of_a_province_in_any_case(deployed: Deployed) -> None:
    """A province narrows the list, however it is written; one that does not exist has no offices."""
    found = deployed.api.get("/offices?province=dki%20jakarta").body["offices"]
    assert found
    assert {office["province"] for office in found} == {"DKI Jakarta"}
    assert deployed.api.get("/offices?province=Atlantis").body == {"offices": []}


def test_the_nearest_come_first(deployed: Deployed) -> None:
    """With a place the offices come by distance, and `limit` keeps the nearest."""
    found = deployed.api.get(f"/offices?near={BOGOR}&limit=5").body["offices"]
    distances = [office["distance_km"] for office in found]
    assert found[0]["office_id"] == "bogor"
    assert (len(distances), distances) == (5, sorted(distances))


def test_a_month_has_every_day_and_session(deployed: Deployed) -> None:
    """By default today, in office time, and the next 30 days: each with both sessions and a known state."""
    answer = deployed.api.get("/offices/jayapura/availability").body
    today = datetime.now(ZoneInfo(answer["timezone"])).date()
    assert answer["timezone"] == "Asia/Jayapura"
    days = [date.fromisoformat(day["date"]) for day in answer["days"]]
    assert days[0] in {today, today - timedelta(days=1)}
    assert days == [days[0] + timedelta(days=offset) for offset in range(31)]
    sessions = [session for day in answer["days"] for session in day["sessions"]]
    assert {session["session"] for session in sessions} == {"morning", "afternoon"}
    assert {session["state"] for session in answer["days"][0]["sessions"]} == {"past"}


def test_weekends_and_holidays_are_closed_with_their_reason(deployed: Deployed) -> None:
    """A day without service says so, and a national holiday is named."""
    answer = deployed.api.get(f"/offices/{LEFT_ALONE}/availability").body
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        holidays = {row["date"] for row in csv.DictReader(file)}
    for day in answer["days"][1:]:
        is_closed = date.fromisoformat(day["date"]).weekday() > 4 or day["date"] in holidays
        for session in day["sessions"]:
            assert (session["state"] == "closed") is is_closed
            assert bool(session.get("reason")) is is_closed


def test_five_states_are_told_apart(deployed: Deployed) -> None:
    """Open, full, not yet open (and when), closed (and why), past: each is shown as what it is."""
    [slot, *_] = deployed.slots()
    assert slot_view(deployed.api, slot)["state"] == "open"
    assert deployed.change_quota(slot, capacity=0).status == 200
    assert slot_view(deployed.api, slot)["state"] == "full"
    opens_at = f"{day_ahead(1)}T01:00:00Z"
    assert deployed.change_quota(slot, capacity=5, opens_at=opens_at).status == 200
    view = slot_view(deployed.api, slot)
    assert (view["state"], view["opens_at"]) == ("not_yet_open", opens_at)
    assert deployed.change_quota(slot, state="closed", reason="listrik padam").status == 200
    view = slot_view(deployed.api, slot)
    assert (view["state"], view["reason"]) == ("closed", "listrik padam")
    today = datetime.now(UTC).date().isoformat()
    answer = deployed.api.get(f"/offices/{slot.office_id}/availability?from={today}&to={today}").body
    assert {session["state"] for session in answer["days"][0]["sessions"]} == {"past"}


@pytest.mark.parametrize("people", [1, 5])
def test_the_nearest_seats_for_a_family(deployed: Deployed, people: int) -> None:
    """Each option seats the whole family in one slot; soonest first, and each office once."""
    options = deployed.api.get(f"/availability?people={people}&near={BOGOR}").body["options"]
    assert options
    assert all(option["seats_left"] >= people for option in options)
    dates = [option["date"] for option in options]
    assert dates == sorted(dates)
    assert len({option["office_id"] for option in options}) == len(options)


def test_seats_from_a_date_on(deployed: Deployed) -> None:
    """With a date the options lie in the week from it."""
    [slot, *_] = deployed.slots()
    last = date.fromisoformat(slot.date) + timedelta(days=6)
    options = deployed.api.get(f"/availability?date={slot.date}&people=2").body["options"]
    assert options
    assert all(slot.date <= option["date"] <= last.isoformat() for option in options)


def test_a_full_slot_names_alternatives(deployed: Deployed) -> None:
    """Who is refused for want of seats is told where the family fits, the other session of the day first."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    assert deployed.change_quota(slot, capacity=0).status == 200
    body = {**slot.choice, "service": "new", "applicants": [{"relation": "self"}]}
    refused = deployed.api.post("/bookings", body, citizen.token)
    assert refused.outcome == (409, "slot_full")
    alternatives: list[dict[str, Any]] = refused.body["alternatives"]
    assert alternatives[0]["office_id"] == slot.office_id
    assert {option["office_id"] for option in alternatives} > {slot.office_id}
    assert all(option["seats_left"] >= 1 for option in alternatives)
    assert slot.choice not in [{name: option[name] for name in slot.choice} for option in alternatives]

"""The whole walk of a family, as a browser makes it: from the sign-up to the counter."""

from __future__ import annotations

import io
import re
from typing import Any

import zxingcpp
from PIL import Image

from antrean.tickets.qr import payload
from tests.support.citizens import PASSWORD, family, new_email, person
from tests.support.client import fetch_url
from tests.support.deployed import Deployed
from tests.support.slots import slot_view


def test_from_sign_up_to_a_cancelled_booking(deployed: Deployed) -> None:
    """A newcomer signs up, books for four, adds a child, moves the family, cancels: every answer fits the last."""
    token = _sign_up(deployed)
    first, second, _ = deployed.slots()
    before = slot_view(deployed.api, first)

    booked = deployed.api.post("/bookings", {**first.choice, "service": "new", "applicants": family(4)}, token)
    assert booked.status == 201, booked.text
    made = booked.body
    path = f"/bookings/{made['booking_id']}"
    assert booked.headers["location"] == path
    assert {name: made[name] for name in ("office_id", "date", "session")} == first.choice
    assert (made["status"], made["reschedules_left"]) == ("confirmed", 1)
    assert [who["relation"] for who in made["applicants"]] == ["self", "child", "child", "child"]
    assert _are_consecutive(made)
    assert slot_view(deployed.api, first)["seats_left"] == before["seats_left"] - 4
    assert deployed.api.get(path, token).body == made
    assert deployed.api.get("/bookings", token).body == {"bookings": [made]}
    assert deployed.api.get("/me", token).body["active_booking"] == made["booking_id"]

    wish = {"applicants": [person("Anak E").applicant()]}
    grown = deployed.api.post(f"{path}/applicants", wish, token).body
    assert grown["applicants"][:4] == made["applicants"]
    assert len(grown["applicants"]) == 5
    assert slot_view(deployed.api, first)["seats_left"] == before["seats_left"] - 5

    moved = deployed.api.post(f"{path}/reschedule", second.choice, token).body
    assert {name: moved[name] for name in ("office_id", "date", "session")} == second.choice
    assert (moved["booking_id"], moved["reschedules_left"]) == (made["booking_id"], 0)
    assert _are_consecutive(moved)
    # what was given back is kept until a minute that nobody knows
    assert slot_view(deployed.api, first)["seats_left"] == before["seats_left"] - 5
    assert deployed.table.quota(first)["seats_kept"] == 5
    again = deployed.api.post(f"{path}/reschedule", first.choice, token)
    assert again.outcome == (409, "reschedule_used")

    cancelled = deployed.api.post(f"{path}/cancel", None, token)
    assert (cancelled.status, cancelled.body["status"]) == (200, "cancelled")
    assert slot_view(deployed.api, second)["seats_left"] == slot_view(deployed.api, second)["capacity"] - 5
    assert deployed.table.quota(second)["seats_kept"] == 5
    assert deployed.api.get("/me", token).body["active_booking"] is None


def test_the_qr_code_leads_back_to_its_booking(deployed: Deployed) -> None:
    """The receipt's picture, fetched with nothing but its link, is read by a scanner and says AP1 and the booking."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    link = deployed.api.get(f"/bookings/{made['booking_id']}/receipt?format=png", citizen.token)
    assert link.status == 200, link.text
    picture = fetch_url(link.body["url"])
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert (code.format.name, code.text) == ("QRCode", payload(made["booking_id"], made["revision"]))


def test_the_ticket_says_what_was_booked(deployed: Deployed) -> None:
    """The printable ticket has office, window with its zone, every name and every queue number, and runs no script."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    # A name with `<` is refused today, but accounts of before may have one.
    account, name = f"ACCOUNT#{citizen.account_id}", {"S": "Siti <b>& Anak"}
    deployed.rewrite(account, "PROFILE", "SET full_name = :value", name)
    made = deployed.book(citizen, slot, people=3)
    link = deployed.api.get(f"/bookings/{made['booking_id']}/receipt?format=svg", citizen.token).body
    ticket = fetch_url(link["url"])
    assert (ticket.status, ticket.headers["content-type"]) == (200, "image/svg+xml; charset=utf-8")
    text = re.sub(r"<[^>]+>", " ", ticket.text)
    assert made["arrive_from"].replace(":", ".") in text
    assert re.search(r"\b(WIB|WITA|WIT)\b", text)
    for who in made["applicants"][1:]:
        assert who["full_name"] in text
        assert who["queue_number"] in text
    assert "Siti &lt;b&gt;&amp; Anak" in text
    assert "<script" not in ticket.text


def test_the_calendar_has_the_visit(deployed: Deployed) -> None:
    """The calendar file is an event of the booking, and of nobody's name."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    answer = deployed.api.get(f"/bookings/{made['booking_id']}/calendar", citizen.token)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    lines = answer.text.replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert f"UID:{made['booking_id']}" in lines
    assert any(line.startswith(f"DTSTART:{slot.date.replace('-', '')}") for line in lines)
    assert citizen.person.full_name not in answer.text


def test_check_in_at_the_counter(deployed: Deployed) -> None:
    """The officer's first scan serves the booking; the second says when and where the first was."""
    citizen = deployed.citizen()
    code, office_id = deployed.booking_today(citizen)
    officer = deployed.staff("officers", office_id)
    first = deployed.api.post("/checkins", {"code": code, "office_id": office_id}, officer)
    assert first.status == 200, first.text
    assert (first.body["status"], first.body["booking_id"]) == ("checked_in", code.removeprefix("AP1"))
    assert first.body["applicants"][0]["full_name"] == citizen.person.full_name
    second = deployed.api.post("/checkins", {"code": code.lower(), "office_id": office_id}, officer)
    assert second.outcome == (409, "already_checked_in")
    assert second.body["checked_in_at"] == first.body["checked_in_at"]
    assert second.body["office_id"] == office_id


def _sign_up(deployed: Deployed) -> str:
    """Sign up step by step, and return the token."""
    who, email = person(), new_email()
    answer = deployed.confirm(email, deployed.sign_up(who, email))
    assert (answer.status, answer.content) == (204, b"")
    token = deployed.log_in(email, PASSWORD)
    me = deployed.api.get("/me", token).body
    assert (me["full_name"], me["birth_year"]) == (who.full_name, who.birth_date.year)
    return token


def _are_consecutive(made: dict[str, Any]) -> bool:
    numbers = [int(who["queue_number"].rpartition("-")[2]) for who in made["applicants"]]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))

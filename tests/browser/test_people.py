"""People who go out of a booking, and people whom another account has booked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.line import changed, refused
from tests.browser.steps import answer_everything, enter, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import person

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.browser.manner import Manner
    from tests.support.citizens import Citizen, Person
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_NAME = "Dewi Santoso"
_OFFICER = 2
"""The level of identity from which nobody has to be asked."""


def test_people_are_taken_out_one_by_one(she: Visitor, deployed: Deployed) -> None:
    """The others keep their numbers, page, ticket and calendar show only them, and the last one cancels the booking."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    booking = deployed.book(citizen, slot, people=3)
    address = f"/antrean/{booking['booking_id']}"
    first, second, third = (each["queue_number"] for each in booking["applicants"])
    she.opens(address)
    enter(she, citizen)
    she.arrives("booking.title")
    she.follows("take_out.link", name="Anak A")
    she.arrives("take_out.title")
    she.reads("take_out.lost")
    she.reads(Exactly(second))
    she.presses("take_out.confirm")
    she.reads("booking.news.keluar")
    she.arrives("booking.title", "one-out")
    she.reads("absent.left")
    _has_numbers(she, first, third)
    expect(she.link("take_out.link", name="Anak A")).to_be_hidden()
    with she.page.expect_download() as downloading:
        she.presses("booking.calendar")
    event = downloading.value.path().read_text().replace("\r\n ", "")
    assert [number in event for number in (first, second, third)] == [True, False, True]
    kept = json.loads(she.page.evaluate("localStorage.getItem('tickets')"))
    assert [each["presence"] for each in kept[0]["applicants"]] == ["present", "left", "present"]
    she.follows("booking.show")
    she.arrives(Exactly(f"{she.text('ticket.title')}: {booking['office_name']}"), "one-out")
    _has_numbers(she, first, third)

    she.opens(f"{address}/keluarkan/3")
    she.presses("take_out.confirm")
    she.reads("booking.news.keluar")
    expect(she.link("take_out.link", name=citizen.person.full_name)).to_be_hidden()
    she.opens(f"{address}/keluarkan/3")
    she.arrives("booking.title", "two-out")
    she.opens(f"{address}/keluarkan/1")
    she.arrives("take_out.title", "last")
    she.reads("take_out.last")
    she.presses("take_out.confirm")
    she.reads("booking.news.batal")
    she.arrives("booking.title", "all-out")
    [found] = deployed.bookings(citizen)
    assert found["status"] == "cancelled"
    quota = deployed.table.quota(slot)
    assert quota["seats_left"] + quota.get("seats_kept", 0) == quota["capacity"]


def test_somebody_asks_to_leave_and_the_account_objects(
    she: Visitor, visit: Visit, manner: Manner, deployed: Deployed
) -> None:
    """Who is listed sees where, and what happens then; the account is told until when it can object; then a counter."""
    [slot, *_] = deployed.slots()
    booker, booking, listed = _booked_by_another(deployed, slot)
    she.opens("/antrean")
    enter(she, listed)
    she.reads("listing.way.ask")
    she.reads(Exactly(booking["office_name"]))
    she.reads(Exactly("S. R."))
    she.arrives("bookings.title", "listed")
    she.follows("listing.ask")
    she.arrives("listing.title", "ask")
    she.reads("listing.opposed")
    she.presses("listing.ask")
    she.reads("bookings.news.diminta")
    she.reads(_beginning(she, "listing.way.wait"))
    she.arrives("bookings.title", "asked")
    assert any(booking["office_name"] in letter["text"] for letter in deployed.letters_to(booker.email))

    he = visit(manner)
    he.opens("/antrean")
    enter(he, booker)
    he.reads("contested.title", name=_NAME)
    he.arrives("bookings.title", "contested")
    he.follows("contested.see")
    he.reads(_beginning(he, "contested.open"))
    he.arrives("booking.title", "contested")
    he.follows(Exactly(f"{he.text('contested.object')} {_NAME}"))
    he.arrives("object.title")
    he.reads("object.then")
    he.presses("object.confirm")
    he.reads("booking.news.keberatan")
    he.reads(_beginning(he, "contested.objected"))
    he.arrives("booking.title", "objected")
    he.opens(f"/antrean/{booking['booking_id']}/keberatan/2")
    he.arrives("booking.title", "objected before")

    she.reloads()
    she.reads("listing.way.objected")
    expect(she.page.locator("main")).not_to_contain_text(she.text("bookings.news.diminta"))
    she.arrives("bookings.title", "objected")
    expect(she.link("listing.ask")).to_be_hidden()
    she.opens(f"/antrean/terdaftar/{booking['booking_id']}")
    she.arrives("listing.title", "objected")


def test_a_day_later_without_an_objection(she: Visitor, visit: Visit, manner: Manner, deployed: Deployed) -> None:
    """Who cannot book for themselves because of another account is led out of there, and then books what was chosen."""
    first, _, other = deployed.slots()
    booker, booking, listed = _booked_by_another(deployed, first)
    answer_everything(she, other, listed, [])
    she.watch.expect("409 POST .*/api/bookings")
    she.presses("check.confirm")
    she.reads("bookings.news.terdaftar")
    she.arrives("bookings.title", "booked by another")
    expect(she.link("bookings.go_on")).to_be_hidden()
    assert deployed.api.post(f"/me/listings/{booking['booking_id']}/contest", token=listed.token).status == 200

    # The clock of this device is fast.
    later = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    she.page.route("**/api/me/listings", changed(lambda found: found["listings"][0].update(leaves_from=later)))
    she.opens(f"/antrean/terdaftar/{booking['booking_id']}")
    she.arrives("listing.title", "leave")
    she.watch.expect("409 POST .*/leave")
    she.presses("listing.leave_confirm")
    expect(she.page.locator(".govuk-error-summary")).to_contain_text(_beginning(she, "listing.not_yet"))
    she.looks("not-yet")
    she.page.unroute_all()

    yesterday = int((datetime.now(UTC) - timedelta(hours=25)).timestamp())
    for mark in ("c", "t"):
        deployed.rewrite(
            f"BOOKING#{booking['booking_id']}",
            "BOOKING",
            f"SET people[1].{mark} = :value",
            {"N": str(yesterday)},
        )
    he = visit(manner)
    he.opens(f"/antrean/{booking['booking_id']}")
    enter(he, booker)
    he.reads(Exactly(he.text("contested.over").partition("{until}")[2]))
    he.arrives("booking.title", "not objected")

    she.opens("/antrean")
    she.reads("listing.way.leave")
    she.arrives("bookings.title", "may leave")
    she.follows("listing.leave")
    she.arrives("listing.title", "leave")
    she.presses("listing.leave_confirm")
    she.reads("bookings.news.keluar")
    she.arrives("bookings.title", "out")
    she.follows("bookings.go_on")
    she.arrives("check.title")
    she.presses("check.confirm")
    she.arrives("booking.made")

    he.reloads()
    he.reads("absent.left")
    _has_numbers(he, booking["applicants"][0]["queue_number"])
    _cannot_add(he, booking, listed.person)


def test_too_close_to_the_day(she: Visitor, visit: Visit, manner: Manner, deployed: Deployed) -> None:
    """Who would have to ask less than a day before it closes goes to a counter; the account may object that long."""
    [slot, *_] = deployed.slots()
    booker, booking, listed = _booked_by_another(deployed, slot)
    now = datetime.now(UTC)
    tomorrow = (now.astimezone(ZoneInfo(booking["timezone"])) + timedelta(days=1)).date().isoformat()
    listings = "**/api/me/listings"
    she.page.route(listings, changed(lambda found: found["listings"][0].update(date=tomorrow)))
    she.opens("/antrean")
    enter(she, listed)
    she.reads("listing.way.late")
    she.arrives("bookings.title", "late")
    for link in ("listing.ask", "bookings.begin"):
        expect(she.link(link)).to_be_hidden()
    she.opens(f"/antrean/terdaftar/{booking['booking_id']}")
    she.reads("listing.way.late")
    she.arrives("listing.title", "late")
    expect(she.button("listing.ask")).to_be_hidden()
    she.page.unroute(listings)

    contested = {"contested_at": now.isoformat()}
    asked = {"date": tomorrow, "applicants": [booking["applicants"][0], booking["applicants"][1] | contested]}
    she.page.route(listings, changed(lambda found: found["listings"][0].update({"date": tomorrow, **contested})))
    she.opens("/antrean")
    she.reads("listing.way.late")

    he = visit(manner)
    he.page.route("**/api/bookings/*", changed(lambda found: found.update(asked)))
    he.opens(f"/antrean/{booking['booking_id']}/keberatan/2")
    enter(he, booker)
    he.reads("object.end_of", date=he.date(now.astimezone(ZoneInfo(booking["timezone"])).date().isoformat()))
    he.arrives("object.title", "late")


def test_an_own_booking_of_the_owner_takes_the_owner_out(
    she: Visitor, visit: Visit, manner: Manner, deployed: Deployed
) -> None:
    """Whose identity is proved need not ask anybody; the account sees whose number is no longer valid."""
    first, _, other = deployed.slots()
    booker, booking, listed = _booked_by_another(deployed, first)
    nik_key = deployed.table.booking(booking["booking_id"])["people"][1]["k"]
    level = {"N": str(_OFFICER)}
    deployed.rewrite(f"REGISTRATION#{nik_key}", "ACCOUNT", "SET #level = :value", level, {"#level": "level"})
    she.opens("/antrean")
    enter(she, listed)
    she.reads("listing.supersedes")
    she.arrives("bookings.title", "supersedes")
    body = {**other.choice, "service": "new", "applicants": [{"relation": "self"}]}
    assert deployed.api.post("/bookings", body, listed.token).status == 201

    he = visit(manner)
    he.opens(f"/antrean/{booking['booking_id']}")
    enter(he, booker)
    he.reads("absent.superseded")
    he.arrives("booking.title", "superseded")
    _has_numbers(he, booking["applicants"][0]["queue_number"])


def test_a_booking_that_has_listed_the_most_people(she: Visitor, deployed: Deployed) -> None:
    """Where so many have gone that nobody else can be listed, that is said, and nobody is offered to be added."""
    citizen = deployed.citizen()
    booking = deployed.book(citizen, deployed.slots()[0])
    gone = {"relation": "child", "full_name": _NAME, "presence": "left"}
    she.page.route("**/api/bookings/*", changed(lambda found: found["applicants"].extend([gone] * 9)))
    she.opens(f"/antrean/{booking['booking_id']}")
    enter(she, citizen)
    she.reads("people.listed", count=10)
    expect(she.link("booking.add")).to_be_hidden()
    she.arrives("booking.title", "listed")
    she.opens(f"/antrean/{booking['booking_id']}/keluarga")
    she.reads("people.listed", count=10)
    expect(she.link("people.add")).to_be_hidden()
    she.arrives("add.title", "listed")


def _booked_by_another(deployed: Deployed, slot: Slot) -> tuple[Citizen, dict[str, Any], Citizen]:
    """Have an account book itself and somebody who only then signs up; return booker, booking, and who is listed."""
    booker, who = deployed.citizen(), person(_NAME)
    booking = _book(deployed, booker, slot, who)
    return booker, booking, deployed.citizen(who)


def _book(deployed: Deployed, booker: Citizen, slot: Slot, who: Person) -> dict[str, Any]:
    body = {**slot.choice, "service": "new", "applicants": [{"relation": "self"}, who.applicant()]}
    answer = deployed.api.post("/bookings", body, booker.token)
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.body
    return made


def _cannot_add(he: Visitor, booking: dict[str, Any], who: Person) -> None:
    """Add somebody who asked to be out, in vain; and see the way on where the account is paused."""
    he.opens(f"/antrean/{booking['booking_id']}/keluarga")
    he.follows("people.add")
    tell_of(he, who, "child")
    he.watch.expect("409 POST .*/applicants")
    he.presses("add.confirm")
    he.is_told("refused.not_added", None, names=_NAME)
    paused = refused(409, "limit_reached", rule="cancellations", until=datetime.now(UTC).isoformat())
    he.page.route("**/applicants", paused, times=1)
    he.presses("add.confirm")
    expect(he.link("check.to_bookings")).to_be_visible()
    expect(he.button("add.confirm")).to_be_hidden()
    he.looks("paused")


def _has_numbers(she: Visitor, *numbers: str) -> None:
    """See these queue numbers and no others."""
    expect(she.page.locator(".ap-numbers__number")).to_have_text(list(numbers))


def _beginning(she: Visitor, key: str) -> Exactly:
    """A text as far as it is the same at every time."""
    return Exactly(she.text(key).partition("{")[0].rstrip())

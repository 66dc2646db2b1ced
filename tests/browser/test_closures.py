"""An office closes a session: whoever is booked there sees it everywhere, and another place is one press away."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.line import Held, changed, lose_the_answer, refused
from tests.browser.scanner import code_of, scanned
from tests.browser.steps import day_of, enter, take
from tests.browser.visitor import Exactly, Visitor
from tests.support.bookings import is_again
from tests.support.citizens import person

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.browser.manner import Manner
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_REASON = "Listrik padam <b>di gedung</b>"
_PLACES = "**/places"
_MOVES = "**/reschedule"


class Closed:
    """A booking whose session its office closes, and she who has it and sees its ticket before that."""

    def __init__(self, she: Visitor, deployed: Deployed, people: int) -> None:
        """Book, and look at the booking."""
        self.she = she
        self.deployed = deployed
        self.slots: list[Slot] = deployed.slots()
        self.citizen: Citizen = deployed.citizen()
        self.booking = deployed.book(self.citizen, self.slots[0], people)
        self.address = f"/antrean/{self.booking['booking_id']}"
        self.keys: list[str] = []
        """The Idempotency-Key of every request that moves."""
        she.page.on("request", self._note)
        she.opens(self.address)
        enter(she, self.citizen)
        she.arrives("booking.title")

    def is_closed(self) -> None:
        """Have an operator of the office close the session, as it stands in a preview."""
        slot = self.slots[0]
        path = f"/admin/offices/{slot.office_id}/closures"
        days = f"from={slot.date}&to={slot.date}&session={slot.session}"
        seen = self.deployed.api.get(f"{path}/preview?{days}", self._operator()).body
        made = self.deployed.api.request(
            "POST",
            path,
            token=self._operator(),
            headers={"If-Match": seen["etag"], "Idempotency-Key": secrets.token_hex(8)},
            body={"from": slot.date, "to": slot.date, "session": slot.session, "reason": _REASON},
        )
        assert made.status == 201, made.text
        assert self.now()["status"] == "displaced"
        self._closure = made.body["closure_id"]

    def is_opened_again(self) -> None:
        """Have the operator open the session again; who is displaced has the old numbers then."""
        path = f"/admin/closures/{self._closure}/reopen"
        assert self.deployed.api.post(path, token=self._operator()).status == 200
        assert self.now()["status"] == "confirmed"

    def is_seen(self) -> None:
        """Have her come to the page again, and see what happened."""
        self.she.reloads()
        expect(self.she.heading("displaced.title")).to_be_visible()

    def now(self) -> dict[str, Any]:
        """The booking as the API shows it to her."""
        found: dict[str, Any] = self.deployed.api.get(
            self.address.replace("/antrean/", "/bookings/"), self.citizen.token
        ).body
        return found

    def moves_to_first(self) -> None:
        """Press the button of the first place."""
        self.she.activates(self.places.first, "Space")

    @property
    def places(self) -> Any:
        """The buttons of the places that are shown."""
        return self.she.page.get_by_role("button", name=re.compile(f"^{re.escape(self.she.text('displaced.take'))}"))

    def _operator(self) -> str:
        return self.deployed.staff("operators", self.slots[0].office_id)

    def _note(self, request: Any) -> None:
        if request.method == "POST" and request.url.endswith("/reschedule"):
            self.keys.append(request.headers["idempotency-key"])


@pytest.fixture
def closed(she: Visitor, deployed: Deployed) -> Closed:
    """A booking of two whose session is closed, on the page that says so."""
    made = Closed(she, deployed, people=2)
    made.is_closed()
    made.is_seen()
    return made


def test_another_place_is_one_press_away(she: Visitor, closed: Closed) -> None:
    """The page says what happened and why, as text, with no ticket; one press moves, and shows the new numbers."""
    expect(closed.places).to_have_count(3)
    she.arrives("displaced.title", "places")
    she.hears("displaced.places.other", count=2)
    for text in (_REASON, closed.booking["office_name"], she.text("displaced.void")):
        she.reads(Exactly(text))
    she.reads(Exactly(she.text("displaced.right").partition("{date}")[0]))
    _shows_no_ticket(she)
    she.follows("page.back")
    she.arrives("bookings.title", "displaced")
    she.reads("displaced.void")
    _shows_no_ticket(she)
    she.opens(f"{closed.address}/tiket")
    she.arrives("displaced.title", "places")

    closed.moves_to_first()
    she.reads("booking.news.pindah")
    she.arrives("booking.title", "another place")
    moved = closed.now()
    assert (moved["status"], moved["reschedules_left"], len(closed.keys)) == ("confirmed", 1, 1)
    assert (moved["date"], moved["session"]) != (closed.booking["date"], closed.booking["session"])
    numbers = ", ".join(applicant["queue_number"] for applicant in moved["applicants"])
    she.reads(Exactly(f"{she.text('booking.numbers')} {numbers}"))
    she.follows("booking.show")
    she.arrives(Exactly(f"{she.text('ticket.title')}: {moved['office_name']}"))
    assert scanned(she.page.screenshot()) == code_of(moved)


def test_it_is_seen_without_a_line(she: Visitor, closed: Closed) -> None:
    """Once it was seen, the device says it also with the network cut, and nothing there looks like a ticket."""
    expect(closed.places).to_have_count(3)
    she.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    she.page.context.set_offline(True)
    she.watch.expect("failed: GET")
    for page, title in (("/antrean", "bookings.title"), (closed.address, "displaced.title")):
        she.opens(page)
        she.reads("bookings.offline")
        she.reads("displaced.void")
        she.arrives(title, "displaced offline")
        _shows_no_ticket(she)
    she.reads("displaced.offline")


def test_the_session_is_opened_again(she: Visitor, closed: Closed) -> None:
    """Who presses a place then is not moved away: the old numbers are valid again, and the page is as before."""
    expect(closed.places).to_have_count(3)
    closed.is_opened_again()
    closed.moves_to_first()
    she.reads("displaced.opened")
    she.arrives("booking.title", "opened again")
    assert is_again(closed.now(), closed.booking)
    assert closed.keys == []
    for applicant in closed.booking["applicants"]:
        she.reads(Exactly(applicant["queue_number"]))
    expect(she.page.get_by_role("img", name=she.text("ticket.qr"))).to_be_visible()
    she.reads("booking.change")
    she.reloads()
    expect(she.heading("booking.title")).to_be_visible()
    expect(she.page.locator("main")).not_to_contain_text(she.text("displaced.opened"))


def test_a_page_that_comes_back_learns_of_the_opening(she: Visitor, closed: Closed) -> None:
    """What the device kept of the closing goes when the page is brought up to date."""
    closed.is_opened_again()
    she.reloads()
    she.reads("displaced.opened")
    she.arrives("booking.title", "opened again")
    expect(she.link("booking.show")).to_be_visible()


def test_the_answer_to_a_move_was_lost(she: Visitor, closed: Closed) -> None:
    """The line drops after the move reached the server: it is asked for again under the same key, and done once."""
    she.page.route(_MOVES, lose_the_answer, times=1)
    she.watch.expect("failed: POST .*/reschedule")
    closed.moves_to_first()
    she.reads("booking.news.pindah")
    moved = closed.now()
    assert (len(closed.keys), len(set(closed.keys)), moved["reschedules_left"]) == (2, 1, 1)


def test_she_reloads_while_it_moves(she: Visitor, closed: Closed) -> None:
    """The place that was chosen is asked for again by itself, under the same key."""
    held = Held(she.page, _MOVES)
    closed.moves_to_first()
    she.reads("page.sending")
    held.wait_for()
    she.watch.expect("failed: POST .*/reschedule")
    she.reloads()
    she.reads("displaced.chosen")
    she.arrives("displaced.title", "chosen")
    held.wait_for(2)
    held.routes[1].continue_()
    she.reads("booking.news.pindah")
    assert (len(closed.keys), len(set(closed.keys))) == (2, 1)


def test_the_place_was_taken_meanwhile(she: Visitor, closed: Closed) -> None:
    """Who is too late is told so, and finds other places on the same page."""
    expect(closed.places).to_have_count(3)
    she.page.route(_MOVES, refused(409, "slot_full"), times=1)
    she.watch.expect("409 POST .*/reschedule")
    closed.moves_to_first()
    she.is_told("lost.slot_full", None)
    closed.moves_to_first()
    she.reads("booking.news.pindah")
    assert len(set(closed.keys)) == 2


def test_no_place_is_near(she: Visitor, deployed: Deployed) -> None:
    """Who moved before and finds no place near chooses any other slot, which does not count either."""
    made = Closed(she, deployed, people=1)
    first, _, other = made.slots
    path = made.address.replace("/antrean/", "/bookings/") + "/reschedule"
    assert made.deployed.api.post(path, other.choice, made.citizen.token, key=secrets.token_hex(8)).status == 200
    made.slots = [other, first, first]
    made.is_closed()
    she.page.route(_PLACES, changed(lambda found: found.update(places=[])))
    made.is_seen()
    she.reads("displaced.none")
    she.arrives("displaced.title", "no place")
    she.follows("displaced.choose")
    she.arrives("move.title", "displaced")
    _says_that_it_is_closed(she)
    she.presses("move.begin")
    she.arrives(Exactly(deployed.office_name(first)), "moving")
    she.activates(day_of(she, first.date).get_by_role("link"))
    take(she, first)
    she.arrives("move.check", "displaced")
    she.reads("displaced.free")
    she.presses("move.confirm")
    she.reads("booking.news.pindah")
    moved = made.now()
    assert (moved["date"], moved["session"], moved["reschedules_left"]) == (first.date, first.session, 0)


def test_she_cancels(she: Visitor, closed: Closed) -> None:
    """The page says that this gives up the right to another place, and that it does not count."""
    she.follows("booking.cancel")
    she.arrives("cancel.title", "displaced")
    _says_that_it_is_closed(she)
    she.reads("displaced.lost")
    she.reads("displaced.uncounted")
    she.presses("cancel.confirm")
    she.reads("booking.news.batal")
    assert closed.now()["status"] == "cancelled"


def test_one_of_them_goes(she: Visitor, closed: Closed) -> None:
    """Fewer people fit where all of them do not: the others keep their right, and the last one cancels."""
    she.follows("take_out.link", name="Anak A")
    she.arrives("take_out.title", "displaced")
    _says_that_it_is_closed(she)
    she.reads("displaced.person_lost")
    she.reads("displaced.others")
    she.presses("take_out.confirm")
    she.reads("displaced.places.one", count=1)
    she.reads("absent.title")
    she.arrives("displaced.title", "one went")
    she.opens(f"{closed.address}/keluarkan/1")
    she.reads("displaced.lost")
    she.presses("take_out.confirm")
    she.reads("booking.news.batal")
    assert closed.now()["status"] == "cancelled"


def test_whom_the_booking_lists_sees_it_too(she: Visitor, visit: Visit, manner: Manner, deployed: Deployed) -> None:
    """That it is closed, why, and who may move it; they may ask to be out, and the booker may object, as before."""
    made, who = Closed(she, deployed, people=1), person("Ayu Lestari")
    path = made.address.replace("/antrean/", "/bookings/") + "/applicants"
    added = {"applicants": [who.applicant()]}
    assert deployed.api.post(path, added, made.citizen.token, key=secrets.token_hex(8)).status == 200
    listed = deployed.citizen(who)
    made.is_closed()
    he = visit(manner)
    he.opens("/antrean")
    enter(he, listed)
    he.reads("listing.closed")
    he.reads("listing.void")
    he.reads(Exactly(_REASON))
    he.reads(Exactly(he.text("listing.right").partition("{date}")[0]))
    he.arrives("bookings.title", "listed and displaced")
    he.follows("listing.ask")
    he.arrives("listing.title", "displaced")
    he.reads("listing.closed")
    he.presses("listing.ask")
    he.reads("bookings.news.diminta")

    made.is_seen()
    she.follows(Exactly(f"{she.text('contested.object')} {who.full_name}"))
    she.arrives("object.title", "displaced")
    she.reads(Exactly(_REASON))
    she.presses("object.confirm")
    she.reads("booking.news.keberatan")
    she.arrives("displaced.title", "objected")


def test_the_right_has_ended(she: Visitor, closed: Closed) -> None:
    """Then no place is offered any more, and the page leads to a new booking."""
    expect(closed.places).to_have_count(3)
    past = (datetime.now(UTC) - timedelta(hours=1)).isoformat()

    def end(found: dict[str, Any]) -> None:
        for booking in found.get("bookings", [found]):
            booking["closure"]["until"] = past

    for address in ("**/api/bookings", "**/api/bookings/*"):
        she.page.route(address, changed(end))
    she.reloads()
    she.reads(Exactly(she.text("displaced.ended").partition("{date}")[0]))
    expect(she.link("bookings.begin")).to_be_visible()
    expect(closed.places).to_have_count(0)
    she.arrives("displaced.title", "ended")
    she.opens("/antrean")
    she.reads("booking.status.displaced")
    she.arrives("bookings.title", "ended")


def test_no_answer_about_places(she: Visitor, deployed: Deployed) -> None:
    """Where the places cannot be asked for, the page says so, and a link asks again."""
    made = Closed(she, deployed, people=1)
    made.is_closed()
    she.page.clock.install()
    she.page.route(_PLACES, refused(503, "busy"))
    she.watch.expect("503 GET .*/places")
    made.is_seen()
    again = she.link("page.again")
    for _ in range(200):
        if again.is_visible():
            break
        she.page.clock.fast_forward(10_000)
        she.page.wait_for_timeout(20)
    she.reads("bookings.busy")
    she.arrives("displaced.title", "busy")
    she.page.unroute(_PLACES)
    she.follows("page.again")
    expect(made.places).to_have_count(3)


def _shows_no_ticket(she: Visitor) -> None:
    """See nothing that could be shown at a counter, sent or put into a calendar, and no promise."""
    for hidden in (she.link("booking.show"), she.button("booking.calendar"), she.button("share.whatsapp")):
        expect(hidden).to_be_hidden()
    expect(she.page.get_by_role("img", name=she.text("ticket.qr"))).to_be_hidden()
    certain = she.text("next.come").partition("}")[2]
    expect(she.page.locator("main")).not_to_contain_text(certain)


def _says_that_it_is_closed(she: Visitor) -> None:
    """Before anything is changed: that nobody comes, and why."""
    she.reads("displaced.title")
    she.reads("displaced.void")
    she.reads(Exactly(_REASON))

"""Operators close sessions: seen first, closed once, undone before anybody was told, and whom to call after it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.line import lose_the_answer
from tests.browser.staff.person import Worker
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from local.state.outputs import Outputs
    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_REASON = "Gempa bumi, gedung diperiksa"


class Closing:
    """A party of three in a session, and an operator before the page that closes."""

    def __init__(self, worker: Worker, deployed: Deployed) -> None:
        """Book, log in, and go there."""
        self.worker, self.deployed = worker, deployed
        self.slot: Slot = deployed.slots()[0]
        self.citizen = deployed.citizen()
        self.booking = deployed.book(self.citizen, self.slot, 3)
        login = deployed.staff_login("operators", self.slot.office_id)
        worker.opens("/petugas/penutupan")
        worker.logs_in(login["username"], login["password"])
        worker.arrives("closing.title", office=deployed.office_name(self.slot))

    def looks_ahead(self) -> None:
        """Ask who would be hit if this session was closed."""
        worker = self.worker
        worker.types_date("from", self.slot.date)
        worker.types_date("to", self.slot.date)
        worker.chooses(f"session.{self.slot.session}")
        worker.presses("closing.look")
        expect(worker.heading("closing.preview_title")).to_be_visible()

    def closes(self) -> None:
        """Give the reason and close."""
        self.worker.types("reason.label", _REASON)
        sessions = self.worker.text("closing.sessions.one", count=1)
        self.worker.presses(Exactly(self.worker.text("closing.close", sessions=sessions)))

    def status(self) -> str:
        """Return the status of the booking, as she who made it sees it."""
        path = f"/bookings/{self.booking['booking_id']}"
        return str(self.deployed.api.get(path, self.citizen.token).body["status"])


@pytest.fixture
def closing(windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner) -> Closing:
    """An operator who is about to close a session with three people."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    return Closing(worker, deployed)


def test_a_session_is_closed_once_and_opened_before_anybody_was_told(closing: Closing) -> None:
    """Wrong days are told, who is hit is seen, a lost answer closes nothing twice; opened in time, all is as before."""
    worker = closing.worker
    worker.types_date("from", closing.slot.date)
    worker.types_date("to", "2020-02-03")
    worker.presses("closing.look")
    worker.is_told("closing.wrong_order", "to-day")
    closing.looks_ahead()
    worker.looks()
    parties, people = worker.text("affected.parties.one", count=1), worker.text("affected.people.other", count=3)
    worker.reads("affected.lose", parties=parties, people=people)
    worker.presses(Exactly(worker.text("closing.close", sessions=worker.text("closing.sessions.one", count=1))))
    worker.is_told("reason.missing", "reason")
    assert closing.status() == "confirmed"
    worker.watch.expect("failed: POST")
    worker.page.route("**/closures", lose_the_answer, times=1)
    closing.closes()
    worker.arrives("closure.title.displaced", "waits")
    assert closing.status() == "displaced"
    expect(worker.page.locator("#countdown")).to_have_text(re.compile(r"^(9|10):\d\d$"))
    worker.reads("closure.reopen_before")
    worker.presses("closure.reopen")
    expect(worker.page.locator("h1")).to_have_text(worker.text("closure.title.reopening"))
    worker.looks("reopening")
    # by the table it is begun long ago: the sessions wait a minute for whoever read them as closed
    key = f"OFFICE#{closing.slot.office_id}", f"QUOTA#{closing.slot.date}#{closing.slot.session}"
    begun = str(int((datetime.now(UTC) - timedelta(minutes=5)).timestamp()))
    closing.deployed.rewrite(*key, "SET reopening_at = :value", {"N": begun})
    closing.deployed.run("SweeperFunction")
    expect(worker.page.locator("h1")).to_have_text(worker.text("closure.title.reopened"))
    worker.looks("reopened")
    assert closing.status() == "confirmed"


def test_what_changed_since_the_look_is_shown_before_anything_is_closed(closing: Closing) -> None:
    """Another operator changes the session meanwhile: nothing is closed, the page says so and shows it anew."""
    worker = closing.worker
    closing.looks_ahead()
    assert closing.deployed.change_quota(closing.slot, capacity=33).status == 200
    worker.watch.expect("412 POST")
    closing.closes()
    worker.reads("closing.changed")
    worker.looks("changed")
    assert closing.status() == "confirmed"
    expect(worker.page.locator("#reason")).to_have_value(_REASON)
    closing.closes()
    worker.arrives("closure.title.displaced")


def test_letters_go_and_who_does_not_answer_is_called(closing: Closing) -> None:
    """The letters go by a press; two days later the office sees whom to call, and that the look is recorded."""
    worker, deployed = closing.worker, closing.deployed
    closing.looks_ahead()
    closing.closes()
    worker.arrives("closure.title.displaced")
    worker.presses("closure.send")
    worker.reads(Exactly(worker.text("closure.letters_gone").partition("{")[0]))
    worker.looks("sent")
    worker.follows("closure.to_calls")
    worker.arrives("calls.title")
    worker.presses("calls.show")
    worker.reads("calls.nobody", hours=48)
    worker.looks("nobody")
    worker.follows("page.back")
    worker.arrives("closure.title.displaced")
    closure_id = worker.page.url.rpartition("/")[2]
    long_ago = int((datetime.now(UTC) - timedelta(hours=49)).timestamp())
    deployed.rewrite(f"CLOSURE#{closure_id}", "CLOSURE", "SET sent_at = :value", {"N": str(long_ago)})
    worker.follows("closure.to_calls")
    worker.arrives("calls.title")
    worker.reads("calls.recorded")
    worker.presses("calls.show")
    worker.reads(Exactly(closing.citizen.person.full_name))
    worker.reads("calls.no_answer")
    worker.looks("calls")
    worker.opens("/petugas/penutupan")
    worker.arrives("closing.title", office=deployed.office_name(closing.slot))
    expect(worker.page.locator("#closures li")).to_have_count(1)
    worker.looks("listed")
    worker.page.locator("#closures a").last.click()
    worker.arrives("calls.title")

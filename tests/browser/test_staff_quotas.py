"""Operators change the quota of a session: they see the difference and who is hit before anything is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.line import lose_the_answer
from tests.browser.staff.person import Worker
from tests.browser.visitor import Exactly
from tests.support.deployed_waiting import join

if TYPE_CHECKING:
    from local.state.outputs import Outputs
    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_REASON = "Dua petugas sakit"


class Quota:
    """A session with two people booked, on its page."""

    def __init__(self, worker: Worker, deployed: Deployed) -> None:
        """Book, log an operator of the office in, and go to the session by the week that it is in."""
        self.worker, self.deployed = worker, deployed
        self.slot: Slot = deployed.slots()[0]
        self.booking = deployed.book(deployed.citizen(), self.slot, 2)
        login = deployed.staff_login("operators", self.slot.office_id)
        worker.opens("/petugas")
        worker.logs_in(login["username"], login["password"])
        worker.arrives("home.title")
        worker.follows("room.quotas.link")
        worker.arrives("quotas.title", "this-week", office=deployed.office_name(self.slot))
        worker.follows("quotas.after")
        expect(worker.page).to_have_url(re.compile(r"/petugas/kuota/\d{4}-\d\d-\d\d$"))
        self.is_opened()

    def is_opened(self) -> None:
        """Go to the session's page."""
        self.worker.opens(f"/petugas/kuota/{self.slot.date}")
        self.worker.arrives("quotas.title", "week", office=self.deployed.office_name(self.slot))
        self.worker.activates(
            self.worker.page.locator(f"a[href='/petugas/kuota/{self.slot.date}/{self.slot.session}']")
        )
        self.arrives()

    def arrives(self, state: str = "") -> None:
        """Be on the session's page."""
        session = self.worker.text(f"session.{self.slot.session}")
        title = self.worker.text("session.of_day", date=self.worker.date(self.slot.date), session=session)
        self.worker.arrives(Exactly(title), state)

    def stands(self) -> tuple[int, str]:
        """Return capacity and state as they are in the table."""
        found = self.deployed.table.quota(self.slot)
        return found["capacity"], found["state"]


@pytest.fixture
def quota(windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner) -> Quota:
    """An operator on the page of a session in which two people are booked."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    return Quota(worker, deployed)


def test_a_capacity_is_changed_after_a_look(quota: Quota) -> None:
    """Each slip of the keyboard is told; the difference is seen before it is written, and the answer may be lost."""
    worker, (before, _) = quota.worker, quota.stands()
    for capacity, message, values in (
        ("40O", "slot.capacity_wrong", {"most": 10000}),
        ("1", "slot.below_taken", {"taken": 2}),
    ):
        worker.types("slot.capacity", capacity)
        worker.types("reason.label", _REASON)
        worker.presses("slot.look")
        worker.is_told(message, "capacity", **values)
    worker.types("slot.capacity", str(before))
    worker.presses("slot.look")
    worker.is_told("slot.unchanged", "capacity")
    worker.types("slot.capacity", str(before - 5))
    worker.types("reason.label", "3174 0912 3456 0001")
    worker.presses("slot.look")
    worker.is_told("reason.digits", "reason", most=12)
    worker.types("reason.label", _REASON)
    worker.presses("slot.look")

    expect(worker.heading("slot.check_title")).to_be_visible()
    worker.looks("capacity")
    worker.reads("affected.nobody")
    expect(worker.page.get_by_role("row", name=re.compile(worker.text("slot.capacity")))).to_contain_text(
        re.compile(rf"{before}\s*{before - 5}")
    )
    assert quota.stands() == (before, "open")
    worker.watch.expect("failed: PUT")
    worker.page.route("**/quotas/**", lose_the_answer, times=1)
    worker.presses("slot.save")
    expect(worker.page.locator("table.st-week")).to_contain_text(f"2 / {before - 5}")
    assert quota.stands() == (before - 5, "open")


def test_how_many_wait_is_seen(quota: Quota) -> None:
    """In the week by people, on the page of a session by parties too; of who they are nothing is shown."""
    worker, deployed, slot = quota.worker, quota.deployed, quota.slot
    for people in (1, 3):
        assert join(deployed, deployed.citizen(), slot, people=people).status == 201
    quota.is_opened()
    parties, number = worker.text("quotas.parties.other", count=2), worker.text("quotas.people.other", count=4)
    worker.reads("slot.wanted", parties=parties, people=number)
    worker.looks("waiting")
    worker.follows("page.back")
    cell = worker.page.locator(f"a[href='/petugas/kuota/{slot.date}/{slot.session}']")
    expect(cell).to_contain_text(worker.text("quotas.wanted", count=4))
    worker.reads("quotas.waiting_more")
    worker.looks("waiting")


def test_what_somebody_else_changed_is_shown_and_kept(quota: Quota) -> None:
    """Of two operators the slower one sees what the quicker one did, with the own answers still there."""
    worker, (before, _) = quota.worker, quota.stands()
    worker.types("slot.capacity", str(before - 10))
    worker.types("reason.label", _REASON)
    worker.presses("slot.look")
    expect(worker.heading("slot.check_title")).to_be_visible()
    assert quota.deployed.change_quota(quota.slot, capacity=before - 3).status == 200
    worker.watch.expect("412 PUT")
    worker.presses("slot.save")
    worker.reads("slot.conflict")
    worker.looks("conflict")
    expect(worker.page.locator(".govuk-summary-list")).to_contain_text(str(before - 3))
    expect(worker.page.locator("#capacity")).to_have_value(str(before - 10))
    assert quota.stands() == (before - 3, "open")
    worker.presses("slot.look")
    worker.presses("slot.save")
    expect(worker.page.locator("table.st-week")).to_contain_text(f"2 / {before - 10}")


def test_a_session_is_closed_with_a_look_at_who_is_hit(quota: Quota) -> None:
    """Who loses the place is counted first; then the closure's page leads on, and back to an open session."""
    worker = quota.worker
    worker.chooses("slot.is.closed")
    worker.types("reason.label", _REASON)
    worker.presses("slot.look")
    expect(worker.heading("slot.check_title")).to_be_visible()
    worker.looks("closing")
    parties, people = worker.text("affected.parties.one", count=1), worker.text("affected.people.other", count=2)
    worker.reads("affected.lose", parties=parties, people=people)
    assert quota.stands()[1] == "open"
    worker.presses("slot.correct")
    expect(worker.page.locator("#reason")).to_have_value(_REASON)
    worker.presses("slot.look")
    worker.presses("slot.close")
    worker.arrives("closure.title.displaced")
    assert quota.stands()[1] == "closed"
    worker.reads(Exactly(_REASON))
    worker.follows("page.back")
    expect(worker.page.locator("table.st-week")).to_contain_text(worker.text("quotas.state.closed"))
    worker.looks("closed")
    quota.is_opened()
    worker.reads("slot.by_closure")
    worker.follows("slot.to_closure")
    worker.arrives("closure.title.displaced")
    worker.presses("closure.reopen")
    expect(worker.page.locator("h1")).to_have_text(
        re.compile(f"{worker.text('closure.title.reopening')}|{worker.text('closure.title.reopened')}")
    )


def test_officers_have_no_such_page(windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner) -> None:
    """The navigation of an officer has no quotas; who types the address is refused by the site, and told so."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    login = deployed.staff_login("officers", "bogor")
    worker.opens("/petugas")
    worker.logs_in(login["username"], login["password"])
    worker.arrives("home.title", "officer")
    expect(worker.link("room.quotas.link")).to_have_count(0)
    worker.opens("/petugas/kuota")
    worker.arrives("home.title", "refused")
    worker.reads("home.refused")

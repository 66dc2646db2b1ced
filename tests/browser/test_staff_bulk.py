"""Operators change many sessions at once: the differences first, and what was refused or interrupted is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.staff.person import Worker
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from local.state.outputs import Outputs
    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner
    from tests.support.deployed import Deployed


class Bulk:
    """An operator of some offices on the page that changes many sessions, with both sessions of a day."""

    def __init__(self, worker: Worker, deployed: Deployed, *others: str) -> None:
        """Log in, choose the office and go to the page by that of the quotas."""
        self.worker, self.deployed = worker, deployed
        (self.morning, _), (self.afternoon, _) = deployed.day()
        self.office = self.morning.office_id
        login = deployed.staff_login("operators", ",".join([self.office, *others]))
        worker.opens("/petugas/kuota")
        worker.logs_in(login["username"], login["password"])
        worker.arrives("office.title")
        worker.chooses(Exactly(deployed.office_name(self.morning)))
        worker.continues()
        worker.arrives("quotas.title", office=deployed.office_name(self.morning))
        worker.follows("quotas.bulk")
        worker.arrives("bulk.title")

    def asks(self, capacity: str) -> None:
        """Answer for the day, and look at the differences."""
        worker = self.worker
        worker.types_date("from", self.morning.date)
        worker.types_date("to", self.morning.date)
        worker.types("bulk.capacity", capacity)
        worker.types("reason.label", "Dua petugas sakit")
        worker.presses("bulk.look")

    def capacities(self) -> list[int]:
        """Return the capacities as they are in the table."""
        return [self.deployed.table.quota(slot)["capacity"] for slot in (self.morning, self.afternoon)]


@pytest.fixture
def bulk(windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner) -> Bulk:
    """An operator on the page that changes many sessions."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    return Bulk(worker, deployed, "bogor")


def test_both_sessions_of_a_day_are_set_and_the_same_again_finds_nothing_to_do(bulk: Bulk) -> None:
    """Slips are told; the differences stand on the page before anything is written; each session is one request."""
    worker, before = bulk.worker, bulk.capacities()
    bulk.asks("4O")
    worker.is_told("slot.capacity_wrong", "capacity", most=10000)
    sent: list[str] = []
    worker.page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    bulk.asks("45")
    worker.arrives("bulk.check_title")
    worker.reads("bulk.different.other", count=2)
    for capacity in before:
        expect(worker.page.locator("table")).to_contain_text(f"{capacity} → 45")
    assert bulk.capacities() == before
    worker.presses("bulk.save")
    worker.arrives("bulk.saved_title")
    worker.reads("bulk.saved.other", count=2)
    assert bulk.capacities() == [45, 45]
    assert len(sent) == 2
    worker.opens("/petugas/kuota/banyak")
    worker.arrives("bulk.title", "again")
    bulk.asks("45")
    worker.arrives("bulk.check_title", "nothing")
    worker.reads("bulk.same.other", count=2)
    expect(worker.button("bulk.save")).to_have_count(0)


def test_what_cannot_be_is_listed_and_a_conflict_does_not_stop_the_others(bulk: Bulk) -> None:
    """More seats are taken in the morning; the afternoon, changed by another meanwhile, is done by looking again."""
    worker, deployed = bulk.worker, bulk.deployed
    deployed.book(deployed.citizen(), bulk.morning, 2)
    bulk.asks("1")
    worker.arrives("bulk.check_title", "impossible")
    worker.reads("bulk.different.one", count=1)
    worker.reads("bulk.impossible")
    assert deployed.change_quota(bulk.afternoon, capacity=33).status == 200
    worker.watch.expect("412 PUT")
    worker.presses("bulk.save")
    worker.arrives("bulk.partly_title")
    worker.reads("bulk.why.conflict", capacity=33)
    assert bulk.capacities()[1] == 33
    worker.presses("bulk.look_again")
    worker.arrives("bulk.title", "once more")
    worker.presses("bulk.look")
    worker.presses("bulk.save")
    worker.arrives("bulk.saved_title")
    assert bulk.capacities()[1] == 1


def test_a_province_is_chosen_by_one_box(windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner) -> None:
    """Many offices are folded by province, and one box means each office there beside the one that was chosen."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    offices = deployed.api.get("/offices").body["offices"]
    east = [office for office in offices if office["province"] == "Jawa Timur"]
    bulk = Bulk(worker, deployed, *(office["office_id"] for office in east))
    count = worker.text("office.found.other", count=len(east))
    worker.activates(worker.page.locator("summary", has_text=f"Jawa Timur ({count})"))
    worker.ticks(Exactly(worker.text("offices.province", province="Jawa Timur")))
    bulk.asks("137")
    worker.arrives("bulk.check_title")
    worker.reads("bulk.different.other", count=2 * (len(east) + 1))
    for office in [*(each["name"] for each in east), deployed.office_name(bulk.morning)]:
        expect(worker.page.locator("table")).to_contain_text(office)

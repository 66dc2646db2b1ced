"""Administrators invite, change, disable and reset the staff of their offices; nobody changes the own account."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.line import lose_the_answer
from tests.browser.staff.person import Worker
from tests.browser.visitor import Exactly
from tests.support.deployed import eventually

if TYPE_CHECKING:
    from local.state.outputs import Outputs
    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner
    from tests.support.deployed import Deployed

_NAME = "Dewi Lestari"
_REASON = "Baru di loket"


class Managing:
    """An administrator of two offices before the page of the staff."""

    def __init__(self, worker: Worker, deployed: Deployed, offices: str) -> None:
        """Log in and go there."""
        self.worker, self.deployed = worker, deployed
        self.token = deployed.staff("administrators", "*")
        self.email = f"dewi.{secrets.token_hex(4)}@contoh.id"
        self.login = deployed.staff_login("administrators", offices)
        worker.opens("/petugas/petugas")
        worker.logs_in(self.login["username"], self.login["password"])
        worker.arrives("member.title")

    def member(self) -> dict[str, Any]:
        """Return her who is invited, as the API lists her."""
        staff = self.deployed.api.get("/staff/users", self.token).body["staff"]
        return next(each for each in staff if each["email"] == self.email)

    def makes(self, *offices: str) -> None:
        """Have headquarters make her an officer."""
        body = {"email": self.email, "name": _NAME, "groups": ["officers"], "offices": list(offices), "enabled": True}
        headers = {"If-Match": '"0"', "Idempotency-Key": secrets.token_hex()}
        path, sent = f"/staff/users/{self.email}", {**body, "reason": _REASON}
        assert self.deployed.api.request("PUT", path, token=self.token, headers=headers, body=sent).status == 200

    def finds(self) -> None:
        """Search her and open her page."""
        self.worker.types("member.search", self.email)
        self.worker.presses("office.find")
        self.worker.reads(Exactly(self.worker.text("member.found.one", count=1)))
        self.worker.follows(Exactly(_NAME))
        self.worker.arrives(Exactly(_NAME))


@pytest.fixture
def managing(windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner) -> Managing:
    """An administrator of two offices."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    first, second = deployed.slots()[0], deployed.slots()[0]
    return Managing(worker, deployed, f"{first.office_id},{second.office_id}")


def _offices(managing: Managing) -> list[dict[str, Any]]:
    """The two offices of the administrator, by name."""
    offices: list[dict[str, Any]] = managing.deployed.api.get("/offices").body["offices"]
    ids = managing.deployed.api.get("/staff/users", managing.token).body["staff"]
    mine = next(each["offices"] for each in ids if each["username"] == managing.login["username"])
    return sorted((each for each in offices if each["office_id"] in mine), key=lambda office: str(office["name"]))


def test_somebody_is_invited_once(managing: Managing) -> None:
    """Slips are told, all is looked at once more, and a lost answer makes and mails nothing twice."""
    worker, (first, _) = managing.worker, _offices(managing)
    worker.follows("member.invite")
    worker.arrives("member.invite")
    worker.presses("slot.look")
    worker.is_told("member.wrong.name", "name")
    worker.types("member.name", _NAME)
    worker.types("member.email", managing.email.title())
    worker.types("member.username", "de wi")
    worker.ticks("role.officers")
    worker.presses("slot.look")
    worker.is_told("member.wrong.where", "where")
    worker.ticks(Exactly(first["name"]))
    worker.types("reason.label", _REASON)
    worker.presses("slot.look")
    worker.is_told("member.wrong.username", "username")
    worker.types("member.username", "")
    worker.presses("slot.look")
    expect(worker.heading("slot.check_title")).to_be_visible()
    worker.reads("member.mails", email=managing.email)
    worker.looks("invite")
    worker.watch.expect("failed: PUT")
    worker.page.route("**/staff/users/*", lose_the_answer, times=1)
    worker.presses("member.send")
    worker.arrives(Exactly(_NAME))
    worker.reads("member.mailed", email=managing.email)
    eventually(lambda: managing.deployed.letters_to(managing.email), "an invitation by mail")
    assert len(managing.deployed.letters_to(managing.email)) == 1
    made = managing.member()
    assert (made["username"], made["groups"]) == (managing.email, ["officers"])
    assert made["offices"] == [first["office_id"]]
    worker.follows("page.back")
    worker.arrives("member.title", "two")
    worker.reads(Exactly(_NAME))


def test_an_address_that_takes_no_mail_is_told(managing: Managing) -> None:
    """Cognito refuses the address of somebody new, which the embedded AWS never does: the field says so."""
    worker, offices = managing.worker, _offices(managing)
    worker.opens("/petugas/petugas/undang")
    worker.types("member.name", _NAME)
    worker.types("member.email", managing.email)
    worker.ticks("role.officers")
    worker.ticks(Exactly(offices[0]["name"]))
    worker.types("reason.label", _REASON)
    worker.presses("slot.look")
    refused = {"code": "validation_failed", "errors": [{"field": "email", "message": ""}]}
    worker.page.route("**/staff/users/*", lambda route: route.fulfill(status=422, json=refused), times=1)
    worker.watch.expect("422 PUT")
    worker.presses("member.send")
    worker.is_told("member.wrong.refused_email", "email")
    expect(worker.page.get_by_label(worker.text("member.name"), exact=True)).to_have_value(_NAME)


def test_a_taken_name_is_told(managing: Managing) -> None:
    """Who invites somebody under the user name of another is told so, and changes nobody."""
    worker, offices = managing.worker, _offices(managing)
    managing.makes(offices[0]["office_id"])
    worker.opens("/petugas/petugas/undang")
    worker.types("member.name", "Orang Lain")
    worker.types("member.email", managing.email)
    worker.ticks("role.officers")
    worker.ticks(Exactly(offices[1]["name"]))
    worker.types("reason.label", _REASON)
    worker.presses("slot.look")
    worker.watch.expect("412 PUT")
    worker.presses("member.send")
    worker.is_told("member.taken", "username", username=managing.email)
    assert managing.member()["name"] == _NAME


def test_roles_and_offices_are_changed_after_a_look_and_nobody_is_overwritten(managing: Managing) -> None:
    """The difference is seen first; what another administrator changed meanwhile is shown beside the own answers."""
    worker, (first, second) = managing.worker, _offices(managing)
    managing.makes(first["office_id"])
    managing.finds()
    worker.presses("slot.look")
    worker.is_told("reason.missing", "reason")
    worker.types("reason.label", "Pindah kantor")
    worker.presses("slot.look")
    worker.is_told("slot.unchanged", "name")
    worker.ticks("role.supervisors")
    worker.ticks(Exactly(second["name"]))
    worker.presses("slot.look")
    expect(worker.heading("slot.check_title")).to_be_visible()
    worker.reads("member.in_force")
    worker.looks("change")
    seen = managing.member()
    body = {name: seen[name] for name in ("email", "groups", "offices", "enabled")}
    headers = {"If-Match": seen["etag"], "Idempotency-Key": secrets.token_hex()}
    path, sent = f"/staff/users/{managing.email}", {**body, "name": "Dewi L", "reason": _REASON}
    changed = managing.deployed.api.request("PUT", path, token=managing.token, headers=headers, body=sent)
    assert changed.status == 200
    worker.watch.expect("412 PUT")
    worker.presses("slot.save")
    worker.reads("member.conflict")
    worker.looks("conflict")
    worker.presses("slot.look")
    worker.presses("slot.save")
    worker.reads("slot.saved")
    made = managing.member()
    assert (made["name"], made["groups"]) == (_NAME, ["officers", "supervisors"])
    assert made["offices"] == sorted([first["office_id"], second["office_id"]])


def test_somebody_is_disabled_and_reset(managing: Managing) -> None:
    """A reset says what it takes away, needs a reason and mails once; who is disabled is told apart, and comes back."""
    worker, (first, _) = managing.worker, _offices(managing)
    managing.makes(first["office_id"])
    managing.finds()
    worker.presses("member.reset")
    expect(worker.heading("member.reset_title", name=_NAME)).to_be_visible()
    worker.presses("member.reset")
    worker.is_told("reason.missing", "reason")
    worker.types("reason.label", "Telepon hilang")
    worker.watch.expect("failed: POST")
    worker.page.route("**/invitation", lose_the_answer, times=1)
    worker.presses("member.reset")
    worker.reads("member.mailed", email=managing.email)
    worker.looks("reset")
    eventually(lambda: len(managing.deployed.letters_to(managing.email)) > 1, "a second mail")
    assert len(managing.deployed.letters_to(managing.email)) == 2
    worker.chooses("member.enabled.no")
    worker.types("reason.label", "Pensiun")
    worker.presses("slot.look")
    worker.reads("member.dismissed")
    worker.looks("dismissed")
    worker.presses("member.dismiss")
    worker.reads("slot.saved")
    assert managing.member()["enabled"] is False
    expect(worker.button("member.reset")).to_have_count(0)
    worker.follows("page.back")
    worker.arrives("member.title", "disabled")


def test_nobody_changes_the_own_account(managing: Managing) -> None:
    """The own page says why there is nothing to press."""
    worker = managing.worker
    worker.follows(Exactly(managing.login["username"]))
    worker.arrives(Exactly(managing.login["username"]), "oneself")
    worker.reads("member.oneself")
    expect(worker.page.locator("main form, main button")).to_have_count(0)


def test_headquarters_give_a_province_or_everything(
    windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner
) -> None:
    """Provinces are folded; one box gives all its offices, and the list and the page tell them by the province."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    managing = Managing(worker, deployed, "*")
    offices = deployed.api.get("/offices").body["offices"]
    within = sorted(office["office_id"] for office in offices if office["province"] == "Papua")
    assert 1 < len(within) < len(offices)
    worker.follows("member.invite")
    worker.arrives("member.invite", "headquarters")
    worker.types("member.name", _NAME)
    worker.types("member.email", managing.email)
    worker.ticks("role.operators")
    count = worker.text("office.found.other", count=len(within))
    worker.activates(worker.page.locator("summary", has_text=f"Papua ({count})"))
    worker.ticks(Exactly(worker.text("offices.province", province="Papua")))
    worker.types("reason.label", _REASON)
    worker.presses("slot.look")
    worker.reads("offices.province", province="Papua")
    worker.presses("member.send")
    worker.arrives(Exactly(_NAME), "province")
    assert managing.member()["offices"] == within
    worker.ticks("offices.every")
    worker.types("reason.label", "Pindah ke pusat")
    worker.presses("slot.look")
    worker.presses("slot.save")
    worker.reads("slot.saved")
    assert managing.member()["offices"] == ["*"]


def test_only_administrators_find_the_page(
    windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner
) -> None:
    """An operator has no link to it, and whoever types the address is told that it is not theirs."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    login = deployed.staff_login("operators", deployed.slots()[0].office_id)
    worker.opens("/petugas/petugas")
    worker.logs_in(login["username"], login["password"])
    worker.arrives("home.title")
    worker.reads("home.refused")
    expect(worker.link("room.staff.link")).to_have_count(0)

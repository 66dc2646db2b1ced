"""The page of the account: who it is, in which language mails come, and whether visits are reminded of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.line import changed, lose_the_answer, refused
from tests.browser.steps import enter, look_for, mailed_code, register, use_code
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import PASSWORD, new_email, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Route

    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed

_ME = "**/api/me"
_MOST_PAUSES = 200
_ANOTHER = "sepeda di pagi hari"


def test_what_is_chosen_is_saved(she: Visitor, deployed: Deployed) -> None:
    """The language of mails and the reminders are changed, that is told, and the way out is here."""
    citizen = deployed.citizen()
    she.opens("/antrean")
    enter(she, citizen)
    she.arrives("bookings.title", "none")
    she.follows("account.title")
    she.arrives("account.title")
    for told in (citizen.person.full_name, citizen.email, "*" * 12 + citizen.person.nik[-4:]):
        she.reads(Exactly(told))
    expect(_option(she, "id")).to_be_checked()
    expect(_reminders(she)).to_be_checked()

    she.chooses("account.languages.en")
    _unticks_reminders(she)
    she.presses("account.save")
    she.hears("account.saved")
    she.reads("account.saved")
    she.looks("saved")
    assert _settings(deployed, citizen) == ("en", False)

    she.chooses("account.languages.id")
    expect(she.page.locator("main")).not_to_contain_text(she.text("account.saved"))
    expect(_option(she, "id")).to_be_checked()
    expect(_reminders(she)).not_to_be_checked()
    she.presses("account.save")
    she.hears("account.saved")
    she.reloads()
    she.arrives("account.title", "reloaded")
    expect(_option(she, "id")).to_be_checked()
    expect(_reminders(she)).not_to_be_checked()
    assert _settings(deployed, citizen) == ("id", False)
    she.follows("log_out.link")
    she.arrives("log_out.title")


def test_what_is_not_saved_is_told(she: Visitor, deployed: Deployed) -> None:
    """A lost answer is asked for again; where the service stays busy, that is told and the choice stays."""
    citizen = deployed.citizen()
    she.opens("/akun")
    enter(she, citizen)
    she.arrives("account.title")
    she.watch.expect("failed: PATCH .*/api/me")
    she.page.route(_ME, _of_changes(lose_the_answer), times=1)
    _unticks_reminders(she)
    she.presses("account.save")
    she.hears("account.saved")
    assert _settings(deployed, citizen) == ("id", False)

    she.watch.expect("503 PATCH .*/api/me")
    she.page.clock.install()
    # nothing but the change is asked for: the page that tells it needs no line
    she.page.route(_ME, refused(503, "busy"))
    she.chooses("account.languages.en")
    she.presses("account.save")
    told = she.page.locator(".govuk-error-summary")
    for _ in range(_MOST_PAUSES):
        if told.is_visible():
            break
        she.page.clock.fast_forward(10_000)
        she.page.wait_for_timeout(20)
    she.is_told("problem.busy", None)
    expect(_option(she, "en")).to_be_checked()
    expect(_reminders(she)).not_to_be_checked()
    she.page.unroute(_ME)
    she.presses("account.save")
    she.hears("account.saved")
    assert _settings(deployed, citizen) == ("en", False)


def test_mails_come_in_the_language_of_the_sign_up(she: Visitor, deployed: Deployed) -> None:
    """Whoever signs up in a language is written to in it."""
    who, email = person(), new_email()
    she.opens("/daftar")
    register(she, who, email)
    use_code(she, mailed_code(she, email))
    she.arrives("offices.title")
    she.opens("/akun")
    she.arrives("account.title")
    expect(_option(she, she.manner.language)).to_be_checked()
    profile = deployed.api.get("/me", deployed.log_in(email)).body
    assert profile["language"] == she.manner.language


def test_data_sessions_and_the_way_out(she: Visitor, deployed: Deployed) -> None:
    """Everything that is kept is downloaded; an account is closed by its password, kept, and logged out everywhere."""
    citizen = deployed.citizen()
    other = deployed.log_in(citizen.email)
    she.opens("/akun")
    enter(she, citizen)
    she.arrives("account.title")
    with she.page.expect_download() as download:
        she.presses("account.download")
    kept = json.loads(download.value.path().read_text())
    assert kept["profile"]["email"] == citizen.email
    she.hears("account.downloaded")
    seen = {"seen": _looks(deployed)}
    she.page.route("**/api/me/seen", lambda route: route.fulfill(json=seen), times=1)
    she.follows("seen.title")
    she.arrives("seen.title")
    she.reads("seen.role.supervisors")
    she.reads("seen.why.arrival")
    she.opens("/akun/tutup")
    she.arrives("close.title")
    she.presses("close.confirm")
    she.is_told("password.missing", "password")
    she.types("password.own", "salah sekali")
    she.watch.expect("422 POST .*/api/me/close")
    she.presses("close.confirm")
    she.is_told("password.wrong", "password")
    she.types("password.own", PASSWORD)
    she.presses("close.confirm")
    she.arrives("account.title", "closing")
    assert deployed.api.get("/me", citizen.token).body["closes_at"]
    she.presses("reopen.confirm")
    expect(she.button("reopen.confirm")).to_be_hidden()
    assert deployed.api.get("/me", citizen.token).body["closes_at"] is None
    she.presses("account.end_sessions")
    she.arrives("log_in.title")
    assert deployed.api.get("/me", other).status == 401


def test_address_password_and_telephone(she: Visitor, deployed: Deployed) -> None:
    """All three are changed, a refusal is told where it was typed, and a link that is none brings no address back."""
    citizen, address = deployed.citizen(), new_email()
    she.opens("/akun/telepon")
    enter(she, citizen)
    she.arrives("sign_up.telepon.title", "change")
    she.types("sign_up.telepon.title", "123")
    she.presses("account.save")
    she.is_told("sign_up.telepon.error", "phone")
    she.types("sign_up.telepon.title", "0811 2222 333")
    she.presses("account.save")
    she.arrives("account.title", "telephone")
    she.reads(Exactly("+628112222333"))

    she.follows("new_password.title")
    she.arrives("new_password.title")
    she.types("new_password.old", "salah sekali")
    she.types("reset.password", _ANOTHER)
    she.watch.expect("422 POST .*/api/me/password")
    she.presses("new_password.confirm")
    she.is_told("password.wrong", "old_password")
    she.types("new_password.old", PASSWORD)
    she.types("reset.password", _ANOTHER)
    she.presses("new_password.confirm")
    she.arrives("account.title", "renewed")
    she.reads("new_password.done")

    she.follows(Exactly(f"{she.text('check.change')} {she.text('log_in.email')}"))
    she.arrives("address.title")
    she.types("address.new", address)
    she.types("password.own", "salah sekali")
    she.watch.expect("422 POST .*/api/me/email")
    she.presses("reset.send")
    she.is_told("password.wrong", "password")
    she.types("password.own", _ANOTHER)
    she.presses("reset.send")
    she.arrives("address.title", "code")
    she.types("mailed.label", mailed_code(she, address))
    she.presses("address.confirm")
    she.arrives("log_in.title")
    she.types("log_in.email", address)
    she.types("log_in.password", _ANOTHER)
    she.presses("log_in.send")
    she.arrives("account.title", "moved")
    she.reads(Exactly(address))

    she.opens("/akun/surel/kembali#akun.bukan-tanda")
    she.arrives("address.back_title")
    she.types("reset.password", PASSWORD)
    she.watch.expect("422 POST .*/api/accounts/email/undo")
    she.presses("address.back_confirm")
    she.is_told("address.back_late", None)


def _looks(deployed: Deployed) -> list[dict[str, Any]]:
    """What the staff's routes record once people arrive, which takes a booking of today."""
    office = deployed.slots()[0].office_id
    arrival = {
        "role": "supervisors",
        "office_id": office,
        "at": "2026-12-08T02:05:00Z",
        "why": "arrival",
        "daily": False,
    }
    return [arrival, {**arrival, "role": "officers", "why": "list", "daily": True}]


def test_a_mailbox_that_takes_no_mail(she: Visitor, deployed: Deployed) -> None:
    """The account's page and the first page of a booking say so; the list of bookings asks for nothing more."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    asked = _counted(she)
    she.page.route(_ME, changed(_unreachable))
    she.opens("/antrean")
    enter(she, citizen)
    she.arrives("bookings.title", "none")
    assert asked == []
    she.follows("account.title")
    she.arrives("account.title", "no-mail")
    _reads_of_the_mailbox(she, citizen)
    look_for(she, slot)
    she.arrives("service.title", "no-mail")
    she.hears("mailbox.title")
    _reads_of_the_mailbox(she, citizen)
    she.page.unroute(_ME)
    she.reloads()
    she.arrives("service.title")
    expect(she.page.locator("main")).not_to_contain_text(she.text("mailbox.title"))


def test_a_registration_that_was_not_finished(she: Visitor, deployed: Deployed) -> None:
    """There is no account to show: the way to one is told, and out of here."""
    she.watch.expect("403 GET .*/api/me")
    she.page.route(_ME, refused(403, "forbidden"))
    she.opens("/akun")
    enter(she, deployed.citizen())
    she.arrives("account.title", "unfinished")
    she.reads("problem.forbidden")
    expect(she.link("log_out.link")).to_be_visible()
    she.follows("account.unfinished")
    she.arrives("sign_up.diri.title")


def test_whatsapp_where_the_stack_has_a_number(she: Visitor, deployed: Deployed) -> None:
    """The box is there only then; whoever ticks it finds it ticked again, and the account knows."""
    citizen = deployed.citizen()
    she.opens("/akun")
    enter(she, citizen)
    she.arrives("account.title")
    expect(_reminders(she)).to_be_checked()
    expect(_whatsapp(she)).to_have_count(0)
    she.page.route(_ME, changed(_with_a_number))
    she.reloads()
    she.arrives("account.title", "whatsapp")
    expect(_whatsapp(she)).not_to_be_checked()
    she.keys.walk_to(_whatsapp(she))
    she.keys.press("Space")
    she.presses("account.save")
    she.hears("account.saved")
    assert deployed.api.get("/me", citizen.token).body["whatsapp"] is True
    she.reloads()
    she.arrives("account.title")
    expect(_whatsapp(she)).to_be_checked()


def _whatsapp(she: Visitor) -> Locator:
    return she.page.get_by_role("checkbox", name=she.text("account.whatsapp"), exact=True)


def _with_a_number(profile: dict[str, Any]) -> None:
    """A stack that has a number for WhatsApp, which takes a contract with Meta."""
    profile["whatsapp_available"] = True


def _option(she: Visitor, language: str) -> Locator:
    return she.page.get_by_role("radio", name=she.text(f"account.languages.{language}"), exact=True)


def _reminders(she: Visitor) -> Locator:
    return she.page.get_by_role("checkbox", name=she.text("account.reminders"), exact=True)


def _unticks_reminders(she: Visitor) -> None:
    she.keys.walk_to(_reminders(she))
    she.keys.press("Space")
    expect(_reminders(she)).not_to_be_checked()


def _settings(deployed: Deployed, citizen: Citizen) -> tuple[str, bool]:
    profile = deployed.api.get("/me", citizen.token).body
    return profile["language"], profile["reminders"]


def _of_changes(answer: Callable[[Route], None]) -> Callable[[Route], None]:
    """Do this to requests that change, and let those through that ask."""
    return lambda route: answer(route) if route.request.method == "PATCH" else route.continue_()


def _unreachable(profile: dict[str, Any]) -> None:
    """A mailbox from which mails came back: that takes days, and a carrier who tells it."""
    profile["mailbox_works"] = False


def _counted(she: Visitor) -> list[str]:
    """Return the requests for the account, as they come."""
    asked: list[str] = []
    she.page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/api/me") else None)
    return asked


def _reads_of_the_mailbox(she: Visitor, citizen: Citizen) -> None:
    she.reads("mailbox.title")
    she.reads("mailbox.why", email=citizen.email)
    she.reads("mailbox.then")

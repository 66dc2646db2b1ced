"""Signing up, logging in, and a new password: one question on each page, and nothing typed is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from antrean.policy.people import NOTICE_VERSIONS
from tests.browser.line import lose_the_answer
from tests.browser.steps import enter, mailed_code, register, tell_of_oneself, use_code
from tests.browser.visitor import Visitor
from tests.support.citizens import PASSWORD, new_email, person

if TYPE_CHECKING:
    from tests.support.citizens import Person
    from tests.support.deployed import Deployed

_NEW_PASSWORD = "kereta api malam ke Surabaya"  # noqa: S105 - made up


def test_signing_up(she: Visitor) -> None:
    """Each field tells what is wrong, a reload keeps all but the password, and a code that is sent again is good."""
    who, email = person(), new_email()
    she.opens("/masuk")
    she.arrives("log_in.title")
    she.follows("log_in.sign_up")
    _is_asked(she, who, email)

    she.arrives("sign_up.kode.title")
    she.activates(she.page.locator("summary"))
    she.presses("mailed.repeat")
    she.reads("mailed.sent")
    she.looks("sent")
    assert len(she.page.request.get("/mail.json", params={"to": email}).json()) == 2
    she.reloads()
    she.arrives("sign_up.kode.title", "reloaded")
    code = mailed_code(she, email)
    she.types("mailed.label", "K7QP-2M4")
    she.continues()
    she.is_told("mailed.error", "code")
    she.types("mailed.label", "0000-0000" if code != "0000-0000" else "1111-1111")
    she.continues()
    she.watch.expect("422 POST .*/accounts/confirm")
    she.arrives("sign_up.sandi.title")
    for common, told in (("pendek", "password.short"), ("Password 2026", "password.common"), (PASSWORD, None)):
        she.types("sign_up.sandi.title", common)
        she.presses("sign_up.sandi.send")
        if told:
            she.is_told(told, "password", count=len(common))
    she.is_told("mailed.error", "code")
    use_code(she, code.lower().replace("-", " "))
    she.arrives("bookings.title", "none")
    she.reads("bookings.none")
    assert she.page.evaluate("localStorage.getItem('waiting')") is None


def test_signing_up_by_the_link_of_the_mail(she: Visitor) -> None:
    """It fills the code in; and where the tab was closed meanwhile, the sign-up goes on in the one that it opens.

    The privacy notice that was shown is told with the sign-up, and the device with its first log-in.
    """
    who, email = person(), new_email()
    she.opens("/daftar")
    with she.page.expect_request("**/api/accounts") as asked:
        register(she, who, email)
    assert json.loads(asked.value.post_data or "{}")["notice_version"] == NOTICE_VERSIONS[-1]
    code = mailed_code(she, email)
    # followed in the tab that asked for it, where the page stays
    she.page.evaluate("code => { location.hash = code; }", code)
    expect(she.page.get_by_label(she.text("mailed.label"))).to_have_value(code)
    later = she.in_another_tab()
    she.page.close()
    later.opens(f"/daftar/kode#{code}")
    later.arrives("sign_up.kode.title", "linked")
    expect(later.page.get_by_label(later.text("mailed.label"))).to_have_value(code)
    later.continues()
    later.arrives("sign_up.sandi.title")
    later.types("sign_up.sandi.title", PASSWORD)
    with later.page.expect_request("**/api/me/logins") as noted:
        later.presses("sign_up.sandi.send")
    assert [*json.loads(noted.value.post_data or "{}")] == ["device"]
    later.arrives("offices.title")
    # once more, where the sign-up has ended
    later.opens(f"/daftar/kode#{code}")
    later.arrives("sign_up.kode.title", "confirmed")
    later.reads("log_in.known_title")


def test_a_page_in_the_middle_that_is_opened_first(she: Visitor) -> None:
    """It leads to the beginning, where what was typed before is still there."""
    who = person()
    she.opens("/daftar")
    she.arrives("sign_up.diri.title")
    she.types("sign_up.nik.title", who.nik)
    she.opens("/daftar/kontak")
    she.arrives("sign_up.diri.title", "typed")
    expect(she.page.get_by_label(she.text("sign_up.nik.title"))).to_have_value(who.nik)


def test_a_confirmation_whose_answer_is_lost(she: Visitor) -> None:
    """The account is there, nobody knows it, and the same confirmation is sent again by itself."""
    who, email = person(), new_email()
    she.opens("/daftar")
    register(she, who, email)
    she.watch.expect("failed: POST .*/accounts/confirm")
    she.page.route("**/api/accounts/confirm", lose_the_answer, times=1)
    use_code(she, mailed_code(she, email))
    she.arrives("offices.title")


@pytest.mark.parametrize("taken", ["nik_taken", "account_exists"])
def test_what_is_taken_is_told_after_the_code(she: Visitor, deployed: Deployed, taken: str) -> None:
    """The way out is on the page: to log in, to choose a new password, or to register with another NIK."""
    owner, email = deployed.citizen(), new_email()
    who = owner.person if taken == "nik_taken" else person()
    she.opens("/daftar")
    register(she, who, email)
    code = mailed_code(she, email)
    if taken == "account_exists":
        assert deployed.confirm(email, deployed.sign_up(person(), email)).status == 204
    she.watch.expect("409 POST .*/accounts/confirm")
    use_code(she, code)
    she.is_told(f"sign_up.refused.{taken}", None)
    she.looks(taken)
    she.follows("sign_up.refused.other_nik" if taken == "nik_taken" else "log_in.forgotten")
    she.arrives("sign_up.diri.title" if taken == "nik_taken" else "reset.title")


def test_a_nik_that_does_not_agree_with_the_birth_date(she: Visitor) -> None:
    """The person is asked gently, can correct the NIK, and can say that it is right as it is."""
    who = person()
    other = replace(who, birth_date=who.birth_date + timedelta(days=1))
    she.opens("/daftar")
    tell_of_oneself(she, other)
    she.arrives("sign_up.cocok.title")
    she.continues()
    she.is_told("sign_up.cocok.error", "nik_mismatch_confirmed")
    she.chooses("sign_up.cocok.no")
    she.continues()
    she.arrives("sign_up.diri.title")
    expect(she.page.get_by_label(she.text("sign_up.nik.title"))).to_have_value(who.nik)
    she.goes_back()
    she.arrives("sign_up.cocok.title")
    she.chooses("sign_up.cocok.yes")
    she.continues()
    she.arrives("sign_up.kontak.title")


def test_logging_in_and_out(she: Visitor, deployed: Deployed) -> None:
    """Nobody can tell a wrong password from an unknown address; a reload keeps the login, logging out ends it."""
    citizen = deployed.citizen()
    she.watch.expect("400 POST")
    she.opens("/antrean")
    for email, password in ((citizen.email, "sandi yang salah"), (new_email(), PASSWORD)):
        enter(she, replace(citizen, email=email), password)
        she.is_told("log_in.refused", "email")
        she.opens("/antrean")
    enter(she, citizen)
    she.arrives("bookings.title")
    she.reloads()
    she.arrives("bookings.title")
    she.follows("log_out.link")
    she.arrives("log_out.title")
    she.presses("log_out.confirm")
    she.arrives("front.title")
    kept = she.page.evaluate("[...Object.entries(localStorage), ...Object.entries(sessionStorage)]")
    # The mark of the device stays: it is nobody's, and without it each log-in would be told as one from a new device.
    assert [name for name, value in kept if name not in {"language", "device"} and value != "{}"] == []
    she.opens("/antrean")
    she.arrives("log_in.title")


def test_a_token_that_ends_early_is_renewed_silently(she: Visitor, deployed: Deployed) -> None:
    """What the API no longer takes is replaced without a question, once; if it is refused again, the login is shown."""
    she.opens("/antrean")
    enter(she, deployed.citizen())
    she.arrives("bookings.title", "none")
    she.watch.expect("401 GET .*/api/bookings")
    she.page.route("**/api/bookings", lambda route: route.fulfill(status=401), times=1)
    she.opens("/antrean")
    she.arrives("bookings.title", "none")
    she.page.route("**/api/bookings", lambda route: route.fulfill(status=401))
    she.opens("/antrean")
    she.arrives("log_in.title")


def test_a_new_password(she: Visitor, deployed: Deployed) -> None:
    """A code by mail sets a new password and logs in; an address without an account is answered alike."""
    citizen = deployed.citizen()
    first = deployed.mailed_code(citizen.email)
    she.opens("/masuk")
    she.follows("log_in.forgotten")
    she.arrives("reset.title")
    she.types("log_in.email", citizen.email)
    she.presses("reset.send")
    she.arrives("reset.new_title")
    code = mailed_code(she, citizen.email, other_than=first)
    she.reloads()
    she.types("mailed.label", code)
    she.types("reset.password", "1234567890")
    she.presses("reset.set")
    she.is_told("password.common", "password")
    # the password is set, nobody knows it, and the same is sent again by itself
    she.watch.expect("failed: POST .*/accounts/password/confirm")
    she.page.route("**/api/accounts/password/confirm", lose_the_answer, times=1)
    she.types("mailed.label", f"{code[:4]} {code[5:]}")
    she.types("reset.password", _NEW_PASSWORD)
    she.presses("reset.set")
    she.arrives("bookings.title")
    assert deployed.log_in(citizen.email, _NEW_PASSWORD)

    she.opens("/sandi")
    she.types("log_in.email", new_email())
    she.presses("reset.send")
    she.arrives("reset.new_title")
    she.watch.expect("422 POST .*/accounts/password/confirm")
    she.types("mailed.label", code)
    she.types("reset.password", _NEW_PASSWORD)
    she.presses("reset.set")
    she.is_told("mailed.error", "code")


def _is_asked(she: Visitor, who: Person, email: str) -> None:
    """Answer both pages of a sign-up, the first time with nothing, and after a reload."""
    she.arrives("sign_up.diri.title")
    she.continues()
    for text in ("nik.form", "sign_up.nama.error"):
        she.reads(text)
    she.is_told("sign_up.lahir.error", "birth_date-day")
    spaced = f"{who.nik[:6]} {who.nik[6:12]} {who.nik[12:]}"
    she.types_date("birth_date", who.birth_date.isoformat())
    _types(she, {"nik": spaced, "nama": who.full_name})
    she.arrives("sign_up.kontak.title")
    she.continues()
    she.reads("sign_up.surel.error")
    she.is_told("sign_up.telepon.error", "phone")
    _types(she, {"surel": email, "telepon": "+62 (0)812-3456-7890"})


def _types(she: Visitor, given: dict[str, str]) -> None:
    """Fill fields in, load the page again, find them filled in, and go on."""
    for each, text in given.items():
        she.types(f"sign_up.{each}.title", text)
    she.reloads()
    for each, text in given.items():
        expect(she.page.get_by_label(she.text(f"sign_up.{each}.title"))).to_have_value(text)
    she.continues()

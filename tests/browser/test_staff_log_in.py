"""Staff log in: whatever the pool asks has a page, and what goes wrong on the way has a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.scanner import scanned
from tests.browser.staff.person import Worker
from tests.browser.staff.pool import Member, Pool, code_of
from tests.browser.staff.stage import staged
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.state.outputs import Outputs
    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner

_FIRST = "dari undangan itu"
_OWN = "jendela hijau di timur"
_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - that of RFC 6238's examples


@pytest.fixture
def pool() -> Iterator[Pool]:
    """A pool with somebody who was just invited, an officer of two offices, and headquarters."""
    members = [
        Member("rina", _FIRST, ["officers"], "kantor-0", name="Rina Wulandari", temporary=True),
        Member("budi", _OWN, ["officers", "supervisors"], "kantor-0,kantor-2", name="Budi Santoso", secret=_SECRET),
        Member("pusat", _OWN, ["operators", "administrators"], "*", secret=_SECRET),
    ]
    with Pool(*members) as found:
        yield found


@pytest.fixture
def address(pool: Pool, tmp_path: Path) -> Iterator[str]:
    """Where the site is."""
    with staged(pool, tmp_path) as found:
        yield found


@pytest.fixture
def worker(windows: Windows, address: str, desk: Manner) -> Worker:
    """Somebody before the site, with nobody logged in."""
    found = windows(Worker, address, desk)
    assert isinstance(found, Worker)
    return found


def logged_in(worker: Worker, username: str, ahead: int = 0) -> None:
    """Log in with password and code; a code is good once, so the next one is `ahead` of the first."""
    worker.logs_in(username, _OWN)
    worker.arrives("code.title")
    worker.types("code.label", code_of(_SECRET, ahead))
    worker.presses("page.continue")


def test_the_first_login(worker: Worker, pool: Pool) -> None:
    """From the invitation to the first page: a password of one's own, an authenticator; each mistake has a sentence."""
    worker.watch.expect("400 POST")
    worker.opens("/petugas")
    worker.logs_in("rina", "salah sama sekali")
    worker.is_told("log_in.refused", "username")
    worker.types("log_in.password", _FIRST)
    worker.presses("log_in.send")

    worker.arrives("first_password.title")
    worker.types("first_password.label", "pendek")
    worker.presses("page.continue")
    worker.is_told("first_password.short", "password", least=12)
    worker.types("first_password.label", _OWN)
    worker.presses("page.continue")

    worker.arrives("authenticator.title")
    worker.activates(worker.page.locator("summary"))
    secret = worker.page.locator("code").inner_text().replace(" ", "")
    told = scanned(worker.page.locator(".st-qr").screenshot())
    assert told == f"otpauth://totp/Antrean%20Paspor:rina?secret={secret}&issuer=Antrean%20Paspor"
    good = {code_of(secret, ahead) for ahead in (-1, 0, 1)}
    wrong = next(code for code in ("000000", "111111", "222222", "333333") if code not in good)
    worker.types("code.label", "12345")
    worker.presses("page.continue")
    worker.is_told("code.form", "code")
    worker.types("code.label", wrong)
    worker.presses("page.continue")
    worker.is_told("code.wrong", "code")
    assert worker.page.locator("code").inner_text().replace(" ", "") == secret, "the secret may not change on an error"
    code = code_of(secret)
    worker.types("code.label", f"{code[:3]} {code[3:]}")
    worker.presses("page.continue")

    worker.arrives("home.title")
    worker.reads("home.where", office="Kantor Imigrasi Bogor")
    expect(worker.page.locator("#who")).to_contain_text("Rina Wulandari")
    expect(worker.page.locator("#who")).to_contain_text(worker.text("role.officers"))
    assert pool.members["rina"].secret == secret


def test_later_logins(worker: Worker, pool: Pool) -> None:
    """A code is asked for; a wrong or used one may be corrected; a login that took too long begins anew and says so."""
    worker.watch.expect("400 POST")
    worker.opens("/petugas/pilih-kantor")
    worker.logs_in("budi", _OWN)
    worker.arrives("code.title")
    pool.members["budi"].used.add(code_of(_SECRET))
    worker.types("code.label", code_of(_SECRET))
    worker.presses("page.continue")
    worker.is_told("code.wrong", "code")
    pool.forget_sessions()
    worker.types("code.label", code_of(_SECRET, 1))
    worker.presses("page.continue")
    worker.arrives("log_in.title", "expired")
    worker.reads("log_in.expired")
    logged_in(worker, "budi", 1)
    worker.arrives("office.title")
    worker.presses("page.continue")
    worker.is_told("office.missing", "office")
    worker.chooses(Exactly("Kantor Imigrasi Jayapura"))
    worker.presses("page.continue")
    worker.arrives("home.title")
    worker.reads("home.where", office="Kantor Imigrasi Jayapura")


def test_a_reload_amid_a_login_begins_anew(worker: Worker) -> None:
    """What was answered is kept nowhere, so the password is asked for again."""
    worker.opens("/petugas")
    worker.logs_in("budi", _OWN)
    worker.arrives("code.title")
    worker.reloads()
    worker.arrives("log_in.title", "expired")
    stored = worker.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert _OWN not in stored
    assert "refresh" not in stored


def test_headquarters_choose_an_office_and_keep_it(worker: Worker) -> None:
    """Who may work everywhere searches for an office; the device keeps it when people switch, not when it is left."""
    worker.opens("/petugas")
    logged_in(worker, "pusat")
    worker.arrives("office.title")
    worker.types("office.search", "jayapura")
    worker.presses("office.find")
    worker.reads(Exactly(worker.text("office.found.one", count=1)))
    worker.chooses(Exactly("Kantor Imigrasi Jayapura"))
    worker.presses("page.continue")
    worker.arrives("home.title")
    expect(worker.page.locator("#who")).to_contain_text(worker.text("header.every_office"))
    worker.presses("header.switch")
    logged_in(worker, "budi", 1)
    worker.arrives("home.title")
    worker.reads("home.where", office="Kantor Imigrasi Jayapura")
    worker.presses("header.log_out")
    worker.arrives("log_in.title")
    assert worker.page.evaluate("localStorage.getItem('staff-office')") is None


def test_tokens_are_renewed_silently_and_end_with_the_pools_word(worker: Worker, pool: Pool) -> None:
    """After nine minutes the next step renews the token; who was signed out is asked to log in, and comes back."""
    worker.page.clock.install()
    worker.opens("/petugas")
    logged_in(worker, "budi")
    worker.arrives("office.title")
    assert pool.asked.count("InitiateAuth") == 1
    # Time goes on besides: this leaves four minutes for a slow machine to come to the next step.
    worker.page.clock.fast_forward("05:00")
    worker.follows(Exactly(worker.text("site.keys")))
    worker.arrives("keys.title")
    worker.follows("header.choose")
    worker.arrives("office.title")
    assert pool.asked.count("InitiateAuth") == 1
    worker.page.clock.fast_forward("04:30")
    worker.follows(Exactly(worker.text("site.keys")))
    worker.follows("header.choose")
    worker.arrives("office.title")
    assert pool.asked.count("InitiateAuth") == 2
    kept = worker.page.evaluate("JSON.stringify({...localStorage})")
    assert "refresh" not in kept, "tokens are the tab's alone"
    pool.revoke()
    worker.watch.expect("400 POST")
    worker.page.clock.fast_forward("10:00")
    worker.follows(Exactly(worker.text("site.keys")))
    worker.opens("/petugas/pilih-kantor")
    worker.arrives("log_in.title")
    expect(worker.page).to_have_url(re.compile("lanjut=%2Fpetugas%2Fpilih-kantor$"))


def test_the_local_system_lets_its_officer_in(windows: Windows, outputs: Outputs, desk: Manner) -> None:
    """The path with a password alone, against a running system: the demo's officer is in, at the office of the demo."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    worker.opens("/petugas")
    worker.logs_in(outputs["demo"]["officer"]["username"], outputs["demo"]["officer"]["password"])
    worker.arrives("home.title")
    expect(worker.page.locator("#who")).to_contain_text(worker.text("role.officers"))


def test_who_logs_out_in_one_tab_is_logged_out_in_all(worker: Worker) -> None:
    """The other tab shows the login, and no page of the person."""
    worker.opens("/petugas")
    logged_in(worker, "budi")
    worker.arrives("office.title")
    with worker.page.context.expect_page() as opened:
        worker.page.evaluate("window.open('/petugas/pilih-kantor')")
    other = Worker(opened.value, worker.watch, worker.manner, worker.album)
    other.arrives("office.title")
    worker.presses("header.log_out")
    worker.arrives("log_in.title")
    other.arrives("log_in.title")


def test_one_person_in_two_tabs_and_another_one_in_a_third(worker: Worker) -> None:
    """Door and counter may be two tabs of one person; who else logs in on the device ends both."""
    worker.opens("/petugas")
    logged_in(worker, "budi")
    worker.arrives("office.title")
    tabs = [Worker(worker.page.context.new_page(), worker.watch, worker.manner, worker.album) for _ in range(2)]
    for tab, name, ahead in zip(tabs, ("budi", "pusat"), (1, 0), strict=True):
        expect(worker.heading("office.title")).to_be_visible()
        tab.opens("/petugas")
        logged_in(tab, name, ahead)
        tab.arrives("office.title")
    for ended in (worker, tabs[0]):
        expect(ended.heading("log_in.title")).to_be_visible()


def test_keys_can_be_changed(worker: Worker) -> None:
    """Another key takes the place of a usual one, on this device; letters alone and keys of the browser are refused."""
    worker.opens("/petugas/tombol")
    worker.arrives("keys.title")
    change = worker.page.get_by_role("button", name=re.compile(f": {worker.text('keys.deed.next')}"))
    worker.activates(change)
    worker.hears("keys.press")
    for key, problem in (("k", "letter"), ("F5", "taken"), ("F4", "used"), ("Control+t", "taken")):
        worker.keys.press(key)
        shown = key.replace("Control", "Ctrl").replace("+t", "+T").replace("k", "K") if len(key) != 2 else key
        worker.reads(f"keys.problem.{problem}", key=shown)
    worker.looks("refused")
    worker.keys.press("Alt+n")
    worker.hears("keys.chosen", deed=worker.text("keys.deed.next"), key="Alt+N")
    worker.reloads()
    expect(worker.page.locator("main kbd").first).to_have_text("Alt+N")
    worker.presses("keys.usual")
    expect(worker.page.locator("main kbd").first).to_have_text("F2")

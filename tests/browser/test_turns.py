"""Turns: who wants a slot that opens waits for a moment that was drawn, and the page sends by itself then."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.line import BOOKINGS
from tests.browser.steps import answer_everything, day_of, enter, take, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import Citizen, person
from tests.support.deployed_turns import has_turns, now, past_turn, registers_long_ago, seed_of, text, turn_of
from tests.support.system import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Request

    from tests.browser.conftest import Visit
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_SOON, _WINDOW = timedelta(minutes=50), timedelta(minutes=10)
_SECOND = timedelta(seconds=1)
_AT_ONCE = "Math.random = () => 0;"
"""What is done at a random moment, such as asking for a place, is done at the first one: no test waits for an hour."""
_TRUSTING = """export const hearTime = () => undefined;
export const now = () => Date.now();
export const isDoubtful = () => false;
export const isHeard = () => true;
export const instantOf = (milliseconds) => new Date(milliseconds).toISOString();
"""
"""A page that believes the clock of its device."""
_QUIET = 3_000
"""Milliseconds in which a page that sends too early would have sent."""
_STALE = 1_100
"""Milliseconds for which a browser may show an availability that it has."""
_PATIENCE = 60_000


class Sent:
    """The requests that take seats, by their keys and when they went out."""

    def __init__(self, she: Visitor, ends: str = "/bookings") -> None:
        """Begin with none."""
        self.keys: list[str] = []
        self.times: list[float] = []
        self._ends = ends
        she.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith(self._ends):
            self.keys.append(request.headers["idempotency-key"])
            self.times.append(time.time())


def _waits(she: Visitor) -> None:
    """Let her press the button that waits, and be on the page of somebody who does."""
    she.presses("turn.wait")
    expect(she.heading("turn.title")).to_be_visible()
    expect(she.heading("turn.title")).to_be_focused()


def _draft(she: Visitor, name: str = "booking") -> dict[str, Any]:
    """What the tab keeps of her answers."""
    found: dict[str, Any] = she.page.evaluate(f"JSON.parse(sessionStorage.getItem('{name}'))")
    return found


def test_the_request_goes_by_itself_at_ones_turn(she: Visitor, deployed: Deployed) -> None:
    """She answers before the slot opens, is told her turn, reloads; the opening is moved; one request goes, in time."""
    [slot, *_] = deployed.slots()
    citizen, sent = deployed.citizen(), Sent(she)
    registers_long_ago(deployed, citizen)
    begin = now() + _SOON
    has_turns(deployed, slot, begin, begin + _WINDOW)
    she.page.add_init_script(_AT_ONCE)
    she.opens(f"/kantor/{slot.office_id}")
    expect(day_of(she, slot.date)).to_be_visible()
    she.looks("opens soon")
    answer_everything(she, slot, citizen, [])
    she.reads("turn.prepare")
    expect(she.button("check.confirm")).to_be_hidden()
    she.looks("before the opening")
    _waits(she)
    turn = turn_of(deployed, citizen.account_id, begin, begin + _WINDOW)
    at = _shown(she, deployed, slot, turn)
    she.reads(Exactly(at))
    expect(she.page.locator("#status")).to_contain_text(at)
    she.reads("turn.yours")
    she.looks("known")
    kept = _draft(she)
    assert kept["turn"]["at"] == text(turn)
    assert citizen.person.nik not in json.dumps(kept["turn"])
    assert set(kept["turn"]) == {"begin", "until", "at", "send", "hash", "account", "last"}

    begin = now() + 8 * _SECOND
    until = begin + 10 * _SECOND
    has_turns(deployed, slot, begin, until)
    she.reloads()
    expect(she.heading("turn.title")).to_be_visible()
    expect(she.heading("booking.made")).to_be_visible(timeout=_PATIENCE)
    turn = turn_of(deployed, citizen.account_id, begin, until)
    assert (len(sent.keys), sent.keys[0]) == (1, kept["key"])
    assert turn.timestamp() <= sent.times[0] < turn.timestamp() + 4
    assert len(deployed.bookings(citizen)) == 1


def test_the_page_before_a_turn_is_known(she: Visitor, deployed: Deployed) -> None:
    """Until its moment comes, the page says when the slot opens and that the turn will be there; she may stop."""
    [slot, *_] = deployed.slots()
    citizen, sent = deployed.citizen(), Sent(she)
    begin = now() + timedelta(hours=20)
    has_turns(deployed, slot, begin, begin + _WINDOW)
    answer_everything(she, slot, citizen, [])
    _waits(she)
    she.reads("turn.opening")
    she.reads("turn.unknown", minutes=60)
    she.reads("turn.closed")
    she.looks("unknown")
    she.presses("turn.stop")
    she.arrives("check.title", "stopped")
    assert not {"key", "turn"} & _draft(she).keys()
    has_turns(deployed, slot, now() - _SECOND, now())
    she.page.wait_for_timeout(_QUIET)
    assert sent.keys == []


def _with_an_early_place(deployed: Deployed) -> Citizen:
    """Somebody who registered long ago and has none of the last places, which one of some twenty-five has."""
    for citizen in deployed.citizens(4):
        registers_long_ago(deployed, citizen)
        with suppress(LookupError):
            past_turn(deployed, citizen, timedelta(minutes=50))
            return citizen
    message = "four citizens have one of the last places each"
    raise LookupError(message)


def test_who_comes_late_with_an_early_place_goes_at_once(visit: Visit, deployed: Deployed) -> None:
    """Her turn has come already, so her numbers are hers at once. The control: who has no place has to wait then."""
    [slot, *_] = deployed.slots()
    early, young = _with_an_early_place(deployed), deployed.citizen()
    she, he = visit(), visit()
    sent = Sent(she)
    for visitor, citizen in ((she, early), (he, young)):
        answer_everything(visitor, slot, citizen, [])
    begin, until = past_turn(deployed, early, timedelta(minutes=50))
    has_turns(deployed, slot, begin, until)
    she.presses("check.confirm")
    she.arrives("booking.made")
    assert len(sent.keys) == 1

    he.watch.expect("409 POST .*/api/bookings")
    he.presses("check.confirm")
    expect(he.heading("turn.title")).to_be_visible()
    expect(he.heading("turn.title")).to_be_focused()
    he.reads(Exactly(_shown(he, deployed, slot, until)))
    he.looks("told by a refusal")
    assert deployed.bookings(young) == []


def test_a_clock_that_is_set_forward_gets_nothing_earlier(she: Visitor, deployed: Deployed) -> None:
    """The page counts by the service's clock. The control believes the device's, sends at once, and is refused."""
    [slot, *_] = deployed.slots()
    citizen, sent = deployed.citizen(), Sent(she)
    answer_everything(she, slot, citizen, [])
    has_turns(deployed, slot, now() - _SECOND, now() + _SOON)
    she.watch.expect("409 POST .*/api/bookings")
    she.presses("check.confirm")
    expect(she.heading("turn.title")).to_be_visible()
    assert len(sent.keys) == 1
    she.page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=2))
    she.page.wait_for_timeout(_QUIET)
    she.reloads()
    expect(she.heading("turn.title")).to_be_visible()
    she.page.wait_for_timeout(_QUIET)
    assert len(sent.keys) == 1
    expect(she.page.get_by_role("timer")).to_contain_text(re.compile(r"\b4\d "))

    she.page.route("**/lib/base/clock.js", lambda route: route.fulfill(content_type="text/javascript", body=_TRUSTING))
    she.reloads()
    expect(she.heading("turn.title")).to_be_visible()
    she.page.wait_for_timeout(_QUIET)
    assert len(sent.keys) > 1
    assert len(set(sent.keys)) == 1
    assert deployed.bookings(citizen) == []


def test_the_slot_is_full_meanwhile(she: Visitor, deployed: Deployed) -> None:
    """The page says so while she waits, and that more may come; at her turn other slots are a press away."""
    [slot, *_] = deployed.slots()
    answer_everything(she, slot, deployed.citizen(), [])
    deployed.staff("operators", "*")
    until = now() + 25 * _SECOND
    has_turns(deployed, slot, now() - _SECOND, until)
    she.watch.expect("409 POST .*/api/bookings")
    she.presses("check.confirm")
    expect(she.heading("turn.title")).to_be_visible()
    assert deployed.change_quota(slot, capacity=0).status == 200
    she.page.wait_for_timeout(_STALE)
    she.reloads()
    she.reads("turn.full")
    she.reads("full.more")
    she.looks("full")
    expect(she.heading("lost.title")).to_be_visible(timeout=_PATIENCE)
    she.reads("full.more")


def test_the_line_is_down_at_ones_turn(she: Visitor, deployed: Deployed) -> None:
    """The page goes on by itself, under the same key, and says so."""
    [slot, *_] = deployed.slots()
    citizen, sent = deployed.citizen(), Sent(she)
    answer_everything(she, slot, citizen, [])
    has_turns(deployed, slot, now() - _SECOND, now() + 6 * _SECOND)
    she.watch.expect("409 POST .*/api/bookings")
    she.watch.expect("failed: POST .*/api/bookings")
    she.presses("check.confirm")
    expect(she.heading("turn.title")).to_be_visible()
    she.page.route(BOOKINGS, lambda route: route.abort("connectionreset"))
    expect(she.page.get_by_role("timer")).to_have_text(she.text("turn.lost"), timeout=_PATIENCE)
    she.looks("lost")
    she.page.unroute(BOOKINGS)
    expect(she.heading("booking.made")).to_be_visible(timeout=_PATIENCE)
    assert len(set(sent.keys)) == 1
    assert len(deployed.bookings(citizen)) == 1


def test_adding_and_moving_wait_too(she: Visitor, deployed: Deployed) -> None:
    """Family is added when the turn has come, and a booking moves into a slot that opens soon, each by itself."""
    first, _, other = deployed.slots()
    citizen, daughter = deployed.citizen(), person("Dewi Santoso")
    address = f"/antrean/{deployed.book(citizen, first)['booking_id']}"
    she.opens(f"{address}/keluarga")
    enter(she, citizen)
    she.arrives("add.title")
    she.follows("people.add")
    tell_of(she, daughter, "child")
    she.arrives("add.title", "one")
    has_turns(deployed, first, now() - _SECOND, now() + 8 * _SECOND)
    she.watch.expect("409 POST .*/applicants")
    she.presses("add.confirm")
    expect(she.heading("turn.title")).to_be_visible()
    she.looks("adding")
    expect(she.page.get_by_text(she.text("booking.news.tambah"))).to_be_visible(timeout=_PATIENCE)

    begin = now() + _SOON
    has_turns(deployed, other, begin, begin + _WINDOW)
    she.follows("booking.move")
    she.presses("move.begin")
    she.arrives(Exactly(deployed.office_name(first)), "moving")
    _choose(she, other)
    she.arrives("move.check", "before the opening")
    _waits(she)
    she.looks("moving")
    has_turns(deployed, other, now() + 8 * _SECOND, now() + 12 * _SECOND)
    she.page.wait_for_timeout(_STALE)
    she.reloads()
    expect(she.page.get_by_text(she.text("booking.news.pindah"))).to_be_visible(timeout=_PATIENCE)
    [moved] = deployed.bookings(citizen)
    assert (moved["date"], moved["session"], len(moved["applicants"])) == (other.date, other.session, 2)


def test_a_turn_can_be_checked(she: Visitor, deployed: Deployed) -> None:
    """While she waits a link leads to the page in a tab of its own, which says when the key is public, and of what."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    registers_long_ago(deployed, citizen)
    begin = now() + _SOON
    has_turns(deployed, slot, begin, begin + _WINDOW)
    she.page.add_init_script(_AT_ONCE)
    answer_everything(she, slot, citizen, [])
    _waits(she)
    expect(she.page.locator(".ap-turn__label")).to_have_text(she.text("turn.yours"))
    link = she.link("turn.check")
    address = link.get_attribute("href") or ""
    with she.page.context.expect_page() as opened:
        she.keys.walk_to(link)
        she.keys.press("Enter")
    tab = Visitor(opened.value, she.watch, she.manner, she.album)
    expect(tab.heading("place.title")).to_be_visible()
    tab.reads(Exactly(tab.text("place.wait", time="|").partition("|")[0].strip()))
    tab.looks("not public yet")
    tab.page.close()
    expect(she.heading("turn.title")).to_be_visible()
    assert address.startswith("/giliran#kantor=")
    assert citizen.person.nik not in address


def test_a_key_that_is_public_is_checked(she: Visitor, deployed: Deployed) -> None:
    """The page computes hash and turn, says what agrees, and its command says the same; what was changed is seen."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    begin = (now() - timedelta(hours=2)).replace(minute=5, second=30)
    until = begin + _WINDOW
    turn = turn_of(deployed, citizen.account_id, begin, until)
    office = _office_of_jakarta(deployed)
    hours = deployed.api.get(f"/offices/{office}/releases?date={_day(begin)}").body["hours"]
    published = next(each for each in hours if each["begin"] == text(begin.replace(minute=0, second=0)))
    assert published["seed"] == seed_of(deployed, begin).hex()

    def look(state: str, **told: str) -> None:
        noted = {"kantor": office, "mulai": text(begin), "sampai": text(until), "akun": citizen.account_id, **told}
        she.opens("/")
        she.opens("/giliran#" + "&".join(f"{name}={value}" for name, value in noted.items()))
        she.arrives("place.title", state)

    look("agrees", giliran=text(turn), sidik=published["seed_hash"])
    for key in ("sound", "same"):
        she.reads(f"place.{key}")
    expect(she.page.locator("main")).not_to_contain_text(she.text("place.differs"))
    command = she.page.locator("pre").inner_text().split()
    assert command[:3] == ["python3", "tools/verify.py", "turn"]
    done = subprocess.run([sys.executable, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=True)
    assert datetime.fromisoformat(done.stdout.strip()) == turn

    look("another turn", giliran=text(turn + _SECOND))
    she.reads("place.unlike")
    look("last", giliran=text(until))
    she.reads("place.last", hours=72)
    look("another hash", giliran=text(turn), sidik="0" * 64)
    she.reads("place.other_hash")

    she.opens("/giliran")
    she.arrives("place.title", "form")
    she.types("place.time", "25.00")
    she.presses("place.send")
    she.is_told("place.time_wrong", "time")
    she.reads("place.account_wrong")
    she.selects("place.office", deployed.office_name(slot))
    she.types_date("day", "2030-01-01")
    she.types("place.time", "08.00")
    she.types("place.account", citizen.account_id)
    she.watch.expect("404 GET .*/releases")
    she.presses("place.send")
    she.reads("place.undrawn")
    she.looks("undrawn")


def test_turns_that_are_on_are_told_on_the_day(she: Visitor, deployed: Deployed) -> None:
    """Whoever looks at a day whose seats are taken in turns reads until when."""
    [slot, *_] = deployed.slots()
    has_turns(deployed, slot, now() - _SECOND, now() + _WINDOW)
    she.opens(f"/kantor/{slot.office_id}/{slot.date}")
    expect(she.heading(she.date(slot.date))).to_be_visible()
    she.reads(Exactly(she.text("day.in_turns", seats="|", until="").partition("|")[2].strip()))
    she.looks("in turns")


def _choose(she: Visitor, slot: Slot) -> None:
    """Choose a slot in the month that she looks at."""
    she.activates(day_of(she, slot.date).get_by_role("link"))
    she.arrives(she.date(slot.date), "moving, opens soon")
    take(she, slot)


def _shown(she: Visitor, deployed: Deployed, slot: Slot, instant: datetime) -> str:
    """The time of an instant as the page shows it, by the office's clock."""
    offices = deployed.api.get("/offices").body["offices"]
    [zone] = (each["timezone"] for each in offices if each["office_id"] == slot.office_id)
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%H.%M.%S}" if she.manner.language == "id" else f"{local:%H:%M:%S}"


def _day(instant: datetime) -> str:
    return (instant + timedelta(hours=7)).date().isoformat()


def _office_of_jakarta(deployed: Deployed) -> str:
    """Some office by Jakarta's clock."""
    offices = deployed.api.get("/offices").body["offices"]
    return next(str(office["office_id"]) for office in offices if office["timezone"] == "Asia/Jakarta")

"""Notices: the dispatcher or the notifier dies at any of its calls, and each person is told once all the same."""

from __future__ import annotations

import contextlib

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel
from antrean.closures import apply, work
from antrean.closures.store import Closures
from antrean.messages.port import NotSent
from antrean.notices.events import notices_of
from instruments.replay.calls import Killed, Recorder
from instruments.replay.people import nik
from tests.support.closings import MINUTE, close, displaced
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked, more
from tests.unit.conftest import OFFICE, register

UNDO = 10 * MINUTE


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and two children."""
    return book.book(services, siti, asked(3), KEY)


CALLS = 19
"""Of three people one is the account's, and one of the others has an account of their own. Two notices are written, for
which an owner is looked for twice. For each the notifier reads notice, booking, whoever is told and the mailbox, begins
and ends; for the person who is listed it reads the owner and the booker too, and notes which notice tells it."""


@pytest.fixture
def ayu(services: Services) -> str:
    """The first child of the booking, who has an account."""
    return register(services, "ayu", nik(1))


def repeat(telling: Telling, made: Booking, clock: FixedClock) -> None:
    """Do what Lambda does after a death: the record of the stream comes again, and so does every message."""
    for _ in range(4):
        telling.tell(None, made)
        clock.instant += 16 * MINUTE


@pytest.mark.usefixtures("ayu")
def test_the_calls_at_which_a_function_may_die(telling: Telling, made: Booking, recorder: Recorder) -> None:
    """The deaths below are at every call: there are no others."""
    recorder.reset()
    telling.tell(None, made)
    assert sorted(telling.post.kinds) == ["booked", "listed"]
    assert len(recorder.calls) == CALLS


@pytest.mark.usefixtures("ayu")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(CALLS))
def test_killed_at_any_call_it_is_told_once_or_in_doubt(
    telling: Telling, made: Booking, recorder: Recorder, clock: FixedClock, number: int, when: str
) -> None:
    """Nothing is lost and nothing told twice, but for a mail of which nobody knows whether it went out."""
    recorder.kill(number, when)
    with pytest.raises(Killed):
        telling.tell(None, made)
    recorder.reset()
    doubtful = {
        kind: (found := telling.notices.get(notice_id)) is not None and found.state == "sending"
        for kind, notice_id in (("booked", f"{made.booking_id}#0#booked"), ("listed", f"{made.booking_id}#0#listed#1"))
    }
    repeat(telling, made, clock)
    for kind, place in (("booked", ""), ("listed", "#1")):
        notice = telling.notices.get(f"{made.booking_id}#0#{kind}{place}")
        assert notice
        told = telling.post.kinds.count(kind)
        if not doubtful[kind]:
            assert (told, notice.state) == (1, "sent")
        elif kind == "booked":
            # It died between the begin of the try and its end. News of which nobody knows are given up.
            assert (notice.state, told <= 1) == ("failed", True)
        else:
            # A warning of which nobody knows comes again.
            assert (notice.state, 1 <= told <= 2) == ("sent", True)


# ------------------------------------------------------------------------------------------- an opening


TOLD_CALLS, UNTOLD_CALLS = 22, 20
"""Of an opening that account and child are told of, and of one that neither is, since nobody told them of the closing.
In place of begin and end the notifier looks at the notice of the closing, and ends it, then that of the opening."""
Change = tuple[Booking | None, Booking]


def closed_and_opened(
    telling: Telling, services: Services, closures: Closures, clock: FixedClock, made: Booking, *, told: bool
) -> list[Change]:
    """Close and open, with the closing `told` or its notices waiting; return both changes."""
    closure = close(services, closures)
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(made, gone)
    clock.instant += UNDO if told else MINUTE
    telling.bring()
    telling.post.sent.clear()
    apply.reopen(services, closures, "operator", OFFICE, apply.found(closures, closure.closure_id))
    work.go_on(services.store, closures, clock, closure.closure_id, MINUTE)
    again = services.store.bookings.get(made.booking_id)
    assert again
    assert again.holds_seats
    return [(made, gone), (gone, again)]


@pytest.mark.usefixtures("ayu")
def test_the_calls_of_an_opening(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock, recorder: Recorder
) -> None:
    """The deaths below are at every call: there are no others."""
    changes = closed_and_opened(telling, services, closures, clock, made, told=True)
    recorder.reset()
    telling.tell(*changes[-1])
    assert sorted(telling.post.kinds) == ["listed_restored", "restored"]
    assert len(recorder.calls) == TOLD_CALLS


@pytest.mark.usefixtures("ayu")
def test_the_calls_of_an_opening_that_nobody_is_told_of(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock, recorder: Recorder
) -> None:
    """The same."""
    changes = closed_and_opened(telling, services, closures, clock, made, told=False)
    recorder.reset()
    telling.tell(*changes[-1])
    assert telling.post.sent == []
    assert len(recorder.calls) == UNTOLD_CALLS


def killed(telling: Telling, recorder: Recorder, change: Change, number: int, when: str) -> None:
    """Tell of a change, and die at a call."""
    recorder.kill(number, when)
    with pytest.raises(Killed):
        telling.tell(*change)
    recorder.reset()


def again_and_again(telling: Telling, clock: FixedClock, changes: list[Change]) -> None:
    """Do what Lambda and SQS do after a death: every record comes again, and so does every message."""
    for _ in range(4):
        for change in changes:
            telling.dispatcher.booking_changed(*change)
        telling.bring()
        clock.instant += 16 * MINUTE


@pytest.mark.usefixtures("ayu")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(TOLD_CALLS))
def test_killed_at_any_call_an_opening_is_told(
    telling: Telling,
    services: Services,
    closures: Closures,
    made: Booking,
    clock: FixedClock,
    recorder: Recorder,
    number: int,
    when: str,
) -> None:
    """Once, and twice where nobody knows whether it went out."""
    changes = closed_and_opened(telling, services, closures, clock, made, told=True)
    killed(telling, recorder, changes[-1], number, when)
    notices = [each for each in notices_of(*changes[-1]) if each.place != 2]
    doubtful = {
        each.kind for each in notices if (found := telling.notices.get(each.notice_id)) and found.state == "sending"
    }
    again_and_again(telling, clock, changes)
    for each in notices:
        found = telling.notices.get(each.notice_id)
        assert found
        assert found.state == "sent"
        assert 1 <= telling.post.kinds.count(each.kind) <= (2 if each.kind in doubtful else 1)
    assert {*telling.post.kinds} == {"restored", "listed_restored"}


@pytest.mark.usefixtures("ayu")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(UNTOLD_CALLS))
def test_killed_at_any_call_an_untold_closing_stays_untold(
    telling: Telling,
    services: Services,
    closures: Closures,
    made: Booking,
    clock: FixedClock,
    recorder: Recorder,
    number: int,
    when: str,
) -> None:
    """Also where it died after it had ended the notice of the closing and before it ended that of the opening."""
    changes = closed_and_opened(telling, services, closures, clock, made, told=False)
    killed(telling, recorder, changes[-1], number, when)
    again_and_again(telling, clock, changes)
    assert telling.post.sent == []
    for each in (*notices_of(*changes[0]), *notices_of(*changes[1])):
        found = telling.notices.get(each.notice_id)
        assert found is None or found.state == "dropped"


# ------------------------------------------------------------------------------------------- one listing for another


TAKING_CALLS = 30
"""The first notice, which was noted as the one that tells and never sent, is dropped; the second takes its place."""


def listed_again(telling: Telling, services: Services, siti: str) -> list[Change]:
    """Let the letter to a child be refused for the moment, take them out and add them again; return what is to tell."""
    alone = book.book(services, siti, asked(1), KEY)
    register(services, "ayu", nik(40))
    one = add.add(services, siti, alone.booking_id, more(1, 40), "tambah-1")
    telling.post.error = NotSent("TooManyRequestsException", passing=True)
    telling.tell(alone, one)
    telling.post.error = None
    out = cancel.leave(services, siti, alone.booking_id, 1)
    return [(alone, one), (out, add.add(services, siti, alone.booking_id, more(1, 40), "tambah-2"))]


def tell_listed_again(telling: Telling, clock: FixedClock, changes: list[Change]) -> None:
    """Tell of both, a minute later."""
    clock.instant += MINUTE
    telling.dispatcher.booking_changed(*changes[-1])
    telling.bring()


def test_the_calls_of_a_listing_in_place_of_another(
    telling: Telling, services: Services, siti: str, clock: FixedClock, recorder: Recorder
) -> None:
    """The deaths below are at every call: there are no others."""
    changes = listed_again(telling, services, siti)
    recorder.reset()
    tell_listed_again(telling, clock, changes)
    assert telling.post.kinds.count("listed") == 1
    assert len(recorder.calls) == TAKING_CALLS


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(TAKING_CALLS))
def test_killed_at_any_call_one_of_two_listings_is_told(
    telling: Telling,
    services: Services,
    siti: str,
    clock: FixedClock,
    recorder: Recorder,
    number: int,
    when: str,
) -> None:
    """Once, and twice where nobody knows whether it went out."""
    changes = listed_again(telling, services, siti)
    recorder.kill(number, when)
    # The write that finds the other notice noted is refused, and so never comes to its "after".
    with contextlib.suppress(Killed):
        tell_listed_again(telling, clock, changes)
    recorder.reset()
    [second] = [each for each in notices_of(*changes[-1]) if each.kind == "listed"]
    doubtful = (found := telling.notices.get(second.notice_id)) is not None and found.state == "sending"
    again_and_again(telling, clock, changes)
    assert 1 <= telling.post.kinds.count("listed") <= (2 if doubtful else 1)

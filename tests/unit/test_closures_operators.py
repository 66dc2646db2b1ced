"""Closures and who makes them: two operators at once, and whose name the records bear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.changes import book
from antrean.closures import apply, work
from antrean.closures.forms import NewClosure
from antrean.closures.model import Closure
from antrean.closures.preview import preview
from antrean.closures.store import Closures
from antrean.slots import availability
from antrean.slots.model import Slot
from instruments.replay.calls import Recorder
from tests.support.closings import MINUTE, close, displaced, nobody, quota_of
from tests.support.wishes import KEY, asked, refusal
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT

BOTH = (SLOT, OTHER_SLOT)


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child in `SLOT`."""
    return book.book(services, siti, asked(2), KEY)


class Meanwhile:
    """A client of the table that lets something happen once, just before a slot is shut."""

    def __init__(self, client: Recorder, happen: Callable[[], object]) -> None:
        """Call through `client`."""
        self._client, self._happen = client, [happen]

    def __getattr__(self, name: str) -> Any:
        """Return a method of the client."""
        return getattr(self._client, name)

    def transact_write_items(self, **arguments: Any) -> Any:
        """Write, but let it happen before an operator's change of a slot."""
        if ":old_version" in str(arguments["TransactItems"]) and self._happen:
            self._happen.pop()()
        return self._client.transact_write_items(**arguments)


def interrupted(services: Services, recorder: Recorder, happen: Callable[[], object]) -> tuple[Services, Closures]:
    """Return an operator's function, in which something happens just before it shuts its first slot."""
    table = replace_client(services.store, Meanwhile(recorder, happen))
    return replace(services, store=Store(table)), Closures(table)


def replace_client(store: Store, client: Any) -> Any:
    """Return the table of a store, called through another client."""
    table = store._table  # noqa: SLF001 - its client is replaced
    return type(table)(client, table.name, sleep=lambda _seconds: None)


def closed_by(services: Services, closures: Closures, operator: str, session: str | None) -> Closure:
    """Close the day, or a session of it, as one operator."""
    request = NewClosure.model_validate({"from": DAY, "to": DAY, "session": session, "reason": f"kata {operator}"})
    tag = preview(services.store, OFFICE, NOW, (DAY, DAY), session, nobody).tag
    return apply.close(services, closures, operator, OFFICE, tag, request, KEY)


def test_a_slot_belongs_to_one_of_two_closures(
    services: Services, closures: Closures, recorder: Recorder, made: Booking
) -> None:
    """Who closes the day while somebody else closes its morning is told of the afternoon alone, and opens it alone."""
    mine, mine_closures = interrupted(services, recorder, lambda: closed_by(services, closures, "budi", "morning"))
    whole = closed_by(mine, mine_closures, "ani", None)
    assert (whole.slots, whole.state) == ((OTHER_SLOT,), "displaced")
    assert apply.found(closures, whole.closure_id) == whole
    assert quota_of(services).reason == "kata budi"
    assert displaced(services, made).displacement == found_by(closures, services, "budi").displacement
    assert quota_of(services).closure == services.pepper.closure_id("budi", KEY)
    assert closed_by(services, closures, "ani", None) == whole


def test_who_closed_nothing_is_told_so(services: Services, closures: Closures, recorder: Recorder) -> None:
    """Where somebody else closed every slot meanwhile, the answer is a conflict, and the same again gets the same."""
    mine, mine_closures = interrupted(services, recorder, lambda: closed_by(services, closures, "budi", None))
    assert refusal(lambda: closed_by(mine, mine_closures, "ani", None)).code == Code.VERSION_CONFLICT
    assert refusal(lambda: closed_by(services, closures, "ani", None)).code == Code.VERSION_CONFLICT
    budis = services.pepper.closure_id("budi", KEY)
    assert apply.found(closures, budis).slots == BOTH
    assert {quota_of(services, slot).closure for slot in BOTH} == {budis}


def test_a_closure_that_closed_nothing_is_done_for_good(
    services: Services, closures: Closures, recorder: Recorder
) -> None:
    """There is nothing to do at it ever again, and nothing to open; its operator is asked for a new key."""
    mine, mine_closures = interrupted(services, recorder, lambda: closed_by(services, closures, "budi", None))
    answer = refusal(lambda: closed_by(mine, mine_closures, "ani", None))
    assert "new Idempotency-Key" in answer.detail
    empty = found_by(closures, services, "ani")
    assert (empty.slots, empty.state) == ((), "displaced")
    assert closures.due(empty.lapses_at) == [found_by(closures, services, "budi").closure_id]
    answer = refusal(lambda: apply.reopen(services, closures, "ani", OFFICE, empty))
    assert (answer.code, "no session" in answer.detail) == (Code.NOT_FOUND, True)


def test_a_closure_that_opens_again_shuts_nothing(services: Services, closures: Closures, recorder: Recorder) -> None:
    """Somebody opens the day again while its morning is being shut: neither that nor the afternoon is shut any more."""

    def opened() -> Closure:
        return apply.reopen(services, closures, "budi", OFFICE, found_by(closures, services, "ani"))

    mine, mine_closures = interrupted(services, recorder, opened)
    done = closed_by(mine, mine_closures, "ani", None)
    assert (done.state, done.slots) == ("reopened", BOTH)
    assert [quota_of(services, slot).state for slot in BOTH] == ["open", "open"]


def test_a_slot_that_was_opened_meanwhile_is_shut(
    services: Services, closures: Closures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever finds a slot closed by another closure, which opens it at that moment, looks again and shuts it."""
    theirs = closed_by(services, closures, "budi", "morning")
    apply.reopen(services, closures, "budi", OFFICE, theirs)
    mine = closures.begin(theirs._replace(closure_id="C" * 16, state="displacing"))
    leave_out = Closures.leave_out

    def opened_before(*given: Any) -> Closure | None:
        monkeypatch.setattr(Closures, "leave_out", leave_out)
        work.go_on(services.store, closures, FixedClock(NOW + 2 * MINUTE), theirs.closure_id, MINUTE)
        return leave_out(*given)

    monkeypatch.setattr(Closures, "leave_out", opened_before)
    done = work.go_on(services.store, closures, services.clock, mine.closure_id, MINUTE)
    assert done
    assert done.slots == (SLOT,)
    assert (quota_of(services).state, quota_of(services).closure) == ("closed", mine.closure_id)


def found_by(closures: Closures, services: Services, operator: str) -> Closure:
    """Return the closure of an operator."""
    return apply.found(closures, services.pepper.closure_id(operator, KEY))


def audited(services: Services) -> list[tuple[str, str]]:
    """Who changed slots to what, in order."""
    records = services.store._table.query("AUDIT#bogor", "0", "~")  # noqa: SLF001 - what is stored
    return [(record["operator"], record["after"]["state"]) for record in records]


def test_the_record_of_opening_names_who_opened(services: Services, closures: Closures) -> None:
    """And not who closed; the closure keeps both, and who let the letters go."""
    closure = close(services, closures)
    assert closure.operator == "operator"
    sent = apply.send(services, closures, "budi", closure)
    apply.reopen(services, closures, "citra", OFFICE, sent)
    work.go_on_with_all(services.store, closures, FixedClock(NOW + 2 * MINUTE))
    found = apply.found(closures, closure.closure_id)
    assert (found.operator, found.sent_by, found.reopened_by) == ("operator", "budi", "citra")
    assert (found.state, found.sent_at) == ("reopened", NOW)
    assert audited(services) == [("operator", "closed"), ("citra", "open")]


def test_the_first_who_sends_and_who_opens_stays(services: Services, closures: Closures) -> None:
    """Whoever does the same again changes nothing of it."""
    closure = close(services, closures)
    sent = apply.send(services, closures, "budi", closure)
    assert apply.send(services, closures, "citra", closure) == sent
    apply.reopen(services, closures, "dewi", OFFICE, sent)
    assert apply.reopen(services, closures, "eka", OFFICE, sent).reopened_by == "dewi"


def test_what_the_release_before_began_to_open_names_who_closed(services: Services, closures: Closures) -> None:
    """That release wrote down nobody else."""
    closure = close(services, closures)
    assert closures.advance(closure, "reopening", NOW)
    for minutes in (0, 2):
        work.go_on_with_all(services.store, closures, FixedClock(NOW + timedelta(minutes=minutes)))
    assert audited(services) == [("operator", "closed"), ("operator", "open")]


def test_sessions_come_in_the_order_of_the_day(services: Services, closures: Closures) -> None:
    """The morning before the afternoon, in a preview, a closure and the list of quotas; strange ones at the end."""
    strange = Slot("bogor", DAY, "evening")
    services.store.quotas.publish(quota_of(services)._replace(slot=strange))
    days = (DAY, DAY)
    in_order = [*BOTH, strange]
    assert [quota.slot for quota in availability.published(services.store.quotas, OFFICE, *days)] == in_order
    assert [each.slot for each in preview(services.store, OFFICE, NOW, days, None, nobody).slots] == in_order
    assert list(close(services, closures, session=None).slots) == in_order

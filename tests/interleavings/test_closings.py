"""Told stories of closings, call by call, which a search comes to too seldom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zlib import crc32

import pytest

from antrean.audit.recount import SEGMENTS, audit
from antrean.bookings.items import booking_key
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from tests.interleavings.closing_controls import audit_while_it_opens_again
from tests.interleavings.closings import dies_before_the_second_place
from tests.interleavings.mix import CITIZENS, NOON, OFFICE, PEPPER, SLOTS, Story, Wish, beginning
from tests.support.scheduler import VirtualClock


def _segment(citizen: str) -> int:
    """In which part of the table a scan finds the booking of a citizen."""
    return crc32(booking_key(PEPPER.booking_id(citizen, "k1"))[0].encode()) % SEGMENTS


class _Between(MemoryClient):
    """Lets something happen just before a scan comes to a part of the table, once."""

    def __init__(self, table: MemoryTable, segment: int, happen: Callable[[], None]) -> None:
        super().__init__(table)
        self._segment, self._happen = segment, [happen]

    def scan(self, **arguments: Any) -> dict[str, Any]:
        """Scan a part, before which something happens."""
        if arguments["Segment"] == self._segment and self._happen:
            self._happen.pop()()
        return super().scan(**arguments)


def _alarms() -> int:
    """Audit while one gets the place again and another one, who has it, gives it back; how many slots are broken.

    Both happen in one second, after the scan has read the one and before it reads the other, so that the quota stands
    after it as it stood before.
    """
    later, sooner = sorted(CITIZENS, key=_segment)[:1], sorted(CITIZENS, key=_segment)[-1:]
    [displaced], [seated] = later, sooner
    assert _segment(displaced) < _segment(seated)
    items = beginning(3, 3)
    story = Story(0, MemoryTable(items), VirtualClock(NOON), items)
    for wish in (
        Wish("book", seated, "k1", "k1", SLOTS[0], (0,)),
        Wish("book", displaced, "k1", "k1", SLOTS[0], (0,)),
        Wish("close", key="c1"),
    ):
        story.attempt(wish, story.services())
    story.attempt(Wish("reopen", key="c1"), story.services(dies_before_the_second_place(story.table)))

    def happen() -> None:
        for wish in (Wish("go on"), Wish("cancel", seated, "k1")):
            story.attempt(wish, story.services())

    services = story.services(_Between(story.table, _segment(seated), happen))
    return len(audit(services.store, story.clock, [OFFICE]).broken)


def test_a_place_that_is_given_again_is_no_broken_slot() -> None:
    """The auditor sees that the slot opens again, and calls nothing of it broken."""
    assert _alarms() == 0


def test_an_auditor_that_does_not_look_for_it_cries_wolf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a sound slot is called broken."""
    audit_while_it_opens_again(monkeypatch)
    assert _alarms() == 1

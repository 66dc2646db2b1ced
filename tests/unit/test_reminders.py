"""Reminders: due in the time of each office, once for each slot, never after the window began."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.messages.mailboxes import Mailboxes
from antrean.notices.deliver import Notifier
from antrean.notices.dispatch import Dispatcher
from antrean.notices.letters import Letters
from antrean.notices.reminders import Reminding, due
from antrean.notices.store import Notices, Rounds
from antrean.offices.model import Office
from antrean.slots.model import Slot
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.stand_in import stand_in
from tests.support.wishes import KEY, asked
from tests.unit.test_notices import SITE, Post, Waiting

MINUTE = timedelta(minutes=1)

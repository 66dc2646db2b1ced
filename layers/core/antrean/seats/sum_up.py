"""Summing up: writing into the summary what the quotas of some offices say now.

The summary is read first, then the quotas, and the summary is written only where nobody else has written it meanwhile.
So whoever writes it has read the quotas after the write before: of two that sum up an office side by side the one that
read the older quotas does not write over the other. It is written also where nothing differs: whoever read quotas
meanwhile that changed and changed back must find that it was.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from antrean.base.errors import Busy
from antrean.seats.soonest import seats_of, without_past
from antrean.slots.availability import published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.base.clock import Clock
    from antrean.offices.model import Office
    from antrean.seats.store import Summaries
    from antrean.slots.store import Quotas

_AT_ONCE = 10
"""Offices that are written at a time: a tenth of a second between reading the summary and writing it, in which others
seldom write it, and one write for each ten offices of the hourly run."""
_ATTEMPTS = 8
"""How often it begins again after it lost a race: as many readers of the table's stream side by side as there are
shards, each every few seconds. Whoever loses so often is repeated by Lambda."""


def sum_up(summaries: Summaries, quotas: Quotas, clock: Clock, offices: Sequence[Office]) -> None:
    """Write into the summary what the quotas of `offices` say now, and drop the days of all offices that are past.

    Some offices are written at a time. Raises `Busy`; what was written until then stays.
    """
    for begin in range(0, len(offices), _AT_ONCE):
        _sum_up_together(summaries, quotas, clock, offices[begin : begin + _AT_ONCE])


def _sum_up_together(summaries: Summaries, quotas: Quotas, clock: Clock, offices: Sequence[Office]) -> None:
    for _ in range(_ATTEMPTS):
        summary = summaries.get()
        now = clock.now()
        seats = {office_id: without_past(office, now) for office_id, office in summary.offices.items()}
        for office in offices:
            found = published(quotas, office, office.today(now), date.max, consistent=True)
            seats[office.office_id] = seats_of(office, found, now)
        if summaries.replace(seats, summary.revision):
            return
    raise Busy

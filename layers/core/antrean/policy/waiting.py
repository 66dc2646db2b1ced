"""The numbers of the waiting list."""

from __future__ import annotations

from datetime import time, timedelta

# who waits

MOST_WAITING_OFFICES = 5
"""Offices at which one entry waits at most: all that most people can reach, and few enough that an entry begins and
ends in one transaction (the project's choice)."""
FURTHEST_WAITING = 100
"""Kilometres from the wished office within which others are taken too: further away nobody goes for a passport that an
office nearby gives as well (the project's choice)."""
ENTRY_KEPT = timedelta(days=30)
"""How long after its last day an entry is kept, with the names in it: as long as its people may ask why they got no
offer (the project's choice; UU 27/2022, article 16: no longer than needed)."""
ENTRIES_COUNTED = 1_000
"""Entries of an office that are counted to tell somebody's place, and that a run of a minute looks at for an office:
ten read units, and further behind nobody asks for the very place (the project's choice)."""

# offers

ANSWER_TIME = timedelta(hours=6)
"""How long an offer can be answered at least, in hours of the day alone (`QUIET_UNTIL` to `QUIET_FROM`): whoever works
or has a poor line looks twice in that time (design)."""
OFFERS_END = time(18)
"""Until when, office time, on the day before an offer must have been answered; what is kept then is released, and the
hours until midnight are left to take it (design)."""
HEAD_HELD = timedelta(hours=6)
"""How long kept seats wait for more of them where too few are kept for the party that is first: families would else
never get any, and everybody behind them would wait for ever (design)."""
HOLD_PAUSE = timedelta(hours=2)
"""How long after kept seats of a slot have waited nothing waits there: every seat of before is offered or released by
then, since a release comes within an hour. Else whoever gives a seat back in the last minute, or leaves the list as the
one that is first, would let all others wait for six hours more (the project's choice)."""
HOLD_ENDS_BEFORE = timedelta(hours=1)
"""How long before the last moment for an offer of a day kept seats wait for nobody any more: later they could be
offered to nobody at all (the project's choice)."""
MOST_UNANSWERED = 2
"""Offers without an answer after which an entry ends: one may be overlooked, and whoever overlooks two does not wait
any more (design)."""
MOST_DECLINED = 3
"""Offers that an entry declines before it ends: it said itself which days it can come, and whoever declines goes on
being first (the project's choice)."""
EXPIRY_MARGIN = timedelta(seconds=60)
"""How long after its end an offer is taken back: what was accepted in the last second has been written by then, and
clocks differ (design)."""
ENDINGS_RUN = timedelta(seconds=10)
"""How long the run of a minute ends offers and entries whose time is over: several hundred of them. What is left is for
the next run; sweeping and closures need the rest of the minute (the project's choice)."""
SKIPS_SHOWN = 5
"""Skips that an entry shows, the newest: enough to see how it goes on (the project's choice)."""
SKIPPED_AT_ONCE = 20
"""Entries that one write records as passed over: few enough beside an offer, whose transaction has room for a hundred
items (AWS: "TransactWriteItems")."""
SKIP_TOLD_AGAIN = timedelta(hours=24)
"""How long after an entry was passed over in a slot it is not told so again for this slot: several seats of one day go
to several parties, and one skip says as much as four (the project's choice)."""

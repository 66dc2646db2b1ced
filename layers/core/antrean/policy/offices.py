"""The numbers of offices: their day at the door and the counters, closures, and what the staff may set."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    _Lane = Literal["booked", "priority", "bap", "express"]

# the door

ARRIVES_EARLY = timedelta(minutes=30)
"""How long before the arrival window people are let in: the waiting room has seats for them by then, and not for a
whole session ahead (the project's choice). An officer may let people in who are earlier."""
ARRIVAL_UNDO = timedelta(minutes=10)
"""How long the door may undo an arrival: a wrong family member or a wrong code is seen within minutes (design)."""
WALK_IN_SEATS: Mapping[_Lane, int] = {"bap": 25, "priority": 15, "express": 15}
"""Numbers that are given at the door on a day, in each lane, unless an operator sets others: 25 is what Tanjung Perak
gave in 2022; the others are the project's choice until offices say theirs."""
STANDBY_SHARE = 50
STANDBY_DAYS = 7
"""Percent of a lane's numbers that may be given for the next day to who came when today's were given out, so that the
other half is there for who comes then; and how many days ahead that day is looked for: past a long holiday (the
project's choice)."""

# the counters

LANE_RATIO: Mapping[_Lane, int] = {"booked": 3, "priority": 1, "bap": 1, "express": 1}
"""Of six calls, where people wait in every lane, three go to those with a number from home, and one to each other lane.
The lane that is named first is called first where shares are equal (the project's choice)."""
ABSENT_CALLS = 2
ABSENT_AFTER = timedelta(minutes=3)
"""How often, and how long ago, people were called before they are noted as absent: who is at the far end of the hall or
on the way back needs minutes (design)."""
COUNTER_UNDO = timedelta(seconds=60)
"""How long a counter may undo what it did last: a key that was pressed by mistake is noticed at once (design)."""
COUNTER_LEASE = timedelta(minutes=30)
"""How long after it was last used a counter belongs to who opened it; then another officer may take it over, with the
party that is there: people go to lunch without closing it (the project's choice)."""
MOST_COUNTERS = 99
"""Counters of an office: three times as many as the largest is known to have; more is a typing mistake."""
BOARD_SHOWS = 6
BOARD_WAITS = 40
"""Calls that a board lists, newest first, for who looked away; numbers that wait: who has 40 before them has time."""
CURSOR_OVERLAP = timedelta(seconds=5)
"""How far a cursor of the queue lies back: what another function was writing when it was read may bear an earlier time,
by as much as a transaction takes and clocks differ."""

# what is known of a day

PARTY_KEPT = timedelta(days=30)
"""How long the names of who arrived are kept with the day (design)."""
OPERATION_KEPT = timedelta(days=2)
"""How long it is known what was done at the door, at a counter or to the staff: no retry is later (design)."""
TRAIL_KEPT = timedelta(days=366)
"""How long it is known what was done at the door and counters, by whom and why: a year (the project's choice)."""
SEEN_KEPT = timedelta(days=366)
"""How long it is known who of the staff looked at people's telephone numbers: a year (the project's choice)."""

# closures

CLOSURE_UNDO = timedelta(minutes=10)
"""How long the letters of a closure wait unless they are let go: enough to see a wrong date and open the slot again
before anybody was told (the project's choice)."""
DISPLACED_KEPT = timedelta(days=30)
"""How long after the closing, or the last closed day if that is later, displaced people have a right to another place:
as far ahead as dates open, so that each of them had every date to choose from (the project's choice)."""
CALL_AFTER = timedelta(hours=48)
"""How long after the letters the office calls who has not answered: most read a mail by then (the project's choice)."""
PLACES_SHOWN = 3
"""Other places that are shown to displaced people: few enough to choose from at once (the project's choice)."""
PLACES_AT_HOME = 2
"""How many of them at least are in the office that closed, where it has so many: who goes there on foot may have no way
to the next one (the project's choice)."""
INDEX_PATIENCE = timedelta(minutes=1)
"""How long a slot that is opened again waits for bookings that the index does not list yet. It follows the table in a
second or less (AWS: "Using Global Secondary Indexes"); whom it hides for longer stays displaced."""
CLOSURE_ANSWER = timedelta(seconds=6)
"""How long a request works at its closure before it answers; what is left is done by the clock. API Gateway waits 29
seconds, a function that answers people runs 15 at most."""
CLOSURES_RUN = timedelta(seconds=30)
"""How long the run of a minute works at all closures: it ends before the next one begins."""
CLOSURE_KEPT = timedelta(days=366)
"""How long after its right ended it is known who closed a session, and why: a year (the project's choice)."""

# what the staff set

LARGEST_CAPACITY = 10_000
"""Most seats of a slot: a hundred times the largest office; more is a typing mistake."""
LARGEST_SHARE = 20
"""The largest share of a lane: more than twenty calls before another lane's is no ratio (the project's choice)."""
OPENINGS_SHOWN = timedelta(weeks=8)
"""How far ahead operators see when dates open: two months, in which a change of the rule shows (design)."""
MOST_OFFICES_OF_STAFF = 49
"""Offices of a person of the staff: so many ids of 40 characters fit into the 2,048 of Cognito's attribute. A province
has fewer, and whoever works for more has `*`."""
LONGEST_ADDRESS = 300
LONGEST_HOURS = 200
LONGEST_OFFICE_PHONE = 30
MOST_FACILITIES = 12
LONGEST_FACILITY = 60
"""What an office tells of itself: an address of four lines (also the way there, who has a lane, and a notice),
hours of a week, a telephone number with its extension, and facilities in a few words (the project's choice)."""

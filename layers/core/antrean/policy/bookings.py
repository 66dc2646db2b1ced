"""The numbers of booking and changing, of slots, of seats that come back, of turns and of accounts' limits."""

from __future__ import annotations

from datetime import time, timedelta

# who may come together

MOST_FAMILY = 4
"""Members of the family in a booking, besides the account's owner: a household comes together (the project's rule)."""
MOST_APPLICANTS = MOST_FAMILY + 1
"""People in a booking: the owner and the family. They get consecutive numbers in one slot, or nothing."""
WALK_IN_SERVICES = frozenset({"lost", "damaged", "data_change"})
"""Passport services without a queue number: the office looks at the papers first (the project's rule)."""
MOST_ASKED_PEOPLE = 20
"""Most people that a form accepts: more than a booking may have, so that six are told `too_many_applicants`."""

# when

PUBLISHED_DAYS = 35
"""Days that are published, today included: dates that open 30 days ahead can be seen before they do."""
VIEWED_DAYS = 31
"""Days that a list of slots shows unless it is asked for others: today and the next 30."""
MOST_VIEWED_DAYS = 62
"""Most days in one answer: two long months, which cost a few read units."""
FURTHEST_DATE = timedelta(days=365)
"""How far ahead a booking may name a date, and not how far ahead one finds seats: `PUBLISHED_DAYS` are published, and
when each date opens is a setting of its office (`data/office_defaults.json`, such as 30 days before). A date beyond it
is a typing mistake, so the date is refused as not valid and not as "closed"."""
SEARCHED_DAYS = 7
"""Days that a search from a date looks at: that date and the six after it."""

# where else there are seats

OFFICES_AT_A_TIME = 8
"""Offices that are asked for seats at a time, nearest first; the next ones only where too few of these have any."""
FEWEST_OFFICES_FOUND = 2
"""Offices with seats after which no more are asked: who asks because one of them has too few needs another one."""
MOST_OFFICES_ASKED = 24
"""Offices that are asked at all: three times eight calls are what one search may cost."""
NEIGHBOURS = 4
"""Other offices that are asked for seats when a slot was refused."""
ALTERNATIVES_AT_HOME = 3
"""Alternatives in the office of a refused slot."""
SOONEST_DAYS = 3
"""Days that are told of each office at once: the soonest, and two more for whom it does not suit (design)."""

# changes of a booking

MOVES = 1
"""How often a booking can be moved: once, or people would book any slot only to trade it for a better one. A booking
remembers only whether it was moved, so another number needs a count of moves first."""
LISTED_BOOKINGS = 10
"""Bookings that an account keeps in its list; a new one drops the oldest. It keeps the profile small, because
DynamoDB charges by the size of an item."""
MOST_LISTED_PEOPLE = 2 * MOST_APPLICANTS
"""People whom a booking ever lists, those who left it included: whoever adds and takes out again and again would use
the slot's numbers and seats up, and the booking would grow without end."""
BOOKING_KEPT = timedelta(days=90)
"""How long a booking is kept after its day, with the names in it: as long as people may ask what became of it (the
project's choice; UU 27/2022, article 16: no longer than needed)."""
RECEIPT_LINK_LIFE = timedelta(minutes=10)
"""How long a link to a receipt works: long enough for a slow telephone, too short for one found in a history later."""

# limits of an account

MOST_OTHERS = 8
OTHERS_WINDOW = timedelta(days=90)
"""NIKs of other people that an account may name: two households, in a quarter of a year. A seller of places would
need an account for every eight (the project's choice)."""
FAMILY_NOTED_AGAIN = 30
"""Days after which the day of somebody who is booked again is written anew: not with every booking, which may cost a
write of its own (the project's choice)."""
MOST_REFUSALS = 3
REFUSAL_WINDOW = timedelta(hours=24)
"""Refusals for a NIK before bookings with family pause, until a day has passed since the first: enough to correct a
typing mistake twice, too few to try NIKs out (the project's choice)."""
REFUSAL_RETRY = timedelta(minutes=10)
"""For how long the very same request may be sent again before its refusal counts anew: a line that broke is tried again
within minutes, and whoever asks for longer watches when somebody becomes free (the project's choice)."""
MOST_JOINS = 5
JOINS_WINDOW = timedelta(hours=24)
"""How often an account joins with other people within a day, refusals because somebody waits already included: enough
to change one's mind, too few to watch by joining and leaving when somebody has a booking (the project's choice)."""
MOST_CANCELLATIONS = 3
CANCELLATION_WINDOW = timedelta(days=30)
CANCELLATION_PAUSE = timedelta(days=7)
"""Cancellations within a month after which bookings pause, and for how long: plans change once or twice, and whoever
books and cancels day by day keeps others from the seats (the project's choice)."""

# people in the bookings of others

OWNER_LEVEL = 2
"""The level of identity from which the owner of a NIK needs nobody's patience: 2 is the national log-in. Below it
everybody with a mailbox could have registered the NIK."""
OBJECTION_TIME = timedelta(hours=24)
"""How long an account may object before somebody is taken out of its booking (the project's choice)."""
TELLING_LEASE = timedelta(minutes=1)
"""How long whoever contests may take to hand the booker's mail over, before another request hands it over again."""

# kept seats

RELEASE_FROM = time(6)
"""From when on, office time, kept seats are released, once an hour until midnight: people who sleep would lose every
seat of the night to programs that do not (the project's choice)."""
DRAWN_DAYS = 4
"""Days ahead for which minutes and places are drawn, so that every hash is public 72 hours before (`SEED_PUBLISHED`),
also where an office opens at the first hour of a day in UTC."""
SECRETS_KEPT = timedelta(days=366)
"""How long after its day the minutes of a day's releases can be checked: a year (the project's choice)."""

# turns

OPENING_WINDOW = 10
"""Minutes over which the turns of an office are spread that has not chosen: so few that nobody plans a day around them,
and enough that half a million people come at 830 in a second (the project's choice)."""
LONGEST_WINDOW = 60
"""Minutes at most: nobody waits longer at a screen, and an account has one place in an hour."""
SEED_PUBLISHED = timedelta(hours=72)
"""How long before their hour the hash of the places is public. Who registers later comes after the window: a farm of
accounts could else register until it is lucky."""
PLACE_TOLD = timedelta(minutes=60)
"""How long before its hour an account is told its place: to be there in time, and too late to register for another."""

# the seat protocol

CLAIM_LEASE = timedelta(seconds=60)
"""How long a claimer may take before others resolve its claim: far above the timeout of every function that claims
(15 s), so that nobody who still works is interrupted."""
TOMBSTONE_KEPT = timedelta(hours=48)
"""How long after its slot's day a tombstone is kept. No request outlives it: a signed call is good for minutes (AWS:
"Signing AWS API requests"), and a function runs for 15 minutes at most."""

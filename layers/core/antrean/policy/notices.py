"""The numbers of notices: when people are told, how often, and until when."""

from __future__ import annotations

from datetime import time, timedelta

# when

NEWS_LASTS = timedelta(hours=24)
"""How long after a change of a booking people are still told of it: a mail that comes a day late confuses."""
OWNERS_NEWS_LASTS = timedelta(days=7)
"""How long people are still told that somebody changed whose an account is: they have to hear of it, however late."""
URGENT_BEFORE = timedelta(hours=24)
"""How long before a visit people are told at night too that it will not be (the project's choice)."""
QUIET_FROM = time(20)
QUIET_UNTIL = time(7)
"""The hours, office time, in which nobody gets a message that is no answer to what they did (the project's choice)."""
REMINDED_BEFORE = time(16)
"""From when on, office time, people are reminded of tomorrow's visit: the booking can still be changed until midnight,
and people are awake to ask the family for the documents (the project's choice)."""
REMINDED_TODAY = time(7)
"""From when on people are reminded of today's visit: the end of the quiet hours (the project's choice)."""

# how

NOTICE_LEASE = timedelta(minutes=15)
"""After how long it is in doubt whether a message that was begun went out: far above the timeout of whoever sends."""
NOTICE_PAUSE = timedelta(minutes=1)
"""After how long a message is tried again that was surely not sent."""
LETTERS_LOOKED_AT = timedelta(seconds=30)
"""How often a waiting letter of a closure is looked at: whoever lets the letters go wants them to go at once."""
ROUND_LEASE = timedelta(minutes=1)
"""How long a run may take to make the reminders of one office's day before another run makes them too: a thousand
bookings take some seconds, and runs begin every minute."""
NOTICE_KEPT = timedelta(days=40)
"""How long it is known that somebody was told: longer than the `PUBLISHED_DAYS` ahead, since who was told of a closure
is told when it opens again, and who is listed for a day is told so once."""
MAILBOX_FORGOTTEN = timedelta(days=180)
"""How long a mailbox that took no mail, or whose owner complained, gets none (the project's choice)."""

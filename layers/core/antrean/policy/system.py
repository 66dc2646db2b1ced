"""The numbers that no citizen or officer meets: sizes of requests, tries, memory, jobs and the audit."""

from __future__ import annotations

from datetime import timedelta

# requests

LONGEST_BODY = 16_384
"""Bytes of a request's body: several times what a booking for five people with long names has."""
LONGEST_IDEMPOTENCY_KEY = 200
"""Characters of an `Idempotency-Key`: five times a UUID."""
LONGEST_REASON = 200
"""Characters of an operator's reason: two sentences."""
MOST_REASON_DIGITS = 12
"""Digits in an operator's reason: fewer than a NIK's 16, for the same reason; it may hold a date and a number."""
MOST_LISTED_OFFICES = 200
"""Offices that a request may ask for: all of them, with room for new ones."""

# attempts of what may lose a race

OPERATION_ATTEMPTS = 4
"""How many attempts an operation has, the first included, that loses races to other changes of what it works on."""
HALL_ATTEMPTS = 4
"""The same for what is done at the door or at a counter."""

# what a warm environment remembers

FULL_SLOT_MEMORY = timedelta(seconds=2)
"""How long an environment remembers that a slot is full, and so the longest that it may overlook seats that were given
back: short for a person, long enough that a rush on a full slot does not reach the table."""
OFFICE_MEMORY = timedelta(seconds=60)
"""How long an environment remembers the offices, and so the longest that it may overlook a change; changes are rare."""
SUMMARY_MEMORY = timedelta(seconds=2)
"""How long an environment remembers the summary of all offices' seats, which a rush reads once in that time then; with
the 3 seconds that an answer is cached nobody sees what was read more than 5 seconds before (design)."""

# secrets

LONGEST_DEPLOYMENT = timedelta(hours=1)
"""Only while its stack is being made is a pepper younger than this: a stack that has accounts is older."""
NIK_KEYS_READ_AGAIN = timedelta(hours=1)
"""How old the keys of NIKs may be that are remembered: they change once in years (the project's choice)."""
NIK_KEYS_KNOWN = timedelta(days=1)
"""How long both versions of the keys of NIKs are there before the older may go: far above `NIK_KEYS_READ_AGAIN`."""

# jobs

JOB_PATIENCE = timedelta(hours=1)
"""How long after it is first seen a job begins: functions of the release before are gone by then, and with them changes
that know nothing of what the job does. The longest canary takes half an hour."""
JOB_RUN = timedelta(minutes=4)
"""How long after its beginning a run may begin another step; runs begin every five minutes."""
JOB_GAP = timedelta(minutes=15)
"""The longest time between two runs after which a job goes on. Three runs are missing then: the release was turned back
meanwhile, and functions that know nothing of the job were at work, so it begins anew."""
JOB_PAGE = 500
"""Items that one step of a job looks at: some seconds of work, since a step that is cut short is done again."""

# the audit

AUDIT_ROUNDS = 3
"""How often the audit looks again at slots that changed while it looked."""
MANY_NUMBERS = 10
"""Queue numbers given of a slot, in times of its capacity, that raise an alarm: cancellations use up a few times as
many as there are seats, and only somebody who claims for the sake of it more (the project's choice)."""
AUDIT_LAST_BEGIN = timedelta(minutes=4)
"""How long after the start of the audit another round may begin. A scan that begins then has 11 of the function's 15
minutes, in which it reads 15 GB: 24 MB a second, as `docs/operations.md` says."""

"""The numbers of people and accounts: what they type, how they log in, what is kept of them and for how long."""

from __future__ import annotations

from datetime import date, timedelta

# what people type

EARLIEST_BIRTH = date(1900, 1, 1)
"""Nobody alive was born before this date; an earlier one is a typing mistake."""
LONGEST_NAME = 100
"""Characters of a person's name: the project's choice; the ticket makes every such name fit."""
LONGEST_EMAIL = 128
"""Characters of an e-mail address: Cognito's limit for user names ("Quotas in Amazon Cognito")."""
LONGEST_NUMBER = 64
"""Characters of a NIK, a telephone number or a code as it is typed or pasted: four times the 16 of the longest."""
MOST_MARKS = 2
"""Marks on a letter of a name, after NFC: Vietnamese, Thai and pointed Arabic need two; a heap hides other lines."""
MOST_NAME_DIGITS = 5
"""Digits in a name: fewer than a NIK's 16, so that nobody can write one there."""
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
"""Characters. NIST SP 800-63B: length, and no rules of composition; the most is half of what Cognito takes, 256."""
PASSWORD_PADDING = 4
"""Characters that make no good password of a common word: a year, or `123!` (the project's choice; NIST SP 800-63B,
3.1.1.2: passwords are compared with a list of common ones)."""

# how sure it is whose a NIK is

REGISTRY_LEVEL = 1
"""The level of identity of an account whose NIK, name and birth date the registry knows to belong together (design)."""
CARD_LEVEL = 3
"""The level of identity of an account whose holder showed an identity card at a counter (design)."""
WINNING_IDLE = timedelta(days=30)
"""How long the holder of a NIK at level 0 must have done nothing before somebody whom the registry knows by it wins it:
who uses the account in earnest comes back within a month (design)."""
MOST_CHECKS = 3
"""How often a day (UTC) an account may have its data checked with the registry: enough for slips of the keyboard, too
few to guess a birth date (the project's choice)."""
MOST_ASKED_NIKS = 3
"""NIKs for which a proved mailbox may ask on a day (UTC) without getting an account: enough to correct a typing mistake
twice, too few to learn of many whether they have an account (the project's choice)."""
OWNER_NOTICE_PAUSE = timedelta(hours=1)
"""The least time between two mails that tell an owner of attempts to register: no stranger may fill the mailbox."""

# codes, log-ins and addresses

CODE_HOUR = timedelta(hours=1)
"""How long the requests of a mailbox share one code: who asks again has the right code whichever mail is read."""
CODE_MAILS = 3
"""Mails with codes to one mailbox in such an hour, for each purpose: enough to ask twice more for one that is late, too
few to fill a stranger's mailbox (the project's choice)."""
CODE_TRIES = 5
"""Tries for the code of one request: enough for slips of the keyboard; of 40 bits nobody guesses one (the project's
choice; OWASP ASVS 5.0, 6.6.3 asks for a limit)."""
CODE_LIFE = timedelta(hours=24)
"""How long a request waits for its code: many read their mail once a day (the project's choice)."""
SIGN_UP_PROOF_LIFE = timedelta(minutes=5)
"""How long the proof that a sign-up came through our API is good. Cognito runs the gate during the sign-up itself; the
rest of the time is for retries and for clocks that differ."""
WITHDRAWN_KEPT = timedelta(hours=48)
"""How long it is known that a sign-up of an earlier release was withdrawn: as long as one waited."""
ADDRESS_UNDO = timedelta(days=7)
"""How long a change of the e-mail address can be undone from the old mailbox, and until then the account changes it no
further: long enough for who reads that mailbox once a week (the project's choice)."""
DEVICE_KEPT = timedelta(days=366)
"""How long after its last log-in a device is known again: a year (the project's choice)."""
MOST_DEVICES = 20
"""Devices of an account that are known again, of which the one unused for longest is forgotten for another: more than a
household has (the project's choice)."""
MOST_DEVICE_NEWS = 3
"""Mails about new devices to an account in 24 hours: no session may fill the mailbox (the project's choice)."""

# household

MOST_HOUSEHOLD = 8
"""People whom an account keeps as its household: as many others as it may name (`MOST_OTHERS`), who can be booked."""
ADDITIONS_KEPT = 16
"""Additions to a household that are remembered, so that a late retry adds nobody again: twice as many as members."""

# how long an account lasts

NOTICE_VERSIONS: tuple[str, ...] = ("2026-12-01",)
"""The versions of the privacy notice on the site by their dates, the newest last; whoever accepts names one."""
IDLE = timedelta(days=731)
"""After how long without use an account is idle: 24 months (the project's choice; UU 27/2022, article 16: no longer
than needed). A passport is good for ten years, so its holder comes back later, and registers again."""
IDLE_WARNING = timedelta(days=30)
"""How long before it is erased the holder of an idle account is warned, and may keep it by a log-in: some read their
mail once a month (the project's choice)."""
USE_NOTED = timedelta(days=1)
"""How old what is known of an account's last use may be, so that not every look at the profile writes: who wins a NIK
is decided by days (the project's choice)."""
CLOSING_UNDO = timedelta(days=14)
"""How long an account that its holder has closed can be reopened before it is erased: long enough to notice that
somebody else has closed it (the project's choice; UU 27/2022, article 43: erased when its holder asks for it)."""

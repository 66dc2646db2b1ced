"""Every number of the rules, by name, with its reason and its source. What each rule says stands in `docs/rules.md`.

Numbers that only tune how a thing is done, such as pauses between retries, stay beside the code that uses them.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    _Lane = Literal["booked", "priority", "bap", "express"]

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
EARLIEST_BIRTH = date(1900, 1, 1)
"""Nobody alive was born before this date; an earlier one is a typing mistake."""

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
TOMBSTONE_KEPT = timedelta(hours=48)
"""How long after its slot's day a tombstone is kept. No request outlives it: a signed call is good for minutes (AWS:
"Signing AWS API requests"), and a function runs for 15 minutes at most."""

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
OPERATION_ATTEMPTS = 4
"""How often an operation begins again after it lost a race to another change of the same booking."""
HALL_ATTEMPTS = 4
"""How often something that is done at the door or a counter is read again after it lost a race."""

# the office's day

ARRIVES_EARLY = timedelta(minutes=30)
"""How long before the arrival window people are let in: the waiting room has seats for them by then, and not for a
whole session ahead (the project's choice). An officer may let people in who are earlier."""
ARRIVAL_UNDO = timedelta(minutes=10)
"""How long the door may undo an arrival: a wrong family member or a wrong code is seen within minutes (design)."""
LANE_RATIO: Mapping[_Lane, int] = {"booked": 3, "priority": 1, "bap": 1, "express": 1}
"""Of six calls, where people wait in every lane, three go to those with a number from home, and one to each other lane.
The lane that is named first is called first where shares are equal (the project's choice)."""
WALK_IN_SEATS: Mapping[_Lane, int] = {"bap": 25, "priority": 15, "express": 15}
"""Numbers that are given at the door on a day, in each lane, unless an operator sets others: 25 is what Tanjung Perak
gave in 2022; the others are the project's choice until offices say theirs."""
STANDBY_SHARE = 50
STANDBY_DAYS = 7
"""Percent of a lane's numbers that may be given for the next day to who came when today's were given out, so that the
other half is there for who comes then; and how many days ahead that day is looked for: past a long holiday (the
project's choice)."""
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
PARTY_KEPT = timedelta(days=30)
"""How long the names of who arrived are kept with the day (design)."""
OPERATION_KEPT = timedelta(days=2)
"""How long it is known what was done at the door, at a counter or to the staff: no retry is later (design)."""
TRAIL_KEPT = timedelta(days=366)
"""How long it is known what was done at the door and counters, by whom and why: a year (the project's choice)."""

# what a warm environment remembers

FULL_SLOT_MEMORY = timedelta(seconds=2)
"""How long an environment remembers that a slot is full, and so the longest that it may overlook seats that were given
back: short for a person, long enough that a rush on a full slot does not reach the table."""
OFFICE_MEMORY = timedelta(seconds=60)
"""How long an environment remembers the offices, and so the longest that it may overlook a change; changes are rare."""

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
SUMMARY_MEMORY = timedelta(seconds=2)
"""How long an environment remembers the summary of all offices' seats, which a rush reads once in that time then; with
the 3 seconds that an answer is cached nobody sees what was read more than 5 seconds before (design)."""

# accounts

WITHDRAWN_KEPT = timedelta(hours=48)
"""How long it is known that a sign-up of an earlier release was withdrawn: as long as one waited."""
MOST_ASKED_NIKS = 3
"""NIKs for which a proved mailbox may ask on a day (UTC) without getting an account: enough to correct a typing mistake
twice, too few to learn of many whether they have an account (the project's choice)."""
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
SIGN_UP_PROOF_LIFE = timedelta(minutes=5)
"""How long the proof that a sign-up came through our API is good. Cognito runs the gate during the sign-up itself; the
rest of the time is for retries and for clocks that differ."""
LONGEST_DEPLOYMENT = timedelta(hours=1)
"""Only while its stack is being made is a pepper younger than this: a stack that has accounts is older."""
NIK_KEYS_READ_AGAIN = timedelta(hours=1)
"""How old the keys of NIKs may be that are remembered: they change once in years (the project's choice)."""
NIK_KEYS_KNOWN = timedelta(days=1)
"""How long both versions of the keys of NIKs are there before the older may go: far above `NIK_KEYS_READ_AGAIN`."""
OWNER_NOTICE_PAUSE = timedelta(hours=1)
"""The least time between two mails that tell an owner of attempts to register: no stranger may fill the mailbox."""
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
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
"""Characters. NIST SP 800-63B: length, and no rules of composition; the most is half of what Cognito takes, 256."""
PASSWORD_PADDING = 4
"""Characters that make no good password of a common word: a year, or `123!` (the project's choice; NIST SP 800-63B,
3.1.1.2: passwords are compared with a list of common ones)."""

ADDRESS_UNDO = timedelta(days=7)
"""How long a change of the e-mail address can be undone from the old mailbox, and until then the account changes it no
further: long enough for who reads that mailbox once a week (the project's choice)."""
MOST_HOUSEHOLD = 8
"""People whom an account keeps as its household: as many others as it may name (`MOST_OTHERS`), who can be booked."""
ADDITIONS_KEPT = 16
"""Additions to a household that are remembered, so that a late retry adds nobody again: twice as many as members."""
DEVICE_KEPT = timedelta(days=366)
"""How long after its last log-in a device is known again: a year (the project's choice)."""
MOST_DEVICES = 20
"""Devices of an account that are known again, of which the one unused for longest is forgotten for another: more than a
household has (the project's choice)."""
MOST_DEVICE_NEWS = 3
"""Mails about new devices to an account in 24 hours: no session may fill the mailbox (the project's choice)."""
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

# receipts

RECEIPT_LINK_LIFE = timedelta(minutes=10)
"""How long a link to a receipt works: long enough for a slow telephone, too short for one found in a history later."""

# requests

LONGEST_BODY = 16_384
"""Bytes of a request's body: several times what a booking for five people with long names has."""
LONGEST_IDEMPOTENCY_KEY = 200
"""Characters of an `Idempotency-Key`: five times a UUID."""
LARGEST_CAPACITY = 10_000
"""Most seats of a slot: a hundred times the largest office; more is a typing mistake."""
LONGEST_NAME = 100
"""Characters of a person's name: the project's choice; the ticket makes every such name fit."""
LONGEST_EMAIL = 128
"""Characters of an e-mail address: Cognito's limit for user names ("Quotas in Amazon Cognito")."""
MOST_OFFICES_OF_STAFF = 49
"""Offices of a person of the staff: so many ids of 40 characters fit into the 2,048 of Cognito's attribute. A province
has fewer, and whoever works for more has `*`."""
LONGEST_NUMBER = 64
"""Characters of a NIK, a telephone number or a code as it is typed or pasted: four times the 16 of the longest."""
LONGEST_ADDRESS = 300
LONGEST_HOURS = 200
LONGEST_OFFICE_PHONE = 30
MOST_FACILITIES = 12
LONGEST_FACILITY = 60
"""What an office tells of itself: an address of four lines (also the way there, who has a lane, and a notice),
hours of a week, a telephone number with its extension, and facilities in a few words (the project's choice)."""
LARGEST_SHARE = 20
"""The largest share of a lane: more than twenty calls before another lane's is no ratio (the project's choice)."""
OPENINGS_SHOWN = timedelta(weeks=8)
"""How far ahead operators see when dates open: two months, in which a change of the rule shows (design)."""
LONGEST_REASON = 200
"""Characters of an operator's reason: two sentences."""
MOST_LISTED_OFFICES = 200
"""Offices that a request may ask for: all of them, with room for new ones."""
MOST_MARKS = 2
"""Marks on a letter of a name, after NFC: Vietnamese, Thai and pointed Arabic need two; a heap hides other lines."""
MOST_NAME_DIGITS = 5
"""Digits in a name: fewer than a NIK's 16, so that nobody can write one there."""
MOST_REASON_DIGITS = 12
"""Digits in an operator's reason: fewer than a NIK's 16, for the same reason; it may hold a date and a number."""

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
SEEN_KEPT = timedelta(days=366)
"""How long it is known who of the staff looked at people's telephone numbers: a year (the project's choice)."""

# the audit

AUDIT_ROUNDS = 3
"""How often the audit looks again at slots that changed while it looked."""
MANY_NUMBERS = 10
"""Queue numbers given of a slot, in times of its capacity, that raise an alarm: cancellations use up a few times as
many as there are seats, and only somebody who claims for the sake of it more (the project's choice)."""
AUDIT_LAST_BEGIN = timedelta(minutes=4)
"""How long after the start of the audit another round may begin. A scan that begins then has 11 of the function's 15
minutes, in which it reads 15 GB: 24 MB a second, as `docs/operations.md` says."""

# notices

NEWS_LASTS = timedelta(hours=24)
"""How long after a change of a booking people are still told of it: a mail that comes a day late confuses."""
OWNERS_NEWS_LASTS = timedelta(days=7)
"""How long people are still told that somebody changed whose an account is: they have to hear of it, however late."""
NOTICE_LEASE = timedelta(minutes=15)
"""After how long it is in doubt whether a message that was begun went out: far above the timeout of whoever sends."""
NOTICE_PAUSE = timedelta(minutes=1)
"""After how long a message is tried again that was surely not sent."""
LETTERS_LOOKED_AT = timedelta(seconds=30)
"""How often a waiting letter of a closure is looked at: whoever lets the letters go wants them to go at once."""
URGENT_BEFORE = timedelta(hours=24)
"""How long before a visit people are told at night too that it will not be (the project's choice)."""
NOTICE_KEPT = timedelta(days=40)
"""How long it is known that somebody was told: longer than the `PUBLISHED_DAYS` ahead, since who was told of a closure
is told when it opens again, and who is listed for a day is told so once."""
REMINDED_BEFORE = time(16)
"""From when on, office time, people are reminded of tomorrow's visit: the booking can still be changed until midnight,
and people are awake to ask the family for the documents (the project's choice)."""
REMINDED_TODAY = time(7)
"""From when on people are reminded of today's visit: the end of the quiet hours (the project's choice)."""
ROUND_LEASE = timedelta(minutes=1)
"""How long a run may take to make the reminders of one office's day before another run makes them too: a thousand
bookings take some seconds, and runs begin every minute."""
MAILBOX_FORGOTTEN = timedelta(days=180)
"""How long a mailbox that took no mail, or whose owner complained, gets none (the project's choice)."""
QUIET_FROM = time(20)
QUIET_UNTIL = time(7)
"""The hours, office time, in which nobody gets a message that is no answer to what they did (the project's choice)."""

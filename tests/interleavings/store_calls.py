"""Random calls of every method of the store, in no order that makes sense: most are refused sooner or later."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta

from antrean.bookings.items import booking_key
from antrean.bookings.model import Applicant, Booking, Displacement, Superseded
from antrean.bookings.parts import CommitRefused
from antrean.bookings.store import Bookings
from antrean.bookings.stores import Store
from antrean.closures.store import Closures
from antrean.hall.store import Counters, Hall, OperationRefused
from antrean.jobs.model import Job
from antrean.jobs.store import Jobs
from antrean.offices.store import Offices
from antrean.people.store import Accounts, MailboxTaken, NikTaken
from antrean.slots.model import Claim, Quota, Slot
from antrean.slots.store import ClaimRefused, QuotaChanged, Quotas
from antrean.turns.model import Turns
from antrean.turns.store import ReleaseSecrets
from antrean.waiting.store import Waiting
from tests.interleavings.account_calls import ACCOUNTS, NIKS, AccountCalls
from tests.interleavings.hall_calls import HallCalls
from tests.interleavings.mix import CLOSES_AT, DAY, NOON, OFFICE, PEPPER, SLOTS
from tests.interleavings.office_calls import CLOSURES, OfficeCalls
from tests.interleavings.waiting_calls import WaitingCalls

_BOOKINGS = [PEPPER.booking_id(account, key) for account in ACCOUNTS for key in ("k1", "k2")]
_MOMENTS = (NOON, NOON + timedelta(seconds=1), NOON + timedelta(hours=2), CLOSES_AT, CLOSES_AT + timedelta(days=2))
_REFUSALS = (ClaimRefused, CommitRefused, MailboxTaken, NikTaken, OperationRefused, QuotaChanged)


METHODS = tuple(
    f"{noun}_{name}".removeprefix("_")
    for noun, kind in {
        "": Store,
        "accounts": Accounts,
        "bookings": Bookings,
        "closures": Closures,
        "counters": Counters,
        "hall": Hall,
        "jobs": Jobs,
        "offices": Offices,
        "quotas": Quotas,
        "release_secrets": ReleaseSecrets,
        "waiting": Waiting,
    }.items()
    for name, method in vars(kind).items()
    if callable(method) and not name.startswith("_") and not name.endswith(("_action", "_actions"))
)
"""Every method of the store, such as `bookings_fence`; the actions of transactions are made by those."""
_OFTEN = (
    "bookings_commit",
    "hall_do",
    "quotas_c",
    "waiting_enter",
    "waiting_offer",
    "waiting_accept",
    "waiting_take_back",
)
_DRAWN = (*METHODS, *[name for name in METHODS if name.startswith(_OFTEN)] * 2)
"""What is drawn from: the writes whose conditions hold of few pasts come three times as often as the others."""


class Caller(HallCalls, OfficeCalls, AccountCalls, WaitingCalls):
    """Somebody who calls the store at random, from a seed."""

    def __init__(self, store: Store, rng: random.Random) -> None:
        """Begin without any claim or booking."""
        super().__init__(store, rng)
        self._claims: list[Claim] = []
        self._bookings: list[Booking] = []
        self._quotas: list[Quota] = []
        self._seen_accounts = []
        self._seen_entries = []
        self._seen_items = {}

    def call(self) -> None:
        """Make some call; what it raises as a refusal is an answer too."""
        with suppress(*_REFUSALS):
            # one for each method, or a new one would go unseen
            getattr(self, f"_{self._rng.choice(_DRAWN)}")()

    # what the calls are about

    def _now(self) -> datetime:
        return self._rng.choice(_MOMENTS)

    def _slot(self) -> Slot:
        return self._rng.choice(SLOTS)

    def _account(self) -> str:
        return self._rng.choice(ACCOUNTS)

    def _claim(self) -> Claim:
        """A claim that was made, or never was."""
        n = self._rng.randint(1, 2)
        claim_id = self._claim_id(n)
        made_up = Claim(self._slot(), claim_id, claim_id[:16], self._rng.randint(1, 9), n, int(NOON.timestamp()))
        return self._rng.choice([*self._claims[-6:], made_up])

    def _claim_id(self, n: int) -> str:
        return f"{self._rng.choice(_BOOKINGS)}OPERA{self._rng.choice(['', 'K'])}{n}"

    def _booking(self) -> Booking | None:
        """A booking as it is, or as it was at an earlier look."""
        found = self._store.bookings.get(self._rng.choice(_BOOKINGS))
        if found:
            self._bookings.append(found)
        return self._rng.choice(self._bookings[-4:]) if self._bookings else None

    def _people(self, claim: Claim, taken: tuple[Applicant, ...] = ()) -> tuple[Applicant, ...]:
        """People who are not of those, with the numbers of a claim."""
        free = [key for key in NIKS if key not in {applicant.nik_key for applicant in taken}]
        chosen = self._rng.sample(free, min(len(free), self._rng.randint(1, 2)))
        return tuple(Applicant("child", "Anak", key, "0001", number) for number, key in enumerate(chosen, claim.first))

    def _quota(self) -> Quota | None:
        """A quota as it is, or as it was at an earlier look."""
        found = self._store.quotas.get(self._slot())
        if found:
            self._quotas.append(found)
        return self._rng.choice(self._quotas[-3:]) if self._quotas else None

    def _job(self) -> Job:
        return Job(self._rng.choice(["by_day", "another"]), NOON, NOON)

    def _quotas_publish(self) -> None:
        slot = self._slot()._replace(date=DAY + timedelta(days=self._rng.randint(0, 9)))
        seats, holiday = self._rng.randint(0, 4), self._rng.choice([None, "libur"])
        turns = self._turns()
        quota = Quota(slot, seats, seats, 1, NOON, CLOSES_AT, "closed" if holiday else "open", 1, holiday, turns=turns)
        self._store.quotas.publish(quota)

    def _quotas_claim(self) -> None:
        n = self._rng.randint(1, 2)
        slot, claim_id, now, judged = self._slot(), self._claim_id(n), self._now(), self._turns()
        self._claims.append(self._store.quotas.claim(slot, claim_id, n, now, judged=judged))

    def _turns(self) -> Turns | None:
        begin = NOON + timedelta(minutes=self._rng.randint(-9, 1))
        return self._rng.choice([None, Turns(begin, begin + timedelta(minutes=10))])

    def _quotas_settle(self) -> None:
        self._store.quotas.settle(self._claim(), give_back=self._rng.random() < 0.5)

    def _quotas_change(self) -> None:
        old = self._quota()
        if not old:
            return
        new = old._replace(
            capacity=self._rng.randint(0, 6),
            seats_left=old.seats_left + self._rng.randint(-1, 1),
            seats_kept=old.seats_kept + self._rng.randint(-1, 1),
            kept_at=self._rng.choice([old.kept_at, NOON]),
            state=self._rng.choice(["open", "open", "closed"]),
            closure=self._rng.choice([old.closure, None, *CLOSURES]),
            reopening_at=self._rng.choice([old.reopening_at, None]),
            reason=self._rng.choice([None, "uji coba"]),
            opens_at=self._rng.choice([NOON, NOON, NOON + timedelta(hours=1)]),
            version=old.version + 1,
            last_change=self._rng.choice("xyz"),
        )
        self._store.quotas.change(old, new, "operator", "Petugas sakit", self._now())

    def _quotas_keep_again(self) -> None:
        self._store.quotas.keep_again(self._claim(), self._now())

    def _quotas_begin_reopening(self) -> None:
        self._store.quotas.begin_reopening(self._slot(), self._rng.choice(CLOSURES), self._now())

    def _quotas_release(self) -> None:
        quota = self._quota()
        if quota:
            self._store.quotas.release(quota, self._now(), self._turns(), levelled=self._rng.random() < 0.5)

    def _release_secrets_add_if_absent(self) -> None:
        self._store.release_secrets.add_if_absent(DAY + timedelta(days=self._rng.randint(0, 1)), b"secret")

    def _bookings_fence(self) -> None:
        self._store.bookings.fence(self._claim())

    def _bookings_commit_new(self) -> None:
        claim, now = self._claim(), self._now()
        new = self._new_booking(claim)
        account = self._store.accounts.get(new.account_id)
        if not account:
            return
        other = self._booking()
        limits = self._rng.choice([None, self._limits()])
        if other and other.account_id != new.account_id and other.booking_id != new.booking_id:
            place = self._rng.randrange(len(other.applicants))
            owner = other.applicants[place]._replace(relation="self", number=claim.first)
            superseded = Superseded(other, other.without(place, "superseded", now), owner.nik_keys)
            new = new._replace(applicants=(owner,))
            self._store.bookings.commit_new(new, claim, account, now, limits, superseded)
        else:
            self._store.bookings.commit_new(new, claim, account, now, limits)

    def _new_booking(self, claim: Claim) -> Booking:
        now = self._now()
        return Booking(
            booking_id=claim.booking_id,
            account_id=self._account(),
            slot=claim.slot,
            office_name=OFFICE.name,
            timezone=OFFICE.timezone,
            arrive_from="09:01",
            arrive_until="10:00",
            prefix="A",
            service="new",
            applicants=self._people(claim),
            ranges=(claim.range,),
            status="confirmed",
            revision=0,
            moved=False,
            created_at=now,
            changed_at=now,
            operations={"OPERA": "body"},
        )

    def _bookings_commit_addition(self) -> None:
        old, claim = self._booking(), self._claim()
        added = self._people(claim, old.applicants) if old else ()
        if old and added:
            ranges = (*old.ranges, claim.range) if claim.slot == old.slot else old.ranges
            new = old._replace(applicants=old.applicants + added, ranges=ranges, revision=old.revision + 1)
            account, limits = self._read_account(), self._limits()
            self._store.bookings.commit_addition(old, new, claim, added, self._now(), account, limits)

    def _bookings_commit_move(self) -> None:
        old, claim = self._booking(), self._claim()
        if old and old.held_seats:
            new = old._replace(slot=claim.slot, ranges=(claim.range,), revision=old.revision + 1, moved=True)
            self._store.bookings.commit_move(old, new, claim, self._now())

    def _bookings_commit_cancel(self) -> None:
        old = self._booking()
        if old and old.held_seats:
            new = old._replace(status="cancelled", revision=old.revision + 1)
            account, limits = self._rng.choice([(None, None), (self._read_account(), self._limits())])
            self._store.bookings.commit_cancel(old, new, self._now(), account, limits)

    def _bookings_commit_leaving(self) -> None:
        old = self._booking()
        seated = [
            place
            for place, person in enumerate(old.applicants if old else ())
            if old and any(each.has(person.number) for each in old.ranges)
        ]
        if old and seated:
            place, now = self._rng.choice(seated), self._now()
            self._store.bookings.commit_leaving(old, old.without(place, "left", now), old.applicants[place], now)

    def _bookings_commit_displaced(self) -> None:
        """Mostly by the closure that shut the slot and after all that was kept, since else nothing is done."""
        old, now = self._booking(), self._rng.choice([_MOMENTS[-1], self._now()])
        if old and old.held_seats:
            quota = self._store.quotas.get(old.slot)
            closure_id = self._rng.choice([quota and quota.closure, quota and quota.closure, *CLOSURES])
            by = Displacement(closure_id or CLOSURES[0], "listrik padam", CLOSES_AT + timedelta(days=30))
            self._store.bookings.commit_displaced(old, old.displaced(by, now), by, now)

    def _bookings_commit_reheld(self) -> None:
        """Mostly where there is somebody displaced, and as an opening does it: else nothing is done."""
        displaced = [each for each in self._store.bookings.get_many(_BOOKINGS) if each.displacement]
        old = self._rng.choice([*displaced, *displaced, self._booking()])
        if old and old.displacement:
            if self._rng.random() < 0.5:
                self._store.quotas.begin_reopening(old.slot, old.displacement.closure_id, self._now())
            self._store.bookings.commit_reheld(old, old.reheld(self._now()), old.displacement)

    def _bookings_commit_lapsed(self) -> None:
        old = self._booking()
        if old and old.displacement:
            self._store.bookings.commit_lapsed(old, old.lapsed(self._now()))

    def _bookings_commit_marks(self) -> None:
        old = self._booking()
        if old:
            place = self._rng.randrange(len(old.applicants))
            person = old.applicants[place]._replace(contested_at=NOON, told_at=self._rng.choice([None, NOON]))
            self._store.bookings.commit_marks(old, old.with_person(place, person, old.changed_at))

    def _bookings_index_page(self) -> None:
        """List what is there, or a booking as it was at an earlier look, as a run does that was paused meanwhile."""
        booking = self._booking()
        if not booking or self._rng.random() < 0.5:
            self._store.bookings.index_page(None)
            return
        pk, sk = booking_key(booking.booking_id)
        keys = self._rng.choice([{}, {"by_day": "bogor#2026-12-08", "by_number": "morning#000001#X"}])
        self._store.bookings._set_index_keys({"pk": pk, "sk": sk, "revision": booking.revision}, keys)  # noqa: SLF001 - its write

    def _jobs_add_if_absent(self) -> None:
        self._store.jobs.add_if_absent(self._job())

    def _jobs_save(self) -> None:
        done_at = self._rng.choice([None, NOON])
        reached = None if done_at else ("BOOKING#1", "BOOKING")
        read = self._job()._replace(steps=self._rng.randint(0, 3))
        self._store.jobs.save(read._replace(steps=read.steps + 1, reached=reached, done_at=done_at), read)

    # those that only read

    def _jobs_get(self) -> None:
        self._store.jobs.get(self._job().name)

    def _jobs_is_done(self) -> None:
        self._store.jobs.is_done(self._job().name)

    def _lists_every_booking(self) -> None:
        self._store.lists_every_booking()

    def _bookings_holdings_of_day(self) -> None:
        self._store.bookings.holdings_of_day(OFFICE.office_id, DAY)

    def _quotas_get(self) -> None:
        self._store.quotas.get(self._slot())

    def _bookings_get(self) -> None:
        self._store.bookings.get(self._rng.choice(_BOOKINGS))

    def _release_secrets_get(self) -> None:
        self._store.release_secrets.get(DAY + timedelta(days=self._rng.randint(0, 1)))

    def _release_secrets_known(self) -> None:
        self._store.release_secrets.known(DAY + timedelta(days=self._rng.randint(0, 1)))

    def _guard_and_registration(self) -> None:
        self._store.guard_and_registration(self._rng.choice(NIKS))

    def _read_settled(self) -> None:
        self._store.read_settled(self._slot(), self._rng.sample(_BOOKINGS, 2))

    def _read_for_change(self) -> None:
        household, slot = self._rng.random() < 0.5, self._rng.choice([None, self._slot()])
        booking = self._rng.choice(_BOOKINGS)
        self._store.read_for_change(self._account(), booking, NIKS[:2], household=household, slot=slot)

    def _bookings_get_many(self) -> None:
        self._store.bookings.get_many(_BOOKINGS)

    def _bookings_holdings(self) -> None:
        [*self._store.bookings.holdings(DAY + timedelta(days=self._rng.randint(-1, 1)), 0, 1)]

    def _quotas_between(self) -> None:
        first = DAY + timedelta(days=self._rng.randint(-1, 3))
        consistent = self._rng.random() < 0.5
        [*self._store.quotas.between(OFFICE.office_id, first, first + timedelta(days=2), consistent=consistent)]

    def _quotas_unsettled(self) -> None:
        [*self._store.quotas.unsettled(OFFICE.office_id, DAY, DAY + timedelta(days=9))]

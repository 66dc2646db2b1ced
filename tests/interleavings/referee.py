"""What must be true of every story: of the table after each single write, of what is left, and of every answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from antrean.audit.recount import Audit
from antrean.aws.attributes import from_item
from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import BOOKING_ID_LENGTH
from antrean.bookings.items import as_booking
from antrean.bookings.model import Applicant, Booking
from antrean.bookings.sweep import Swept
from antrean.closures.model import Closure
from antrean.closures.store import as_closure
from antrean.hall.model import Desk, Party
from antrean.jobs.model import Job
from antrean.listings.listings import Listing
from antrean.people.items import as_account, as_registration
from antrean.people.limits import Limits
from antrean.people.model import Registration
from antrean.slots.items import as_quota
from antrean.slots.model import Quota, Slot
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key
from instruments.replay.people import nik
from tests.interleavings import hall_referee, listing
from tests.interleavings.mix import CLOSES_AT, KEYS, OWNERS, PEPPER, SLOTS, Outcome, Story, Wish
from tests.interleavings.operations import OPERATIONS, Left, Worked
from tests.support.ledger import unbalanced

_SEATS = "seats"
_CLAIM = "next_number"
"""What only the expression of a claim names."""
_TOLD_FIRST = timedelta(hours=24)
_SURE_LEVEL = 2
_MOST_OFTEN = 3
"""Refusals for a NIK, and cancellations, after which an account pauses."""
_MOST_OTHERS = 8
_DAY_ENDS = CLOSES_AT + timedelta(days=1)
_BOOKING_GOES = int((_DAY_ENDS + timedelta(days=90)).timestamp())
_DISPLACED_GOES = int((_DAY_ENDS + timedelta(days=30 + 90)).timestamp())
_TOMBSTONE_STAYS = int((_DAY_ENDS + timedelta(hours=48)).timestamp())
_CITIZENS = {PEPPER.nik_key(nik(serial)): citizen for citizen, serial in OWNERS.items()}


def verdict(story: Story) -> list[str]:
    """Name everything that is wrong with a story; empty if nothing is. Tries every acknowledged wish once more."""
    past = _Past(story)
    wrong = [*past.replay(story)]
    if wrong:
        return wrong
    wrong += unbalanced(story.services().store, SLOTS, settled=True)
    wrong += past.guards(story.table.items)
    wrong += past.letters(story)
    wrong += listing.wrong(story)
    wrong += past.closed(story)
    wrong += hall_referee.problems(story)
    for outcome in story.outcomes:
        wrong += _answer(outcome, past)
    if story.released:
        wrong += past.kept_for_ever()
    wrong += _retries(story, past)
    wrong += _ends(story, past)
    return wrong


def breaks_seats(problem: str) -> bool:
    """Tell whether it says that a write left a slot oversold, or with seats that do not add up: not anything else."""
    return problem.startswith("after write") and f": {_SEATS} of " in problem


class _Past:
    """The states that the table went through."""

    def __init__(self, story: Story) -> None:
        self.bookings: dict[str, Booking] = {}
        self.quotas: dict[Slot, Quota] = {}
        self.revisions: dict[tuple[str, int], Booking] = {}
        self.done_at: dict[tuple[str, str], int] = {}
        """Booking and operation -> the write that did it."""
        self.absent: set[tuple[str, str]] = set()
        """Booking and NIK key of everybody who at some time no longer came."""
        self.contested_at: dict[tuple[str, int], int] = {}
        """Booking and place -> the write by which somebody asked to be taken out there."""
        self.closures: dict[str, Closure] = {}
        self.writes = len(story.table.history)
        self._limits: dict[str, list[tuple[int, Limits]]] = {}
        self._registrations: dict[str, Registration] = {}
        self._owners: dict[tuple[Slot, int], tuple[str, str]] = {}
        self._left_by_account = {outcome.wish.booking_id for outcome in story.outcomes if outcome.wish.kind == "leave"}

    def replay(self, story: Story) -> Iterator[str]:
        """Look at the table after each write; stops at the first one that left something wrong."""
        for key, item in story.beginning.items():
            self._take(key, item, -1)
        for number, change in enumerate(story.table.history):
            touched = {key: item for key, (_, item) in change.items()}
            kinds = {sk.partition("#")[0] for _, sk in touched}
            old = (dict(self.bookings), dict(self.quotas)) if kinds & {"BOOKING", "QUOTA"} else ({}, {})
            wrong = [problem for key, item in touched.items() for problem in self._take(key, item, number)]
            if kinds & {"BOOKING", "QUOTA"}:
                for slot in SLOTS:
                    wrong += self._seats(slot)
                    wrong += _released(old[1].get(slot), self.quotas[slot], is_commit="BOOKING" in kinds)
                wrong += self._people()
                changed = [each for each in self.bookings.values() if each is not old[0].get(each.booking_id)]
                for new in changed:
                    wrong += self._departures(old[0].get(new.booking_id), new, changed)
                    wrong += self._cancellations(old[0].get(new.booking_id), new)
            if kinds & {"CLOSURE", "QUOTA"}:
                wrong += self._closures_and_slots(old[1])
            if wrong:
                yield from (f"after write {number}: {problem}" for problem in wrong)
                return

    def _take(self, key: Key, item: Item | None, number: int) -> list[str]:
        if item is None:
            return []
        if key[1].startswith("QUOTA#"):
            quota = as_quota(from_item(item))
            self.quotas[quota.slot] = quota
        elif key[1] == "CLOSURE":
            closure = as_closure(from_item(item))
            self.closures[closure.closure_id] = closure
        elif key[1] == "PROFILE":
            account = as_account(from_item(item))
            assert account
            self._limits.setdefault(account.account_id, []).append((number, account.limits))
        elif registration := as_registration(from_item(item)) if key[0].startswith("REGISTRATION#") else None:
            self._registrations[registration.account_id] = registration
        return self._take_booking(from_item(item), number) if key[1] == "BOOKING" else []

    def _take_booking(self, item: dict[str, Any], number: int) -> list[str]:
        expires_at = item.get("expires_at", 0)
        booking = as_booking(item)
        if booking is None:
            return [f"the tombstone {item['pk']} goes too early"] if expires_at < _TOMBSTONE_STAYS else []
        old = self.bookings.get(booking.booking_id)
        self.bookings[booking.booking_id] = booking
        for operation in booking.operations:
            self.done_at.setdefault((booking.booking_id, operation), number)
        for place, person in enumerate(booking.applicants):
            if not person.present:
                self.absent.add((booking.booking_id, person.nik_key))
            if person.contested_at:
                self.contested_at.setdefault((booking.booking_id, place), number)
        first_seen = self.revisions.setdefault((booking.booking_id, booking.revision), booking)
        wrong = [*_succession(old, booking), *_same(first_seen, booking), *self._numbers(booking)]
        goes = _DISPLACED_GOES if booking.displacement else _BOOKING_GOES
        if expires_at != goes:
            wrong.append(f"{booking.booking_id} expires at {expires_at} in place of {goes}")
        return wrong

    def _numbers(self, booking: Booking) -> Iterator[str]:
        """A queue number belongs to one claim for ever, and a family that came together has consecutive ones."""
        promised = [n for held in booking.ranges for n in range(held.first, held.first + held.n)]
        if promised != [applicant.number for applicant in booking.applicants if applicant.number]:
            yield f"{booking.booking_id} has numbers outside its ranges"
        for held in booking.ranges:
            owner = (booking.booking_id, held.claim_id)
            for number in range(held.first, held.first + held.n):
                if self._owners.setdefault((booking.slot, number), owner) != owner:
                    yield f"{booking.slot.session} {number} was given twice"

    def _seats(self, slot: Slot) -> Iterator[str]:
        quota = self.quotas[slot]
        active = [booking for booking in self.bookings.values() if booking.holds_seats and booking.slot == slot]
        held = sum(_seats_of(booking) for booking in active)
        claimed = sum(claim.n for claim in quota.claims.values() if not any(booking.holds(claim) for booking in active))
        if min(quota.seats_left, quota.seats_kept) < 0 or held + claimed > quota.capacity:
            taken = f"{held} held, {claimed} claimed of {quota.capacity}"
            yield f"{_SEATS} of the {slot.session} are oversold: {quota.seats_left} left, {taken}"
        elif quota.capacity != quota.seats_left + quota.seats_kept + held + claimed:
            counted = f"{quota.seats_left} left + {quota.seats_kept} kept + {held} held + {claimed} claimed"
            yield f"{_SEATS} of the {slot.session}: {quota.capacity} != {counted}"

    def _people(self) -> Iterator[str]:
        active = [booking for booking in self.bookings.values() if _holds_people(booking)]
        accounts = [booking.account_id for booking in active]
        people = [applicant.nik_key for booking in active for applicant in booking.present]
        if len(accounts) != len(set(accounts)):
            yield "an account has two active bookings"
        if len(people) != len(set(people)):
            yield "a person is in two active bookings, or twice in one"

    def _departures(self, old: Booking | None, new: Booking, changed: Sequence[Booking]) -> Iterator[str]:
        """Who was superseded comes with a booking of their own, and nobody was taken out who could not be."""
        if not new.present and _holds_people(new):
            yield f"nobody comes with {new.booking_id}, and it holds seats or people"
        for was, person in zip(old.applicants, new.applicants, strict=False) if old else ():
            if not was.present or person.present:
                continue
            citizen = _CITIZENS.get(person.nik_key, "")
            if person.presence == "superseded":
                own = [each for each in changed if each.account_id == citizen and not each.revision and each.present]
                if not own or own[0].place_of(person.nik_key) is None:
                    yield f"{citizen} was superseded in {new.booking_id} by no booking of the owner"
                elif not self._may_go(citizen, was, new, own[0].created_at, supersedes=True):
                    yield f"{citizen} was superseded in {new.booking_id} and could not be"
            elif new.booking_id not in self._left_by_account and not self._may_go(citizen, was, new, new.changed_at):
                yield f"{citizen} left {new.booking_id} and could not"

    def _cancellations(self, old: Booking | None, new: Booking) -> Iterator[str]:
        """An account that cancels is counted in the same write; one whose last person was taken out is not.

        And it is not counted where its office had closed the slot.
        """
        by_account = old and _holds_people(old) and not _holds_people(new) and old.present == new.present
        counted = self._limits[new.account_id][-1][1].cancellations
        if by_account and old and old.holds_seats and counted[-1:] != (int(new.changed_at.timestamp()),):
            yield f"uncounted: {new.booking_id} was cancelled by its account"
        before = self._limits[new.account_id][-2:][0][1].cancellations
        if by_account and old and old.displacement and counted != before:
            yield f"counted: {new.booking_id} was cancelled, which had no place"

    def _may_go(
        self, citizen: str, person: Applicant, booking: Booking, now: datetime, *, supersedes: bool = False
    ) -> bool:
        """Say again, without the product's code, whether the owner of a NIK may be taken out of a booking."""
        owner = self._registrations[citizen]
        older = owner.registered_at is None or owner.registered_at < (person.added_at or booking.created_at)
        if owner.level >= _SURE_LEVEL or (older and not supersedes):
            return True
        unopposed = person.told_at is not None and not person.objected_at and person.told_at + _TOLD_FIRST <= now
        return unopposed and (older or not supersedes)

    def limits_at(self, account_id: str, writes: int) -> Limits:
        """Return what an account's profile said of its limits after so many writes."""
        return next(limits for number, limits in reversed(self._limits[account_id]) if number < writes)

    def letters(self, story: Story) -> Iterator[str]:
        """Nobody is said to be told before a letter was handed over."""
        told = sum(1 for booking in self.bookings.values() for each in booking.applicants if each.told_at)
        if told > len(story.mail.sent):
            yield f"{told} bookers were told, by {len(story.mail.sent)} letters"

    def kept_for_ever(self) -> Iterator[str]:
        """No seat of an open slot is kept once every minute that was drawn for an hour has passed."""
        yield from (
            f"{quota.seats_kept} seats of the {slot.session} were not released"
            for slot, quota in self.quotas.items()
            if quota.seats_kept and quota.state == "open"
        )

    def closed(self, story: Story) -> Iterator[str]:
        """A closure comes to its end: nobody has a place in a slot that it closed, but who was served, and on its day.

        Where the index lacks bookings of before, the closure waits for the job that lists them.
        """
        if not story.services().store.lists_every_booking() or story.clock.instant >= CLOSES_AT:
            return
        for quota in self.quotas.values():
            there = [each for each in self.bookings.values() if each.holds_seats and each.slot == quota.slot]
            if quota.closure and (quota.reopening_at or any(not each.check_in for each in there)):
                yield f"the {quota.slot.session} is closed, and not to the end: {quota}"

    def _closures_and_slots(self, old: Mapping[Slot, Quota]) -> Iterator[str]:
        """Each slot that a closure has shut is listed by it, and one that is done has shut each slot that it lists.

        And once a closure opens again it shuts nothing.
        """
        for slot, quota in self.quotas.items():
            was = old.get(slot, quota).closure
            if quota.closure and quota.closure != was and self.closures[quota.closure].opens_again:
                yield f"the {slot.session} is shut by the closure {quota.closure}, which opens again"
            if quota.closure and slot not in self.closures[quota.closure].slots:
                yield f"the {slot.session} is shut by the closure {quota.closure}, which does not list it"
        for closure in self.closures.values():
            for slot in closure.slots if closure.state == "displaced" else ():
                if self.quotas[slot].closure != closure.closure_id:
                    yield f"the closure {closure.closure_id} lists the {slot.session}, which it has not shut"

    def guards(self, items: dict[Key, Item]) -> Iterator[str]:
        """Guards and profiles say what the bookings say."""
        active = [booking for booking in self.bookings.values() if _holds_people(booking)]
        wanted = {
            (f"NIK#{applicant.nik_key}", booking.booking_id, int(booking.until.timestamp()))
            for booking in active
            for applicant in booking.present
        }
        plain = {key: from_item(item) for key, item in items.items() if key[1] in {"ACTIVE", "PROFILE"}}
        found = {(pk, item["booking_id"], item["held_until"]) for (pk, sk), item in plain.items() if sk == "ACTIVE"}
        if wanted != found:
            yield f"guards and bookings differ: {wanted ^ found}"
        said = {item["pk"]: item["active_booking"] for item in plain.values() if item.get("active_booking")}
        if said != {f"ACCOUNT#{booking.account_id}": booking.booking_id for booking in active}:
            yield f"profiles and bookings differ: {said}"


def _holds_people(booking: Booking) -> bool:
    """Whether its people may be in no other booking: as it holds seats, or has a right to others."""
    return booking.holds_seats or booking.displacement is not None


def _takes_kept(claim_id: str) -> bool:
    """Whether a claim says of itself, without the product's code, that it takes kept seats."""
    return len(claim_id) == BOOKING_ID_LENGTH + 7


def _seats_of(booking: Booking) -> int:
    """The seats that a booking holds: of everybody with a number in its slot, but for those who gave theirs back."""
    return sum(each.number > 0 and each.presence != "left" for each in booking.applicants)


def _released(old: Quota | None, new: Quota, *, is_commit: bool) -> Iterator[str]:
    """Seats come back to those that can be claimed by a release or from an abandoned claim, and in no other way."""
    if old is None or new.seats_left <= old.seats_left:
        return
    more = new.seats_left - old.seats_left
    if new.released_at != old.released_at:
        if is_commit or more != old.seats_kept or (old.kept_at and new.released_at and old.kept_at >= new.released_at):
            yield f"{_SEATS} of the {new.slot.session} were released that were kept at {old.kept_at}"
        return
    abandoned = sum(
        claim.n
        for claim_id, claim in old.claims.items()
        if new.claims.get(claim_id) != claim and not _takes_kept(claim_id)
    )
    if is_commit or more != abandoned:
        yield f"{_SEATS} of the {new.slot.session} came back to whoever asks next, {more} of them, before a release"


def _succession(old: Booking | None, new: Booking) -> Iterator[str]:
    """A booking changes step by step, forgets no operation, and stays cancelled; who was served stays where."""
    if old is None:
        if new.revision:
            yield f"{new.booking_id} begins at revision {new.revision}"
        return
    if new.revision not in {old.revision, old.revision + 1}:
        yield f"{new.booking_id} jumps from revision {old.revision} to {new.revision}"
    if not old.operations.items() <= new.operations.items():
        yield f"{new.booking_id} forgot an operation"
    if not _holds_people(old) and _holds_people(new):
        yield f"{new.booking_id} came back to life"
    if old.check_in and new.revision != old.revision:
        yield f"{new.booking_id} was changed after its people were served"
    if new.check_in and not old.check_in and not new.holds_seats:
        yield f"{new.booking_id} was served and is not active"
    yield from _places(old, new)
    yield from _rights(old, new)


def _rights(old: Booking, new: Booking) -> Iterator[str]:
    """Kept seats, and moves that do not count, are for those alone who lost their place."""
    if old.displacement:
        if new.moved != old.moved:
            yield f"the move of {new.booking_id} counts, which had no place"
        return
    if old.ranges != new.ranges and _takes_kept(new.ranges[-1].claim_id):
        yield f"{new.booking_id} took kept seats and had its place"
    if old.moved and new.slot != old.slot:
        yield f"{new.booking_id} was moved twice by choice"


def _places(old: Booking, new: Booking) -> Iterator[str]:
    """Nobody's place shifts, who does not come stays away, and the ranges of a slot never change."""
    there = new.applicants[: len(old.applicants)]
    if [each.nik_key for each in old.applicants] != [each.nik_key for each in there]:
        yield f"{new.booking_id} has other people at its places"
    elif any(
        not was.present and was.presence != each.presence for was, each in zip(old.applicants, there, strict=True)
    ):
        yield f"somebody came back to {new.booking_id}"
    if new.slot == old.slot and new.ranges[: len(old.ranges)] != old.ranges and not old.displacement:
        yield f"{new.booking_id} has other ranges"


def _same(one: Booking, other: Booking) -> Iterator[str]:
    """What stands at one revision of a booking never changes, but for the check-in."""
    if (one.slot, one.applicants, one.ranges, one.status, one.operations, one.displacement) != (
        other.slot,
        other.applicants,
        other.ranges,
        other.status,
        other.operations,
        other.displacement,
    ):
        yield f"{one.booking_id} has two faces at revision {one.revision}"


def _answer(outcome: Outcome, past: _Past) -> Iterator[str]:
    wish, ended = outcome.wish, outcome.ended
    match ended:
        case None | Busy() | Swept() | Quota() | Job() | Closure() | Worked() | Party() | Desk():
            return
        case Audit():
            # after each single write the seats were right: a slot that the auditor names is a false alarm
            yield from (f"false alarm: {balance}" for balance in ended.broken)
            if ended.judged + len(ended.unjudged) != len(SLOTS):
                yield f"a slot that was not looked at: {ended}"
        case Booking() | Listing():
            made = ended if isinstance(ended, Booking) else ended.booking
            kept = past.revisions.get((made.booking_id, made.revision))
            if kept is None or any(_same(kept, made)):
                yield f"acknowledged, and not in the table: {wish} -> {ended!r}"
            if not OPERATIONS[wish.kind].stands(wish, made):
                yield f"the answer to another wish: {wish} -> {ended!r}"
        case Left():
            # It may have been read in the midst of the transaction by which the person left.
            if (wish.booking_id, wish.owner) not in past.absent:
                yield f"acknowledged, and still there: {wish}"
        case Refused() if ended.code in OPERATIONS[wish.kind].refusals:
            yield from _refusal(outcome, ended, past)
            yield from _counted(outcome, ended, past)
        case _:
            yield f"no answer to {wish}: {ended!r} {getattr(ended, 'code', '')}"


def _refusal(outcome: Outcome, refused: Refused, past: _Past) -> Iterator[str]:
    """A refusal is true: what it says stood in the way did, and nothing was done by this or a twin's hand before."""
    wish = outcome.wish
    others = {booking_id for booking_id, _ in past.revisions} - {wish.booking_id}
    if refused.code == Code.BOOKING_EXISTS and not any(
        past.revisions[each, 0].account_id == wish.citizen for each in others
    ):
        yield f"booking_exists, and there was no other: {wish}"
    if refused.code == Code.NIK_ALREADY_BOOKED and not others and wish.kind == "book":
        yield f"nik_already_booked, and there was no other booking: {wish}"
    made = past.bookings.get(wish.booking_id)
    if refused.code == Code.OBJECTED and not any(
        each.objected_at and each.nik_key == wish.owner for each in (made.applicants if made else ())
    ):
        yield f"objected, and nobody did: {wish}"
    if refused.code == Code.NOT_CONTESTED and (
        past.contested_at.get((wish.booking_id, wish.place), outcome.began) < outcome.began
        and made
        and made.applicants[wish.place].present
    ):
        yield f"not_contested, and it was: {wish}"
    if not wish.operation:
        return
    done_at = past.done_at.get((wish.booking_id, wish.operation))
    if refused.code == Code.IDEMPOTENCY_KEY_REUSED:
        if done_at is None or past.bookings[wish.booking_id].operations[wish.operation] == wish.fingerprint:
            yield f"idempotency_key_reused, and it was not: {wish}"
    elif done_at is not None and done_at < _decided_at(outcome) and _did_the_same(wish, past):
        yield f"refused ({refused.code}) though it was done: {wish}"


def _counted(outcome: Outcome, refused: Refused, past: _Past) -> Iterator[str]:
    """Who learns of others whether they are booked was counted before the answer; and who is over a limit, is."""
    wish = outcome.wish
    if wish.kind not in {"book", "add"}:
        return
    limits = past.limits_at(wish.citizen, outcome.ended_at)
    if refused.code == Code.NIK_ALREADY_BOOKED and _is_of_others(wish, refused, past):
        if not {_mark(wish, slot) for slot in SLOTS} & limits.refusals.keys():
            yield f"uncounted: {wish} was refused, and the profile counts {len(limits.refusals)} refusals"
    elif refused.code == Code.SLOT_FULL and _asked_the_quota(outcome) and limits.strangers(wish.nik_keys):
        yield f"uncounted: {wish} was refused, and the profile does not know whom it named"
    elif refused.code == Code.LIMIT_REACHED:
        before = past.limits_at(wish.citizen, outcome.began)
        # They may have been read in the midst of a transaction that is history only later.
        latest = past.limits_at(wish.citizen, past.writes)
        counts = {
            "refusals": len(latest.refusals) < _MOST_OFTEN,
            "cancellations": len(latest.cancellations) < _MOST_OFTEN,
            "others": len({*before.family, *before.named, *latest.family, *latest.named}) + len(wish.nik_keys)
            <= _MOST_OTHERS,
        }
        if counts[str(refused.members["rule"])]:
            yield f"limit_reached ({refused.members['rule']}), and it was not: {wish}"


def _is_of_others(wish: Wish, refused: Refused, past: _Past) -> bool:
    """Whether a refusal tells of people who are neither the account's owner nor in its own booking already."""
    places = refused.members.get("applicants")
    if not isinstance(places, list):
        return True
    named = {PEPPER.nik_key(nik(wish.people[place])) for place in places if wish.people[place]}
    own = {
        each.nik_key
        for (made, _), booking in past.revisions.items()
        if made == wish.booking_id
        for each in booking.present
    }
    return bool(named - own) if wish.kind == "add" else bool(named)


def _mark(wish: Wish, slot: Slot) -> str:
    """The mark of a request among the refusals that its account's profile counts."""
    assert wish.operation
    claim_id = PEPPER.claim_id(wish.booking_id, wish.operation, wish.fingerprint, slot.path, len(wish.people))
    return claim_id[BOOKING_ID_LENGTH:]


def _asked_the_quota(outcome: Outcome) -> bool:
    """Whether the last attempt claimed seats: then it had found that none of the others is booked."""
    for call in reversed(outcome.calls):
        if call.operation == "batch_get_item":
            return False
        if _CLAIM in call.arguments.get("UpdateExpression", ""):
            return True
    return False


def _did_the_same(wish: Wish, past: _Past) -> bool:
    """Whether what was done with the key is what is wished: another body may be refused for whatever it asks."""
    assert wish.operation
    return past.bookings[wish.booking_id].operations[wish.operation] == wish.fingerprint


def _decided_at(outcome: Outcome) -> int:
    """When, in writes, the table decided on a refusal: at the last claim or commit, or else at the first read."""
    for call in reversed(outcome.calls):
        update = call.arguments.get("UpdateExpression", "")
        if call.operation == "transact_write_items" or _CLAIM in update:
            return int(call.at)
    return outcome.began


def _retries(story: Story, past: _Past) -> Iterator[str]:
    """Every acknowledged wish once more, without trouble: it is answered as it stands, and nothing else happens."""
    answered = [outcome.wish for outcome in story.outcomes if isinstance(outcome.ended, Booking | Listing | Left)]
    for wish in dict.fromkeys(answered):
        made = past.bookings[wish.booking_id]
        if wish.kind == "leave listed" and made.place_of(wish.owner) is not None:
            # Who was listed once more since would leave once more.
            continue
        seen = len(story.table.history)
        again = story.attempt(wish, story.services()).ended
        match again:
            case Booking():
                right = OPERATIONS[wish.kind].as_it_stands and again == made
            case Listing():
                right = again.booking == made
            case Left():
                right = True
            case Refused():
                # Who asked to be taken out and is not in it any more has nothing to ask.
                right = wish.kind == "contest" and again.code in {Code.NOT_FOUND, Code.TOO_LATE}
            case _:
                right = False
        if not right or len(story.table.history) != seen:
            yield f"the retry of {wish} is answered with {again!r}"


def _ends(story: Story, past: _Past) -> Iterator[str]:
    """A booking out of which people were taken can still be cancelled, and then has given every seat back."""
    for made in past.bookings.values():
        if not _holds_people(made) or len(made.present) == len(made.applicants) or made.check_in:
            continue
        aside = story.aside()
        [key] = [each for each in KEYS if PEPPER.booking_id(made.account_id, each) == made.booking_id]
        ended = aside.attempt(Wish("cancel", made.account_id, key), aside.services()).ended
        too_late = isinstance(ended, Refused) and ended.code == Code.TOO_LATE and story.clock.instant >= CLOSES_AT
        too_late = too_late and made.displacement is None
        if not isinstance(ended, Booking) and not too_late:
            yield f"{made.booking_id}, which somebody left, cannot be cancelled: {ended!r}"
        for problem in unbalanced(aside.services().store, SLOTS, settled=True):
            yield f"once {made.booking_id} is cancelled, which somebody left: {problem}"

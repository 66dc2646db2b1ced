"""What must be true of every answer: what was acknowledged is so, and what was refused could not be done."""

from __future__ import annotations

from collections.abc import Iterator

from antrean.audit.recount import Audit
from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import BOOKING_ID_LENGTH
from antrean.bookings.model import Booking
from antrean.bookings.sweep import Swept
from antrean.closures.model import Closure
from antrean.hall.model import Desk, Party
from antrean.hall.walk_ins import Given
from antrean.jobs.model import Job
from antrean.listings.listings import Listing
from antrean.slots.model import Quota, Slot
from antrean.waiting.model import Entry
from instruments.replay.people import nik
from tests.interleavings.mix import NIK_KEYS, PEPPER, SLOTS, Outcome, Wish
from tests.interleavings.openings import turn
from tests.interleavings.operations import OPERATIONS, Left, Worked
from tests.interleavings.past import Past
from tests.interleavings.steps import same
from tests.interleavings.wait_operations import Offered, Unjoined

_SAY_NOTHING = (Busy, Swept, Quota, Job, Closure, Worked, Party, Desk, Entry, Unjoined, Offered)
"""Answers of which nothing else is to be said than what the table says."""
_CLAIM = "next_number"
"""What only the expression of a claim names."""
_MOST_OFTEN = 3
"""Refusals for a NIK, and cancellations, after which an account pauses."""
_MOST_OTHERS = 8


def answer(outcome: Outcome, past: Past) -> Iterator[str]:
    """Name what is wrong with how a try ended."""
    wish, ended = outcome.wish, outcome.ended
    match ended:
        case _ if ended is None or isinstance(ended, _SAY_NOTHING):
            return
        case Audit():
            # after each single write the seats were right: a slot that the auditor names is a false alarm
            yield from (f"false alarm: {balance}" for balance in ended.broken)
            slots = [len(past.slots_at(writes)) for writes in (outcome.began, outcome.ended_at)]
            if not slots[0] <= ended.judged + len(ended.unjudged) <= slots[1]:
                yield f"a slot that was not looked at: {ended}"
        case Booking() | Listing() | Given():
            made = ended if isinstance(ended, Booking) else ended.booking
            kept = past.revisions.get((made.booking_id, made.revision))
            if kept is None or any(same(kept, made)):
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


def _refusal(outcome: Outcome, refused: Refused, past: Past) -> Iterator[str]:
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
    if refused.code == Code.NOT_YOUR_TURN:
        yield from _turn(wish, refused, past)
    if not wish.operation:
        return
    done_at = past.done_at.get((wish.booking_id, wish.operation))
    if refused.code == Code.IDEMPOTENCY_KEY_REUSED:
        if done_at is None or past.bookings[wish.booking_id].operations[wish.operation] == wish.fingerprint:
            yield f"idempotency_key_reused, and it was not: {wish}"
    elif done_at is not None and done_at < _decided_at(outcome) and _did_the_same(wish, past):
        yield f"refused ({refused.code}) though it was done: {wish}"


def _turn(wish: Wish, refused: Refused, past: Past) -> Iterator[str]:
    """Whoever is told to wait is told a turn that there was in the slot."""
    made = past.bookings.get(wish.booking_id)
    slot = made.slot if wish.kind == "add" and made else wish.slot
    quota, citizen = past.quotas[slot], wish.citizen
    turns = {turn(quota._replace(turns=each), citizen, past.registered[citizen]) for each in past.turns.get(slot, ())}
    if refused.members["your_turn_at"] not in turns:
        yield f"not_your_turn, and it was no turn of {citizen}: {refused.members}"


def _counted(outcome: Outcome, refused: Refused, past: Past) -> Iterator[str]:
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


def _is_of_others(wish: Wish, refused: Refused, past: Past) -> bool:
    """Whether a refusal tells of people who are neither the account's owner nor in its own booking already."""
    places = refused.members.get("applicants")
    if not isinstance(places, list):
        return True
    named = {NIK_KEYS.key(nik(wish.people[place])) for place in places if wish.people[place]}
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


def _did_the_same(wish: Wish, past: Past) -> bool:
    """Whether what was done with the key is what is wished: another body may be refused for whatever it asks."""
    assert wish.operation
    return past.bookings[wish.booking_id].operations[wish.operation] == wish.fingerprint


def _decided_at(outcome: Outcome) -> int:
    """When, in writes, the table decided on a refusal: at the last claim or commit, or else at the last read."""
    for call in reversed(outcome.calls):
        update = call.arguments.get("UpdateExpression", "")
        if call.operation == "transact_write_items" or _CLAIM in update:
            return int(call.at)
        if call.operation == "batch_get_item":
            # Where the quota was read too, and refused, the booking is read once more after whatever else is read.
            return int(outcome.calls[-1].at) if "QUOTA#" in str(call.arguments) else outcome.began
    return outcome.began

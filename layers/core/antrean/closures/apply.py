"""What an operator does with closures: close, let the letters go, open again."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from antrean.base.errors import Busy, Code, Refused
from antrean.closures.model import new_closure
from antrean.closures.preview import closable, tag_of
from antrean.closures.work import go_on
from antrean.offices.model import WALK_IN
from antrean.policy.offices import CLOSURE_ANSWER
from antrean.policy.system import OPERATION_ATTEMPTS
from antrean.slots import changes
from antrean.slots.closing import has_closed

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.aws.table import Action
    from antrean.bookings.operation import Services
    from antrean.closures.forms import NewClosure
    from antrean.closures.model import Closure
    from antrean.closures.store import Closures
    from antrean.offices.model import Office
    from antrean.slots.model import Quota, Slot
    from antrean.slots.quota_forms import QuotaChange


def close(  # noqa: PLR0913 - what a closure is made of
    services: Services, closures: Closures, operator: str, office: Office, tag: int, request: NewClosure, key: str
) -> Closure:
    """Close the slots that the operator saw in a preview with this `tag`, and displace who is booked there.

    The same again, with the same key, is the same closure. It answers once it is certain that the closure will be
    done, and does of it what it can in the time. A slot that another operator closes at the same moment belongs to one
    closure: the other one leaves it out. Raises `Refused`: idempotency_key_reused, version_conflict where the slots
    changed since or were all closed by others, not_found where there are none.
    """
    closure_id = services.pepper.closure_id(operator, key)
    now = services.clock.now()
    days = (request.first, request.last)
    closable_now = closable(services.store.quotas, office, now, days, request.session)
    made = closures.get(closure_id)
    if made is None:
        if tag_of(closable_now) != tag:
            raise Refused(
                Code.VERSION_CONFLICT, "The sessions changed since you looked. Look at the preview again, then close."
            )
        if not closable_now:
            raise Refused(Code.NOT_FOUND, "No session of these days can be closed.")
        slots = tuple(quota.slot for quota in closable_now)
        made = closures.begin(
            new_closure(closure_id, office, days, request.session, slots, request.reason, operator, now)
        )
    if not made.asks_for(office.office_id, days, request.session, request.reason):
        raise Refused(Code.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used for another closure. Use a new key.")
    done = _gone_on(services, closures, closure_id) or made
    if not done.slots:
        # Another closure has shut every one of them since they were read; this one closed nothing, and never will.
        raise Refused(
            Code.VERSION_CONFLICT,
            "Others closed these sessions at the same moment. Look at the preview again, then close with a new"
            " Idempotency-Key.",
        )
    return done


def change_quota(  # noqa: PLR0913 - what a change is made of
    services: Services,
    closures: Closures,
    operator: str,
    office: Office,
    slot: Slot,
    version: int,
    request: QuotaChange,
) -> Quota:
    """Change a quota; a change that closes a slot is a closure of that slot. Raises what `slots.changes` raises."""

    def closing(change: str, now: datetime) -> tuple[str, list[Action]]:
        closure_id, day = services.pepper.closure_id(operator, change), (slot.date, slot.date)
        closure = new_closure(closure_id, office, day, slot.session, (slot,), request.reason, operator, now)
        return closure.closure_id, closures.begin_actions(closure)

    # A lane of the door has people without account, whom nobody can tell: its slot is closed, and nobody displaced.
    displacing = None if slot.session.startswith(WALK_IN) else closing
    changed = changes.change(
        services.store.quotas, services.pepper, services.clock, operator, slot, version, request, displacing
    )
    if changed.closure and not changed.reopening_at:
        _gone_on(services, closures, changed.closure)
    return changed


def send(services: Services, closures: Closures, operator: str, closure: Closure) -> Closure:
    """Let the letters of a closure go now, in the name of the operator; the same again changes nothing.

    Raises `Refused`: not_found, and too_late where it opens again.
    """
    now = services.clock.now()
    if now < closure.letters_at and not closure.opens_again:
        if closures.send(closure, operator, now):
            return closure._replace(sent_at=now.replace(microsecond=0), sent_by=operator)
        closure = found(closures, closure.closure_id)
    if closure.opens_again:
        raise Refused(Code.TOO_LATE, "This closure is being opened again.")
    return closure


def reopen(services: Services, closures: Closures, operator: str, office: Office, closure: Closure) -> Closure:
    """Open the slots of a closure again whose day has not begun; the same again changes nothing.

    Raises `Refused`: not_found also where it has shut nothing, too_late where each of their days has begun.
    """
    for _ in range(OPERATION_ATTEMPTS):
        if not closure.slots:
            raise Refused(Code.NOT_FOUND, "This closure closed no session: others closed them at the same moment.")
        now = services.clock.now()
        if closure.opens_again:
            return _gone_on(services, closures, closure.closure_id) or closure
        if all(has_closed(slot.date, office.zone, now) for slot in closure.slots):
            raise Refused(Code.TOO_LATE, "The day of this session has begun.")
        opening = closures.advance(closure, "reopening", now, operator)
        if opening:
            return _gone_on(services, closures, closure.closure_id) or opening
        closure = found(closures, closure.closure_id)
    raise Busy


def found(closures: Closures, closure_id: str) -> Closure:
    """Return a closure; raises `not_found`."""
    closure = closures.get(closure_id)
    if closure is None:
        raise Refused(Code.NOT_FOUND, "There is no closure of this id.")
    return closure


def _gone_on(services: Services, closures: Closures, closure_id: str) -> Closure | None:
    """Go on with a closure as long as a request may, and return it as it is then.

    None where that cannot be done now; then, as what is left, it is done by the clock.
    """
    with contextlib.suppress(Busy):
        return go_on(services.store, closures, services.clock, closure_id, CLOSURE_ANSWER)
    return None

"""Adding, changing and removing members of a household.

Nothing is looked up for a NIK that is added: whether its person has an account or a booking changes neither the answer
nor what is done for it. Who tries NIKs out learns of them by bookings alone, whose limits count them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.errors import Busy, Code, Refused, invalid, key_reused
from antrean.people import nik as nik_rules
from antrean.people.birth import age_unconfirmed, check_birth, is_unlikely
from antrean.people.model import Household, Member, is_of
from antrean.policy.people import ADDITIONS_KEPT, MOST_HOUSEHOLD
from antrean.policy.system import OPERATION_ATTEMPTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from antrean.base.ids import Pepper
    from antrean.base.nik_keys import NikKeys
    from antrean.household.forms import MemberChange, NewMember
    from antrean.household.store import Households
    from antrean.people.model import Account


def add(  # noqa: PLR0913 - who asks, for what, and when
    households: Households,
    pepper: Pepper,
    nik_keys: NikKeys,
    account: Account,
    request: NewMember,
    key: str,
    now: datetime,
) -> Household:
    """Keep a person in the household; a retry with the same key adds nobody.

    Raises `Refused`: validation_failed, nik_mismatch_unconfirmed, age_unconfirmed, household_full,
    idempotency_key_reused.
    """
    operation = pepper.operation(account.account_id, "member", key)
    fingerprint = pepper.fingerprint(request.canonical())
    member = _member(request, nik_keys.of(request.nik), account, now)

    def added(old: Household) -> Household:
        if operation in old.operations:
            if old.operations[operation] != fingerprint:
                raise key_reused()
            return old
        if old.member(*member.nik_keys):
            raise invalid("nik", "is in your household already")
        if len(old.members) >= MOST_HOUSEHOLD:
            raise Refused(
                Code.HOUSEHOLD_FULL, f"A household has at most {MOST_HOUSEHOLD} members. Remove somebody first."
            )
        done = dict([*old.operations.items(), (operation, fingerprint)][-ADDITIONS_KEPT:])
        return old._replace(members=(*old.members, member), operations=done)

    return _changed(households, account.account_id, added)


def change(  # noqa: PLR0913 - whose, whom, and what hashes
    households: Households,
    pepper: Pepper,
    nik_keys: NikKeys,
    account_id: str,
    member_id: str,
    request: MemberChange,
) -> Household:
    """Change what is kept of a member; of two changes side by side the later one wins, part by part.

    Raises `Refused`: not_found.
    """
    known = _known(pepper, nik_keys, account_id, member_id)

    def changed(old: Household) -> Household:
        member = old.member(*known)
        if not member:
            raise _no_member()
        new = member._replace(
            relation=request.relation or member.relation, full_name=request.full_name or member.full_name
        )
        if new == member:
            return old
        return old._replace(members=tuple(new if each is member else each for each in old.members))

    return _changed(households, account_id, changed)


def remove(households: Households, pepper: Pepper, nik_keys: NikKeys, account_id: str, member_id: str) -> Household:
    """Forget a member; who is forgotten already stays so.

    Raises `Refused`: not_found for what was never an id of this account.
    """
    known = _known(pepper, nik_keys, account_id, member_id)

    def removed(old: Household) -> Household:
        member = old.member(*known)
        if member is None:
            return old
        return old._replace(members=tuple(each for each in old.members if each is not member))

    return _changed(households, account_id, removed)


def renew(households: Households, nik_keys: NikKeys, account_id: str) -> None:
    """Bring the members of a household to the live versions of the key of NIKs; may be repeated, and raises `Busy`."""

    def renewed(old: Household) -> Household:
        hashes = [nik_keys.again(each.nik_keys) for each in old.members]
        members = [
            each._replace(nik_key=newest, nik_before=tuple(before))
            for each, (newest, *before) in zip(old.members, hashes, strict=True)
        ]
        return old if members == list(old.members) else old._replace(members=tuple(members))

    _changed(households, account_id, renewed)


def _known(pepper: Pepper, nik_keys: NikKeys, account_id: str, member_id: str) -> tuple[str, ...]:
    """Return the keyed hashes of the NIK of the member whom an id names; raises `Refused` for another text.

    The id may have been made while an older version of the key was live.
    """
    known = pepper.member_nik_key(account_id, member_id)
    if known is None:
        raise _no_member()
    return (*nik_keys.again((known,)), known)


def _member(request: NewMember, nik_keys: tuple[str, ...], account: Account, now: datetime) -> Member:
    """Return the member whom a request describes; raises `Refused` for a person who cannot be one."""
    if is_of(account, nik_keys):
        raise invalid("nik", "is your own: you can always book yourself")
    check_birth(request.birth_date, request.nik, now, confirmed=request.nik_mismatch_confirmed)
    if not request.age_confirmed and is_unlikely(request.relation, request.birth_date.year, account.birth_year):
        raise age_unconfirmed()
    return Member(request.relation, request.full_name, nik_keys[0], nik_rules.last4(request.nik), nik_keys[1:])


def _changed(households: Households, account_id: str, change: Callable[[Household], Household]) -> Household:
    """Return the household as `change` makes it, read anew where another request was quicker; raises `Busy`."""
    for _ in range(OPERATION_ATTEMPTS):
        old = households.get(account_id)
        new = change(old)
        if new is old or households.keep(account_id, old, new):
            return new
    raise Busy


def _no_member() -> Refused:
    return Refused(Code.NOT_FOUND, "Nobody in your household has this id.")

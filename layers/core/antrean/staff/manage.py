"""Administrators manage who works at their offices. Every rule of that is here alone.

A request changes the table and Cognito, which have no transaction in common. So it goes in three steps, and each may be
the last one before the process dies:

1. One transaction in the table writes the audit record and the mark of the request, under the name that its
   `Idempotency-Key` gives it. Before it nothing was changed.
2. Cognito's calls. Each of them sets what it sets, so all of them may be made again.
3. The mark is set to done.

Where it was cut short, the same request with the same key finds a mark that is not done, and makes all of Cognito's
calls again; whoever does not wait for that sees in the list how far it came, and replaces it with a request of their
own. After the third step a retry changes nothing, whatever others did meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.base.ids import operation_name
from antrean.offices.staff import EVERY_OFFICE
from antrean.staff.model import Operation, Record, version_of

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.offices.directory import OfficeDirectory
    from antrean.staff.model import Administrator, Person, Request, Wanted
    from antrean.staff.pool import Pool
    from antrean.staff.store import Logins, Trail


@dataclass(frozen=True, slots=True)
class Managed:
    """What the managing of staff works with."""

    pool: Pool
    trail: Trail
    logins: Logins
    directory: OfficeDirectory
    clock: Clock


def people(managed: Managed, administrator: Administrator) -> list[tuple[Person, datetime | None]]:
    """Return whom an administrator manages, and the administrator, in order of user name, each with the last login."""
    logins = managed.logins.all()
    found = [person for person in managed.pool.all() if _covers(administrator, person.state.offices)]
    return [(person, logins.get(person.staff_id)) for person in found]


def put(managed: Managed, administrator: Administrator, username: str, wanted: Wanted, request: Request) -> Person:
    """Bring a person to a state, with an audit record before; who is new is made and gets an invitation by mail.

    The request names the version that was seen, 0 for nobody. Cognito knows no conditions, so of two administrators who
    change the same person in the same second either may win, also one half each: the answer is what the pool has
    afterwards, and not what was wanted. Raises `Refused`: forbidden, validation_failed (also where Cognito takes no
    such e-mail address: then nothing is changed), idempotency_key_reused, version_conflict with the person as it is
    now, and not_found where somebody has deleted the login by hand since.
    """
    if not _covers(administrator, wanted.offices):
        raise Refused(Code.FORBIDDEN, "You can give only offices for which you manage the staff yourself.")
    if any(managed.directory.get(office) is None for office in wanted.offices - {EVERY_OFFICE}):
        raise invalid("offices", "must be ids of offices that exist")
    found = managed.pool.find(username)
    if found:
        _may_change(administrator, found)
    before = found.state if found else None
    record = Record(administrator.staff_id, "put", username, request.reason, wanted)
    fingerprint = operation_name(str(wanted.plain()), username, request.reason, str(request.version))
    begun = _known(managed, record, request.key, fingerprint)
    if begun is None:
        if request.version != version_of(before):
            raise _conflict(found)
        begun = _begin(managed, record, request.key, Operation("", fingerprint, before))
    elif begun.done:
        return _there(found)
    elif not _is_between(begun.before, wanted, before):
        raise _conflict(found)
    if found is None:
        managed.pool.create(username, wanted)
    named = found.username if found else username
    managed.pool.change(named, wanted)
    managed.trail.finish(begun.name)
    return _there(managed.pool.find(named))


def invite(managed: Managed, administrator: Administrator, username: str, request: Request) -> Person:
    """Let a person log in anew, with an audit record before: a temporary password is mailed.

    The authenticator is set up anew, and whoever is logged in is logged out. Repeated under the same key it does
    nothing more, unless it was cut short: then it mails another password, and the last one counts. Raises `Refused`:
    forbidden, not_found, idempotency_key_reused.
    """
    person = _there(managed.pool.find(username))
    _may_change(administrator, person)
    record = Record(administrator.staff_id, "invite", person.username, request.reason, person.state)
    fingerprint = operation_name(person.username, request.reason)
    begun = _known(managed, record, request.key, fingerprint)
    begun = begun or _begin(managed, record, request.key, Operation("", fingerprint, person.state))
    if not begun.done:
        managed.pool.invite(person.username)
        managed.trail.finish(begun.name)
    return person


def _known(managed: Managed, record: Record, key: str, fingerprint: str) -> Operation | None:
    """Return the request that was begun under this key, if any; raises `idempotency_key_reused` for another one."""
    begun = managed.trail.operation(_name(record, key))
    if begun:
        begun.refuse_other(fingerprint)
    return begun


def _begin(managed: Managed, record: Record, key: str, operation: Operation) -> Operation:
    """Record what is about to be done, and return its mark; where the same was begun meanwhile, that one's."""
    begun = operation._replace(name=_name(record, key))
    if managed.trail.begin(begun, record, managed.clock.now()):
        return begun
    # The same request came twice at once: both go on, since Cognito's calls may be made again.
    known = _known(managed, record, key, operation.fingerprint)
    if known is None:
        raise Busy
    return known


def _name(record: Record, key: str) -> str:
    return operation_name("staff", record.administrator, record.action, key)


def _there(person: Person | None) -> Person:
    """Return the person; raises `not_found` where there is none, as after somebody deleted the login by hand."""
    if person is None:
        raise Refused(Code.NOT_FOUND, "Nobody of the staff has this user name.")
    return person


def _conflict(person: Person | None) -> Refused:
    members = {"member": person} if person else {}
    return Refused(
        Code.VERSION_CONFLICT, "This person was changed since you read it. Look again before you change it.", **members
    )


def _is_between(before: Wanted | None, wanted: Wanted, found: Wanted | None) -> bool:
    """Tell whether a request that was cut short can have left this state; else somebody else has changed the person."""
    if found is None:
        return before is None
    ends = [before or wanted, wanted]
    groups = before.groups if before else frozenset()
    return (
        found.name in {end.name for end in ends}
        and found.email in {end.email for end in ends}
        and found.offices in {end.offices for end in ends}
        and groups & wanted.groups <= found.groups <= groups | wanted.groups
        # Whoever is made is enabled at first.
        and (before is None or found.enabled in {end.enabled for end in ends})
    )


def _may_change(administrator: Administrator, person: Person) -> None:
    """Raise `forbidden` for oneself, and for who has an office outside the administrator's scope."""
    # By the permanent id: Cognito finds a person by it too, so a comparison of user names could be evaded.
    if person.staff_id == administrator.staff_id:
        raise Refused(Code.FORBIDDEN, "You cannot change your own account. Another administrator can.")
    if not _covers(administrator, person.state.offices):
        raise Refused(Code.FORBIDDEN, "This person works for offices whose staff you do not manage.")


def _covers(administrator: Administrator, offices: frozenset[str]) -> bool:
    """Tell whether all of a person's offices are the administrator's; who has none belongs to headquarters."""
    return EVERY_OFFICE in administrator.scope or (bool(offices) and offices <= administrator.scope)

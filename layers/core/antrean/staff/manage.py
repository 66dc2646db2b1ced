"""Administrators manage who works at their offices. Every rule of that is here alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.offices.staff import EVERY_OFFICE

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.offices.directory import OfficeDirectory
    from antrean.staff.model import Administrator, Person, Wanted
    from antrean.staff.pool import Pool
    from antrean.staff.store import Trail


@dataclass(frozen=True, slots=True)
class Managed:
    """What the managing of staff works with."""

    pool: Pool
    trail: Trail
    directory: OfficeDirectory
    clock: Clock


def people(managed: Managed, administrator: Administrator) -> list[Person]:
    """Return whom an administrator manages, and the administrator, in order of user name."""
    return [person for person in managed.pool.all() if _covers(administrator, person.state.offices)]


def put(managed: Managed, administrator: Administrator, username: str, wanted: Wanted, reason: str) -> Person:
    """Bring a person to a state, with an audit record before; who is new is made and gets an invitation by mail.

    It may be repeated, and must be where it was cut short: the record then tells twice what was wanted. Of two
    administrators who change the same person at once, either may win, also one half each; so the answer is what the
    pool has afterwards, and not what was wanted. Raises `Refused`: forbidden, validation_failed.
    """
    if not _covers(administrator, wanted.offices):
        raise Refused(Code.FORBIDDEN, "You can give only offices for which you manage the staff yourself.")
    if any(managed.directory.get(office) is None for office in wanted.offices - {EVERY_OFFICE}):
        raise invalid("offices", "must be ids of offices that exist")
    before = managed.pool.find(username)
    if before:
        _may_change(administrator, before)
    now = managed.clock.now()
    managed.trail.record(administrator.staff_id, "put", username, before.state if before else None, wanted, reason, now)
    if before is None:
        managed.pool.create(username, wanted)
    named = before.username if before else username
    managed.pool.change(named, wanted)
    after = managed.pool.find(named)
    if after is None:
        raise Busy
    return after


def invite(managed: Managed, administrator: Administrator, username: str, reason: str) -> Person:
    """Let a person log in anew, with an audit record before: a temporary password is mailed.

    The authenticator is set up anew, and whoever is logged in is logged out. Repeated, it mails another password.
    Raises `Refused`: forbidden, not_found.
    """
    person = managed.pool.find(username)
    if person is None:
        raise Refused(Code.NOT_FOUND, "Nobody of the staff has this user name.")
    _may_change(administrator, person)
    now, state = managed.clock.now(), person.state
    managed.trail.record(administrator.staff_id, "invite", person.username, state, state, reason, now)
    managed.pool.invite(person.username)
    return person


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

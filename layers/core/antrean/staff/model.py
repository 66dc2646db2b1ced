"""Who works at the offices: what an administrator sees and wants of a person."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from antrean.base.errors import key_reused

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.offices.staff import Group

_MOST_VERSIONS = 999_999_999
"""As many as an entity tag has digits for."""


class Wanted(NamedTuple):
    """The whole state that an administrator may set of a person; `offices` are ids, or `*` for every office."""

    name: str
    email: str
    groups: frozenset[Group]
    offices: frozenset[str]
    enabled: bool

    def plain(self) -> dict[str, Any]:
        """Return the state in texts and lists, the same for equal states."""
        return {**self._asdict(), "groups": sorted(self.groups), "offices": sorted(self.offices)}


class Person(NamedTuple):
    """A person of the staff; `staff_id` is the `sub` of the tokens, and `username` is typed to log in."""

    staff_id: str
    username: str
    state: Wanted
    changed_at: datetime


class Administrator(NamedTuple):
    """Who manages staff, and of which offices."""

    staff_id: str
    scope: frozenset[str]


class Request(NamedTuple):
    """What comes with every request of an administrator: its key, why it is made, and the version that was seen."""

    key: str
    reason: str
    version: int = 0


class Operation(NamedTuple):
    """A request that was begun: the name under which it is remembered, who was changed by it, and whether it is done.

    The name is the same for every retry; `fingerprint` tells a retry from another request under the same key. `before`
    is the state that the person had, None for who was new.
    """

    name: str
    fingerprint: str
    before: Wanted | None
    done: bool = False

    def refuse_other(self, fingerprint: str) -> None:
        """Raise `idempotency_key_reused` unless the request of this fingerprint is the one that was begun."""
        if self.fingerprint != fingerprint:
            raise key_reused()


class Record(NamedTuple):
    """What the audit record says of a request: who does what to whom, why, and what the person becomes."""

    administrator: str
    action: str
    username: str
    reason: str
    after: Wanted


def version_of(state: Wanted | None) -> int:
    """Return a number for a state; two states have the same one by a chance of one in a billion. 0: nobody is there.

    Cognito counts no versions, and does not tell when groups changed.
    """
    if state is None:
        return 0
    digest = hashlib.sha256(json.dumps(state.plain(), sort_keys=True).encode()).digest()
    return 1 + int.from_bytes(digest[:8], "big") % _MOST_VERSIONS

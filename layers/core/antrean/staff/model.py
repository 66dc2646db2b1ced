"""Who works at the offices: what an administrator sees and wants of a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.offices.staff import Group


@dataclass(frozen=True, slots=True)
class Wanted:
    """The whole state that an administrator may set of a person; `offices` are ids, or `*` for every office."""

    name: str
    email: str
    groups: frozenset[Group]
    offices: frozenset[str]
    enabled: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the staff; `staff_id` is the `sub` of the tokens, and `username` is typed to log in."""

    staff_id: str
    username: str
    state: Wanted
    changed_at: datetime


class Administrator(NamedTuple):
    """Who manages staff, and of which offices."""

    staff_id: str
    scope: frozenset[str]

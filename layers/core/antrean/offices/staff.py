"""Who of the staff may do what at which office. Groups and offices of staff are enforced here alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from antrean.base.errors import Code, Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Group = Literal["officers", "supervisors", "operators", "administrators"]
"""Who receives people at the door and the counters; who may also break the order there, with a reason; who changes
quotas and closes sessions; and who manages the staff of offices."""
RECEIVERS: Final[frozenset[Group]] = frozenset({"officers", "supervisors"})
"""Who works at the door and the counters."""
EVERY_OFFICE = "*"


def authorize(token: Mapping[str, str], group: Group, office_id: str) -> None:
    """Raise `forbidden` unless the holder of `token` is in `group` and acts for `office_id`."""
    authorize_any(token, {group}, office_id)


def authorize_any(token: Mapping[str, str], allowed: Collection[Group], office_id: str) -> None:
    """Raise `forbidden` unless `token` has one of the groups and `office_id` (or `*`) among its offices.

    `token` is the content of the staff member's verified ID token. API Gateway hands over a list in it as one text,
    separated by commas or spaces and sometimes in brackets.
    """
    groups = _words(token.get("cognito:groups", ""))
    offices = _words(token.get("custom:offices", ""))
    if groups.isdisjoint(allowed) or not {office_id, EVERY_OFFICE} & offices:
        raise Refused(Code.FORBIDDEN, "Your account may not do this at this office.")


def scope(token: Mapping[str, str], group: Group) -> frozenset[str]:
    """Return the offices for which the holder of `token` is in a group; raises `forbidden` unless there are any."""
    offices = frozenset(_words(token.get("custom:offices", "")))
    if not is_in(token, group) or not offices:
        raise Refused(Code.FORBIDDEN, "Your account may not do this.")
    return offices


def is_in(token: Mapping[str, str], group: Group) -> bool:
    """Tell whether the holder of `token` is in a group."""
    return group in _words(token.get("cognito:groups", ""))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\s,\[\]\"]+", text))

"""Who of the staff may do what at which office. The one place where groups and the scope of offices are enforced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from antrean.base.errors import Code, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

Group = Literal["officers", "operators"]
EVERY_OFFICE = "*"


def authorize(claims: Mapping[str, str], group: Group, office_id: str) -> None:
    """Raise `forbidden` unless the token's groups hold `group` and its offices hold `office_id` (or `*`).

    API Gateway hands over a list claim as one text, separated by commas or spaces and sometimes in brackets.
    """
    groups = _words(claims.get("cognito:groups", ""))
    offices = _words(claims.get("custom:offices", ""))
    if group not in groups or not {office_id, EVERY_OFFICE} & offices:
        raise Refused(Code.FORBIDDEN, "Your account may not do this at this office.")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\s,\[\]\"]+", text))

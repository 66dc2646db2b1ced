"""What a naive system does in place of a rule: for controls of tests, and for policies that are compared."""

from __future__ import annotations

from antrean.aws.table import Action

_KEPT = "seats_kept = if_not_exists(seats_kept, :none) + :n, kept_at = :now"
"""What `Quotas.give_back_action` writes: the seats are kept until their release."""


def to_left(action: Action) -> Action:
    """Make of the action that keeps given-back seats one that gives them to whoever asks next, and return it."""
    update = action["Update"]
    assert _KEPT in update["UpdateExpression"]
    update["UpdateExpression"] = update["UpdateExpression"].replace(_KEPT, "seats_left = seats_left + :n")
    del update["ExpressionAttributeValues"][":none"]
    return action

"""The item of a household: its key, and what is stored of its members.

It is an item of its own beside the profile, which every booking writes and which must stay small for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.people.items import account_key
from antrean.people.model import Household, Member

if TYPE_CHECKING:
    from antrean.aws.attributes import Item
    from antrean.aws.table import Key

HOUSEHOLD = "HOUSEHOLD"
"""The sort key of a household."""


def household_key(account_id: str) -> Key:
    """Key of the household of an account."""
    return account_key(account_id)[0], HOUSEHOLD


def household_item(account_id: str, household: Household) -> Item:
    """Return a household as it is stored."""
    pk, sk = household_key(account_id)
    return {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "members": [
            {"r": each.relation, "f": each.full_name, "k": each.nik_key, "l": each.nik_last4}
            | ({"w": list(each.nik_before)} if each.nik_before else {})
            for each in household.members
        ],
        "operations": [[name, fingerprint] for name, fingerprint in household.operations.items()],
        "revision": household.revision,
    }


def as_household(item: Item | None) -> Household:
    """Return the household that an item holds; nobody for no item."""
    if not item:
        return Household()
    return Household(
        members=tuple(
            Member(each["r"], each["f"], each["k"], each["l"], tuple(each.get("w", ()))) for each in item["members"]
        ),
        operations=dict(item["operations"]),
        revision=item["revision"],
    )

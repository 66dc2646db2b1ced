"""What citizens send about their household, and what they are shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field
from typing_extensions import TypedDict

from antrean.household.fields import MemberIdText
from antrean.http.forms import Body, Confirmed
from antrean.people.fields import BirthDate, FullName, NikText
from antrean.people.model import FamilyRelation, masked

if TYPE_CHECKING:
    from antrean.base.ids import Pepper
    from antrean.people.model import Household


class NewMember(Body):
    """`POST /me/household`: the birth date is compared with NIK and relation, and not kept."""

    relation: FamilyRelation
    full_name: FullName
    nik: NikText = Field(repr=False)
    birth_date: BirthDate
    nik_mismatch_confirmed: Confirmed = False
    # Left out of the canonical request where it says nothing, as that of a retry of a release before.
    age_confirmed: Confirmed = Field(default=False, exclude_if=lambda value: not value)


class MemberChange(Body):
    """`PATCH /me/household/{member_id}`: what is left out stays as it is."""

    relation: FamilyRelation | None = None
    full_name: FullName | None = None


class MemberView(TypedDict):
    """A member of the household; `member_id` stands for name and NIK in bookings of this account."""

    member_id: MemberIdText
    relation: FamilyRelation
    full_name: str
    nik_masked: str


class HouseholdView(TypedDict):
    """`GET /me/household`: in the order in which they were added."""

    members: list[MemberView]


def household_view(household: Household, account_id: str, pepper: Pepper) -> HouseholdView:
    """Return a household as its account sees it."""
    return {
        "members": [
            {
                # Its oldest keyed hash, from which all others follow, and which stays while a newer version comes.
                "member_id": pepper.member_id(account_id, each.nik_keys[-1]),
                "relation": each.relation,
                "full_name": each.full_name,
                "nik_masked": masked(each.nik_last4),
            }
            for each in household.members
        ]
    }

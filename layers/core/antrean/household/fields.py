"""What stands for a member of a household in requests and answers: in those of the household, and of bookings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from antrean.http.forms import documented

_MEMBER_ID = r"v[0-9]{1,3}\.[A-Za-z0-9_-]{56}"

MemberId = Annotated[str, Field(pattern=f"^{_MEMBER_ID}$")]
MemberIdText = Annotated[str, Field(json_schema_extra=documented(_MEMBER_ID))]

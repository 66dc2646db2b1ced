"""What an officer sends from the counter."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from antrean.base.policy import LONGEST_NUMBER
from antrean.http.forms import Body
from antrean.offices.forms import OfficeId


class CheckInRequest(Body):
    """`POST /checkins`: the code as it is scanned or typed, and the office that does it."""

    code: Annotated[str, Field(min_length=1, max_length=LONGEST_NUMBER)]
    office_id: OfficeId

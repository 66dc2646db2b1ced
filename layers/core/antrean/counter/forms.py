"""What an officer sends from the counter."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from antrean.http.forms import Body
from antrean.offices.forms import OfficeId


class CheckInRequest(Body):
    """`POST /checkins`: the scanned text of a QR code, and the office that scans it."""

    code: Annotated[str, Field(min_length=1, max_length=64)]
    office_id: OfficeId

"""The query of a receipt, and the link that answers it."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from antrean.http.forms import Query


class ReceiptQuery(Query):
    """`GET /bookings/{booking_id}/receipt`."""

    format: Literal["svg", "png"] = "svg"


class ReceiptView(TypedDict):
    """`GET /bookings/{booking_id}/receipt`."""

    url: str
    expires_at: str

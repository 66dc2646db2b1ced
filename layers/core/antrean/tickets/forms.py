"""The query of a receipt, and the link that answers it."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from antrean.http.forms import InstantText, Query, UrlText

ReceiptFormat = Literal["svg", "png"]


class ReceiptQuery(Query):
    """`GET /bookings/{booking_id}/receipt`."""

    format: ReceiptFormat = "svg"


class ReceiptView(TypedDict):
    """`GET /bookings/{booking_id}/receipt`."""

    url: UrlText
    expires_at: InstantText

"""For citizens: links to the receipts of their bookings, the ticket and the QR code."""

from __future__ import annotations

from antrean import wiring
from antrean.base.days import rfc3339
from antrean.base.errors import Code
from antrean.bookings import operation
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.tickets.forms import ReceiptQuery, ReceiptView

api = Api()
handler = api.handle


@api.route(
    "GET",
    "/bookings/{booking_id}/receipt",
    "getReceiptLink",
    "A short-lived link to the ticket (svg) or its QR code (png)",
    auth="citizen",
    answer=ReceiptView,
    query=ReceiptQuery,
    problems=(Code.NOT_FOUND,),
)
def link(caller: Caller, booking_id: str, query: ReceiptQuery) -> Answer:
    """Answer where the receipt of one of the caller's bookings can be read for the next minutes."""
    found = operation.get(wiring.services_for(caller), caller.account_id, booking_id)
    office = wiring.offices().get(found.slot.office_id) if query.format == "svg" else None
    made = wiring.receipts().link(wiring.CLOCK, found, query.format, office.details.address if office else "")
    return Answer({"url": made.url, "expires_at": rfc3339(made.expires_at)})

"""For operators: the quotas of their offices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean import wiring
from antrean.base.errors import Code, Refused
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller, validate
from antrean.offices import staff
from antrean.slots import availability, changes
from antrean.slots.forms import DaysQuery
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange, QuotaPath, QuotasView, QuotaView, quota_view

if TYPE_CHECKING:
    from antrean.offices.model import Office

api = Api({Quota: quota_view})
handler = api.handle


@api.route(
    "GET",
    "/admin/offices/{office_id}/quotas",
    "listQuotas",
    "Published quotas of an office",
    auth="staff",
    answer=QuotasView,
    query=DaysQuery,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def index(caller: Caller, office_id: str, query: DaysQuery) -> Answer:
    """List quotas; by default from today to 30 days ahead."""
    staff.authorize(caller.token, "operators", office_id)
    office = _office(office_id)
    first, last = availability.days_between(query.first, query.last, office.today(wiring.CLOCK.now()))
    found = wiring.quotas().between(office_id, first, last)
    return Answer({"quotas": [quota_view(each) for each in found]})


@api.route(
    "PUT",
    "/admin/offices/{office_id}/quotas/{date}/{session}",
    "changeQuota",
    "Change a quota, with a reason",
    auth="staff",
    answer=QuotaView,
    body=QuotaChange,
    if_match=True,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.VERSION_CONFLICT, Code.CAPACITY_BELOW_TAKEN),
)
def change(  # noqa: PLR0913 - the parameters of the path, the header and the body
    caller: Caller, office_id: str, date: str, session: str, version: int, body: QuotaChange
) -> Answer:
    """Change a quota at the version that `If-Match` names."""
    staff.authorize(caller.token, "operators", office_id)
    path: QuotaPath = validate(QuotaPath, {"date": date, "session": session})
    slot = Slot(_office(office_id).office_id, path.date, path.session)
    operator = caller.account_id
    changed = changes.change(wiring.quotas(), wiring.pepper(), wiring.CLOCK, operator, slot, version, body)
    return Answer(quota_view(changed), headers={"ETag": changed.etag})


def _office(office_id: str) -> Office:
    office = wiring.directory().get(office_id)
    if office is None:
        raise Refused(Code.NOT_FOUND, "There is no office of this id.")
    return office

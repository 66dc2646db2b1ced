"""For operators: the quotas of their offices, and the closing of sessions; officers may see whom to call then.

The function is called after its paths, `/admin/…`, which are the operators'. Those of administrators are in `users`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean import wiring
from antrean.base.errors import Code
from antrean.closures import apply
from antrean.closures.calls import calls, still_open
from antrean.closures.forms import (
    CallsView,
    ClosedDays,
    ClosureView,
    NewClosure,
    OpenClosuresView,
    PreviewView,
    calls_view,
    closure_view,
    open_closures_view,
    preview_view,
)
from antrean.closures.preview import preview
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller, validate
from antrean.offices import settings as office_settings
from antrean.offices import staff
from antrean.offices.settings_forms import OfficeChange, OfficeSettingsView, settings_view
from antrean.slots import availability
from antrean.slots.forms import DaysQuery
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange, QuotaPath, QuotasView, QuotaView, quota_view
from antrean.waiting.count_forms import WaitingCountsView, waiting_counts_view

if TYPE_CHECKING:
    from antrean.closures.model import Closure
    from antrean.offices.model import Office

api = Api({Quota: quota_view})
handler = api.handle


@api.route(
    "GET",
    "/admin/offices/{office_id}",
    "getOfficeSettings",
    "What operators may change of an office, and when its next dates open",
    auth="staff",
    answer=OfficeSettingsView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def settings(caller: Caller, office_id: str) -> Answer:
    """Show what may be changed of an office, as it stands in the table."""
    staff.authorize(caller.token, "operators", office_id)
    return _settings(office_settings.found(wiring.offices(), office_id))


@api.route(
    "PUT",
    "/admin/offices/{office_id}",
    "changeOffice",
    "Change what an office tells of itself, the shares of its lanes, or when dates open that are not published yet",
    auth="staff",
    answer=OfficeSettingsView,
    body=OfficeChange,
    if_match=True,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.VERSION_CONFLICT),
)
def change_office(caller: Caller, office_id: str, version: int, body: OfficeChange) -> Answer:
    """Change an office at the version that `If-Match` names."""
    staff.authorize(caller.token, "operators", office_id)
    operator, wanted = caller.account_id, body.wanted()
    return _settings(office_settings.change(wiring.offices(), wiring.CLOCK, operator, office_id, version, wanted))


@api.route(
    "GET",
    "/admin/offices/{office_id}/quotas",
    "listQuotas",
    "Published quotas of an office, with those of the lanes at the door as they will be published",
    auth="staff",
    answer=QuotasView,
    query=DaysQuery,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def index(caller: Caller, office_id: str, query: DaysQuery) -> Answer:
    """List quotas; by default from today to 30 days ahead."""
    from antrean.hall.lanes import with_lanes  # noqa: PLC0415 - the other routes need not load it at their cold start

    staff.authorize(caller.token, "operators", office_id)
    office = wiring.directory().found(office_id)
    now = wiring.CLOCK.now()
    first, last = availability.days_between(query.first, query.last, office.today(now))
    found = with_lanes(office, availability.published(wiring.quotas(), office, first, last), now)
    return Answer({"quotas": [quota_view(each) for each in found]})


@api.route(
    "GET",
    "/admin/offices/{office_id}/waiting",
    "countWaiting",
    "How many wait for seats of an office that others give back, and for which sessions",
    auth="staff",
    answer=WaitingCountsView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def count_waiting(caller: Caller, office_id: str) -> Answer:
    """Count who waits; no name is shown, so no look is recorded."""
    from antrean.waiting.counts import counts  # noqa: PLC0415 - the other routes need not load it at their cold start

    staff.authorize(caller.token, "operators", office_id)
    office = wiring.directory().found(office_id)
    return Answer(waiting_counts_view(counts(wiring.waiting(), office, wiring.CLOCK.now())))


@api.route(
    "PUT",
    "/admin/offices/{office_id}/quotas/{date}/{session}",
    "changeQuota",
    "Change a quota, with a reason",
    auth="staff",
    answer=QuotaView,
    body=QuotaChange,
    if_match=True,
    problems=(
        Code.FORBIDDEN,
        Code.NOT_FOUND,
        Code.VERSION_CONFLICT,
        Code.CAPACITY_BELOW_TAKEN,
        Code.REOPEN_FIRST,
    ),
)
def change(  # noqa: PLR0913 - the parameters of the path, the header and the body
    caller: Caller, office_id: str, date: str, session: str, version: int, body: QuotaChange
) -> Answer:
    """Change a quota at the version that `If-Match` names; who closes a slot displaces whoever is booked there."""
    from antrean.hall.lanes import publish_for_change  # noqa: PLC0415 - the other routes need not load it at their cold start

    staff.authorize(caller.token, "operators", office_id)
    path: QuotaPath = validate(QuotaPath, {"date": date, "session": session})
    office = wiring.directory().found(office_id)
    slot = Slot(office.office_id, path.date, path.session)
    services, closures = wiring.services(), wiring.closures()
    publish_for_change(wiring.quotas(), office, slot, wiring.CLOCK.now())
    changed = apply.change_quota(services, closures, caller.account_id, office, slot, version, body)
    return Answer(quota_view(changed), headers={"ETag": changed.etag})


@api.route(
    "GET",
    "/admin/offices/{office_id}/closures/preview",
    "previewClosure",
    "Whom the closing of sessions would displace; changes nothing",
    auth="staff",
    answer=PreviewView,
    query=ClosedDays,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def look_ahead(caller: Caller, office_id: str, query: ClosedDays) -> Answer:
    """Count who would be displaced."""
    staff.authorize(caller.token, "operators", office_id)
    office, days = wiring.directory().found(office_id), (query.first, query.last)
    seen = preview(wiring.store(), office, wiring.CLOCK.now(), days, query.session, wiring.mailboxes().unreachable_of)
    return Answer(preview_view(seen), headers={"ETag": seen.etag})


@api.route(
    "GET",
    "/admin/offices/{office_id}/closures",
    "listClosures",
    "Closures whose people still have a right to another place, those with somebody to call first; without names",
    auth="staff",
    answer=OpenClosuresView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def list_closures(caller: Caller, office_id: str) -> Answer:
    """List the closures of an office, for its operators and officers."""
    staff.authorize_any(caller.token, {"operators", "officers"}, office_id)
    office = wiring.directory().found(office_id)
    unreachable_of = wiring.mailboxes().unreachable_of
    found = still_open(wiring.store(), wiring.closures(), wiring.CLOCK, office.office_id, unreachable_of)
    return Answer(open_closures_view(found))


@api.route(
    "POST",
    "/admin/offices/{office_id}/closures",
    "closeSessions",
    "Close sessions as they were seen in a preview, and displace who is booked there",
    auth="staff",
    status=201,
    answer=ClosureView,
    body=NewClosure,
    idempotent=True,
    if_match=True,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.VERSION_CONFLICT),
)
def close(caller: Caller, office_id: str, version: int, body: NewClosure, key: str) -> Answer:
    """Close, or answer again what was closed with this key."""
    staff.authorize(caller.token, "operators", office_id)
    office = wiring.directory().found(office_id)
    made = apply.close(wiring.services(), wiring.closures(), caller.account_id, office, version, body, key)
    return Answer(closure_view(made), 201, {"Location": f"/admin/closures/{made.closure_id}"})


@api.route(
    "GET",
    "/admin/closures/{closure_id}",
    "getClosure",
    "A closure, and how far it has come",
    auth="staff",
    answer=ClosureView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def show(caller: Caller, closure_id: str) -> Answer:
    """Show a closure of an office of the caller."""
    return Answer(closure_view(_closure(caller, closure_id)))


@api.route(
    "POST",
    "/admin/closures/{closure_id}/send",
    "sendClosureLetters",
    "Let the letters of a closure go now; they go by themselves ten minutes after the closing",
    auth="staff",
    answer=ClosureView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_LATE),
)
def send(caller: Caller, closure_id: str) -> Answer:
    """Let the letters go, or answer that they may go already."""
    closure = _closure(caller, closure_id)
    return Answer(closure_view(apply.send(wiring.services(), wiring.closures(), caller.account_id, closure)))


@api.route(
    "POST",
    "/admin/closures/{closure_id}/reopen",
    "reopenSessions",
    "Open the sessions of a closure again; who is still displaced gets the old place again",
    auth="staff",
    answer=ClosureView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_LATE),
)
def reopen(caller: Caller, closure_id: str) -> Answer:
    """Open again, or answer how far that has come."""
    closure = _closure(caller, closure_id)
    office = wiring.directory().found(closure.office_id)
    opening = apply.reopen(wiring.services(), wiring.closures(), caller.account_id, office, closure)
    return Answer(closure_view(opening))


@api.route(
    "GET",
    "/admin/closures/{closure_id}/calls",
    "listClosureCalls",
    "Displaced people to call, since they did not answer or no mail reaches them; each look is recorded",
    auth="staff",
    answer=CallsView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def call_list(caller: Caller, closure_id: str) -> Answer:
    """List whom to call, for operators and officers of the office."""
    closure = _closure(caller, closure_id, "officers")
    unreachable_of, looks = wiring.mailboxes().unreachable_of, wiring.looks()
    role: staff.Group = "operators" if staff.is_in(caller.token, "operators") else "officers"
    found = calls(wiring.store(), looks, wiring.CLOCK, caller.account_id, closure, unreachable_of, role)
    return Answer(calls_view(found))


def _closure(caller: Caller, closure_id: str, *also: staff.Group) -> Closure:
    """Return a closure of an office of the caller, who is an operator or in another group; raises `Refused`."""
    closure = apply.found(wiring.closures(), closure_id)
    staff.authorize_any(caller.token, {"operators", *also}, closure.office_id)
    return closure


def _settings(office: Office) -> Answer:
    view = settings_view(office, office_settings.openings(office, wiring.CLOCK.now()))
    return Answer(view, headers={"ETag": office.etag})

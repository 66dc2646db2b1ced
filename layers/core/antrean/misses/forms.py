"""What people say about misses, and how these are shown to their holder and to the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NotRequired

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.http.forms import Body, BookingId, DateText, InstantText, Reason, at_most_digits, text_of
from antrean.misses.model import WaivedBy
from antrean.offices.forms import OfficeId, SessionName
from antrean.policy.misses import LONGEST_APPEAL
from antrean.policy.system import MOST_REASON_DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.misses.answers import Missed
    from antrean.misses.model import Appeal, Miss

AppealText = Annotated[
    str, Field(min_length=1, max_length=LONGEST_APPEAL), AfterValidator(text_of), at_most_digits(MOST_REASON_DIGITS)
]
"""What a citizen says about a miss: fewer digits than a NIK has, so that nobody writes one there."""


class NewAppeal(Body):
    """`POST /me/misses/{booking_id}/appeal`: why the visit should not count as missed, for a person who reads it."""

    text: AppealText


class AppealAnswer(Body):
    """`POST /staff/offices/{office_id}/appeals/{booking_id}`: whether the miss is taken back, and why; it is mailed."""

    granted: bool
    reason: Reason


class MissWaiver(Body):
    """`POST /staff/offices/{office_id}/misses/{booking_id}/waive`: why the miss is taken back."""

    reason: Reason


class AppealView(TypedDict):
    """An appeal, until when it is read, and how it was answered."""

    text: str
    at: InstantText
    read_until: InstantText
    granted: NotRequired[bool]
    answer: NotRequired[str]
    answered_at: NotRequired[InstantText]


class WaiverView(TypedDict):
    """Who took a miss back, when, and the reason where it was the office."""

    by: WaivedBy
    at: InstantText
    reason: NotRequired[str]


class MissView(TypedDict):
    """A visit to which nobody came although the office received others in that session, so many of them.

    `nth` is which of the misses of a year it is, those that were taken back not counted, and `until` when the bookings
    that it stops can be made again; an appeal that waits shows both as they were decided. It counts until
    `counts_until`; until `answered_until` its holder may excuse it or appeal.
    """

    booking_id: BookingId
    office_id: OfficeId
    office_name: str
    date: DateText
    session: SessionName
    timezone: str
    received: int
    decided_at: InstantText
    nth: int
    until: NotRequired[InstantText]
    counts_until: InstantText
    answered_until: InstantText
    waiver: NotRequired[WaiverView]
    appeal: NotRequired[AppealView]


class MissesView(TypedDict):
    """`GET /me/misses`: those that are kept, the oldest first, and until when they stop new bookings."""

    frozen_until: InstantText | None
    misses: list[MissView]


class AppealsView(TypedDict):
    """`GET /staff/offices/{office_id}/appeals`: the longest waiting first. No name is among them."""

    appeals: list[MissView]


def misses_view(missed: Missed) -> MissesView:
    """Return the misses of an account as its holder sees them."""
    frozen = missed.frozen_until
    return {
        "frozen_until": rfc3339(frozen) if frozen else None,
        "misses": [miss_view(each) for each in missed.misses],
    }


def appeals_view(found: Sequence[Miss]) -> AppealsView:
    """Return the appeals that wait for an office."""
    return {"appeals": [miss_view(each) for each in found]}


def miss_view(miss: Miss) -> MissView:
    """Return a miss; who of the staff waived it is not told."""
    view: MissView = {
        "booking_id": miss.booking_id,
        "office_id": miss.slot.office_id,
        "office_name": miss.office_name,
        "date": miss.slot.date.isoformat(),
        "session": miss.slot.session,
        "timezone": miss.timezone,
        "received": miss.received,
        "decided_at": rfc3339(miss.decided_at),
        "nth": miss.nth,
        "counts_until": rfc3339(miss.counts_until),
        "answered_until": rfc3339(miss.answered_until),
    }
    if miss.until:
        view["until"] = rfc3339(miss.until)
    if miss.waiver:
        waiver: WaiverView = {"by": miss.waiver.by, "at": rfc3339(miss.waiver.at)}
        view["waiver"] = {**waiver, "reason": miss.waiver.reason} if miss.waiver.reason else waiver
    if miss.appeal:
        view["appeal"] = _appeal_view(miss.appeal)
    return view


def _appeal_view(appeal: Appeal) -> AppealView:
    view: AppealView = {"text": appeal.text, "at": rfc3339(appeal.at), "read_until": rfc3339(appeal.read_until)}
    if appeal.answered_at is None:
        return view
    return {
        **view,
        "granted": appeal.granted,
        "answer": appeal.answer,
        "answered_at": rfc3339(appeal.answered_at),
    }

"""Notices: mailboxes that take no mail, what SES reports, and the pauses of accounts."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.messages.port import NotSent
from antrean.messages.ses import report_of
from antrean.notices.events import notices_of
from antrean.notices.reports import Reports
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and two children."""
    return book.book(services, siti, asked(3), KEY)


# ------------------------------------------------------------------------------------------- not sent


def test_a_mailbox_that_takes_no_mail_gets_none(telling: Telling, made: Booking, clock: FixedClock) -> None:
    """Whatever the kind; the notice says so."""
    telling.mailboxes.note_unreachable("SITI@contoh.id", "bounced", clock.instant)
    assert not telling.mailboxes.is_unreachable("budi@contoh.id")
    telling.tell(None, made)
    assert telling.post.sent == []
    found = telling.notices.get(f"{made.booking_id}#0#booked")
    assert found
    assert found.state == "unreachable"


def test_limits_of_an_account_are_told_once(telling: Telling, services: Services, siti: str, clock: FixedClock) -> None:
    """Three cancellations pause bookings: the third is told, with until when, and the same pause is told once."""
    before = services.store.accounts.get(siti)
    for number in range(3):
        made = book.book(services, siti, asked(1), f"kunci-{number}")
        clock.instant += MINUTE
        cancel.cancel(services, siti, made.booking_id)
        after = services.store.accounts.get(siti)
        telling.dispatcher.account_changed(before, after)
        telling.dispatcher.account_changed(before, after)
        telling.bring()
        before = after
    assert telling.post.kinds == ["bookings_paused"]
    [(_, message)] = telling.post.sent
    assert "WIB" in message.subject


def test_refusals_for_a_nik_are_told_once_too(
    telling: Telling, services: Services, siti: str, clock: FixedClock
) -> None:
    """Three of them pause bookings with family, until a day after the first."""
    before = services.store.accounts.get(siti)
    assert before
    limits = before.limits
    for number in range(4):
        limits = limits.after_refusal((), f"request-{number}", clock.instant)
        after = before._replace(limits=limits)
        telling.dispatcher.account_changed(before, after)
        telling.bring()
        before = after
    assert telling.post.kinds == ["family_paused"]


# ------------------------------------------------------------------------------------------- reports


def test_a_report_settles_a_doubt(telling: Telling, made: Booking, clock: FixedClock) -> None:
    """SES says that it took a mail whose notifier died: it is neither sent again nor given up."""
    telling.post.error, telling.post.taken_all_the_same = NotSent("ReadTimeoutError", passing=True, unsure=True), True
    telling.tell(None, made)
    [(_, message)] = telling.post.sent
    event = {"eventType": "Send", "mail": {"tags": {"reference": [message.reference]}}, "send": {}}
    report = report_of(json.dumps(event))
    assert report
    reports = Reports(telling.notices, telling.mailboxes, clock)
    reports.take(report)
    reports.take(report)
    found = telling.notices.get(f"{made.booking_id}#0#booked")
    assert found
    assert found.state == "sent"


def test_a_report_changes_no_end_that_is_known(telling: Telling, made: Booking) -> None:
    """A report may come long after another try, or before the notice was begun."""
    [booked] = [notice for notice in notices_of(None, made) if notice.kind == "booked"]
    telling.notices.add_if_absent(booked)
    telling.notices.confirm(booked.notice_id)
    found = telling.notices.get(booked.notice_id)
    assert found
    assert found.state == "queued"
    begun = telling.notices.begin(booked, NOW)
    assert begun
    telling.notices.end(begun, "refused", "MessageRejected")
    telling.notices.confirm(booked.notice_id)
    found = telling.notices.get(booked.notice_id)
    assert found
    assert found.state == "refused"


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (
            {
                "eventType": "Bounce",
                "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "siti@contoh.id"}]},
            },
            True,
        ),
        (
            {
                "eventType": "Bounce",
                "bounce": {"bounceType": "Transient", "bouncedRecipients": [{"emailAddress": "siti@contoh.id"}]},
            },
            False,
        ),
        ({"eventType": "Complaint", "complaint": {"complainedRecipients": [{"emailAddress": "siti@contoh.id"}]}}, True),
        ({"eventType": "Open", "open": {}}, False),
    ],
)
def test_which_reports_end_the_mail_of_a_mailbox(
    telling: Telling,
    clock: FixedClock,
    event: dict[str, Any],
    told: bool,  # noqa: FBT001 - a value of the table
) -> None:
    """What is permanent, and complaints; a mailbox that is full for a while goes on."""
    report = report_of(json.dumps({"mail": {"tags": {}}, **event}))
    if report:
        Reports(telling.notices, telling.mailboxes, clock).take(report)
    assert telling.mailboxes.is_unreachable("siti@contoh.id") is told

"""What surrounds the functions in the world of a replay: the variables of their environment, and a clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from antrean.base.clock import FixedClock
from instruments.replay.cognito import STAFF_POOL

ENVIRONMENT = {
    "TABLE_NAME": "antrean",
    "RECEIPTS_BUCKET": "receipts",
    "RECEIPT_FAILURES_URL": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/receipt-failures",
    "CHANGE_FAILURES_URL": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/change-failures",
    "NOTICE_FAILURES_URL": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/notice-failures",
    "NOTICES_URL": "https://sqs.ap-southeast-3.amazonaws.com/123456789012/notices",
    "MAIL_CONFIGURATION": "mails",
    "SITE_URL": "https://antrean.contoh.id",
    "SECRET_ID": "pepper",
    "CITIZEN_POOL_ID": "pool",
    "STAFF_POOL_ID": STAFF_POOL,
    "CITIZEN_CLIENT_ID": "client",
    "MAIL_SENDER": "antrean@contoh.id",
    "WHATSAPP_NUMBER_ID": "",
    "POWERTOOLS_METRICS_NAMESPACE": "antrean",
}


class SteppingClock(FixedClock):
    """A clock that stands still, or goes on by `step` whenever it is looked at."""

    step = timedelta(0)

    def now(self) -> datetime:
        """Return the instant, and go on."""
        instant = self.instant
        self.instant += self.step
        return instant

"""The variables of the environment in which functions run in a replay."""

from __future__ import annotations

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

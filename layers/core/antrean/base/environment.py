"""The variables of the environment that the template gives to functions."""

from __future__ import annotations

import os
from typing import Literal

DeadLetterQueue = Literal["CHANGE_FAILURES_URL", "NOTICE_FAILURES_URL", "RECEIPT_FAILURES_URL"]
Setting = Literal[
    "CHANGE_FAILURES_URL",
    "CHECKS_URL",
    "CITIZEN_CLIENT_ID",
    "CITIZEN_POOL_ID",
    "FAMILY_LEVEL",
    "MAIL_CONFIGURATION",
    "MAIL_SENDER",
    "NIK_KEYS_ID",
    "NOTICES_URL",
    "NOTICE_FAILURES_URL",
    "RECEIPTS_BUCKET",
    "RECEIPT_FAILURES_URL",
    "REGISTRY_KEY_ID",
    "REGISTRY_URL",
    "SEAL_KEY_ID",
    "SECRET_ID",
    "SITE_URL",
    "STAFF_POOL_ID",
    "TABLE_NAME",
    "WHATSAPP_NUMBER_ID",
    "WHATSAPP_TOKEN_ID",
    "WHATSAPP_URL",
]
"""The environment variables that the template gives to functions; each function has those that it needs."""


def setting(name: Setting) -> str:
    """Return a variable of the environment; raises KeyError where the template does not give it to this function."""
    return os.environ[name]

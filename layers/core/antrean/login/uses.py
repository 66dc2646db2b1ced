"""When an account was used last, so that one that nobody needs any more is found without a reading of all of them.

Each account has an entry in the month in which somebody looks whether it is idle. Its use does not move the entry: who
looks finds that it was used since, and lists it for a later month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.policy.people import IDLE, USE_NOTED

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.login.store import Records
    from antrean.people.model import Account


def month_of(instant: datetime) -> str:
    """Return the month of an instant (UTC), such as `2028-12`."""
    return f"{instant:%Y-%m}"


def used(records: Records, account: Account, now: datetime) -> Account:
    """Note that an account is used, if that is not known, and keep one that was idle; may be repeated."""
    if account.used_at is None:
        # First, since an account whose use is known is not listed again.
        records.look_in(account.account_id, month_of(now + IDLE))
    if account.idle or account.used_at is None or now - account.used_at >= USE_NOTED:
        noted = records.use(account, now) or account
        # Whoever looks at the profile while it is being closed keeps it too; who dies in between, by the next look.
        return (records.use(noted, now) or noted) if noted.idle else noted
    return account

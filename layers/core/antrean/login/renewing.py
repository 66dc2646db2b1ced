"""An account goes on to what is kept of accounts now: the newest key of NIKs, and of its birth date the year.

That happens at `GET /me`, which the site asks for after every login: there the keys of NIKs are at hand, and a booking
is no slower for it. Accounts whose holders stay away are brought there by hand (`keys.hashes`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.nik_keys import version_of

if TYPE_CHECKING:
    from antrean.base.nik_keys import NikKeys
    from antrean.people.model import Account
    from antrean.people.renewals import Renewals


def renew(renewals: Renewals, nik_keys: NikKeys, account: Account) -> Account:
    """Bring an account that was read to what is kept now, and return it; may be repeated.

    One that another request changed meanwhile is returned as it was read, and goes on with its next request. Raises
    `Busy`.
    """
    if account.erasing:
        return account
    if account.has_birth_date:
        renewals.keep_year(account)
    if not account.has_nik:
        return account
    hashes = nik_keys.again(account.nik_keys)
    renewed = account._replace(nik_key=hashes[0], nik_before=hashes[1:])
    if version_of(hashes[0]) > version_of(account.nik_key):
        return renewed if renewals.move(account, hashes) else account
    if hashes[0] == account.nik_key and set(hashes) < set(account.nik_keys):
        renewals.keep_live(account, hashes)
        return renewed
    return account

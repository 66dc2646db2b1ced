"""Everything that the system knows of a person, at once: what the law calls access and portability."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.account.seen import seen_of
from antrean.bookings.operation import asking, registered
from antrean.listings.listings import listings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.account.seen import Sight
    from antrean.bookings.model import Booking
    from antrean.bookings.operation import Services
    from antrean.household.store import Households
    from antrean.listings.listings import Listing
    from antrean.misses.answers import Answers, Missed
    from antrean.offices.store import Looks
    from antrean.people.model import Account, Consent, Device, Household, Registration
    from antrean.waiting.model import Entry
    from antrean.waiting.store import Waiting


class Known(NamedTuple):
    """What is known of a person at an instant."""

    at: datetime
    account: Account
    registration: Registration | None
    bookings: Sequence[Booking]
    listings: Sequence[Listing]
    sights: Sequence[Sight]
    consents: Sequence[Consent]
    devices: Sequence[Device]
    household: Household
    entry: Entry | None
    missed: Missed


def export(  # noqa: PLR0913 - everything that knows something
    services: Services, looks: Looks, households: Households, waiting: Waiting, answers: Answers, account_id: str
) -> Known:
    """Return everything that is known of the account's owner; raises `Refused`."""
    account = registered(asking(services, account_id))
    return Known(
        at=services.clock.now(),
        account=account,
        registration=services.store.accounts.registration(*account.nik_keys),
        bookings=services.store.bookings.get_many(account.booking_ids),
        listings=listings_of(services, account_id),
        sights=seen_of(services, looks, account),
        consents=services.store.records.consents_of(account_id),
        devices=services.store.records.devices_of(account_id, services.clock.now()),
        household=households.get(account_id),
        entry=waiting.entry(account_id),
        missed=answers.of_account(account),
    )

"""From what happened, as the table's stream or the clock tells it, to the notices that it makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from antrean.bookings.items import booking_of_image
from antrean.misses.items import miss_of_image
from antrean.notices.events import (
    notices_of,
    notices_of_account,
    notices_of_address,
    notices_of_device,
    notices_of_miss,
)
from antrean.notices.model import ENDS, KINDS
from antrean.notices.waiting import listed_notice, newly_listed, notices_of_entry
from antrean.people.items import account_of_image, address_change_of_image, device_of_image
from antrean.waiting.items import entry_of_image

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antrean.base.clock import Clock
    from antrean.bookings.model import Booking
    from antrean.misses.model import Miss
    from antrean.notices.model import Channel, Notice
    from antrean.notices.store import Notices
    from antrean.people.model import Account, AddressChange, Device
    from antrean.people.store import Accounts
    from antrean.waiting.model import Entry


class Queue(Protocol):
    """Where the ids of notices wait for the notifier."""

    def send(self, notice_id: str, seconds: int = 0) -> None:
        """Let a notice be taken up, in so many `seconds`; may raise `Busy`."""


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """What makes notices of what happened. Everything it does may be repeated."""

    notices: Notices
    accounts: Accounts
    queue: Queue
    clock: Clock
    channels: tuple[Channel, ...] = ("mail",)
    """Over what people are told in this deployment."""

    def item_changed(self, change: Mapping[str, Any]) -> None:
        """Make the notices of a change of an item, as the table's stream tells it; raises `Busy`."""
        old, new = change.get("OldImage"), change.get("NewImage")
        # Each of them makes nothing of the images of other items.
        self.booking_changed(booking_of_image(old), booking_of_image(new))
        self.account_changed(account_of_image(old), account_of_image(new))
        self.address_changed(address_change_of_image(old), address_change_of_image(new))
        self.device_noted(device_of_image(old), device_of_image(new))
        self.entry_changed(entry_of_image(old), entry_of_image(new))
        self.miss_changed(miss_of_image(old), miss_of_image(new))

    def booking_changed(self, old: Booking | None, new: Booking | None) -> None:
        """Make the notices of a booking's going from `old` to `new`; raises `Busy`."""
        for notice in notices_of(old, new):
            if not KINDS[notice.kind].to_listed or (new and self._is_for_somebody(notice, new)):
                self.begin(notice)

    def account_changed(self, old: Account | None, new: Account | None) -> None:
        """Make the notices of an account's going from `old` to `new`; raises `Busy`."""
        for notice in notices_of_account(old, new, self.clock.now()):
            self.begin(notice)

    def address_changed(self, old: AddressChange | None, new: AddressChange | None) -> None:
        """Make the notices of a change of an address, or of its being undone; raises `Busy`."""
        for notice in notices_of_address(old, new, self.clock.now()):
            self.begin(notice)

    def device_noted(self, old: Device | None, new: Device | None) -> None:
        """Make the notice of a device that logged in for the first time, if its holder is to be told; raises `Busy`."""
        for notice in notices_of_device(old, new):
            self.begin(notice)

    def entry_changed(self, old: Entry | None, new: Entry | None) -> None:
        """Make the notices of an entry's going from `old` to `new`; raises `Busy`."""
        for notice in notices_of_entry(old, new, self.clock.now()):
            self.begin(notice)
        for person in newly_listed(old, new):
            owner = self.accounts.owner_of(*person.nik_keys)
            if new and owner:
                self.begin(listed_notice(owner, new))

    def miss_changed(self, old: Miss | None, new: Miss | None) -> None:
        """Make the notices of a miss, or of the answer to an appeal; raises `Busy`."""
        for notice in notices_of_miss(old, new):
            self.begin(notice)

    def begin(self, notice: Notice) -> None:
        """Write a notice once for each channel that it may go over, and let each be taken up; raises `Busy`.

        Whether the person wants it there is asked when it is sent. It is written before its id is sent, so whoever
        takes the id up finds it. Whoever repeats this finds it written and sends its id again, unless it has come to an
        end: the first try may have died in between. An id that is sent twice does no harm, since only one of two
        notifiers begins.
        """
        for channel in self.channels:
            if channel not in KINDS[notice.kind].channels:
                continue
            carried = notice._replace(channel=channel)
            if self.notices.add_if_absent(carried).state not in ENDS:
                self.queue.send(carried.notice_id)

    def _is_for_somebody(self, notice: Notice, booking: Booking) -> bool:
        """Tell whether the person whom a booking lists has another account; most families have one between them."""
        owner = self.accounts.owner_of(*booking.applicants[notice.place or 0].nik_keys)
        return owner is not None and owner != booking.account_id

"""From which devices an account logs in, so that its holder is told of a new one.

A device is known again by a random mark that the site keeps on it and sends after each log-in. Of the mark a keyed hash
is kept, with the account in it: the same device is another one to every other account, and nobody can tell from the
table who shares one. Nothing of the device itself is read: no address, no kind of browser, no picture of its fonts.

It is a help and no wall: a program that sends no mark is told of by nobody. What it would do is told by itself: another
address, bookings and cancellations are mailed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.people.model import Device
from antrean.policy.people import MOST_DEVICE_NEWS, MOST_DEVICES

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.login.store import Records

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LoginNotes:
    """Notes log-ins by their devices. Everything may be repeated, and raises `Busy` where the table fails."""

    records: Records
    pepper: Pepper
    clock: Clock

    def note(self, account_id: str, mark: str) -> None:
        """Note that the device of a mark logged in; the stream tells the holder of one that was not known.

        Not of the first one, since there is nothing that it differs from, nor of too many in a day.
        """
        now = self.clock.now()
        known = self.records.devices_of(account_id, now)
        name = self.pepper.device_name(account_id, mark)
        own = next((device for device in known if device.name == name), None)
        if own and self.records.use_device(own, now):
            return
        news = sum(device.told and now - device.first_at < _A_DAY for device in known)
        self.records.add_device(Device(account_id, name, now, now, told=bool(known) and news < MOST_DEVICE_NEWS))
        for device in sorted(known, key=lambda each: each.last_at)[: max(0, len(known) + 1 - MOST_DEVICES)]:
            self.records.forget_device(device)

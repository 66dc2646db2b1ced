"""Who is told of a log-in from a new device, and what is kept of devices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from antrean.aws.attributes import to_values
from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.login.devices import LoginNotes
from antrean.login.store import Records
from antrean.people.model import Device
from tests.support.own_account import traces
from tests.support.telling import Telling
from tests.unit.conftest import NOW

PHONE, DESK, THIEF = "telepon-siti-22-karakter", "komputer-siti-22-karakter", "pencuri-22-karakter-acak"
A_DAY = timedelta(days=1)


class Noted:
    """Log-ins to Siti's account, and the mails that they bring."""

    def __init__(self, services: Services, telling: Telling, clock: FixedClock) -> None:
        """Nobody has logged in yet."""
        self.services, self.telling, self.clock = services, telling, clock
        self.notes = LoginNotes(services.store.records, services.pepper, clock)

    def log_in(self, mark: str, account_id: str = "siti") -> int:
        """Log in from a device, let the stream tell it, and return how many mails came."""
        before = {device.name: device for device in self.devices(account_id)}
        self.notes.note(account_id, mark)
        mails = len(self.telling.post.sent)
        for device in self.devices(account_id):
            old = before.get(device.name)
            if old != device:
                self.telling.dispatcher.item_changed({"OldImage": _image(old), "NewImage": _image(device)})
        self.telling.bring()
        return len(self.telling.post.sent) - mails

    def devices(self, account_id: str = "siti") -> list[Device]:
        """Return the devices that are known."""
        return self.services.store.records.devices_of(account_id, self.clock.instant)


def _image(device: Device | None) -> dict[str, Any] | None:
    if device is None:
        return None
    seconds = int(device.first_at.timestamp()), int(device.last_at.timestamp())
    item = {"pk": f"ACCOUNT#{device.account_id}", "sk": f"DEVICE#{device.name}", "v": 1, "told": device.told}
    return to_values({**item, "first_at": seconds[0], "last_at": seconds[1]})


@pytest.fixture
def noted(services: Services, siti: str, telling: Telling, clock: FixedClock) -> Noted:
    """Siti has an account from which nobody has logged in yet."""
    assert siti == "siti"
    return Noted(services, telling, clock)


def test_a_new_device_is_told_once(noted: Noted) -> None:
    """Not the first one, from which the account was made; the same again is no news, also from the stream."""
    assert noted.log_in(PHONE) == 0
    assert noted.log_in(DESK) == 1
    assert (noted.log_in(DESK), noted.log_in(PHONE)) == (0, 0)
    [(to, message)] = noted.telling.post.sent
    assert (to, message.kind) == ("siti@contoh.id", "new_device")
    [desk] = [device for device in noted.devices() if device.told]
    noted.telling.dispatcher.item_changed({"OldImage": None, "NewImage": _image(desk)})
    noted.telling.bring()
    assert len(noted.telling.post.sent) == 1


def test_a_device_is_known_for_a_year_after_its_last_log_in(noted: Noted) -> None:
    """Until the last second; each log-in begins the year anew."""
    noted.log_in(PHONE)
    noted.log_in(DESK)
    for _ in range(2):
        noted.clock.instant += timedelta(days=366, seconds=-1)
        assert (noted.log_in(PHONE), noted.log_in(DESK)) == (0, 0)
    noted.clock.instant += timedelta(days=365)
    assert noted.log_in(PHONE) == 0
    noted.clock.instant += A_DAY
    assert noted.log_in(DESK) == 1


def test_nobody_fills_a_mailbox_with_new_devices(noted: Noted) -> None:
    """Three mails in a day; then another."""
    noted.log_in(PHONE)
    assert [noted.log_in(f"{THIEF}{number}") for number in range(5)] == [1, 1, 1, 0, 0]
    noted.clock.instant += A_DAY
    assert noted.log_in(DESK) == 1


def test_twenty_devices_are_known(noted: Noted) -> None:
    """The one that was unused for longest is forgotten for another."""
    for number in range(21):
        noted.clock.instant += A_DAY
        noted.log_in(f"{DESK}{number}")
    assert len(noted.devices()) == 20
    assert noted.log_in(f"{DESK}1") == 0
    noted.clock.instant += A_DAY
    assert noted.log_in(f"{DESK}0") == 1


def test_of_a_device_nothing_is_kept_but_a_keyed_hash(noted: Noted) -> None:
    """And the same device is another one to another account."""
    noted.log_in(PHONE)
    noted.log_in(PHONE, "budi")
    assert traces(noted.services, PHONE) == []
    assert {device.name for device in noted.devices()}.isdisjoint(device.name for device in noted.devices("budi"))


def device(name: str = "one", **other: Any) -> Device:
    """Return a device of Siti."""
    return Device(**{"account_id": "siti", "name": name, "first_at": NOW, "last_at": NOW, "told": False, **other})


def test_never_over_a_device_that_is_known(noted: Noted, store_records: Records) -> None:
    """Another request kept it a moment before, and its holder is told; after a year it is a new one."""
    store_records.add_device(device(told=True))
    store_records.add_device(device())
    assert noted.devices() == [device(told=True)]
    later = NOW + timedelta(days=366)
    noted.clock.instant = later
    store_records.add_device(device(first_at=later, last_at=later))
    assert noted.devices() == [device(first_at=later, last_at=later)]


def test_only_a_device_that_is_known(noted: Noted, store_records: Records) -> None:
    """It was forgotten meanwhile, and is not made of a time alone."""
    assert not store_records.use_device(device(), NOW)
    assert noted.devices() == []


def test_not_used_since_it_was_read(noted: Noted, store_records: Records) -> None:
    """It is not forgotten then."""
    store_records.add_device(device())
    assert store_records.use_device(device(), NOW + A_DAY)
    store_records.forget_device(device())
    assert [each.last_at for each in noted.devices()] == [NOW + A_DAY]
    store_records.forget_device(device(last_at=NOW + A_DAY))
    assert noted.devices() == []


@pytest.fixture
def store_records(services: Services) -> Records:
    """The records of the table."""
    return services.store.records

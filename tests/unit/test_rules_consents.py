"""What people agree to: recorded once, never changed, before what it allows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.login.consents import newest, note
from antrean.people.forms import ProfileChange, profile_view
from antrean.people.model import Consent
from instruments.replay.calls import Recorder
from instruments.replay.people import sign_up_form
from tests.support.accounts import killed_at_each_call, make_world
from tests.unit.conftest import NOW

VERSION = "2026-12-01"
LATER = NOW + timedelta(days=1)


def test_the_notice_of_a_sign_up_is_recorded(recorder: Recorder, store: Store, clock: FixedClock) -> None:
    """With its version and the instant of the confirmation; a sign-up that names none agreed to none."""
    world = make_world(recorder, store, clock)
    for email, serial, version in (("siti@contoh.id", 1, VERSION), ("budi@contoh.id", 2, None)):
        world.secrets[email] = world.registrar.sign_up(sign_up_form(email, serial, notice_version=version))
        world.confirm(email)
        account = world.account(email)
        assert account
        agreed = store.records.consents_of(account.account_id)
        assert agreed == ([Consent("notice", given=True, at=NOW, version=VERSION)] if version else [])
        shown = profile_view(account, NOW, newest(agreed), mailbox_works=True)["notice"]
        accepted = {"accepted": VERSION, "accepted_at": "2026-12-01T03:00:00Z"}
        assert shown == {"newest": VERSION, **(accepted if version else {"accepted": None, "accepted_at": None})}


def test_the_record_survives_wherever_a_confirmation_dies(recorder: Recorder, store: Store, clock: FixedClock) -> None:
    """Its repeat adds the one record that is missing."""
    world = make_world(recorder, store, clock)

    def prepare(number: int) -> None:
        email = f"n{number}@contoh.id"
        world.secrets[email] = world.registrar.sign_up(sign_up_form(email, number, notice_version=VERSION))

    for number in killed_at_each_call(world, prepare, lambda number: world.confirm(f"n{number}@contoh.id")):
        world.confirm(f"n{number}@contoh.id")
        account = world.owner(number)
        assert account
        assert len(store.records.consents_of(account.account_id)) == 1


def test_only_what_is_new_is_recorded(services: Services, siti: str) -> None:
    """What is given twice is given once; what was never given is not taken back; all records stay."""
    records = services.store.records
    note(records, siti, NOW, None, {"children": False, "whatsapp": None})
    assert records.consents_of(siti) == []
    for now, given in ((NOW, True), (NOW + timedelta(hours=1), True), (LATER, False), (LATER, False)):
        note(records, siti, now, VERSION, {"children": given, "whatsapp": None})
    children = [each for each in records.consents_of(siti) if each.kind == "children"]
    assert children == [Consent("children", given=True, at=NOW), Consent("children", given=False, at=LATER)]
    assert newest(records.consents_of(siti))["children"].given is False
    assert len(records.consents_of(siti)) == 3


def test_a_version_that_there_never_was_is_accepted_by_nobody() -> None:
    """A page of the future cannot be agreed to."""
    assert ProfileChange.model_validate({"notice_version": VERSION}).notice_version == VERSION
    with pytest.raises(ValueError, match="must be a version"):
        ProfileChange.model_validate({"notice_version": "2031-01-01"})


def test_never_over_a_record_that_is_there(services: Services, siti: str) -> None:
    """Another request recorded it in the same second: that stands, and who wants something else asks once more."""
    records = services.store.records
    records.add_consents(siti, [Consent("whatsapp", given=True, at=NOW)])
    with pytest.raises(Busy):
        records.add_consents(siti, [Consent("whatsapp", given=False, at=NOW)])
    records.add_consents(siti, [Consent("whatsapp", given=True, at=NOW)])
    assert records.consents_of(siti) == [Consent("whatsapp", given=True, at=NOW)]

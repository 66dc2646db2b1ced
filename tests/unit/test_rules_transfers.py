"""At the counter: the NIK of a card goes to the account of its owner's mailbox, or is promised to the mailbox."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from antrean.account.model import Erasure
from antrean.base.errors import Busy, Code, Refused
from antrean.messages.letters import texts
from antrean.notices.events import notices_of_account
from antrean.offices.model import Look
from antrean.people.items import account_key
from antrean.people.model import AddressChange
from instruments.replay.people import EMAIL, nik
from tests.support.counter import BUDI, NEW, Counter
from tests.support.registered import Registered
from tests.unit.conftest import NOW, OFFICE

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store
    from instruments.replay.calls import Recorder


@pytest.fixture
def there(recorder: Recorder, store: Store, clock: FixedClock) -> Counter:
    """A counter."""
    return Counter(Registered(recorder, store, clock))


def test_whoever_gets_a_nik_is_seen_with_a_record(there: Counter) -> None:
    """The answer to a transfer shows the account that has the NIK then; where that cannot be recorded, nothing."""
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    budi = there.account(BUDI).account_id
    record = there.looks.record

    def refuse_budi(look: Look) -> None:
        if look.account_id == budi:
            raise Busy
        record(look)

    there.looks.record = refuse_budi  # type: ignore[method-assign]
    with pytest.raises(Busy):
        there.act("transfer", version=0, email=BUDI)
    there.looks.record = record  # type: ignore[method-assign]
    found = there.act("transfer", version=0, email=BUDI)
    assert found
    assert found.registration.account_id == budi
    assert [look.what for look in there.looks.of_account(budi)] == ["identity"]


def test_a_nik_is_promised_to_a_mailbox_without_an_account(there: Counter) -> None:
    """Its sign-up wins at once, whatever was known of the holder; nobody else's does."""
    there.act("raise")
    found = there.act("transfer", key="promise", email=BUDI)
    assert found
    assert (found.registration.level, bool(found.registration.promised)) == (0, True)
    assert there.profile().level == 0
    there.world.sign_up("ayu@contoh.id", serial=1)
    with pytest.raises(Refused):
        there.world.confirm("ayu@contoh.id")
    there.world.sign_up(BUDI, serial=1)
    there.world.confirm(BUDI)
    assert there.account(BUDI).level == 3
    assert not there.profile().has_nik


def test_whose_nik_is_promised_is_told(there: Counter) -> None:
    """They may be the true owner, and have until the other one registers; the office is named."""
    before = there.profile()
    there.act("transfer", email=BUDI)
    deed, _, office = there.profile().last_deed.split("#", 2)
    assert (deed, office) == ("promised", OFFICE.name)
    assert [each.kind for each in notices_of_account(before, there.profile(), NOW)] == ["card_seen"]
    for language in ("id", "en"):
        assert texts(language)["deeds"][deed]


def test_a_nik_is_given_to_an_account_that_is_there(there: Counter) -> None:
    """One with a NIK that was mistyped gets the right one, and the wrong one is free again."""
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    there.act("transfer", email=BUDI)
    budi = there.account(BUDI)
    assert (budi.nik_key, budi.nik_last4, budi.level) == (there.there.nik_keys().key(nik(1)), nik(1)[-4:], 3)
    assert there.desk.accounts.owner_of(there.there.nik_keys().key(nik(1))) == budi.account_id
    assert there.desk.accounts.owner_of(there.there.nik_keys().key(nik(2))) is None
    assert not there.profile().has_nik
    # and back, to the account that has none
    there.act("transfer", key="back", email=EMAIL)
    assert (there.profile().has_nik, there.profile().level) == (True, 3)


def test_a_nik_is_given_to_an_account_of_before_that_holds_no_mailbox(there: Counter) -> None:
    """It is found by its user; a promise would be good for nothing, since the mailbox has an account."""
    budi = there.world.earlier(BUDI, 2)
    assert there.world.registrar.activate(budi)
    assert there.desk.accounts.of_mailbox(there.desk.mailbox(BUDI)) is None
    there.act("transfer", email=BUDI)
    assert there.desk.accounts.owner_of(there.there.nik_keys().key(nik(1))) == budi
    # a sign-up of before that nobody confirmed has no account, and the next sign-up of its mailbox takes its place
    there.world.earlier("ayu@contoh.id", 3, confirmed=False)
    found = there.act("transfer", key="promise", email="ayu@contoh.id")
    assert found
    assert found.registration.promised


def test_a_nik_is_given_to_no_account_that_left_the_mailbox(there: Counter) -> None:
    """It holds the mailbox until its change of the address cannot be undone, but somebody else may read its mail."""
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    budi, name = there.account(BUDI).account_id, there.world.user(BUDI).sub
    changed = AddressChange(budi, "change", BUDI, NEW, name, NOW, NOW + timedelta(days=7))
    mailboxes = there.desk.mailbox(BUDI), there.desk.mailbox(NEW)
    assert there.desk.changes.make(changed, mailboxes, NOW + timedelta(seconds=1))
    assert there.refused("transfer", email=BUDI).code == Code.ACCOUNT_EXISTS
    assert there.profile().has_nik


def test_a_nik_is_given_to_no_account_that_is_being_closed(there: Counter) -> None:
    """It would be free again once that is erased, and whoever comes first would get it."""
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    closed = Erasure(NOW + timedelta(days=14), there.account(BUDI).account_id, "", "")
    assert there.desk.erasures.close(closed, NOW)
    assert there.refused("transfer", email=BUDI).code == Code.TOO_LATE
    assert there.profile().has_nik


@pytest.mark.parametrize("changed", [{"closes_at": 1}, {"email": NEW}, {"nik_key": "v1.another"}])
def test_an_account_that_changes_meanwhile_gets_no_nik(there: Counter, changed: dict[str, Any]) -> None:
    """It is closed, gets another address or another NIK, between the reading and the writing."""
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    key = account_key(there.account(BUDI).account_id)

    def change() -> None:
        there.table.put({**(there.table.get(key) or {}), **changed}, "attribute_exists(pk)")

    there.world.table.once_before("transact_write_items", change)
    with pytest.raises(Busy):
        there.act("transfer", email=BUDI)
    assert there.profile().has_nik
    assert there.trail() == []


def test_a_verified_account_gets_no_second_nik(there: Counter) -> None:
    """Nor is a NIK given to whoever has it, or to nobody."""
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    there.there.levels.note(there.account(BUDI).account_id, there.there.nik_keys().of(nik(2)), "match")
    assert there.refused("transfer", email=BUDI).code == Code.ACCOUNT_EXISTS
    assert there.refused("transfer", email=EMAIL).code == Code.VALIDATION_FAILED
    assert there.refused("transfer").code == Code.VALIDATION_FAILED


def test_a_mistyped_nik_that_is_anothers_by_now_stays_anothers(there: Counter) -> None:
    """Between reading and writing somebody else got it; the deed is not done, and its repeat looks again."""
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    wrong = there.there.nik_keys().key(nik(2))
    action = there.desk.cards.free_nik_action(wrong, "somebody-else")
    assert not there.desk.cards.write([action])
    assert there.desk.accounts.owner_of(wrong)
    box = there.desk.mailbox(BUDI)
    assert not there.desk.cards.write([there.desk.cards.free_mailbox_action(box, "somebody-else")])
    assert there.desk.accounts.of_mailbox(box)

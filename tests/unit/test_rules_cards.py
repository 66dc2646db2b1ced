"""At the counter: an officer who has seen an identity card sets right whose an account is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from antrean.account.seen import seen_of
from antrean.base.errors import Busy, Code, Refused
from antrean.cards import counter
from antrean.cards.forms import holder_view, masked_email
from antrean.cards.model import Card
from antrean.changes import book
from antrean.login.addresses import Addresses, undo_secret
from antrean.messages.letters import texts
from antrean.misses.store import Misses
from antrean.notices.events import notices_of_account
from antrean.notices.letters import Letters
from antrean.notices.model import KINDS
from antrean.offices.model import Look
from antrean.people.items import account_key, mailbox_account_key, registration_key
from antrean.people.model import AddressChange
from instruments.replay.people import EMAIL, nik
from tests.support.accounts import OTHER_PASSWORD
from tests.support.counter import BUDI, NEW, OFFICER, Counter
from tests.support.registered import Registered
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW, OFFICE

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock
    from antrean.bookings.operation import Services
    from antrean.bookings.stores import Store
    from antrean.cards.model import Deed
    from antrean.closures.store import Closures
    from antrean.people.model import Language
    from instruments.replay.calls import Recorder


@pytest.fixture
def there(recorder: Recorder, store: Store, clock: FixedClock) -> Counter:
    """A counter."""
    return Counter(Registered(recorder, store, clock))


def test_an_officer_sees_whose_the_nik_is(there: Counter) -> None:
    """Name, birth date, level, and as much of the mailbox as its owner knows it again by."""
    found = counter.look(there.desk, OFFICER, nik(1))
    assert holder_view(found, NOW) == {
        "registered": True,
        "version": 0,
        "identity_level": 0,
        "promised": False,
        "full_name": "Siti Rahayu",
        "birth_year": 1990,
        "email_masked": "s…@contoh.id",
        "active_booking": False,
    }
    assert masked_email("a@b@contoh.id") == "a…@contoh.id"
    assert not holder_view(counter.look(there.desk, OFFICER, nik(2)), NOW)["registered"]


def test_whoever_is_looked_at_can_see_that(there: Counter, services: Services) -> None:
    """The record comes before the answer, names office, role and why; where it cannot be written nobody is shown."""
    counter.look(there.desk, OFFICER, nik(1))
    [sight] = seen_of(services, there.looks, there.profile())
    assert (sight.office_id, sight.role, sight.why, sight.daily) == ("bogor", "officers", "identity", False)

    def refuse(look: Look) -> None:  # noqa: ARG001 - called as the other is
        raise Busy

    there.looks.record = refuse  # type: ignore[method-assign]
    with pytest.raises(Busy):
        counter.look(there.desk, OFFICER, nik(1))
    with pytest.raises(Busy):
        there.act("raise")
    assert there.profile().level == 0


def test_a_deed_on_a_nik_that_nobody_has_is_recorded_too(there: Counter) -> None:
    """Or an officer could try out who is registered, and leave no record of those who are not."""
    key = registration_key(there.there.nik_keys().key(nik(1)))
    there.table.transact([there.table.delete_action(key, "v > :none", {":none": 0})])
    assert there.refused("raise").code == Code.NOT_FOUND
    [look] = there.looks.of_office("bogor", NOW)
    assert (look.what, look.people) == ("identity", 0)


def test_a_card_that_was_seen_raises_to_level_3(there: Counter) -> None:
    """On the registration and in the profile, with a record in the trail of who, where and why, and no name in it."""
    there.act("raise")
    assert (there.there.level(), there.profile().level) == ((3, 1), 3)
    [record] = there.trail()
    told = (record["operator"], record["card"], record["reason"], record["accounts"])
    assert told == ("officer-1", "raise", "Ia menunjukkan KTP", [there.siti])
    assert "Siti" not in str(record)
    assert there.seen() == 1


def test_a_deed_is_done_once_for_each_key(there: Counter) -> None:
    """Its repeat answers whose the NIK is and writes nothing; another request under the key is refused."""
    there.act("raise")
    again = there.act("raise", version=0)
    assert again
    assert again.registration.version == 1
    assert len(there.trail()) == 1
    assert there.refused("correct", full_name="Siti Aminah").code == Code.IDEMPOTENCY_KEY_REUSED


def test_a_request_that_comes_twice_at_once_is_done_once(there: Counter) -> None:
    """The second, which was read before the first was written, finds it done."""

    def twin() -> None:
        there.act("raise")

    there.world.at_call(4, twin)
    there.act("raise", version=0)
    there.world.let_through()
    assert there.there.level() == (3, 1)
    assert len(there.trail()) == 1


def test_each_request_once(there: Counter) -> None:
    """The mark alone refuses a second write, also where nothing else stands in its way."""
    card = Card(nik(1), "raise", "Ia menunjukkan KTP", 0, "key")
    for second, done in ((0, True), (1, False)):
        at = NOW + timedelta(seconds=second)
        assert there.desk.cards.write(there.desk.cards.record_actions("n", "f", OFFICER, card, ["a"], at)) is done
    assert len(there.trail()) == 1


def test_what_changed_since_the_officer_looked_is_looked_at_again(there: Counter) -> None:
    """Whoever acts on an older sight is told; a change in the midst of the deed leaves all of it undone."""
    there.act("raise")
    assert there.refused("raise", key="other", version=0).code == Code.VERSION_CONFLICT

    def quicker() -> None:
        there.act("raise", key="quicker")

    there.world.at_call(4, quicker)
    with pytest.raises(Busy):
        there.act("correct", key="slower", full_name="Siti Aminah")
    there.world.let_through()
    assert there.profile().full_name == "Siti Rahayu"
    assert len(there.trail()) == 2


def test_nobody_is_set_right_who_is_not_there(there: Counter) -> None:
    """A NIK without an account, an account without its profile, and one that is being erased."""
    there.table.update(account_key(there.siti), "SET erasing = :true", "attribute_exists(pk)", values={":true": True})
    assert there.refused("raise").code == Code.TOO_LATE
    there.table.transact(
        [there.table.delete_action(account_key(there.siti), "attribute_exists(pk) AND v > :none", {":none": 0})]
    )
    assert there.refused("raise").code == Code.NOT_FOUND
    key = registration_key(there.there.nik_keys().key(nik(1)))
    there.table.transact([there.table.delete_action(key, "v > :none", {":none": 0})])
    assert there.refused("raise").code == Code.NOT_FOUND


def test_name_and_year_of_birth_are_corrected_as_the_card_has_them(there: Counter) -> None:
    """One or both; the account is raised, because the card was seen. Neither, or a date to come, is refused."""
    there.act("correct", full_name="Siti Aminah")
    assert (there.profile().full_name, there.profile().birth_year) == ("Siti Aminah", 1990)
    there.act("correct", key="date", birth_year=1991)
    assert (there.profile().birth_year, there.profile().level) == (1991, 3)
    # as a release of before kept it
    change = "SET birth_date = :day REMOVE birth_year"
    there.table.update(account_key(there.siti), change, "attribute_exists(pk)", values={":day": "1990-05-17"})
    there.act("correct", key="before", birth_year=1992)
    assert (there.profile().birth_year, there.profile().has_birth_date) == (1992, False)
    assert there.refused("correct", key="none").code == Code.VALIDATION_FAILED
    assert there.refused("correct", key="later", birth_year=2027).code == Code.VALIDATION_FAILED
    there.there.clock.instant = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)  # 03:00 of 1 January in Bogor
    there.act("correct", key="new year", birth_year=2027)
    assert there.profile().birth_year == 2027


def test_an_account_is_recovered_with_another_mailbox(there: Counter) -> None:
    """The new mailbox chooses a password and logs in; the old one has nothing any more, and no session goes on."""
    there.act("recover", email=NEW)
    assert (there.profile().email, there.profile().former_email) == (NEW, EMAIL)
    assert there.profile().tokens_valid_after == NOW
    assert there.world.pool.by_email(EMAIL) is None
    there.world.reset(NEW)
    assert there.world.user(NEW).account_id == there.siti
    there.world.sign_up(serial=2)
    there.world.confirm()
    assert there.account(EMAIL).account_id != there.siti


def test_who_took_an_address_cannot_take_it_again(there: Counter) -> None:
    """The address was changed, and the user of the pool has the old one still: the counter gives the account that."""
    name = there.world.user(EMAIL).sub
    changed = AddressChange(there.siti, "change", EMAIL, NEW, name, NOW, NOW + timedelta(days=7))
    changes, mailboxes = there.desk.changes, (there.desk.mailbox(EMAIL), there.desk.mailbox(NEW))
    assert changes.make(changed, mailboxes, NOW + timedelta(seconds=1))
    assert there.profile().email == NEW
    there.act("recover", email=EMAIL)
    assert (there.profile().email, there.world.pool.by_email(EMAIL)) == (EMAIL, None)
    there.act("recover", key="again", email=BUDI)
    mark = there.there.pepper.undo_mark(there.siti, "change")
    with pytest.raises(Refused) as refusal:
        Addresses(there.world.registrar.logins).undo(undo_secret(mark, there.siti), OTHER_PASSWORD)
    assert refusal.value.code == Code.VALIDATION_FAILED
    assert there.profile().email == BUDI


def test_a_recovered_account_is_not_erased(there: Counter) -> None:
    """Whoever had it in hand may have closed it."""
    there.act("close")
    there.act("recover", key="recover", email=NEW)
    assert there.profile().closes_at is None


def test_an_account_that_is_being_erased_is_not_recovered(there: Counter) -> None:
    """Nor one whose address, or whose NIK, changed since it was read."""
    account, cards = there.profile(), there.desk.cards
    for changed in ({"erasing": True}, {"email": BUDI}, {"nik_key": "v1.another"}):
        item = there.table.get(account_key(there.siti))
        assert item
        there.table.put({**item, **changed}, "attribute_exists(pk)")
        assert not cards.write([cards.recovered_action(account, NEW, {"level": 3}, NOW)])
        there.table.put(item, "attribute_exists(pk)")
    assert cards.write([cards.recovered_action(account, NEW, {"level": 3}, NOW)])


def test_a_mailbox_with_an_account_recovers_no_other(there: Counter) -> None:
    """Nor is one given that is none, and a tag at the own mailbox is the same mailbox."""
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    assert there.refused("recover", email=BUDI).code == Code.ACCOUNT_EXISTS
    assert there.refused("recover").code == Code.VALIDATION_FAILED
    there.act("recover", email="siti+baru@contoh.id")
    pk, sk = mailbox_account_key(there.desk.mailbox(EMAIL))
    held = there.table.get((pk, sk))
    assert held
    assert held["account_id"] == there.siti


def test_the_old_user_goes_with_a_repeat_too(there: Counter) -> None:
    """Where the function died before it deleted the user, the officer sends the same again."""
    delete = there.desk.identity.delete
    there.desk.identity.delete = lambda name: None  # type: ignore[method-assign]  # noqa: ARG005
    there.act("recover", email=NEW)
    assert there.world.pool.by_email(EMAIL)
    there.desk.identity.delete = delete  # type: ignore[method-assign]
    there.act("recover", email=NEW, version=0)
    assert there.world.pool.by_email(EMAIL) is None


def test_after_a_death_an_account_is_closed(there: Counter, services: Services) -> None:
    """It is erased in 14 days, until which it can be reopened; not while a booking waits, and not twice."""
    own = replace(services, pepper=there.there.pepper)
    book.book(own, there.siti, asked(1), KEY)
    assert there.refused("close").code == Code.BOOKING_EXISTS
    there.there.clock.instant = NOW + timedelta(days=10)
    found = there.act("close")
    assert found
    assert there.profile().closes_at == NOW + timedelta(days=24)
    [due] = there.desk.erasures.due(NOW + timedelta(days=24))
    assert (due.account_id, due.user) == (there.siti, there.world.user(EMAIL).sub)
    assert there.refused("close", key="again").code == Code.TOO_LATE
    assert len(there.trail()) == 1


def test_only_the_account_that_has_the_nik_is_closed(there: Counter) -> None:
    """Another counter gives the NIK to somebody at this moment: whoever lost it is not the person who died."""

    def given() -> None:
        there.act("transfer", key="transfer", email=BUDI)

    there.world.at_call(5, given)
    with pytest.raises(Busy):
        there.act("close")
    there.world.let_through()
    assert there.profile().closes_at is None
    assert [record["card"] for record in there.trail()] == ["transfer"]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("deed", ["raise", "correct", "recover", "transfer", "close"])
def test_each_deed_is_mailed_to_its_mailboxes(
    there: Counter, services: Services, closures: Closures, deed: Deed, language: Language
) -> None:
    """In the language of the account, with the office: to the mailbox of before too, and to who lost a NIK."""
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    budi = there.account(BUDI).account_id
    before = {each: there.desk.accounts.change_settings(each, language) for each in (there.siti, budi)}
    given: dict[str, Any] = {"correct": {"full_name": "Siti Aminah"}, "recover": {"email": NEW}}.get(deed, {})
    there.act(deed, **({"email": BUDI} if deed == "transfer" else given))
    letters = _letters(there, services, closures)
    told = {}
    for account_id, old in before.items():
        new = there.desk.accounts.get(account_id)
        for notice in notices_of_account(old, new, NOW):
            assert notice in notices_of_account(old, new, NOW), "the same change makes the same notices"
            post = letters.post(notice)
            assert post
            told[post.to] = notice.kind
            assert post.message.text.startswith(texts(language)["greeting"].split("{")[0])
            assert "{" not in post.message.text
            if notice.kind != "nik_lost":
                assert OFFICE.name in post.message.text
    assert (
        told
        == {
            "raise": {EMAIL: "card_seen"},
            "correct": {EMAIL: "card_seen"},
            "recover": {NEW: "card_seen", EMAIL: "card_seen_before"},
            "transfer": {EMAIL: "nik_lost", BUDI: "card_seen"},
            "close": {EMAIL: "card_seen"},
        }[deed]
    )


def test_a_deed_is_told_as_it_was_done(there: Counter, services: Services, closures: Closures) -> None:
    """A later deed changes neither the deed nor the office in the letter of an earlier one."""
    before = there.profile()
    there.act("raise")
    [notice] = notices_of_account(before, there.profile(), NOW)
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    there.act("transfer", "another key", email=BUDI)
    post = _letters(there, services, closures).post(notice)
    assert post
    assert OFFICE.name in post.message.text
    assert texts("id")["deeds"]["raised"] in " ".join(post.message.text.split())


def test_a_closing_is_told_while_it_lasts(there: Counter, services: Services, closures: Closures) -> None:
    """With the day of the capital on which the account is erased; whoever reopened it meanwhile is told nothing."""
    before = there.profile()
    there.there.clock.instant = datetime(2026, 12, 1, 23, 0, tzinfo=UTC)  # 08:00 of 2 December in Jayapura
    there.act("close")
    [notice] = notices_of_account(before, there.profile(), there.there.clock.now())
    letters = _letters(there, services, closures)
    post = letters.post(notice)
    assert post
    assert "16 Desember 2026" in post.message.text
    closing = there.profile()
    assert closing.closes_at
    assert there.desk.erasures.reopen(closing, closing.closes_at)
    assert letters.post(notice) is None


def _letters(there: Counter, services: Services, closures: Closures) -> Letters:
    bookings, accounts, changes = services.store.bookings, there.desk.accounts, there.desk.changes
    waiting, misses = closures.waiting(services.store), Misses(there.table)
    site = "https://antrean.contoh.id"
    offices = services.directory
    return Letters(bookings, accounts, closures, changes, waiting, misses, offices, there.there.pepper, site)


def test_deeds_are_told_for_a_week() -> None:
    """Rather twice than never, and at any hour: whoever is robbed must hear of it."""
    for kind in ("nik_lost", "card_seen", "card_seen_before"):
        meaning = KINDS[kind]
        assert (meaning.lasts, meaning.repeated, meaning.disturbs) == (timedelta(days=7), True, False)

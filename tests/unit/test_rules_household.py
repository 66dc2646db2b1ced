"""The household on the account: each rule of docs/rules.md by an example."""

from __future__ import annotations

import json
from functools import partial

import pytest
from pydantic import ValidationError

from antrean.base.errors import Busy, Code
from antrean.base.ids import Pepper
from antrean.bookings.forms import AddedApplicants, Person
from antrean.bookings.operation import Services
from antrean.changes import add, book
from antrean.household import members
from antrean.household.forms import MemberChange, household_view
from antrean.household.items import household_key
from antrean.people.items import account_key
from antrean.people.model import Account, Household
from instruments.dynamodb.meter import Meter
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from tests.support.household import by_members, households_of, id_of, keep, member
from tests.support.own_account import traces
from tests.support.wishes import KEY, asked, more, refusal
from tests.unit.conftest import register
from tests.unit.test_rules_party import given, wrong


@pytest.fixture
def account(services: Services, siti: str) -> Account:
    """Siti's account."""
    return account_of(services, siti)


def account_of(services: Services, account_id: str) -> Account:
    """Read an account that is there."""
    found = services.store.accounts.get(account_id)
    assert found
    return found


def kept(services: Services, account: Account) -> list[str]:
    """The names in the household."""
    return [each.full_name for each in households_of(services).get(account.account_id).members]


def test_a_household_is_kept_without_a_nik(services: Services, account: Account) -> None:
    """Name, relation, keyed hash and last four digits are stored; the answer has no hash and no NIK either."""
    household = keep(services, account, 7)
    assert households_of(services).get(account.account_id).members == household.members
    assert traces(services, services.nik_keys().key(nik(7)))
    assert not traces(services, nik(7), "1990-05-17", nik(7)[:12])[1:]
    [view] = household_view(household, account.account_id, services.pepper)["members"]
    assert view == {
        "member_id": id_of(services, account.account_id, 7),
        "relation": "child",
        "full_name": "Anak A",
        "nik_masked": "************0007",
    }


def test_eight_members_are_a_household(services: Services, account: Account) -> None:
    """A ninth is refused, until somebody is removed."""
    for serial in range(1, 9):
        keep(services, account, serial)
    assert refusal(lambda: keep(services, account, 9)).code == Code.HOUSEHOLD_FULL
    forget(services, account, 1)
    assert len(keep(services, account, 9).members) == 8


def test_nobody_is_a_member_twice(services: Services, account: Account) -> None:
    """Nor is the owner, nor somebody who is born tomorrow."""
    keep(services, account, 1)
    assert wrong(lambda: keep(services, account, 1, "another")) == ["nik"]
    assert wrong(lambda: keep(services, account, 901)) == ["nik"]
    assert wrong(lambda: keep(services, account, 2, birth_date="2026-12-02")) == ["birth_date"]
    assert len(kept(services, account)) == 1


def test_a_mismatch_of_a_member_is_asked_about(services: Services, account: Account) -> None:
    """Until it is confirmed."""
    attempt = partial(keep, services, account, 1, birth_date="2015-03-02")
    assert refusal(attempt).code == Code.NIK_MISMATCH_UNCONFIRMED
    assert len(attempt(nik_mismatch_confirmed=True).members) == 1


def test_an_unlikely_age_of_a_member_is_asked_about(services: Services, account: Account) -> None:
    """A child of the year before the holder's is kept once that is confirmed; a sibling of that age is kept at once."""
    attempt = partial(keep, services, account, birth_date="1989-05-17", nik_mismatch_confirmed=True)
    assert refusal(lambda: attempt(1, relation="child")).code == Code.AGE_UNCONFIRMED
    assert len(attempt(1, relation="child", age_confirmed=True).members) == 1
    assert len(attempt(2, relation="sibling").members) == 2


def test_a_retry_adds_nobody(services: Services, account: Account) -> None:
    """Also one that comes after the member was removed; the same key for somebody else is refused."""
    keep(services, account, 1, KEY)
    assert len(keep(services, account, 1, KEY).members) == 1
    forget(services, account, 1)
    assert keep(services, account, 1, KEY).members == ()
    assert refusal(lambda: keep(services, account, 2, KEY)).code == Code.IDEMPOTENCY_KEY_REUSED


def test_the_latest_16_additions_are_remembered(services: Services, account: Account) -> None:
    """So the item stays small, whatever is added and removed."""
    for serial in range(1, 18):
        keep(services, account, serial)
        forget(services, account, serial)
    assert len(households_of(services).get(account.account_id).operations) == 16
    assert len(keep(services, account, 2).members) == 0
    assert len(keep(services, account, 1).members) == 1


def forget(services: Services, account: Account, serial: int) -> Household:
    """Remove a member."""
    member_id = id_of(services, account.account_id, serial)
    return members.remove(households_of(services), services.pepper, services.nik_keys(), account.account_id, member_id)


def test_a_member_is_changed_and_removed(services: Services, account: Account) -> None:
    """What is left out stays; who is removed stays removed, and cannot be changed."""
    keep(services, account, 1)
    change = partial(members.change, households_of(services), services.pepper, services.nik_keys(), account.account_id)
    member_id = id_of(services, account.account_id, 1)
    [changed] = change(member_id, MemberChange(full_name="Budi")).members
    assert (changed.full_name, changed.relation) == ("Budi", "child")
    [changed] = change(member_id, MemberChange(relation="parent")).members
    assert (changed.full_name, changed.relation) == ("Budi", "parent")
    assert forget(services, account, 1).members == forget(services, account, 1).members == ()
    assert refusal(lambda: change(member_id, MemberChange(full_name="Budi"))).code == Code.NOT_FOUND


def test_an_id_is_good_for_its_account_alone(services: Services, account: Account, recorder: Recorder) -> None:
    """Another account's id of the same person is nobody's, and so is a text that looks like one: nothing is read."""
    keep(services, account, 1)
    theirs = id_of(services, "budi", 1)
    assert theirs != id_of(services, account.account_id, 1)
    strange = (theirs, theirs[:-1] + ("A" if theirs[-1] != "A" else "B"), "v1." + "A" * 56, nik(1), "")
    remove = partial(members.remove, households_of(services), services.pepper, services.nik_keys(), account.account_id)
    for member_id in strange:
        assert refusal(partial(remove, member_id)).code == Code.NOT_FOUND
    assert kept(services, account) == ["Anak A"]
    stranger = Person.model_construct(relation="child", member=theirs, nik=None)
    wish = asked(1).model_copy(update={"applicants": (stranger,)})
    recorder.calls.clear()
    assert wrong(lambda: book.book(services, account.account_id, wish, KEY)) == ["applicants.0.member"]
    assert recorder.calls == []


def test_an_id_holds_its_key_sealed() -> None:
    """Under another pepper, or for another account, nothing can be read from it; it holds neither key nor NIK."""
    pepper, other = Pepper(b"a pepper of the tests, 32 bytes.."), Pepper(b"another pepper of tests, 32 bytes")
    nik_key = pepper.nik_keys("{}").key(nik(1))
    member_id = pepper.member_id("siti", nik_key)
    assert pepper.member_nik_key("siti", member_id) == nik_key
    assert pepper.member_nik_key("budi", member_id) is None
    assert other.member_nik_key("siti", member_id) is None
    assert nik_key[3:11] not in member_id
    assert pepper.member_nik_key("siti", member_id.replace("v1.", "v2.")) is None


def test_adding_tells_nothing_of_a_nik(services: Services, account: Account, recorder: Recorder) -> None:
    """Whether its person is unknown, has an account, or is booked: the same calls and the same answer."""
    register(services, "ayu", nik(2))
    register(services, "dewi", nik(3))
    book.book(services, "dewi", asked(1), KEY)
    seen = []
    for serial in (1, 2, 3):
        recorder.calls.clear()
        household = keep(services, account, serial)
        seen.append([*recorder.calls])
        assert household.members[-1].nik_last4 == f"000{serial}"
    assert seen[0] == seen[1] == seen[2]
    assert services.store.accounts.get(account.account_id) == account, "nothing was counted either"


def test_members_are_booked_by_their_ids(services: Services, account: Account) -> None:
    """Name, NIK key and last four digits come from the household, the relation from the request."""
    keep(services, account, 1)
    wish = asked(1).model_copy(update={"applicants": (member(services, account.account_id, 1, "spouse"),)})
    [applicant] = book.book(services, account.account_id, wish, KEY).applicants
    assert (applicant.relation, applicant.full_name, applicant.nik_last4) == ("spouse", "Anak A", "0001")
    assert applicant.nik_key == services.nik_keys().key(nik(1))


def test_a_member_is_added_by_the_id(services: Services, account: Account) -> None:
    """To a booking that there is, as in a new one."""
    keep(services, account, 1)
    made = book.book(services, account.account_id, asked(1), KEY)
    wish = AddedApplicants(applicants=(member(services, account.account_id, 1),))
    added = add.add(services, account.account_id, made.booking_id, wish, "tambah")
    assert [each.nik_last4 for each in added.applicants] == ["0901", "0001"]


def test_who_was_removed_is_not_booked(services: Services, account: Account) -> None:
    """A booking that was made with a member stays, and its retry is answered."""
    wish = by_members(services, account.account_id, 1)
    made = book.book(services, account.account_id, wish, KEY)
    forget(services, account, 1)
    assert book.book(services, account.account_id, wish, KEY) == made
    register(services, "budi", nik(902))
    other = account_of(services, "budi")
    wish = by_members(services, "budi", 1, start=5)
    forget(services, other, 5)
    assert wrong(lambda: book.book(services, "budi", wish, KEY)) == ["applicants.1.member"]
    assert given(services) == 2


def test_a_member_is_named_once(services: Services, account: Account) -> None:
    """Nor beside the same NIK as it is typed."""
    wish = by_members(services, account.account_id, 1)
    twice = wish.model_copy(update={"applicants": (wish.applicants[1], wish.applicants[1])})
    assert wrong(lambda: book.book(services, account.account_id, twice, KEY)) == ["applicants.1.member"]
    typed = wish.model_copy(update={"applicants": (more(1, 1).applicants[0], wish.applicants[1])})
    assert wrong(lambda: book.book(services, account.account_id, typed, KEY)) == ["applicants.1.member"]


def test_a_member_is_not_the_owner(services: Services, account: Account) -> None:
    """A counter gave the account the NIK of a member, who is booked as the owner from then on."""
    keep(services, account, 1)
    wish = asked(1).model_copy(update={"applicants": (member(services, account.account_id, 1),)})
    services.store._table.update(  # noqa: SLF001 - as a counter leaves it
        account_key(account.account_id),
        "SET nik_key = :nik",
        "attribute_exists(pk)",
        values={":nik": services.nik_keys().key(nik(1))},
    )
    assert wrong(lambda: book.book(services, account.account_id, wish, KEY)) == ["applicants.0.member"]


@pytest.mark.parametrize("fact", ["full_name", "nik", "birth_date"])
def test_nothing_of_a_member_is_given(fact: str, services: Services, siti: str) -> None:
    """Nor is the owner a member."""
    form = {"relation": "child", "member": id_of(services, siti, 1)}
    facts = {"full_name": "Anak", "nik": nik(1), "birth_date": "1990-05-17"}
    with pytest.raises(ValidationError, match="taken from your household"):
        Person.model_validate_json(json.dumps(form | {fact: facts[fact]}))
    with pytest.raises(ValidationError, match="taken from your profile"):
        Person.model_validate_json(json.dumps(form | {"relation": "self"}))


def test_typed_requests_are_as_they_were() -> None:
    """A retry of a request that was sent to a release without households has the same canonical text."""
    assert "member" not in asked(2).canonical()


def test_limits_count_members_like_strangers(services: Services, account: Account) -> None:
    """A member is counted when booked, and a refusal for one before it is given; no number is used up for it."""
    register(services, "budi", nik(902))
    book.book(services, "budi", asked(2), "milik budi")
    before = given(services)
    wish = by_members(services, account.account_id, 1)
    for number in range(3):
        attempt = partial(book.book, services, account.account_id, wish, f"kunci-{number}")
        assert refusal(attempt).code == Code.NIK_ALREADY_BOOKED
    assert refusal(lambda: book.book(services, account.account_id, wish, "lagi")).code == Code.LIMIT_REACHED
    limits = account_of(services, account.account_id).limits
    assert (len(limits.named), len(limits.refusals)) == (1, 3)
    assert given(services) == before


# the clauses of conditions, alone


def test_a_household_that_changed_is_read_again(services: Services, account: Account, recorder: Recorder) -> None:
    """Who is removed while another is added does not come back, and who is added is there."""
    keep(services, account, 1)
    keep(services, account, 2)
    recorder.once_before("transact_write_items", lambda: forget(services, account, 1))
    assert [each.nik_last4 for each in keep(services, account, 3).members] == ["0002", "0003"]
    assert len(kept(services, account)) == 2


def test_nothing_is_kept_for_who_is_gone(services: Services, account: Account) -> None:
    """The eraser has deleted the account meanwhile: then nothing is written, and nothing of the person is left."""
    table = services.store._table  # noqa: SLF001 - as the eraser leaves it
    table.transact([table.delete_action(account_key(account.account_id), "v > :none", {":none": 0})])
    with pytest.raises(Busy):
        keep(services, account, 1)
    assert table.get(household_key(account.account_id)) is None


def test_who_names_no_member_reads_no_household(metered: Services, siti: str, meter: Meter) -> None:
    """Who keeps a household and books without it pays nothing for it: profile, booking and quota are read."""
    by_members(metered, siti, 2)
    meter.bill.clear()
    book.book(metered, siti, asked(1), KEY)
    assert meter.bill.reads == 3

"""What administrators do with the staff is done once, wherever it is cut short and whoever comes between."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.base.ids import operation_name
from antrean.bookings.operation import Services
from antrean.staff import manage
from antrean.staff.model import Administrator, Person, version_of
from antrean.staff.store import Trail, operation_key
from instruments.replay.calls import Killed, Recorder
from tests.support.managing import HEADQUARTERS, WANTED, Desk
from tests.support.wishes import refusal


@pytest.fixture
def desk(services: Services, clock: FixedClock) -> Desk:
    """The rules of managing staff."""
    return Desk(services, clock)


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("username", ["dewi", "citra"])
def test_a_state_is_set_again_wherever_it_was_cut_short(desk: Desk, username: str, *, enabled: bool) -> None:
    """Whichever call of Cognito was the last, made or not, the same request makes the state whole, and mails once."""
    wanted = WANTED._replace(enabled=enabled)
    staff = copy.deepcopy(desk.pool.staff)
    version = desk.version(username)
    desk.put(username, wanted, HEADQUARTERS)
    calls = len(desk.calls.calls)
    assert calls > 8
    for when in ("before", "after"):
        # The very first call finds nobody new, and there is nothing after it.
        for number in range(1 if when == "after" and username not in staff else 0, calls):
            desk.pool.staff.clear()
            desk.pool.staff.update(copy.deepcopy(staff))
            key = desk.key()
            desk.calls.kill(number, when)
            with pytest.raises(Killed):
                desk.put(username, wanted, HEADQUARTERS, key=key, version=version)
            desk.calls.reset()
            for _ in range(2):
                assert desk.put(username, wanted, HEADQUARTERS, key=key, version=version) == wanted
            assert desk.pool.staff[username].mails == (0 if username in staff else 1)
            assert len(_records_of(desk, key)) == 1


def test_whoever_comes_next_mends_what_was_cut_short(desk: Desk) -> None:
    """An officer of Bogor and Depok lost the groups and no more: another administrator sees that, and sets a state."""
    desk.calls.kill(4, "after")
    with pytest.raises(Killed):
        desk.put("citra", by=HEADQUARTERS, key="cut short")
    desk.calls.reset()
    [half] = [person for person, _ in manage.people(desk.managed, HEADQUARTERS) if person.username == "citra"]
    assert (half.state.groups, half.state.offices) == (frozenset(), frozenset({"bogor", "depok"}))
    wanted = WANTED._replace(groups=frozenset({"supervisors"}))
    other = Administrator("another", frozenset({"*"}))
    assert desk.put("citra", wanted, other, version=version_of(half.state)) == wanted
    late = refusal(lambda: desk.put("citra", by=HEADQUARTERS, key="cut short", version=desk.version("citra")))
    assert late.code == Code.IDEMPOTENCY_KEY_REUSED


def test_a_late_retry_overwrites_nobody(desk: Desk) -> None:
    """A request that is done, or was cut short before another one, changes nothing that came after it."""
    seen = desk.version("budi")
    assert desk.put("budi", key="done", version=seen) == WANTED
    later = WANTED._replace(email="lain@contoh.id")
    assert desk.put("budi", later) == later
    assert desk.put("budi", key="done", version=seen) == later
    seen = desk.version("eka")
    desk.calls.kill(2, "before")
    with pytest.raises(Killed):
        desk.put("eka", by=HEADQUARTERS, key="cut short", version=seen)
    desk.calls.reset()
    assert desk.put("eka", later, HEADQUARTERS) == later
    late = refusal(lambda: desk.put("eka", by=HEADQUARTERS, key="cut short", version=seen))
    member = late.members["member"]
    assert isinstance(member, Person)
    assert (late.code, member.state) == (Code.VERSION_CONFLICT, later)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Orang lain"},
        {"email": "lain@contoh.id"},
        {"offices": frozenset({"*"})},
        {"groups": frozenset({"officers", "supervisors"})},
        {"enabled": False},
    ],
)
def test_what_a_request_left_is_told_from_what_others_did(desk: Desk, changed: dict[str, Any]) -> None:
    """Cut short, a request finds a name, address, office, group or lock that it cannot have left: that is shown."""
    seen = desk.version("budi")
    desk.calls.kill(2, "before")
    with pytest.raises(Killed):
        desk.put("budi", by=HEADQUARTERS, key="cut short", version=seen)
    desk.calls.reset()
    desk.put("budi", WANTED._replace(**changed), HEADQUARTERS)
    late = refusal(lambda: desk.put("budi", by=HEADQUARTERS, key="cut short", version=seen))
    assert late.code == Code.VERSION_CONFLICT


def test_a_group_that_stays_is_never_away(desk: Desk) -> None:
    """A request leaves who stays an officer an officer; somebody who is none by now was changed by another one."""
    stays = WANTED._replace(groups=frozenset({"officers", "operators"}))
    seen = desk.version("budi")
    desk.calls.kill(2, "before")
    with pytest.raises(Killed):
        desk.put("budi", stays, key="cut short", version=seen)
    desk.calls.reset()
    desk.put("budi", WANTED._replace(groups=frozenset()))
    late = refusal(lambda: desk.put("budi", stays, key="cut short", version=seen))
    assert late.code == Code.VERSION_CONFLICT


def test_who_was_deleted_by_hand_is_not_made_again(desk: Desk) -> None:
    """The retry of a change finds nobody: whether it was done or cut short, it makes no new login."""
    seen = desk.version("budi")
    desk.calls.kill(2, "before")
    with pytest.raises(Killed):
        desk.put("budi", key="cut short", version=seen)
    desk.calls.reset()
    desk.put("budi", key="done", version=seen)
    del desk.pool.staff["budi"]
    assert refusal(lambda: desk.put("budi", key="cut short", version=seen)).code == Code.VERSION_CONFLICT
    assert refusal(lambda: desk.put("budi", key="done", version=seen)).code == Code.NOT_FOUND
    assert "budi" not in desk.pool.staff


def test_only_what_was_seen_is_changed(desk: Desk) -> None:
    """Who read another state is told the present one; who invites somebody new finds the user name taken."""
    for version in (0, 1):
        late = refusal(lambda version=version: desk.put("budi", version=version))  # type: ignore[misc]
        member = late.members["member"]
        assert isinstance(member, Person)
        assert (late.code, member.username) == (Code.VERSION_CONFLICT, "budi")
    assert refusal(lambda: desk.put("dewi", version=1)).code == Code.VERSION_CONFLICT
    assert desk.records() == []


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Dewi"},
        {"email": "lain@contoh.id"},
        {"groups": frozenset[str]()},
        {"offices": frozenset({"depok"})},
        {"enabled": False},
    ],
)
def test_every_state_has_a_version_of_its_own(other: dict[str, Any]) -> None:
    """Whatever an administrator can change makes another version, which an entity tag has room for; nobody is 0."""
    assert version_of(WANTED._replace(**other)) != version_of(WANTED)
    assert version_of(None) == 0
    assert 1 <= version_of(WANTED) <= 999_999_999


def test_one_key_is_one_request(desk: Desk) -> None:
    """Another wish, person, reason or version under the same key is refused; another administrator has other keys."""
    desk.put("budi", key="one")
    other = WANTED._replace(name="Orang lain")
    assert refusal(lambda: desk.put("budi", other, key="one")).code == Code.IDEMPOTENCY_KEY_REUSED
    assert refusal(lambda: desk.put("dewi", key="one")).code == Code.IDEMPOTENCY_KEY_REUSED
    assert refusal(lambda: desk.put("budi", key="one", version=7)).code == Code.IDEMPOTENCY_KEY_REUSED
    assert desk.put("budi", other, HEADQUARTERS, key="one") == other
    desk.invite("budi", key="one")
    assert refusal(lambda: desk.invite("dewi", key="one")).code == Code.NOT_FOUND
    desk.put("dewi")
    assert refusal(lambda: desk.invite("dewi", key="one")).code == Code.IDEMPOTENCY_KEY_REUSED
    assert desk.pool.staff["budi"].mails == 1


def test_the_same_request_twice_at_once_has_one_record(desk: Desk, recorder: Recorder, clock: FixedClock) -> None:
    """A request is begun by its twin between its look and its record: both end well, and one record tells of them."""
    version = desk.version("budi")
    desk.managed.directory.get("bogor")
    twins = 1

    def forestall(_number: int) -> None:
        nonlocal twins
        if twins and recorder.calls[-1] == "transact_write_items":
            twins -= 1
            clock.instant += timedelta(seconds=1)
            assert desk.put("budi", key="twice", version=version) == WANTED

    recorder.before = forestall
    assert desk.put("budi", key="twice", version=version) == WANTED
    assert (twins, len(desk.records())) == (0, 1)


def test_a_mark_of_the_next_release_is_read(desk: Desk) -> None:
    """What a later release knows of a person besides is left out, and the mark says what it said."""
    desk.put("citra", by=HEADQUARTERS, key="one")
    [record] = desk.records()
    name = record["sk"].rpartition("#")[2]
    trail, item = Trail(desk.table), desk.table.get(operation_key(name))
    mark = trail.operation(name)
    assert item
    assert mark
    assert mark.before
    item["before"] |= {"of_the_next": 1}
    desk.table.put(item, "attribute_exists(pk)")
    assert trail.operation(name) == mark


def test_who_was_made_meanwhile_is_looked_at_again(desk: Desk) -> None:
    """Somebody else makes the person first: busy, so that the next try asks whether it is in scope."""

    def forestall(number: int) -> None:
        if number == 1:
            desk.pool.add_staff("dewi", [], "depok")

    desk.calls.before = forestall
    with pytest.raises(Busy):
        desk.put("dewi")
    desk.calls.reset()
    assert refusal(lambda: desk.put("dewi")).code == Code.FORBIDDEN


def test_an_invitation_is_mailed_once_for_each_key(desk: Desk) -> None:
    """The answer was lost: the same again mails nothing. Cut short it mails again, and another key always does."""
    desk.invite("budi", key="one")
    desk.invite("budi", key="one")
    assert desk.pool.staff["budi"].mails == 1
    calls = len(desk.calls.calls)
    desk.calls.reset()
    desk.calls.kill(5, "after")
    with pytest.raises(Killed):
        desk.invite("budi", key="two")
    desk.calls.reset()
    assert (desk.pool.staff["budi"].mails, calls) == (2, 8)
    desk.invite("budi", key="two")
    assert desk.pool.staff["budi"].mails == 3
    assert len(desk.records()) == 2


def test_a_mark_expires_after_two_days_and_is_not_made_by_its_end(desk: Desk, clock: FixedClock) -> None:
    """No retry comes later. A mark that expired while Cognito was called does not come again, to stay for ever."""
    desk.put("budi", key="one")
    [mark] = desk.table.query("STAFF", "O#", "O#~")
    assert mark["done"] is True
    assert mark["expires_at"] == int((clock.instant + timedelta(days=2)).timestamp())
    desk.managed.trail.finish("another")
    assert len(list(desk.table.query("STAFF", "O#", "O#~"))) == 1


def _records_of(desk: Desk, key: str) -> list[dict[str, Any]]:
    """The audit records of a request of headquarters."""
    return [each for each in desk.records() if each["sk"].endswith(operation_name("staff", "head", "put", key))]

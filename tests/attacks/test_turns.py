"""Turns: who is quick, who has many accounts, and who registers them for a good place, when a date opens."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from antrean.turns.places import PLACES, place_of, seed_of
from instruments.replay.world import NOW
from tests.attacks.city import DAY, HOUR, MINUTE, OFFICE, Account, City
from tests.attacks.conftest import Cities
from tests.attacks.left_out import accounts_come_last_if_late, turns_are_waited_for

SECOND = timedelta(seconds=1)
WINDOW = 10 * MINUTE
BEGIN = NOW + 2 * HOUR
"""When the turns of the slot begin, which has ten seats."""
FARM, CROWD = 60, 30
"""Accounts that one program has, and honest people who want the same seats."""
OPENINGS, SEATS = 6, 15
SURE = 6.63
"""What chi-square with one degree of freedom exceeds once in a hundred times."""


def _opens(city: City) -> None:
    """Let the turns of the morning's slot begin at `BEGIN`, two hours from now."""
    city.world.turns("bogor/2026-12-21/morning", BEGIN.isoformat(), 10)


def _long_ago(city: City, name: str, number: int) -> list[Account]:
    """Register accounts a month before the slot opens."""
    now, city.clock.instant = city.clock.instant, NOW - 30 * DAY
    found = [city.account(name) for _ in range(number)]
    city.clock.instant = now
    return found


def _turn(account: Account, at: datetime = BEGIN) -> datetime:
    """When the turn of an account comes, which its holder learns an hour before."""
    answer = account.city.ask("bookings", "GET", "/me/turns", account.account_id, query={"at": at.isoformat()}).body
    return at + timedelta(seconds=600 * answer.get("place", PLACES) // PLACES)


def _first_seats(city: City, farm: list[Account]) -> datetime | None:
    """When the first of a farm's accounts has a seat, each of which asks every second until the window is over."""
    city.skip(BEGIN - city.clock.instant)
    while city.clock.instant < BEGIN + WINDOW:
        for account in farm:
            if account.book(with_self=True).code == "done":
                return city.clock.instant
        city.skip(15 * SECOND)
    return None


def test_accounts_registered_for_their_place_come_last(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """A farm registers until it has good places: whatever it drew, it comes when the window ends.

    Left out is that whoever registers once the hash is public comes last: then one of twelve is among the first.
    """
    with monkeypatch.context() as patch:
        accounts_come_last_if_late(patch)
        city = cities()
        _opens(city)
        found = _first_seats(city, [city.account("farm") for _ in range(12)])
        assert found
        assert found < BEGIN + 3 * MINUTE
    city = cities()
    _opens(city)
    farm = [city.account("farm") for _ in range(12)]
    assert _first_seats(city, farm) is None
    assert city.quota().seats_left == 10
    city.skip(BEGIN + WINDOW - city.clock.instant)
    assert farm[0].book(with_self=True).code == "done"
    city.check_seats()


def test_a_clock_that_is_set_forward_wins_nothing(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose clock is ten minutes fast sends too early, again and again: nothing is taken, counted or lost.

    Left out is the turn: then the first request has a seat.
    """
    with monkeypatch.context() as patch:
        turns_are_waited_for(patch)
        city = cities()
        _opens(city)
        [hasty] = _long_ago(city, "hasty", 1)
        city.skip(BEGIN - city.clock.instant)
        assert hasty.book(city.nobody(), with_self=True).code == "done"
    city = cities()
    _opens(city)
    hasty = next(each for each in _long_ago(city, "hasty", 30) if _turn_of(each) > BEGIN + MINUTE)
    city.skip(BEGIN - city.clock.instant)
    child, profile = city.nobody(), city.world.store.accounts.get(hasty.account_id)
    turn = _turn(hasty)
    while city.clock.instant < turn:
        said = hasty.book(child, with_self=True)
        assert (said.code, said.body["your_turn_at"]) == ("not_your_turn", f"{turn:%Y-%m-%dT%H:%M:%SZ}")
        city.skip(min(7 * SECOND, turn - city.clock.instant))
    assert city.quota().seats_left == 10
    assert city.world.store.accounts.get(hasty.account_id) == profile
    assert hasty.book(child, with_self=True).code == "done"
    city.check_seats()


def _turn_of(account: Account) -> datetime:
    """The same without asking for it: more than an hour before nobody is told."""
    hour = BEGIN.replace(minute=0, second=0)
    seed = seed_of(b"the secret of every day of tests", hour)
    return BEGIN + timedelta(seconds=600 * place_of(seed, account.account_id) // PLACES)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_crowd_of_made_up_accounts_has_its_share_and_no_more(
    cities: Cities, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Two of three accounts are a program's: so are two of three seats, by chi-square, at openings in six hours.

    Left out is the turn: then whoever asks first has the seats, and that is the program, which has them all.
    """
    share = FARM / (FARM + CROWD)
    with monkeypatch.context() as patch:
        turns_are_waited_for(patch)
        assert _chi_square(_seats_of_the_farm(cities(), seed, 1, race=True), SEATS, share) > SURE
    taken = _seats_of_the_farm(cities(), seed, OPENINGS)
    assert _chi_square(taken, OPENINGS * SEATS, share) < SURE
    assert 0 < taken < OPENINGS * SEATS


def _chi_square(taken: int, seats: int, share: float) -> float:
    """How far the seats of the farm are from its share of them."""
    expected = (share * seats, (1 - share) * seats)
    found = (taken, seats - taken)
    return sum((each - wanted) ** 2 / wanted for each, wanted in zip(found, expected, strict=True))


def _seats_of_the_farm(city: City, seed: int, openings: int, *, race: bool = False) -> int:
    """How many seats the farm gets, whose accounts ask in the very second of their turn, and people a little later.

    In a race all ask when the date opens.
    """
    rng = random.Random(seed)
    taken = 0
    for number in range(openings):
        day, begin = date(2027, 1, 4) + number * DAY, NOW + (number + 1) * HOUR
        path = f"{OFFICE}/{day.isoformat()}/morning"
        city.world.slot(path, SEATS, opens_at=begin.isoformat())
        city.world.turns(path, begin.isoformat(), 10)
        farm, crowd = _long_ago(city, f"farm{seed}", FARM), _long_ago(city, f"warga{seed}", CROWD)
        city.clock.instant = begin
        slot = city.world._slots[-1]  # noqa: SLF001 - the one that was published just now
        late = {each: rng.random() * 2 * SECOND for each in crowd}
        senders = [
            ((begin if race else _turn(each, begin)) + late.get(each, timedelta(0)), each) for each in farm + crowd
        ]
        for at, account in sorted(senders, key=lambda sender: (sender[0], sender[1].account_id)):
            city.clock.instant = at
            if account.book(with_self=True, slot=slot).code == "done":
                taken += account in farm
        assert city.quota(slot).seats_left == 0
    city.check_seats()
    return taken

"""The waiting list: a seat is sold again, and people are put on the list by others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from antrean.notices.waiting import notices_of_entry
from antrean.policy.bookings import MOST_JOINS
from antrean.waiting.store import Waiting
from tests.attacks.city import DAY, HOUR, MINUTE, MORNING, Account, City, Said
from tests.attacks.conftest import Cities
from tests.attacks.left_out import (
    any_number_is_passed_over,
    booked_by_others_wait_on,
    cancellations_stop_nobody_who_waits,
    holds_have_a_pause,
    hours_of_joining_come_first,
    joins_are_counted,
    skips_are_told_once_a_day,
    the_owner_outranks_entries,
    waiting_stops_no_booking,
    who_left_is_not_booked,
)


def sell(city: City) -> tuple[Account, Account]:
    """Fill a slot for which somebody waits; the buyer joins just before the seller gives a seat back."""
    seller, buyer, honest = (city.account(name) for name in ("seller", "buyer", "honest"))
    held = seller.book(with_self=True)
    while city.quota().seats_left:
        assert city.account("other").book(with_self=True).code == "done"
    assert honest.join().code == "done"
    city.wait(HOUR - MINUTE)
    assert buyer.join().code == "done"
    assert seller.cancel(held.body["booking_id"]).code == "done"
    city.wait(2 * HOUR)
    city.check_seats()
    return buyer, honest


def test_nobody_sells_a_seat_to_who_joins_the_list(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seat is offered to who waited longer; where the last comes first, the buyer has it within a minute."""
    with monkeypatch.context() as patch:
        hours_of_joining_come_first(patch)
        buyer, honest = sell(cities())
        assert (buyer.entry()["state"], honest.entry()["state"]) == ("has_offer", "waiting")
    buyer, honest = sell(cities())
    assert (buyer.entry()["state"], honest.entry()["state"]) == ("waiting", "has_offer")
    assert honest.accept(honest.entry()["booking_id"]).code == "done"


def put_on_the_list(city: City) -> tuple[Account, Account]:
    """A stranger joins with the NIK of somebody who has an account, and then that one joins."""
    victim = city.account("victim")
    city.skip(MINUTE)
    stranger = city.account("stranger")
    assert stranger.join(victim.serial).code == "done"
    return victim, stranger


def test_nobody_is_kept_from_waiting_by_others(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner of the NIK takes it out of the stranger's entry; without that rule the owner is refused."""
    with monkeypatch.context() as patch:
        the_owner_outranks_entries(patch)
        victim, _ = put_on_the_list(cities())
        assert victim.join().code == "waits_elsewhere"
    victim, stranger = put_on_the_list(cities())
    assert victim.join().code == "done"
    assert [each["relation"] for each in stranger.entry()["applicants"]] == ["self"]
    assert stranger.city.account("other").join(victim.serial).code == "nik_already_booked"


def test_an_entry_keeps_nobody_from_booking(cities: Cities) -> None:
    """Whom a stranger has put on the list books as if nobody had, also the child of another family."""
    city = cities()
    child = city.nobody()
    assert city.account("stranger").join(child).code == "done"
    assert city.account("parent").book(child, with_self=True).code == "done"


def test_nobody_learns_who_waits(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for strangers one after the other is stopped after the fifth; without limits each answer tells."""

    def probe(city: City) -> int:
        waiting = [city.nobody() for _ in range(6)]
        for each in waiting:
            assert city.account("family").join(each).code == "done"
        prober = city.account("prober")
        return sum(prober.join(each).code == "nik_already_booked" for each in waiting)

    with monkeypatch.context() as patch:
        joins_are_counted(patch)
        assert probe(cities()) == 6
    assert probe(cities()) == MOST_JOINS


def leave(account: Account) -> Said:
    """Let an account leave the list."""
    return account.city.ask("waiting", "DELETE", "/waiting", account.account_id)


def full(city: City) -> City:
    """Book what is left of the morning, each seat by somebody else."""
    while city.quota().seats_left:
        assert city.account("other").book(with_self=True).code == "done"
    return city


def test_who_books_a_stranger_ends_nobodys_waiting(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """The victim waits on, and has the turn once the stranger's booking is gone; else the entry ends at its turn."""

    def booked(city: City) -> tuple[Account, Callable[[], None]]:
        victim, stranger, *sellers = (city.account(name) for name in ("victim", "stranger", "seller", "seller"))
        held = [each.book(with_self=True).body["booking_id"] for each in sellers]
        assert victim.join().code == "done"
        city.wait(HOUR)
        assert city.account("later").join().code == "done"
        full(city).wait(2 * HOUR)
        made = stranger.book(victim.serial, slot=city.open(MORNING.date + 7 * DAY))
        assert sellers[0].cancel(held[0]).code == "done"
        city.wait(2 * MINUTE)

        def goes() -> None:
            assert stranger.take_out(made.body["booking_id"], 0).code == "done"
            assert sellers[1].cancel(held[1]).code == "done"
            city.wait(2 * MINUTE)

        return victim, goes

    with monkeypatch.context() as patch:
        booked_by_others_wait_on(patch)
        assert booked(cities(3))[0].entry()["state"] == "ended"
    victim, goes = booked(cities(3))
    assert (victim.entry()["state"], victim.entry()["skips"][0]["booked"]) == ("waiting", True)
    goes()
    assert victim.entry()["state"] == "has_offer"


def test_families_in_front_keep_no_single_seat(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any number of made-up pairs is passed over; where one write had to record them all, nobody was offered a seat."""

    def behind(city: City) -> Account:
        seller = city.account("seller")
        held = seller.book(with_self=True)
        full(city)
        for _ in range(25):
            assert city.account("pair").join(city.nobody()).code == "done"
        city.wait(HOUR)
        honest = city.account("honest")
        assert honest.join().code == "done"
        city.wait(HOUR)
        assert seller.cancel(held.body["booking_id"]).code == "done"
        city.wait(7 * HOUR)
        return honest

    with monkeypatch.context() as patch:
        any_number_is_passed_over(patch)
        assert behind(cities(2)).entry()["state"] == "waiting"
    assert behind(cities(2)).entry()["state"] == "has_offer"


def test_seats_wait_for_the_first_no_longer_than_six_hours(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs that are first leave one after the other: a seat waits six hours all the same, and else for ever."""

    def hours(city: City) -> int:
        seller = city.account("seller")
        held = seller.book(with_self=True)
        full(city)
        pairs = [city.account("pair") for _ in range(4)]
        for each in pairs:
            assert each.join(city.nobody()).code == "done"
        city.wait(HOUR)
        honest = city.account("honest")
        assert honest.join().code == "done"
        city.wait(HOUR)
        assert seller.cancel(held.body["booking_id"]).code == "done"
        for hour in range(1, 25):
            city.wait(HOUR)
            if honest.entry()["state"] == "has_offer":
                return hour
            if hour % 5 == 0 and pairs:
                first = min(pairs, key=lambda each: each.entry()["offices"][0]["before"])
                pairs.remove(first)
                assert leave(first).code == "done"
        return 25

    with monkeypatch.context() as patch:
        holds_have_a_pause(patch)
        assert hours(cities(2)) > 18
    assert hours(cities(2)) == 7


def test_nobody_watches_by_joining_and_leaving(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each joining with a stranger would tell whether the stranger has a booking: five a day do, and not hundreds."""

    def answers_of(city: City) -> int:
        victim, stalker, told = city.account("victim"), city.account("stalker"), 0
        for _ in range(40):
            city.skip(MINUTE)
            told += stalker.join(victim.serial).code == "done" and leave(stalker).code == "done"
        return told

    with monkeypatch.context() as patch:
        joins_are_counted(patch)
        assert answers_of(cities()) == 40
    assert answers_of(cities()) == MOST_JOINS


def test_who_waits_alone_is_not_booked_by_an_offer(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's entry has an offer when the victim joins; the stranger accepts, and books nobody else by that."""

    def accepted(city: City) -> Said:
        victim = city.account("victim")
        city.skip(MINUTE)
        stranger, seller = city.account("stranger"), city.account("seller")
        held = seller.book(city.nobody(), with_self=True)
        assert stranger.join(victim.serial).code == "done"
        full(city).wait(2 * HOUR)
        assert seller.cancel(held.body["booking_id"]).code == "done"
        city.wait(2 * MINUTE)
        offer = stranger.entry()["booking_id"]
        assert victim.join().code == "done"
        return stranger.accept(offer)

    with monkeypatch.context() as patch:
        who_left_is_not_booked(patch)
        assert len(accepted(cities(3)).body["applicants"]) == 2
    assert accepted(cities(3)).code == "too_late"


def test_who_waits_with_a_child_stops_no_family(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mother is refused whenever she asks to wait with her child, and books with it all the same."""

    def books(city: City) -> Said:
        child = city.nobody()
        assert city.account("stranger").join(child).code == "done"
        mother = city.account("mother")
        for _ in range(3):
            city.skip(11 * MINUTE)
            assert mother.join(child).code == "nik_already_booked"
        return mother.book(child, with_self=True)

    with monkeypatch.context() as patch:
        waiting_stops_no_booking(patch)
        assert books(cities()).code == "limit_reached"
    assert books(cities()).code == "done"


def waiting_through_the_pause(city: City) -> tuple[str, Said | None]:
    """Join, and only then book and cancel until that pauses; return what the entry is when seats come, and the answer.

    None where there is no offer that could be accepted.
    """
    attacker, seller = city.account("attacker"), city.account("seller")
    held = seller.book(with_self=True)
    full(city)
    assert attacker.join().code == "done"
    city.skip(2 * HOUR)
    far = city.open(MORNING.date + 7 * DAY)
    for _ in range(3):
        assert attacker.cancel(attacker.book(with_self=True, slot=far).body["booking_id"]).code == "done"
    assert attacker.book(with_self=True, slot=far).body["rule"] == "cancellations"
    assert seller.cancel(held.body["booking_id"]).code == "done"
    city.wait(2 * MINUTE)
    entry = attacker.entry()
    said = attacker.accept(entry["booking_id"]) if entry["state"] == "has_offer" else None
    city.check_seats()
    return entry["state"], said


def test_an_entry_of_before_is_no_way_round_the_pause(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may not book for seven days was offered a seat, and had it, if they waited before; now the entry ends."""
    with monkeypatch.context() as patch:
        cancellations_stop_nobody_who_waits(patch)
        state, said = waiting_through_the_pause(cities())
        assert (state, said and said.code) == ("has_offer", "done")
    assert waiting_through_the_pause(cities()) == ("ended", None)


def mails_of_a_family_that_is_first(city: City) -> int:
    """Give four seats back, one for each who comes after a family of five; count the mails that it gets for that."""
    sellers = [city.account("seller") for _ in range(4)]
    held = [each.book(with_self=True) for each in sellers]
    full(city)
    family = city.account("family")
    assert family.join(*[city.nobody() for _ in range(4)]).code == "done"
    city.wait(HOUR)
    for _ in range(4):
        assert city.account("after").join().code == "done"
    city.wait(2 * HOUR)
    for seller, made in zip(sellers, held, strict=True):
        assert seller.cancel(made.body["booking_id"]).code == "done"
    entries = Waiting(city.world.store._table, city.world.store)  # noqa: SLF001 - as wiring does
    mails, old = set(), entries.entry(family.account_id)
    for _ in range(7 * 60):
        city.wait(MINUTE)
        new = entries.entry(family.account_id)
        mails |= {each.notice_id for each in notices_of_entry(old, new, city.clock.instant)}
        old = new
    city.check_seats()
    return len(mails)


def test_nobody_fills_the_mailbox_of_who_is_first(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four people who give their seats back made four mails within minutes; now it is one."""
    with monkeypatch.context() as patch:
        skips_are_told_once_a_day(patch)
        assert mails_of_a_family_that_is_first(cities()) == 4
    assert mails_of_a_family_that_is_first(cities()) == 1

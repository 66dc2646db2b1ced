"""Programs: one with many accounts that sells what it gets, and one with which a broker asks for clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from antrean.slots.model import Slot
    from antrean.turns.model import Turns
    from bench.fairness.assumptions import Assumed
    from bench.fairness.city import City
    from bench.fairness.virtual_time import Steps, VirtualTime

BOT, BUYER, CLIENT = "bot", "buyer", "client"
"""How the accounts of a program are called, of those who buy from it, and of a broker's clients."""


class Held(NamedTuple):
    """A booking that a program has."""

    booking_id: str
    slot: Slot


class Program:
    """Asks with all its accounts at the opening, and after it for every seat that it sees come back."""

    def __init__(  # noqa: PLR0913 - who asks whom, and by what
        self, city: City, time: VirtualTime, assumed: Assumed, rng: Random, accounts: Sequence[str], party: int = 1
    ) -> None:
        """Give it its accounts, with each of which it books for so many people."""
        self._city, self._time, self._assumed, self._rng = city, time, assumed, rng
        self._party = party
        self._idle = dict.fromkeys(accounts)
        self._buyers: dict[str, None] = {}
        self.holds: dict[str, Held] = {}
        """The bookings of its own accounts."""
        self._hunting = False
        self._chased: set[tuple[Slot, Turns | None]] = set()
        self._turns: dict[tuple[int, str], int | None] = {}
        city.register([*accounts])

    def come(self) -> None:
        """Ask at the opening with all accounts: each at its turn, or as fast as connections allow."""
        if self._city.policy.window:
            for account in self._idle:
                self._time.start(self._comes_at_turn(account))
        else:
            accounts = iter([*self._idle])
            for _ in range(self._assumed.connections):
                self._time.start(self._rushes(accounts))

    def sell(self, at: float, buyer: str) -> Steps:
        """Give a seat back at an instant and book for the buyer, whose account is registered: at once, or when it can.

        The seat is sold in the buyer's name, which the identity card at the counter has to show.
        """
        yield at
        if not self.holds:
            return
        account = self._rng.choice([*self.holds])
        held = self.holds.pop(account)
        self._idle[account] = self._buyers[buyer] = None
        self._city.cancel(account, held.booking_id)
        yield self._city.now + self._assumed.service + self._assumed.program_trip
        if buyer in self._buyers:
            yield from self._asks(buyer, held.slot)

    def seats_appeared(self) -> None:
        """Look for seats until there are none; looks while nothing is to be seen are left out."""
        if not self._hunting:
            self._hunting = True
            self._time.start(self._hunts())

    def _comes_at_turn(self, account: str) -> Steps:
        city = self._city
        yield -self._rng.random() * 3_600
        turn = city.turn(city.place(account, 0), 0, 60 * city.policy.window)
        yield turn + self._assumed.program_trip / 2
        if city.look():
            yield from self._asks(account, self._rng.choice(city.slots))

    def _rushes(self, accounts: Iterator[str]) -> Steps:
        """Ask by one connection, with one account after another, from the very instant on."""
        yield self._assumed.program_trip / 2
        for account in accounts:
            yield from self._asks(account, self._rng.choice(self._city.slots))
            if account in self._idle:
                return

    def _asks(self, account: str, slot: Slot) -> Steps:
        """Ask until there is a seat, or none that is left."""
        city, assumed = self._city, self._assumed
        people = self._party if account in self._idle else 1
        while account in self._idle or account in self._buyers:
            answer = city.book(account, slot, people)
            if answer.code == "done":
                self._has(account, Held(answer.booking_id, slot))
            elif answer.code == "throttled":
                yield city.now + assumed.program_trip
                continue
            elif answer.code == "not_your_turn":
                yield answer.turn + assumed.program_trip / 2
                continue
            elif answer.code == "identity_unverified":
                people = self._party = 1
            elif answer.options:
                slot = self._rng.choice(answer.options)
            elif people > 1 and answer.code == "slot_full":
                people = 1
            else:
                return
            yield city.now + assumed.service + assumed.program_trip

    def _has(self, account: str, held: Held) -> None:
        if account in self._buyers:
            del self._buyers[account]
        else:
            del self._idle[account]
            self.holds[account] = held

    def _hunts(self) -> Steps:
        city, pause = self._city, self._assumed.program_look
        while city.free or city.look():
            yield (city.now // pause + 1) * pause
            for found in city.look().items():
                if found not in self._chased:
                    self._chased.add(found)
                    self._time.start(self._chases(*found))
        self._hunting = False

    def _chases(self, slot: Slot, turns: Turns | None) -> Steps:
        """Ask for seats that came back, with one account after another until none is left: buyers first, or by turn."""
        city, assumed = self._city, self._assumed
        for at, account in self._in_order(turns):
            if at + assumed.program_trip / 2 > city.now:
                yield at + assumed.program_trip / 2
            if account not in self._idle and account not in self._buyers:
                continue
            answer = city.book(account, slot)
            while answer.code == "throttled":
                yield city.now + assumed.program_trip
                answer = city.book(account, slot)
            if answer.code == "done":
                self._has(account, Held(answer.booking_id, slot))
            elif answer.code == "slot_full":
                break
            yield city.now + (assumed.service + assumed.program_trip) / assumed.connections
        self._chased.discard((slot, turns))

    def _in_order(self, turns: Turns | None) -> list[tuple[float, str]]:
        accounts = [*self._buyers, *(self._idle if self._city.policy.hoards else ())]
        if turns is None:
            return [(0.0, account) for account in accounts]
        begin, until = self._city.seconds(turns.begin), self._city.seconds(turns.until)
        hour = int(begin // 3_600)
        for account in accounts:
            if (hour, account) not in self._turns:
                self._turns[hour, account] = self._city.place(account, begin)
        return sorted((self._city.turn(self._turns[hour, each], begin, until), each) for each in accounts)

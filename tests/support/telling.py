"""Those who tell people, around one table: the dispatcher, the notifier, the clock of reminders, and a post office."""

from __future__ import annotations

import heapq
import itertools
from datetime import datetime, timedelta

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.closures.store import Closures
from antrean.login.store import AddressChanges
from antrean.messages.mailboxes import Mailboxes
from antrean.messages.port import Message, Messenger
from antrean.misses.store import Misses
from antrean.notices.deliver import Notifier
from antrean.notices.dispatch import Dispatcher
from antrean.notices.letters import Letters
from antrean.notices.model import Channel
from antrean.notices.reminders import Reminding
from antrean.notices.store import Notices, Rounds
from instruments.stand_in import stand_in

SITE = "https://antrean.example"


class Post:
    """Takes messages; `error` is raised in place of that, before or after the message was taken."""

    def __init__(self, clock: FixedClock) -> None:
        """Begin with no message."""
        self._clock = clock
        self.sent: list[tuple[str, Message]] = []
        self.at: list[datetime] = []
        """When each message was taken."""
        self.error: BaseException | None = None
        self.taken_all_the_same = False

    def send(self, to: str, message: Message) -> None:
        """Take a message."""
        if self.error and not self.taken_all_the_same:
            raise self.error
        self.sent.append((to, message))
        self.at.append(self._clock.instant)
        if self.error:
            raise self.error

    @property
    def kinds(self) -> list[str]:
        """The kinds of the messages, in order."""
        return [message.kind for _, message in self.sent]


class Waiting:
    """A queue of notices, each of which can be seen from an instant on."""

    def __init__(self, clock: FixedClock) -> None:
        """Begin empty."""
        self._clock = clock
        self._order = itertools.count()
        self._messages: list[tuple[datetime, int, str]] = []

    def send(self, notice_id: str, seconds: int = 0) -> None:
        """Keep an id for so many seconds, or as long as SQS can."""
        assert seconds >= 0
        seen_from = self._clock.instant + timedelta(seconds=min(seconds, 900))
        heapq.heappush(self._messages, (seen_from, next(self._order), notice_id))

    @property
    def ids(self) -> list[str]:
        """All ids that wait."""
        return [notice_id for _, _, notice_id in sorted(self._messages)]

    def take(self) -> list[str]:
        """Take the ids that can be seen now."""
        taken = []
        while self._messages and self._messages[0][0] <= self._clock.instant:
            taken.append(heapq.heappop(self._messages)[2])
        return taken


class Telling:
    """The dispatcher, the notifier and the reminders of one table; `client` is a client of DynamoDB."""

    def __init__(
        self, services: Services, client: object, clock: FixedClock, channels: tuple[Channel, ...] = ("mail",)
    ) -> None:
        """Work on the table of the services, over these channels."""
        self.services = services
        table, accounts = Table(stand_in(client), "antrean"), services.store.accounts
        self.notices, self.mailboxes = Notices(table), Mailboxes(table, services.pepper)
        self.queue, self.post, self.whatsapp = Waiting(clock), Post(clock), Post(clock)
        changes = AddressChanges(table)
        closures = Closures(table)
        told_of = services.store.bookings, accounts, closures, changes, closures.waiting(services.store), Misses(table)
        letters = Letters(*told_of, services.directory, services.pepper, SITE)
        messengers: dict[Channel, Messenger] = {"mail": self.post, "whatsapp": self.whatsapp}
        carried = {channel: messengers[channel] for channel in channels}
        self.notifier = Notifier(self.notices, letters, carried, self.mailboxes, clock)
        self.dispatcher = Dispatcher(self.notices, accounts, self.queue, clock, channels)
        self.reminding = Reminding(services.store.bookings, Rounds(table), self.dispatcher, clock)

    def tell(self, old: Booking | None, new: Booking | None) -> None:
        """Dispatch a change, and bring every notice as far as it gets now."""
        self.dispatcher.booking_changed(old, new)
        self.bring()

    def bring(self) -> list[timedelta | None]:
        """Take up every id that can be seen, and return what the notifier said; what must wait is sent anew."""
        said = []
        for notice_id in self.queue.take():
            later = self.notifier.deliver(notice_id)
            said.append(later)
            if later is not None:
                self.queue.send(notice_id, int(later.total_seconds()))
        return said

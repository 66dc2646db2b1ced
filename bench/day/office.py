"""An office of the deployed system on its day: people who booked for today, staff, and requests of theirs over HTTP."""

from __future__ import annotations

import json
import secrets
import threading
import time
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from antrean.aws.table import Table
from antrean.base.clock import SystemClock
from antrean.bookings.forms import NewBooking, Person
from antrean.changes import book
from antrean.hall import door
from antrean.hall.model import Day
from antrean.hall.store import Hall
from antrean.offices.directory import OfficeDirectory
from antrean.offices.store import Looks
from antrean.slots.items import quota_key
from antrean.slots.model import Slot
from antrean.tickets import qr
from bench.surroundings import processes
from deploy.errors import CommandError
from instruments.dynamodb.table import TableReader
from instruments.replay.people import sign_up_of
from local.aws.clients import Clients
from local.deployment import StackOutputs
from local.seed import demo
from local.seed.people import ensure_staff
from local.state.outputs import Login

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.bookings.model import Booking
    from antrean.offices.model import Office as OfficeModel
    from local.state.outputs import Outputs

OK: Final = 200
BUSY: Final = 503
_ATTEMPTS: Final = 5
_PAUSE: Final = 1.0
"""Seconds before a request is sent again."""
_SEATS: Final = 600
"""More than any measurement books: the office is to be short of nothing."""
_TIMEOUT: Final = 90
_SESSION: Final = "morning"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the staff who is logged in."""

    token: str
    refresh: str
    """The refresh token, which a page logs in with."""


class Town:
    """The deployed system, and the rules of booking on its table with a clock that shows yesterday."""

    def __init__(self, outputs: Outputs) -> None:
        """Use a running system."""
        self.outputs = outputs
        self.clients = Clients(outputs["endpoint_url"])
        stack = StackOutputs.read(self.clients.cloudformation(), outputs["endpoint_url"])
        place = demo.Place(
            outputs["api_url"],
            outputs["citizen_client_id"],
            outputs["table_name"],
            stack.secret_id,
            stack.nik_keys_id,
        )
        services = demo.as_of_yesterday(place, self.clients)
        self.table = Table(self.clients.dynamodb(), outputs["table_name"])
        self.reader = TableReader(self.clients.dynamodb(), outputs["table_name"])
        self.services = replace(services, directory=_OpenAllDay(services.store.offices, services.clock))
        self._cognito = self.clients.cognito()
        self._people = 0
        # a system that was measured before knows the people of then
        self._district = 10 + secrets.randbelow(80)

    def cpu_seconds(self) -> float:
        """Return the processor seconds that the embedded AWS and all functions have used so far."""
        port = urlsplit(self.outputs["endpoint_url"]).port
        return processes.cpu_seconds(port or 0)

    def staff(self, group: str, offices: str) -> Member:
        """Log somebody new of a group in, whose offices are `offices`."""
        login = Login(username=f"bench-{secrets.token_hex(4)}", password=secrets.token_urlsafe(15))
        ensure_staff(self._cognito, self.outputs["staff_pool_id"], login, group, offices)
        answer = self._cognito.initiate_auth(
            ClientId=self.outputs["staff_client_id"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": login["username"], "PASSWORD": login["password"]},
        )["AuthenticationResult"]
        return Member(answer["IdToken"], answer["RefreshToken"])

    def somebody(self) -> str:
        """Give somebody who was never here an account, and return its id."""
        self._people += 1
        account_id, services = f"bench-{self._district}-{self._people}", self.services
        nik = f"3299{self._district}170590{self._people:04d}"
        services.store.accounts.register(sign_up_of(account_id, nik, services.nik_keys()), services.clock.now())
        return account_id


class Office:
    """One office, its people and its staff."""

    def __init__(self, town: Town, office_id: str) -> None:
        """Open it for today with more seats than anybody needs."""
        self.town = town
        self.office_id = office_id
        model = town.services.directory.found(office_id)
        self.day = Day(office_id, model.today(SystemClock().now()))
        self.slot = Slot(office_id, self.day.date, _SESSION)
        self._staffed = door.Staffed(
            Hall(town.table, town.services.store.bookings, Looks(town.table)),
            town.services.store.bookings,
            SystemClock(),
        )
        self._here = threading.local()
        self.repeated = 0
        """How many requests were sent again, because the service was busy."""
        self.officer = self.member()
        _make_room(town, model, self.slot)

    @property
    def hall(self) -> Hall:
        """The day as it stands in the table."""
        return self._staffed.hall

    def member(self, group: str = "officers") -> Member:
        """Log somebody new of the office in."""
        return self.town.staff(group, self.office_id)

    def expects(self, count: int) -> list[Booking]:
        """Let so many people book for today, each alone, in the order of their numbers."""
        slot = self.slot
        request = NewBooking(
            office_id=slot.office_id,
            date=slot.date,
            session=slot.session,
            service="renewal",
            applicants=(Person(relation="self"),),
        )
        return [book.book(self.town.services, self.town.somebody(), request, f"key-{each}") for each in range(count)]

    def receives(self, booked: Sequence[Booking]) -> None:
        """Let people arrive, by the rules and not over HTTP: what is measured comes after it."""
        for made in booked:
            arrival = door.Arrival(qr.payload(made.booking_id), early=True)
            door.arrive(self._staffed, "bench", self.office_id, arrival, made.booking_id)

    def must(self, path: str, body: object = None, member: Member | None = None) -> Any:  # noqa: ANN401 - any JSON
        """Do something in somebody's name that nothing may refuse, and return the answer's body; raises CommandError.

        Where the service is busy the request is sent again under its key, as the pages do.
        """
        headers = {
            "Authorization": f"Bearer {(member or self.officer).token}",
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(8),
        }
        status, answer = 0, None
        for _ in range(_ATTEMPTS):
            status, answer = self.asks("POST", f"/staff/offices/{self.office_id}/{path}", headers, body)
            if status == OK:
                return answer
            if status != BUSY:
                break
            self.repeated += 1
            time.sleep(_PAUSE)
        message = f"POST {path} of {self.office_id} answered {status} {answer}."
        raise CommandError(message)

    def asks(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: object = None
    ) -> tuple[int, Any]:
        """Send a request to the API on a connection of this thread; return status and body."""
        address = urlsplit(self.town.outputs["api_url"])
        connection: HTTPConnection | None = getattr(self._here, "connection", None)
        if connection is None:
            connection = self._here.connection = HTTPConnection(address.netloc, timeout=_TIMEOUT)
        content = None if body is None else json.dumps(body).encode()
        connection.request(method, address.path + path, content, headers or {})
        answer = connection.getresponse()
        told = answer.read()
        return answer.status, json.loads(told) if told else None


class _OpenAllDay(OfficeDirectory):
    """Offices whose arrival windows are the whole day: nobody is early or late, at whatever hour it is measured."""

    def get(self, office_id: str) -> OfficeModel | None:
        found = super().get(office_id)
        if found is None:
            return None
        windows = tuple(each._replace(arrive_from="00:00", arrive_until="23:59") for each in found.sessions)
        return found._replace(sessions=windows)


def _make_room(town: Town, office: OfficeModel, slot: Slot) -> None:
    """Open a slot with many seats more. Those that an operator adds are kept for a while, so these are written."""
    demo.open_slot(town.services, office, slot)
    pk, sk = quota_key(slot)
    town.clients.dynamodb().update_item(
        TableName=town.outputs["table_name"],
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="ADD #capacity :more, seats_left :more",
        ExpressionAttributeNames={"#capacity": "capacity"},
        ExpressionAttributeValues={":more": {"N": str(_SEATS)}},
    )

"""Make demo citizens, of whom one has a booking for today, so that a person can try a check-in at once.

They sign up through the API. A slot takes no bookings on its own day, so the booking is made by calling the
rules directly with a clock that shows yesterday.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from antrean.aws.table import Table
from antrean.base.clock import FixedClock, SystemClock
from antrean.base.errors import Code, Refused
from antrean.base.ids import KEPT, Pepper
from antrean.bookings import operation
from antrean.bookings.forms import NewBooking, Person
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.changes import book
from antrean.login.identity import ACCOUNT_ATTRIBUTE
from antrean.login.sessions import LoginSession
from antrean.offices.directory import OfficeDirectory
from antrean.slots import changes, publishing
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.tickets import qr
from deploy.errors import CommandError
from local.aws.mail import Wanted
from local.seed.people import id_token
from local.state.outputs import BookingToday

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antrean.bookings.model import Booking
    from antrean.offices.model import Office
    from local.aws.clients import Clients
    from local.aws.mail import Mailbox


_OFFICE: Final = "jakarta-selatan"
_SEATS_ON_A_DAY_OFF: Final = 30
_BIRTH_DATE: Final = date(1990, 5, 17)
_MAIL_SECONDS: Final = 30
_MAILED_CODE: Final = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_TRIES: Final = 4
_NOT_HERE: Final = frozenset({Code.SLOT_FULL, Code.SLOT_CLOSED, Code.SLOT_NOT_YET_OPEN})


@dataclass(frozen=True)
class Place:
    """Where the deployed system is."""

    api_url: str
    citizen_client_id: str
    table_name: str
    secret_id: str
    nik_keys_id: str


def ensure_citizen(place: Place, clients: Clients, mailbox: Mailbox, email: str, password: str) -> str:
    """Return the account id of a demo citizen. At the first call they sign up and confirm with the code of the mail.

    Raises CommandError when the API refuses.
    """
    cognito = clients.cognito()

    def account_id() -> str | None:
        token = id_token(cognito, place.citizen_client_id, email, password)
        return _account_id(token) if token else None

    if known := account_id():
        return known
    seen = {mail["id"] for mail in mailbox.read(Wanted(email))}
    begun = _post(
        f"{place.api_url}/accounts",
        {
            "nik": _nik(_BIRTH_DATE),
            "full_name": "Warga Contoh",
            "birth_date": _BIRTH_DATE.isoformat(),
            "email": email,
            "phone": "+62" + "81200000000",
        },
    )
    _post(
        f"{place.api_url}/accounts/confirm",
        {"secret": begun["secret"], "code": _code(mailbox, seen, email), "password": password},
    )
    made = account_id()
    if made is None:
        message = "The demo citizen signed up and confirmed, but cannot log in."
        raise CommandError(message)
    return made


def ensure_booking_today(place: Place, clients: Clients, accounts: Iterator[str]) -> BookingToday:
    """Return a demo citizen's booking for today (office time); make it when there is none. Raises CommandError.

    `accounts` are the ids of the demo citizens. They are taken one after another; the first who can book ends the
    search.
    """
    services = as_of_yesterday(place, clients)
    for account_id in accounts:
        made = booked_today(services, account_id)
        if made:
            return BookingToday(code=qr.payload(made.booking_id), office_id=made.slot.office_id)
    message = "The booking for today was refused: every demo citizen has another one."
    raise CommandError(message)


def as_of_yesterday(place: Place, clients: Clients) -> Services:
    """Return what the rules of booking work with, with a clock that shows yesterday."""
    pepper = Pepper.from_secret_string(_kept(clients, place.secret_id))
    nik_keys = pepper.nik_keys(_kept(clients, place.nik_keys_id))
    yesterday = FixedClock(SystemClock().now() - timedelta(days=1))
    store = Store(Table(clients.dynamodb(), place.table_name))
    return Services(
        store=store,
        pepper=pepper,
        nik_keys=lambda: nik_keys,
        clock=yesterday,
        full_slots=FullSlots(yesterday),
        directory=OfficeDirectory(store.offices, yesterday),
    )


def _kept(clients: Clients, secret_id: str) -> str:
    return clients.secrets().get_secret_value(SecretId=secret_id, VersionStage=KEPT)["SecretString"]


def booked_today(services: Services, account_id: str) -> Booking | None:
    """Return the account's booking for today, made now if there is none; None where the account has one for yesterday.

    The clock of `services` shows yesterday. Raises CommandError.
    """
    now = services.clock.now() + timedelta(days=1)
    if account := services.store.accounts.get(account_id):
        # Where the confirmation of the citizen's sign-up was repeated, their sessions of before have ended.
        services = replace(services, login_session=LoginSession(account_id, account.email, SystemClock().now()))
    for made in operation.all_of(services, account_id):
        if made.holds_seats and made.slot.date == now.astimezone(made.zone).date():
            return made
    for office, slot in slots_today(services, _OFFICE):
        open_slot(services, office, slot)
        request = NewBooking(
            office_id=slot.office_id,
            date=slot.date,
            session=slot.session,
            service="new",
            applicants=(Person(relation="self"),),
        )
        try:
            return book.book(services, account_id, request, secrets.token_urlsafe(16))
        except Refused as refusal:
            if refusal.code in _NOT_HERE:
                continue
            if refusal.code == Code.BOOKING_EXISTS:
                return None
            message = f"The booking for today was refused: {refusal.code}"
            raise CommandError(message) from refusal
    message = "No office has a seat for the booking for today."
    raise CommandError(message)


def slots_today(services: Services, first: str) -> Iterator[tuple[Office, Slot]]:
    """Today's slots, those of the office `first` before all others; the clock of `services` shows yesterday."""
    now = services.clock.now() + timedelta(days=1)
    for office in sorted(services.directory.all(), key=lambda office: office.office_id != first):
        for session in office.sessions:
            yield office, Slot(office.office_id, office.today(now), session.session)


def open_slot(services: Services, office: Office, slot: Slot) -> None:
    """Open the slot for bookings of yesterday, also when today is a weekend or a holiday."""
    if not office.weekly.get(slot.session, {}).get(slot.date.weekday()):
        seats = {slot.date.weekday(): _SEATS_ON_A_DAY_OFF}
        office = office._replace(weekly={slot.session: seats})
    publishing.publish(services.store.quotas, services.clock, office, {}, slot.date, slot.date)
    found = services.store.quotas.get(slot)
    if found and found.state == "closed":
        change = QuotaChange(state="open", reason="make run: a booking for today to try a check-in with")
        changes.change(services.store.quotas, services.pepper, services.clock, "make run", slot, found.version, change)


def _nik(birth_date: date) -> str:
    """Return an invented NIK of South Jakarta for a man of that birth date; each call draws another serial number."""
    return "31" + "74" + "01" + birth_date.strftime("%d%m%y") + f"{secrets.randbelow(9999) + 1:04d}"


def _account_id(token: str) -> str:
    """Return whose account an ID token names that Cognito has just handed to us."""
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return str(claims.get(ACCOUNT_ATTRIBUTE, claims["sub"]))


def _code(mailbox: Mailbox, seen: set[str], email: str) -> str:
    """Wait for the verification mail and return the code in it."""
    deadline = time.monotonic() + _MAIL_SECONDS
    while time.monotonic() < deadline:
        for mail in mailbox.read(Wanted(email)):
            found = _MAILED_CODE.search(mail["text"])
            if found and mail["id"] not in seen:
                return found[0]
        time.sleep(0.2)
    message = f"No verification mail came within {_MAIL_SECONDS} s."
    raise CommandError(message)


def _post(url: str, body: dict[str, str]) -> dict[str, Any]:
    """Send a request and return its answer, again after a pause where the system is busy at its start."""
    request = urllib.request.Request(  # noqa: S310 - our own address
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    tries_left = _TRIES
    while True:
        tries_left -= 1
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
                found: dict[str, Any] = json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            if error.code == HTTPStatus.SERVICE_UNAVAILABLE and tries_left:
                time.sleep(int(error.headers["Retry-After"]))
                continue
            # The answer may be shown: it names fields and a code, and never repeats a NIK or a password.
            message = f"POST {url} answered {error.code}: {error.read().decode(errors='replace')[:500]}"
            raise CommandError(message) from error
        return found

"""Builds what a function works with, at its first use, and keeps it while the environment is warm.

Modules that only some functions use are imported where they are used, so that the others need not load them at their
cold start.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from antrean.aws import clients
from antrean.base.clock import SystemClock
from antrean.base.environment import setting

if TYPE_CHECKING:
    from antrean.account.erase import Eraser
    from antrean.account.store import Erasures
    from antrean.aws.queue import DeadLetters, NoticeQueue
    from antrean.aws.stream import Stream
    from antrean.aws.table import Table
    from antrean.base.environment import DeadLetterQueue
    from antrean.base.ids import Pepper
    from antrean.base.nik_keys import NikKeys, RememberedNikKeys
    from antrean.bookings.operation import Services
    from antrean.bookings.stores import Store
    from antrean.closures.store import Closures
    from antrean.household.store import Households
    from antrean.http.route import Caller
    from antrean.login.identity import Identity
    from antrean.login.sessions import Session
    from antrean.login.sign_up import Registrar
    from antrean.messages.mailboxes import Mailboxes
    from antrean.messages.port import Messenger
    from antrean.notices.deliver import Notifier
    from antrean.notices.dispatch import Dispatcher
    from antrean.notices.model import Channel
    from antrean.notices.reminders import Reminding
    from antrean.notices.reports import Reports
    from antrean.notices.store import Notices
    from antrean.offices.directory import OfficeDirectory
    from antrean.offices.store import Looks, Offices
    from antrean.people.renewals import Renewals
    from antrean.registry.checks import Answerer, Checks
    from antrean.registry.store import Levels
    from antrean.slots.store import Quotas
    from antrean.tickets.receipts import Receipts
    from antrean.turns.store import ReleaseSecrets
    from antrean.waiting.store import Waiting

CLOCK = SystemClock()
DRAW, WAIT = secrets.token_bytes, time.sleep
"""Where chance comes from that nobody may guess, and what waits so many seconds."""


@cache
def pepper() -> Pepper:
    """Return the pepper that the environment's secret keeps, read once; raises `Busy` where it cannot be read now."""
    from antrean.base.ids import Pepper

    return Pepper.from_secret_string(_kept_value(setting("SECRET_ID")))


@cache
def nik_keys() -> RememberedNikKeys:
    """Return what knows the keys of NIKs, which it reads when they are asked for; it raises `Busy` where it cannot."""
    from antrean.base.nik_keys import RememberedNikKeys

    return RememberedNikKeys(read_nik_keys, CLOCK)


def read_nik_keys() -> NikKeys:
    """Read the keys of NIKs as they are now; raises `Busy` where they cannot be read now."""
    return pepper().nik_keys(_kept_value(setting("NIK_KEYS_ID")))


def _kept_value(secret_id: str) -> str:
    from antrean.aws.secret import read

    # Cognito waits 5 s for the gate of sign-ups; two tries and the pause between them take 4.6 s.
    return read(clients.client("secretsmanager", read_timeout=1.8), secret_id)


@cache
def table() -> Table:
    """Return the environment's table."""
    from antrean.aws.table import Table

    # Only stores build requests, and DynamoDB checks them; botocore's own check took a seventh of a booking's time.
    return Table(clients.client("dynamodb", parameter_validation=False), setting("TABLE_NAME"))


@cache
def offices() -> Offices:
    """Return the offices in the table."""
    from antrean.offices.store import Offices

    return Offices(table())


@cache
def quotas() -> Quotas:
    """Return the quotas in the table."""
    from antrean.slots.store import Quotas

    return Quotas(table())


@cache
def release_secrets() -> ReleaseSecrets:
    """Return the secrets of the days' releases in the table."""
    from antrean.turns.store import ReleaseSecrets

    return ReleaseSecrets(table())


@cache
def store() -> Store:
    """Return the stores of all kinds of items in the table."""
    from antrean.bookings.stores import Store

    return Store(table())


@cache
def closures() -> Closures:
    """Return the closures in the table."""
    from antrean.closures.store import Closures

    return Closures(table())


@cache
def waiting() -> Waiting:
    """Return the waiting list in the table."""
    from antrean.waiting.store import Waiting

    return Waiting(table(), store())


@cache
def looks() -> Looks:
    """Return the records in the table of what the staff looked at."""
    from antrean.offices.store import Looks

    return Looks(table())


@cache
def directory() -> OfficeDirectory:
    """Return the offices as this environment remembers them."""
    from antrean.offices.directory import OfficeDirectory

    return OfficeDirectory(offices(), CLOCK)


@cache
def services() -> Services:
    """Return what the rules of booking work with."""
    from antrean.bookings.operation import Services
    from antrean.slots.full_slots import FullSlots

    return Services(store(), pepper(), nik_keys(), CLOCK, FullSlots(CLOCK), directory())


def services_for(caller: Caller) -> Services:
    """Return what the rules of booking work with for a citizen who asks."""
    return replace(services(), session=session_of(caller))


def session_of(caller: Caller) -> Session:
    """Return the session of a citizen who asks, as the token tells of it."""
    from antrean.login.sessions import Session

    return Session(caller.user, caller.token.get("email", ""), caller.logged_in_at)


def booking_services_for(caller: Caller) -> Services:
    """Return the same for whoever books, with the level of identity that booking for others takes."""
    return replace(services_for(caller), family_level=family_level())


def family_level() -> int:
    """Return the level of identity from which an account books for others; 0 where no registry could raise anybody."""
    return int(setting("FAMILY_LEVEL"))


@cache
def mail() -> Messenger:
    """Return what sends letters."""
    from antrean.messages.ses import SesMessenger

    return SesMessenger(clients.client("sesv2"), setting("MAIL_SENDER"))


@cache
def notices() -> Notices:
    """Return the notices in the table."""
    from antrean.notices.store import Notices

    return Notices(table())


@cache
def notice_queue() -> NoticeQueue:
    """Return the queue of notices that wait."""
    from antrean.aws.queue import NoticeQueue

    return NoticeQueue(clients.client("sqs"), setting("NOTICES_URL"))


@cache
def notifier() -> Notifier:
    """Return what brings notices to people."""
    from antrean.login.store import AddressChanges
    from antrean.messages.ses import SesMessenger
    from antrean.misses.store import Misses
    from antrean.notices.deliver import Notifier
    from antrean.notices.letters import Letters

    # A mail that was sent twice because no answer came is worse than one that is looked at again after its lease.
    ses = clients.client("sesv2", retries={"mode": "standard", "total_max_attempts": 1})
    mails = SesMessenger(ses, setting("MAIL_SENDER"), setting("MAIL_CONFIGURATION"))
    messengers: dict[Channel, Messenger] = {"mail": mails}
    if has_whatsapp():
        from antrean.messages.whatsapp import WhatsAppMessenger

        messengers["whatsapp"] = WhatsAppMessenger(
            setting("WHATSAPP_URL"), setting("WHATSAPP_NUMBER_ID"), lambda: _secret("WHATSAPP_TOKEN_ID")
        )
    told_of = store().bookings, store().accounts, closures(), AddressChanges(table()), waiting(), Misses(table())
    letters = Letters(*told_of, directory(), pepper(), setting("SITE_URL"))
    return Notifier(notices=notices(), letters=letters, messengers=messengers, mailboxes=mailboxes(), clock=CLOCK)


def has_whatsapp() -> bool:
    """Tell whether this deployment has a number to write from over WhatsApp."""
    return bool(setting("WHATSAPP_NUMBER_ID"))


def _secret(name: Literal["REGISTRY_KEY_ID", "WHATSAPP_TOKEN_ID"]) -> str:
    """Read what proves to somebody else who we are; raises `Busy` where it cannot be read now, whatever the reason."""
    from antrean.aws.secret import CURRENT, read

    return read(clients.client("secretsmanager"), setting(name), CURRENT).strip()


@cache
def mailboxes() -> Mailboxes:
    """Return which mailboxes take no mail."""
    from antrean.messages.mailboxes import Mailboxes

    return Mailboxes(table(), pepper())


@cache
def dispatcher() -> Dispatcher:
    """Return what makes notices."""
    from antrean.notices.dispatch import Dispatcher

    more: tuple[Channel, ...] = ("whatsapp",) if has_whatsapp() else ()
    return Dispatcher(notices(), store().accounts, notice_queue(), CLOCK, ("mail", *more))


@cache
def reports() -> Reports:
    """Return what takes SES's reports."""
    from antrean.notices.reports import Reports

    return Reports(notices(), mailboxes(), CLOCK)


@cache
def reminding() -> Reminding:
    """Return what makes reminders."""
    from antrean.notices.reminders import Reminding
    from antrean.notices.store import Rounds

    return Reminding(store().bookings, Rounds(table()), dispatcher(), CLOCK)


@cache
def identity() -> Identity:
    """Return the citizens' mailboxes and passwords."""
    from antrean.login.cognito import CognitoIdentity

    # Cognito's sign-up waits for the gate, which may start cold. A repeat finds the user and sets its password.
    pool = clients.client("cognito-idp", read_timeout=6, retries={"mode": "standard", "total_max_attempts": 2})
    return CognitoIdentity(pool, setting("CITIZEN_POOL_ID"), setting("CITIZEN_CLIENT_ID"))


@cache
def erasures() -> Erasures:
    """Return the accounts in the table that are being closed."""
    from antrean.account.store import Erasures

    return Erasures(table())


@cache
def eraser() -> Eraser:
    """Return what erases accounts."""
    from antrean.account.erase import Eraser

    return Eraser(erasures(), store().accounts, identity(), CLOCK, store().records, pepper())


@cache
def households() -> Households:
    """Return the households in the table."""
    from antrean.household.store import Households

    return Households(table())


@cache
def renewals() -> Renewals:
    """Return what brings accounts to what is kept of them now."""
    from antrean.people.renewals import Renewals

    return Renewals(table())


@cache
def registrar() -> Registrar:
    """Return what registers citizens."""
    from antrean.login.logins import Logins
    from antrean.login.sign_up import Registrar
    from antrean.login.store import AddressChanges, Records
    from antrean.people.store import Accounts
    from antrean.proofs.codes import Codes
    from antrean.proofs.store import WaitingCodes

    accounts, site_url = Accounts(table()), setting("SITE_URL")
    codes = Codes(WaitingCodes(table()), mail(), pepper(), CLOCK, draw=DRAW)
    logins = Logins(accounts, AddressChanges(table()), identity(), codes, pepper(), CLOCK, site_url, WAIT)
    return Registrar(
        accounts, logins, codes, mail(), pepper(), nik_keys(), CLOCK, Records(table()), site_url, checks(), levels()
    )


@cache
def levels() -> Levels:
    """Return how sure identities are."""
    from antrean.registry.store import Levels

    return Levels(table())


@cache
def checks() -> Checks | None:
    """Return what puts questions for the registry into the queue; None where this deployment has no registry."""
    if not setting("SEAL_KEY_ID"):
        return None
    from antrean.aws.queue import Seal, SealedQueue
    from antrean.registry.checks import Checks

    seal = Seal(clients.client("kms"), setting("SEAL_KEY_ID"))
    queue = SealedQueue(clients.client("sqs"), setting("CHECKS_URL"), seal)
    return Checks(queue, levels(), pepper(), nik_keys())


@cache
def answerer() -> Answerer:
    """Return what asks the registry the questions of the queue."""
    from antrean.aws.queue import Seal
    from antrean.registry.checks import Answerer
    from antrean.registry.service import RegistryService

    registry = RegistryService(setting("REGISTRY_URL"), lambda: _secret("REGISTRY_KEY_ID"))
    return Answerer(Seal(clients.client("kms"), setting("SEAL_KEY_ID")), registry, levels(), nik_keys())


@cache
def receipts() -> Receipts:
    """Return the receipts in the environment's bucket."""
    from antrean.aws.bucket import Bucket
    from antrean.tickets.receipts import Receipts

    return Receipts(Bucket(clients.client("s3", **clients.S3_OPTIONS), setting("RECEIPTS_BUCKET")), pepper())


def dead_letters(queue: DeadLetterQueue) -> DeadLetters:
    """Return one of the queues of what functions gave up on."""
    from antrean.aws.queue import DeadLetters

    return DeadLetters(clients.client("sqs"), setting(queue))


@cache
def stream() -> Stream:
    """Return the table's stream, whose records are read again by their position."""
    from antrean.aws.stream import Stream

    return Stream(clients.client("dynamodbstreams"))

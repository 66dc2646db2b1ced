"""Builds what makes notices, brings them to people and takes the reports on them, as `wiring` does for all else."""
# ruff: noqa: PLC0415 - see `wiring`

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from antrean import wiring
from antrean.aws import clients
from antrean.base.environment import setting

if TYPE_CHECKING:
    from antrean.aws.queue import NoticeQueue
    from antrean.messages.port import Messenger
    from antrean.notices.deliver import Notifier
    from antrean.notices.dispatch import Dispatcher
    from antrean.notices.model import Channel
    from antrean.notices.reminders import Reminding
    from antrean.notices.reports import Reports
    from antrean.notices.store import Notices


@cache
def notices() -> Notices:
    """Return the notices in the table."""
    from antrean.notices.store import Notices

    return Notices(wiring.table())


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
    if wiring.has_whatsapp():
        from antrean.messages.whatsapp import WhatsAppMessenger

        messengers["whatsapp"] = WhatsAppMessenger(
            setting("WHATSAPP_URL"), setting("WHATSAPP_NUMBER_ID"), lambda: wiring.secret("WHATSAPP_TOKEN_ID")
        )
    store, table = wiring.store(), wiring.table()
    told_of = store.bookings, store.accounts, wiring.closures(), AddressChanges(table), wiring.waiting(), Misses(table)
    letters = Letters(*told_of, wiring.directory(), wiring.pepper(), setting("SITE_URL"))
    clock, mailboxes = wiring.CLOCK, wiring.mailboxes()
    return Notifier(notices=notices(), letters=letters, messengers=messengers, mailboxes=mailboxes, clock=clock)


@cache
def dispatcher() -> Dispatcher:
    """Return what makes notices."""
    from antrean.notices.dispatch import Dispatcher

    more: tuple[Channel, ...] = ("whatsapp",) if wiring.has_whatsapp() else ()
    return Dispatcher(notices(), wiring.store().accounts, notice_queue(), wiring.CLOCK, ("mail", *more))


@cache
def reports() -> Reports:
    """Return what takes SES's reports."""
    from antrean.notices.reports import Reports

    return Reports(notices(), wiring.mailboxes(), wiring.CLOCK)


@cache
def reminding() -> Reminding:
    """Return what makes reminders."""
    from antrean.notices.reminders import Reminding
    from antrean.notices.store import Rounds

    return Reminding(wiring.store().bookings, Rounds(wiring.table()), dispatcher(), wiring.CLOCK)

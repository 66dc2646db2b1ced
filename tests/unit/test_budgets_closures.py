"""What closures cost: however many parties there are, their accounts and mailboxes are read together."""

from __future__ import annotations

import pytest

from antrean.aws.table import Table
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.closures import apply
from antrean.closures.calls import calls
from antrean.closures.forms import NewClosure
from antrean.closures.preview import preview
from antrean.closures.store import Closures
from antrean.messages.mailboxes import Mailboxes
from antrean.offices.store import Looks
from instruments.dynamodb.meter import Meter
from instruments.replay.people import nik
from instruments.stand_in import stand_in
from tests.support.wishes import KEY, asked
from tests.unit.conftest import DAY, NOW, OFFICE, SLOT, register


@pytest.mark.parametrize("parties", [1, 4])
def test_a_preview(metered: Services, meter: Meter, parties: int) -> None:
    """Five calls: the quotas, the list of the day, its bookings, their accounts, and the mailboxes of these."""
    _book(metered, parties)
    mailboxes = Mailboxes(_table(metered, meter), metered.pepper)
    mailboxes.note_unreachable("warga-0@contoh.id", "bounced", NOW)
    meter.bill.clear()
    [seen] = preview(metered.store, OFFICE, NOW, (DAY, DAY), "morning", mailboxes.unreachable_of).slots
    assert meter.bill.calls == ["query", "query", "batch_get_item", "batch_get_item", "batch_get_item"]
    assert (meter.bill.writes, seen.parties, seen.unreachable) == (0, parties, 1)


@pytest.mark.parametrize("parties", [1, 4])
def test_a_call_list(metered: Services, meter: Meter, parties: int) -> None:
    """Four calls and the records: the list of the closure, its bookings, their accounts, and the mailboxes of these."""
    _book(metered, parties)
    table = _table(metered, meter)
    mailboxes, closures = Mailboxes(table, metered.pepper), Closures(table)
    request = NewClosure.model_validate({"from": DAY, "to": DAY, "session": "morning", "reason": "padam"})
    tag = preview(metered.store, OFFICE, NOW, (DAY, DAY), "morning", mailboxes.unreachable_of).tag
    closure = apply.close(metered, closures, "operator", OFFICE, tag, request, KEY)
    sent = apply.send(metered, closures, "operator", closure)
    for serial in range(parties):
        mailboxes.note_unreachable(f"warga-{serial}@contoh.id", "bounced", NOW)
    meter.bill.clear()
    found = calls(metered.store, Looks(table), metered.clock, "petugas", sent, mailboxes.unreachable_of)
    assert meter.bill.calls == [
        "query",
        "batch_get_item",
        "batch_get_item",
        "batch_get_item",
        "put_item",
        "transact_write_items",
    ]
    assert (meter.bill.writes, [each.unreachable for each in found]) == (1 + 2 * parties, [True] * parties)


def _table(services: Services, meter: Meter) -> Table:
    return Table(stand_in(meter), services.store.quotas._table.name)  # noqa: SLF001 - the table of this test


def _book(services: Services, parties: int) -> None:
    """Let parties of one book the slot, each with an account and a mailbox of its own."""
    for serial in range(parties):
        account = register(services, f"warga-{serial}", nik(80 + serial))
        book.book(services, account, asked(1, SLOT), KEY)

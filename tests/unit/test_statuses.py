"""What a booking's status means: one table, which nothing else repeats."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from antrean.base.errors import Code
from antrean.bookings.commit import numbered
from antrean.bookings.items import as_booking, as_item, booking_key
from antrean.bookings.model import HOLD_SEATS, STATUSES, Booking, Offer
from antrean.bookings.operation import Services
from antrean.bookings.resolve import resolve
from antrean.bookings.sweep import sweep
from antrean.changes import add, book, cancel, move
from antrean.notices.events import notices_of
from tests.support.ledger import unbalanced
from tests.support.wishes import KEY, asked, choice, left, more, refusal
from tests.unit.conftest import OFFICE, SLOT

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "layers/core/antrean/bookings/model.py"


def test_what_each_status_means() -> None:
    """Seats, people, the counter, who may change the booking, and whether that counts, for all four."""
    assert {
        status: (
            meaning.holds_seats,
            meaning.holds_people,
            meaning.good_at_counter,
            set(meaning.changed_by),
            meaning.counts,
        )
        for status, meaning in STATUSES.items()
    } == {
        "confirmed": (True, True, True, {"account", "people", "counter", "office"}, True),
        "cancelled": (False, False, False, set(), True),
        "offered": (True, False, False, {"answer", "office", "schedule"}, False),
        "displaced": (False, True, False, {"account", "people", "office", "schedule"}, False),
    }
    assert HOLD_SEATS == ("confirmed", "offered")


@pytest.fixture
def offered(services: Services, siti: str) -> Booking:
    """Two seats that are offered to Siti: their claim is in the quota still, as where the offerer died."""
    made = book.book(services, siti, asked(2), KEY)
    cancel.cancel(services, siti, made.booking_id)
    store, now = services.store, services.clock.now()
    claim = store.quotas.claim(SLOT, services.pepper.claim_id("0" * 16, "offer", "", SLOT.path, 2), 2, now)
    offer = made._replace(
        booking_id=claim.booking_id,
        applicants=numbered(made.applicants, claim),
        ranges=(claim.range,),
        status="offered",
        revision=0,
    )
    store.bookings._table.transact([store.bookings.write_action(offer, claim, None)])  # noqa: SLF001
    return offer


def test_an_offer_holds_its_seats_and_the_sweeper_gives_none_back(services: Services, offered: Booking) -> None:
    """What is not confirmed is not therefore nobody's: "active" means two things, and the seats follow one of them."""
    services.clock.instant += timedelta(minutes=2)  # type: ignore[attr-defined]
    before = left(services.store)
    assert sweep(services.store, services.clock, [OFFICE]).resolved == 1
    assert (left(services.store), unbalanced(services.store, [SLOT], settled=True)) == (before, [])
    [held] = offered.held_seats
    assert held.n == 2


def test_the_fence_of_an_offer_gives_nothing_back(services: Services, offered: Booking) -> None:
    """The same where its claim is resolved by whoever meets it."""
    quota = services.store.quotas.get(SLOT)
    assert quota
    [claim] = quota.claims.values()
    found = resolve(services.store, claim, services.clock.now())
    assert found == offered
    assert unbalanced(services.store, [SLOT], settled=True) == []


def test_an_offer_is_no_booking_yet(services: Services, siti: str, offered: Booking) -> None:
    """Whoever changes one is told so, and nothing becomes of it."""
    booking_id = offered.booking_id
    for change in (
        lambda: cancel.cancel(services, siti, booking_id),
        lambda: cancel.leave(services, siti, booking_id, 1),
        lambda: move.move(services, siti, booking_id, choice(), "pindah"),
        lambda: add.add(services, siti, booking_id, more(1, 40), "tambah"),
    ):
        refused = refusal(change)
        assert (refused.code, "offer" in refused.detail) == (Code.NOT_FOUND, True)
    assert services.store.bookings.get(booking_id) == offered


def test_an_offer_is_a_form_of_its_own(offered: Booking) -> None:
    """A release that knows no offers must not touch one; what was accepted is a booking that it can read."""
    accepted = offered._replace(status="confirmed", offer=Offer("0" * 16, offered.created_at, "accepted"))
    assert [as_item(each)["v"] for each in (offered, accepted)] == [5, 2]
    key = dict(zip(("pk", "sk"), booking_key(accepted.booking_id), strict=True))
    assert as_booking({**key, **as_item(accepted)}) == accepted


def test_an_offer_tells_nothing_that_a_booking_tells(offered: Booking) -> None:
    """Numbers and people are told once it is accepted; that it ends is no cancellation."""
    accepted = offered._replace(status="confirmed", revision=1)
    assert not {notice.kind for notice in notices_of(None, offered)} - {"offer_made"}
    assert [notice.kind for notice in notices_of(offered, accepted)] == ["listed", "booked"]
    assert notices_of(offered, offered.ended()._replace(revision=1)) == []


def test_nothing_else_compares_statuses() -> None:
    """No comparison with a status stands anywhere else in the product: a status that is added is added to the table."""
    files = [*(ROOT / "layers/core/antrean").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    assert len(files) > 50
    assert [f"{path.name}:{line}" for path in files if path != TABLE for line in comparisons(path.read_text())] == []


def test_a_comparison_would_be_found() -> None:
    """Each way to compare is one that the test above finds."""
    for text in (
        'booking.status == "confirmed"',
        'item["status"] != other',
        'item.get("status") in {"cancelled"}',
        '"offered" == status',
        'booking.status is "x"',
    ):
        assert list(comparisons(text)) == [1], text
    assert list(comparisons('answer.status_code == 200\nreplace(old, status="cancelled")')) == []


def comparisons(text: str) -> Iterator[int]:
    """Yield the lines of comparisons with a booking's status, but for the look into the table's own lists."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Name) and side.id == "HOLD_SEATS" for side in sides):
            continue
        if any(_is_status(part) for side in sides for part in ast.walk(side)):
            yield node.lineno


def _is_status(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr="status") | ast.Constant(value="confirmed" | "cancelled" | "offered" | "displaced"):
            return True
        case ast.Subscript(slice=ast.Constant(value="status")):
            return True
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value="status"), *_]):
            return True
    return False

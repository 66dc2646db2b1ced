"""Receipts: when they are drawn, replaced and removed, who gets a link, how the stream's function fails."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from antrean import wiring
from antrean.aws.attributes import to_values
from antrean.aws.bucket import Bucket
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import Pepper
from antrean.bookings.items import booking_key
from antrean.bookings.model import Answer, Booking, BookingStatus, CheckIn, Offer
from antrean.tickets import ical, qr, ticket
from antrean.tickets.receipts import FORMATS, Format, Receipts
from contract import declared
from instruments.bookings import booking
from instruments.replay.s3 import FakeS3, s3_error
from instruments.stand_in import stand_in
from tests.support.bookings import image, receipt_names
from tests.support.wishes import refusal

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
PEPPER = Pepper(b"a pepper of the tests, 32 bytes..")
APP = declared.app_of(Path(__file__).parents[2], "receipt_renderer")


@pytest.fixture
def s3() -> FakeS3:
    """An empty bucket."""
    return FakeS3()


@pytest.fixture
def bucket(s3: FakeS3) -> Bucket:
    """The adapter on the empty bucket."""
    return Bucket(stand_in(s3), "bucket")


def names(*bookings: Booking) -> set[str]:
    """The keys of the receipts of bookings at their revisions."""
    return receipt_names(PEPPER, *bookings)


def test_both_forms_are_published(s3: FakeS3, bucket: Bucket) -> None:
    """Ticket and code are stored as what they are."""
    made = booking()
    Receipts(bucket, PEPPER).put(made)
    assert set(s3.objects) == names(made)
    bodies = {key.rpartition(".")[2]: stored for key, stored in s3.objects.items()}
    assert bodies["svg"]["Body"] == ticket.svg(made)
    assert bodies["svg"]["ContentType"].startswith("image/svg+xml")
    assert bodies["png"]["Body"] == qr.png(made.booking_id, made.revision)
    assert bodies["png"]["ContentType"] == "image/png"


def test_names_and_file_names_tell_nothing(s3: FakeS3, bucket: Bucket) -> None:
    """Neither the key nor the file name holds the id, a name or a slot; another pepper gives other keys."""
    made = booking("Budi")
    Receipts(bucket, PEPPER).put(made)
    for key, stored in s3.objects.items():
        told = (key + stored["ContentDisposition"]).lower()
        assert not any(word in told for word in (made.booking_id.lower(), "budi", "bogor", "2026", "4321"))
    assert Pepper(b"another").receipt_name(made.booking_id, 1) != PEPPER.receipt_name(made.booking_id, 1)


def test_a_new_booking_has_a_receipt(s3: FakeS3, bucket: Bucket) -> None:
    """From nothing to a booking: both objects appear."""
    Receipts(bucket, PEPPER).replace(None, booking())
    assert set(s3.objects) == names(booking())


def test_a_change_replaces_both_objects(s3: FakeS3, bucket: Bucket) -> None:
    """After family was added or the slot moved, the new objects come before the old revision's go."""
    old, new = booking("Budi"), booking("Budi", "Siti", revision=2)
    Receipts(bucket, PEPPER).put(old)
    s3.calls.clear()
    Receipts(bucket, PEPPER).replace(old, new)
    assert set(s3.objects) == names(new)
    assert s3.calls == ["put_object", "put_object", "delete_object", "delete_object"]


def test_a_cancelled_booking_keeps_no_receipt(s3: FakeS3, bucket: Bucket) -> None:
    """Cancelling removes the objects and draws nothing."""
    Receipts(bucket, PEPPER).put(booking())
    Receipts(bucket, PEPPER).replace(booking(), booking(status="cancelled", revision=2))
    assert not s3.objects


def test_a_removed_booking_keeps_no_receipt(s3: FakeS3, bucket: Bucket) -> None:
    """Nor does one whose item is gone."""
    Receipts(bucket, PEPPER).put(booking())
    Receipts(bucket, PEPPER).replace(booking(), None)
    assert not s3.objects


def test_a_check_in_draws_nothing(s3: FakeS3, bucket: Bucket) -> None:
    """A change that leaves the revision as it is, such as a check-in or a fence, makes no call at all."""
    Receipts(bucket, PEPPER).replace(booking(), booking(check_in=CheckIn(NOW, "bogor", "officer")))
    Receipts(bucket, PEPPER).replace(None, None)
    assert not s3.calls


def test_replacing_again_in_order_ends_the_same(s3: FakeS3, bucket: Bucket) -> None:
    """Lambda replays a batch from its first failure: the receipts still end at the last revision."""
    first, second, third = booking(), booking(revision=2), booking(revision=3)
    changes = [(None, first), (first, second), (second, third)]
    for old, new in [*changes, *changes[1:]]:
        Receipts(bucket, PEPPER).replace(old, new)
    assert set(s3.objects) == names(third)


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_link_draws_what_the_stream_has_not(s3: FakeS3, bucket: Bucket, file_format: Format) -> None:
    """A reader who is quicker than the stream gets the very object that the stream would have made."""
    made = booking()
    link = Receipts(bucket, PEPPER).link(FixedClock(NOW), made, file_format)
    [(key, stored)] = s3.objects.items()
    assert key in link.url
    assert "get_object&expires=600" in link.url
    assert link.expires_at == NOW + timedelta(minutes=10)
    Receipts(bucket, PEPPER).put(made)
    assert s3.objects[key] == stored


def test_a_link_to_what_is_there_draws_nothing(s3: FakeS3, bucket: Bucket) -> None:
    """Where the stream was in time, one HEAD is all."""
    Receipts(bucket, PEPPER).put(booking())
    s3.calls.clear()
    Receipts(bucket, PEPPER).link(FixedClock(NOW), booking(), "svg")
    assert s3.calls == ["head_object"]


def test_a_ticket_has_the_address_that_the_office_tells_now(s3: FakeS3, bucket: Bucket) -> None:
    """Drawn by the stream, or for another address, it is drawn again for its reader; for the same one it is not."""
    receipts, made = Receipts(bucket, PEPPER), booking()
    receipts.put(made)
    [svg] = [key for key in s3.objects if key.endswith(".svg")]
    for address, drawn in [("Jl. Lama 1", 1), ("Jl. Lama 1", 0), ("Jl. Baru 2", 1), ("", 1), ("", 0)]:
        s3.calls.clear()
        receipts.link(FixedClock(NOW), made, "svg", address)
        assert s3.calls == ["head_object"] + ["put_object"] * drawn
        assert s3.objects[svg]["Body"] == ticket.svg(made, address)


def test_a_code_is_drawn_again_for_no_address(s3: FakeS3, bucket: Bucket) -> None:
    """There is none on it."""
    Receipts(bucket, PEPPER).put(booking())
    s3.calls.clear()
    Receipts(bucket, PEPPER).link(FixedClock(NOW), booking(), "png", "Jl. Ahmad Yani 65")
    assert s3.calls == ["head_object"]


@pytest.mark.parametrize(("status", "answer"), [("offered", None), ("cancelled", "declined")])
def test_an_offer_that_was_not_accepted_is_no_ticket(
    bucket: Bucket, status: BookingStatus, answer: Answer | None
) -> None:
    """It has neither receipt nor calendar file, which would show a number that is not its own yet; accepted, it has."""
    offer = Offer("entry-1", NOW, answer)
    made = booking(status=status, offer=offer)
    for asked in (lambda: Receipts(bucket, PEPPER).link(FixedClock(NOW), made, "svg"), lambda: ical.event(made)):
        refused = refusal(asked)
        assert (refused.code, "offer" in refused.detail) == (Code.NOT_FOUND, True)
    assert "A-007" in ical.event(booking(offer=offer._replace(answer="accepted")))


def test_a_cancelled_booking_has_no_link(s3: FakeS3, bucket: Bucket) -> None:
    """A link to a ticket that is worth nothing would only bring somebody to the counter."""
    with pytest.raises(Refused) as refusal:
        Receipts(bucket, PEPPER).link(FixedClock(NOW), booking(status="cancelled", revision=2), "svg")
    assert refusal.value.code == Code.NOT_FOUND
    assert not s3.calls


def test_a_link_while_s3_is_away_is_busy(s3: FakeS3, bucket: Bucket) -> None:
    """The citizen is asked to come back; nothing else is told."""
    s3.fails["head_object"] = s3_error("HeadObject", 503, "503")
    with pytest.raises(Busy):
        Receipts(bucket, PEPPER).link(FixedClock(NOW), booking(), "svg")


def record(number: int, old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    """A record of the stream with this sequence number."""
    either = new or old
    assert either
    change: dict[str, Any] = {"Keys": {"pk": either["pk"], "sk": either["sk"]}, "SequenceNumber": str(number)}
    images = {"OldImage": old, "NewImage": new}
    return {"dynamodb": change | {name: value for name, value in images.items() if value}}


@pytest.fixture
def renderer(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The stream's function, on the bucket of this test."""
    monkeypatch.setattr(wiring, "receipts", lambda: Receipts(bucket, PEPPER))
    spec = importlib.util.spec_from_file_location("receipt_renderer_app", APP)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_stream_keeps_receipts_in_step(s3: FakeS3, renderer: Any) -> None:
    """A batch of a booking's life leaves what its last image asks for and reports no failure."""
    first, second = booking("Budi"), booking("Budi", "Siti", revision=2)
    event = {"Records": [record(1, None, image(first)), record(2, image(first), image(second))]}
    assert renderer.handler(event, None) == {"batchItemFailures": []}
    assert set(s3.objects) == names(second)


def test_the_stream_passes_over_other_items(s3: FakeS3, renderer: Any) -> None:
    """Tombstones and items of other kinds draw nothing, should the filter ever let them through."""
    pk, sk = booking_key("7K3M9QWERTY2PASD")
    tombstone = to_values({"pk": pk, "sk": sk, "void#bogor#2026-12-08#morning": 7})
    guard = to_values({"pk": "NIK#v1.key", "sk": "ACTIVE", "status": "x"})
    event = {"Records": [record(1, None, tombstone), record(2, None, guard), record(3, tombstone, None)]}
    assert renderer.handler(event, None) == {"batchItemFailures": []}
    assert not s3.calls


def test_a_failed_record_is_reported_and_the_others_are_done(
    s3: FakeS3, renderer: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record that cannot be drawn is reported by its number; the log has its key and no person's name."""
    good, bad = booking("Budi Santoso"), image(booking("Siti Rahayu", booking_id="AAAABBBBCCCCDDDD"))
    del bad["window"]
    event = {"Records": [record(11, None, bad), record(12, None, image(good))]}
    assert renderer.handler(event, None) == {"batchItemFailures": [{"itemIdentifier": "11"}]}
    assert set(s3.objects) == names(good)
    logged = capsys.readouterr()
    assert "AAAABBBBCCCCDDDD" in logged.out + logged.err
    assert "Siti" not in logged.out + logged.err


def test_the_stream_fails_while_s3_is_away(s3: FakeS3, renderer: Any) -> None:
    """When no record can be done the function fails, so that Lambda tries the batch again."""
    s3.fails["put_object"] = s3_error("PutObject", 503, "SlowDown")
    event = {"Records": [record(1, None, image(booking()))]}
    with pytest.raises(RuntimeError):
        renderer.handler(event, None)

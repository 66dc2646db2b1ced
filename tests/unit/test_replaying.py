"""The replay of what the stream's function gave up on: which receipts there are afterwards, and which messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore.session
import pytest

from antrean.aws.attributes import to_values
from antrean.aws.bucket import Bucket
from antrean.aws.queue import DeadLetters, Replayed, replay
from antrean.aws.stream import Stream
from antrean.bookings.items import booking_key
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel, move
from antrean.tickets.receipts import Receipts
from antrean.tickets.replay import again
from instruments.replay.calls import Recorder
from instruments.replay.failed_batches import STREAM, FakeQueues, FakeStream, gave_up
from instruments.replay.people import nik
from instruments.replay.s3 import FakeS3, s3_error
from instruments.stand_in import stand_in
from tests.support.bookings import image, receipt_names
from tests.support.wishes import KEY, asked, choice, more
from tests.unit.conftest import register

WHOLE_RUN = 900_000
"""Milliseconds: Lambda lets no function run longer."""


class Scene:
    """The table of the unit tests with its stream, the dead-letter queue and the bucket of receipts."""

    def __init__(self, services: Services) -> None:
        """Begin with an empty stream, queue and bucket."""
        self.services = services
        self.s3, self.stream, self.queue = FakeS3(), FakeStream(), FakeQueues(services.clock)
        self.receipts = Receipts(Bucket(stand_in(self.s3), "bucket"), services.pepper)

    def book(self, account_id: str, people: int = 1) -> Booking:
        """Book; the stream's record of it is not written here."""
        return book.book(self.services, account_id, asked(people), KEY)

    def store(self, *bookings: Booking) -> None:
        """Let the stream's function store receipts."""
        for each in bookings:
            self.receipts.put(each)

    def give_up(self, *changes: tuple[Booking | None, Booking | None]) -> None:
        """Write changes to the stream, other items in between, and let Lambda give them up as one batch."""
        numbers = []
        for old, new in changes:
            numbers.append(self.stream.write(image(old) if old else None, image(new) if new else None))
            self.stream.write(None, {"pk": {"S": "NIK#v1.key"}, "sk": {"S": "ACTIVE"}, "revision": {"N": "7"}})
        self.queue.send("queue", gave_up(numbers[0], numbers[-1], len(numbers)))

    def replay(self, time_left: Callable[[], int] = lambda: WHOLE_RUN) -> Replayed:
        """Replay what is in the queue."""
        return self.replay_through(self.queue, self.stream, time_left=time_left)

    def replay_through(
        self, sqs: Any, streams: Any, url: str = "queue", time_left: Callable[[], int] = lambda: WHOLE_RUN
    ) -> Replayed:
        """Replay what is in a queue, through these clients."""
        stream, bookings = Stream(streams), self.services.store.bookings
        return replay(
            DeadLetters(sqs, url),
            lambda message: again(stream, bookings, self.receipts, message),
            time_left,
        )

    def stored(self, *bookings: Booking) -> bool:
        """Whether the bucket holds the receipts of these bookings at their revisions, and nothing else."""
        return set(self.s3.objects) == receipt_names(self.services.pepper, *bookings)


@pytest.fixture
def scene(services: Services) -> Scene:
    """A scene in which nothing has happened."""
    return Scene(services)


def told(**changes: int) -> dict[str, int]:
    """What a replay tells."""
    return {"done": 0, "expired": 0, "failed": 0, **changes}


def test_a_batch_is_made_good(scene: Scene, siti: str) -> None:
    """The receipts of all its bookings are there, nothing was done for what lies between and after, and it is gone."""
    first = scene.book(siti, people=2)
    second = scene.book(register(scene.services, "budi", nik(902)))
    later = scene.book(register(scene.services, "ayu", nik(903)))
    scene.give_up((None, first), (None, second))
    scene.stream.write(None, image(later))
    assert scene.replay() == told(done=1)
    assert scene.stored(first, second)
    assert scene.s3.calls == ["put_object"] * 4
    assert not scene.queue.messages


def test_an_old_record_brings_no_old_receipt_back(scene: Scene, siti: str) -> None:
    """A booking that changed since its records has the receipt of its present revision and no other."""
    first = scene.book(siti)
    added = add.add(scene.services, siti, first.booking_id, more(1, 20), "tambah")
    moved = move.move(scene.services, siti, first.booking_id, choice(), "pindah")
    scene.store(first, added)
    scene.give_up((None, first), (first, added))
    assert scene.replay() == told(done=1)
    assert scene.stored(moved)


def test_a_cancelled_booking_has_none(scene: Scene, siti: str) -> None:
    """The record of the making, replayed after the cancellation, publishes nothing, and what was there goes."""
    made = scene.book(siti)
    scene.store(made)
    cancel.cancel(scene.services, siti, made.booking_id)
    scene.give_up((None, made))
    assert scene.replay() == told(done=1)
    assert scene.stored()


def test_a_booking_that_is_gone_has_none(scene: Scene, siti: str) -> None:
    """Where the item itself was removed by hand, the revisions that its records name go."""
    made = scene.book(siti)._replace(booking_id="7K3M9QWERTY2PASD")
    moved = made._replace(revision=1)
    scene.store(made, moved)
    scene.give_up((None, made), (made, moved))
    assert scene.replay() == told(done=1)
    assert scene.stored()


def test_a_change_in_the_middle_wins(scene: Scene, siti: str) -> None:
    """A booking is cancelled, and the stream removes its receipt, while the replay is about to publish it."""
    made = scene.book(siti)
    scene.give_up((None, made))
    put = scene.s3.put_object

    def overtaken(**arguments: Any) -> None:
        scene.s3.put_object = put  # type: ignore[method-assign]
        cancelled = cancel.cancel(scene.services, siti, made.booking_id)
        scene.receipts.replace(made, cancelled)
        put(**arguments)

    scene.s3.put_object = overtaken  # type: ignore[method-assign]
    assert scene.replay() == told(done=1)
    assert "put_object" in scene.s3.calls
    assert scene.stored()


def test_tombstones_draw_nothing(scene: Scene) -> None:
    """The fence of a booking that never was is no booking: no call to the bucket."""
    pk, sk = booking_key("7K3M9QWERTY2PASD")
    number = scene.stream.write(None, to_values({"pk": pk, "sk": sk, "void#bogor#2026-12-08#morning": 7}))
    scene.queue.send("queue", gave_up(number, number, 1))
    assert scene.replay() == told(done=1)
    assert not scene.s3.calls


def test_records_that_left_the_stream_are_told_apart(scene: Scene, siti: str) -> None:
    """Their message stays and can be seen at once, as does one of a stream that is gone; the others are done."""
    made = scene.book(siti)
    scene.give_up((None, made._replace(booking_id="7K3M9QWERTY2PASD")))
    scene.stream.trimmed = len(scene.stream.records)
    scene.queue.send("queue", gave_up("1", "2", 2, STREAM.replace("2026", "2025")))
    scene.give_up((None, made))
    assert scene.replay() == told(done=1, expired=2)
    assert scene.stored(made)
    assert scene.replay() == told(expired=2)
    assert len(scene.queue.messages) == 2


def test_what_cannot_be_done_holds_nobody_up(
    scene: Scene, siti: str, recorder: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Messages that Lambda did not write, and an item that cannot be read, stay; all else is done; no name is told."""
    made = scene.book(siti, people=2)
    bad = image(made._replace(booking_id="7K3M9QWERTY2PASD"))
    del bad["window"]
    recorder.put_item(TableName="antrean", Item=bad)
    scene.queue.send("queue", "Anak A")
    scene.queue.send("queue", '{"Records": ["Anak A"]}')
    first, last = scene.stream.write(None, bad), scene.stream.write(None, image(made))
    scene.queue.send("queue", gave_up(first, last, 2))
    scene.queue.send("queue", gave_up(first, str(int(last) + 1), 3))
    assert scene.replay() == told(failed=4)
    assert scene.stored(made)
    assert len(scene.queue.messages) == 4
    logged = capsys.readouterr().out
    assert "7K3M9QWERTY2PASD" in logged
    assert "Anak A" not in logged


def test_while_s3_is_away_messages_stay(scene: Scene, siti: str) -> None:
    """The replay says that it failed, and the next one, which sees the message at once, makes it good."""
    made = scene.book(siti)
    scene.give_up((None, made))
    scene.s3.fails["put_object"] = s3_error("PutObject", 503, "SlowDown")
    assert scene.replay() == told(failed=1)
    scene.s3.fails.clear()
    assert scene.replay() == told(done=1)
    assert scene.stored(made)


def test_no_batch_is_begun_without_time(scene: Scene, siti: str) -> None:
    """A replay ends before Lambda would end it, and leaves the rest to be seen."""
    made = scene.book(siti)
    for _ in range(3):
        scene.give_up((None, made))
    time_left = iter([600_000, 300_001, 300_000])
    assert scene.replay(lambda: next(time_left)) == told(done=2)
    assert len(scene.queue.messages) == 1


@pytest.mark.moto
def test_through_the_apis_of_sqs_and_the_stream(scene: Scene, siti: str) -> None:
    """A batch is replayed with botocore's clients on moto's table, stream and queue, which check what they are sent."""
    session = botocore.session.get_session()
    names = ("dynamodb", "dynamodbstreams", "sqs")
    clients: list[Any] = [session.create_client(name, region_name="ap-southeast-3") for name in names]
    dynamodb, streams, sqs = clients
    specification = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    dynamodb.update_table(TableName="antrean", StreamSpecification=specification)
    made = scene.book(siti, people=2)
    arn = dynamodb.describe_table(TableName="antrean")["Table"]["LatestStreamArn"]
    [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    first = int(shard["SequenceNumberRange"]["StartingSequenceNumber"])
    url = sqs.create_queue(QueueName="failures")["QueueUrl"]
    # claim, booking, two guards, profile and settle are in the stream
    batch = gave_up(str(first), str(first + 5), 1, arn, shard["ShardId"])
    for body in (batch, "not Lambda's"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    assert scene.replay_through(sqs, streams, url) == told(done=1, failed=1)
    assert scene.stored(made)
    [left] = sqs.receive_message(QueueUrl=url)["Messages"]
    assert left["Body"] == "not Lambda's"

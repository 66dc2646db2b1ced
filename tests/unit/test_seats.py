"""Summing up: what is read and written in which order, who loses a race, and what starts it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest

from antrean import wiring, wiring_notices, wiring_seats
from antrean.aws.attributes import to_values
from antrean.aws.batch import Together, each_change
from antrean.base.errors import Busy
from antrean.bookings.operation import Services
from antrean.offices import directory
from antrean.offices.model import Look
from antrean.offices.store import audit_key, look_key
from antrean.seats.changes import office_of, sum_up_changed
from antrean.seats.store import summary_key
from antrean.slots import publishing
from antrean.slots.items import new_item, quota_key
from antrean.slots.publishing import Published
from functions.clock.publisher import app as publisher
from functions.stream.dispatcher import app as dispatcher
from instruments.replay.calls import Recorder
from tests.support.clauses import operate, quota_of
from tests.support.seats import held, quota, sum_up_now, summaries_of, told
from tests.support.telling import Telling
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT

FULL, HALF = [("2026-12-08", "morning", 5), ("2026-12-08", "afternoon", 5)], ("2026-12-08", "morning", 3)
OTHERS = [OFFICE._replace(office_id=f"office-{number:02}") for number in range(12)]
"""More offices than are summed up together."""


def take(services: Services, n: int = 2) -> None:
    """Claim seats of the morning."""
    services.store.quotas.claim(SLOT, "B" * 16 + f"ABCDE{n}", n, NOW)


def test_the_summary_is_read_then_the_quotas_then_it_is_written(services: Services, recorder: Recorder) -> None:
    """Strongly consistent both times; and it tells what the quotas say."""
    consistent: list[Any] = []

    def note(_number: int, call: partial[Any]) -> Any:
        consistent.append(call.keywords.get("ConsistentRead"))
        return call()

    recorder.reset()
    recorder.around = note
    sum_up_now(services)
    assert recorder.calls == ["get_item", "query", "put_item"]
    assert consistent == [True, True, None]
    assert held(services) == FULL


def test_the_revision_that_was_read_before_the_quotas(services: Services) -> None:
    """The clause alone: whoever read an older summary writes nothing, before the first one too."""
    summaries = summaries_of(services)
    assert summaries.replace({}, 0)
    assert not summaries.replace({}, 0)
    assert summaries.replace({}, 1)
    assert not summaries.replace({}, 1)
    assert not summaries.replace({}, 3)
    assert summaries.get().revision == 2


def test_whoever_read_older_quotas_begins_anew(services: Services, recorder: Recorder) -> None:
    """Another one sums up a change that came after the quotas were read: the older state is not written over it."""
    sum_up_now(services)

    def meanwhile() -> None:
        take(services)
        sum_up_now(services)

    recorder.once_before("put_item", meanwhile)
    sum_up_now(services)
    assert held(services)[0] == HALF


def test_whoever_loses_eight_times_is_busy(services: Services, recorder: Recorder) -> None:
    """Others are not kept from writing, and Lambda repeats it."""
    summaries = summaries_of(services)
    tries: list[int] = []

    def overtake(number: int) -> None:
        if recorder.calls[number] == "put_item" and len(tries) < 8:
            tries.append(number)
            recorder.before = lambda _number: None
            assert summaries.replace({}, summaries.get().revision)
            recorder.before = overtake

    recorder.before = overtake
    with pytest.raises(Busy):
        sum_up_now(services)
    assert len(tries) == 8
    tries.clear()
    tries.append(0)
    sum_up_now(services)
    assert len(tries) == 8


def test_it_is_written_also_where_nothing_differs(services: Services, recorder: Recorder) -> None:
    """Seats went and came back: whoever read the quotas in between must not write what they said then."""
    sum_up_now(services)
    slot = quota_of(services)

    def meanwhile() -> None:
        operate(services, quota_of(services), "back", seats_left=5, capacity=5)
        sum_up_now(services)

    operate(services, slot, "away", seats_left=3, capacity=3)
    recorder.once_before("put_item", meanwhile)
    sum_up_now(services)
    assert held(services) == FULL


def test_ten_offices_are_written_together(services: Services, recorder: Recorder) -> None:
    """So that little time passes between reading the summary and writing it."""
    recorder.reset()
    sum_up_now(services, *OTHERS)
    assert recorder.calls == ["get_item", *["query"] * 10, "put_item", "get_item", *["query"] * 2, "put_item"]
    assert summaries_of(services).get().offices.keys() == {office.office_id for office in OTHERS}


def test_the_sessions_of_a_day_keep_their_order(services: Services) -> None:
    """Also where the first day has only the last of them."""
    early = date(2026, 12, 3)
    services.store.quotas.publish(quota(early, "afternoon"))
    sum_up_now(services)
    assert held(services) == [("2026-12-03", "afternoon", 5), *FULL]
    assert [day.sessions for day in told(services).days] == [("afternoon",), ("morning", "afternoon")]


def change_of(pk: str, sk: str, number: int = 1) -> dict[str, Any]:
    """Return a record of the table's stream, of which only the keys are looked at."""
    return {"dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": sk}}, "SequenceNumber": str(number)}}


def test_quotas_and_audit_records_tell_of_an_office() -> None:
    """Nothing else does; the records of looks stand beside them."""
    look = Look("bogor", "staff", NOW, "queue", 1)
    keys = [quota_key(SLOT), audit_key("depok", NOW, "change"), look_key(look), ("ACCOUNT#a", "PROFILE")]
    assert [office_of(change_of(*key)["dynamodb"]) for key in keys] == ["bogor", "depok", None, None]


def test_an_office_is_summed_up_that_was_added_a_moment_ago(services: Services) -> None:
    """Though the directory does not know it yet; and what is no office is passed over."""
    depok = OFFICE._replace(office_id="depok")
    assert services.directory.get("depok") is None
    services.store.offices.add_if_absent(depok)
    services.store.quotas.publish(quota(DAY, seats=4, office_id="depok"))
    store = services.store
    sum_up_changed(
        summaries_of(services), store.quotas, services.clock, services.directory, store.offices, {"STAFF", "depok"}
    )
    assert held(services, "depok") == [("2026-12-08", "morning", 4)]
    assert summaries_of(services).get().offices.keys() == {"depok"}


def test_what_tells_of_an_office_tells_nobody_anything(telling: Telling) -> None:
    """Quotas and audit records make no notice, nor does the summary: the replayer meets all of them in a batch."""
    quota_image = to_values(new_item(quota(DAY)))
    keys = {name: quota_image[name] for name in ("pk", "sk")}
    telling.dispatcher.item_changed({"Keys": keys, "OldImage": quota_image, "NewImage": quota_image})
    for pk, sk in (audit_key("bogor", NOW, "change"), summary_key()):
        image = to_values({"pk": pk, "sk": sk, "offices": b"bytes"})
        telling.dispatcher.item_changed({"Keys": image, "NewImage": image})
    assert telling.queue.ids == []


def test_an_office_is_summed_up_once_for_a_batch() -> None:
    """Each record is handled first; then each subject is done once, whatever failed before."""
    done: list[Any] = []

    def handle(change: Any) -> None:
        done.append(change["SequenceNumber"])
        if change["SequenceNumber"] == "2":
            raise Busy

    records = [change_of("OFFICE#bogor", "QUOTA#a", 1), change_of("BOOKING#b", "BOOKING", 2)]
    records += [change_of("OFFICE#bogor", "QUOTA#b", 3), change_of("AUDIT#depok", "x", 4)]
    answer = each_change({"Records": records}, handle, Together(office_of, lambda ids: done.append(sorted(ids))))
    assert done == ["1", "2", "3", "4", ["bogor", "depok"]]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}


def test_where_summing_up_fails_its_records_come_again() -> None:
    """Those that tell of no office do not fail for it; and where nothing tells of one nothing is done."""
    tries: list[object] = []

    def fail(ids: object) -> None:
        tries.append(ids)
        raise Busy

    booking, seats = change_of("BOOKING#b", "BOOKING", 1), change_of("OFFICE#bogor", "QUOTA#a", 2)
    together = Together(office_of, fail)
    answer = each_change({"Records": [booking, seats]}, lambda _change: None, together)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert each_change({"Records": [booking]}, lambda _change: None, together) == {"batchItemFailures": []}
    assert tries == [{"bogor"}]
    with pytest.raises(RuntimeError):
        each_change({"Records": [seats]}, lambda _change: None, together)


def wire(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let functions work with what a test works with."""
    monkeypatch.setattr(wiring_seats, "summaries", lambda: summaries_of(services))
    monkeypatch.setattr(wiring, "quotas", lambda: services.store.quotas)
    monkeypatch.setattr(wiring, "offices", lambda: services.store.offices)
    monkeypatch.setattr(wiring, "release_secrets", lambda: services.store.release_secrets)
    monkeypatch.setattr(wiring, "directory", lambda: services.directory)
    monkeypatch.setattr(wiring, "CLOCK", services.clock)


def test_the_dispatcher_makes_notices_and_sums_up(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices are made also where summing up fails, and what failed is reported."""
    told_of: list[str] = []

    class Noting:
        """Who makes notices."""

        def item_changed(self, change: Any) -> None:
            """Note which item changed."""
            told_of.append(change["Keys"]["pk"]["S"])

    monkeypatch.setattr(wiring_notices, "dispatcher", Noting)
    wire(services, monkeypatch)
    records = [change_of("BOOKING#b", "BOOKING", 1), change_of(*quota_key(OTHER_SLOT), 2)]
    assert dispatcher.handler({"Records": records}, None) == {"batchItemFailures": []}
    assert held(services) == FULL
    monkeypatch.setattr(wiring_seats, "summaries", lambda: None)
    assert dispatcher.handler({"Records": records}, None) == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert len(told_of) == 4


def test_the_publisher_sums_up_every_office(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """New days come in with the hour, and whatever was missed; also where an office could not be published."""
    wire(services, monkeypatch)
    monkeypatch.setattr(directory, "packaged", lambda: [OFFICE, OTHERS[0]])
    publisher.handler({}, None)
    assert summaries_of(services).get().offices.keys() == {"bogor", "office-00"}
    assert len(held(services, "office-00")) > 40
    take(services)
    busy = Published(offices=2, written=0, closed=0, unfinished=("office-00",))
    monkeypatch.setattr(publishing, "publish_all", lambda *_given: busy)
    with pytest.raises(Busy):
        publisher.handler({}, None)
    assert HALF in held(services)

"""The items of misses: their keys, and what is stored of a miss and of an appeal that waits.

    ACCOUNT#<account>  MISS#<booking>  a miss, who took it back, and the appeal with its answer
    APPEALS#<office>   <booking>       that an appeal waits for somebody of the office, and whose it is

An appeal that waits holds no text: whoever reads it is recorded first.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from antrean.aws.attributes import from_item
from antrean.misses.model import Appeal, Miss, Waiver
from antrean.people.items import MISSES, account_of, miss_key
from antrean.slots.model import Slot

if TYPE_CHECKING:
    from antrean.aws.attributes import Item
    from antrean.aws.table import Key

OFFICE = "office"
"""The attribute of a miss that names its office, which nothing else beside a profile has."""
_APPEALS = "APPEALS#"


def appeals_of(office_id: str) -> str:
    """Partition of the appeals that wait for an office."""
    return f"{_APPEALS}{office_id}"


def appeal_key(office_id: str, booking_id: str) -> Key:
    """Key of an appeal that waits."""
    return appeals_of(office_id), booking_id


def appeal_item(miss: Miss) -> Item:
    """Return what tells an office that an appeal waits."""
    pk, sk = appeal_key(miss.slot.office_id, miss.booking_id)
    return {"pk": pk, "sk": sk, "v": 1, "account": miss.account_id, "expires_at": _seconds(miss.counts_until)}


def miss_item(miss: Miss) -> Item:
    """Return the item of a miss."""
    pk, sk = miss_key(miss.account_id, miss.booking_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "office": miss.slot.office_id,
        "date": miss.slot.date.isoformat(),
        "session": miss.slot.session,
        "office_name": miss.office_name,
        "timezone": miss.timezone,
        "received": miss.received,
        "decided_at": _seconds(miss.decided_at),
        "place": miss.place,
        "nth": miss.nth,
        "expires_at": _seconds(miss.counts_until),
    }
    if miss.until:
        item["until"] = _seconds(miss.until)
    if miss.waiver:
        waiver = miss.waiver
        item["waiver"] = {"by": waiver.by, "at": _seconds(waiver.at), "reason": waiver.reason, "staff": waiver.staff}
    if miss.appeal:
        item["appeal"] = _as_appeal(miss.appeal)
    return item


def as_miss(item: Item | None) -> Miss | None:
    """Return the miss that an item holds, or None for no item."""
    if not item:
        return None
    waiver, appeal = item.get("waiver"), item.get("appeal")
    return Miss(
        account_id=account_of(item),
        booking_id=item["sk"].removeprefix(MISSES),
        slot=Slot(item[OFFICE], date.fromisoformat(item["date"]), item["session"]),
        office_name=item["office_name"],
        timezone=item["timezone"],
        received=item["received"],
        decided_at=_instant(item["decided_at"]),
        place=item["place"],
        nth=item["nth"],
        until=_instant(item["until"]) if "until" in item else None,
        waiver=Waiver(waiver["by"], _instant(waiver["at"]), waiver["reason"], waiver["staff"]) if waiver else None,
        appeal=_appeal(appeal) if appeal else None,
    )


def miss_of_image(image: dict[str, Any] | None) -> Miss | None:
    """Return the miss in an image of the stream; None for no image or an item of another kind."""
    if not image or not image["sk"]["S"].startswith(MISSES):
        return None
    return as_miss(from_item(image))


def _as_appeal(appeal: Appeal) -> Item:
    stored: Item = {"text": appeal.text, "at": _seconds(appeal.at)}
    if appeal.answered_at:
        answered = {"answered_at": _seconds(appeal.answered_at), "granted": appeal.granted, "answer": appeal.answer}
        stored |= answered
    return stored


def _appeal(stored: Item) -> Appeal:
    if "answered_at" not in stored:
        return Appeal(stored["text"], _instant(stored["at"]))
    return Appeal(
        stored["text"], _instant(stored["at"]), _instant(stored["answered_at"]), stored["granted"], stored["answer"]
    )


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

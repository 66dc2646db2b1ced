"""A notice: one thing that one person is told once."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Literal, NamedTuple

from antrean.policy.misses import MISS_ANSWERED
from antrean.policy.notices import NEWS_LASTS, NOTICE_KEPT, OWNERS_NEWS_LASTS
from antrean.policy.people import ADDRESS_UNDO, IDLE_WARNING

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

Kind = Literal[
    "booked",
    "added",
    "moved",
    "cancelled",
    "left",
    "superseded",
    "listed",
    "displaced",
    "restored",
    "lapsed",
    "listed_displaced",
    "listed_restored",
    "listed_moved",
    "listed_ended",
    "listed_left",
    "bookings_paused",
    "family_paused",
    "address_changed",
    "address_restored",
    "new_device",
    "idle_warned",
    "nik_lost",
    "card_seen",
    "card_seen_before",
    "missed",
    "frozen",
    "appeal_granted",
    "appeal_refused",
    "offer_made",
    "offer_lapsed",
    "offer_withdrawn",
    "waiting_skipped",
    "waiting_booked",
    "waiting_listed",
    "waiting_left_out",
    "waiting_ended",
    "reminder_before",
    "reminder_today",
]
Channel = Literal["mail", "whatsapp"]
"""What carries a notice. Whoever is told something over both gets two notices, each of which comes to its own end."""
_MAIL: tuple[Channel, ...] = ("mail",)
_BOTH: tuple[Channel, ...] = ("mail", "whatsapp")
State = Literal["queued", "sending", "sent", "dropped", "unreachable", "refused", "failed"]
"""`queued` waits for the notifier. `sending` was begun, and whether the mail went out is not known yet. The others are
ends: `dropped` was no longer true, came too late or was not wanted, `unreachable` has no mailbox that takes mails,
`refused` was surely not taken by its carrier, nor ever will be, and of `failed` nobody knows whether it was sent."""
ENDS: frozenset[State] = frozenset({"sent", "dropped", "unreachable", "refused", "failed"})
UNKNOWN = "unknown"
"""The reason that stands with `failed`. Other reasons stand there in notices of before there was `refused`."""
SAID: frozenset[State] = frozenset({"sent", "failed"})
"""Ends after which nothing more comes of a notice, and its person was told or may have been."""


class Meaning(NamedTuple):
    """What a kind of notice means for when and how often it is sent."""

    disturbs: bool
    """Whether it comes unasked, so that it waits until the quiet hours of the office are over. What answers something
    that the person just did comes at once."""
    repeated: bool
    """Whether it is sent again where nobody knows whether it was sent: rather twice than never."""
    lasts: timedelta = NEWS_LASTS
    """How long after what it tells it is still worth telling."""
    declinable: bool = False
    """Whether people may say that they do not want it."""
    urgent: bool = False
    """Whether it comes at night too where the visit is near: who sets out in the morning must know before."""
    waits_for_undo: bool = False
    """Whether an operator can still undo its cause, a closure, for some minutes, for which it waits."""
    to_listed: bool = False
    """Whether it is told to a person whom the booking of another account lists, and not to that account."""
    takes_back: Kind | None = None
    """The kind that it takes back, of the same closure. Whoever was not told that need not be told this."""
    channels: tuple[Channel, ...] = _MAIL
    """Over what it may go. WhatsApp is for what sends people on their way, or keeps them from it."""

    @property
    def of_closure(self) -> bool:
        """Whether a closure is its occasion: by that the notice is found which takes it back, or which it takes back.

        What else comes of a closure, as another place or the end of a booking, is a change of the booking as any other.
        """
        return self.waits_for_undo or self.takes_back is not None


KINDS: dict[Kind, Meaning] = {
    "booked": Meaning(disturbs=False, repeated=False),
    "added": Meaning(disturbs=False, repeated=False),
    "moved": Meaning(disturbs=False, repeated=False),
    "cancelled": Meaning(disturbs=False, repeated=False),
    # The account may not have done these itself.
    "left": Meaning(disturbs=True, repeated=False),
    "superseded": Meaning(disturbs=True, repeated=False),
    # It is the only way in which the owner of a NIK learns that somebody uses it.
    "listed": Meaning(disturbs=True, repeated=True, to_listed=True),
    # Whoever is not told of these comes to a closed door, or stays away from an open one.
    "displaced": Meaning(disturbs=True, repeated=True, urgent=True, waits_for_undo=True, channels=_BOTH),
    "restored": Meaning(disturbs=True, repeated=True, urgent=True, takes_back="displaced", channels=_BOTH),
    "lapsed": Meaning(disturbs=True, repeated=False),
    # The same for whom the booking of another account lists, who can do less about it, but comes to the same door.
    "listed_displaced": Meaning(disturbs=True, repeated=True, urgent=True, waits_for_undo=True, to_listed=True),
    "listed_restored": Meaning(
        disturbs=True, repeated=True, urgent=True, to_listed=True, takes_back="listed_displaced"
    ),
    "listed_moved": Meaning(disturbs=True, repeated=True, urgent=True, to_listed=True),
    "listed_ended": Meaning(disturbs=True, repeated=False, to_listed=True),
    "listed_left": Meaning(disturbs=True, repeated=False, to_listed=True),
    "bookings_paused": Meaning(disturbs=False, repeated=False),
    "family_paused": Meaning(disturbs=False, repeated=False),
    "new_device": Meaning(disturbs=False, repeated=True),
    # Whoever is not told loses the account.
    "idle_warned": Meaning(disturbs=True, repeated=True, lasts=IDLE_WARNING),
    # They are the only way in which the owner of a mailbox learns that somebody took the account from it.
    "address_changed": Meaning(disturbs=False, repeated=True, lasts=ADDRESS_UNDO),
    "address_restored": Meaning(disturbs=False, repeated=True, lasts=ADDRESS_UNDO),
    # Whoever is robbed of an account learns it by these alone; `card_seen_before` goes to the mailbox that it had.
    "nik_lost": Meaning(disturbs=False, repeated=True, lasts=OWNERS_NEWS_LASTS),
    "card_seen": Meaning(disturbs=False, repeated=True, lasts=OWNERS_NEWS_LASTS),
    "card_seen_before": Meaning(disturbs=False, repeated=True, lasts=OWNERS_NEWS_LASTS),
    # Whoever is not told cannot say in time why nobody came.
    "missed": Meaning(disturbs=True, repeated=True, lasts=MISS_ANSWERED),
    "frozen": Meaning(disturbs=True, repeated=True, lasts=MISS_ANSWERED),
    "appeal_granted": Meaning(disturbs=True, repeated=True, lasts=MISS_ANSWERED),
    "appeal_refused": Meaning(disturbs=True, repeated=True, lasts=MISS_ANSWERED),
    # Whoever is not told of an offer loses it.
    "offer_made": Meaning(disturbs=True, repeated=True),
    "offer_lapsed": Meaning(disturbs=True, repeated=False),
    "offer_withdrawn": Meaning(disturbs=True, repeated=False),
    "waiting_skipped": Meaning(disturbs=True, repeated=False),
    "waiting_booked": Meaning(disturbs=True, repeated=False),
    # It is the only way in which the owner of a NIK learns that somebody waits with it, or tries it out.
    "waiting_listed": Meaning(disturbs=True, repeated=True),
    "waiting_left_out": Meaning(disturbs=True, repeated=False),
    "waiting_ended": Meaning(disturbs=True, repeated=False),
    # They come at hours that are not quiet; a repeated one only annoys, and the booking is on the site.
    "reminder_before": Meaning(disturbs=True, repeated=False, declinable=True, channels=_BOTH),
    "reminder_today": Meaning(disturbs=True, repeated=False, declinable=True, channels=_BOTH),
}


class Notice(NamedTuple):
    """One thing that one person is told once.

    `subject` is the id of what it is about, a booking or an account, and `occasion` tells apart what may happen to it
    more than once: the revision of a booking, the closure, the slot of a reminder, the end of a pause. With the kind,
    the place of the person where it is about one of them, and the channel where it is not mail, they are its id: the
    same occasion always makes the same notices. Instants are UTC.
    """

    kind: Kind
    subject: str
    occasion: str
    happened_at: datetime
    """When what it tells happened."""
    place: int | None = None
    not_after: datetime | None = None
    """The instant from which it is not worth sending any more, where that is not a time after it happened."""
    state: State = "queued"
    tries: int = 0
    """How often sending was begun."""
    tried_at: datetime | None = None
    """When sending was begun last."""
    channel: Channel = "mail"
    office: str = ""
    """The office at whose counter was done what it tells; empty for everything else."""
    cause: str = ""
    """The closure of a notice that the release before wrote, with the revision of the booking as its occasion."""

    @property
    def closure(self) -> str:
        """The id of the closure that a notice tells of, or of its being taken back."""
        return self.cause or self.occasion

    @property
    def notice_id(self) -> str:
        """The id of the notice in the table.

        It names the channel unless that is mail: ids were made before there were other channels.
        """
        parts = [self.subject, self.occasion, self.kind]
        about = "#".join(parts if self.place is None else [*parts, str(self.place)])
        return about if self.channel == "mail" else f"{about}#{self.channel}"

    @property
    def reference(self) -> str:
        """The id in the letters and signs that a carrier's tags allow; `id_of` reads it."""
        return self.notice_id.replace("#", "__")

    @property
    def ends_at(self) -> datetime:
        """The instant from which it is not worth sending any more."""
        return self.not_after or self.happened_at + KINDS[self.kind].lasts

    @property
    def expires_at(self) -> datetime:
        """The instant from which it need not be kept. It is far later than any repetition of its occasion can come."""
        return self.happened_at + NOTICE_KEPT


def listing_name(booker: str, nik_key: str, office_id: str, day: date) -> str:
    """Return the name of an account's listing a person for a day at an office: a hash, which shows none of them."""
    text = f"{booker}\x1f{nik_key}\x1f{office_id}\x1f{day.isoformat()}"
    return base64.b32encode(hashlib.sha256(text.encode()).digest())[:26].decode()


def id_of(reference: str) -> str:
    """Return the id of the notice of a `reference`."""
    return reference.replace("__", "#")

"""A notice: one thing that one person is told once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from antrean.base.policy import NEWS_LASTS, NOTICE_KEPT

if TYPE_CHECKING:
    from datetime import datetime, timedelta

Kind = Literal["booked", "added", "moved", "cancelled", "left", "superseded", "listed"]
State = Literal["queued", "sending", "sent", "dropped", "suppressed", "failed"]
"""`queued` waits for the notifier. `sending` was begun, and whether the mail went out is not known yet. The others are
ends: `dropped` was no longer true or came too late, `suppressed` has no mailbox that takes mails, `failed` was refused,
or nobody knows whether it was sent."""
ENDS: frozenset[State] = frozenset({"sent", "dropped", "suppressed", "failed"})


class Meaning(NamedTuple):
    """What a kind of notice means for when and how often it is sent."""

    disturbs: bool
    """Whether it comes unasked, so that it waits until the quiet hours of the office are over. What answers something
    that the person just did comes at once."""
    repeated: bool
    """Whether it is sent again where nobody knows whether it was sent: rather twice than never."""
    lasts: timedelta
    """How long after the change it is still worth telling."""


KINDS: dict[Kind, Meaning] = {
    "booked": Meaning(disturbs=False, repeated=False, lasts=NEWS_LASTS),
    "added": Meaning(disturbs=False, repeated=False, lasts=NEWS_LASTS),
    "moved": Meaning(disturbs=False, repeated=False, lasts=NEWS_LASTS),
    "cancelled": Meaning(disturbs=False, repeated=False, lasts=NEWS_LASTS),
    # The account may not have done these itself.
    "left": Meaning(disturbs=True, repeated=False, lasts=NEWS_LASTS),
    "superseded": Meaning(disturbs=True, repeated=False, lasts=NEWS_LASTS),
    # It is the only way in which the owner of a NIK learns that somebody uses it.
    "listed": Meaning(disturbs=True, repeated=True, lasts=NEWS_LASTS),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one person is told once.

    Its id is `<booking>#<revision>#<kind>`, with the place of the person behind it where it is about one of them: the
    same change of a booking always makes the same notices. Instants are UTC.
    """

    kind: Kind
    booking_id: str
    revision: int
    place: int | None
    changed_at: datetime
    """When what it tells happened."""
    state: State = "queued"
    tries: int = 0
    """How often sending was begun."""
    tried_at: datetime | None = None
    """When sending was begun last."""

    @property
    def notice_id(self) -> str:
        """What it is kept and found under."""
        parts = [self.booking_id, str(self.revision), self.kind]
        return "#".join(parts if self.place is None else [*parts, str(self.place)])

    @property
    def not_after(self) -> datetime:
        """The instant from which it is not worth sending any more."""
        return self.changed_at + KINDS[self.kind].lasts

    @property
    def expires_at(self) -> datetime:
        """The instant from which it need not be kept. It is far later than any repetition of its change can come."""
        return self.changed_at + NOTICE_KEPT

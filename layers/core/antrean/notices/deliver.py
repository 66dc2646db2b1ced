"""Bringing a notice to its person: once, or not at all, and where nobody knows, as its kind says.

No carrier knows a key by which it would know a message again, so what is in doubt stays in doubt: a notifier that died
between handing the message over and writing that down. Such a notice waits for `NOTICE_LEASE`; then it is sent again if
its kind is one that had better come twice than never, and is given up otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.base.policy import LETTERS_LOOKED_AT, NOTICE_LEASE, NOTICE_PAUSE, URGENT_BEFORE
from antrean.messages.port import NotSent
from antrean.notices.model import ENDS, KINDS
from antrean.notices.quiet import quiet_until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.messages.mailboxes import Mailboxes
    from antrean.messages.port import Messenger
    from antrean.notices.letters import Letters, Post
    from antrean.notices.model import Channel, Notice, State
    from antrean.notices.store import Notices

Later = timedelta
"""In what time a notice must be taken up again."""


@dataclass(frozen=True, slots=True)
class Notifier:
    """What brings notices to people."""

    notices: Notices
    letters: Letters
    messengers: Mapping[Channel, Messenger]
    """What carries messages in this deployment."""
    mailboxes: Mailboxes
    clock: Clock

    def deliver(self, notice_id: str) -> Later | None:
        """Bring a notice to its end, or return in what time it must be taken up again; may be repeated.

        Raises `Busy` where the table does not answer; then it must be taken up again too.
        """
        now = self.clock.now()
        notice = self.notices.get(notice_id)
        if notice is None or notice.state in ENDS:
            return None
        if notice.state == "sending":
            waiting = _lease(notice, now)
            if waiting:
                return waiting
            if not KINDS[notice.kind].repeated:
                self.notices.end(notice, "failed", "unknown")
                return None
        post = self.letters.post(notice) if now < notice.ends_at else None
        if post is None:
            return self._end(notice, now, "dropped", "late" if now >= notice.ends_at else "untrue")
        if not post.wanted or notice.channel not in self.messengers:
            return self._end(notice, now, "dropped", "unwanted")
        if notice.channel == "mail" and self.mailboxes.takes_none(post.to):
            return self._end(notice, now, "suppressed", "mailbox")
        return self._send(notice, post, now)

    def _send(self, notice: Notice, post: Post, now: datetime) -> Later | None:
        waiting = _waits(notice, post, now)
        if waiting:
            return waiting
        begun = self.notices.begin(notice, now)
        if begun is None:
            # Another notifier has begun; should it die, this one makes it good.
            return NOTICE_LEASE
        try:
            self.messengers[notice.channel].send(post.to, post.message)
        except NotSent as failure:
            if failure.unsure:
                return NOTICE_LEASE
            if failure.passing:
                self.notices.end(begun, "queued", str(failure))
                return NOTICE_PAUSE
            self.notices.end(begun, "failed", str(failure))
            return None
        self.notices.end(begun, "sent")
        return None

    def _end(self, notice: Notice, now: datetime, state: State, reason: str) -> Later | None:
        """End a notice that is not sent. It is begun first, so that no other notifier sends it meanwhile."""
        begun = self.notices.begin(notice, now)
        if begun is None:
            return NOTICE_LEASE
        self.notices.end(begun, state, reason)
        return None


def _waits(notice: Notice, post: Post, now: datetime) -> Later | None:
    """Return in what time a letter may go that may not go yet; None where it may.

    One that may be let go at any moment is looked at again every `LETTERS_LOOKED_AT`.
    """
    if post.not_before and now < post.not_before:
        return min(post.not_before - now, LETTERS_LOOKED_AT)
    meaning = KINDS[notice.kind]
    if meaning.urgent and post.visit_at and post.visit_at - now < URGENT_BEFORE:
        return None
    silent = quiet_until(post.zone, now) if meaning.disturbs else None
    return silent - now if silent else None


def _lease(notice: Notice, now: datetime) -> Later | None:
    """Return how long a try may still take before it is in doubt; None if it is."""
    begun = notice.tried_at or notice.happened_at
    left = begun + NOTICE_LEASE - now
    return left if left > timedelta(0) else None

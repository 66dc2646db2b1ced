"""Bringing a notice to its person: once, or not at all, and where nobody knows, as its kind says.

No carrier knows a key by which it would know a message again, so what is in doubt stays in doubt: a notifier that died
between handing the message over and writing that down. Such a notice waits for `NOTICE_LEASE`; then it is sent again if
its kind is one that had better come twice than never, and is given up otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from antrean.base.errors import Busy
from antrean.messages.port import NotSent
from antrean.notices.model import ENDS, KINDS, SAID, UNKNOWN
from antrean.notices.quiet import quiet_until
from antrean.policy.notices import LETTERS_LOOKED_AT, NOTICE_LEASE, NOTICE_PAUSE, URGENT_BEFORE
from antrean.policy.system import OPERATION_ATTEMPTS

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
SaidBy = Literal["this", "another", "undecided"]
"""Which notice says something: it is undecided as long as another one may be sent or end unsent."""


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
                self.notices.end(notice, "failed", UNKNOWN)
                return None
        post = self.letters.post(notice) if now < notice.ends_at else None
        if post is None:
            return self._end(notice, "dropped", "late" if now >= notice.ends_at else "untrue")
        if self._takes_back_nothing(notice, post):
            return self._end(notice, "dropped", "untold")
        if not post.wanted or notice.channel not in self.messengers:
            return self._end(notice, "dropped", "unwanted")
        if notice.channel == "mail" and self.mailboxes.is_unreachable(post.to):
            return self._end(notice, "unreachable", "mailbox")
        return self._send(notice, post, now)

    def _send(self, notice: Notice, post: Post, now: datetime) -> Later | None:
        waiting = _waits(notice, post, now)
        if waiting:
            return waiting
        said_by = self._said_by(notice, post)
        if said_by == "another":
            return self._end(notice, "dropped", "said")
        if said_by == "undecided":
            return NOTICE_PAUSE
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
            self.notices.end(begun, "refused", str(failure))
            return None
        self.notices.end(begun, "sent")
        return None

    def _end(self, notice: Notice, state: State, reason: str) -> Later | None:
        """End a notice that is not sent, unless another notifier has begun to send it; then it is looked at again.

        One that is in doubt ends as such, since it may have been sent.
        """
        if notice.state == "sending":
            state, reason = "failed", UNKNOWN
        return None if self.notices.end_unsent(notice, state, reason) else NOTICE_LEASE

    def _takes_back_nothing(self, notice: Notice, post: Post) -> bool:
        """Tell whether a notice takes back what its person was never told; after this they never will be.

        What waits is ended here, so that it cannot go out after it was taken back in silence. If its sending begins
        meanwhile that write is refused, and the person is told both.
        """
        meaning = KINDS[notice.kind]
        if meaning.takes_back is None:
            return False
        for _ in range(OPERATION_ATTEMPTS):
            taken_back = self.notices.get(notice._replace(kind=meaning.takes_back, occasion=notice.closure).notice_id)
            if taken_back is None:
                # The release before told only accounts, by notices of other ids: all of them once the letters could go.
                return meaning.to_listed or not post.after_letters
            if taken_back.state != "queued":
                return taken_back.state not in SAID | {"sending"}
            if self.notices.end_unsent(taken_back, "dropped", "taken_back"):
                return True
        raise Busy

    def _said_by(self, notice: Notice, post: Post) -> SaidBy:
        """Tell which notice says what this one says."""
        if post.left_to:
            other = self.notices.get(post.left_to)
            if other is None or other.state not in ENDS:
                return "undecided"
            if other.state in SAID:
                return "another"
        return self._listed_by(notice, post) if post.once_for else "this"

    def _listed_by(self, notice: Notice, post: Post) -> SaidBy:
        """Tell which notice tells a person that they are listed, of several that would; it is noted beforehand."""
        mine = notice.notice_id
        taken_by = self.notices.take_listing(post.once_for, mine, notice.expires_at)
        if taken_by == mine:
            return "this"
        other = self.notices.get(taken_by)
        if other and other.state not in ENDS:
            return "undecided"
        if other and other.state in SAID and not self.letters.wanted_out(other):
            return "another"
        # It ended unsent; or whom it told wanted to be out of that booking, and is in one again.
        taken_by = self.notices.take_listing(post.once_for, mine, notice.expires_at, taken_by)
        return "this" if taken_by == mine else "undecided"


def _waits(notice: Notice, post: Post, now: datetime) -> Later | None:
    """Return in what time a letter may go that may not go yet; None where it may.

    One that may be let go at any moment is looked at again every `LETTERS_LOOKED_AT`.
    """
    if post.not_before and now < post.not_before:
        return min(post.not_before - now, LETTERS_LOOKED_AT)
    if post.opens_again:
        return LETTERS_LOOKED_AT
    meaning = KINDS[notice.kind]
    if meaning.urgent and post.visit_at and timedelta(0) < post.visit_at - now < URGENT_BEFORE:
        return None
    silent = quiet_until(post.zone, now) if meaning.disturbs else None
    return silent - now if silent else None


def _lease(notice: Notice, now: datetime) -> Later | None:
    """Return how long a try may still take before it is in doubt; None if it is."""
    begun = notice.tried_at or notice.happened_at
    left = begun + NOTICE_LEASE - now
    return left if left > timedelta(0) else None

"""Mailed codes: whoever enters the code of a mail, and has the secret of the request, has proved the mailbox.

A request gets a random secret with its answer, and a code by mail. Both are needed later: the code alone, which anybody
may read who looks over a shoulder, or whom somebody asks for it, proves nothing, and the secret alone neither. The
request waits under a keyed hash of its secret, so any number of them may wait for one mailbox: nobody can block or
replace another's, and the first that is proved wins.

The requests of one hour share one code, and at most three mails bring it. So whoever asks for a stranger's mailbox
again and again neither fills it nor uses up the mails of its owner, who has the code already that their own request
waits for. The code follows from the address that is written to and the random seed of the hour. Addresses of one
mailbox share the hour and its mails, but each has a code of its own: where a provider takes the plus for a letter, they
are two people's.
"""

from __future__ import annotations

import base64
import hmac
import logging
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from antrean.base.errors import Busy, invalid
from antrean.messages.port import NotSent
from antrean.policy.people import CODE_HOUR, CODE_LIFE
from antrean.proofs.mailbox import canonical
from antrean.proofs.store import Hour

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antrean.aws.attributes import Item
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.messages.port import Message, Messenger
    from antrean.proofs.store import Purpose, WaitingCodes

_LOG = logging.getLogger(__name__)

_SECRET_BYTES: Final = 24
"""32 characters of a secret."""
_ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class Codes:
    """Mailed codes. Every method raises `Busy` where the table does not answer."""

    waiting: WaitingCodes
    mail: Messenger
    pepper: Pepper
    clock: Clock
    draw: Callable[[int], bytes] = secrets.token_bytes
    """Where chance comes from: so many random bytes."""

    def ask(self, purpose: Purpose, email: str, kept: Item, letter: Callable[[str], Message]) -> str:
        """Let a request wait for the code of a mailbox, with what is `kept` of it until then; return its secret.

        `letter` makes the mail of a code. It is counted before it is sent, and not sent where the hour has none left.
        The request waits before its mail is counted, so that one that could not be kept uses up no mail of the hour but
        the first. Raises `Busy` where it could not be kept or sent now; then the request may be sent again.
        """
        mailbox = self.pepper.mailbox(canonical(email))
        for _ in range(_ATTEMPTS):
            now = int(self.clock.now().timestamp())
            hour, is_new = self._hour(purpose, mailbox, now)
            if not hour:
                continue
            code = self.pepper.mailed_code(email, hour.seed)
            secret = base64.urlsafe_b64encode(self.draw(_SECRET_BYTES)).decode()
            name = self.pepper.secret_name(secret)
            expires_at = now + int(CODE_LIFE.total_seconds())
            self.waiting.wait(purpose, name, mailbox, self.pepper.code_mark(name, code), kept, expires_at)
            may_mail = is_new or self.waiting.count_mail(purpose, mailbox, hour)
            if may_mail is None:
                # Another request began an hour meanwhile, with another code. What waits for this one's expires.
                continue
            if may_mail:
                self._send(purpose, mailbox, hour, email, letter(code))
            return secret
        raise Busy

    def prove(self, purpose: Purpose, secret: str, code: str) -> Item:
        """Return what was kept with a request, of which `code` proves the mailbox; the same may be proved again.

        The try is counted before it is known whether the code is right, so that tries side by side count like tries in
        a row. Raises `Refused` (`validation_failed` of `code`), the same for a wrong code, for one that has expired or
        had too many tries, and for a secret that nobody was given.
        """
        name = self.pepper.secret_name(secret)
        item = self.waiting.count_try(purpose, name, int(self.clock.now().timestamp()))
        if not item or not hmac.compare_digest(self.pepper.code_mark(name, code).encode(), item["code"].encode()):
            raise invalid(
                "code",
                "is wrong or has expired. Use the code of our newest mail; after five wrong codes begin again",
            )
        kept: Item = item["kept"]
        return kept

    @contextmanager
    def proved(self, purpose: Purpose, secret: str, code: str) -> Iterator[Item]:
        """Do something with what `prove` returns. Where that is `Busy` the try counts for nothing.

        Or five repeats on a day when the pool is overrun would leave somebody whose code is right without a try.
        """
        kept = self.prove(purpose, secret, code)
        try:
            yield kept
        except Busy:
            self.waiting.give_try_back(purpose, self.pepper.secret_name(secret))
            raise

    def _hour(self, purpose: Purpose, mailbox: str, now: int) -> tuple[Hour | None, bool]:
        """Return the hour of a mailbox, and whether it began with this request, whose mail is counted then.

        None for the hour where another request began one at this very moment.
        """
        read = self.waiting.hour(purpose, mailbox)
        length = int(CODE_HOUR.total_seconds())
        if read and now < read.begun_at + length:
            return read, False
        hour = Hour(now, base64.urlsafe_b64encode(self.draw(_SECRET_BYTES)).decode())
        return (hour, True) if self.waiting.begin_hour(purpose, mailbox, hour, read, now + length) else (None, False)

    def _send(self, purpose: Purpose, mailbox: str, hour: Hour, email: str, letter: Message) -> None:
        """Send a letter that was counted; raises `Busy` where the carrier may take it later."""
        try:
            self.mail.send(email, letter)
        except NotSent as failure:
            if not failure.unsure:
                self.waiting.uncount_mail(purpose, mailbox, hour)
            if failure.passing:
                raise Busy from failure
            # A carrier refuses some addresses for good. The answer stays the same, or it would show what the letter
            # is about; the log says why, and nothing of the letter.
            _LOG.warning("a mail with a code could not be sent: %s", failure)

"""The port to whatever carries messages to people. Its adapters are `messages/ses.py` and `messages/whatsapp.py`."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol


class NotSent(Exception):  # noqa: N818 - the caller decides whether it matters
    """A message that was not accepted; the text is the name of the reason and holds nothing of the message.

    `passing` tells that the same message may be accepted later, `unsure` that it may have been accepted all the same,
    since no answer came. `passing` asks another question than `aws.calls.passes_by_itself`: whatever is not about this
    message or its address passes, also what somebody has to mend first, such as a missing right. A carrier that says
    the opposite, since its people have the same by mail, says so where it decides.
    """

    def __init__(self, reason: str, *, passing: bool = False, unsure: bool = False) -> None:
        """Keep the reason, and what it means for another try."""
        super().__init__(reason)
        self.passing = passing
        self.unsure = unsure


class Attachment(NamedTuple):
    """A file that comes with a message."""

    name: str
    media_type: str
    content: bytes


class Message(NamedTuple):
    """What one person is told: as plain text, and for mail as HTML that says the same.

    A carrier that knows the text beforehand, as a template of the kind in a `language`, is told only the `values` that
    the template is filled with, in its order.

    `kind` and `reference` are told to the carrier beside the message: of which kind it is, and what the carrier's own
    reports name it by. Both are ASCII letters, digits, `-` and `_`, and never personal data.
    """

    subject: str
    text: str
    html: str = ""
    kind: str = "message"
    reference: str = ""
    attachments: tuple[Attachment, ...] = ()
    language: str = ""
    values: tuple[str, ...] = ()


class Report(NamedTuple):
    """What a carrier reports of a message: taken to be brought, or that its mailboxes take none."""

    kind: Literal["taken", "bounced", "complained"]
    reference: str
    addresses: tuple[str, ...]


class Messenger(Protocol):
    """Sends messages over one channel, from one sender."""

    def send(self, to: str, message: Message) -> None:
        """Hand a message over to be brought to an address of the channel; raises `NotSent`."""

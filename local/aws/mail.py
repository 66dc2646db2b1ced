"""Mails of the local system. Ministack keeps the mails of Cognito and SES and sends none of them to anybody."""

from __future__ import annotations

import html
import json
import re
import urllib.request
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict

from local.state.outputs import write_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


class Mail(TypedDict):
    """One mail; `at` is an RFC 3339 instant."""

    id: str
    at: str
    to: list[str]
    subject: str
    text: str


class _Kept(TypedDict):
    """A mail as ministack keeps it; the time is in seconds since 1970."""

    MessageId: str
    Timestamp: float
    To: list[str]
    Subject: str
    BodyText: str | None
    BodyHtml: str | None


class Answer(TypedDict):
    """What ministack answers when it is asked for mails."""

    messages: dict[str, list[_Kept]]


class Mailbox:
    """All mails of one local copy: those that ministack has now, and those of earlier runs, which a file keeps."""

    def __init__(self, endpoint_url: str, kept: Path) -> None:
        """Take the address of ministack and the file of earlier mails."""
        self._endpoint_url = endpoint_url
        self._kept = kept

    def read(self) -> list[Mail]:
        """Return all mails, newest first. Raises OSError when ministack does not answer."""
        found: dict[str, Mail] = {}
        if self._kept.exists():
            found |= {mail["id"]: mail for mail in json.loads(self._kept.read_text())}
        with urllib.request.urlopen(f"{self._endpoint_url}/_ministack/ses/messages", timeout=10) as answer:  # noqa: S310 - http only
            found |= {mail["id"]: mail for mail in parse(json.load(answer))}
        return sorted(found.values(), key=lambda mail: mail["at"], reverse=True)

    def keep(self) -> None:
        """Write all mails to the file, because ministack forgets them when it stops."""
        if mails := self.read():
            write_private(self._kept, json.dumps(mails))


def parse(answer: Answer) -> Iterable[Mail]:
    """Yield the mails in an answer of ministack, which lists them by AWS account."""
    for messages in answer["messages"].values():
        for message in messages:
            yield Mail(
                id=message["MessageId"],
                at=datetime.fromtimestamp(message["Timestamp"], UTC).isoformat(timespec="seconds"),
                to=message["To"],
                subject=message["Subject"],
                text=message["BodyText"] or _text_of(message["BodyHtml"] or ""),
            )


def as_text(mails: Sequence[Mail]) -> str:
    """Return mails as text for a terminal, the newest last, just above the prompt."""
    if not mails:
        return "No mail was sent yet."
    return "\n\n".join(
        f"{mail['at']}  to {', '.join(mail['to'])}\n{mail['subject']}\n{mail['text']}" for mail in reversed(mails)
    )


def as_page(mails: Sequence[Mail]) -> str:
    """Return mails as an HTML page, newest first. Everything in them is escaped, so none can bring markup along."""
    letters = "".join(
        "<article>"
        f"<h2>{html.escape(mail['subject'])}</h2>"
        f"<p>{html.escape(', '.join(mail['to']))} · <time>{html.escape(mail['at'])}</time></p>"
        f"<pre>{html.escape(mail['text'])}</pre>"
        "</article>"
        for mail in mails
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Local mail - Antrean Paspor</title>"
        '<link rel="stylesheet" href="/style.css">'
        "<main><h1>Local mail</h1>"
        "<p>Everything this copy of the system would have sent. Nothing left this machine. Reload to see more.</p>"
        f"{letters or '<p>No mail was sent yet.</p>'}</main></html>"
    )


def _text_of(markup: str) -> str:
    """Return the text of an HTML mail without its tags. It need only be readable enough to find the code in it."""
    return html.unescape(re.sub(r"<[^>]+>", " ", markup)).strip()

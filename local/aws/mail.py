"""Mails of the local system. Ministack keeps the mails of Cognito and SES and sends none of them to anybody."""

from __future__ import annotations

import base64
import html
import json
import re
import urllib.request
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypedDict
from urllib.parse import quote

from local.state.outputs import write_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


class Attached(TypedDict):
    """A file that comes with a mail; `content` is Base64."""

    name: str
    media_type: str
    content: str


class Mail(TypedDict):
    """One mail; `at` is an RFC 3339 instant. A mail of Cognito has no `kind` and no `attachments`."""

    id: str
    at: str
    to: list[str]
    kind: str
    reference: str
    subject: str
    text: str
    html: str
    attachments: list[Attached]


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


class Wanted(NamedTuple):
    """Which mails are asked for: to an address, of a kind; empty for all."""

    to: str = ""
    kind: str = ""


class Mailbox:
    """All mails of one local copy, those of earlier runs included.

    Mails of SES are in the file `sent`, whole, from the moment they were sent. Those of Cognito ministack alone has, as
    long as it runs; at its end they are written to the file `kept`.
    """

    def __init__(self, endpoint_url: str, kept: Path, sent: Path) -> None:
        """Take the address of ministack and the two files."""
        self._endpoint_url = endpoint_url
        self._kept = kept
        self._sent = sent

    def read(self, wanted: Wanted | None = None) -> list[Mail]:
        """Return mails, newest first, all where none are `wanted`. Raises OSError when ministack does not answer."""
        with urllib.request.urlopen(f"{self._endpoint_url}/_ministack/ses/messages", timeout=10) as answer:  # noqa: S310 - http only
            found = {mail["id"]: mail for mail in parse(json.load(answer))}
        found = {mail["id"]: mail for mail in self._earlier()} | found | {mail["id"]: mail for mail in self.sent()}
        to, kind = wanted or Wanted()
        mails = [mail for mail in found.values() if (not to or to in mail["to"]) and (not kind or kind == mail["kind"])]
        return sorted(mails, key=lambda mail: mail["at"], reverse=True)

    def sent(self) -> list[Mail]:
        """Return the mails of SES, whole, in the order in which they were sent."""
        if not self._sent.exists():
            return []
        # A line that has no end yet is still being written.
        return [json.loads(line) for line in self._sent.read_text().splitlines(keepends=True) if line.endswith("\n")]

    def keep(self) -> None:
        """Write all mails to the file, because ministack forgets those of Cognito when it stops."""
        if mails := self.read():
            write_private(self._kept, json.dumps(mails))

    def _earlier(self) -> list[Mail]:
        if not self._kept.exists():
            return []
        # A release before this one kept less of each.
        return [_whole(mail) for mail in json.loads(self._kept.read_text())]


def parse(answer: Answer) -> Iterable[Mail]:
    """Yield the mails in an answer of ministack, which lists them by AWS account."""
    for messages in answer["messages"].values():
        for message in messages:
            yield _whole(
                {
                    "id": message["MessageId"],
                    "at": datetime.fromtimestamp(message["Timestamp"], UTC).isoformat(timespec="seconds"),
                    "to": message["To"],
                    "subject": message["Subject"],
                    "text": message["BodyText"] or _text_of(message["BodyHtml"] or ""),
                    "html": message["BodyHtml"] or "",
                }
            )


def _whole(known: dict) -> Mail:  # type: ignore[type-arg] # of whichever release
    return Mail(**{"kind": "", "reference": "", "html": "", "attachments": [], **known})  # type: ignore[typeddict-item]


def as_text(mails: Sequence[Mail]) -> str:
    """Return mails as text for a terminal, the newest last, just above the prompt."""
    if not mails:
        return "No mail was sent yet."
    return "\n\n".join(
        f"{mail['at']}  to {', '.join(mail['to'])}\n{mail['subject']}\n{mail['text']}" for mail in reversed(mails)
    )


def as_page(mails: Sequence[Mail], kinds: Iterable[str] = ()) -> str:
    """Return mails as an HTML page, newest first, with links to those of each of the `kinds`.

    Everything in them is escaped, so none can bring markup along; its HTML is a page of its own.
    """
    links = "".join(f' · <a href="/mail?kind={quote(kind)}">{html.escape(kind)}</a>' for kind in kinds)
    letters = "".join(_article(mail) for mail in mails)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>Local mail - Antrean Paspor</title>"
        '<link rel="stylesheet" href="/style.css">'
        "<main><h1>Local mail</h1>"
        "<p>Everything this copy of the system would have sent. Nothing left this machine. Reload to see more.</p>"
        f'<p><a href="/mail">all</a>{links}</p>'
        f"{letters or '<p>No mail was sent yet.</p>'}</main></html>"
    )


def _article(mail: Mail) -> str:
    to = " ".join(f'<a href="/mail?to={quote(each)}">{html.escape(each)}</a>' for each in mail["to"])
    name = quote(mail["id"], safe="")
    whole = [f'<a href="/mail/{name}/html">as HTML</a>'] if mail["html"] else []
    files = [
        f'<a href="/mail/{name}/{number}">{html.escape(each["name"])}</a>'
        for number, each in enumerate(mail["attachments"])
    ]
    time = f"<time>{html.escape(mail['at'])}</time>"
    about = " · ".join([to, html.escape(mail["kind"] or "Cognito"), time, *whole, *files])
    return (
        "<article>"
        f"<h2>{html.escape(mail['subject'])}</h2>"
        f"<p>{about}</p>"
        f"<pre>{html.escape(mail['text'])}</pre>"
        "</article>"
    )


def part_of(mail: Mail, name: str) -> tuple[str, bytes] | None:
    """Return the media type and content of a part of a mail: `html`, or an attachment by its number; None for none."""
    if name == "html" and mail["html"]:
        return "text/html; charset=utf-8", mail["html"].encode()
    if name.isdecimal() and int(name) < len(mail["attachments"]):
        attached = mail["attachments"][int(name)]
        return attached["media_type"], base64.b64decode(attached["content"])
    return None


def _text_of(markup: str) -> str:
    """Return what people read of an HTML mail of ours, line by line: Cognito sends its codes without a plain text."""
    shown = re.sub(r"<head>.*?</head>", "", markup, flags=re.DOTALL)
    lines = re.sub(r"<br>|</p>", "\n", shown)
    return "\n".join(line for line in html.unescape(re.sub(r"<[^>]+>", "", lines)).split("\n") if line)

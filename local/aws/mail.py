"""Mails of the local system. Ministack writes those of Cognito and SES to a file and sends none of them to anybody."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import TYPE_CHECKING, NamedTuple, TypedDict
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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


class Wanted(NamedTuple):
    """Which mails are asked for: to an address, of a kind; empty for all."""

    to: str = ""
    kind: str = ""


class Mailbox:
    """All mails of one local copy, those of earlier runs included.

    Each is in the file `sent`, whole, from the moment it was sent. A release before this one wrote those of Cognito to
    the file `kept` when it stopped.
    """

    def __init__(self, kept: Path, sent: Path) -> None:
        """Take the two files; one that is not there holds no mail."""
        self._kept = kept
        self._sent = sent

    def read(self, wanted: Wanted | None = None) -> list[Mail]:
        """Return mails, newest first, all where none are `wanted`."""
        to, kind = wanted or Wanted()
        found = {mail["id"]: mail for mail in [*self._earlier(), *self._sent_to(to)]}.values()
        mails = [mail for mail in found if (not to or to in mail["to"]) and (not kind or kind == mail["kind"])]
        # two of one second stay in the order in which they were sent
        return sorted(mails, key=lambda mail: mail["at"])[::-1]

    def _sent_to(self, to: str) -> Iterator[Mail]:
        """Yield the mails of the file that name an address, or all for none; only these are parsed."""
        if not self._sent.exists():
            return
        named = json.dumps(to) if to else ""
        for line in self._sent.read_text().splitlines(keepends=True):
            # A line that has no end yet is still being written.
            if line.endswith("\n") and named in line:
                yield _whole(json.loads(line))

    def _earlier(self) -> list[Mail]:
        if not self._kept.exists():
            return []
        return [_whole(mail) for mail in json.loads(self._kept.read_text())]


def _whole(known: dict) -> Mail:  # type: ignore[type-arg] # of whichever release
    """Return a mail with all its parts: an earlier release kept less, and Cognito sends markup without a plain text."""
    mail = Mail(**{"kind": "", "reference": "", "html": "", "attachments": [], **known})  # type: ignore[typeddict-item]
    return {**mail, "text": mail["text"] or _text_of(mail["html"])}


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

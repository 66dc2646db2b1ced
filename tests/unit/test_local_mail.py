"""Mails of the local system as a person reads them."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

from antrean.messages.letters import code_mail
from local.aws.mail import Mail, Mailbox, as_page, as_text, parse, part_of


def message(**changes: Any) -> Any:
    """A message as ministack reports it."""
    return {
        "MessageId": "1",
        "Timestamp": 1795485320.06,
        "To": ["siti@contoh.id"],
        "Subject": "Kode verifikasi",
        "BodyText": "Kode Anda: 123456.",
        "BodyHtml": "",
        **changes,
    }


def parsed(*messages: Any) -> list[Mail]:
    """The mails in ministack's answer."""
    return list(parse({"messages": {"000000000000": list(messages)}}))


def test_a_mail_is_read() -> None:
    """Instants become RFC 3339."""
    [mail] = parsed(message())
    assert dict(mail) == {
        "id": "1",
        "at": "2026-11-24T01:55:20+00:00",
        "to": ["siti@contoh.id"],
        "kind": "",
        "reference": "",
        "subject": "Kode verifikasi",
        "text": "Kode Anda: 123456.",
        "html": "",
        "attachments": [],
    }


def test_an_html_mail_is_read_as_text() -> None:
    """Cognito puts a message with markup into the HTML part only; a program finds the code in either."""
    [mail] = parsed(message(BodyText="", BodyHtml="<p>Kode: <b>123456</b> &amp;<br>selesai</p>"))
    assert mail["text"] == "Kode: 123456 &\nselesai"
    assert mail["html"] == "<p>Kode: <b>123456</b> &amp;<br>selesai</p>"


def test_of_the_mail_with_a_code_the_text_is_what_people_read() -> None:
    """Neither its title nor its style; the code stands on a line of its own, and no other number beside it."""
    [mail] = parsed(message(BodyText="", BodyHtml=code_mail("123456").html))
    lines = mail["text"].splitlines()
    assert lines[:3] == ["Antrean Paspor", "Kode Anda / Your code:", "123456"]
    assert lines[3].startswith("Masukkan kode ini")
    assert re.findall("[0-9]+", mail["text"]) == ["123456"]
    assert "" not in lines
    page = as_page([mail])
    assert 'href="/mail/1/html"' in page
    assert part_of(mail, "html") == ("text/html; charset=utf-8", mail["html"].encode())


def test_no_mails() -> None:
    """An empty mailbox says so, on the terminal and on the page."""
    assert as_text([]) == "No mail was sent yet."
    assert "No mail was sent yet." in as_page([])


def test_the_newest_mail_is_last_on_a_terminal() -> None:
    """Mails come newest first; on a terminal the eye is at the end."""
    text = as_text(parsed(message(Subject="newer"), message(Subject="older")))
    assert text.index("older") < text.index("newer")


def test_a_mail_cannot_become_markup() -> None:
    """Whatever somebody put into a name or address is shown, not run."""
    attack = "<script>alert(1)</script>"
    page = as_page(parsed(message(Subject=attack, BodyText=attack, To=[attack])))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 3
    assert "kind=%3Cscript%3E" in as_page([], [attack])


def whole(**changes: Any) -> Mail:
    """A mail with HTML and a file."""
    [mail] = parsed(message())
    content = base64.b64encode(b"BEGIN:VCALENDAR").decode()
    file = {"name": "antrean.ics", "media_type": "text/calendar", "content": content}
    return mail | {"html": "<p>Halo</p>", "kind": "booked", "attachments": [file]} | changes  # type: ignore[return-value]


def test_a_mail_comes_with_its_html_and_files() -> None:
    """Each is a page of its own, which the list of mails leads to."""
    page = as_page([whole()], ["booked"])
    for link in ("/mail/1/html", "/mail/1/0", "/mail?kind=booked", "/mail?to=siti%40contoh.id"):
        assert f'href="{link}"' in page
    assert part_of(whole(), "html") == ("text/html; charset=utf-8", b"<p>Halo</p>")
    assert part_of(whole(), "0") == ("text/calendar", b"BEGIN:VCALENDAR")
    assert part_of(whole(), "1") is part_of(whole(html=""), "html") is part_of(whole(), "..") is None


def test_mails_of_ses_are_read_from_their_file(tmp_path: Path) -> None:
    """A line that is still being written is not read yet."""
    file = tmp_path / "sent.jsonl"
    mailbox = Mailbox("", tmp_path / "mail.json", file)
    assert mailbox.sent() == []
    file.write_text(json.dumps(whole()) + "\n" + json.dumps(whole(id="2"))[:20])
    assert [mail["id"] for mail in mailbox.sent()] == ["1"]

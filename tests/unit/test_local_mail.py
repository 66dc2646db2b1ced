"""Mails of the local system as a person reads them."""

from __future__ import annotations

from typing import Any

from local.aws.mail import Mail, as_page, as_text, parse


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
    assert parsed(message()) == [
        {
            "id": "1",
            "at": "2026-11-24T01:55:20+00:00",
            "to": ["siti@contoh.id"],
            "subject": "Kode verifikasi",
            "text": "Kode Anda: 123456.",
        }
    ]


def test_an_html_mail_is_read_as_text() -> None:
    """Cognito puts a message with markup into the HTML part only."""
    [mail] = parsed(message(BodyText="", BodyHtml="<p>Kode: <b>123456</b> &amp; selesai</p>"))
    assert mail["text"].split() == ["Kode:", "123456", "&", "selesai"]


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

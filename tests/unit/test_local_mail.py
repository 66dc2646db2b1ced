"""Mails of the local system as a person reads them."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from antrean.messages.letters import code_mail
from local.aws.mail import Mail, Mailbox, Wanted, as_page, as_text, part_of


def line(**changes: Any) -> str:
    """A mail of Cognito as it is written down."""
    mail = {
        "id": "1",
        "at": "2026-11-24T01:55:20+00:00",
        "to": ["siti@contoh.id"],
        "subject": "Kode verifikasi",
        "text": "Kode Anda: 123456.",
        "html": "",
    }
    return json.dumps(mail | changes) + "\n"


@pytest.fixture
def box(tmp_path: Path) -> Mailbox:
    """A mailbox of the files below."""
    return Mailbox(tmp_path / "mail.json", tmp_path / "sent.jsonl")


def parsed(folder: Path, *lines: str) -> list[Mail]:
    """The mails in a file of these lines, newest first."""
    (folder / "sent.jsonl").write_text("".join(lines))
    return Mailbox(folder / "mail.json", folder / "sent.jsonl").read()


def test_a_mail_of_cognito_is_read(tmp_path: Path) -> None:
    """It has no kind, which those of SES have, and no attachments."""
    [mail] = parsed(tmp_path, line())
    assert mail == {**json.loads(line()), "kind": "", "reference": "", "attachments": []}


def test_an_html_mail_is_read_as_text(tmp_path: Path) -> None:
    """Cognito puts a message with markup into the HTML part only; a program finds the code in either."""
    [mail] = parsed(tmp_path, line(text="", html="<p>Kode: <b>123456</b> &amp;<br>selesai</p>"))
    assert mail["text"] == "Kode: 123456 &\nselesai"
    assert mail["html"] == "<p>Kode: <b>123456</b> &amp;<br>selesai</p>"


def test_of_the_mail_with_a_code_the_text_is_what_people_read(tmp_path: Path) -> None:
    """Neither its title nor its style; the code stands on a line of its own, and no other number beside it."""
    [mail] = parsed(tmp_path, line(text="", html=code_mail("123456").html))
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


def test_the_newest_mail_is_last_on_a_terminal(tmp_path: Path) -> None:
    """Mails come newest first, of one second too; on a terminal the eye is at the end."""
    mails = parsed(tmp_path, line(subject="older"), line(id="2", subject="newer"))
    assert [mail["subject"] for mail in mails] == ["newer", "older"]
    assert as_text(mails).index("older") < as_text(mails).index("newer")


def test_a_mail_cannot_become_markup(tmp_path: Path) -> None:
    """Whatever somebody put into a name or address is shown, not run."""
    attack = "<script>alert(1)</script>"
    page = as_page(parsed(tmp_path, line(subject=attack, text=attack, to=[attack])))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 3
    assert "kind=%3Cscript%3E" in as_page([], [attack])


def whole(**changes: Any) -> Mail:
    """A mail of SES, with HTML and a file."""
    content = base64.b64encode(b"BEGIN:VCALENDAR").decode()
    file = {"name": "antrean.ics", "media_type": "text/calendar", "content": content}
    extra = {"html": "<p>Halo</p>", "kind": "booked", "reference": "", "attachments": [file]}
    made: Mail = json.loads(line()) | extra | changes
    return made


def test_a_mail_comes_with_its_html_and_files() -> None:
    """Each is a page of its own, which the list of mails leads to."""
    page = as_page([whole()], ["booked"])
    for link in ("/mail/1/html", "/mail/1/0", "/mail?kind=booked", "/mail?to=siti%40contoh.id"):
        assert f'href="{link}"' in page
    assert part_of(whole(), "html") == ("text/html; charset=utf-8", b"<p>Halo</p>")
    assert part_of(whole(), "0") == ("text/calendar", b"BEGIN:VCALENDAR")
    assert part_of(whole(), "1") is part_of(whole(html=""), "html") is part_of(whole(), "..") is None


def test_mails_are_read_as_they_are_sent(box: Mailbox, tmp_path: Path) -> None:
    """A line that is still being written is not read yet, and no file is no mail."""
    assert box.read() == []
    (tmp_path / "sent.jsonl").write_text(json.dumps(whole()) + "\n" + json.dumps(whole(id="2"))[:20])
    assert box.read() == [whole()]


def test_who_asks_for_mails_to_an_address_gets_no_others(box: Mailbox, tmp_path: Path) -> None:
    """An address in a text, or as a part of another one, is none that the mail went to."""
    others = [whole(id="2", to=["x.siti@contoh.id"]), whole(id="3", to=["budi@contoh.id"], text='"siti@contoh.id"')]
    (tmp_path / "sent.jsonl").write_text("".join(json.dumps(mail) + "\n" for mail in [whole(), *others]))
    assert box.read(Wanted("siti@contoh.id")) == [whole()]
    assert [mail["id"] for mail in box.read(Wanted(kind="booked"))] == ["3", "2", "1"]


def test_mails_that_an_earlier_release_kept_are_read_too(box: Mailbox, tmp_path: Path) -> None:
    """It wrote a list of all, of which those of SES are in the other file as well, with more."""
    kept = [json.loads(line(id="0", at="2026-11-23T01:55:20+00:00")), json.loads(line())]
    (tmp_path / "mail.json").write_text(json.dumps(kept))
    (tmp_path / "sent.jsonl").write_text(json.dumps(whole()) + "\n")
    assert [(mail["id"], mail["kind"]) for mail in box.read()] == [("1", "booked"), ("0", "")]

"""Letters that no notice makes, and the mail with a code: in which language, and what they say beside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from antrean.messages import letters
from antrean.messages.look import Content, as_html, as_text
from antrean.messages.port import Message, NotSent
from antrean.messages.ses import SesMessenger
from instruments.mails import LANGUAGES
from instruments.replay.cognito import Postbox, client_error
from instruments.stand_in import stand_in

SITE = "https://antrean.example"
NAME = "Siti <b>Rahayu</b>"


def contested(language: str, site_url: str = SITE) -> Message:
    """The letter to a booker about the second person of a booking."""
    return letters.contested(
        NAME,
        language,
        person="Budi Santoso",
        office="Kantor Imigrasi Bogor",
        day=date(2026, 12, 8),
        booking_id="7K3M9QWERTY2PASD",
        site_url=site_url,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("written", "kind", "path"),
    [
        (contested, "contested", "/antrean/7K3M9QWERTY2PASD"),
        (partial(letters.account_exists, NAME), "account_exists", "/masuk"),
    ],
)
def test_a_letter_has_the_look_and_leads_into_the_site(
    written: partial[Message], kind: str, path: str, language: str
) -> None:
    """As text and as HTML in one language, with a button where the address of the site is known."""
    letter, words = written(language, site_url=SITE), letters.texts(language)
    assert letter.kind == kind
    assert letter.text.startswith(words["greeting"].format(name=NAME))
    assert words["foot"] in letter.text
    assert f'<html lang="{language}">' in letter.html
    assert "Siti &lt;b&gt;Rahayu&lt;/b&gt;" in letter.html
    assert f"\n{SITE}{path}\n" in letter.text
    assert f'<a href="{SITE}{path}">' in letter.html
    assert not set("{}") & set(letter.text + letter.subject)
    alone = written(language, site_url="")
    assert "<a " not in alone.html
    assert "http" not in alone.text


def test_a_booker_reads_who_asks_where_and_when() -> None:
    """Each fact by its name, below the sentence that says what is asked."""
    text = contested("en").text
    facts = "Person:\n  Budi Santoso\nOffice:\n  Kantor Imigrasi Bogor\nDay:\n  Tuesday, 8 December 2026\n"
    assert facts in text
    assert text.index("booked as Budi Santoso asks to be taken out") < text.index(facts) < text.index("24 hours")


def test_the_mail_with_a_code_is_one_page_in_two_languages() -> None:
    """The code stands in it once, large; what is not in the language of the page says in which it is."""
    mail = letters.code_mail("123456")
    for whole in (mail.text, mail.html):
        assert whole.count("123456") == 1
    assert '<p class="code">123456</p>' in mail.html
    assert '<html lang="id">' in mail.html
    before, english = mail.html.split('<div class="other" lang="en">')
    assert "abaikan email ini" in before
    assert "ignore this mail" in english
    assert mail.text.index("abaikan email ini") < mail.text.index("ignore this mail")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("written", "kind", "path"),
    [
        (partial(letters.code_letter, "sign_up", "K7QP-2M4X"), "code", "/daftar/kode#K7QP-2M4X"),
        (partial(letters.code_letter, "reset", "K7QP-2M4X"), "code", "/sandi/baru#K7QP-2M4X"),
        (letters.already_registered, "already_registered", "/sandi"),
        (letters.no_account, "no_account", "/daftar"),
    ],
)
def test_a_mail_to_a_mailbox_is_in_both_languages(
    written: Callable[..., Message], kind: str, path: str, language: str
) -> None:
    """That of the page first; each half with its button where the site is known, and the code once in each."""
    mail = written(language, site_url=SITE)
    assert mail.kind == kind
    other = "en" if language == "id" else "id"
    assert f'<html lang="{language}">' in mail.html
    assert mail.html.count(f'<div class="other" lang="{other}">') == 1
    assert mail.html.count(f'<a href="{SITE}{path}">') == mail.text.count(f"\n{SITE}{path}\n") == 2
    assert mail.html.count('<p class="code">K7QP-2M4X</p>') == (2 if kind == "code" else 0)
    subjects = [letters.texts(each)["codes"] for each in (language, other)]
    assert [mail.subject.startswith(each["subject"]) for each in subjects[0].values()].count(True) == 1
    assert "<a " not in written(language, site_url="").html
    assert not set("{}") & set(mail.text + mail.subject)


@pytest.mark.parametrize(
    ("code", "passing"),
    [
        ("MessageRejected", False),
        ("BadRequestException", False),
        ("TooManyRequestsException", True),
        ("SendingPausedException", True),
        ("AccessDeniedException", True),
    ],
)
def test_a_mail_waits_until_our_account_is_mended(code: str, *, passing: bool) -> None:
    """What SES has against this mail is its end; a missing right is mended within hours, and no mail is lost."""
    postbox = Postbox()
    postbox.error = client_error(code)
    with pytest.raises(NotSent, match=f"^{code}$") as caught:
        SesMessenger(stand_in(postbox), "antrean@contoh.id").send("siti@contoh.id", contested("id"))
    assert (caught.value.passing, caught.value.unsure) == (passing, False)


def test_what_a_mail_does_not_have_leaves_no_gap() -> None:
    """Neither an empty paragraph nor an empty line."""
    only = Content(language="id", paragraphs=("Halo.",))
    assert as_text(only) == "Halo.\n"
    assert '<div class="card"><p>Halo.</p></div>' in as_html(only)

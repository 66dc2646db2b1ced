"""Letters: what is written to people in the language of their account, from the sentences in `texts`, and in one look.

Whoever asks for a code gets a mail in both languages, because nobody knows yet who reads it. Cognito still mails codes
of its own to sign-ups of earlier releases, in a text that it has from template.yaml; that text is written here too.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from antrean.base.words import day as day_in_words
from antrean.messages.look import Action, Content, as_html, as_text
from antrean.messages.port import Message
from antrean.policy.bookings import OBJECTION_TIME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from antrean.base.words import Words
    from antrean.messages.port import Attachment

_TEXTS = Path(__file__).parent / "texts"
_PLACE_OF_CODE = "{####}"
"""What Cognito writes a code in the place of."""


@cache
def texts(language: str) -> dict[str, Any]:
    """Return the sentences of all letters in a language."""
    found: dict[str, Any] = json.loads((_TEXTS / f"{language}.json").read_text(encoding="utf-8"))
    return found


def in_language(language: str, words: Words) -> str:
    """Return what is said in a language."""
    return words.indonesian if language == "id" else words.english


def letter(  # noqa: PLR0913 - what a letter is made of
    kind: str,
    language: str,
    values: Mapping[str, str],
    *,
    facts: Sequence[tuple[str, str]] = (),
    action: Action | None = None,
    foot: Sequence[str] = (),
    reference: str = "",
    attachments: Sequence[Attachment] = (),
    displaced: bool = False,
) -> Message:
    """Return a letter of a kind, with `values` in its sentences, and with lines of its own below the foot of all.

    Where it is about a `displaced` booking, which has neither seats nor numbers, some kinds say other sentences.
    """
    words, said = texts(language), texts(language)["kinds"][kind]
    if displaced:
        said = {**said, **said.get("displaced", {})}
    content = Content(
        language=language,
        subject=said["subject"].format(**values),
        greeting=words["greeting"].format(**values),
        paragraphs=tuple(each.format(**values) for each in said["paragraphs"]),
        facts=tuple(facts),
        after=tuple(each.format(**values) for each in said["after"]),
        action=action,
        foot="\n".join([words["foot"], *foot]),
    )
    return Message(
        content.subject, as_text(content), as_html(content), kind, reference=reference, attachments=tuple(attachments)
    )


def account_exists(full_name: str, language: str, site_url: str = "") -> Message:
    """Return the letter to an owner whose NIK somebody tried to register again."""
    return letter(
        "account_exists", language, {"name": full_name}, action=_action(language, "log_in", site_url, "/masuk")
    )


def contested(  # noqa: PLR0913 - what the letter is made of
    full_name: str,
    language: str,
    *,
    person: str,
    office: str,
    day: date,
    booking_id: str,
    until: date | None = None,
    site_url: str = "",
) -> Message:
    """Return the letter to a booker, `full_name`, whom a `person` of the booking asks to be taken out of it.

    `until` is the last day of the right to another place, where the booking is displaced.
    """
    names = texts(language)["facts"]
    facts = {"person": person, "office": office, "day": in_language(language, day_in_words(day))}
    hours = str(int(OBJECTION_TIME.total_seconds() // 3600))
    return letter(
        "contested",
        language,
        {
            "name": full_name,
            "hours": hours,
            "until": in_language(language, day_in_words(until)) if until else "",
            **facts,
        },
        facts=[(names[fact], value) for fact, value in facts.items()],
        action=_action(language, "booking", site_url, f"/antrean/{booking_id}"),
        displaced=until is not None,
    )


def code_letter(kind: Literal["sign_up", "reset", "email"], code: str, language: str, site_url: str = "") -> Message:
    """Return the mail with a code for one purpose, whose button leads to the page that asks for the code.

    The page shows it too: the code stands behind the `#` of the address, which no browser sends to anybody.
    """
    paths = {"sign_up": "/daftar/kode", "reset": "/sandi/baru", "email": "/akun/surel"}
    return _in_both(kind, language, site_url, f"code_{kind}", f"{paths[kind]}#{code}", code)


def already_registered(language: str, site_url: str = "") -> Message:
    """Return the mail to a mailbox with an account that somebody tried to register, which comes in place of a code."""
    return _in_both("already_registered", language, site_url, "new_password", "/sandi")


def no_account(language: str, site_url: str = "") -> Message:
    """Return the mail to a mailbox without an account for which somebody asked for a new password."""
    return _in_both("no_account", language, site_url, "sign_up", "/daftar")


def address_taken(language: str, site_url: str = "") -> Message:
    """Return the mail to a mailbox with an account that another account wanted to make its own."""
    return _in_both("address_taken", language, site_url, "log_in", "/masuk")


def _in_both(kind: str, language: str, site_url: str, action: str, path: str, code: str = "") -> Message:  # noqa: PLR0913
    """Return a mail to whoever has a mailbox: in the language of the page that it was asked on, and in the other one.

    Nobody knows yet who reads it, so it names nobody.
    """
    contents = [
        Content(
            language=each,
            subject=texts(each)["codes"][kind]["subject"],
            greeting=texts(each)["codes"][kind]["greeting"] + (":" if code else "."),
            code=code,
            paragraphs=tuple(texts(each)["codes"][kind]["paragraphs"]),
            action=_action(each, action, site_url, path),
            foot=texts(each)["code"]["foot"],
        )
        for each in sorted(("id", "en"), key=lambda each: each != language)
    ]
    subject = " / ".join(each.subject for each in contents)
    return Message(subject, as_text(*contents), as_html(*contents), "code" if code else kind)


def _action(language: str, name: str, site_url: str, path: str) -> Action | None:
    """Return the button that leads to a page of the site; None where nobody told the address of the site."""
    return Action(texts(language)["action"][name], site_url + path) if site_url else None


def code_mail(code: str = _PLACE_OF_CODE) -> Message:
    """Return the mail with a code that Cognito sends: in both languages, since it sends the same one to everybody."""
    first, second = texts("id")["code"], texts("en")["code"]
    indonesian = Content(
        language="id",
        subject=f"{first['subject']} / {second['subject']}",
        greeting=f"{first['greeting']} / {second['greeting']}:",
        code=code,
        paragraphs=tuple(first["paragraphs"]),
        foot=first["foot"],
    )
    english = Content(language="en", paragraphs=tuple(second["paragraphs"]), foot=second["foot"])
    both = indonesian, english
    return Message(indonesian.subject, as_text(*both), as_html(*both), "code")

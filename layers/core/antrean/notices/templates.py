"""What is said over WhatsApp: texts that WhatsApp has approved beforehand, its templates, and what fills them.

They hold no name, NIK, queue number, code or link: nobody has proved that the telephone is the account holder's, and a
company abroad carries them. What else there is to know is on the site, behind the log-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from antrean.messages.port import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antrean.notices.model import Kind, Notice
    from antrean.people.model import Language

VALUES: Final[dict[Kind, tuple[str, ...]]] = {
    "displaced": ("office", "day", "window", "reason", "until"),
    "restored": ("office", "day", "window"),
    "reminder_before": ("day", "office", "window"),
    "reminder_today": ("office", "window"),
}
"""What fills the template of a kind, in the order of its variables. They are numbered by this order in what is
registered (`docs/whatsapp.md`), so neither the order nor the number of them changes without another template."""


def filled(notice: Notice, language: Language, texts: Mapping[str, str], values: Mapping[str, str]) -> Message:
    """Return the message of a notice, by the `texts` of a language by kind, filled with `values` by name."""
    # WhatsApp refuses values with line breaks, tabs or many blanks.
    named = {name: " ".join(values[name].split()) for name in VALUES[notice.kind]}
    return Message(
        subject="",
        text=texts[notice.kind].format(**named),
        kind=notice.kind,
        reference=notice.reference,
        language=language,
        values=tuple(named.values()),
    )


def registered(kind: Kind, texts: Mapping[str, str]) -> str:
    """Return the text of a kind as it is registered, its variables as numbers: `{{1}}`."""
    return texts[kind].format(**{name: f"{{{{{place}}}}}" for place, name in enumerate(VALUES[kind], 1)})

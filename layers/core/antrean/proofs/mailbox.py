"""Which addresses are one mailbox, so that one mailbox has one account however its address is written."""

from __future__ import annotations

from typing import Final

_WITHOUT_DOTS: Final = frozenset({"gmail.com", "googlemail.com"})
"""Domains of one provider, which ignores dots before the @ (Google: "Dots don't matter in Gmail addresses")."""
_GMAIL: Final = "gmail.com"


def canonical(email: str) -> str:
    """Return the one way to write the mailbox of an address: small letters, and nothing from a plus on.

    It is only compared and never written to: a few providers take the plus for a letter like any other, so mail goes to
    the address that people typed.
    """
    local, _, domain = email.lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _WITHOUT_DOTS:
        return f"{local.replace('.', '')}@{_GMAIL}"
    return f"{local}@{domain}"

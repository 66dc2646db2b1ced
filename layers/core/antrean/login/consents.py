"""What the holder of an account agreed to, and when: records that are added and never changed.

A record is written before what it allows, so that nothing happens without it; whoever dies in between repeats the
request, which adds no second record of the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.people.model import Consent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from antrean.login.store import Records
    from antrean.people.model import ConsentKind


def newest(consents: Iterable[Consent]) -> dict[ConsentKind, Consent]:
    """Return the newest record of each kind."""
    return {each.kind: each for each in sorted(consents, key=lambda consent: consent.at)}


def note(
    stored: Records, account_id: str, now: datetime, notice: str | None, choices: Mapping[ConsentKind, bool | None]
) -> None:
    """Add what is not recorded yet: the accepted version of the notice, and choices; None is for what stays.

    What was never given need not be taken back.
    """
    found = newest(stored.consents_of(account_id))
    wanted = [Consent(kind, given, now) for kind, given in choices.items() if given is not None]
    if notice:
        wanted.append(Consent("notice", given=True, at=now, version=notice))
    stored.add_consents(account_id, [each for each in wanted if _is_new(each, found.get(each.kind))])


def _is_new(consent: Consent, last: Consent | None) -> bool:
    if last is None:
        return consent.given
    return (consent.given, consent.version) != (last.given, last.version)

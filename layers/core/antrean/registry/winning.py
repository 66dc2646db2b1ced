"""Who wins a NIK that an account has already: whoever can prove more, and not whoever came first.

Everybody with a mailbox can register a NIK. So whoever proves later that it is theirs gets it, and the account that had
it stays without one: with its mailbox and its bookings, but it books nothing more until its holder proves more.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from antrean.base.nik_keys import version_of
from antrean.policy.bookings import OWNER_LEVEL
from antrean.policy.people import CARD_LEVEL, REGISTRY_LEVEL, WINNING_IDLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.people.model import Account, Registration, Verdict


def level_of(found: Registration, mailbox: str, verdict: Verdict | None) -> int:
    """Return how sure it is that who proved a mailbox is the person of a NIK.

    A counter has promised it to that mailbox, or the registry said so.
    """
    if found.promised and found.promised == mailbox:
        return CARD_LEVEL
    return REGISTRY_LEVEL if verdict == "match" else 0


def wins(level: int, found: Registration, holder: Account | None, now: datetime) -> bool:
    """Tell whether somebody of a level gets a NIK in place of its `holder`.

    Somebody of `OWNER_LEVEL` or more gets it at once from a holder of any lower level. Somebody whom only the registry
    knows gets it from a holder of level 0 who was idle for `WINNING_IDLE`, since name and birth date can be read off
    a photograph. A NIK that a counter has promised waits for whoever showed the card.
    """
    if level <= found.level or (found.promised and level < CARD_LEVEL):
        return False
    return level >= OWNER_LEVEL or now >= _used_at(found, holder) + WINNING_IDLE


def keys_at(found: Registration, nik_keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keyed hashes of a NIK that its account has: where its registration stands, and the older live ones.

    A newer one comes to the account with its next look at the profile, together with the registration.
    """
    stands_at = version_of(found.nik_key)
    return (found.nik_key, *(each for each in nik_keys if version_of(each) < stands_at))


def _used_at(found: Registration, holder: Account | None) -> datetime:
    """Return when the holder of a NIK did something last: signed up, was there, booked, visited, or ended sessions."""
    known = [found.registered_at]
    if holder:
        booked = max(holder.listed.values(), default=0)
        known += [holder.used_at, holder.tokens_valid_after, datetime.fromtimestamp(booked / 1000, UTC)]
        known.append(holder.active_until)
    return max((each for each in known if each), default=datetime.fromtimestamp(0, UTC))

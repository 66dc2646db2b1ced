"""Somebody with an account whom another account books, and what mails reach her."""

from __future__ import annotations

from datetime import datetime, timedelta

from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from instruments.replay.people import nik, sign_up_of
from tests.support.closings import MINUTE
from tests.support.telling import Telling


def register_ayu(services: Services, before: datetime) -> str:
    """Register the second person of whoever books, in English."""
    services.store.accounts.register(sign_up_of("ayu", nik(1), services.nik_keys(), "Ayu Lestari"), before)
    services.store.accounts.change_settings("ayu", "en")
    return "ayu"


def to_ayu(telling: Telling) -> list[str]:
    """The kinds of the mails that Ayu got, in order."""
    return [message.kind for to, message in telling.post.sent if to == "ayu@contoh.id"]


def brought(telling: Telling, clock: FixedClock, during: timedelta, step: timedelta = MINUTE) -> None:
    """Bring whatever is due, again and again."""
    end = clock.instant + during
    while clock.instant < end:
        telling.bring()
        clock.instant += step
    telling.bring()

"""How somebody visits: on which screen and in which language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """A screen (CSS pixels) and a language."""

    screen: str
    width: int
    height: int
    language: str

    @property
    def name(self) -> str:
        """Such as `phone-id`."""
        return f"{self.screen}-{self.language}"


PHONE = Manner("phone", 320, 568, "id")
DESK = Manner("desk", 1280, 800, "en")
PHONE_ENGLISH = Manner("phone", 320, 568, "en")
DESK_INDONESIAN = Manner("desk", 1280, 800, "id")
TABLET = Manner("tablet", 800, 1280, "en")
TABLET_INDONESIAN = Manner("tablet", 800, 1280, "id")

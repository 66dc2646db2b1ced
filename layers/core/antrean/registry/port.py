"""The port to a registry of the population. Its adapter is `registry/service.py`; a deployment may have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date

    from antrean.people.model import Verdict


class Registry(Protocol):
    """Whoever knows which name and which birth date belong to a NIK."""

    def check(self, nik: str, full_name: str, birth_date: date) -> Verdict:
        """Tell whether the three belong together; never raises: whatever keeps it from an answer is `down`."""

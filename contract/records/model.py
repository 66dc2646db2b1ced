"""What a row of the records of processing says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE: Final = "public service and authority by law, Art. 20 (2) e"
"""The basis of what the service needs: a queue number cannot be given without it."""
DUTY: Final = "duty of the controller by law, Art. 20 (2) c"
"""The basis of what the law itself asks for: records, protection, proof of who looked."""
CONSENT: Final = "consent, Art. 20 (2) a"
"""The basis of what a person switches on, and may switch off again."""
NONE: Final = "no personal data"
"""The basis of a row whose data is nobody's, which therefore names none."""
NOBODY: Final = "nobody"
HOLDER: Final = "the holder of an account"
WITH_ACCOUNT: Final = "as long as the account is there"
TTL: Final = "TTL of the table"
AWS: Final = "AWS as processor (Art. 51, 52), in the region of the stack"
"""Who holds whatever is kept in resources of the template."""

KEY: Final = {"pk": "key", "sk": "key", "v": "form of the item", "expires_at": "when DynamoDB deletes it"}
"""The attributes that items of any kind may have, of which no row tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A kind of item of the table: its keys as patterns, which modules write it, and what each attribute says.

    An attribute within a map, or within the maps of a list, is named `people.f`; `void#*` stands for each that begins
    so. Where nothing within an attribute is named, the attribute's own words say all of it.
    """

    name: str
    partitions: tuple[str, ...]
    sort: str
    modules: tuple[str, ...]
    whose: str
    fields: Mapping[str, str]
    purpose: str
    basis: str = NONE
    people: str
    """Who of the staff, and of the citizens, is shown any of it."""
    kept: str
    erased: str
    """What ends it, and whether the eraser of a closed account takes it."""

    def holds(self, pk: str, sk: str) -> bool:
        """Tell whether an item with this key is of this kind."""
        return fnmatchcase(sk, self.sort) and any(fnmatchcase(pk, pattern) for pattern in self.partitions)

    def knows(self, attribute: str) -> bool:
        """Tell whether an attribute, `people.f` for one within another, has its words here."""
        return any(fnmatchcase(attribute, pattern) for pattern in (*KEY, *self.fields))

    def within(self, attribute: str) -> bool:
        """Tell whether what is within an attribute has words of its own."""
        return any(name.startswith(f"{attribute}.") for name in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What is kept outside of the table: in a bucket, a queue, a log, a pool, a mailbox, on a device."""

    name: str
    resources: tuple[str, ...]
    """Which resources of template.yaml hold it; none where it is held by nobody of ours."""
    whose: str
    holds: str
    purpose: str
    basis: str = NONE
    people: str
    kept: str
    erased: str
    given_to: str = AWS
    """Which processor, or whom outside of the controller, it goes to."""


def days(time: timedelta) -> str:
    """Return a time in days, for a sentence."""
    return f"{time.days} days"


def hours(time: timedelta) -> str:
    """Return a time in hours, for a sentence."""
    number = time // timedelta(hours=1)
    return f"{number} hour" if number == 1 else f"{number} hours"

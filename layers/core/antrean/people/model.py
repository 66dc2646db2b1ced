"""An account and what belongs to it: its household, devices, consents and registration; and a sign-up that waits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from antrean.people.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


Language = Literal["id", "en"]
FamilyRelation = Literal["spouse", "child", "parent", "sibling", "grandparent", "parent_in_law", "ward"]
"""What somebody of the household is to the account's holder; a ward is a child who is in the holder's care by law."""
ConsentKind = Literal["notice", "children", "whatsapp"]
"""What somebody agrees to: the privacy notice, that data of children are kept for whom they are responsible, and being
told over WhatsApp."""
Verdict = Literal["match", "mismatch", "unknown", "down"]
"""What a registry says of a NIK with a name and a birth date: they belong together, or not quite, it does not know the
NIK, or it did not answer."""
LOST = "lost."
"""What stands before an account's own id in place of the NIK key that it has lost: no NIK has such a key."""


def deed_done(what: str, at: datetime, office: str = "") -> str:
    """Return what `Account.last_deed` says of what was done with whose an account is, by an office if it was one."""
    return f"{what}#{int(at.timestamp())}#{office}"


def deed_parts(last_deed: str) -> tuple[str, str, str]:
    """Return what was done, its second (Unix time) and the office of what `deed_done` returned."""
    what, second, office = last_deed.split("#", 2)
    return what, second, office


def masked(nik_last4: str) -> str:
    """Return a NIK as it is shown to people: twelve stars and its last four digits."""
    return "*" * 12 + nik_last4


class HasNik(Protocol):
    """Somebody who is found by keyed hashes of the NIK, of which any one is enough."""

    @property
    def nik_keys(self) -> tuple[str, ...]:
        """The keyed hashes of the NIK under every version of the key that is known of, the newest first."""


def is_of(person: HasNik, nik_keys: Collection[str]) -> bool:
    """Tell whether somebody is the person of a NIK of which some keyed hashes are known."""
    return any(each in nik_keys for each in person.nik_keys)


class Member(NamedTuple):
    """A person of an account's household."""

    relation: FamilyRelation
    full_name: str
    nik_key: str
    nik_last4: str
    nik_before: tuple[str, ...] = ()
    """As in `Account`."""

    @property
    def nik_keys(self) -> tuple[str, ...]:
        """The keyed hashes of the NIK, as in `HasNik`."""
        return (self.nik_key, *self.nik_before)


class Household(NamedTuple):
    """Whom a citizen books again and again, in the order in which they were added."""

    members: tuple[Member, ...] = ()
    operations: Mapping[str, str] = {}
    """The latest additions that were done, and the fingerprint of each: their retries add nobody."""
    revision: int = 0
    """How often it was changed; 0 where nothing was ever kept."""

    def member(self, *nik_keys: str) -> Member | None:
        """Return the member of a NIK, of whose keyed hashes one is enough, or None."""
        return next((each for each in self.members if is_of(each, nik_keys)), None)


class Account(NamedTuple):
    """A citizen who registered: one NIK, one account."""

    account_id: str
    full_name: str
    birth_year: int
    email: str
    phone: str
    nik_key: str
    nik_last4: str
    language: Language = "id"
    """The language in which the holder is written to."""
    reminders: bool = True
    """Whether the holder wants to be reminded of visits."""
    whatsapp: bool = False
    """Whether the holder asked to be told over WhatsApp too what is sent there."""
    active_booking: str | None = None
    active_until: datetime | None = None
    listed: Mapping[str, int] = {}
    """The account's latest bookings by id, and the millisecond (Unix time) in which each was made."""
    notified_at: datetime | None = None
    limits: Limits = Limits()
    self_guarded: bool = False
    """Whether a booking of the owner was refused because another account has booked the owner's NIK."""
    tokens_valid_after: datetime | None = None
    """The second (UTC) in which all sessions were ended last: only a login after it is good (`login.sessions`)."""
    closes_at: datetime | None = None
    """When the account is erased that its holder has closed; until then it can be reopened."""
    erasing: bool = False
    """Whether the eraser has begun, from which on nobody reopens it."""
    nik_before: tuple[str, ...] = ()
    """The keyed hashes of the NIK under the live versions of the key before the one of `nik_key`, the newest first."""
    has_birth_date: bool = False
    """Whether the profile holds a whole birth date still, as releases of before wrote it."""
    household: Household | None = None
    """Whom the holder books again and again, where it was read together with the profile."""
    registered_at: datetime | None = None
    """When the account was registered; None where that was before profiles said it."""
    used_at: datetime | None = None
    """When the account was used last, or up to `USE_NOTED` before that; None where that was never noted."""
    idle: bool = False
    """Whether it is being closed because nobody used it, so that any use reopens it."""
    level: int = 0
    """How sure it is that the holder is the person of the NIK: the level of its `Registration`."""
    registry: Verdict | None = None
    """What the registry said last, or that it matched before; None where nobody has asked it."""
    last_deed: str = ""
    """What was done last with whose account it is: the deed, its second, and the office, or none where it lost its NIK:
    `raised#1796094000#Kantor Imigrasi Bogor`, `lost#1796094000#`."""
    former_email: str = ""
    """The address that the account had before a counter gave it another one."""
    checked: str = ""
    """The day on which the holder asked for a check last, and how often: `2026-12-01#2`."""
    frozen_until: datetime | None = None
    """Until when it makes no new booking, because of visits to which nobody came (`misses`)."""
    misses: int = 0
    """How often its misses were changed, by which one that was decided meanwhile is noticed."""
    form: int = 2
    """The form in which the profile is stored (`aws.versions`), on which it depends how a booking is listed in it."""

    @property
    def nik_keys(self) -> tuple[str, ...]:
        """The keyed hashes of the NIK, as in `HasNik`."""
        return (self.nik_key, *self.nik_before)

    @property
    def has_nik(self) -> bool:
        """Whether the NIK of the account is still its own: somebody else may have proved that it is theirs."""
        return not self.nik_key.startswith(LOST)

    @property
    def initials(self) -> str:
        """The initials of the holder, such as `B. S.`: enough for a family to know its own again."""
        return " ".join(f"{word[0].upper()}." for word in self.full_name.split())

    @property
    def booking_ids(self) -> list[str]:
        """The ids of the account's bookings, newest first."""
        return sorted(self.listed, key=lambda booking_id: (self.listed[booking_id], booking_id), reverse=True)

    def last_used_at(self) -> datetime | None:
        """Return when the account was used last, as far as its profile tells: looked at, or booked with."""
        booked = [datetime.fromtimestamp(max(self.listed.values()) / 1000, UTC)] if self.listed else []
        known = [each for each in (self.used_at, self.active_until, *booked) if each]
        return max(known) if known else None

    def active_booking_at(self, now: datetime) -> str | None:
        """Return the id of the booking that is active at `now`, or None."""
        if self.active_booking and self.active_until and self.active_until > now:
            return self.active_booking
        return None


class AddressChange(NamedTuple):
    """A change of an account's e-mail address, from `before` to `after`, which can be undone until `until`.

    `name` tells one change from another. `user` is the user of the pool whose address follows that of the account.
    """

    account_id: str
    name: str
    before: str
    after: str
    user: str
    made_at: datetime
    until: datetime
    undone: bool = False

    @property
    def address(self) -> str:
        """The address that the account has by it."""
        return self.before if self.undone else self.after


class Device(NamedTuple):
    """A device that logged in to an account, by the keyed hash of its mark, and whether the holder was to be told."""

    account_id: str
    name: str
    first_at: datetime
    last_at: datetime
    told: bool = False


class Consent(NamedTuple):
    """What somebody agreed to, or took back, and when; `version` is that of the privacy notice."""

    kind: ConsentKind
    given: bool
    at: datetime
    version: str = ""


class PendingSignUp(NamedTuple):
    """What a person gave at sign-up, kept until the mailbox is proved; `account_id` is of the account that it makes."""

    account_id: str
    full_name: str
    birth_year: int
    email: str
    phone: str
    nik_key: str
    nik_last4: str
    nik_before: tuple[str, ...] = ()
    """As in `Account`."""
    language: Language = "id"
    notice_version: str = ""
    """The version of the privacy notice that was accepted."""

    @property
    def nik_keys(self) -> tuple[str, ...]:
        """The keyed hashes of the NIK, as in `HasNik`."""
        return (self.nik_key, *self.nik_before)


class Registration(NamedTuple):
    """Which account a NIK belongs to, and since when; None where that was not recorded: before every booking.

    `level` tells how sure it is that the account's holder is the person of the NIK: 0 a mailbox was proved, 1 a
    registry knows NIK, name and birth date, 2 the national log-in, 3 the identity card was seen at a counter.
    """

    account_id: str
    registered_at: datetime | None
    level: int = 0
    version: int = 0
    """It grows with each change; 0 where nothing was changed since the registration."""
    promised: str = ""
    """The mailbox, by its keyed hash, whose sign-up gets the NIK: its owner showed the card and has no account yet."""
    moved_to: str | None = None
    """The keyed hash under a newer version of the key at which the registration stands by now."""
    nik_key: str = ""
    """The keyed hash under which it was read."""

    def is_older_than(self, instant: datetime) -> bool:
        """Tell whether the NIK had this account already at `instant`."""
        return self.registered_at is None or self.registered_at < instant

"""The items of accounts: their keys, and what is stored of profiles, registrations and sign-ups that wait.

A profile of form 1 lists all bookings of its account, in `booking_ids`, a set of `<millisecond made>#<booking id>`. One
of form 2 lists the latest ten, in `listed`, a map of booking ids to milliseconds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from antrean.aws.attributes import from_item
from antrean.aws.versions import newest
from antrean.people.limits import Limits
from antrean.people.model import Account, AddressChange, Consent, Device, PendingSignUp, Registration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.aws.attributes import Item
    from antrean.aws.table import Key

ASKED_NIKS = "NIKS#"
"""What the sort keys of the NIKs begin with that a mailbox asked for."""
DEVICES, CONSENTS = "DEVICE#", "CONSENT#"
"""What the sort keys of an account's devices, and of the records of its consents, begin with."""
MISSES = "MISS#"
"""What the sort keys of an account's misses begin with."""
BESIDE_PROFILE = (("ADDRESS", "DEVICE~"), (MISSES, f"{MISSES}~"))
"""Between each two are the sort keys of what is kept beside a profile."""
BIRTH_DATE = "birth_date"
"""The attribute of releases that kept a whole birth date; since then the year is kept, in `birth_year`."""
NIK_BEFORE = "nik_before"
"""The attribute that holds the keyed hashes of a NIK under older live versions of the key; absent where none is."""
MOVED_TO = "moved_to"
"""The attribute of a registration that says under which keyed hash of a newer version it stands."""
_ACCOUNT_PREFIX = "ACCOUNT#"
PROFILE = "PROFILE"
REGISTRATION = "ACCOUNT"
"""The sort keys of a profile and of a registration."""
_ADDRESS = "ADDRESS"
_REGISTRATION_PREFIX = "REGISTRATION#"


def registration_key(nik_key: str) -> Key:
    """Key of the item that holds a NIK to one account."""
    return f"{_REGISTRATION_PREFIX}{nik_key}", REGISTRATION


def account_key(account_id: str) -> Key:
    """Key of a citizen's profile."""
    return f"{_ACCOUNT_PREFIX}{account_id}", PROFILE


def account_of(item: Item) -> str:
    """Return the account beside whose profile an item stands."""
    account_id: str = item["pk"]
    return account_id.removeprefix(_ACCOUNT_PREFIX)


def sign_up_key(account_id: str) -> Key:
    """Key of a sign-up of an earlier release that waits for its confirmation."""
    return f"{_ACCOUNT_PREFIX}{account_id}", "SIGNUP"


def address_change_key(account_id: str) -> Key:
    """Key of the newest change of an account's address, as long as it can be undone."""
    return f"{_ACCOUNT_PREFIX}{account_id}", _ADDRESS


def device_key(account_id: str, name: str) -> Key:
    """Key of a device of an account."""
    return f"{_ACCOUNT_PREFIX}{account_id}", f"{DEVICES}{name}"


def consent_key(account_id: str, consent: Consent) -> Key:
    """Key of the record of a consent: those of one kind in the order of time."""
    return f"{_ACCOUNT_PREFIX}{account_id}", f"{CONSENTS}{consent.kind}#{int(consent.at.timestamp()):012d}"


def miss_key(account_id: str, booking_id: str) -> Key:
    """Key of a visit that an account missed."""
    return f"{_ACCOUNT_PREFIX}{account_id}", f"{MISSES}{booking_id}"


def idle_key(account_id: str, month: str) -> Key:
    """Key of the entry that says in which month, such as `2028-12`, somebody looks whether an account is idle."""
    return f"IDLE#{month}", account_id


def mailbox_account_key(mailbox: str) -> Key:
    """Key of the item that holds a mailbox to one account, by the keyed hash of its canonical address."""
    return f"MAILBOX#{mailbox}", "ACCOUNT"


def asked_niks_key(mailbox: str, day: date) -> Key:
    """Key of the NIKs that a proved mailbox asked for on a day."""
    return f"MAILBOX#{mailbox}", f"{ASKED_NIKS}{day.isoformat()}"


def _with_map(item: Item) -> Item:
    """Form 1 to form 2: the listed bookings become a map; the list is empty where nothing was booked yet."""
    listed = (entry.partition("#") for entry in item.get("booking_ids", ()))
    return {**item, "listed": {booking_id: int(made) for made, _, booking_id in listed}, "v": 2}


_PROFILE_UPGRADES = (_with_map,)
PROFILE_FORM = len(_PROFILE_UPGRADES) + 1
"""The form in which profiles are written."""


def as_account(item: Item | None) -> Account | None:
    """Return the account that a profile holds, or None for no item."""
    if not item:
        return None
    form: int = item.get("v", 1)
    item = newest(item, _PROFILE_UPGRADES)
    return Account(
        account_id=account_of(item),
        full_name=item["full_name"],
        birth_year=_birth_year(item),
        email=item["email"],
        phone=item["phone"],
        nik_key=item["nik_key"],
        nik_last4=item["nik_last4"],
        nik_before=tuple(item.get(NIK_BEFORE, ())),
        language=item.get("language", "id"),
        reminders=item.get("reminders", True),
        whatsapp=item.get("whatsapp", False),
        active_booking=item.get("active_booking"),
        active_until=_instant(item.get("active_until")),
        listed=item["listed"],
        notified_at=_instant(item.get("notified_at")),
        limits=_limits(item.get("limits", {}), item.get("joins", [])),
        self_guarded=item.get("self_guarded", False),
        tokens_valid_after=_instant(item.get("tokens_valid_after")),
        closes_at=_instant(item.get("closes_at")),
        erasing=item.get("erasing", False),
        registered_at=_instant(item.get("registered_at")),
        used_at=_instant(item.get("used_at")),
        idle=item.get("idle", False),
        level=item.get("level", 0),
        registry=item.get("registry"),
        checked=item.get("checked", ""),
        last_deed=item.get("last_deed", ""),
        former_email=item.get("former_email", ""),
        frozen_until=_instant(item.get("frozen_until")),
        misses=item.get("misses", 0),
        has_birth_date=BIRTH_DATE in item,
        form=form,
    )


def account_of_image(image: dict[str, Any] | None) -> Account | None:
    """Return the account in an image of the stream; None for no image or an item of another kind."""
    if not image or image["sk"]["S"] != PROFILE:
        return None
    return as_account(from_item(image))


def registration_item(account_id: str, nik_key: str, registered_at: datetime, moved_to: str | None = None) -> Item:
    """Return the item that holds a NIK to an account: the registration itself, or with `moved_to` where it stands now.

    `moved_to` is another keyed hash of the NIK.
    """
    pk, sk = registration_key(nik_key)
    item: Item = {"pk": pk, "sk": sk, "v": 1, "account_id": account_id, "registered_at": int(registered_at.timestamp())}
    return {**item, MOVED_TO: moved_to} if moved_to else item


def mailbox_item(mailbox: str, account_id: str) -> Item:
    """Return what holds a mailbox to an account."""
    pk, sk = mailbox_account_key(mailbox)
    return {"pk": pk, "sk": sk, "v": 1, "account_id": account_id}


def address_change_item(change: AddressChange) -> Item:
    """Return what is stored of a change of an address."""
    pk, sk = address_change_key(change.account_id)
    return {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "name": change.name,
        "before": change.before,
        "after": change.after,
        "user": change.user,
        "made_at": int(change.made_at.timestamp()),
        "expires_at": int(change.until.timestamp()),
    }


def as_address_change(item: Item | None) -> AddressChange | None:
    """Return the change of an address that an item holds, or None for no item."""
    if not item:
        return None
    return AddressChange(
        account_id=account_of(item),
        name=item["name"],
        before=item["before"],
        after=item["after"],
        user=item["user"],
        made_at=datetime.fromtimestamp(item["made_at"], UTC),
        until=datetime.fromtimestamp(item["expires_at"], UTC),
        undone=item.get("undone", False),
    )


def address_change_of_image(image: dict[str, Any] | None) -> AddressChange | None:
    """Return the change of an address in an image of the stream; None for no image or an item of another kind."""
    if not image or image["sk"]["S"] != _ADDRESS:
        return None
    return as_address_change(from_item(image))


def as_device(item: Item) -> Device:
    """Return the device that an item holds."""
    return Device(
        account_id=account_of(item),
        name=item["sk"].removeprefix(DEVICES),
        first_at=datetime.fromtimestamp(item["first_at"], UTC),
        last_at=datetime.fromtimestamp(item["last_at"], UTC),
        told=item["told"],
    )


def device_of_image(image: dict[str, Any] | None) -> Device | None:
    """Return the device in an image of the stream; None for no image or an item of another kind."""
    if not image or not image["sk"]["S"].startswith(DEVICES):
        return None
    return as_device(from_item(image))


def as_registration(item: Item | None) -> Registration | None:
    """Return the registration that an item holds, or None for no item."""
    if not item:
        return None
    return Registration(
        account_id=item["account_id"],
        nik_key=item["pk"].removeprefix(_REGISTRATION_PREFIX),
        registered_at=_instant(item.get("registered_at")),
        level=item.get("level", 0),
        version=item.get("version", 0),
        promised=item.get("promised", ""),
        moved_to=item.get(MOVED_TO),
    )


def as_limits(limits: Limits) -> Item:
    """Return what is stored of limits: single letters, because DynamoDB charges by the size of the profile.

    What counts joinings stands beside it, since a release before this one knows limits without it.
    """
    return {
        "f": dict(limits.family),
        "n": dict(limits.named),
        "r": dict(limits.refusals),
        "c": list(limits.cancellations),
    }


def _limits(stored: Item, joins: Sequence[int]) -> Limits:
    return Limits(
        family=stored.get("f", {}),
        named=stored.get("n", {}),
        refusals=stored.get("r", {}),
        cancellations=tuple(stored.get("c", ())),
        joins=tuple(joins),
    )


def as_pending(kept: Item, account_id: str) -> PendingSignUp:
    """Return a sign-up from what `person_of` stored of it."""
    return PendingSignUp(
        account_id=account_id,
        full_name=kept["full_name"],
        birth_year=_birth_year(kept),
        email=kept["email"],
        phone=kept["phone"],
        nik_key=kept["nik_key"],
        nik_last4=kept["nik_last4"],
        nik_before=tuple(kept.get(NIK_BEFORE, ())),
        language=kept.get("language", "id"),
        notice_version=kept.get("notice_version", ""),
    )


def _birth_year(item: Item) -> int:
    """Return the year of birth of a person, of whom releases of before kept the whole date."""
    year: int = date.fromisoformat(item[BIRTH_DATE]).year if BIRTH_DATE in item else item["birth_year"]
    return year


def _instant(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def profile_item(pending: PendingSignUp, now: datetime) -> Item:
    """Return the profile of an account that is registered at `now`, for whom nothing was booked yet."""
    pk, sk = account_key(pending.account_id)
    person, registered_at = person_of(pending), int(now.timestamp())
    return {"pk": pk, "sk": sk, "v": PROFILE_FORM, **person, "listed": {}, "registered_at": registered_at}


def person_of(pending: PendingSignUp) -> Item:
    """Return what a profile and a sign-up that waits both store of a person."""
    return {
        "full_name": pending.full_name,
        "birth_year": pending.birth_year,
        "email": pending.email,
        "phone": pending.phone,
        "nik_key": pending.nik_key,
        "nik_last4": pending.nik_last4,
        "language": pending.language,
        **({NIK_BEFORE: list(pending.nik_before)} if pending.nik_before else {}),
    }

"""At the counter: an officer types the NIK of a card that they hold in their hands, and sets right whose it is.

Nobody needs a keyed hash for it, or a key of the table. Whoever is seen has a record of that before the officer sees
anything. Each deed is one transaction: the registration as the officer saw it, the profiles, the record in the trail,
and a mark by which a repeat of the request is known. The people are told by the change of their profile
(`notices.events`), also at the mailbox that the account had before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antrean.account.model import Erasure
from antrean.base.errors import Busy, Code, Refused, invalid, key_reused
from antrean.base.ids import operation_name
from antrean.cards.model import Holder
from antrean.login.identity import delete_own
from antrean.offices.model import Look
from antrean.people import nik as nik_rules
from antrean.people.model import deed_done
from antrean.policy.people import CARD_LEVEL, CLOSING_UNDO
from antrean.proofs.mailbox import canonical
from antrean.registry.winning import keys_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from antrean.account.store import Erasures
    from antrean.aws.attributes import Item
    from antrean.aws.table import Action
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.base.nik_keys import NikKeys
    from antrean.cards.model import Card, Deed, Officer
    from antrean.cards.store import Cards
    from antrean.login.identity import Identity
    from antrean.login.store import AddressChanges
    from antrean.offices.model import Office
    from antrean.offices.store import Looks
    from antrean.people.model import Account
    from antrean.people.store import Accounts
    from antrean.registry.store import Levels

_DONE: dict[Deed, str] = {
    "raise": "raised",
    "correct": "corrected",
    "recover": "recovered",
    "transfer": "transferred",
    "close": "closed",
}
"""How people are told of a deed."""
_PROMISED = "promised"
"""How whoever has a NIK is told that it was promised to the mailbox of somebody else."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What officers work with."""

    accounts: Accounts
    cards: Cards
    levels: Levels
    erasures: Erasures
    looks: Looks
    identity: Identity
    changes: AddressChanges
    pepper: Pepper
    nik_keys: Callable[[], NikKeys]
    """Returns the keys of NIKs; raises `Busy`."""
    clock: Clock

    def mailbox(self, email: str) -> str:
        """Return the name of a mailbox in keys."""
        return self.pepper.mailbox(canonical(email))


def look(desk: Desk, officer: Officer, nik: str) -> Holder | None:
    """Return which account has a NIK, None where none has it; it is recorded before the officer sees anything.

    Raises `Busy` where nothing can be recorded now.
    """
    found = _holder(desk, nik)
    _record(desk, officer, found.account if found else None)
    return found


def act(desk: Desk, officer: Officer, card: Card) -> Holder | None:
    """Do what an officer wants done, and return whose the NIK is then; the same request again does nothing more.

    Raises `Refused`: not_found where nobody has the NIK, version_conflict where it was changed since it was looked at,
    validation_failed where the deed lacks something, account_exists where a mailbox has another account, booking_exists
    where an account to close has an active booking, idempotency_key_reused; and `Busy`.
    """
    name = operation_name("card", officer.staff_id, card.key)
    fingerprint = operation_name(
        # The oldest live one, which stays the same when a newer version comes between a request and its retry.
        desk.nik_keys().of(card.nik)[-1],
        card.deed,
        card.reason,
        str(card.version),
        card.full_name,
        str(card.birth_year),
        card.email,
    )
    done = desk.cards.done(name)
    if done not in {None, fingerprint}:
        raise key_reused()
    found = look(desk, officer, card.nik)
    if found is None:
        raise Refused(Code.NOT_FOUND, "No account has this NIK. Its owner can register on the site.")
    if done is None:
        _do(desk, officer, card, found, name, fingerprint)
        seen, found = found, _holder(desk, card.nik)
        if found and found.registration.account_id != seen.registration.account_id:
            # The officer sees whoever has the NIK now.
            _record(desk, officer, found.account)
    if card.deed == "recover" and found and found.account:
        # The users of the pool are deleted last, and by a repeat too: until then the old mailbox still logs in.
        _end_log_ins(desk, found.account)
    return found


def _do(  # noqa: PLR0913 - what is done, and what it is known by
    desk: Desk, officer: Officer, card: Card, found: Holder, name: str, fingerprint: str
) -> None:
    if found.registration.version != card.version:
        raise Refused(
            Code.VERSION_CONFLICT, "This account was changed since you looked. Look again before you change it."
        )
    now = desk.clock.now()
    last_deed = deed_done(_DONE[card.deed], now, officer.office.name)
    others: list[Account] = []
    actions: list[Action] = []
    match card.deed:
        case "raise":
            actions = _raised(desk, found, {"last_deed": last_deed})
        case "correct":
            corrected = _corrected(card, officer.office.today(now).year)
            actions = _raised(desk, found, {"last_deed": last_deed, **corrected})
        case "recover":
            actions = _recovered(desk, card, found, last_deed, now)
        case "transfer":
            actions, others = _transferred(desk, card, found, officer.office, now)
        case "close":
            actions = _closed(desk, found, last_deed, now)
    accounts = [found.registration.account_id, *(each.account_id for each in others)]
    actions += desk.cards.record_actions(name, fingerprint, officer, card, accounts, now)
    if not desk.cards.write(actions) and desk.cards.done(name) != fingerprint:
        # Something was changed since it was read; a repeat looks again, and tells.
        raise Busy


def _raised(desk: Desk, found: Holder, changes: Item) -> list[Action]:
    """Return what changes a profile and raises its account, since the card was seen."""
    return [
        desk.levels.registration_action(found.registration, CARD_LEVEL),
        desk.cards.profile_action(_there(found), {"level": CARD_LEVEL, **changes}),
    ]


def _corrected(card: Card, this_year: int) -> Item:
    """Return what is corrected in a profile, as the card has it; raises `Refused`."""
    if not card.full_name and not card.birth_year:
        raise invalid("full_name", "or birth_year must be given, as the card has it")
    if card.birth_year > this_year:
        raise invalid("birth_year", "must not be in the future")
    given: Item = {"full_name": card.full_name, "birth_year": card.birth_year}
    return {name: value for name, value in given.items() if value}


def _recovered(desk: Desk, card: Card, found: Holder, last_deed: str, now: datetime) -> list[Action]:
    """Return what gives an account another mailbox and raises it, since the card was seen; raises `Refused`."""
    account = _there(found)
    if not card.email:
        raise invalid("email", "must be given: the mailbox that the person can read")
    old, new = desk.mailbox(account.email), desk.mailbox(card.email)
    holder, user = desk.accounts.of_mailbox(new), desk.identity.find(card.email)
    mine = card.email != account.email and user is not None and user.account_id == account.account_id
    if holder not in {None, account.account_id} or (user and not mine):
        raise Refused(Code.ACCOUNT_EXISTS, "This mailbox has an account already. Use another one.")
    changes: Item = {"level": CARD_LEVEL, "last_deed": last_deed}
    actions = [
        desk.levels.registration_action(found.registration, CARD_LEVEL),
        desk.cards.recovered_action(account, card.email, changes, now),
        desk.cards.hold_mailbox_action(new, account.account_id),
    ]
    if old != new:
        actions.append(desk.cards.free_mailbox_action(old, account.account_id))
    return actions


def _end_log_ins(desk: Desk, account: Account) -> None:
    """Delete the users of the pool that logged in to an account before it was recovered.

    Where its address was changed lately, its user may have the one of before that change still.
    """
    delete_own(desk.identity, account.account_id, account.former_email)
    change = desk.changes.get(account.account_id)
    if change and change.address != account.email:
        desk.identity.delete(change.user)


def _transferred(
    desk: Desk, card: Card, found: Holder, office: Office, now: datetime
) -> tuple[list[Action], list[Account]]:
    """Return what gives the NIK to the account of a mailbox, with that account.

    A mailbox without an account is promised the NIK: its sign-up gets it.
    """
    if not card.email:
        raise invalid("email", "must be given: the mailbox of whoever showed the card")
    nik_keys, mailbox = desk.nik_keys().of(card.nik), desk.mailbox(card.email)
    winner = _account_of(desk, card.email)
    if winner is None:
        # Whoever has it was not the person of the card, whatever was known of them before.
        promise = desk.levels.registration_action(found.registration, 0, promised=mailbox)
        told: Item = {"level": 0, "last_deed": deed_done(_PROMISED, now, office.name)}
        lowered = [desk.cards.profile_action(found.account, told)] if found.account else []
        return [promise, *lowered], []
    if winner.account_id == found.registration.account_id:
        raise invalid("email", "is that of the account that has this NIK already")
    if desk.mailbox(winner.email) != mailbox:
        # It holds the mailbox until its change of the address cannot be undone, or its user has another address.
        raise Refused(Code.ACCOUNT_EXISTS, "The account of this mailbox has another address now. Use another mailbox.")
    if winner.closes_at:
        # The NIK would be free again once it is erased.
        raise Refused(
            Code.TOO_LATE, "The account of this mailbox is being closed. Reopen it first, or use another one."
        )
    if winner.has_nik and winner.level > 0:
        raise Refused(
            Code.ACCOUNT_EXISTS, "This mailbox has the account of another NIK, which was verified. Use another mailbox."
        )
    newest, *before = keys_at(found.registration, nik_keys)
    changes: Item = {
        "nik_key": newest,
        "nik_before": before,
        "nik_last4": nik_rules.last4(card.nik),
        "level": CARD_LEVEL,
        "last_deed": deed_done(_DONE["transfer"], now, office.name),
    }
    actions = [
        *desk.levels.handing_actions(found.registration, CARD_LEVEL, winner.account_id, nik_keys, now),
        desk.cards.given_action(winner, changes),
    ]
    if winner.has_nik:
        actions += [desk.cards.free_nik_action(each, winner.account_id) for each in winner.nik_keys]
    if found.account:
        actions.append(desk.levels.losing_action(found.account, now))
    return actions, [winner]


def _account_of(desk: Desk, email: str) -> Account | None:
    """Return the account of a mailbox, None where it has none.

    Of an account of an earlier release the user of the pool alone may tell its mailbox.
    """
    account_id = desk.accounts.of_mailbox(desk.mailbox(email))
    if account_id is None and (user := desk.identity.find(email)):
        account_id = user.account_id
    return desk.accounts.get(account_id) if account_id else None


def _closed(desk: Desk, found: Holder, last_deed: str, now: datetime) -> list[Action]:
    """Return what closes an account, which is erased after the same time as one that its holder closes.

    The registration is written as it was read, or another counter could give the NIK to somebody at this moment, and
    the account of somebody else would be closed.
    """
    account = _there(found)
    if account.closes_at:
        raise Refused(Code.TOO_LATE, "This account is closed already.")
    if account.active_booking_at(now):
        raise Refused(Code.BOOKING_EXISTS, "This account has an active booking. Close it after its day.")
    user = desk.identity.find(account.email)
    mine = user.name if user and user.account_id == account.account_id else ""
    erasure = Erasure(now + CLOSING_UNDO, account.account_id, mine, desk.mailbox(account.email))
    seen = found.registration
    return [
        desk.levels.registration_action(seen, seen.level, promised=seen.promised),
        *desk.erasures.close_actions(erasure, now, last_deed),
    ]


def _holder(desk: Desk, nik: str) -> Holder | None:
    registration = desk.accounts.registration(*desk.nik_keys().of(nik))
    return Holder(registration, desk.accounts.get(registration.account_id)) if registration else None


def _there(found: Holder) -> Account:
    if found.account is None:
        raise Refused(Code.NOT_FOUND, "The account of this NIK is gone. Transfer the NIK to a mailbox of its owner.")
    if found.account.erasing:
        raise Refused(Code.TOO_LATE, "This account is being erased. Its owner can register anew after that.")
    return found.account


def _record(desk: Desk, officer: Officer, account: Account | None) -> None:
    account_id = account.account_id if account else None
    at, office_id = desk.clock.now(), officer.office.office_id
    desk.looks.record(Look(office_id, officer.staff_id, at, "identity", 1 if account else 0, account_id, officer.role))

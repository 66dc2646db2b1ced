"""Accounts that are being closed, in the table: a mark in the profile, and a list of who is erased from when on.

The list is one partition in order of time, so that the eraser reads who is due and nobody else. An entry gets the NIK
key once the account is gone, and is the last thing of the person that goes.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from antrean.account.model import Erasure
from antrean.aws.table import ConditionFailed, Table, TransactionRefused, every
from antrean.bookings.items import BOOKING, BOOKING_PREFIX
from antrean.guards.store import guard_key
from antrean.hall.items import party_key
from antrean.hall.model import Day
from antrean.household.items import HOUSEHOLD, household_key
from antrean.misses.items import OFFICE, appeal_key
from antrean.people.items import (
    ASKED_NIKS,
    BESIDE_PROFILE,
    MISSES,
    NIK_BEFORE,
    account_key,
    mailbox_account_key,
    registration_key,
)
from antrean.policy.system import JOB_PAGE
from antrean.proofs.store import HOURS, WAITING
from antrean.waiting.items import as_entry, entry_key, listing_keys, mark_key

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Key
    from antrean.people.model import Account

CLOSE_CONDITIONS = {
    "only for an account that is there": "attribute_exists(pk)",
    # The undo of the first closing must not begin anew with each further one.
    "not twice": "attribute_not_exists(closes_at)",
    # Its people would come to the office, and nobody could cancel it any more.
    "no active booking": "(attribute_not_exists(active_until) OR active_until <= :now)",
}
IDLE_CONDITIONS = {
    # Whoever looks at the profile at this moment keeps the account.
    "not used since it was read": "(attribute_not_exists(used_at) OR used_at = :used)",
    "no booking since it was read": "(attribute_not_exists(listed) OR listed = :listed)",
}
REOPEN_CONDITIONS = {
    # The undo of an earlier closing, which was paused, must not undo a later one.
    "the closing that was read": "closes_at = :read",
    "nothing was erased yet": "attribute_not_exists(erasing)",
}
ERASING_CONDITIONS = {
    # The holder may reopen the account until the very last moment, and then nothing of it may go.
    "still the closing that is due": "closes_at = :read",
    # A release that knows no closing may have booked since.
    "no active booking": "(attribute_not_exists(active_until) OR active_until <= :now)",
}
GONE_CONDITIONS = {
    "only an account whose erasing began": "(attribute_not_exists(pk) OR erasing = :true)",
    # It may have gone on to a newer key since, and its registration would stay there for ever.
    "with the keyed hash that was read": "(attribute_not_exists(pk) OR nik_key = :nik)",
}
FREED_CONDITIONS = {
    # By the time of a repetition the NIK may belong to another account.
    "only the registration of this account": "(attribute_not_exists(pk) OR account_id = :account)",
}
LAPSED_CONDITIONS = {"only a guard that guards nobody any more": "(attribute_not_exists(pk) OR held_until <= :now)"}
LISTED_CONDITIONS = {
    # Another run may have erased this account while this one was paused; it must not be put back on the list.
    "still listed": "attribute_exists(pk)",
}
FORGOTTEN_CONDITIONS = {
    # A run that was paused finds no account either where another run took it away meanwhile, and without the entry
    # nobody would take its people out of bookings.
    "not while its people are taken out": "attribute_not_exists(nik_key)",
}
MARK_OF_ENTRY_CONDITIONS = {
    # The owner of the NIK may wait in an own entry by now.
    "only the mark of this entry": "(attribute_not_exists(pk) OR entry = :entry)",
}
STRIP_CONDITIONS = {
    # What changed meanwhile has people that the strip has not seen.
    "not changed since it was read": "revision = :read",
}
_LIST = "ERASURES"
NAMES = ("pk", "sk", "account", "people", "members", "office", "date", "revision", "status", "mailbox", "kept", "niks")
"""The attributes that tell whom a booking or household names, or what waits for a code, or what a mailbox asked for."""
_NAMES_PEOPLE = (
    "(#sk = :booking AND attribute_exists(#status)) OR #sk = :waiting OR #sk = :household OR attribute_exists(#niks)"
)


class Erasures:
    """Reads and conditional writes of accounts that are being closed."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def close(self, erasure: Erasure, now: datetime) -> bool:
        """Mark an account as one that is to be erased, and list it; tell whether that was written."""
        return self._table.try_transact(self.close_actions(erasure, now))

    def close_actions(self, erasure: Erasure, now: datetime, last_deed: str = "") -> list[Action]:
        """Return the actions that mark an account and list it; `last_deed` is noted where a counter closes it."""
        values: Item = {":at": int(erasure.due_at.timestamp()), ":now": int(now.timestamp())}
        change = "SET closes_at = :at"
        if last_deed:
            change, values = f"{change}, last_deed = :deed", {**values, ":deed": last_deed}
        return self._closing(erasure, change, every(CLOSE_CONDITIONS), values)

    def close_idle(self, erasure: Erasure, account: Account, now: datetime) -> bool:
        """Do the same to an account as it was read, because nobody uses it, so that any use reopens it."""
        values: Item = {":at": int(erasure.due_at.timestamp()), ":now": int(now.timestamp()), ":true": True}
        values |= {":used": int(account.used_at.timestamp()) if account.used_at else 0, ":listed": dict(account.listed)}
        conditions = every({**CLOSE_CONDITIONS, **IDLE_CONDITIONS})
        return self._table.try_transact(self._closing(erasure, "SET closes_at = :at, idle = :true", conditions, values))

    def _closing(self, erasure: Erasure, change: str, condition: str, values: Item) -> list[Action]:
        pk, sk = _entry_key(erasure.due_at, erasure.account_id)
        return [
            self._table.update_action(account_key(erasure.account_id), change, condition, values=values),
            self._table.put_action({"pk": pk, "sk": sk, "v": 1, "user": erasure.user, "mailbox": erasure.mailbox}),
        ]

    def reopen(self, account: Account, closes_at: datetime) -> bool:
        """Take the mark of a closing as it was read away, and the entry; tell whether that was written."""
        due = int(closes_at.timestamp())
        actions = [
            self._table.update_action(
                account_key(account.account_id),
                "REMOVE closes_at, idle",
                every(REOPEN_CONDITIONS),
                values={":read": due},
            ),
            self._table.delete_action(_entry_key(closes_at, account.account_id)),
        ]
        return self._table.try_transact(actions)

    def due(self, now: datetime) -> list[Erasure]:
        """Read who is to be erased by now, the longest waiting first, strongly consistent."""
        items = self._table.query(_LIST, "0", f"{int(now.timestamp()):012d}~", consistent=True)
        return [_as_erasure(item) for item in items]

    def begin(self, erasure: Erasure, now: datetime) -> bool:
        """Mark that an account is being erased, from which on nobody reopens it; False where it is not due any more."""
        try:
            self._table.update(
                account_key(erasure.account_id),
                "SET erasing = :true",
                every(ERASING_CONDITIONS),
                values={":true": True, ":read": int(erasure.due_at.timestamp()), ":now": int(now.timestamp())},
                old_item=False,
            )
        except ConditionFailed:
            return False
        return True

    def remove(self, erasure: Erasure, nik_keys: Sequence[str], round_: str, now: datetime) -> bool:
        """Delete account, household, NIK and guards, and note the NIK keys in the entry; tell if that was written.

        `nik_keys` are the keyed hashes that the account has, the newest first. It is not where a booking of another
        account has the person still.
        """
        of_account, lapsed = {":account": erasure.account_id}, {":now": int(now.timestamp())}
        return self._table.try_transact(
            [
                self._table.delete_action(household_key(erasure.account_id)),
                self._table.delete_action(
                    account_key(erasure.account_id), every(GONE_CONDITIONS), {":true": True, ":nik": nik_keys[0]}
                ),
                *(
                    action
                    for each in nik_keys
                    for action in (
                        self._table.delete_action(registration_key(each), every(FREED_CONDITIONS), of_account),
                        self._table.delete_action(guard_key(each), every(LAPSED_CONDITIONS), lapsed),
                    )
                ),
                self._table.update_action(
                    _key_of(erasure),
                    "SET nik_key = :nik, nik_before = :before, #round = :round",
                    every(LISTED_CONDITIONS),
                    values={":nik": nik_keys[0], ":before": list(nik_keys[1:]), ":round": round_},
                    names={"#round": "round"},
                ),
            ]
        )

    def renew(self, erasure: Erasure, round_: str) -> None:
        """Take an erasure over into another round, because that of before did not come to its end."""
        with suppress(ConditionFailed):
            self._table.update(
                _key_of(erasure),
                "SET #round = :round",
                every(LISTED_CONDITIONS),
                values={":round": round_},
                names={"#round": "round"},
                old_item=False,
            )

    def forget(self, erasure: Erasure) -> None:
        """Delete the entry of an account that is not to be erased, unless another run has begun to."""
        with suppress(TransactionRefused):
            self._table.transact([self._table.delete_action(_key_of(erasure), every(FORGOTTEN_CONDITIONS))])

    def end(self, erasure: Erasure) -> None:
        """Delete the entry, the last that is known of a person."""
        self._delete(_key_of(erasure))

    def clear(self, erasure: Erasure) -> None:
        """Delete what was kept beside the profile: change of the address, devices, consents, misses, an entry.

        Appeals go with the misses: before these, or nobody would find them any more. With the entry goes what lists it,
        and what keeps its people from waiting elsewhere, unless they do.
        """
        pk, _ = account_key(erasure.account_id)
        key = entry_key(erasure.account_id)
        for nik_key in erasure.nik_keys:
            # By another account, out of whose entry the person was taken.
            self._delete(mark_key(nik_key))
        if entry := as_entry(self._table.get(key)):
            for nik_key in (each for person in entry.people for each in person.nik_keys):
                own: Item = {":entry": entry.entry_id}
                with suppress(TransactionRefused):
                    marks = every(MARK_OF_ENTRY_CONDITIONS)
                    self._table.transact([self._table.delete_action(mark_key(nik_key), marks, own)])
            for listed in listing_keys(entry):
                self._delete(listed)
            self._delete(key)
        for bounds in BESIDE_PROFILE:
            for item in list(self._table.query(pk, *bounds, consistent=True)):
                if OFFICE in item:
                    self._delete(appeal_key(item[OFFICE], item["sk"].removeprefix(MISSES)))
                self._delete((item["pk"], item["sk"]))

    def free_mailbox(self, erasure: Erasure) -> None:
        """Let other accounts have the mailbox of one that is gone, and delete what it had codes for and asked.

        That it takes no mail is kept as long as for every other: it says whom not to write to, and nothing of a person.
        """
        key = mailbox_account_key(erasure.mailbox)
        for item in list(self._table.query(key[0], HOURS, f"{ASKED_NIKS}~", consistent=True)):
            self._delete((item["pk"], item["sk"]))
        freed = every(FREED_CONDITIONS), {":account": erasure.account_id}
        with suppress(TransactionRefused):
            self._table.transact([self._table.delete_action(key, *freed)])

    def strip_page(self, gone: Collection[Erasure], after: Key | None, today: date) -> Key | None:
        """Take people out of a page of the table; return the key after which the next page begins.

        Of a booking of one of the accounts everybody goes, of any other, and of an entry of the waiting list, those
        with one of the NIK keys; with a day before `today` goes what the door noted of its people. Numbers, seats and
        places stay. They go from households of others, and so does what waits for a code of theirs, and what tells that
        somebody asked for their NIK. It may be done twice, and beside any change of the same items.
        """
        account_ids, nik_keys = {each.account_id for each in gone}, {key for each in gone for key in each.nik_keys}
        mailboxes = {each.mailbox for each in gone}
        kinds = {":booking": BOOKING, ":waiting": WAITING, ":household": HOUSEHOLD}
        page, following = self._table.scan_page(NAMES, _NAMES_PEOPLE, kinds, after, JOB_PAGE)
        for item in page:
            if item["sk"] == BOOKING:
                self._strip(item, account_ids, nik_keys, today)
            elif item["sk"] == HOUSEHOLD:
                self._strip_household(item, nik_keys)
            elif item["sk"] == WAITING and "people" in item:
                self._strip_entry(item, nik_keys)
            elif item.get("mailbox") in mailboxes or nik_keys & _niks_in(item) or _waits_for(item) in account_ids:
                self._delete((item["pk"], item["sk"]))
        return following

    def _delete(self, key: Key) -> None:
        self._table.transact([self._table.delete_action(key)])

    def _strip_household(self, item: Item, nik_keys: Collection[str]) -> None:
        found: Item | None = item
        while found:
            left = [each for each in found["members"] if _nik_keys(each).isdisjoint(nik_keys)]
            if left == found["members"]:
                return
            found = self._write(found, "SET members = :people, revision = :next", left)

    def _strip_entry(self, item: Item, nik_keys: Collection[str]) -> None:
        """Take people out of an entry of another account; it ends once its turn comes and nobody is left in it."""
        found: Item | None = item
        while found:
            left = [each for each in found["people"] if _nik_keys(each).isdisjoint(nik_keys)]
            if left == found["people"]:
                return
            found = self._write(found, "SET people = :people, revision = :next", left)

    def _strip(self, item: Item, account_ids: Collection[str], nik_keys: Collection[str], today: date) -> None:
        found: Item | None = item
        while found and (people := _stripped(found, account_ids, nik_keys)):
            day = date.fromisoformat(found["date"])
            if day < today:
                # It has the same names. First, since a booking without them would not be met again.
                party = party_key(Day(found["office"], day), found["pk"].removeprefix(BOOKING_PREFIX))
                self._delete(party)
            found = self._write(found, "SET people = :people, revision = :next", people)

    def _write(self, found: Item, change: str, people: list[Any]) -> Item | None:
        """Write the people of an item as it was found; return the item as it is by now where it has changed since."""
        try:
            self._table.update(
                (found["pk"], found["sk"]),
                change,
                every(STRIP_CONDITIONS),
                values={":people": people, ":read": found["revision"], ":next": found["revision"] + 1},
            )
        except ConditionFailed as changed:
            return changed.item
        return None


def _stripped(item: Item, account_ids: Collection[str], nik_keys: Collection[str]) -> list[Any]:
    """Return the people of a booking without those who are erased; none where nobody is."""
    everybody = item["account"] in account_ids
    people = [_without_name(each) if everybody or _nik_keys(each) & set(nik_keys) else each for each in item["people"]]
    return people if people != item["people"] else []


def _niks_in(item: Item) -> set[str]:
    """Return the NIK keys in what waits for a code, or in what a mailbox asked for."""
    kept = item.get("kept", {})
    return {*item.get("niks", ()), *kept.get(NIK_BEFORE, ()), kept.get("nik_key", "")}


def _waits_for(item: Item) -> str | None:
    """Return the account that waits for a code, for a new password or another address."""
    account_id: str | None = item.get("kept", {}).get("account_id")
    return account_id


def _nik_keys(person: Any) -> set[str]:  # noqa: ANN401 - as it is stored
    """Return the NIK keys of a stored person; of a booking of form 1 there is one, the third value of a list."""
    return {person[2]} if isinstance(person, list) else {person["k"], *person.get("w", ())}


def _without_name(person: Any) -> Any:  # noqa: ANN401 - as it is stored
    """Return a stored person without name, NIK key and last four digits."""
    if isinstance(person, list):
        return [person[0], "", "", "", *person[4:]]
    kept = {name: value for name, value in person.items() if name != "w"}
    return {**kept, "f": "", "k": "", "l": ""}


def _entry_key(due_at: datetime, account_id: str) -> Key:
    return _LIST, f"{int(due_at.timestamp()):012d}#{account_id}"


def _key_of(erasure: Erasure) -> Key:
    return _entry_key(erasure.due_at, erasure.account_id)


def _as_erasure(item: Item) -> Erasure:
    due, _, account_id = item["sk"].partition("#")
    return Erasure(
        due_at=datetime.fromtimestamp(int(due), UTC),
        account_id=account_id,
        user=item["user"],
        mailbox=item["mailbox"],
        nik_keys=(item["nik_key"], *item.get(NIK_BEFORE, ())) if "nik_key" in item else (),
        round=item.get("round", ""),
    )

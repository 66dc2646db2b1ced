"""How a miss is taken back: its holder excuses one a year, and whoever appeals is answered by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.days import start_of_day
from antrean.base.errors import Busy, Code, Refused
from antrean.misses.model import Appeal, Miss, Waiver, as_it_counts, frozen_until
from antrean.offices.model import Look
from antrean.policy.system import OPERATION_ATTEMPTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from antrean.aws.table import Action
    from antrean.base.clock import Clock
    from antrean.bookings.store import Bookings
    from antrean.misses.store import Misses
    from antrean.offices.model import Office
    from antrean.offices.store import Looks
    from antrean.people.model import Account
    from antrean.people.store import Accounts


class Missed(NamedTuple):
    """The misses of a year as they count now, the oldest first, and until when they stop the account's bookings."""

    misses: list[Miss]
    frozen_until: datetime | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What takes misses back."""

    misses: Misses
    accounts: Accounts
    bookings: Bookings
    looks: Looks
    clock: Clock

    def of_account(self, account: Account) -> Missed:
        """Return the misses of an account that was read."""
        now = self.clock.now()
        frozen = account.frozen_until if account.frozen_until and now < account.frozen_until else None
        found = self.misses.of_account(account.account_id, now)
        return Missed([as_it_counts(each, found) for each in found], frozen)

    def excuse(self, account_id: str, booking_id: str) -> Miss:
        """Take a miss back because its holder says so, which is asked no reason for; the same again changes nothing.

        Raises `Refused`: not_found, too_late some weeks after it was decided, and limit_reached where another one of
        the same year was excused so, until that one is forgotten.
        """

        def change(miss: Miss, others: Sequence[Miss], now: datetime) -> Miss | None:
            if miss.waiver:
                return None
            _check_time(miss, now)
            excused = [each.counts_until for each in others if each.waiver and each.waiver.by == "account"]
            if excused:
                raise Refused(
                    Code.LIMIT_REACHED,
                    "You have excused another visit of the last year already. You can appeal instead.",
                    rule="misses",
                    until=max(excused),
                )
            return miss._replace(waiver=Waiver("account", now))

        return self._change(account_id, booking_id, change)

    def appeal(self, account_id: str, booking_id: str, text: str) -> Miss:
        """Let a person of the office read what the holder says of a miss; the same again changes nothing.

        Raises `Refused`: not_found, and too_late some weeks after it was decided, once it was taken back, and where
        something else was said before.
        """

        def change(miss: Miss, _others: Sequence[Miss], now: datetime) -> Miss | None:
            if miss.appeal and miss.appeal.text == text:
                return None
            if miss.appeal:
                raise Refused(Code.TOO_LATE, "You have appealed already: an appeal is read once.")
            if miss.waiver:
                raise Refused(Code.TOO_LATE, "This visit does not count as missed any more.")
            _check_time(miss, now)
            return miss._replace(appeal=Appeal(text, now))

        return self._change(account_id, booking_id, change)

    def waiting(self, staff: str, office: Office) -> list[Miss]:
        """Return the appeals that wait for an office, the longest waiting first; that each was seen is recorded before.

        Of each there is one record for each person of the staff and day.
        """
        found = self.misses.waiting(office.office_id)
        at = start_of_day(office.today(self.clock.now()), office.zone)
        for miss in found:
            look = Look(office.office_id, staff, at, f"appeal {miss.booking_id}", 1, miss.account_id, "supervisors")
            self.looks.record(look)
        return found

    def answer(self, staff: str, office_id: str, booking_id: str, *, granted: bool, reason: str) -> Miss:
        """Answer an appeal, which takes the miss back where it is `granted`; the same again changes nothing.

        Raises `Refused`: not_found, and too_late where it was answered otherwise, or the miss taken back before.
        """

        def change(miss: Miss, _others: Sequence[Miss], now: datetime) -> Miss | None:
            if miss.appeal is None:
                raise _not_found()
            given = (miss.appeal.granted, miss.appeal.answer)
            if miss.appeal.answered_at and given == (granted, reason):
                return None
            if not miss.is_appealed:
                raise Refused(Code.TOO_LATE, "This appeal does not wait any more: it was answered, or the miss waived.")
            answered = miss.appeal._replace(answered_at=now, granted=granted, answer=reason)
            waiver = Waiver("staff", now, reason, staff) if granted else None
            return miss._replace(appeal=answered, waiver=waiver)

        deed = "granted" if granted else "refused"
        return self._by_staff(staff, office_id, booking_id, change, deed, reason)

    def waive(self, staff: str, office_id: str, booking_id: str, reason: str) -> Miss:
        """Take a miss back because somebody of the office says why; one that was taken back stays as it is.

        An appeal that waits is granted by that. Raises `Refused`: not_found.
        """

        def change(miss: Miss, _others: Sequence[Miss], now: datetime) -> Miss | None:
            if miss.waiver:
                return None
            appeal = miss.appeal
            if appeal and miss.is_appealed:
                appeal = appeal._replace(answered_at=now, granted=True, answer=reason)
            return miss._replace(appeal=appeal, waiver=Waiver("staff", now, reason, staff))

        return self._by_staff(staff, office_id, booking_id, change, "waived", reason)

    def _by_staff(  # noqa: PLR0913 - who does what to which miss, and why
        self,
        staff: str,
        office_id: str,
        booking_id: str,
        change: Callable[[Miss, Sequence[Miss], datetime], Miss | None],
        deed: str,
        reason: str,
    ) -> Miss:
        booking = self.bookings.get(booking_id)
        if booking is None or booking.slot.office_id != office_id:
            raise _not_found()

        def record(miss: Miss, now: datetime) -> list[Action]:
            return [self.misses.record_action(miss, deed, staff, reason, now)]

        return self._change(booking.account_id, booking_id, change, record)

    def _change(
        self,
        account_id: str,
        booking_id: str,
        change: Callable[[Miss, Sequence[Miss], datetime], Miss | None],
        also: Callable[[Miss, datetime], list[Action]] = lambda _miss, _now: [],
    ) -> Miss:
        """Change a miss by what it is and by the other misses of its account; None from `change` leaves it as it is.

        Returns it as it counts then.
        """
        for _ in range(OPERATION_ATTEMPTS):
            now = self.clock.now().replace(microsecond=0)
            account = self.accounts.get(account_id)
            found = self.misses.of_account(account_id, now)
            miss = next((each for each in found if each.booking_id == booking_id), None)
            if account is None or miss is None:
                raise _not_found()
            others = [each for each in found if each is not miss]
            new = change(miss, others, now)
            if new is None:
                return as_it_counts(miss, others)
            if self.misses.change(miss, new, account, frozen_until([*others, new], now), also(new, now)):
                return as_it_counts(new, others)
        raise Busy


def _check_time(miss: Miss, now: datetime) -> None:
    if now >= miss.answered_until:
        raise Refused(Code.TOO_LATE, "This was decided too long ago: within 30 days one can say something about it.")


def _not_found() -> Refused:
    return Refused(Code.NOT_FOUND, "There is no missed visit of this booking.")

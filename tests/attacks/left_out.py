"""The rules to take out, one for each attack: the attack must succeed without it, or the test shows nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from antrean.bookings import claim as claiming
from antrean.bookings import operation, ownership
from antrean.bookings.model import Applicant, Booking
from antrean.bookings.operation import Services
from antrean.changes import add as adding
from antrean.changes import book as booking
from antrean.changes import move as moving
from antrean.changes.party import Others
from antrean.listings import listings
from antrean.login import sessions
from antrean.login.sign_up import Registrar
from antrean.misses.decide import Deciding
from antrean.notices import waiting as told
from antrean.notices.model import Kind, Notice
from antrean.people import limits
from antrean.people import store as people
from antrean.people.forms import SignUp
from antrean.people.limits import Limits
from antrean.people.model import Account, PendingSignUp
from antrean.people.nik import last4
from antrean.people.store import Accounts, MailboxTaken, NikTaken
from antrean.turns import places
from antrean.waiting import answers, joining, offers
from antrean.waiting import model as waiting
from antrean.waiting.model import EndReason
from antrean.waiting.store import Asking, Outranked, Waiting

Patch = pytest.MonkeyPatch


def hours_of_joining_come_first(patch: Patch) -> None:
    """Offer seats to whoever joined last, as a list does that is kept the wrong way round."""

    def order(joined_at: datetime, rank: int, account_id: str) -> str:
        return f"{2 * 1_800_000_000 - int(joined_at.timestamp()):012d}#{rank:010d}#{account_id}"

    patch.setattr(waiting, "order_of", order)
    patch.setattr(waiting.Waiter, "may_take", lambda waiter, slot, _now: waiter.wants(slot))


def the_owner_outranks_entries(patch: Patch) -> None:
    """Let nobody join who is on the list by another account, whoever they are."""

    def refuses(_services: Services, list_: Waiting, account: Account, _now: datetime) -> Outranked:
        if list_.asking(account.account_id, account.nik_keys).marks:
            raise joining.waits_elsewhere()
        return Outranked()

    patch.setattr(joining, "_outranked", refuses)


def booked_by_others_wait_on(patch: Patch) -> None:
    """End the waiting of an entry whose people another account has booked."""
    over = offers._over  # noqa: SLF001 - what it decides is the rule

    def ends(found: Asking, people: Sequence[Applicant], now: datetime) -> EndReason | None:
        return "booked" if any(guard.held_until > now for guard in found.guards.values()) else over(found, people, now)

    patch.setattr(offers, "_over", ends)


def any_number_is_passed_over(patch: Patch) -> None:
    """Pass over no more entries than one write can record."""
    patch.setattr(offers.Offering, "_recorded", lambda _self, skips: not skips)


def holds_have_a_pause(patch: Patch) -> None:
    """Let kept seats wait anew for who is first as soon as they have waited."""
    patch.setattr(offers, "HOLD_PAUSE", timedelta(0))


def joins_are_counted(patch: Patch) -> None:
    """Let an account put others on the waiting list as often as it likes."""
    patch.setattr(limits, "MOST_JOINS", 10**6)


def waiting_stops_no_booking(patch: Patch) -> None:
    """Count it as a refusal to book that somebody waits already."""
    patch.setattr(Others, "refusal_to_wait", Others.refusal)


def who_left_is_not_booked(patch: Patch) -> None:
    """Let an offer be accepted whoever has left its entry since."""
    patch.setattr(answers, "len", lambda _people: 0, raising=False)


def the_owner_outranks(patch: Patch) -> None:
    """Let nobody out of the booking of another account before its day is over."""
    patch.setattr(booking, "supersedes_from", lambda *_: None)
    patch.setattr(listings, "supersedes_from", lambda *_: None)
    patch.setattr(listings, "leaves_from", lambda *_: None)


def who_left_stays_out(patch: Patch) -> None:
    """Let an account list those again who left its booking by their own wish."""
    patch.setattr(Applicant, "stays_out", False)


def refusals_are_limited(patch: Patch) -> None:
    """Let an account be refused for NIKs, and name strangers, as often as it likes."""
    patch.setattr(limits, "MOST_REFUSALS", 10**6)
    patch.setattr(limits, "MOST_OTHERS", 10**6)


def counted_before_the_answer(patch: Patch) -> None:
    """Answer first and count later: so late that requests which were sent meanwhile have their answers, too."""
    patch.setattr(Accounts, "save_limits", lambda *_: True)


def strangers_are_counted_first(patch: Patch) -> None:
    """Look who is booked, and claim seats, before anything is counted."""
    patch.setattr(Others, "count_strangers", lambda others, _now: others._account)  # noqa: SLF001 - what is left


def turns_are_waited_for(patch: Patch) -> None:
    """Let everybody claim from the instant on at which a slot opens."""
    patch.setattr(claiming, "_turns", lambda _services, _wanted, quota, _now: quota.turns)


def accounts_come_last_if_late(patch: Patch) -> None:
    """Let accounts have a place that were registered once the hash of the places was public."""
    patch.setattr(places, "comes_last", lambda *_: False)


def counted_as_read(patch: Patch) -> None:
    """Write counts whatever was counted meanwhile."""
    patch.setattr(
        people,
        "LIMITS_CONDITIONS",
        {
            "anything": "(attribute_not_exists(limits) OR limits = :counted OR attribute_exists(limits))",
            "any joining": "(attribute_not_exists(joins) OR joins = :joined OR attribute_exists(joins))",
        },
    )


def strangers_are_not_named(patch: Patch) -> None:
    """Say which of the people of a request have a booking, also of strangers."""
    patch.setattr(Limits, "knows", lambda *_: True)


def guards_before_seats(patch: Patch) -> None:
    """Let the commit alone judge who is booked already, and so claim seats first."""
    patch.setattr(Others, "check_guards", lambda *_: None)


def ended_sessions_are_refused(patch: Patch) -> None:
    """Take every token until it expires, as API Gateway does."""
    patch.setattr(operation, "check_session", lambda *_: None)


def addresses_are_compared(patch: Patch) -> None:
    """A session of any address is good for an account."""
    patch.setattr(sessions, "check_address", lambda *_: None)


def families_need_a_level(patch: Patch) -> None:
    """Let accounts book for others whoever they are."""
    for module in (booking, adding):
        patch.setattr(module, "check_family", lambda *_: None)


def a_new_password_ends_sessions(patch: Patch) -> None:
    """Let tokens of before a new password be, as Cognito does."""
    patch.setattr(Accounts, "end_sessions", lambda accounts, account_id, _now: accounts.get(account_id))


def cancellations_are_limited(patch: Patch) -> None:
    """Let an account cancel as often as it likes."""
    patch.setattr(limits, "MOST_CANCELLATIONS", 10**6)


def nothing_is_held_before_a_proof(patch: Patch) -> None:
    """Give a NIK to whoever types it first, before the mailbox is proved."""
    sign_up = Registrar.sign_up

    def hasty(self: Registrar, request: SignUp) -> str:
        secret = sign_up(self, request)
        nik_key, account_id = self.nik_keys().key(request.nik), self.pepper.account_id(secret)
        whose = (request.full_name, request.birth_date.year, request.email, request.phone)
        pending = PendingSignUp(account_id, *whose, nik_key, last4(request.nik))
        with suppress(NikTaken, MailboxTaken):
            self.accounts.register(pending, self.clock.now(), self.logins.mailbox(request.email))
        return secret

    patch.setattr(Registrar, "sign_up", hasty)


def one_account_for_each_nik(patch: Patch) -> None:
    """Let a second sign-up have a NIK that has an account."""
    always = "(attribute_exists(pk) OR attribute_not_exists(pk) OR account_id = :account)"
    patch.setitem(people.REGISTRATION_CONDITIONS, "one account for each NIK", always)


def owners_are_told_once_an_hour(patch: Patch) -> None:
    """Tell the owner of a NIK of every single attempt."""
    always = "(attribute_exists(pk) OR notified_at <= :before)"
    patch.setitem(people.NOTICE_CONDITIONS, "not too soon after the last", always)


def misses_stop_moves(patch: Patch) -> None:
    """Let whose misses stop bookings move what is booked, as it was."""
    patch.setattr(moving, "refuse_frozen", lambda *_: None)
    patch.setattr(people, "MOVED_BY_CHOICE_CONDITIONS", {"anything": "(attribute_exists(pk) OR frozen_until > :now)"})


def skips_are_told_once_a_day(patch: Patch) -> None:
    """Record and mail each offer that passes somebody over, as it was."""
    patch.setattr(waiting, "SKIP_TOLD_AGAIN", timedelta(0))

    def each(kind: Kind, subject: str, occasion: str, happened_at: datetime) -> Notice:
        return Notice(kind, subject, f"{occasion}-{happened_at.timestamp()}", happened_at)

    patch.setattr(told, "Notice", each)


def cancellations_stop_nobody_who_waits(patch: Patch) -> None:
    """Let who cancelled too often wait on and accept, as it was: there nobody is asked for, and nothing else counts."""
    check = Limits.check

    def checks(counted: Limits, nik_keys: Collection[str], now: datetime) -> None:
        if nik_keys != ():
            check(counted, nik_keys, now)

    patch.setattr(Limits, "check", checks)
    over = offers._over  # noqa: SLF001 - why an entry ends

    def unpaused(found: Asking, people: Sequence[Applicant], now: datetime) -> EndReason | None:
        account = found.account and found.account._replace(limits=Limits())
        return over(found._replace(account=account), people, now)

    patch.setattr(offers, "_over", unpaused)


def a_visit_keeps_who_comes_alone(patch: Patch) -> None:
    """Let the owner be taken out of a booking also when its visit has begun, as it was."""
    known = ownership.supersedes_from
    patch.setattr(booking, "supersedes_from", lambda owner, of, who, _now: known(owner, of, who, of.created_at))


def misses_are_of_who_booked(patch: Patch) -> None:
    """Let a miss be everybody's whom the booking lists."""
    decide = Deciding._decide  # noqa: SLF001 - the one place that knows whose it is

    def everybodys(deciding: Deciding, booking: Booking, received: int) -> bool:
        owners = {deciding.store.accounts.owner_of(*each.nik_keys) for each in booking.present} | {booking.account_id}
        made = []
        for account_id in sorted(filter(None, owners)):
            [found] = deciding.store.bookings.get_many([booking.booking_id])
            made.append(decide(deciding, found._replace(account_id=account_id, missed_at=None), received))
        return any(made)

    patch.setattr(Deciding, "_decide", everybodys)

"""What the rules refuse, by stable code. HTTP statuses are the business of `http/problems.py` alone."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """The stable codes of the contract; clients branch on them, so they never change their meaning."""

    VALIDATION_FAILED = "validation_failed"
    IDEMPOTENCY_KEY_MISSING = "idempotency_key_missing"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    SLOT_FULL = "slot_full"
    SLOT_NOT_YET_OPEN = "slot_not_yet_open"
    SLOT_CLOSED = "slot_closed"
    SLOT_PAST = "slot_past"
    NOT_YOUR_TURN = "not_your_turn"
    NIK_ALREADY_BOOKED = "nik_already_booked"
    BOOKING_EXISTS = "booking_exists"
    ALREADY_WAITING = "already_waiting"
    WAITS_ELSEWHERE = "waits_elsewhere"
    LIMIT_REACHED = "limit_reached"
    CONTEST_FIRST = "contest_first"
    NOT_CONTESTED = "not_contested"
    OBJECTED = "objected"
    TOO_MANY_APPLICANTS = "too_many_applicants"
    SERVICE_WALK_IN_ONLY = "service_walk_in_only"
    NIK_MISMATCH_UNCONFIRMED = "nik_mismatch_unconfirmed"
    AGE_UNCONFIRMED = "age_unconfirmed"
    NIK_TAKEN = "nik_taken"
    IDENTITY_UNVERIFIED = "identity_unverified"
    ACCOUNT_EXISTS = "account_exists"
    HOUSEHOLD_FULL = "household_full"
    TOO_LATE = "too_late"
    RESCHEDULE_USED = "reschedule_used"
    CAPACITY_BELOW_TAKEN = "capacity_below_taken"
    REOPEN_FIRST = "reopen_first"
    DISPLACED = "displaced"
    PRECONDITION_REQUIRED = "precondition_required"
    VERSION_CONFLICT = "version_conflict"
    ALREADY_CHECKED_IN = "already_checked_in"
    WRONG_OFFICE = "wrong_office"
    WRONG_DAY = "wrong_day"
    TOO_EARLY = "too_early"
    COUNTER_TAKEN = "counter_taken"
    COUNTER_CLOSED = "counter_closed"
    NO_PARTY = "no_party"
    PARTY_AT_COUNTER = "party_at_counter"
    NOT_YET_ABSENT = "not_yet_absent"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    BUSY = "busy"


class Refused(Exception):  # noqa: N818 - a refusal is an answer of the rules, not an error of the program
    """A request that the rules refuse; nothing was changed.

    `detail` is a sentence for a person and never holds personal data; `members` are values that belong to it, such as
    `opens_at` or `alternatives`; `http/problems.py` makes JSON of them.
    """

    def __init__(self, code: Code, detail: str, **members: object) -> None:
        """Refuse with `code`, a sentence for a person, and the values that belong to it."""
        super().__init__(code.value)
        self.code = code
        self.detail = detail
        self.members = members


class Busy(Refused):
    """The system could not finish within its time budget; the same request with the same key may be sent again."""

    def __init__(self, retry_after: int = 1) -> None:
        """Ask the client to come back after `retry_after` seconds."""
        super().__init__(Code.BUSY, "The system is busy. Send the same request again in a moment.")
        self.retry_after = retry_after


def key_reused() -> Refused:
    """Return the refusal of an `Idempotency-Key` that came before with another request."""
    return Refused(Code.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used for another request. Use a new key.")


def invalid(field: str, message: str) -> Refused:
    """Return the refusal of one field: `field` is its path in the request, `message` never holds its value."""
    return Refused(
        Code.VALIDATION_FAILED,
        "Some fields are not valid. Correct them and try again.",
        errors=[{"field": field, "message": message}],
    )

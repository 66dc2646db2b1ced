"""Mailed codes: what proves a mailbox, who shares a code, how many mails and tries there are, and for how long."""

from __future__ import annotations

import itertools
import json
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from antrean.aws.table import ConditionFailed, Table
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import Pepper
from antrean.messages.port import Message
from antrean.messages.ses import SesMessenger
from antrean.proofs import code as rules
from antrean.proofs.codes import Codes
from antrean.proofs.mailbox import canonical
from antrean.proofs.store import Hour, Purpose, WaitingCodes
from instruments.replay.calls import Recorder
from instruments.replay.cognito import Postbox, client_error
from instruments.stand_in import stand_in

PEPPER = Pepper(b"a pepper of the tests, 32 bytes..")
SITI = "siti@contoh.id"
WAITS = {"person": "Siti"}


class Mailed:
    """Codes on a table of this process, and the mails that bring them."""

    def __init__(self, recorder: Recorder, clock: FixedClock) -> None:
        """Begin with an empty postbox."""
        self.postbox, self.clock, self.recorder = Postbox(), clock, recorder
        self.waiting = WaitingCodes(Table(stand_in(recorder), "antrean", sleep=lambda _seconds: None))
        numbers = itertools.count(1)
        mail = SesMessenger(stand_in(self.postbox), "antrean@contoh.id")
        self.codes = Codes(self.waiting, mail, PEPPER, clock, lambda length: next(numbers).to_bytes(length, "big"))

    def ask(self, email: str = SITI, purpose: Purpose = "SIGNUP") -> str:
        """Ask for a code, and return the secret."""
        return self.codes.ask(purpose, email, WAITS, lambda code: Message("Kode", f"Kode: {rules.written(code)}"))

    def newest(self, email: str = SITI) -> str:
        """Return the code of the newest mail to an address, as the API reads it."""
        text = next(text for to, text in reversed(self.postbox.sent) if to == email)
        found = rules.read_code(text.partition(": ")[2])
        assert found
        return found

    def proves(self, secret: str, code: str, purpose: Purpose = "SIGNUP") -> bool:
        """Tell whether a code is taken for a secret."""
        with suppress(Refused):
            return self.codes.prove(purpose, secret, code) == WAITS
        return False

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.clock.instant += timedelta(**time)


@pytest.fixture
def mailed(recorder: Recorder, clock: FixedClock) -> Mailed:
    """Nobody has asked for a code."""
    return Mailed(recorder, clock)


def wrong(code: str) -> str:
    """Return a code that is not this one."""
    return ("0" if code[0] != "0" else "1") + code[1:]


def test_secret_and_code_together_prove_a_mailbox(mailed: Mailed) -> None:
    """What was kept comes back for both, as often as it is asked for; with another secret or code nothing does."""
    secret = mailed.ask()
    code = mailed.newest()
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", secret)

    assert mailed.proves(secret, code)
    assert mailed.proves(secret, code)
    said = []
    for other, typed in ((secret, wrong(code)), ("A" * 32, code)):
        with pytest.raises(Refused) as refusal:
            mailed.codes.prove("SIGNUP", other, typed)
        assert refusal.value.code == Code.VALIDATION_FAILED
        said.append(refusal.value.members["errors"])
    assert said[0] == said[1]


def test_a_code_is_written_in_two_groups_and_read_as_people_type_it(mailed: Mailed) -> None:
    """Eight characters without letters that look like digits; small letters, blanks and hyphens do not matter."""
    mailed.ask()
    assert len(mailed.newest()) == 8
    assert rules.written("K7QP2M4X") == "K7QP-2M4X"
    for typed in ("K7QP-2M4X", " k7qp 2m4x ", "K7QP\N{EN DASH}2M4X", "K7QP2M4X"):
        assert rules.read_code(typed) == "K7QP2M4X"
    assert rules.read_code("OIl0-1111") == "01101111"
    for typed in ("", "K7QP-2M4", "K7QP-2M4XX", "K7QP-2M4U", "K7QP-2M4\N{CYRILLIC CAPITAL LETTER HA}"):
        assert rules.read_code(typed) is None


def test_neither_secret_nor_code_nor_address_is_kept(mailed: Mailed) -> None:
    """A copy of the table proves no mailbox."""
    secret = mailed.ask()
    kept = json.dumps(mailed.recorder.scan(TableName="antrean")["Items"])
    for private in (secret, mailed.newest(), SITI):
        assert private not in kept


def test_codes_of_each_purpose_are_their_own(mailed: Mailed) -> None:
    """A code to begin an account sets no password, and neither does its secret."""
    sign_up = mailed.ask()
    code = mailed.newest()
    reset = mailed.ask(purpose="RESET")
    assert mailed.newest() != code
    assert not mailed.proves(reset, code, "RESET")
    assert not mailed.proves(sign_up, code, "RESET")


def test_several_wait_for_one_mailbox(mailed: Mailed) -> None:
    """Whoever asks later replaces nobody: both wait, with secrets of their own, and each is proved by the code."""
    first, second = mailed.ask(), mailed.ask()
    assert first != second
    assert mailed.proves(second, mailed.newest())
    assert mailed.proves(first, mailed.newest())


def test_five_tries_and_none_more(mailed: Mailed) -> None:
    """The fifth try may still be right; after five wrong ones the right code is refused, and another request is not."""
    lucky, spent, other = mailed.ask(), mailed.ask(), mailed.ask()
    code = mailed.newest()
    for _ in range(4):
        assert not mailed.proves(lucky, wrong(code))
    assert mailed.proves(lucky, code)
    for _ in range(5):
        assert not mailed.proves(spent, wrong(code))
    assert not mailed.proves(spent, code)
    assert mailed.proves(other, code)


def test_a_try_that_ended_busy_counts_for_nothing(mailed: Mailed) -> None:
    """Whoever has the code right may come back as often as the system is busy; what is refused counts."""
    secret = mailed.ask()
    code = mailed.newest()
    for _ in range(7):
        with pytest.raises(Busy), mailed.codes.proved("SIGNUP", secret, code):
            raise Busy
    with mailed.codes.proved("SIGNUP", secret, code) as kept:
        assert kept == WAITS
    for _ in range(4):
        with pytest.raises(Refused), mailed.codes.proved("SIGNUP", secret, code):
            raise Refused(Code.NIK_TAKEN, "taken")
    assert not mailed.proves(secret, code)


def test_a_try_is_counted_before_its_answer(mailed: Mailed) -> None:
    """Where the count cannot be written there is no answer, and so nothing to learn from tries side by side."""
    secret = mailed.ask()
    code = mailed.newest()

    def fail(_number: int) -> None:
        raise EndpointConnectionError(endpoint_url="http://table.invalid")

    mailed.recorder.before = fail
    with pytest.raises(Busy):
        mailed.codes.prove("SIGNUP", secret, code)


def test_a_code_lives_for_a_day(mailed: Mailed) -> None:
    """24 hours after it was asked for, and not a second longer, whether the item is still there or not."""
    secret = mailed.ask()
    code = mailed.newest()
    mailed.wait(hours=23, minutes=59, seconds=59)
    assert mailed.proves(secret, code)
    mailed.wait(seconds=1)
    assert not mailed.proves(secret, code)


def test_an_hour_has_one_code_and_three_mails(mailed: Mailed) -> None:
    """Ten requests of an hour get three mails with one code, which all of them wait for; the next hour has another."""
    secrets = [mailed.ask() for _ in range(10)]
    assert len(mailed.postbox.sent) == 3
    first = mailed.newest()
    assert len({text for _, text in mailed.postbox.sent}) == 1
    mailed.wait(minutes=59, seconds=59)
    mailed.ask()
    assert len(mailed.postbox.sent) == 3
    mailed.wait(seconds=1)
    later = mailed.ask()
    assert len(mailed.postbox.sent) == 4
    assert mailed.newest() != first
    assert not mailed.proves(later, first)
    assert all(mailed.proves(secret, first) for secret in secrets)


def test_nobody_uses_up_the_mails_of_another(mailed: Mailed) -> None:
    """After a stranger has asked until no mail is left the owner's request waits for the code that came already."""
    for _ in range(20):
        mailed.ask()
    secret = mailed.ask()
    assert mailed.proves(secret, mailed.newest())


def test_addresses_of_one_mailbox_share_the_mails_and_not_the_code(mailed: Mailed) -> None:
    """Tags and dots bring no more mails; and where a provider gives the tagged address to somebody else, no code."""
    for email in ("siti.r@gmail.com", "sitir+a@gmail.com", "SitiR@googlemail.com", "s.itir@gmail.com"):
        mailed.ask(email)
    assert [to for to, _ in mailed.postbox.sent] == ["siti.r@gmail.com", "sitir+a@gmail.com", "SitiR@googlemail.com"]
    assert len({text for _, text in mailed.postbox.sent}) == 3


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("Siti@Contoh.ID", "siti@contoh.id"),
        ("siti+antrean@contoh.id", "siti@contoh.id"),
        ("s.i.t.i@contoh.id", "s.i.t.i@contoh.id"),
        ("S.i.ti+a+b@GMail.com", "siti@gmail.com"),
        ("siti@googlemail.com", "siti@gmail.com"),
        ("+siti@contoh.id", "+siti@contoh.id"),
    ],
)
def test_the_one_way_to_write_a_mailbox(email: str, mailbox: str) -> None:
    """Small letters, nothing from a plus on, and no dots where the provider ignores them."""
    assert canonical(email) == mailbox


def test_a_mail_that_was_surely_not_sent_counts_for_nothing(mailed: Mailed) -> None:
    """Whoever asks while the carrier is away is told to ask again, and has three mails afterwards."""
    mailed.postbox.error = client_error("TooManyRequestsException")
    for _ in range(5):
        with pytest.raises(Busy):
            mailed.ask()
    mailed.postbox.error = None
    for _ in range(4):
        mailed.ask()
    assert len(mailed.postbox.sent) == 3


def test_a_request_that_could_not_be_kept_uses_up_no_mail(mailed: Mailed) -> None:
    """The table takes no more writes for a while, of which each request makes one; then there are mails as before."""

    def fail(number: int) -> None:
        if mailed.recorder.calls[number] == "put_item":
            raise EndpointConnectionError(endpoint_url="http://table.invalid")

    mailed.ask()
    mailed.recorder.before = fail
    for _ in range(5):
        with pytest.raises(Busy):
            mailed.ask()
    mailed.recorder.reset()
    for _ in range(4):
        mailed.ask()
    assert len(mailed.postbox.sent) == 3


def test_an_hour_that_begins_meanwhile_has_its_own_code(mailed: Mailed) -> None:
    """Whoever is paused while another request begins the next hour waits for the code that is mailed to both."""
    early = mailed.ask()
    mailed.wait(minutes=59, seconds=59)

    def let_an_hour_begin() -> None:
        mailed.wait(seconds=1)
        mailed.ask()

    mailed.recorder.once_before("update_item", let_an_hour_begin)
    paused = mailed.ask()
    assert len(mailed.postbox.sent) == 3
    assert mailed.proves(paused, mailed.newest())
    assert not mailed.proves(early, mailed.newest())


def test_a_mail_that_may_have_been_sent_counts(mailed: Mailed) -> None:
    """Where no answer came it is taken for sent: the mailbox would otherwise get more than three."""
    mailed.postbox.error = ReadTimeoutError(endpoint_url="http://mail.invalid")
    for _ in range(2):
        with pytest.raises(Busy):
            mailed.ask()
    mailed.postbox.error = None
    for _ in range(2):
        mailed.ask()
    assert len(mailed.postbox.sent) == 1


def test_an_address_that_the_carrier_refuses_tells_nothing(mailed: Mailed, caplog: pytest.LogCaptureFixture) -> None:
    """The answer is that of every address; the log names the reason and nobody."""
    mailed.postbox.error = client_error("MessageRejected")
    with caplog.at_level(logging.WARNING):
        assert mailed.ask()
    assert [record.getMessage() for record in caplog.records] == [
        "a mail with a code could not be sent: MessageRejected"
    ]


# ---------------------------------------------------------------------------------------- clauses of conditions

HOUR = Hour(1_796_094_000, "seed")
OTHER = Hour(1_796_094_001, "other seed")


def test_no_other_request_began_an_hour_meanwhile(mailed: Mailed) -> None:
    """Of two that found no hour, or the same old one, only the first begins a new one."""
    begin = mailed.waiting.begin_hour
    assert begin("SIGNUP", "a", HOUR, None, 1)
    assert not begin("SIGNUP", "a", OTHER, None, 1)
    assert mailed.waiting.hour("SIGNUP", "a") == HOUR
    assert begin("SIGNUP", "a", OTHER, HOUR, 1)
    assert not begin("SIGNUP", "a", OTHER, HOUR, 1)


@pytest.mark.parametrize("count", [WaitingCodes.count_mail, WaitingCodes.uncount_mail])
def test_in_the_hour_that_was_read(mailed: Mailed, count: Callable[..., Any]) -> None:
    """A mail of an hour that is over by now changes no other hour's count."""
    mailed.waiting.begin_hour("SIGNUP", "a", OTHER, None, 1)
    assert count(mailed.waiting, "SIGNUP", "a", HOUR) is None
    [item] = mailed.recorder.scan(TableName="antrean")["Items"]
    assert item["mails"] == {"N": "1"}


def test_no_more_mails_than_an_hour_has(mailed: Mailed) -> None:
    """The first is counted with the hour, two more after it."""
    mailed.waiting.begin_hour("SIGNUP", "a", HOUR, None, 1)
    assert [mailed.waiting.count_mail("SIGNUP", "a", HOUR) for _ in range(4)] == [True, True, False, False]


def test_never_over_what_waits_already(mailed: Mailed) -> None:
    """What waits under a name stays, with its tries; the same request, whose answer was lost, is waiting there."""
    mailed.waiting.wait("SIGNUP", "name", "mailbox", "mark", WAITS, 2_000_000_000)
    assert mailed.waiting.count_try("SIGNUP", "name", 0)
    mailed.waiting.wait("SIGNUP", "name", "mailbox", "mark", WAITS, 2_000_000_000)
    again = mailed.waiting.count_try("SIGNUP", "name", 0)
    assert again
    assert again["tries"] == 2
    with pytest.raises(ConditionFailed):
        mailed.waiting.wait("SIGNUP", "name", "mailbox", "another mark", WAITS, 2_000_000_000)


def test_a_try_for_nothing(mailed: Mailed) -> None:
    """A try for what nobody asked for makes no item."""
    assert mailed.waiting.count_try("SIGNUP", "name", 0) is None
    assert mailed.recorder.scan(TableName="antrean")["Items"] == []


def test_no_more_tries_than_a_code_has(mailed: Mailed) -> None:
    """Five are counted, and the sixth is not."""
    mailed.waiting.wait("SIGNUP", "name", "mailbox", "mark", WAITS, 2_000_000_000)
    counted = [mailed.waiting.count_try("SIGNUP", "name", 0) for _ in range(6)]
    assert [item and item["tries"] for item in counted] == [1, 2, 3, 4, 5, None]


def test_only_a_try_that_was_counted(mailed: Mailed) -> None:
    """No more tries are given back than were made, and what is gone by then is not made anew."""
    mailed.waiting.give_try_back("SIGNUP", "name")
    assert mailed.recorder.scan(TableName="antrean")["Items"] == []
    mailed.waiting.wait("SIGNUP", "name", "mailbox", "mark", WAITS, 2_000_000_000)
    mailed.waiting.give_try_back("SIGNUP", "name")
    counted = mailed.waiting.count_try("SIGNUP", "name", 0)
    assert counted
    assert counted["tries"] == 1


def test_until_it_expires(mailed: Mailed) -> None:
    """The table removes expired items some time later, and until then they count for nothing."""
    mailed.waiting.wait("SIGNUP", "name", "mailbox", "mark", WAITS, 100)
    assert mailed.waiting.count_try("SIGNUP", "name", 99)
    assert mailed.waiting.count_try("SIGNUP", "name", 100) is None

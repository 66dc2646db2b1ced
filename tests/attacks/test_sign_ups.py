"""Attacks on sign-ups: another's mailbox, many accounts of one, mails by the dozen, and asking who has an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from antrean.base.ids import Pepper
from antrean.login import logins
from antrean.login.logins import Logins
from antrean.people import mailboxes
from antrean.proofs import codes as mailed
from antrean.proofs import store as proofs
from tests.attacks import left_out
from tests.attacks.attacked import VICTIM, Attacked
from tests.attacks.city import HOUR
from tests.support.accounts import CODE

Patch = pytest.MonkeyPatch
RULE_OUT_AND_IN = pytest.mark.parametrize("rule", [False, True], ids=["rule taken out", "rule in place"])
ALWAYS = "(attribute_exists(pk) OR attribute_not_exists(pk)"


@RULE_OUT_AND_IN
def test_pre_hijacking(attacked: Attacked, monkeypatch: Patch, *, rule: bool) -> None:
    """A stranger signs up with a mailbox after its owner did, and waits until the owner enters the code of the mail."""
    if not rule:
        # one sign-up for each mailbox, and the newest replaces the others, as in earlier releases
        monkeypatch.setattr(Pepper, "secret_name", lambda _self, _secret: "one for all")
        monkeypatch.setattr(proofs, "WAITING_CONDITIONS", {"none": f"{ALWAYS})"})
    own = attacked.sign_up(VICTIM, 1)
    attacked.sign_up(VICTIM, 666)
    assert attacked.confirm(own, attacked.code(VICTIM)).status == 204
    account = attacked.city.world.store.accounts.get(attacked.pool.by_email(VICTIM).account_id)  # type: ignore[union-attr] # it is there
    assert account
    assert (account.nik_last4 == "0001") == rule


@RULE_OUT_AND_IN
def test_tokens_of_before_a_new_password(attacked: Attacked, monkeypatch: Patch, *, rule: bool) -> None:
    """Somebody has the owner's password and tokens, which are good for a day; the owner chooses another password.

    With the rule they are good for nothing from then on, also one of a log-in at the last moment; the owner logs in at
    once and goes on.
    """
    if not rule:
        left_out.a_new_password_ends_sessions(monkeypatch)
    city = attacked.city
    attacked.confirm(attacked.sign_up(VICTIM, 1), attacked.code(VICTIM))
    [user] = attacked.pool.users.values()

    def look(logged_in_at: datetime) -> str:
        asked = {"logged_in_at": logged_in_at, "email": user.email}
        return city.ask("bookings", "GET", "/bookings", user.account_id, **asked).code

    stolen = [city.clock.instant]
    city.skip(HOUR)
    stolen.append(city.clock.instant)
    assert [look(each) for each in stolen] == ["done", "done"]
    secret = attacked.forget(VICTIM)
    assert attacked.choose(secret, attacked.code(VICTIM), "kucing tidur siang").status == 204
    assert [look(each) for each in stolen] == (["unauthenticated"] if rule else ["done"]) * 2
    assert look(city.clock.instant) == "done"


@RULE_OUT_AND_IN
def test_using_up_the_mails_of_another(attacked: Attacked, monkeypatch: Patch, *, rule: bool) -> None:
    """A stranger asks for a mailbox until it gets no more mails; then its owner signs up."""
    if not rule:
        # a code for each request: no mail brings that of the last one
        monkeypatch.setattr(Pepper, "mailed_code", _new_code())
    for _ in range(20):
        attacked.sign_up(VICTIM, 666)
    own = attacked.sign_up(VICTIM, 1)
    assert (attacked.confirm(own, attacked.code(VICTIM)).status == 204) == rule


def _new_code() -> Callable[..., str]:
    numbers = iter(range(10_000_000, 99_999_999))
    return lambda *_given: str(next(numbers))


@RULE_OUT_AND_IN
def test_one_mailbox_with_many_tags(attacked: Attacked, monkeypatch: Patch, *, rule: bool) -> None:
    """Sixteen addresses of one mailbox, sixteen made-up NIKs: one account."""
    if not rule:
        for module in (mailed, logins):
            monkeypatch.setattr(module, "canonical", str.lower)
    for number in range(16):
        email = f"bot+{number}@gmail.com"
        secret = attacked.sign_up(email, 100 + number)
        if any(to == email and CODE.search(text) for to, text in attacked.postbox.sent):
            attacked.confirm(secret, attacked.code(email))
    assert len(attacked.pool.users) == (1 if rule else 16)


@RULE_OUT_AND_IN
def test_flooding_a_mailbox(attacked: Attacked, monkeypatch: Patch, *, rule: bool) -> None:
    """Twenty sign-ups and twenty wishes for a password within an hour: three mails of each."""
    if not rule:
        monkeypatch.setitem(
            proofs.MAIL_CONDITIONS, "no more mails than an hour has", "(mails < :most OR mails >= :most)"
        )
    for _ in range(20):
        attacked.sign_up(VICTIM, 666)
        attacked.forget(VICTIM)
    assert attacked.mails(VICTIM) == (6 if rule else 40)


@RULE_OUT_AND_IN
def test_probing_by_the_work_that_an_answer_takes(attacked: Attacked, monkeypatch: Patch, *, rule: bool) -> None:
    """Whoever measures cannot tell a taken NIK or a taken mailbox from a free one: each makes the same calls."""
    secret = attacked.sign_up(VICTIM, 1)
    attacked.confirm(secret, attacked.code(VICTIM))
    if not rule:
        account_of = Logins.account_of

        def hasty(self: Logins, email: str) -> Any:
            return None if not self.accounts.of_mailbox(self.mailbox(email)) else account_of(self, email)

        monkeypatch.setattr(Logins, "account_of", hasty)
    asked = [
        lambda: attacked.sign_up("baru@contoh.id", 2),
        lambda: attacked.sign_up("lain@contoh.id", 1),
        lambda: attacked.sign_up("korban+tag@contoh.id", 3),
        lambda: attacked.forget("tidak.ada@contoh.id"),
        lambda: attacked.forget(VICTIM),
    ]
    worked = []
    for act in asked:
        attacked.city.skip(2 * HOUR)
        worked.append(attacked.worked(act))
    assert (len({*worked}) == 1) == rule


@RULE_OUT_AND_IN
def test_probing_with_a_mailbox_of_ones_own(attacked: Attacked, monkeypatch: Patch, *, rule: bool) -> None:
    """Twenty NIKs that have accounts: a proved mailbox is told of three a day, and then not even of a free one."""
    for serial in range(1, 21):
        email = f"pemilik{serial}@contoh.id"
        attacked.confirm(attacked.sign_up(email, serial), attacked.code(email))
    if not rule:
        clause = "no more NIKs than a mailbox may try"
        monkeypatch.setitem(
            mailboxes.ASKED_NIK_CONDITIONS,
            clause,
            "(attribute_not_exists(niks) OR contains(niks, :nik) OR size(niks) < :most OR attribute_exists(pk))",
        )
    secrets = [attacked.sign_up("penyelidik@contoh.id", serial) for serial in (*range(1, 21), 99)]
    code = attacked.code("penyelidik@contoh.id")
    told = [attacked.confirm(secret, code).code for secret in secrets]
    assert told.count("nik_taken") == (3 if rule else 20)
    assert told[-1] == ("limit_reached" if rule else "done")

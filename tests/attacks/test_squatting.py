"""Squatting: a stranger registers with your NIK, or goes on trying once you have."""

from __future__ import annotations

import pytest

from tests.attacks import left_out
from tests.attacks.attacked import VICTIM, Attacked
from tests.attacks.city import MINUTE

RULE_OUT_AND_IN = pytest.mark.parametrize("rule", [False, True], ids=["rule taken out", "rule in place"])
STRANGER = "penyerobot@contoh.id"


def own_accounts(attacked: Attacked, last4: str) -> list[str]:
    """The mailboxes of the accounts whose NIK ends so."""
    accounts = attacked.city.world.store.accounts
    found = (accounts.get(user.account_id) for user in attacked.pool.users.values())
    return [account.email for account in found if account and account.nik_last4 == last4]


@RULE_OUT_AND_IN
def test_a_sign_up_that_waits_holds_no_nik(attacked: Attacked, monkeypatch: pytest.MonkeyPatch, *, rule: bool) -> None:
    """A stranger types somebody's NIK, in every mailbox there is, and proves none; then its owner signs up."""
    if not rule:
        left_out.nothing_is_held_before_a_proof(monkeypatch)
    for number in range(20):
        attacked.sign_up(f"{number}{STRANGER}", 1)
    own = attacked.sign_up(VICTIM, 1)
    assert attacked.confirm(own, attacked.code(VICTIM)).code == ("done" if rule else "nik_taken")


@RULE_OUT_AND_IN
def test_two_sign_ups_for_one_nik(attacked: Attacked, monkeypatch: pytest.MonkeyPatch, *, rule: bool) -> None:
    """Two people wait with one NIK, and both prove their mailboxes: one has it, the other is told and goes on.

    Whoever had typed a wrong NIK signs up with the right one, from the same mailbox, at once: there is no trap.
    """
    if not rule:
        left_out.one_account_for_each_nik(monkeypatch)
    secrets = {email: attacked.sign_up(email, 1) for email in (VICTIM, STRANGER)}
    told = [attacked.confirm(secret, attacked.code(email)).code for email, secret in secrets.items()]
    assert told == (["done", "nik_taken"] if rule else ["done", "done"])
    assert own_accounts(attacked, "0001") == ([VICTIM] if rule else [VICTIM, STRANGER])
    if rule:
        again = attacked.sign_up(STRANGER, 2)
        assert attacked.confirm(again, attacked.code(STRANGER)).code == "done"
        assert own_accounts(attacked, "0002") == [STRANGER]


@RULE_OUT_AND_IN
def test_the_owner_hears_of_it_once_an_hour(attacked: Attacked, monkeypatch: pytest.MonkeyPatch, *, rule: bool) -> None:
    """Twenty mailboxes of a stranger are proved with the NIK of an account: its owner gets one mail, and not twenty."""
    if not rule:
        left_out.owners_are_told_once_an_hour(monkeypatch)
    attacked.confirm(attacked.sign_up(VICTIM, 1), attacked.code(VICTIM))
    before = attacked.mails(VICTIM)
    for number in range(20):
        email = f"{number}{STRANGER}"
        assert attacked.confirm(attacked.sign_up(email, 1), attacked.code(email)).code == "nik_taken"
        attacked.city.skip(MINUTE)
    assert attacked.mails(VICTIM) - before == (1 if rule else 20)

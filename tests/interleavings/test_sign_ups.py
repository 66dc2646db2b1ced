"""Sign-ups that cross: in every order of their steps, with a death anywhere, everybody has an account or a way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from antrean.base.errors import Code, Refused
from antrean.login.logins import Logins
from antrean.login.sign_up import Registrar
from antrean.people import store as people
from antrean.people.store import Accounts
from tests.interleavings.sign_ups import Person, Scene, earlier, every_order, forgotten, judge, settled
from tests.support import proof

ANI, BUDI, CITRA = Person("ani@contoh.id", 1), Person("budi@contoh.id", 2), Person("citra@contoh.id", 3)
BUDI_FOR_ANI, CITRA_FOR_ANI = Person("budi@contoh.id", 1), Person("citra@contoh.id", 1)
ANI_OTHER_NIK, ANI_AGAIN, ANI_THIRD = (
    Person("ani@contoh.id", 2),
    Person("ani@contoh.id", 1, "2"),
    Person("ani@contoh.id", 3),
)
OLD = Person("ani@contoh.id", 9)

SCENES: Mapping[str, Scene] = {
    "two people, one NIK": Scene((("confirm", ANI), ("confirm", BUDI_FOR_ANI))),
    "one mailbox, two NIKs": Scene((("confirm", ANI), ("confirm", ANI_OTHER_NIK))),
    "one person, twice": Scene((("confirm", ANI), ("confirm", ANI_AGAIN))),
    "one confirmation, sent twice": Scene((("confirm", ANI), ("confirm", ANI))),
    "a mailbox crossed with a NIK": Scene((("confirm", ANI_OTHER_NIK), ("confirm", BUDI))),
    "a new password beside a confirmation": Scene((("confirm", ANI_AGAIN), ("reset", ANI)), forgotten("ani@contoh.id")),
    "a user of before beside its log-in": Scene((("confirm", ANI), ("look", OLD)), earlier("ani@contoh.id", 9)),
    "a user of before with the same NIK": Scene((("confirm", ANI), ("look", OLD)), earlier("ani@contoh.id", 1)),
    "an account of before": Scene((("confirm", ANI), ("look", OLD)), settled("ani@contoh.id", 9)),
    "a user of before who was never confirmed": Scene(
        (("confirm", ANI), ("confirm", ANI_AGAIN)), earlier("ani@contoh.id", 1, confirmed=False)
    ),
    "three people, one NIK": Scene((("confirm", ANI), ("confirm", BUDI_FOR_ANI), ("confirm", CITRA_FOR_ANI)), deaths=0),
    "one mailbox, three NIKs": Scene((("confirm", ANI), ("confirm", ANI_OTHER_NIK), ("confirm", ANI_THIRD)), deaths=0),
    "three, mailbox and NIK": Scene((("confirm", ANI), ("confirm", ANI_OTHER_NIK), ("confirm", BUDI)), deaths=0),
}

PLAYED = [*SCENES][: proof.size(len(SCENES) - 2, len(SCENES))]
"""In the short form one of the scenes with three people, and of its orders those in which one of them goes first."""
Patch = pytest.MonkeyPatch


@pytest.mark.parametrize("name", PLAYED)
def test_every_order_ends_well(name: str) -> None:
    """One NIK and one mailbox have one account each, and nobody is left without an account and without an answer."""
    scene, orders = SCENES[name], 0
    first = None if proof.LONG or len(scene.wishes) < proof.SHARES else proof.SHARE
    for ended in every_order(scene, first):
        orders += 1
        wrong = judge(ended, scene)
        assert not wrong, (wrong, ended.told)
    assert orders > 1
    proof.found(proof.Engine.MEMORY, f"sign-ups, {name}: {orders} orders of their steps, all of which end well")


def _always(name: str, clause: str) -> Callable[[Patch], None]:
    def left_out(patch: Patch) -> None:
        always = "(attribute_exists(pk) OR attribute_not_exists(pk) OR account_id = :account)"
        patch.setitem(getattr(people, name), clause, always)

    return left_out


def _without_healing(patch: Patch) -> None:
    """Tell whoever meets an account of the own mailbox to log in, though nobody can log in to it."""

    def refuse(_self: Registrar, _holder: object, _pending: object, _password: str) -> None:
        raise Refused(Code.ACCOUNT_EXISTS, "Log in.")

    patch.setattr(Registrar, "_give_back", refuse)


def _without_withdrawal(patch: Patch) -> None:
    """Delete a user whose profile is not there yet, without a mark that bars it."""
    patch.setattr(Accounts, "withdraw_sign_up", lambda self, account_id, _expires_at: self.get(account_id))


def _user_first(patch: Patch) -> None:
    """Make users before anybody knows whose the NIK and the mailbox are, as earlier releases did."""
    make_room = Logins.make_room

    def make(self: Logins, account_id: str, email: str) -> object:
        found = make_room(self, account_id, email)
        if not found:
            self.give(account_id, email, f"kata sandi dari {email}")
        return found

    patch.setattr(Logins, "make_room", make)


def _deletes_anybody(patch: Patch) -> None:
    """Take every user that is in the way for one without an account."""
    patch.setattr(Accounts, "withdraw_sign_up", lambda _self, _account_id, _expires_at: None)


CONTROLS: Mapping[str, tuple[str, Callable[[Patch], None]]] = {
    "a NIK for everybody": ("two people, one NIK", _always("REGISTRATION_CONDITIONS", "one account for each NIK")),
    "a mailbox for everybody": ("one mailbox, two NIKs", _always("MAILBOX_CONDITIONS", "one account for each mailbox")),
    "no healing": ("one mailbox, two NIKs", _without_healing),
    "no mark before a user is deleted": ("a user of before beside its log-in", _without_withdrawal),
    "users first": ("two people, one NIK", _user_first),
    "users of others are deleted": ("an account of before", _deletes_anybody),
}
"""Rules that are taken out, and the scene in which that must be seen."""


@pytest.mark.parametrize("name", CONTROLS)
def test_a_rule_that_is_taken_out_is_seen(name: str, monkeypatch: Patch) -> None:
    """The control: without the rule some order ends in a trap."""
    scene_name, left_out = CONTROLS[name]
    left_out(monkeypatch)
    scene = SCENES[scene_name]
    assert any(judge(ended, scene) for ended in every_order(scene))

"""An officer at a counter sets right whose an account is; and a citizen sees how sure that is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.line import lose_the_answer
from tests.browser.staff.person import Worker
from tests.browser.steps import enter
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import made_up_nik, new_email, person
from tests.support.deployed import eventually

if TYPE_CHECKING:
    from local.state.outputs import Outputs
    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner
    from tests.support.deployed import Deployed

_REASON = "KTP di loket 3"


def test_an_account_gets_another_mailbox_at_the_counter(
    windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner
) -> None:
    """Slips are told, all stands there once more, a lost answer does nothing twice, and the device keeps nothing."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    slot, citizen, email = deployed.slots()[0], deployed.citizen(), new_email()
    login = deployed.staff_login("officers", slot.office_id)
    worker.opens("/petugas")
    worker.logs_in(login["username"], login["password"])
    worker.arrives("home.title")
    worker.follows("room.card.link")
    worker.arrives("card.title")
    worker.types("card.nik", "123")
    worker.presses("card.look")
    worker.is_told("card.wrong.nik", "nik")
    worker.types("card.nik", made_up_nik(citizen.person.birth_date))
    worker.presses("card.look")
    worker.arrives("card.nobody")
    worker.presses("card.another")
    worker.arrives("card.title", "again")
    worker.types("card.nik", citizen.person.nik)
    worker.presses("card.look")
    worker.arrives(Exactly(citizen.person.full_name))
    worker.reads("card.levels.0")
    worker.presses("slot.look")
    worker.is_told("card.wrong.deed", "deed")
    worker.chooses("card.deeds.recover")
    worker.types("reason.label", _REASON)
    worker.presses("slot.look")
    worker.is_told("card.wrong.email", "email")
    worker.types("card.email", email)
    worker.presses("slot.look")
    worker.arrives("slot.check_title")
    worker.reads("card.then.recover")
    worker.watch.expect("failed: POST")
    worker.page.route(re.compile(r"/identity$"), lose_the_answer, times=1)
    worker.presses("card.do")
    worker.arrives("card.title", "done")
    worker.reads("card.done.recover")
    kept = json.dumps(worker.page.evaluate("[{...sessionStorage}, {...localStorage}]"))
    for told in (citizen.person.nik, citizen.person.full_name, email):
        assert told not in kept
    eventually(lambda: deployed.mails(citizen.email, "card_seen_before"), "a mail to the mailbox of before")
    eventually(lambda: deployed.mails(email, "card_seen"), "a mail to the new mailbox")


def test_a_citizen_is_checked_with_the_registry(she: Visitor, deployed: Deployed) -> None:
    """Whom the registry of this machine does not know is told so, in words, and stays where they were."""
    citizen = deployed.citizen(person())
    she.opens("/akun")
    enter(she, citizen)
    she.arrives("account.title")
    she.follows("identity.see")
    she.arrives("identity.title")
    she.presses("identity.send")
    she.is_told("nik.form", "nik")
    she.types("person.nik", citizen.person.nik)
    she.types_date("birth_date", citizen.person.birth_date.isoformat())
    she.presses("identity.send")
    expect(she.page.locator("main")).to_contain_text(she.text("identity.registry.unknown"), timeout=40_000)
    she.looks("unknown")

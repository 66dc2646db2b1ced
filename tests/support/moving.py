"""Changes of e-mail addresses over HTTP, as the deployed system lets people make them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.support.citizens import PASSWORD, new_email
from tests.support.deployed import eventually

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.client import Answer
    from tests.support.deployed import Deployed


def ask_for_address(deployed: Deployed, citizen: Citizen, email: str, password: str = PASSWORD) -> Answer:
    """Ask for another address, and return whatever the answer is."""
    return deployed.api.post("/me/email", {"email": email, "password": password}, citizen.token)


def asked_for_address(deployed: Deployed, citizen: Citizen, email: str) -> dict[str, str]:
    """Ask for another address, which is new to the system, and return what proves it: secret and mailed code."""
    answer = ask_for_address(deployed, citizen, email)
    assert answer.status == 202, answer.text
    return {"secret": answer.body["secret"], "code": deployed.mailed_code(email)}


def link_of_undo(deployed: Deployed, citizen: Citizen) -> str:
    """Wait for the mail to the old address of a citizen, and return what its link holds."""
    [told] = eventually(lambda: deployed.mails(citizen.email, "address_changed"), "the mail to the old address")
    page = f"{deployed.outputs['website_url']}/akun/surel/kembali#"
    [secret] = re.findall(f"{re.escape(page)}(\\S+)", told["text"])
    return str(secret)


def undo_of(deployed: Deployed, citizen: Citizen) -> str:
    """Let a citizen have another address, and return what undoes that."""
    answer = deployed.api.post("/accounts/email/confirm", asked_for_address(deployed, citizen, new_email()))
    assert answer.status == 204, answer.text
    return link_of_undo(deployed, citizen)

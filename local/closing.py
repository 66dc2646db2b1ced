"""`make close`: what an operator does with closures, tried on the local system in the name of the demo operator."""

from __future__ import annotations

import json
import re
import secrets
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Final

from deploy.errors import CommandError
from local.aws.clients import Clients
from local.seed.people import id_token
from local.state import outputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.state.outputs import Outputs
    from local.state.settings import Settings

_SLOT: Final = re.compile(r"(?P<office>[a-z0-9-]+)/(?P<date>\d{4}-\d{2}-\d{2})(/(?P<session>[a-z]+))?")
_NOBODY: Final = (
    """Nobody. Who has not chosen is called 48 hours after the letters went, and at once whom no mail reaches."""
)
_HELP: Final = """Say what to close, or what to do with a closure:
  {close} SLOT=jakarta-selatan/2026-12-08/morning REASON="Listrik padam"
      the office as in the address of its page on the site; morning, afternoon, or nothing for the whole day
  {close} OFFICE=jakarta-selatan    which sessions are closed, by which closure, and how far each has come
  {close} SEND=<closure>     its letters go now, and not after ten minutes
  {close} CALLS=<closure>    whom the office has to call
  {close} REOPEN=<closure>   its sessions open again, and people have their numbers again"""


def close(settings: Settings, wish: Mapping[str, str]) -> None:
    """Do what the variables `SLOT` with `REASON`, `OFFICE`, `SEND`, `CALLS` or `REOPEN` say, and print what came of it.

    Raises CommandError where nothing runs, nothing is wished for, or the API refuses.
    """
    if not settings.outputs_file.exists():
        message = f"Nothing runs in {settings.state}: start it with `make run` in another terminal."
        raise CommandError(message)
    office = _Office(outputs.read(settings.outputs_file))
    command = settings.command("close")
    if slot := wish.get("SLOT"):
        print(office.close(slot, wish.get("REASON") or "Listrik padam", command))
    elif name := wish.get("OFFICE"):
        print(office.closures(name))
    elif closure := wish.get("SEND"):
        print(office.send(closure))
    elif closure := wish.get("CALLS"):
        print(office.calls(closure))
    elif closure := wish.get("REOPEN"):
        print(office.reopen(closure))
    else:
        raise CommandError(_HELP.format(close=command))


class _Office:
    """The API, as an operator sees it."""

    def __init__(self, found: Outputs) -> None:
        self._found = found
        login, cognito = found["demo"]["operator"], Clients(found["endpoint_url"]).cognito()
        token = id_token(cognito, found["staff_client_id"], login["username"], login["password"])
        if token is None:
            message = "The demo operator cannot log in."
            raise CommandError(message)
        self._token = token

    def close(self, slot: str, reason: str, command: str) -> str:
        """Look ahead, close what was seen, and return what to do next."""
        match = _SLOT.fullmatch(slot)
        if match is None:
            raise CommandError(_HELP.format(close=command))
        path, day, session = f"/admin/offices/{match['office']}/closures", match["date"], match["session"]
        query = f"from={day}&to={day}" + (f"&session={session}" if session else "")
        seen = self._ask("GET", f"{path}/preview?{query}")
        days = {"from": day, "to": day, **({"session": session} if session else {})}
        headers = {"If-Match": seen["etag"], "Idempotency-Key": secrets.token_hex(8)}
        made = self._ask("POST", path, {**days, "reason": reason}, headers)
        closed = ", ".join(f"{each['date']} {each['session']}" for each in made["slots"])
        return f"""Closed: {closed}. Booked there: {seen["parties"]} parties with {seen["people"]} people.
Their pages say so at once. Letters go at {made["letters_at"]}, or when you say so, to {self._found["website_url"]}/mail

  {command} SEND={made["closure_id"]}     let the letters go now
  {command} CALLS={made["closure_id"]}    whom to call
  {command} REOPEN={made["closure_id"]}   open again, with the old numbers"""

    def closures(self, name: str) -> str:
        """Return the closures that have sessions of the next days closed, each with its state and its letters."""
        quotas = self._ask("GET", f"/admin/offices/{name}/quotas")["quotas"]
        ids = dict.fromkeys(quota["closure_id"] for quota in quotas if quota["closure_id"])
        return "\n".join(map(self._line, ids)) or f"No session of {name} is closed by a closure in the days to come."

    def _line(self, closure: str) -> str:
        found = self._ask("GET", f"/admin/closures/{closure}")
        slots = ", ".join(f"{each['date']} {each['session']}" for each in found["slots"])
        return f"{closure}  {found['state']}, letters go at {found['letters_at']}: {slots} ({found['reason']})"

    def send(self, closure: str) -> str:
        """Let the letters of a closure go."""
        self._ask("POST", f"/admin/closures/{closure}/send", {})
        return f"""The letters go within half a minute: {self._found["website_url"]}/mail
Between 20:00 and 07:00 of the office they wait until 07:00, unless the visit begins in less than 24 hours."""

    def calls(self, closure: str) -> str:
        """Return whom to call."""
        calls = self._ask("GET", f"/admin/closures/{closure}/calls")["calls"]
        lines = [f"{each['phone']}  {each['full_name']}, {each['people']} people, {each['date']}" for each in calls]
        return "\n".join(lines) or _NOBODY

    def reopen(self, closure: str) -> str:
        """Open the sessions of a closure again."""
        made = self._ask("POST", f"/admin/closures/{closure}/reopen", {})
        return f"""The closure is {made["state"]}: who has not moved or cancelled has the old numbers again,
as far as seats are left. The sessions open in a minute or two."""

    def _ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - the address is that of the local API
            self._found["api_url"] + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **(headers or {})},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
                found: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as refusal:
            message = _told(json.load(refusal))
            raise CommandError(message) from refusal
        except OSError as error:
            message = f"The local system does not answer at {self._found['api_url']}. ({error})"
            raise CommandError(message) from error
        return found


def _told(problem: dict[str, Any]) -> str:
    """Return what a refusal says, in its own words."""
    errors = [f"{each['field']} {each['message']}" for each in problem.get("errors", [])]
    return "\n  ".join([f"Refused: {problem['detail']}", *errors])

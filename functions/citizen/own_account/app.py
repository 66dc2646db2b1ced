"""For citizens: what they may do with their account itself, beside changing how they are written to."""

from __future__ import annotations

from antrean import wiring
from antrean.base.errors import Code
from antrean.bookings.operation import asking, registered
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.people.sessions import end_all

api = Api()
handler = api.handle


@api.route(
    "POST",
    "/me/sessions/end",
    "endSessions",
    "End all sessions of your account, this one too: whoever is logged in anywhere has to log in again",
    auth="citizen",
    status=204,
    answer=None,
    problems=(Code.FORBIDDEN,),
)
def end_sessions(caller: Caller) -> Answer:
    """End every session that began until now."""
    accounts, services = wiring.store().accounts, wiring.services_for(caller)
    registered(asking(services, caller.account_id))
    end_all(accounts, wiring.identity(), wiring.CLOCK, caller.account_id)
    return Answer(None, 204)

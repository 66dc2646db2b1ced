"""Schemathesis on the stage: which checks, whose tokens, what is made likely, and which refusals are right."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import schemathesis
from hypothesis import strategies as st
from schemathesis import hooks
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.generation.meta import TestPhase
from schemathesis.openapi.checks import ObjectLevelAuthorizationViolation, RejectedPositiveData
from schemathesis.wfc.escalation import EscalatingAuthProvider

from tests.fuzz.outcome import Outcome
from tests.support import proof
from tests.support.contract import CONTRACT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy
    from schemathesis import AuthContext, BaseSchema, Case, CheckContext, HookContext, Response
    from schemathesis.core.failures import Failure

    from tests.fuzz.stage import Stage
    from tests.support.citizens import Citizen

    AnyCase = Case[Any]

CHECKS = {
    # `busy` is an answer of the contract, and its Retry-After is looked at by `response_headers_conformance`
    "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503"]},
    # 428 is what RFC 6585 has for a missing If-Match, and 400 what we have for a missing key
    "missing_required_header": {"expected-statuses": ["400", "401", "422", "428"]},
    # API Gateway cannot tell a wrong method from a wrong address: 404 in place of 405, which `the_contract` looks at
    "unsupported_method": {"enabled": False},
    # no limit is given to `max_response_time`: times on this machine say nothing about the contract
}
"""What differs from schemathesis's own settings; every other check of it is made as it comes."""
RULES = frozenset(
    {
        "age_unconfirmed",
        "counter_closed",
        "idempotency_key_reused",
        "nik_mismatch_unconfirmed",
        "service_walk_in_only",
        "too_many_applicants",
        "version_conflict",
    }
)
"""Codes that refuse what is right in form."""
FACTS = (
    "is before the first day",
    "is further ahead than days are published",
    "is more than a year ahead",
    "is not accepted; choose another one",
    "is not a session of this office",
    "is not the birth date of this account",
    "is not the NIK of this account",
    "is in your household already",
    "is nobody of your household",
    "is you",
    "is not the id of an office",
    "is the slot that the booking has already",
    "is too soon",
    "is one of those that are tried first",
    "is the address of your account already",
    "is wrong",
    "is your own",
    "must be a telephone number",
    "names a session that these offices do not have",
    "must be an e-mail address",
    "must be the mailed code",
    "must be written with letters",
    "must be a date that exists",
    "must be a version of the privacy notice",
    "must begin with the code of a province",
    "must have 16 digits",
    "must name one or more people of this booking",
    "must be less than 62 days after",
    "must hold a possible date of birth",
    "must hold at least one letter",
    "must name a regency and a district",
    "must not be before",
    "must not be empty",
    "must not be in the",
    "must not begin or end with a space or hold control characters",
    "must not end with 0000",
    "must not hold 16 digits in a row",
    "must not hold an address of the web",
    "must not hold control characters",
    "must not hold more than",
    "only members of the family can be added",
    "the same person is named twice",
)
"""How `validation_failed` tells of what is wrong in fact, or wrong in a way that a JSON schema cannot describe."""
_LEAVES = ("/me/close", "/me/reopen", "/me/sessions/end", "/me/password")
"""What ends the sessions of whoever asks, or lets them book no more."""
_ANSWERS = {"/bookings/{booking_id}/accept": "accepted", "/bookings/{booking_id}/decline": "declined"}
"""What becomes of an offer by a request to these paths."""
_ONESELF = {"relation": "self"}
_BOOKINGS = {"POST /bookings", "GET /bookings", "GET /bookings/{booking_id}"}
"""The neighbour asks for what the citizen made or found with one of these."""
_MORE_RUNS = 4
_MORE_SECONDS = 10


def run(stage: Stage, document: dict[str, Any], seconds: int) -> Outcome:
    """Hold the API against a document for so many seconds, in all phases; the fuzzer's own errors are failures too."""
    outcome = Outcome()
    _run(stage, document, seconds, outcome)
    return outcome


def run_until_met(stage: Stage, seconds: int) -> Outcome:
    """Hold the API against docs/openapi.json until each operation succeeded and the neighbour asked, too.

    On a busy machine so many seconds may not come to all that. What was not met is then asked for alone, a few seconds
    at a time, together with the bookings that the neighbour asks for.
    """
    document = stage.document()
    outcome = run(stage, document, seconds)
    for more in range(1, _MORE_RUNS + 1):
        missing = outcome.missing(document)
        if not missing and outcome.identities["neighbour"]:
            break
        _run(stage, document, _MORE_SECONDS, outcome, more=more, only=missing | _BOOKINGS)
    return outcome


def _run(
    stage: Stage, document: dict[str, Any], seconds: int, outcome: Outcome, *, more: int = 0, only: Collection[str] = ()
) -> None:
    """Run all phases on all operations, or on `only` some, and note what comes of it; each further run has its seed."""
    configuration = SchemathesisConfig.from_dict(
        {
            "base-url": stage.deployed.outputs["api_url"],
            "seed": proof.SEED + more,
            "max-time": seconds,
            "continue-on-failure": True,
            "cache": {"enabled": False},
            # a failure is shown as a command to repeat: all it tells is made up, but tokens are long
            "output": {"sanitization": {"keys-to-sanitize": ["authorization"]}},
            # requests without a token and with a made-up one are sent by `ignored_auth`
            "generation": {"database": "none", "no-shrink": True, "with-security-parameters": False},
            "checks": CHECKS,
        }
    )
    schema = schemathesis.openapi.from_dict(document, config=configuration)
    _log_in(schema, stage)
    outcome.seconds += seconds
    with _likelihood(schema, stage):
        for event in from_schema(schema.include(name=[*only]) if only else schema).execute():
            if isinstance(event, events.ScenarioFinished):
                outcome.note(event.phase.value, event.recorder)
            elif isinstance(event, events.NonFatalError):
                outcome.failures["error", event.label, event.info.title] = event.info.message


@schemathesis.check
def the_contract(_context: CheckContext, response: Response, case: AnyCase) -> None:
    """Hold an answer against tests/support/contract.py: no member that is not documented, no NIK, no hidden address."""
    if case.method == "OPTIONS":
        return
    base = urlsplit(str(case.operation.base_url)).path
    path = urlsplit(str(response.request.url)).path.removeprefix(base)
    headers = {name: values[0] for name, values in response.headers.items()}
    CONTRACT.check(case.method, path, response.status_code, headers, response.content)


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Logs a citizen in, or whoever of the staff an operation is for, or on public operations nobody."""

    stage: Stage
    citizen: Citizen

    def get(self, _case: AnyCase, context: AuthContext) -> str | None:
        """Return the token for an operation."""
        scheme: dict[str, Any] = next(iter(context.operation.definition.raw["security"]), {})
        if "staff" in scheme:
            of_the_day = context.operation.path.startswith(("/checkins", "/staff/"))
            return self.stage.officer if of_the_day else self.stage.operator
        if context.operation.path in _LEAVES:
            return self.stage.leaving()
        return self.citizen.token if "citizen" in scheme else None

    def set(self, case: AnyCase, data: str, _context: AuthContext) -> None:
        """Put the token on a request."""
        case.headers["Authorization"] = f"Bearer {data}"


def _log_in(schema: BaseSchema, stage: Stage) -> None:
    """Let the citizen act, and the neighbour ask for what is the citizen's (`object_level_authorization`)."""
    people = {"citizen": stage.citizen, "neighbour": stage.neighbour}
    providers: list[Any] = [_Tokens(stage, who) for who in people.values()]
    schema.auth.providers.append(EscalatingAuthProvider(providers, [*people], peers=(*people,), pinned="citizen"))


@contextmanager
def _likelihood(schema: BaseSchema, stage: Stage) -> Iterator[None]:
    """Let much of what is right in form succeed, and nothing at an office of another test."""
    prepared = cycle((True, True, True, False))

    @schema.hook
    def flatmap_case(_context: HookContext, case: AnyCase) -> SearchStrategy[AnyCase]:
        return _likely(stage, case)

    @schema.hook
    def filter_failure(_context: HookContext, failure: Failure, case: AnyCase, response: Response) -> bool:
        if isinstance(failure, ObjectLevelAuthorizationViolation) and case.operation.path.startswith("/admin/"):
            # What is for staff is asked by the same operator in the name of both.
            return False
        return not (isinstance(failure, RejectedPositiveData) and _is_right_in_form(response))

    @schemathesis.hook
    def before_call(_context: HookContext, case: AnyCase, _arguments: dict[str, Any]) -> None:
        if _is_positive(case) and (_phase(case) is TestPhase.EXAMPLES or next(prepared)):
            _prepare(stage, case)
        # the fuzzer learns of other offices from answers
        places = ("/bookings", "/waiting")
        body = case.body if isinstance(case.body, dict) and case.path.startswith(places) else {}
        if str(body.get("office_id")) in stage.offices:
            body["office_id"] = stage.slots[0].office_id
            if case.path == "/waiting" and _is_positive(case):
                # nor at those around it
                body["within_km"] = 0

    try:
        yield
    finally:
        # a hook before calls is for all schemas of the process
        hooks.unregister(before_call)


def _prepare(stage: Stage, case: AnyCase) -> None:
    """Do what a sensible client does before it sends such a request."""
    if case.operation.label in ("POST /bookings", "POST /waiting"):
        stage.make_room()
        if case.path == "/waiting":
            stage.leave_list()
        case.headers["Idempotency-Key"] = case.id
    elif case.path_parameters.keys() & {"booking_id", "member_id"}:
        _name_own(stage, case)
    elif "closure_id" in case.path_parameters:
        staying, passing = stage.closures
        case.path_parameters["closure_id"] = passing if case.path.endswith("/reopen") else staying
    elif case.operation.label == "POST /admin/offices/{office_id}/closures" and isinstance(case.body, dict):
        etag, days = stage.closing()
        case.path_parameters["office_id"] = stage.closable.office_id
        case.body = {**case.body, **days}
        case.headers["If-Match"], case.headers["Idempotency-Key"] = etag, case.id
    elif known := stage.etag(case.path_parameters):
        case.headers["If-Match"] = known


def _name_own(stage: Stage, case: AnyCase) -> None:
    """Name what the citizen has, or what has the citizen, in a path; where a link did, mostly that is named still."""
    if case.path in _ANSWERS:
        case.path_parameters["booking_id"] = stage.some_offer(_ANSWERS[case.path])
    elif case.path.startswith("/me/misses/"):
        case.path_parameters["booking_id"] = stage.some_miss()
    elif case.path.startswith("/me/listings/"):
        case.path_parameters["booking_id"] = stage.listed_booking()
    elif _phase(case) is TestPhase.STATEFUL:
        return
    elif "member_id" in case.path_parameters:
        case.path_parameters["member_id"] = stage.some_member()
    else:
        if case.path.endswith("/reschedule"):
            # a booking can be moved once
            stage.make_room()
        booking_id = stage.some_booking()
        case.path_parameters["booking_id"] = booking_id
        if "place" in case.path_parameters:
            contested = case.path.endswith("/object")
            case.path_parameters["place"] = stage.some_place(booking_id, contested=contested)


@st.composite
def _likely(draw: DrawFn, stage: Stage, case: AnyCase) -> AnyCase:
    """Put what exists into a request that is right in form, most of the time; the examples exist as they are."""
    if (
        not _is_positive(case)
        or _phase(case) is TestPhase.EXAMPLES
        or not draw(st.sampled_from((True, True, True, False)))
    ):
        return case
    known: dict[str, Any] = {**draw(st.sampled_from(stage.known(case.path)))}
    case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
    if isinstance(case.body, dict):
        family = draw(st.lists(st.sampled_from(stage.relatives), min_size=1, max_size=3, unique=True))
        people = [who.applicant() for who in family]
        if case.path in ("/bookings", "/waiting"):
            people = draw(st.sampled_from(([_ONESELF], people, [_ONESELF, *people])))
        known |= {**family[0].applicant(), "service": "new", "applicants": people}
        if case.path == "/waiting":
            known |= {"first": known["date"], "last": known["date"], "sessions": [known["session"]]}
        case.body = {name: known.get(name, value) for name, value in case.body.items()}
    return case


def _is_positive(case: AnyCase) -> bool:
    """Tell whether a request is meant to be right in form."""
    return case.meta is not None and case.meta.generation.mode.is_positive


def _phase(case: AnyCase) -> TestPhase | None:
    """Return the phase that a request was made up in."""
    return case.meta.phase.name if case.meta else None


def _is_right_in_form(response: Response) -> bool:
    """Tell whether a refusal is of something that the document cannot rule out."""
    problem = response.json()
    if problem["code"] == "validation_failed":
        return all(error["message"].startswith(FACTS) for error in problem["errors"])
    return problem["code"] in RULES

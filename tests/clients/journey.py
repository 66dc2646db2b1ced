"""The whole journey with the generated Python client alone; test_python.py starts it in the environment of the clients.

`python -I journey.py <folder of the package>`, with what there is to act on as JSON on the standard input. It prints a
line for each step, and at last "done".
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import time
from typing import Any

sys.path.insert(0, sys.argv[1])

import httpx
from antrean_paspor_client import AuthenticatedClient, Client
from antrean_paspor_client.api.citizens import (
    add_applicants,
    book,
    cancel_booking,
    get_booking,
    get_calendar,
    get_profile,
    get_receipt_link,
    list_bookings,
    move_booking,
)
from antrean_paspor_client.api.public import (
    confirm_sign_up,
    find_slots,
    get_availability,
    list_offices,
    sign_up,
)
from antrean_paspor_client.api.staff import (
    change_quota,
    check_in,
    list_closures,
    list_quotas,
    reopen_sessions,
)
from antrean_paspor_client.models import (
    AddedApplicants,
    Booking,
    BookingStatus,
    CheckInRequest,
    Closure,
    Confirmation,
    NewBooking,
    OpenOrClosed,
    PassportService,
    Person,
    Problem,
    ProblemCode,
    Quota,
    QuotaChange,
    ReceiptFormat,
    Relation,
    SignUp,
    SlotChoice,
)

_PATIENCE_SECONDS = 30
_PAUSE_SECONDS = 0.2
_TIMEOUT = httpx.Timeout(90)


def refused(response: Any, status: int, code: ProblemCode) -> Problem:
    """Return the typed problem of a response that must be a refusal."""
    assert response.status_code == status, response
    assert isinstance(response.parsed, Problem), response
    assert (response.parsed.code, response.parsed.status) == (code, status), response.parsed
    assert response.parsed.detail
    print("refused:", code.value)
    return response.parsed


def given(answer: Any, kind: type) -> Any:
    """Return an answer that must be of a type of the client."""
    assert isinstance(answer, kind), answer
    print("got:", kind.__name__)
    return answer


def mailed_code(website: str, email: str) -> str:
    """Wait for the mail to an address, and return the code in it."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        letters = httpx.get(f"{website}/mail.json", params={"to": email}, timeout=_TIMEOUT).json()
        if code := re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", letters[0]["text"] if letters else ""):
            return code[0]
        time.sleep(_PAUSE_SECONDS)
    message = "no mail came"
    raise TimeoutError(message)


def logged_in(task: dict[str, Any]) -> AuthenticatedClient:
    """Log in at Cognito, which is no part of the contract, and return a client with the ID token."""
    answer = httpx.post(
        task["endpoint_url"],
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
        },
        json={
            "ClientId": task["client_id"],
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": task["sign_up"]["email"], "PASSWORD": task["password"]},
        },
        timeout=_TIMEOUT,
    )
    return with_token(task, answer.json()["AuthenticationResult"]["IdToken"])


def with_token(task: dict[str, Any], token: str) -> AuthenticatedClient:
    """Return a client that sends a token."""
    return AuthenticatedClient(task["api_url"], token, timeout=_TIMEOUT, raise_on_unexpected_status=True)


def relative(form: dict[str, Any]) -> Person:
    """Return a member of the family, as a program writes one."""
    return Person(
        relation=Relation(form["relation"]),
        full_name=form["full_name"],
        nik=form["nik"],
        birth_date=dt.date.fromisoformat(form["birth_date"]),
    )


def account(task: dict[str, Any], public: Client) -> AuthenticatedClient:
    """Sign up, confirm, log in, and look at the profile."""
    form = SignUp.from_dict(task["sign_up"])
    secret = sign_up.sync(client=public, body=form).secret
    code, password = mailed_code(task["website_url"], form.email), task["password"]
    wrong = Confirmation(secret=secret, code="0000-0000" if code != "0000-0000" else "1111-1111", password=password)
    problem = refused(confirm_sign_up.sync_detailed(client=public, body=wrong), 422, ProblemCode.VALIDATION_FAILED)
    assert problem.errors, problem
    assert problem.errors[0].field == "code", problem
    right = Confirmation(secret=secret, code=code, password=password)
    confirmed = confirm_sign_up.sync_detailed(client=public, body=right)
    assert confirmed.status_code == 204, confirmed
    nobody = AuthenticatedClient(task["api_url"], "no token", timeout=_TIMEOUT, raise_on_unexpected_status=True)
    refused(get_profile.sync_detailed(client=nobody), 401, ProblemCode.UNAUTHENTICATED)
    client = logged_in(task)
    profile = get_profile.sync(client=client)
    assert profile.birth_year == form.birth_date.year, profile
    assert profile.active_booking is None, profile
    return client


def look(task: dict[str, Any], public: Client) -> None:
    """Look for offices and seats, as anybody may."""
    offices = list_offices.sync(client=public, near="-6.9,107.6", limit=3).offices
    assert len(offices) == 3, offices
    options = find_slots.sync(client=public, people=2).options
    assert options, "there are seats"
    assert isinstance(options[0].date, dt.date), options[0]
    wanted = task["slots"][0]
    days = get_availability.sync(wanted["office_id"], client=public, from_=wanted["date"], to=wanted["date"]).days
    assert {slot.session for slot in days[0].sessions} >= {wanted["session"]}, days
    refused(get_availability.sync_detailed("atlantis", client=public), 404, ProblemCode.NOT_FOUND)
    problem = refused(find_slots.sync_detailed(client=public, people=6), 422, ProblemCode.VALIDATION_FAILED)
    assert problem.errors, problem
    assert problem.errors[0].field == "people", problem


def take_seats(task: dict[str, Any], client: AuthenticatedClient) -> Booking:
    """Book, be refused, add, move; and return the booking."""
    spouse, child = map(relative, task["family"])
    first, second = (SlotChoice.from_dict(slot) for slot in task["slots"])
    wish = NewBooking(
        office_id=first.office_id,
        date=first.date,
        session=first.session,
        service=PassportService.NEW,
        applicants=[Person(relation=Relation.SELF), spouse],
    )
    made = given(book.sync(client=client, body=wish, idempotency_key=task["key"]), Booking)
    assert (made.status, made.date) == (BookingStatus.CONFIRMED, first.date), made
    assert [applicant.relation for applicant in made.applicants] == [Relation.SELF, Relation.SPOUSE], made
    assert book.sync(client=client, body=wish, idempotency_key=task["key"]) == made
    refused(book.sync_detailed(client=client, body=wish, idempotency_key="another"), 409, ProblemCode.BOOKING_EXISTS)
    refused(book.sync_detailed(client=client, body=wish, idempotency_key=""), 400, ProblemCode.IDEMPOTENCY_KEY_MISSING)
    wish.service = PassportService.LOST
    refused(book.sync_detailed(client=client, body=wish, idempotency_key="lost"), 422, ProblemCode.SERVICE_WALK_IN_ONLY)
    added = given(
        add_applicants.sync(
            made.booking_id, client=client, body=AddedApplicants(applicants=[child]), idempotency_key="add"
        ),
        Booking,
    )
    assert len(added.applicants) == len(wish.applicants) + 1, added
    moved = given(move_booking.sync(made.booking_id, client=client, body=second, idempotency_key="move"), Booking)
    assert (moved.date, moved.session, moved.reschedules_left) == (second.date, second.session, 0), moved
    refused(
        move_booking.sync_detailed(made.booking_id, client=client, body=first, idempotency_key="back"),
        409,
        ProblemCode.RESCHEDULE_USED,
    )
    return given(get_booking.sync(made.booking_id, client=client), Booking)


def show(client: AuthenticatedClient, made: Booking) -> None:
    """Fetch the ticket and the calendar file, and cancel."""
    link = get_receipt_link.sync(made.booking_id, client=client, format_=ReceiptFormat.PNG)
    assert httpx.get(link.url, timeout=_TIMEOUT).content.startswith(b"\x89PNG"), link
    assert link.expires_at > dt.datetime.now(dt.UTC), link
    calendar = get_calendar.sync(made.booking_id, client=client)
    assert calendar.startswith("BEGIN:VCALENDAR"), calendar
    assert [each.booking_id for each in list_bookings.sync(client=client).bookings] == [made.booking_id]
    refused(get_booking.sync_detailed("0" * 16, client=client), 404, ProblemCode.NOT_FOUND)
    cancelled = given(cancel_booking.sync(made.booking_id, client=client), Booking)
    assert cancelled.status == BookingStatus.CANCELLED, cancelled


def serve(task: dict[str, Any]) -> None:
    """Check somebody in, as an officer."""
    client, visit = with_token(task, task["officer"]), CheckInRequest.from_dict(task["visit"])
    served = given(check_in.sync(client=client, body=visit), Booking)
    assert served.status == BookingStatus.CHECKED_IN, served
    problem = refused(check_in.sync_detailed(client=client, body=visit), 409, ProblemCode.ALREADY_CHECKED_IN)
    assert problem.checked_in_at == served.checked_in_at, problem


def operate(task: dict[str, Any]) -> None:
    """Change a quota, as an operator, lose a race, close the session, and open it again."""
    client, slot = with_token(task, task["operator"]), task["managed"]
    place = slot["office_id"], slot["date"], slot["session"]
    quotas = list_quotas.sync(slot["office_id"], client=client, from_=slot["date"], to=slot["date"]).quotas
    [quota] = (quota for quota in quotas if quota.session == slot["session"])
    change = QuotaChange(reason="Two more counters", capacity=quota.capacity + 2)
    changed = change_quota.sync(*place, client=client, body=change, if_match=quota.etag)
    assert changed.capacity == quota.capacity + 2, changed
    change = QuotaChange(reason="Flood", state=OpenOrClosed.CLOSED)
    problem = refused(
        change_quota.sync_detailed(*place, client=client, body=change, if_match=quota.etag),
        412,
        ProblemCode.VERSION_CONFLICT,
    )
    assert problem.quota == changed, problem
    refused(
        change_quota.sync_detailed(*place, client=client, body=change, if_match=""),
        428,
        ProblemCode.PRECONDITION_REQUIRED,
    )
    opens_at = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    later = given(
        change_quota.sync(
            *place, client=client, body=QuotaChange(reason="Later", opens_at=opens_at), if_match=changed.etag
        ),
        Quota,
    )
    assert abs(later.opens_at - opens_at) < dt.timedelta(seconds=1), later
    closed = given(change_quota.sync(*place, client=client, body=change, if_match=later.etag), Quota)
    assert (closed.state, closed.reason) == (OpenOrClosed.CLOSED, "Flood"), closed
    again = QuotaChange(reason="Dry", state=OpenOrClosed.OPEN)
    refused(
        change_quota.sync_detailed(*place, client=client, body=again, if_match=closed.etag),
        409,
        ProblemCode.REOPEN_FIRST,
    )
    reopen(client, slot["office_id"], closed.closure_id)


def reopen(client: AuthenticatedClient, office_id: str, closure_id: str) -> None:
    """Open the sessions of a closure again, once it has closed them."""
    assert closure_id in {each.closure_id for each in list_closures.sync(office_id, client=client).closures}
    deadline = time.monotonic() + _PATIENCE_SECONDS
    response = reopen_sessions.sync_detailed(closure_id, client=client)
    while not isinstance(response.parsed, Closure):
        assert time.monotonic() < deadline, response.parsed
        time.sleep(_PAUSE_SECONDS)
        response = reopen_sessions.sync_detailed(closure_id, client=client)
    print("got:", response.parsed.state.value)


def main() -> None:
    """Walk the journey."""
    task: dict[str, Any] = json.load(sys.stdin)
    public = Client(task["api_url"], timeout=_TIMEOUT, raise_on_unexpected_status=True)
    client = account(task, public)
    look(task, public)
    show(client, take_seats(task, client))
    serve(task)
    operate(task)
    print("done")


if __name__ == "__main__":
    main()

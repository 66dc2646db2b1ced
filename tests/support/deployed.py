"""The deployed system and its people, for tests that talk to it over HTTP."""

from __future__ import annotations

import base64
import json
import secrets
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from botocore.exceptions import ClientError

from deploy import stack
from instruments.dynamodb.table import TableReader
from local.aws import mail
from local.aws.clients import Clients
from local.seed import demo
from local.seed.people import ensure_staff
from local.state.outputs import Login
from local.state.settings import STACK_NAME
from tests.support.accounts import CODE
from tests.support.citizens import PASSWORD, Citizen, Person, confirmation, family, new_email, person, sign_up_body
from tests.support.client import Answer, Api
from tests.support.slots import Slot, SlotPicker

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.state.outputs import Outputs


LIVE = "live"
"""The alias through which everything in template.yaml calls a function."""
_T = TypeVar("_T")
_SIGN_UPS_AT_ONCE = 2
_MAIL_SECONDS = 20
_LOG_INS = 5
_EVENTUALLY_SECONDS = 30

_TOKEN_SECONDS = 240
"""For how long a token of the staff is used again: it lives for ten minutes, and a test may take five."""


class Deployed:
    """The system that `outputs` describes, the referee's view of its table, and citizens and staff to act with."""

    def __init__(self, outputs: Outputs) -> None:
        """Use a running system."""
        self.outputs = outputs
        self.api = Api(outputs["api_url"])
        self.aws = Clients(outputs["endpoint_url"])
        self.table = TableReader(self.aws.dynamodb(), outputs["table_name"])
        self.stack_outputs = stack.outputs(self.aws.cloudformation(), STACK_NAME)
        self._cognito = self.aws.cognito()
        self._slots = SlotPicker(self.api, self.table)
        self._staff: dict[tuple[str, str], tuple[float, str]] = {}

    def slots(self) -> list[Slot]:
        """Return three open slots of one office that no other test is given; soonest first."""
        return self._slots.take()

    def slot_of(self, seats: int) -> Slot:
        """Return an open slot with so many seats in which nobody has booked."""
        return self._slots.of(seats)

    def day(self) -> list[tuple[Slot, int]]:
        """Return both slots of an office's day in which nobody has booked, each with its seats."""
        return self._slots.day()

    def slot_in(self, timezone: str) -> Slot:
        """Return an open slot in which nobody has booked, of an office in that time zone."""
        return self._slots.within(timezone)

    def citizen(self, who: Person | None = None) -> Citizen:
        """Return somebody new who signed up, confirmed with the mailed code, and logged in."""
        who, email = who or person(), new_email()
        answer = self.confirm(email, self.sign_up(who, email))
        assert answer.status == 204, answer.text
        token = self.log_in(email)
        return Citizen(who, account_of(token), email, token)

    def sign_up(self, who: Person, email: str) -> str:
        """Let somebody sign up, and return the secret that the code needs."""
        answer = self.api.post("/accounts", sign_up_body(who, email))
        assert answer.status == 202, answer.text
        return str(answer.body["secret"])

    def confirm(self, email: str, secret: str, password: str = PASSWORD) -> Answer:
        """Confirm a sign-up with the mailed code."""
        return self.api.post("/accounts/confirm", confirmation(secret, self.mailed_code(email), password))

    def asked_for_password(self, email: str) -> tuple[str, str]:
        """Ask for a new password of an account, and return the secret and the mailed code that set one."""
        before = self.mailed_code(email)
        answer = self.api.post("/accounts/password", {"email": email})
        assert answer.status == 202, answer.text

        def look() -> str | None:
            code = self.mailed_code(email)
            return code if code != before else None

        return str(answer.body["secret"]), eventually(look, "another code", _MAIL_SECONDS) or ""

    def citizens(self, count: int) -> list[Citizen]:
        """Return `count` new citizens; a few sign up at a time."""
        with ThreadPoolExecutor(_SIGN_UPS_AT_ONCE) as pool:
            return list(pool.map(lambda _: self.citizen(), range(count)))

    def log_in(self, email: str, password: str = PASSWORD) -> str:
        """Log a citizen in as the website would, past our API, and return the ID token."""
        return self._log_in(self.outputs["citizen_client_id"], email, password)["IdToken"]

    def access_token(self, email: str, password: str = PASSWORD) -> str:
        """Log a citizen in and return the access token, which is not for our API."""
        return self._log_in(self.outputs["citizen_client_id"], email, password)["AccessToken"]

    def refresh_token(self, email: str) -> str:
        """Log a citizen in and return the token by which the login is renewed."""
        return self._log_in(self.outputs["citizen_client_id"], email, PASSWORD)["RefreshToken"]

    def renewed(self, refresh_token: str) -> str:
        """Renew a citizen's login, and return the ID token."""
        answer = self._cognito.initiate_auth(
            ClientId=self.outputs["citizen_client_id"],
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": refresh_token},
        )
        return answer["AuthenticationResult"]["IdToken"]

    def staff(self, group: str, offices: str) -> str:
        """Return the ID token of somebody of `group` whose offices are `offices` (comma-separated, `*` for all)."""
        got_at, token = self._staff.get((group, offices), (0.0, ""))
        if not token or time.monotonic() - got_at > _TOKEN_SECONDS:
            login = self.staff_login(group, offices)
            tokens = self._log_in(self.outputs["staff_client_id"], login["username"], login["password"])
            token = tokens["IdToken"]
            self._staff[group, offices] = time.monotonic(), token
        return token

    def staff_login(self, group: str, offices: str) -> Login:
        """Return name and password of somebody new of `group` whose offices are `offices`."""
        login = Login(username=f"staff-{secrets.token_hex(4)}", password=secrets.token_urlsafe(15))
        ensure_staff(self._cognito, self.outputs["staff_pool_id"], login, group, offices)
        return login

    def office_name(self, slot: Slot) -> str:
        """Return the name of a slot's office."""
        offices = self.api.get("/offices").body["offices"]
        return next(str(office["name"]) for office in offices if office["office_id"] == slot.office_id)

    def book(self, citizen: Citizen, slot: Slot, people: int = 1) -> dict[str, Any]:
        """Book the citizen and `people - 1` children, and return the booking."""
        body = {**slot.choice, "service": "new", "applicants": family(people)}
        answer = self.api.post("/bookings", body, citizen.token)
        assert answer.status == 201, answer.text
        made: dict[str, Any] = answer.body
        return made

    def bookings(self, citizen: Citizen) -> list[dict[str, Any]]:
        """Return all bookings of a citizen, as the API shows them."""
        found: list[dict[str, Any]] = self.api.get("/bookings", citizen.token).body["bookings"]
        return found

    def booking_today(self, citizen: Citizen) -> tuple[str, str]:
        """Return the code of a booking for today, and its office: made as `make run` makes one for the demo."""
        place = demo.Place(
            api_url=self.outputs["api_url"],
            citizen_client_id=self.outputs["citizen_client_id"],
            table_name=self.outputs["table_name"],
            secret_id=self.stack_outputs["SecretArn"],
            nik_keys_id=self.stack_outputs["NikKeysArn"],
        )
        made = demo.ensure_booking_today(place, self.aws, iter([citizen.account_id]))
        return made["code"], made["office_id"]

    def change_quota(self, slot: Slot, **change: Any) -> Answer:
        """Have an operator of all offices change a quota at its present version."""
        version = self.table.quota(slot)["version"]
        return self.api.request(
            "PUT",
            slot.admin_path,
            token=self.staff("operators", "*"),
            headers={"If-Match": f'"{version}"'},
            body={"reason": "a test", **change},
        )

    def set_turns(self, slot: Slot, begin: datetime, until: datetime) -> None:
        """Let the turns of a slot begin and end at these instants."""
        for name, instant in (("turn_from", begin), ("turn_until", until)):
            value = {"N": str(int(instant.timestamp()))}
            self.rewrite(f"OFFICE#{slot.office_id}", f"QUOTA#{slot.date}#{slot.session}", f"SET {name} = :value", value)

    def letters(self) -> list[mail.Mail]:
        """Return every mail that was sent, in the order in which they were."""
        return self.letters_to("")

    def letters_to(self, email: str) -> list[mail.Mail]:
        """Return the mails that were sent to an address, in the order in which they were."""
        return self.mails(email)[::-1]

    def mails(self, to: str, kind: str = "") -> list[mail.Mail]:
        """Return the mails to an address, newest first and whole; of a kind, if one is given."""
        query = urllib.parse.urlencode({"to": to, "kind": kind})
        with urllib.request.urlopen(f"{self.outputs['website_url']}/mail.json?{query}", timeout=10) as answer:  # noqa: S310 - http only
            found: list[mail.Mail] = json.load(answer)
        return found

    def make_it_noon(self, made: dict[str, Any]) -> None:
        """Have a booking's office where it is noon now, so that no letter of it waits for the morning."""
        zone = zone_of_noon()
        self.rewrite(f"BOOKING#{made['booking_id']}", "BOOKING", "SET #n = :value", {"S": zone}, {"#n": "timezone"})

    def report_of_ses(self, event: str) -> None:
        """Report something of a mail as SES does, which the embedded AWS never does by itself."""
        self.aws.sns().publish(TopicArn=self.stack_outputs["MailReportsTopic"], Message=event)

    def mailed_code(self, email: str) -> str:
        """Wait for a mail with a code to an address and return the code in the newest one."""

        def look() -> list[str]:
            return [found[0] for letter in self.letters_to(email) if (found := CODE.search(letter["text"]))]

        return eventually(look, "a mail with a code", _MAIL_SECONDS)[-1]

    def function(self, logical_id: str) -> str:
        """Return the name of a deployed function, by its name in template.yaml."""
        resource = self.aws.cloudformation().describe_stack_resource(StackName=STACK_NAME, LogicalResourceId=logical_id)
        return resource["StackResourceDetail"]["PhysicalResourceId"]

    def run(self, logical_id: str) -> Any:
        """Run a function that no request reaches, now, as it is live, and return its answer."""
        name = self.function(logical_id)
        answer: Any = self.aws.functions().invoke(FunctionName=name, Qualifier=LIVE, Payload=b"{}")
        told = json.load(answer["Payload"])
        assert "FunctionError" not in answer, told
        return told

    def logged(self, function: str, text: str, since: int) -> list[dict[str, Any]]:
        """Return the lines of a function's log that hold a text, from an instant (milliseconds) on."""
        pages = self.aws.logs().get_paginator("filter_log_events")
        found = pages.paginate(logGroupName=f"/{STACK_NAME}/{function}", startTime=since)
        return [json.loads(event["message"]) for page in found for event in page["events"] if text in event["message"]]

    def receipt_keys(self) -> set[str]:
        """Return the keys of all receipts in the bucket."""
        pages = self.aws.s3().get_paginator("list_objects_v2").paginate(Bucket=self.outputs["receipts_bucket"])
        return {item["Key"] for page in pages for item in page.get("Contents", [])}

    def _log_in(self, client_id: str, username: str, password: str) -> dict[str, str]:
        for _ in range(_LOG_INS):
            try:
                answer = self._cognito.initiate_auth(
                    ClientId=client_id,
                    AuthFlow="USER_PASSWORD_AUTH",
                    AuthParameters={"USERNAME": username, "PASSWORD": password},
                )
            except ClientError as error:
                # the emulator stumbles over somebody who signs up in this very moment
                if error.response["Error"]["Code"] != "InternalError":
                    raise
            else:
                found = answer["AuthenticationResult"]
                return {name: found[name] for name in ("IdToken", "AccessToken", "RefreshToken")}
        pytest.fail(f"the user pool failed {_LOG_INS} times")

    def rewrite(
        self, pk: str, sk: str, expression: str, value: dict[str, Any], names: dict[str, str] | None = None
    ) -> None:
        """Change an item past the system."""
        more: dict[str, Any] = {"ExpressionAttributeNames": names} if names else {}
        self.aws.dynamodb().update_item(
            TableName=self.outputs["table_name"],
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            UpdateExpression=expression,
            ExpressionAttributeValues={":value": value},
            **more,
        )


def zone_of_noon() -> str:
    """Return the name of a time zone in which it is between 12:00 and 13:00 now."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"  # by POSIX, zones east of Greenwich have a minus


def subject(token: str) -> str:
    """Return the subject of a token that Cognito has just handed out."""
    return str(claims(token)["sub"])


def account_of(token: str) -> str:
    """Return whose account a token names that Cognito has just handed out."""
    return str(claims(token)["custom:account_id"])


def claims(token: str) -> dict[str, Any]:
    """Return what a token says, unverified."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def eventually(look: Callable[[], _T], what: str, seconds: float = _EVENTUALLY_SECONDS) -> _T:
    """Return the first true answer of `look`, asked again and again; fails if `what` does not come in `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"no {what} within {seconds} s"
        time.sleep(0.1)
    return found

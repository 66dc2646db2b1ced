"""The stage of the fuzzer: people, slots and codes that are real, so that what it makes up can succeed.

Its citizens book at one office, its operator changes quotas of another one and closes sessions of a third; no other
test uses any of them.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import uuid4

from antrean.aws.table import Table
from antrean.misses.items import miss_item
from antrean.misses.model import Miss
from antrean.slots.model import Slot as OfficeSlot
from tests.support.citizens import PASSWORD, confirmation, new_email, person, sign_up_body
from tests.support.contract import DOCUMENT
from tests.support.deployed_waiting import an_hour_earlier, entry_of, given_back, join
from tests.support.moving import asked_for_address, undo_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.support.citizens import Citizen, Person
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_RELATIVES = 30
_MISSED = "0123456789ABCDEF"
"""The booking of the citizen's missed visit."""
_A_WEEK = timedelta(days=7)
_NO_LIMITS: dict[str, Any] = {"M": {"f": {"M": {}}, "n": {"M": {}}, "r": {"M": {}}, "c": {"L": []}}}


@dataclass(frozen=True)
class Stage:
    """Who acts, and what there is to act on."""

    deployed: Deployed
    citizen: Citizen
    neighbour: Citizen
    leaver: Citizen
    """Who ends sessions and closes the account: nobody else acts with its token."""
    operator: str
    officer: str
    slots: Sequence[Slot]
    """Where the citizen books."""
    managed: Sequence[Slot]
    """Whose quotas the operator changes."""
    closable: Slot
    """What the operator closes, once."""
    closures: tuple[str, str]
    """The ids of two closures: one that stays, and one that is opened again."""
    relatives: Sequence[Person]
    newcomer: Mapping[str, str]
    """Secret, mailed code and password of somebody who has yet to confirm."""
    reset: Mapping[str, str]
    """Secret, mailed code and password of the leaver, who asked for a new password."""
    moving: Mapping[str, str]
    """Secret and mailed code of somebody who has yet to prove another e-mail address."""
    moved: Mapping[str, str]
    """What the link of the mail to an old address holds, whose account has another one by now, and a password."""
    visit: Mapping[str, str]
    """QR code and office of a booking for today."""
    offices: frozenset[str]
    """The ids of all offices."""
    offers: dict[str, str] = field(default_factory=dict)
    """The newest offers, by how each is to be answered."""

    @classmethod
    def of(cls, deployed: Deployed) -> Stage:
        """Set the stage on a running system."""
        citizen, neighbour, leaver, visitor, mover, moved = deployed.citizens(6)
        code, office_today = deployed.booking_today(visitor)
        email = new_email()
        secret = deployed.sign_up(person(), email)
        managed, [closable, *closed] = deployed.slots(), deployed.slots()
        operator = deployed.staff("operators", f"{managed[0].office_id},{closable.office_id}")
        staying, passing = (deployed.change_quota(slot, state="closed").body["closure_id"] for slot in closed)
        return cls(
            deployed=deployed,
            citizen=citizen,
            neighbour=neighbour,
            leaver=leaver,
            operator=operator,
            officer=deployed.staff("officers", office_today),
            slots=deployed.slots(),
            managed=managed,
            closable=closable,
            closures=(staying, passing),
            relatives=[person("Anak Contoh") for _ in range(_RELATIVES)],
            newcomer=confirmation(secret, deployed.mailed_code(email)),
            reset=confirmation(*deployed.asked_for_password(leaver.email)),
            moving=asked_for_address(deployed, mover, new_email()),
            moved={"secret": undo_of(deployed, moved), "password": PASSWORD},
            visit={"code": code, "office_id": office_today},
            offices=frozenset(office["office_id"] for office in deployed.api.get("/offices").body["offices"]),
        )

    def known(self, path: str) -> list[dict[str, str]]:
        """Return members that exist together, for requests to the path of an operation."""
        if path == "/checkins":
            return [dict(self.visit)]
        return [slot.choice for slot in (self.managed if path.startswith("/admin/") else self.slots)]

    def document(self) -> dict[str, Any]:
        """Return docs/openapi.json with examples that exist here."""
        document: dict[str, Any] = json.loads(DOCUMENT.read_text(encoding="utf-8"))
        bodies: dict[str, Any] = {
            "signUp": sign_up_body(self.relatives[0], new_email()),
            "confirmSignUp": self.newcomer,
            "requestNewPassword": {"email": self.neighbour.email},
            "setNewPassword": self.reset,
            "closeAccount": {"password": self.reset["password"]},
            "changePassword": {"old_password": self.reset["password"], "new_password": self.reset["password"]},
            "requestNewAddress": {"email": new_email(), "password": PASSWORD},
            "confirmNewAddress": self.moving,
            "undoNewAddress": self.moved,
            "checkIdentity": {
                "nik": self.citizen.person.nik,
                "birth_date": self.citizen.person.birth_date.isoformat(),
            },
            "book": {**self.slots[0].choice, "service": "new", "applicants": [{"relation": "self"}]},
            "addApplicants": {"applicants": [self.relatives[1].applicant()]},
            "moveBooking": self.slots[1].choice,
            "joinWaiting": {
                "office_id": self.slots[0].office_id,
                "first": self.slots[0].date,
                "last": self.slots[0].date,
                "service": "new",
                "applicants": [{"relation": "self"}],
            },
            "appealMiss": {"text": "Kereta saya mogok di Bojonggede."},
            "checkIn": self.visit,
        }
        for path, operations in document["paths"].items():
            first, *_, last = self.managed if path.startswith("/admin/") else self.slots
            values = {**first.choice, "from": first.date, "to": last.date, "If-Match": '"1"'}
            if path.endswith("/releases"):
                values["date"] = datetime.now(UTC).date().isoformat()
            for operation in operations.values():
                for parameter in operation.get("parameters", ()):
                    if parameter["name"] in values:
                        parameter["example"] = values[parameter["name"]]
                if body := bodies.get(operation["operationId"]):
                    operation["requestBody"]["content"]["application/json"]["example"] = body
        return document

    def leaving(self) -> str:
        """Return the leaver's token, good again: that its sessions were ended is forgotten past the system."""
        who = f"ACCOUNT#{self.leaver.account_id}"
        self.deployed.rewrite(who, "PROFILE", "SET tokens_valid_after = :value", {"N": "0"})
        return self.leaver.token

    def active_booking(self) -> str | None:
        """Return the id of the citizen's active booking."""
        active: str | None = self.deployed.api.get("/me", self.citizen.token).body["active_booking"]
        return active

    def make_room(self) -> None:
        """Cancel the active booking, as who wants another one does, and the neighbour's, which may have the citizen.

        What limits count is forgotten past the system: a fuzzer does in a minute what people do in years.
        """
        for who in (self.citizen, self.neighbour):
            active = self.deployed.api.get("/me", who.token).body["active_booking"]
            if active:
                self.deployed.api.post(f"/bookings/{active}/cancel", token=who.token)
            self.deployed.rewrite(
                f"ACCOUNT#{who.account_id}", "PROFILE", "SET limits = :value REMOVE joins", _NO_LIMITS
            )
        # What was given back is claimed again, as a sweep at a drawn minute lets it be.
        for slot in self.slots:
            self.deployed.rewrite(
                f"OFFICE#{slot.office_id}",
                f"QUOTA#{slot.date}#{slot.session}",
                "SET seats_left = seats_left + if_not_exists(seats_kept, :value), seats_kept = :value",
                {"N": "0"},
            )

    def leave_list(self) -> None:
        """Take the citizen off the waiting list, as who wants to wait for something else does."""
        left = self.deployed.api.request("DELETE", "/waiting", token=self.citizen.token)
        assert left.status == 204, left.text

    def some_offer(self, answer: str) -> str:
        """Return the id of an offer to the citizen that can be answered so: `accepted` or `declined`.

        It takes a dozen requests to be offered something, and an answer can be repeated: so the same offer is
        answered again and again, until it has ended otherwise.
        """
        if booking_id := self.offers.get(answer):
            offer = self.deployed.api.get(f"/bookings/{booking_id}", self.citizen.token).body["offer"]
            if offer.get("answer") == answer:
                return booking_id
        self.leave_list()
        self.make_room()
        slot = self.slots[2]
        held = self.deployed.book(self.citizen, slot)
        given_back(self.deployed, self.citizen, held["booking_id"])
        joined = join(self.deployed, self.citizen, slot, uuid4().hex)
        assert joined.status == 201, joined.text
        an_hour_earlier(self.deployed, self.citizen)
        self.deployed.run("SweeperFunction")
        self.offers[answer] = entry_of(self.deployed, self.citizen)["booking_id"]
        return self.offers[answer]

    def some_miss(self) -> str:
        """Return the id of the booking that the citizen missed, as if nobody had said anything about it yet.

        It is written as it is decided two days after a visit. It is the only one, and so stops no booking.
        """
        slot, now = self.slots[0], datetime.now(UTC).replace(microsecond=0)
        visit = OfficeSlot(slot.office_id, date.fromisoformat(slot.date) - 4 * _A_WEEK, slot.session)
        miss = Miss(self.citizen.account_id, _MISSED, visit, "Kantor Contoh", "Asia/Jakarta", 41, now, 0)
        table = Table(self.deployed.aws.dynamodb(), self.deployed.outputs["table_name"])
        table.transact([table.put_action(miss_item(miss))])
        return _MISSED

    def some_booking(self) -> str:
        """Return the id of an active booking, made now if there is none."""
        if active := self.active_booking():
            return active
        self.make_room()
        made: str = self.deployed.book(self.citizen, self.slots[0])["booking_id"]
        return made

    def some_place(self, booking_id: str, *, contested: bool) -> str:
        """Return the place of somebody who comes with a booking, and, if `contested`, asked to be taken out of it."""
        people = self.deployed.api.get(f"/bookings/{booking_id}", self.citizen.token).body["applicants"]
        place = next(index for index, each in enumerate(people) if each["presence"] == "present")
        if contested:
            now = {"N": str(int(time.time()))}
            self.deployed.rewrite(f"BOOKING#{booking_id}", "BOOKING", f"SET people[{place}].c = :value", now)
        return str(place)

    def some_member(self) -> str:
        """Return the id of somebody of the citizen's household, who is kept now if it has nobody."""
        household = self.deployed.api.get("/me/household", self.citizen.token)
        if not household.body["members"]:
            who = self.relatives[2].applicant()
            household = self.deployed.api.post("/me/household", who, self.citizen.token, uuid4().hex)
            assert household.status == 200, household.text
        found: str = household.body["members"][0]["member_id"]
        return found

    def listed_booking(self) -> str:
        """Return the id of a booking of the neighbour that has the citizen, made now if there is none."""
        listings = self.deployed.api.get("/me/listings", self.citizen.token).body["listings"]
        if listings:
            found: str = listings[0]["booking_id"]
            return found
        self.make_room()
        people = [self.citizen.person.applicant("spouse")]
        body = {**self.slots[2].choice, "service": "new", "applicants": people}
        answer = self.deployed.api.post("/bookings", body, self.neighbour.token)
        assert answer.status == 201, answer.text
        made: str = answer.body["booking_id"]
        return made

    def closing(self) -> tuple[str, dict[str, str]]:
        """Return the ETag of the preview of what can be closed, and the days and the session that it is of."""
        slot = self.closable
        days = {"from": slot.date, "to": slot.date, "session": slot.session}
        path = f"/admin/offices/{slot.office_id}/closures/preview?{urlencode(days)}"
        etag: str = self.deployed.api.get(path, self.operator).body["etag"]
        return etag, days

    def etag(self, choice: Mapping[str, str]) -> str | None:
        """Return the ETag of one of the operator's quotas, as who has just read it knows it; None of other ones."""
        slot = next((slot for slot in self.managed if slot.choice == choice), None)
        return f'"{self.deployed.table.quota(slot)["version"]}"' if slot else None

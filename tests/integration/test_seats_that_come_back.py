"""Seats that come back over HTTP: leaving, contesting, superseding, kept seats and their release, and limits.

Hours and days are not waited for: the instants that the system stored are rewritten, as other tests rewrite items.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from antrean.base.words import day as day_in_words
from instruments.dynamodb import referee
from tests.support.citizens import family, person
from tests.support.deployed import eventually
from tests.support.slots import day_ahead, slot_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.citizens import Citizen, Person
    from tests.support.client import Answer
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

A_DAY = 86_400
BOOKED = (409, "nik_already_booked")
FULL = (409, "slot_full")


def test_one_person_is_taken_out(deployed: Deployed) -> None:
    """A child goes: its seat is kept, the others keep their numbers, and somebody else may book it at once."""
    (mother, father), [slot, other, _] = deployed.citizens(2), deployed.slots()
    child = person("Anak Berdua").applicant()
    made = book(deployed, mother, slot, [{"relation": "self"}, child, person("Anak B").applicant()]).body
    answers = [leave(deployed, mother, made, place=1) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert [who["presence"] for who in answers[0].body["applicants"]] == ["present", "left", "present"]
    assert numbers(answers[0].body) == numbers(made)
    assert seats(deployed, slot) == {"left": -3, "kept": 1}
    assert book(deployed, father, other, [{"relation": "self"}, child]).status == 201
    assert leave(deployed, mother, made, place=3).outcome == (404, "not_found")
    assert audited(deployed, slot) == audited(deployed, other) == []


def test_the_last_to_go_cancels(deployed: Deployed) -> None:
    """When the account's owner goes too, the booking is cancelled, all seats are kept, and another may be made."""
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    assert leave(deployed, citizen, made, place=0).body["status"] == "confirmed"
    assert book(deployed, citizen, other, family(1)).outcome == (409, "booking_exists")
    assert leave(deployed, citizen, made, place=1).body["status"] == "cancelled"
    assert seats(deployed, slot) == {"left": -2, "kept": 2}
    assert book(deployed, citizen, other, family(1)).status == 201
    assert audited(deployed, slot) == audited(deployed, other) == []


def test_whoever_left_does_not_come_along(deployed: Deployed) -> None:
    """A booking of two, of whom one left, moves with one seat; somebody who is added gets the next number."""
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot, people=2)
    assert leave(deployed, citizen, made, place=1).status == 200
    path = f"/bookings/{made['booking_id']}"
    moved = deployed.api.post(f"{path}/reschedule", other.choice, citizen.token)
    assert moved.status == 200, moved.text
    assert ["queue_number" in who for who in moved.body["applicants"]] == [True, False]
    grown = deployed.api.post(f"{path}/applicants", {"applicants": [person("Ibu").applicant("parent")]}, citizen.token)
    assert [who["presence"] for who in grown.body["applicants"]] == ["present", "left", "present"]
    assert (seats(deployed, slot), seats(deployed, other)) == ({"left": -2, "kept": 2}, {"left": -2, "kept": 0})
    assert audited(deployed, slot) == audited(deployed, other) == []


def test_an_owner_who_registered_before_leaves_at_once(deployed: Deployed) -> None:
    """The owner of a NIK sees where others booked it, of the booker no more than initials, and leaves."""
    (booker, owner), [slot, *_] = deployed.citizens(2), deployed.slots()
    registered_at(deployed, owner, int(time.time()) - A_DAY)
    made = listing_of(deployed, booker, owner.person, slot)
    assert listings(deployed, booker) == []
    [listing] = listings(deployed, owner)
    assert {name: value for name, value in listing.items() if not name.endswith("_from")} == {
        **slot.choice,
        "booking_id": made["booking_id"],
        "office_name": deployed.office_name(slot),
        "booked_by": "".join(f"{word[0]}. " for word in booker.person.full_name.split()).strip(),
    }
    assert listing["leaves_from"] == made["created_at"]
    assert [leave_listing(deployed, owner, made).status for _ in range(2)] == [204, 204]
    assert listings(deployed, owner) == []
    seen = deployed.api.get(f"/bookings/{made['booking_id']}", booker.token).body
    assert [who["presence"] for who in seen["applicants"]] == ["present", "left", "present"]
    assert numbers(seen) == numbers(made)
    assert seats(deployed, slot) == {"left": -3, "kept": 1}
    assert book(deployed, owner, slot, family(1)).status == 201
    assert audited(deployed, slot) == []


def test_an_owner_who_registered_later_asks_and_waits_a_day(deployed: Deployed) -> None:
    """Who registers a booked NIK cannot expel its person: the booker is mailed once, and has a day to object."""
    booker, [slot, *_], who = deployed.citizen(), deployed.slots(), person("Anak Kita")
    made = listing_of(deployed, booker, who, slot)
    late = deployed.citizen(who)
    # a second is all that the stored instants tell
    registered_at(deployed, late, int(time.time()) + 1)
    assert "leaves_from" not in listings(deployed, late)[0]
    first = leave_listing(deployed, late, made)
    assert first.outcome == (409, "contest_first")
    assert "until" not in first.body
    asked = [contest(deployed, late, made) for _ in range(2)]
    assert [answer.status for answer in asked] == [200, 200]
    assert asked[0].body == asked[1].body == listings(deployed, late)[0]
    [letter] = [letter for letter in deployed.letters_to(booker.email) if "keluar" in letter["subject"]]
    day = day_in_words(date.fromisoformat(slot.date))
    for said in (booker.person.full_name, who.full_name, deployed.office_name(slot), *day):
        assert said in letter["text"]
    assert late.email not in letter["text"]
    assert deployed.api.get(f"/bookings/{made['booking_id']}", booker.token).body["applicants"][1]["contested_at"]
    early = leave_listing(deployed, late, made)
    assert early.outcome == (409, "contest_first")
    until = instant(early.body["until"])
    assert until == instant(asked[0].body["leaves_from"]) == instant(asked[0].body["contested_at"]) + timedelta(days=1)
    tell_earlier(deployed, made, seconds=A_DAY)
    assert leave_listing(deployed, late, made).status == 204
    # the owner's own booking would have had to wait for a counter: only those who registered before outrank a booker
    assert "supersedes_from" not in asked[0].body
    assert seats(deployed, slot) == {"left": -3, "kept": 1}
    assert audited(deployed, slot) == []


def test_an_objection_leaves_it_to_the_counter(deployed: Deployed) -> None:
    """A booker who objects keeps the person, after a day too; nobody objects to what nobody asked for."""
    booker, [slot, other, _], who = deployed.citizen(), deployed.slots(), person("Anak Kita")
    made = listing_of(deployed, booker, who, slot)
    late = deployed.citizen(who)
    registered_at(deployed, late, int(time.time()) + 1)
    assert contest(deployed, late, made).status == 200
    assert object_to(deployed, booker, made, place=2).outcome == (409, "not_contested")
    answers = [object_to(deployed, booker, made, place=1) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert answers[0].body["applicants"][1]["objected_at"]
    tell_earlier(deployed, made, seconds=2 * A_DAY)
    assert leave_listing(deployed, late, made).outcome == (409, "objected")
    assert book(deployed, late, other, family(1)).outcome == BOOKED
    assert "objected_at" in listings(deployed, late)[0]
    assert seats(deployed, slot) == {"left": -3, "kept": 0}
    assert (seats(deployed, other), audited(deployed, slot)) == ({"left": 0, "kept": 0}, [])


def test_an_owner_books_in_spite_of_a_booker_who_kept_silent(deployed: Deployed) -> None:
    """Below level 2 the owner is refused until the booker had a day; then the own booking takes the owner out.

    The seat stays with the booker. The second refusal comes before a seat is claimed.
    """
    (booker, owner), [slot, other, _] = deployed.citizens(2), deployed.slots()
    registered_at(deployed, owner, int(time.time()) - A_DAY)
    made = listing_of(deployed, booker, owner.person, slot)
    first = book(deployed, owner, other, family(2))
    assert first.outcome == BOOKED
    assert first.body["applicants"] == [0]
    assert profile(deployed, owner)["self_guarded"]
    before = deployed.table.quota(other)["next_number"]
    assert book(deployed, owner, other, family(1)).outcome == BOOKED
    assert contest(deployed, owner, made).status == 200
    assert book(deployed, owner, other, family(1)).outcome == BOOKED
    assert deployed.table.quota(other)["next_number"] == before
    tell_earlier(deployed, made, seconds=A_DAY)
    booked = book(deployed, owner, other, family(2))
    assert booked.status == 201, booked.text
    assert "self_guarded" not in profile(deployed, owner)
    seen = deployed.api.get(f"/bookings/{made['booking_id']}", booker.token).body
    assert [who["presence"] for who in seen["applicants"]] == ["present", "superseded", "present"]
    assert seats(deployed, slot) == {"left": -3, "kept": 0}
    assert guard(deployed, owner)["booking_id"] == booked.body["booking_id"]
    # what the booker gives back later is what the booking holds: the seat of the owner too
    assert deployed.api.post(f"/bookings/{made['booking_id']}/cancel", None, booker.token).status == 200
    assert seats(deployed, slot) == {"left": -3, "kept": 3}
    assert guard(deployed, owner)["booking_id"] == booked.body["booking_id"]
    assert audited(deployed, slot) == audited(deployed, other) == []


def test_a_proved_owner_books_at_once(deployed: Deployed) -> None:
    """At level 2 nobody is asked, whenever the NIK was registered; a booking of nobody else ends with it."""
    booker, [slot, other, _], who = deployed.citizen(), deployed.slots(), person("Orang Lain")
    made = book(deployed, booker, slot, [who.applicant("parent")]).body
    owner = deployed.citizen(who)
    registered_at(deployed, owner, int(time.time()) + 1)
    deployed.rewrite(*registration(deployed, owner), "SET #level = :value", {"N": "2"}, {"#level": "level"})
    booked = book(deployed, owner, other, family(1))
    assert booked.status == 201, booked.text
    seen = deployed.api.get(f"/bookings/{made['booking_id']}", booker.token).body
    assert (seen["status"], seen["applicants"][0]["presence"]) == ("cancelled", "superseded")
    assert deployed.api.get("/me", booker.token).body["active_booking"] is None
    assert seats(deployed, slot) == {"left": -1, "kept": 1}
    assert audited(deployed, slot) == audited(deployed, other) == []


def test_kept_seats_come_back_at_their_minute(deployed: Deployed) -> None:
    """Who waits for a cancelled seat gets nothing before its release, which comes once for each drawn minute."""
    (first, second), [slot, *_] = deployed.citizens(2), deployed.slots()
    assert deployed.change_quota(slot, capacity=2).status == 200
    made = deployed.book(first, slot, people=2)
    assert deployed.api.post(f"/bookings/{made['booking_id']}/cancel", None, first.token).status == 200
    with drawn_now(deployed, slot):
        deployed.run("SweeperFunction")
        # given back after the minute that was drawn
        assert kept_of(deployed, slot) == (0, 2)
        assert book(deployed, second, slot, family(1)).outcome == FULL
        view = slot_view(deployed.api, slot)
        assert (view["state"], view["seats_left"]) == ("full", 0)
        keep_earlier(deployed, slot)
        deployed.run("SweeperFunction")
        assert kept_of(deployed, slot) == (2, 0)
        # a warm environment may remember for two seconds that the slot was full
        booked = eventually(lambda: only_good(book(deployed, second, slot, family(1))), "booking of a released seat")
        assert booked
        assert numbers(booked) == ["003"]
        assert deployed.api.post(f"/bookings/{booked['booking_id']}/cancel", None, second.token).status == 200
        keep_earlier(deployed, slot)
        deployed.run("SweeperFunction")
        # once for each minute: the next hour has another one
        assert kept_of(deployed, slot) == (1, 1)
    assert audited(deployed, slot) == []


def test_more_seats_reach_no_friend_first(deployed: Deployed) -> None:
    """What an operator adds is kept too; fewer seats are taken from the kept ones first, then from those left."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    assert deployed.change_quota(slot, capacity=3).status == 200
    deployed.book(citizen, slot)
    assert deployed.change_quota(slot, capacity=5).status == 200
    assert kept_of(deployed, slot) == (2, 2)
    assert slot_view(deployed.api, slot)["seats_left"] == 2
    assert deployed.change_quota(slot, capacity=2).status == 200
    assert kept_of(deployed, slot) == (1, 0)
    refused = deployed.change_quota(slot, capacity=0)
    assert refused.outcome == (409, "capacity_below_taken")
    assert audited(deployed, slot) == []


def test_the_minutes_of_a_day_can_be_checked(deployed: Deployed) -> None:
    """The seed is a hash until its day is over, then anybody computes every minute with nothing but hashlib and hmac.

    Yesterday's secret is put there as its publisher drew it, where the system did not run yet.
    """
    office = deployed.slots()[0].office_id
    zone = ZoneInfo(deployed.api.get(f"/offices/{office}/availability").body["timezone"])
    today = datetime.now(zone).date()
    days = [(today + timedelta(days=ahead)).isoformat() for ahead in range(3)]
    found = [deployed.api.get(f"/offices/{office}/releases?date={day}") for day in days]
    assert [answer.body.keys() for answer in found] == [{"office_id", "date", "seed_hash", "from_hour"}] * 3
    assert len({answer.body["seed_hash"] for answer in found}) == 3
    assert deployed.api.get(f"/offices/{office}/releases").body == found[0].body
    assert deployed.api.get(f"/offices/{office}/releases?date={day_ahead(9)}").outcome == (404, "not_found")

    yesterday = (today - timedelta(days=1)).isoformat()
    put_secret_if_absent(deployed, yesterday)
    told = deployed.api.get(f"/offices/{office}/releases?date={yesterday}").body
    seed = bytes.fromhex(told["seed"])
    assert hashlib.sha256(seed).hexdigest() == told["seed_hash"]
    assert {slot["session"] for slot in told["slots"]} == {"morning", "afternoon"}
    assert min(slot["date"] for slot in told["slots"]) == today.isoformat()
    for slot in told["slots"]:
        hours = range(told["from_hour"], 24)
        assert slot["minutes"] == [minute(seed, office, slot["date"], slot["session"], hour) for hour in hours]
    [elsewhere, *_] = deployed.slots()
    assert deployed.api.get(f"/offices/{elsewhere.office_id}/releases?date={yesterday}").body["seed"] != told["seed"]


def test_nobody_tries_niks_out(deployed: Deployed) -> None:
    """Three refusals for strangers' NIKs, then family waits a day; no number was used, and oneself can be booked."""
    (holder, prober), [slot, other, _] = deployed.citizens(2), deployed.slots()
    children = [person(f"Anak {name}").applicant() for name in "ABCD"]
    assert book(deployed, holder, slot, [{"relation": "self"}, *children]).status == 201
    for child in children[:3]:
        refused = book(deployed, prober, other, [{"relation": "self"}, child])
        assert refused.outcome == BOOKED
        assert "applicants" not in refused.body
    # whether the next one is free or not, the answer is the same
    limited = [book(deployed, prober, other, [{"relation": "self"}, each]) for each in (children[3], free_child())]
    for answer in limited:
        assert answer.outcome == (409, "limit_reached")
        assert answer.body["rule"] == "refusals"
        assert timedelta(hours=23) < instant(answer.body["until"]) - datetime.now(UTC) <= timedelta(hours=24)
    assert limited[0].body == limited[1].body
    assert deployed.table.quota(other)["next_number"] == 1
    assert book(deployed, prober, other, family(1)).status == 201


def test_a_retry_of_a_refusal_counts_once(deployed: Deployed) -> None:
    """Whoever sends the same refused request again, as a client that lost the answer, is not counted again."""
    (holder, citizen), [slot, other, _] = deployed.citizens(2), deployed.slots()
    child = person("Anak A").applicant()
    assert book(deployed, holder, slot, [{"relation": "self"}, child]).status == 201
    key = secrets.token_hex(8)
    answers = [book(deployed, citizen, other, [{"relation": "self"}, child], key) for _ in range(4)]
    assert {answer.outcome for answer in answers} == {BOOKED}
    assert len(profile(deployed, citizen)["limits"]["r"]) == 1


def test_an_account_names_eight_others(deployed: Deployed) -> None:
    """Two households in ninety days; one's own family, once booked, can be booked again."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    households = [family(5), family(5)]
    for household in households:
        made = book(deployed, citizen, slot, household)
        assert made.status == 201, made.text
        assert deployed.api.post(f"/bookings/{made.body['booking_id']}/cancel", None, citizen.token).status == 200
    ninth = book(deployed, citizen, slot, [{"relation": "self"}, free_child()])
    assert ninth.outcome == (409, "limit_reached")
    assert ninth.body["rule"] == "others"
    assert timedelta(days=89) < instant(ninth.body["until"]) - datetime.now(UTC) <= timedelta(days=91)
    assert book(deployed, citizen, slot, households[0]).status == 201
    assert audited(deployed, slot) == []


def test_whoever_cancels_again_and_again_pauses(deployed: Deployed) -> None:
    """After three cancellations in a month bookings pause for a week; once it is over the account books again."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    for _ in range(3):
        made = deployed.book(citizen, slot)
        assert deployed.api.post(f"/bookings/{made['booking_id']}/cancel", None, citizen.token).status == 200
    paused = book(deployed, citizen, slot, family(1))
    assert paused.outcome == (409, "limit_reached")
    assert paused.body["rule"] == "cancellations"
    assert timedelta(days=6) < instant(paused.body["until"]) - datetime.now(UTC) <= timedelta(days=7)
    assert deployed.table.quota(slot)["next_number"] == 4
    week = {"L": [{"N": str(at - 7 * A_DAY)} for at in profile(deployed, citizen)["limits"]["c"]]}
    deployed.rewrite(f"ACCOUNT#{citizen.account_id}", "PROFILE", "SET limits.c = :value", week)
    assert book(deployed, citizen, slot, family(1)).status == 201
    assert audited(deployed, slot) == []


def test_bookings_expire(deployed: Deployed) -> None:
    """A booking is kept for ninety days after its day, also when it was moved."""
    citizen, [slot, other, _] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)

    def kept_days() -> int:
        item = deployed.table.booking(made["booking_id"])
        end = datetime.fromtimestamp(item["expires_at"], UTC) - timedelta(days=90)
        # the office's day ends up to nine hours before the day of UTC does
        return (end.date() - datetime.fromisoformat(item["date"]).date()).days

    assert kept_days() in {0, 1}
    assert deployed.api.post(f"/bookings/{made['booking_id']}/reschedule", other.choice, citizen.token).status == 200
    assert kept_days() in {0, 1}


def test_after_all_of_it_no_slot_is_broken(deployed: Deployed) -> None:
    """The auditor finds every slot sound, whatever people did to each other's bookings."""
    assert deployed.run("AuditorFunction")["broken"] == []


def book(
    deployed: Deployed, citizen: Citizen, slot: Slot, applicants: list[dict[str, Any]], key: str | None = None
) -> Answer:
    """Ask for a booking, and return whatever the answer is."""
    body = {**slot.choice, "service": "new", "applicants": applicants}
    return deployed.api.post("/bookings", body, citizen.token, key)


def listing_of(deployed: Deployed, booker: Citizen, who: Person, slot: Slot) -> dict[str, Any]:
    """Have a booker book themselves, somebody else and a child, and return the booking."""
    applicants = [{"relation": "self"}, who.applicant(), person("Anak Sendiri").applicant()]
    answer = book(deployed, booker, slot, applicants)
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.body
    return made


def free_child() -> dict[str, Any]:
    """Return somebody as an applicant whom nobody has booked."""
    return person("Anak Lain").applicant()


def leave(deployed: Deployed, citizen: Citizen, made: dict[str, Any], place: int) -> Answer:
    """Have the account take a person out of its booking."""
    return deployed.api.post(f"/bookings/{made['booking_id']}/applicants/{place}/leave", None, citizen.token)


def object_to(deployed: Deployed, citizen: Citizen, made: dict[str, Any], place: int) -> Answer:
    """Have the account object to a person's leaving."""
    return deployed.api.post(f"/bookings/{made['booking_id']}/applicants/{place}/object", None, citizen.token)


def listings(deployed: Deployed, citizen: Citizen) -> list[dict[str, Any]]:
    """Return where a citizen is listed by other accounts."""
    found: list[dict[str, Any]] = deployed.api.get("/me/listings", citizen.token).body["listings"]
    return found


def contest(deployed: Deployed, citizen: Citizen, made: dict[str, Any]) -> Answer:
    """Have a listed person ask to be taken out."""
    return deployed.api.post(f"/me/listings/{made['booking_id']}/contest", None, citizen.token)


def leave_listing(deployed: Deployed, citizen: Citizen, made: dict[str, Any]) -> Answer:
    """Have a listed person leave."""
    return deployed.api.post(f"/me/listings/{made['booking_id']}/leave", None, citizen.token)


def numbers(booking: dict[str, Any]) -> list[str]:
    """Return the queue numbers of the people of a booking, without the prefix."""
    return [who["queue_number"].rpartition("-")[2] for who in booking["applicants"]]


def only_good(answer: Answer) -> dict[str, Any] | None:
    """Return the booking that was made; None for a refusal."""
    made: dict[str, Any] | None = answer.body if answer.status == 201 else None
    return made


def instant(text: str) -> datetime:
    """Return an instant of an answer."""
    return datetime.fromisoformat(text)


def seats(deployed: Deployed, slot: Slot) -> dict[str, int]:
    """Return how many seats of a slot are left, less its capacity, and how many are kept."""
    quota = deployed.table.quota(slot)
    return {"left": quota["seats_left"] - quota["capacity"], "kept": quota.get("seats_kept", 0)}


def kept_of(deployed: Deployed, slot: Slot) -> tuple[int, int]:
    """Return how many seats of a slot are left and kept."""
    quota = deployed.table.quota(slot)
    return quota["seats_left"], quota.get("seats_kept", 0)


def audited(deployed: Deployed, slot: Slot) -> list[str]:
    """Return what the referee finds wrong with a slot."""
    return referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(slot))


def profile(deployed: Deployed, citizen: Citizen) -> dict[str, Any]:
    """Return the item of a citizen's profile."""
    found = deployed.table.get(f"ACCOUNT#{citizen.account_id}", "PROFILE")
    assert found
    return found


def guard(deployed: Deployed, citizen: Citizen) -> dict[str, Any]:
    """Return the item that guards a citizen's NIK."""
    found = deployed.table.get(f"NIK#{profile(deployed, citizen)['nik_key']}", "ACTIVE")
    assert found
    return found


def registration(deployed: Deployed, citizen: Citizen) -> tuple[str, str]:
    """Return the key of the item that tells since when a citizen has the NIK."""
    return f"REGISTRATION#{profile(deployed, citizen)['nik_key']}", "ACCOUNT"


def registered_at(deployed: Deployed, citizen: Citizen, second: int) -> None:
    """Let a citizen have registered at another second."""
    deployed.rewrite(*registration(deployed, citizen), "SET registered_at = :value", {"N": str(second)})


def tell_earlier(deployed: Deployed, made: dict[str, Any], seconds: int) -> None:
    """Let the booker have been told some seconds before."""
    key = (f"BOOKING#{made['booking_id']}", "BOOKING")
    told_at = deployed.table.booking(made["booking_id"])["people"][1]["t"]
    deployed.rewrite(*key, "SET people[1].t = :value", {"N": str(told_at - seconds)})


def keep_earlier(deployed: Deployed, slot: Slot) -> None:
    """Let a slot's seats have been given back two hours before."""
    kept_at = deployed.table.quota(slot)["kept_at"]
    key = (f"OFFICE#{slot.office_id}", f"QUOTA#{slot.date}#{slot.session}")
    deployed.rewrite(*key, "SET kept_at = :value", {"N": str(kept_at - 7200)})


@contextmanager
def drawn_now(deployed: Deployed, slot: Slot) -> Iterator[None]:
    """Draw the first minute of this hour and of the next one for a slot; afterwards the day's secret is as before.

    At night, when no kept seat is released, the slot's office is moved to where it is morning.
    """
    now = datetime.now(UTC)
    zone = "Asia/Jakarta" if now.hour < 16 else "Pacific/Kiritimati"
    local = now.astimezone(ZoneInfo(zone))
    where = (slot.office_id, slot.date, slot.session)
    hours = (local.hour, (local.hour + 1) % 24)
    secret = secrets.token_bytes(32)
    while any(minute(seed(secret, slot.office_id), *where, hour) for hour in hours):
        secret = secrets.token_bytes(32)
    with ExitStack() as undo:
        for pk, sk, name, text in (
            ("OFFICES", f"OFFICE#{slot.office_id}", "timezone", zone),
            ("RELEASES", f"DAY#{local.date().isoformat()}", "secret", secret.hex()),
        ):
            item = deployed.table.get(pk, sk)
            assert item
            undo.callback(deployed.rewrite, pk, sk, "SET #name = :value", {"S": item[name]}, {"#name": name})
            deployed.rewrite(pk, sk, "SET #name = :value", {"S": text}, {"#name": name})
        yield


def seed(secret: bytes, office: str) -> bytes:
    """Return the seed of an office's day from the secret of the day, which only the system has."""
    return hmac.digest(secret, f"antrean/releases/v1/{office}".encode(), "sha256")


def minute(day_seed: bytes, office: str, date: str, session: str, hour: int) -> int:
    """Return the minute of a slot in an hour by the formula that the contract publishes."""
    drawn = hmac.digest(day_seed, f"{office}/{date}/{session}/{hour:02d}".encode(), "sha256")
    return int.from_bytes(drawn[:8], "big") % 60


def put_secret_if_absent(deployed: Deployed, day: str) -> None:
    """Keep a secret for a day of the past that has none."""
    pk, sk = "RELEASES", f"DAY#{day}"
    if deployed.table.get(pk, sk) is None:
        deployed.rewrite(pk, sk, "SET secret = :value", {"S": secrets.token_hex(32)})

"""People in each other's bookings over HTTP: leaving, contesting, superseding, and the limits of an account.

Hours and days are not waited for: the instants that the system stored are rewritten, as other tests rewrite items.
"""

from __future__ import annotations

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from antrean.base.words import day as day_in_words
from tests.support.citizens import family, person
from tests.support.parties import audited, book, numbers

if TYPE_CHECKING:
    from tests.support.citizens import Citizen, Person
    from tests.support.client import Answer
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

A_DAY = 86_400
BOOKED = (409, "nik_already_booked")


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


def test_members_of_a_household_are_booked_by_their_ids(deployed: Deployed) -> None:
    """Kept once however often it is asked for, also all at once; booked and added without a NIK, and forgotten."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    children = [person(name).applicant() for name in ("Anak Satu", "Anak Dua", "Anak Tiga")]
    with ThreadPoolExecutor(6) as pool:
        asked = [(child, str(number)) for number, child in enumerate(children)] * 2
        kept = [*pool.map(lambda each: deployed.api.post("/me/household", each[0], citizen.token, each[1]), asked)]
    assert {answer.outcome for answer in kept} <= {(200, None), (503, "busy")}
    for number, child in enumerate(children):
        assert deployed.api.post("/me/household", child, citizen.token, str(number)).status == 200
    members = deployed.api.get("/me/household", citizen.token).body["members"]
    assert sorted(each["full_name"] for each in members) == ["Anak Dua", "Anak Satu", "Anak Tiga"]
    one, two, three = ({"relation": "child", "member": each["member_id"]} for each in members)
    made = book(deployed, citizen, slot, [{"relation": "self"}, one, two])
    assert numbers(made.body) == ["001", "002", "003"]
    added = deployed.api.post(f"/bookings/{made.body['booking_id']}/applicants", {"applicants": [three]}, citizen.token)
    assert [each["nik_masked"][-4:] for each in added.body["applicants"][1:]] == [
        each["nik_masked"][-4:] for each in members
    ]
    path = f"/me/household/{one['member']}"
    for _ in range(2):
        left = deployed.api.request("DELETE", path, token=citizen.token)
        assert len(left.body["members"]) == 2
    assert audited(deployed, slot) == []


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
        "status": "confirmed",
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
    for said in (booker.person.full_name, who.full_name, deployed.office_name(slot), day.indonesian):
        assert said in letter["text"]
    [whole] = deployed.mails(booker.email, "contested")
    assert f'href="{deployed.outputs["website_url"]}/antrean/{made["booking_id"]}"' in whole["html"]
    assert late.email not in letter["text"] + whole["html"]
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


def instant(text: str) -> datetime:
    """Return an instant of an answer."""
    return datetime.fromisoformat(text)


def seats(deployed: Deployed, slot: Slot) -> dict[str, int]:
    """Return how many seats of a slot are left, less its capacity, and how many are kept."""
    quota = deployed.table.quota(slot)
    return {"left": quota["seats_left"] - quota["capacity"], "kept": quota.get("seats_kept", 0)}


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

"""The website tells people the numbers of the rules that the API decides by."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, get_args

from antrean.notices.events import CHANGES, PEOPLE
from antrean.people.model import Language
from antrean.policy.bookings import (
    BOOKING_KEPT,
    CANCELLATION_PAUSE,
    CANCELLATION_WINDOW,
    LONGEST_WINDOW,
    MOST_APPLICANTS,
    MOST_CANCELLATIONS,
    MOST_FAMILY,
    MOST_LISTED_PEOPLE,
    MOST_OTHERS,
    MOST_REFUSALS,
    MOST_VIEWED_DAYS,
    OBJECTION_TIME,
    OPENING_WINDOW,
    OTHERS_WINDOW,
    PLACE_TOLD,
    PUBLISHED_DAYS,
    REFUSAL_WINDOW,
    SEED_PUBLISHED,
)
from antrean.policy.misses import LONGEST_APPEAL
from antrean.policy.offices import (
    ARRIVAL_UNDO,
    CALL_AFTER,
    LARGEST_CAPACITY,
    LARGEST_SHARE,
    LONGEST_ADDRESS,
    LONGEST_FACILITY,
    LONGEST_HOURS,
    LONGEST_OFFICE_PHONE,
    MOST_COUNTERS,
    MOST_FACILITIES,
    MOST_OFFICES_OF_STAFF,
)
from antrean.policy.people import (
    ADDRESS_UNDO,
    CLOSING_UNDO,
    CODE_LIFE,
    MOST_CHECKS,
    MOST_HOUSEHOLD,
    MOST_MARKS,
    MOST_NAME_DIGITS,
    NOTICE_VERSIONS,
    PASSWORD_PADDING,
)
from antrean.policy.system import LONGEST_REASON, MOST_REASON_DIGITS
from antrean.policy.waiting import ANSWER_TIME, MOST_DECLINED, MOST_UNANSWERED
from instruments.bookings import booking

ROOT: Final = Path(__file__).parents[2]
RULES: Final = {
    name: int(number)
    for name, number in re.findall(
        r"^export const (\w+) = (\d+);$", (ROOT / "website" / "lib" / "base" / "rules.js").read_text(), re.MULTILINE
    )
}
MAILED: Final = {
    "baru": "booked",
    "pindah": "moved",
    "tambah": "added",
    "batal": "cancelled",
    "berhalangan": "cancelled",
    "keluar": "left",
}
"""What has just happened, by the word in the site's addresses, and the notice that is mailed of it."""
SCHEMAS: Final[dict[str, Any]] = json.loads((ROOT / "docs" / "openapi.json").read_text())["components"]["schemas"]


def test_every_number_is_compared() -> None:
    """A number that is added to rules.js is added here too."""
    assert RULES.keys() == {
        "MOST_FAMILY",
        "MOST_LISTED",
        "OBJECTION_HOURS",
        "MOST_OTHERS",
        "OTHERS_DAYS",
        "MOST_REFUSALS",
        "REFUSAL_HOURS",
        "MOST_CANCELLATIONS",
        "MOST_CHECKS",
        "LONGEST_APPEAL",
        "MOST_REASON_DIGITS",
        "CANCELLATION_DAYS",
        "PAUSE_DAYS",
        "CLOSES_DAYS_BEFORE",
        "LONGEST_NAME",
        "SHORTEST_PASSWORD",
        "PASSWORD_PADDING",
        "CODE_HOURS",
        "MOST_HOUSEHOLD",
        "CLOSING_DAYS",
        "ADDRESS_DAYS",
        "LONGEST_PASSWORD",
        "LONGEST_EMAIL",
        "MOST_NAME_DIGITS",
        "MOST_MARKS",
        "PLACE_TOLD_MINUTES",
        "WINDOW_MINUTES",
        "LONGEST_WINDOW",
        "HASH_HOURS",
        "PUBLISHED_DAYS",
        "ANSWER_HOURS",
        "MOST_DECLINED",
        "MOST_UNANSWERED",
    }


def test_the_notice_of_a_sign_up_is_the_newest() -> None:
    """What people say that they have read when they register is the notice that the site shows."""
    script = (ROOT / "website" / "lib" / "base" / "rules.js").read_text(encoding="utf-8")
    assert f'export const NOTICE_VERSION = "{NOTICE_VERSIONS[-1]}";' in script


def test_the_family_is_as_large_as_the_api_allows() -> None:
    """Nobody is offered to add somebody whom the API refuses, and nobody whom it takes is left out."""
    assert (RULES["MOST_FAMILY"], RULES["MOST_LISTED"]) == (MOST_FAMILY, MOST_LISTED_PEOPLE)


def test_limits_are_told_as_they_are() -> None:
    """What people read about naming others, refusals, cancellations and objections is what the API counts by."""
    assert (RULES["LONGEST_APPEAL"], RULES["MOST_REASON_DIGITS"]) == (LONGEST_APPEAL, MOST_REASON_DIGITS)
    told = {name: RULES[name] for name in ("MOST_OTHERS", "MOST_REFUSALS", "MOST_CANCELLATIONS", "MOST_CHECKS")}
    assert told == {
        "MOST_OTHERS": MOST_OTHERS,
        "MOST_REFUSALS": MOST_REFUSALS,
        "MOST_CANCELLATIONS": MOST_CANCELLATIONS,
        "MOST_CHECKS": MOST_CHECKS,
    }
    assert timedelta(days=RULES["OTHERS_DAYS"]) == OTHERS_WINDOW
    assert timedelta(hours=RULES["REFUSAL_HOURS"]) == REFUSAL_WINDOW
    assert timedelta(days=RULES["CANCELLATION_DAYS"]) == CANCELLATION_WINDOW
    assert timedelta(days=RULES["PAUSE_DAYS"]) == CANCELLATION_PAUSE
    assert timedelta(hours=RULES["OBJECTION_HOURS"]) == OBJECTION_TIME


def test_the_page_about_privacy_says_how_long_bookings_are_kept() -> None:
    """The number of days stands in the text itself."""
    for language in ("id", "en"):
        texts = json.loads((ROOT / "website" / "texts" / "read" / f"{language}.json").read_text())
        assert f" {BOOKING_KEPT.days} " in texts["privacy"]["how_long"]


def test_the_site_says_of_nothing_else_that_it_is_mailed() -> None:
    """Each of it is a notice to the account."""
    [listed] = re.findall(
        r"^const MAILED = (\[.*\]);$", (ROOT / "website/pages/bookings/booking.js").read_text(), re.MULTILINE
    )
    assert json.loads(listed) == list(MAILED)
    assert set(MAILED.values()) <= CHANGES.keys() | PEOPLE.keys()


def test_mails_can_be_had_in_every_language() -> None:
    """The account's page offers what the API knows, and the site itself has the same languages."""
    for language in get_args(Language):
        texts = json.loads((ROOT / "website" / "texts" / f"{language}.json").read_text())
        assert texts["account"]["languages"].keys() == set(get_args(Language))


def test_a_booking_is_changed_until_it_closes() -> None:
    """The last day that the site names is the office's last one before the API refuses changes."""
    made = booking()
    last = (made.closes_at - timedelta(microseconds=1)).astimezone(made.zone)
    assert last.date() == made.slot.date - timedelta(days=RULES["CLOSES_DAYS_BEFORE"])


def test_a_name_is_cut_where_the_api_refuses_it() -> None:
    """That holds for the citizen's own name and for those of the family."""
    names = [SCHEMAS[kind]["properties"]["full_name"] for kind in ("SignUp", "Person")]
    assert [name.get("anyOf", [name])[0]["maxLength"] for name in names] == [RULES["LONGEST_NAME"]] * 2


def test_names_and_addresses_have_the_limits_of_the_api() -> None:
    """Digits and marks of a name, and the length of an address."""
    assert (RULES["MOST_NAME_DIGITS"], RULES["MOST_MARKS"]) == (MOST_NAME_DIGITS, MOST_MARKS)
    assert RULES["LONGEST_EMAIL"] == SCHEMAS["SignUp"]["properties"]["email"]["maxLength"]


def test_a_password_is_as_long_as_the_api_and_the_pool_ask() -> None:
    """The first pool in template.yaml is that of the citizens."""
    pools = re.findall(r"MinimumLength: (\d+)", (ROOT / "template.yaml").read_text())
    assert RULES["SHORTEST_PASSWORD"] == SCHEMAS["Confirmation"]["properties"]["password"]["minLength"] == int(pools[0])
    assert RULES["LONGEST_PASSWORD"] == SCHEMAS["Confirmation"]["properties"]["password"]["maxLength"]
    assert RULES["PASSWORD_PADDING"] == PASSWORD_PADDING


def test_a_code_waits_as_long_on_the_device_as_at_the_api() -> None:
    """A secret whose code is too old would be asked for in vain."""
    assert RULES["CODE_HOURS"] == CODE_LIFE / timedelta(hours=1)


def test_a_user_name_is_judged_as_by_the_api() -> None:
    """The page of an invitation takes a user name of the form that the API takes."""
    page = (ROOT / "website" / "petugas" / "account" / "rules.js").read_text()
    [pattern] = re.findall(r"^export const USERNAME = /(.*)/;$", page, re.MULTILINE)
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
    [username] = (each for each in paths["/staff/users/{username}"]["put"]["parameters"] if each["name"] == "username")
    assert pattern == username["schema"]["pattern"]


def test_staff_are_told_the_numbers_of_the_rules() -> None:
    """Their pages refuse what the API and their pool would refuse; the second pool in template.yaml is theirs."""
    pools = re.findall(r"MinimumLength: (\d+)", (ROOT / "template.yaml").read_text())
    page = (ROOT / "website" / "petugas" / "account" / "rules.js").read_text()
    told = {name: int(number) for name, number in re.findall(r"^export const (\w+) = (\d+);$", page, re.MULTILINE)}
    assert told == {
        "SHORTEST_PASSWORD": int(pools[1]),
        "MOST_DAYS": MOST_VIEWED_DAYS,
        "LONGEST_REASON": LONGEST_REASON,
        "LARGEST_CAPACITY": LARGEST_CAPACITY,
        "CALL_AFTER_HOURS": CALL_AFTER / timedelta(hours=1),
        "LARGEST_SHARE": LARGEST_SHARE,
        "MOST_FACILITIES": MOST_FACILITIES,
        "LONGEST_FACILITY": LONGEST_FACILITY,
        "MOST_OFFICES": MOST_OFFICES_OF_STAFF,
        "LONGEST_ADDRESS": LONGEST_ADDRESS,
        "LONGEST_OFFICE_PHONE": LONGEST_OFFICE_PHONE,
        "LONGEST_HOURS": LONGEST_HOURS,
        "MOST_COUNTERS": MOST_COUNTERS,
        "MOST_WALK_INS": MOST_APPLICANTS,
        "ARRIVAL_UNDO_MINUTES": ARRIVAL_UNDO / timedelta(minutes=1),
        "MOST_DAYS_AHEAD": SCHEMAS["NewReleaseRule"]["properties"]["days"]["exclusiveMaximum"] - 1,
    }


def test_the_household_and_the_days_after_closing_are_those_of_the_api() -> None:
    """How many members the page offers to add, and until when it says that an account can be kept."""
    assert RULES["MOST_HOUSEHOLD"] == MOST_HOUSEHOLD
    assert timedelta(days=RULES["CLOSING_DAYS"]) == CLOSING_UNDO
    assert timedelta(days=RULES["ADDRESS_DAYS"]) == ADDRESS_UNDO
    for language in get_args(Language):
        texts = json.loads((ROOT / "website" / "texts" / f"{language}.json").read_text())
        assert f" {MOST_HOUSEHOLD} " in texts["problem"]["household_full"]


def test_turns_are_told_as_they_are() -> None:
    """When the site asks for a place, how long turns last that nobody chose, and since when their hash is public."""
    assert timedelta(minutes=RULES["PLACE_TOLD_MINUTES"]) == PLACE_TOLD
    assert (RULES["WINDOW_MINUTES"], RULES["LONGEST_WINDOW"]) == (OPENING_WINDOW, LONGEST_WINDOW)
    assert timedelta(hours=RULES["HASH_HOURS"]) == SEED_PUBLISHED


def test_waiting_is_told_as_it_is() -> None:
    """For which days one can wait, how long an offer can be answered, and with how many an entry ends."""
    assert RULES["PUBLISHED_DAYS"] == PUBLISHED_DAYS
    assert timedelta(hours=RULES["ANSWER_HOURS"]) == ANSWER_TIME
    assert (RULES["MOST_DECLINED"], RULES["MOST_UNANSWERED"]) == (MOST_DECLINED, MOST_UNANSWERED)

"""Bad input in addresses: odd path parameters, queries, methods and tokens in the wrong place; nothing changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.bad_values import INVALID, Outcome
from tests.support.client import Answer
from tests.support.deployed import Deployed
from tests.support.slots import day_ahead
from tests.support.stage import Stage, assert_refused

NOT_FOUND: Outcome = (404, "not_found")
_NIK = "32" + "99" + "01" + "170590" + "0001"
ODD = {
    "nobody's": "ZZZZZZZZZZZZZZZZ",
    "lower case": "7k3m9qwerty2pasd",
    "a NIK": _NIK,
    "a quote": "'%20OR%20'1'='1",
    "another key": "BOGOR%23QUOTA",
    "a tag": "%3Cscript%3E",
    "a dot": ".",
    "two dots": "..",
    "a path": "..%2F..%2Fme",
    "a null": "%00",
    "half a character": "%FF",
    "an emoji": "%F0%9F%9B%82",
    "a line break": "a%0D%0ASet-Cookie:%20a",
    "a percent sign": "%",
    "a template": "{booking_id}",
    "a semicolon": "a;b=c",
    "long": "A" * 3000,
}
BAD_DATES = {
    "30 February": "2026-02-30",
    "another order": "17-05-2026",
    "a number": "20260517",
    "empty": "",
    "text": "besok",
    "a null": "%00",
    "other digits": "%EF%BC%92026-05-17",
}
BAD_PLACES = ["abc", "1", "91,0", "0,181", "1,2,3", "NaN,NaN", "1e2,0", "%00", "", "-6.6;106.8", "6.6S,106.8E"]
BAD_QUERIES = {
    "/offices": [
        *(f"near={place}" for place in BAD_PLACES),
        *(f"limit={limit}" for limit in ("0", "-1", "201", "x", "1.5", "", "%00", "9" * 400)),
        f"province={'x' * 61}",
        "province=",
        "limit=1&limit=2",
        "near=1,1&near=1,1",
    ],
    "/availability": [
        *(f"near={place}" for place in BAD_PLACES),
        *(f"date={day}" for day in BAD_DATES.values()),
        *(f"people={people}" for people in ("0", "6", "-1", "x", "1.5", "", "9" * 400)),
        f"date={day_ahead(-5)}",
        "limit=51",
        "people=1&people=2",
    ],
    "/offices/bogor/availability": [
        *(f"from={day}" for day in BAD_DATES.values()),
        *(f"to={day}" for day in BAD_DATES.values()),
        f"from={day_ahead(9)}&to={day_ahead(8)}",
        f"from={day_ahead(0)}&to={day_ahead(62)}",
        "from=0001-01-01&to=9999-12-31",
        f"from={day_ahead(1)}&from={day_ahead(1)}",
    ],
    "/offices/bogor/releases": [
        *(f"date={day}" for day in BAD_DATES.values()),
        f"date={day_ahead(0)}&date={day_ahead(0)}",
    ],
}
UNKNOWN_QUERIES = ["unknown=1", f"{_NIK}=1", "limit[]=1", "__proto__=1", "%00=1"]
EXTREMES = [
    "/offices?near=90,180&limit=200",
    "/offices?near=-90,-180",
    "/offices/bogor/availability?from=0001-01-01&to=0001-03-01",
    "/offices/bogor/availability?from=9999-12-31",
    "/offices/jayapura/availability?from=9999-11-01&to=9999-12-31",
    "/availability?date=9999-12-31&people=5",
]


@pytest.fixture(scope="module")
def stage(deployed: Deployed) -> Iterator[Stage]:
    """People, a booking and staff that the bad requests are about."""
    found = Stage.of(deployed)
    yield found
    found.require_unchanged()


@pytest.fixture(autouse=True)
def _nothing_changes(stage: Stage, request: pytest.FixtureRequest) -> Iterator[None]:
    """After every twenty tests, and the last, the office's quotas, booking, profiles and audit are as they were."""
    yield
    stage.note(request.node.name)


@pytest.mark.parametrize("odd", ODD)
def test_bookings_of_odd_names(stage: Stage, odd: str) -> None:
    """Whatever stands in place of a booking's id, there is no such booking; the id is not repeated."""
    path = f"/bookings/{ODD[odd]}"
    for method, address, body in (
        ("GET", path, None),
        ("GET", f"{path}/receipt", None),
        ("GET", f"{path}/calendar", None),
        ("POST", f"{path}/cancel", None),
        ("POST", f"{path}/reschedule", stage.other.choice),
        ("POST", f"{path}/applicants/1/leave", None),
        ("POST", f"{path}/applicants/1/object", None),
        ("POST", f"/me/listings/{ODD[odd]}/contest", None),
        ("POST", f"/me/listings/{ODD[odd]}/leave", None),
    ):
        headers = {"Idempotency-Key": "key"}
        answer = stage.api.request(method, address, token=stage.owner.token, body=body, headers=headers)
        assert_refused(answer, NOT_FOUND, ODD[odd])
        assert ODD[odd] == "." or ODD[odd] not in answer.text
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("place", ["-1", "10", "1.5", "abc", "%00", "%EF%BC%91", "9" * 400, _NIK])
def test_places_that_are_none(stage: Stage, place: str) -> None:
    """A person's place in a booking is a number from 0 to 9."""
    for what in ("leave", "object"):
        answer = stage.api.post(f"{stage.path}/applicants/{place}/{what}", None, stage.owner.token)
        assert_refused(answer, INVALID, place)


@pytest.mark.parametrize("odd", ODD)
def test_offices_of_odd_names(deployed: Deployed, stage: Stage, odd: str) -> None:
    """Whatever stands in place of an office's id, there is no such office."""
    operator = deployed.staff("operators", "*")
    assert_refused(stage.api.get(f"/offices/{ODD[odd]}/availability"), NOT_FOUND)
    assert_refused(stage.api.get(f"/offices/{ODD[odd]}/releases"), NOT_FOUND)
    assert_refused(stage.api.get(f"/admin/offices/{ODD[odd]}/quotas", operator), NOT_FOUND)


@pytest.mark.parametrize("bad", [name for name, day in BAD_DATES.items() if day])
def test_slots_of_odd_dates(stage: Stage, bad: str) -> None:
    """A date in an address is written YYYY-MM-DD and exists."""
    path = f"/admin/offices/{stage.slot.office_id}/quotas/{BAD_DATES[bad]}/morning"
    assert _put(stage, path).outcome in {INVALID, NOT_FOUND}


@pytest.mark.parametrize("session", ["MORNING", "midnight", "morning%23x", "x" * 3000, _NIK])
def test_slots_of_odd_sessions(stage: Stage, session: str) -> None:
    """A session in an address has a name of the usual form, or is none."""
    path = f"/admin/offices/{stage.slot.office_id}/quotas/{stage.slot.date}/{session}"
    assert _put(stage, path).outcome in {INVALID, NOT_FOUND}


@pytest.mark.parametrize(
    ("path", "query"), [(path, query) for path, queries in BAD_QUERIES.items() for query in queries]
)
def test_queries(stage: Stage, path: str, query: str) -> None:
    """A bad value, or a good one twice, is refused by the name of its field."""
    answer = stage.api.get(f"{path}?{query}")
    assert_refused(answer, INVALID)
    assert {error["field"] for error in answer.body["errors"]} <= {query.partition("=")[0], "from", "to"}


@pytest.mark.parametrize("query", UNKNOWN_QUERIES)
def test_unknown_queries(stage: Stage, query: str) -> None:
    """A parameter that nobody knows is refused on every route with a query, and its name is only repeated safely."""
    for path, token in (
        *((path, None) for path in BAD_QUERIES),
        (f"{stage.path}/receipt", stage.owner.token),
        (f"/admin/offices/{stage.slot.office_id}/quotas", stage.operator),
    ):
        answer = stage.api.get(f"{path}?{query}", token)
        assert_refused(answer, INVALID)
        assert _NIK not in answer.text


@pytest.mark.parametrize("query", ["format=gif", "format=", "format=SVG", "format=svg&format=png", f"format={_NIK}"])
def test_forms_of_receipts(stage: Stage, query: str) -> None:
    """A receipt comes as svg or png."""
    assert_refused(stage.api.get(f"{stage.path}/receipt?{query}", stage.owner.token), INVALID)


@pytest.mark.parametrize("query", BAD_QUERIES["/offices/bogor/availability"])
def test_dates_of_quotas(stage: Stage, query: str) -> None:
    """Operators name dates as citizens do."""
    path = f"/admin/offices/{stage.slot.office_id}/quotas?{query}"
    assert_refused(stage.api.get(path, stage.operator), INVALID)


@pytest.mark.parametrize("path", EXTREMES)
def test_extremes_are_answered(stage: Stage, path: str) -> None:
    """The ends of the calendar and of the globe are unusual and not wrong."""
    assert stage.api.get(path).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nothing"),
        ("GET", "/"),
        ("DELETE", "/bookings"),
        ("DELETE", "/me"),
        ("PUT", "/accounts"),
        ("GET", "/accounts"),
        ("POST", "/offices"),
        ("GET", "/checkins"),
        ("GET", "/bookings/7K3M9QWERTY2PASD/cancel"),
        ("DELETE", "/bookings/7K3M9QWERTY2PASD"),
        ("GET", "/admin"),
        ("GET", f"/{_NIK}"),
    ],
)
def test_addresses_that_are_none(stage: Stage, method: str, path: str) -> None:
    """An address or method that is no route is not found, with a citizen's token and without."""
    for token in (None, stage.owner.token):
        assert_refused(stage.api.request(method, path, token=token), NOT_FOUND)


def test_tokens_in_other_places(stage: Stage) -> None:
    """A token opens a door from the Authorization header only: not from the query, not under another scheme."""
    token = stage.owner.token
    for path, headers in (
        (f"/me?token={token}", {}),
        (f"/me?Authorization={token}", {}),
        ("/me", {"Authorization": f"Basic {token}"}),
        ("/me", {"Cookie": f"token={token}"}),
        ("/me", {"X-Authorization": f"Bearer {token}"}),
    ):
        assert_refused(stage.api.request("GET", path, headers=headers), (401, "unauthenticated"))


def test_nothing_was_made(deployed: Deployed, stage: Stage) -> None:
    """After all of it the whole table is what it was before the first bad request."""
    stage.require_unchanged()
    assert stage.differences(deployed.table.scan()) == []


def _put(stage: Stage, path: str) -> Answer:
    return stage.api.request(
        "PUT", path, token=stage.operator, headers={"If-Match": '"1"'}, body={"capacity": 1, "reason": "uji"}
    )

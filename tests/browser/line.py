"""The line between a visitor and the service: what is sent over it to book, and what is lost on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Request, Route

    from tests.browser.visitor import Visitor

BOOKINGS = "**/api/bookings"
SEATS = "**/api/offices/seats?*"
_LOOK = 10
"""Milliseconds between two looks whether a request has come."""
_MOST_LOOKS = 2_000


class Held:
    """Requests of a page that are kept back until they are let go."""

    def __init__(self, page: Page, address: str, *, times: int | None = None, answered: bool = False) -> None:
        """Keep back whatever is sent to an address, or only so many requests; or only the answers to them, for good."""
        self.routes: list[Route] = []
        self._page, self._answered = page, answered
        self._sent: list[str] = []
        page.on("request", lambda request: self._sent.append(f"{request.method} {request.url}"))
        page.route(address, self._hold, times=times)

    def wait_for(self, count: int = 1) -> None:
        """Wait until so many are held; fail with what was sent instead after some 20 seconds."""
        for _ in range(_MOST_LOOKS):
            if len(self.routes) >= count:
                return
            self._page.wait_for_timeout(_LOOK)
        pytest.fail(f"{len(self.routes)} of {count} held; sent were {self._sent[-20:]}")

    def let_go(self) -> None:
        """Send them."""
        for route in self.routes:
            route.continue_()

    def _hold(self, route: Route) -> None:
        if self._answered:
            route.fetch()
        self.routes.append(route)


class Line:
    """Notes the Idempotency-Key of every request to book, and does to requests and answers what it is told to."""

    def __init__(self, she: Visitor) -> None:
        """Begin with a line that is sound."""
        self.keys: list[str] = []
        self._page = she.page
        self._page.on("request", self._note)

    def loses_the_next_answer(self) -> None:
        """Let the next request through, and break before its answer comes."""
        self._page.route(BOOKINGS, lose_the_answer, times=1)

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/bookings"):
            self.keys.append(request.headers["idempotency-key"])


def lose_the_answer(route: Route) -> None:
    """Let a request through, and break before its answer comes."""
    route.fetch()
    route.abort("connectionreset")


def changed(change: Callable[[dict[str, Any]], None]) -> Callable[[Route], None]:
    """Let requests through, and change what they are answered, for states that take days to come by."""

    def answer(route: Route) -> None:
        found = route.fetch()
        document = found.json()
        change(document)
        route.fulfill(response=found, json=document)

    return answer


def refused(status: int, code: str, **members: object) -> Callable[[Route], None]:
    """Refuse requests in place of the API, for what it says only to another version of the site."""

    def answer(route: Route) -> None:
        document = {"code": code, "status": status, **members}
        route.fulfill(status=status, content_type="application/problem+json", json=document)

    return answer


def told_seats(
    days: dict[str, list[str]], *, seats: int = 5, opens: dict[str, str] | None = None
) -> Callable[[Route], None]:
    """Answer the question for the soonest days: `seats` on each of `days`, by office, and when other offices open.

    This is in place of the API, whose summary follows a change of seats some seconds later.
    """
    opening = opens or {}
    offices = [
        {
            "office_id": office_id,
            "days": [{"date": day, "seats": seats, "sessions": ["morning"]} for day in days.get(office_id, [])],
            **({"opens_at": opening[office_id]} if office_id in opening else {}),
        }
        for office_id in sorted(days.keys() | opening.keys())
    ]
    return lambda route: route.fulfill(json={"people": 1, "offices": offices})

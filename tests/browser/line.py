"""The line between a visitor and the service: what is sent over it to book, and what is lost on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Request, Route

    from tests.browser.visitor import Visitor

_BOOKINGS = "**/api/bookings"


class Line:
    """Notes the Idempotency-Key of every request to book, and does to requests and answers what it is told to."""

    def __init__(self, she: Visitor) -> None:
        """Begin with a line that is sound."""
        self.keys: list[str] = []
        self._page = she.page
        self._held: list[Route] = []
        self._page.on("request", self._note)

    def loses_the_next_answer(self) -> None:
        """Let the next request through, and break before its answer comes."""
        self._page.route(_BOOKINGS, lose_the_answer, times=1)

    def holds_the_next_answer(self) -> None:
        """Let the next request through, and keep its answer back for good."""
        self._page.route(_BOOKINGS, self._hold_answer, times=1)

    def holds_requests(self) -> None:
        """Keep requests back until `lets_go`."""
        self._page.route(_BOOKINGS, self._hold)

    def is_holding(self) -> None:
        """Wait until something is held."""
        while not self._held:
            self._page.wait_for_timeout(10)

    def lets_go(self) -> None:
        """Send what was held."""
        for route in self._held:
            route.continue_()

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/bookings"):
            self.keys.append(request.headers["idempotency-key"])

    def _hold(self, route: Route) -> None:
        self._held.append(route)

    def _hold_answer(self, route: Route) -> None:
        route.fetch()
        self._held.append(route)


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

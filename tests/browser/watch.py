"""What may not happen on a page, whatever a test is about: errors, violations of the policy, failed requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

_TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
  console.error(`content security policy: ${violatedDirective} forbids ${blockedURI} (${sourceFile}:${lineNumber})`);
});
"""
_ERROR_STATUSES = 400
# Chromium writes a line to the console for each answer with an error status and each request that failed; both are
# watched by themselves, with more to tell.
_TOLD_ELSEWHERE = "Failed to load resource"

_PAGE_WAS_LEFT = "net::ERR_ABORTED"
_TOLD_BESIDE = ("/staff/logins", "/me/logins")
"""Pages tell of a login while people go on, and nobody waits for that."""


class Watch:
    """Notes everything that went wrong in a browser context; `require_quiet` fails if it was not expected."""

    def __init__(self, context: BrowserContext) -> None:
        """Begin to watch every page of the context."""
        self._troubles: list[str] = []
        self._expected: list[str] = []
        context.add_init_script(_TELL_VIOLATIONS)
        context.on("weberror", self._uncaught)
        context.on("console", self._console)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def note(self, trouble: str) -> None:
        """Note something that was seen on a page."""
        self._troubles.append(trouble)

    def expect(self, pattern: str) -> None:
        """Expect a trouble that this regular expression is found in; it must come."""
        self._expected.append(pattern)

    def require_quiet(self) -> None:
        """Fail if anything went wrong that was not expected, or did not go wrong that was."""
        unexpected = [
            each for each in self._troubles if not any(re.search(pattern, each) for pattern in self._expected)
        ]
        assert not unexpected, "wrong on the pages:\n" + "\n".join(unexpected)
        for pattern in self._expected:
            assert any(re.search(pattern, each) for each in self._troubles), f"did not happen: {pattern}"

    def _uncaught(self, error: WebError) -> None:
        self._troubles.append(f"uncaught: {error.error}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_TOLD_ELSEWHERE):
            self._troubles.append(f"console {message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        may_be_left = request.method == "GET" or request.url.endswith(_TOLD_BESIDE)
        if may_be_left and request.failure == _PAGE_WAS_LEFT:
            return
        self._troubles.append(f"failed: {request.method} {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        if response.status >= _ERROR_STATUSES:
            self._troubles.append(f"{response.status} {response.request.method} {response.url}")

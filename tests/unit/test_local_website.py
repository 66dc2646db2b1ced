"""What the website's server answers besides files."""

from __future__ import annotations

from local.website import security_headers


def test_pages_may_only_talk_to_this_copy() -> None:
    """The policy names the embedded AWS and nobody else, and forbids frames and plug-ins."""
    policy = security_headers("http://127.0.0.1:4566")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["connect-src"] == "'self' http://127.0.0.1:4566"
    assert directives["frame-ancestors"] == directives["object-src"] == "'none'"

"""Answers as API Gateway reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMON_HEADERS = {
    # Tokens travel in a header, never in a cookie, so no page can ask in the name of a person who has not given it one.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Location, Retry-After",
    "X-Content-Type-Options": "nosniff",
}
_PRIVATE = "no-store"


class Answer(NamedTuple):
    """What a handler answers: a JSON-ready body, or text of another media type; private unless it says otherwise."""

    body: Mapping[str, Any] | str | None = None
    status: int = 200
    headers: Mapping[str, str] = {}
    media_type: str = "application/json"
    cache_control: str = _PRIVATE


def proxied(answer: Answer) -> dict[str, Any]:
    """Return an answer as API Gateway reads it."""
    body = answer.body if isinstance(answer.body, str | None) else json.dumps(answer.body, ensure_ascii=False)
    headers = {**_COMMON_HEADERS, "Cache-Control": answer.cache_control, **answer.headers}
    if body is not None:
        headers["Content-Type"] = answer.media_type
    return {
        "statusCode": answer.status,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "body": body or "",
        "isBase64Encoded": False,
    }

"""Answers as API Gateway reads them, and how an instant is written in them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMON_HEADERS = {
    # tokens travel in a header, never in a cookie, so any page may read an answer that it has the token for
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Location, Retry-After",
    "X-Content-Type-Options": "nosniff",
}


_PRIVATE = "no-store"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers: a JSON-ready body, or text of another media type; private unless it says otherwise."""

    body: Mapping[str, Any] | str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    cache_control: str = _PRIVATE


def instant(moment: datetime) -> str:
    """Return an instant as RFC 3339 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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

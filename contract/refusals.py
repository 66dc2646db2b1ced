"""Refusals as answers of operations. All are one schema, so that a client has one type of problem to catch.

Which of the codes an answer can have is said in its description and, for programs, in its `x-codes`: a narrower schema
for each answer would make generators of clients invent as many types.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from contract.schemas import PROBLEM, REF

if TYPE_CHECKING:
    from collections.abc import Sequence

_MEDIA_TYPE = "application/problem+json"


class Refusals:
    """The answers that refuse. Those of one code each, which most operations share, are components."""

    def __init__(self) -> None:
        """Begin without any."""
        self._components: dict[str, Any] = {}

    @property
    def components(self) -> dict[str, Any]:
        """The shared refusals by name."""
        return dict(sorted(self._components.items()))

    def of(self, status: int, codes: Sequence[str]) -> dict[str, Any]:
        """Return the answer of a status that stands for any of `codes`."""
        if len(codes) > 1:
            return _refusal(status, codes)
        name = f"{''.join(word.capitalize() for word in codes[0].split('_'))}{status}"
        self._components[name] = _refusal(status, codes)
        return {"$ref": f"#/components/responses/{name}"}


def _refusal(status: int, codes: Sequence[str]) -> dict[str, Any]:
    described: dict[str, Any] = {"description": ", ".join(f"`{code}`" for code in codes), "x-codes": list(codes)}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        seconds = {"description": "Seconds to wait", "required": True, "schema": {"type": "integer", "minimum": 1}}
        described["headers"] = {"Retry-After": seconds}
    described["content"] = {_MEDIA_TYPE: {"schema": {"$ref": f"{REF}{PROBLEM}"}}}
    return described

"""Answers held against docs/openapi.json: status, code, headers, media type, and every member of the body.

    CONTRACT.check("POST", "/bookings", 201, headers, body)

The document is kept in step with the handlers by `python -m contract.openapi --check`, so whoever changes an answer
changes the document, and whoever changes the document finds out here which answers it does not describe.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
_NIK = re.compile(r"(?<![0-9A-Za-z])[0-9]{16}(?![0-9A-Za-z])")
_PROBLEM = "application/problem+json"
_INTERNAL_ERROR = 500


class Contract:
    """The operations of the document, by method and path."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Take an OpenAPI 3.1 document."""
        self._document = document

    def check(self, method: str, path: str, status: int, headers: Mapping[str, str], body: str | bytes | None) -> None:
        """Fail with everything that is wrong with an answer; see `violations`."""
        found = self.violations(method, path, status, headers, body)
        assert not found, f"{method} {path} answered {status}: " + "; ".join(found)

    def violations(
        self, method: str, path: str, status: int, headers: Mapping[str, str], body: str | bytes | None
    ) -> list[str]:
        """Name what the contract does not say of an answer; an empty list means that it is as documented.

        `path` begins after the stage, without a query; the names of `headers` may be in any case. A request that is no
        operation must be answered with `not_found`.
        """
        text = body.decode() if isinstance(body, bytes) else body or ""
        given = {name.lower(): value for name, value in headers.items()}
        media_type = given.get("content-type", "").partition(";")[0].strip()
        wrong = ["a number of 16 digits is in the answer"] if _NIK.search(text) else []
        operation = self.operation(method, path)
        if operation is None:
            return wrong + self._unlike(self._document["components"]["responses"]["NotFound404"], 404, media_type, text)
        if str(status) not in operation["responses"]:
            code = _member(text, "code")
            return [*wrong, f"status {status} is not documented (code: {code})"]
        response = self._resolved(operation["responses"][str(status)])
        wrong += [
            f"header {name} is missing" for name in response.get("headers", ()) if not given.get(name.lower(), "")
        ]
        if status == _INTERNAL_ERROR:
            # It is documented, because clients can meet it; no test takes it for an answer.
            wrong.append("an error of the program")
        if "content" not in response:
            return [*wrong, f"a body that is not documented: {media_type}"] if text else wrong
        return wrong + self._unlike(response, status, media_type, text)

    def operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        """Return the operation that a request means, or None; a path in full goes before one with parameters."""
        for template in sorted(self._document["paths"], key=lambda template: template.count("{")):
            pattern = re.sub(r"{\w+}", "[^/]+", template)
            operations: Mapping[str, Any] = self._document["paths"][template]
            if re.fullmatch(pattern, path) and method.lower() in operations:
                found: Mapping[str, Any] = operations[method.lower()]
                return found
        return None

    def _unlike(self, response: Mapping[str, Any], status: int, media_type: str, text: str) -> list[str]:
        """Name what is wrong with a body."""
        if media_type not in response["content"]:
            return [f"media type {media_type or 'none'} in place of {', '.join(response['content'])}"]
        if not media_type.endswith("json"):
            return [] if text else ["the body is empty"]
        try:
            document = json.loads(text)
        except ValueError:
            return ["the body is not JSON"]
        schema = {**response["content"][media_type]["schema"], "components": self._closed}
        error = best_match(_validator(schema).iter_errors(document))
        code = f" (code: {_member(text, 'code')})" if media_type == _PROBLEM else ""
        if error is not None:
            return [f"{error.json_path}: {error.message}{code}"]
        if "x-codes" in response and document["code"] not in response["x-codes"]:
            return [f"$.code: not one of {', '.join(response['x-codes'])}{code}"]
        if "x-codes" in response and document["status"] != status:
            return [f"$.status: {document['status']} in place of {status}{code}"]
        return []

    def _resolved(self, response: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in response:
            return response
        name = response["$ref"].rpartition("/")[2]
        found: Mapping[str, Any] = self._document["components"]["responses"][name]
        return found

    @cached_property
    def _closed(self) -> Mapping[str, Any]:
        """The components, without room for members that are not documented.

        The document leaves room in answers, so that clients expect new members; the tests do not.
        """
        schemas: Mapping[str, Any] = self._document["components"]["schemas"]
        return {"schemas": {name: {"additionalProperties": False, **schema} for name, schema in schemas.items()}}


def _validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """Return what holds a body against a schema, and dates and instants against their format."""
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _member(text: str, name: str) -> Any:
    try:
        document = json.loads(text)
    except ValueError:
        return None
    return document.get(name) if isinstance(document, dict) else None


CONTRACT = Contract(json.loads(DOCUMENT.read_text(encoding="utf-8")))

"""Links of `docs/openapi.json`: what a client can do next with what an answer names, found from the declarations.

The first member whose name ends in `_id` says what an answer, or an item of its lists, is about. It links to each
operation on that thing which the same people may call, if it has values for all of the path and for `If-Match`. Links
of the items of a list are written for the first item, and hold for each. A listing is a booking of another account, and
so leads only to what can be done with listings, and nothing else leads there. Few bookings are offers, and few were
missed: only what is read, which may be one, and what was done with one lead to what can be done with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from antrean.http.route import Route
    from contract.declared import Operation


_SCHEMAS = "#/components/schemas/"
_LINKS = "#/components/links/"
_OF_OFFERS = re.compile("/bookings/{booking_id}/(accept|decline)")
_OF_MISSES = re.compile("/me/misses/{booking_id}/.*")


class Links:
    """The links between operations, as shared components and references to them."""

    def __init__(self, operations: Sequence[Operation], schemas: Mapping[str, Mapping[str, Any]]) -> None:
        """Link `operations`, whose answers the components `schemas` describe."""
        self._operations = operations
        self._schemas = schemas
        self._components: dict[str, Any] = {}

    @property
    def components(self) -> dict[str, Any]:
        """The shared links by name."""
        return dict(sorted(self._components.items()))

    def of(self, route: Route, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return the links of the answer of `route`, which has the schema `answer`."""
        found = {}
        for listed, members in self._named_in(answer):
            about = next((name for name in members if name.endswith("_id")), None)
            is_listing = listed == "listings" or _is_of_listing(route)
            for target in self._operations:
                wanted = _wanted(target.route)
                # An answer to GET does not link to the same GET. An operation that changes something may be done again.
                itself = target.route is route and route.method == "GET"
                if (
                    about in wanted
                    and members.keys() >= wanted.keys()
                    and target.route.auth == route.auth
                    and _is_of_listing(target.route) == is_listing
                    and _may_be_one(route, target.route)
                    and not itself
                ):
                    name = f"{target.operation_id}Of{listed.capitalize()}" if listed else target.operation_id
                    place = f"/{listed}/0" if listed else ""
                    self._components[name] = {
                        "operationId": target.operation_id,
                        "parameters": {
                            parameter: f"$response.body#{place}/{member}" for member, parameter in wanted.items()
                        },
                    }
                    found[name] = {"$ref": _LINKS + name}
        return found

    def _named_in(self, answer: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the members of an answer, and then those of the items of each of its lists with the list's name."""
        members = self._members(answer)
        yield "", members
        for name, member in members.items():
            yield name, self._members(member.get("items", {}))

    def _members(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        described = self._schemas.get(schema.get("$ref", "").removeprefix(_SCHEMAS), {})
        members: Mapping[str, Any] = described.get("properties", {})
        return members


def _is_of_listing(route: Route) -> bool:
    return route.path.startswith("/me/listings/")


def _may_be_one(route: Route, target: Route) -> bool:
    """Tell whether what a route answers may be an offer, or missed, where its target is for such bookings alone."""
    kinds = [kind for kind in (_OF_OFFERS, _OF_MISSES) if kind.fullmatch(target.path)]
    return route.method == "GET" or all(kind.fullmatch(route.path) for kind in kinds)


def _wanted(route: Route) -> dict[str, str]:
    """Return the members that an answer needs to lead to a route, with the parameters that they fill."""
    wanted = {name: name for name in re.findall(r"{(\w+)}", route.path)}
    return wanted | {"etag": "If-Match"} if route.if_match else wanted

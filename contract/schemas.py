"""JSON schemas of all that the routes take and answer, in a form that generators of clients understand.

Pydantic makes them, and here they get names: each form, answer and list of values is a component of its own, because
what has no name is called `InlineObject1` in generated clients. What may be null has two types and not two schemas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NotRequired, get_args

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from antrean.account.seen import SeenWhy
from antrean.bookings.forms import ShownStatus
from antrean.bookings.model import Answer, PassportService, Presence, Relation
from antrean.cards.model import Deed
from antrean.closures.model import ClosureState
from antrean.hall.forms import WalkInLaneName
from antrean.hall.list_forms import DayState
from antrean.hall.model import PartyState
from antrean.http.forms import DateText, InstantText
from antrean.misses.model import WaivedBy
from antrean.offices.forms import OfficeId, SessionName
from antrean.offices.model import Lane
from antrean.offices.settings_forms import ReleaseKind
from antrean.offices.staff import Group
from antrean.people.forms import CheckStatus, SignUpStatus
from antrean.people.limits import LimitRule
from antrean.people.model import ConsentKind, FamilyRelation, Language, Verdict
from antrean.slots.forms import OptionView
from antrean.slots.model import QuotaState, SlotState
from antrean.slots.quota_forms import QuotaView
from antrean.staff.forms import StaffMemberView
from antrean.tickets.forms import ReceiptFormat
from antrean.waiting.model import EndReason, EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antrean.http.route import Route

Schema = dict[str, Any]
_Mode = Literal["validation", "serialization"]

REF: Final = "#/components/schemas/"
PROBLEM: Final = "Problem"
_CODES: Final = "ProblemCode"
_VALUES: Final[Mapping[str, object]] = {
    "BookingStatus": ShownStatus,
    "CheckStatus": CheckStatus,
    "ClosureState": ClosureState,
    "ConsentKind": ConsentKind,
    "DayState": DayState,
    "Deed": Deed,
    "EndReason": EndReason,
    "EntryState": EntryState,
    "Lane": Lane,
    "Language": Language,
    "LimitRule": LimitRule,
    "OfferAnswer": Answer,
    "OpenOrClosed": QuotaState,  # of a counter too: one list has one name
    "PartyState": PartyState,
    "PassportService": PassportService,
    "Presence": Presence,
    "ReceiptFormat": ReceiptFormat,
    "Relation": Relation,
    "FamilyRelation": FamilyRelation,
    "ReleaseKind": ReleaseKind,
    "SeenWhy": SeenWhy,
    "WaivedBy": WaivedBy,
    "SignUpStatus": SignUpStatus,
    "SlotState": SlotState,
    "StaffGroup": Group,
    "WalkInLane": WalkInLaneName,
    "Verdict": Verdict,
}
"""The lists of values that members are one of, by the names that clients know them by."""


class FieldError(TypedDict):
    """What is wrong with one field; never its value."""

    field: str
    message: str


class ProblemView(TypedDict):
    """An RFC 9457 problem document with a stable code; some codes have further members."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: NotRequired[list[FieldError]]
    alternatives: NotRequired[list[OptionView]]
    opens_at: NotRequired[InstantText]
    your_turn_at: NotRequired[InstantText]
    told_from: NotRequired[InstantText]
    reason: NotRequired[str]
    applicants: NotRequired[list[int]]
    rule: NotRequired[LimitRule]
    until: NotRequired[InstantText]
    quota: NotRequired[QuotaView]
    member: NotRequired[StaffMemberView]
    checked_in_at: NotRequired[InstantText]
    arrives_from: NotRequired[InstantText]
    absent_from: NotRequired[InstantText]
    office_id: NotRequired[OfficeId]
    date: NotRequired[DateText]
    session: NotRequired[SessionName]
    outdated: NotRequired[bool]


class Schemas:
    """The schemas of routes, as shared components and references to them."""

    def __init__(self, routes: Iterable[Route], codes: Iterable[str]) -> None:
        """Describe `routes`, whose refusals have `codes`; raises ValueError for values or types without a name."""
        wanted: dict[tuple[type, _Mode], TypeAdapter[Any]] = {(ProblemView, "serialization"): TypeAdapter(ProblemView)}
        for route in routes:
            if route.answer:
                wanted[route.answer, "serialization"] = TypeAdapter(route.answer)
            for model in filter(None, (route.body, route.query)):
                wanted[model, "validation"] = TypeAdapter(model)
        made, shared = TypeAdapter.json_schemas(
            [(of, mode, adapter) for (of, mode), adapter in wanted.items()], ref_template=REF + "{model}"
        )
        queries = {route.query.__name__ for route in routes if route.query}
        found = {_public_name(name): _tidy(schema) for name, schema in shared["$defs"].items()}
        if len(found) != len(shared["$defs"]):
            message = "two schemas would share a name without `View`"
            raise ValueError(message)
        self._made: dict[type, Schema] = {of: _tidy(schema) for (of, _), schema in made.items()}
        self._queries = {name: schema for name, schema in found.items() if name in queries}
        components = {name: _without_defaults(schema) for name, schema in found.items() if name not in queries}
        components |= {name: {"type": "string", "enum": [*get_args(values)]} for name, values in _VALUES.items()}
        components[_CODES] = {"type": "string", "enum": sorted(codes)}
        components[PROBLEM]["properties"]["code"] = {"$ref": REF + _CODES}
        self.components = dict(sorted(components.items()))

    def of(self, wanted: type) -> Schema:
        """Return the schema of a type: a reference, or for a plain type the schema itself."""
        return self._made[wanted]

    def properties(self, query: type) -> tuple[Mapping[str, Schema], frozenset[str]]:
        """Return the parameters of a query and the names of those that are required."""
        schema = self._queries[query.__name__]
        return schema["properties"], frozenset(schema.get("required", ()))


def _public_name(name: str) -> str:
    """Return the public name of a component: the suffix `View` is a habit of our code."""
    return name.removesuffix("View")


def _tidy(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON schema
    """Return a schema without the titles that pydantic makes of names, with references by public names."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {
        # Keys of `properties` are names of members, and a member may be called "title".
        key: {name: _tidy(member) for name, member in part.items()} if key == "properties" else _tidy(part)
        for key, part in schema.items()
        if key != "title"
    }
    if isinstance(reference := tidy.get("$ref"), str):
        tidy["$ref"] = _public_name(reference)
    return _nullable(named(tidy))


def named(schema: Schema) -> Schema:
    """Return a reference in place of a list of values; raises ValueError for a list that has no name."""
    if "type" not in schema or not schema.keys() & {"enum", "const"}:
        return schema
    values = tuple(schema.get("enum", [schema.get("const")]))
    name = next((name for name, known in _VALUES.items() if get_args(known) == values), None)
    if name is None:
        message = f"give the values {', '.join(map(str, values))} a name in contract/schemas.py"
        raise ValueError(message)
    return {"$ref": REF + name, **{key: part for key, part in schema.items() if key not in {"enum", "const", "type"}}}


def _nullable(schema: Schema) -> Schema:
    """Return one schema of two types in place of a choice between a plain type and null."""
    plain, null = schema.get("anyOf", [{}, {}])[:2]
    if null != {"type": "null"} or not isinstance(plain.get("type"), str):
        return schema
    merged = {**plain, **{key: part for key, part in schema.items() if key != "anyOf"}}
    return merged | {"type": [plain["type"], "null"]}


def _without_defaults(schema: Schema) -> Schema:
    """Return the schema of an object without defaults of members: some generators take them for required."""
    members = schema.get("properties", {})
    plain = {name: {key: part for key, part in of.items() if key != "default"} for name, of in members.items()}
    return {**schema, "properties": plain}

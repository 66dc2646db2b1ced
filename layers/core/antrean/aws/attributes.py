"""Python values to DynamoDB's attribute values and back.

boto3 has a serializer, but importing boto3 beside botocore takes a tenth of the cold start of a booking.
Only what the items hold is supported: strings, whole numbers, bytes, booleans, None, lists, maps and sets of
strings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

AttributeValue = dict[str, Any]
Item = dict[str, Any]


def to_value(value: object) -> AttributeValue:
    """Return `value` as DynamoDB writes it; raises TypeError for what items do not hold, such as a named tuple."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case set() | frozenset():
            return {"SS": sorted(value)}
        case dict():
            return {"M": {name: to_value(member) for name, member in value.items()}}
        case list() | tuple() if not hasattr(value, "_fields"):
            return {"L": [to_value(member) for member in value]}
    message = f"no attribute value for {type(value).__name__}"
    raise TypeError(message)


def from_value(value: AttributeValue) -> Any:  # noqa: ANN401 - an attribute holds any of the types above
    """Return a DynamoDB attribute value as Python's; raises TypeError for a type that items do not hold."""
    [(kind, content)] = value.items()
    match kind:
        case "S" | "BOOL" | "B":
            return content
        case "N":
            return int(content)
        case "NULL":
            return None
        case "SS":
            return set(content)
        case "M":
            return {name: from_value(member) for name, member in content.items()}
        case "L":
            return [from_value(member) for member in content]
    message = f"no Python value for attribute type {kind}"
    raise TypeError(message)


def to_values(item: Item) -> dict[str, AttributeValue]:
    """Return a whole item, or expression values, as DynamoDB writes them."""
    return {name: to_value(value) for name, value in item.items()}


def from_item(item: Mapping[str, Any]) -> Item:
    """Return a whole item as Python values."""
    return {name: from_value(value) for name, value in item.items()}

"""What a function usually begins with, to compare ours with: a boto3 client, a resolver that validates, and models."""

from __future__ import annotations

import os
from typing import Any, Literal

import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from pydantic import BaseModel, Field

app = APIGatewayRestResolver(enable_validation=True)
client = boto3.client("dynamodb")


class Person(BaseModel):
    """An applicant."""

    relation: Literal["self", "spouse", "child", "parent"]
    full_name: str | None = None
    nik: str | None = None
    birth_date: str | None = None


class NewBooking(BaseModel):
    """A booking to make."""

    office_id: str
    date: str
    session: str
    service: str
    applicants: list[Person] = Field(min_length=1, max_length=5)


@app.post("/bookings")
def create(booking: NewBooking) -> dict[str, str]:
    """Read a slot and answer it: no rules."""
    key = {"pk": {"S": booking.office_id}, "sk": {"S": f"{booking.date}#{booking.session}"}}
    item = client.get_item(TableName=os.environ["TABLE_NAME"], Key=key).get("Item", {})
    return {name: str(value) for name, value in item.items()}


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's context
    """Answer an event of API Gateway."""
    return app.resolve(event, context)

"""The file `outputs.json`, which tells tests, scripts and people where the running system is."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from pathlib import Path


class Login(TypedDict):
    """A person of the staff pool."""

    username: str
    password: str


class BookingToday(TypedDict):
    """A booking that can be checked in today: what its QR code says, and where."""

    code: str
    office_id: str


class Demo(TypedDict):
    """People and a booking to try things with."""

    operator: Login
    officer: Login
    administrator: Login
    booking_today: BookingToday


class Outputs(TypedDict):
    """Everything that a client of the local system needs to know."""

    api_url: str
    website_url: str
    endpoint_url: str
    region: str
    citizen_pool_id: str
    citizen_client_id: str
    staff_pool_id: str
    staff_client_id: str
    table_name: str
    receipts_bucket: str
    demo: Demo


def write(path: Path, outputs: Outputs) -> None:
    """Write the file, whole or not at all. It holds passwords, so only its owner may read it."""
    write_private(path, json.dumps(outputs, indent=2) + "\n")


def read(path: Path) -> Outputs:
    """Read what `write` wrote. Raises OSError when there is none."""
    found: Outputs = json.loads(path.read_text())
    return found


def forget(path: Path) -> None:
    """Remove the file if it is there, because the system is not ready yet or not any more."""
    path.unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step by one that only its owner may read."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)

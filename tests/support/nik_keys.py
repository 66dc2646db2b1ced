"""The keys of NIKs as functions of a deployment may know them while one is being replaced."""

from __future__ import annotations

from tests.unit.conftest import PEPPER

_SECOND = '"v2": "the second key, of 32 bytes....."'
FIRST = PEPPER.nik_keys("{}")
"""Before the second version was made."""
BOTH = PEPPER.nik_keys(f"{{{_SECOND}}}")
"""While both are live."""
SECOND = PEPPER.nik_keys(f'{{{_SECOND}, "oldest": 2}}')
"""Once the first has ended."""

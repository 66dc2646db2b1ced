"""What is sent to prove who somebody is, field by field: mailed codes and the secrets beside them, passwords.

Forms of accounts, and those of the way out of one, are made of these fields.
"""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from antrean.http.forms import documented
from antrean.policy.people import LONGEST_NUMBER, LONGEST_PASSWORD, SHORTEST_PASSWORD
from antrean.proofs.code import CODE_LENGTH, SECRET_LENGTH, read_code
from antrean.proofs.passwords import is_common

# What the contract can say of a code, which is cleaned before it is judged: its characters, whatever stands between.
_8_CHARACTERS = f"[^0-9A-Za-z]*(?:[0-9A-Za-z][^0-9A-Za-z]*){{{CODE_LENGTH}}}"
_SECRET = f"[A-Za-z0-9_-]{{{SECRET_LENGTH}}}"
_UNDO = r"[A-Za-z0-9-]{1,64}\.[0-9A-HJKMNP-TV-Z]{26}"


def _code(value: str) -> str:
    code = read_code(value)
    if not code:
        message = "must be the mailed code, such as K7QP-2M4X"
        raise ValueError(message)
    return code


def _same_everywhere(value: str) -> str:
    """Return a password as it is hashed, whatever keyboard typed it (NIST SP 800-63B, 3.1.1.2: NFKC)."""
    return unicodedata.normalize("NFKC", value)


def _password(value: str) -> str:
    if any(unicodedata.category(char) == "Cc" for char in value) or value != value.strip():
        message = "must not begin or end with a space or hold control characters"
        raise ValueError(message)
    if is_common(value):
        message = "is one of those that are tried first; choose other words"
        raise ValueError(message)
    return value


# As in `people.fields`: what is cleaned is measured afterwards.
CodeText = Annotated[
    str, Field(max_length=LONGEST_NUMBER, json_schema_extra=documented(_8_CHARACTERS)), AfterValidator(_code)
]
Secret = Annotated[str, Field(pattern=f"^{_SECRET}$")]
UndoSecret = Annotated[str, Field(pattern=f"^{_UNDO}$")]
GivenPassword = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_PASSWORD,
        description="As it is sent to log in; also one that nobody could choose any more.",
    ),
]
Password = Annotated[
    str,
    AfterValidator(_same_everywhere),
    Field(
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        description="Kept in the form NFKC of Unicode: a client that logs in at Cognito itself normalises it first.",
    ),
    AfterValidator(_password),
]

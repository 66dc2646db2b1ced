"""Started by the queue of sealed questions: asks the registry whether NIK, name and birth date belong together.

A question that the registry could not answer comes again until it is 15 minutes old. Then the queue forgets it, and no
other queue gets it: nobody may find a NIK there.
"""

from __future__ import annotations

from typing import Any

from antrean import wiring
from antrean.aws.batch import BatchAnswer, each_message


def handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Ask the registry about each message, and report those that it could not answer.

    Raises RuntimeError where that is all of them.
    """
    return each_message(event, wiring.answerer().answer)

"""Let the table's stream go on after a restart. Ministack 1.5.33 saves the positions of its readers, not the records.

A reader at position 7000 would see nothing until 7000 new records have come. So every position is set to 0. Records
that were not read before the stop are lost. Receipts, which are made from them, are also made when they are asked for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = "lambda.json"
_POSITIONS: Final = "dynamodb_stream_positions"


def rewind(aws_state: Path) -> None:
    """Put every reader of a stream back to its beginning, in the state of a ministack that does not run."""
    path = aws_state / _FILE
    if not path.exists():
        return
    state = json.loads(path.read_text())
    positions = state["payload"][_POSITIONS]["data"]
    positions.update(dict.fromkeys(positions, 0))
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(state))
    draft.replace(path)

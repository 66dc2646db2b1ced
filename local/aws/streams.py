"""Let the table's stream go on after a restart: ministack 1.5.33 keeps where its readers were, but not the records.

A reader that was at record 7000 would wait for as many new ones before it looked again. Records that nobody had read
at the stop are lost with the others; what is made from them (receipts) is made at the first request as well.
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

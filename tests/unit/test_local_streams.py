"""What is put right in ministack's state between two runs."""

from __future__ import annotations

import json
from pathlib import Path

from local.aws.streams import rewind


def test_readers_begin_anew_and_the_rest_stays(tmp_path: Path) -> None:
    """The stream is empty after a restart, so its readers stand at 0; functions and formats are not touched."""
    positions = {"__account_region_scoped__": True, "data": {"account\0region\0'reader'": 7080}}
    state = {"__ministack_format__": 2, "payload": {"functions": {"a": 1}, "dynamodb_stream_positions": positions}}
    (tmp_path / "lambda.json").write_text(json.dumps(state))
    rewind(tmp_path)
    positions["data"] = {"account\0region\0'reader'": 0}
    assert json.loads((tmp_path / "lambda.json").read_text()) == state
    assert [path.name for path in tmp_path.iterdir()] == ["lambda.json"]


def test_a_first_start_has_nothing_to_put_right(tmp_path: Path) -> None:
    """Without state there is nothing to do."""
    rewind(tmp_path)
    assert not list(tmp_path.iterdir())

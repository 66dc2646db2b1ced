"""Warm bookings, in an interpreter of their own: ours in turns with bare calls of boto3, then ours under a profiler.

Started by its path. It reads as JSON what to do, and prints as JSON what it found.
"""

from __future__ import annotations

import cProfile
import importlib
import json
import pstats
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any


def main() -> None:
    """Make some bookings that are not measured, then measure and profile."""
    asked: dict[str, Any] = json.load(sys.stdin)
    sys.path[:0] = asked["path"]
    sys.path.append(str(Path(__file__).parents[1] / "surroundings"))
    app = importlib.import_module("app")
    importlib.import_module("taped_aws").TapedAws(asked["answers"]).install()
    now = datetime.fromisoformat(asked["now"])
    vars(importlib.import_module(asked["runtime"]))["CLOCK"] = importlib.import_module(asked["clock"]).FixedClock(now)
    client = importlib.import_module("boto3").client("dynamodb")

    def ours() -> None:
        answer = app.handler(asked["event"], None)
        if answer["statusCode"] != asked["status"]:
            raise SystemExit(str(answer))

    def bare() -> None:
        for method, arguments in asked["calls"]:
            getattr(client, method)(**arguments)

    for each in (ours, bare):
        _seconds(each, asked["bookings"])
    rounds = [(_seconds(ours, asked["bookings"]), _seconds(bare, asked["bookings"])) for _ in range(asked["rounds"])]
    print(json.dumps({"rounds": rounds, "profile": _profile(ours, asked["bookings"])}))


def _seconds(work: Any, times: int) -> float:  # noqa: ANN401 - a function without arguments
    begin = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begin) / times


def _profile(work: Any, times: int) -> list[tuple[str, str, int, float, float]]:  # noqa: ANN401 - as above
    """Return for each function its file, name, calls, and the seconds in itself and with all that it calls."""
    with cProfile.Profile() as profile:
        for _ in range(times):
            work()
    stats: dict[tuple[str, int, str], Any] = vars(pstats.Stats(profile))["stats"]
    return [(file, name, calls, own, whole) for (file, _, name), (_, calls, own, whole, _) in stats.items()]


main()

"""One cold start, in an interpreter of its own. It reads as JSON what to start, and prints the seconds of each step.

Started by its path. Until the clock runs it imports only modules of Python's own library, so that no sample starts with
anything that a function would have to import.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Import modules one after the other, `app` the last; make the function's first client; let it answer an event."""
    asked: dict[str, Any] = json.load(sys.stdin)
    sys.path[:0] = asked["path"]
    seconds = []

    begin = _now()
    for module in asked["modules"]:
        importlib.import_module(module)
        end = _now()
        seconds.append(_between(begin, end))
        begin = end
    if asked["client"]:
        # Our functions make their client at first use; the baseline makes its own when it is imported.
        name, *arguments = asked["client"]
        getattr(importlib.import_module(asked["clients" if name == "client" else "runtime"]), name)(*arguments)
    seconds.append(_between(begin, _now()))

    if asked["event"]:
        _surround(asked)
        begin = _now()
        answer = sys.modules["app"].handler(asked["event"], None)
        seconds.append(_between(begin, _now()))
        if answer["statusCode"] != asked["status"]:
            raise SystemExit(str(answer))
    print(json.dumps(seconds))


def _surround(asked: dict[str, Any]) -> None:
    """Answer from a tape in place of AWS, and set the clock of our functions to the time of the event."""
    sys.path.append(str(Path(__file__).parents[1] / "surroundings"))
    importlib.import_module("taped_aws").TapedAws(asked["answers"]).install()
    if asked["now"]:
        instant = importlib.import_module("datetime").datetime.fromisoformat(asked["now"])
        clock = importlib.import_module(asked["clock"]).FixedClock(instant)
        vars(importlib.import_module(asked["runtime"]))["CLOCK"] = clock


def _now() -> tuple[float, float]:
    """Return the seconds of processor time that this process has used, and the seconds by the clock."""
    return time.process_time(), time.perf_counter()


def _between(begin: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    return end[0] - begin[0], end[1] - begin[1]


main()

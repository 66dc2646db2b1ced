"""Cold starts: from the first import to a handler with its first client, each function against the stock trio."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from bench.cold_start import packing
from bench.cold_start.pairs import PAIRS, Start, in_turns, total
from bench.report.section import Plot, Section, Table, figure
from bench.surroundings import tapes
from bench.surroundings.checkout import THIS
from bench.surroundings.lambda_layout import BASELINE, LambdaLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from bench.cold_start.pairs import Seconds
    from deploy.progress import Step


SAMPLE = "cold_start/sample"
BUDGET = 0.8
"""The largest ratio to the stock trio for the functions that citizens wait for."""
BUDGETED = ("bookings", "offices")
_PAIRS_FOR_THE_BUDGET = 3 * PAIRS
"""More than for a figure that nothing is held to, so that a busy machine does not decide."""
_FUNCTIONS = {code.name: logical_id for logical_id, code in sorted(THIS.functions().items())}
"""Logical ids by the name of the function's folder, which is what the tables show."""
_TABLE = ("store",)
_CLIENTS = {
    "SignUpGateFunction": ("client", "secretsmanager"),
    "ReceiptRendererFunction": ("client", "s3"),
}
"""What a function asks the runtime module for first, where that is not the table: a name and its arguments."""
_FIRST_EVENTS = {"bookings": "bookings/create-201", "offices": "offices/month-200"}
_STEPS = {
    "botocore.session": "botocore",
    "pydantic.main": "pydantic",
    "aws_lambda_powertools": "powertools' logger",
    "app": "our package and the function",
}
"""Modules in the order of their import, each with what it adds to those before."""


def measure(step: Step) -> Section:
    """Build the files that Lambda would have, and start each function from them many times."""
    step.note("building the layer")
    layout = LambdaLayout.build("lambda")
    starts = []
    for number, function in enumerate(_FUNCTIONS, start=1):
        step.note(f"{function}, {number} of {len(_FUNCTIONS)}")
        starts.append(_compare(layout, function))
    starts.sort(key=lambda start: start.ratio)
    answered = [_compare(layout, function, label) for function, label in _FIRST_EVENTS.items()]
    by_name = {start.function: start for start in starts}
    within = ", ".join(f"{name} {by_name[name].ratio:.2f}" for name in BUDGETED)
    return Section(
        title="Cold start",
        in_short=f"A cold start of the functions that citizens wait for takes, as a ratio to the stock trio: {within}.",
        lead=(
            "From the first import to a handler that is ready with its first client, as a ratio to the stock trio: a "
            "function with a boto3 client, powertools' resolver with validation, and a pydantic model. Ours imports "
            "from the built layer, the other one from the same versions of its packages, whole and untouched. Both "
            "have byte code, ours in place of its sources; every sample is a fresh interpreter; the two take turns and "
            f"change who begins, and a figure is the median of {PAIRS} pairs. Budget for {' and '.join(BUDGETED)}: "
            f"{BUDGET}, by {_PAIRS_FOR_THE_BUDGET} pairs."
        ),
        tables=[
            _table(starts),
            _answers(answered),
            _steps([_steps_of(layout) for _ in range(PAIRS)]),
            packing.table(step),
        ],
        plots=[
            Plot(
                "cold-start.svg",
                "Bars: cold start of each function as a ratio to the stock trio; the budget is a line at 0.8.",
                lambda drawn: draw(drawn, starts),
            )
        ],
        aims=[
            (f"Cold start of {name}, to the stock trio", f"{BUDGET}", f"{by_name[name].ratio:.2f}") for name in BUDGETED
        ],
        notes=[
            (
                "Processor time, since a cold start waits for nothing but its own processor; the clock's ratio stands "
                "beside it. The interpreter's own start is in neither."
            ),
            (
                "Both have the same version of botocore: ours is pruned by the build of the layer "
                "(`layers/core/prune_sdk.py`), the other one is whole, as Lambda's runtime has it."
            ),
            (
                "A stock function as SAM's own builder packs it has no byte code of powertools and pydantic, and is "
                "slower than this one."
            ),
            "Files are in the page cache here. On Lambda reading them costs extra: fewer files read are gain there.",
        ],
    )


def first_client(function: str) -> dict[str, Any]:
    """Return what the sample is asked: to import the function with this logical id, and make its first client."""
    return {"modules": ["app"], "client": _CLIENTS.get(function, _TABLE), "event": None}


def _compare(layout: LambdaLayout, function: str, label: str | None = None) -> Start:
    """Start a function and the stock trio in turns; with the label of an event, until the event is answered."""
    ours = first_client(_FUNCTIONS[function])
    theirs: dict[str, Any] = {"modules": ["app"], "client": None, "event": None}
    if label:
        tape = tapes.record(label)
        ours |= {"event": tape.event, "status": tape.status, "now": tape.now, "answers": tape.answers}
        theirs |= _baseline_event()
    pairs = in_turns(
        lambda: total(layout.run(SAMPLE, _FUNCTIONS[function], ours)),
        lambda: total(layout.run(SAMPLE, BASELINE, theirs)),
        _PAIRS_FOR_THE_BUDGET if function in BUDGETED and not label else PAIRS,
    )
    return Start(function, pairs)


def _baseline_event() -> dict[str, Any]:
    """The request that the stock trio gets: that of a booking, but it only reads one item."""
    booking = tapes.record("bookings/create-201")
    item = {"pk": {"S": "OFFICE#bogor"}, "sk": {"S": "QUOTA#2026-12-08#morning"}, "seats_left": {"N": "5"}}
    return {"event": booking.event, "status": 200, "now": None, "answers": [("GetItem", {"Item": item})]}


def _steps_of(layout: LambdaLayout) -> Sequence[Seconds]:
    asked = {"modules": [*_STEPS], "client": _TABLE, "event": None}
    seconds: Sequence[Seconds] = layout.run(SAMPLE, _FUNCTIONS["bookings"], asked)
    return seconds


def _table(starts: Sequence[Start]) -> Table:
    sizes = packing.function_sizes()
    rows = [
        [
            start.function,
            f"{start.ratio:.2f}",
            "{:.2f}–{:.2f}".format(*start.spread),
            f"{start.wall_ratio:.2f}",
            figure(start.milliseconds),
            figure(start.other_milliseconds),
            figure(sizes[_FUNCTIONS[start.function]] / 1000),
        ]
        for start in starts
    ]
    columns = ["function", "ratio", "middle half", "ratio, clock", "CPU ms", "CPU ms, stock", "its zip, KB"]
    return Table(columns, rows, "Import and first client")


def _answers(starts: Sequence[Start]) -> Table:
    rows = [
        [start.function, _FIRST_EVENTS[start.function], f"{start.ratio:.2f}", figure(start.milliseconds)]
        for start in starts
    ]
    title = "Until the first answer; AWS answers from a tape, the stock trio reads one item"
    return Table(["function", "event", "ratio", "CPU ms"], rows, title)


def _steps(samples: Sequence[Sequence[Seconds]]) -> Table:
    names = [*_STEPS.values(), "first client"]
    medians = [median(cpu for cpu, _ in step) for step in zip(*samples, strict=True)]
    whole = sum(medians)
    rows = [
        [name, figure(1000 * seconds), f"{100 * seconds / whole:.0f} %"]
        for name, seconds in zip(names, medians, strict=True)
    ]
    return Table(["step", "CPU ms", "share"], rows, "What the cold start of a booking is spent on, in this order")


def draw(drawn: Figure, starts: Sequence[Start]) -> None:
    """Draw a bar for each function, the slowest at the top, the budget as a line and the stock trio as another."""
    axes = drawn.subplots()
    names = [start.function for start in starts]
    colors = ["#1f5fa8" if start.function in BUDGETED else "#6f96c2" for start in starts]
    bars = axes.barh(names, [start.ratio for start in starts], color=colors, height=0.65)
    # inside the bars, where no line crosses them
    axes.bar_label(bars, [f"{start.ratio:.2f}" for start in starts], padding=-26, color="white", weight="bold")
    axes.axvline(BUDGET, color="#b3261e", linewidth=1.2)
    axes.text(BUDGET, 1.01, f"budget {BUDGET}", color="#b3261e", ha="center", transform=axes.get_xaxis_transform())
    axes.axvline(1, color="#555555", linewidth=1.2, linestyle=(0, (4, 3)))
    axes.text(1, 1.01, "stock trio", color="#555555", ha="center", transform=axes.get_xaxis_transform())
    axes.set_xlim(0, 1.08)
    axes.set_xlabel("import and first client, ratio to the stock trio (dark: held to the budget)")
    axes.grid(visible=False, axis="y")

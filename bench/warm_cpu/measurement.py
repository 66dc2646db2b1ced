"""Warm bookings: the processor time of the function, with all of botocore but the wire, and what it is spent on."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.report.section import Plot, Section, Table, figure
from bench.surroundings import tapes
from bench.surroundings.lambda_layout import LambdaLayout
from deploy.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure

    from deploy.progress import Step

AIM_MS = 20
"""Milliseconds of processor time for a whole booking."""
ROUNDS = 15
BOOKINGS = 100
"""Bookings in each round."""
_EVENTS = {"one person": "bookings/create-201-for_others", "four people": "bookings/create-201"}
_PROFILED = "one person"
_CALL = ("botocore/client.py", "_make_api_call")
_PARTS: Mapping[str, tuple[str, str]] = {
    "sign the requests": ("botocore/signers.py", "handler"),
    "write the requests as JSON": ("botocore/serialize.py", "serialize_to_request"),
    "find the endpoint by its rules": ("botocore/client.py", "_resolve_endpoint_ruleset"),
    "read the answers": ("botocore/endpoint.py", "_get_response"),
    "decide whether to repeat": ("botocore/endpoint.py", "_needs_retry"),
    "write the log's line": ("aws_lambda_powertools/logging/logger.py", "info"),
    "check the body (pydantic)": ("antrean/http/route.py", "_parsed_body"),
}
"""For each part of the work the function that does it: the end of its file's path, and its name.

None of them calls another, so the shares can be added.
"""
_OUTSIDE_CALLS = ("write the log's line", "check the body (pydantic)")
_BEGIN = ("bench/warm_cpu/sample.py", "ours")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Warm:
    """What warm bookings of one kind took, in seconds of processor time for each."""

    kind: str
    rounds: Sequence[tuple[float, float]]
    """For each round a booking by our function, and the same calls by a bare boto3 client."""
    profile: Sequence[tuple[str, str, int, float, float]]
    """For each function its file, name, calls, and the seconds in itself and with all that it calls."""

    @property
    def milliseconds(self) -> float:
        """The median of ours."""
        return 1000 * median(ours for ours, _ in self.rounds)

    @property
    def bare_milliseconds(self) -> float:
        """The median of the bare calls."""
        return 1000 * median(bare for _, bare in self.rounds)

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(ours / bare for ours, bare in self.rounds)

    def shares(self) -> dict[str, float]:
        """Return the share of each part of the work, the largest first."""
        whole = self._under(_BEGIN)
        parts = {name: self._under(place) / whole for name, place in _PARTS.items()}
        inside = sum(share for name, share in parts.items() if name not in _OUTSIDE_CALLS)
        calls = self._under(_CALL) / whole
        parts["the rest of botocore: requests, headers, hooks"] = calls - inside
        parts["our rules, store and answer"] = 1 - calls - sum(parts[name] for name in _OUTSIDE_CALLS)
        return dict(sorted(parts.items(), key=lambda part: -part[1]))

    def _under(self, place: tuple[str, str]) -> float:
        end, name = place
        found = [whole for file, function, _, _, whole in self.profile if function == name and file.endswith(end)]
        if not found:
            raise CommandError(f"The profile of a warm booking has no function {name} in a file {end}.")
        return max(found)


def measure(step: Step) -> Section:
    """Book many times in a fresh interpreter, in turns with bare calls, then once more under a profiler."""
    step.note("building the layer")
    layout = LambdaLayout.build("lambda")
    found = []
    for kind, label in _EVENTS.items():
        step.note(kind)
        found.append(_measured(layout, kind, label))
    [profiled] = [warm for warm in found if warm.kind == _PROFILED]
    shares = profiled.shares()
    largest = [name for name in shares if not name.startswith(("the rest", "our rules"))][:_NAMED]
    ms = figure(profiled.milliseconds, 2)
    return Section(
        title="Processor time of a warm booking",
        in_short=(
            f"A booking takes {profiled.ratio:.2f} times the processor time of its four calls to DynamoDB by a bare "
            f"boto3 client: {ms} ms here, without the wire."
        ),
        lead=(
            "The handler of `POST /bookings` in a warm environment, from the built layer: event in, four calls to "
            "DynamoDB, answer out. Beneath botocore a tape answers, so requests are written, signed and read as ever, "
            "and nothing is sent. The same four calls by a boto3 client with its defaults are the measure, in turns: "
            f"{ROUNDS} rounds of {BOOKINGS}, each after {BOOKINGS} to warm up. The largest parts that have a name: "
            f"{', '.join(largest)}."
        ),
        tables=[_table(found), _spent(shares, profiled.milliseconds)],
        plots=[
            Plot(
                "warm-booking.svg",
                "Bars: the parts of a warm booking by their share of its processor time.",
                lambda drawn: draw(drawn, shares),
                (7.2, 3.2),
            )
        ],
        aims=[("Processor time of a booking in the handler", f"{AIM_MS} ms", f"{ms} ms and the wire")],
        notes=[
            (
                "That the whole costs about what bare calls do has two reasons: botocore's check of the arguments is "
                "off for DynamoDB, which checks them itself, and our clients give a name of their own in place of one "
                "put together for each call. Either saves a tenth of a booking or more; both are options of botocore's "
                "`Config`. What remains above our own part is botocore's signing, endpoint rules and events."
            ),
            (
                "Sockets, TLS and the engine are not in it; “One hot slot” has the handlers' time with sockets. Shares "
                "are a profiler's, which makes many small functions look somewhat larger than they are."
            ),
        ],
    )


def _measured(layout: LambdaLayout, kind: str, label: str) -> Warm:
    tape = tapes.record(label)
    request: dict[str, Any] = {
        "event": tape.event,
        "status": tape.status,
        "now": tape.now,
        "answers": tape.answers,
        # A warm environment knows the offices: it does not make the query that reads them.
        "calls": [(method, arguments) for method, arguments, _ in tape.calls if method != "query"],
        "rounds": ROUNDS,
        "bookings": BOOKINGS,
    }
    answer = layout.run("warm_cpu/sample", "BookingsFunction", request)
    return Warm(kind, answer["rounds"], answer["profile"])


def _table(found: Sequence[Warm]) -> Table:
    rows = [
        [warm.kind, f"{warm.ratio:.2f}", figure(warm.milliseconds), figure(warm.bare_milliseconds)] for warm in found
    ]
    return Table(["booking for", "ratio to bare calls", "CPU ms", "CPU ms, bare calls"], rows)


def _spent(shares: Mapping[str, float], milliseconds: float) -> Table:
    rows = [[name, f"{100 * share:.0f} %", figure(share * milliseconds, 2)] for name, share in shares.items()]
    return Table(["part", "share", "CPU ms"], rows, "What a booking for one person is spent on")


def draw(drawn: Figure, shares: dict[str, float]) -> None:
    """Draw a bar for each part, the largest at the top; those of botocore and those of ours in two colours."""
    axes = drawn.subplots()
    names = list(reversed(shares))
    ours = (*_OUTSIDE_CALLS, "our rules, store and answer")
    colors = ["#1f5fa8" if name in ours else "#9db8d6" for name in names]
    bars = axes.barh(names, [100 * shares[name] for name in names], color=colors, height=0.65)
    axes.bar_label(bars, [f"{100 * shares[name]:.0f} %" for name in names], padding=4)
    axes.set_xlabel("share, in % (dark: our function, light: botocore)")
    axes.set_xlim(0, 100 * max(shares.values()) * 1.15)
    axes.grid(visible=False, axis="y")

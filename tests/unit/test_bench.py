"""What the measurements rest on: the simulation sells as the real thing would, and reports say what was found."""

from __future__ import annotations

import importlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from antrean.aws.table import Table
from antrean.base.errors import Code
from antrean.bookings.operation import Services
from bench.__main__ import MEASUREMENTS
from bench.cold_start import packing
from bench.report import drawing
from bench.report import section as report
from bench.report.section import Plot, Section, figure
from bench.seats import sold_out
from bench.seats.lock_simulation import Assumptions, Rush
from bench.seats.textbook import Textbook
from bench.surroundings.checkout import THIS, Checkout
from bench.surroundings.lambda_layout import LambdaLayout
from deploy.errors import CommandError
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from instruments.stand_in import stand_in
from tests.support.ledger import unbalanced
from tests.support.wishes import KEY, asked, numbers, refusal
from tests.unit.conftest import SLOT, register


def test_the_textbook_books_as_the_product_does(services: Services, siti: str, recorder: Recorder) -> None:
    """What ours is compared with is right too: numbers in order, a lost race begins again, nothing is oversold."""
    table = Table(stand_in(recorder), "antrean")
    pauses: list[float] = []
    textbook = Textbook(services, table, SLOT, random.Random(1), sleep=pauses.append)
    rival = register(services, "budi", nik(902))
    recorder.reset()

    def overtake(number: int) -> None:
        if recorder.calls[number] == "transact_write_items":
            recorder.reset()
            textbook.book(rival, asked(3, start=20), KEY)

    recorder.before = overtake
    assert numbers(textbook.book(siti, asked(2), KEY)) == ["A-004", "A-005"]
    assert (textbook.conflicts, len(pauses)) == (1, 1)
    assert numbers(textbook.book(siti, asked(2), KEY)) == ["A-004", "A-005"]
    late = register(services, "tono", nik(903))
    assert refusal(lambda: textbook.book(late, asked(1), KEY)).code == Code.SLOT_FULL
    assert unbalanced(services.store, [SLOT], settled=True) == []


@pytest.mark.parametrize("clients", [1, 64, 700])
@pytest.mark.parametrize("protocol", [Rush.claims, Rush.transactions])
def test_a_simulated_rush_sells_each_number_once(protocol: Any, clients: int) -> None:
    """Everybody gets a booking, and no number is given twice or left out."""
    outcome = protocol(Rush(clients, seed=clients))
    assert sorted(outcome.sold) == list(range(1, clients + 1))
    assert len(outcome.took) == clients


def test_without_its_lock_the_textbook_sells_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where nobody sees the lock a number is sold twice, and the test above would see it."""
    never = property(lambda _: False, lambda _, __: None)
    monkeypatch.setattr("bench.seats.lock_simulation._Quota.locked", never, raising=False)
    outcome = Rush(64, seed=1).transactions()
    assert len(set(outcome.sold)) < len(outcome.sold)


def test_a_simulated_item_takes_a_thousand_units_a_second() -> None:
    """Claim and settle are two units each, beside those of one saved second; a lock is held for eight milliseconds."""
    assumed = Assumptions(cancelled=0)
    claims = Rush(3_000, seed=1, assumed=assumed).claims()
    assert 1_000 * (1 + claims.done[-1]) >= 2 * 3_000
    assert claims.throttled
    assert claims.units == 2 * 3_000
    transactions = Rush(300, seed=1, assumed=assumed).transactions()
    assert 300 * assumed.lock[0] <= transactions.done[-1]


def test_claims_meet_the_locks_of_cancellations() -> None:
    """A plain write that comes while a transaction holds the quota is refused and repeated; without any it is not."""
    assert Rush(500, seed=1).claims().conflicts
    assert not Rush(500, seed=1, assumed=Assumptions(cancelled=0)).claims().conflicts


def test_every_measurement_can_be_made_alone() -> None:
    """The names that `python -m bench` takes are modules that measure."""
    assert all(callable(importlib.import_module(each.module).measure) for each in MEASUREMENTS.values())


def _checkout(root: Path, code: str, modules: Sequence[str]) -> Checkout:
    """A checkout with one function, and these modules in the shared package."""
    template = (
        f"Resources: {{BookingsFunction: {{Type: 'AWS::Serverless::Function', Properties: {{CodeUri: {code}}}}}}}"
    )
    root.mkdir()
    (root / "template.yaml").write_text(template)
    for module in modules:
        path = root / "layers" / "core" / "antrean" / module
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return Checkout(root)


def test_two_commits_are_compared_by_logical_ids_whatever_their_folders(tmp_path: Path) -> None:
    """A function and the modules that a sample needs are found in a flat package and in one with folders."""
    flat = _checkout(tmp_path / "flat", "functions/bookings", ["runtime.py", "clock.py"])
    rooms = _checkout(tmp_path / "rooms", "functions/citizen/bookings", ["wiring.py", "base/clock.py"])
    assert flat.functions() == {"BookingsFunction": tmp_path / "flat/functions/bookings"}
    assert rooms.functions() == {"BookingsFunction": tmp_path / "rooms/functions/citizen/bookings"}
    assert [each.module("runtime", "wiring") for each in (flat, rooms)] == ["antrean.runtime", "antrean.wiring"]
    assert [each.module("base/clock", "clock") for each in (flat, rooms)] == ["antrean.clock", "antrean.base.clock"]


def test_programs_know_the_modules_of_this_checkout_by_their_folder(tmp_path: Path) -> None:
    """The package may have another module of the same name in another folder: the clock of the waiting list."""
    assert LambdaLayout(tmp_path, THIS).modules() == {
        "runtime": "antrean.wiring",
        "clients": "antrean.aws.clients",
        "clock": "antrean.base.clock",
    }
    two = _checkout(tmp_path / "two", "functions/bookings", ["clients.py", "wiring.py", "base/clock.py", "a/clock.py"])
    assert LambdaLayout(tmp_path, two).modules()["clock"] == "antrean.base.clock"


def test_a_folder_that_is_no_checkout_is_refused_in_words(tmp_path: Path) -> None:
    """Neither a missing template nor a module that is missing or there twice ends in a traceback."""
    with pytest.raises(CommandError, match="no template"):
        Checkout(tmp_path).functions()
    twice = _checkout(tmp_path / "twice", "functions/bookings", ["clock.py", "base/clock.py"])
    for name, found in (("clock", 2), ("runtime", 0)):
        with pytest.raises(CommandError, match=f"has {found} modules called {name}"):
            twice.module(name)


def test_sizes_of_functions_leave_out_byte_code(tmp_path: Path) -> None:
    """A function that was run from its own folder is as large as before."""
    checkout = _checkout(tmp_path / "one", "functions/bookings", [])
    code = tmp_path / "one/functions/bookings"
    code.mkdir(parents=True)
    (code / "app.py").write_text("handler = None")
    before = packing.function_sizes(checkout)
    (code / "__pycache__").mkdir()
    (code / "__pycache__" / "app.pyc").write_bytes(b"compiled")
    assert packing.function_sizes(checkout) == before
    assert before.keys() == {"BookingsFunction"}


def test_refusals_of_a_sold_out_slot_write_nothing() -> None:
    """A thousand requests a second in twenty warm environments: each reads the quota once in two seconds."""
    rush = sold_out.Rush(requests=4_000, rate=1_000, environments=20)
    sold_out.play(rush)
    assert rush.writes == sold_out.AIM
    assert 0 < max(rush.quota.values()) <= 20
    assert rush.calls / rush.requests < 1.1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.5, "0.5"),
        (12.345, "12.3"),
        (1234.5, "1,230"),
        (0.0012345, "0.00123"),
        (100_000, "100,000"),
        (9.999, "10"),
    ],
)
def test_figures_have_three_digits(value: float, text: str) -> None:
    """A figure says no more than was measured."""
    assert figure(value) == text


def test_a_section_is_markdown() -> None:
    """Tables have a head, figures are set to the right, plots are linked with what they show."""
    table = report.Table(columns=("what", "how many"), rows=[("one", "1"), ("eleven", "11")])
    plot = Plot("bench-made-up.svg", "A line", lambda _: None)
    text = Section("Made up", "in short", "A lead.", [table], [plot], ["A note."]).markdown()
    assert "| what   | how many |\n| ------ | -------: |\n| one    |        1 |" in text
    assert "![A line](images/bench-made-up.svg)" in text
    assert text.startswith("## Made up\n\nA lead.")


def test_a_plot_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    """Writing the page again changes only the pictures whose figures changed."""

    def draw(drawn: Any) -> None:
        drawn.subplots().plot([1, 2, 3], [3, 1, 2], label="a line")

    written = []
    for _ in range(2):
        drawing.write(Plot("bench-made-up.svg", "A line", draw), tmp_path)
        written.append((tmp_path / "bench-made-up.svg").read_bytes())
    assert written[0] == written[1]

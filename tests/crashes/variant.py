"""What a row of the matrix says: an operation, what was there before it, and who is about when it is interrupted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from antrean.base.errors import Code
from tests.crashes.play import Play, dying_before
from tests.interleavings.mix import Wish
from tests.interleavings.operations import DONE

Step = Callable[[Play], None]


@dataclass(frozen=True)
class Variant:
    """An operation, what was there before it, and who is about when it is interrupted."""

    name: str
    wish: Wish
    seats: tuple[int, int]
    """Capacity of the morning and of the afternoon."""
    before: tuple[Step, ...] = ()
    meanwhile: tuple[Wish, ...] = ()
    """What others do just before its first commit."""
    rivals: tuple[Wish, ...] = ()
    """Who wants exactly the seats in question while it is paused."""
    refused: Code | None = None
    """How it ends if nothing goes wrong: done, or with this refusal."""
    lapses: Code | None = None
    """How a retry may be refused that comes only after a lease, where nothing was done before."""


def done(wish: Wish) -> Step:
    """A wish that was done before."""

    def do(play: Play) -> None:
        assert isinstance(play.act("before", wish).ended, DONE)

    return do


def died(wish: Wish, call: str) -> Step:
    """A function that died before its first call of this name."""

    def do(play: Play) -> None:
        assert play.act("before", wish, dying_before(call)).ended is None

    return do

"""A mutant: the product with one rule taken out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """How a rule of `docs/rules.md` is taken out: in the file at `path`, `old`, which stands there once, becomes `new`.

    The plain tests that the page names for `rule` must fail then. A mutant that `hangs` may also be noticed by a test
    that does not end; any other one that does not end proves nothing.
    """

    rule: str
    path: str
    old: str
    new: str
    hangs: bool = False

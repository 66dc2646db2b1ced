"""A mutant: the product with one rule taken out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """How a rule of `docs/rules.md` is taken out: in the file at `path`, `old`, which stands there once, becomes `new`.

    The plain tests that the page names for `rule` must fail then.
    """

    rule: str
    path: str
    old: str
    new: str

"""What a measurement found, as a section of tables, plots and notes that can be printed and written."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

IMAGES = "images"
"""Folder of the plots, beside the page."""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows; cells are text, with their units in the column's name or in the cell."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""

    def markdown(self) -> str:
        """Return the table in Markdown, with columns as wide as their cells; figures are set to the right."""
        widths = [max(3, *map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        right = [all(map(_is_figure, column)) for column in zip(*self.rows, strict=True)]

        def line(cells: Sequence[str]) -> str:
            set_ = (
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(cells, widths, right, strict=True)
            )
            return f"| {' | '.join(set_)} |"

        rule = ["-" * (width - 1) + (":" if to_right else "-") for width, to_right in zip(widths, right, strict=True)]
        return "\n".join(map(line, [self.columns, rule, *self.rows]))


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture; `shows` says in a sentence what is in it, for those who cannot see it."""

    file: str
    """Name of the picture, an SVG."""
    shows: str
    draw: Callable[[Figure], None]
    inches: tuple[float, float] = (7.2, 3.6)
    """Width and height; a hundred pixels to the inch on the page."""
    title: str = ""
    """What the picture is called where it says itself what it shows, for those who open it alone."""


@dataclass(frozen=True, slots=True)
class Section:
    """One measurement: what was asked and how it was measured, what came out, and what that does not say."""

    title: str
    in_short: str
    """The finding in one sentence, for the top of the page; claims are ratios and counts."""
    lead: str
    """A paragraph: what was measured, how, and on what."""
    tables: Sequence[Table] = ()
    plots: Sequence[Plot] = ()
    notes: Sequence[str] = ()
    """Sentences on what the figures take for granted, and where they come from."""
    aims: Sequence[tuple[str, str, str]] = ()
    """Quantities that have an aim: the name, the aim, and the figure that was found; for the top of the page."""
    missed: Sequence[str] = ()
    """In a sentence each what a measurement is held to and missed: the bench ends with an error that says it, once the
    page is written."""
    write: Callable[[Path], Sequence[Path]] | None = None
    """Writes pages of its own into the folder of the documents and returns them; such a section is on no other page."""

    def markdown(self) -> str:
        """Return the section in Markdown."""
        parts = [f"## {self.title}", wrapped(self.lead)]
        for table in self.tables:
            parts += [f"**{table.title}**", table.markdown()] if table.title else [table.markdown()]
        parts += [f"![{plot.shows}]({IMAGES}/{plot.file})" for plot in self.plots]
        if self.notes:
            parts.append(listed(self.notes))
        return "\n\n".join(parts)


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Return a paragraph wrapped as the documents are; `first` stands before its first line, `rest` before others."""
    return textwrap.fill(
        text, 120, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def listed(sentences: Iterable[str]) -> str:
    """Return a list in Markdown."""
    return "\n".join(wrapped(sentence, "- ", "  ") for sentence in sentences)


def figure(value: float, digits: int = 3) -> str:
    """Return a number with `digits` significant digits and with separators of thousands."""
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits}g}")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_figure(cell: str) -> bool:
    return not cell or cell[0].isdigit() or cell[0] in "–-+<~"
